/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The compiler of our rules: each statement that lib/rows/nftwords.c has read, as expressions.
 *
 * In: words.  Out: expressions, as nft itself would send them.
 * Pure: sends nothing.
 *
 * Tests: tests/conform/linux/test_nft.c (words_outside_the_grammar_are_refused)
 */
#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <net/if_arp.h>
#include <netinet/in.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "nftables/nftexpr.h"
#include "nftables/nftrule.h"
#include "nftwords.h"

struct compiler {
	struct nftexpr x;
	bool is_bridge; /* the table */
	/* what the rule has checked */
	bool has_link;
	uint16_t ether;   /* ETH_P_* */
	uint8_t protocol; /* IPPROTO_* */
};

/* --- fields ---------------------------------------------------------------------------------------- */

/* A table of family inet sees devices without an Ethernet header, too. */
static void check_link(struct compiler *k)
{
	const uint16_t ethernet = ARPHRD_ETHER;

	if (k->has_link || k->is_bridge)
		return;
	k->has_link = true;
	nftexpr_meta(&k->x, NFT_META_IIFTYPE, 0);
	nftexpr_compare(&k->x, true, &ethernet, sizeof(ethernet));
}

static void check_ether(struct compiler *k, uint16_t ether)
{
	const bool is_ip = ether == ETH_P_IP || ether == ETH_P_IPV6;
	const uint8_t family = ether == ETH_P_IP ? NFPROTO_IPV4 : NFPROTO_IPV6;
	const uint16_t value = htons(ether);

	if (!ether || k->ether == ether)
		return;
	k->ether = ether;
	if (is_ip && !k->is_bridge) {
		nftexpr_meta(&k->x, NFT_META_NFPROTO, 0);
		nftexpr_compare(&k->x, true, &family, sizeof(family));
		return;
	}
	if (is_ip) {
		nftexpr_meta(&k->x, NFT_META_PROTOCOL, 0);
	} else {
		check_link(k);
		nftexpr_payload(&k->x, NFT_PAYLOAD_LL_HEADER, offsetof(struct ethhdr, h_proto),
			sizeof(value), 0);
	}
	nftexpr_compare(&k->x, true, &value, sizeof(value));
}

static void check_protocol(struct compiler *k, uint8_t protocol)
{
	if (!protocol || k->protocol == protocol)
		return;
	k->protocol = protocol;
	nftexpr_meta(&k->x, NFT_META_L4PROTO, 0);
	nftexpr_compare(&k->x, true, &protocol, sizeof(protocol));
}

static void check(struct compiler *k, const struct hcn_nft_field *f)
{
	if (f->place == HCN_NFT_LINK_HEADER)
		check_link(k);
	check_ether(k, f->ether);
	check_protocol(k, f->protocol);
}

/* Of a header the first @len bytes of the field. */
static void load(struct compiler *k, const struct hcn_nft_field *f, uint32_t len, uint32_t reg)
{
	static const uint32_t bases[] = {
		[HCN_NFT_LINK_HEADER] = NFT_PAYLOAD_LL_HEADER,
		[HCN_NFT_NETWORK_HEADER] = NFT_PAYLOAD_NETWORK_HEADER,
		[HCN_NFT_TRANSPORT_HEADER] = NFT_PAYLOAD_TRANSPORT_HEADER,
	};

	switch (f->place) {
	case HCN_NFT_LINK_HEADER:
	case HCN_NFT_NETWORK_HEADER:
	case HCN_NFT_TRANSPORT_HEADER:
		nftexpr_payload(&k->x, bases[f->place], f->at, len, reg);
		break;
	case HCN_NFT_META:
		nftexpr_meta(&k->x, f->at, reg);
		break;
	case HCN_NFT_CT:
		nftexpr_ct(&k->x, f->at, reg);
		break;
	case HCN_NFT_CT_ORIGINAL:
		nftexpr_ct_tuple(&k->x, f->at, IP_CT_DIR_ORIGINAL, reg);
		break;
	case HCN_NFT_CT_REPLY:
		nftexpr_ct_tuple(&k->x, f->at, IP_CT_DIR_REPLY, reg);
		break;
	case HCN_NFT_FIB_DADDR:
		nftexpr_fib_daddr(&k->x, f->at, reg);
		break;
	}
}

/* To the registers from @reg on; returns the next one. */
static uint32_t load_key(struct compiler *k, const struct hcn_nft_statement *s, uint32_t reg)
{
	for (size_t i = 0; i < s->n_key; i++)
		check(k, s->key[i]);
	for (size_t i = 0; i < s->n_key; i++) {
		const uint32_t size = hcn_nft_type_find(s->key[i]->type)->size;

		load(k, s->key[i], size, reg);
		reg += (size + 3) / 4;
	}
	return reg;
}

static void look_up(struct compiler *k, const struct hcn_nft_statement *s, enum nftexpr_lookup how)
{
	(void)load_key(k, s, 0);
	nftexpr_lookup(&k->x, s->set, how);
}

/* --- matches --------------------------------------------------------------------------------------- */

/* How many bytes the mask has whole, if there is nothing in it behind them; else 0. */
static uint32_t whole_bytes(const uint8_t *mask, uint32_t size)
{
	uint32_t n = 0;

	while (n < size && mask[n] == 0xff)
		n++;
	return n == size || !mask[n] ? n : 0;
}

/* nft does not check again what a rule has asked by name. */
static void learn(struct compiler *k, const struct hcn_nft_statement *s)
{
	if (s->test == HCN_NFT_EQUAL && s->key[0]->place == HCN_NFT_META &&
		s->key[0]->at == NFT_META_NFPROTO)
		k->ether = s->value[0] == NFPROTO_IPV4 ? ETH_P_IP : ETH_P_IPV6;
}

/* nft loads no more bytes of a header than a prefix has. */
static void compare(struct compiler *k, const struct hcn_nft_statement *s)
{
	const struct hcn_nft_field *f = s->key[0];
	const struct hcn_nft_type *type = hcn_nft_type_find(f->type);
	uint8_t value[HCN_NFT_VALUE_SIZE], mask[HCN_NFT_VALUE_SIZE];
	uint32_t whole = s->test == HCN_NFT_ANY ? 0 : whole_bytes(s->mask, type->size);

	nft_to_register(type, s->value, value);
	nft_to_register(type, s->mask, mask);
	check(k, f);
	if (whole && !hcn_nft_field_is_in_header(f))
		whole = type->size;
	load(k, f, whole ? whole : type->size, 0);
	if (!whole)
		nftexpr_mask(&k->x, mask, type->size);
	nftexpr_compare(&k->x, s->test == HCN_NFT_EQUAL, value, whole ? whole : type->size);
	learn(k, s);
}

/* --- statements ------------------------------------------------------------------------------------ */

static void set_priority_by_jhash(struct compiler *k, const struct hcn_nft_statement *s)
{
	const uint32_t from = 4; /* nft leaves the first for the result */
	const uint32_t end = load_key(k, s, from);

	nftexpr_jhash(&k->x, from, 4 * (end - from), s->modulus, s->seed);
	nftexpr_meta_set(&k->x, s->target->at);
}

static void set_from_map(struct compiler *k, const struct hcn_nft_statement *s)
{
	const struct hcn_nft_field *f = s->target;

	look_up(k, s, NFTEXPR_MAP);
	if (f->place == HCN_NFT_META)
		nftexpr_meta_set(&k->x, f->at);
	else
		nftexpr_rewrite(&k->x, f->ether, f->at, hcn_nft_type_find(f->type)->size);
}

static void translate(struct compiler *k, const struct hcn_nft_statement *s)
{
	const bool destination = s->kind == HCN_NFT_DO_DNAT;

	look_up(k, s, NFTEXPR_MAP);
	nftexpr_nat(&k->x, destination ? NFT_NAT_DNAT : NFT_NAT_SNAT, s->family, destination);
}

static void compile(struct compiler *k, const struct hcn_nft_statement *s)
{
	switch (s->kind) {
	case HCN_NFT_COMPARE:
		compare(k, s);
		break;
	case HCN_NFT_LOOKUP:
		look_up(k, s, s->test == HCN_NFT_EQUAL ? NFTEXPR_SET : NFTEXPR_NOT_IN_SET);
		break;
	case HCN_NFT_LOOKUP_VERDICT:
		look_up(k, s, NFTEXPR_VERDICT_MAP);
		break;
	case HCN_NFT_LIMIT:
		nftexpr_limit(&k->x, s->over, s->rate, s->unit, s->burst);
		break;
	case HCN_NFT_SET_NONE:
		nftexpr_zero(&k->x);
		nftexpr_meta_set(&k->x, s->target->at);
		break;
	case HCN_NFT_SET_JHASH:
		set_priority_by_jhash(k, s);
		break;
	case HCN_NFT_SET_FROM_MAP:
		set_from_map(k, s);
		break;
	case HCN_NFT_DO_COUNT:
		nftexpr_counter(&k->x);
		break;
	case HCN_NFT_DO_NOTRACK:
		nftexpr_notrack(&k->x);
		break;
	case HCN_NFT_DO_DNAT:
	case HCN_NFT_DO_SNAT:
		translate(k, s);
		break;
	case HCN_NFT_DO_REDIRECT:
		nftexpr_redirect(&k->x, s->port);
		break;
	case HCN_NFT_DO_MASQUERADE:
		nftexpr_masquerade(&k->x);
		break;
	case HCN_NFT_DO_REJECT:
		nftexpr_reject(&k->x, s->by_tcp_reset);
		break;
	case HCN_NFT_DO_VERDICT:
		nftexpr_verdict(&k->x, &s->verdict);
		break;
	}
}

int nft_rule_compile(const char *text, uint8_t family, struct nftnl_rule *rule)
{
	struct compiler k = { .x.rule = rule, .is_bridge = family == NFPROTO_BRIDGE };
	struct hcn_nft_rule parsed;

	if (!hcn_nft_rule_parse(text, &parsed))
		return -EINVAL;
	for (size_t i = 0; i < parsed.n; i++)
		compile(&k, &parsed.statements[i]);
	return k.x.failed ? -ENOMEM : 0;
}
