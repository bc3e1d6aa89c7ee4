/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What policies that are honoured say, in the form that checks, indexes and planner share (policy.h).  Pure.
 *
 * Tests: tests/unit/model/policy/test_policy.c
 */
#include <string.h>

#include "error.h"
#include "policy/policy.h"

bool hcn_endpoint_address(const struct hcn_endpoint *ep, int family, struct hcn_addr *ret)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (ep->ip_configurations[i].ip_address &&
			hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr) &&
			addr.family == family) {
			*ret = addr;
			return true;
		}
	}
	return false;
}

bool hcn_endpoint_route(const struct hcn_endpoint *ep, const struct hcn_route *route,
	struct hcn_addr *ret_hop, struct hcn_prefix *ret_dst)
{
	struct hcn_addr own;

	if (!route->next_hop || !hcn_addr_parse(route->next_hop, ret_hop) ||
		hcn_addr_is_unspecified(ret_hop) ||
		!hcn_endpoint_address(ep, ret_hop->family, &own) || !route->destination_prefix ||
		!hcn_prefix_parse(route->destination_prefix, ret_dst) ||
		ret_dst->addr.family != ret_hop->family)
		return false;
	*ret_dst = hcn_prefix_mask(ret_dst);
	return true;
}

/* [inf] SenderIpAddress is what Windows would answer as; a neighbour needs none. */
bool hcn_neighbors_read(const struct hcn_neighbor_discovery *nd, struct hcn_neighbors *ret)
{
	if (!nd || !nd->target_ip_prefix || !hcn_prefix_parse(nd->target_ip_prefix, &ret->target) ||
		!nd->sender_mac_address || !hcn_mac_parse(nd->sender_mac_address, &ret->mac))
		return false;
	return hcn_addr_bits(&ret->target.addr) - ret->target.len <= HCN_NEIGHBORS_BITS;
}

uint32_t hcn_endpoint_mtu(const struct hcn_network *net, const struct hcn_endpoint *ep)
{
	const struct hcn_interface_parameters *parameters = hcn_policies_find(
		ep->policies, ep->n_policies, HCN_POLICY_INTERFACE_PARAMETERS);
	const struct hcn_encap_overhead *encap = hcn_policies_find(
		ep->policies, ep->n_policies, HCN_POLICY_ENCAP_OVERHEAD);
	uint32_t mtu = parameters && parameters->mtu ? parameters->mtu : net->mtu;
	uint32_t overhead = encap ? encap->overhead : 0;

	return mtu > overhead ? mtu - overhead : 0;
}

int hcn_endpoint_check_mtu(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_addr addr;
	uint32_t least = hcn_endpoint_address(ep, HCN_IPV6, &addr) ? 1280 : 68;
	uint32_t mtu = hcn_endpoint_mtu(net, ep);

	if (mtu >= least)
		return 0;
	return hcn_fail_expected(err, HCN_INVALID_POLICY, pointer, NULL,
		hcn_pointer_of("at least %u", least).text, "an MTU of %u is too small", mtu);
}

/* Every address of a family has no flag of its own: "::" means IPv6 as much as an address of it would, and "0.0.0.0" IPv4
 * unless the flag says otherwise.
 * [inf] doc/facts/clients.md §4.1 says "IPv6" for flag 2 and nothing for its absence on an IPv6-only endpoint. */
static int family_of(const struct hcn_endpoint *ep, const struct hcn_port_mapping *pm,
	const struct hcn_addr *vip)
{
	struct hcn_addr addr;

	if (vip->family != HCN_FAMILY_NONE && !hcn_addr_is_unspecified(vip))
		return vip->family;
	if (vip->family == HCN_IPV6 || pm->flags & HCN_NAT_IPV6)
		return HCN_IPV6;
	if (vip->family == HCN_IPV4)
		return HCN_IPV4;
	return hcn_endpoint_address(ep, HCN_IPV4, &addr) ? HCN_IPV4 : HCN_IPV6;
}

size_t hcn_port_mappings(
	const struct hcn_endpoint *ep, const struct hcn_port_mapping *pm, struct hcn_mapping ret[2])
{
	struct hcn_mapping mapping = { 0 };

	if (pm->vip)
		(void)hcn_addr_parse(pm->vip, &mapping.vip);
	mapping.family = family_of(ep, pm, &mapping.vip);
	if (hcn_addr_is_unspecified(&mapping.vip))
		mapping.vip.family = HCN_FAMILY_NONE;
	if (!hcn_endpoint_address(ep, mapping.family, &mapping.target))
		mapping.target.family = HCN_FAMILY_NONE;
	mapping.external_port = pm->external_port;
	mapping.internal_port = pm->internal_port;
	mapping.protocol = pm->protocol;
	ret[0] = mapping;
	if (pm->protocol != HCN_PROTOCOL_ANY)
		return 1;
	ret[0].protocol = HCN_PROTOCOL_TCP;
	ret[1] = mapping;
	ret[1].protocol = HCN_PROTOCOL_UDP;
	return 2;
}

bool hcn_endpoint_has_mappings(const struct hcn_endpoint *ep)
{
	return hcn_policies_find(ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING);
}

uint64_t hcn_endpoint_rate(const struct hcn_endpoint *ep)
{
	const struct hcn_qos *qos;
	uint64_t rate = 0;
	size_t i = 0;

	while ((qos = hcn_policies_next(ep->policies, ep->n_policies, HCN_POLICY_QOS, &i)))
		if (qos->maximum_outgoing_bandwidth &&
			(!rate || qos->maximum_outgoing_bandwidth < rate))
			rate = qos->maximum_outgoing_bandwidth;
	return rate;
}

int hcn_endpoint_check_virtual_ips(
	const struct hcn_endpoint *ep, const char *pointer, struct hcn_error *err)
{
	struct hcn_addr seen[2] = { { .family = HCN_FAMILY_NONE }, { .family = HCN_FAMILY_NONE } };
	const struct hcn_outbound_nat *nat;
	size_t i = 0;

	while ((nat = hcn_policies_next(
			ep->policies, ep->n_policies, HCN_POLICY_OUTBOUND_NAT, &i))) {
		struct hcn_addr vip, *same;

		if (!nat->virtual_ip || !hcn_addr_parse(nat->virtual_ip, &vip) ||
			hcn_addr_is_unspecified(&vip))
			continue;
		same = &seen[vip.family == HCN_IPV6];
		if (same->family != HCN_FAMILY_NONE && !hcn_addr_equal(same, &vip))
			return hcn_fail_value(err, HCN_INVALID_POLICY, pointer, nat->virtual_ip,
				"OutBoundNAT policies name two virtual addresses, %s and %s",
				hcn_addr_format(same).text, nat->virtual_ip);
		*same = vip;
	}
	return 0;
}
