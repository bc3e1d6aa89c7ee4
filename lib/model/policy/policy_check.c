/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the Settings of one policy must say beyond their types (doc/facts/clients.md §4.1).
 *
 * In: decoded Settings with all that is required.  Out: HCN_INVALID_POLICY with the member and its value.  Pure.  What other
 * objects say (free ports, sets of the network) is checked elsewhere: mapping.c, acl.h.
 */
#include "policy/policy.h"
#include "policy/policy_check.h"

#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "error.h"
#include "policy/l4_proxy.h"
#include "policy/wfp_proxy.h"

static int fail_member(struct hcn_error *err, const char *pointer, const char *member,
	const char *value, const char *why)
{
	return hcn_fail_value(err, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/%s", pointer, member).text, value, "%s %s", member, why);
}

/* An older Windows does not know the member. */
static int need_member(const struct hcn_rules *rules, enum hcn_feature feature, const char *member,
	const char *pointer, struct hcn_error *err)
{
	return hcn_rules_need(rules, feature, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/%s", pointer, member).text, err);
}

/* --- NAT ------------------------------------------------------------------------------------------------ */

int hcn_check_port_mapping(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_port_mapping *mapping = settings;

	if (!(mapping->flags & HCN_NAT_IPV6))
		return 0;
	return need_member(rules, HCN_FEATURE_IPV6_DUAL_STACK, "Flags", pointer, err);
}

/* Destinations came with direct server return: they are its loopback (doc/facts/clients.md §4.1) [inf]. */
int hcn_check_outbound_nat(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_outbound_nat *nat = settings;

	if (!nat->n_destinations)
		return 0;
	return need_member(rules, HCN_FEATURE_DSR, "Destinations", pointer, err);
}

/* --- ACLs ----------------------------------------------------------------------------------------------- */

/* What a rule has one of: a switch's rules are ordered by it, a firewall's need none. */
static int check_priority(const struct hcn_rules *rules, const struct hcn_acl *acl,
	const char *pointer, struct hcn_error *err)
{
	bool host = HCN_HAS(acl, hcn_acl, rule_type) && acl->rule_type == HCN_RULE_HOST;

	if (acl->priority)
		return 0;
	if (host)
		return need_member(rules, HCN_FEATURE_ACL_LISTS, "Priority", pointer, err);
	/* [inf] absent it is accepted, for hcsshim leaves out what is 0 */
	if (!HCN_HAS(acl, hcn_acl, priority))
		return 0;
	return fail_member(err, pointer, "Priority", "0", "0 is for rules of type Host only");
}

int hcn_check_acl(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_acl *acl = settings;
	const struct hcn_five_tuple tuple = HCN_TUPLE_OF(acl);
	int r = 0;

	if (acl->action == HCN_ACTION_PASS) {
		r = fail_member(
			err, pointer, "Action", "Pass", "Pass is for the rules of a TierAcl");
		hcn_error_expected(err, "Allow or Block");
		return r;
	}
	if (acl->id)
		r = need_member(rules, HCN_FEATURE_ACL_LISTS, "Id", pointer, err);
	if (!r)
		r = check_priority(rules, acl, pointer, err);
	return r ? r : hcn_acl_check_tuple(rules, &tuple, true, pointer, err);
}

int hcn_check_tier_acl(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_tier_acl *tier = settings;
	int r = 0;

	for (size_t i = 0; !r && i < tier->n_rules; i++) {
		const struct hcn_five_tuple tuple = HCN_TUPLE_OF(&tier->rules[i]);
		struct hcn_pointer at = hcn_pointer_of("%s/TierAclRules/%zu", pointer, i);

		if (!HCN_HAS(&tier->rules[i], hcn_tier_acl_rule, action))
			return fail_member(err, at.text, "TierAclRuleAction", NULL, "is missing");
		r = hcn_acl_check_tuple(rules, &tuple, true, at.text, err);
	}
	return r;
}

/* Ids stand in lists: a comma would be two of them, and what reads as an address would be one. */
int hcn_check_set_policy(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_set_policy *set = settings;
	const char *rest = hcn_words(set->id);
	struct hcn_prefix prefix;
	struct hcn_word word;

	if (!hcn_word_next(&rest, &word) || rest || word.len != strlen(set->id) ||
		hcn_word_prefix(&word, &prefix))
		return fail_member(err, pointer, "Id", set->id,
			"must be one word that is no address: ACLs name the set by it");
	if (set->policy_type == HCN_SET_NESTED_IPSET)
		return need_member(rules, HCN_FEATURE_NETWORK_ACL, "PolicyType", pointer, err);
	return hcn_acl_check_addresses(set->values, "Values", pointer, err);
}

/* --- proxies --------------------------------------------------------------------------------------------- */

static int check_exceptions(char *const *texts, size_t n, const char *member, const char *pointer,
	struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = hcn_acl_check_addresses(
			texts[i], hcn_pointer_of("%s/%zu", member, i).text, pointer, err);
	return r;
}

int hcn_check_l4_proxy(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_l4_proxy *proxy = settings;
	struct hcn_l4_proxy_rule rule;
	int r = hcn_l4_proxy_read(proxy, pointer, &rule, err);

	if (!r)
		r = check_exceptions(
			proxy->exceptions, proxy->n_exceptions, "Exceptions", pointer, err);
	return r ? r
		 : check_exceptions(proxy->exception_list, proxy->n_exception_list, "ExceptionList",
			   pointer, err);
}

static int check_proxy_exceptions(const struct hcn_proxy_exceptions *exceptions, const char *member,
	const char *pointer, struct hcn_error *err)
{
	return check_exceptions(exceptions->ip_addresses, exceptions->n_ip_addresses,
		"IpAddressExceptions", hcn_pointer_of("%s/%s", pointer, member).text, err);
}

/* What it redirects has ports, and what it does not is the user's whom the UserSID names. */
static int check_wfp_proxy(const struct hcn_rules *rules, const struct hcn_l4_wfp_proxy *proxy,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_wfp_protocols protocols = hcn_wfp_proxy_protocols(proxy);
	int r;

	if (!protocols.tcp && !protocols.udp) {
		r = fail_member(err, pointer, "FilterTuple/Protocols",
			proxy->filter_tuple.protocols, "have no ports");
		hcn_error_expected(err, "6 (TCP), 17 (UDP), or both");
		return r;
	}
	if (!hcn_wfp_proxy_has_foreign_sid(proxy))
		return 0;
	r = hcn_rules_stored(rules, "the UserSID of policy L4WFPPROXY",
		hcn_pointer_of("%s/UserSID", pointer).text, err);
	if (r)
		hcn_error_value(err, proxy->user_sid, strlen(proxy->user_sid));
	return r;
}

int hcn_check_l4_wfp_proxy(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_l4_wfp_proxy *proxy = settings;
	int r;

	if (!proxy->inbound_proxy_port && !proxy->outbound_proxy_port)
		return fail_member(err, pointer, "OutboundProxyPort", NULL,
			"is missing, and so is InboundProxyPort");
	r = hcn_acl_check_tuple(rules, &proxy->filter_tuple, false,
		hcn_pointer_of("%s/FilterTuple", pointer).text, err);
	if (!r)
		r = check_wfp_proxy(rules, proxy, pointer, err);
	if (!r)
		r = check_proxy_exceptions(
			&proxy->inbound_exceptions, "InboundExceptions", pointer, err);
	return r ? r
		 : check_proxy_exceptions(
			   &proxy->outbound_exceptions, "OutboundExceptions", pointer, err);
}

/* --- routes and addresses --------------------------------------------------------------------------------- */

int hcn_check_sdn_route(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_sdn_route *route = settings;
	struct hcn_prefix dst;
	struct hcn_addr hop;

	if (!route->next_hop || !hcn_addr_parse(route->next_hop, &hop) ||
		!hcn_prefix_parse(route->destination_prefix, &dst) || hop.family == dst.addr.family)
		return 0;
	return fail_member(err, pointer, "NextHop", route->next_hop,
		"is of another family than DestinationPrefix");
}

static int check_mac(
	const char *text, const char *member, const char *pointer, struct hcn_error *err)
{
	struct hcn_mac mac;

	if (hcn_mac_parse(text, &mac) && hcn_mac_is_unicast(&mac))
		return 0;
	return fail_member(err, pointer, member, text, "is no address of an interface");
}

int hcn_check_dr_mac_address(const struct hcn_rules *rules, const void *settings,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_dr_mac_address *router = settings;

	return check_mac(router->address, "Address", pointer, err);
}

int hcn_check_source_mac_address(const struct hcn_rules *rules, const void *settings,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_source_mac_address *source = settings;

	return check_mac(source->source_mac_address, "SourceMacAddress", pointer, err);
}

int hcn_check_remote_subnet_route(const struct hcn_rules *rules, const void *settings,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_remote_subnet_route *route = settings;

	return check_mac(route->router_mac_address, "DistributedRouterMacAddress", pointer, err);
}

static int store_neighbors(const struct hcn_rules *rules, const char *member, const char *pointer,
	struct hcn_error *err)
{
	return hcn_rules_stored(rules,
		hcn_pointer_of("NeighborDiscovery with this %s", member).text,
		hcn_pointer_of("%s/%s", pointer, member).text, err);
}

int hcn_check_neighbor_discovery(const struct hcn_rules *rules, const void *settings,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_neighbor_discovery *nd = settings;
	struct hcn_prefix target;
	struct hcn_addr sender;
	int r = 0;

	if (nd->sender_mac_address)
		r = check_mac(nd->sender_mac_address, "SenderMacAddress", pointer, err);
	else
		r = store_neighbors(rules, "SenderMacAddress", pointer, err);
	if (r || !nd->target_ip_prefix || !hcn_prefix_parse(nd->target_ip_prefix, &target))
		return r ? r : store_neighbors(rules, "TargetIpPrefix", pointer, err);
	if (nd->sender_ip_address && hcn_addr_parse(nd->sender_ip_address, &sender) &&
		sender.family != target.addr.family)
		return fail_member(err, pointer, "SenderIpAddress", nd->sender_ip_address,
			"is of another family than TargetIpPrefix");
	if (hcn_addr_bits(&target.addr) - target.len > HCN_NEIGHBORS_BITS)
		return store_neighbors(rules, "TargetIpPrefix", pointer, err);
	return 0;
}

int hcn_check_name(const struct hcn_rules *rules, const void *settings, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_net_adapter_name *adapter = settings;

	if (*adapter->network_adapter_name)
		return 0;
	return fail_member(err, pointer, "NetworkAdapterName", "", "is empty");
}
