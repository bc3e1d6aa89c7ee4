/* SPDX-License-Identifier: GPL-2.0-or-later */
/* nftables: our rules as nft reads them, transactions that are all or nothing, elements by the thousand. */
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "host.h"
#include "skeleton.h"

#define TABLE "{'row':'nft_table','table':'hcn','layout':6}"
#define GUARD "{'row':'nft_table','table':'bridge hcn','layout':6}"

/* A row's own command shows what the row says. */
static void expect_shown(const struct hcn_row *row)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf command = { 0 };
	char line[512];
	const char *listing;

	hcn_row_show_command(row, &command);
	listing = output_of("%s", command.data);
	if (row->kind == HCN_ROW_NFT_SET) {
		const struct hcn_row_nft_set *s = &row->nft_set;

		snprintf(line, sizeof(line), "\ttype %s%s%s\n", s->type, s->data ? " : " : "",
			s->data ? s->data : "");
		ck_assert_msg(strstr(listing, line), "nft does not list '%s'", line);
		ck_assert(!strstr(listing, "flags interval") == !s->flags);
		ck_assert(!strstr(listing, "\tcounter\n") == !s->counter);
		ck_assert(!strstr(listing, "\ttimeout 1d\n") == !s->timeout);
		return;
	}
	for (size_t i = 0; i < row->nft_chain.n_rules; i++) {
		snprintf(line, sizeof(line), "\t%s\n", row->nft_chain.rules[i]);
		ck_assert_msg(strstr(listing, line), "nft does not list '%s'", line);
	}
}

START_TEST(nft_lists_the_skeleton_in_our_words)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };

	given_host();
	add(TABLE);
	add(GUARD);
	hcn_skeleton_rows(HCN_NFT_TABLE, &rows);
	hcn_skeleton_rows(HCN_NFT_GUARD, &rows);
	ck_assert_int_eq(hcn_rows_check(&rows), 0);
	for (size_t i = 0; i < rows.n; i++)
		expect_shown(&rows.rows[i]);
	close_host();
}
END_TEST

/* After a change that is meant: put what nft lists there. */
START_TEST(the_page_shows_what_nft_lists)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf page = { 0 };
	const char *shown, *listed, *end;

	given_host();
	add(TABLE);
	add(GUARD);
	hcn_buf_puts(&page, output_of("cat " DATAPLANE));
	shown = strstr(page.data, "\n## The skeleton\n");
	ck_assert_ptr_nonnull(shown);
	shown = strstr(shown, "\n```\n") + strlen("\n```\n");
	end = strstr(shown, "```");
	ck_assert_ptr_nonnull(end);
	listed = output_of("nft list ruleset");
	for (; *listed && *listed == *shown; shown++)
		listed++;
	ck_assert_msg(shown == end && !*listed, "shown: %.200s\nlisted: %.200s", shown, listed);
	close_host();
}
END_TEST

/* Every word of the grammar, as nft's own compiler translates it. */
static const char *const rules[] = {
	"ip saddr 10.0.0.1 accept",
	"counter drop",
	"meta l4proto 6 th dport 80 return",
	"icmpv6 type nd-neighbor-solicit return",
	"icmpv6 type nd-neighbor-advert return",
	"ip daddr 10.0.0.0/8 drop",
	"ip daddr 10.16.0.0/12 drop",
	"ip6 saddr fd00::/64 return",
	"ip6 daddr ::1 return",
	"meta l4proto tcp accept",
	"th sport 53 accept",
	"th dport 53 accept",
	"iifname \"br0\" drop",
	"oifname \"br0\" drop",
	"fib daddr type local accept",
	"ct state invalid drop",
	"ct state established,related accept",
	"ct state new accept",
	"ct status dnat accept",
	"icmp type redirect drop",
	"icmpv6 type nd-redirect drop",
	"ip saddr . tcp sport @flows drop",
	"oifname . ip saddr @pairs accept",
	"ip saddr . ip saddr . th dport @triples drop",
	"iifname . ip saddr vmap @verdicts",
	"meta l4proto tcp ip saddr 10.0.0.1 ip daddr 10.0.0.2 accept",
	"jump target",
	"goto target",
	"meta nfproto ipv4 accept",
	"meta nfproto ipv6 fib daddr type local accept",
	"reject",
	"meta l4proto tcp reject with tcp reset",
	"tcp flags syn / fin,syn,rst,ack accept",
	"tcp dport 80 accept",
	"tcp flags syn / fin,syn,rst,ack dnat ip to ip saddr . ip daddr . meta l4proto . tcp dport map @proxy",
	"dnat ip to ip saddr . ip daddr . meta l4proto . udp dport map @proxy",
	"ip saddr . ip daddr . meta l4proto . th dport @proxyx return",
	"meta l4proto udp redirect to :15001",
	"meta skuid 1337 return",
	"oifname \"eth0\" meta skgid 1337 return",
	"meta priority set none",
	"meta priority set ip saddr map @classes",
	"meta priority vmap @choices",
	"meta priority set jhash ip saddr mod 1 seed 0x68636e offset 1",
	"meta priority set jhash ip saddr . meta l4proto mod 2 seed 0x68636e offset 1",
	"meta priority set jhash ip saddr . ip daddr . meta l4proto . th sport . th dport "
	"mod 4096 seed 0x68636e offset 1",
	"meta priority set jhash ip6 saddr . ip6 daddr . meta l4proto . th sport . th dport "
	"mod 3 seed 0x68636e offset 1",
	"dnat ip to ip daddr . meta l4proto . th dport . meta priority map @targets",
	"ct direction reply accept",
	"ct original ip daddr 10.0.0.1 return",
	"ct original ip6 daddr fd00::1 return",
	"ct reply ip saddr 10.0.0.1 return",
	"ct reply ip6 saddr fd00::1 return",
	"meta l4proto tcp ct original ip saddr . ct reply ip saddr . meta l4proto . "
	"ct reply proto-src @proxied return",
	"meta l4proto udp ct original ip daddr . meta l4proto . ct original proto-dst . ct direction "
	"@counted return",
	"meta nfproto ipv6 meta l4proto tcp meta l4proto . ct original proto-dst . ct direction @ports",
	"ip saddr set iifname . ip saddr map @own",
	"ip6 saddr set iifname . ip6 saddr map @own6",
	"meta l4proto tcp ip daddr set ct original ip daddr . meta l4proto . ct original proto-dst . "
	"ip daddr map @kept",
	"limit rate over 5/second burst 7 packets drop",
	"limit rate over 100/minute burst 1000 packets drop",
	"limit rate 5/second accept",
	"meta protocol != ip meta protocol != arp drop",
	"ether type 8021q drop",
	"ip6 nexthdr ipv6-icmp accept",
	"ip6 saddr != fd00::/64 drop",
	"ip6 daddr != fe80::/10 drop",
	"ip saddr != 10.0.0.0/8 ip daddr != 10.1.2.3 drop",
	"ip saddr . tcp sport != @flows drop",
	"iifname != \"br0\" drop",
	"th dport != 53 drop",
	"meta l4proto != udp drop",
	"icmp type echo-request drop",
	"icmpv6 type echo-request accept",
	"icmpv6 type mld2-listener-report accept",
	"icmpv6 type 200 accept",
	"icmpv6 type != nd-redirect drop",
	"meta pkttype host accept",
	"meta pkttype broadcast drop",
	"meta pkttype multicast drop",
	"fib daddr type broadcast drop",
	"fib daddr type multicast drop",
	"fib daddr type != local drop",
	"ct state untracked accept",
	"ct state invalid,established,related,new accept",
	"tcp flags syn accept",
	"tcp flags syn,ack accept",
	"tcp flags != syn / fin,syn,rst,ack drop",
	"meta protocol . meta pkttype . icmpv6 type @kinds accept",
	"notrack",
	"continue",
	/* names of values */
	"icmp type echo-reply accept",
	"icmp type destination-unreachable accept",
	"icmp type time-exceeded accept",
	"icmpv6 type destination-unreachable accept",
	"icmpv6 type packet-too-big accept",
	"icmpv6 type time-exceeded accept",
	"icmpv6 type parameter-problem accept",
	"icmpv6 type echo-reply accept",
	"icmpv6 type mld-listener-query accept",
	"icmpv6 type mld-listener-report accept",
	"icmpv6 type mld-listener-done accept",
	"icmpv6 type nd-router-solicit accept",
	"icmpv6 type nd-router-advert accept",
	"meta l4proto icmp accept",
	"meta l4proto sctp accept",
	"meta protocol 8021ad accept",
	"meta pkttype other accept",
	"fib daddr type unicast accept",
	"tcp flags fin,rst,psh,urg accept",
	"ct original ip saddr 10.0.0.1 return",
	"ct original ip6 saddr fd00::1 return",
	"limit rate 3/day burst 2 packets accept",
};

/* The same in the bridge family, which finds protocols elsewhere. */
static const char *const bridge_rules[] = {
	"meta protocol != ip meta protocol != ip6 meta protocol != arp meta protocol != 8021q drop",
	"ether type 0x88cc drop",
	"ether type != arp drop",
	"vlan id 5 drop",
	"vlan id != 5 drop",
	"ip6 nexthdr != ipv6-icmp drop",
	"ip saddr != 10.0.0.0/8 drop",
	"ip6 saddr != fe80::/10 drop",
	"meta l4proto != ipv6-icmp drop",
	"meta pkttype broadcast limit rate over 100/second burst 20 packets drop",
	"meta pkttype != multicast accept",
	"limit rate 1/hour burst 3 packets accept",
	"tcp flags syn / fin,syn,rst,ack accept",
	"arp saddr ip 10.0.0.1 accept",
	"iifname . arp saddr ip @pairs accept",
	"iifname != \"a\" drop",
	"notrack",
};

static const char stage[] =
	"{ set pairs { type ifname . ipv4_addr; }; "
	"set triples { type ipv4_addr . ipv4_addr . inet_service; }; "
	"map verdicts { type ifname . ipv4_addr : verdict; }; chain target { }; "
	"map classes { type ipv4_addr : classid; }; map choices { type classid : verdict; }; "
	"map targets { type ipv4_addr . inet_proto . inet_service . classid : "
	"ipv4_addr . inet_service; }; "
	"set proxied { type ipv4_addr . ipv4_addr . inet_proto . inet_service; }; "
	"set counted { type ipv4_addr . inet_proto . inet_service . ct_dir; counter; }; "
	"set flows { type ipv4_addr . inet_service; }; "
	"map own { type ifname . ipv4_addr : ipv4_addr; }; "
	"map own6 { type ifname . ipv6_addr : ipv6_addr; }; "
	"map kept { type ipv4_addr . inet_proto . inet_service . ipv4_addr : ipv4_addr; }; "
	"set ports { type inet_proto . inet_service . ct_dir; counter; }; "
	"map proxy { type ipv4_addr . ipv4_addr . inet_proto . inet_service : "
	"ipv4_addr . inet_service; }; set proxyx { type ipv4_addr . "
	"ipv4_addr . inet_proto . inet_service; }; }";

/* As nft lists it, if it does not print it otherwise: counters with what they have counted, ports with their protocol as one match. */
static void expect_listed(const char *family, const char *rule)
{
	char line[256];

	if (strstr(rule, "counter") || strstr(rule, "th dport 80"))
		return;
	snprintf(line, sizeof(line), "\t\t%s\n", rule);
	ck_assert_msg(strstr(output_of("nft list chain %s t ours", family), line),
		"nft does not list '%s'", rule);
}

/* What differs between nft's expressions and the kernel's dump of ours shows in what nft writes about either. */
static void expect_same_as_nft(const char *family, const char *rule)
{
	static char ours[4096];
	const char *table = strcmp(family, "inet") ? "bridge t" : "t";
	struct hcn_buf row = { 0 };
	char *text;

	given_host();
	for (const char *c = rule; *c; c++)
		hcn_buf_puts(&row, *c == '"' ? "\\\"" : (char[]){ *c, '\0' });
	text = taken(&row);
	ck_assert_int_eq(run("nft 'table %s t %s'", family, stage), 0);
	ck_assert_int_eq(
		run("nft 'add set %s t kinds { type ether_type . pkt_type . icmpv6_type; }'",
			family),
		0);
	snprintf(ours, sizeof(ours),
		"{'row':'nft_chain','table':'%s','chain':'ours','rules':['%s']}", table, text);
	add(ours);
	ck_assert(holds(ours));
	ck_assert_int_eq(
		run("nft add chain %s t ours2; nft 'add rule %s t ours2 %s'", family, family, rule),
		0);
	snprintf(ours, sizeof(ours),
		"{'row':'nft_chain','table':'%s','chain':'ours2','rules':['%s']}", table, text);
	ck_assert_msg(holds(ours), "nft compiles %s differently", rule);
	expect_listed(family, rule);
	free(text);
	close_host();
}

START_TEST(a_rule_is_what_nft_makes_of_the_same_words)
{
	expect_same_as_nft("inet", rules[_i]);
}
END_TEST

START_TEST(a_rule_for_a_bridge_is_too)
{
	expect_same_as_nft("bridge", bridge_rules[_i]);
}
END_TEST

static const char *const bad_rules[] = {
	"ip saddr",
	"ip saddr 10.0.0.1/33 drop",
	"ip saddr fd00::1 drop",
	"th dport 99999 accept",
	"ip saddr . ip daddr 10.0.0.1 drop",
	"ct state odd drop",
	"dnat ip to th dport",
	"dnat ip to ip daddr map @m accept",
	"accept drop",
	"jump",
	"meta mark 1 accept",
	"masquerade to",
	"meta nfproto arp accept",
	"ip daddr set 10.0.0.1",
	"ip daddr set ip saddr @m",
	"th dport set ip saddr map @m",
	"iifname set ip saddr map @m",
	"meta priority set jhash ip saddr mod 0 seed 1 offset 1",
	"meta priority set jhash ip saddr mod 2 seed 1",
	"meta priority set ip saddr @m",
	"meta priority set 1:2",
	"reject with icmp",
	"redirect to 80",
	"redirect to :",
	"redirect to :80-81",
	"meta skuid root return",
	"limit rate over 5/second burst 7 drop",
	"ip saddr != { 10.0.0.1, 10.0.0.2 } drop",
	"reject drop",
};

START_TEST(words_outside_the_grammar_are_refused)
{
	char row[256];

	given_host();
	snprintf(row, sizeof(row), "{'row':'nft_chain','table':'hcn','chain':'c','rules':['%s']}",
		bad_rules[_i]);
	add(TABLE);
	ck_assert_int_eq(apply(HCN_STEP_ADD, row, NULL), -EINVAL);
	ck_assert_ptr_nonnull(strstr(host_error.text, bad_rules[_i]));
	close_host();
}
END_TEST

/* Numbers and names in the host's order, alone and among others. */
START_TEST(nft_lists_elements_in_our_words)
{
	given_host();
	add("{'row':'nft_table','table':'t'},"
	    "{'row':'nft_set','table':'t','set':'a','type':'ifname'},"
	    "{'row':'nft_set','table':'t','set':'b','type':'classid','data':'classid'},"
	    "{'row':'nft_set','table':'t','set':'c','type':'ipv4_addr . "
	    "classid','data':'inet_service'},"
	    "{'row':'nft_elem','table':'t','set':'a','key':'br0'},"
	    "{'row':'nft_elem','table':'t','set':'b','key':'6843:2','data':'0:1'},"
	    "{'row':'nft_elem','table':'t','set':'c','key':'10.0.0.1 . 6843:2','data':'80'}");
	ck_assert_ptr_nonnull(strstr(output_of("nft list set inet t a"), "elements = { \"br0\" }"));
	ck_assert_ptr_nonnull(
		strstr(output_of("nft list map inet t b"), "elements = { 6843:2 : 0:1 }"));
	ck_assert_ptr_nonnull(strstr(
		output_of("nft -n list map inet t c"), "elements = { 10.0.0.1 . 6843:2 : 80 }"));
	close_host();
}
END_TEST

START_TEST(a_transaction_with_one_bad_step_leaves_nothing_and_names_it)
{
	size_t done;

	given_host();
	add(TABLE);
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			"{'row':'nft_elem','table':'hcn','set':'natbr','key':'br0'},"
			"{'row':'nft_elem','table':'hcn','set':'natbr','key':'br1'},"
			"{'row':'nft_chain','table':'hcn','chain':'a','rules':['jump nowhere']},"
			"{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . "
			"80','data':'10.0.0.2 . 80'}",
			&done),
		-ENOENT);
	ck_assert_uint_eq(done, 0);
	ck_assert_ptr_nonnull(strstr(host_error.text, "jump nowhere"));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'natbr','key':'br0'}"));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . "
			 "80','data':'10.0.0.2 . 80'}"));
	close_host();
}
END_TEST

START_TEST(an_element_of_a_missing_set_is_refused)
{
	given_host();
	add(TABLE);
	ck_assert_int_eq(apply(HCN_STEP_ADD,
				 "{'row':'nft_elem','table':'hcn','set':'none','key':'br0'}", NULL),
		-ENOENT);
	ck_assert_ptr_nonnull(strstr(host_error.text, "there is no set none in table hcn"));
	close_host();
}
END_TEST

START_TEST(an_interval_that_overlaps_another_is_refused)
{
	given_host();
	add(TABLE ",{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/16'}");
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			"{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.1.0/24'}", NULL),
		-EEXIST);
	ck_assert(holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/16'}"));
	close_host();
}
END_TEST

START_TEST(adjacent_prefixes_live_side_by_side)
{
	const char *all = "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/24'},"
			  "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.1.0/24'},"
			  "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.2.0'},"
			  "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.2.1'},"
			  "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.2.2'}";

	given_host();
	add(TABLE);
	add(all);
	ck_assert(holds(all));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/23'}"));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/25'}"));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/32'}"));
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/8'}"));
	take_away("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/24'}");
	ck_assert(!holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/24'}"));
	ck_assert(holds("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.1.0/24'}"));
	close_host();
}
END_TEST

START_TEST(an_element_with_other_data_is_replaced)
{
	given_host();
	add(TABLE);
	ck_assert_int_eq(run("nft add element inet hcn dnat4 '{ tcp . 80 : 9.9.9.9 . 9 }'"), 0);
	add("{'row':'nft_elem','table':'hcn','set':'natbr','key':'br0'},"
	    "{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . 80','data':'10.0.0.2 . "
	    "80'}");
	ck_assert(holds("{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . "
			"80','data':'10.0.0.2 . 80'}"));
	close_host();
}
END_TEST

START_TEST(chains_that_refer_to_each_other_come_and_go_together)
{
	const char *rows = "{'row':'nft_chain','table':'hcn','chain':'a','rules':['jump b']},"
			   "{'row':'nft_chain','table':'hcn','chain':'b','rules':['drop']}";

	given_host();
	add(TABLE);
	add(rows);
	ck_assert(holds(rows));
	take_away(rows);
	ck_assert_int_ne(run("nft list chain inet hcn a 2>&1"), 0);
	close_host();
}
END_TEST

/* Many sets in turns, more than one nest and more than the default send buffer hold. */
static char *many_elements(int n)
{
	struct hcn_buf b = { 0 };

	for (int i = 0; i < n; i++)
		hcn_buf_printf(&b,
			"%s{'row':'nft_elem','table':'hcn','set':'vdnat4','key':'10.%d.%d.1 . tcp "
			". 80','data':'10.0.0.2 . 80'},"
			"{'row':'nft_elem','table':'hcn','set':'hairpin4','key':'10.%d.%d.1 . "
			"10.0.0.1'}",
			i ? "," : "", i / 256, i % 256, i / 256, i % 256);
	return taken(&b);
}

START_TEST(ten_thousand_elements_are_one_transaction)
{
	char *elements = many_elements(5000);

	given_host();
	add(TABLE);
	add(elements);
	ck_assert_str_eq(
		output_of("nft list map inet hcn vdnat4 | grep -o ' : ' | wc -l"), "5001\n");
	ck_assert(holds("{'row':'nft_elem','table':'hcn','set':'hairpin4','key':'10.19.135.1 . "
			"10.0.0.1'}"));
	take_away(elements);
	ck_assert_int_eq(run("nft list map inet hcn vdnat4 | grep -q elements"), 256);
	close_host();
	free(elements);
}
END_TEST

START_TEST(removals_of_what_is_missing_do_not_hold_up_the_rest)
{
	char *elements = many_elements(500);

	given_host();
	add(TABLE ",{'row':'nft_elem','table':'hcn','set':'natbr','key':'br0'}");
	add(elements);
	ck_assert_int_eq(run("nft flush map inet hcn vdnat4"), 0);
	take_away(elements);
	ck_assert_int_eq(run("nft list set inet hcn hairpin4 | grep -q elements"), 256);
	ck_assert(holds("{'row':'nft_elem','table':'hcn','set':'natbr','key':'br0'}"));
	close_host();
	free(elements);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ nft_lists_the_skeleton_in_our_words, 0 },
		{ the_page_shows_what_nft_lists, 0 },
		{ a_rule_is_what_nft_makes_of_the_same_words, HCN_N_ELEMENTS(rules) },
		{ a_rule_for_a_bridge_is_too, HCN_N_ELEMENTS(bridge_rules) },
		{ words_outside_the_grammar_are_refused, HCN_N_ELEMENTS(bad_rules) },
		{ nft_lists_elements_in_our_words },
		{ a_transaction_with_one_bad_step_leaves_nothing_and_names_it, 0 },
		{ an_element_of_a_missing_set_is_refused, 0 },
		{ an_interval_that_overlaps_another_is_refused, 0 },
		{ adjacent_prefixes_live_side_by_side, 0 },
		{ an_element_with_other_data_is_replaced, 0 },
		{ chains_that_refer_to_each_other_come_and_go_together, 0 },
		{ ten_thousand_elements_are_one_transaction, 0 },
		{ removals_of_what_is_missing_do_not_hold_up_the_rest, 0 },
		{ NULL, 0 },
	};

	return run_tests("linux-nft", facts);
}
