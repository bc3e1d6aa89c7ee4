/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stages of ACLs: their order, whose rules they hold, and what becomes of packets that no rule matches.
 *
 * test_acl_rows.c cannot see these: its rows and its oracle both begin with stages.
 */
#include <stdio.h>
#include <string.h>

#include "acl_stage.h"
#include "cleanup.h"
#include "run_tests.h"

static struct hcn_network network;
static struct hcn_endpoint endpoint;
static struct hcn_acl_stages stages;

/* ' for " */
static void decode(const struct hcn_schema *schema, const char *policies, void *ret)
{
	struct hcn_error err = { 0 };
	char text[2048];

	snprintf(text, sizeof(text), "{'Policies':[%s]}", policies);
	for (char *c = text; *c; c++)
		if (*c == '\'')
			*c = '"';
	ck_assert_msg(!hcn_schema_decode(schema, text, strlen(text), NULL, ret, &err), "%s: %s",
		text, err.text);
}

static void read_stages(
	const char *of_network, const char *of_endpoint, enum hcn_direction direction)
{
	decode(&hcn_network_schema, of_network, &network);
	decode(&hcn_endpoint_schema, of_endpoint, &endpoint);
	ck_assert_int_eq(hcn_acl_stages_read(&network, &endpoint, direction, &stages), 0);
}

static void end(void)
{
	hcn_acl_stages_clear(&stages);
	hcn_schema_clear(&hcn_network_schema, &network);
	hcn_schema_clear(&hcn_endpoint_schema, &endpoint);
}

/* "t0 net(2)": each stage, with the number of its rules where it is not one. */
static void expect_stages(const char *expected)
{
	char text[256] = "", *at = text;

	for (size_t i = 0; i < stages.n; i++) {
		at += sprintf(at, "%s%s", i ? " " : "", stages.list[i].suffix);
		if (stages.list[i].n_rules != 1)
			at += sprintf(at, "(%zu)", stages.list[i].n_rules);
	}
	ck_assert_str_eq(text, expected);
}

#define ACL(type, rest)                                                                            \
	"{'Type':'" type "','Settings':{'Action':'Allow','Direction':'In','Priority':100" rest "}}"
#define TIER(order, direction, rules)                                                              \
	"{'Type':'TierAcl','Settings':{'Direction':'" direction "','Order':" order                 \
	",'TierAclRules':[" rules "]}}"
#define RULE(action) "{'TierAclRuleAction':'" action "','Priority':100}"

START_TEST(a_packet_meets_tiers_the_network_the_endpoint_and_the_host)
{
	read_stages(ACL("NetworkACL", ""),
		ACL("ACL", ",'RuleType':'Host'") "," ACL("ACL", ",'RuleType':'Switch'") "," TIER(
			"1", "In", RULE("Allow")),
		HCN_DIRECTION_IN);
	expect_stages("t0 net acl host");
	end();
}
END_TEST

START_TEST(without_a_type_a_rule_is_the_switchs)
{
	read_stages("", ACL("ACL", ""), HCN_DIRECTION_IN);
	expect_stages("acl");
	end();
}
END_TEST

START_TEST(rules_of_the_network_are_of_either_type)
{
	read_stages(ACL("NetworkACL", ",'RuleType':'Host'") "," ACL(
			    "NetworkACL", ",'RuleType':'Switch'"),
		"", HCN_DIRECTION_IN);
	expect_stages("net(2)");
	end();
}
END_TEST

START_TEST(the_other_direction_has_stages_of_its_own)
{
	read_stages(ACL("NetworkACL", ""), ACL("ACL", "") "," TIER("1", "Out", RULE("Allow")),
		HCN_DIRECTION_OUT);
	expect_stages("t0");
	end();
}
END_TEST

START_TEST(tiers_go_by_their_order_and_then_by_their_place)
{
	read_stages("",
		TIER("2", "In", RULE("Allow")) "," TIER("1", "In", RULE("Allow")) "," TIER(
			"2", "In", RULE("Block")),
		HCN_DIRECTION_IN);
	expect_stages("t0 t1 t2");
	ck_assert_uint_eq(stages.list[0].rules[0].policy, 1);
	ck_assert_uint_eq(stages.list[1].rules[0].policy, 0);
	ck_assert_uint_eq(stages.list[2].rules[0].policy, 2);
	end();
}
END_TEST

START_TEST(what_no_rule_matches_is_blocked_by_lists_of_the_switch_only)
{
	read_stages(ACL("NetworkACL", ""),
		ACL("ACL", ",'RuleType':'Host'") "," ACL("ACL", "") "," TIER(
			"1", "In", RULE("Allow")),
		HCN_DIRECTION_IN);
	for (size_t i = 0; i < stages.n; i++) {
		const struct hcn_acl_stage *stage = &stages.list[i];

		ck_assert_int_eq(stage->denies,
			!strcmp(stage->suffix, "net") || !strcmp(stage->suffix, "acl"));
		ck_assert_int_eq(stage->is_tier, !strcmp(stage->suffix, "t0"));
		ck_assert_int_eq(stage->of_network, !strcmp(stage->suffix, "net"));
	}
	end();
}
END_TEST

START_TEST(a_rule_knows_its_verdict_and_its_place)
{
	read_stages("",
		"{'Type':'PortName'}," TIER(
			"1", "In", RULE("Allow") "," RULE("Block") "," RULE("Pass")) "," ACL("ACL",
			",'RemotePorts':'80'"),
		HCN_DIRECTION_IN);
	expect_stages("t0(3) acl");
	ck_assert_int_eq(stages.list[0].rules[0].verdict, HCN_FILTER_ALLOW);
	ck_assert_int_eq(stages.list[0].rules[1].verdict, HCN_FILTER_BLOCK);
	ck_assert_int_eq(stages.list[0].rules[2].verdict, HCN_FILTER_PASS);
	ck_assert_int_eq(stages.list[0].rules[2].index, 2);
	ck_assert_uint_eq(stages.list[0].rules[2].policy, 1);
	ck_assert_uint_eq(stages.list[1].rules[0].policy, 2);
	ck_assert_int_eq(stages.list[1].rules[0].index, -1);
	ck_assert_str_eq(stages.list[1].rules[0].tuple.remote_ports, "80");
	end();
}
END_TEST

START_TEST(without_rules_there_are_no_stages)
{
	read_stages("", "", HCN_DIRECTION_IN);
	ck_assert_uint_eq(stages.n, 0);
	end();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_packet_meets_tiers_the_network_the_endpoint_and_the_host },
		{ without_a_type_a_rule_is_the_switchs },
		{ rules_of_the_network_are_of_either_type },
		{ the_other_direction_has_stages_of_its_own },
		{ tiers_go_by_their_order_and_then_by_their_place },
		{ what_no_rule_matches_is_blocked_by_lists_of_the_switch_only },
		{ a_rule_knows_its_verdict_and_its_place },
		{ without_rules_there_are_no_stages },
		{ NULL },
	};

	return run_tests("acl stages", facts);
}
