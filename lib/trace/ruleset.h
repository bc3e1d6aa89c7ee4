/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The nftables part of a list of rows, ready to be asked: the chains of a hook, a chain by name, what a set has for a value.
 *
 * Pure.
 */
#ifndef HCN_TRACE_RULESET_H
#define HCN_TRACE_RULESET_H

#include "nftvalue.h"
#include "rows.h"

/* What is looked up: parts as struct hcn_nft_range has them. */
struct hcn_nft_key {
	size_t n;
	uint8_t parts[HCN_NFT_MAX_PARTS][HCN_NFT_VALUE_SIZE];
};

struct hcn_nft_elem {
	const struct hcn_row *row;
	struct hcn_nft_interval key;
};

struct hcn_nft_set {
	const struct hcn_row *row;
	const struct hcn_row **rows; /* of its elements */
	size_t n;
	size_t size;
	struct hcn_nft_elem *elems; /* read when it is asked for the first time; NULL before */
};

struct hcn_ruleset {
	struct hcn_rows skeleton; /* what the tables stand for */
	struct hcn_nft_set *sets; /* sorted by netns, table and name, as the chains */
	size_t n_sets;
	const struct hcn_row **chains;
	size_t n_chains;
};

/* Borrows @rows.  -ENOMEM; -EPROTO when an element's set is missing. */
int hcn_ruleset_read(const struct hcn_rows *rows, struct hcn_ruleset *ret);
void hcn_ruleset_clear(struct hcn_ruleset *rules);

/* Which table: those of one name in several namespaces are others ("": the host's). */
struct hcn_nft_table {
	const char *netns;
	const char *name;
};

/* NULL: there is none. */
const struct hcn_row *hcn_ruleset_chain(
	const struct hcn_ruleset *rules, struct hcn_nft_table table, const char *chain);

/* The element of @table's @set that holds @key: *@ret NULL when none does.  -ENOMEM; -EPROTO: no such set, or its type is not
 * understood. */
int hcn_ruleset_lookup(struct hcn_ruleset *rules, struct hcn_nft_table table, const char *set,
	const struct hcn_nft_key *key, const struct hcn_row **ret);

#endif
