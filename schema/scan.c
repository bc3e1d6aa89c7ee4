/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Is it JSON, and within the limits?
 *
 * In: the bytes a client sent.  Out: a yes on which the cursor (cursor.c) relies, or the place and the reason.
 * Reads every byte once; recursion ends at HCN_MAX_DEPTH, so a megabyte of '[' costs 65 calls.
 *
 * Tests: tests/unit/schema/test_json.c
 */
#include "json.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "utf16.h"

struct scanner {
	const char *at;
	const char *end;
	size_t elements_left;
	unsigned depth;
	const char **keys; /* of all open objects, outermost first: where each begins */
	size_t n_keys;
	size_t keys_size;
	struct hcn_json_fault *fault;
};

static int scan_value(struct scanner *s);

static int fail_at(struct scanner *s, const char *at, const char *what)
{
	*s->fault = (struct hcn_json_fault){ .at = at, .what = what };
	return HCN_INVALID_JSON;
}

static int peek(const struct scanner *s)
{
	return s->at < s->end ? (unsigned char)*s->at : -1;
}

static bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static void skip_space(struct scanner *s)
{
	while (peek(s) == ' ' || peek(s) == '\t' || peek(s) == '\n' || peek(s) == '\r')
		s->at++;
}

/* The four digits behind "\u"; -1 when they are none. */
static int scan_unit(struct scanner *s)
{
	int unit = 0;

	for (int i = 0; i < 4; i++, s->at++) {
		int c = hcn_ascii_lower(peek(s));

		if (is_digit(c))
			unit = unit * 16 + c - '0';
		else if (c >= 'a' && c <= 'f')
			unit = unit * 16 + c - 'a' + 10;
		else
			return -1;
	}
	return unit;
}

/* At the character behind the backslash. */
static int scan_escape(struct scanner *s)
{
	const char *start = s->at - 1;
	int c = peek(s), unit, low;

	if (c < 0 || !strchr("\"\\/bfnrtu", c) || c == '\0')
		return fail_at(s, start, "an unknown escape");
	s->at++;
	if (c != 'u')
		return 0;

	unit = scan_unit(s);
	if (unit < 0)
		return fail_at(s, start, "\\u without four hexadecimal digits");
	if (unit == 0)
		return fail_at(s, start, "\\u0000 in a text");
	if (unit >= 0xd800 && unit <= 0xdbff) {
		low = -1;
		if (s->end - s->at > 2 && s->at[0] == '\\' && s->at[1] == 'u') {
			s->at += 2;
			low = scan_unit(s);
		}
		if (low < 0xdc00 || low > 0xdfff)
			return fail_at(s, start, "half a surrogate pair");
	} else if (unit >= 0xdc00 && unit <= 0xdfff) {
		return fail_at(s, start, "half a surrogate pair");
	}
	return 0;
}

static int scan_string(struct scanner *s)
{
	const char *start = s->at++;
	int r;

	for (;;) {
		int c = peek(s);

		if (c < 0)
			return fail_at(s, start, "a text without closing quote");
		if (c < 0x20)
			return fail_at(s, s->at, "a control character in a text");
		s->at++;
		if (c == '"')
			return 0;
		if (c != '\\')
			continue;
		r = scan_escape(s);
		if (r)
			return r;
	}
}

static bool scan_digits(struct scanner *s)
{
	const char *start = s->at;

	while (is_digit(peek(s)))
		s->at++;
	return s->at > start;
}

static int scan_number(struct scanner *s)
{
	const char *start = s->at;
	bool ok;

	if (peek(s) == '-')
		s->at++;
	if (peek(s) == '0') {
		s->at++;
		ok = true;
	} else {
		ok = scan_digits(s);
	}
	if (ok && peek(s) == '.') {
		s->at++;
		ok = scan_digits(s);
	}
	if (ok && (peek(s) == 'e' || peek(s) == 'E')) {
		s->at++;
		if (peek(s) == '+' || peek(s) == '-')
			s->at++;
		ok = scan_digits(s);
	}
	return ok ? 0 : fail_at(s, start, "an incomplete number");
}

static int scan_word(struct scanner *s, const char *word)
{
	size_t len = strlen(word);

	if ((size_t)(s->end - s->at) < len || memcmp(s->at, word, len) != 0)
		return fail_at(s, s->at, "an unknown word");
	s->at += len;
	return 0;
}

static int add_key(struct scanner *s, const char *key)
{
	if (s->n_keys == s->keys_size) {
		size_t size = s->keys_size ? 2 * s->keys_size : 64;
		const char **keys = reallocarray(s->keys, size, sizeof(*keys));

		if (!keys)
			return -ENOMEM;
		s->keys = keys;
		s->keys_size = size;
	}
	s->keys[s->n_keys++] = key;
	return 0;
}

static int compare_keys(const void *a, const void *b)
{
	struct hcn_json_chars left = { .at = *(const char *const *)a + 1 };
	struct hcn_json_chars right = { .at = *(const char *const *)b + 1 };

	for (;;) {
		int l = hcn_ascii_lower(hcn_json_next_char(&left));
		int r = hcn_ascii_lower(hcn_json_next_char(&right));

		if (l != r)
			return l < r ? -1 : 1;
		if (l < 0)
			return 0;
	}
}

/* Closes an object: forgets its keys, after a look whether one stands twice. */
static int check_keys(struct scanner *s, size_t first)
{
	size_t n = s->n_keys - first;
	const char **keys;

	s->n_keys = first;
	if (n < 2)
		return 0;
	keys = s->keys + first;
	qsort(keys, n, sizeof(*keys), compare_keys);
	for (size_t i = 1; i < n; i++)
		if (compare_keys(&keys[i - 1], &keys[i]) == 0)
			return fail_at(
				s, keys[i - 1] > keys[i] ? keys[i - 1] : keys[i], "a key twice");
	return 0;
}

static int scan_member(struct scanner *s)
{
	int r;

	if (peek(s) != '"')
		return fail_at(s, s->at, "no key where one must be");
	r = add_key(s, s->at);
	if (!r)
		r = scan_string(s);
	if (r)
		return r;
	skip_space(s);
	if (peek(s) != ':')
		return fail_at(s, s->at, "a key without ':'");
	s->at++;
	skip_space(s);
	return scan_value(s);
}

/* From the bracket that opens to behind the one that closes. */
static int scan_container(struct scanner *s, int close, int (*scan_item)(struct scanner *))
{
	const char *start = s->at++;
	int r;

	if (++s->depth > HCN_MAX_DEPTH)
		return fail_at(s, start, "too many levels");
	skip_space(s);
	while (peek(s) != close) {
		r = scan_item(s);
		if (r)
			return r;
		skip_space(s);
		if (peek(s) == ',') {
			s->at++;
			skip_space(s);
			if (peek(s) == close)
				return fail_at(s, s->at, "a ',' with nothing behind it");
		} else if (peek(s) < 0) {
			return fail_at(s, start, "a bracket that nothing closes");
		} else if (peek(s) != close) {
			return fail_at(s, s->at, "no ',' where one must be");
		}
	}
	s->at++;
	s->depth--;
	return 0;
}

static int scan_object(struct scanner *s)
{
	size_t first_key = s->n_keys;
	int r;

	r = scan_container(s, '}', scan_member);
	return r ? r : check_keys(s, first_key);
}

static int scan_value(struct scanner *s)
{
	int c = peek(s);

	if (s->elements_left == 0)
		return fail_at(s, s->at, "too many values");
	s->elements_left--;
	switch (c) {
	case '{':
		return scan_object(s);
	case '[':
		return scan_container(s, ']', scan_value);
	case '"':
		return scan_string(s);
	case 't':
		return scan_word(s, "true");
	case 'f':
		return scan_word(s, "false");
	case 'n':
		return scan_word(s, "null");
	default:
		if (c == '-' || is_digit(c))
			return scan_number(s);
		return fail_at(s, s->at,
			c < 0 ? "nothing where a value must be" : "no value where one must be");
	}
}

static int scan_document(struct scanner *s)
{
	int r;

	skip_space(s);
	if (peek(s) != '{')
		return fail_at(s, s->at, "no object");
	r = scan_value(s);
	if (r)
		return r;
	skip_space(s);
	return s->at == s->end ? 0 : fail_at(s, s->at, "more than one value");
}

int hcn_json_check(const char *text, size_t len, const struct hcn_json_limits *limits,
	struct hcn_json_fault *ret)
{
	struct scanner s = {
		.at = text, .end = text + len, .elements_left = limits->elements, .fault = ret
	};
	int r;

	if (len > limits->size)
		return fail_at(&s, text, "too long a document");
	r = scan_document(&s);
	free(s.keys);
	if (!r && !hcn_utf8_is_valid(text, len))
		r = fail_at(&s, text, "bytes that are no UTF-8");
	return r;
}
