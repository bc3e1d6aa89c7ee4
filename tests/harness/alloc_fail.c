/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Allocators that fail on demand.
 *
 * In: calls that the linker's --wrap sends here.  Out: memory of the real ones, or NULL and ENOMEM.
 */
#include "alloc_fail.h"

#include <errno.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Allocations count from 1; those of [first, last] fail.  Set while no other thread allocates. */
static size_t first = SIZE_MAX, last;
static atomic_size_t n_seen;

static void arm(size_t from, size_t to)
{
	first = from;
	last = to;
	atomic_store(&n_seen, 0);
}

void alloc_fail_nth(size_t n)
{
	arm(n, n);
}

void alloc_fail_from(size_t n)
{
	arm(n, SIZE_MAX);
}

bool alloc_fail_stop(void)
{
	bool failed = atomic_load(&n_seen) >= first;

	arm(SIZE_MAX, 0);
	return failed;
}

static bool must_fail(void)
{
	size_t n = atomic_fetch_add(&n_seen, 1) + 1;

	if (n < first || n > last)
		return false;
	errno = ENOMEM;
	return true;
}

/* The names that ld makes of the wrapped ones. */
void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
void *__real_reallocarray(void *old, size_t n, size_t size);
char *__real_strdup(const char *text);
char *__real_strndup(const char *text, size_t len);

void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
void *__wrap_reallocarray(void *old, size_t n, size_t size);
char *__wrap_strdup(const char *text);
char *__wrap_strndup(const char *text, size_t len);
int __wrap_vasprintf(char **ret, const char *format, va_list args)
	__attribute__((format(printf, 2, 0)));
int __wrap_asprintf(char **ret, const char *format, ...) __attribute__((format(printf, 2, 3)));

void *__wrap_malloc(size_t size)
{
	return must_fail() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
	return must_fail() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
	return must_fail() ? NULL : __real_realloc(old, size);
}

void *__wrap_reallocarray(void *old, size_t n, size_t size)
{
	return must_fail() ? NULL : __real_reallocarray(old, n, size);
}

char *__wrap_strdup(const char *text)
{
	return must_fail() ? NULL : __real_strdup(text);
}

char *__wrap_strndup(const char *text, size_t len)
{
	return must_fail() ? NULL : __real_strndup(text, len);
}

/* Both of the printf family end in the unwrapped vasprintf of libc. */
int __real_vasprintf(char **ret, const char *format, va_list args);

int __wrap_vasprintf(char **ret, const char *format, va_list args)
{
	return must_fail() ? -1 : __real_vasprintf(ret, format, args);
}

int __wrap_asprintf(char **ret, const char *format, ...)
{
	va_list args;
	int len;

	va_start(args, format);
	len = __wrap_vasprintf(ret, format, args);
	va_end(args);
	return len;
}
