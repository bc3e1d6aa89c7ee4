/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses: strict reading, canonical text, arithmetic, and their order. */
#include "addr.h"

#include <string.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

#define N_ROUNDS 2000

static struct hcn_addr addr(const char *text)
{
	struct hcn_addr a;

	ck_assert_msg(hcn_addr_parse(text, &a), "%s", text);
	return a;
}

static struct hcn_addr random_addr(struct prng *r)
{
	struct hcn_addr a = { .family = prng_below(r, 2) ? HCN_IPV4 : HCN_IPV6 };

	prng_bytes(r, a.bytes, hcn_addr_size(&a));
	for (uint32_t zeros = prng_below(r, 8); zeros; zeros--) /* runs for "::" to stand for */
		memset(a.bytes + prng_below(r, (uint32_t)hcn_addr_size(&a) / 2) * 2, 0, 2);
	return a;
}

static const struct {
	const char *text;
	unsigned bits;
	const char *canonical;
} addresses[] = {
	{ "0.0.0.0", 32, "0.0.0.0" },
	{ "10.0.1.254", 32, "10.0.1.254" },
	{ "255.255.255.255", 32, "255.255.255.255" },
	{ "::", 128, "::" },
	{ "::1", 128, "::1" },
	{ "fe80::", 128, "fe80::" },
	{ "2001:DB8::A", 128, "2001:db8::a" },
	{ "2001:0db8:0:0:0:0:0002:0001", 128, "2001:db8::2:1" },
	/* RFC 5952: 4.2.2 one group alone is no "::", 4.2.3 the longest run, the first of equal ones */
	{ "2001:db8:0:1:1:1:1:1", 128, "2001:db8:0:1:1:1:1:1" },
	{ "2001:db8::1:1:1:1:1", 128, "2001:db8:0:1:1:1:1:1" },
	{ "2001:0:0:1:0:0:0:1", 128, "2001:0:0:1::1" },
	{ "2001:db8:0:0:1:0:0:1", 128, "2001:db8::1:0:0:1" },
	{ "1:2:3:4:5:6:7::", 128, "1:2:3:4:5:6:7:0" },
	{ "::2:3:4:5:6:7:8", 128, "0:2:3:4:5:6:7:8" },
	/* section 5: a mapped address shows its IPv4 part, and stays an IPv6 one */
	{ "::ffff:192.0.2.1", 128, "::ffff:192.0.2.1" },
	{ "::FFFF:C000:0201", 128, "::ffff:192.0.2.1" },
	{ "64:ff9b::192.0.2.33", 128, "64:ff9b::c000:221" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255", 128,
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
};

START_TEST(an_address_is_written_in_its_canonical_form)
{
	struct hcn_addr a = addr(addresses[_i].text), again;

	ck_assert_uint_eq(hcn_addr_bits(&a), addresses[_i].bits);
	ck_assert_uint_eq(hcn_addr_size(&a), addresses[_i].bits / 8);
	ck_assert_str_eq(hcn_addr_format(&a).text, addresses[_i].canonical);
	again = addr(addresses[_i].canonical);
	ck_assert(hcn_addr_equal(&a, &again));
}
END_TEST

static const char *const no_addresses[] = {
	"",
	" ",
	"x",
	"1",
	"1.2.3",
	"1.2.3.4.5",
	"1.2.3.",
	".1.2.3",
	"1..2.3",
	"256.0.0.1",
	"1.2.3.1000",
	"01.2.3.4",
	"1.2.3.00",
	"1.2.3.010",
	"0x1.2.3.4",
	"1.2.3.-4",
	"1.2.3.+4",
	"1.2.3.4 ",
	" 1.2.3.4",
	"1.2.3.4\n",
	"1.2.3.4/32",
	"16909060",
	"1.2.772",
	":",
	":::",
	"1::2::3",
	"1:2:3:4:5:6:7",
	"1:2:3:4:5:6:7:8:9",
	"1:2:3:4:5:6:7:8::",
	"::1:2:3:4:5:6:7:8",
	"1:2:3:4::5:6:7:8",
	":1::",
	"1:2:3:4:5:6:7:",
	":2:3:4:5:6:7:8",
	"::g",
	"::12345",
	"::00001",
	"::-1",
	"fe80::1%eth0",
	"fe80::1%1",
	"[::1]",
	"::1/128",
	"::1 ",
	" ::1",
	"::1.2.3",
	"::1.2.3.256",
	"::01.2.3.4",
	"1.2.3.4::",
	"::1.2.3.4:5",
	"1:2:3:4:5:6:7:1.2.3.4",
};

START_TEST(anything_else_is_no_address_and_leaves_the_result_alone)
{
	struct hcn_addr a = addr("192.0.2.9"), before = a;

	ck_assert_msg(!hcn_addr_parse(no_addresses[_i], &a), "%s", no_addresses[_i]);
	ck_assert_mem_eq(&a, &before, sizeof(a));
}
END_TEST

START_TEST(unused_bytes_of_an_ipv4_address_are_zero)
{
	struct hcn_addr a;

	memset(&a, 'x', sizeof(a));
	ck_assert(hcn_addr_parse("1.2.3.4", &a));
	ck_assert_mem_eq(a.bytes, "\1\2\3\4\0\0\0\0\0\0\0\0\0\0\0", 16);
}
END_TEST

START_TEST(no_address_has_no_bits_and_no_text)
{
	const struct hcn_addr none = { 0 };

	ck_assert_uint_eq(hcn_addr_bits(&none), 0);
	ck_assert_uint_eq(hcn_addr_size(&none), 0);
	ck_assert_str_eq(hcn_addr_format(&none).text, "");
	ck_assert(!hcn_addr_is_unspecified(&none));
	ck_assert(!hcn_addr_is_multicast(&none));
	ck_assert(!hcn_addr_is_loopback(&none));
	ck_assert(hcn_addr_equal(&none, &none));
}
END_TEST

START_TEST(text_and_back_is_the_same_address)
{
	struct prng r = { 6 };

	for (int round = 0; round < N_ROUNDS; round++) {
		struct hcn_addr a = random_addr(&r), again = addr(hcn_addr_format(&a).text);

		ck_assert_mem_eq(&a, &again, sizeof(a));
	}
}
END_TEST

START_TEST(addresses_sort_by_family_and_then_by_number)
{
	static const char *const sorted[] = { "0.0.0.0", "9.255.255.255", "10.0.0.0", "10.0.0.9",
		"10.0.0.10", "255.0.0.0", "::", "::1", "::ffff:10.0.0.0", "2001:db8::", "ff02::1" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(sorted); i++) {
		for (size_t j = 0; j < HCN_N_ELEMENTS(sorted); j++) {
			struct hcn_addr a = addr(sorted[i]), b = addr(sorted[j]);
			int order = hcn_addr_compare(&a, &b);

			ck_assert_int_eq((order > 0) - (order < 0), (i > j) - (i < j));
			ck_assert_int_eq(hcn_addr_equal(&a, &b), i == j);
		}
	}
}
END_TEST

static const struct {
	const char *text;
	bool unspecified, multicast, loopback;
} classes[] = {
	{ "0.0.0.0", true, false, false },
	{ "0.0.0.1", false, false, false },
	{ "126.255.255.255", false, false, false },
	{ "127.0.0.1", false, false, true },
	{ "127.255.255.255", false, false, true },
	{ "128.0.0.0", false, false, false },
	{ "223.255.255.255", false, false, false },
	{ "224.0.0.0", false, true, false },
	{ "239.255.255.255", false, true, false },
	{ "240.0.0.0", false, false, false },
	{ "::", true, false, false },
	{ "::1", false, false, true },
	{ "::2", false, false, false },
	{ "1::1", false, false, false },
	{ "feff::", false, false, false },
	{ "ff00::", false, true, false },
	{ "ff02::1", false, true, false },
};

START_TEST(special_addresses_are_known)
{
	struct hcn_addr a = addr(classes[_i].text);

	ck_assert_int_eq(hcn_addr_is_unspecified(&a), classes[_i].unspecified);
	ck_assert_int_eq(hcn_addr_is_multicast(&a), classes[_i].multicast);
	ck_assert_int_eq(hcn_addr_is_loopback(&a), classes[_i].loopback);
}
END_TEST

static const struct {
	const char *from;
	uint64_t n;
	const char *sum; /* NULL: overflow */
} sums[] = {
	{ "10.0.0.1", 0, "10.0.0.1" },
	{ "10.0.0.1", 1, "10.0.0.2" },
	{ "10.0.0.255", 1, "10.0.1.0" },
	{ "10.255.255.255", 1, "11.0.0.0" },
	{ "0.0.0.0", UINT32_MAX, "255.255.255.255" },
	{ "255.255.255.255", 0, "255.255.255.255" },
	{ "255.255.255.255", 1, NULL },
	{ "0.0.0.1", UINT32_MAX, NULL },
	{ "0.0.0.0", UINT64_C(1) << 32, NULL },
	{ "0.0.0.0", UINT64_MAX, NULL },
	{ "::", 1, "::1" },
	{ "::", UINT64_MAX, "::ffff:ffff:ffff:ffff" },
	{ "::1", UINT64_MAX, "0:0:0:1::" },
	{ "::ffff:ffff:ffff:ffff", UINT64_MAX, "::1:ffff:ffff:ffff:fffe" },
	{ "2001:db8::ffff", 1, "2001:db8::1:0" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe", 1, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff", 1, NULL },
	{ "ffff:ffff:ffff:ffff::1", UINT64_MAX, NULL },
};

START_TEST(adding_carries_and_says_when_the_family_ends)
{
	struct hcn_addr a = addr(sums[_i].from), sum = addr("192.0.2.9"), before = sum;

	if (sums[_i].sum) {
		ck_assert(hcn_addr_add(&a, sums[_i].n, &sum));
		ck_assert_str_eq(hcn_addr_format(&sum).text, sums[_i].sum);
	} else {
		ck_assert(!hcn_addr_add(&a, sums[_i].n, &sum));
		ck_assert_mem_eq(&sum, &before, sizeof(sum));
	}
}
END_TEST

START_TEST(an_address_can_be_advanced_in_place)
{
	struct hcn_addr a = addr("10.0.0.254");

	ck_assert(hcn_addr_add(&a, 2, &a));
	ck_assert_str_eq(hcn_addr_format(&a).text, "10.0.1.0");
}
END_TEST

START_TEST(two_steps_are_one_big_step)
{
	struct prng r = { 7 };

	for (int round = 0; round < N_ROUNDS; round++) {
		uint64_t m = prng_u64(&r) >> (34 + prng_below(&r, 30)), n = prng_u64(&r) >> 34;
		struct hcn_addr a = random_addr(&r), by_two, by_one;
		bool fits = hcn_addr_add(&a, m, &by_two) && hcn_addr_add(&by_two, n, &by_two);

		ck_assert_int_eq(hcn_addr_add(&a, m + n, &by_one), fits);
		if (fits)
			ck_assert(hcn_addr_equal(&by_one, &by_two));
	}
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_address_is_written_in_its_canonical_form, HCN_N_ELEMENTS(addresses) },
		{ anything_else_is_no_address_and_leaves_the_result_alone,
			HCN_N_ELEMENTS(no_addresses) },
		{ unused_bytes_of_an_ipv4_address_are_zero },
		{ no_address_has_no_bits_and_no_text },
		{ text_and_back_is_the_same_address },
		{ addresses_sort_by_family_and_then_by_number },
		{ special_addresses_are_known, HCN_N_ELEMENTS(classes) },
		{ adding_carries_and_says_when_the_family_ends, HCN_N_ELEMENTS(sums) },
		{ an_address_can_be_advanced_in_place },
		{ two_steps_are_one_big_step },
		{ NULL },
	};

	return run_tests("addr", facts);
}
