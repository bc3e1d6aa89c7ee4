/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One row per field (nftfields.h).  Pure.
 *
 * Tests: tests/unit/rows/test_nftwords.c (a_lookup_has_the_fields_in_their_order)
 */
#include "nftfields.h"

#include <netinet/in.h>
#include <string.h>
#include <linux/if_ether.h>
#include <linux/netfilter/nf_tables.h>

#include "cleanup.h"

/* clang-format off */
#define NET  HCN_NFT_NETWORK_HEADER
#define TH   HCN_NFT_TRANSPORT_HEADER
#define META HCN_NFT_META
#define ORIG HCN_NFT_CT_ORIGINAL
#define BACK HCN_NFT_CT_REPLY

/* Addresses of connections say their family by their names: nothing is asked before. */
static const struct hcn_nft_field fields[] = {
	{ { "ether", "type" },                 "ether_type",   HCN_NFT_LINK_HEADER, 12 },
	{ { "vlan", "id" },                    "vlan_id",      HCN_NFT_LINK_HEADER, 14, ETH_P_8021Q },
	{ { "ip", "saddr" },                   "ipv4_addr",    NET, 12, ETH_P_IP },
	{ { "ip", "daddr" },                   "ipv4_addr",    NET, 16, ETH_P_IP },
	{ { "ip6", "nexthdr" },                "inet_proto",   NET, 6, ETH_P_IPV6 },
	{ { "ip6", "saddr" },                  "ipv6_addr",    NET, 8, ETH_P_IPV6 },
	{ { "ip6", "daddr" },                  "ipv6_addr",    NET, 24, ETH_P_IPV6 },
	{ { "arp", "saddr", "ip" },            "ipv4_addr",    NET, 14, ETH_P_ARP },
	{ { "icmp", "type" },                  "icmp_type",    TH, 0, ETH_P_IP, IPPROTO_ICMP },
	{ { "icmpv6", "type" },                "icmpv6_type",  TH, 0, ETH_P_IPV6, IPPROTO_ICMPV6 },
	{ { "@th,64,128" },                    "ipv6_addr",    TH, 8 },
	{ { "th", "sport" },                   "inet_service", TH, 0 },
	{ { "th", "dport" },                   "inet_service", TH, 2 },
	{ { "tcp", "sport" },                  "inet_service", TH, 0, 0, IPPROTO_TCP },
	{ { "tcp", "dport" },                  "inet_service", TH, 2, 0, IPPROTO_TCP },
	{ { "tcp", "flags" },                  "tcp_flag",     TH, 13, 0, IPPROTO_TCP },
	{ { "udp", "dport" },                  "inet_service", TH, 2, 0, IPPROTO_UDP },
	{ { "meta", "nfproto" },               "nf_proto",     META, NFT_META_NFPROTO },
	{ { "meta", "protocol" },              "ether_type",   META, NFT_META_PROTOCOL },
	{ { "meta", "l4proto" },               "inet_proto",   META, NFT_META_L4PROTO },
	{ { "meta", "priority" },              "classid",      META, NFT_META_PRIORITY },
	{ { "meta", "pkttype" },               "pkt_type",     META, NFT_META_PKTTYPE },
	{ { "meta", "skuid" },                 "uid",          META, NFT_META_SKUID },
	{ { "meta", "skgid" },                 "gid",          META, NFT_META_SKGID },
	{ { "iifname" },                       "ifname",       META, NFT_META_IIFNAME },
	{ { "oifname" },                       "ifname",       META, NFT_META_OIFNAME },
	{ { "ct", "state" },                   "ct_state",     HCN_NFT_CT, NFT_CT_STATE },
	{ { "ct", "status" },                  "ct_status",    HCN_NFT_CT, NFT_CT_STATUS },
	{ { "ct", "direction" },               "ct_dir",       HCN_NFT_CT, NFT_CT_DIRECTION },
	{ { "ct", "original", "ip", "saddr" }, "ipv4_addr",    ORIG, NFT_CT_SRC_IP },
	{ { "ct", "original", "ip6", "saddr" }, "ipv6_addr",   ORIG, NFT_CT_SRC_IP6 },
	{ { "ct", "original", "ip", "daddr" }, "ipv4_addr",    ORIG, NFT_CT_DST_IP },
	{ { "ct", "original", "ip6", "daddr" }, "ipv6_addr",   ORIG, NFT_CT_DST_IP6 },
	{ { "ct", "original", "proto-dst" },   "inet_service", ORIG, NFT_CT_PROTO_DST },
	{ { "ct", "reply", "ip", "saddr" },    "ipv4_addr",    BACK, NFT_CT_SRC_IP },
	{ { "ct", "reply", "ip6", "saddr" },   "ipv6_addr",    BACK, NFT_CT_SRC_IP6 },
	{ { "ct", "reply", "proto-src" },      "inet_service", BACK, NFT_CT_PROTO_SRC },
	{ { "fib", "daddr", "type" },          "fib_addrtype", HCN_NFT_FIB_DADDR, NFT_FIB_RESULT_ADDRTYPE },
};
/* clang-format on */

const struct hcn_nft_field *hcn_nft_field_take(char ***words)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(fields); i++) {
		const struct hcn_nft_field *f = &fields[i];
		size_t n = 0;

		while (n < HCN_N_ELEMENTS(f->words) && f->words[n] && (*words)[n] &&
			!strcmp((*words)[n], f->words[n]))
			n++;
		if (n == HCN_N_ELEMENTS(f->words) || !f->words[n]) {
			*words += n;
			return f;
		}
	}
	return NULL;
}
