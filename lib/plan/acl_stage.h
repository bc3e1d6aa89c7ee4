/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The stages of an endpoint's ACLs in one direction, in the order in which a packet meets them: its tiers, the ACLs of the
 * network, its own, its Host rules.  A packet must pass every stage; an Allow of a tier leads past the other tiers.
 *
 * [unk] How Windows orders these lists among each other is not known: here is the one place that does.
 *
 * Pure.
 */
#ifndef HCN_PLAN_ACL_STAGE_H
#define HCN_PLAN_ACL_STAGE_H

#include "filter.h"

struct hcn_acl_stage {
	char suffix[24]; /* of the chain's name */
	struct hcn_filter_rule *rules;
	size_t n_rules;
	/* [inf] what no rule matches is blocked once the direction has a rule; Host rules are those of the host's firewall, which
	 * lets it pass, and so does a tier (doc/facts/clients.md §4.3) */
	bool denies;
	bool is_tier;
	bool of_network;
};

struct hcn_acl_stages {
	struct hcn_acl_stage *list; /* those that have rules */
	size_t n;
};

/* Borrows the texts of @net and @ep.  -ENOMEM. */
int hcn_acl_stages_read(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction direction, struct hcn_acl_stages *ret);
void hcn_acl_stages_clear(struct hcn_acl_stages *stages);

#endif
