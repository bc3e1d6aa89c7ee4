/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The texts of ACLs and sets (acl.h): what is no list of what it should be, and which sets are named.
 *
 * Tests: tests/unit/model/policy/test_acl.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "error.h"
#include "policy/policy.h"

#define PROTOCOL_252 252u

static int fail_word(struct hcn_error *err, const struct hcn_word *word, const char *pointer,
	const char *member, const char *why)
{
	int r = hcn_fail(err, HCN_INVALID_POLICY, hcn_pointer_of("%s/%s", pointer, member).text,
		"\"%.*s\" %s", (int)word->len, word->text, why);

	hcn_error_value(err, word->text, word->len);
	return r;
}

/* --- members -------------------------------------------------------------------------------------------- */

static int check_protocols(
	const struct hcn_rules *rules, const char *list, const char *pointer, struct hcn_error *err)
{
	const char *rest = hcn_words(list);
	struct hcn_word word;
	uint32_t protocol;
	int r = 0;

	while (!r && hcn_word_next(&rest, &word)) {
		if (!hcn_word_number(&word, HCN_ACL_ANY_PROTOCOL, &protocol)) {
			r = fail_word(err, &word, pointer, "Protocols", "is no protocol number");
			hcn_error_expected(err, "numbers 0..255 separated by ',', or 256 for any");
		} else if (protocol == PROTOCOL_252) {
			r = hcn_rules_need(rules, HCN_FEATURE_ACL_PROTOCOL_252, HCN_INVALID_POLICY,
				hcn_pointer_of("%s/Protocols", pointer).text, err);
		}
	}
	return r;
}

/* What is no address is the id of a set where that may stand; whether there is such a set is another question. */
static int check_list(const char *list, bool may_name_sets, const char *member, const char *pointer,
	struct hcn_error *err)
{
	const char *rest = hcn_words(list);
	struct hcn_prefix prefix;
	struct hcn_word word;

	while (hcn_word_next(&rest, &word)) {
		if (word.len && (may_name_sets || hcn_word_prefix(&word, &prefix)))
			continue;
		int r = fail_word(err, &word, pointer, member, "is no address and no prefix");

		hcn_error_expected(err, "addresses and prefixes separated by ','");
		return r;
	}
	return 0;
}

int hcn_acl_check_addresses(
	const char *list, const char *member, const char *pointer, struct hcn_error *err)
{
	return check_list(list, false, member, pointer, err);
}

/* Lists and ranges are newer than single values. */
static int need_lists(const struct hcn_rules *rules, const char *text, const char *member,
	const char *pointer, struct hcn_error *err)
{
	if (!text || !text[strcspn(text, ",-")])
		return 0;
	return hcn_rules_need(rules, HCN_FEATURE_ACL_LISTS, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/%s", pointer, member).text, err);
}

int hcn_acl_check_tuple(const struct hcn_rules *rules, const struct hcn_five_tuple *tuple,
	bool may_name_sets, const char *pointer, struct hcn_error *err)
{
	const struct {
		const char *member, *text;
		bool is_addresses;
	} lists[] = {
		{ "LocalAddresses", tuple->local_addresses, true },
		{ "RemoteAddresses", tuple->remote_addresses, true },
		{ "LocalPorts", tuple->local_ports, false },
		{ "RemotePorts", tuple->remote_ports, false },
	};
	int r;

	r = check_protocols(rules, tuple->protocols, pointer, err);
	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(lists); i++) {
		r = need_lists(rules, lists[i].text, lists[i].member, pointer, err);
		if (!r && lists[i].is_addresses)
			r = check_list(lists[i].text, may_name_sets, lists[i].member, pointer, err);
	}
	return r;
}

/* --- the lists that may name sets ------------------------------------------------------------------------ */

/* @pointer ends at the list's member: "Settings/LocalAddresses".  Stops at and returns the first non-zero. */
typedef int list_fn(void *arg, const char *list, const char *pointer);

static int visit_tuple(const struct hcn_five_tuple *tuple, const char *at, list_fn *fn, void *arg)
{
	int r;

	r = fn(arg, tuple->local_addresses, hcn_pointer_of("%s/LocalAddresses", at).text);
	return r ? r
		 : fn(arg, tuple->remote_addresses, hcn_pointer_of("%s/RemoteAddresses", at).text);
}

static int visit_tier(const struct hcn_tier_acl *tier, list_fn *fn, void *arg)
{
	int r = 0;

	for (size_t i = 0; !r && i < tier->n_rules; i++) {
		const struct hcn_five_tuple tuple = HCN_TUPLE_OF(&tier->rules[i]);

		r = visit_tuple(
			&tuple, hcn_pointer_of("Settings/TierAclRules/%zu", i).text, fn, arg);
	}
	return r;
}

static int visit_acl(const struct hcn_acl *acl, list_fn *fn, void *arg)
{
	const struct hcn_five_tuple tuple = HCN_TUPLE_OF(acl);

	return visit_tuple(&tuple, "Settings", fn, arg);
}

static int visit_lists(const struct hcn_policy *policy, list_fn *fn, void *arg)
{
	const struct hcn_set_policy *set;

	if (!policy->type || !policy->settings)
		return 0;
	switch (policy->type->id) {
	case HCN_POLICY_ACL:
	case HCN_POLICY_NETWORK_ACL:
		return visit_acl(policy->settings, fn, arg);
	case HCN_POLICY_TIER_ACL:
		return visit_tier(policy->settings, fn, arg);
	case HCN_POLICY_SET_POLICY:
		set = policy->settings;
		return set->policy_type == HCN_SET_NESTED_IPSET
			       ? fn(arg, set->values, "Settings/Values")
			       : 0;
	default:
		return 0;
	}
}

static int list_names(void *arg, const char *list, const char *pointer)
{
	const struct hcn_word *id = arg;
	const char *rest = hcn_words(list);
	struct hcn_word word;

	while (hcn_word_next(&rest, &word))
		if (word.len == id->len && !memcmp(word.text, id->text, id->len))
			return HCN_STOP;
	return 0;
}

bool hcn_acl_names_set(const struct hcn_policy *policy, const char *id)
{
	struct hcn_word word = { id, strlen(id) };

	return visit_lists(policy, list_names, &word) == HCN_STOP;
}

/* --- whether they are there -------------------------------------------------------------------------------- */

static int compare_sets(const void *a, const void *b)
{
	const struct hcn_set_policy *const *x = a, *const *y = b;

	return strcmp((*x)->id, (*y)->id);
}

static int compare_word(const void *key, const void *element)
{
	const struct hcn_set_policy *const *set = element;
	const struct hcn_word *word = key;
	int r = strncmp(word->text, (*set)->id, word->len);

	return r ? r : -((*set)->id[word->len] != 0);
}

int hcn_sets_read(const struct hcn_network *net, struct hcn_sets *ret)
{
	const struct hcn_set_policy *set;
	size_t i = 0;

	ret->list = calloc(net->n_policies + 1, sizeof(struct hcn_set_policy *));
	if (!ret->list)
		return -ENOMEM;
	while ((set = hcn_policies_next(net->policies, net->n_policies, HCN_POLICY_SET_POLICY, &i)))
		if (set->id)
			ret->list[ret->n++] = set;
	qsort(ret->list, ret->n, sizeof(struct hcn_set_policy *), compare_sets);
	return 0;
}

void hcn_sets_clear(struct hcn_sets *sets)
{
	free(sets->list);
	*sets = (struct hcn_sets){ 0 };
}

struct search {
	const struct hcn_sets *sets;
	bool nested; /* the policy is a nested set: its members are sets of addresses */
	const char *pointer;
	struct hcn_error *err;
};

static int check_named(void *arg, const char *list, const char *pointer)
{
	const struct search *search = arg;
	const char *rest = hcn_words(list);
	struct hcn_prefix prefix;
	struct hcn_word word;

	while (hcn_word_next(&rest, &word)) {
		const struct hcn_set_policy *const *set;

		if (!search->nested && hcn_word_prefix(&word, &prefix))
			continue;
		set = bsearch(&word, search->sets->list, search->sets->n,
			sizeof(struct hcn_set_policy *), compare_word);
		/* [inf] A nested set inside another is what no client sends, and ipsets cannot do. */
		if (set && !(search->nested && (*set)->policy_type == HCN_SET_NESTED_IPSET))
			continue;
		return fail_word(search->err, &word, search->pointer, pointer,
			set              ? "is a nested set itself"
			: search->nested ? "is no set of the network"
					 : "is no address, no prefix and no set of the network");
	}
	return 0;
}

int hcn_acl_check_sets(const struct hcn_sets *sets, const struct hcn_policy *policy,
	const char *pointer, struct hcn_error *err)
{
	struct search search = { sets, hcn_policy_is(policy, HCN_POLICY_SET_POLICY), pointer, err };

	return visit_lists(policy, check_named, &search);
}

int hcn_network_check_sets(
	const struct hcn_network *net, const char *pointer, struct hcn_error *err)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	int r;

	r = hcn_sets_read(net, &sets);
	for (size_t i = 0; !r && i < net->n_policies; i++)
		r = hcn_acl_check_sets(
			&sets, &net->policies[i], hcn_pointer_of("%s/%zu", pointer, i).text, err);
	return r;
}
