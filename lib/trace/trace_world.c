/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a trace looks at: the rows of every object, and whose they are (trace.h). */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "endpoint/endpoint.h"
#include "grow.h"
#include "loadbalancer_rows.h"
#include "objects_rows.h"
#include "policy_rows.h"
#include "proxy_rows.h"
#include "trace_world.h"

static int add_object(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct hcn_trace_world *world = arg;
	struct hcn_trace_owner owner = { .kind = kind, .first = world->rows.n };
	int r = hcn_workset_find(world->ws, kind, id, &owner.object, NULL);

	if (!r)
		r = hcn_object_rows(world->ws, kind, owner.object, &world->rows, NULL);
	owner.n = world->rows.n - owner.first;
	if (!r)
		r = HCN_GROW(world->owners, world->n_owners, world->owners_size);
	if (!r)
		world->owners[world->n_owners++] = owner;
	return r;
}

int hcn_trace_world_read(struct hcn_workset *ws, struct hcn_trace_world *ret, struct hcn_error *err)
{
	const struct hcn_facts *facts;
	int r = ws->source.facts(ws->source.arg, &facts, err);

	*ret = (struct hcn_trace_world){ .ws = ws };
	for (enum hcn_kind kind = 0; !r && kind < HCN_N_KINDS; kind++)
		r = hcn_workset_each(ws, kind, add_object, ret);
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
	free(world->owners);
	hcn_rows_clear(&world->rows);
	*world = (struct hcn_trace_world){ 0 };
}

const struct hcn_trace_owner *hcn_trace_owner_of(
	const struct hcn_trace_world *world, const struct hcn_row *row)
{
	size_t i;

	/* those of the skeleton are nobody's */
	if (!row || row < world->rows.rows || row >= world->rows.rows + world->rows.n)
		return NULL;
	i = (size_t)(row - world->rows.rows);
	for (size_t at = 0; at < world->n_owners; at++)
		if (i >= world->owners[at].first &&
			i < world->owners[at].first + world->owners[at].n)
			return &world->owners[at];
	return NULL;
}

const struct hcn_trace_owner *hcn_trace_owner_find(
	const struct hcn_trace_world *world, const void *object)
{
	for (size_t i = 0; i < world->n_owners; i++)
		if (world->owners[i].object == object)
			return &world->owners[i];
	return NULL;
}

const struct hcn_network *hcn_trace_network_of(
	const struct hcn_trace_world *world, const struct hcn_endpoint *ep)
{
	const struct hcn_network *net;

	return hcn_endpoint_network(world->ws, ep, &net, NULL) ? NULL : net;
}

/* --- which part of a document ------------------------------------------------------------------------- */

static bool has_row(const struct hcn_rows *rows, const struct hcn_row *row)
{
	for (size_t i = 0; i < rows->n; i++)
		if (!hcn_row_compare_key(&rows->rows[i], row))
			return true;
	return false;
}

/* Whether the @i-th part of the object alone would plan @row; false also when there is no such part. */
static bool endpoint_part(const struct hcn_trace_world *world, const struct hcn_trace_owner *owner,
	size_t i, struct hcn_rows *rows)
{
	struct hcn_endpoint part = *(const struct hcn_endpoint *)owner->object;
	const struct hcn_network *net = hcn_trace_network_of(world, &part);
	struct hcn_network alone;

	if (i >= part.n_policies || !net)
		return false;
	part.policies += i;
	part.n_policies = 1;
	alone = *net;
	alone.n_policies = 0; /* its proxies are no part of the endpoint */
	return !hcn_policy_rows(&alone, &part, rows) && !hcn_proxy_rows(&alone, &part, rows);
}

static bool balancer_part(const struct hcn_trace_world *world, const struct hcn_trace_owner *owner,
	size_t i, struct hcn_rows *rows)
{
	struct hcn_load_balancer part = *(const struct hcn_load_balancer *)owner->object;

	if (i >= part.n_port_mappings)
		return false;
	part.port_mappings += i;
	part.n_port_mappings = 1;
	return !hcn_load_balancer_rows(world->ws, &part, rows, NULL);
}

static const struct {
	const char *list;
	bool (*plan)(const struct hcn_trace_world *world, const struct hcn_trace_owner *owner,
		size_t i, struct hcn_rows *rows);
} parts[HCN_N_KINDS] = {
	[HCN_KIND_ENDPOINT] = { "Policies", endpoint_part },
	[HCN_KIND_LOADBALANCER] = { "PortMappings", balancer_part },
};

void hcn_trace_part(const struct hcn_trace_world *world, const struct hcn_trace_owner *owner,
	const struct hcn_row *row, char *ret, size_t size)
{
	bool found = false, more = true;

	*ret = '\0';
	for (size_t i = 0; more && !found && parts[owner->kind].plan; i++) {
		struct hcn_rows rows = { 0 };

		more = parts[owner->kind].plan(world, owner, i, &rows);
		found = more && has_row(&rows, row);
		hcn_rows_clear(&rows);
		if (found)
			(void)snprintf(ret, size, "/%s/%zu", parts[owner->kind].list, i);
	}
}
