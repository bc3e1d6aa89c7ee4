/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table from kinds to their rows (objects_rows.h).
 *
 * Tests: tests/conform/test_refresh.c
 */
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
	hcn_rows_for(rows, kind, &((const struct hcn_object *)object)->id);
	r = functions[kind](ws, object, rows, err);
	return r ? r : hcn_rows_check(rows);
}

struct all {
	struct hcn_workset *ws;
	struct hcn_rows *rows;
	struct hcn_error *err;
};

static int add_object(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct all *all = arg;
	const void *object;
	int r = hcn_workset_find(all->ws, kind, id, &object, all->err);

	return r ? r : hcn_object_rows(all->ws, kind, object, all->rows, all->err);
}

int hcn_all_rows(struct hcn_workset *ws, struct hcn_rows *rows, struct hcn_error *err)
{
	struct all all = { ws, rows, err };
	int r = 0;

	for (enum hcn_kind kind = 0; !r && kind < HCN_N_KINDS; kind++)
		r = hcn_workset_each(ws, kind, add_object, &all);
	return r;
}
