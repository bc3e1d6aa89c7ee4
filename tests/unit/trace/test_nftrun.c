/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules carried out on packets, chain by chain; what is not understood is an error, never a match. */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "nftrun.h"
#include "row_parts.h"
#include "run_tests.h"
#include "skeleton.h"

static struct hcn_rows rows;
static const char *table = "t", *hook = "forward";
static unsigned n_seen;

static void given_set(const char *name, const char *type, const char *data)
{
	struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_NFT_SET);

	HCN_ROW_STR(&rows, row, nft_set, table, "%s", table);
	HCN_ROW_STR(&rows, row, nft_set, set, "%s", name);
	HCN_ROW_STR(&rows, row, nft_set, type, "%s", type);
	if (data)
		HCN_ROW_STR(&rows, row, nft_set, data, "%s", data);
}

static void given_elem(const char *set, const char *key, const char *data)
{
	struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_NFT_ELEM);

	HCN_ROW_STR(&rows, row, nft_elem, table, "%s", table);
	HCN_ROW_STR(&rows, row, nft_elem, set, "%s", set);
	HCN_ROW_STR(&rows, row, nft_elem, key, "%s", key);
	if (data)
		HCN_ROW_STR(&rows, row, nft_elem, data, "%s", data);
}

/* @list ends with NULL */
static void given_chain(const char *name, const char *at, const char *const *list)
{
	struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_NFT_CHAIN);

	HCN_ROW_STR(&rows, row, nft_chain, table, "%s", table);
	HCN_ROW_STR(&rows, row, nft_chain, chain, "%s", name);
	if (at)
		HCN_ROW_STR(&rows, row, nft_chain, hook, "%s", at);
	for (; *list; list++)
		hcn_rows_add_rule(&rows, row, "%s", *list);
}
#define RULES(...) ((const char *const[]){ __VA_ARGS__, NULL })

static bool is_local(void *arg, const struct hcn_addr *addr)
{
	return hcn_addr_is_loopback(addr);
}

static int see(void *arg, const struct hcn_nft_event *event)
{
	n_seen++;
	return 0;
}

static struct hcn_addr addr(const char *text)
{
	struct hcn_addr ret;

	ck_assert(hcn_addr_parse(text, &ret));
	return ret;
}

static struct hcn_nft_packet tcp(const char *from, const char *to, uint16_t port)
{
	return (struct hcn_nft_packet){ .source = addr(from),
		.destination = addr(to),
		.protocol = IPPROTO_TCP,
		.source_port = 40000,
		.destination_port = port,
		.in = "a",
		.out = "b" };
}

/* The end at the hook; the rows are used up. */
static int run(struct hcn_nft_packet *packet, enum hcn_nft_end *ret)
{
	const struct hcn_nft_run how = { .is_local = is_local, .saw = see };
	_cleanup_(hcn_ruleset_clear) struct hcn_ruleset rules = { 0 };
	struct hcn_nft_run with_rules = how;
	int r;

	ck_assert_int_eq(hcn_rows_check(&rows), 0);
	r = hcn_ruleset_read(&rows, &rules);
	with_rules.rules = &rules;
	n_seen = 0;
	if (!r)
		r = hcn_nft_run(
			&with_rules, (struct hcn_nft_table){ "", table }, hook, packet, ret);
	hcn_ruleset_clear(&rules);
	hcn_rows_clear(&rows);
	return r;
}

static enum hcn_nft_end end_of(struct hcn_nft_packet packet)
{
	enum hcn_nft_end end;

	ck_assert_int_eq(run(&packet, &end), 0);
	return end;
}

static const struct {
	const char *rule;
	bool matches; /* a TCP packet from 10.0.0.1 port 40000 to 10.0.0.2 port 80, from "a" to "b" */
} matches[] = {
	{ "ip saddr 10.0.0.1 drop", true }, { "ip saddr 10.0.0.0/24 drop", true },
	{ "ip saddr 10.0.1.0/24 drop", false }, { "ip6 saddr ::/0 drop", false },
	{ "arp saddr ip 10.0.0.1 drop", false },
	{ "ip daddr 10.0.0.2 meta l4proto tcp th dport 80 drop", true },
	{ "meta l4proto udp drop", false }, { "th dport 79 drop", false },
	{ "th sport 40000 drop", true }, { "iifname \"a\" drop", true },
	{ "oifname \"a\" drop", false }, { "ct state established,related drop", false },
	{ "ct state new drop", true }, { "ct status dnat drop", false },
	{ "meta nfproto ipv4 drop", true }, { "meta nfproto ipv6 drop", false },
	{ "fib daddr type local drop", false }, { "icmpv6 type nd-neighbor-solicit drop", false },
	{ "counter drop", true }, { "th dport @ports drop", true },
	{ "ip saddr . th dport @pairs drop", true }, { "ip daddr . th dport @pairs drop", false },
	{ "th dport vmap @verdicts", true },
	{ "ip saddr set ip saddr map @own ip saddr 10.0.0.7 drop", true },
	{ "ip daddr set ip saddr map @own ip daddr 10.0.0.7 drop", true },
	{ "ip saddr set ip daddr map @own drop", false },
	{ "arp saddr ip set arp saddr ip map @own drop", false },
	{ "ct direction original drop", true }, { "ct direction reply drop", false },
	{ "ct original ip daddr 10.0.0.2 drop", true },
	{ "ct original ip daddr 10.0.0.1 drop", false }, { "ct state untracked drop", false },
	{ "ct state new,untracked drop", true },
	{ "limit rate over 1/second burst 1 packets drop", false },
	{ "limit rate 1/second burst 1 packets drop", true },
	{ "ip saddr != 10.0.0.1 drop", false }, { "ip daddr != 10.0.0.1 drop", true },
	{ "ip daddr != 10.1.0.0/16 drop", true },
	{ "ip6 saddr != fd00::/8 drop", false }, /* it has none */
	{ "th dport != @ports drop", false }, { "th sport != @ports drop", true },
	{ "iifname != \"b\" drop", true }, { "meta protocol ip drop", true },
	{ "meta protocol != ip meta protocol != arp drop", false },
	{ "meta protocol != arp meta protocol != 8021q drop", true },
	{ "ether type ip drop", true }, { "vlan id 5 drop", false },
	{ "ip6 nexthdr tcp drop", false }, { "meta l4proto != ipv6-icmp drop", true },
	{ "icmpv6 type != nd-redirect drop", false }, { "meta pkttype host drop", true },
	{ "meta pkttype broadcast drop", false }, { "meta pkttype != multicast drop", true },
	{ "fib daddr type unicast drop", true }, { "fib daddr type != local drop", true },
	{ "fib daddr type multicast drop", false }, { "tcp flags syn drop", true },
	{ "tcp flags ack drop", false }, { "tcp flags != syn / fin,syn,rst,ack drop", false },
	{ "meta skuid 1000 drop", false }, { "notrack ct state new drop", true }, /* too late */
};

START_TEST(a_rule_matches_what_it_says)
{
	given_set("ports", "inet_service", NULL);
	given_elem("ports", "70-90", NULL);
	given_set("pairs", "ipv4_addr . inet_service", NULL);
	given_elem("pairs", "10.0.0.0/30 . 81", NULL);
	given_elem("pairs", "10.0.0.1 . 80", NULL);
	given_set("verdicts", "inet_service", "verdict");
	given_elem("verdicts", "80", "drop");
	given_set("own", "ipv4_addr", "ipv4_addr");
	given_elem("own", "10.0.0.1", "10.0.0.7");
	given_chain("c", "filter forward 0", RULES(matches[_i].rule));
	ck_assert_msg(
		(end_of(tcp("10.0.0.1", "10.0.0.2", 80)) == HCN_NFT_DROP) == matches[_i].matches,
		"%s", matches[_i].rule);
	ck_assert_uint_eq(n_seen, matches[_i].matches);
}
END_TEST

START_TEST(jumps_come_back_and_gotos_do_not)
{
	given_chain("base", "filter forward 0", RULES("jump one", "drop"));
	given_chain("one", NULL, RULES("goto two", "drop"));
	given_chain("two", NULL, RULES("return"));
	ck_assert_int_eq(end_of(tcp("10.0.0.1", "10.0.0.2", 80)), HCN_NFT_DROP);
	ck_assert_uint_eq(n_seen, 4);
	given_chain("base", "filter forward 0", RULES("goto one", "drop"));
	given_chain("one", NULL, RULES("th dport 1 drop"));
	ck_assert_int_eq(end_of(tcp("10.0.0.1", "10.0.0.2", 80)), HCN_NFT_GO_ON);
}
END_TEST

START_TEST(all_chains_of_a_hook_are_asked_by_their_priority)
{
	given_chain("z", "filter forward -5", RULES("accept"));
	given_chain("a", "filter forward 0", RULES("counter"));
	given_chain("b", "filter forward 0", RULES("drop"));
	given_chain("c", "filter forward 10", RULES("counter"));
	given_chain("d", "filter input -10", RULES("counter"));
	ck_assert_int_eq(end_of(tcp("10.0.0.1", "10.0.0.2", 80)), HCN_NFT_DROP);
	ck_assert_uint_eq(n_seen, 3);
}
END_TEST

START_TEST(what_is_translated_is_seen_by_the_next_rule)
{
	struct hcn_nft_packet packet = tcp("10.0.0.1", "10.0.0.2", 80);
	enum hcn_nft_end end;

	given_set("to", "inet_service", "ipv4_addr . inet_service");
	given_elem("to", "80", "10.0.0.9 . 8080");
	given_chain("a", "nat forward -100", RULES("dnat ip to th dport map @to"));
	given_chain("b", "filter forward 0",
		RULES("ct status dnat ip daddr 10.0.0.9 th dport 8080 ct original ip daddr 10.0.0.2 "
		      "ct original proto-dst 80 drop"));
	ck_assert_int_eq(run(&packet, &end), 0);
	ck_assert_int_eq(end, HCN_NFT_DROP);
}
END_TEST

START_TEST(what_translates_the_other_family_does_nothing)
{
	given_set("to", "inet_service", "ipv4_addr . inet_service");
	given_elem("to", "80", "10.0.0.9 . 8080");
	given_chain("a", "nat forward -100", RULES("dnat ip to th dport map @to"));
	ck_assert_int_eq(end_of(tcp("fd00::1", "fd00::2", 80)), HCN_NFT_GO_ON);
}
END_TEST

static struct hcn_nft_packet icmp(const char *from, const char *to, uint8_t type)
{
	struct hcn_nft_packet packet = tcp(from, to, 0);

	packet.protocol = packet.source.family == HCN_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	packet.icmp_type = type;
	return packet;
}

static const struct {
	const char *from, *to;
	uint8_t type;
	const char *rule; /* that matches */
} others[] = {
	{ "fd00::1", "fd00::2", 137, "icmpv6 type nd-redirect drop" },
	{ "fd00::1", "fd00::2", 137, "icmpv6 type 137 drop" },
	{ "fd00::1", "fd00::2", 128, "icmpv6 type != nd-redirect drop" },
	{ "fd00::1", "fd00::2", 128, "ip6 nexthdr ipv6-icmp drop" },
	{ "fd00::1", "fd00::2", 128, "meta protocol ip6 drop" },
	{ "10.0.0.1", "10.0.0.2", 8, "icmp type echo-request drop" },
	{ "10.0.0.1", "224.0.0.1", 8, "fib daddr type multicast meta pkttype multicast drop" },
	{ "fe80::1", "ff02::1", 128, "fib daddr type multicast meta pkttype multicast drop" },
	{ "10.0.0.1", "255.255.255.255", 8,
		"fib daddr type broadcast meta pkttype broadcast drop" },
	{ "10.0.0.1", "127.0.0.1", 8, "fib daddr type local meta pkttype != broadcast drop" },
};

START_TEST(packets_of_other_kinds_match_too)
{
	given_chain("c", "filter forward 0", RULES(others[_i].rule));
	ck_assert_msg(end_of(icmp(others[_i].from, others[_i].to, others[_i].type)) == HCN_NFT_DROP,
		"%s", others[_i].rule);
}
END_TEST

/* Before connection tracking there is no state, and what it leaves alone is not translated. */
START_TEST(what_is_not_tracked_is_not_translated)
{
	enum hcn_nft_end end = HCN_NFT_GO_ON;
	struct hcn_nft_packet packet = tcp("10.0.0.1", "10.0.0.2", 80);

	hook = "prerouting";
	given_chain("raw", "filter prerouting -300",
		RULES("ct state new drop", "ct direction original drop",
			"ct state invalid notrack"));
	given_chain("nat", "nat prerouting -100", RULES("redirect to :80"));
	given_chain("after", "filter prerouting 0", RULES("ct state untracked drop"));
	ck_assert_int_eq(run(&packet, &end), 0);
	ck_assert_int_eq(end, HCN_NFT_DROP);
	ck_assert(!packet.dnat);
}
END_TEST

/* Whether a frame is the host's or for another port, a bridge sees by its MAC address. */
START_TEST(a_bridge_knows_groups_but_not_whose_a_frame_is)
{
	enum hcn_nft_end end;
	struct hcn_nft_packet packet = tcp("10.0.0.1", "10.0.0.2", 80);

	table = "bridge t";
	given_chain("c", "filter forward 0", RULES("meta pkttype broadcast drop"));
	ck_assert_int_eq(end_of(packet), HCN_NFT_GO_ON);
	given_chain("c", "filter forward 0", RULES("meta pkttype host drop"));
	ck_assert_int_eq(run(&packet, &end), -EPROTO);
}
END_TEST

static const char *const nonsense[] = { "frobnicate", "ip saddr", "ip saddr 10.0.0.300 drop",
	"ip saddr @none drop", "jump nowhere", "meta priority set ip saddr", "dnat to 1.2.3.4",
	"ip saddr set 1.2.3.4", "ct mark 5 drop", "ip saddr . drop", "reject with love",
	"drop drop", "jump self", "ip daddr 10.9.9.9 frobnicate" };

START_TEST(what_is_not_understood_is_an_error)
{
	struct hcn_nft_packet packet = tcp("10.0.0.1", "10.0.0.2", 80);
	enum hcn_nft_end end;

	given_chain("c", "filter forward 0", RULES(nonsense[_i]));
	given_chain("self", NULL, RULES("jump self"));
	ck_assert_msg(run(&packet, &end) == -EPROTO, "%s", nonsense[_i]);
}
END_TEST

START_TEST(an_element_without_a_set_is_an_error)
{
	struct hcn_nft_packet packet = tcp("10.0.0.1", "10.0.0.2", 80);
	enum hcn_nft_end end;

	given_elem("ports", "80", NULL);
	ck_assert_int_eq(run(&packet, &end), -EPROTO);
}
END_TEST

int main(void)
{
	return run_tests(
		"nftrun", (const struct fact[]){
				  { a_rule_matches_what_it_says, HCN_N_ELEMENTS(matches) },
				  { jumps_come_back_and_gotos_do_not },
				  { all_chains_of_a_hook_are_asked_by_their_priority },
				  { what_is_translated_is_seen_by_the_next_rule },
				  { what_translates_the_other_family_does_nothing },
				  { packets_of_other_kinds_match_too, HCN_N_ELEMENTS(others) },
				  { what_is_not_tracked_is_not_translated },
				  { a_bridge_knows_groups_but_not_whose_a_frame_is },
				  { what_is_not_understood_is_an_error, HCN_N_ELEMENTS(nonsense) },
				  { an_element_without_a_set_is_an_error },
				  { NULL },
			  });
}
