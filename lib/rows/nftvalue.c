/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Values of nftables types: one row per type.
 *
 * In: a type and a text, both as nft writes them.  Out: ranges that can be compared.
 * Never looks at sets: whether a range is allowed is for the caller.
 */
#include "nftvalue.h"

#include <endian.h>
#include <errno.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>

#include "addr.h"
#include "cleanup.h"

#define SEPARATOR " . "

/* --- one value ---------------------------------------------------------------------------------------- */

static bool parse_addr(const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	struct hcn_prefix p;
	struct hcn_addr last;

	if (!hcn_prefix_parse(text, &p)) {
		if (!hcn_addr_parse(text, &p.addr))
			return false;
		p.len = (uint8_t)hcn_addr_bits(&p.addr);
	}
	if (hcn_addr_size(&p.addr) != type->size)
		return false;
	p.addr = hcn_prefix_first(&p);
	last = hcn_prefix_last(&p);
	memcpy(ret->first, p.addr.bytes, type->size);
	memcpy(ret->last, last.bytes, type->size);
	return true;
}

static bool parse_ether(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	struct hcn_mac mac;

	if (strchr(text, '-') || !hcn_mac_parse(text, &mac))
		return false;
	memcpy(ret->first, mac.bytes, sizeof(mac.bytes));
	memcpy(ret->last, mac.bytes, sizeof(mac.bytes));
	return true;
}

static void put_number(const struct hcn_nft_type *type, uint32_t value, struct hcn_nft_range *ret)
{
	const uint32_t bytes = htobe32(value << 8 * (sizeof(bytes) - type->size));

	memcpy(ret->first, &bytes, sizeof(bytes));
	memcpy(ret->last, &bytes, sizeof(bytes));
}

static bool find_name(const struct hcn_nft_type *type, const char *text, uint32_t *ret)
{
	for (const struct hcn_nft_name *n = type->names; n && n->text; n++)
		if (!strcmp(n->text, text)) {
			*ret = n->value;
			return true;
		}
	return false;
}

/* A name of the type's, or a number. */
static bool parse_number(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	unsigned long value;
	uint32_t named;
	char *end;

	if (find_name(type, text, &named)) {
		put_number(type, named, ret);
		return true;
	}
	if (*text < '0' || *text > '9')
		return false;
	errno = 0;
	value = strtoul(text, &end, 0);
	if (errno || *end || value >> 8 * type->size || (type->max && value > type->max))
		return false;
	put_number(type, (uint32_t)value, ret);
	return true;
}

/* A name, or several of bits: "established,related". */
static bool parse_names(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	uint32_t value = 0, one;
	char copy[64], *rest;

	if (snprintf(copy, sizeof(copy), "%s", text) >= (int)sizeof(copy) ||
		(!type->has_bits && strchr(text, ',')))
		return false;
	for (char *name = strtok_r(copy, ",", &rest); name; name = strtok_r(NULL, ",", &rest)) {
		if (!find_name(type, name, &one))
			return false;
		value |= one;
	}
	put_number(type, value, ret);
	return *text;
}

/* "M:N" in hex, or "none" */
static bool parse_classid(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	unsigned major = 0, minor = 0;
	int used = 0;

	if (strcmp(text, "none") &&
		(sscanf(text, "%4x:%4x%n", &major, &minor, &used) != 2 || text[used]))
		return false;
	put_number(type, major << 16 | minor, ret);
	return true;
}

/* With or without the quotes that nft prints. */
static bool parse_ifname(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	size_t len = strlen(text);

	if (len >= 2 && text[0] == '"' && text[len - 1] == '"') {
		text++;
		len -= 2;
	}
	if (!len || len >= type->size || memchr(text, '"', len))
		return false;
	memcpy(ret->first, text, len);
	memcpy(ret->last, text, len);
	return true;
}

bool hcn_nft_verdict_parse(const char *text, struct hcn_nft_verdict *ret)
{
	static const struct {
		const char *word;
		int code;
		bool takes_chain;
	} verdicts[] = {
		{ "accept", NF_ACCEPT },
		{ "drop", NF_DROP },
		{ "return", NFT_RETURN },
		{ "continue", NFT_CONTINUE },
		{ "jump ", NFT_JUMP, true },
		{ "goto ", NFT_GOTO, true },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(verdicts); i++) {
		size_t len = strlen(verdicts[i].word);
		const char *rest = text + len;

		if (strncmp(text, verdicts[i].word, len) ||
			(*rest != '\0') != verdicts[i].takes_chain || strchr(rest, ' '))
			continue;
		*ret = (struct hcn_nft_verdict){ verdicts[i].code, *rest ? rest : NULL };
		return true;
	}
	return false;
}

static bool parse_verdict(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	struct hcn_nft_verdict verdict;

	return hcn_nft_verdict_parse(text, &verdict);
}

/* --- types -------------------------------------------------------------------------------------------- */

/* clang-format off */
static const struct hcn_nft_name nf_protocols[] = {
	{ "ipv4", NFPROTO_IPV4 }, { "ipv6", NFPROTO_IPV6 }, { NULL },
}, ether_types[] = {
	{ "ip", ETH_P_IP }, { "arp", ETH_P_ARP }, { "ip6", ETH_P_IPV6 }, { "8021q", ETH_P_8021Q }, { "8021ad", ETH_P_8021AD },
	{ NULL },
}, protocols[] = {
	{ "icmp", IPPROTO_ICMP }, { "tcp", IPPROTO_TCP }, { "udp", IPPROTO_UDP }, { "ipv6-icmp", IPPROTO_ICMPV6 },
	{ "icmpv6", IPPROTO_ICMPV6 }, { "sctp", IPPROTO_SCTP }, { NULL },
}, icmp_types[] = {
	{ "echo-reply", ICMP_ECHOREPLY }, { "destination-unreachable", ICMP_DEST_UNREACH }, { "redirect", ICMP_REDIRECT },
	{ "echo-request", ICMP_ECHO }, { "time-exceeded", ICMP_TIME_EXCEEDED }, { NULL },
}, icmpv6_types[] = {
	{ "destination-unreachable", ICMP6_DST_UNREACH }, { "packet-too-big", ICMP6_PACKET_TOO_BIG },
	{ "time-exceeded", ICMP6_TIME_EXCEEDED }, { "parameter-problem", ICMP6_PARAM_PROB }, { "echo-request", ICMP6_ECHO_REQUEST },
	{ "echo-reply", ICMP6_ECHO_REPLY }, { "mld-listener-query", MLD_LISTENER_QUERY },
	{ "mld-listener-report", MLD_LISTENER_REPORT }, { "mld-listener-done", MLD_LISTENER_REDUCTION },
	{ "mld2-listener-report", 143 }, { "nd-router-solicit", ND_ROUTER_SOLICIT }, { "nd-router-advert", ND_ROUTER_ADVERT },
	{ "nd-neighbor-solicit", ND_NEIGHBOR_SOLICIT }, { "nd-neighbor-advert", ND_NEIGHBOR_ADVERT },
	{ "nd-redirect", ND_REDIRECT }, { NULL },
}, tcp_flags[] = {
	{ "fin", TH_FIN }, { "syn", TH_SYN }, { "rst", TH_RST }, { "psh", TH_PUSH }, { "ack", TH_ACK }, { "urg", TH_URG }, { NULL },
}, ct_states[] = {
	{ "invalid", NF_CT_STATE_INVALID_BIT }, { "established", NF_CT_STATE_BIT(IP_CT_ESTABLISHED) },
	{ "related", NF_CT_STATE_BIT(IP_CT_RELATED) }, { "new", NF_CT_STATE_BIT(IP_CT_NEW) },
	{ "untracked", NF_CT_STATE_UNTRACKED_BIT }, { NULL },
}, ct_directions[] = {
	{ "original", IP_CT_DIR_ORIGINAL }, { "reply", IP_CT_DIR_REPLY }, { NULL },
}, ct_statuses[] = {
	{ "dnat", IPS_DST_NAT }, { NULL },
}, packet_types[] = {
	{ "host", PACKET_HOST }, { "unicast", PACKET_HOST }, { "broadcast", PACKET_BROADCAST },
	{ "multicast", PACKET_MULTICAST }, { "other", PACKET_OTHERHOST }, { NULL },
}, address_types[] = {
	{ "unicast", RTN_UNICAST }, { "local", RTN_LOCAL }, { "broadcast", RTN_BROADCAST }, { "multicast", RTN_MULTICAST },
	{ NULL },
};

/* src/include/datatype.h of nftables numbers the types; `nft list` depends on them, the kernel only stores them. */
static const struct hcn_nft_type types[] = {
	{ "ipv4_addr",     7,  4, HCN_NFT_BIG_ENDIAN,  parse_addr },
	{ "ipv6_addr",     8, 16, HCN_NFT_BIG_ENDIAN,  parse_addr },
	{ "ether_addr",    9,  6, HCN_NFT_BIG_ENDIAN,  parse_ether },
	{ "nf_proto",      2,  1, HCN_NFT_HOST_ENDIAN, parse_names,  nf_protocols },
	{ "ether_type",   10,  2, HCN_NFT_BIG_ENDIAN,  parse_number, ether_types },
	{ "vlan_id",       0,  2, HCN_NFT_BIG_ENDIAN,  parse_number, NULL, false, 0xfff },
	{ "inet_proto",   12,  1, HCN_NFT_BIG_ENDIAN,  parse_number, protocols },
	{ "inet_service", 13,  2, HCN_NFT_BIG_ENDIAN,  parse_number },
	{ "icmp_type",    14,  1, HCN_NFT_BIG_ENDIAN,  parse_number, icmp_types },
	{ "tcp_flag",     15,  1, HCN_NFT_HOST_ENDIAN, parse_names,  tcp_flags, true },
	{ "mark",         19,  4, HCN_NFT_HOST_ENDIAN, parse_number },
	{ "classid",      23,  4, HCN_NFT_HOST_ENDIAN, parse_classid },
	{ "uid",          24,  4, HCN_NFT_HOST_ENDIAN, parse_number },
	{ "gid",          25,  4, HCN_NFT_HOST_ENDIAN, parse_number },
	{ "ct_state",     26,  4, HCN_NFT_HOST_ENDIAN, parse_names,  ct_states, true },
	{ "ct_dir",       27,  1, HCN_NFT_HOST_ENDIAN, parse_names,  ct_directions },
	{ "ct_status",    28,  4, HCN_NFT_HOST_ENDIAN, parse_names,  ct_statuses, true },
	{ "icmpv6_type",  29,  1, HCN_NFT_BIG_ENDIAN,  parse_number, icmpv6_types },
	{ "pkt_type",     31,  1, HCN_NFT_HOST_ENDIAN, parse_names,  packet_types },
	{ "fib_addrtype", 38,  4, HCN_NFT_HOST_ENDIAN, parse_names,  address_types },
	{ "ifname",       41, 16, HCN_NFT_TEXT,        parse_ifname },
	{ "verdict",       1,  0, HCN_NFT_TEXT,        parse_verdict },
};
/* clang-format on */

const struct hcn_nft_type *hcn_nft_type_find(const char *name)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (!strcmp(types[i].name, name))
			return &types[i];
	return NULL;
}

const struct hcn_nft_type *hcn_nft_type_find_id(uint32_t id)
{
	for (size_t i = 0; id && i < HCN_N_ELEMENTS(types); i++)
		if (types[i].id == id)
			return &types[i];
	return NULL;
}

/* --- several ------------------------------------------------------------------------------------------ */

char *hcn_nft_next_part(char **rest)
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

bool hcn_nft_value_parse(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret)
{
	struct hcn_nft_range last = { 0 };
	struct copy copy;
	char *dash;

	*ret = (struct hcn_nft_range){ 0 };
	if (type->parse(type, text, ret))
		return true;
	if (!copy_text(text, &copy))
		return false;
	dash = strchr(copy.text, '-');
	if (!dash)
		return false;
	*dash = '\0';
	*ret = (struct hcn_nft_range){ 0 };
	if (!type->parse(type, copy.text, ret) || !type->parse(type, dash + 1, &last))
		return false;
	memcpy(ret->last, last.last, sizeof(ret->last));
	return memcmp(ret->first, ret->last, sizeof(ret->last)) <= 0;
}

bool hcn_nft_type_is_known(const char *type)
{
	struct copy copy;
	char *rest = copy.text, *name;
	size_t n = 0;

	if (!copy_text(type, &copy))
		return false;
	while ((name = hcn_nft_next_part(&rest))) {
		const struct hcn_nft_type *t = hcn_nft_type_find(name);

		if (!t || !t->id || ++n > HCN_NFT_MAX_PARTS)
			return false;
	}
	return true;
}

bool hcn_nft_parse(const char *type, const char *text, struct hcn_nft_interval *ret)
{
	struct copy type_copy, text_copy;
	char *types_left = type_copy.text, *text_left = text_copy.text, *name, *part;

	*ret = (struct hcn_nft_interval){ 0 };
	if (!copy_text(type, &type_copy) || !copy_text(text, &text_copy))
		return false;
	while ((name = hcn_nft_next_part(&types_left))) {
		const struct hcn_nft_type *t = hcn_nft_type_find(name);

		part = hcn_nft_next_part(&text_left);
		if (!t || !part || ret->n == HCN_NFT_MAX_PARTS ||
			!hcn_nft_value_parse(t, part, &ret->parts[ret->n++]))
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
