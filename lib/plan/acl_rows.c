/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What ACLs add to the nftables table: a chain per attached endpoint and direction, to which the verdict maps of the table
 * lead packets from and to its addresses.
 *
 * A packet must pass every stage that has rules for its direction: the tiers, the ACLs of the network, the endpoint's own, and
 * its Host rules.  A stage that allows it returns to the endpoint's chain, which asks the next.
 *
 * Pure.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "filter.h"
#include "objects_rows.h"
#include "policy.h"
#include "skeleton.h"

#define CHAIN_SIZE 32

struct stage {
	const char *suffix; /* of the chain's name */
	/* what becomes of packets that no rule matches; NULL: they pass */
	const char *otherwise;
};

/* [inf] Once a direction has a rule, what no rule matches is blocked; Host rules are those of the host's firewall, which lets
 * pass what it has no rule for (hcn/clients.md section 4.3). */
static const struct stage stage_network = { "net", "counter drop" };
static const struct stage stage_switch = { "acl", "counter drop" };
static const struct stage stage_host = { "host", NULL };

struct direction {
	const struct hcn_network *net;
	const struct hcn_endpoint *ep;
	enum hcn_direction which;
	char chain[CHAIN_SIZE]; /* the endpoint's */
	struct hcn_rows *rows;
	struct hcn_rows entry; /* the endpoint's chain, made at last */
	bool used;
};

/* --- rules of one stage ----------------------------------------------------------------------------- */

struct rules {
	struct hcn_filter_rule *list;
	size_t n;
};

static void free_rules(struct rules *r)
{
	free(r->list);
}

static int append(
	struct rules *r, const struct hcn_five_tuple *tuple, int action, uint32_t priority)
{
	struct hcn_filter_rule *grown = reallocarray(r->list, r->n + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	r->list = grown;
	grown[r->n++] = (struct hcn_filter_rule){
		.tuple = *tuple,
		.verdict = action == HCN_ACTION_BLOCK  ? HCN_FILTER_BLOCK
			   : action == HCN_ACTION_PASS ? HCN_FILTER_PASS
						       : HCN_FILTER_ALLOW,
		.priority = priority,
	};
	return 0;
}

/* The rules of @policies with this type, direction and rule type (absent: Switch). */
static int collect(const struct hcn_policy *policies, size_t n, enum hcn_policy_id id,
	enum hcn_direction which, enum hcn_rule_type rule_type, struct rules *ret)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++) {
		const struct hcn_acl *acl = policies[i].settings;
		struct hcn_five_tuple tuple;

		if (!policies[i].type || policies[i].type->id != (int)id || !acl ||
			acl->direction != (int)which ||
			(HCN_HAS(acl, hcn_acl, rule_type) ? acl->rule_type : HCN_RULE_SWITCH) !=
				(int)rule_type)
			continue;
		tuple = HCN_TUPLE_OF(acl);
		r = append(ret, &tuple, acl->action, acl->priority);
	}
	return r;
}

static int add_stage_chain(struct direction *d, const struct rules *rules, const char *suffix,
	const char *pass, const char *otherwise)
{
	char chain[CHAIN_SIZE + 32];
	const struct hcn_filter filter = {
		.rules = rules->list,
		.n_rules = rules->n,
		.incoming = d->which == HCN_DIRECTION_IN,
		.words = { [HCN_FILTER_BLOCK] = "counter drop",
			[HCN_FILTER_ALLOW] = "return",
			[HCN_FILTER_PASS] = pass },
		.otherwise = otherwise,
		.network = &d->net->id,
	};

	snprintf(chain, sizeof(chain), "%s_%s", d->chain, suffix);
	return hcn_filter_rows(&filter, chain, d->rows);
}

static int add_jump(struct direction *d, const char *suffix)
{
	hcn_rows_add_rule(&d->entry, &d->entry.rows[0], "jump %s_%s", d->chain, suffix);
	d->used = true;
	return hcn_rows_check(&d->entry);
}

static int add_stage(struct direction *d, const struct stage *stage, const struct rules *rules)
{
	int r;

	if (!rules->n)
		return 0;
	r = add_stage_chain(d, rules, stage->suffix, "return", stage->otherwise);
	return r ? r : add_jump(d, stage->suffix);
}

/* --- tiers ------------------------------------------------------------------------------------------ */

static int compare_tiers(const void *a, const void *b)
{
	const struct hcn_tier_acl *x = *(const struct hcn_tier_acl *const *)a,
				  *y = *(const struct hcn_tier_acl *const *)b;

	return x->order != y->order ? x->order - y->order : x < y ? -1 : x > y;
}

static size_t list_tiers(const struct direction *d, const struct hcn_tier_acl **ret)
{
	size_t n = 0;

	for (size_t i = 0; i < d->ep->n_policies; i++) {
		const struct hcn_policy *p = &d->ep->policies[i];
		const struct hcn_tier_acl *tier = p->settings;

		if (p->type && p->type->id == HCN_POLICY_TIER_ACL && tier &&
			tier->direction == (int)d->which)
			ret[n++] = tier;
	}
	qsort(ret, n, sizeof(*ret), compare_tiers);
	return n;
}

/* Pass, and no rule that matches, lead to the next tier; from the last one to the stages after the tiers. */
static int add_tier(struct direction *d, const struct hcn_tier_acl *tier, size_t i, bool is_last)
{
	_cleanup_(free_rules) struct rules rules = { 0 };
	char suffix[24], next[CHAIN_SIZE + 32];
	int r = 0;

	snprintf(suffix, sizeof(suffix), "t%zu", i);
	snprintf(next, sizeof(next), "goto %s_t%zu", d->chain, i + 1);
	for (size_t j = 0; !r && j < tier->n_rules; j++) {
		const struct hcn_five_tuple tuple = HCN_TUPLE_OF(&tier->rules[j]);

		r = append(&rules, &tuple, tier->rules[j].action, tier->rules[j].priority);
	}
	if (!r)
		r = add_stage_chain(
			d, &rules, suffix, is_last ? "return" : next, is_last ? NULL : next);
	return r;
}

static int add_tiers(struct direction *d)
{
	_cleanup_free_ const struct hcn_tier_acl **tiers = calloc(
		d->ep->n_policies + 1, sizeof(*tiers));
	size_t n;
	int r = 0;

	if (!tiers)
		return -ENOMEM;
	n = list_tiers(d, tiers);
	for (size_t i = 0; !r && i < n; i++)
		r = add_tier(d, tiers[i], i, i + 1 == n);
	return r || !n ? r : add_jump(d, "t0");
}

/* --- the endpoint's chain --------------------------------------------------------------------------- */

/* Neighbour discovery is to IPv6 what ARP is to IPv4: no ACL is asked. */
static void let_neighbours_be_found(struct direction *d)
{
	struct hcn_addr addr;

	if (!hcn_endpoint_address(d->ep, HCN_IPV6, &addr))
		return;
	hcn_rows_add_rule(&d->entry, &d->entry.rows[0], "icmpv6 type nd-neighbor-solicit return");
	hcn_rows_add_rule(&d->entry, &d->entry.rows[0], "icmpv6 type nd-neighbor-advert return");
}

static int add_dispatch(struct direction *d)
{
	const char *sets[2] = { d->which == HCN_DIRECTION_IN ? "aclin4" : "aclout4",
		d->which == HCN_DIRECTION_IN ? "aclin6" : "aclout6" };
	char bridge[HCN_IFNAME_SIZE], key[128], data[CHAIN_SIZE + 8];

	hcn_network_bridge(&d->net->id, bridge);
	snprintf(data, sizeof(data), "jump %s", d->chain);
	for (size_t i = 0; i < d->ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (!hcn_addr_parse(d->ep->ip_configurations[i].ip_address, &addr))
			return -EINVAL;
		snprintf(key, sizeof(key), "\"%s\" . %s", bridge, hcn_addr_format(&addr).text);
		hcn_rows_add_elem(d->rows, sets[addr.family == HCN_IPV6], key, data);
	}
	return hcn_rows_check(d->rows);
}

static int add_own_stage(struct direction *d, const struct stage *stage, enum hcn_rule_type type)
{
	_cleanup_(free_rules) struct rules rules = { 0 };
	int r = collect(d->ep->policies, d->ep->n_policies, HCN_POLICY_ACL, d->which, type, &rules);

	return r ? r : add_stage(d, stage, &rules);
}

/* [inf] A NetworkACL holds for every endpoint of the network, besides its own ACLs. */
static int add_network_stage(struct direction *d)
{
	_cleanup_(free_rules) struct rules rules = { 0 };
	int r = 0;

	for (int type = HCN_RULE_HOST; !r && type <= HCN_RULE_SWITCH; type++)
		r = collect(d->net->policies, d->net->n_policies, HCN_POLICY_NETWORK_ACL, d->which,
			type, &rules);
	return r ? r : add_stage(d, &stage_network, &rules);
}

static int add_direction(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction which, struct hcn_rows *rows)
{
	struct direction d = { .net = net, .ep = ep, .which = which, .rows = rows };
	struct hcn_row *row = hcn_rows_add(&d.entry, HCN_ROW_NFT_CHAIN);
	int r;

	hcn_guid_ifname(&ep->id, which == HCN_DIRECTION_IN ? 'i' : 'o', d.chain);
	HCN_ROW_STR(&d.entry, row, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(&d.entry, row, nft_chain, chain, "%s", d.chain);
	let_neighbours_be_found(&d);
	r = hcn_rows_check(&d.entry);
	if (!r)
		r = add_tiers(&d);
	if (!r)
		r = add_network_stage(&d);
	if (!r)
		r = add_own_stage(&d, &stage_switch, HCN_RULE_SWITCH);
	if (!r)
		r = add_own_stage(&d, &stage_host, HCN_RULE_HOST);
	if (!r && d.used) {
		hcn_rows_add_copy(rows, &d.entry.rows[0]);
		r = add_dispatch(&d);
	}
	hcn_rows_clear(&d.entry);
	return r;
}

int hcn_acl_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	int r = add_direction(net, ep, HCN_DIRECTION_IN, rows);

	return r ? r : add_direction(net, ep, HCN_DIRECTION_OUT, rows);
}
