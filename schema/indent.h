/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writing indented JSON. */
#ifndef HCN_SCHEMA_INDENT_H
#define HCN_SCHEMA_INDENT_H

#include "buf.h"

struct hcn_indent {
	struct hcn_buf *b;
	unsigned depth;
	bool written; /* something since the last bracket opened */
};

/* @key NULL: an array's element.  @bracket is '{' or '[', closed by '}' or ']'. */
void hcn_indent_open(struct hcn_indent *j, const char *key, char bracket);
void hcn_indent_close(struct hcn_indent *j, char bracket);
void hcn_indent_text(struct hcn_indent *j, const char *key, const char *text);
void hcn_indent_number(struct hcn_indent *j, const char *key, uint64_t number);
void hcn_indent_true(struct hcn_indent *j, const char *key);

/* A text of two parts. */
void hcn_indent_joined(struct hcn_indent *j, const char *key, const char *a, const char *b);

#endif
