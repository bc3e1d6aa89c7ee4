/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filling struct hcn_error.
 *
 * In: what the noticing code knows.  Out: a record whose texts are all NUL-terminated UTF-8.
 * Allocates nothing, so that running out of memory can be reported too.
 */
#include "error.h"

#include <errno.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "utf16.h"

#define FORMATTED(first) __attribute__((format(printf, first, 0)))

static bool is_continuation(char c)
{
	return ((unsigned char)c & 0xc0) == 0x80;
}

/* Copies @len bytes of @from, or the whole characters that fit.  What is no UTF-8 becomes '?'. */
static void set_text(char *to, size_t size, const char *from, size_t len)
{
	if (len >= size) {
		len = size - 1;
		while (len && is_continuation(from[len]))
			len--;
	}
	memcpy(to, from, len);
	to[len] = '\0';
	if (hcn_utf8_is_valid(to, len))
		return;
	for (size_t i = 0; i < len; i++)
		if ((unsigned char)to[i] >= 0x80)
			to[i] = '?';
}

/* printf into a field of @size bytes; one byte more is formatted, to see where the cut falls. */
FORMATTED(3) static void set_format(char *to, size_t size, const char *format, va_list args)
{
	char text[HCN_ERROR_TEXT_SIZE + 1];
	int len;

	len = vsnprintf(text, sizeof(text), format, args);
	if (len < 0)
		len = 0;
	if ((size_t)len >= sizeof(text))
		len = sizeof(text) - 1;
	set_text(to, size, text, (size_t)len);
}

/* A pointer under construction; what does not fit as a whole ends it. */
struct writer {
	char *text;
	size_t len;
	bool full;
};

static void add(struct writer *w, const char *text, size_t len)
{
	w->full = w->full || len >= HCN_ERROR_POINTER_SIZE - w->len;
	if (w->full)
		return;
	memcpy(w->text + w->len, text, len);
	w->len += len;
}

/* One character a time, so that neither "~1" nor a UTF-8 sequence is split. */
static void add_key(struct writer *w, const char *key)
{
	while (*key) {
		size_t len = 1;

		while (is_continuation(key[len]))
			len++;
		if (*key == '~')
			add(w, "~0", 2);
		else if (*key == '/')
			add(w, "~1", 2);
		else
			add(w, key, len);
		key += len;
	}
}

static void add_path(struct writer *w, const struct hcn_path *path)
{
	char digits[24];

	if (!path)
		return;
	add_path(w, path->up);
	add(w, "/", 1);
	if (path->key) {
		add_key(w, path->key);
	} else {
		(void)snprintf(digits, sizeof(digits), "%zu", path->index);
		add(w, digits, strlen(digits));
	}
}

void hcn_path_render(const struct hcn_path *path, const char *base, struct hcn_pointer *ret)
{
	struct writer w = { .text = ret->text };

	set_text(ret->text, sizeof(ret->text), base, strlen(base));
	w.len = strlen(ret->text);
	add_path(&w, path);
	ret->text[w.len] = '\0';
}

struct hcn_pointer hcn_pointer_of(const char *format, ...)
{
	struct hcn_pointer ret;
	va_list args;

	va_start(args, format);
	set_format(ret.text, sizeof(ret.text), format, args);
	va_end(args);
	return ret;
}

void hcn_error_reset(struct hcn_error *err)
{
	if (err)
		*err = (struct hcn_error){ 0 };
}

/* The arguments may point into the old record, so the new one is made beside it. */
FORMATTED(6)
static void report(struct hcn_error *err, int status, const char *pointer, const char *value,
	const char *expected, const char *format, va_list args)
{
	struct hcn_error e = { .status = status, .hresult = hcn_status_hresult(status) };

	if (!err)
		return;
	if (pointer)
		set_text(e.pointer, sizeof(e.pointer), pointer, strlen(pointer));
	if (value)
		set_text(e.value, sizeof(e.value), value, strlen(value));
	if (expected)
		set_text(e.expected, sizeof(e.expected), expected, strlen(expected));
	set_format(e.text, sizeof(e.text), format, args);
	*err = e;
}

int hcn_fail(struct hcn_error *err, int status, const char *pointer, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(err, status, pointer, NULL, NULL, format, args);
	va_end(args);
	return status;
}

int hcn_fail_value(struct hcn_error *err, int status, const char *pointer, const char *value,
	const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(err, status, pointer, value, NULL, format, args);
	va_end(args);
	return status;
}

int hcn_fail_expected(struct hcn_error *err, int status, const char *pointer, const char *value,
	const char *expected, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	report(err, status, pointer, value, expected, format, args);
	va_end(args);
	return status;
}

int hcn_fail_errno(struct hcn_error *err, int os_errno, const char *format, ...)
{
	int status = hcn_errno_status(os_errno);
	const char *reason = strerrordesc_np(os_errno);
	size_t len;
	va_list args;

	va_start(args, format);
	report(err, status, NULL, NULL, NULL, format, args);
	va_end(args);
	if (!err)
		return status;

	err->os_errno = os_errno;
	len = strlen(err->text);
	if (reason)
		(void)snprintf(err->text + len, sizeof(err->text) - len, ": %s", reason);
	else
		(void)snprintf(err->text + len, sizeof(err->text) - len, ": errno %d", os_errno);
	return status;
}

int hcn_fail_oom(struct hcn_error *err)
{
	return hcn_fail(err, -ENOMEM, NULL, "out of memory");
}

void hcn_error_value(struct hcn_error *err, const char *value, size_t len)
{
	if (err)
		set_text(err->value, sizeof(err->value), value, len);
}

void hcn_error_expected(struct hcn_error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	set_format(err->expected, sizeof(err->expected), format, args);
	va_end(args);
}

void hcn_error_conflict(struct hcn_error *err, const struct hcn_guid *id, const char *name)
{
	struct hcn_guid_text text = hcn_guid_upper(id);

	if (!err)
		return;
	set_text(err->conflict_id, sizeof(err->conflict_id), text.text, strlen(text.text));
	set_text(err->conflict_name, sizeof(err->conflict_name), name ? name : "",
		name ? strlen(name) : 0);
}

void hcn_error_kernel(struct hcn_error *err, const char *extack)
{
	if (err && extack)
		set_text(err->kernel, sizeof(err->kernel), extack, strlen(extack));
}

void hcn_error_hint(struct hcn_error *err, const char *format, ...)
{
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	set_format(err->hint, sizeof(err->hint), format, args);
	va_end(args);
}

void hcn_error_context(struct hcn_error *err, const char *format, ...)
{
	char text[2 * HCN_ERROR_TEXT_SIZE + 2];
	size_t len;
	va_list args;

	if (!err)
		return;
	va_start(args, format);
	set_format(text, HCN_ERROR_TEXT_SIZE, format, args);
	va_end(args);
	len = strlen(text);
	(void)snprintf(text + len, sizeof(text) - len, ": %s", err->text);
	set_text(err->text, sizeof(err->text), text, strlen(text));
}
