/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows and steps in tests: written as JSON with ' for ", one row after the other, and told as text. */
#ifndef HCN_TESTS_ROWS_TEXT_H
#define HCN_TESTS_ROWS_TEXT_H

#include <stdlib.h>
#include <string.h>

#include <check.h>

#include "steps.h"

/* given_rows(&rows, "{'row':'netns','name':'a'}, {'row':...}"): appended. */
static inline void given_rows(struct hcn_rows *rows, const char *text)
{
	size_t len = strlen(text);
	char *json = malloc(len + 3);
	struct hcn_error err;

	ck_assert_ptr_nonnull(json);
	json[0] = '[';
	for (size_t i = 0; i < len; i++)
		json[i + 1] = text[i];
	for (size_t i = 0; i < len; i++)
		if (json[i + 1] == '\'')
			json[i + 1] = '"';
	json[len + 1] = ']';
	if (hcn_rows_decode(json, len + 2, rows, &err))
		ck_abort_msg("%s: %s", text, err.text);
	free(json);
}

/* What a function that fills a buffer says; the caller frees it. */
static inline char *taken(struct hcn_buf *b)
{
	char *text;
	size_t len;

	ck_assert_int_eq(hcn_buf_take(b, &text, &len), 0);
	return text;
}

#endif
