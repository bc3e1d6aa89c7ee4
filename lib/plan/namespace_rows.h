/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of a namespace. */
#ifndef HCN_PLAN_NAMESPACE_ROWS_H
#define HCN_PLAN_NAMESPACE_ROWS_H

#include "rows.h"
#include "workset.h"

int hcn_namespace_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

/* The endpoints in a namespace, eth0 first: @ret is malloc'ed, what it points to borrowed. */
int hcn_namespace_endpoints(struct hcn_workset *ws, const struct hcn_guid *ns,
	const struct hcn_endpoint ***ret, size_t *ret_n, struct hcn_error *err);

#endif
