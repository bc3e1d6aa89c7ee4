/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SDNRoute on Linux (sdn_route.h).
 *
 * [inf] Windows' switch sends the prefix by way of NextHop, without one by way of the gateway, and with NeedEncap hands it to the
 * host's stack (doc/facts/clients.md §4.1).  Here that is the next hop of a route: the host's address on the bridge where the
 * host is the router.  Elsewhere the host is no hop of its own, and NeedEncap is not done: NextHop or the gateway is used, which
 * on Calico's and Flannel's L2Bridge is an endpoint of the host.
 *
 * Tests: tests/plan/cases/sdn-route.json (SDNRoute),
 * tests/conform/test_requests.c (an_explanation_says_which_routes_are_not_in_the_kernel)
 */
#include "route/sdn_route.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "grow.h"
#include "network/ipam.h"
#include "network/network_type.h"
#include "objects.h"
#include "policy/policy.h"

static bool has_address(const struct hcn_endpoint *ep, const struct hcn_prefix *subnet)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr own;

		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &own) &&
			hcn_prefix_contains(subnet, &own))
			return true;
	}
	return false;
}

/* The gateway of the subnet that the endpoint is in: where the host is the router, the host. */
static bool find_router(const struct hcn_network *net, const struct hcn_endpoint *ep, int family,
	struct hcn_addr *ret)
{
	struct hcn_subnet_view subnet;

	for (size_t i = 0; hcn_network_subnet(net, i, &subnet); i++)
		if (subnet.gateway.family == family && has_address(ep, &subnet.prefix)) {
			*ret = subnet.gateway;
			return true;
		}
	return false;
}

/* The next hop of the endpoint's default route, else the network's gateway. */
static bool find_gateway(const struct hcn_network *net, const struct hcn_endpoint *ep, int family,
	struct hcn_addr *ret)
{
	struct hcn_prefix dst;

	for (size_t i = 0; i < ep->n_routes; i++)
		if (hcn_endpoint_route(ep, &ep->routes[i], ret, &dst) && !dst.len &&
			dst.addr.family == family)
			return true;
	return find_router(net, ep, family, ret);
}

static bool is_own(const struct hcn_endpoint *ep, const struct hcn_addr *addr)
{
	struct hcn_prefix host = { *addr, (uint8_t)hcn_addr_bits(addr) };

	return has_address(ep, &host);
}

/* Whether the kernel reaches all of @dst on the link already. */
static bool is_own_prefix(const struct hcn_endpoint *ep, const struct hcn_prefix *dst)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_prefix own;

		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &own.addr) &&
			(own.len = ep->ip_configurations[i].prefix_length,
				hcn_prefix_equal(&own, dst)))
			return true;
	}
	return false;
}

static void choose_hop(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_sdn_route *route, struct hcn_sdn_way *way)
{
	int family = way->dst.addr.family;

	way->hop.family = HCN_FAMILY_NONE;
	if (route->need_encap) {
		if (hcn_network_traits(net)->routed && find_router(net, ep, family, &way->hop))
			return;
		way->lacks = "SDNRoute with NeedEncap where the host is no router";
	}
	if (route->next_hop && hcn_addr_parse(route->next_hop, &way->hop) &&
		!hcn_addr_is_unspecified(&way->hop))
		return;
	way->hop.family = HCN_FAMILY_NONE;
	if (!find_gateway(net, ep, family, &way->hop))
		way->hop.family = HCN_FAMILY_NONE;
}

bool hcn_sdn_route_read(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_sdn_route *route, struct hcn_sdn_way *ret)
{
	struct hcn_addr own;

	*ret = (struct hcn_sdn_way){ .routed = true };
	if (!route->destination_prefix || !hcn_prefix_parse(route->destination_prefix, &ret->dst) ||
		!hcn_endpoint_address(ep, ret->dst.addr.family, &own))
		return false;
	ret->dst = hcn_prefix_mask(&ret->dst);
	choose_hop(net, ep, route, ret);
	if (ret->hop.family == HCN_FAMILY_NONE)
		return true;
	if (hcn_addr_is_loopback(&ret->hop) || hcn_addr_is_multicast(&ret->hop) ||
		is_own(ep, &ret->hop)) {
		ret->routed = false;
		ret->lacks = "SDNRoute with a NextHop that is no other machine's address";
	} else if (is_own_prefix(ep, &ret->dst)) {
		ret->routed = false;
		ret->lacks = "SDNRoute for the endpoint's own subnet";
	} else if (ret->dst.len == hcn_addr_bits(&ret->hop) &&
		   hcn_addr_equal(&ret->dst.addr, &ret->hop)) {
		ret->hop.family = HCN_FAMILY_NONE; /* the way to the hop itself */
	}
	return true;
}

/* --- all of an endpoint ----------------------------------------------------------------------------------- */

static int add_way(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_sdn_route *route, struct hcn_sdn_ways *ways)
{
	struct hcn_sdn_way way;

	if (!hcn_sdn_route_read(net, ep, route, &way))
		return 0;
	if (HCN_GROW(ways->list, ways->n, ways->size))
		return -ENOMEM;
	ways->list[ways->n++] = way;
	return 0;
}

static int add_policies(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_sdn_ways *ways)
{
	const struct hcn_sdn_route *route;
	size_t i = 0;
	int r = 0;

	while (!r &&
		(route = hcn_policies_next(ep->policies, ep->n_policies, HCN_POLICY_SDN_ROUTE, &i)))
		r = add_way(net, ep, route, ways);
	return r;
}

static int add_objects(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_sdn_ways *ways, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_REFERENCES, &ep->id);
	_cleanup_free_ struct hcn_guid *ids = NULL;
	size_t n = 0;
	int r = hcn_workset_ids(ws, &key, &ids, &n);

	for (size_t i = 0; !r && i < n; i++) {
		const struct hcn_compute_route *object;
		const void *found;

		r = hcn_workset_find(ws, HCN_KIND_ROUTE, &ids[i], &found, err);
		if (r == -ENOENT) { /* a load balancer */
			r = 0;
			continue;
		}
		object = r ? NULL : found;
		for (size_t j = 0; !r && j < object->n_routes; j++)
			r = add_way(net, ep, &object->routes[j], ways);
	}
	return r;
}

int hcn_sdn_ways_read(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_sdn_ways *ret, struct hcn_error *err)
{
	int r = add_policies(net, ep, ret);

	return r ? r : add_objects(ws, net, ep, ret, err);
}

void hcn_sdn_ways_clear(struct hcn_sdn_ways *ways)
{
	free(ways->list);
	*ways = (struct hcn_sdn_ways){ 0 };
}

/* --- checks ----------------------------------------------------------------------------------------------- */

static bool same_hop(const struct hcn_sdn_way *a, const struct hcn_sdn_way *b)
{
	return a->hop.family == b->hop.family &&
	       (a->hop.family == HCN_FAMILY_NONE || hcn_addr_equal(&a->hop, &b->hop));
}

static int check_rivals(const struct hcn_sdn_ways *ways, const struct hcn_endpoint *ep,
	const char *pointer, struct hcn_error *err)
{
	for (size_t i = 0; i < ways->n; i++)
		for (size_t j = 0; j < i; j++) {
			const struct hcn_sdn_way *a = &ways->list[j], *b = &ways->list[i];
			struct hcn_prefix_text dst = hcn_prefix_format(&b->dst);

			if (!a->routed || !b->routed || !hcn_prefix_equal(&a->dst, &b->dst) ||
				same_hop(a, b))
				continue;
			return hcn_fail_value(err, HCN_REQUEST_UNSUPPORTED, pointer, dst.text,
				"endpoint %s would have two SDN routes to %s by different next hops",
				hcn_guid_upper(&ep->id).text, dst.text);
		}
	return 0;
}

static int check_stored(const struct hcn_rules *rules, const struct hcn_sdn_way *way,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_prefix_text dst = hcn_prefix_format(&way->dst);
	int r = hcn_rules_stored(rules, way->lacks, pointer, err);

	if (r)
		hcn_error_value(err, dst.text, strlen(dst.text));
	return r;
}

int hcn_sdn_ways_check(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *pointer, struct hcn_error *err)
{
	_cleanup_(hcn_sdn_ways_clear) struct hcn_sdn_ways ways = { 0 };
	int r = hcn_sdn_ways_read(ws, net, ep, &ways, err);

	if (!r)
		r = check_rivals(&ways, ep, pointer, err);
	for (size_t i = 0; !r && i < ways.n; i++)
		if (ways.list[i].lacks)
			r = check_stored(ws->source.rules, &ways.list[i], pointer, err);
	return r;
}
