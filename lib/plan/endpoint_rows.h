/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of an endpoint. */
#ifndef HCN_PLAN_ENDPOINT_ROWS_H
#define HCN_PLAN_ENDPOINT_ROWS_H

#include "rows.h"
#include "workset.h"

int hcn_endpoint_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

#endif
