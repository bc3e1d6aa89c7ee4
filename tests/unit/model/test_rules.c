/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HNS versions: which text is one, and which features each has. */

#include "lab.h"

#include "cleanup.h"
#include "rules.h"

/* doc/facts/clients.md §6, each range by its edges: the versions that have it. */
static const struct {
	enum hcn_feature feature;
	const char *name, *with, *without;
} features[] = {
	{ HCN_FEATURE_NONE, "feature", "0.0 1.0 16.0", "" },
	{ HCN_FEATURE_ACL_LISTS, "AclAddressLists", "7.2 7.3 8.0 16.0", "0.0 6.9 7.0 7.1" },
	{ HCN_FEATURE_V2, "Api.V2", "9.2 9.3 10.0 16.0", "7.2 8.9 9.0 9.1" },
	{ HCN_FEATURE_REMOTE_SUBNET, "RemoteSubnet", "9.2 10.0 65535.0", "9.1 8.2" },
	{ HCN_FEATURE_DSR, "DSR", "9.3 9.99 10.2 10.3 11.0 16.0", "9.2 10.0 10.1" },
	{ HCN_FEATURE_SLASH32_ENDPOINT_PREFIXES, "Slash32EndpointPrefixes", "9.3 9.9 10.4 11.0",
		"9.2 10.0 10.3" },
	{ HCN_FEATURE_ACL_PROTOCOL_252, "AclSupportForProtocol252", "11.0 11.1 12.0", "10.9 9.9" },
	{ HCN_FEATURE_VXLAN_PORT, "VxlanPort", "10.3 10.4 11.0", "10.2 9.9" },
	{ HCN_FEATURE_IPV6_DUAL_STACK, "IPv6DualStack", "11.10 12.0 16.0", "11.9 10.10" },
	{ HCN_FEATURE_SESSION_AFFINITY, "SessionAffinity", "12.0 13.0", "11.99" },
	{ HCN_FEATURE_SET_POLICY, "SetPolicy", "13.0 13.1 14.0", "12.99" },
	{ HCN_FEATURE_L4_PROXY, "L4Proxy", "9.5 9.6 10.5 10.9 11.11 11.12 12.1 12.9 13.1 14.0",
		"9.4 10.0 10.4 11.0 11.10 12.0 13.0" },
	{ HCN_FEATURE_L4_WFP_PROXY, "L4WfpProxy", "13.2 14.0", "13.1 12.9" },
	{ HCN_FEATURE_TIER_ACL, "TierAcl", "14.0 15.0", "13.99" },
	{ HCN_FEATURE_NETWORK_ACL, "NetworkACL", "15.0 15.1 16.0", "14.99" },
	{ HCN_FEATURE_DISABLE_HOST_PORT, "DisableHostPort", "15.1 16.0", "15.0 14.9" },
	{ HCN_FEATURE_ACCELNET, "Accelnet", "15.4 15.5 16.0", "15.3 14.9" },
	{ HCN_FEATURE_MODIFY_LOADBALANCER, "ModifyLoadbalancer", "15.4 16.0", "15.3 13.9" },
};

static struct hcn_rules read_version(const char *text)
{
	struct hcn_rules rules = { .strict = true };

	ck_assert_int_eq(hcn_rules_parse_version(text, &rules, &refusal), 0);
	ck_assert(rules.strict); /* not the version's business */
	return rules;
}

/* Whether all (or none) of the versions in @list have it. */
static void expect(enum hcn_feature feature, const char *list, bool have)
{
	char text[128], *rest = text;

	for (strcpy(text, list); *rest;) {
		char *version = strsep(&rest, " ");
		struct hcn_rules rules = read_version(version);

		ck_assert_msg(hcn_rules_have(&rules, feature) == have, "%s of %s",
			hcn_feature_name(feature), version);
		ck_assert_int_eq(
			hcn_rules_need(&rules, feature, HCN_INVALID_POLICY, "/There", &refusal),
			have ? 0 : HCN_INVALID_POLICY);
		if (!rest)
			break;
	}
}

START_TEST(a_feature_came_with_these_versions)
{
	_Static_assert(HCN_N_ELEMENTS(features) == HCN_N_FEATURES, "each has a row");
	ck_assert_str_eq(hcn_feature_name(features[_i].feature), features[_i].name);
	expect(features[_i].feature, features[_i].with, true);
	expect(features[_i].feature, features[_i].without, false);
	ck_assert(hcn_rules_have(NULL, features[_i].feature));
}
END_TEST

START_TEST(a_refusal_names_version_and_feature)
{
	const struct hcn_rules rules = { 9, 4, .strict = false };

	ck_assert_int_eq(hcn_rules_need(&rules, HCN_FEATURE_TIER_ACL, HCN_INVALID_POLICY_TYPE,
				 "/Policies/0/Type", &refusal),
		HCN_INVALID_POLICY_TYPE);
	ck_assert_str_eq(refusal.text, "HNS 9.4 has no TierAcl");
	ck_assert_str_eq(refusal.pointer, "/Policies/0/Type");
	ck_assert_ptr_nonnull(strstr(refusal.hint, "HCN_HNS_VERSION"));
	ck_assert_ptr_null(hcn_feature_name(HCN_N_FEATURES));
}
END_TEST

START_TEST(only_strict_rules_refuse_what_is_stored)
{
	struct hcn_rules rules = hcn_rules_default;

	ck_assert_int_eq(hcn_rules_stored(NULL, "this", "/There", &refusal), 0);
	ck_assert_int_eq(hcn_rules_stored(&rules, "this", "/There", &refusal), 0);
	rules.strict = true;
	ck_assert_int_eq(
		hcn_rules_stored(&rules, "this", "/There", &refusal), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(refusal.pointer, "/There");
	ck_assert_ptr_nonnull(strstr(refusal.hint, "HCN_STRICT"));
}
END_TEST

START_TEST(no_version_is_the_default)
{
	static const char *const texts[] = { NULL, "", "16.0" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++) {
		struct hcn_rules rules = read_version(texts[i]);

		ck_assert_uint_eq(rules.major, 16);
		ck_assert_uint_eq(rules.minor, 0);
	}
}
END_TEST

START_TEST(what_is_no_version_is_refused_and_changes_nothing)
{
	static const char *const texts[] = { "16", "16.", ".0", "16.0.0", "16.0 ", " 16.0", "+9.2",
		"9.-2", "9,2", "nine.two", "65536.0", "9.65536", "99999999999999999999.0",
		"0x9.2" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++) {
		struct hcn_rules rules = { 9, 2, .strict = false };

		ck_assert_msg(
			hcn_rules_parse_version(texts[i], &rules, &refusal) == HCN_INVALID_ARGUMENT,
			"%s", texts[i]);
		ck_assert_str_eq(refusal.value, texts[i]);
		ck_assert_ptr_nonnull(strstr(refusal.expected, "MAJOR.MINOR"));
		ck_assert_uint_eq(rules.major, 9);
	}
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_feature_came_with_these_versions, HCN_N_ELEMENTS(features) },
		{ a_refusal_names_version_and_feature },
		{ only_strict_rules_refuse_what_is_stored },
		{ no_version_is_the_default },
		{ what_is_no_version_is_refused_and_changes_nothing },
		{ NULL },
	};

	return run_tests("rules", facts);
}
