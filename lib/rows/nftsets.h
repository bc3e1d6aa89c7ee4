/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The sets and maps that our nftables tables always have: one row for each, which says what its elements are, and what people
 * are told of them.
 *
 * Objects add elements by the set's number, never by its name.
 */
#ifndef HCN_ROWS_NFTSETS_H
#define HCN_ROWS_NFTSETS_H

#include "rows.h"

#define HCN_NFT_TABLE "hcn"
#define HCN_NFT_GUARD "bridge hcn" /* of the bridge family: what endpoints may send as whom */

enum hcn_set {
	HCN_SET_NAT,
	HCN_SET_LOCAL,
	HCN_SET_NATBR,
	HCN_SET_INBR,
	HCN_SET_INSIDE,
	HCN_SET_VDNAT,
	HCN_SET_DNAT,
	HCN_SET_PROXYX,
	HCN_SET_PROXY,
	HCN_SET_PROXYNAT,
	HCN_SET_PROXIED,
	HCN_SET_LB,
	HCN_SET_LBN,
	HCN_SET_LBOPEN,
	HCN_SET_LBNOPEN,
	HCN_SET_LBC,
	HCN_SET_LBNC,
	HCN_SET_LBTO,
	HCN_SET_LBNTO,
	HCN_SET_LBPICK,
	HCN_SET_LBSRC,
	HCN_SET_VIP,
	HCN_SET_LBKEEP,
	HCN_SET_HAIRPIN,
	HCN_SET_SNATD,
	HCN_SET_SNATX,
	HCN_SET_SNATV,
	HCN_SET_ACLIN,
	HCN_SET_ACLOUT,
	HCN_SET_CUT,
	/* of the guard */
	HCN_SET_PORTS,
	HCN_SET_SOURCE,
	HCN_SET_LBFROM,
	HCN_N_SETS
};

/* What the counter of an element counts. */
enum hcn_set_count {
	HCN_COUNTS_NOTHING,
	HCN_COUNTS_CONNECTIONS, /* their first packets */
	HCN_COUNTS_RECEIVED,    /* from clients */
	HCN_COUNTS_SENT,        /* back to them */
};

/* Words of keys that name the way of a connection's packet. */
#define HCN_WAY_THERE "original"
#define HCN_WAY_BACK  "reply"

/* [0] is for IPv4, [1] for IPv6; a set of both families is [0] alone. */
struct hcn_set_type {
	const char *names[2];
	const char *keys[2];
	const char *data[2]; /* a map's; NULL: a set */
	bool guard;          /* of HCN_NFT_GUARD, not of HCN_NFT_TABLE */
	bool interval;
	bool counts;
	bool counts_ways; /* the key's last field is the way */
	uint32_t timeout; /* seconds, after which an element goes by itself; 0: never */
	const char *why;  /* an element is there, for people */
};
extern const struct hcn_set_type hcn_set_types[HCN_N_SETS];

/* "dnat4".  @family: HCN_IPV4, HCN_IPV6; HCN_FAMILY_NONE for a set of both. */
const char *hcn_set_name(enum hcn_set set, int family);

/* The set that an element is in; HCN_N_SETS: one that an object has made, or no element. */
enum hcn_set hcn_set_of(const struct hcn_row *row);

enum hcn_set_count hcn_set_count(const struct hcn_row *row);

/* Appends an element, as hcn_rows_add().  @data NULL: a set's. */
struct hcn_row *hcn_rows_add_elem(
	struct hcn_rows *rows, enum hcn_set set, int family, const char *key, const char *data);

/* Appends the nft_set row of @set for @family, in @table. */
void hcn_rows_add_set(struct hcn_rows *rows, const char *table, enum hcn_set set, int family);

#endif
