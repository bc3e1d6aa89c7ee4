/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Several endpoints in one namespace. */
#ifndef HCN_PLAN_MULTIHOME_ROWS_H
#define HCN_PLAN_MULTIHOME_ROWS_H

#include "rows.h"
#include "workset.h"

/* What an endpoint needs besides when others are attached to its namespace @netns, too. */
int hcn_multihome_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows,
	struct hcn_error *err);

#endif
