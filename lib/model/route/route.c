/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SDN routes: routes of the endpoints that they name.  Those have them in their rows (plan/route_rows.c), and are touched here.
 *
 * hcsshim calls the list of routes Setting, the documentation Routes: either is taken, both are
 * given back (doc/facts/clients.md §2.6).
 *
 * Tests: tests/plan/cases/sdn-route-object.json (Routes),
 * tests/conform/test_hnscall_v1.c (load_balancers_and_routes_are_policy_lists)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"
#include "references.h"
#include "route/sdn_route.h"
#include "unrealised.h"

static int copy_routes(
	const struct hcn_sdn_route *from, size_t n, struct hcn_sdn_route **ret, size_t *ret_n)
{
	int r = 0;

	*ret = calloc(n, sizeof(**ret));
	if (!*ret)
		return -ENOMEM;
	for (*ret_n = 0; !r && *ret_n < n; (*ret_n)++)
		r = hcn_schema_dup(&hcn_sdn_route_schema, &from[*ret_n], &(*ret)[*ret_n]);
	return r;
}

/* Both lists are the one that was given; Setting counts when both were. */
static int complete_lists(struct hcn_compute_route *route)
{
	int r = 0;

	for (size_t i = 0; route->n_setting && i < route->n_routes; i++)
		hcn_schema_clear(&hcn_sdn_route_schema, &route->routes[i]);
	if (route->n_setting) {
		free(route->routes);
		route->n_routes = 0;
		r = copy_routes(route->setting, route->n_setting, &route->routes, &route->n_routes);
	} else if (route->n_routes) {
		free(route->setting);
		r = copy_routes(route->routes, route->n_routes, &route->setting, &route->n_setting);
	}
	route->present |= HCN_BIT(hcn_compute_route, routes) | HCN_BIT(hcn_compute_route, setting);
	return r;
}

static int check(struct hcn_workset *ws, struct hcn_compute_route *route, struct hcn_error *err)
{
	const char *key = route->n_setting ? "Setting" : "Routes";
	int r;

	r = hcn_references_check(
		ws, route->host_compute_endpoints, route->n_host_compute_endpoints, "a route", err);
	if (!r && !route->n_setting && !route->n_routes)
		r = hcn_fail(err, HCN_INVALID_JSON, "/Routes", "there is nothing to route");
	if (!r)
		r = complete_lists(route);
	for (size_t i = 0; !r && i < route->n_routes; i++)
		if (!route->routes[i].destination_prefix)
			r = hcn_fail(err, HCN_INVALID_PREFIX,
				hcn_pointer_of("/%s/%zu/DestinationPrefix", key, i).text,
				"a route needs a DestinationPrefix");
	return r;
}

static int touch_endpoints(
	struct hcn_workset *ws, const struct hcn_compute_route *route, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < route->n_host_compute_endpoints; i++) {
		const char *text = route->host_compute_endpoints[i];
		struct hcn_guid id;

		if (!hcn_guid_parse(text, strlen(text), &id))
			return -EINVAL;
		r = hcn_workset_touch(ws, HCN_KIND_ENDPOINT, &id, err);
	}
	return r;
}

/* Of all endpoints together with what else they have. */
static int check_ways(
	struct hcn_workset *ws, const struct hcn_compute_route *route, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < route->n_host_compute_endpoints; i++) {
		const struct hcn_endpoint *ep;
		const struct hcn_network *net;

		r = hcn_reference_find(ws, route->host_compute_endpoints[i], &ep, &net, err);
		if (!r)
			r = hcn_sdn_ways_check(ws, net, ep, "/Routes", err);
	}
	return r;
}

static int route_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_compute_route *route = object;
	int r;

	r = check(ws, route, err);
	if (r) {
		hcn_schema_clear(&hcn_compute_route_schema, route);
		free(route);
		return r;
	}
	*ret_id = route->id;
	r = hcn_workset_add(ws, HCN_KIND_ROUTE, route, err);
	if (!r)
		r = touch_endpoints(ws, route, err);
	return r ? r : check_ways(ws, route, err);
}

/* The request is the whole object, without an envelope; what V1 said, and the name, stay. */
static int replace(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_compute_route *to,
	struct hcn_error *err)
{
	struct hcn_compute_route old, *route;
	void *copy;
	int r;

	if (HCN_HAS(to, hcn_compute_route, id) && !hcn_guid_equal(&to->id, id))
		return hcn_fail(err, HCN_INVALID_JSON, "/ID", "the ID of an object cannot change");
	HCN_PUT(to, hcn_compute_route, id, *id);
	r = check(ws, to, err);
	if (!r)
		r = hcn_workset_edit(ws, HCN_KIND_ROUTE, id, &copy, err);
	if (r)
		return r;
	route = copy;
	if (!to->name && route->name)
		r = HCN_SET_TEXT(to, hcn_compute_route, name, route->name);
	if (!r && route->v1)
		r = HCN_SET_TEXT(to, hcn_compute_route, v1, route->v1);
	if (!r && !HCN_HAS(to, hcn_compute_route, schema_version)) {
		to->schema_version = route->schema_version;
		to->present |= HCN_BIT(hcn_compute_route, schema_version);
	}
	if (r)
		return r;
	old = *route;
	*route = *to;
	*to = old; /* freed by the caller */
	return 0;
}

static int read_replacement(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	struct hcn_compute_route to = { 0 };
	int r = hcn_workset_decode(ws, &hcn_compute_route_schema, text, len, NULL, &to, err);

	if (!r)
		r = replace(ws, id, &to, err);
	hcn_schema_clear(&hcn_compute_route_schema, &to);
	return r;
}

static int route_modify(struct hcn_workset *ws, const struct hcn_guid *id, const char *request,
	size_t len, struct hcn_error *err)
{
	const void *route;
	int r = hcn_workset_find(ws, HCN_KIND_ROUTE, id, &route, err);

	if (!r)
		r = touch_endpoints(ws, route, err); /* those that it leaves, too */
	if (!r)
		r = hcn_references_is_request(request, len)
			    ? hcn_references_modify(ws, HCN_KIND_ROUTE, id, request, len, err)
			    : read_replacement(ws, id, request, len, err);
	if (!r)
		r = hcn_workset_find(ws, HCN_KIND_ROUTE, id, &route, err);
	if (!r)
		r = touch_endpoints(ws, route, err);
	return r ? r : check_ways(ws, route, err);
}

static int route_remove(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	const void *route;
	int r = hcn_workset_find(ws, HCN_KIND_ROUTE, id, &route, err);

	if (!r)
		r = touch_endpoints(ws, route, err);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_ROUTE, id, err);
}

static int route_keys(const void *object, struct hcn_keys *ret)
{
	const struct hcn_compute_route *route = object;

	return hcn_references_keys(
		route->host_compute_endpoints, route->n_host_compute_endpoints, ret);
}

const struct hcn_kind_type hcn_route_kind = {
	.name = "route",
	.word = "route",
	.plural = "SdnRoutes",
	.not_found = HCN_ELEMENT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.schema = &hcn_compute_route_schema,
	.create = route_create,
	.modify = route_modify,
	.remove = route_remove,
	.keys = route_keys,
	.unrealised = hcn_route_unrealised,
};
