/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rules, chains and hooks (nftrun.h). */
#include "nftrun.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "nftmachine.h"

#define MAX_DEPTH 16   /* NFT_JUMP_STACK_SIZE */
#define TRACKING  -200 /* NF_IP_PRI_CONNTRACK */

static int run_rule(struct hcn_nft_machine *m, const struct hcn_row *chain, const char *rule)
{
	struct hcn_nft_event event = { .chain = chain, .rule = rule, .packet = m->packet };
	int r = HCN_NFT_MATCH;

	if (!hcn_nft_rule_parse(rule, &m->rule))
		return -EPROTO;
	m->elem = NULL;
	m->end = HCN_NFT_GO_ON;
	for (size_t i = 0; r == HCN_NFT_MATCH && i < m->rule.n; i++)
		r = hcn_nft_run_statement(m, &m->rule.statements[i]);
	if (r != HCN_NFT_MATCH) {
		m->end = HCN_NFT_GO_ON;
		return r < 0 ? r : 0;
	}
	event.elem = m->elem;
	event.end = m->end;
	return m->run->saw(m->run->arg, &event);
}

static int run_chain(struct hcn_nft_machine *m, const struct hcn_row *chain)
{
	int r = 0;

	if (!chain || m->depth == MAX_DEPTH)
		return -EPROTO;
	m->depth++;
	for (size_t i = 0; !r && i < chain->nft_chain.n_rules; i++) {
		bool leads, is_goto;

		r = run_rule(m, chain, chain->nft_chain.rules[i]);
		is_goto = m->end == HCN_NFT_GOTO;
		leads = is_goto || m->end == HCN_NFT_JUMP;
		if (leads)
			m->end = HCN_NFT_GO_ON;
		if (!r && leads)
			r = run_chain(m, hcn_ruleset_chain(m->run->rules, m->table, m->target));
		if (is_goto || m->end != HCN_NFT_GO_ON)
			break;
	}
	m->depth--;
	if (m->end == HCN_NFT_RETURN)
		m->end = HCN_NFT_GO_ON;
	return r;
}

/* "nat prerouting -100" */
struct hook {
	char type[16], name[16];
	int priority;
};

/* Whether @chain is a base chain of @table's at the hook @name. */
static bool read_hook(
	const struct hcn_row *chain, struct hcn_nft_table table, const char *name, struct hook *ret)
{
	return !strcmp(chain->nft_chain.table, table.name) &&
	       !strcmp(hcn_row_nft_netns(chain), table.netns) && chain->nft_chain.hook &&
	       sscanf(chain->nft_chain.hook, "%15s %15s %d", ret->type, ret->name,
		       &ret->priority) == 3 &&
	       !strcmp(ret->name, name);
}

/* The priority of a base chain at @hook; INT_MIN: it is none. */
static int priority_at(const struct hcn_row *chain, struct hcn_nft_table table, const char *hook)
{
	struct hook h;

	return read_hook(chain, table, hook, &h) ? h.priority : INT_MIN;
}

/* The chain of the lowest priority above @after, or of the same and later in the list; NULL: there is none. */
static const struct hcn_row *next_chain(const struct hcn_ruleset *rules, struct hcn_nft_table table,
	const char *hook, const struct hcn_row *after)
{
	int after_priority = after ? priority_at(after, table, hook) : INT_MIN, best = INT_MAX;
	const struct hcn_row *found = NULL;
	bool passed = !after;

	for (size_t i = 0; i < rules->n_chains; i++) {
		const struct hcn_row *chain = rules->chains[i];
		int priority = priority_at(chain, table, hook);

		if (chain != after && priority != INT_MIN && priority < best &&
			(priority > after_priority || (priority == after_priority && passed))) {
			found = chain;
			best = priority;
		}
		passed = passed || chain == after;
	}
	return found;
}

static bool is_final(enum hcn_nft_end end)
{
	return end == HCN_NFT_DROP || end == HCN_NFT_REJECT;
}

/* Chains of type nat see no packet that is not tracked. */
static int run_base_chain(struct hcn_nft_machine *m, const struct hcn_row *chain, const char *name)
{
	struct hook hook;

	m->end = HCN_NFT_GO_ON;
	if (!read_hook(chain, m->table, name, &hook))
		return -EPROTO;
	m->is_early = hook.priority < TRACKING &&
		      (!strcmp(name, "prerouting") || !strcmp(name, "output"));
	return m->packet->untracked && !strcmp(hook.type, "nat") ? 0 : run_chain(m, chain);
}

int hcn_nft_run(const struct hcn_nft_run *run, struct hcn_nft_table table, const char *hook,
	struct hcn_nft_packet *packet, enum hcn_nft_end *ret)
{
	struct hcn_nft_machine m = { .run = run, .table = table, .packet = packet };
	const struct hcn_row *chain = NULL;
	int r = 0;

	*ret = HCN_NFT_GO_ON;
	while (!r && !is_final(*ret) && (chain = next_chain(run->rules, table, hook, chain))) {
		r = run_base_chain(&m, chain, hook);
		/* other chains may still accept what has been translated */
		if (m.end != HCN_NFT_GO_ON && m.end != HCN_NFT_ACCEPT)
			*ret = m.end;
	}
	return r;
}
