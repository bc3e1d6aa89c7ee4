/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Networks: HostComputeNetwork documents checked and completed.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeNetwork)
 */
#include <errno.h>
#include <string.h>

#include "acl.h"
#include "cleanup.h"
#include "dns.h"
#include "ipam.h"
#include "modify.h"
#include "objects.h"
#include "policy.h"

/* Flags that a NAT network does, or that have no meaning on Linux and are kept; the others are refused. */
#define KNOWN_FLAGS                                                                                \
	(HCN_NETWORK_ENABLE_NON_PERSISTENT | HCN_NETWORK_ISOLATE_VSWITCH |                         \
		HCN_NETWORK_ENABLE_FLOW_STEERING | HCN_NETWORK_DISABLE_SHARING |                   \
		HCN_NETWORK_SUPPRESS_MEDIA_DISCONNECT)

#define MAX_SUBNETS 64u

static int check_name(struct hcn_workset *ws, const struct hcn_network *net, struct hcn_error *err)
{
	struct hcn_index_key key;
	struct hcn_guid other;
	int r = 0;

	if (!net->name || !*net->name)
		return 0;
	key = hcn_key_name(HCN_KIND_NETWORK, net->name);
	if (!hcn_workset_first(ws, &key, &other, &r))
		return r;
	r = hcn_fail(err, HCN_NETWORK_ALREADY_EXISTS, "/Name", "a network named \"%s\" exists",
		net->name);
	hcn_error_value(err, net->name, strlen(net->name));
	hcn_error_conflict(err, &other, net->name);
	return r;
}

static int check_type(const struct hcn_network *net, struct hcn_error *err)
{
	const char *name = hcn_enum_name(&hcn_network_mode_enum, net->type);
	int r;

	if (net->type == HCN_NETWORK_NAT)
		return 0;
	r = hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/Type",
		"networks of type %s are not supported here", name);
	hcn_error_value(err, name, name ? strlen(name) : 0);
	hcn_error_expected(err, "NAT");
	return r;
}

static int check_flags(const struct hcn_network *net, struct hcn_error *err)
{
	uint32_t bad = net->flags & ~(uint32_t)KNOWN_FLAGS;

	if (!bad)
		return 0;
	hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/Flags",
		"network flags %u are not supported on a NAT network", bad);
	hcn_error_expected(err, "any of the bits %u", (unsigned)KNOWN_FLAGS);
	return HCN_REQUEST_UNSUPPORTED;
}

/* --- subnets -------------------------------------------------------------------------------------- */

/* The default route of @family that has no next hop yet, a new one if there is none; NULL: no memory. */
static struct hcn_route *default_route(struct hcn_subnet *subnet, int family)
{
	struct hcn_route *routes;

	for (size_t i = 0; i < subnet->n_routes; i++) {
		const char *text = subnet->routes[i].destination_prefix;
		struct hcn_prefix dst;

		if (text && hcn_prefix_parse(text, &dst) && !dst.len && dst.addr.family == family)
			return &subnet->routes[i];
	}
	routes = reallocarray(subnet->routes, subnet->n_routes + 1, sizeof(*routes));
	if (!routes)
		return NULL;
	subnet->routes = routes;
	subnet->present |= HCN_BIT(hcn_subnet, routes);
	memset(&routes[subnet->n_routes], 0, sizeof(*routes));
	return &routes[subnet->n_routes++];
}

static int set_gateway(struct hcn_subnet *subnet, const struct hcn_addr *gateway)
{
	struct hcn_route *route = default_route(subnet, gateway->family);
	int r;

	if (!route)
		return -ENOMEM;
	r = HCN_SET_TEXT(route, hcn_route, next_hop, hcn_addr_format(gateway).text);
	if (!r && !route->destination_prefix)
		r = HCN_SET_TEXT(route, hcn_route, destination_prefix,
			gateway->family == HCN_IPV4 ? "0.0.0.0/0" : "::/0");
	return r;
}

/* The subnet's own gateway, or its first host address. */
static int complete_gateway(struct hcn_subnet *subnet, const struct hcn_prefix *prefix,
	const char *pointer, struct hcn_error *err)
{
	const char *text = hcn_subnet_gateway(subnet, prefix->addr.family);
	struct hcn_addr first = hcn_prefix_first(prefix), last = hcn_prefix_last(prefix), gateway;
	struct hcn_pointer at = hcn_pointer_of("%s/Routes", pointer);
	int r;

	if (!text) {
		if (!hcn_addr_add(&first, 1, &gateway))
			return -EINVAL;
		return set_gateway(subnet, &gateway);
	}
	if (!hcn_addr_parse(text, &gateway) || !hcn_prefix_contains(prefix, &gateway))
		r = hcn_fail(err, HCN_INVALID_IP, at.text, "gateway %s is outside subnet %s", text,
			subnet->ip_address_prefix);
	else if (hcn_addr_equal(&gateway, &first) ||
		 (gateway.family == HCN_IPV4 && hcn_addr_equal(&gateway, &last)))
		r = hcn_fail(err, HCN_ADDR_INVALID_OR_RESERVED, at.text,
			"gateway %s is the network or broadcast address of %s", text,
			subnet->ip_address_prefix);
	else
		return 0;
	hcn_error_value(err, text, strlen(text));
	return r;
}

static int fail_overlap(
	struct hcn_error *err, const char *pointer, const char *text, const char *what)
{
	struct hcn_pointer at = hcn_pointer_of("%s/IpAddressPrefix", pointer);

	hcn_fail(err, HCN_INVALID_SUBNET, at.text, "subnet %s overlaps %s", text, what);
	hcn_error_value(err, text, strlen(text));
	hcn_error_hint(err, "leave Ipams out to get a free subnet");
	return HCN_INVALID_SUBNET;
}

static int check_overlap(struct hcn_workset *ws, const struct hcn_facts *facts,
	const struct hcn_prefix *prefix, const char *text, const char *pointer,
	struct hcn_error *err)
{
	struct hcn_guid other;
	int r = 0;

	if (hcn_ipam_overlaps_network(ws, prefix, &other, &r)) {
		r = fail_overlap(err, pointer, text, "that of another network");
		hcn_conflict_with(ws, HCN_KIND_NETWORK, &other, err);
		return r;
	}
	for (size_t i = 0; !r && i < facts->n_routes; i++)
		if (hcn_prefix_overlaps(&facts->routes[i], prefix)) {
			struct hcn_pointer what = hcn_pointer_of(
				"the host's route %s", hcn_prefix_format(&facts->routes[i]).text);

			return fail_overlap(err, pointer, text, what.text);
		}
	return r;
}

/* [unk] Windows' limits are not known; a gateway and one endpoint must fit. */
static bool length_is_usable(const struct hcn_prefix *prefix)
{
	return prefix->len >= 1 && prefix->len + 2u <= hcn_addr_bits(&prefix->addr);
}

static int check_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_subnet *subnet, const char *pointer, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("%s/IpAddressPrefix", pointer);
	struct hcn_prefix prefix;
	int r;

	if (!subnet->ip_address_prefix || !hcn_prefix_parse(subnet->ip_address_prefix, &prefix))
		return hcn_fail(
			err, HCN_INVALID_SUBNET, at.text, "a subnet needs an IpAddressPrefix");
	if (!length_is_usable(&prefix)) {
		hcn_fail(err, HCN_INVALID_PREFIX, at.text, "prefix %s has no room for endpoints",
			subnet->ip_address_prefix);
		hcn_error_value(err, subnet->ip_address_prefix, strlen(subnet->ip_address_prefix));
		return HCN_INVALID_PREFIX;
	}
	if (hcn_addr_is_multicast(&prefix.addr) || hcn_addr_is_loopback(&prefix.addr)) {
		hcn_fail(err, HCN_INVALID_PREFIX, at.text, "prefix %s is not for unicast networks",
			subnet->ip_address_prefix);
		hcn_error_value(err, subnet->ip_address_prefix, strlen(subnet->ip_address_prefix));
		return HCN_INVALID_PREFIX;
	}
	at = hcn_pointer_of("%s/Flags", pointer);
	if (subnet->flags & HCN_SUBNET_DO_NOT_RESERVE_GATEWAY)
		return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, at.text,
			"the gateway of a NAT network is the host itself, its address taken");
	at = hcn_pointer_of("%s/IpSubnets", pointer);
	if (subnet->n_ip_subnets)
		return hcn_fail(
			err, HCN_REQUEST_UNSUPPORTED, at.text, "IpSubnets are not supported here");
	at = hcn_pointer_of("%s/Policies", pointer);
	r = hcn_policies_check(
		ws->source.rules, subnet->policies, subnet->n_policies, at.text, err);
	if (!r)
		r = check_overlap(ws, facts, &prefix, subnet->ip_address_prefix, pointer, err);
	if (!r)
		r = complete_gateway(subnet, &prefix, pointer, err);
	return r;
}

static int check_against_siblings(const struct hcn_network *net, struct hcn_error *err)
{
	struct hcn_subnet_view a, b;

	for (size_t i = 0; hcn_network_subnet(net, i, &a); i++)
		for (size_t j = 0; j < i && hcn_network_subnet(net, j, &b); j++)
			if (hcn_prefix_overlaps(&a.prefix, &b.prefix))
				return fail_overlap(err,
					hcn_pointer_of("/Ipams/%zu/Subnets/%zu", a.ipam, a.subnet)
						.text,
					a.doc->ip_address_prefix, b.doc->ip_address_prefix);
	return 0;
}

static int add_automatic_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err)
{
	struct hcn_prefix prefix;
	struct hcn_ipam *ipam;
	int r;

	r = hcn_ipam_choose_subnet(ws, facts, &prefix, err);
	if (r)
		return r;
	if (!net->n_ipams) {
		free(net->ipams);
		net->ipams = calloc(1, sizeof(*net->ipams));
		if (!net->ipams)
			return hcn_fail_oom(err);
		net->n_ipams = 1;
		net->present |= HCN_BIT(hcn_network, ipams);
	}
	ipam = &net->ipams[0];
	free(ipam->subnets);
	ipam->subnets = calloc(1, sizeof(*ipam->subnets));
	if (!ipam->subnets)
		return hcn_fail_oom(err);
	ipam->n_subnets = 1;
	ipam->present |= HCN_BIT(hcn_ipam, subnets);
	return HCN_SET_TEXT(
		&ipam->subnets[0], hcn_subnet, ip_address_prefix, hcn_prefix_format(&prefix).text);
}

/* Every pair of them is an element of a set, and checked for overlap. */
static int count_subnets(const struct hcn_network *net, size_t *ret, struct hcn_error *err)
{
	*ret = 0;
	for (size_t i = 0; i < net->n_ipams; i++) {
		size_t room = MAX_SUBNETS - *ret;

		if (net->ipams[i].n_subnets > room)
			return hcn_fail(err, HCN_LIMIT_REACHED,
				hcn_pointer_of("/Ipams/%zu/Subnets/%zu", i, room).text,
				"a network takes %u subnets at most", MAX_SUBNETS);
		*ret += net->ipams[i].n_subnets;
	}
	return 0;
}

static int complete_subnets(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err)
{
	size_t n_subnets;
	int r;

	r = count_subnets(net, &n_subnets, err);
	if (!r && !n_subnets)
		r = add_automatic_subnet(ws, facts, net, err);
	for (size_t i = 0; !r && i < net->n_ipams; i++) {
		struct hcn_ipam *ipam = &net->ipams[i];

		if (ipam->type != HCN_IPAM_STATIC)
			return hcn_fail(err, HCN_REQUEST_UNSUPPORTED,
				hcn_pointer_of("/Ipams/%zu/Type", i).text,
				"a NAT network gives out its addresses itself: Ipams of type Static only");
		HCN_PUT(ipam, hcn_ipam, type, HCN_IPAM_STATIC);
		for (size_t j = 0; !r && j < ipam->n_subnets; j++)
			r = check_subnet(ws, facts, &ipam->subnets[j],
				hcn_pointer_of("/Ipams/%zu/Subnets/%zu", i, j).text, err);
	}
	return r ? r : check_against_siblings(net, err);
}

/* --- the rest of the document ------------------------------------------------------------------------- */

/* Addresses that interfaces can have, none of them a group's: those differ in the first byte. */
static bool mac_range_is_usable(const struct hcn_mac_range *range)
{
	struct hcn_mac first, last;

	return range->start_mac_address && range->end_mac_address &&
	       hcn_mac_parse(range->start_mac_address, &first) &&
	       hcn_mac_parse(range->end_mac_address, &last) && hcn_mac_is_unicast(&first) &&
	       first.bytes[0] == last.bytes[0] && hcn_mac_to_u64(&first) <= hcn_mac_to_u64(&last);
}

static int complete_mac_pool(struct hcn_workset *ws, struct hcn_network *net, struct hcn_error *err)
{
	struct hcn_mac_range *range;
	struct hcn_mac first, last;
	int r;

	for (size_t i = 0; i < net->mac_pool.n_ranges; i++)
		if (!mac_range_is_usable(&net->mac_pool.ranges[i])) {
			hcn_fail(err, HCN_INVALID_NETWORK,
				hcn_pointer_of("/MacPool/Ranges/%zu", i).text,
				"this is no range of interfaces' MAC addresses");
			hcn_error_expected(err, "a StartMacAddress not above the EndMacAddress, "
						"their first bytes equal and even");
			return HCN_INVALID_NETWORK;
		}
	if (net->mac_pool.n_ranges)
		return 0;
	r = hcn_ipam_choose_mac_pool(ws, &net->id, &first, &last, err);
	if (r)
		return r;
	free(net->mac_pool.ranges);
	range = net->mac_pool.ranges = calloc(1, sizeof(*range));
	if (!range)
		return hcn_fail_oom(err);
	net->mac_pool.n_ranges = 1;
	net->mac_pool.present |= HCN_BIT(hcn_mac_pool, ranges);
	net->present |= HCN_BIT(hcn_network, mac_pool);
	r = HCN_SET_TEXT(range, hcn_mac_range, start_mac_address, hcn_mac_dashes(&first).text);
	return r ? r
		 : HCN_SET_TEXT(range, hcn_mac_range, end_mac_address, hcn_mac_dashes(&last).text);
}

static int dup_strings(char *const *from, size_t n, char ***ret, size_t *ret_n)
{
	if (!n)
		return 0;
	*ret = calloc(n, sizeof(char *));
	if (!*ret)
		return -ENOMEM;
	for (; *ret_n < n; (*ret_n)++) {
		(*ret)[*ret_n] = strdup(from[*ret_n]);
		if (!(*ret)[*ret_n])
			return -ENOMEM;
	}
	return 0;
}

/* Windows fills DNS from the host when a document names none (hcsshim#2369). */
static int complete_dns(
	struct hcn_network *net, const struct hcn_facts *facts, struct hcn_error *err)
{
	int r;

	net->present |= HCN_BIT(hcn_network, dns);
	if (net->dns.present)
		return hcn_dns_check(&net->dns, HCN_INVALID_NETWORK, "/Dns", err);
	r = dup_strings(facts->dns_servers, facts->n_dns_servers, &net->dns.server_list,
		&net->dns.n_server_list);
	if (!r)
		r = dup_strings(facts->dns_search, facts->n_dns_search, &net->dns.search,
			&net->dns.n_search);
	if (net->dns.n_server_list)
		net->dns.present |= HCN_BIT(hcn_dns, server_list);
	if (net->dns.n_search)
		net->dns.present |= HCN_BIT(hcn_dns, search);
	return r;
}

static int complete(struct hcn_workset *ws, struct hcn_network *net, struct hcn_error *err)
{
	const struct hcn_facts *facts;
	int r;

	r = check_type(net, err);
	if (!r)
		r = check_flags(net, err);
	if (!r)
		r = check_name(ws, net, err);
	if (!r)
		r = hcn_policies_check(
			ws->source.rules, net->policies, net->n_policies, "/Policies", err);
	if (!r)
		r = hcn_network_check_sets(net, "/Policies", err);
	if (!r)
		r = ws->source.facts(ws->source.arg, &facts, err);
	if (!r)
		r = complete_subnets(ws, facts, net, err);
	if (!r)
		r = complete_mac_pool(ws, net, err);
	if (!r)
		r = complete_dns(net, facts, err);
	if (r)
		return r;
	HCN_PUT(net, hcn_network, type, net->type);
	HCN_PUT(net, hcn_network, flags, net->flags);
	HCN_PUT(net, hcn_network, state, HCN_STATE_CREATED);
	HCN_PUT(net, hcn_network, mtu, facts->mtu);
	net->present |= HCN_BIT(hcn_network, policies);
	return 0;
}

static int post(struct hcn_workset *ws, const struct hcn_network *net, int type, bool pre)
{
	const struct hcn_event event = { .type = type,
		.kind = HCN_KIND_NETWORK,
		.id = net->id,
		.flags = net->flags,
		.pre = pre };

	return hcn_workset_post(ws, &event);
}

static int create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_network *net = object;
	int r;

	r = complete(ws, net, err);
	if (!r)
		r = post(ws, net, HCN_EVENT_NETWORK_PRE_CREATE, true);
	if (!r)
		r = post(ws, net, HCN_EVENT_NETWORK_CREATE, false);
	if (r) {
		hcn_schema_clear(&hcn_network_schema, net);
		free(net);
		return r;
	}
	*ret_id = net->id;
	return hcn_workset_add(ws, HCN_KIND_NETWORK, net, err);
}

/* Deletes the endpoints too, as Windows does. */
static int remove_network(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, id);
	_cleanup_free_ struct hcn_guid *endpoints = NULL;
	const void *net;
	size_t n = 0;
	int r;

	r = hcn_workset_find(ws, HCN_KIND_NETWORK, id, &net, err);
	if (!r)
		r = post(ws, net, HCN_EVENT_NETWORK_PRE_DELETE, true);
	if (!r)
		r = hcn_workset_ids(ws, &key, &endpoints, &n);
	for (size_t i = 0; !r && i < n; i++)
		r = hcn_endpoint_kind.remove(ws, &endpoints[i], err);
	if (!r)
		r = hcn_ipam_forget(ws, net);
	if (!r)
		r = post(ws, net, HCN_EVENT_NETWORK_DELETE, false);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_NETWORK, id, err);
}

const struct hcn_kind_type hcn_network_kind = {
	.name = "network",
	.not_found = HCN_NETWORK_NOT_FOUND,
	.exists = HCN_NETWORK_ALREADY_EXISTS,
	.create = create,
	.modify = hcn_modify_network_object,
	.remove = remove_network,
};
