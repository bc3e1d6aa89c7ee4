/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One row per field (nftfields.h).
 *
 * Tests: tests/conform/linux/test_nft.c (a_rule_is_what_nft_makes_of_the_same_words)
 */
#include "nftables/nftfields.h"

#include <netinet/in.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_conntrack_tuple_common.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"

#define NET NFT_PAYLOAD_NETWORK_HEADER
#define TH  NFT_PAYLOAD_TRANSPORT_HEADER

/* Of the connection; those of one family say so by their names. */
#define CT(words, type, key, direction)                                                            \
	{                                                                                          \
		"ct", words, type, 0, 0, 0, 0, 0, 0, key, direction                                \
	}

const struct nft_field nft_fields[] = {
	{ "ip", "saddr", "ipv4_addr", NFPROTO_IPV4, 0, NET, 12, 4 },
	{ "ip", "daddr", "ipv4_addr", NFPROTO_IPV4, 0, NET, 16, 4 },
	{ "ip6", "saddr", "ipv6_addr", NFPROTO_IPV6, 0, NET, 8, 16 },
	{ "ip6", "daddr", "ipv6_addr", NFPROTO_IPV6, 0, NET, 24, 16 },
	{ "arp", "saddr ip", "ipv4_addr", NFPROTO_ARP, 0, NET, 14, 4 },
	{ "@th,64,128", NULL, "ipv6_addr", 0, 0, TH, 8, 16 },
	{ "th", "sport", "inet_service", 0, 0, TH, 0, 2 },
	{ "th", "dport", "inet_service", 0, 0, TH, 2, 2 },
	{ "tcp", "sport", "inet_service", 0, 0, TH, 0, 2, IPPROTO_TCP },
	{ "tcp", "dport", "inet_service", 0, 0, TH, 2, 2, IPPROTO_TCP },
	{ "udp", "dport", "inet_service", 0, 0, TH, 2, 2, IPPROTO_UDP },
	{ "meta", "l4proto", "inet_proto", 0, NFT_META_L4PROTO, 0, 0, 0 },
	{ "meta", "priority", "classid", 0, NFT_META_PRIORITY, 0, 0, 0 },
	{ "meta", "skuid", "uid", 0, NFT_META_SKUID, 0, 0, 0 },
	{ "meta", "skgid", "gid", 0, NFT_META_SKGID, 0, 0, 0 },
	CT("direction", "ct_dir", NFT_CT_DIRECTION, IP_CT_DIR_MAX),
	CT("original ip saddr", "ipv4_addr", NFT_CT_SRC_IP, IP_CT_DIR_ORIGINAL),
	CT("original ip6 saddr", "ipv6_addr", NFT_CT_SRC_IP6, IP_CT_DIR_ORIGINAL),
	CT("original ip daddr", "ipv4_addr", NFT_CT_DST_IP, IP_CT_DIR_ORIGINAL),
	CT("original ip6 daddr", "ipv6_addr", NFT_CT_DST_IP6, IP_CT_DIR_ORIGINAL),
	CT("original proto-dst", "inet_service", NFT_CT_PROTO_DST, IP_CT_DIR_ORIGINAL),
	CT("reply ip saddr", "ipv4_addr", NFT_CT_SRC_IP, IP_CT_DIR_REPLY),
	CT("reply ip6 saddr", "ipv6_addr", NFT_CT_SRC_IP6, IP_CT_DIR_REPLY),
	CT("reply proto-src", "inet_service", NFT_CT_PROTO_SRC, IP_CT_DIR_REPLY),
	{ "iifname", NULL, "ifname", 0, NFT_META_IIFNAME, 0, 0, 0 },
	{ "oifname", NULL, "ifname", 0, NFT_META_OIFNAME, 0, 0, 0 },
};

const size_t nft_n_fields = HCN_N_ELEMENTS(nft_fields);
