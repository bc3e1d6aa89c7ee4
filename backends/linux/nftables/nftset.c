/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types and elements of sets and maps.
 *
 * In: nft's words.  Out: numbers and bytes.  One row of the table below per field type.
 * Pure: sends nothing.
 *
 * Tests: tests/conform/linux/test_nft.c (nft_lists_elements_in_our_words), tests/conform/linux/test_rows.c (nft_set)
 */
#include <ctype.h>
#include <errno.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "addr.h"
#include "cleanup.h"
#include "nftables/nftset.h"

#define SEPARATOR "."

/* nft's bits per field in the number of a concatenated type (TYPE_BITS). */
#define TYPE_BITS 6
#define TYPE_MASK ((1u << TYPE_BITS) - 1)

struct nft_field_type {
	const char *name;
	uint32_t id;   /* nft's enum datatypes */
	uint32_t size; /* bytes */
	bool host_order;
	bool (*parse)(
		const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to);
};

static bool parse_number(const char *text, unsigned long max, uint32_t *ret)
{
	unsigned long value;
	char *end;

	if (!isdigit((unsigned char)*text))
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	*ret = (uint32_t)value;
	return !errno && !*end && value <= max;
}

static bool parse_address(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	struct hcn_addr first, last;
	struct hcn_prefix prefix;

	if (hcn_prefix_parse(text, &prefix)) {
		first = hcn_prefix_first(&prefix);
		last = hcn_prefix_last(&prefix);
	} else if (hcn_addr_parse(text, &first)) {
		last = first;
	} else {
		return false;
	}
	if (hcn_addr_size(&first) != type->size)
		return false;
	memcpy(from, first.bytes, type->size);
	memcpy(to, last.bytes, type->size);
	return true;
}

static bool parse_ether(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	struct hcn_mac mac;

	if (!hcn_mac_parse(text, &mac))
		return false;
	memcpy(from, mac.bytes, type->size);
	memcpy(to, mac.bytes, type->size);
	return true;
}

static bool parse_proto(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	static const struct {
		const char *name;
		uint8_t number;
	} names[] = {
		{ "tcp", IPPROTO_TCP },
		{ "udp", IPPROTO_UDP },
		{ "icmp", IPPROTO_ICMP },
		{ "ipv6-icmp", IPPROTO_ICMPV6 },
		{ "sctp", IPPROTO_SCTP },
	};
	uint32_t value;

	for (size_t i = 0; i < HCN_N_ELEMENTS(names); i++)
		if (strcmp(text, names[i].name) == 0) {
			*from = *to = names[i].number;
			return true;
		}
	if (!parse_number(text, UINT8_MAX, &value))
		return false;
	*from = *to = (uint8_t)value;
	return true;
}

static bool parse_port(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	char first[16];
	const char *dash = strchr(text, '-'), *last = dash ? dash + 1 : text;
	uint32_t low, high;

	if (snprintf(first, sizeof(first), "%.*s", dash ? (int)(dash - text) : (int)strlen(text),
		    text) >= (int)sizeof(first))
		return false;
	if (!parse_number(first, UINT16_MAX, &low) || !parse_number(last, UINT16_MAX, &high) ||
		low > high)
		return false;
	memcpy(from, &(uint16_t){ htons((uint16_t)low) }, type->size);
	memcpy(to, &(uint16_t){ htons((uint16_t)high) }, type->size);
	return true;
}

/* In host order, as the kernel's registers have it. */
static bool parse_mark(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	uint32_t value;

	if (!parse_number(text, UINT32_MAX, &value))
		return false;
	memcpy(from, &value, type->size);
	memcpy(to, &value, type->size);
	return true;
}

/* "M:N" in hex, or "none"; in host order as well. */
static bool parse_classid(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	unsigned major = 0, minor = 0;
	uint32_t value;
	int used = 0;

	if (strcmp(text, "none") != 0 &&
		(sscanf(text, "%4x:%4x%n", &major, &minor, &used) != 2 || text[used]))
		return false;
	value = major << 16 | minor;
	memcpy(from, &value, type->size);
	memcpy(to, &value, type->size);
	return true;
}

static bool parse_direction(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	bool reply = strcmp(text, "reply") == 0;

	if (!reply && strcmp(text, "original") != 0)
		return false;
	*from = *to = reply ? IP_CT_DIR_REPLY : IP_CT_DIR_ORIGINAL;
	return true;
}

static bool parse_ifname(
	const struct nft_field_type *type, const char *text, uint8_t *from, uint8_t *to)
{
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
		text++;
		len -= 2;
	}
	if (!len || len >= type->size || memchr(text, '"', len))
		return false;
	memset(from, 0, type->size);
	memcpy(from, text, len);
	memcpy(to, from, type->size);
	return true;
}

/* src/include/datatype.h of nftables numbers the types; `nft list` depends on them, the kernel only stores them. */
static const struct nft_field_type field_types[] = {
	{ "ipv4_addr", 7, 4, false, parse_address },
	{ "ipv6_addr", 8, 16, false, parse_address },
	{ "ether_addr", 9, 6, false, parse_ether },
	{ "inet_proto", 12, 1, false, parse_proto },
	{ "inet_service", 13, 2, false, parse_port },
	{ "mark", 19, 4, true, parse_mark },
	{ "classid", 23, 4, true, parse_classid },
	{ "uid", 24, 4, true, parse_mark },
	{ "gid", 25, 4, true, parse_mark },
	{ "ct_dir", 27, 1, true, parse_direction },
	{ "ifname", 41, IFNAMSIZ, true, parse_ifname },
};

const struct nft_field_type *nft_field_type_find(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(field_types); i++)
		if (strcmp(field_types[i].name, name) == 0)
			return &field_types[i];
	return NULL;
}

static const struct nft_field_type *find_id(uint32_t id)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(field_types); i++)
		if (field_types[i].id == id)
			return &field_types[i];
	return NULL;
}

static uint32_t padded(uint32_t size)
{
	return (size + 3) & ~3u;
}

static bool add_field(struct nft_concat *c, const struct nft_field_type *type)
{
	if (!type || c->n == NFT_MAX_FIELDS || c->size + padded(type->size) > NFT_MAX_BYTES)
		return false;
	c->fields[c->n++] = type;
	c->size += padded(type->size);
	return true;
}

/* The next of the fields that " . " separates, cut out of @*text in place; NULL after the last. */
static char *next_field(char **text)
{
	char *field = *text, *end;

	if (!field)
		return NULL;
	end = strstr(field, " " SEPARATOR " ");
	*text = end ? end + strlen(" " SEPARATOR " ") : NULL;
	if (end)
		*end = '\0';
	return field;
}

static bool parse_concat(const char *text, struct nft_concat *ret)
{
	char copy[256], *rest = copy, *field;

	*ret = (struct nft_concat){ 0 };
	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return false;
	while ((field = next_field(&rest)))
		if (!add_field(ret, nft_field_type_find(field)))
			return false;
	return true;
}

static bool decode_concat(uint32_t id, struct nft_concat *ret)
{
	*ret = (struct nft_concat){ 0 };
	for (int shift = 4 * TYPE_BITS; shift >= 0; shift -= TYPE_BITS)
		if ((id >> shift) && !add_field(ret, find_id((id >> shift) & TYPE_MASK)))
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
	return c->fields[0]->host_order ? 1 : 2;
}

uint32_t nft_field_size(const struct nft_field_type *type)
{
	return type->size;
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

bool nft_verdict_parse(const char *text, struct nft_verdict *ret)
{
	static const struct {
		const char *word;
		int code;
		bool takes_chain;
	} verdicts[] = {
		{ "accept", NF_ACCEPT, false },
		{ "drop", NF_DROP, false },
		{ "return", NFT_RETURN, false },
		{ "jump ", NFT_JUMP, true },
		{ "goto ", NFT_GOTO, true },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(verdicts); i++) {
		size_t len = strlen(verdicts[i].word);
		const char *chain = text + len;

		if (strncmp(text, verdicts[i].word, len) != 0 ||
			(*chain != '\0') != verdicts[i].takes_chain ||
			strlen(chain) >= sizeof(ret->chain))
			continue;
		ret->code = verdicts[i].code;
		strcpy(ret->chain, chain);
		return true;
	}
	return false;
}

uint32_t nft_field_parse(
	const struct nft_field_type *type, const char *text, uint8_t *ret_from, uint8_t *ret_to)
{
	return type->parse(type, text, ret_from, ret_to) ? type->size : 0;
}

static bool parse_values(const struct nft_concat *c, const char *text, uint8_t *from, uint8_t *to)
{
	char copy[256], *rest = copy, *field;
	uint32_t at = 0;

	memset(from, 0, NFT_MAX_BYTES);
	memset(to, 0, NFT_MAX_BYTES);
	if (!text || snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy))
		return false;
	for (uint32_t i = 0; i < c->n; i++) {
		field = next_field(&rest);
		if (!field || !nft_field_parse(c->fields[i], field, from + at, to + at))
			return false;
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
		return data && nft_verdict_parse(data, &ret->verdict);
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
