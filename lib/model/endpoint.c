/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Endpoints: HostComputeEndpoint documents checked and completed.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeEndpoint)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "dns.h"
#include "ipam.h"
#include "modify.h"
#include "objects.h"
#include "policy.h"

#define KNOWN_FLAGS                                                                                \
	(HCN_ENDPOINT_REMOTE | HCN_ENDPOINT_DISABLE_ICC | HCN_ENDPOINT_LOW_INTERFACE_METRIC |      \
		HCN_ENDPOINT_OVERRIDE_DNS_ORDER)

static bool is_remote(const struct hcn_endpoint *ep)
{
	return ep->flags & HCN_ENDPOINT_REMOTE;
}

static int find_network(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_network **ret, struct hcn_error *err)
{
	const void *object;
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_network))
		return hcn_fail(err, HCN_INVALID_NETWORK, "/HostComputeNetwork",
			"an endpoint needs a network");
	r = hcn_workset_find(ws, HCN_KIND_NETWORK, &ep->host_compute_network, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(
			err, HCN_KIND_NETWORK, &ep->host_compute_network, "/HostComputeNetwork");
	if (!r)
		*ret = object;
	return r;
}

static int check_flags(const struct hcn_endpoint *ep, struct hcn_error *err)
{
	uint32_t bad = ep->flags & ~(uint32_t)KNOWN_FLAGS;

	if (!bad)
		return 0;
	hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/Flags", "endpoint flags %u are not supported here",
		bad);
	hcn_error_expected(err, "any of the bits %u", (unsigned)KNOWN_FLAGS);
	return HCN_REQUEST_UNSUPPORTED;
}

/* --- addresses ------------------------------------------------------------------------------------ */

static int fail_address(
	struct hcn_error *err, int status, size_t i, const char *text, const char *why)
{
	hcn_fail(err, status, hcn_pointer_of("/IpConfigurations/%zu/IpAddress", i).text, "%s %s",
		text, why);
	hcn_error_value(err, text, strlen(text));
	return status;
}

static bool find_subnet(
	const struct hcn_network *net, const struct hcn_addr *addr, struct hcn_subnet_view *ret)
{
	for (size_t i = 0; hcn_network_subnet(net, i, ret); i++)
		if (hcn_prefix_contains(&ret->prefix, addr))
			return true;
	return false;
}

static int check_not_in_use(struct hcn_workset *ws, const struct hcn_endpoint *ep, size_t i,
	const struct hcn_addr *addr, struct hcn_error *err)
{
	const char *text = ep->ip_configurations[i].ip_address;
	struct hcn_index_key key = hcn_key_address(&ep->host_compute_network, addr);
	struct hcn_guid other;
	int r = 0;

	for (size_t j = 0; j < i; j++) {
		const char *earlier = ep->ip_configurations[j].ip_address;

		if (earlier && !strcmp(earlier, text))
			return fail_address(
				err, HCN_ADDR_INVALID_OR_RESERVED, i, text, "stands twice");
	}
	if (!hcn_workset_first(ws, &key, &other, &r))
		return r;
	r = fail_address(
		err, HCN_ADDR_INVALID_OR_RESERVED, i, text, "is in use by another endpoint");
	hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &other, err);
	return r;
}

/* Sets the text to its canonical form: clients compare it (RFC 5952, as Go's net.IP.String). */
static int check_address(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, size_t i, struct hcn_error *err)
{
	struct hcn_ip_config *config = &ep->ip_configurations[i];
	unsigned prefix_length = config->prefix_length;
	struct hcn_subnet_view subnet;
	struct hcn_addr addr;
	bool inside;
	int r;

	if (!hcn_addr_parse(config->ip_address, &addr))
		return fail_address(
			err, HCN_INVALID_IP, i, config->ip_address, "is not an IP address");
	inside = find_subnet(net, &addr, &subnet);
	if (!inside && !is_remote(ep)) {
		fail_address(err, HCN_INVALID_IP, i, config->ip_address,
			"is outside the network's subnets");
		if (hcn_network_subnet(net, 0, &subnet))
			hcn_error_expected(
				err, "an address of %s", hcn_prefix_format(&subnet.prefix).text);
		return HCN_INVALID_IP;
	}
	if (inside && !is_remote(ep) && hcn_subnet_reserves(&subnet, &addr))
		return fail_address(err, HCN_ADDR_INVALID_OR_RESERVED, i, config->ip_address,
			"is reserved (the subnet's gateway, network or broadcast address)");
	if (prefix_length > hcn_addr_bits(&addr))
		return hcn_fail(err, HCN_INVALID_PREFIX,
			hcn_pointer_of("/IpConfigurations/%zu/PrefixLength", i).text,
			"prefix length %u is longer than the address", prefix_length);
	if (!prefix_length)
		prefix_length = inside ? subnet.prefix.len : hcn_addr_bits(&addr);
	HCN_PUT(config, hcn_ip_config, prefix_length, (uint8_t)prefix_length);
	r = HCN_SET_TEXT(config, hcn_ip_config, ip_address, hcn_addr_format(&addr).text);
	return r ? r : check_not_in_use(ws, ep, i, &addr, err);
}

static bool has_family(const struct hcn_endpoint *ep, int family)
{
	struct hcn_addr addr;

	return hcn_endpoint_address(ep, family, &addr);
}

/* The next free address of @family, in the first subnet that has one. */
static int allocate_address(struct hcn_workset *ws, const struct hcn_network *net, int family,
	struct hcn_ip_config *config, struct hcn_error *err)
{
	int r = HCN_ADDR_INVALID_OR_RESERVED;
	struct hcn_subnet_view subnet;
	struct hcn_addr addr;

	for (size_t i = 0; r == HCN_ADDR_INVALID_OR_RESERVED && hcn_network_subnet(net, i, &subnet);
		i++)
		if (subnet.prefix.addr.family == family)
			r = hcn_ipam_take_address(ws, net, &subnet, &addr, err);
	if (r)
		return r;
	hcn_error_reset(err); /* what the full subnets said */
	HCN_PUT(config, hcn_ip_config, prefix_length, subnet.prefix.len);
	return HCN_SET_TEXT(config, hcn_ip_config, ip_address, hcn_addr_format(&addr).text);
}

/* One address of each family that the network has. */
static int allocate_addresses(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err)
{
	struct hcn_subnet_view subnet;

	free(ep->ip_configurations);
	ep->n_ip_configurations = 0;
	ep->ip_configurations = calloc(2, sizeof(*ep->ip_configurations));
	if (!ep->ip_configurations)
		return hcn_fail_oom(err);
	ep->present |= HCN_BIT(hcn_endpoint, ip_configurations);
	for (size_t i = 0; ep->n_ip_configurations < 2 && hcn_network_subnet(net, i, &subnet);
		i++) {
		int r;

		if (has_family(ep, subnet.prefix.addr.family))
			continue;
		r = allocate_address(ws, net, subnet.prefix.addr.family,
			&ep->ip_configurations[ep->n_ip_configurations++], err);
		if (r)
			return r;
	}
	if (!ep->n_ip_configurations)
		return hcn_fail(err, HCN_SUBNET_NOT_FOUND, "/HostComputeNetwork",
			"the network has no subnet");
	return 0;
}

/* Entries without an address ask for one of a family that the endpoint does not have yet. */
static int fill_empty_address(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, size_t i, struct hcn_error *err)
{
	struct hcn_subnet_view subnet;

	for (size_t j = 0; hcn_network_subnet(net, j, &subnet); j++)
		if (!has_family(ep, subnet.prefix.addr.family))
			return allocate_address(
				ws, net, subnet.prefix.addr.family, &ep->ip_configurations[i], err);
	return hcn_fail(err, HCN_SUBNET_NOT_FOUND, hcn_pointer_of("/IpConfigurations/%zu", i).text,
		"no subnet is left to take an address from");
}

static int complete_addresses(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err)
{
	int r = 0;

	if (!ep->n_ip_configurations && is_remote(ep))
		return hcn_fail(err, HCN_INVALID_REMOTE_ENDPOINT_OPERATION, "/IpConfigurations",
			"a remote endpoint needs its address");
	if (!ep->n_ip_configurations)
		return allocate_addresses(ws, net, ep, err);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		if (ep->ip_configurations[i].ip_address)
			r = check_address(ws, net, ep, i, err);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		if (!ep->ip_configurations[i].ip_address)
			r = fill_empty_address(ws, net, ep, i, err);
	return r;
}

/* --- MAC -------------------------------------------------------------------------------------------- */

static int fail_mac(struct hcn_error *err, const char *text, const char *why)
{
	hcn_fail(err, HCN_INVALID_ENDPOINT, "/MacAddress", "%s %s", text, why);
	hcn_error_value(err, text, strlen(text));
	return HCN_INVALID_ENDPOINT;
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
	if (is_remote(ep))
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
		hcn_fail(err, HCN_REQUEST_UNSUPPORTED, hcn_pointer_of("/Routes/%zu", i).text,
			"two next hops for %s with one metric", route->destination_prefix);
		hcn_error_value(err, route->destination_prefix, strlen(route->destination_prefix));
		hcn_error_expected(err, "different metrics");
		return HCN_REQUEST_UNSUPPORTED;
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
	if (is_remote(ep))
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
	if (ep->dns.present || is_remote(ep))
		return hcn_dns_check(&ep->dns, HCN_INVALID_ENDPOINT, "/Dns", err);
	return hcn_schema_dup(&hcn_dns_schema, &net->dns, &ep->dns);
}

/* --- verbs ------------------------------------------------------------------------------------------ */

static int complete(struct hcn_workset *ws, struct hcn_endpoint *ep, struct hcn_error *err)
{
	const struct hcn_network *net = NULL;
	int r;

	r = find_network(ws, ep, &net, err);
	if (!r)
		r = check_flags(ep, err);
	if (!r)
		r = hcn_policies_check(
			ws->source.rules, ep->policies, ep->n_policies, "/Policies", err);
	if (!r)
		r = complete_addresses(ws, net, ep, err);
	if (!r)
		r = hcn_endpoint_check_mtu(net, ep, "/Policies", err);
	if (!r)
		r = hcn_endpoint_check_virtual_ips(ep, "/Policies", err);
	if (!r)
		r = complete_mac(ws, net, ep, err);
	if (!r)
		r = complete_routes(net, ep, err);
	if (!r)
		r = complete_dns(net, ep, err);
	for (size_t i = 0; !r && i < ep->n_policies; i++)
		r = hcn_endpoint_check_mapping(
			ws, ep, i, hcn_pointer_of("/Policies/%zu", i).text, err);
	if (!r && hcn_endpoint_has_mappings(ep))
		r = hcn_workset_touch(ws, HCN_KIND_NETWORK, &net->id, err);
	if (r)
		return r;
	HCN_PUT(ep, hcn_endpoint, flags, ep->flags);
	HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_CREATED);
	ep->present |= HCN_BIT(hcn_endpoint, policies);
	return 0;
}

static int create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_endpoint *ep = object;
	bool attach = HCN_HAS(ep, hcn_endpoint, host_compute_namespace);
	struct hcn_guid ns = ep->host_compute_namespace;
	int r;

	HCN_DROP(ep, hcn_endpoint, host_compute_namespace);
	r = complete(ws, ep, err);
	if (r) {
		hcn_schema_clear(&hcn_endpoint_schema, ep);
		free(ep);
		return r;
	}
	*ret_id = ep->id;
	r = hcn_workset_add(ws, HCN_KIND_ENDPOINT, ep, err);
	if (!r && attach)
		r = hcn_endpoint_attach(ws, ret_id, &ns, "/HostComputeNamespace", err);
	return r;
}

static int remove_endpoint(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	const struct hcn_endpoint *ep;
	const void *object;
	int r;

	r = hcn_endpoint_detach(ws, id, err);
	if (!r)
		r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, id, &object, err);
	if (r)
		return r;
	ep = object;
	if (hcn_endpoint_has_mappings(ep))
		r = hcn_workset_touch(ws, HCN_KIND_NETWORK, &ep->host_compute_network, err);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_ENDPOINT, id, err);
}

const struct hcn_kind_type hcn_endpoint_kind = {
	.name = "endpoint",
	.not_found = HCN_ENDPOINT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.create = create,
	.modify = hcn_modify_endpoint_object,
	.remove = remove_endpoint,
};
