/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Growing text with a sticky error: puts do not fail one by one, the final take does.
 * Invariant: data is NULL or NUL-terminated at len.
 */
#ifndef HCN_BASE_BUF_H
#define HCN_BASE_BUF_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct hcn_buf {
	char *data;
	size_t len;
	size_t size;
	bool oom; /* sticky: nothing is added any more */
};

void hcn_buf_clear(struct hcn_buf *b);
void hcn_buf_put(struct hcn_buf *b, const void *data, size_t len);
void hcn_buf_puts(struct hcn_buf *b, const char *text);
void hcn_buf_putc(struct hcn_buf *b, char c);
void hcn_buf_printf(struct hcn_buf *b, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void hcn_buf_u64(struct hcn_buf *b, uint64_t value); /* decimal, without printf */

/* @len bytes of UTF-8 as a JSON string with its quotes (RFC 8259 section 7; only what must be escaped is). */
void hcn_buf_json_string(struct hcn_buf *b, const char *text, size_t len);

/* Empties the buffer but keeps its memory, for reuse in loops.  A failure stays: only clear and take end it. */
void hcn_buf_reset(struct hcn_buf *b);

/* Hands the text (never NULL on success, "" if nothing was put) to the caller; -ENOMEM when a put failed. */
int hcn_buf_take(struct hcn_buf *b, char **ret, size_t *ret_len);

#endif
