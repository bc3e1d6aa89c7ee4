/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Filling struct hcn_error (hcn/error.h).
 *
 * The convention of every int function in the tree: 0 worked; > 0 an enum hcn_status; < 0 an errno
 * nobody expected.  Either goes up unchanged.  Whoever notices fills the error, once; @err may be NULL
 * everywhere.  hcn_fail() resets the record first, so no stale text survives; the refining
 * setters come after it.
 */
#ifndef HCN_BASE_ERROR_H
#define HCN_BASE_ERROR_H

#include <stdarg.h>
#include <stddef.h>

#include <hcn/error.h>

#include "guid.h"

/* A JSON pointer under construction: one frame per nesting level, linked on the stack. */
struct hcn_path {
	const struct hcn_path *up; /* NULL: the document itself */
	const char *key;           /* member name, or NULL for an array element */
	size_t index;              /* element number when key is NULL */
};

/* A JSON pointer in text form, for code that works on decoded documents. */
struct hcn_pointer {
	char text[HCN_ERROR_POINTER_SIZE];
};

/* Renders @path (RFC 6901: "~" and "/" escaped) with @base, a ready pointer or "", before it. */
void hcn_path_render(const struct hcn_path *path, const char *base, struct hcn_pointer *ret);

/* A formatted pointer by value: hcn_pointer_of("/Policies/%zu/Settings", i).text; any other short text as well. */
struct hcn_pointer hcn_pointer_of(const char *format, ...) __attribute__((format(printf, 1, 2)));

/*
 * What a visitor returns to end its walk for another reason than a failure (it has found what it looks for, mostly); whoever walks
 * returns it unchanged.  Neither a status, which has 16 bits, nor an errno: a visitor can fail and stop.
 */
#define HCN_STOP 0x10000

/*
 * How to fail: `return hcn_fail...(...)`.  Where another refinement follows, `r = hcn_fail...(...); hcn_error_...(err, ...);
 * return r;`: the status is written once.
 *
 * Resets @err and sets status, HRESULT, pointer (NULL or "" when there is none) and text.  Returns @status.
 */
int hcn_fail(struct hcn_error *err, int status, const char *pointer, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* With the culprit as the caller wrote it (NULL: unknown), and what would have been accepted. */
int hcn_fail_value(struct hcn_error *err, int status, const char *pointer, const char *value,
	const char *format, ...) __attribute__((format(printf, 5, 6)));
int hcn_fail_expected(struct hcn_error *err, int status, const char *pointer, const char *value,
	const char *expected, const char *format, ...) __attribute__((format(printf, 6, 7)));

/* The status of a failed system call: EPERM, EACCES are HCN_ACCESS_DENIED, ENOMEM is HCN_OUT_OF_MEMORY,
 * anything else is -@os_errno. */
int hcn_errno_status(int os_errno);

/* hcn_fail() for a failed system call: the errno and its text are recorded.  Returns hcn_errno_status(). */
int hcn_fail_errno(struct hcn_error *err, int os_errno, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* -ENOMEM, recorded. */
int hcn_fail_oom(struct hcn_error *err);

/* Refinements of an error just reported. */
void hcn_error_value(struct hcn_error *err, const char *value, size_t len);
void hcn_error_expected(struct hcn_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void hcn_error_conflict(struct hcn_error *err, const struct hcn_guid *id, const char *name);
void hcn_error_kernel(struct hcn_error *err, const char *extack);
void hcn_error_hint(struct hcn_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts "context: " before the text on the way up. */
void hcn_error_context(struct hcn_error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Appends it as the JSON object that clients get: error_json.c. */
struct hcn_buf;
void hcn_error_encode(const struct hcn_error *err, struct hcn_buf *b);

/* No error: all fields empty. */
void hcn_error_reset(struct hcn_error *err);

#endif
