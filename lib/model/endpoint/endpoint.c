/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Endpoints: HostComputeEndpoint documents checked and completed.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeEndpoint)
 */
#include <errno.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "dns.h"
#include "endpoint/endpoint.h"
#include "network/ipam.h"
#include "modify.h"
#include "objects.h"
#include "policy/policy.h"
#include "references.h"
#include "route/sdn_route.h"
#include "unrealised.h"

#define KNOWN_FLAGS                                                                                \
	(HCN_ENDPOINT_REMOTE | HCN_ENDPOINT_DISABLE_ICC | HCN_ENDPOINT_LOW_INTERFACE_METRIC |      \
		HCN_ENDPOINT_OVERRIDE_DNS_ORDER | HCN_ENDPOINT_STORED_FLAGS)

int hcn_endpoint_network(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_network **ret, struct hcn_error *err)
{
	const void *object;
	int r = hcn_workset_find(ws, HCN_KIND_NETWORK, &ep->host_compute_network, &object, err);

	if (!r)
		*ret = object;
	return r;
}

static int find_network(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_network **ret, struct hcn_error *err)
{
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_network))
		return hcn_fail(err, HCN_INVALID_NETWORK, "/HostComputeNetwork",
			"an endpoint needs a network");
	r = hcn_endpoint_network(ws, ep, ret, err);
	return r != -ENOENT ? r
			    : hcn_fail_not_found(err, HCN_KIND_NETWORK, &ep->host_compute_network,
				      "/HostComputeNetwork");
}

static int check_flags(
	const struct hcn_rules *rules, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	uint32_t bad = ep->flags & ~(uint32_t)KNOWN_FLAGS;

	if (bad)
		return hcn_fail_expected(err, HCN_REQUEST_UNSUPPORTED, "/Flags", NULL,
			hcn_pointer_of("any of the bits %u", (unsigned)KNOWN_FLAGS).text,
			"there are no endpoint flags %u", bad);
	if (!(ep->flags & HCN_ENDPOINT_STORED_FLAGS))
		return 0;
	return hcn_rules_stored(
		rules, "an endpoint flag EnableMirroring or EnableDhcp", "/Flags", err);
}

/* --- MAC -------------------------------------------------------------------------------------------- */

static int fail_mac(struct hcn_error *err, const char *text, const char *why)
{
	return hcn_fail_value(err, HCN_INVALID_ENDPOINT, "/MacAddress", text, "%s %s", text, why);
}

/* Given MACs are echoed as given.  Remote endpoints may share one (kube-proxy gives them the node's). */
static int complete_mac(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err)
{
	struct hcn_index_key key;
	struct hcn_guid other;
	struct hcn_mac mac;
	int r = 0;

	if (!ep->mac_address) {
		r = hcn_ipam_take_mac(ws, net, &mac, err);
		return r ? r
			 : HCN_SET_TEXT(ep, hcn_endpoint, mac_address, hcn_mac_dashes(&mac).text);
	}
	if (!hcn_mac_parse(ep->mac_address, &mac))
		return fail_mac(err, ep->mac_address, "is not a MAC address");
	if (hcn_endpoint_is_remote(ep))
		return 0;
	if (!hcn_mac_is_unicast(&mac))
		return fail_mac(err, ep->mac_address, "is no address of an interface");
	key = hcn_key_mac(&net->id, &mac);
	if (!hcn_workset_first(ws, &key, &other, &r))
		return r;
	r = fail_mac(err, ep->mac_address, "is in use by another endpoint");
	hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &other, err);
	return r;
}

/* --- routes, DNS ------------------------------------------------------------------------------------ */

/* The next hop of an earlier one of the first @n routes to the same destination with the same metric: the kernel keeps one
 * of them. */
static bool find_rival(const struct hcn_endpoint *ep, size_t n, const struct hcn_prefix *dst,
	uint16_t metric, struct hcn_addr *ret)
{
	struct hcn_prefix other;

	for (size_t i = 0; i < n; i++)
		if (ep->routes[i].metric == metric &&
			hcn_endpoint_route(ep, &ep->routes[i], ret, &other) &&
			hcn_prefix_equal(&other, dst))
			return true;
	return false;
}

static int check_routes(const struct hcn_endpoint *ep, struct hcn_error *err)
{
	for (size_t i = 0; i < ep->n_routes; i++) {
		const struct hcn_route *route = &ep->routes[i];
		struct hcn_addr hop, rival;
		struct hcn_prefix dst;

		if (!hcn_endpoint_route(ep, route, &hop, &dst) ||
			!find_rival(ep, i, &dst, route->metric, &rival) ||
			hcn_addr_equal(&hop, &rival))
			continue;
		return hcn_fail_expected(err, HCN_REQUEST_UNSUPPORTED,
			hcn_pointer_of("/Routes/%zu", i).text, route->destination_prefix,
			"different metrics", "two next hops for %s with one metric",
			route->destination_prefix);
	}
	return 0;
}

static int copy_route(struct hcn_endpoint *ep, const struct hcn_route *route)
{
	struct hcn_route *routes = reallocarray(ep->routes, ep->n_routes + 1, sizeof(*routes));

	if (!routes)
		return -ENOMEM;
	ep->routes = routes;
	memset(&routes[ep->n_routes], 0, sizeof(*routes));
	return hcn_schema_dup(&hcn_route_schema, route, &routes[ep->n_routes++]);
}

static bool is_in_subnet(const struct hcn_endpoint *ep, const struct hcn_prefix *subnet)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr) &&
			hcn_prefix_contains(subnet, &addr))
			return true;
	}
	return false;
}

/* The first route to a destination wins. */
static int copy_routes(struct hcn_endpoint *ep, const struct hcn_route *routes, size_t n)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++) {
		struct hcn_addr hop, rival;
		struct hcn_prefix dst;

		if (!hcn_endpoint_route(ep, &routes[i], &hop, &dst) ||
			!find_rival(ep, ep->n_routes, &dst, routes[i].metric, &rival))
			r = copy_route(ep, &routes[i]);
	}
	return r;
}

/* Replies must hold the default route (CNI reads Routes[0]): when none is given, the routes of the subnets that it is in are
 * the endpoint's. */
static int complete_routes(
	const struct hcn_network *net, struct hcn_endpoint *ep, struct hcn_error *err)
{
	struct hcn_subnet_view subnet;
	int r = 0;

	ep->present |= HCN_BIT(hcn_endpoint, routes);
	if (hcn_endpoint_is_remote(ep))
		return 0;
	if (ep->n_routes)
		return check_routes(ep, err);
	for (size_t i = 0; !r && hcn_network_subnet(net, i, &subnet); i++)
		if (is_in_subnet(ep, &subnet.prefix))
			r = copy_routes(ep, subnet.doc->routes, subnet.doc->n_routes);
	return r;
}

static int complete_dns(
	const struct hcn_network *net, struct hcn_endpoint *ep, struct hcn_error *err)
{
	ep->present |= HCN_BIT(hcn_endpoint, dns);
	if (ep->dns.present || hcn_endpoint_is_remote(ep))
		return hcn_dns_check(&ep->dns, HCN_INVALID_ENDPOINT, "/Dns", err);
	return hcn_schema_dup(&hcn_dns_schema, &net->dns, &ep->dns);
}

/* --- policies --------------------------------------------------------------------------------------- */

static int check_policies(const struct hcn_rules *rules, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_error *err)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	int r;

	r = hcn_policies_check(rules, ep->policies, ep->n_policies, "/Policies", err);
	if (!r)
		r = hcn_sets_read(net, &sets);
	for (size_t i = 0; !r && i < ep->n_policies; i++)
		r = hcn_acl_check_sets(
			&sets, &ep->policies[i], hcn_pointer_of("/Policies/%zu", i).text, err);
	return r;
}

/* Endpoints of an L2Bridge show the driver that Windows puts there (doc/facts/clients.md §2.3). */
static int add_driver(const struct hcn_network *net, struct hcn_endpoint *ep)
{
	static char no_settings[] = "{}";
	struct hcn_policy driver = { .raw = no_settings };

	if (net->type != HCN_NETWORK_L2BRIDGE || hcn_endpoint_is_remote(ep))
		return 0;
	for (size_t i = 0; i < ep->n_policies; i++)
		if (hcn_policy_is(&ep->policies[i], HCN_POLICY_L2_DRIVER))
			return 0;
	driver.type = hcn_policy_type_find(&hcn_endpoint_policy_family, HCN_POLICY_L2_DRIVER);
	return hcn_policies_append(&ep->policies, &ep->n_policies, &driver);
}

/* --- verbs ------------------------------------------------------------------------------------------ */

static int complete_endpoint(struct hcn_workset *ws, struct hcn_endpoint *ep, struct hcn_error *err)
{
	const struct hcn_network *net = NULL;
	int r;

	r = find_network(ws, ep, &net, err);
	if (!r)
		r = check_flags(ws->source.rules, ep, err);
	if (!r)
		r = check_policies(ws->source.rules, net, ep, err);
	if (!r)
		r = hcn_endpoint_complete_addresses(ws, net, ep, err);
	if (!r)
		r = hcn_endpoint_check_mtu(net, ep, "/Policies", err);
	if (!r)
		r = hcn_endpoint_check_virtual_ips(ep, "/Policies", err);
	if (!r)
		r = complete_mac(ws, net, ep, err);
	if (!r)
		r = complete_routes(net, ep, err);
	if (!r)
		r = hcn_sdn_ways_check(ws, net, ep, "/Policies", err);
	if (!r)
		r = complete_dns(net, ep, err);
	for (size_t i = 0; !r && i < ep->n_policies; i++)
		r = hcn_endpoint_check_mapping(
			ws, ep, i, hcn_pointer_of("/Policies/%zu", i).text, err);
	if (!r)
		r = add_driver(net, ep);
	if (r)
		return r;
	HCN_PUT(ep, hcn_endpoint, flags, ep->flags);
	HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_CREATED);
	ep->present |= HCN_BIT(hcn_endpoint, policies);
	return 0;
}

static int endpoint_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_endpoint *ep = object;
	bool attach = HCN_HAS(ep, hcn_endpoint, host_compute_namespace);
	struct hcn_guid ns = ep->host_compute_namespace;
	int r;

	HCN_DROP(ep, hcn_endpoint, host_compute_namespace);
	r = complete_endpoint(ws, ep, err);
	if (r) {
		hcn_schema_clear(&hcn_endpoint_schema, ep);
		free(ep);
		return r;
	}
	*ret_id = ep->id;
	r = hcn_workset_add(ws, HCN_KIND_ENDPOINT, ep, err);
	if (!r)
		r = hcn_endpoint_touch_vips(ws, ep, err);
	if (!r && attach)
		r = hcn_endpoint_attach(ws, ret_id, &ns, "/HostComputeNamespace", err);
	return r;
}

static int endpoint_remove(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	const void *ep;
	int r;

	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, id, &ep, err);
	if (!r)
		r = hcn_endpoint_touch_vips(ws, ep, err);
	if (!r)
		r = hcn_endpoint_detach(ws, id, err);
	if (!r)
		r = hcn_endpoint_leave_references(ws, id, err);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_ENDPOINT, id, err);
}

const struct hcn_kind_type hcn_endpoint_kind = {
	.name = "endpoint",
	.word = "endpoint",
	.plural = "Endpoints",
	.not_found = HCN_ENDPOINT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.schema = &hcn_endpoint_schema,
	.flags = offsetof(struct hcn_endpoint, flags),
	.create = endpoint_create,
	.modify = hcn_modify_endpoint_object,
	.remove = endpoint_remove,
	.keys = hcn_endpoint_keys,
	.unrealised = hcn_endpoint_unrealised,
};
