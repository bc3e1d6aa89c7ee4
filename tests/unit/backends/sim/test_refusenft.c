/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Tables, sets, chains and elements: what is refused, what goes with what, and all-or-none. */
#include "lab.h"

#define T                  TABLE("t")
#define PORTS              MAP("m", "inet_proto . inet_service", "ipv4_addr . inet_service")
#define NETS               INTERVALS("nets", "ipv4_addr")
#define PAIRS              INTERVALS("pairs", "ipv4_addr . ipv4_addr")
#define VMAP               MAP("v", "ifname . ipv4_addr", "verdict")
#define INSIDE(kind, rest) "{'row':'nft_" kind "','netns':'a','table':'t'," rest "'shared':false}"

static const struct refused refused[] = {
	/* tables */
	{ "", TABLE(""), EINVAL },
	{ "", "{'row':'nft_table','table':'t','layout':1}", EINVAL },
	/* sets */
	{ "", SET("s", "ipv4_addr"), ENOENT },
	{ T, SET("", "ipv4_addr"), EINVAL },
	{ T, SET("s", "ipv5_addr"), EINVAL },
	{ T, SET("s", ""), EINVAL },
	{ T, MAP("s", "ipv4_addr", "cloud"), EINVAL },
	{ T, "{'row':'nft_set','table':'t','set':'s','type':'ipv4_addr','flags':'shiny'}", EINVAL },
	{ T, SET("s", "mark . mark . mark . mark . mark . mark"), EINVAL },
	{ T "," SET("s", "ipv4_addr"), SET("s", "ipv6_addr"), EEXIST },
	{ T "," SET("s", "ipv4_addr"), MAP("s", "ipv4_addr", "ipv4_addr"), EEXIST },
	/* chains */
	{ "", CHAIN("c", ""), ENOENT },
	{ T, CHAIN("", ""), EINVAL },
	{ T, CHAIN("c", "'ip saddr @none accept'"), ENOENT },
	{ T, CHAIN("c", "'accept','jump none'"), ENOENT },
	{ T, CHAIN("c", "'goto none'"), ENOENT },
	{ T, CHAIN("c", "'accept','frobnicate'"), EINVAL },
	{ T, CHAIN("c", "'ip saddr fd00::1 drop'"), EINVAL },
	{ T, CHAIN("c", "'limit rate over 5 drop'"), EINVAL },
	{ T "," SET("s", "ipv4_addr"), CHAIN("c", "'ip saddr != @none accept'"), ENOENT },
	{ T "," CHAIN("c", "'accept'"), CHAIN("c", "'drop'"), EEXIST },
	{ T, HOOKED("c", "nat forward 0"), EOPNOTSUPP },
	{ T, HOOKED("c", "nat prerouting -200"), EOPNOTSUPP },
	{ T, HOOKED("c", "filter nowhere 0"), EOPNOTSUPP },
	{ T, HOOKED("c", "cloud forward 0"), ENOENT },
	{ T, HOOKED("c", "filter forward"), EINVAL },
	{ T, HOOKED("c", "filter forward 0 accept"), EINVAL },
	/* elements */
	{ "", ELEM("s", "10.0.0.1"), ENOENT },
	{ T, ELEM("s", "10.0.0.1"), ENOENT },
	{ T "," SET("s", "ipv4_addr"), ELEM("s", "fd00::1"), EINVAL },
	{ T "," SET("s", "ipv4_addr"), ELEM("s", "10.0.0.1 . 10.0.0.2"), EINVAL },
	{ T "," SET("s", "ipv4_addr . ipv4_addr"), ELEM("s", "10.0.0.1"), EINVAL },
	{ T "," SET("s", "ipv4_addr"), ELEM("s", "10.0.0.0/24"), EINVAL },
	{ T "," SET("s", "inet_service"), ELEM("s", "80-81"), EINVAL },
	{ T "," SET("s", "inet_service"), ELEM("s", "65536"), EINVAL },
	{ T "," SET("s", "inet_proto"), ELEM("s", "tcpp"), EINVAL },
	{ T "," SET("s", "ifname"), ELEM("s", "abcdefghijklmnop"), EINVAL },
	{ T "," SET("s", "ether_addr"), ELEM("s", "02-00-00-00-00-01"), EINVAL },
	{ T "," SET("s", "ipv4_addr"), MAPPED("s", "10.0.0.1", "10.0.0.2"), EINVAL },
	{ T "," PORTS, ELEM("m", "tcp . 80"), EINVAL },
	{ T "," PORTS, MAPPED("m", "tcp . 80", "10.0.0.1"), EINVAL },
	{ T "," PORTS "," MAPPED("m", "tcp . 80", "10.0.0.1 . 80"),
		MAPPED("m", "tcp . 80", "10.0.0.2 . 80"), EEXIST },
	{ T "," VMAP, MAPPED("v", "br . 10.0.0.1", "jump none"), ENOENT },
	{ T "," VMAP, MAPPED("v", "br . 10.0.0.1", "leap c"), EINVAL },
	{ "", INSIDE("table", ""), ENOENT },
	{ T "," NETNS("a"), INSIDE("set", "'set':'s','type':'ipv4_addr',"), ENOENT },
	{ T "," SET("s", "ipv4_addr") "," NETNS("a") "," INSIDE("table", ""),
		INSIDE("chain", "'chain':'c','rules':['ip saddr @s accept'],"), ENOENT },
	/* intervals */
	{ T "," NETS "," ELEM("nets", "10.0.0.0/24"), ELEM("nets", "10.0.0.0/16"), EEXIST },
	{ T "," NETS "," ELEM("nets", "10.0.0.0/16"), ELEM("nets", "10.0.1.0/24"), EEXIST },
	{ T "," NETS "," ELEM("nets", "10.0.1.0/24"), ELEM("nets", "10.0.0.0/16"), EEXIST },
	{ T "," NETS "," ELEM("nets", "10.0.0.1-10.0.0.9"), ELEM("nets", "10.0.0.9-10.0.0.20"),
		EEXIST },
	{ T "," NETS, ELEM("nets", "10.0.0.9-10.0.0.1"), EINVAL },
	{ T "," PAIRS "," ELEM("pairs", "10.0.0.0/24 . 10.0.0.0/24"),
		ELEM("pairs", "10.0.0.0/16 . 10.0.0.0/16"), EEXIST },
	{ T "," PAIRS "," ELEM("pairs", "10.0.0.0/16 . 10.0.0.0/16"),
		ELEM("pairs", "10.0.1.0/24 . 10.0.0.7"), EEXIST },
};

START_TEST(linux_refuses_it)
{
	expect_refused(&refused[_i]);
}
END_TEST

static const char *const taken_rows[] = {
	T "," SET("s", "ipv6_addr") "," ELEM("s", "fd00::1") "," ELEM("s", "fd00::2"),
	T "," SET("s", "ifname") "," ELEM("s", "br0") "," ELEM("s", "br1"),
	T "," SET("s", "ether_addr . mark") "," ELEM("s", "02:00:00:00:00:01 . 0x10") "," ELEM(
		"s", "02:00:00:00:00:01 . 17"),
	T "," PORTS
	  "," MAPPED("m", "tcp . 80", "10.0.0.1 . 80") "," MAPPED("m", "udp . 80", "10.0.0.1 . 80"),
	T "," NETS "," ELEM("nets", "10.0.0.0/24") "," ELEM("nets", "10.0.1.0/24") "," ELEM(
		"nets", "10.0.2.5"),
	T "," PAIRS "," ELEM("pairs", "10.0.0.0/24 . 10.0.0.0/24") "," ELEM(
		"pairs", "10.0.1.0/24 . 10.0.0.0/24"),
	/* The corners of the larger one are outside: the kernel's pipapo sets take it. */
	T "," PAIRS "," ELEM("pairs", "10.0.1.0/24 . 10.0.1.0/24") "," ELEM(
		"pairs", "10.0.0.0/16 . 10.0.0.0/16"),
	T "," CHAIN("last", "'accept'") "," CHAIN("first", "'ct state new','jump last'"),
	T "," VMAP "," CHAIN("c", "") "," MAPPED("v", "br . 10.0.0.1", "jump c") "," MAPPED(
		"v", "br . 10.0.0.2", "accept"),
	T "," SET("s", "ipv4_addr") "," CHAIN("c", "'ip saddr @s drop'"),
	T "," SET("s", "ifname . ipv6_addr") "," CHAIN(
		"c", "'limit rate over 5/second burst 7 packets drop','iifname . @th,64,128 @s'"),
	T "," HOOKED("a", "nat postrouting 100") "," HOOKED("b", "filter forward -300") "," HOOKED(
		"c", "route output -150"),
	SKELETON,
	/* each network namespace has its own */
	NETNS("a") "," T "," INSIDE("table", "") "," INSIDE(
		"set", "'set':'s','type':'ipv4_addr',") "," INSIDE("elem",
		"'set':'s','key':'10.0.0.1',") "," INSIDE("chain",
		"'chain':'c','rules':['ip saddr @s accept'],"),
};

START_TEST(linux_takes_it_and_takes_it_again)
{
	char *rows;

	lab_open();
	given(taken_rows[_i]);
	rows = all_rows();
	given(taken_rows[_i]);
	expect_rows(rows);
	free(rows);
	ck_assert_int_eq(go(taken_rows[_i], ""), 0);
	expect_rows("");
	lab_close();
}
END_TEST

START_TEST(a_layout_brings_its_sets_and_chains)
{
	lab_open();
	given(SKELETON);
	given("{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . 8080','data':'10.0.0.2 . "
	      "80'}");
	given("{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/24'}");
	ck_assert_uint_gt(hcn_sim_count(sim, HCN_ROW_NFT_SET), 0);
	ck_assert_uint_gt(hcn_sim_count(sim, HCN_ROW_NFT_CHAIN), 0);
	ck_assert_int_eq(take_away(SKELETON), 0);
	expect_rows("");
	lab_close();
}
END_TEST

START_TEST(a_table_of_another_layout_is_made_anew)
{
	lab_open();
	given("{'row':'nft_table','table':'hcn'}");
	given("{'row':'nft_set','table':'hcn','set':'gone','type':'ipv4_addr'}");
	ck_assert_int_eq(change("{'row':'nft_table','table':'hcn'}", SKELETON), 0);
	ck_assert(!has("{'row':'nft_set','table':'hcn','set':'gone','type':'ipv4_addr'}"));
	ck_assert_int_eq(take_away(SKELETON), 0);
	expect_rows("");
	lab_close();
}
END_TEST

START_TEST(what_is_in_use_is_not_removed)
{
	lab_open();
	given(T "," SET("s", "ipv4_addr") "," VMAP "," CHAIN("c", "'ip saddr @s drop'") "," MAPPED(
		"v", "br . 10.0.0.1", "goto c"));
	ck_assert_int_eq(take_away(SET("s", "ipv4_addr")), -EBUSY);
	ck_assert_int_eq(take_away(CHAIN("c", "")), -EBUSY);
	ck_assert_int_eq(take_away(MAPPED("v", "br . 10.0.0.1", "goto c")), 0);
	ck_assert_int_eq(take_away(CHAIN("c", "")), 0);
	ck_assert_int_eq(take_away(SET("s", "ipv4_addr")), 0);
	lab_close();
}
END_TEST

START_TEST(a_changed_chain_uses_what_its_new_rules_name)
{
	lab_open();
	given(T "," SET("s", "ipv4_addr") "," SET("u", "ipv4_addr") "," CHAIN(
		"c", "'ip saddr @s drop'"));
	ck_assert_int_eq(
		change(CHAIN("c", "'ip saddr @s drop'"), CHAIN("c", "'ip saddr @u drop','accept'")),
		0);
	ck_assert_int_eq(take_away(SET("s", "ipv4_addr")), 0);
	ck_assert_int_eq(take_away(SET("u", "ipv4_addr")), -EBUSY);
	ck_assert_int_eq(change(CHAIN("c", ""), CHAIN("c", "'jump none'")), -ENOENT);
	ck_assert_int_eq(change(CHAIN("c", ""), HOOKED("c", "filter forward 0")), -EOPNOTSUPP);
	ck_assert(has(CHAIN("c", "'ip saddr @u drop','accept'")));
	lab_close();
}
END_TEST

START_TEST(elements_change_their_data_and_sets_keep_their_type)
{
	lab_open();
	given(T "," PORTS "," MAPPED("m", "tcp . 80", "10.0.0.1 . 80"));
	ck_assert_int_eq(change(MAPPED("m", "tcp . 80", "10.0.0.1 . 80"),
				 MAPPED("m", "tcp . 80", "10.0.0.2 . 80")),
		0);
	ck_assert(has(MAPPED("m", "tcp . 80", "10.0.0.2 . 80")));
	ck_assert_int_eq(change(PORTS, SET("m", "ipv4_addr")), -EEXIST);
	lab_close();
}
END_TEST

START_TEST(an_interval_is_not_in_its_own_way)
{
	static const char ranges[] = "{'row':'nft_set','table':'t','set':'r','type':'ipv4_addr','"
				     "data':'mark','flags':'interval'}";

	lab_open();
	given(T);
	given(ranges);
	given(MAPPED("r", "10.0.0.0/24", "1"));
	ck_assert_int_eq(
		change(MAPPED("r", "10.0.0.0/24", "1"), MAPPED("r", "10.0.0.0/24", "2")), 0);
	ck_assert(has(MAPPED("r", "10.0.0.0/24", "2")));
	lab_close();
}
END_TEST

START_TEST(a_removed_interval_makes_room)
{
	lab_open();
	given(T "," NETS "," ELEM("nets", "10.0.0.0/24"));
	ck_assert_int_eq(go(ELEM("nets", "10.0.0.0/24"), ELEM("nets", "10.0.0.0/16")), 0);
	ck_assert(has(ELEM("nets", "10.0.0.0/16")));
	lab_close();
}
END_TEST

START_TEST(nftables_steps_happen_all_or_none)
{
	char *before;

	lab_open();
	given(T "," PORTS "," MAPPED("m", "tcp . 1", "10.0.0.1 . 1"));
	before = all_rows();
	ck_assert_int_eq(go(MAPPED("m", "tcp . 1", "10.0.0.1 . 1"),
				 MAPPED("m", "tcp . 2", "10.0.0.1 . 2") "," MAPPED(
					 "m", "tcp . 3", "no address")),
		-EINVAL);
	ck_assert_uint_eq(n_done, 0);
	expect_rows(before);
	free(before);
	lab_close();
}
END_TEST

START_TEST(a_refused_transaction_leaves_the_steps_before_it)
{
	lab_open();
	ck_assert_int_eq(go("", BRIDGE("br") "," ADDR("br", "10.0.0.1/24") "," T "," ELEM(
					"none", "10.0.0.0/24")),
		-ENOENT);
	ck_assert_uint_eq(n_done, 2);
	expect_rows("link br type bridge\naddr 10.0.0.1/24 dev br\n");
	lab_close();
}
END_TEST

START_TEST(a_transaction_may_come_first_when_steps_are_taken_back)
{
	struct hcn_rows none = { 0 }, rows = { 0 };
	struct hcn_steps steps, inverse;

	lab_open();
	given_rows(&rows, BRIDGE("br") "," ADDR("br", "10.0.0.1/24") "," T "," NETS "," ELEM(
				  "nets", "10.0.0.0/24"));
	ck_assert_int_eq(hcn_steps_plan(&none, &rows, &steps), 0);
	ck_assert_int_eq(hcn_backend_sim.apply(sim, &steps, &n_done, &refusal), 0);
	ck_assert_uint_eq(n_done, 5);
	ck_assert_int_eq(hcn_steps_invert(&steps, n_done, &inverse), 0);
	ck_assert_int_eq(hcn_backend_sim.apply(sim, &inverse, &n_done, &refusal), 0);
	expect_rows("");
	hcn_steps_clear(&steps);
	hcn_steps_clear(&inverse);
	hcn_rows_clear(&rows);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ linux_refuses_it, HCN_N_ELEMENTS(refused) },
		{ linux_takes_it_and_takes_it_again, HCN_N_ELEMENTS(taken_rows) },
		{ a_layout_brings_its_sets_and_chains },
		{ a_table_of_another_layout_is_made_anew },
		{ what_is_in_use_is_not_removed },
		{ a_changed_chain_uses_what_its_new_rules_name },
		{ elements_change_their_data_and_sets_keep_their_type },
		{ an_interval_is_not_in_its_own_way },
		{ a_removed_interval_makes_room },
		{ nftables_steps_happen_all_or_none },
		{ a_refused_transaction_leaves_the_steps_before_it },
		{ a_transaction_may_come_first_when_steps_are_taken_back },
		{ NULL },
	};

	return run_tests("refusenft", facts);
}
