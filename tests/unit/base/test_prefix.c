/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Prefixes: strict reading, host bits, membership and overlap from /0 to /128. */
#include "addr.h"

#include <string.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

#define N_ROUNDS 2000

static struct hcn_prefix prefix(const char *text)
{
	struct hcn_prefix p;

	ck_assert_msg(hcn_prefix_parse(text, &p), "%s", text);
	return p;
}

static struct hcn_addr addr(const char *text)
{
	struct hcn_addr a;

	ck_assert_msg(hcn_addr_parse(text, &a), "%s", text);
	return a;
}

static const struct {
	const char *text, *masked, *first, *last;
} prefixes[] = {
	{ "0.0.0.0/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255" },
	{ "1.2.3.4/0", "0.0.0.0/0", "0.0.0.0", "255.255.255.255" },
	{ "10.0.0.0/8", "10.0.0.0/8", "10.0.0.0", "10.255.255.255" },
	{ "10.1.2.3/24", "10.1.2.0/24", "10.1.2.0", "10.1.2.255" },
	{ "10.1.2.77/25", "10.1.2.0/25", "10.1.2.0", "10.1.2.127" },
	{ "10.1.2.177/25", "10.1.2.128/25", "10.1.2.128", "10.1.2.255" },
	{ "10.1.2.3/31", "10.1.2.2/31", "10.1.2.2", "10.1.2.3" },
	{ "10.1.2.3/32", "10.1.2.3/32", "10.1.2.3", "10.1.2.3" },
	{ "10.0.0.0/10", "10.0.0.0/10", "10.0.0.0", "10.63.255.255" },
	{ "::/0", "::/0", "::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::9/64", "2001:db8::/64", "2001:db8::", "2001:db8::ffff:ffff:ffff:ffff" },
	{ "2001:db8:ffff::/35", "2001:db8:e000::/35",
		"2001:db8:e000::", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff" },
	{ "2001:db8::/100", "2001:db8::/100", "2001:db8::", "2001:db8::fff:ffff" },
	{ "fe80::1/127", "fe80::/127", "fe80::", "fe80::1" },
	{ "fe80::1/128", "fe80::1/128", "fe80::1", "fe80::1" },
};

START_TEST(a_prefix_keeps_its_host_bits_until_masked)
{
	struct hcn_prefix p = prefix(prefixes[_i].text), masked = hcn_prefix_mask(&p);
	struct hcn_addr first = hcn_prefix_first(&p), last = hcn_prefix_last(&p);

	ck_assert_str_eq(hcn_prefix_format(&p).text, prefixes[_i].text);
	ck_assert_str_eq(hcn_prefix_format(&masked).text, prefixes[_i].masked);
	ck_assert_str_eq(hcn_addr_format(&first).text, prefixes[_i].first);
	ck_assert_str_eq(hcn_addr_format(&last).text, prefixes[_i].last);
	ck_assert(hcn_prefix_equal(&p, &masked));
}
END_TEST

static const char *const no_prefixes[] = {
	"",
	"/",
	"/24",
	"10.0.0.0",
	"10.0.0.0/",
	"10.0.0.0/33",
	"10.0.0.0/100",
	"10.0.0.0/4294967304",
	"10.0.0.0/18446744073709551624",
	"10.0.0.0/08",
	"10.0.0.0/00",
	"10.0.0.0/+8",
	"10.0.0.0/-1",
	"10.0.0.0/ 8",
	"10.0.0.0 /8",
	"10.0.0.0/8 ",
	"10.0.0.0/8/8",
	"10.0.0.0//8",
	"10.0.0.0/0x8",
	"10.0.0.0/255.0.0.0",
	"10.0.0/8",
	"::/129",
	"::/256",
	"::/00",
	"fe80::1%1/64",
	"::1",
	"x/8",
	"ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.2555/8",
	"xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx/8", /* 46: one more than any address has */
	"0000000000000000000000000000000000000000000000000000000000000000/8",
};

START_TEST(anything_else_is_no_prefix_and_leaves_the_result_alone)
{
	struct hcn_prefix p = prefix("192.0.2.0/24"), before = p;

	ck_assert_msg(!hcn_prefix_parse(no_prefixes[_i], &p), "%s", no_prefixes[_i]);
	ck_assert_mem_eq(&p, &before, sizeof(p));
}
END_TEST

START_TEST(the_longest_text_fits)
{
	struct hcn_prefix p = prefix("ffff:ffff:ffff:ffff:ffff:ffff:255.255.255.255/128");

	ck_assert_str_eq(hcn_prefix_format(&p).text, "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff/128");
}
END_TEST

START_TEST(no_prefix_has_no_text_and_contains_nothing)
{
	const struct hcn_prefix none = { 0 };
	const struct hcn_addr no_addr = { 0 };

	ck_assert_str_eq(hcn_prefix_format(&none).text, "");
	ck_assert(!hcn_prefix_contains(&none, &no_addr));
	ck_assert(!hcn_prefix_overlaps(&none, &none));
}
END_TEST

static const struct {
	const char *prefix, *addr;
	bool inside;
} members[] = {
	{ "0.0.0.0/0", "203.0.113.9", true },
	{ "10.0.0.0/24", "10.0.0.0", true },
	{ "10.0.0.0/24", "10.0.0.255", true },
	{ "10.0.0.0/24", "10.0.1.0", false },
	{ "10.0.0.0/24", "9.255.255.255", false },
	{ "10.0.0.77/24", "10.0.0.1", true }, /* host bits do not matter */
	{ "10.0.0.0/23", "10.0.1.255", true },
	{ "10.0.0.0/23", "10.0.2.0", false },
	{ "10.0.0.1/32", "10.0.0.1", true },
	{ "10.0.0.1/32", "10.0.0.0", false },
	{ "::/0", "2001:db8::1", true },
	{ "::/0", "10.0.0.1", false }, /* families do not mix */
	{ "0.0.0.0/0", "::", false },
	{ "::ffff:0:0/96", "10.0.0.1", false },
	{ "2001:db8::/127", "2001:db8::1", true },
	{ "2001:db8::/127", "2001:db8::2", false },
	{ "2001:db8::1/128", "2001:db8::1", true },
	{ "2001:db8::1/128", "2001:db8::", false },
};

START_TEST(a_prefix_contains_its_addresses_only)
{
	struct hcn_prefix p = prefix(members[_i].prefix);
	struct hcn_addr a = addr(members[_i].addr);

	ck_assert_int_eq(hcn_prefix_contains(&p, &a), members[_i].inside);
}
END_TEST

static const struct {
	const char *a, *b;
	bool overlap, equal;
} relations[] = {
	{ "10.0.0.0/24", "10.0.0.0/24", true, true },
	{ "10.0.0.1/24", "10.0.0.2/24", true, true },
	{ "10.0.0.0/24", "10.0.0.0/25", true, false },
	{ "10.0.0.0/24", "10.0.0.128/25", true, false },
	{ "10.0.0.0/24", "10.0.1.0/24", false, false },
	{ "10.0.0.0/25", "10.0.0.128/25", false, false },
	{ "0.0.0.0/0", "255.255.255.255/32", true, false },
	{ "0.0.0.0/0", "1.0.0.0/0", true, true },
	{ "10.0.0.1/32", "10.0.0.1/32", true, true },
	{ "0.0.0.0/0", "::/0", false, false },
	{ "2001:db8::/32", "2001:db8:1::/48", true, false },
	{ "2001:db8::/48", "2001:db8:1::/48", false, false },
};

START_TEST(overlap_and_equality_hold_both_ways)
{
	struct hcn_prefix a = prefix(relations[_i].a), b = prefix(relations[_i].b);

	ck_assert_int_eq(hcn_prefix_overlaps(&a, &b), relations[_i].overlap);
	ck_assert_int_eq(hcn_prefix_overlaps(&b, &a), relations[_i].overlap);
	ck_assert_int_eq(hcn_prefix_equal(&a, &b), relations[_i].equal);
	ck_assert_int_eq(hcn_prefix_equal(&b, &a), relations[_i].equal);
}
END_TEST

/* Close to each other, so that all relations occur. */
static struct hcn_prefix random_prefix(struct prng *r)
{
	struct hcn_prefix p = { .addr = addr(prng_below(r, 2) ? "10.0.0.0" : "2001:db8::") };
	unsigned bits = hcn_addr_bits(&p.addr);

	p.addr.bytes[bits / 8 - 1] = (uint8_t)prng_u64(r);
	p.len = (uint8_t)(bits - prng_below(r, 9));
	return p;
}

START_TEST(membership_agrees_with_the_first_and_the_last_address)
{
	struct prng r = { 8 };
	size_t n_inside = 0, n_overlaps = 0;

	for (int round = 0; round < N_ROUNDS; round++) {
		struct hcn_prefix p = random_prefix(&r), q = random_prefix(&r);
		struct hcn_addr p0 = hcn_prefix_first(&p), p1 = hcn_prefix_last(&p);
		struct hcn_addr q0 = hcn_prefix_first(&q), q1 = hcn_prefix_last(&q);
		bool inside = hcn_addr_compare(&p0, &q.addr) <= 0 &&
			      hcn_addr_compare(&q.addr, &p1) <= 0;
		bool overlap = hcn_addr_compare(&p0, &q1) <= 0 && hcn_addr_compare(&q0, &p1) <= 0;

		ck_assert_int_eq(hcn_prefix_contains(&p, &q.addr), inside);
		ck_assert_int_eq(hcn_prefix_overlaps(&p, &q), overlap);
		ck_assert_int_eq(hcn_prefix_equal(&p, &q),
			hcn_addr_equal(&p0, &q0) && hcn_addr_equal(&p1, &q1));
		n_inside += inside;
		n_overlaps += overlap;
	}
	ck_assert_uint_gt(n_inside, N_ROUNDS / 20);
	ck_assert_uint_lt(n_overlaps, N_ROUNDS * 19 / 20);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_prefix_keeps_its_host_bits_until_masked, HCN_N_ELEMENTS(prefixes) },
		{ anything_else_is_no_prefix_and_leaves_the_result_alone,
			HCN_N_ELEMENTS(no_prefixes) },
		{ the_longest_text_fits },
		{ no_prefix_has_no_text_and_contains_nothing },
		{ a_prefix_contains_its_addresses_only, HCN_N_ELEMENTS(members) },
		{ overlap_and_equality_hold_both_ways, HCN_N_ELEMENTS(relations) },
		{ membership_agrees_with_the_first_and_the_last_address },
		{ NULL },
	};

	return run_tests("prefix", facts);
}
