/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a load balancer. */
#ifndef HCN_PLAN_LOADBALANCER_ROWS_H
#define HCN_PLAN_LOADBALANCER_ROWS_H

#include "rows.h"
#include "workset.h"

int hcn_load_balancer_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

/* What the counter of a load balancer's row counts. */
enum hcn_lb_count {
	HCN_LB_COUNTS_NOTHING,
	HCN_LB_COUNTS_CONNECTIONS, /* their first packets */
	HCN_LB_COUNTS_RECEIVED,    /* from clients */
	HCN_LB_COUNTS_SENT,        /* back to them */
};
enum hcn_lb_count hcn_load_balancer_count(const struct hcn_row *row);

#endif
