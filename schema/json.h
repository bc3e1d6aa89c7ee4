/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * JSON text (RFC 8259), read where it stands: one strict check of the whole text, then a cursor that cannot fail.
 *
 * Why no library: policy Settings go back to clients byte for byte, so the source text is what counts, and jansson 2.14
 * drops characters of a string when growing its buffer fails and calls any lack of memory a syntax error.  The
 * tests hold this reader against jansson (tests/unit/schema/test_json.c).
 */
#ifndef HCN_SCHEMA_JSON_H
#define HCN_SCHEMA_JSON_H

#include <stdbool.h>
#include <stddef.h>

struct hcn_json_limits {
	size_t size;     /* bytes */
	size_t elements; /* values, members' and elements' */
};

struct hcn_json_fault {
	const char *at;   /* within the text, or its end */
	const char *what; /* static text */
};

/*
 * 0 when @text is one JSON object within HCN_MAX_DEPTH and @limits: UTF-8, no \u0000, no lone surrogate, and no key
 * twice in one object, in whatever letter case or escapes.  HCN_INVALID_JSON with *@ret; -ENOMEM.
 */
int hcn_json_check(const char *text, size_t len, const struct hcn_json_limits *limits,
	struct hcn_json_fault *ret);

/* --- a cursor in checked text ------------------------------------------------------------------- */

const char *hcn_json_skip_space(const char *at);

/* Behind the value that begins at @at. */
const char *hcn_json_skip_value(const char *at);

/*
 * Steps through an object: *@at stands at its '{' or behind a value, goes to the next member's value, and the key is
 * at *@ret_key (its opening quote).  False: *@at is behind the object.
 */
bool hcn_json_next_member(const char **at, const char **ret_key);

/* The same for an array, from its '[' to the next element. */
bool hcn_json_next_element(const char **at);

/* The next byte of the string whose inside *@at is in, escapes resolved; -1 at its closing quote. */
struct hcn_json_chars {
	const char *at;
	unsigned char pending[4]; /* of a character written as an escape */
	unsigned n_pending;
};
int hcn_json_next_char(struct hcn_json_chars *c);

/* The string that begins at the quote @at: into @ret if its bytes and NUL fit in @size, which is said. */
bool hcn_json_string(const char *at, char *ret, size_t size);

/* A copy of the value that begins at @at, without the white space between its tokens; NULL: no memory. */
char *hcn_json_compact(const char *at);

/* Makes the value that begins at @at the error's: of a text, what it says. */
struct hcn_error;
void hcn_json_report(const char *at, struct hcn_error *err);

bool hcn_ascii_equal(const char *a, const char *b); /* in any letter case */
int hcn_ascii_lower(int c);

#endif
