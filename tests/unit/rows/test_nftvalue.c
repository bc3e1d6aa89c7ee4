/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values of nftables types: which texts are some, where ranges begin and end, and which of them collide. */
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"
#include "nftvalue.h"
#include "run_tests.h"

static const struct {
	const char *type, *text;
	size_t size;
	uint8_t first[16], last[16];
} values[] = {
	{ "ipv4_addr", "10.0.0.1", 4, { 10, 0, 0, 1 }, { 10, 0, 0, 1 } },
	{ "ipv4_addr", "10.0.0.0/8", 4, { 10 }, { 10, 255, 255, 255 } },
	{ "ipv4_addr", "10.0.0.1-10.0.1.0", 4, { 10, 0, 0, 1 }, { 10, 0, 1, 0 } },
	{ "ipv6_addr", "fd00::/120", 16, { 0xfd }, { 0xfd, [15] = 0xff } },
	{ "ether_addr", "02:00:00:00:00:01", 6, { 2, 0, 0, 0, 0, 1 }, { 2, 0, 0, 0, 0, 1 } },
	{ "inet_service", "80", 2, { 0, 80 }, { 0, 80 } },
	{ "inet_service", "1000-2000", 2, { 0x03, 0xe8 }, { 0x07, 0xd0 } },
	{ "inet_proto", "tcp", 1, { 6 }, { 6 } },
	{ "inet_proto", "132", 1, { 132 }, { 132 } },
	{ "mark", "0x17", 4, { 0, 0, 0, 0x17 }, { 0, 0, 0, 0x17 } },
	{ "classid", "6843:2", 4, { 0x68, 0x43, 0, 2 }, { 0x68, 0x43, 0, 2 } },
	{ "classid", "none", 4, { 0 }, { 0 } },
	{ "ct_dir", "reply", 1, { 1 }, { 1 } },
	{ "ct_state", "established,related", 4, { 0, 0, 0, 6 }, { 0, 0, 0, 6 } },
	{ "ifname", "br0", 16, { 'b', 'r', '0' }, { 'b', 'r', '0' } },
	{ "ifname", "\"br0\"", 16, { 'b', 'r', '0' }, { 'b', 'r', '0' } },
};

START_TEST(a_text_is_a_range_of_bytes)
{
	const struct hcn_nft_type *type = hcn_nft_type_find(values[_i].type);
	struct hcn_nft_range range;

	ck_assert_ptr_nonnull(type);
	ck_assert_uint_eq(type->size, values[_i].size);
	ck_assert(hcn_nft_value_parse(type, values[_i].text, &range));
	ck_assert_mem_eq(range.first, values[_i].first, sizeof(range.first));
	ck_assert_mem_eq(range.last, values[_i].last, sizeof(range.last));
}
END_TEST

static const struct {
	const char *type, *text;
} no_values[] = {
	{ "ipv4_addr", "fd00::1" },
	{ "ipv4_addr", "10.0.0.0/33" },
	{ "ipv4_addr", "10.0.0.2-10.0.0.1" },
	{ "ipv4_addr", "" },
	{ "ipv6_addr", "10.0.0.1" },
	{ "ether_addr", "02-00-00-00-00-01" },
	{ "inet_service", "65536" },
	{ "inet_service", "http" },
	{ "inet_service", "-1" },
	{ "inet_proto", "256" },
	{ "classid", "6843" },
	{ "classid", "6843:2x" },
	{ "ct_dir", "original,reply" },
	{ "ct_state", "odd" },
	{ "ifname", "" },
	{ "ifname", "sixteencharacter" },
	{ "ifname", "b\"r" },
};

START_TEST(anything_else_is_no_value)
{
	struct hcn_nft_range range;

	ck_assert_msg(!hcn_nft_value_parse(
			      hcn_nft_type_find(no_values[_i].type), no_values[_i].text, &range),
		"%s is a value of %s", no_values[_i].text, no_values[_i].type);
}
END_TEST

START_TEST(a_type_is_found_by_its_name_and_by_nfts_number)
{
	ck_assert_uint_eq(hcn_nft_type_find("ipv4_addr")->id, 7);
	ck_assert_str_eq(hcn_nft_type_find_id(41)->name, "ifname");
	ck_assert_ptr_null(hcn_nft_type_find("ipv4"));
	ck_assert_ptr_null(hcn_nft_type_find_id(0));
	ck_assert_ptr_null(hcn_nft_type_find_id(63));
}
END_TEST

START_TEST(a_set_has_up_to_five_parts_of_types_with_a_number)
{
	ck_assert(hcn_nft_type_is_known("ipv4_addr . inet_proto . inet_service"));
	ck_assert(hcn_nft_type_is_known("mark . mark . mark . mark . mark"));
	ck_assert(!hcn_nft_type_is_known("mark . mark . mark . mark . mark . mark"));
	ck_assert(!hcn_nft_type_is_known("ipv4_addr . odd"));
	ck_assert(!hcn_nft_type_is_known("vlan_id"));
	ck_assert(!hcn_nft_type_is_known(""));
}
END_TEST

START_TEST(a_key_has_as_many_parts_as_its_type)
{
	struct hcn_nft_interval key;

	ck_assert(hcn_nft_parse("ipv4_addr . inet_service", "10.0.0.1 . 80", &key));
	ck_assert_uint_eq(key.n, 2);
	ck_assert(hcn_nft_interval_is_single(&key));
	ck_assert(hcn_nft_parse("ipv4_addr . inet_service", "10.0.0.1 . 80-81", &key));
	ck_assert(!hcn_nft_interval_is_single(&key));
	ck_assert(!hcn_nft_parse("ipv4_addr . inet_service", "10.0.0.1", &key));
	ck_assert(!hcn_nft_parse("ipv4_addr", "10.0.0.1 . 80", &key));
}
END_TEST

static const struct {
	const char *type, *old, *more;
	bool collides;
} pairs[] = {
	{ "ipv4_addr", "10.0.0.0/24", "10.0.0.5", true },
	{ "ipv4_addr", "10.0.0.5", "10.0.0.0/24", true },
	{ "ipv4_addr", "10.0.0.0/24", "10.0.1.0/24", false },
	{ "inet_service", "10-20", "20-30", true },
	{ "inet_service", "10-20", "21-30", false },
	{ "ipv4_addr . inet_service", "10.0.0.0/24 . 80", "10.0.0.5 . 80", true },
	{ "ipv4_addr . inet_service", "10.0.0.0/24 . 80", "10.0.0.5 . 81", false },
	/* the new one is around the old one: of concatenations the kernel does not see it */
	{ "ipv4_addr . inet_service", "10.0.0.5 . 80", "10.0.0.0/24 . 80", false },
};

START_TEST(ranges_collide_as_the_kernel_says)
{
	struct hcn_nft_interval old, more;

	ck_assert(hcn_nft_parse(pairs[_i].type, pairs[_i].old, &old));
	ck_assert(hcn_nft_parse(pairs[_i].type, pairs[_i].more, &more));
	ck_assert_int_eq(hcn_nft_interval_collides(&old, &more), pairs[_i].collides);
}
END_TEST

START_TEST(a_verdict_has_a_chain_or_none)
{
	struct hcn_nft_verdict verdict;

	ck_assert(hcn_nft_verdict_parse("drop", &verdict));
	ck_assert_int_eq(verdict.code, NF_DROP);
	ck_assert_ptr_null(verdict.chain);
	ck_assert(hcn_nft_verdict_parse("goto there", &verdict));
	ck_assert_int_eq(verdict.code, NFT_GOTO);
	ck_assert_str_eq(verdict.chain, "there");
	ck_assert(!hcn_nft_verdict_parse("drop there", &verdict));
	ck_assert(!hcn_nft_verdict_parse("jump ", &verdict));
	ck_assert(!hcn_nft_verdict_parse("jump a b", &verdict));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_text_is_a_range_of_bytes, HCN_N_ELEMENTS(values) },
		{ anything_else_is_no_value, HCN_N_ELEMENTS(no_values) },
		{ a_type_is_found_by_its_name_and_by_nfts_number },
		{ a_set_has_up_to_five_parts_of_types_with_a_number },
		{ a_key_has_as_many_parts_as_its_type },
		{ ranges_collide_as_the_kernel_says, HCN_N_ELEMENTS(pairs) },
		{ a_verdict_has_a_chain_or_none },
		{ NULL },
	};

	return run_tests("nftvalue", facts);
}
