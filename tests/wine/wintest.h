/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * For Windows programs that test: facts that must hold, documents with single quotes.
 *
 * Compiled by mingw with its own <computenetwork.h>, as any program for Windows is.
 */
#ifndef HCN_TEST_WINTEST_H
#define HCN_TEST_WINTEST_H

#include <windows.h>

#include <objbase.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHECK(fact)                                                                                \
	do {                                                                                       \
		if (!(fact)) {                                                                     \
			printf("%s:%d: not so: %s\n", __FILE__, __LINE__, #fact);                  \
			fflush(stdout);                                                            \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

/* A call that must be S_OK; its ErrorRecord is shown when it is not. */
#define MUST(call)                                                                                 \
	do {                                                                                       \
		HRESULT must_hr = (call);                                                          \
                                                                                                   \
		if (must_hr) {                                                                     \
			printf("%s:%d: 0x%08lx %ls: %s\n", __FILE__, __LINE__,                     \
				(unsigned long)must_hr, record ? record : L"", #call);             \
			fflush(stdout);                                                            \
			exit(1);                                                                   \
		}                                                                                  \
		CHECK(!record);                                                                    \
	} while (0)

static __thread __attribute__((unused)) PWSTR record; /* every call's ErrorRecord */

/* Formatted UTF-16 with ' for "; good until the eighth call after. */
static inline PWSTR doc(const char *format, ...)
{
	static __thread WCHAR ring[8][4096];
	static __thread unsigned next;
	WCHAR *wide = ring[next++ % 8];
	char text[4096];
	va_list ap;
	size_t i;

	va_start(ap, format);
	vsnprintf(text, sizeof(text), format, ap);
	va_end(ap);
	for (i = 0; text[i]; i++)
		wide[i] = text[i] == '\'' ? '"' : (WCHAR)text[i];
	wide[i] = 0;
	return wide;
}

/* A result as ASCII text, which is freed as the documentation says; good until the fourth call after. */
static inline const char *take(PWSTR *wide)
{
	static __thread char ring[4][65536];
	static __thread unsigned next;
	char *text = ring[next++ % 4];

	CHECK(*wide);
	snprintf(text, sizeof(ring[0]), "%ls", *wide);
	CoTaskMemFree(*wide);
	*wide = NULL;
	return text;
}

#endif
