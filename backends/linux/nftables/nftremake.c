/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sets that lose many elements at once.
 *
 * In: the steps of a transaction, and what stays beside them.  Out: these steps, and changes from a row to the same row: of a set
 * that is made anew, of the chains that ask it, because they hold it, and of the elements that stay in it.
 * The kernel walks a set of concatenated intervals for each removal (nft_pipapo_remove(), 6.18); a set that goes takes all of them
 * along at once.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftremake.h"
#include "nftwords.h"

/* From here on, making a set anew takes less. */
#define MANY_REMOVALS 64

static bool is_same(const char *a, const char *b)
{
	return !strcmp(text_or_empty(a), text_or_empty(b));
}

static bool asks(const struct hcn_row_nft_chain *chain, const char *set)
{
	struct hcn_nft_rule rule;

	for (size_t i = 0; i < chain->n_rules; i++) {
		if (!hcn_nft_rule_parse(chain->rules[i], &rule))
			continue;
		for (size_t j = 0; j < rule.n; j++)
			if (rule.statements[j].set && is_same(rule.statements[j].set, set))
				return true;
	}
	return false;
}

/* The set, what stays in it, and the chains that ask it. */
static bool goes_along(const struct hcn_row *row, const struct hcn_row_nft_elem *elem)
{
	const char *netns = hcn_row_nft_netns(row);

	if (!netns || !is_same(netns, elem->netns))
		return false;
	if (row->kind == HCN_ROW_NFT_SET)
		return is_same(row->nft_set.table, elem->table) &&
		       is_same(row->nft_set.set, elem->set);
	if (row->kind == HCN_ROW_NFT_ELEM)
		return is_same(row->nft_elem.table, elem->table) &&
		       is_same(row->nft_elem.set, elem->set);
	return row->kind == HCN_ROW_NFT_CHAIN && is_same(row->nft_chain.table, elem->table) &&
	       asks(&row->nft_chain, elem->set);
}

/* Sets of one field are a tree, and quick.  One without a row here is others' as well. */
static bool is_slow(const struct hcn_steps *steps, const struct hcn_row_nft_elem *elem)
{
	for (size_t i = 0; i < steps->n_kept; i++) {
		const struct hcn_row *row = steps->kept[i];

		if (row->kind == HCN_ROW_NFT_SET && goes_along(row, elem))
			return *text_or_empty(row->nft_set.flags) &&
			       strstr(text_or_empty(row->nft_set.type), " . ");
	}
	return false;
}

/* A chain may ask two such sets. */
static bool has_change(const struct nft_tx *t, const struct hcn_row *row)
{
	for (size_t i = t->n_asked; i < t->n; i++)
		if (t->own[i].to == row)
			return true;
	return false;
}

static void make_anew(
	struct nft_tx *t, const struct hcn_steps *steps, const struct hcn_row_nft_elem *elem)
{
	for (size_t i = 0; i < steps->n_kept; i++) {
		const struct hcn_row *row = steps->kept[i];

		if (goes_along(row, elem) &&
			!(row->kind == HCN_ROW_NFT_CHAIN && has_change(t, row)))
			t->own[t->n++] = (struct hcn_step){ HCN_STEP_CHANGE, row, row };
	}
}

/* The elements that go, by set. */
struct removals {
	const struct hcn_step **list;
	size_t n;
};

static int compare_removals(const void *a, const void *b)
{
	const struct hcn_row_nft_elem *x = &(*(const struct hcn_step *const *)a)->from->nft_elem,
				      *y = &(*(const struct hcn_step *const *)b)->from->nft_elem;
	int order = strcmp(text_or_empty(x->table), text_or_empty(y->table));

	return order ? order : strcmp(text_or_empty(x->set), text_or_empty(y->set));
}

static int find_removals(const struct hcn_steps *steps, struct removals *ret)
{
	ret->list = calloc(steps->n + 1, sizeof(const struct hcn_step *));
	if (!ret->list)
		return -ENOMEM;
	for (size_t i = 0; i < steps->n; i++) {
		const struct hcn_step *step = &steps->steps[i];

		if (step->op == HCN_STEP_REMOVE && step->from->kind == HCN_ROW_NFT_ELEM)
			ret->list[ret->n++] = step;
	}
	qsort(ret->list, ret->n, sizeof(const struct hcn_step *), compare_removals);
	return 0;
}

/* Steps of its own, with room for all that stays. */
static int begin_own(struct nft_tx *t, const struct hcn_steps *steps, size_t cause)
{
	if (t->own)
		return 0;
	t->own = calloc(steps->n + steps->n_kept, sizeof(*t->own));
	if (!t->own)
		return -ENOMEM;
	memcpy(t->own, steps->steps, steps->n * sizeof(*t->own));
	t->steps = t->own;
	t->cause = cause;
	return 0;
}

int nft_remake(struct nft_tx *t, const struct hcn_steps *steps)
{
	struct removals removals = { 0 };
	int r = 0;

	t->steps = steps->steps;
	t->n = t->n_asked = steps->n;
	if (steps->n < MANY_REMOVALS || !steps->n_kept)
		return 0;
	r = find_removals(steps, &removals);
	for (size_t i = 0, end; !r && i < removals.n; i = end) {
		const struct hcn_row_nft_elem *elem = &removals.list[i]->from->nft_elem;

		for (end = i + 1; end < removals.n; end++)
			if (compare_removals(&removals.list[i], &removals.list[end]))
				break;
		if (end - i < MANY_REMOVALS || !is_slow(steps, elem))
			continue;
		r = begin_own(t, steps, (size_t)(removals.list[i] - steps->steps));
		if (!r)
			make_anew(t, steps, elem);
	}
	free(removals.list);
	return r;
}
