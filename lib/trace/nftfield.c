/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a packet has in the fields that rules name (nftmachine.h).
 *
 * Fields of headers are read from headers made for the purpose, so that a new one needs no code here.  What is behind their ends
 * matches nothing, as in the kernel; what they have and a trace does not know (a TTL) is an error.
 *
 * Tests: tests/unit/trace/test_nftrun.c (a_rule_matches_what_it_says)
 */
#include <endian.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "nftmachine.h"

bool hcn_nft_has_ports(uint8_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

/* The first @size bytes of @ret. */
static int put_number(uint32_t value, size_t size, uint8_t *ret)
{
	const uint32_t bytes = htobe32(value << 8 * (sizeof(bytes) - size));

	memcpy(ret, &bytes, size);
	return HCN_NFT_MATCH;
}

static int put_address(const struct hcn_addr *addr, int family, uint8_t *ret)
{
	if (addr->family != family)
		return HCN_NFT_NO_MATCH;
	memcpy(ret, addr->bytes, hcn_addr_size(addr));
	return HCN_NFT_MATCH;
}

static int put_name(const char *name, uint8_t *ret)
{
	size_t len = name ? strlen(name) : 0;

	if (len >= HCN_NFT_VALUE_SIZE)
		return HCN_NFT_NO_MATCH;
	if (len)
		memcpy(ret, name, len);
	return HCN_NFT_MATCH;
}

static bool is_ipv4(const struct hcn_nft_packet *p)
{
	return p->source.family == HCN_IPV4;
}

/* No packet that is traced is ARP, or tagged. */
static uint16_t ether_of(const struct hcn_nft_packet *p)
{
	return is_ipv4(p) ? ETH_P_IP : ETH_P_IPV6;
}

/* --- headers ------------------------------------------------------------------------------------------ */

#define MAX_HEADER 40

struct header {
	uint8_t bytes[MAX_HEADER];
	bool known[MAX_HEADER];
	size_t len;
};

static void put(struct header *h, size_t at, const void *bytes, size_t n)
{
	memcpy(h->bytes + at, bytes, n);
	memset(h->known + at, true, n);
}

static void put16(struct header *h, size_t at, uint16_t value)
{
	const uint16_t bytes = htobe16(value);

	put(h, at, &bytes, sizeof(bytes));
}

static void write_link(const struct hcn_nft_packet *p, struct header *h)
{
	h->len = ETH_HLEN;
	put16(h, 12, ether_of(p));
}

static void write_network(const struct hcn_nft_packet *p, struct header *h)
{
	const bool v4 = is_ipv4(p);
	const size_t size = hcn_addr_size(&p->source), source = v4 ? 12 : 8;

	h->len = source + 2 * size;
	put(h, v4 ? 9 : 6, &p->protocol, sizeof(p->protocol));
	put(h, source, p->source.bytes, size);
	put(h, source + size, p->destination.bytes, size);
}

/* Of other protocols nothing is known, of ICMP the type. */
static void write_transport(const struct hcn_nft_packet *p, struct header *h)
{
	const uint8_t syn = TH_SYN; /* the first packet of a connection opens it */

	if (p->protocol == IPPROTO_ICMP || p->protocol == IPPROTO_ICMPV6) {
		h->len = sizeof(p->icmp_type);
		put(h, 0, &p->icmp_type, sizeof(p->icmp_type));
	}
	if (!hcn_nft_has_ports(p->protocol))
		return;
	h->len = p->protocol == IPPROTO_TCP ? 20 : p->protocol == IPPROTO_UDP ? 8 : 12;
	put16(h, 0, p->source_port);
	put16(h, 2, p->destination_port);
	if (p->protocol == IPPROTO_TCP)
		put(h, 13, &syn, sizeof(syn));
}

static int load_from_header(
	const struct hcn_nft_packet *p, const struct hcn_nft_field *f, uint8_t *ret)
{
	const size_t size = hcn_nft_type_find(f->type)->size;
	struct header h = { 0 };

	if (f->place == HCN_NFT_LINK_HEADER)
		write_link(p, &h);
	else if (f->place == HCN_NFT_NETWORK_HEADER)
		write_network(p, &h);
	else
		write_transport(p, &h);
	if (f->at + size > h.len)
		return HCN_NFT_NO_MATCH;
	for (size_t i = 0; i < size; i++)
		if (!h.known[f->at + i])
			return -EPROTO;
	memcpy(ret, h.bytes + f->at, size);
	return HCN_NFT_MATCH;
}

/* --- metadata ----------------------------------------------------------------------------------------- */

static bool is_bridge(const struct hcn_nft_machine *m)
{
	return !strncmp(m->table.name, "bridge ", strlen("bridge "));
}

static bool is_broadcast(const struct hcn_addr *addr)
{
	static const uint8_t all[] = { 255, 255, 255, 255 };

	return addr->family == HCN_IPV4 && !memcmp(addr->bytes, all, sizeof(all));
}

/* Whose MAC address a bridge sees is not known here: PACKET_HOST or PACKET_OTHERHOST. */
static int load_packet_type(const struct hcn_nft_machine *m, uint8_t *ret)
{
	const struct hcn_addr *to = &m->packet->destination;

	return put_number(is_broadcast(to)            ? PACKET_BROADCAST
			  : hcn_addr_is_multicast(to) ? PACKET_MULTICAST
			  : is_bridge(m)              ? PACKET_USER
						      : PACKET_HOST,
		1, ret);
}

/* A subnet's own broadcast address is no destination of a trace. */
static int load_address_type(const struct hcn_nft_machine *m, uint8_t *ret)
{
	const struct hcn_addr *to = &m->packet->destination;

	return put_number(m->run->is_local(m->run->arg, to) ? RTN_LOCAL
			  : is_broadcast(to)                ? RTN_BROADCAST
			  : hcn_addr_is_multicast(to)       ? RTN_MULTICAST
							    : RTN_UNICAST,
		4, ret);
}

static int load_meta(const struct hcn_nft_machine *m, uint32_t key, uint8_t *ret)
{
	const struct hcn_nft_packet *p = m->packet;

	switch (key) {
	case NFT_META_NFPROTO:
		return put_number(is_bridge(m) ? NFPROTO_BRIDGE
				  : is_ipv4(p) ? NFPROTO_IPV4
					       : NFPROTO_IPV6,
			1, ret);
	case NFT_META_PROTOCOL:
		return put_number(ether_of(p), 2, ret);
	case NFT_META_L4PROTO:
		return put_number(p->protocol, 1, ret);
	case NFT_META_PRIORITY:
		return put_number(p->priority, 4, ret);
	case NFT_META_PKTTYPE:
		return load_packet_type(m, ret);
	case NFT_META_IIFNAME:
		return put_name(p->in, ret);
	case NFT_META_OIFNAME:
		return put_name(p->out, ret);
	case NFT_META_SKUID:
	case NFT_META_SKGID: /* what is forwarded has no sender, and who sends is nobody in particular */
		return p->in ? HCN_NFT_NO_MATCH : put_number(UINT32_MAX, 4, ret);
	}
	return -EPROTO;
}

/* --- the connection: a packet that is traced is its first ---------------------------------------------- */

static uint32_t state_of(const struct hcn_nft_machine *m)
{
	if (m->packet->untracked)
		return NF_CT_STATE_UNTRACKED_BIT;
	return m->is_early ? NF_CT_STATE_INVALID_BIT : NF_CT_STATE_BIT(IP_CT_NEW);
}

static int load_ct(const struct hcn_nft_machine *m, uint32_t key, uint8_t *ret)
{
	if (key == NFT_CT_STATE)
		return put_number(state_of(m), 4, ret);
	if (m->packet->untracked || m->is_early)
		return HCN_NFT_NO_MATCH;
	if (key == NFT_CT_STATUS)
		return put_number(m->packet->dnat ? IPS_DST_NAT : 0, 4, ret);
	return key == NFT_CT_DIRECTION ? put_number(IP_CT_DIR_ORIGINAL, 1, ret) : -EPROTO;
}

/* Of its ends what was asked for.  Only what counts looks at the others, and that decides nothing. */
static int load_original(const struct hcn_nft_machine *m, uint32_t key, uint8_t *ret)
{
	const struct hcn_nft_packet *p = m->packet;

	if (p->untracked || m->is_early)
		return HCN_NFT_NO_MATCH;
	if (key == NFT_CT_DST_IP || key == NFT_CT_DST_IP6)
		return put_address(p->dnat ? &p->asked : &p->destination,
			key == NFT_CT_DST_IP ? HCN_IPV4 : HCN_IPV6, ret);
	if (key != NFT_CT_PROTO_DST || !hcn_nft_has_ports(p->protocol))
		return HCN_NFT_NO_MATCH;
	return put_number(p->dnat ? p->asked_port : p->destination_port, 2, ret);
}

/* --- fields ------------------------------------------------------------------------------------------- */

int hcn_nft_load(const struct hcn_nft_machine *m, const struct hcn_nft_field *f,
	uint8_t ret[HCN_NFT_VALUE_SIZE])
{
	memset(ret, 0, HCN_NFT_VALUE_SIZE);
	if ((f->ether && f->ether != ether_of(m->packet)) ||
		(f->protocol && f->protocol != m->packet->protocol))
		return HCN_NFT_NO_MATCH;
	switch (f->place) {
	case HCN_NFT_LINK_HEADER:
	case HCN_NFT_NETWORK_HEADER:
	case HCN_NFT_TRANSPORT_HEADER:
		return load_from_header(m->packet, f, ret);
	case HCN_NFT_META:
		return load_meta(m, f->at, ret);
	case HCN_NFT_CT:
		return load_ct(m, f->at, ret);
	case HCN_NFT_CT_ORIGINAL:
		return load_original(m, f->at, ret);
	case HCN_NFT_CT_REPLY:
		return HCN_NFT_NO_MATCH; /* as load_original() */
	case HCN_NFT_FIB_DADDR:
		return load_address_type(m, ret);
	}
	return -EPROTO;
}

void hcn_nft_store(struct hcn_nft_packet *p, const struct hcn_nft_field *f,
	const uint8_t value[HCN_NFT_VALUE_SIZE])
{
	const size_t source = is_ipv4(p) ? 12 : 8;
	struct hcn_addr *addr = f->at == source ? &p->source : &p->destination;
	uint32_t number;

	if (f->place == HCN_NFT_META) {
		memcpy(&number, value, sizeof(number));
		p->priority = be32toh(number);
		return;
	}
	memcpy(addr->bytes, value, hcn_addr_size(addr));
}
