/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Indented JSON into a growing text: whoever takes the text learns whether all of it is there. */
#include "indent.h"

#include <string.h>

static void put_line(struct hcn_indent *j)
{
	hcn_buf_putc(j->b, '\n');
	for (unsigned i = 0; i < j->depth; i++)
		hcn_buf_putc(j->b, '\t');
}

/* The comma, the line and the key of what comes next. */
static void put_key(struct hcn_indent *j, const char *key)
{
	if (j->written)
		hcn_buf_putc(j->b, ',');
	j->written = true;
	if (j->depth)
		put_line(j);
	if (key) {
		hcn_buf_json_string(j->b, key, strlen(key));
		hcn_buf_puts(j->b, ": ");
	}
}

void hcn_indent_open(struct hcn_indent *j, const char *key, char bracket)
{
	put_key(j, key);
	hcn_buf_putc(j->b, bracket);
	j->depth++;
	j->written = false;
}

void hcn_indent_close(struct hcn_indent *j, char bracket)
{
	j->depth--;
	if (j->written)
		put_line(j);
	hcn_buf_putc(j->b, bracket);
	j->written = true;
}

void hcn_indent_text(struct hcn_indent *j, const char *key, const char *text)
{
	put_key(j, key);
	hcn_buf_json_string(j->b, text, strlen(text));
}

void hcn_indent_number(struct hcn_indent *j, const char *key, uint64_t number)
{
	put_key(j, key);
	hcn_buf_u64(j->b, number);
}

void hcn_indent_true(struct hcn_indent *j, const char *key)
{
	put_key(j, key);
	hcn_buf_puts(j->b, "true");
}

void hcn_indent_joined(struct hcn_indent *j, const char *key, const char *a, const char *b)
{
	struct hcn_buf text = { 0 };

	hcn_buf_puts(&text, a);
	hcn_buf_puts(&text, b);
	if (text.oom)
		j->b->oom = true;
	else
		hcn_indent_text(j, key, text.data);
	hcn_buf_clear(&text);
}
