/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The difference of two row sets as ordered steps.
 *
 * In: the rows before and after.  Out: steps that borrow from both.
 * Pure: whether a kernel takes them is the backend's business.
 */
#include "steps.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"

/* By key; rows of one key stay in the order of their set, which is that of their addresses. */
static int compare_refs(const void *a, const void *b)
{
	const struct hcn_row *x = *(const struct hcn_row *const *)a;
	const struct hcn_row *y = *(const struct hcn_row *const *)b;
	int order = hcn_row_compare_key(x, y);

	return order ? order : (x > y) - (x < y);
}

/* The rows of @rows sorted by key, each key once (its last row). */
static int sort_rows(const struct hcn_rows *rows, const struct hcn_row ***ret, size_t *ret_n)
{
	const struct hcn_row **refs = calloc(rows->n + 1, sizeof(*refs));
	size_t n = 0;

	if (!refs)
		return -ENOMEM;
	for (size_t i = 0; i < rows->n; i++)
		refs[i] = &rows->rows[i];
	qsort(refs, rows->n, sizeof(*refs), compare_refs);
	for (size_t i = 0; i < rows->n; i++) {
		if (n && hcn_row_compare_key(refs[n - 1], refs[i]) == 0)
			n--;
		refs[n++] = refs[i];
	}
	*ret = refs;
	*ret_n = n;
	return 0;
}

/* Merges the sorted sets; returns the number of steps. */
static size_t merge(const struct hcn_row **from, size_t n_from, const struct hcn_row **to,
	size_t n_to, struct hcn_step *steps)
{
	size_t i = 0, j = 0, n = 0;

	while (i < n_from || j < n_to) {
		int order = i == n_from ? 1 : j == n_to ? -1 : hcn_row_compare_key(from[i], to[j]);

		if (order < 0) {
			steps[n++] = (struct hcn_step){ HCN_STEP_REMOVE, .from = from[i++] };
		} else if (order > 0) {
			steps[n++] = (struct hcn_step){ HCN_STEP_ADD, .to = to[j++] };
		} else {
			if (!hcn_row_equal(from[i], to[j]))
				steps[n++] = (struct hcn_step){ HCN_STEP_CHANGE, from[i], to[j] };
			i++;
			j++;
		}
	}
	return n;
}

/* --- sets that are made anew ---------------------------------------------------------------------------- */

/* A set of concatenated intervals is walked for each removal (nft_pipapo_remove()): from here on, making it anew takes less. */
#define MANY_REMOVALS 64

/* Both sides of the difference, by key, and the steps so far. */
struct difference {
	const struct hcn_row **from, **to;
	size_t n_from, n_to;
	struct hcn_step *steps;
	size_t n;
};

/* What is absent is "", as in keys. */
static bool is_same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
}

/* In the same network namespace. */
static bool is_beside(const struct hcn_row *row, const struct hcn_row_nft_elem *elem)
{
	return is_same(hcn_row_nft_netns(row), elem->netns);
}

static bool is_elem_of(const struct hcn_row *row, const struct hcn_row_nft_elem *elem)
{
	return row->kind == HCN_ROW_NFT_ELEM && is_same(row->nft_elem.set, elem->set) &&
	       is_same(row->nft_elem.table, elem->table) && is_beside(row, elem);
}

static int compare_key(const void *key, const void *ref)
{
	return hcn_row_compare_key(key, *(const struct hcn_row *const *)ref);
}

/* The row before that is equal to @row: it has no step yet. */
static const struct hcn_row *find_unchanged(const struct difference *d, const struct hcn_row *row)
{
	const struct hcn_row **found = bsearch(
		row, d->from, d->n_from, sizeof(*d->from), compare_key);

	return found && hcn_row_equal(*found, row) ? *found : NULL;
}

static bool asks(const struct hcn_row_nft_chain *chain, const char *set)
{
	size_t len = set ? strlen(set) : 0;

	for (size_t i = 0; len && i < chain->n_rules; i++)
		for (const char *at = chain->rules[i]; (at = strstr(at, set)); at += len)
			if (at > chain->rules[i] && at[-1] == '@' && (!at[len] || at[len] == ' '))
				return true;
	return false;
}

/* The set, what stays in it, and the chains that ask it. */
static bool goes_along(const struct hcn_row *row, const struct hcn_row_nft_elem *elem)
{
	if (row->kind == HCN_ROW_NFT_SET)
		return is_same(row->nft_set.set, elem->set) &&
		       is_same(row->nft_set.table, elem->table) && is_beside(row, elem);
	if (row->kind == HCN_ROW_NFT_CHAIN)
		return is_same(row->nft_chain.table, elem->table) && is_beside(row, elem) &&
		       asks(&row->nft_chain, elem->set);
	return is_elem_of(row, elem);
}

/* In a concatenation: those of one field are a tree.  A set without a row here is not this request's to make. */
static bool is_slow(const struct difference *d, const struct hcn_row_nft_elem *elem)
{
	for (size_t i = 0; i < d->n_to; i++)
		if (d->to[i]->kind == HCN_ROW_NFT_SET && goes_along(d->to[i], elem))
			return HCN_HAS(&d->to[i]->nft_set, hcn_row_nft_set, flags) &&
			       strstr(d->to[i]->nft_set.type ? d->to[i]->nft_set.type : "",
				       " . ") &&
			       find_unchanged(d, d->to[i]);
	return false;
}

static void make_anew(struct difference *d, const struct hcn_row_nft_elem *elem)
{
	for (size_t i = 0; i < d->n_to; i++) {
		const struct hcn_row *from = goes_along(d->to[i], elem)
						     ? find_unchanged(d, d->to[i])
						     : NULL;
		bool is_chain = from && from->kind == HCN_ROW_NFT_CHAIN, has_step = false;

		/* It may ask two such sets. */
		for (size_t j = 0; is_chain && j < d->n; j++)
			has_step = has_step || d->steps[j].to == d->to[i];
		if (from && !has_step)
			d->steps[d->n++] = (struct hcn_step){ HCN_STEP_CHANGE, from, d->to[i] };
	}
}

/* The steps are by key: those of one set's elements stand together. */
static void remake_sets(struct difference *d)
{
	size_t n = d->n, end;

	for (size_t i = 0; i < n; i = end) {
		const struct hcn_step *first = &d->steps[i];
		const struct hcn_row *row = first->to ? first->to : first->from;
		size_t n_removed = 0;

		end = i + 1;
		if (row->kind != HCN_ROW_NFT_ELEM)
			continue;
		for (end = i; end < n; end++) {
			const struct hcn_step *step = &d->steps[end];

			if (!is_elem_of(step->to ? step->to : step->from, &row->nft_elem))
				break;
			n_removed += step->op == HCN_STEP_REMOVE;
		}
		if (n_removed >= MANY_REMOVALS && is_slow(d, &row->nft_elem))
			make_anew(d, &row->nft_elem);
	}
}

/* --- the order ------------------------------------------------------------------------------------------ */

static const struct hcn_row *row_of(const struct hcn_step *step)
{
	return step->op == HCN_STEP_REMOVE ? step->from : step->to;
}

bool hcn_steps_join(const struct hcn_step *a, const struct hcn_step *b)
{
	const char *x = hcn_row_nft_netns(row_of(a)), *y = hcn_row_nft_netns(row_of(b));

	return x && y && !strcmp(x, y);
}

/* A step with its place in the order. */
struct placed {
	struct hcn_step step;
	int stage;
	const char *netns; /* of nftables; "" is the host, and where nftables is not */
	int phase;
};

enum stage { TAKEN, REMOVED, ALONGSIDE, MADE, IN_NETNS, ON_HOST };

/* Whether the step is about the namespace, or the device, that a route or rule is on. */
static bool carries(const struct hcn_step *step, const struct hcn_row *row)
{
	const struct hcn_row *other = row_of(step);
	const char *netns = row->kind == HCN_ROW_RULE ? row->rule.netns : row->route.netns;

	if (other->kind == HCN_ROW_NETNS)
		return is_same(other->netns.name, netns);
	if (other->kind != HCN_ROW_LINK || row->kind != HCN_ROW_ROUTE)
		return false;
	return (is_same(other->link.name, row->route.dev) && is_same(NULL, netns)) ||
	       (is_same(other->link.peer_name, row->route.dev) &&
		       is_same(other->link.peer_netns, netns));
}

/*
 * Rules, and the routes that they lead to, of an endpoint that stays while another one comes or goes: they are there before the
 * other's addresses and routes are, and until these are gone, or its packets would leave by the other's interface for a moment.
 */
static bool is_alongside(const struct hcn_step *step, const struct hcn_step *steps, size_t n)
{
	const struct hcn_row *row = row_of(step);

	if (row->kind != HCN_ROW_RULE && !(row->kind == HCN_ROW_ROUTE && row->route.table))
		return false;
	/* by key: namespaces and links come before all that stands on them */
	for (size_t i = 0; i < n && row_of(&steps[i])->kind <= HCN_ROW_LINK; i++)
		if (carries(&steps[i], row))
			return false;
	return true;
}

/*
 * The phases of a transaction: an order in which every step alone would be taken.  An element goes before the chain that it
 * leads to, a set comes before the chain that asks it and goes after that has changed.  The same for rules and their tables.
 */
static int phase_of(const struct hcn_step *step)
{
	static const struct {
		int remove, make;
	} phases[HCN_N_ROW_KINDS] = {
		[HCN_ROW_ROUTE] = { 0, 1 },
		[HCN_ROW_RULE] = { 0, 1 },
		[HCN_ROW_NFT_TABLE] = { 6, 1 },
		[HCN_ROW_NFT_SET] = { 5, 1 },
		[HCN_ROW_NFT_CHAIN] = { 4, 2 },
		[HCN_ROW_NFT_ELEM] = { 0, 3 },
	};
	enum hcn_row_kind kind = row_of(step)->kind;

	return step->op == HCN_STEP_REMOVE ? phases[kind].remove : phases[kind].make;
}

static struct placed place(const struct hcn_step *step, const struct hcn_step *steps, size_t n)
{
	const char *netns = hcn_row_nft_netns(row_of(step));
	bool goes = step->op == HCN_STEP_REMOVE;

	return (struct placed){
		.step = *step,
		.stage = is_alongside(step, steps, n) ? ALONGSIDE
			 : !netns                     ? goes ? REMOVED : MADE
			 : *netns                     ? TAKEN
						      : ON_HOST,
		.netns = netns ? netns : "",
		.phase = phase_of(step),
	};
}

/* Within a phase the order of the kinds and of the sets; the opposite one for removals. */
static int compare_placed(const void *a, const void *b)
{
	const struct placed *s = a, *t = b;
	const struct hcn_row *x = row_of(&s->step), *y = row_of(&t->step);
	int order = s->stage - t->stage;

	if (!order)
		order = strcmp(s->netns, t->netns);
	if (!order)
		order = s->phase - t->phase;
	if (order)
		return order;
	order = x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : (x > y) - (x < y);
	return s->step.op == HCN_STEP_REMOVE ? -order : order;
}

/* Namespaces in which something is made, too, wait until it can be: @list is sorted. */
static void move_makers(struct placed *list, size_t n)
{
	for (size_t from = 0, to; from < n && list[from].stage == TAKEN; from = to) {
		bool makes = false;

		for (to = from; to < n && hcn_steps_join(&list[from].step, &list[to].step); to++)
			makes = makes || list[to].step.op != HCN_STEP_REMOVE;
		for (size_t i = from; makes && i < to; i++)
			list[i].stage = IN_NETNS;
	}
}

/* Sorts the steps in place. */
static int sort_steps(struct hcn_step *steps, size_t n)
{
	_cleanup_free_ struct placed *list = calloc(n + 1, sizeof(*list));

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		list[i] = place(&steps[i], steps, n);
	qsort(list, n, sizeof(*list), compare_placed);
	move_makers(list, n);
	qsort(list, n, sizeof(*list), compare_placed);
	for (size_t i = 0; i < n; i++)
		steps[i] = list[i].step;
	return 0;
}

int hcn_steps_plan(
	const struct hcn_rows *before, const struct hcn_rows *after, struct hcn_steps *ret)
{
	_cleanup_free_ const struct hcn_row **from = NULL, **to = NULL;
	_cleanup_free_ struct hcn_step *steps = NULL;
	struct difference d = { 0 };
	size_t n_from, n_to;
	int r;

	r = sort_rows(before, &from, &n_from);
	if (!r)
		r = sort_rows(after, &to, &n_to);
	if (r)
		return r;
	steps = calloc(n_from + n_to + 1, sizeof(*steps));
	if (!steps)
		return -ENOMEM;

	d = (struct difference){ from, to, n_from, n_to, steps, 0 };
	d.n = merge(from, n_from, to, n_to, steps);
	remake_sets(&d);
	r = sort_steps(steps, d.n);
	if (r)
		return r;
	*ret = (struct hcn_steps){ TAKE_PTR(steps), d.n };
	return 0;
}

static struct hcn_step inverse_of(const struct hcn_step *step)
{
	static const enum hcn_step_op inverse[] = {
		[HCN_STEP_ADD] = HCN_STEP_REMOVE,
		[HCN_STEP_REMOVE] = HCN_STEP_ADD,
		[HCN_STEP_CHANGE] = HCN_STEP_CHANGE,
	};

	return (struct hcn_step){ inverse[step->op], .from = step->to, .to = step->from };
}

int hcn_steps_invert(const struct hcn_steps *steps, size_t n_done, struct hcn_steps *ret)
{
	struct hcn_step *inverse = calloc(n_done + 1, sizeof(*inverse));

	if (!inverse)
		return -ENOMEM;
	for (size_t i = 0; i < n_done; i++)
		inverse[i] = inverse_of(&steps->steps[n_done - 1 - i]);
	*ret = (struct hcn_steps){ inverse, n_done };
	return 0;
}

void hcn_steps_clear(struct hcn_steps *steps)
{
	free(steps->steps);
	*steps = (struct hcn_steps){ 0 };
}

void hcn_steps_format(const struct hcn_steps *steps, struct hcn_buf *b)
{
	static const char signs[] = {
		[HCN_STEP_ADD] = '+', [HCN_STEP_REMOVE] = '-', [HCN_STEP_CHANGE] = '~'
	};

	for (size_t i = 0; i < steps->n; i++) {
		const struct hcn_step *step = &steps->steps[i];

		hcn_buf_putc(b, signs[step->op]);
		hcn_buf_putc(b, ' ');
		hcn_row_format(row_of(step), b);
		if (step->op == HCN_STEP_CHANGE && !hcn_row_equal(step->from, step->to)) {
			hcn_buf_puts(b, " (was: ");
			hcn_row_format(step->from, b);
			hcn_buf_putc(b, ')');
		}
		hcn_buf_putc(b, '\n');
	}
}
