/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table from kinds to their rows (objects_rows.h). */
#include "endpoint_rows.h"
#include "loadbalancer_rows.h"
#include "namespace_rows.h"
#include "network_rows.h"
#include "objects_rows.h"

typedef int rows_fn(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err);

int hcn_object_rows(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_rows *rows, struct hcn_error *err)
{
	static rows_fn *const functions[HCN_N_KINDS] = {
		[HCN_KIND_NETWORK] = hcn_network_rows,
		[HCN_KIND_ENDPOINT] = hcn_endpoint_rows,
		[HCN_KIND_NAMESPACE] = hcn_namespace_rows,
		[HCN_KIND_LOADBALANCER] = hcn_load_balancer_rows,
	};
	int r;

	if (!functions[kind]) /* nothing in the kernel carries it */
		return 0;
	r = functions[kind](ws, object, rows, err);
	return r ? r : hcn_rows_check(rows);
}
