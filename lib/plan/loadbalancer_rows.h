/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a load balancer. */
#ifndef HCN_PLAN_LOADBALANCER_ROWS_H
#define HCN_PLAN_LOADBALANCER_ROWS_H

#include "rows.h"
#include "workset.h"

int hcn_load_balancer_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

#endif
