/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From policies to stages (acl_stage.h).  Pure.
 *
 * Tests: tests/unit/plan/test_acl_rows.c (rows_decide_as_the_documents_do)
 */
#include "acl_stage.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "policy/policy.h"

static struct hcn_acl_stage *add_stage(struct hcn_acl_stages *stages, const char *suffix)
{
	struct hcn_acl_stage *grown = reallocarray(
		stages->list, stages->n + 1, sizeof(*stages->list));

	if (!grown)
		return NULL;
	stages->list = grown;
	grown[stages->n] = (struct hcn_acl_stage){ 0 };
	snprintf(grown[stages->n].suffix, sizeof(grown->suffix), "%s", suffix);
	return &grown[stages->n++];
}

static void drop_stage(struct hcn_acl_stages *stages)
{
	free(stages->list[--stages->n].rules);
}

static int add_rule(struct hcn_acl_stage *stage, const struct hcn_five_tuple *tuple, int action,
	size_t policy, int index)
{
	struct hcn_filter_rule *grown = reallocarray(
		stage->rules, stage->n_rules + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	stage->rules = grown;
	grown[stage->n_rules++] = (struct hcn_filter_rule){
		.tuple = *tuple,
		.verdict = action == HCN_ACTION_BLOCK  ? HCN_FILTER_BLOCK
			   : action == HCN_ACTION_PASS ? HCN_FILTER_PASS
						       : HCN_FILTER_ALLOW,
		.priority = tuple->priority,
		.policy = policy,
		.index = index,
	};
	return 0;
}

/* --- lists of ACLs ---------------------------------------------------------------------------------- */

struct wanted {
	enum hcn_policy_id id;
	enum hcn_direction direction;
	unsigned rule_types; /* bits */
};

static bool is_wanted(const struct hcn_acl *acl, const struct wanted *w)
{
	int type;

	if (acl->direction != (int)w->direction)
		return false;
	/* Azure NPM leaves RuleType out: Switch. */
	type = HCN_HAS(acl, hcn_acl, rule_type) ? acl->rule_type : HCN_RULE_SWITCH;
	return w->rule_types >> type & 1;
}

/* A stage of the wanted ones; none: no stage. */
static int add_acls(struct hcn_acl_stages *stages, const char *suffix, bool denies,
	const struct hcn_policy *policies, size_t n, const struct wanted *w)
{
	struct hcn_acl_stage *stage = add_stage(stages, suffix);
	const struct hcn_acl *acl;
	size_t i = 0;
	int r = 0;

	if (!stage)
		return -ENOMEM;
	stage->denies = denies;
	stage->of_network = w->id == HCN_POLICY_NETWORK_ACL;
	while (!r && (acl = hcn_policies_next(policies, n, w->id, &i)))
		if (is_wanted(acl, w)) {
			const struct hcn_five_tuple tuple = HCN_TUPLE_OF(acl);

			r = add_rule(stage, &tuple, acl->action, i - 1, -1);
		}
	if (!stage->n_rules)
		drop_stage(stages);
	return r;
}

/* --- tiers ------------------------------------------------------------------------------------------ */

struct tier {
	const struct hcn_tier_acl *acl;
	size_t policy;
};

static int compare_tiers(const void *a, const void *b)
{
	const struct tier *x = a, *y = b;

	if (x->acl->order != y->acl->order)
		return x->acl->order - y->acl->order;
	return x->policy < y->policy ? -1 : x->policy > y->policy;
}

static int add_tier(struct hcn_acl_stages *stages, const struct tier *tier, size_t i)
{
	struct hcn_acl_stage *stage;
	char suffix[24];
	int r = 0;

	snprintf(suffix, sizeof(suffix), "t%zu", i);
	stage = add_stage(stages, suffix);
	if (!stage)
		return -ENOMEM;
	stage->is_tier = true;
	for (size_t j = 0; !r && j < tier->acl->n_rules; j++) {
		const struct hcn_five_tuple tuple = HCN_TUPLE_OF(&tier->acl->rules[j]);

		r = add_rule(stage, &tuple, tier->acl->rules[j].action, tier->policy, (int)j);
	}
	return r;
}

static int add_tiers(
	struct hcn_acl_stages *stages, const struct hcn_endpoint *ep, enum hcn_direction direction)
{
	_cleanup_free_ struct tier *tiers = calloc(ep->n_policies + 1, sizeof(*tiers));
	const struct hcn_tier_acl *acl;
	size_t n = 0, i = 0;
	int r = 0;

	if (!tiers)
		return -ENOMEM;
	while ((acl = hcn_policies_next(ep->policies, ep->n_policies, HCN_POLICY_TIER_ACL, &i)))
		if (acl->direction == (int)direction)
			tiers[n++] = (struct tier){ acl, i - 1 };
	qsort(tiers, n, sizeof(*tiers), compare_tiers);
	for (i = 0; !r && i < n; i++)
		r = add_tier(stages, &tiers[i], i);
	return r;
}

int hcn_acl_stages_read(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction direction, struct hcn_acl_stages *ret)
{
	const struct wanted network = { HCN_POLICY_NETWORK_ACL, direction,
		1u << HCN_RULE_SWITCH | 1u << HCN_RULE_HOST };
	const struct wanted own = { HCN_POLICY_ACL, direction, 1u << HCN_RULE_SWITCH };
	const struct wanted host = { HCN_POLICY_ACL, direction, 1u << HCN_RULE_HOST };
	int r;

	r = add_tiers(ret, ep, direction);
	if (!r)
		r = add_acls(ret, "net", true, net->policies, net->n_policies, &network);
	if (!r)
		r = add_acls(ret, "acl", true, ep->policies, ep->n_policies, &own);
	if (!r)
		r = add_acls(ret, "host", false, ep->policies, ep->n_policies, &host);
	if (r)
		hcn_acl_stages_clear(ret);
	return r;
}

void hcn_acl_stages_clear(struct hcn_acl_stages *stages)
{
	while (stages->n)
		drop_stage(stages);
	free(stages->list);
	*stages = (struct hcn_acl_stages){ 0 };
}
