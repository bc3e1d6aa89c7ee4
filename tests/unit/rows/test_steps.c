/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The difference of two sets of rows. */
#include "rows_text.h"
#include "run_tests.h"

#define NETNS(name)       "{'row':'netns','name':'" name "'}"
#define BRIDGE(name, mtu) "{'row':'link','name':'" name "','type':'bridge','mtu':" #mtu "}"
#define ADDR(prefix)      "{'row':'addr','dev':'br','prefix':'" prefix "'}"
#define ROUTE(dst)        "{'row':'route','dst':'" dst "','dev':'br'}"
#define TABLE(name)       "{'row':'nft_table','table':'" name "'}"
#define ELEM(key, data)   "{'row':'nft_elem','table':'t','set':'s','key':'" key "','data':'" data "'}"

#define VETH(peer, netns)                                                                          \
	"{'row':'link','name':'v" peer "','type':'veth','peer':'" peer "','peer_netns':'" netns "'}"
#define WAY(dev, addr)                                                                             \
	"{'row':'route','netns':'n','dst':'10.0.0.0/8','dev':'" dev "'},"                          \
	"{'row':'route','netns':'n','dst':'10.0.0.0/8','dev':'" dev "','table':7},"                \
	"{'row':'rule','netns':'n','from':'" addr "','table':7}"

struct sets {
	struct hcn_rows before, after;
	struct hcn_steps steps;
};

static void plan(struct sets *s, const char *before, const char *after)
{
	*s = (struct sets){ 0 };
	given_rows(&s->before, before);
	given_rows(&s->after, after);
	ck_assert_int_eq(hcn_steps_plan(&s->before, &s->after, &s->steps), 0);
}

static void clear(struct sets *s)
{
	hcn_steps_clear(&s->steps);
	hcn_rows_clear(&s->before);
	hcn_rows_clear(&s->after);
}

static void expect(const struct hcn_steps *steps, const char *expected)
{
	struct hcn_buf b = { 0 };
	char *text;

	hcn_steps_format(steps, &b);
	text = taken(&b);
	ck_assert_str_eq(text, expected);
	free(text);
}

static void expect_plan(const char *before, const char *after, const char *expected)
{
	struct sets s;

	plan(&s, before, after);
	expect(&s.steps, expected);
	clear(&s);
}

START_TEST(what_is_in_both_sets_needs_no_step)
{
	expect_plan(NETNS("a") "," ADDR("10.0.0.1/8"), ADDR("10.0.0.1/8") "," NETNS("a"), "");
	expect_plan("", "", "");
}
END_TEST

START_TEST(one_key_with_two_values_is_a_change)
{
	expect_plan(BRIDGE("br", 1400), BRIDGE("br", 1500),
		"~ link br type bridge mtu 1500 (was: link br type bridge mtu 1400)\n");
}
END_TEST

START_TEST(rows_are_made_in_the_order_of_their_kinds)
{
	expect_plan("",
		TABLE("t") "," ROUTE("10.0.0.0/8") "," ADDR("10.0.0.1/8") "," BRIDGE(
			"br", 1500) "," NETNS("a"),
		"+ netns a\n"
		"+ link br type bridge mtu 1500\n"
		"+ addr 10.0.0.1/8 dev br\n"
		"+ route 10.0.0.0/8 dev br\n"
		"+ nft table inet t\n");
}
END_TEST

START_TEST(rows_are_removed_in_the_opposite_order_but_nftables_comes_last)
{
	expect_plan(NETNS("a") "," BRIDGE("br", 1500) "," ADDR("10.0.0.1/8") "," TABLE(
			    "t") "," ELEM("1", "2"),
		"",
		"- addr 10.0.0.1/8 dev br\n"
		"- link br type bridge mtu 1500\n"
		"- netns a\n"
		"- nft element inet t s { 1 : 2 }\n"
		"- nft table inet t\n");
}
END_TEST

START_TEST(removals_come_first_outside_and_inside_of_nftables)
{
	expect_plan(NETNS("old") "," ELEM("old", "1") "," ELEM("same", "1"),
		ELEM("new", "1") "," ELEM("same", "2") "," NETNS("new"),
		"- netns old\n"
		"+ netns new\n"
		"- nft element inet t s { old : 1 }\n"
		"+ nft element inet t s { new : 1 }\n"
		"~ nft element inet t s { same : 2 } (was: nft element inet t s { same : 1 })\n");
}
END_TEST

#define INSIDE(netns, name) "{'row':'nft_table','netns':'" netns "','table':'" name "'}"

START_TEST(nftables_of_a_namespace_goes_before_it_and_comes_after_it)
{
	expect_plan(NETNS("a") "," TABLE("t") "," INSIDE("a", "t") "," INSIDE("b", "t"), "",
		"- nft table inet t netns a\n"
		"- nft table inet t netns b\n"
		"- netns a\n"
		"- nft table inet t\n");
	expect_plan("", INSIDE("b", "t") "," TABLE("t") "," INSIDE("a", "t") "," NETNS("a"),
		"+ netns a\n"
		"+ nft table inet t netns a\n"
		"+ nft table inet t netns b\n"
		"+ nft table inet t\n");
}
END_TEST

START_TEST(rules_of_what_stays_are_there_before_others_come_and_until_they_have_gone)
{
	const char *alone = NETNS("n") "," VETH("eth0", "n");
	const char *both = NETNS("n") "," VETH("eth0", "n") "," WAY("eth0", "10.0.0.2/32") "," VETH(
		"eth1", "n") "," WAY("eth1", "10.0.0.3/32");

	expect_plan(alone, both,
		"+ route 10.0.0.0/8 dev eth0 table 7 netns n\n"
		"+ rule from 10.0.0.2/32 lookup 7 netns n\n"
		"+ rule from 10.0.0.3/32 lookup 7 netns n\n"
		"+ link veth1 type veth peer eth1@n\n"
		"+ route 10.0.0.0/8 dev eth0 netns n\n"
		"+ route 10.0.0.0/8 dev eth1 netns n\n"
		"+ route 10.0.0.0/8 dev eth1 table 7 netns n\n");
	expect_plan(both, alone,
		"- route 10.0.0.0/8 dev eth1 table 7 netns n\n"
		"- route 10.0.0.0/8 dev eth1 netns n\n"
		"- route 10.0.0.0/8 dev eth0 netns n\n"
		"- link veth1 type veth peer eth1@n\n"
		"- rule from 10.0.0.3/32 lookup 7 netns n\n"
		"- rule from 10.0.0.2/32 lookup 7 netns n\n"
		"- route 10.0.0.0/8 dev eth0 table 7 netns n\n");
}
END_TEST

START_TEST(rules_come_and_go_with_their_namespace)
{
	expect_plan("", NETNS("n") "," VETH("eth0", "n") "," WAY("eth0", "10.0.0.2/32"),
		"+ netns n\n"
		"+ link veth0 type veth peer eth0@n\n"
		"+ route 10.0.0.0/8 dev eth0 netns n\n"
		"+ route 10.0.0.0/8 dev eth0 table 7 netns n\n"
		"+ rule from 10.0.0.2/32 lookup 7 netns n\n");
	expect_plan(NETNS("n") "," VETH("eth0", "n") "," WAY("eth0", "10.0.0.2/32"), "",
		"- rule from 10.0.0.2/32 lookup 7 netns n\n"
		"- route 10.0.0.0/8 dev eth0 table 7 netns n\n"
		"- route 10.0.0.0/8 dev eth0 netns n\n"
		"- link veth0 type veth peer eth0@n\n"
		"- netns n\n");
	expect_plan("",
		BRIDGE("br", 1500) ",{'row':'route','dst':'10.0.0.0/8','dev':'br','table':7}",
		"+ link br type bridge mtu 1500\n"
		"+ route 10.0.0.0/8 dev br table 7\n");
}
END_TEST

START_TEST(what_is_in_one_namespace_stands_together)
{
	expect_plan(NETNS("old") "," INSIDE("a", "t") "," INSIDE("b", "t") "," TABLE("t"),
		INSIDE("a", "u") "," NETNS("new") "," TABLE("u"),
		"- nft table inet t netns b\n"
		"- netns old\n"
		"+ netns new\n"
		"+ nft table inet u netns a\n"
		"- nft table inet t netns a\n"
		"+ nft table inet u\n"
		"- nft table inet t\n");
}
END_TEST

START_TEST(steps_of_one_namespace_are_one_transaction)
{
	struct sets s;

	plan(&s, "", NETNS("a") "," INSIDE("a", "t") "," INSIDE("a", "u") "," TABLE("t"));
	ck_assert_uint_eq(s.steps.n, 4);
	ck_assert(!hcn_steps_join(&s.steps.steps[0], &s.steps.steps[1]));
	ck_assert(hcn_steps_join(&s.steps.steps[1], &s.steps.steps[2]));
	ck_assert(!hcn_steps_join(&s.steps.steps[2], &s.steps.steps[3]));
	ck_assert(!hcn_steps_join(&s.steps.steps[0], &s.steps.steps[0]));
	clear(&s);
}
END_TEST

START_TEST(within_one_kind_the_order_of_the_sets_is_kept)
{
	expect_plan("", BRIDGE("z", 1) "," BRIDGE("a", 1) "," BRIDGE("m", 1),
		"+ link z type bridge mtu 1\n+ link a type bridge mtu 1\n+ link m type bridge mtu "
		"1\n");
	expect_plan(BRIDGE("z", 1) "," BRIDGE("a", 1) "," BRIDGE("m", 1), "",
		"- link m type bridge mtu 1\n- link a type bridge mtu 1\n- link z type bridge mtu "
		"1\n");
	expect_plan(BRIDGE("m", 1), BRIDGE("z", 1) "," BRIDGE("m", 2) "," BRIDGE("a", 1),
		"+ link z type bridge mtu 1\n"
		"~ link m type bridge mtu 2 (was: link m type bridge mtu 1)\n"
		"+ link a type bridge mtu 1\n");
}
END_TEST

START_TEST(of_one_key_twice_in_a_set_the_last_counts)
{
	expect_plan("", BRIDGE("br", 1) "," NETNS("a") "," BRIDGE("br", 2) "," BRIDGE("br", 3),
		"+ netns a\n+ link br type bridge mtu 3\n");
	expect_plan(BRIDGE("br", 1) "," BRIDGE("br", 2), BRIDGE("br", 2), "");
}
END_TEST

START_TEST(sharing_alone_is_no_change)
{
	expect_plan("{'row':'netns','name':'a'}", "{'row':'netns','name':'a','shared':true}", "");
}
END_TEST

START_TEST(the_inverse_takes_back_what_was_done_last_first)
{
	struct hcn_steps inverse;
	struct sets s;

	plan(&s, NETNS("old") "," BRIDGE("br", 1), NETNS("new") "," BRIDGE("br", 2) "," TABLE("t"));
	ck_assert_int_eq(hcn_steps_invert(&s.steps, s.steps.n, &inverse), 0);
	expect(&inverse, "- nft table inet t\n"
			 "~ link br type bridge mtu 1 (was: link br type bridge mtu 2)\n"
			 "- netns new\n"
			 "+ netns old\n");
	hcn_steps_clear(&inverse);
	ck_assert_int_eq(hcn_steps_invert(&s.steps, 1, &inverse), 0);
	expect(&inverse, "+ netns old\n");
	hcn_steps_clear(&inverse);
	ck_assert_int_eq(hcn_steps_invert(&s.steps, 0, &inverse), 0);
	expect(&inverse, "");
	hcn_steps_clear(&inverse);
	clear(&s);
}
END_TEST

START_TEST(the_inverse_of_the_inverse_is_the_plan)
{
	struct hcn_steps once, twice;
	struct sets s;

	plan(&s, NETNS("a") "," BRIDGE("br", 1) "," ELEM("1", "2"),
		NETNS("b") "," BRIDGE("br", 2) "," ELEM("1", "3"));
	ck_assert_int_eq(hcn_steps_invert(&s.steps, s.steps.n, &once), 0);
	ck_assert_int_eq(hcn_steps_invert(&once, once.n, &twice), 0);
	ck_assert_uint_eq(twice.n, s.steps.n);
	for (size_t i = 0; i < twice.n; i++) {
		ck_assert_int_eq(twice.steps[i].op, s.steps.steps[i].op);
		ck_assert_ptr_eq(twice.steps[i].from, s.steps.steps[i].from);
		ck_assert_ptr_eq(twice.steps[i].to, s.steps.steps[i].to);
	}
	hcn_steps_clear(&once);
	hcn_steps_clear(&twice);
	clear(&s);
}
END_TEST

/* Quadratic work would take minutes. */
START_TEST(a_hundred_thousand_rows_are_compared_in_a_moment)
{
	struct hcn_rows before = { 0 }, after = { 0 };
	struct hcn_steps steps;

	for (unsigned i = 0; i < 100000; i++) {
		struct hcn_row *row = hcn_rows_add(&before, HCN_ROW_NETNS);

		HCN_ROW_STR(&before, row, netns, name, "%u", i * 7919 % 100000);
		row = hcn_rows_add(&after, HCN_ROW_NETNS);
		HCN_ROW_STR(&after, row, netns, name, "%u", i + 1);
	}
	ck_assert_int_eq(hcn_steps_plan(&before, &after, &steps), 0);
	expect(&steps, "- netns 0\n+ netns 100000\n");
	hcn_steps_clear(&steps);
	hcn_rows_clear(&before);
	hcn_rows_clear(&after);
}
END_TEST

START_TEST(what_stays_is_known_on_the_way_there_and_back)
{
	struct hcn_steps inverse, part;
	struct sets s;

	plan(&s, NETNS("a") "," BRIDGE("br", 1) "," BRIDGE("b2", 1) "," ELEM("1", "2"),
		NETNS("b") "," BRIDGE("br", 1) "," BRIDGE("b2", 2) "," ELEM("1", "2"));
	ck_assert_uint_eq(s.steps.n, 3);
	ck_assert_uint_eq(s.steps.n_kept, 2);
	ck_assert_ptr_eq(s.steps.kept[0], &s.after.rows[1]);
	ck_assert_ptr_eq(s.steps.kept[1], &s.after.rows[3]);
	ck_assert_int_eq(hcn_steps_invert(&s.steps, s.steps.n, &inverse), 0);
	ck_assert_uint_eq(inverse.n_kept, 2);
	ck_assert_ptr_eq(inverse.kept[1], s.steps.kept[1]);
	part = hcn_steps_part(&s.steps, 1, 2);
	ck_assert_ptr_eq(part.steps, s.steps.steps + 1);
	ck_assert_uint_eq(part.n, 2);
	ck_assert_uint_eq(part.n_kept, 2);
	hcn_steps_clear(&inverse);
	clear(&s);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ what_is_in_both_sets_needs_no_step },
		{ one_key_with_two_values_is_a_change },
		{ rows_are_made_in_the_order_of_their_kinds },
		{ rows_are_removed_in_the_opposite_order_but_nftables_comes_last },
		{ removals_come_first_outside_and_inside_of_nftables },
		{ nftables_of_a_namespace_goes_before_it_and_comes_after_it },
		{ rules_of_what_stays_are_there_before_others_come_and_until_they_have_gone },
		{ rules_come_and_go_with_their_namespace },
		{ what_is_in_one_namespace_stands_together },
		{ steps_of_one_namespace_are_one_transaction },
		{ within_one_kind_the_order_of_the_sets_is_kept },
		{ of_one_key_twice_in_a_set_the_last_counts },
		{ sharing_alone_is_no_change },
		{ the_inverse_takes_back_what_was_done_last_first },
		{ the_inverse_of_the_inverse_is_the_plan },
		{ a_hundred_thousand_rows_are_compared_in_a_moment },
		{ what_stays_is_known_on_the_way_there_and_back },
		{ NULL },
	};

	return run_tests("plan steps", facts);
}
