/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies: a refusal of the checks names a place; an ACL that passes them can be read by a data plane, and every set that it
 * names is one of the network's.
 *
 * In: 'A' and a network, or anything else and an endpoint whose network has the sets "s", "t" and, nested, "n".
 */
#include "policy/acl.h"
#include "cleanup.h"
#include "fuzz.h"
#include "policy/policy.h"

static const char sets_of_network[] =
	"{\"Policies\":[{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"s\",\"PolicyType\":\"IPSET\"}},"
	"{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"t\",\"PolicyType\":\"IPSET\",\"Values\":\"10.0.0.1\"}},"
	"{\"Type\":\"SetPolicy\",\"Settings\":{\"Id\":\"n\",\"PolicyType\":\"NESTEDIPSET\",\"Values\":\"s\"}}]}";

/* Policies, where they stand in both documents. */
struct list {
	const struct hcn_policy *policies;
	size_t n;
};

static bool has_set(const struct hcn_sets *sets, const char *id)
{
	for (size_t i = 0; i < sets->n; i++)
		if (!strcmp(sets->list[i]->id, id))
			return true;
	return false;
}

static void try_addresses(const struct hcn_acl_addresses *addresses, const struct hcn_sets *sets,
	const struct hcn_policy *policy)
{
	for (size_t i = 0; i < addresses->n_sets; i++) {
		must(has_set(sets, addresses->sets[i]));
		must(hcn_acl_names_set(policy, addresses->sets[i]));
	}
	for (size_t i = 0; i < addresses->n_prefixes; i++)
		must(addresses->prefixes[i].len <= hcn_addr_bits(&addresses->prefixes[i].addr));
}

static void try_tuple(const struct hcn_five_tuple *tuple, const struct hcn_sets *sets,
	const struct hcn_policy *policy)
{
	struct hcn_acl_match match = { 0 };

	must(!hcn_acl_match_read(tuple, &match));
	try_addresses(&match.local, sets, policy);
	try_addresses(&match.remote, sets, policy);
	for (size_t i = 0; i < match.n_local_ports; i++)
		must(match.local_ports[i].first <= match.local_ports[i].last);
	hcn_acl_match_clear(&match);
}

/* A policy that passed. */
static void try_policy(const struct hcn_policy *policy, const struct hcn_sets *sets)
{
	const struct hcn_tier_acl *tier = policy->settings;
	struct hcn_five_tuple tuple;

	if (policy->type->id == HCN_POLICY_ACL || policy->type->id == HCN_POLICY_NETWORK_ACL) {
		tuple = HCN_TUPLE_OF((const struct hcn_acl *)policy->settings);
		try_tuple(&tuple, sets, policy);
	}
	for (size_t i = 0; policy->type->id == HCN_POLICY_TIER_ACL && i < tier->n_rules; i++) {
		tuple = HCN_TUPLE_OF(&tier->rules[i]);
		try_tuple(&tuple, sets, policy);
	}
}

static void try_list(const struct list *list, const struct hcn_network *net)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	struct hcn_error err;
	int r;

	must(!hcn_sets_read(net, &sets));
	r = hcn_policies_check(NULL, list->policies, list->n, "/Policies", &err);
	for (size_t i = 0; !r && i < list->n; i++)
		r = hcn_acl_check_sets(&sets, &list->policies[i], "/Policies/0", &err);
	if (r)
		must(err.status == r && err.text[0] && err.pointer[0] == '/');
	for (size_t i = 0; !r && i < list->n; i++)
		try_policy(&list->policies[i], &sets);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct hcn_network net = { 0 };
	struct hcn_endpoint ep = { 0 };
	struct list list;
	char *text;
	int r;

	if (!size)
		return 0;
	text = fuzz_text(data + 1, size - 1);
	if (data[0] == 'A') {
		r = hcn_schema_decode(&hcn_network_schema, text, size - 1, NULL, &net, NULL);
		list = (struct list){ net.policies, net.n_policies };
	} else {
		must(!hcn_schema_decode(&hcn_network_schema, sets_of_network,
			strlen(sets_of_network), NULL, &net, NULL));
		r = hcn_schema_decode(&hcn_endpoint_schema, text, size - 1, NULL, &ep, NULL);
		list = (struct list){ ep.policies, ep.n_policies };
	}
	if (!r)
		try_list(&list, &net);
	hcn_schema_clear(&hcn_network_schema, &net);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
	free(text);
	return 0;
}
