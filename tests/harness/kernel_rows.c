/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The attributes that kernel_state.c reads (kernel_rows.h). */
#include "kernel_rows.h"

#include <linux/fib_rules.h>
#include <linux/if_addr.h>
#include <linux/if_bridge.h>
#include <linux/if_link.h>
#include <linux/neighbour.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

/* Of kernels newer than the headers that this is built with. */
#define BR_FDB_N_LEARNED       48
#define BR_MCAST_QUERIER_STATE 47
#define BRPORT_MCAST_N_GROUPS  41

#define SKIP(type)                                                                                 \
	{                                                                                          \
		type, ATTR_SKIP, #type, NULL, NULL                                                 \
	}
#define SHOW(type, how)                                                                            \
	{                                                                                          \
		type, ATTR_##how, #type, NULL, NULL                                                \
	}
#define NEST(type, inside)                                                                         \
	{                                                                                          \
		type, ATTR_NEST, #type, inside, NULL                                               \
	}
#define KIND(type, kinds)                                                                          \
	{                                                                                          \
		type, ATTR_BY_KIND, #type, NULL, kinds                                             \
	}
#define END                                                                                        \
	{                                                                                          \
		0, ATTR_SKIP, NULL, NULL, NULL                                                     \
	}

/* --- links ---------------------------------------------------------------------------------------------- */

static const struct attr_row bridge_rows[] = {
	SKIP(IFLA_BR_HELLO_TIMER),
	SKIP(IFLA_BR_TCN_TIMER),
	SKIP(IFLA_BR_TOPOLOGY_CHANGE_TIMER),
	SKIP(IFLA_BR_GC_TIMER),
	SKIP(BR_FDB_N_LEARNED),
	SKIP(BR_MCAST_QUERIER_STATE),
	END,
};

static const struct attr_row port_rows[] = {
	SKIP(IFLA_BRPORT_STATE),
	SKIP(IFLA_BRPORT_MESSAGE_AGE_TIMER),
	SKIP(IFLA_BRPORT_FORWARD_DELAY_TIMER),
	SKIP(IFLA_BRPORT_HOLD_TIMER),
	SKIP(IFLA_BRPORT_ID),
	SKIP(IFLA_BRPORT_NO),
	SKIP(IFLA_BRPORT_DESIGNATED_PORT),
	SKIP(IFLA_BRPORT_MCAST_EHT_HOSTS_CNT),
	SKIP(BRPORT_MCAST_N_GROUPS),
	END,
};

static const struct attr_kind link_kinds[] = { { "bridge", bridge_rows }, { NULL, NULL } };
static const struct attr_kind port_kinds[] = { { "bridge", port_rows }, { NULL, NULL } };

static const struct attr_row info_rows[] = {
	SHOW(IFLA_INFO_KIND, TEXT),
	KIND(IFLA_INFO_DATA, link_kinds),
	SKIP(IFLA_INFO_XSTATS),
	SHOW(IFLA_INFO_SLAVE_KIND, TEXT),
	KIND(IFLA_INFO_SLAVE_DATA, port_kinds),
	END,
};

static const struct attr_row inet6_rows[] = {
	SKIP(IFLA_INET6_FLAGS),
	SKIP(IFLA_INET6_STATS),
	SKIP(IFLA_INET6_CACHEINFO),
	SKIP(IFLA_INET6_ICMP6STATS),
	END,
};

static const struct attr_row family_rows[] = {
	SHOW(AF_INET, HEX),
	NEST(AF_INET6, inet6_rows),
	END,
};

static const struct attr_row name_rows[] = {
	SHOW(IFLA_ALT_IFNAME, TEXT),
	END,
};

const struct attr_row link_rows[] = {
	SHOW(IFLA_IFNAME, TEXT),
	SHOW(IFLA_MTU, NUMBER),
	SHOW(IFLA_MASTER, DEVICE),
	SHOW(IFLA_IFALIAS, TEXT),
	SHOW(IFLA_QDISC, TEXT),
	SHOW(IFLA_ADDRESS, HEX),
	SHOW(IFLA_TXQLEN, NUMBER),
	SHOW(IFLA_LINK_NETNSID, NETNS),
	NEST(IFLA_PROP_LIST, name_rows),
	NEST(IFLA_LINKINFO, info_rows),
	NEST(IFLA_AF_SPEC, family_rows),
	/* The number of a veth's other end is that of its network namespace. */
	SKIP(IFLA_LINK),
	SKIP(IFLA_TSO_MAX_SIZE), /* a bridge's is what its ports leave it */
	SKIP(IFLA_TSO_MAX_SEGS),
	SKIP(IFLA_CARRIER),
	SKIP(IFLA_CARRIER_CHANGES),
	SKIP(IFLA_CARRIER_UP_COUNT),
	SKIP(IFLA_CARRIER_DOWN_COUNT),
	SKIP(IFLA_OPERSTATE),
	SKIP(IFLA_STATS),
	SKIP(IFLA_STATS64),
	END,
};

/* --- addresses, routes, neighbours ---------------------------------------------------------------------- */

const struct attr_row address_rows[] = {
	SHOW(IFA_ADDRESS, ADDRESS),
	SHOW(IFA_LOCAL, ADDRESS),
	SHOW(IFA_BROADCAST, ADDRESS),
	SHOW(IFA_LABEL, TEXT),
	SKIP(IFA_CACHEINFO),
	SKIP(IFA_FLAGS), /* shown before */
	END,
};

const struct attr_row route_rows[] = {
	SHOW(RTA_TABLE, NUMBER),
	SHOW(RTA_DST, ADDRESS),
	SHOW(RTA_SRC, ADDRESS),
	SHOW(RTA_GATEWAY, ADDRESS),
	SHOW(RTA_PREFSRC, ADDRESS),
	SHOW(RTA_PRIORITY, NUMBER),
	SHOW(RTA_OIF, DEVICE),
	SHOW(RTA_IIF, DEVICE),
	{ RTA_MULTIPATH, ATTR_HOPS, "RTA_MULTIPATH", route_rows, NULL },
	SKIP(RTA_CACHEINFO),
	END,
};

const struct attr_row rule_rows[] = {
	SHOW(FRA_TABLE, NUMBER),
	SHOW(FRA_DST, ADDRESS),
	SHOW(FRA_SRC, ADDRESS),
	SHOW(FRA_PRIORITY, NUMBER),
	SHOW(FRA_IIFNAME, TEXT),
	SHOW(FRA_OIFNAME, TEXT),
	END,
};

const struct attr_row neighbour_rows[] = {
	SHOW(NDA_DST, ADDRESS),
	SHOW(NDA_LLADDR, HEX),
	SHOW(NDA_MASTER, DEVICE),
	SHOW(NDA_IFINDEX, DEVICE),
	SKIP(NDA_CACHEINFO),
	SKIP(NDA_PROBES),
	END,
};

const struct attr_row queue_rows[] = {
	SHOW(TCA_KIND, TEXT),
	SHOW(TCA_OPTIONS, HEX),
	SKIP(TCA_STATS),
	SKIP(TCA_STATS2),
	SKIP(TCA_XSTATS),
	END,
};

/* --- nftables -------------------------------------------------------------------------------------------- */

/* What has been counted. */
static const struct attr_row counter_rows[] = {
	SKIP(NFTA_COUNTER_BYTES),
	SKIP(NFTA_COUNTER_PACKETS),
	SKIP(NFTA_COUNTER_PAD),
	END,
};

static const struct attr_kind expr_kinds[] = { { "counter", counter_rows }, { NULL, NULL } };

static const struct attr_row expr_rows[] = {
	SHOW(NFTA_EXPR_NAME, TEXT),
	KIND(NFTA_EXPR_DATA, expr_kinds),
	END,
};

static const struct attr_row list_rows[] = {
	NEST(NFTA_LIST_ELEM, expr_rows),
	END,
};

const struct attr_row element_rows[] = {
	SHOW(NFTA_SET_ELEM_KEY, HEX),
	SHOW(NFTA_SET_ELEM_DATA, HEX),
	SHOW(NFTA_SET_ELEM_FLAGS, HEX),
	SHOW(NFTA_SET_ELEM_OBJREF, TEXT),
	NEST(NFTA_SET_ELEM_EXPR, expr_rows),
	NEST(NFTA_SET_ELEM_EXPRESSIONS, list_rows),
	SKIP(NFTA_SET_ELEM_EXPIRATION),
	END,
};

static const struct attr_row table_rows[] = {
	SHOW(NFTA_TABLE_NAME, TEXT),
	SKIP(NFTA_TABLE_HANDLE),
	SKIP(NFTA_TABLE_USE),
	END,
};

static const struct attr_row chain_rows[] = {
	SHOW(NFTA_CHAIN_TABLE, TEXT),
	SHOW(NFTA_CHAIN_NAME, TEXT),
	SHOW(NFTA_CHAIN_TYPE, TEXT),
	SKIP(NFTA_CHAIN_HANDLE),
	SKIP(NFTA_CHAIN_USE),
	SKIP(NFTA_CHAIN_COUNTERS),
	SKIP(NFTA_CHAIN_ID),
	END,
};

const struct attr_row rule_of_chain_rows[] = {
	SHOW(NFTA_RULE_TABLE, TEXT),
	SHOW(NFTA_RULE_CHAIN, TEXT),
	NEST(NFTA_RULE_EXPRESSIONS, list_rows),
	SKIP(NFTA_RULE_HANDLE),
	SKIP(NFTA_RULE_POSITION),
	SKIP(NFTA_RULE_ID),
	END,
};

static const struct attr_row set_rows[] = {
	SHOW(NFTA_SET_TABLE, TEXT),
	SHOW(NFTA_SET_NAME, TEXT),
	NEST(NFTA_SET_EXPR, expr_rows),
	NEST(NFTA_SET_EXPRESSIONS, list_rows),
	SKIP(NFTA_SET_HANDLE),
	SKIP(NFTA_SET_ID),
	END,
};

static const struct attr_row object_rows[] = {
	SHOW(NFTA_OBJ_TABLE, TEXT),
	SHOW(NFTA_OBJ_NAME, TEXT),
	SKIP(NFTA_OBJ_DATA), /* what it has counted */
	SKIP(NFTA_OBJ_HANDLE),
	SKIP(NFTA_OBJ_USE),
	END,
};

static const struct attr_row flowtable_rows[] = {
	SHOW(NFTA_FLOWTABLE_TABLE, TEXT),
	SHOW(NFTA_FLOWTABLE_NAME, TEXT),
	SKIP(NFTA_FLOWTABLE_HANDLE),
	SKIP(NFTA_FLOWTABLE_USE),
	END,
};

static const struct nft_words nft_words[] = {
	{ NFT_MSG_NEWTABLE, "table", table_rows },
	{ NFT_MSG_NEWCHAIN, "chain", chain_rows },
	{ NFT_MSG_NEWSET, "set", set_rows },
	{ NFT_MSG_NEWOBJ, "object", object_rows },
	{ NFT_MSG_NEWFLOWTABLE, "flowtable", flowtable_rows },
};

const struct nft_words *nft_words_of(uint8_t type)
{
	for (size_t i = 0; i < sizeof(nft_words) / sizeof(nft_words[0]); i++)
		if (nft_words[i].type == type)
			return &nft_words[i];
	return NULL;
}
