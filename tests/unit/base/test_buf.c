/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Growing text: pieces of any size join up, JSON strings escape what must be and nothing else. */
#include "buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <wchar.h>

#include "cleanup.h"
#include "prng.h"
#include "run_tests.h"

/* The buffer's text, for one comparison; the buffer is empty again. */
static void expect_taken(struct hcn_buf *b, const char *text, size_t len)
{
	_cleanup_free_ char *taken = NULL;
	size_t taken_len = 99;

	ck_assert_int_eq(hcn_buf_take(b, &taken, &taken_len), 0);
	ck_assert_uint_eq(taken_len, len);
	ck_assert_mem_eq(taken, text, len + 1);
	ck_assert_ptr_null(b->data);
	ck_assert_uint_eq(b->len, 0);
}

START_TEST(nothing_put_is_an_empty_text)
{
	struct hcn_buf b = { 0 };

	hcn_buf_put(&b, NULL, 0);
	hcn_buf_puts(&b, "");
	expect_taken(&b, "", 0);
}
END_TEST

START_TEST(pieces_join_in_order)
{
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "text");
	hcn_buf_putc(&b, ' ');
	hcn_buf_put(&b, "nul\0", 4);
	hcn_buf_printf(&b, "%s-%03d", "printf", 7);
	hcn_buf_u64(&b, 42);
	expect_taken(&b, "text nul\0printf-00742", 21);
}
END_TEST

START_TEST(numbers_are_decimal_up_to_the_largest)
{
	struct hcn_buf b = { 0 };

	hcn_buf_u64(&b, 0);
	hcn_buf_putc(&b, ' ');
	hcn_buf_u64(&b, 10);
	hcn_buf_putc(&b, ' ');
	hcn_buf_u64(&b, UINT64_MAX);
	expect_taken(&b, "0 10 18446744073709551615", 25);
}
END_TEST

START_TEST(the_text_is_terminated_after_every_put)
{
	struct prng r = { 5 };
	struct hcn_buf b = { 0 };
	size_t len = 0;
	char expected[4096];

	while (len < sizeof(expected) - 201) {
		size_t n = prng_below(&r, 200);
		char piece[200];

		memset(piece, 'a' + (int)prng_below(&r, 26), n);
		piece[n] = '\0';
		memcpy(expected + len, piece, n + 1);
		len += n;
		if (prng_below(&r, 2))
			hcn_buf_put(&b, piece, n);
		else
			hcn_buf_printf(&b, "%s", piece);
		ck_assert_uint_eq(b.len, len);
		ck_assert(!b.data || strcmp(b.data, expected) == 0);
	}
	expect_taken(&b, expected, len);
}
END_TEST

START_TEST(a_piece_that_fills_the_memory_exactly_leaves_room_for_the_nul)
{
	for (size_t len = 60; len < 70; len++) { /* around the first size, 64 */
		struct hcn_buf b = { 0 };
		char text[70];

		memset(text, 'x', len);
		text[len] = '\0';
		hcn_buf_put(&b, text, len);
		ck_assert_uint_gt(b.size, b.len);
		expect_taken(&b, text, len);
	}
}
END_TEST

START_TEST(memory_grows_by_doubling)
{
	struct hcn_buf b = { 0 };
	size_t n_grown = 0, size = 0;

	for (size_t i = 0; i < 100000; i++) {
		hcn_buf_putc(&b, 'x');
		n_grown += b.size != size;
		size = b.size;
	}
	ck_assert_uint_eq(n_grown, 12); /* 64 .. 131072 */
	hcn_buf_clear(&b);
}
END_TEST

START_TEST(a_reset_keeps_the_memory_and_drops_the_text)
{
	struct hcn_buf b = { 0 };
	char *data;

	hcn_buf_reset(&b); /* also before the first put */
	hcn_buf_puts(&b, "something long enough to be seen again");
	data = b.data;
	hcn_buf_reset(&b);
	ck_assert_str_eq(b.data, "");
	hcn_buf_puts(&b, "new");
	ck_assert_ptr_eq(b.data, data);
	expect_taken(&b, "new", 3);
}
END_TEST

START_TEST(a_cleared_buffer_can_be_used_again)
{
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "old");
	hcn_buf_clear(&b);
	hcn_buf_clear(&b);
	hcn_buf_puts(&b, "new");
	expect_taken(&b, "new", 3);
}
END_TEST

START_TEST(a_text_larger_than_any_memory_is_memory_running_out)
{
	struct hcn_buf b = { 0 };
	char *text = NULL;

	hcn_buf_puts(&b, "some");
	hcn_buf_put(&b, "more", SIZE_MAX - 2);
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), -ENOMEM);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(a_text_that_cannot_be_formatted_fails_the_take)
{
	struct hcn_buf b = { 0 };
	char *text = NULL;

	hcn_buf_printf(&b, "%lc", (wint_t)0xd800); /* a surrogate is no character */
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), -ENOMEM);
	ck_assert_ptr_null(text);
}
END_TEST

START_TEST(the_length_need_not_be_asked_for)
{
	_cleanup_free_ char *text = NULL;
	struct hcn_buf b = { 0 };

	hcn_buf_puts(&b, "text");
	ck_assert_int_eq(hcn_buf_take(&b, &text, NULL), 0);
	ck_assert_str_eq(text, "text");
}
END_TEST

static const struct {
	const char *text;
	size_t len;
	const char *json;
} strings[] = {
	{ "", 0, "\"\"" },
	{ "plain", 5, "\"plain\"" },
	{ "say \"hi\"", 8, "\"say \\\"hi\\\"\"" },
	{ "C:\\x", 4, "\"C:\\\\x\"" },
	{ "\b\f\n\r\t", 5, "\"\\b\\f\\n\\r\\t\"" },
	{ "\0\x01\x0b\x1f", 4, "\"\\u0000\\u0001\\u000b\\u001f\"" },
	{ "a/b", 3, "\"a/b\"" },   /* may be escaped, need not */
	{ "\x7f", 1, "\"\x7f\"" }, /* DEL is no control of RFC 8259 */
	{ "\xc3\xa9\xf0\x9f\x98\x80", 6, "\"\xc3\xa9\xf0\x9f\x98\x80\"" },
	{ "\xe2\x80\xa8", 3, "\"\xe2\x80\xa8\"" }, /* U+2028 troubles JavaScript only */
	{ "cut here", 3, "\"cut\"" },
};

START_TEST(a_json_string_escapes_only_what_must_be)
{
	struct hcn_buf b = { 0 };

	hcn_buf_json_string(&b, strings[_i].text, strings[_i].len);
	expect_taken(&b, strings[_i].json, strlen(strings[_i].json));
}
END_TEST

/* Every byte below 0x80 next to letters, read back by the rules of RFC 8259. */
START_TEST(a_json_string_reads_back_as_the_same_text)
{
	static const char names[] = "\"\\bfnrt", values[] = "\"\\\b\f\n\r\t";

	for (int c = 0; c < 0x80; c++) {
		const char text[] = { 'a', (char)c, 'z' };
		_cleanup_free_ char *json = NULL;
		struct hcn_buf b = { 0 };
		unsigned read;
		size_t len;

		hcn_buf_json_string(&b, text, sizeof(text));
		ck_assert_int_eq(hcn_buf_take(&b, &json, &len), 0);
		if (json[2] != '\\') {
			ck_assert_int_ge(json[2], ' ');
			ck_assert_int_ne(json[2], '"');
			read = (unsigned char)json[2];
			ck_assert_uint_eq(len, 5);
		} else if (json[3] == 'u') {
			ck_assert_int_eq(sscanf(json + 4, "%4x", &read), 1);
			ck_assert_uint_eq(len, 10);
		} else {
			ck_assert_ptr_nonnull(strchr(names, json[3]));
			read = (unsigned char)values[strchr(names, json[3]) - names];
			ck_assert_uint_eq(len, 6);
		}
		ck_assert_uint_eq(read, (unsigned)c);
	}
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ nothing_put_is_an_empty_text },
		{ pieces_join_in_order },
		{ numbers_are_decimal_up_to_the_largest },
		{ the_text_is_terminated_after_every_put },
		{ a_piece_that_fills_the_memory_exactly_leaves_room_for_the_nul },
		{ memory_grows_by_doubling },
		{ a_reset_keeps_the_memory_and_drops_the_text },
		{ a_cleared_buffer_can_be_used_again },
		{ a_text_larger_than_any_memory_is_memory_running_out },
		{ a_text_that_cannot_be_formatted_fails_the_take },
		{ the_length_need_not_be_asked_for },
		{ a_json_string_escapes_only_what_must_be, HCN_N_ELEMENTS(strings) },
		{ a_json_string_reads_back_as_the_same_text },
		{ NULL },
	};

	return run_tests("buf", facts);
}
