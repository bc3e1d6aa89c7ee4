/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Matches and statements: a table of them, each a walk over its words (nftmachine.h).
 *
 * Tests: tests/unit/trace/test_nftrun.c (what_is_translated_is_seen_by_the_next_rule)
 */
#include <endian.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "jhash.h"
#include "nftmachine.h"

/* --- sets --------------------------------------------------------------------------------------------- */

/* @NAME */
static int look_up(struct hcn_nft_machine *m, const struct hcn_nft_fields *key)
{
	struct hcn_nft_key values = { .n = key->n };
	int r;

	if (!*m->at || **m->at != '@')
		return -EPROTO;
	for (size_t i = 0; i < key->n; i++)
		memcpy(values.parts[i], key->values[i].bytes, sizeof(values.parts[i]));
	r = hcn_ruleset_lookup(m->run->rules, m->table, *m->at++ + 1, &values, &m->elem);
	if (r)
		return r;
	return m->elem ? HCN_NFT_MATCH : HCN_NFT_NO_MATCH;
}

/* "KEY map @MAP": the data as values of @type. */
static int load_from_map(struct hcn_nft_machine *m, const char *type, struct hcn_nft_interval *ret)
{
	struct hcn_nft_fields key;
	int r = hcn_nft_accept_fields(m, &key);

	if (r != HCN_NFT_MATCH)
		return r;
	if (!hcn_nft_accept_word(m, "map"))
		return -EPROTO;
	r = look_up(m, &key);
	if (r == HCN_NFT_MATCH && !hcn_nft_parse(type, m->elem->nft_elem.data, ret))
		return -EPROTO;
	return r;
}

static int read_verdict(struct hcn_nft_machine *m, const char *text)
{
	static const struct {
		const char *word;
		enum hcn_nft_end end;
	} words[] = {
		{ "accept", HCN_NFT_ACCEPT },
		{ "drop", HCN_NFT_DROP },
		{ "return", HCN_NFT_RETURN },
		{ "continue", HCN_NFT_GO_ON },
	};
	bool jump = !strncmp(text, "jump ", strlen("jump "));

	if (jump || !strncmp(text, "goto ", strlen("goto "))) {
		m->end = jump ? HCN_NFT_JUMP : HCN_NFT_GOTO;
		return snprintf(m->target, sizeof(m->target), "%s", text + strlen("jump ")) <
				       (int)sizeof(m->target)
			       ? HCN_NFT_MATCH
			       : -EPROTO;
	}
	for (size_t i = 0; i < HCN_N_ELEMENTS(words); i++)
		if (!strcmp(text, words[i].word)) {
			m->end = words[i].end;
			return HCN_NFT_MATCH;
		}
	return -EPROTO;
}

static int match_literal(struct hcn_nft_machine *m, const struct hcn_nft_fields *key)
{
	struct hcn_nft_interval value;

	if (!*m->at || key->n != 1 || !hcn_nft_parse(key->fields[0]->type, *m->at++, &value))
		return -EPROTO;
	return memcmp(value.parts[0].first, key->values[0].bytes, HCN_NFT_VALUE_SIZE) <= 0 &&
	       memcmp(key->values[0].bytes, value.parts[0].last, HCN_NFT_VALUE_SIZE) <= 0;
}

/* "KEY @SET", "KEY vmap @MAP", "FIELD VALUE" */
static int match_field(struct hcn_nft_machine *m)
{
	struct hcn_nft_fields key;
	int r = hcn_nft_accept_fields(m, &key);

	if (r != HCN_NFT_MATCH)
		return r;
	if (hcn_nft_accept_word(m, "vmap")) {
		r = look_up(m, &key);
		return r == HCN_NFT_MATCH ? read_verdict(m, m->elem->nft_elem.data) : r;
	}
	return *m->at && **m->at == '@' ? look_up(m, &key) : match_literal(m, &key);
}

/* --- other matches ------------------------------------------------------------------------------------ */

static int match_fib(struct hcn_nft_machine *m)
{
	static const char *const words[] = { "daddr", "type", "local" };

	if (!hcn_nft_accept_words(m, words, HCN_N_ELEMENTS(words)))
		return -EPROTO;
	return m->run->is_local(m->run->arg, &m->packet->destination) ? HCN_NFT_MATCH
								      : HCN_NFT_NO_MATCH;
}

/* The first packet of a connection is new and nothing else. */
static int match_ct_state(struct hcn_nft_machine *m)
{
	if (!*m->at)
		return -EPROTO;
	return strstr(*m->at++, "new") ? HCN_NFT_MATCH : HCN_NFT_NO_MATCH;
}

static int match_ct_status(struct hcn_nft_machine *m)
{
	if (!hcn_nft_accept_word(m, "dnat"))
		return -EPROTO;
	return m->packet->dnat ? HCN_NFT_MATCH : HCN_NFT_NO_MATCH;
}

static int match_nfproto(struct hcn_nft_machine *m)
{
	if (hcn_nft_accept_word(m, "ipv4"))
		return m->packet->source.family == HCN_IPV4;
	return hcn_nft_accept_word(m, "ipv6") ? m->packet->source.family == HCN_IPV6 : -EPROTO;
}

/* The first packet of a TCP connection opens it. */
static int match_tcp_flags(struct hcn_nft_machine *m)
{
	static const char *const opens[] = { "syn", "/", "fin,syn,rst,ack" };

	if (!hcn_nft_accept_words(m, opens, HCN_N_ELEMENTS(opens)))
		return -EPROTO;
	return m->packet->protocol == IPPROTO_TCP ? HCN_NFT_MATCH : HCN_NFT_NO_MATCH;
}

static const struct {
	const char *name;
	uint8_t protocol;
	uint8_t type;
} icmp_types[] = {
	{ "redirect", IPPROTO_ICMP, ICMP_REDIRECT },
	{ "nd-redirect", IPPROTO_ICMPV6, ND_REDIRECT },
	{ "nd-router-advert", IPPROTO_ICMPV6, ND_ROUTER_ADVERT },
	{ "nd-neighbor-solicit", IPPROTO_ICMPV6, ND_NEIGHBOR_SOLICIT },
	{ "nd-neighbor-advert", IPPROTO_ICMPV6, ND_NEIGHBOR_ADVERT },
};

static int match_icmp(struct hcn_nft_machine *m)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(icmp_types); i++)
		if (hcn_nft_accept_word(m, icmp_types[i].name))
			return m->packet->protocol == icmp_types[i].protocol &&
			       m->packet->icmp_type == icmp_types[i].type;
	return -EPROTO;
}

/* --- statements --------------------------------------------------------------------------------------- */

static int accept_number(struct hcn_nft_machine *m, const char *word, uint32_t *ret)
{
	char *end;

	if (!hcn_nft_accept_word(m, word) || !*m->at)
		return -EPROTO;
	*ret = (uint32_t)strtoul(*m->at++, &end, 0);
	return *end ? -EPROTO : 0;
}

/* The values as nftables' registers hold them: each begins with a word of its own. */
static uint32_t hash_of(const struct hcn_nft_fields *key, uint32_t seed)
{
	uint32_t words[HCN_NFT_MAX_PARTS * HCN_NFT_VALUE_SIZE / sizeof(uint32_t)];
	size_t n = 0;

	for (size_t i = 0; i < key->n; i++) {
		size_t n_words = (key->values[i].size + 3) / 4;

		memcpy(&words[n], key->values[i].bytes, n_words * sizeof(*words));
		n += n_words;
	}
	return hcn_jhash(words, n, seed);
}

static int set_by_jhash(struct hcn_nft_machine *m)
{
	uint32_t modulus, seed, offset;
	struct hcn_nft_fields key;
	int r = hcn_nft_accept_fields(m, &key);

	if (r != HCN_NFT_MATCH)
		return r;
	if (accept_number(m, "mod", &modulus) || accept_number(m, "seed", &seed) ||
		accept_number(m, "offset", &offset))
		return -EPROTO;
	m->packet->priority = (uint32_t)((uint64_t)hash_of(&key, seed) * modulus >> 32) + offset;
	return HCN_NFT_MATCH;
}

static int set_priority(struct hcn_nft_machine *m)
{
	struct hcn_nft_interval data;
	uint32_t value;
	int r;

	if (hcn_nft_accept_word(m, "none")) {
		m->packet->priority = 0;
		return HCN_NFT_MATCH;
	}
	if (hcn_nft_accept_word(m, "jhash"))
		return set_by_jhash(m);
	r = load_from_map(m, "classid", &data);
	if (r != HCN_NFT_MATCH)
		return r;
	memcpy(&value, data.parts[0].first, sizeof(value));
	m->packet->priority = be32toh(value);
	return HCN_NFT_MATCH;
}

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

/* "ip to KEY map @MAP" */
static int translate(struct hcn_nft_machine *m, bool destination)
{
	int family = hcn_nft_accept_word(m, "ip")    ? HCN_IPV4
		     : hcn_nft_accept_word(m, "ip6") ? HCN_IPV6
						     : 0;
	const char *type = family == HCN_IPV4
				   ? destination ? "ipv4_addr . inet_service" : "ipv4_addr"
			   : destination ? "ipv6_addr . inet_service"
					 : "ipv6_addr";
	struct hcn_nft_packet *p = m->packet;
	struct hcn_nft_interval data;
	struct hcn_addr addr;
	uint16_t port;
	int r;

	if (!family || !hcn_nft_accept_word(m, "to"))
		return -EPROTO;
	r = load_from_map(m, type, &data);
	/* The kernel's nat leaves the other family alone. */
	if (r == HCN_NFT_MATCH && p->destination.family != family)
		return HCN_NFT_NO_MATCH;
	if (r != HCN_NFT_MATCH)
		return r;
	addr = read_addr(&data.parts[0], family);
	if (!destination) {
		p->source = addr;
		m->end = HCN_NFT_SNAT;
		return HCN_NFT_MATCH;
	}
	memcpy(&port, data.parts[1].first, sizeof(port));
	move(p, &addr, be16toh(port));
	m->end = HCN_NFT_DNAT;
	return HCN_NFT_MATCH;
}

static int do_dnat(struct hcn_nft_machine *m)
{
	return translate(m, true);
}

static int do_snat(struct hcn_nft_machine *m)
{
	return translate(m, false);
}

/* ":PORT" of the interface that it came in by; of the loopback for what is sent. */
static int do_redirect(struct hcn_nft_machine *m)
{
	struct hcn_nft_packet *p = m->packet;
	struct hcn_addr addr = p->destination;
	struct hcn_nft_interval value;
	uint16_t port;

	if (!*m->at || **m->at != ':' || !hcn_nft_parse("inet_service", *m->at++ + 1, &value))
		return -EPROTO;
	if (!p->in)
		(void)hcn_addr_parse(p->source.family == HCN_IPV4 ? "127.0.0.1" : "::1", &addr);
	else if (!m->run->address_of(m->run->arg, p->in, &addr))
		return -EPROTO;
	memcpy(&port, value.parts[0].first, sizeof(port));
	move(p, &addr, be16toh(port));
	p->dnat = true;
	m->end = HCN_NFT_REDIRECT;
	return HCN_NFT_MATCH;
}

static int do_masquerade(struct hcn_nft_machine *m)
{
	m->end = HCN_NFT_MASQUERADE;
	return HCN_NFT_MATCH;
}

static int do_reject(struct hcn_nft_machine *m)
{
	static const char *const reset[] = { "with", "tcp", "reset" };

	if (*m->at && !hcn_nft_accept_words(m, reset, HCN_N_ELEMENTS(reset)))
		return -EPROTO;
	m->end = HCN_NFT_REJECT;
	return HCN_NFT_MATCH;
}

/* "FIELD set KEY map @MAP" */
static int rewrite(struct hcn_nft_machine *m, struct hcn_addr *which, int family)
{
	struct hcn_nft_interval data;
	int r = load_from_map(m, family == HCN_IPV4 ? "ipv4_addr" : "ipv6_addr", &data);

	if (r == HCN_NFT_MATCH)
		*which = read_addr(&data.parts[0], family);
	return r;
}

static int set_saddr4(struct hcn_nft_machine *m)
{
	return rewrite(m, &m->packet->source, HCN_IPV4);
}

static int set_daddr4(struct hcn_nft_machine *m)
{
	return rewrite(m, &m->packet->destination, HCN_IPV4);
}

static int set_saddr6(struct hcn_nft_machine *m)
{
	return rewrite(m, &m->packet->source, HCN_IPV6);
}

static int set_daddr6(struct hcn_nft_machine *m)
{
	return rewrite(m, &m->packet->destination, HCN_IPV6);
}

static int do_nothing(struct hcn_nft_machine *m)
{
	return HCN_NFT_MATCH;
}

static const struct {
	const char *words[4];
	int (*run)(struct hcn_nft_machine *m);
} statements[] = {
	{ { "ip", "saddr", "set" }, set_saddr4 },
	{ { "ip", "daddr", "set" }, set_daddr4 },
	{ { "ip6", "saddr", "set" }, set_saddr6 },
	{ { "ip6", "daddr", "set" }, set_daddr6 },
	{ { "arp", "saddr", "ip", "set" }, set_saddr4 }, /* no packet that is traced is ARP */
	{ { "fib" }, match_fib },
	{ { "ct", "state" }, match_ct_state },
	{ { "ct", "status" }, match_ct_status },
	{ { "icmp", "type" }, match_icmp },
	{ { "icmpv6", "type" }, match_icmp },
	{ { "tcp", "flags" }, match_tcp_flags },
	{ { "meta", "nfproto" }, match_nfproto },
	{ { "meta", "priority", "set" }, set_priority },
	{ { "counter" }, do_nothing },
	{ { "dnat" }, do_dnat },
	{ { "snat" }, do_snat },
	{ { "redirect", "to" }, do_redirect },
	{ { "masquerade" }, do_masquerade },
	{ { "reject" }, do_reject },
};

static int run_verdict(struct hcn_nft_machine *m)
{
	char text[sizeof(m->target) + sizeof("jump ")];

	if (snprintf(text, sizeof(text), "%s%s%s", m->at[0], m->at[1] ? " " : "",
		    m->at[1] ? m->at[1] : "") >= (int)sizeof(text))
		return -EPROTO;
	m->at += m->at[1] ? 2 : 1;
	return *m->at ? -EPROTO : read_verdict(m, text);
}

int hcn_nft_run_words(struct hcn_nft_machine *m)
{
	char **before = m->at;

	for (size_t i = 0; i < HCN_N_ELEMENTS(statements); i++)
		if (hcn_nft_accept_words(
			    m, statements[i].words, HCN_N_ELEMENTS(statements[i].words)))
			return statements[i].run(m);
	if (hcn_nft_accept_field(m)) {
		m->at = before;
		return match_field(m);
	}
	return run_verdict(m);
}
