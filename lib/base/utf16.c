/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UTF-16 <-> UTF-8.
 *
 * In: text of a Windows client or of ours, never trusted.  Out: an exact copy in the other form.
 * Two passes over the same decoders: the first checks and measures, the second writes what fits.
 * Almost all text is ASCII, which takes neither a decoder nor an encoder.
 * Never repairs: what is ill-formed is refused with its place.
 */
#include "utf16.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LAST_CODE_POINT 0x10ffffu

static bool is_high_surrogate(uint32_t unit)
{
	return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(uint32_t unit)
{
	return unit >= 0xdc00 && unit <= 0xdfff;
}

/* One code point of @left > 0 units; returns the units used, 0 when they are ill-formed. */
static size_t decode_utf16(const char16_t *text, size_t left, uint32_t *ret)
{
	uint32_t unit = text[0];

	*ret = unit;
	if (is_low_surrogate(unit))
		return 0;
	if (!is_high_surrogate(unit))
		return 1;
	if (left < 2 || !is_low_surrogate(text[1]))
		return 0;
	*ret = 0x10000 + ((unit - 0xd800) << 10) + (text[1] - 0xdc00u);
	return 2;
}

static size_t utf8_size(uint32_t c)
{
	return c < 0x80 ? 1 : c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
}

/* The length that a lead byte announces; 0 for a byte that leads nothing. */
static size_t utf8_announced(uint8_t lead)
{
	if (lead < 0x80)
		return 1;
	if ((lead & 0xe0) == 0xc0)
		return 2;
	if ((lead & 0xf0) == 0xe0)
		return 3;
	if ((lead & 0xf8) == 0xf0)
		return 4;
	return 0;
}

/* One code point of @left > 0 bytes; returns the bytes used, 0 when they are ill-formed. */
static size_t decode_utf8(const char *text, size_t left, uint32_t *ret)
{
	static const uint8_t lead_bits[] = { 0, 0x7f, 0x1f, 0x0f, 0x07 };
	size_t size = utf8_announced((uint8_t)text[0]);
	uint32_t c = (uint8_t)text[0] & lead_bits[size];

	if (!size || size > left)
		return 0;
	for (size_t i = 1; i < size; i++) {
		if (((uint8_t)text[i] & 0xc0) != 0x80)
			return 0;
		c = c << 6 | ((uint8_t)text[i] & 0x3f);
	}
	if (utf8_size(c) != size || c > LAST_CODE_POINT)
		return 0;
	if (is_high_surrogate(c) || is_low_surrogate(c))
		return 0;
	*ret = c;
	return size;
}

static char *encode_utf8(uint32_t c, char *to)
{
	static const uint8_t lead_marks[] = { 0, 0, 0xc0, 0xe0, 0xf0 };
	size_t size = utf8_size(c);

	for (size_t i = size - 1; i > 0; i--) {
		to[i] = (char)(0x80 | (c & 0x3f));
		c >>= 6;
	}
	to[0] = (char)(lead_marks[size] | c);
	return to + size;
}

static char16_t *encode_utf16(uint32_t c, char16_t *to)
{
	if (c < 0x10000) {
		*to++ = (char16_t)c;
	} else {
		*to++ = (char16_t)(0xd800 + ((c - 0x10000) >> 10));
		*to++ = (char16_t)(0xdc00 + (c & 0x3ff));
	}
	return to;
}

/* The bytes of the whole 64-bit words of ASCII that @text begins with. */
static size_t ascii_words(const char *text, size_t left)
{
	size_t n = 0;
	uint64_t word;

	for (; left - n >= sizeof(word); n += sizeof(word)) {
		memcpy(&word, text + n, sizeof(word));
		if (word & UINT64_C(0x8080808080808080))
			break;
	}
	return n;
}

static int ill_formed(size_t at, size_t *ret_bad)
{
	if (ret_bad)
		*ret_bad = at;
	return -EILSEQ;
}

size_t hcn_utf16_len(const char16_t *text, size_t max)
{
	for (size_t n = 0; n <= max; n++)
		if (!text[n])
			return n;
	return max + 1;
}

/* The bytes of UTF-8 that @n units become. */
static int measure_utf16(const char16_t *text, size_t n, size_t *ret_len, size_t *ret_bad)
{
	size_t len = 0, used;
	uint32_t c;

	for (size_t i = 0; i < n; i += used) {
		used = decode_utf16(text + i, n - i, &c);
		if (!used)
			return ill_formed(i, ret_bad);
		len += utf8_size(c);
	}
	*ret_len = len;
	return 0;
}

int hcn_utf16_to_utf8(const char16_t *text, size_t n, char **ret, size_t *ret_len, size_t *ret_bad)
{
	size_t len, used;
	char *copy, *to;
	uint32_t c;
	int r;

	r = measure_utf16(text, n, &len, ret_bad);
	if (r)
		return r;

	copy = to = malloc(len + 1);
	if (!copy)
		return -ENOMEM;
	for (size_t i = 0; i < n; i += used) {
		if (text[i] < 0x80) {
			*to++ = (char)text[i];
			used = 1;
			continue;
		}
		used = decode_utf16(text + i, n - i, &c);
		to = encode_utf8(c, to);
	}
	*to = '\0';

	*ret = copy;
	if (ret_len)
		*ret_len = len;
	return 0;
}

/* The units that @len bytes of UTF-8 become. */
static int measure_utf8(const char *text, size_t len, size_t *ret_n, size_t *ret_bad)
{
	size_t n = 0, used;
	uint32_t c;

	for (size_t i = 0; i < len; i += used) {
		used = ascii_words(text + i, len - i);
		n += used;
		if (used)
			continue;
		used = decode_utf8(text + i, len - i, &c);
		if (!used)
			return ill_formed(i, ret_bad);
		n += c < 0x10000 ? 1 : 2;
	}
	*ret_n = n;
	return 0;
}

int hcn_utf8_to_utf16(const char *text, size_t len, char16_t **ret, size_t *ret_n, size_t *ret_bad)
{
	char16_t *copy, *to;
	size_t n, used;
	uint32_t c;
	int r;

	r = measure_utf8(text, len, &n, ret_bad);
	if (r)
		return r;

	copy = to = reallocarray(NULL, n + 1, sizeof(*copy));
	if (!copy)
		return -ENOMEM;
	for (size_t i = 0; i < len; i += used) {
		if ((uint8_t)text[i] < 0x80) {
			*to++ = (char16_t)text[i];
			used = 1;
			continue;
		}
		used = decode_utf8(text + i, len - i, &c);
		to = encode_utf16(c, to);
	}
	*to = 0;

	*ret = copy;
	if (ret_n)
		*ret_n = n;
	return 0;
}

bool hcn_utf8_is_valid(const char *text, size_t len)
{
	size_t n;

	return measure_utf8(text, len, &n, NULL) == 0;
}
