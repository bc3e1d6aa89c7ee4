/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Statements carried out on a packet, one function for each kind (nftmachine.h).
 *
 * Tests: tests/unit/trace/test_nftrun.c (what_is_translated_is_seen_by_the_next_rule)
 */
#include <endian.h>
#include <errno.h>
#include <string.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"
#include "jhash.h"
#include "nftmachine.h"

/* --- keys and sets ------------------------------------------------------------------------------------ */

/* What the packet has in all fields of the key. */
static int load_key(
	const struct hcn_nft_machine *m, const struct hcn_nft_statement *s, struct hcn_nft_key *ret)
{
	int r = HCN_NFT_MATCH;

	ret->n = s->n_key;
	for (size_t i = 0; r == HCN_NFT_MATCH && i < s->n_key; i++)
		r = hcn_nft_load(m, s->key[i], ret->parts[i]);
	return r;
}

/* What has no such key is not outside of the set either. */
static int look_up(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	struct hcn_nft_key key;
	int r = load_key(m, s, &key);

	if (r != HCN_NFT_MATCH)
		return r;
	r = hcn_ruleset_lookup(m->run->rules, m->table, s->set, &key, &m->elem);
	if (r)
		return r;
	return (m->elem != NULL) == (s->test == HCN_NFT_EQUAL);
}

/* The data as values of @type. */
static int load_from_map(struct hcn_nft_machine *m, const struct hcn_nft_statement *s,
	const char *type, struct hcn_nft_interval *ret)
{
	int r = look_up(m, s);

	if (r == HCN_NFT_MATCH && !hcn_nft_parse(type, m->elem->nft_elem.data, ret))
		return -EPROTO;
	return r;
}

/* --- matches ------------------------------------------------------------------------------------------ */

/* nftfield.c does not know which kind of unicast a bridge sees. */
static bool is_unknown(const struct hcn_nft_statement *s, const uint8_t *value)
{
	return s->key[0]->place == HCN_NFT_META && s->key[0]->at == NFT_META_PKTTYPE &&
	       value[0] == PACKET_USER &&
	       (s->value[0] == PACKET_HOST || s->value[0] == PACKET_OTHERHOST);
}

static int compare(const struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	uint8_t value[HCN_NFT_VALUE_SIZE];
	bool equal, zero = true;
	int r = hcn_nft_load(m, s->key[0], value);

	if (r != HCN_NFT_MATCH)
		return r;
	if (is_unknown(s, value))
		return -EPROTO;
	for (size_t i = 0; i < sizeof(value); i++) {
		value[i] &= s->mask[i];
		zero = zero && !value[i];
	}
	equal = !memcmp(value, s->value, sizeof(value));
	switch (s->test) {
	case HCN_NFT_EQUAL:
		return equal;
	case HCN_NFT_NOT_EQUAL:
		return !equal;
	case HCN_NFT_ANY:
		return !zero;
	}
	return -EPROTO;
}

static int run_verdict(struct hcn_nft_machine *m, const struct hcn_nft_verdict *verdict)
{
	static const struct {
		int code;
		enum hcn_nft_end end;
	} ends[] = {
		{ NF_ACCEPT, HCN_NFT_ACCEPT },
		{ NF_DROP, HCN_NFT_DROP },
		{ NFT_RETURN, HCN_NFT_RETURN },
		{ NFT_CONTINUE, HCN_NFT_GO_ON },
		{ NFT_JUMP, HCN_NFT_JUMP },
		{ NFT_GOTO, HCN_NFT_GOTO },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(ends); i++)
		if (ends[i].code == verdict->code) {
			m->end = ends[i].end;
			m->target = verdict->chain;
			return HCN_NFT_MATCH;
		}
	return -EPROTO;
}

static int look_up_verdict(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	struct hcn_nft_verdict verdict;
	int r = look_up(m, s);

	if (r != HCN_NFT_MATCH)
		return r;
	return hcn_nft_verdict_parse(m->elem->nft_elem.data, &verdict) ? run_verdict(m, &verdict)
								       : -EPROTO;
}

/* --- what is set -------------------------------------------------------------------------------------- */

/* The values as nftables' registers hold them: each begins with a word of its own. */
static uint32_t hash_of(const struct hcn_nft_statement *s, const struct hcn_nft_key *key)
{
	uint32_t words[HCN_NFT_MAX_PARTS * HCN_NFT_VALUE_SIZE / sizeof(uint32_t)];
	size_t n = 0;

	for (size_t i = 0; i < key->n; i++) {
		size_t n_words = (hcn_nft_type_find(s->key[i]->type)->size + 3u) / 4;

		memcpy(&words[n], key->parts[i], n_words * sizeof(*words));
		n += n_words;
	}
	return hcn_jhash(words, n, s->seed);
}

static int set_by_jhash(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	uint8_t value[HCN_NFT_VALUE_SIZE] = { 0 };
	struct hcn_nft_key key;
	uint32_t number;
	int r = load_key(m, s, &key);

	if (r != HCN_NFT_MATCH)
		return r;
	number = htobe32((uint32_t)((uint64_t)hash_of(s, &key) * s->modulus >> 32) + 1);
	memcpy(value, &number, sizeof(number));
	hcn_nft_store(m->packet, s->target, value);
	return HCN_NFT_MATCH;
}

static int set_from_map(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	struct hcn_nft_interval data;
	int r = load_from_map(m, s, s->target->type, &data);

	if (r == HCN_NFT_MATCH)
		hcn_nft_store(m->packet, s->target, data.parts[0].first);
	return r;
}

static int set_none(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	static const uint8_t none[HCN_NFT_VALUE_SIZE];

	hcn_nft_store(m->packet, s->target, none);
	return HCN_NFT_MATCH;
}

/* --- translation -------------------------------------------------------------------------------------- */

static struct hcn_addr read_addr(const struct hcn_nft_range *range, int family)
{
	struct hcn_addr addr = { .family = (uint8_t)family };

	memcpy(addr.bytes, range->first, hcn_addr_size(&addr));
	return addr;
}

static void move(struct hcn_nft_packet *p, const struct hcn_addr *addr, uint16_t port)
{
	if (!p->dnat) {
		p->asked = p->destination;
		p->asked_port = p->destination_port;
	}
	p->dnat = p->dnat || port != p->destination_port || !hcn_addr_equal(addr, &p->destination);
	p->destination = *addr;
	p->destination_port = port;
}

static int translate(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	const bool destination = s->kind == HCN_NFT_DO_DNAT, v4 = s->family == NFPROTO_IPV4;
	const int family = v4 ? HCN_IPV4 : HCN_IPV6;
	struct hcn_nft_packet *p = m->packet;
	struct hcn_nft_interval data;
	struct hcn_addr addr;
	uint16_t port;
	int r;

	if (destination)
		r = load_from_map(
			m, s, v4 ? "ipv4_addr . inet_service" : "ipv6_addr . inet_service", &data);
	else
		r = load_from_map(m, s, v4 ? "ipv4_addr" : "ipv6_addr", &data);
	/* The kernel's nat leaves the other family alone. */
	if (r == HCN_NFT_MATCH && p->destination.family != family)
		return HCN_NFT_NO_MATCH;
	if (r != HCN_NFT_MATCH)
		return r;
	addr = read_addr(&data.parts[0], family);
	m->end = destination ? HCN_NFT_DNAT : HCN_NFT_SNAT;
	if (!destination) {
		p->source = addr;
		return HCN_NFT_MATCH;
	}
	memcpy(&port, data.parts[1].first, sizeof(port));
	move(p, &addr, be16toh(port));
	return HCN_NFT_MATCH;
}

/* To the interface that it came in by; to the loopback for what is sent. */
static int redirect(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	struct hcn_nft_packet *p = m->packet;
	struct hcn_addr addr = p->destination;

	if (!p->in)
		(void)hcn_addr_parse(p->source.family == HCN_IPV4 ? "127.0.0.1" : "::1", &addr);
	else if (!m->run->address_of(m->run->arg, p->in, &addr))
		return -EPROTO;
	move(p, &addr, s->port);
	p->dnat = true;
	m->end = HCN_NFT_REDIRECT;
	return HCN_NFT_MATCH;
}

static int end_with(struct hcn_nft_machine *m, enum hcn_nft_end end)
{
	m->end = end;
	return HCN_NFT_MATCH;
}

/* A packet that has been tracked stays it. */
static int leave_untracked(struct hcn_nft_machine *m)
{
	m->packet->untracked = m->packet->untracked || m->is_early;
	return HCN_NFT_MATCH;
}

/* --- all ---------------------------------------------------------------------------------------------- */

int hcn_nft_run_statement(struct hcn_nft_machine *m, const struct hcn_nft_statement *s)
{
	switch (s->kind) {
	case HCN_NFT_COMPARE:
		return compare(m, s);
	case HCN_NFT_LOOKUP:
		return look_up(m, s);
	case HCN_NFT_LOOKUP_VERDICT:
		return look_up_verdict(m, s);
	case HCN_NFT_LIMIT: /* one packet is never too many */
		return s->over ? HCN_NFT_NO_MATCH : HCN_NFT_MATCH;
	case HCN_NFT_SET_NONE:
		return set_none(m, s);
	case HCN_NFT_SET_JHASH:
		return set_by_jhash(m, s);
	case HCN_NFT_SET_FROM_MAP:
		return set_from_map(m, s);
	case HCN_NFT_DO_COUNT:
		return HCN_NFT_MATCH;
	case HCN_NFT_DO_NOTRACK:
		return leave_untracked(m);
	case HCN_NFT_DO_DNAT:
	case HCN_NFT_DO_SNAT:
		return translate(m, s);
	case HCN_NFT_DO_REDIRECT:
		return redirect(m, s);
	case HCN_NFT_DO_MASQUERADE:
		return end_with(m, HCN_NFT_MASQUERADE);
	case HCN_NFT_DO_REJECT:
		return end_with(m, HCN_NFT_REJECT);
	case HCN_NFT_DO_VERDICT:
		return run_verdict(m, &s->verdict);
	}
	return -EPROTO;
}
