/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The cursor in JSON text.
 *
 * In: a position in text that hcn_json_check() accepted (the text ends with '}', so no look-ahead leaves it).
 * Out: the next position, or a text with its escapes resolved.  Never checks anything twice.
 *
 * Tests: tests/unit/schema/test_json.c
 */
#include "json.h"

#include <stdlib.h>
#include <string.h>

#include "schema.h"

int hcn_ascii_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

bool hcn_ascii_equal(const char *a, const char *b)
{
	while (*a && hcn_ascii_lower(*a) == hcn_ascii_lower(*b)) {
		a++;
		b++;
	}
	return *a == *b;
}

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

const char *hcn_json_skip_space(const char *at)
{
	while (is_space(*at))
		at++;
	return at;
}

/* Most of a document are texts: from quote to quote, and back only over the backslashes before one. */
static const char *skip_string(const char *at)
{
	const char *quote = at;

	for (;;) {
		const char *escape;

		quote = rawmemchr(quote + 1, '"'); /* there is one: the text was checked */
		for (escape = quote; escape[-1] == '\\';)
			escape--;
		if ((quote - escape) % 2 == 0)
			return quote + 1;
	}
}

static const char *skip_container(const char *at)
{
	size_t depth = 0;

	do {
		if (*at == '"') {
			at = skip_string(at);
			continue;
		}
		if (*at == '{' || *at == '[')
			depth++;
		else if (*at == '}' || *at == ']')
			depth--;
		at++;
	} while (depth);
	return at;
}

const char *hcn_json_skip_value(const char *at)
{
	if (*at == '"')
		return skip_string(at);
	if (*at == '{' || *at == '[')
		return skip_container(at);
	/* a number may be all there is of a text */
	while (*at && !is_space(*at) && *at != ',' && *at != ']' && *at != '}')
		at++;
	return at;
}

/* Over the opening bracket or the comma before an item; false: over the closing bracket. */
static bool next_item(const char **at, char open, char close)
{
	*at = hcn_json_skip_space(*at);
	if (**at == open || **at == ',')
		*at = hcn_json_skip_space(*at + 1);
	if (**at != close)
		return true;
	++*at;
	return false;
}

bool hcn_json_next_member(const char **at, const char **ret_key)
{
	if (!next_item(at, '{', '}'))
		return false;
	*ret_key = *at;
	*at = hcn_json_skip_space(skip_string(*at));
	*at = hcn_json_skip_space(*at + 1); /* the colon */
	return true;
}

bool hcn_json_next_element(const char **at)
{
	return next_item(at, '[', ']');
}

static unsigned hex_unit(const char *digits)
{
	unsigned unit = 0;

	for (int i = 0; i < 4; i++) {
		int c = hcn_ascii_lower(digits[i]);

		unit = unit * 16 + (unsigned)(c >= 'a' ? c - 'a' + 10 : c - '0');
	}
	return unit;
}

/* Puts the UTF-8 of @code into c->pending, last byte first. */
static void queue(struct hcn_json_chars *c, unsigned code)
{
	unsigned char lead = 0;
	unsigned most = 0x7f; /* what the lead byte can still hold */

	if (code < 0x80) {
		c->pending[c->n_pending++] = (unsigned char)code;
		return;
	}
	do {
		c->pending[c->n_pending++] = (unsigned char)(0x80 | (code & 0x3f));
		code >>= 6;
		lead = (unsigned char)(lead ? lead >> 1 | 0x80 : 0xc0);
		most = lead == 0xc0 ? 0x1f : most >> 1;
	} while (code > most);
	c->pending[c->n_pending++] = (unsigned char)(lead | code);
}

/* At the 'u' of "\uXXXX"; steps over it, and over the second half of a surrogate pair. */
static void queue_unicode(struct hcn_json_chars *c)
{
	unsigned code = hex_unit(c->at + 1);

	c->at += 5;
	if (code >= 0xd800 && code <= 0xdbff) {
		code = 0x10000 + ((code - 0xd800) << 10) + (hex_unit(c->at + 2) - 0xdc00);
		c->at += 6;
	}
	queue(c, code);
}

int hcn_json_next_char(struct hcn_json_chars *c)
{
	static const char names[] = "bfnrt", values[] = "\b\f\n\r\t";
	const char *name;

	if (c->n_pending)
		return c->pending[--c->n_pending];
	if (*c->at == '"')
		return -1;
	if (*c->at != '\\')
		return (unsigned char)*c->at++;
	c->at++;
	if (*c->at == 'u') {
		queue_unicode(c);
		return c->pending[--c->n_pending];
	}
	name = strchr(names, *c->at);
	c->at++;
	return name ? values[name - names] : (unsigned char)c->at[-1];
}

bool hcn_json_string(const char *at, char *ret, size_t size)
{
	struct hcn_json_chars chars = { .at = at + 1 };
	int c;

	for (size_t len = 0; len < size; len++) {
		c = hcn_json_next_char(&chars);
		ret[len] = (char)(c < 0 ? '\0' : c);
		if (c < 0)
			return true;
	}
	return false;
}

void hcn_json_report(const char *at, struct hcn_error *err)
{
	char text[HCN_ERROR_VALUE_SIZE + 1];

	if (*at != '"')
		hcn_error_value(err, at, (size_t)(hcn_json_skip_value(at) - at));
	else if (hcn_json_string(at, text, sizeof(text)))
		hcn_error_value(err, text, strlen(text));
	else
		hcn_error_value(err, text, sizeof(text)); /* cut */
}

char *hcn_json_compact(const char *at)
{
	const char *end = hcn_json_skip_value(at);
	char *copy = malloc((size_t)(end - at) + 1), *to = copy;

	if (!copy)
		return NULL;
	while (at < end) {
		const char *next = *at == '"' ? skip_string(at) : at + 1;

		if (!is_space(*at)) {
			memcpy(to, at, (size_t)(next - at));
			to += next - at;
		}
		at = next;
	}
	*to = '\0';
	return copy;
}

/* Puts *@at at the value of member @key of the object where it stands; false: at its closing bracket. */
static bool find_member(const char **at, const char *key)
{
	const char *raw_key;

	while (hcn_json_next_member(at, &raw_key)) {
		char text[64];

		if (hcn_json_string(raw_key, text, sizeof(text)) && hcn_ascii_equal(text, key))
			return true;
		*at = hcn_json_skip_value(*at);
	}
	--*at;
	return false;
}

int hcn_json_set_member(const char *raw, const char *key, const char *value, char **ret)
{
	const char *at = hcn_json_skip_space(raw);
	bool is_empty = *hcn_json_skip_space(at + 1) == '}';
	bool found = find_member(&at, key);
	struct hcn_buf b = { 0 };

	hcn_buf_put(&b, raw, (size_t)(at - raw));
	if (!found) {
		hcn_buf_puts(&b, is_empty ? "" : ",");
		hcn_buf_json_string(&b, key, strlen(key));
		hcn_buf_putc(&b, ':');
	}
	hcn_buf_puts(&b, value);
	hcn_buf_puts(&b, found ? hcn_json_skip_value(at) : at);
	return hcn_buf_take(&b, ret, NULL);
}
