/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types and elements of sets and maps.
 *
 * In: nft's words.  Out: numbers and bytes.  The types of fields are lib/rows/nftvalue.c.
 * Pure: sends nothing.
 */
#include <endian.h>
#include <stdio.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>

#include "nftables/nftset.h"

/* nft's bits per field in the number of a concatenated type (TYPE_BITS). */
#define TYPE_BITS 6
#define TYPE_MASK ((1u << TYPE_BITS) - 1)

void nft_to_register(const struct hcn_nft_type *type, const uint8_t *value, uint8_t *ret)
{
	bool swap = type->order == HCN_NFT_HOST_ENDIAN && BYTE_ORDER == LITTLE_ENDIAN;

	for (size_t i = 0; i < type->size; i++)
		ret[i] = value[swap ? type->size - 1u - i : i];
}

static uint32_t padded(uint32_t size)
{
	return (size + 3) & ~3u;
}

static bool add_field(struct nft_concat *c, const struct hcn_nft_type *type)
{
	if (!type || !type->id || !type->size || c->n == HCN_NFT_MAX_PARTS ||
		c->size + padded(type->size) > NFT_MAX_BYTES)
		return false;
	c->fields[c->n++] = type;
	c->size += padded(type->size);
	return true;
}

static bool parse_concat(const char *text, struct nft_concat *ret)
{
	char copy[256], *rest = copy, *field;

	*ret = (struct nft_concat){ 0 };
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return false;
	while ((field = hcn_nft_next_part(&rest)))
		if (!add_field(ret, hcn_nft_type_find(field)))
			return false;
	return true;
}

static bool decode_concat(uint32_t id, struct nft_concat *ret)
{
	*ret = (struct nft_concat){ 0 };
	for (int shift = 4 * TYPE_BITS; shift >= 0; shift -= TYPE_BITS)
		if ((id >> shift) &&
			!add_field(ret, hcn_nft_type_find_id((id >> shift) & TYPE_MASK)))
			return false;
	return ret->n > 0;
}

uint32_t nft_concat_id(const struct nft_concat *c)
{
	uint32_t id = 0;

	for (uint32_t i = 0; i < c->n; i++)
		id = id << TYPE_BITS | c->fields[i]->id;
	return id;
}

uint32_t nft_concat_size(const struct nft_concat *c)
{
	return c->n == 1 ? c->fields[0]->size : c->size;
}

uint32_t nft_concat_byteorder(const struct nft_concat *c)
{
	if (c->n != 1)
		return 0;
	return c->fields[0]->order == HCN_NFT_BIG_ENDIAN ? 2 : 1;
}

bool nft_set_type_parse(
	const char *type, const char *data, const char *flags, struct nft_set_type *ret)
{
	*ret = (struct nft_set_type){ 0 };
	if (flags && *flags) {
		if (strcmp(flags, "interval") != 0)
			return false;
		ret->interval = true;
	}
	if (data && strcmp(data, "verdict") == 0)
		ret->verdict = true;
	else if (data && *data && !parse_concat(data, &ret->data))
		return false;
	return type && parse_concat(type, &ret->key);
}

bool nft_set_type_decode(
	uint32_t key, bool is_map, uint32_t data, uint32_t flags, struct nft_set_type *ret)
{
	*ret = (struct nft_set_type){ .interval = (flags & NFT_SET_INTERVAL) != 0 };
	ret->verdict = is_map && data == NFT_DATA_VERDICT;
	if (is_map && !ret->verdict && !decode_concat(data, &ret->data))
		return false;
	return decode_concat(key, &ret->key);
}

uint32_t nft_set_type_flags(const struct nft_set_type *t)
{
	uint32_t flags = 0;

	if (t->interval)
		flags |= t->key.n > 1 ? NFT_SET_INTERVAL | NFT_SET_CONCAT : NFT_SET_INTERVAL;
	if (t->verdict || t->data.n)
		flags |= NFT_SET_MAP;
	return flags;
}

static bool parse_values(const struct nft_concat *c, const char *text, uint8_t *from, uint8_t *to)
{
	char copy[256], *rest = copy, *field;
	struct hcn_nft_range range;
	uint32_t at = 0;

	memset(from, 0, NFT_MAX_BYTES);
	memset(to, 0, NFT_MAX_BYTES);
	if (!text || snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		field = hcn_nft_next_part(&rest);
		if (!field || !hcn_nft_value_parse(c->fields[i], field, &range))
			return false;
		nft_to_register(c->fields[i], range.first, from + at);
		nft_to_register(c->fields[i], range.last, to + at);
		at += padded(c->fields[i]->size);
	}
	return !rest;
}

bool nft_elem_parse(
	const struct nft_set_type *t, const char *key, const char *data, struct nft_elem *ret)
{
	uint8_t data_to[NFT_MAX_BYTES];

	if (!parse_values(&t->key, key, ret->from, ret->to))
		return false;
	if (!t->interval && memcmp(ret->from, ret->to, NFT_MAX_BYTES) != 0)
		return false;
	if (t->verdict)
		return data && hcn_nft_verdict_parse(data, &ret->verdict);
	if (!t->data.n)
		return !data || !*data;
	return parse_values(&t->data, data, ret->data, data_to) &&
	       memcmp(ret->data, data_to, NFT_MAX_BYTES) == 0;
}

bool nft_elem_end(
	const struct nft_set_type *t, const struct nft_elem *e, uint8_t ret[NFT_MAX_BYTES])
{
	memcpy(ret, e->to, NFT_MAX_BYTES);
	for (uint32_t i = t->key.fields[0]->size; i-- > 0;)
		if (++ret[i])
			return true;
	return false;
}
