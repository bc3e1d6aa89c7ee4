/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules as statements: what the words say, and which words are none. */
#include <stdio.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"
#include "nftwords.h"
#include "run_tests.h"

static struct hcn_nft_rule rule;

static const struct hcn_nft_statement *only(const char *text)
{
	ck_assert_msg(hcn_nft_rule_parse(text, &rule), "%s", text);
	ck_assert_uint_eq(rule.n, 1);
	return &rule.statements[0];
}

static void expect_bytes(const uint8_t *bytes, const char *hex)
{
	char text[2 * HCN_NFT_VALUE_SIZE + 1];

	for (size_t i = 0; i < HCN_NFT_VALUE_SIZE; i++)
		snprintf(text + 2 * i, 3, "%02x", bytes[i]);
	for (size_t len = strlen(text); len > strlen(hex); len--)
		ck_assert_int_eq(text[len - 1], '0');
	ck_assert_int_eq(strncmp(text, hex, strlen(hex)), 0);
}

static const struct {
	const char *text;
	enum hcn_nft_test test;
	const char *value, *mask; /* hex, without the zeros at the end */
} comparisons[] = {
	{ "ip saddr 10.0.0.1", HCN_NFT_EQUAL, "0a000001", "ffffffff" },
	{ "ip saddr != 10.16.0.0/12", HCN_NFT_NOT_EQUAL, "0a1", "fff" },
	{ "ip6 saddr fe80::/10", HCN_NFT_EQUAL, "fe8", "ffc" },
	{ "ip6 daddr ::/0", HCN_NFT_EQUAL, "", "" },
	{ "th dport 80", HCN_NFT_EQUAL, "0050", "ffff" },
	{ "iifname \"lo\"", HCN_NFT_EQUAL, "6c6f", "ffffffffffffffffffffffffffffffff" },
	{ "meta protocol != ip", HCN_NFT_NOT_EQUAL, "08", "ffff" },
	{ "ether type 0x88cc", HCN_NFT_EQUAL, "88cc", "ffff" },
	{ "vlan id 5", HCN_NFT_EQUAL, "0005", "0fff" },
	{ "meta l4proto ipv6-icmp", HCN_NFT_EQUAL, "3a", "ff" },
	{ "icmpv6 type 137", HCN_NFT_EQUAL, "89", "ff" },
	{ "icmpv6 type nd-redirect", HCN_NFT_EQUAL, "89", "ff" },
	{ "icmp type redirect", HCN_NFT_EQUAL, "05", "ff" },
	{ "meta pkttype multicast", HCN_NFT_EQUAL, "02", "ff" },
	{ "fib daddr type broadcast", HCN_NFT_EQUAL, "00000003", "ffffffff" },
	{ "ct state established,related", HCN_NFT_ANY, "", "00000006" },
	{ "ct state untracked", HCN_NFT_ANY, "", "0000004" },
	{ "ct status dnat", HCN_NFT_ANY, "", "0000002" },
	{ "tcp flags syn / fin,syn,rst,ack", HCN_NFT_EQUAL, "02", "17" },
	{ "tcp flags != syn / syn,ack", HCN_NFT_NOT_EQUAL, "02", "12" },
	{ "tcp flags syn,ack", HCN_NFT_ANY, "", "12" },
};

START_TEST(a_comparison_is_a_field_a_value_and_a_mask)
{
	const struct hcn_nft_statement *s = only(comparisons[_i].text);

	ck_assert_int_eq(s->kind, HCN_NFT_COMPARE);
	ck_assert_int_eq(s->test, comparisons[_i].test);
	expect_bytes(s->value, comparisons[_i].value);
	expect_bytes(s->mask, comparisons[_i].mask);
}
END_TEST

START_TEST(a_lookup_has_the_fields_in_their_order)
{
	const struct hcn_nft_statement *s = only("ip saddr . meta l4proto . th dport != @s");

	ck_assert_int_eq(s->kind, HCN_NFT_LOOKUP);
	ck_assert_int_eq(s->test, HCN_NFT_NOT_EQUAL);
	ck_assert_str_eq(s->set, "s");
	ck_assert_uint_eq(s->n_key, 3);
	ck_assert_str_eq(s->key[1]->words[1], "l4proto");
	ck_assert_int_eq(only("iifname vmap @m")->kind, HCN_NFT_LOOKUP_VERDICT);
}
END_TEST

START_TEST(a_limit_has_a_rate_and_a_burst)
{
	const struct hcn_nft_statement *s = only("limit rate over 7/minute burst 9 packets");

	ck_assert_int_eq(s->kind, HCN_NFT_LIMIT);
	ck_assert(s->over);
	ck_assert_uint_eq(s->rate, 7);
	ck_assert_uint_eq(s->unit, 60);
	ck_assert_uint_eq(s->burst, 9);
	s = only("limit rate 1/second");
	ck_assert(!s->over);
	ck_assert_uint_eq(s->burst, 5);
}
END_TEST

START_TEST(what_is_set_comes_from_a_map_a_hash_or_nowhere)
{
	const struct hcn_nft_statement *s = only("ip saddr set iifname . ip saddr map @m");

	ck_assert_int_eq(s->kind, HCN_NFT_SET_FROM_MAP);
	ck_assert_str_eq(s->target->words[1], "saddr");
	ck_assert_uint_eq(s->n_key, 2);
	ck_assert_int_eq(only("meta priority set none")->kind, HCN_NFT_SET_NONE);
	s = only("meta priority set jhash ip saddr mod 3 seed 0x10 offset 1");
	ck_assert_int_eq(s->kind, HCN_NFT_SET_JHASH);
	ck_assert_uint_eq(s->modulus, 3);
	ck_assert_uint_eq(s->seed, 16);
}
END_TEST

START_TEST(a_rule_is_its_statements_in_their_order)
{
	ck_assert(hcn_nft_rule_parse("meta nfproto ipv4 counter notrack jump next", &rule));
	ck_assert_uint_eq(rule.n, 4);
	ck_assert_int_eq(rule.statements[1].kind, HCN_NFT_DO_COUNT);
	ck_assert_int_eq(rule.statements[2].kind, HCN_NFT_DO_NOTRACK);
	ck_assert_int_eq(rule.statements[3].verdict.code, NFT_JUMP);
	ck_assert_str_eq(rule.statements[3].verdict.chain, "next");
	ck_assert(hcn_nft_rule_parse("", &rule));
	ck_assert_uint_eq(rule.n, 0);
}
END_TEST

START_TEST(translations_say_where_to)
{
	ck_assert_int_eq(only("dnat ip6 to ip6 daddr map @m")->family, NFPROTO_IPV6);
	ck_assert_int_eq(only("snat ip to ip saddr map @m")->kind, HCN_NFT_DO_SNAT);
	ck_assert_uint_eq(only("redirect to :15001")->port, 15001);
	ck_assert(only("reject with tcp reset")->by_tcp_reset);
	ck_assert(!only("reject")->by_tcp_reset);
}
END_TEST

static const char *const nonsense[] = {
	"frobnicate",
	"ip saddr",
	"ip saddr drop",
	"ip saddr !=",
	"ip saddr != != 10.0.0.1",
	"ip saddr fd00::1 drop",
	"ip saddr 10.0.0.1/33 drop",
	"ip saddr 10.0.0.1-10.0.0.3 drop",
	"ip saddr { 10.0.0.1 } drop",
	"ip saddr . ip daddr 10.0.0.1",
	"ip saddr . @s",
	"ip saddr @",
	"ip saddr vmap 10.0.0.1",
	"ip saddr . ip saddr . ip saddr . ip saddr . ip saddr . ip saddr @s",
	"th dport 99999",
	"th dport 80-81",
	"vlan id 4096",
	"meta pkttype loud",
	"meta protocol ipx",
	"ct state odd",
	"ct state new,odd",
	"ct state != new",
	"ct status snat",
	"ct mark 5",
	"tcp flags syn / all",
	"tcp flags syn /",
	"fib saddr type local",
	"limit rate 5",
	"limit rate 0/second",
	"limit rate 5/fortnight",
	"limit rate 5/second burst 5",
	"limit rate 5/second burst 0 packets",
	"limit rate over",
	"meta priority set",
	"meta priority set 1:2",
	"meta priority set ip saddr @m",
	"meta priority set jhash ip saddr mod 0 seed 1 offset 1",
	"meta priority set jhash ip saddr mod 2 seed 1",
	"meta priority set jhash ip saddr mod 2 seed 1 offset 2",
	"ip daddr set 10.0.0.1",
	"ip daddr set ip6 daddr map @m",
	"ip6 nexthdr set ip6 saddr map @m",
	"th dport set ip saddr map @m",
	"dnat to 10.0.0.1",
	"dnat ip to th dport",
	"dnat ip to ip daddr map @m accept",
	"redirect to 80",
	"redirect to :",
	"redirect to :80-81",
	"redirect to :65536",
	"masquerade to",
	"reject with love",
	"reject drop",
	"accept drop",
	"jump",
	"jump a b",
};

START_TEST(what_is_outside_of_the_grammar_is_no_rule)
{
	ck_assert_msg(!hcn_nft_rule_parse(nonsense[_i], &rule), "%s", nonsense[_i]);
}
END_TEST

START_TEST(rules_that_are_too_long_are_none)
{
	char text[1024] = "";

	for (size_t i = 0; i <= HCN_NFT_MAX_STATEMENTS; i++) {
		ck_assert_int_eq(hcn_nft_rule_parse(text, &rule), true);
		strcat(text, "counter ");
	}
	ck_assert(!hcn_nft_rule_parse(text, &rule));
	memset(text, 'a', sizeof(text) - 1);
	ck_assert(!hcn_nft_rule_parse(text, &rule));
}
END_TEST

int main(void)
{
	return run_tests("nftwords",
		(const struct fact[]){
			{ a_comparison_is_a_field_a_value_and_a_mask, HCN_N_ELEMENTS(comparisons) },
			{ a_lookup_has_the_fields_in_their_order },
			{ a_limit_has_a_rate_and_a_burst },
			{ what_is_set_comes_from_a_map_a_hash_or_nowhere },
			{ a_rule_is_its_statements_in_their_order },
			{ translations_say_where_to },
			{ what_is_outside_of_the_grammar_is_no_rule, HCN_N_ELEMENTS(nonsense) },
			{ rules_that_are_too_long_are_none },
			{ NULL },
		});
}
