/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Words of a rule, and the fields of a packet that they name (nftmachine.h).
 *
 * Tests: tests/unit/trace/test_nftrun.c (a_rule_matches_what_it_says)
 */
#include <endian.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "cleanup.h"
#include "nftmachine.h"

bool hcn_nft_accept_word(struct hcn_nft_machine *m, const char *word)
{
	if (!*m->at || strcmp(*m->at, word) != 0)
		return false;
	m->at++;
	return true;
}

bool hcn_nft_has_ports(uint8_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

static int load_addr(const struct hcn_addr *addr, int family, struct hcn_nft_value *ret)
{
	if (addr->family != family)
		return HCN_NFT_NO_MATCH;
	ret->size = hcn_addr_size(addr);
	memcpy(ret->bytes, addr->bytes, ret->size);
	return HCN_NFT_MATCH;
}

static int load_saddr4(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(&p->source, HCN_IPV4, ret);
}

static int load_daddr4(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(&p->destination, HCN_IPV4, ret);
}

static int load_saddr6(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(&p->source, HCN_IPV6, ret);
}

static int load_daddr6(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(&p->destination, HCN_IPV6, ret);
}

/* No packet that is traced is ARP or neighbour discovery. */
static int load_neighbour(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return HCN_NFT_NO_MATCH;
}

/* Who sends is nobody in particular. */
static int load_nobody(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return HCN_NFT_NO_MATCH;
}

/* A packet that is traced is the first one. */
static int load_direction(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	ret->size = 1; /* 0: original */
	return HCN_NFT_MATCH;
}

static int load_asked4(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(p->dnat ? &p->asked : &p->destination, HCN_IPV4, ret);
}

static int load_asked6(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_addr(p->dnat ? &p->asked : &p->destination, HCN_IPV6, ret);
}

/* Only what counts looks at the connection's other addresses and ports, and that decides nothing. */
static int load_connection(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return HCN_NFT_NO_MATCH;
}

static int load_port(const struct hcn_nft_packet *p, uint16_t port, struct hcn_nft_value *ret)
{
	const uint16_t bytes = htobe16(port);

	if (!hcn_nft_has_ports(p->protocol))
		return HCN_NFT_NO_MATCH;
	ret->size = sizeof(bytes);
	memcpy(ret->bytes, &bytes, sizeof(bytes));
	return HCN_NFT_MATCH;
}

static int load_asked_port(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_port(p, p->dnat ? p->asked_port : p->destination_port, ret);
}

static int load_sport(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_port(p, p->source_port, ret);
}

static int load_dport(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_port(p, p->destination_port, ret);
}

/* They ask for the protocol, too. */
static int load_tcp_sport(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return p->protocol == IPPROTO_TCP ? load_sport(p, ret) : HCN_NFT_NO_MATCH;
}

static int load_tcp_dport(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return p->protocol == IPPROTO_TCP ? load_dport(p, ret) : HCN_NFT_NO_MATCH;
}

static int load_udp_dport(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return p->protocol == IPPROTO_UDP ? load_dport(p, ret) : HCN_NFT_NO_MATCH;
}

static int load_l4proto(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	ret->size = sizeof(p->protocol);
	ret->bytes[0] = p->protocol;
	return HCN_NFT_MATCH;
}

static int load_priority(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	const uint32_t bytes = htobe32(p->priority);

	ret->size = sizeof(bytes);
	memcpy(ret->bytes, &bytes, sizeof(bytes));
	return HCN_NFT_MATCH;
}

static int load_name(const char *name, struct hcn_nft_value *ret)
{
	size_t len = name ? strlen(name) : 0;

	if (!len || len >= HCN_NFT_VALUE_SIZE)
		return HCN_NFT_NO_MATCH;
	ret->size = HCN_NFT_VALUE_SIZE;
	memcpy(ret->bytes, name, len);
	return HCN_NFT_MATCH;
}

static int load_iifname(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_name(p->in, ret);
}

static int load_oifname(const struct hcn_nft_packet *p, struct hcn_nft_value *ret)
{
	return load_name(p->out, ret);
}

static const struct hcn_nft_field fields[] = {
	{ { "ip", "saddr" }, "ipv4_addr", load_saddr4 },
	{ { "ip", "daddr" }, "ipv4_addr", load_daddr4 },
	{ { "ip6", "saddr" }, "ipv6_addr", load_saddr6 },
	{ { "ip6", "daddr" }, "ipv6_addr", load_daddr6 },
	{ { "arp", "saddr", "ip" }, "ipv4_addr", load_neighbour },
	{ { "@th,64,128" }, "ipv6_addr", load_neighbour },
	{ { "th", "sport" }, "inet_service", load_sport },
	{ { "th", "dport" }, "inet_service", load_dport },
	{ { "tcp", "sport" }, "inet_service", load_tcp_sport },
	{ { "tcp", "dport" }, "inet_service", load_tcp_dport },
	{ { "udp", "dport" }, "inet_service", load_udp_dport },
	{ { "meta", "l4proto" }, "inet_proto", load_l4proto },
	{ { "meta", "priority" }, "classid", load_priority },
	{ { "meta", "skuid" }, "uid", load_nobody },
	{ { "meta", "skgid" }, "gid", load_nobody },
	{ { "ct", "direction" }, "ct_dir", load_direction },
	{ { "ct", "original", "ip", "saddr" }, "ipv4_addr", load_connection },
	{ { "ct", "original", "ip6", "saddr" }, "ipv6_addr", load_connection },
	{ { "ct", "original", "ip", "daddr" }, "ipv4_addr", load_asked4 },
	{ { "ct", "original", "ip6", "daddr" }, "ipv6_addr", load_asked6 },
	{ { "ct", "original", "proto-dst" }, "inet_service", load_asked_port },
	{ { "ct", "reply", "ip", "saddr" }, "ipv4_addr", load_connection },
	{ { "ct", "reply", "ip6", "saddr" }, "ipv6_addr", load_connection },
	{ { "ct", "reply", "proto-src" }, "inet_service", load_connection },
	{ { "iifname" }, "ifname", load_iifname },
	{ { "oifname" }, "ifname", load_oifname },
};

bool hcn_nft_accept_words(struct hcn_nft_machine *m, const char *const *words, size_t n)
{
	char **before = m->at;

	for (size_t i = 0; i < n && words[i]; i++)
		if (!hcn_nft_accept_word(m, words[i])) {
			m->at = before;
			return false;
		}
	return true;
}

const struct hcn_nft_field *hcn_nft_accept_field(struct hcn_nft_machine *m)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(fields); i++)
		if (hcn_nft_accept_words(m, fields[i].words, HCN_N_ELEMENTS(fields[i].words)))
			return &fields[i];
	return NULL;
}

int hcn_nft_accept_fields(struct hcn_nft_machine *m, struct hcn_nft_fields *ret)
{
	int r = HCN_NFT_MATCH;

	ret->n = 0;
	do {
		const struct hcn_nft_field *f = hcn_nft_accept_field(m);
		struct hcn_nft_value *value;

		if (!f || ret->n == HCN_NFT_MAX_PARTS)
			return -EPROTO;
		ret->fields[ret->n] = f;
		value = &ret->values[ret->n++];
		*value = (struct hcn_nft_value){ 0 };
		if (f->load(m->packet, value) == HCN_NFT_NO_MATCH)
			r = HCN_NFT_NO_MATCH;
	} while (hcn_nft_accept_word(m, "."));
	return r;
}
