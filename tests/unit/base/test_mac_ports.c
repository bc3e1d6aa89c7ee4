/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MAC addresses (both spellings, no mixture) and port lists (with the place of a fault). */
#include "addr.h"

#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

#define N_ROUNDS 2000

static const char *const spellings[] = {
	"00-15-5D-52-C0-0A",
	"00-15-5d-52-c0-0a",
	"00:15:5d:52:c0:0a",
	"00:15:5D:52:C0:0A",
	"00:15:5d:52:C0:0a",
};

START_TEST(a_mac_reads_with_dashes_or_colons_in_any_case)
{
	struct hcn_mac m;

	ck_assert(hcn_mac_parse(spellings[_i], &m));
	ck_assert_mem_eq(m.bytes, "\x00\x15\x5d\x52\xc0\x0a", 6);
	ck_assert_str_eq(hcn_mac_dashes(&m).text, "00-15-5D-52-C0-0A");
	ck_assert_str_eq(hcn_mac_colons(&m).text, "00:15:5d:52:c0:0a");
}
END_TEST

static const char *const no_macs[] = {
	"",
	"00",
	"00-15-5D-52-C0",
	"00-15-5D-52-C0-",
	"00-15-5D-52-C0-0",
	"00-15-5D-52-C0-0A-",
	"00-15-5D-52-C0-0A0",
	"00-15-5D-52-C0-0A-00",
	"00155D52C00A",
	"0015.5D52.C00A",
	"00.15.5D.52.C0.0A",
	"00 15 5D 52 C0 0A",
	"00-15:5D-52:C0-0A",
	"00:15:5D:52:C0-0A",
	"00-15-5D-52-C0-0G",
	"G0-15-5D-52-C0-00",
	"-00-15-5D-52-C00A",
	"0-15-5D-52-C0-00A",
	"00--15-5D-52-C0-0",
	" 0-15-5D-52-C0-0A",
	"00-15-5D-52-C0-0A ",
};

START_TEST(anything_else_is_no_mac_and_leaves_the_result_alone)
{
	struct hcn_mac m = hcn_mac_from_u64(7);

	ck_assert_msg(!hcn_mac_parse(no_macs[_i], &m), "%s", no_macs[_i]);
	ck_assert_uint_eq(hcn_mac_to_u64(&m), 7);
}
END_TEST

START_TEST(a_mac_is_a_number_of_48_bits)
{
	struct hcn_mac m = hcn_mac_from_u64(UINT64_C(0x00155d52c00a));

	ck_assert_str_eq(hcn_mac_dashes(&m).text, "00-15-5D-52-C0-0A");
	ck_assert_uint_eq(hcn_mac_to_u64(&m), UINT64_C(0x00155d52c00a));
	m = hcn_mac_from_u64(UINT64_MAX);
	ck_assert_uint_eq(hcn_mac_to_u64(&m), UINT64_C(0xffffffffffff));
}
END_TEST

START_TEST(both_texts_and_the_number_give_the_mac_back)
{
	struct prng r = { 9 };

	for (int round = 0; round < N_ROUNDS; round++) {
		struct hcn_mac m, dashes, colons, number;

		prng_bytes(&r, m.bytes, sizeof(m.bytes));
		ck_assert(hcn_mac_parse(hcn_mac_dashes(&m).text, &dashes));
		ck_assert(hcn_mac_parse(hcn_mac_colons(&m).text, &colons));
		number = hcn_mac_from_u64(hcn_mac_to_u64(&m));
		ck_assert_mem_eq(&m, &dashes, sizeof(m));
		ck_assert_mem_eq(&m, &colons, sizeof(m));
		ck_assert_mem_eq(&m, &number, sizeof(m));
	}
}
END_TEST

START_TEST(an_interface_has_no_group_address_and_not_zero)
{
	static const struct {
		uint64_t mac;
		bool unicast;
	} cases[] = {
		{ 0, false },
		{ 1, true },
		{ UINT64_C(0x00155d52c00a), true },
		{ UINT64_C(0x02000000ffff), true },
		{ UINT64_C(0x01005e000001), false },
		{ UINT64_C(0xffffffffffff), false },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct hcn_mac m = hcn_mac_from_u64(cases[i].mac);

		ck_assert_msg(
			hcn_mac_is_unicast(&m) == cases[i].unicast, "%s", hcn_mac_dashes(&m).text);
	}
}
END_TEST

START_TEST(one_bit_makes_two_macs_unequal)
{
	struct hcn_mac a = hcn_mac_from_u64(0x155d000000), b = a;

	ck_assert(hcn_mac_equal(&a, &b));
	for (int bit = 0; bit < 48; bit++) {
		b = hcn_mac_from_u64(hcn_mac_to_u64(&a) ^ UINT64_C(1) << bit);
		ck_assert(!hcn_mac_equal(&a, &b));
	}
}
END_TEST

static const struct {
	const char *text;
	size_t n;
	struct hcn_port_range ranges[3];
} lists[] = {
	{ "", 0, { { 0 } } }, { "  ", 0, { { 0 } } }, { "80", 1, { { 80, 80 } } },
	{ "0", 1, { { 0, 0 } } }, { "65535", 1, { { 65535, 65535 } } },
	{ "0-65535", 1, { { 0, 65535 } } }, { "80-80", 1, { { 80, 80 } } },
	{ "80,443,8000-8010", 3, { { 80, 80 }, { 443, 443 }, { 8000, 8010 } } },
	{ " 80 , 443 ,8000-8010 ", 3, { { 80, 80 }, { 443, 443 }, { 8000, 8010 } } },
	{ "443,80,80", 3, { { 443, 443 }, { 80, 80 }, { 80, 80 } } }, /* as given */
};

START_TEST(a_list_of_ports_gives_its_ranges_in_order)
{
	_cleanup_free_ struct hcn_port_range *ranges = NULL;
	size_t n = 99;

	ck_assert_int_eq(hcn_ports_parse(lists[_i].text, &ranges, &n, NULL), 0);
	ck_assert_uint_eq(n, lists[_i].n);
	ck_assert_int_eq(ranges == NULL, n == 0);
	for (size_t i = 0; i < n; i++) {
		ck_assert_uint_eq(ranges[i].first, lists[_i].ranges[i].first);
		ck_assert_uint_eq(ranges[i].last, lists[_i].ranges[i].last);
	}
}
END_TEST

static const struct {
	const char *text;
	size_t bad;
} bad_lists[] = {
	{ "x", 0 },
	{ ",", 0 },
	{ "80,", 3 },
	{ "80, ", 4 },
	{ ",80", 0 },
	{ "80,,443", 3 },
	{ "80;443", 2 },
	{ "80 443", 3 },
	{ "65536", 0 },
	{ "80,65536", 3 },
	{ "4294967376", 0 },
	{ "080", 0 },
	{ "+80", 0 },
	{ "-80", 0 },
	{ "80-", 3 },
	{ "80-70", 3 },
	{ "80-65536", 3 },
	{ "80 - 90", 3 },
	{ "80- 90", 3 },
	{ "80-90-100", 5 },
	{ "80,443x", 6 },
	{ "*", 0 },
};

START_TEST(a_bad_list_is_refused_with_the_place_of_the_fault)
{
	struct hcn_port_range *ranges = NULL;
	size_t n = 99, bad = 99;

	ck_assert_int_eq(hcn_ports_parse(bad_lists[_i].text, &ranges, &n, &bad), -EINVAL);
	ck_assert_uint_eq(bad, bad_lists[_i].bad);
	ck_assert_ptr_null(ranges);
	ck_assert_uint_eq(n, 99);
	ck_assert_int_eq(hcn_ports_parse(bad_lists[_i].text, &ranges, &n, NULL), -EINVAL);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_mac_reads_with_dashes_or_colons_in_any_case, HCN_N_ELEMENTS(spellings) },
		{ anything_else_is_no_mac_and_leaves_the_result_alone, HCN_N_ELEMENTS(no_macs) },
		{ a_mac_is_a_number_of_48_bits },
		{ both_texts_and_the_number_give_the_mac_back },
		{ an_interface_has_no_group_address_and_not_zero },
		{ one_bit_makes_two_macs_unequal },
		{ a_list_of_ports_gives_its_ranges_in_order, HCN_N_ELEMENTS(lists) },
		{ a_bad_list_is_refused_with_the_place_of_the_fault, HCN_N_ELEMENTS(bad_lists) },
		{ NULL },
	};

	return run_tests("mac_ports", facts);
}
