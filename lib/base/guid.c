/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * GUIDs.
 *
 * In: text, or the 16 bytes of a key.  Out: the struct of Windows, text, bytes, interface names.
 * The text order of the bytes is big-endian throughout, the struct holds three host integers.
 */
#include "guid.h"

#include <string.h>

#include <uuid.h>

#include "hex.h"

_Static_assert(sizeof(struct hcn_guid) == 16, "no padding: memcmp compares GUIDs");

#define N_DIGITS   32
#define N_BARE     36 /* 8-4-4-4-12 */
#define N_BRACED   38
#define NAME_CHARS 12 /* 60 bits, 5 a character */

void hcn_guid_to_bytes(const struct hcn_guid *g, uint8_t bytes[16])
{
	bytes[0] = (uint8_t)(g->data1 >> 24);
	bytes[1] = (uint8_t)(g->data1 >> 16);
	bytes[2] = (uint8_t)(g->data1 >> 8);
	bytes[3] = (uint8_t)g->data1;
	bytes[4] = (uint8_t)(g->data2 >> 8);
	bytes[5] = (uint8_t)g->data2;
	bytes[6] = (uint8_t)(g->data3 >> 8);
	bytes[7] = (uint8_t)g->data3;
	memcpy(bytes + 8, g->data4, sizeof(g->data4));
}

void hcn_guid_from_bytes(const uint8_t bytes[16], struct hcn_guid *ret)
{
	ret->data1 = (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 |
		     bytes[3];
	ret->data2 = (uint16_t)(bytes[4] << 8 | bytes[5]);
	ret->data3 = (uint16_t)(bytes[6] << 8 | bytes[7]);
	memcpy(ret->data4, bytes + 8, sizeof(ret->data4));
}

bool hcn_guid_is_zero(const struct hcn_guid *g)
{
	static const struct hcn_guid zero;

	return hcn_guid_equal(g, &zero);
}

bool hcn_guid_equal(const struct hcn_guid *a, const struct hcn_guid *b)
{
	return memcmp(a, b, sizeof(*a)) == 0;
}

int hcn_guid_compare(const struct hcn_guid *a, const struct hcn_guid *b)
{
	uint8_t x[16], y[16];

	hcn_guid_to_bytes(a, x);
	hcn_guid_to_bytes(b, y);
	return memcmp(x, y, sizeof(x));
}

/* Whether a dash stands before byte @i of the text: 00112233-4455-6677-8899-AABBCCDDEEFF. */
static bool dash_before(size_t i)
{
	return i == 4 || i == 6 || i == 8 || i == 10;
}

bool hcn_guid_parse(const char *text, size_t len, struct hcn_guid *ret)
{
	uint8_t bytes[N_DIGITS / 2];

	if (len == N_BRACED && text[0] == '{' && text[N_BRACED - 1] == '}')
		text++;
	else if (len != N_BARE)
		return false;

	for (size_t i = 0; i < sizeof(bytes); i++) {
		int high, low;

		if (dash_before(i) && *text++ != '-')
			return false;
		high = hcn_hex_value(*text++);
		low = hcn_hex_value(*text++);
		if (high < 0 || low < 0)
			return false;
		bytes[i] = (uint8_t)(high << 4 | low);
	}
	hcn_guid_from_bytes(bytes, ret);
	return true;
}

static struct hcn_guid_text format(const struct hcn_guid *g, const char digits[16])
{
	struct hcn_guid_text ret;
	uint8_t bytes[16];
	char *at = ret.text;

	hcn_guid_to_bytes(g, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++) {
		if (dash_before(i))
			*at++ = '-';
		*at++ = digits[bytes[i] >> 4];
		*at++ = digits[bytes[i] & 0xf];
	}
	*at = '\0';
	return ret;
}

struct hcn_guid_text hcn_guid_upper(const struct hcn_guid *g)
{
	return format(g, "0123456789ABCDEF");
}

struct hcn_guid_text hcn_guid_lower(const struct hcn_guid *g)
{
	return format(g, "0123456789abcdef");
}

void hcn_guid_derive(const struct hcn_guid *space, const char *name, struct hcn_guid *ret)
{
	uuid_t from, bytes;

	hcn_guid_to_bytes(space, from);
	uuid_generate_sha1(bytes, from, name, strlen(name));
	hcn_guid_from_bytes(bytes, ret);
}

void hcn_guid_random(struct hcn_guid *ret)
{
	uuid_t bytes;

	uuid_generate_random(bytes);
	hcn_guid_from_bytes(bytes, ret);
}

void hcn_guid_ifname(const struct hcn_guid *g, char prefix, char ret[HCN_IFNAME_SIZE])
{
	static const char alphabet[] = "abcdefghijklmnopqrstuvwxyz234567";
	uint8_t bytes[16];
	uint64_t bits = 0xcbf29ce484222325u; /* FNV-1a: ids that people count up must differ too */

	hcn_guid_to_bytes(g, bytes);
	for (size_t i = 0; i < sizeof(bytes); i++)
		bits = (bits ^ bytes[i]) * 0x100000001b3u;
	bits ^= bits >> 32;

	*ret++ = prefix;
	for (size_t i = 0; i < NAME_CHARS; i++) {
		*ret++ = alphabet[bits >> 59];
		bits <<= 5;
	}
	*ret = '\0';
}
