/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Refusals of nftables: tables, sets, chains and elements.
 *
 * In: a row and its table or set.  Out: 0 or the errno Linux would give; what nft would not even parse is EINVAL.
 * Changes nothing.  Of a rule it checks the words, and the sets and chains it refers to, but not whether its hook can have it.
 */
#include "refuse.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "nftwords.h"
#include "skeleton.h"

#define MAX_NAME 255 /* NFT_NAME_MAXLEN without the NUL */

static const struct sim_refusal accepted;

static struct sim_refusal check_name(const char *name)
{
	if (!*name || strpbrk(name, " \t\n/"))
		return sim_refuse(EINVAL, NULL);
	return strlen(name) > MAX_NAME ? sim_refuse(ENAMETOOLONG, NULL) : accepted;
}

static struct sim_refusal check_table(const struct hcn_row_nft_table *t)
{
	static const char bridge[] = "bridge "; /* before a name: the family */
	const char *name = sim_text(t->table);

	if (!strncmp(name, bridge, sizeof(bridge) - 1))
		name += sizeof(bridge) - 1;
	if (HCN_HAS(t, hcn_row_nft_table, layout) && t->layout != HCN_NFT_LAYOUT)
		return sim_refuse(EINVAL, "no such layout");
	return check_name(name);
}

static struct sim_refusal check_set(const struct hcn_row_nft_set *s, const struct sim_node *old)
{
	const char *flags = sim_text(s->flags);

	if (old)
		return sim_refuse(EEXIST, NULL); /* a set keeps its type */
	if (!hcn_nft_type_is_known(sim_text(s->type)) ||
		(HCN_HAS(s, hcn_row_nft_set, data) && !hcn_nft_type_is_known(s->data)))
		return sim_refuse(EINVAL, NULL);
	if (*flags && strcmp(flags, "interval") != 0)
		return sim_refuse(EINVAL, NULL);
	return check_name(sim_text(s->set));
}

/* "nat prerouting -100" */
static struct sim_refusal check_hook(const char *text)
{
	static const struct {
		const char *name;
		const char *hooks;
	} types[] = {
		{ "filter", " prerouting input forward output postrouting " },
		{ "nat", " prerouting input output postrouting " },
		{ "route", " output " },
	};
	char type[16], hook[16], padded[20];
	int priority, used = 0;

	if (sscanf(text, "%15s %15s %d%n", type, hook, &priority, &used) != 3 || text[used])
		return sim_refuse(EINVAL, NULL);
	snprintf(padded, sizeof(padded), " %s ", hook);
	for (size_t i = 0; i < HCN_N_ELEMENTS(types); i++)
		if (!strcmp(types[i].name, type))
			return strstr(types[i].hooks, padded) &&
					       (strcmp(type, "nat") != 0 || priority > -200)
				       ? accepted
				       : sim_refuse(EOPNOTSUPP,
						 NULL); /* NAT needs connection tracking, at -200, before it */
	return sim_refuse(ENOENT, NULL);
}

static struct sim_refusal check_rules(const struct hcn_row_nft_chain *c)
{
	struct hcn_nft_rule rule;

	for (size_t i = 0; i < c->n_rules; i++)
		if (!hcn_nft_rule_parse(c->rules[i], &rule))
			return sim_refuse(EINVAL, NULL);
	return accepted;
}

static struct sim_refusal check_chain(
	struct sim_kernel *k, const struct hcn_row *row, const struct sim_node *old)
{
	const struct hcn_row_nft_chain *c = &row->nft_chain;
	struct sim_refusal no = check_name(sim_text(c->chain));

	if (!no.os_errno && HCN_HAS(c, hcn_row_nft_chain, hook))
		no = check_hook(sim_text(c->hook));
	if (!no.os_errno)
		no = check_rules(c);
	if (no.os_errno)
		return no;
	if (old && strcmp(sim_text(c->hook), sim_text(old->row.nft_chain.hook)) != 0)
		return sim_refuse(EOPNOTSUPP, NULL);
	return sim_uses_exist(k, row) ? accepted : sim_refuse(ENOENT, NULL);
}

/* Linux finds an overlap in a tree; here every element is asked, but sets of intervals are small. */
static bool collides(
	const struct sim_node *set, const struct sim_node *self, const struct hcn_nft_interval *key)
{
	const struct sim_node *elem;

	LIST_FOREACH(elem, &set->children, sibling)
	if (elem != self && hcn_nft_interval_collides(elem->interval, key))
		return true;
	return false;
}

static struct sim_refusal check_elem(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	const struct hcn_row_nft_set *set = &parent->row.nft_set;
	const struct hcn_row_nft_elem *e = &row->nft_elem;
	bool is_map = HCN_HAS(set, hcn_row_nft_set, data),
	     has_intervals = set->flags && *set->flags;
	struct hcn_nft_interval key, data;

	if (!hcn_nft_parse(set->type, sim_text(e->key), &key))
		return sim_refuse(EINVAL, NULL);
	if (is_map != HCN_HAS(e, hcn_row_nft_elem, data) ||
		(is_map && !hcn_nft_parse(set->data, e->data, &data)))
		return sim_refuse(EINVAL, NULL);
	if (!has_intervals && !hcn_nft_interval_is_single(&key))
		return sim_refuse(EINVAL, NULL);
	if (has_intervals && collides(parent, old, &key))
		return sim_refuse(EEXIST, NULL);
	return sim_uses_exist(k, row) ? accepted : sim_refuse(ENOENT, NULL);
}

struct sim_refusal sim_check_nft(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent)
{
	if (row->kind == HCN_ROW_NFT_TABLE)
		return check_table(&row->nft_table);
	if (row->kind == HCN_ROW_NFT_SET)
		return check_set(&row->nft_set, old);
	if (row->kind == HCN_ROW_NFT_CHAIN)
		return check_chain(k, row, old);
	return check_elem(k, row, old, parent);
}
