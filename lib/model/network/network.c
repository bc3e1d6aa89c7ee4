/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Networks: HostComputeNetwork documents checked and completed.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeNetwork)
 */
#include <errno.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "dns.h"
#include "network/ipam.h"
#include "modify.h"
#include "network/network.h"
#include "objects.h"
#include "policy/policy.h"
#include "unrealised.h"

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
	r = hcn_fail_value(err, HCN_NETWORK_ALREADY_EXISTS, "/Name", net->name,
		"a network named \"%s\" exists", net->name);
	hcn_error_conflict(err, &other, net->name);
	return r;
}

static int check_type(
	const struct hcn_rules *rules, const struct hcn_network *net, struct hcn_error *err)
{
	const char *name = hcn_enum_name(&hcn_network_mode_enum, net->type);
	int r;

	if (!hcn_network_traits(net)->unrealised)
		return 0;
	r = hcn_rules_stored(rules, hcn_pointer_of("networks of type %s", name).text, "/Type", err);
	if (r)
		hcn_error_value(err, name, strlen(name));
	return r;
}

static int check_flags(
	const struct hcn_rules *rules, const struct hcn_network *net, struct hcn_error *err)
{
	const uint32_t known = HCN_NETWORK_STORED_FLAGS | HCN_NETWORK_KEPT_FLAGS;
	int r = 0;

	if (net->flags & ~known)
		return hcn_fail_expected(err, HCN_REQUEST_UNSUPPORTED, "/Flags", NULL,
			hcn_pointer_of("any of the bits %u", known).text,
			"there are no network flags %u", net->flags & ~known);
	if (net->flags & HCN_NETWORK_DISABLE_HOST_PORT)
		r = hcn_rules_need(rules, HCN_FEATURE_DISABLE_HOST_PORT, HCN_REQUEST_UNSUPPORTED,
			"/Flags", err);
	if (!r && net->flags & HCN_NETWORK_STORED_FLAGS)
		r = hcn_rules_stored(rules, "some of these network flags", "/Flags", err);
	return r;
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
		if (!mac_range_is_usable(&net->mac_pool.ranges[i]))
			return hcn_fail_expected(err, HCN_INVALID_NETWORK,
				hcn_pointer_of("/MacPool/Ranges/%zu", i).text, NULL,
				"a StartMacAddress not above the EndMacAddress, "
				"their first bytes equal and even",
				"this is no range of interfaces' MAC addresses");
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

static int complete_network(struct hcn_workset *ws, struct hcn_network *net, struct hcn_error *err)
{
	const struct hcn_facts *facts;
	int r;

	r = check_type(ws->source.rules, net, err);
	if (!r)
		r = check_flags(ws->source.rules, net, err);
	if (!r)
		r = check_name(ws, net, err);
	if (!r)
		r = hcn_policies_check(
			ws->source.rules, net->policies, net->n_policies, "/Policies", err);
	if (!r)
		r = hcn_network_check_keys(net, err);
	if (!r)
		r = hcn_network_check_sets(net, "/Policies", err);
	if (!r)
		r = ws->source.facts(ws->source.arg, &facts, err);
	if (!r)
		r = hcn_network_complete_subnets(ws, facts, net, err);
	if (!r)
		r = complete_mac_pool(ws, net, err);
	if (!r)
		r = hcn_network_choose_adapter(ws, facts, net, err);
	if (!r)
		r = hcn_network_complete_overlay(net, err);
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

static int network_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_network *net = object;
	int r;

	r = complete_network(ws, net, err);
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
static int network_remove(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
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
	.word = "network",
	.plural = "Networks",
	.not_found = HCN_NETWORK_NOT_FOUND,
	.exists = HCN_NETWORK_ALREADY_EXISTS,
	.schema = &hcn_network_schema,
	.flags = offsetof(struct hcn_network, flags),
	.announces_deletion = true,
	.create = network_create,
	.modify = hcn_modify_network_object,
	.remove = network_remove,
	.unrealised = hcn_network_unrealised,
};
