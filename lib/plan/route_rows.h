/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Routes of an endpoint. */
#ifndef HCN_PLAN_ROUTE_ROWS_H
#define HCN_PLAN_ROUTE_ROWS_H

#include "rows.h"
#include "workset.h"

/* The routes of an endpoint inside its namespace @netns; @table 0: in the main one. */
int hcn_endpoint_route_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, uint32_t table, struct hcn_rows *rows,
	struct hcn_error *err);

#endif
