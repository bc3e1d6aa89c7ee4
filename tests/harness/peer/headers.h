/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Headers of packets in words.
 *
 * In: words, the outermost header first: NAME, or NAME:FIELD=VALUE,...; hex:BYTES; zeros:N.  Out: the bytes of a packet, whose
 * lengths, checksums and numbers of what follows are right unless a word gives others; or whether a packet has such headers.
 * Pure.
 */
#ifndef HCN_TESTS_HEADERS_H
#define HCN_TESTS_HEADERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HEADERS_MAX 16

struct header;

struct header_word {
	const struct header *header; /* NULL: bytes */
	uint8_t value[256];          /* the header with what the word gives, or the bytes */
	uint8_t given[40];           /* a header's bits that the word gives */
	size_t size;
	bool zeros; /* so many, instead of the value */
};

struct headers {
	struct header_word words[HEADERS_MAX];
	size_t n;
};

/* False: *@ret_wrong is the word that cannot be read. */
bool headers_parse(struct headers *h, char **words, size_t n, const char **ret_wrong);

/* The value of a field of the first header of that name, if a word has given it or not; NULL: there is none. */
uint8_t *headers_find(struct headers *h, const char *header, const char *field, bool *ret_given);

/* The size, or 0: it is too large. */
size_t headers_compose(const struct headers *h, uint8_t *ret, size_t size);

/* Every field that a word gives has that value, and each header is followed by the next. */
bool headers_match(const struct headers *h, const uint8_t *packet, size_t size);

#endif
