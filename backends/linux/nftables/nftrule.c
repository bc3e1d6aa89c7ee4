/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler of our rules: a table of fields, a table of statements, and a walk over the words.
 *
 * In: words.  Out: expressions, as nft itself would send them.
 * Pure: sends nothing.
 *
 * Tests: tests/conform/linux/test_nft.c (words_outside_the_grammar_are_refused)
 */
#include <errno.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "cleanup.h"
#include "nftables/nftexpr.h"
#include "nftables/nftfields.h"
#include "nftables/nftrule.h"

#define MAX_WORDS 32

struct compiler {
	struct nftexpr x;
	char text[512];
	char *words[MAX_WORDS + 1]; /* ends with NULL */
	char **at;
	uint8_t table;    /* NFPROTO_INET or NFPROTO_BRIDGE */
	uint32_t family;  /* NFPROTO_*, once the rule has checked it */
	uint8_t protocol; /* IPPROTO_*, the same */
};

/* Takes the next word if it is @word. */
static bool accept_word(struct compiler *k, const char *word)
{
	if (!*k->at || strcmp(*k->at, word) != 0)
		return false;
	k->at++;
	return true;
}

/* "saddr ip" is two words. */
static bool accept_words(struct compiler *k, const char *first, const char *rest)
{
	char **before = k->at;
	bool taken = accept_word(k, first);

	while (taken && *rest) {
		size_t len = strcspn(rest, " ");

		taken = *k->at && strncmp(*k->at, rest, len) == 0 && !(*k->at)[len];
		if (taken)
			k->at++;
		rest += len + strspn(rest + len, " ");
	}
	if (!taken)
		k->at = before;
	return taken;
}

static bool accept_two(struct compiler *k, const char *first, const char *second)
{
	if (!*k->at || strcmp(k->at[0], first) != 0 || !k->at[1] || strcmp(k->at[1], second) != 0)
		return false;
	k->at += 2;
	return true;
}

/* @NAME; NULL if the next word is none. */
static const char *accept_set(struct compiler *k)
{
	return *k->at && **k->at == '@' ? *k->at++ + 1 : NULL;
}

/* --- fields ---------------------------------------------------------------------------------------- */

static const struct nft_field *accept_field(struct compiler *k)
{
	for (size_t i = 0; i < nft_n_fields; i++)
		if (nft_fields[i].second
				? accept_words(k, nft_fields[i].first, nft_fields[i].second)
				: accept_word(k, nft_fields[i].first))
			return &nft_fields[i];
	return NULL;
}

static void check_family(struct compiler *k, uint32_t family)
{
	const uint8_t value = (uint8_t)family;
	uint16_t protocol;

	if (!family || k->family == family)
		return;
	k->family = family;
	if (k->table == NFPROTO_INET) {
		nftexpr_meta(&k->x, NFT_META_NFPROTO, 0);
		nftexpr_compare(&k->x, true, &value, sizeof(value));
		return;
	}
	if (family == NFPROTO_ARP)
		nftexpr_payload(
			&k->x, NFT_PAYLOAD_LL_HEADER, offsetof(struct ethhdr, h_proto), 2, 0);
	else
		nftexpr_meta(&k->x, NFT_META_PROTOCOL, 0);
	protocol = htons(family == NFPROTO_ARP    ? ETH_P_ARP
			 : family == NFPROTO_IPV4 ? ETH_P_IP
						  : ETH_P_IPV6);
	nftexpr_compare(&k->x, true, &protocol, sizeof(protocol));
}

static void check_protocol(struct compiler *k, uint8_t protocol)
{
	if (!protocol || k->protocol == protocol)
		return;
	k->protocol = protocol;
	nftexpr_meta(&k->x, NFT_META_L4PROTO, 0);
	nftexpr_compare(&k->x, true, &protocol, sizeof(protocol));
}

static void check(struct compiler *k, const struct nft_field *f)
{
	check_family(k, f->family);
	check_protocol(k, f->protocol);
}

static void load(struct compiler *k, const struct nft_field *f, uint32_t len, uint32_t reg)
{
	if (f->len)
		nftexpr_payload(&k->x, f->base, f->offset, len, reg);
	else if (f->ct && f->direction < IP_CT_DIR_MAX)
		nftexpr_ct_tuple(&k->x, f->ct, f->direction, reg);
	else if (f->ct)
		nftexpr_ct(&k->x, f->ct, reg);
	else
		nftexpr_meta(&k->x, f->meta, reg);
}

/* FIELD { . FIELD } */
static int accept_key(struct compiler *k, const struct nft_field **list, size_t *ret_n)
{
	size_t n = 0;

	do {
		if (n == NFT_MAX_FIELDS)
			return -EINVAL;
		list[n] = accept_field(k);
		if (!list[n])
			return -EINVAL;
		n++;
	} while (accept_word(k, "."));
	*ret_n = n;
	return 0;
}

/* To the registers from @reg on; returns the next one. */
static uint32_t load_fields(
	struct compiler *k, const struct nft_field *const *list, size_t n, uint32_t reg)
{
	for (size_t i = 0; i < n; i++)
		check(k, list[i]);
	for (size_t i = 0; i < n; i++) {
		load(k, list[i], list[i]->len, reg);
		reg += (nft_field_size(nft_field_type_find(list[i]->type)) + 3) / 4;
	}
	return reg;
}

static void load_key(struct compiler *k, const struct nft_field *const *list, size_t n)
{
	(void)load_fields(k, list, n, 0);
}

/* A literal is a value or a prefix; nft loads no more bytes of the field than a prefix has. */
static int match_literal(struct compiler *k, const struct nft_field *f)
{
	uint8_t from[NFT_MAX_BYTES], to[NFT_MAX_BYTES], mask[NFT_MAX_BYTES];
	uint32_t whole = 0, size;

	if (!*k->at)
		return -EINVAL;
	size = nft_field_parse(nft_field_type_find(f->type), *k->at++, from, to);
	if (!size || (!f->len && memcmp(from, to, size) != 0))
		return -EINVAL;
	for (uint32_t i = 0; i < size; i++)
		mask[i] = (uint8_t) ~(from[i] ^ to[i]);
	while (whole < size && mask[whole] == 0xff)
		whole++;
	check(k, f);
	if (whole && (whole == size || mask[whole] == 0)) {
		load(k, f, whole, 0);
		nftexpr_compare(&k->x, true, from, whole);
		return 0;
	}
	load(k, f, size, 0);
	nftexpr_mask(&k->x, mask, size);
	nftexpr_compare(&k->x, true, from, size);
	return 0;
}

static int match_field(struct compiler *k)
{
	const struct nft_field *list[NFT_MAX_FIELDS];
	enum nftexpr_lookup how;
	const char *set;
	size_t n;
	int r = accept_key(k, list, &n);

	if (r)
		return r;
	how = accept_word(k, "vmap") ? NFTEXPR_VERDICT_MAP : NFTEXPR_SET;
	set = accept_set(k);
	if (!set)
		return n == 1 && how == NFTEXPR_SET ? match_literal(k, list[0]) : -EINVAL;
	load_key(k, list, n);
	nftexpr_lookup(&k->x, set, how);
	return 0;
}

/* --- other matches --------------------------------------------------------------------------------- */

static int match_fib(struct compiler *k)
{
	const uint32_t local = RTN_LOCAL;

	if (!accept_two(k, "daddr", "type") || !accept_word(k, "local"))
		return -EINVAL;
	nftexpr_fib_daddr_type(&k->x, 0);
	nftexpr_compare(&k->x, true, &local, sizeof(local));
	return 0;
}

static const struct ct_bit {
	const char *name;
	uint32_t bit;
} ct_states[] = {
	{ "invalid", NF_CT_STATE_INVALID_BIT },
	{ "established", NF_CT_STATE_BIT(IP_CT_ESTABLISHED) },
	{ "related", NF_CT_STATE_BIT(IP_CT_RELATED) },
	{ "new", NF_CT_STATE_BIT(IP_CT_NEW) },
	{ NULL, 0 },
}, ct_statuses[] = {
	{ "dnat", IPS_DST_NAT },
	{ NULL, 0 },
};

static bool find_bit(const struct ct_bit *bits, const char *name, uint32_t *mask)
{
	for (; bits->name; bits++)
		if (strcmp(bits->name, name) == 0) {
			*mask |= bits->bit;
			return true;
		}
	return false;
}

static int match_ct_bits(struct compiler *k, uint32_t key, const struct ct_bit *bits)
{
	char *name, *rest;
	uint32_t mask = 0;
	const uint32_t zero = 0;

	if (!*k->at)
		return -EINVAL;
	for (name = strtok_r(*k->at++, ",", &rest); name; name = strtok_r(NULL, ",", &rest))
		if (!find_bit(bits, name, &mask))
			return -EINVAL;
	nftexpr_ct(&k->x, key, 0);
	nftexpr_mask(&k->x, &mask, sizeof(mask));
	nftexpr_compare(&k->x, false, &zero, sizeof(zero));
	return 0;
}

static int match_ct_state(struct compiler *k)
{
	return match_ct_bits(k, NFT_CT_STATE, ct_states);
}

static int match_ct_status(struct compiler *k)
{
	return match_ct_bits(k, NFT_CT_STATUS, ct_statuses);
}

static int match_nfproto(struct compiler *k)
{
	uint32_t family = accept_word(k, "ipv4")   ? NFPROTO_IPV4
			  : accept_word(k, "ipv6") ? NFPROTO_IPV6
						   : 0;

	check_family(k, family);
	return family ? 0 : -EINVAL;
}

/* The first packet of a connection, whether or not connection tracking has seen others. */
static int match_tcp_flags(struct compiler *k)
{
	const uint8_t mask = TH_FIN | TH_SYN | TH_RST | TH_ACK, syn = TH_SYN;

	if (!accept_two(k, "syn", "/") || !accept_word(k, "fin,syn,rst,ack"))
		return -EINVAL;
	check_protocol(k, IPPROTO_TCP);
	nftexpr_payload(
		&k->x, NFT_PAYLOAD_TRANSPORT_HEADER, offsetof(struct tcphdr, th_flags), 1, 0);
	nftexpr_mask(&k->x, &mask, sizeof(mask));
	nftexpr_compare(&k->x, true, &syn, sizeof(syn));
	return 0;
}

static int match_icmp_type(
	struct compiler *k, const char *name, uint32_t family, uint8_t proto, uint8_t type)
{
	if (!accept_word(k, name))
		return -EINVAL;
	check_family(k, family);
	check_protocol(k, proto);
	nftexpr_payload(&k->x, NFT_PAYLOAD_TRANSPORT_HEADER, 0, sizeof(type), 0);
	nftexpr_compare(&k->x, true, &type, sizeof(type));
	return 0;
}

static int match_icmp(struct compiler *k)
{
	return match_icmp_type(k, "redirect", NFPROTO_IPV4, IPPROTO_ICMP, ICMP_REDIRECT);
}

static int match_icmpv6(struct compiler *k)
{
	static const struct {
		const char *name;
		uint8_t type;
	} types[] = {
		{ "nd-redirect", ND_REDIRECT },
		{ "nd-router-advert", ND_ROUTER_ADVERT },
		{ "nd-neighbor-solicit", ND_NEIGHBOR_SOLICIT },
		{ "nd-neighbor-advert", ND_NEIGHBOR_ADVERT },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (!match_icmp_type(k, types[i].name, NFPROTO_IPV6, IPPROTO_ICMPV6, types[i].type))
			return 0;
	return -EINVAL;
}

/* --- statements ------------------------------------------------------------------------------------ */

static bool accept_number(struct compiler *k, const char *word, uint32_t *ret)
{
	char *end;

	if (!accept_word(k, word) || !*k->at)
		return false;
	*ret = (uint32_t)strtoul(*k->at++, &end, 0);
	return !*end;
}

/* "FIELD { . FIELD } mod N seed N offset 1": a number from 1 to N, the same one for the same fields. */
static int load_jhash(struct compiler *k)
{
	const uint32_t from = 4; /* nft leaves the first for the result */
	const struct nft_field *list[NFT_MAX_FIELDS];
	uint32_t modulus, seed, offset, end;
	size_t n;

	if (accept_key(k, list, &n) || !accept_number(k, "mod", &modulus) || !modulus ||
		!accept_number(k, "seed", &seed) || !accept_number(k, "offset", &offset) ||
		offset != 1)
		return -EINVAL;
	end = load_fields(k, list, n, from);
	nftexpr_jhash(&k->x, from, 4 * (end - from), modulus, seed);
	return 0;
}

/* "KEY map @MAP" */
static int load_from_map(struct compiler *k)
{
	const struct nft_field *list[NFT_MAX_FIELDS];
	const char *map;
	size_t n;
	int r = accept_key(k, list, &n);

	if (r)
		return r;
	map = accept_word(k, "map") ? accept_set(k) : NULL;
	if (!map)
		return -EINVAL;
	load_key(k, list, n);
	nftexpr_lookup(&k->x, map, NFTEXPR_MAP);
	return 0;
}

static int emit_nat(struct compiler *k, uint32_t nat)
{
	uint32_t family = accept_word(k, "ip")    ? NFPROTO_IPV4
			  : accept_word(k, "ip6") ? NFPROTO_IPV6
						  : 0;
	int r;

	if (!family || !accept_word(k, "to"))
		return -EINVAL;
	r = load_from_map(k);
	if (r)
		return r;
	nftexpr_nat(&k->x, nat, family, nat == NFT_NAT_DNAT);
	return 0;
}

static int emit_dnat(struct compiler *k)
{
	return emit_nat(k, NFT_NAT_DNAT);
}

static int emit_snat(struct compiler *k)
{
	return emit_nat(k, NFT_NAT_SNAT);
}

static int emit_priority(struct compiler *k)
{
	int r = 0;

	if (accept_word(k, "none"))
		nftexpr_zero(&k->x);
	else if (accept_word(k, "jhash"))
		r = load_jhash(k);
	else
		r = load_from_map(k);
	if (!r)
		nftexpr_meta_set(&k->x, NFT_META_PRIORITY);
	return r;
}

static int emit_reject(struct compiler *k)
{
	bool by_tcp_reset = accept_two(k, "with", "tcp");

	if (by_tcp_reset && !accept_word(k, "reset"))
		return -EINVAL;
	nftexpr_reject(&k->x, by_tcp_reset);
	return 0;
}

static int emit_counter(struct compiler *k)
{
	nftexpr_counter(&k->x);
	return 0;
}

static int emit_masquerade(struct compiler *k)
{
	nftexpr_masquerade(&k->x);
	return 0;
}

/* ":PORT" */
static int emit_redirect(struct compiler *k)
{
	uint8_t from[NFT_MAX_BYTES], to[NFT_MAX_BYTES];
	uint32_t size;

	if (!*k->at || **k->at != ':')
		return -EINVAL;
	size = nft_field_parse(nft_field_type_find("inet_service"), *k->at++ + 1, from, to);
	if (!size || memcmp(from, to, size) != 0)
		return -EINVAL;
	nftexpr_redirect(&k->x, from, size);
	return 0;
}

static int emit_verdict(struct compiler *k)
{
	struct nft_verdict verdict;
	char text[sizeof(verdict.chain) + sizeof("jump ")];
	int n;

	n = snprintf(text, sizeof(text), "%s%s%s", k->at[0], k->at[1] ? " " : "",
		k->at[1] ? k->at[1] : "");
	if (n < 0 || (size_t)n >= sizeof(text) || !nft_verdict_parse(text, &verdict))
		return -EINVAL;
	k->at += *verdict.chain ? 2 : 1;
	nftexpr_verdict(&k->x, &verdict);
	return 0;
}

/* "FIELD set KEY map @MAP", of the network header */
static int emit_rewrite(struct compiler *k, const struct nft_field *f)
{
	int r = load_from_map(k);

	if (r)
		return r;
	if (f->base != NFT_PAYLOAD_NETWORK_HEADER || !f->len)
		return -EINVAL;
	nftexpr_rewrite(&k->x, f->family, f->offset, f->len);
	return 0;
}

static const struct {
	const char *words[3];
	int (*compile)(struct compiler *k);
	bool last; /* nothing may follow */
} statements[] = {
	{ { "fib" }, match_fib, false },
	{ { "ct", "state" }, match_ct_state, false },
	{ { "ct", "status" }, match_ct_status, false },
	{ { "icmp", "type" }, match_icmp, false },
	{ { "icmpv6", "type" }, match_icmpv6, false },
	{ { "tcp", "flags" }, match_tcp_flags, false },
	{ { "meta", "nfproto" }, match_nfproto, false },
	{ { "meta", "priority", "set" }, emit_priority, false },
	{ { "counter" }, emit_counter, false },
	{ { "dnat" }, emit_dnat, true },
	{ { "snat" }, emit_snat, true },
	{ { "masquerade" }, emit_masquerade, true },
	{ { "redirect", "to" }, emit_redirect, true },
	{ { "reject" }, emit_reject, true },
};

static bool accept_statement(struct compiler *k, size_t i)
{
	char **before = k->at;

	for (size_t j = 0; j < HCN_N_ELEMENTS(statements[i].words) && statements[i].words[j]; j++)
		if (!accept_word(k, statements[i].words[j])) {
			k->at = before;
			return false;
		}
	return true;
}

static int compile_next(struct compiler *k)
{
	const struct nft_field *f;
	char **before = k->at;
	int r;

	for (size_t i = 0; i < HCN_N_ELEMENTS(statements); i++)
		if (accept_statement(k, i)) {
			r = statements[i].compile(k);
			return !r && statements[i].last && *k->at ? -EINVAL : r;
		}
	f = accept_field(k);
	if (f && accept_word(k, "set"))
		return emit_rewrite(k, f);
	k->at = before;
	if (f)
		return match_field(k);
	r = emit_verdict(k);
	return !r && *k->at ? -EINVAL : r;
}

int nft_rule_compile(const char *text, uint8_t family, struct nftnl_rule *rule)
{
	struct compiler k = { .x.rule = rule, .table = family };
	size_t n = 0;
	char *rest;
	int r = 0;

	if (snprintf(k.text, sizeof(k.text), "%s", text) >= (int)sizeof(k.text))
		return -EINVAL;
	for (char *w = strtok_r(k.text, " ", &rest); w; w = strtok_r(NULL, " ", &rest)) {
		if (n == MAX_WORDS)
			return -EINVAL;
		k.words[n++] = w;
	}
	for (k.at = k.words; !r && *k.at;)
		r = compile_next(&k);
	if (r)
		return r;
	return k.x.failed ? -ENOMEM : 0;
}
