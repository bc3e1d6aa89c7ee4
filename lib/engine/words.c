/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What people are told of a row.
 *
 * Tests: tests/conform/test_requests.c (an_explanation_says_what_is_stored_only)
 */
#include "words.h"

#include <string.h>

#include "cleanup.h"
#include "why.h"

void hcn_row_put_words(const struct hcn_row *row, struct hcn_buf *b)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf words = { 0 };
	const char *why = hcn_row_why(row);

	hcn_row_format(row, &words);
	hcn_buf_puts(b, "\"Text\":");
	hcn_buf_json_string(b, words.len ? words.data : "", words.len);
	hcn_buf_reset(&words);
	hcn_row_show_command(row, &words);
	hcn_buf_puts(b, ",\"Command\":");
	hcn_buf_json_string(b, words.len ? words.data : "", words.len);
	b->oom = b->oom || words.oom;
	hcn_buf_puts(b, ",\"Why\":");
	hcn_buf_json_string(b, why, strlen(why));
	if (!*row->origin.pointer)
		return;
	hcn_buf_puts(b, ",\"Pointer\":");
	hcn_buf_json_string(b, row->origin.pointer, strlen(row->origin.pointer));
}
