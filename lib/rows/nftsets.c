/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The table of sets (nftsets.h).  In the order in which they are made.
 *
 * A change here is a new layout (skeleton.h): tables of the old one may be in use.
 */
#include "nftsets.h"

#include <string.h>

#include "addr.h"

#define PORT   "inet_proto . inet_service"
#define CHOICE "classid"
#define WAY    "ct_dir"

/* A type by the family's kind of address. */
#define ADDR(a)          a
#define PAIR(a)          a " . " a
#define ADDR_PORT(a)     a " . " PORT
#define PAIR_PORT(a)     a " . " a " . " PORT
#define ADDR_PORT_WAY(a) a " . " PORT " . " WAY
#define PORT_WAY(a)      PORT " . " WAY
#define JUST_PORT(a)     PORT
#define NUMBERED(a)      a " . " PORT " . " CHOICE
#define PORT_NUMBERED(a) PORT " . " CHOICE
#define KEPT(a)          a " . " PORT " . " a
#define TARGET(a)        a " . inet_service"
#define FLOW(a)          a " . inet_service . " a " . inet_service"
#define DEVICE(a)        "ifname . " a
#define CHOSEN(a)        CHOICE
#define VERDICT(a)       "verdict"

#define EACH(type)                                                                                 \
	{                                                                                          \
		type("ipv4_addr"), type("ipv6_addr")                                               \
	}
#define NAMED(name) .names = { name "4", name "6" }

/* clang-format off */
const struct hcn_set_type hcn_set_types[HCN_N_SETS] = {
	[HCN_SET_NAT] = { NAMED("nat"), EACH(ADDR), .interval = true,
		.why = "what leaves this prefix gets the host's address (masquerade)" },
	/* two prefixes of one network, also twice the same */
	[HCN_SET_LOCAL] = { NAMED("local"), EACH(PAIR), .interval = true,
		.why = "traffic inside the network keeps its addresses" },
	[HCN_SET_NATBR] = { .names = { "natbr" }, .keys = { "ifname" },
		.why = "this bridge belongs to a NAT network: nothing from outside is forwarded to it unasked" },
	[HCN_SET_INBR] = { .names = { "inbr" }, .keys = { "ifname" },
		.why = "this bridge belongs to an Internal network: nothing is forwarded to it, or from it" },
	[HCN_SET_INSIDE] = { .names = { "inside" }, .keys = { "ifname . ifname" },
		.why = "what stays inside the Internal network passes" },
	[HCN_SET_VDNAT] = { NAMED("vdnat"), EACH(ADDR_PORT), EACH(TARGET),
		.why = "this port of one address of the host leads to the endpoint (PortMapping with VIP)" },
	[HCN_SET_DNAT] = { NAMED("dnat"), EACH(JUST_PORT), EACH(TARGET),
		.why = "this port of every address of the host leads to the endpoint (PortMapping)" },
	[HCN_SET_PROXYX] = { NAMED("proxyx"), EACH(PAIR_PORT), .interval = true,
		.why = "to here the endpoint goes by itself (L4Proxy Exceptions)" },
	[HCN_SET_PROXY] = { NAMED("proxy"), EACH(PAIR_PORT), EACH(TARGET), .interval = true,
		.why = "what the endpoint sends to here is led to the proxy (L4Proxy)" },
	/* the endpoint and its proxy */
	[HCN_SET_PROXYNAT] = { NAMED("proxynat"), EACH(PAIR_PORT),
		.why = "this proxy sees another source than the endpoint (L4Proxy OutboundNat)" },
	[HCN_SET_PROXIED] = { NAMED("proxied"), EACH(PAIR_PORT),
		.why = "what the endpoint sends to this proxy counts for no load balancer (L4Proxy)" },
	[HCN_SET_LB] = { NAMED("lb"), EACH(ADDR_PORT), EACH(CHOSEN),
		.why = "this address and port is a load balancer's: how it chooses, among how many" },
	[HCN_SET_LBN] = { NAMED("lbn"), EACH(JUST_PORT), EACH(CHOSEN),
		.why = "this port of every address of the host is a load balancer's: how it chooses, among how many" },
	[HCN_SET_LBOPEN] = { NAMED("lbopen"), EACH(ADDR_PORT), .counts = true,
		.why = "how many connections the address and port has had" },
	[HCN_SET_LBNOPEN] = { NAMED("lbnopen"), EACH(JUST_PORT), .counts = true,
		.why = "how many connections the port of the host has had" },
	[HCN_SET_LBC] = { NAMED("lbc"), EACH(ADDR_PORT_WAY), .counts = true, .counts_ways = true,
		.why = "what the load balancer carries this way for the address and port" },
	[HCN_SET_LBNC] = { NAMED("lbnc"), EACH(PORT_WAY), .counts = true, .counts_ways = true,
		.why = "what the load balancer carries this way for the port of the host" },
	[HCN_SET_LBTO] = { NAMED("lbto"), EACH(NUMBERED), EACH(TARGET),
		.why = "the endpoint of this number behind the address and port" },
	[HCN_SET_LBNTO] = { NAMED("lbnto"), EACH(PORT_NUMBERED), EACH(TARGET),
		.why = "the endpoint of this number behind the port of the host" },
	[HCN_SET_LBPICK] = { .names = { "lbpick" }, .keys = { CHOICE }, .data = { "verdict" },
		.why = "the chain of all load balancers that choose so" },
	[HCN_SET_LBSRC] = { NAMED("lbsrc"), EACH(ADDR_PORT), EACH(ADDR),
		.why = "towards this endpoint of another host the source is the load balancer's SourceVIP" },
	/* addresses of bridges */
	[HCN_SET_VIP] = { NAMED("vip"), EACH(ADDR),
		.why = "of this VIP the host answers for the load balancers' ports and for no other" },
	[HCN_SET_LBKEEP] = { NAMED("lbkeep"), EACH(KEPT), EACH(ADDR),
		.why = "this endpoint sees the load balancer's address as the destination" },
	/* or it answers itself directly */
	[HCN_SET_HAIRPIN] = { NAMED("hairpin"), EACH(PAIR),
		.why = "who reaches itself, or another endpoint of its namespace, by way of another address must see another source" },
	[HCN_SET_SNATD] = { NAMED("snatd"), EACH(PAIR), .interval = true,
		.why = "masquerade towards this destination (OutBoundNAT Destinations)" },
	[HCN_SET_SNATX] = { NAMED("snatx"), EACH(PAIR), .interval = true,
		.why = "keep the endpoint's address towards this destination (OutBoundNAT Exceptions)" },
	[HCN_SET_SNATV] = { NAMED("snatv"), EACH(ADDR), EACH(ADDR),
		.why = "what leaves from this endpoint gets this address (OutBoundNAT VirtualIP)" },
	/* by the bridge and the endpoint's address */
	[HCN_SET_ACLIN] = { NAMED("aclin"), EACH(DEVICE), EACH(VERDICT),
		.why = "what goes to this address is asked the endpoint's ACLs" },
	[HCN_SET_ACLOUT] = { NAMED("aclout"), EACH(DEVICE), EACH(VERDICT),
		.why = "what comes from this address is asked the endpoint's ACLs" },
	/* as the filter hooks see them; a day is more than any end goes on trying */
	[HCN_SET_CUT] = { NAMED("cut"), EACH(FLOW), .timeout = 86400,
		.why = "answers of a connection that changed ACLs have ended open none anew" },
	[HCN_SET_PORTS] = { .names = { "ports" }, .keys = { "ifname" }, .guard = true,
		.why = "what comes out of this port is asked whose it says it is" },
	[HCN_SET_SOURCE] = { NAMED("source"), EACH(DEVICE), .guard = true,
		.why = "this port may send as this address, and as no other" },
	[HCN_SET_LBFROM] = { NAMED("lbfrom"), EACH(DEVICE), EACH(ADDR), .guard = true,
		.why = "what this endpoint sends as a load balancer's address gets its own (PreserveDIP)" },
};
/* clang-format on */

static const char *table_of(const struct hcn_set_type *type)
{
	return type->guard ? HCN_NFT_GUARD : HCN_NFT_TABLE;
}

static size_t family_index(int family)
{
	return family == HCN_IPV6;
}

const char *hcn_set_name(enum hcn_set set, int family)
{
	return hcn_set_types[set].names[family_index(family)];
}

enum hcn_set hcn_set_of(const struct hcn_row *row)
{
	size_t set = 0;

	if (row->kind != HCN_ROW_NFT_ELEM || !row->nft_elem.set || !row->nft_elem.table)
		return HCN_N_SETS;
	for (; set < HCN_N_SETS; set++) {
		const struct hcn_set_type *type = &hcn_set_types[set];

		if (strcmp(table_of(type), row->nft_elem.table))
			continue;
		for (size_t i = 0; i < 2 && type->names[i]; i++)
			if (!strcmp(type->names[i], row->nft_elem.set))
				return (enum hcn_set)set;
	}
	return HCN_N_SETS;
}

static bool ends_with(const char *text, const char *end)
{
	size_t len = strlen(text), end_len = strlen(end);

	return len >= end_len && !strcmp(text + len - end_len, end);
}

enum hcn_set_count hcn_set_count(const struct hcn_row *row)
{
	enum hcn_set set = hcn_set_of(row);

	if (set == HCN_N_SETS || !hcn_set_types[set].counts)
		return HCN_COUNTS_NOTHING;
	if (!hcn_set_types[set].counts_ways)
		return HCN_COUNTS_CONNECTIONS;
	return ends_with(row->nft_elem.key, HCN_WAY_THERE) ? HCN_COUNTS_RECEIVED : HCN_COUNTS_SENT;
}

struct hcn_row *hcn_rows_add_elem(
	struct hcn_rows *rows, enum hcn_set set, int family, const char *key, const char *data)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_ELEM);

	HCN_ROW_STR(rows, row, nft_elem, table, "%s", table_of(&hcn_set_types[set]));
	HCN_ROW_STR(rows, row, nft_elem, set, "%s", hcn_set_name(set, family));
	HCN_ROW_STR(rows, row, nft_elem, key, "%s", key);
	if (data)
		HCN_ROW_STR(rows, row, nft_elem, data, "%s", data);
	return row;
}

void hcn_rows_add_set(struct hcn_rows *rows, const char *table, enum hcn_set set, int family)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_SET);
	const struct hcn_set_type *type = &hcn_set_types[set];
	size_t i = family_index(family);

	HCN_ROW_STR(rows, row, nft_set, table, "%s", table);
	HCN_ROW_STR(rows, row, nft_set, set, "%s", type->names[i]);
	HCN_ROW_STR(rows, row, nft_set, type, "%s", type->keys[i]);
	if (type->data[i])
		HCN_ROW_STR(rows, row, nft_set, data, "%s", type->data[i]);
	if (type->interval)
		HCN_ROW_STR(rows, row, nft_set, flags, "interval");
	if (type->counts)
		HCN_PUT(&row->nft_set, hcn_row_nft_set, counter, true);
	if (type->timeout)
		HCN_PUT(&row->nft_set, hcn_row_nft_set, timeout, type->timeout);
}
