/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The parser of our rules (nftwords.h): a table of statements, and what may follow a field.
 *
 * In: words.  Out: statements.
 * Pure; never asks whether sets and chains are there, nor what the kernel thinks of the hook.
 */
#include "nftwords.h"

#include <endian.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"

#define DEFAULT_BURST 5 /* of packets, in nft: it does not print that one */

struct reader {
	char *words[HCN_NFT_MAX_WORDS + 1]; /* ends with NULL */
	char **at;
};

static bool split(struct reader *r, char *text)
{
	size_t n = 0;
	char *rest;

	for (char *w = strtok_r(text, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		if (n == HCN_NFT_MAX_WORDS)
			return false;
		r->words[n++] = w;
	}
	r->words[n] = NULL;
	r->at = r->words;
	return true;
}

/* Takes the next word if it is @word. */
static bool take(struct reader *r, const char *word)
{
	if (!*r->at || strcmp(*r->at, word) != 0)
		return false;
	r->at++;
	return true;
}

/* The same with several, up to a NULL. */
static bool take_all(struct reader *r, const char *const *words, size_t n)
{
	char **before = r->at;

	for (size_t i = 0; i < n && words[i]; i++)
		if (!take(r, words[i])) {
			r->at = before;
			return false;
		}
	return true;
}

/* --- parts of statements ------------------------------------------------------------------------------ */

/* @NAME */
static bool read_set(struct reader *r, struct hcn_nft_statement *s)
{
	if (!*r->at || **r->at != '@' || !(*r->at)[1])
		return false;
	s->set = *r->at++ + 1;
	return true;
}

/* FIELD { . FIELD } */
static bool read_key(struct reader *r, struct hcn_nft_statement *s)
{
	do {
		if (s->n_key == HCN_NFT_MAX_PARTS)
			return false;
		s->key[s->n_key] = hcn_nft_field_take(&r->at);
		if (!s->key[s->n_key++])
			return false;
	} while (take(r, "."));
	return true;
}

static bool read_key_of_map(struct reader *r, struct hcn_nft_statement *s)
{
	return read_key(r, s) && take(r, "map") && read_set(r, s);
}

static bool read_number(const char *text, uint32_t *ret)
{
	unsigned long value;
	char *end;

	if (!text || *text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	*ret = (uint32_t)value;
	return !errno && !*end && value <= UINT32_MAX;
}

/* "WORD N" */
static bool read_named(struct reader *r, const char *word, uint32_t *ret)
{
	return take(r, word) && read_number(*r->at, ret) && r->at++;
}

/* --- comparisons -------------------------------------------------------------------------------------- */

/* Those bits of the type in which all values of @range agree. */
static void set_mask(
	const struct hcn_nft_type *type, const struct hcn_nft_range *range, uint8_t *ret)
{
	const uint16_t max = htobe16((uint16_t)type->max);

	for (size_t i = 0; i < type->size; i++)
		ret[i] = (uint8_t) ~(range->first[i] ^ range->last[i]);
	if (type->max)
		memcpy(ret, &max, sizeof(max));
}

/* A value or a prefix, but no other range. */
static bool read_literal(
	struct reader *r, const struct hcn_nft_type *type, struct hcn_nft_range *ret)
{
	if (!*r->at || !hcn_nft_value_parse(type, *r->at, ret))
		return false;
	return strchr(*r->at++, '/') || !memcmp(ret->first, ret->last, sizeof(ret->first));
}

/* "NAME{,NAME}" or "NAME{,NAME} / NAME{,NAME}" */
static bool read_flags(
	struct reader *r, const struct hcn_nft_type *type, struct hcn_nft_statement *s)
{
	struct hcn_nft_range value, mask;

	if (!read_literal(r, type, &value))
		return false;
	if (!take(r, "/")) {
		memcpy(s->mask, value.first, sizeof(s->mask));
		s->test = s->test == HCN_NFT_EQUAL ? HCN_NFT_ANY : s->test;
		return s->test == HCN_NFT_ANY;
	}
	memcpy(s->value, value.first, sizeof(s->value));
	if (!read_literal(r, type, &mask))
		return false;
	memcpy(s->mask, mask.first, sizeof(s->mask));
	return true;
}

static bool read_comparison(struct reader *r, struct hcn_nft_statement *s)
{
	const struct hcn_nft_type *type = hcn_nft_type_find(s->key[0]->type);
	struct hcn_nft_range value;

	s->kind = HCN_NFT_COMPARE;
	if (s->n_key != 1)
		return false;
	if (type->has_bits)
		return read_flags(r, type, s);
	if (!read_literal(r, type, &value))
		return false;
	set_mask(type, &value, s->mask);
	memcpy(s->value, value.first, sizeof(s->value));
	return true;
}

/* --- what may follow a field -------------------------------------------------------------------------- */

static bool checks_family_of(const struct hcn_nft_statement *s)
{
	for (size_t i = 0; i < s->n_key; i++)
		if (s->key[i]->ether == s->target->ether)
			return true;
	return false;
}

static bool read_set_priority(struct reader *r, struct hcn_nft_statement *s)
{
	uint32_t offset;

	if (take(r, "none")) {
		s->kind = HCN_NFT_SET_NONE;
		return true;
	}
	if (take(r, "jhash")) {
		s->kind = HCN_NFT_SET_JHASH;
		return read_key(r, s) && read_named(r, "mod", &s->modulus) && s->modulus &&
		       read_named(r, "seed", &s->seed) && read_named(r, "offset", &offset) &&
		       offset == 1;
	}
	s->kind = HCN_NFT_SET_FROM_MAP;
	return read_key_of_map(r, s);
}

/* "FIELD set" has been read. */
static bool read_set_field(struct reader *r, struct hcn_nft_statement *s)
{
	s->target = s->key[0];
	s->n_key = 0;
	if (s->target->place == HCN_NFT_META && s->target->at == NFT_META_PRIORITY)
		return read_set_priority(r, s);
	s->kind = HCN_NFT_SET_FROM_MAP;
	return s->target->place == HCN_NFT_NETWORK_HEADER && strstr(s->target->type, "_addr") &&
	       read_key_of_map(r, s) && checks_family_of(s);
}

static bool read_field(struct reader *r, struct hcn_nft_statement *s)
{
	if (!read_key(r, s))
		return false;
	if (s->n_key == 1 && take(r, "set"))
		return read_set_field(r, s);
	if (take(r, "vmap")) {
		s->kind = HCN_NFT_LOOKUP_VERDICT;
		return read_set(r, s);
	}
	if (take(r, "!="))
		s->test = HCN_NFT_NOT_EQUAL;
	if (read_set(r, s)) {
		s->kind = HCN_NFT_LOOKUP;
		return true;
	}
	return read_comparison(r, s);
}

/* --- statements --------------------------------------------------------------------------------------- */

/* [ "over" ] "N/UNIT" [ "burst" N "packets" ] */
static bool read_limit(struct reader *r, struct hcn_nft_statement *s)
{
	static const struct {
		const char *name;
		uint64_t seconds;
	} units[] = { { "second", 1 }, { "minute", 60 }, { "hour", 60 * 60 },
		{ "day", 24 * 60 * 60 } };
	uint32_t rate;
	char *slash;

	s->over = take(r, "over");
	slash = *r->at ? strchr(*r->at, '/') : NULL;
	if (!slash)
		return false;
	*slash = '\0';
	if (!read_number(*r->at++, &rate) || !rate)
		return false;
	s->rate = rate;
	for (size_t i = 0; i < HCN_N_ELEMENTS(units); i++)
		if (!strcmp(slash + 1, units[i].name))
			s->unit = units[i].seconds;
	s->burst = DEFAULT_BURST;
	if (*r->at && !strcmp(*r->at, "burst") &&
		(!read_named(r, "burst", &s->burst) || !s->burst || !take(r, "packets")))
		return false;
	return s->unit;
}

static bool read_nat(struct reader *r, struct hcn_nft_statement *s)
{
	s->family = take(r, "ip") ? NFPROTO_IPV4 : take(r, "ip6") ? NFPROTO_IPV6 : 0;
	return s->family && take(r, "to") && read_key_of_map(r, s);
}

/* ":PORT" */
static bool read_redirect(struct reader *r, struct hcn_nft_statement *s)
{
	uint32_t port;

	if (!*r->at || **r->at != ':' || !read_number(*r->at++ + 1, &port) || port > UINT16_MAX)
		return false;
	s->port = (uint16_t)port;
	return true;
}

static bool read_reject(struct reader *r, struct hcn_nft_statement *s)
{
	static const char *const reset[] = { "with", "tcp", "reset" };

	s->by_tcp_reset = take_all(r, reset, HCN_N_ELEMENTS(reset));
	return true;
}

static bool read_nothing(struct reader *r, struct hcn_nft_statement *s)
{
	return true;
}

/* What does not begin with a field. */
static const struct {
	const char *words[2];
	enum hcn_nft_statement_kind kind;
	bool (*read)(struct reader *r, struct hcn_nft_statement *s);
	bool last; /* nothing may follow */
} statements[] = {
	{ { "limit", "rate" }, HCN_NFT_LIMIT, read_limit, false },
	{ { "counter" }, HCN_NFT_DO_COUNT, read_nothing, false },
	{ { "notrack" }, HCN_NFT_DO_NOTRACK, read_nothing, false },
	{ { "dnat" }, HCN_NFT_DO_DNAT, read_nat, true },
	{ { "snat" }, HCN_NFT_DO_SNAT, read_nat, true },
	{ { "redirect", "to" }, HCN_NFT_DO_REDIRECT, read_redirect, true },
	{ { "masquerade" }, HCN_NFT_DO_MASQUERADE, read_nothing, true },
	{ { "reject" }, HCN_NFT_DO_REJECT, read_reject, true },
};

/* One word or two, and nothing behind. */
static bool read_verdict(struct reader *r, struct hcn_nft_statement *s)
{
	char *word = *r->at++;

	s->kind = HCN_NFT_DO_VERDICT;
	if (*r->at)
		(*r->at++)[-1] = ' ';
	return !*r->at && hcn_nft_verdict_parse(word, &s->verdict);
}

static bool read_statement(struct reader *r, struct hcn_nft_statement *s)
{
	char **before = r->at;

	for (size_t i = 0; i < HCN_N_ELEMENTS(statements); i++)
		if (take_all(r, statements[i].words, HCN_N_ELEMENTS(statements[i].words))) {
			s->kind = statements[i].kind;
			return statements[i].read(r, s) && !(statements[i].last && *r->at);
		}
	if (hcn_nft_field_take(&r->at)) {
		r->at = before;
		return read_field(r, s);
	}
	return read_verdict(r, s);
}

bool hcn_nft_rule_parse(const char *text, struct hcn_nft_rule *ret)
{
	struct reader r;

	ret->n = 0;
	if (snprintf(ret->text, sizeof(ret->text), "%s", text) >= (int)sizeof(ret->text) ||
		!split(&r, ret->text))
		return false;
	while (*r.at) {
		struct hcn_nft_statement *s = &ret->statements[ret->n];

		if (ret->n++ == HCN_NFT_MAX_STATEMENTS)
			return false;
		*s = (struct hcn_nft_statement){ 0 };
		if (!read_statement(&r, s))
			return false;
	}
	return true;
}
