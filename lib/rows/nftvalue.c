/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of nftables types.
 *
 * In: a type and a text, both as nft writes them.  Out: ranges that can be compared.
 * Never looks at sets: whether a range is allowed is for the caller.
 *
 * Tests: tests/unit/backends/sim/test_refusenft.c (an_interval_is_not_in_its_own_way)
 */
#include "nftvalue.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "addr.h"
#include "cleanup.h"

#define SEPARATOR " . "

static bool parse_addr(const char *text, enum hcn_family family, struct hcn_nft_range *ret)
{
	struct hcn_prefix p;
	struct hcn_addr last;

	if (!hcn_prefix_parse(text, &p)) {
		if (!hcn_addr_parse(text, &p.addr))
			return false;
		p.len = (uint8_t)hcn_addr_bits(&p.addr);
	}
	if (p.addr.family != family)
		return false;
	p.addr = hcn_prefix_first(&p);
	last = hcn_prefix_last(&p);
	memcpy(ret->first, p.addr.bytes, sizeof(ret->first));
	memcpy(ret->last, last.bytes, sizeof(ret->last));
	return true;
}

static bool parse_ipv4(const char *text, struct hcn_nft_range *ret)
{
	return parse_addr(text, HCN_IPV4, ret);
}

static bool parse_ipv6(const char *text, struct hcn_nft_range *ret)
{
	return parse_addr(text, HCN_IPV6, ret);
}

static bool parse_ether(const char *text, struct hcn_nft_range *ret)
{
	struct hcn_mac mac;

	if (strchr(text, '-') || !hcn_mac_parse(text, &mac))
		return false;
	memcpy(ret->first, mac.bytes, sizeof(mac.bytes));
	memcpy(ret->last, mac.bytes, sizeof(mac.bytes));
	return true;
}

/* A number of @size bytes. */
static bool parse_number(const char *text, size_t size, struct hcn_nft_range *ret)
{
	unsigned long value;
	uint32_t bytes;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end || value >> 8 * size)
		return false;
	bytes = htobe32((uint32_t)(value << 8 * (sizeof(bytes) - size)));
	memcpy(ret->first, &bytes, sizeof(bytes));
	memcpy(ret->last, &bytes, sizeof(bytes));
	return true;
}

static bool parse_port(const char *text, struct hcn_nft_range *ret)
{
	return parse_number(text, sizeof(uint16_t), ret);
}

static bool parse_mark(const char *text, struct hcn_nft_range *ret)
{
	return parse_number(text, sizeof(uint32_t), ret);
}

/* "M:N" in hex, or "none" */
static bool parse_classid(const char *text, struct hcn_nft_range *ret)
{
	unsigned major = 0, minor = 0;
	uint32_t bytes;
	int used = 0;

	if (strcmp(text, "none") &&
		(sscanf(text, "%4x:%4x%n", &major, &minor, &used) != 2 || text[used]))
		return false;
	bytes = htobe32(major << 16 | minor);
	memcpy(ret->first, &bytes, sizeof(bytes));
	memcpy(ret->last, &bytes, sizeof(bytes));
	return true;
}

static bool parse_proto(const char *text, struct hcn_nft_range *ret)
{
	static const struct {
		const char *name;
		const char *number;
	} protocols[] = {
		{ "icmp", "1" },
		{ "tcp", "6" },
		{ "udp", "17" },
		{ "ipv6-icmp", "58" },
		{ "icmpv6", "58" },
		{ "sctp", "132" },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(protocols); i++)
		if (!strcmp(text, protocols[i].name))
			text = protocols[i].number;
	return parse_number(text, sizeof(uint8_t), ret);
}

static bool parse_direction(const char *text, struct hcn_nft_range *ret)
{
	bool reply = !strcmp(text, "reply");

	ret->first[0] = ret->last[0] = reply;
	return reply || !strcmp(text, "original");
}

/* With or without the quotes that nft prints. */
static bool parse_ifname(const char *text, struct hcn_nft_range *ret)
{
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
		text++;
		len -= 2;
	}
	if (!len || len >= HCN_NFT_VALUE_SIZE || memchr(text, '"', len))
		return false;
	memcpy(ret->first, text, len);
	memcpy(ret->last, text, len);
	return true;
}

/* What a chain does with a packet; whether the chain to jump to exists is not asked here. */
static bool parse_verdict(const char *text, struct hcn_nft_range *ret)
{
	static const char *const words[] = { "accept", "drop", "return", "continue" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(words); i++)
		if (!strcmp(text, words[i]))
			return true;
	return (!strncmp(text, "jump ", 5) || !strncmp(text, "goto ", 5)) && text[5] &&
	       !strchr(text + 5, ' ');
}

static const struct nft_type {
	const char *name;
	bool (*parse)(const char *text, struct hcn_nft_range *ret); /* @ret is zeroed */
} types[] = {
	{ "ipv4_addr", parse_ipv4 },
	{ "ipv6_addr", parse_ipv6 },
	{ "ether_addr", parse_ether },
	{ "inet_proto", parse_proto },
	{ "inet_service", parse_port },
	{ "mark", parse_mark },
	{ "classid", parse_classid },
	{ "ct_dir", parse_direction },
	{ "ifname", parse_ifname },
	{ "verdict", parse_verdict },
};

static const struct nft_type *find_type(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}

/* Takes the next part of "a . b . c" out of *@rest, which is cut there; NULL at its end. */
static char *next_part(char **rest)
{
	char *part = *rest, *stop;

	if (!part)
		return NULL;
	stop = strstr(part, SEPARATOR);
	if (stop)
		*stop = '\0';
	*rest = stop ? stop + strlen(SEPARATOR) : NULL;
	return part;
}

static bool parse_part(const struct nft_type *type, char *text, struct hcn_nft_range *ret)
{
	struct hcn_nft_range last = { 0 };
	char *dash;

	if (type->parse(text, ret))
		return true;
	dash = strchr(text, '-');
	if (!dash)
		return false;
	*dash = '\0';
	*ret = (struct hcn_nft_range){ 0 };
	if (!type->parse(text, ret) || !type->parse(dash + 1, &last))
		return false;
	memcpy(ret->last, last.last, sizeof(ret->last));
	return memcmp(ret->first, ret->last, sizeof(ret->last)) <= 0;
}

/* A text that can be cut. */
struct copy {
	char text[256];
};

static bool copy_text(const char *text, struct copy *ret)
{
	size_t len = strlen(text);

	if (len >= sizeof(ret->text))
		return false;
	memcpy(ret->text, text, len + 1);
	return true;
}

bool hcn_nft_type_is_known(const char *type)
{
	struct copy copy;
	char *rest = copy.text, *name;
	size_t n = 0;

	if (!copy_text(type, &copy))
		return false;
	while ((name = next_part(&rest)))
		if (!find_type(name) || ++n > HCN_NFT_MAX_PARTS)
			return false;
	return true;
}

bool hcn_nft_parse(const char *type, const char *text, struct hcn_nft_interval *ret)
{
	struct copy type_copy, text_copy;
	char *types_left = type_copy.text, *text_left = text_copy.text, *name, *part;

	*ret = (struct hcn_nft_interval){ 0 };
	if (!copy_text(type, &type_copy) || !copy_text(text, &text_copy))
		return false;
	while ((name = next_part(&types_left))) {
		const struct nft_type *t = find_type(name);

		part = next_part(&text_left);
		if (!t || !part || ret->n == HCN_NFT_MAX_PARTS ||
			!parse_part(t, part, &ret->parts[ret->n++]))
			return false;
	}
	return !text_left;
}

bool hcn_nft_interval_is_single(const struct hcn_nft_interval *i)
{
	for (size_t p = 0; p < i->n; p++)
		if (memcmp(i->parts[p].first, i->parts[p].last, HCN_NFT_VALUE_SIZE))
			return false;
	return true;
}

static bool is_inside(const uint8_t *value, const struct hcn_nft_range *r)
{
	return memcmp(r->first, value, HCN_NFT_VALUE_SIZE) <= 0 &&
	       memcmp(value, r->last, HCN_NFT_VALUE_SIZE) <= 0;
}

static bool has_corners(const struct hcn_nft_interval *box, const struct hcn_nft_interval *of)
{
	bool first = true, last = true;

	for (size_t p = 0; p < box->n; p++) {
		first = first && is_inside(of->parts[p].first, &box->parts[p]);
		last = last && is_inside(of->parts[p].last, &box->parts[p]);
	}
	return first || last;
}

bool hcn_nft_interval_collides(
	const struct hcn_nft_interval *old, const struct hcn_nft_interval *more)
{
	return has_corners(old, more) || (old->n == 1 && has_corners(more, old));
}
