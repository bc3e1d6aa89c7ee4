/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every fuzzer has: one entry point, called by libFuzzer or by standalone.c with any bytes, and facts that hold
 * whatever the bytes are.
 */
#ifndef HCN_TESTS_FUZZ_H
#define HCN_TESTS_FUZZ_H

#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Always 0. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Unlike assert() it stays in every kind of build. */
#define must(fact)                                                                                 \
	do {                                                                                       \
		if (!(fact)) {                                                                     \
			fprintf(stderr, "%s:%d: must be: %s\n", __FILE__, __LINE__, #fact);        \
			abort();                                                                   \
		}                                                                                  \
	} while (0)

/* Bytes as a text of its own on the heap, so that reading past its end is seen. */
static inline char *fuzz_text(const uint8_t *data, size_t size)
{
	char *text = malloc(size + 1);

	must(text != NULL);
	if (size)
		memcpy(text, data, size);
	text[size] = '\0';
	return text;
}

#endif
