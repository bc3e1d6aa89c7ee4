/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ACLs add to the nftables table: a chain per attached endpoint and direction, to which the verdict maps of the table
 * lead packets from and to its addresses; it asks a chain for each stage.
 *
 * Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "acl_rows.h"
#include "acl_stage.h"
#include "cleanup.h"
#include "policy/policy.h"
#include "row_parts.h"
#include "skeleton.h"

#define CHAIN_SIZE 64

/* What the names of an endpoint's chains begin with. */
#define IN  'i'
#define OUT 'o'

struct direction {
	const struct hcn_network *net;
	const struct hcn_endpoint *ep;
	bool incoming;
	char chain[HCN_IFNAME_SIZE]; /* the endpoint's */
	struct hcn_rows *rows;
};

/* --- stages ----------------------------------------------------------------------------------------- */

static void name_chain(const struct direction *d, const struct hcn_acl_stage *stage,
	const char *prefix, char ret[CHAIN_SIZE])
{
	snprintf(ret, CHAIN_SIZE, "%s%s_%s", prefix, d->chain, stage->suffix);
}

/* What follows a tier: the next one; NULL: the stages after the tiers, to which a return leads. */
static const struct hcn_acl_stage *next_tier(const struct hcn_acl_stages *stages, size_t i)
{
	return stages->list[i].is_tier && i + 1 < stages->n && stages->list[i + 1].is_tier
		       ? &stages->list[i + 1]
		       : NULL;
}

static int add_stage(struct direction *d, const struct hcn_acl_stages *stages, size_t i)
{
	const struct hcn_acl_stage *stage = &stages->list[i], *next = next_tier(stages, i);
	char chain[CHAIN_SIZE], go[CHAIN_SIZE];
	const struct hcn_filter filter = {
		.rules = stage->rules,
		.n_rules = stage->n_rules,
		.incoming = d->incoming,
		.words = { [HCN_FILTER_BLOCK] = "counter drop",
			[HCN_FILTER_ALLOW] = "return",
			[HCN_FILTER_PASS] = next ? go : "return" },
		.otherwise = stage->denies ? "counter drop"
			     : next        ? go
					   : NULL,
		.network = &d->net->id,
	};

	name_chain(d, stage, "", chain);
	if (next)
		name_chain(d, next, "goto ", go);
	return hcn_filter_rows(&filter, chain, d->rows);
}

/* --- the endpoint's chain --------------------------------------------------------------------------- */

/* Neighbour discovery is to IPv6 what ARP is to IPv4: no ACL is asked. */
static void let_neighbours_be_found(struct direction *d, struct hcn_row *chain)
{
	struct hcn_addr addr;

	if (!hcn_endpoint_address(d->ep, HCN_IPV6, &addr))
		return;
	hcn_rows_add_rule(d->rows, chain, "icmpv6 type nd-neighbor-solicit return");
	hcn_rows_add_rule(d->rows, chain, "icmpv6 type nd-neighbor-advert return");
}

/* After those of the stages, to which it leads. */
static int add_chain(struct direction *d, const struct hcn_acl_stages *stages)
{
	struct hcn_row *chain = hcn_rows_add(d->rows, HCN_ROW_NFT_CHAIN);

	HCN_ROW_STR(d->rows, chain, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(d->rows, chain, nft_chain, chain, "%s", d->chain);
	let_neighbours_be_found(d, chain);
	for (size_t i = 0; i < stages->n; i++) {
		char jump[CHAIN_SIZE];

		if (i && stages->list[i].is_tier) /* its predecessor leads there */
			continue;
		name_chain(d, &stages->list[i], "jump ", jump);
		hcn_rows_add_rule(d->rows, chain, "%s", jump);
	}
	return hcn_rows_check(d->rows);
}

static int add_dispatch(struct direction *d)
{
	enum hcn_set set = d->incoming ? HCN_SET_ACLIN : HCN_SET_ACLOUT;
	char bridge[HCN_IFNAME_SIZE], key[128], data[CHAIN_SIZE];

	hcn_network_bridge(&d->net->id, bridge);
	snprintf(data, sizeof(data), "jump %s", d->chain);
	for (size_t i = 0; i < d->ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (!hcn_addr_parse(d->ep->ip_configurations[i].ip_address, &addr))
			return -EINVAL;
		snprintf(key, sizeof(key), "\"%s\" . %s", bridge, hcn_addr_format(&addr).text);
		hcn_rows_add_elem(d->rows, set, addr.family, key, data);
	}
	return hcn_rows_check(d->rows);
}

static int add_direction(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction which, struct hcn_rows *rows)
{
	struct direction d = { net, ep, which == HCN_DIRECTION_IN, .rows = rows };
	_cleanup_(hcn_acl_stages_clear) struct hcn_acl_stages stages = { 0 };
	int r;

	hcn_guid_ifname(&ep->id, d.incoming ? IN : OUT, d.chain);
	r = hcn_acl_stages_read(net, ep, which, &stages);
	if (r || !stages.n)
		return r;
	/* A tier goes on to the next: that comes first. */
	for (size_t i = stages.n; !r && i; i--)
		r = add_stage(&d, &stages, i - 1);
	if (!r)
		r = add_chain(&d, &stages);
	return r ? r : add_dispatch(&d);
}

bool hcn_is_chain_in(const char *chain)
{
	return *chain == IN;
}

int hcn_acl_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	int r = add_direction(net, ep, HCN_DIRECTION_IN, rows);

	return r ? r : add_direction(net, ep, HCN_DIRECTION_OUT, rows);
}
