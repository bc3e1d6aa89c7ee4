/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lists of ACL rules as a few nft rules over sets: 500 rules cost a packet a handful of look-ups.
 *
 * Rules are read in the order of their priority, and the first that matches decides.  Rules that decide alike, or that no
 * packet can match both of, may be asked in any order: each gets the earliest layer behind those of higher priority that
 * overlap it and decide otherwise.  All rules of a layer with the same fields and verdict become elements of one set.
 *
 * Pure.
 */
#ifndef HCN_PLAN_FILTER_H
#define HCN_PLAN_FILTER_H

#include "policy/acl.h"
#include "rows.h"

enum hcn_filter_verdict {
	HCN_FILTER_BLOCK,
	HCN_FILTER_ALLOW,
	HCN_FILTER_PASS,
	HCN_FILTER_N_VERDICTS
};

struct hcn_filter_rule {
	struct hcn_five_tuple tuple; /* borrowed; a checked one */
	enum hcn_filter_verdict verdict;
	uint32_t priority;
	/* where it stands: of the policies, and of a tier's rules (-1: it is no tier) */
	size_t policy;
	int index;
};

/* The order in which rules are asked: lower priorities first; [inf] of the same, those that block. */
int hcn_filter_rule_compare(const struct hcn_filter_rule *a, const struct hcn_filter_rule *b);

struct hcn_filter {
	const struct hcn_filter_rule *rules;
	size_t n_rules;
	bool incoming; /* to the endpoint: Local is the destination */
	/* what the verdicts are in nft's words: "drop", "return"... */
	const char *words[HCN_FILTER_N_VERDICTS];
	/* a rule in nft's words that is asked before all others; NULL: none */
	const char *first;
	/* what becomes of a packet that no rule matches; NULL: it returns */
	const char *otherwise;
	/* where the sets live that rules name */
	const struct hcn_guid *network;
	const char *netns; /* NULL, "": the host */
};

/* Appends @chain, its rules, and the sets that they ask (named after the chain). */
int hcn_filter_rows(const struct hcn_filter *filter, const char *chain, struct hcn_rows *rows);

/* The nft set of a SetPolicy of @network, for one family. */
#define HCN_FILTER_SET           "set" /* what its name begins with */
#define HCN_FILTER_SET_NAME_SIZE 32
void hcn_filter_set_name(const struct hcn_guid *network, const char *id, int family,
	char ret[HCN_FILTER_SET_NAME_SIZE]);

/* Whether a SetPolicy has @addr, by itself or in its members. */
bool hcn_sets_contain(const struct hcn_sets *sets, const char *id, const struct hcn_addr *addr);

#endif
