/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The lists of ACLs and sets: what they mean, which sets they name, and how long reading them takes. */

#include "lab.h"

#include <stdio.h>
#include <time.h>

#include "policy/acl.h"
#include "cleanup.h"

static const struct {
	const char *list, *words; /* each word in brackets */
} lists[] = {
	{ NULL, "" },
	{ "", "" },
	{ "6", "[6]" },
	{ "6,17", "[6][17]" },
	{ " 6 , 17 ", "[6][17]" },
	{ "6,", "[6][]" },
	{ ",6", "[][6]" },
	{ " ", "[]" },
	{ ",", "[][]" },
};

START_TEST(a_list_is_read_word_by_word)
{
	const char *rest = hcn_words(lists[_i].list);
	char text[64] = "", *end = text;
	struct hcn_word word;

	while (hcn_word_next(&rest, &word))
		end += sprintf(end, "[%.*s]", (int)word.len, word.text);
	ck_assert_str_eq(text, lists[_i].words);
}
END_TEST

static const struct {
	const char *word, *prefix; /* NULL: none */
} prefixes[] = {
	{ "10.0.0.1", "10.0.0.1/32" },
	{ "10.0.0.1/8", "10.0.0.0/8" },
	{ "0.0.0.0/0", "0.0.0.0/0" },
	{ "fd00::1", "fd00::1/128" },
	{ "fd00::1/64", "fd00::/64" },
	{ "10.0.0.1/33", NULL },
	{ "10.0.0", NULL },
	{ "azure-npm-1", NULL },
	{ "", NULL },
	{ "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", NULL },
};

START_TEST(an_address_is_a_prefix_of_full_length)
{
	const struct hcn_word word = { prefixes[_i].word, strlen(prefixes[_i].word) };
	struct hcn_prefix prefix;

	ck_assert_int_eq(hcn_word_prefix(&word, &prefix), prefixes[_i].prefix != NULL);
	if (prefixes[_i].prefix)
		ck_assert_str_eq(hcn_prefix_format(&prefix).text, prefixes[_i].prefix);
}
END_TEST

/* --- what a rule matches ------------------------------------------------------------------------------------ */

START_TEST(a_rule_without_lists_matches_everything)
{
	static char any[] = "6,256", none[] = "";
	struct hcn_acl_match match = { 0 };

	ck_assert_int_eq(hcn_acl_match_read(&(struct hcn_five_tuple){ 0 }, &match), 0);
	ck_assert(hcn_acl_match_protocol(&match, 0) && hcn_acl_match_protocol(&match, 255));
	ck_assert_uint_eq(match.local.n_prefixes + match.local.n_sets + match.n_local_ports, 0);
	hcn_acl_match_clear(&match);
	ck_assert_int_eq(
		hcn_acl_match_read(
			&(struct hcn_five_tuple){ .protocols = any, .local_ports = none }, &match),
		0);
	ck_assert(match.any_protocol);
	hcn_acl_match_clear(&match);
}
END_TEST

START_TEST(a_rule_is_read_into_bits_prefixes_sets_and_ranges)
{
	static char protocols[] = "6,17,132", local[] = "10.0.0.0/8, set-b,fd00::1,set-a",
		    ports[] = "80,8000-8010";
	const struct hcn_five_tuple tuple = {
		.protocols = protocols, .local_addresses = local, .remote_ports = ports
	};
	struct hcn_acl_match match = { 0 };

	ck_assert_int_eq(hcn_acl_match_read(&tuple, &match), 0);
	for (unsigned p = 0; p < 256; p++)
		ck_assert_int_eq(
			hcn_acl_match_protocol(&match, (uint8_t)p), p == 6 || p == 17 || p == 132);
	ck_assert_uint_eq(match.local.n_prefixes, 2);
	ck_assert_str_eq(hcn_prefix_format(&match.local.prefixes[1]).text, "fd00::1/128");
	ck_assert_uint_eq(match.local.n_sets, 2);
	ck_assert_str_eq(match.local.sets[0], "set-b");
	ck_assert_uint_eq(match.remote.n_prefixes, 0);
	ck_assert_uint_eq(match.n_remote_ports, 2);
	ck_assert_uint_eq(match.remote_ports[1].last, 8010);
	hcn_acl_match_clear(&match);
	ck_assert_ptr_null(match.local.sets);
}
END_TEST

START_TEST(what_is_no_rule_leaves_nothing_behind)
{
	static char protocols[] = "tcp", addresses[] = "10.0.0.1,,", ports[] = "80-";
	const struct hcn_five_tuple tuples[] = {
		{ .protocols = protocols },
		{ .local_addresses = addresses },
		{ .remote_addresses = addresses },
		{ .local_ports = ports },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(tuples); i++) {
		struct hcn_acl_match match = { 0 };

		ck_assert_int_eq(hcn_acl_match_read(&tuples[i], &match), -EINVAL);
		ck_assert_ptr_null(match.local.prefixes);
	}
}
END_TEST

/* --- sets ----------------------------------------------------------------------------------------------------- */

#define SET(id, type, values)                                                                      \
	"{'Type':'SetPolicy','Settings':{'Id':'" id "','Name':'n','PolicyType':'" type             \
	"','Values':'" values "'}}"
#define ACL(members)                                                                               \
	"{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','Priority':1," members "}}"
#define TIER(rule) "{'Type':'TierAcl','Settings':{'Direction':'In','TierAclRules':[{},{" rule "}]}}"

static void read_document(const struct hcn_schema *schema, const char *policy, void *ret)
{
	char text[512];

	snprintf(text, sizeof(text), "{'Policies':[%s]}", policy);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(!hcn_schema_decode(schema, text, strlen(text), NULL, ret, &refusal), "%s: %s",
		text, refusal.text);
}

static const struct {
	const char *policy;
	bool of_network;
	const char *names; /* those of "a", "b" and "c" that it names */
} namings[] = {
	{ ACL("'LocalAddresses':'a'"), false, "a" },
	{ ACL("'LocalAddresses':'a,c','RemoteAddresses':'10.0.0.1,b'"), false, "abc" },
	{ ACL("'LocalAddresses':'aa,ab'"), false, "" },
	{ ACL("'Id':'a','Protocols':'6'"), false, "" },
	{ TIER("'RemoteAddresses':'b'"), false, "b" },
	{ "{'Type':'QOS','Settings':{}}", false, "" },
	{ "{'Type':'ACL'}", false, "" },
	{ "{}", false, "" },
	{ "{'Type':'NetworkACL','Settings':{'RemoteAddresses':'c'}}", true, "c" },
	{ SET("x", "NESTEDIPSET", "b,c"), true, "bc" },
	{ SET("a", "IPSET", "a"), true, "" },
};

START_TEST(the_sets_that_a_policy_names_are_known)
{
	struct hcn_endpoint ep = { 0 };
	struct hcn_network net = { 0 };
	const struct hcn_policy *policy;

	if (namings[_i].of_network)
		read_document(&hcn_network_schema, namings[_i].policy, &net);
	else
		read_document(&hcn_endpoint_schema, namings[_i].policy, &ep);
	policy = namings[_i].of_network ? net.policies : ep.policies;
	for (const char *id = "abc"; *id; id++)
		ck_assert_int_eq(hcn_acl_names_set(policy, (char[]){ *id, 0 }),
			strchr(namings[_i].names, *id) != NULL);
	hcn_schema_clear(&hcn_network_schema, &net);
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

static const struct {
	const char *policies;
	const char *pointer, *value; /* NULL: nothing is wrong */
} nestings[] = {
	{ SET("b", "IPSET", "") "," SET("a", "IPSET", "10.0.0.1"), NULL, NULL },
	{ SET("n", "NESTEDIPSET", "") "," SET("b", "IPSET", ""), NULL, NULL },
	{ SET("n", "NESTEDIPSET", "b,a") "," SET("b", "IPSET", "") "," SET("a", "IPSET", ""), NULL,
		NULL },
	{ SET("n", "NESTEDIPSET", "b,bb") "," SET("b", "IPSET", ""), "/Policies/0/Settings/Values",
		"bb" },
	{ SET("bb", "IPSET", "") "," SET("n", "NESTEDIPSET", "b"), "/Policies/1/Settings/Values",
		"b" },
	{ SET("n", "NESTEDIPSET", "10.0.0.1"), "/Policies/0/Settings/Values", "10.0.0.1" },
	{ SET("n", "NESTEDIPSET", "n"), "/Policies/0/Settings/Values", "n" },
	{ "{'Type':'NetworkACL','Settings':{'RemoteAddresses':'10.0.0.1,a'}}",
		"/Policies/0/Settings/RemoteAddresses", "a" },
};

START_TEST(the_sets_of_a_network_name_those_that_are_there)
{
	struct hcn_network net = { 0 };

	read_document(&hcn_network_schema, nestings[_i].policies, &net);
	hcn_error_reset(&refusal);
	ck_assert_int_eq(hcn_network_check_sets(&net, "/Policies", &refusal),
		nestings[_i].pointer ? HCN_INVALID_POLICY : 0);
	ck_assert_str_eq(refusal.pointer, nestings[_i].pointer ? nestings[_i].pointer : "");
	ck_assert_str_eq(refusal.value, nestings[_i].value ? nestings[_i].value : "");
	hcn_schema_clear(&hcn_network_schema, &net);
}
END_TEST

/* --- time --------------------------------------------------------------------------------------------------------- */

static char *addresses(size_t n)
{
	char *list = malloc(n * 20 + 1), *end = list;

	ck_assert_ptr_nonnull(list);
	for (size_t i = 0; i < n; i++)
		end += sprintf(end, "%s10.%zu.%zu.%zu/32", i ? "," : "", i >> 16 & 255,
			i >> 8 & 255, i & 255);
	return list;
}

/* The best of several runs, so that a busy machine does not count. */
static double milliseconds(char *list)
{
	double best = 1e9;

	for (int run = 0; run < 20; run++) {
		const struct hcn_five_tuple tuple = { .remote_addresses = list };
		struct hcn_acl_match match = { 0 };
		struct timespec from, to;
		double took;

		clock_gettime(CLOCK_MONOTONIC, &from);
		ck_assert_int_eq(hcn_acl_check_tuple(NULL, &tuple, true, "", &refusal), 0);
		ck_assert_int_eq(hcn_acl_match_read(&tuple, &match), 0);
		clock_gettime(CLOCK_MONOTONIC, &to);
		hcn_acl_match_clear(&match);
		took = (double)(to.tv_sec - from.tv_sec) * 1e3 +
		       (double)(to.tv_nsec - from.tv_nsec) / 1e6;
		best = took < best ? took : best;
	}
	return best;
}

START_TEST(ten_times_the_addresses_take_not_much_more_than_ten_times_as_long)
{
	_cleanup_free_ char *few = addresses(4000), *many = addresses(40000);
	double short_time = milliseconds(few), long_time = milliseconds(many);

	ck_assert_msg(long_time < short_time * 40, "%.3f and %.3f ms", short_time, long_time);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_list_is_read_word_by_word, HCN_N_ELEMENTS(lists) },
		{ an_address_is_a_prefix_of_full_length, HCN_N_ELEMENTS(prefixes) },
		{ a_rule_without_lists_matches_everything },
		{ a_rule_is_read_into_bits_prefixes_sets_and_ranges },
		{ what_is_no_rule_leaves_nothing_behind },
		{ the_sets_that_a_policy_names_are_known, HCN_N_ELEMENTS(namings) },
		{ the_sets_of_a_network_name_those_that_are_there, HCN_N_ELEMENTS(nestings) },
		{ ten_times_the_addresses_take_not_much_more_than_ten_times_as_long },
		{ NULL },
	};

	return run_tests("ACL lists", facts);
}
