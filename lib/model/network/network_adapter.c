/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The adapter of the host that a network's packets are to leave by: its address is the ManagementIP, and of an Overlay the
 * provider address (doc/facts/clients.md §2.2).
 *
 * In: the policies that name an adapter, the host's adapters.  Out: ManagementIP, an Overlay's generated policies.
 *
 * Tests: tests/unit/model/network/test_network_type.c (an_adapter_that_the_host_does_not_have_is_refused)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "json.h"
#include "modify.h"
#include "network/network.h"
#include "objects.h"
#include "policy/policy.h"

#define SWITCH_PREFIX                                                                              \
	"vEthernet (" /* what Windows calls the host's interface on a switch: "vEthernet (Ethernet)" */

static bool is_called(const struct hcn_adapter *adapter, const char *name)
{
	for (size_t i = 0; i < adapter->n_names; i++)
		if (hcn_ascii_equal(adapter->names[i], name))
			return true;
	return false;
}

static const struct hcn_adapter *find_by_name(const struct hcn_facts *facts, const char *name)
{
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (is_called(&facts->adapters[i], name))
			return &facts->adapters[i];
	return NULL;
}

/* *@ret: the X of "vEthernet (X)", malloc'ed; untouched when it is another name. */
static int name_behind_switch(const char *name, char **ret)
{
	size_t len = strlen(name), prefix = strlen(SWITCH_PREFIX);

	if (len <= prefix + 1 || strncmp(name, SWITCH_PREFIX, prefix) != 0 || name[len - 1] != ')')
		return 0;
	*ret = strndup(name + prefix, len - prefix - 1);
	return *ret ? 0 : -ENOMEM;
}

static const struct hcn_adapter *first_with_address(const struct hcn_facts *facts)
{
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (facts->adapters[i].is_default && facts->adapters[i].n_addresses)
			return &facts->adapters[i];
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (facts->adapters[i].n_addresses)
			return &facts->adapters[i];
	return NULL;
}

static int fail_adapter(struct hcn_error *err, const char *pointer, const char *member,
	const char *value, const struct hcn_facts *facts)
{
	int r = hcn_fail_value(err, HCN_ADAPTER_NOT_FOUND,
		hcn_pointer_of("%s/Settings/%s", pointer, member).text, value,
		"the host has no adapter %s", value);

	if (facts->n_adapters)
		hcn_error_expected(
			err, "one of the host's adapters, such as %s", facts->adapters[0].names[0]);
	return r;
}

struct search {
	struct hcn_workset *ws;
	const char *name;
	char *management_ip; /* of the network that has the adapter */
};

static int look_at_network(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct search *s = arg;
	const struct hcn_network *net;
	const struct hcn_net_adapter_name *policy;
	const void *object;
	int r;

	r = hcn_workset_find(s->ws, kind, id, &object, NULL);
	if (r)
		return r;
	net = object;
	policy = hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_NET_ADAPTER_NAME);
	if (!(policy && hcn_ascii_equal(policy->network_adapter_name, s->name)) &&
		!(net->name && hcn_ascii_equal(net->name, s->name)))
		return 0;
	if (!net->management_ip)
		return HCN_STOP;
	s->management_ip = strdup(net->management_ip);
	return s->management_ip ? HCN_STOP : -ENOMEM;
}

/* "vEthernet (X)" means that a network has the adapter X already: that one's address is this one's too. */
static int share_switch(struct hcn_workset *ws, const char *name, struct hcn_network *net)
{
	struct search s = { .ws = ws, .name = name };
	int r = hcn_workset_each(ws, HCN_KIND_NETWORK, look_at_network, &s);

	if (r == HCN_STOP && s.management_ip) {
		int failed = HCN_SET_TEXT(net, hcn_network, management_ip, s.management_ip);

		r = failed ? failed : r;
	}
	free(s.management_ip);
	return r;
}

/* *@ret stays NULL when another network has the adapter. */
static int choose_by_name(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, const char *name, const char *pointer, const char *member,
	const struct hcn_adapter **ret, struct hcn_error *err)
{
	_cleanup_free_ char *inner = NULL;
	int r;

	*ret = find_by_name(facts, name);
	if (*ret)
		return 0;
	r = name_behind_switch(name, &inner);
	if (r)
		return r;
	if (!inner)
		return fail_adapter(err, pointer, member, name, facts);
	*ret = find_by_name(facts, inner);
	if (*ret)
		return 0;
	r = share_switch(ws, inner, net);
	if (r)
		return r == HCN_STOP ? 0 : r;
	return fail_adapter(err, pointer, member, name, facts);
}

static int choose_by_address(const struct hcn_facts *facts, struct hcn_network *net,
	const char *text, const char *pointer, struct hcn_error *err)
{
	struct hcn_addr addr;

	if (!hcn_addr_parse(text, &addr))
		return -EINVAL;
	for (size_t i = 0; i < facts->n_adapters; i++)
		for (size_t j = 0; j < facts->adapters[i].n_addresses; j++)
			if (hcn_addr_equal(&facts->adapters[i].addresses[j], &addr))
				return HCN_SET_TEXT(net, hcn_network, management_ip,
					hcn_addr_format(&addr).text);
	return fail_adapter(err, pointer, "ProviderAddress", text, facts);
}

static int choose_by_constraint(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, const struct hcn_interface_constraint *constraint,
	const char *pointer, const struct hcn_adapter **ret, struct hcn_error *err)
{
	char text[12];

	if (constraint->interface_alias && *constraint->interface_alias)
		return choose_by_name(ws, facts, net, constraint->interface_alias, pointer,
			"InterfaceAlias", ret, err);
	if (!constraint->interface_index)
		return 0;
	for (size_t i = 0; i < facts->n_adapters; i++)
		if (facts->adapters[i].index == constraint->interface_index) {
			*ret = &facts->adapters[i];
			return 0;
		}
	snprintf(text, sizeof(text), "%u", constraint->interface_index);
	return fail_adapter(err, pointer, "InterfaceIndex", text, facts);
}

/* IPv4 first: what clients read it for is a provider address or a node's. */
static int set_management_ip(struct hcn_network *net, const struct hcn_adapter *adapter)
{
	const struct hcn_addr *chosen = NULL;

	for (size_t i = 0; adapter && i < adapter->n_addresses; i++) {
		const struct hcn_addr *addr = &adapter->addresses[i];

		if (!chosen || (chosen->family != HCN_IPV4 && addr->family == HCN_IPV4))
			chosen = addr;
	}
	return chosen ? HCN_SET_TEXT(net, hcn_network, management_ip, hcn_addr_format(chosen).text)
		      : 0;
}

int hcn_network_choose_adapter(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err)
{
	const struct hcn_adapter *adapter = NULL;
	bool named = false;
	int r = 0;

	if (!hcn_network_traits(net)->uplink)
		return 0;
	for (size_t i = 0; !r && !adapter && i < net->n_policies; i++) {
		const struct hcn_policy *policy = &net->policies[i];
		struct hcn_pointer at = hcn_pointer_of("/Policies/%zu", i);
		const struct hcn_net_adapter_name *name = policy->settings;
		const struct hcn_provider_address *provider = policy->settings;

		if (!policy->settings)
			continue;
		if (hcn_policy_is(policy, HCN_POLICY_NET_ADAPTER_NAME)) {
			r = choose_by_name(ws, facts, net, name->network_adapter_name, at.text,
				"NetworkAdapterName", &adapter, err);
			named = true;
		} else if (hcn_policy_is(policy, HCN_POLICY_PROVIDER_ADDRESS)) {
			r = choose_by_address(facts, net, provider->provider_address, at.text, err);
			named = true;
		} else if (hcn_policy_is(policy, HCN_POLICY_INTERFACE_CONSTRAINT)) {
			r = choose_by_constraint(
				ws, facts, net, policy->settings, at.text, &adapter, err);
		}
	}
	if (r)
		return r;
	if (!named && !adapter && !net->management_ip)
		adapter = first_with_address(facts);
	return adapter ? set_management_ip(net, adapter) : 0;
}

/* --- Overlay -------------------------------------------------------------------------------------------- */

bool hcn_network_has_vsid(const struct hcn_subnet *subnet)
{
	return hcn_policies_find(subnet->policies, subnet->n_policies, HCN_POLICY_VSID);
}

int hcn_network_fail_vsid(const char *subnet_pointer, struct hcn_error *err)
{
	return hcn_fail(err, HCN_INVALID_POLICY, hcn_pointer_of("%s/Policies", subnet_pointer).text,
		"a subnet of an Overlay needs a policy VSID");
}

static int check_vsid(const struct hcn_network *net, struct hcn_error *err)
{
	size_t n = 0;

	for (size_t i = 0; i < net->n_ipams; i++)
		for (size_t j = 0; j < net->ipams[i].n_subnets; j++, n++)
			if (!hcn_network_has_vsid(&net->ipams[i].subnets[j]))
				return hcn_network_fail_vsid(
					hcn_pointer_of("/Ipams/%zu/Subnets/%zu", i, j).text, err);
	return n ? 0
		 : hcn_fail(err, HCN_INVALID_POLICY, "/Ipams",
			   "an Overlay needs a subnet with a policy VSID");
}

static bool is_in_pool(const struct hcn_network *net, uint64_t mac)
{
	for (size_t i = 0; i < net->mac_pool.n_ranges; i++) {
		struct hcn_mac first, last;

		if (hcn_mac_parse(net->mac_pool.ranges[i].start_mac_address, &first) &&
			hcn_mac_parse(net->mac_pool.ranges[i].end_mac_address, &last) &&
			mac >= hcn_mac_to_u64(&first) && mac <= hcn_mac_to_u64(&last))
			return true;
	}
	return false;
}

/* 00-15-5D- and the end of the id, or the next one that no endpoint can get. */
static struct hcn_mac router_mac(const struct hcn_network *net)
{
	const uint64_t oui = UINT64_C(0x00155d000000);
	uint64_t low = (uint64_t)net->id.data4[5] << 16 | (uint64_t)net->id.data4[6] << 8 |
		       net->id.data4[7];

	for (unsigned i = 0; i < 4096 && is_in_pool(net, oui | low); i++)
		low = (low + 0x1000) & 0xffffff;
	return hcn_mac_from_u64(oui | low);
}

/* @settings: a JSON object. */
static int add_generated(
	struct hcn_network *net, const char *type, const char *settings, struct hcn_error *err)
{
	struct hcn_policy_network_request request = { 0 };
	struct hcn_pointer text = hcn_pointer_of(
		"{\"Policies\":[{\"Type\":\"%s\",\"Settings\":%s}]}", type, settings);
	int r;

	r = hcn_schema_decode(&hcn_policy_network_request_schema, text.text, strlen(text.text),
		NULL, &request, err);
	if (!r)
		r = hcn_policies_append(&net->policies, &net->n_policies, &request.policies[0]);
	hcn_schema_clear(&hcn_policy_network_request_schema, &request);
	return r;
}

int hcn_network_complete_overlay(struct hcn_network *net, struct hcn_error *err)
{
	char settings[HCN_ADDR_TEXT_SIZE + 32];
	struct hcn_mac mac;
	int r;

	if (net->type != HCN_NETWORK_OVERLAY)
		return 0;
	r = check_vsid(net, err);
	if (!r && net->management_ip &&
		!hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_PROVIDER_ADDRESS)) {
		snprintf(settings, sizeof(settings), "{\"ProviderAddress\":\"%s\"}",
			net->management_ip);
		r = add_generated(net, "ProviderAddress", settings, err);
	}
	if (r || hcn_policies_find(net->policies, net->n_policies, HCN_POLICY_DR_MAC_ADDRESS))
		return r;
	mac = router_mac(net);
	snprintf(settings, sizeof(settings), "{\"Address\":\"%s\"}", hcn_mac_dashes(&mac).text);
	return add_generated(net, "DrMacAddress", settings, err);
}
