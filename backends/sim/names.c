/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names: their tree, and what rows are called and refer to.
 *
 * In: rows.  Out: texts, and their owners.
 * Never refuses: refuse.c asks before a name is taken.
 *
 * Tests: tests/unit/backends/sim/test_refusenft.c (what_is_in_use_is_not_removed)
 */
#include "names.h"

#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "nftwords.h"

/* --- the tree --------------------------------------------------------------------------------------- */

struct sim_name_text sim_name_text(const char *format, ...)
{
	struct sim_name_text t;
	va_list ap;

	va_start(ap, format);
	vsnprintf(t.text, sizeof(t.text), format, ap);
	va_end(ap);
	return t;
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(((const struct sim_name *)a)->text, ((const struct sim_name *)b)->text);
}

struct sim_name *sim_name_find(const struct sim_kernel *k, const struct sim_name_text *t)
{
	const struct sim_name key = { .text = t->text };
	struct sim_name *const *found = tfind(&key, &k->names, compare_names);

	return found ? *found : NULL;
}

struct sim_name *sim_name_get(struct sim_kernel *k, const struct sim_name_text *t)
{
	struct sim_name *name = sim_name_find(k, t);

	if (name)
		return name;
	name = calloc(1, sizeof(*name) + strlen(t->text) + 1);
	if (!name)
		return NULL;
	name->text = strcpy(name->storage, t->text);
	if (!tsearch(name, &k->names, compare_names)) {
		free(name);
		return NULL;
	}
	return name;
}

void sim_name_put(struct sim_kernel *k, struct sim_name *name)
{
	if (name->owner || name->n_uses)
		return;
	tdelete(name, &k->names, compare_names);
	free(name);
}

void sim_names_clear(struct sim_kernel *k)
{
	tdestroy(k->names, free);
	k->names = NULL;
}

/* --- what a row is called, and what it refers to ---------------------------------------------------- */

static void add_name(struct sim_names *names, struct sim_name_text t)
{
	names->texts[names->n++] = t;
}

static void name_link(const struct hcn_row_link *l, struct sim_names *ret)
{
	add_name(ret, sim_name_text("dev//%s", l->name));
	if (l->type == HCN_LINK_VETH)
		add_name(ret, sim_name_text("dev/%s/%s", sim_text(l->peer_netns),
				      sim_text(l->peer_name)));
	if (HCN_HAS(l, hcn_row_link, altname))
		add_name(ret, sim_name_text("dev//%s", l->altname));
}

/* A table has one route per destination and metric, whatever the device; 1024 is what IPv6 makes of no metric. */
static void name_route(const struct hcn_row_route *r, struct sim_names *ret)
{
	uint32_t metric = HCN_HAS(r, hcn_row_route, metric) ? r->metric : 0;

	if (!metric && strchr(r->dst, ':'))
		metric = 1024;
	add_name(ret, sim_name_text("route/%s/%s/%u/%u", sim_text(r->netns), r->dst, metric,
			      HCN_HAS(r, hcn_row_route, table) ? r->table : 0));
}

/* One IPv6 address per device, whatever the prefix length; IPv4 allows both, and the row's key says it all. */
static void name_addr(const struct hcn_row_addr *a, struct sim_names *ret)
{
	struct hcn_prefix p;

	if (hcn_prefix_parse(a->prefix, &p) && p.addr.family == HCN_IPV6)
		add_name(ret, sim_name_text("addr/%s/%s/%s", sim_text(a->netns), a->dev,
				      hcn_addr_format(&p.addr).text));
}

void sim_names_of(const struct hcn_row *row, const struct sim_node *parent, struct sim_names *ret)
{
	const char *netns = sim_text(hcn_row_nft_netns(row));

	ret->n = 0;
	switch (row->kind) {
	case HCN_ROW_NETNS:
		add_name(ret, sim_name_text("dev/%s/lo", row->netns.name));
		break;
	case HCN_ROW_LINK:
		name_link(&row->link, ret);
		break;
	case HCN_ROW_ADDR:
		name_addr(&row->addr, ret);
		break;
	case HCN_ROW_FDB: /* a MAC address is at one port of a bridge */
		add_name(ret,
			sim_name_text("fdb/%s/%s",
				parent->bridge ? parent->bridge->row.link.name : "", row->fdb.mac));
		break;
	case HCN_ROW_ROUTE:
		name_route(&row->route, ret);
		break;
	case HCN_ROW_NFT_TABLE:
		add_name(ret, sim_name_text("table/%s/%s", netns, row->nft_table.table));
		break;
	case HCN_ROW_NFT_SET:
		add_name(ret,
			sim_name_text("set/%s/%s/%s", netns, row->nft_set.table, row->nft_set.set));
		break;
	case HCN_ROW_NFT_CHAIN:
		add_name(ret, sim_name_text("chain/%s/%s/%s", netns, row->nft_chain.table,
				      row->nft_chain.chain));
		break;
	case HCN_ROW_FILE:
	case HCN_ROW_SYSCTL:
	case HCN_ROW_LINK_FLAG:
	case HCN_ROW_QDISC:
	case HCN_ROW_NEIGH:
	case HCN_ROW_RULE:
	case HCN_ROW_NFT_ELEM:
	case HCN_N_ROW_KINDS:
		break;
	}
}

/* The table of a rule or a verdict, and who wants to hear of the names in it. */
struct uses {
	struct sim_kernel *k;
	const char *netns;
	const char *table;
	sim_use_fn *fn;
};

/* False when ->fn has said so; @name may be NULL. */
static bool use_name(const struct uses *u, const char *kind, const char *name)
{
	struct sim_name_text text;

	if (!name)
		return true;
	text = sim_name_text("%s/%s/%s/%s", kind, u->netns, u->table, name);
	return u->fn(u->k, &text);
}

static bool walk_rule(const struct uses *u, const char *text)
{
	struct hcn_nft_rule rule;

	if (!hcn_nft_rule_parse(text, &rule))
		return true;
	for (size_t i = 0; i < rule.n; i++)
		if (!use_name(u, "set", rule.statements[i].set) ||
			!use_name(u, "chain", rule.statements[i].verdict.chain))
			return false;
	return true;
}

bool sim_walk_uses(struct sim_kernel *k, const struct hcn_row *row, sim_use_fn *fn)
{
	const struct hcn_row_nft_chain *c = &row->nft_chain;
	struct uses u = { k, sim_text(hcn_row_nft_netns(row)), NULL, fn };
	struct hcn_nft_verdict verdict;

	if (row->kind == HCN_ROW_NFT_ELEM) {
		u.table = sim_text(row->nft_elem.table);
		return !hcn_nft_verdict_parse(sim_text(row->nft_elem.data), &verdict) ||
		       use_name(&u, "chain", verdict.chain);
	}
	if (row->kind != HCN_ROW_NFT_CHAIN)
		return true;
	u.table = sim_text(c->table);
	for (size_t i = 0; i < c->n_rules; i++)
		if (!walk_rule(&u, c->rules[i]))
			return false;
	return true;
}
