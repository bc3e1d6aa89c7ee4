/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* GUIDs: the mixed-endian struct of Windows against the text, strict reading, key order, names. */
#include "guid.h"

#include <string.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

#define N_ROUNDS 2000

static const struct hcn_guid sample = { 0x00112233, 0x4455, 0x6677,
	{ 0x88, 0x99, 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff } };

static bool parse(const char *text, struct hcn_guid *ret)
{
	return hcn_guid_parse(text, strlen(text), ret);
}

static struct hcn_guid random_guid(struct prng *r)
{
	struct hcn_guid g;

	prng_bytes(r, &g, sizeof(g));
	return g;
}

static const char *const spellings[] = {
	"00112233-4455-6677-8899-AABBCCDDEEFF",
	"00112233-4455-6677-8899-aabbccddeeff",
	"00112233-4455-6677-8899-aAbBcCdDeEfF",
	"{00112233-4455-6677-8899-AABBCCDDEEFF}",
	"{00112233-4455-6677-8899-aabbccddeeff}",
};

START_TEST(every_spelling_gives_the_three_integers_and_eight_bytes)
{
	struct hcn_guid g;

	ck_assert(parse(spellings[_i], &g));
	ck_assert_uint_eq(g.data1, 0x00112233);
	ck_assert_uint_eq(g.data2, 0x4455);
	ck_assert_uint_eq(g.data3, 0x6677);
	ck_assert_mem_eq(g.data4, "\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 8);
}
END_TEST

static const char *const no_guids[] = {
	"", "{", "{}", "00112233-4455-6677-8899-AABBCCDDEEF", /* one digit short */
	"00112233-4455-6677-8899-AABBCCDDEEFF0",              /* one too many */
	"00112233445566778899AABBCCDDEEFF",                   /* no dashes */
	"0011223-34455-6677-8899-AABBCCDDEEFF",               /* a dash in the wrong place */
	"00112233-4455-6677-8899AABBCCDDEEFF--", "00112233_4455_6677_8899_AABBCCDDEEFF",
	"00112233-4455-6677-8899-AABBCCDDEEFG", "0x112233-4455-6677-8899-AABBCCDDEEFF",
	"+0112233-4455-6677-8899-AABBCCDDEEFF",
	"{00112233-4455-6677-8899-AABBCCDDEEFF", /* half a pair of braces */
	"00112233-4455-6677-8899-AABBCCDDEEFF}", "{00112233-4455-6677-8899-AABBCCDDEEFF)",
	"(00112233-4455-6677-8899-AABBCCDDEEFF)",
	"{00112233-4455-6677-8899-AABBCCDDEEF}", /* 37 with both */
	"{{0112233-4455-6677-8899-AABBCCDDEEFF", /* 37, and 36 after the brace */
	" 00112233-4455-6677-8899-AABBCCDDEEFF", "00112233-4455-6677-8899-AABBCCDDEEFF ",
	" 00112233-4455-6677-8899-AABBCCDDEEFF ", /* 38, but no braces */
	"\xef\xbc\x90"
	"112233-4455-6677-8899-AABBCCDDEE", /* a full-width zero */
};

START_TEST(anything_else_is_refused_and_leaves_the_result_alone)
{
	struct hcn_guid g = sample;

	ck_assert(!parse(no_guids[_i], &g));
	ck_assert(hcn_guid_equal(&g, &sample));
}
END_TEST

START_TEST(the_given_length_counts_not_the_nul)
{
	struct hcn_guid g;

	ck_assert(hcn_guid_parse("00112233-4455-6677-8899-AABBCCDDEEFF and more", 36, &g));
	ck_assert(!hcn_guid_parse("00112233-4455-6677-8899-AABBCCDDEEFF", 35, &g));
	ck_assert(!hcn_guid_parse("00112233-4455-6677-8899-AABBCCDDEE\0F", 36, &g));
}
END_TEST

START_TEST(text_is_upper_case_without_braces_or_lower_case)
{
	ck_assert_str_eq(hcn_guid_upper(&sample).text, "00112233-4455-6677-8899-AABBCCDDEEFF");
	ck_assert_str_eq(hcn_guid_lower(&sample).text, "00112233-4455-6677-8899-aabbccddeeff");
}
END_TEST

START_TEST(the_bytes_of_a_key_stand_in_text_order)
{
	struct hcn_guid again;
	uint8_t bytes[16];

	hcn_guid_to_bytes(&sample, bytes);
	ck_assert_mem_eq(
		bytes, "\x00\x11\x22\x33\x44\x55\x66\x77\x88\x99\xaa\xbb\xcc\xdd\xee\xff", 16);
	hcn_guid_from_bytes(bytes, &again);
	ck_assert(hcn_guid_equal(&again, &sample));
}
END_TEST

static int sign(int n)
{
	return (n > 0) - (n < 0);
}

START_TEST(guids_sort_as_their_texts_do)
{
	struct prng r = { 3 };

	for (int round = 0; round < N_ROUNDS; round++) {
		struct hcn_guid a = random_guid(&r), b = random_guid(&r);

		if (round % 2) /* else the first integer decides nearly always */
			b.data1 = a.data1;
		ck_assert_int_eq(sign(hcn_guid_compare(&a, &b)),
			sign(strcmp(hcn_guid_upper(&a).text, hcn_guid_upper(&b).text)));
		ck_assert_int_eq(hcn_guid_compare(&a, &a), 0);
	}
}
END_TEST

START_TEST(text_and_back_is_the_same_guid)
{
	struct prng r = { 4 };

	for (int round = 0; round < N_ROUNDS; round++) {
		struct hcn_guid g = random_guid(&r), upper, lower;

		ck_assert(parse(hcn_guid_upper(&g).text, &upper));
		ck_assert(parse(hcn_guid_lower(&g).text, &lower));
		ck_assert(hcn_guid_equal(&g, &upper));
		ck_assert(hcn_guid_equal(&g, &lower));
	}
}
END_TEST

START_TEST(one_bit_makes_two_guids_unequal)
{
	for (size_t bit = 0; bit < 128; bit++) {
		struct hcn_guid other = sample;

		((uint8_t *)&other)[bit / 8] ^= (uint8_t)(1 << bit % 8);
		ck_assert(!hcn_guid_equal(&sample, &other));
		ck_assert_int_ne(hcn_guid_compare(&sample, &other), 0);
	}
}
END_TEST

START_TEST(only_the_zero_guid_is_zero)
{
	struct hcn_guid g = { 0 };

	ck_assert(hcn_guid_is_zero(&g));
	g.data4[7] = 1;
	ck_assert(!hcn_guid_is_zero(&g));
	ck_assert(!hcn_guid_is_zero(&sample));
}
END_TEST

START_TEST(random_guids_are_of_version_4_and_differ)
{
	struct hcn_guid a, b;

	hcn_guid_random(&a);
	hcn_guid_random(&b);
	ck_assert_uint_eq(a.data3 >> 12, 4);
	ck_assert_uint_eq(a.data4[0] >> 6, 2); /* the variant of RFC 4122 */
	ck_assert(!hcn_guid_equal(&a, &b));
}
END_TEST

static const struct {
	const char *guid, *name;
} names[] = {
	/* FNV-1a over uuid.UUID(guid).bytes, its upper half folded in, base32 of the first 60 bits, in Python */
	{ "00000000-0000-0000-0000-000000000000", "eraqb7opi3555" },
	{ "FFFFFFFF-FFFF-FFFF-FFFF-FFFFFFFFFFFF", "e2zqhkcbdygov" },
	{ "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC", "esrodo35zk5io" },
	/* counted up */
	{ "AAAAAAAA-0000-0000-0000-000000000001", "enrtbpn3w6s3h" },
	{ "AAAAAAAA-0000-0000-0000-000000000002", "enrtbnn3w6s3l" },
};

START_TEST(an_interface_name_is_the_prefix_and_60_bits_in_base32)
{
	char name[HCN_IFNAME_SIZE];
	struct hcn_guid g;

	ck_assert(parse(names[_i].guid, &g));
	hcn_guid_ifname(&g, 'e', name);
	ck_assert_str_eq(name, names[_i].name);
}
END_TEST

/* The example of RFC 9562, appendix A.4. */
START_TEST(a_derived_guid_is_that_of_its_space_and_name)
{
	struct hcn_guid dns, guid;

	ck_assert(hcn_guid_parse("6ba7b810-9dad-11d1-80b4-00c04fd430c8", 36, &dns));
	hcn_guid_derive(&dns, "www.example.com", &guid);
	ck_assert_str_eq(hcn_guid_lower(&guid).text, "2ed6657d-e927-568b-95e1-2665a8aea6a2");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_spelling_gives_the_three_integers_and_eight_bytes,
			HCN_N_ELEMENTS(spellings) },
		{ anything_else_is_refused_and_leaves_the_result_alone, HCN_N_ELEMENTS(no_guids) },
		{ the_given_length_counts_not_the_nul },
		{ text_is_upper_case_without_braces_or_lower_case },
		{ the_bytes_of_a_key_stand_in_text_order },
		{ guids_sort_as_their_texts_do },
		{ text_and_back_is_the_same_guid },
		{ one_bit_makes_two_guids_unequal },
		{ only_the_zero_guid_is_zero },
		{ random_guids_are_of_version_4_and_differ },
		{ a_derived_guid_is_that_of_its_space_and_name },
		{ an_interface_name_is_the_prefix_and_60_bits_in_base32, HCN_N_ELEMENTS(names) },
		{ NULL },
	};

	return run_tests("guid", facts);
}
