/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Growing text.
 *
 * In: bytes, numbers, formatted text, piece by piece.  Out: one text, or -ENOMEM at the end.
 * Never gives up halfway: after a failed allocation the puts do nothing, and the take says so.
 */
#include "buf.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SMALLEST_SIZE 64

void hcn_buf_clear(struct hcn_buf *b)
{
	free(b->data);
	*b = (struct hcn_buf){ 0 };
}

void hcn_buf_reset(struct hcn_buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

/* Room for @len more bytes and the NUL: doubled, so that n puts copy O(n) bytes. */
static bool make_room(struct hcn_buf *b, size_t len)
{
	size_t size = b->size ? b->size : SMALLEST_SIZE;
	char *data;

	if (b->oom)
		return false;
	if (len < b->size - b->len)
		return true;

	while (size - b->len <= len && size <= SIZE_MAX / 2)
		size *= 2;
	data = size - b->len > len ? realloc(b->data, size) : NULL;
	if (!data) {
		b->oom = true;
		return false;
	}
	b->data = data;
	b->size = size;
	return true;
}

void hcn_buf_put(struct hcn_buf *b, const void *data, size_t len)
{
	if (!len || !make_room(b, len))
		return;
	memcpy(b->data + b->len, data, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void hcn_buf_puts(struct hcn_buf *b, const char *text)
{
	hcn_buf_put(b, text, strlen(text));
}

void hcn_buf_putc(struct hcn_buf *b, char c)
{
	hcn_buf_put(b, &c, 1);
}

void hcn_buf_printf(struct hcn_buf *b, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (len < 0) { /* longer than INT_MAX, mostly: as good as no memory */
		b->oom = true;
		return;
	}
	if (!make_room(b, (size_t)len))
		return;

	va_start(args, format);
	(void)vsnprintf(b->data + b->len, (size_t)len + 1, format, args);
	va_end(args);
	b->len += (size_t)len;
}

void hcn_buf_u64(struct hcn_buf *b, uint64_t value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	hcn_buf_put(b, digits + at, sizeof(digits) - at);
}

static bool must_escape(char c)
{
	return (unsigned char)c < 0x20 || c == '"' || c == '\\';
}

static void put_escaped(struct hcn_buf *b, char c)
{
	static const char digits[] = "0123456789abcdef";
	static const char letters[0x20] = {
		['\b'] = 'b',
		['\f'] = 'f',
		['\n'] = 'n',
		['\r'] = 'r',
		['\t'] = 't',
	};
	char text[] = "\\u00xx";

	if (c == '"' || c == '\\') {
		text[1] = c;
		hcn_buf_put(b, text, 2);
	} else if (letters[(unsigned char)c]) {
		text[1] = letters[(unsigned char)c];
		hcn_buf_put(b, text, 2);
	} else {
		text[4] = digits[(unsigned char)c >> 4];
		text[5] = digits[(unsigned char)c & 0xf];
		hcn_buf_put(b, text, 6);
	}
}

void hcn_buf_json_string(struct hcn_buf *b, const char *text, size_t len)
{
	size_t run = 0; /* where the bytes not yet put begin */

	hcn_buf_putc(b, '"');
	for (size_t i = 0; i < len; i++) {
		if (!must_escape(text[i]))
			continue;
		hcn_buf_put(b, text + run, i - run);
		put_escaped(b, text[i]);
		run = i + 1;
	}
	hcn_buf_put(b, text + run, len - run);
	hcn_buf_putc(b, '"');
}

int hcn_buf_take(struct hcn_buf *b, char **ret, size_t *ret_len)
{
	if (!make_room(b, 0)) {
		hcn_buf_clear(b);
		return -ENOMEM;
	}
	b->data[b->len] = '\0';
	*ret = b->data;
	if (ret_len)
		*ret_len = b->len;
	*b = (struct hcn_buf){ 0 };
	return 0;
}
