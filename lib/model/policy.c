/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The meaning of policies on Linux (policy.h).  Pure; doc/differences.md lists the same table for people. */
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "policy.h"

enum support {
	HONOURED, /* in the kernel when the call returns */
	KEPT,     /* has no meaning on Linux: stored and echoed */
	STORED, /* would change packets, and nothing here does it yet: stored, echoed, refused under HCN_STRICT */
};

struct meaning {
	enum support support;
	enum hcn_feature feature; /* an older Windows does not know the type */
	bool once;                /* may stand only once */
	/* a Policy Update replaces all of them (hcn/clients.md section 3); the others are made at creation */
	bool changeable;
};

static const struct meaning meanings[] = {
	[HCN_POLICY_PORT_MAPPING] = { HONOURED },
	[HCN_POLICY_OUTBOUND_NAT] = { HONOURED },
	[HCN_POLICY_INTERFACE_PARAMETERS] = { HONOURED, .once = true },
	[HCN_POLICY_ENCAP_OVERHEAD] = { HONOURED },
	[HCN_POLICY_PORT_NAME] = { HONOURED },
	[HCN_POLICY_ACL] = { STORED, .changeable = true },
	[HCN_POLICY_TIER_ACL] = { STORED, HCN_FEATURE_TIER_ACL, .changeable = true },
	[HCN_POLICY_NETWORK_ACL] = { STORED, HCN_FEATURE_NETWORK_ACL },
	[HCN_POLICY_SET_POLICY] = { STORED, HCN_FEATURE_SET_POLICY },
	[HCN_POLICY_L4_PROXY] = { STORED, HCN_FEATURE_L4_PROXY, .changeable = true },
	[HCN_POLICY_L4_WFP_PROXY] = { STORED, HCN_FEATURE_L4_WFP_PROXY, .changeable = true },
	[HCN_POLICY_QOS] = { STORED, .changeable = true },
	[HCN_POLICY_SDN_ROUTE] = { STORED },
	[HCN_POLICY_PROVIDER_ADDRESS] = { STORED },
	[HCN_POLICY_DR_MAC_ADDRESS] = { STORED },
	[HCN_POLICY_REMOTE_SUBNET_ROUTE] = { STORED, HCN_FEATURE_REMOTE_SUBNET },
	[HCN_POLICY_HOST_ROUTE] = { STORED, HCN_FEATURE_REMOTE_SUBNET },
	[HCN_POLICY_VXLAN_PORT] = { STORED, HCN_FEATURE_VXLAN_PORT },
	[HCN_POLICY_VLAN] = { STORED },
	[HCN_POLICY_VSID] = { STORED },
	[HCN_POLICY_ENCRYPTION] = { STORED },
	[HCN_POLICY_NEIGHBOR_DISCOVERY] = { STORED },
	[HCN_POLICY_IOV] = { KEPT, .changeable = true },
	[HCN_POLICY_L2_DRIVER] = { KEPT },
	[HCN_POLICY_FIREWALL] = { KEPT },
	[HCN_POLICY_INTERFACE_CONSTRAINT] = { KEPT },
	[HCN_POLICY_NET_ADAPTER_NAME] = { KEPT },
	[HCN_POLICY_SOURCE_MAC_ADDRESS] = { KEPT },
	[HCN_POLICY_VSWITCH_EXTENSION] = { KEPT },
	[HCN_POLICY_AUTOMATIC_DNS] = { KEPT },
	[HCN_POLICY_LAYER_CONSTRAINT] = { KEPT },
};

_Static_assert(HCN_N_ELEMENTS(meanings) == HCN_N_POLICIES, "every policy has a meaning");

int hcn_policy_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t i,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_policy *p = &policies[i];
	const struct meaning *m;
	int r;

	if (!p->type)
		return hcn_fail(err, HCN_INVALID_POLICY_TYPE, pointer, "a policy without Type");
	m = &meanings[p->type->id];
	r = hcn_rules_need(rules, m->feature, HCN_INVALID_POLICY_TYPE,
		hcn_pointer_of("%s/Type", pointer).text, err);
	if (!r && m->support == STORED)
		r = hcn_rules_stored(rules, hcn_pointer_of("policy %s", p->type->name).text,
			hcn_pointer_of("%s/Type", pointer).text, err);
	if (r) {
		hcn_error_value(err, p->type->name, strlen(p->type->name));
		return r;
	}
	for (size_t j = 0; m->once && j < i; j++)
		if (policies[j].type == p->type)
			return hcn_fail(err, HCN_INTERFACEPARAMETERS_ALREADY_APPLIED, pointer,
				"policy %s stands twice", p->type->name);
	return 0;
}

int hcn_policies_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t n,
	const char *pointer, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = hcn_policy_check(
			rules, policies, i, hcn_pointer_of("%s/%zu", pointer, i).text, err);
	return r;
}

bool hcn_policy_is_unrealised(const struct hcn_policy *policy)
{
	return policy->type && meanings[policy->type->id].support == STORED;
}

bool hcn_policy_is_changeable(const struct hcn_policy *policy)
{
	return policy->type && meanings[policy->type->id].changeable;
}

const void *hcn_policies_find(const struct hcn_policy *policies, size_t n, enum hcn_policy_id id)
{
	for (size_t i = 0; i < n; i++)
		if (policies[i].type && policies[i].type->id == (int)id && policies[i].settings)
			return policies[i].settings;
	return NULL;
}

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
	hcn_fail(err, HCN_INVALID_POLICY, pointer, "an MTU of %u is too small", mtu);
	hcn_error_expected(err, "at least %u", least);
	return HCN_INVALID_POLICY;
}

/* [inf] hcn/clients.md section 4.1 says "IPv6" for flag 2 and nothing for its absence on an IPv6-only endpoint. */
static int family_of(const struct hcn_endpoint *ep, const struct hcn_port_mapping *pm,
	const struct hcn_addr *vip)
{
	struct hcn_addr addr;

	if (vip->family != HCN_FAMILY_NONE)
		return vip->family;
	if (pm->flags & HCN_NAT_IPV6)
		return HCN_IPV6;
	return hcn_endpoint_address(ep, HCN_IPV4, &addr) ? HCN_IPV4 : HCN_IPV6;
}

size_t hcn_policy_mappings(
	const struct hcn_endpoint *ep, const struct hcn_policy *policy, struct hcn_mapping ret[2])
{
	const struct hcn_port_mapping *pm = policy->settings;
	struct hcn_mapping mapping = { 0 };

	if (!policy->type || policy->type->id != HCN_POLICY_PORT_MAPPING || !pm)
		return 0;
	if (pm->vip && hcn_addr_parse(pm->vip, &mapping.vip) &&
		hcn_addr_is_unspecified(&mapping.vip))
		mapping.vip.family = HCN_FAMILY_NONE;
	mapping.family = family_of(ep, pm, &mapping.vip);
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
	struct hcn_mapping mappings[2];

	for (size_t i = 0; i < ep->n_policies; i++)
		if (hcn_policy_mappings(ep, &ep->policies[i], mappings))
			return true;
	return false;
}

int hcn_endpoint_check_virtual_ips(
	const struct hcn_endpoint *ep, const char *pointer, struct hcn_error *err)
{
	struct hcn_addr seen[2] = { { .family = HCN_FAMILY_NONE }, { .family = HCN_FAMILY_NONE } };

	for (size_t i = 0; i < ep->n_policies; i++) {
		const struct hcn_policy *p = &ep->policies[i];
		const struct hcn_outbound_nat *nat = p->settings;
		struct hcn_addr vip, *same;

		if (!p->type || p->type->id != HCN_POLICY_OUTBOUND_NAT || !nat ||
			!nat->virtual_ip || !hcn_addr_parse(nat->virtual_ip, &vip) ||
			hcn_addr_is_unspecified(&vip))
			continue;
		same = &seen[vip.family == HCN_IPV6];
		if (same->family != HCN_FAMILY_NONE && !hcn_addr_equal(same, &vip)) {
			hcn_fail(err, HCN_INVALID_POLICY, pointer,
				"OutBoundNAT policies name two virtual addresses, %s and %s",
				hcn_addr_format(same).text, nat->virtual_ip);
			hcn_error_value(err, nat->virtual_ip, strlen(nat->virtual_ip));
			return HCN_INVALID_POLICY;
		}
		*same = vip;
	}
	return 0;
}
