/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 <-> UTF-8: the well-formed comes through exactly, the rest is refused with its place.
 * The ill-formed UTF-8 is that of Unicode 15, table 3-7, one fact for every border of it.
 */
#include "utf16.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

#define N_ROUNDS 2000

struct pair {
	const char16_t *wide;
	size_t n;
	const char *narrow;
	size_t len;
};

/* clang-format off */
#define PAIR(wide, narrow) { u##wide, HCN_N_ELEMENTS(u##wide) - 1, narrow, sizeof(narrow) - 1 }

static const struct pair pairs[] = {
	PAIR("", ""),
	PAIR("a", "a"),
	PAIR("sixteen letters.", "sixteen letters."),
	PAIR("nul \0 inside", "nul \0 inside"),
	PAIR("\x7f\x80", "\x7f\xc2\x80"),
	PAIR("\x7ff\x800", "\xdf\xbf\xe0\xa0\x80"),
	PAIR("\xd7ff\xe000", "\xed\x9f\xbf\xee\x80\x80"),
	PAIR("\xffff", "\xef\xbf\xbf"),
	PAIR("\xd800\xdc00", "\xf0\x90\x80\x80"),
	PAIR("\xd83d\xde00", "\xf0\x9f\x98\x80"),
	PAIR("\xdbff\xdfff", "\xf4\x8f\xbf\xbf"),
	PAIR("a\xd83d\xde00\xe9z", "a\xf0\x9f\x98\x80\xc3\xa9z"),
	PAIR("\xfeff", "\xef\xbb\xbf"), /* a byte order mark is a character like any other */
};
/* clang-format on */

START_TEST(utf16_becomes_utf8)
{
	const struct pair *p = &pairs[_i];
	_cleanup_free_ char *text = NULL;
	size_t len = 99;

	ck_assert_int_eq(hcn_utf16_to_utf8(p->wide, p->n, &text, &len, NULL), 0);
	ck_assert_uint_eq(len, p->len);
	ck_assert_mem_eq(text, p->narrow, len + 1); /* the NUL, too */
}
END_TEST

START_TEST(utf8_becomes_utf16)
{
	const struct pair *p = &pairs[_i];
	_cleanup_free_ char16_t *text = NULL;
	size_t n = 99;

	ck_assert(hcn_utf8_is_valid(p->narrow, p->len));
	ck_assert_int_eq(hcn_utf8_to_utf16(p->narrow, p->len, &text, &n, NULL), 0);
	ck_assert_uint_eq(n, p->n);
	ck_assert_mem_eq(text, p->wide, (n + 1) * sizeof(*text));
}
END_TEST

static const struct {
	char16_t units[4];
	size_t n, bad;
} bad_utf16[] = {
	{ { 0xd800 }, 1, 0 },                                      /* high at the end */
	{ { 'a', 'b', 0xdbff }, 3, 2 }, { { 0xdc00 }, 1, 0 },      /* low without high */
	{ { 'a', 0xdfff, 'b' }, 3, 1 }, { { 0xd800, 'a' }, 2, 0 }, /* high without low */
	{ { 0xd800, 0xd800, 0xdc00 }, 3, 0 },                      /* the first high is alone */
	{ { 0xd800, 0xdc00, 0xdc00 }, 3, 2 },                      /* the last low is alone */
	{ { 0xdc00, 0xd800 }, 2, 0 },                              /* the wrong way round */
	{ { 0xd800, 0xe000 }, 2, 0 },                              /* one above the last low */
	{ { 0xd83d, 0xde00 }, 1, 0 },                              /* the low lies behind the end */
};

START_TEST(a_lone_surrogate_is_refused_with_its_place)
{
	char *text = NULL;
	size_t bad = 99;

	ck_assert_int_eq(hcn_utf16_to_utf8(bad_utf16[_i].units, bad_utf16[_i].n, &text, NULL, &bad),
		-EILSEQ);
	ck_assert_uint_eq(bad, bad_utf16[_i].bad);
	ck_assert_ptr_null(text);
}
END_TEST

static const struct {
	const char *text;
	size_t bad;
} bad_utf8[] = {
	{ "\x80", 0 }, /* a continuation that continues nothing */
	{ "ab\xbf", 2 },
	{ "\xc3", 0 }, /* cut off */
	{ "abcdefgh\xe2\x82", 8 },
	{ "\xf0\x9f\x98", 0 },
	{ "\xc3(", 0 }, /* no continuation where one must be */
	{ "\xe2(\xa1", 0 },
	{ "\xe2\x82(", 0 },
	{ "\xf0\x9f\x98(", 0 },
	{ "\xc3\xc3\xa9", 0 },
	{ "\xc0\x80", 0 }, /* overlong: NUL, U+7F, U+7FF, U+FFFF */
	{ "\xc1\xbf", 0 },
	{ "\xe0\x9f\xbf", 0 },
	{ "\xf0\x8f\xbf\xbf", 0 },
	{ "\xed\xa0\x80", 0 }, /* surrogates */
	{ "\xed\xbf\xbf", 0 },
	{ "\xed\xa0\xbd\xed\xb8\x80", 0 }, /* CESU-8 */
	{ "\xf4\x90\x80\x80", 0 },         /* U+110000 */
	{ "\xf5\x80\x80\x80", 0 },
	{ "\xf8\x88\x80\x80\x80", 0 },
	{ "\xfe", 0 },
	{ "\xff", 0 },
	{ "1234567\xff"
	  "9abcdef",
		7 }, /* within the first word of eight */
	{ "\xc3\xa9\xff", 2 },
};

START_TEST(ill_formed_utf8_is_refused_with_its_place)
{
	size_t len = strlen(bad_utf8[_i].text), bad = 99;
	char16_t *text = NULL;

	ck_assert(!hcn_utf8_is_valid(bad_utf8[_i].text, len));
	ck_assert_int_eq(hcn_utf8_to_utf16(bad_utf8[_i].text, len, &text, NULL, &bad), -EILSEQ);
	ck_assert_uint_eq(bad, bad_utf8[_i].bad);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(the_place_of_a_fault_need_not_be_asked_for)
{
	const char16_t lone = 0xd800;
	char16_t *wide = NULL;
	char *narrow = NULL;

	ck_assert_int_eq(hcn_utf16_to_utf8(&lone, 1, &narrow, NULL, NULL), -EILSEQ);
	ck_assert_int_eq(hcn_utf8_to_utf16("\xff", 1, &wide, NULL, NULL), -EILSEQ);
}
END_TEST

START_TEST(a_length_ends_at_the_nul_or_one_past_the_limit)
{
	ck_assert_uint_eq(hcn_utf16_len(u"", 0), 0);
	ck_assert_uint_eq(hcn_utf16_len(u"", 5), 0);
	ck_assert_uint_eq(hcn_utf16_len(u"abc", 5), 3);
	ck_assert_uint_eq(hcn_utf16_len(u"abc", 3), 3);
	ck_assert_uint_eq(hcn_utf16_len(u"abc", 2), 3);
	ck_assert_uint_eq(hcn_utf16_len(u"a\0c", 5), 1);
}
END_TEST

/* A Unicode scalar value, each length of UTF-8 as likely as the others. */
static uint32_t random_character(struct prng *r)
{
	static const uint32_t ends[] = { 0x80, 0x800, 0x10000, 0x110000 };
	uint32_t c;

	do
		c = prng_below(r, ends[prng_below(r, HCN_N_ELEMENTS(ends))]);
	while (c >= 0xd800 && c <= 0xdfff);
	return c;
}

START_TEST(any_text_survives_the_way_there_and_back)
{
	struct prng r = { 1 };

	for (int round = 0; round < N_ROUNDS; round++) {
		_cleanup_free_ char16_t *wide_again = NULL;
		_cleanup_free_ char *narrow = NULL;
		size_t n = 0, n_again = 0, len = 0;
		char16_t wide[80];

		for (uint32_t left = prng_below(&r, 40); left; left--) {
			uint32_t c = random_character(&r);

			if (c >= 0x10000) {
				wide[n++] = (char16_t)(0xd7c0 + (c >> 10));
				wide[n++] = (char16_t)(0xdc00 | (c & 0x3ff));
			} else {
				wide[n++] = (char16_t)c;
			}
		}
		ck_assert_int_eq(hcn_utf16_to_utf8(wide, n, &narrow, &len, NULL), 0);
		ck_assert_int_eq(hcn_utf8_to_utf16(narrow, len, &wide_again, &n_again, NULL), 0);
		ck_assert_uint_eq(n_again, n);
		ck_assert_mem_eq(wide_again, wide, n * sizeof(*wide));
	}
}
END_TEST

START_TEST(random_bytes_are_refused_or_come_back_the_same)
{
	struct prng r = { 2 };
	size_t n_valid = 0;

	for (int round = 0; round < 20 * N_ROUNDS; round++) {
		_cleanup_free_ char16_t *wide = NULL;
		_cleanup_free_ char *again = NULL;
		size_t len = prng_below(&r, 5), n, len_again;
		char bytes[4];

		prng_bytes(&r, bytes, len);
		if (hcn_utf8_to_utf16(bytes, len, &wide, &n, NULL)) {
			ck_assert(!hcn_utf8_is_valid(bytes, len));
			continue;
		}
		n_valid++;
		ck_assert(hcn_utf8_is_valid(bytes, len));
		ck_assert_int_eq(hcn_utf16_to_utf8(wide, n, &again, &len_again, NULL), 0);
		ck_assert_uint_eq(len_again, len);
		ck_assert_mem_eq(again, bytes, len);
	}
	ck_assert_uint_gt(n_valid, N_ROUNDS);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ utf16_becomes_utf8, HCN_N_ELEMENTS(pairs) },
		{ utf8_becomes_utf16, HCN_N_ELEMENTS(pairs) },
		{ a_lone_surrogate_is_refused_with_its_place, HCN_N_ELEMENTS(bad_utf16) },
		{ ill_formed_utf8_is_refused_with_its_place, HCN_N_ELEMENTS(bad_utf8) },
		{ the_place_of_a_fault_need_not_be_asked_for },
		{ a_length_ends_at_the_nul_or_one_past_the_limit },
		{ any_text_survives_the_way_there_and_back },
		{ random_bytes_are_refused_or_come_back_the_same },
		{ NULL },
	};

	return run_tests("utf16", facts);
}
