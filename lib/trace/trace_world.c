/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a trace looks at: the rows of every object (trace.h).
 *
 * Tests: tests/trace/test_trace.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/endpoint.h"
#include "trace_world.h"

int hcn_trace_world_read(struct hcn_workset *ws, struct hcn_rows *rows, struct hcn_trace_world *ret,
	struct hcn_error *err)
{
	const struct hcn_facts *facts;
	int r = ws->source.facts(ws->source.arg, &facts, err);

	*ret = (struct hcn_trace_world){ .ws = ws, .rows = *rows };
	*rows = (struct hcn_rows){ 0 };
	if (!r)
		r = hcn_ruleset_read(&ret->rows, &ret->rules);
	if (!r)
		r = hcn_topology_read(&ret->rows, facts, &ret->topology);
	if (r)
		hcn_trace_world_clear(ret);
	return r;
}

void hcn_trace_world_clear(struct hcn_trace_world *world)
{
	hcn_topology_clear(&world->topology);
	hcn_ruleset_clear(&world->rules);
	hcn_rows_clear(&world->rows);
	*world = (struct hcn_trace_world){ 0 };
}

const struct hcn_endpoint *hcn_trace_endpoint_of(
	const struct hcn_trace_world *world, const struct hcn_row *row)
{
	const void *ep;

	return row->origin.kind != HCN_KIND_ENDPOINT ||
			       hcn_workset_find(
				       world->ws, HCN_KIND_ENDPOINT, &row->origin.id, &ep, NULL)
		       ? NULL
		       : ep;
}

const struct hcn_network *hcn_trace_network_of(
	const struct hcn_trace_world *world, const struct hcn_endpoint *ep)
{
	const struct hcn_network *net;

	return hcn_endpoint_network(world->ws, ep, &net, NULL) ? NULL : net;
}
