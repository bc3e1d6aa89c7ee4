/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Types and elements of sets, as the kernel stores them. */
#include <endian.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"
#include "nftables/nftset.h"
#include "run_tests.h"

static struct nft_set_type type_of(const char *type, const char *data, const char *flags)
{
	struct nft_set_type t;

	ck_assert_msg(nft_set_type_parse(type, data, flags, &t), "%s : %s", type, data);
	return t;
}

START_TEST(a_type_of_several_fields_has_their_numbers_in_one)
{
	struct nft_set_type t = type_of("ipv4_addr . inet_proto . inet_service", NULL, NULL);

	ck_assert_uint_eq(nft_concat_id(&t.key), 7 << 12 | 12 << 6 | 13);
	ck_assert_uint_eq(nft_concat_size(&t.key), 12); /* each padded to a register */
}
END_TEST

START_TEST(a_single_field_is_not_padded)
{
	struct nft_set_type t = type_of("inet_service", NULL, NULL);

	ck_assert_uint_eq(nft_concat_size(&t.key), 2);
}
END_TEST

START_TEST(nft_is_told_the_order_of_a_single_field_only)
{
	struct nft_set_type big = type_of("ipv4_addr", NULL, NULL);
	struct nft_set_type host = type_of("mark", NULL, NULL);
	struct nft_set_type both = type_of("ipv4_addr . mark", NULL, NULL);

	ck_assert_uint_eq(nft_concat_byteorder(&big.key), 2);
	ck_assert_uint_eq(nft_concat_byteorder(&host.key), 1);
	ck_assert_uint_eq(nft_concat_byteorder(&both.key), 0);
}
END_TEST

START_TEST(flags_say_what_a_set_is)
{
	struct nft_set_type t = type_of("ipv4_addr", NULL, NULL);

	ck_assert_uint_eq(nft_set_type_flags(&t), 0);
	t = type_of("ipv4_addr", "ipv4_addr", "interval");
	ck_assert_uint_eq(nft_set_type_flags(&t), NFT_SET_INTERVAL | NFT_SET_MAP);
	t = type_of("ipv4_addr . mark", "verdict", "interval");
	ck_assert_uint_eq(nft_set_type_flags(&t), NFT_SET_INTERVAL | NFT_SET_CONCAT | NFT_SET_MAP);
}
END_TEST

static const struct {
	const char *type, *data, *flags;
} no_types[] = {
	{ "odd", NULL, NULL },
	{ "ipv4_addr . ", NULL, NULL },
	{ "verdict", NULL, NULL },
	{ "mark", "odd", NULL },
	{ "mark", NULL, "constant" },
	{ "mark . mark . mark . mark . mark . mark", NULL, NULL },
	{ NULL, NULL, NULL },
};

START_TEST(words_that_are_no_type_are_refused)
{
	struct nft_set_type t;

	ck_assert(
		!nft_set_type_parse(no_types[_i].type, no_types[_i].data, no_types[_i].flags, &t));
}
END_TEST

static const struct {
	const char *type, *data, *flags;
} all_types[] = {
	{ "ipv6_addr", NULL, NULL },
	{ "ifname . ipv4_addr", "verdict", NULL },
	{ "ipv4_addr . inet_proto . inet_service . classid", "ipv4_addr . inet_service",
		"interval" },
};

START_TEST(what_the_kernel_returns_is_read_as_the_same_type)
{
	struct nft_set_type t = type_of(
		all_types[_i].type, all_types[_i].data, all_types[_i].flags);
	uint32_t data = t.verdict ? NFT_DATA_VERDICT : nft_concat_id(&t.data);
	struct nft_set_type back;

	ck_assert(nft_set_type_decode(
		nft_concat_id(&t.key), t.verdict || t.data.n, data, nft_set_type_flags(&t), &back));
	ck_assert_mem_eq(&back, &t, sizeof(t));
}
END_TEST

START_TEST(a_number_that_is_no_type_of_ours_is_not_read)
{
	struct nft_set_type t;

	ck_assert(!nft_set_type_decode(0, false, 0, 0, &t));
	ck_assert(!nft_set_type_decode(7 << 6 | 62, false, 0, 0, &t));
	ck_assert(!nft_set_type_decode(7, true, 62, 0, &t));
}
END_TEST

START_TEST(an_element_has_each_field_in_registers_of_its_own)
{
	struct nft_set_type t = type_of("inet_service . ipv4_addr", "inet_service", NULL);
	struct nft_elem e;

	ck_assert(nft_elem_parse(&t, "80 . 10.0.0.1", "8080", &e));
	ck_assert_mem_eq(e.from, ((uint8_t[]){ 0, 80, 0, 0, 10, 0, 0, 1 }), 8);
	ck_assert_mem_eq(e.data, ((uint8_t[]){ 0x1f, 0x90 }), 2);
}
END_TEST

START_TEST(marks_are_in_the_hosts_order)
{
	struct nft_set_type t = type_of("mark", NULL, NULL);
	struct nft_elem e;
	uint32_t value;

	ck_assert(nft_elem_parse(&t, "0x01020304", NULL, &e));
	memcpy(&value, e.from, sizeof(value));
	ck_assert_uint_eq(value, 0x01020304);
}
END_TEST

START_TEST(a_verdict_keeps_its_chain)
{
	struct nft_set_type t = type_of("ifname", "verdict", NULL);
	struct nft_elem e;

	ck_assert(nft_elem_parse(&t, "br0", "jump c", &e));
	ck_assert_int_eq(e.verdict.code, NFT_JUMP);
	ck_assert_str_eq(e.verdict.chain, "c");
}
END_TEST

static const struct {
	const char *type, *data, *flags;
	const char *key, *value;
} no_elems[] = {
	{ "ipv4_addr", NULL, NULL, "fd00::1", NULL },
	{ "ipv4_addr", NULL, NULL, "10.0.0.0/8", NULL }, /* no interval set */
	{ "ipv4_addr", NULL, NULL, "10.0.0.1", "80" },
	{ "ipv4_addr . mark", NULL, NULL, "10.0.0.1", NULL },
	{ "ipv4_addr", NULL, NULL, "10.0.0.1 . 1", NULL },
	{ "mark", "ipv4_addr", NULL, "1", NULL },
	{ "mark", "ipv4_addr", "interval", "1", "10.0.0.0/8" },
	{ "mark", "verdict", NULL, "1", NULL },
	{ "mark", "verdict", NULL, "1", "jump" },
};

START_TEST(an_element_that_does_not_fit_its_set_is_refused)
{
	struct nft_set_type t = type_of(no_elems[_i].type, no_elems[_i].data, no_elems[_i].flags);
	struct nft_elem e;

	ck_assert_msg(!nft_elem_parse(&t, no_elems[_i].key, no_elems[_i].value, &e), "%s : %s",
		no_elems[_i].key, no_elems[_i].value);
}
END_TEST

START_TEST(an_interval_ends_where_the_next_key_is)
{
	struct nft_set_type t = type_of("ipv4_addr", NULL, "interval");
	uint8_t end[NFT_MAX_BYTES];
	struct nft_elem e;

	ck_assert(nft_elem_parse(&t, "10.0.0.0/8", NULL, &e));
	ck_assert(nft_elem_end(&t, &e, end));
	ck_assert_mem_eq(end, ((uint8_t[]){ 11, 0, 0, 0 }), 4);
}
END_TEST

START_TEST(behind_the_last_key_there_is_none)
{
	struct nft_set_type t = type_of("ipv4_addr", NULL, "interval");
	uint8_t end[NFT_MAX_BYTES];
	struct nft_elem e;

	ck_assert(nft_elem_parse(&t, "0.0.0.0/0", NULL, &e));
	ck_assert(!nft_elem_end(&t, &e, end));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_type_of_several_fields_has_their_numbers_in_one },
		{ a_single_field_is_not_padded },
		{ nft_is_told_the_order_of_a_single_field_only },
		{ flags_say_what_a_set_is },
		{ words_that_are_no_type_are_refused, HCN_N_ELEMENTS(no_types) },
		{ what_the_kernel_returns_is_read_as_the_same_type, HCN_N_ELEMENTS(all_types) },
		{ a_number_that_is_no_type_of_ours_is_not_read },
		{ an_element_has_each_field_in_registers_of_its_own },
		{ marks_are_in_the_hosts_order },
		{ a_verdict_keeps_its_chain },
		{ an_element_that_does_not_fit_its_set_is_refused, HCN_N_ELEMENTS(no_elems) },
		{ an_interval_ends_where_the_next_key_is },
		{ behind_the_last_key_there_is_none },
		{ NULL },
	};

	return run_tests("nftset", facts);
}
