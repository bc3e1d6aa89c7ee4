/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The subnets of a network: checked against the host, other networks and each other, completed with gateways and ids
 * (doc/facts/clients.md §2.2).
 *
 * Tests: tests/unit/model/network/test_network.c (a_prefix_must_have_room_for_a_gateway_and_an_endpoint)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "network/ipam.h"
#include "network/network.h"
#include "objects.h"
#include "policy/policy.h"

/* --- gateways ----------------------------------------------------------------------------------------- */

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

	if (!text) {
		if (!hcn_addr_add(&first, 1, &gateway))
			return -EINVAL;
		return set_gateway(subnet, &gateway);
	}
	if (!hcn_addr_parse(text, &gateway) || !hcn_prefix_contains(prefix, &gateway))
		return hcn_fail_value(err, HCN_INVALID_IP, at.text, text,
			"gateway %s is outside subnet %s", text, subnet->ip_address_prefix);
	if (hcn_addr_equal(&gateway, &first) ||
		(gateway.family == HCN_IPV4 && hcn_addr_equal(&gateway, &last)))
		return hcn_fail_value(err, HCN_ADDR_INVALID_OR_RESERVED, at.text, text,
			"gateway %s is the network or broadcast address of %s", text,
			subnet->ip_address_prefix);
	return 0;
}

/* --- one subnet --------------------------------------------------------------------------------------- */

static int fail_prefix(
	struct hcn_error *err, int status, const char *pointer, const char *text, const char *why)
{
	return hcn_fail_value(err, status, hcn_pointer_of("%s/IpAddressPrefix", pointer).text, text,
		"prefix %s %s", text, why);
}

static int fail_overlap(
	struct hcn_error *err, const char *pointer, const char *text, const char *what)
{
	int r = fail_prefix(
		err, HCN_INVALID_SUBNET, pointer, text, hcn_pointer_of("overlaps %s", what).text);

	hcn_error_hint(err, "leave Ipams out to get a free subnet");
	return r;
}

/* Two networks of one prefix would share what the packets' addresses are looked up in. */
static int check_overlap(struct hcn_workset *ws, const struct hcn_facts *facts,
	const struct hcn_network *net, const struct hcn_prefix *prefix, const char *text,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_network_traits *traits = hcn_network_traits(net);
	struct hcn_guid other;
	int r = 0;

	if (traits->bridge && hcn_ipam_overlaps_network(ws, prefix, &net->id, &other, &r)) {
		r = fail_overlap(err, pointer, text, "that of another network");
		hcn_conflict_with(ws, HCN_KIND_NETWORK, &other, err);
		return r;
	}
	for (size_t i = 0; !r && traits->exclusive && i < facts->n_routes; i++)
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

static int check_prefix(const struct hcn_subnet *subnet, const char *pointer,
	struct hcn_prefix *ret, struct hcn_error *err)
{
	const char *text = subnet->ip_address_prefix;

	if (!text || !hcn_prefix_parse(text, ret))
		return hcn_fail(err, HCN_INVALID_SUBNET,
			hcn_pointer_of("%s/IpAddressPrefix", pointer).text,
			"a subnet needs an IpAddressPrefix");
	if (!length_is_usable(ret))
		return fail_prefix(
			err, HCN_INVALID_PREFIX, pointer, text, "has no room for endpoints");
	if (hcn_addr_is_multicast(&ret->addr) || hcn_addr_is_loopback(&ret->addr))
		return fail_prefix(
			err, HCN_INVALID_PREFIX, pointer, text, "is not for unicast networks");
	return 0;
}

static int check_flags(const struct hcn_network *net, const struct hcn_subnet *subnet,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("%s/Flags", pointer);

	if (subnet->flags & ~(uint32_t)HCN_SUBNET_DO_NOT_RESERVE_GATEWAY)
		return hcn_fail(err, HCN_INVALID_SUBNET, at.text, "there are no subnet flags %u",
			subnet->flags & ~(uint32_t)HCN_SUBNET_DO_NOT_RESERVE_GATEWAY);
	if (subnet->flags && hcn_network_traits(net)->routed)
		return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, at.text,
			"the gateway of a network of type %s is the host itself, its address taken",
			hcn_enum_name(&hcn_network_mode_enum, net->type));
	return 0;
}

/* Modify requests name subnets by their ids; made from what is theirs alone, they are the same for the same document. */
static void complete_id(uint64_t *present, uint64_t bit, const struct hcn_guid *space,
	const char *prefix, struct hcn_guid *id)
{
	if (!(*present & bit) || hcn_guid_is_zero(id))
		hcn_guid_derive(space, prefix, id);
	*present |= bit;
}

static int fail_ip_subnet(
	struct hcn_error *err, const char *pointer, size_t i, const char *text, const char *why)
{
	return hcn_fail_value(err, HCN_INVALID_IP_SUBNET,
		hcn_pointer_of("%s/IpSubnets/%zu/IpAddressPrefix", pointer, i).text, text,
		"IpSubnet %s %s", text ? text : "without IpAddressPrefix", why);
}

int hcn_network_check_ip_subnets(
	struct hcn_subnet *subnet, size_t first, const char *pointer, struct hcn_error *err)
{
	struct hcn_prefix outer, prefix, other;

	if (!hcn_prefix_parse(subnet->ip_address_prefix, &outer))
		return -EINVAL;
	for (size_t i = first; i < subnet->n_ip_subnets; i++) {
		struct hcn_ip_subnet *part = &subnet->ip_subnets[i];
		const char *text = part->ip_address_prefix;

		if (!text || !hcn_prefix_parse(text, &prefix) || prefix.len < outer.len ||
			!hcn_prefix_contains(&outer, &prefix.addr))
			return fail_ip_subnet(
				err, pointer, i - first, text, "is no part of the subnet's prefix");
		for (size_t j = 0; j < i; j++)
			if (hcn_prefix_parse(subnet->ip_subnets[j].ip_address_prefix, &other) &&
				hcn_prefix_overlaps(&other, &prefix))
				return fail_ip_subnet(
					err, pointer, i - first, text, "overlaps another IpSubnet");
		complete_id(
			&part->present, HCN_BIT(hcn_ip_subnet, id), &subnet->id, text, &part->id);
	}
	return 0;
}

int hcn_network_check_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	const struct hcn_network *net, struct hcn_subnet *subnet, const char *pointer,
	struct hcn_error *err)
{
	struct hcn_prefix prefix;
	int r;

	r = check_prefix(subnet, pointer, &prefix, err);
	if (!r)
		r = check_flags(net, subnet, pointer, err);
	if (!r)
		r = hcn_policies_check(ws->source.rules, subnet->policies, subnet->n_policies,
			hcn_pointer_of("%s/Policies", pointer).text, err);
	if (!r)
		r = check_overlap(ws, facts, net, &prefix, subnet->ip_address_prefix, pointer, err);
	if (r)
		return r;
	complete_id(&subnet->present, HCN_BIT(hcn_subnet, id), &net->id, subnet->ip_address_prefix,
		&subnet->id);
	r = hcn_network_check_ip_subnets(subnet, 0, pointer, err);
	if (!r)
		r = complete_gateway(subnet, &prefix, pointer, err);
	return r;
}

/* --- all of them -------------------------------------------------------------------------------------- */

int hcn_network_check_siblings(const struct hcn_rules *rules, const struct hcn_network *net,
	size_t n, const char *pointer, struct hcn_error *err)
{
	struct hcn_subnet_view a, b;
	size_t total = 0;

	for (size_t i = 0; i < net->n_ipams; i++)
		total += net->ipams[i].n_subnets;
	for (size_t i = 0; hcn_network_subnet(net, i, &a); i++) {
		struct hcn_pointer at = pointer && i + n >= total
						? hcn_pointer_of("%s/%zu", pointer, i + n - total)
						: hcn_pointer_of("/Ipams/%zu/Subnets/%zu", a.ipam,
							  a.subnet);

		for (size_t j = 0; j < i && hcn_network_subnet(net, j, &b); j++) {
			int r = 0;

			if (hcn_prefix_overlaps(&a.prefix, &b.prefix))
				return fail_overlap(err, at.text, a.doc->ip_address_prefix,
					b.doc->ip_address_prefix);
			if (a.prefix.addr.family != b.prefix.addr.family)
				r = hcn_rules_need(rules, HCN_FEATURE_IPV6_DUAL_STACK,
					HCN_INVALID_SUBNET,
					hcn_pointer_of("%s/IpAddressPrefix", at.text).text, err);
			if (r)
				return r;
		}
	}
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

static int count_subnets(const struct hcn_network *net, size_t *ret, struct hcn_error *err)
{
	*ret = 0;
	for (size_t i = 0; i < net->n_ipams; i++) {
		size_t room = HCN_NETWORK_MAX_SUBNETS - *ret;

		if (net->ipams[i].n_subnets > room)
			return hcn_fail(err, HCN_LIMIT_REACHED,
				hcn_pointer_of("/Ipams/%zu/Subnets/%zu", i, room).text,
				"a network takes %u subnets at most", HCN_NETWORK_MAX_SUBNETS);
		*ret += net->ipams[i].n_subnets;
	}
	return 0;
}

static int check_ipam_type(const struct hcn_rules *rules, const struct hcn_network *net, size_t i,
	struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("/Ipams/%zu/Type", i);

	if (net->ipams[i].type == HCN_IPAM_STATIC)
		return 0;
	if (hcn_network_traits(net)->dhcp)
		return hcn_rules_stored(rules, "Ipams of type Dhcp", at.text, err);
	return hcn_fail_expected(err, HCN_REQUEST_UNSUPPORTED, at.text, NULL, "Static",
		"a network of type %s gives out its addresses itself",
		hcn_enum_name(&hcn_network_mode_enum, net->type));
}

int hcn_network_complete_subnets(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err)
{
	size_t n_subnets;
	int r;

	r = count_subnets(net, &n_subnets, err);
	if (!r && !n_subnets && hcn_network_traits(net)->automatic_subnet)
		r = add_automatic_subnet(ws, facts, net, err);
	net->present |= HCN_BIT(hcn_network, ipams);
	for (size_t i = 0; !r && i < net->n_ipams; i++) {
		struct hcn_ipam *ipam = &net->ipams[i];

		r = check_ipam_type(ws->source.rules, net, i, err);
		HCN_PUT(ipam, hcn_ipam, type, ipam->type);
		for (size_t j = 0; !r && j < ipam->n_subnets; j++)
			r = hcn_network_check_subnet(ws, facts, net, &ipam->subnets[j],
				hcn_pointer_of("/Ipams/%zu/Subnets/%zu", i, j).text, err);
	}
	return r ? r : hcn_network_check_siblings(ws->source.rules, net, 0, NULL, err);
}
