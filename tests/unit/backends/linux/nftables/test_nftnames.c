/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables and hooks by the words that rows have for them. */
#include <linux/netfilter.h>

#include "cleanup.h"
#include "nftables/nftnames.h"
#include "run_tests.h"

START_TEST(a_table_is_of_inet_unless_it_says_bridge)
{
	uint8_t family;

	ck_assert_str_eq(nft_split_table("hcn", &family), "hcn");
	ck_assert_int_eq(family, NFPROTO_INET);
	ck_assert_str_eq(nft_split_table("bridge hcn", &family), "hcn");
	ck_assert_int_eq(family, NFPROTO_BRIDGE);
	ck_assert_str_eq(nft_split_table("bridges", &family), "bridges");
	ck_assert_int_eq(family, NFPROTO_INET);
	ck_assert_str_eq(nft_split_table(NULL, &family), "");
}
END_TEST

static const struct {
	const char *text;
	uint32_t number;
	int32_t priority;
} hooks[] = {
	{ "nat prerouting -100", NF_INET_PRE_ROUTING, -100 },
	{ "filter input 0", NF_INET_LOCAL_IN, 0 },
	{ "filter forward 10", NF_INET_FORWARD, 10 },
	{ "nat output -100", NF_INET_LOCAL_OUT, -100 },
	{ "nat postrouting 99", NF_INET_POST_ROUTING, 99 },
};

START_TEST(a_hook_is_a_type_a_place_and_a_priority)
{
	struct nft_hook hook;

	ck_assert(nft_hook_parse(hooks[_i].text, &hook));
	ck_assert_uint_eq(hook.number, hooks[_i].number);
	ck_assert_int_eq(hook.priority, hooks[_i].priority);
	ck_assert_str_eq(hook.type, hooks[_i].text[0] == 'n' ? "nat" : "filter");
}
END_TEST

static const char *const no_hooks[] = {
	"",
	"nat prerouting",
	"nat prerouting high",
	"nat prerouting -100 more",
	"nat ingress 0",
};

START_TEST(anything_else_is_no_hook)
{
	struct nft_hook hook;

	ck_assert(!nft_hook_parse(no_hooks[_i], &hook));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_table_is_of_inet_unless_it_says_bridge },
		{ a_hook_is_a_type_a_place_and_a_priority, HCN_N_ELEMENTS(hooks) },
		{ anything_else_is_no_hook, HCN_N_ELEMENTS(no_hooks) },
		{ NULL },
	};

	return run_tests("nftnames", facts);
}
