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

/* Merges the sorted sets into @ret, which has room for all. */
static void merge(const struct hcn_row **from, size_t n_from, const struct hcn_row **to,
	size_t n_to, struct hcn_steps *ret)
{
	size_t i = 0, j = 0;

	while (i < n_from || j < n_to) {
		int order = i == n_from ? 1 : j == n_to ? -1 : hcn_row_compare_key(from[i], to[j]);

		if (order < 0) {
			ret->steps[ret->n++] = (struct hcn_step){ HCN_STEP_REMOVE,
				.from = from[i++] };
		} else if (order > 0) {
			ret->steps[ret->n++] = (struct hcn_step){ HCN_STEP_ADD, .to = to[j++] };
		} else {
			if (hcn_row_equal(from[i], to[j]))
				ret->kept[ret->n_kept++] = to[j];
			else
				ret->steps[ret->n++] = (struct hcn_step){ HCN_STEP_CHANGE, from[i],
					to[j] };
			i++;
			j++;
		}
	}
}

/* What is absent is "", as in keys. */
static bool is_same(const char *a, const char *b)
{
	return !strcmp(a ? a : "", b ? b : "");
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

static int allocate(size_t n, size_t n_kept, struct hcn_steps *ret)
{
	ret->steps = calloc(n + 1, sizeof(*ret->steps));
	ret->kept = calloc(n_kept + 1, sizeof(const struct hcn_row *));
	return ret->steps && ret->kept ? 0 : -ENOMEM;
}

int hcn_steps_plan(
	const struct hcn_rows *before, const struct hcn_rows *after, struct hcn_steps *ret)
{
	_cleanup_free_ const struct hcn_row **from = NULL, **to = NULL;
	struct hcn_steps steps = { 0 };
	size_t n_from, n_to;
	int r;

	r = sort_rows(before, &from, &n_from);
	if (!r)
		r = sort_rows(after, &to, &n_to);
	if (!r)
		r = allocate(n_from + n_to, n_to, &steps);
	if (!r) {
		merge(from, n_from, to, n_to, &steps);
		r = sort_steps(steps.steps, steps.n);
	}
	if (r)
		hcn_steps_clear(&steps);
	else
		*ret = steps;
	return r;
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
	struct hcn_steps inverse = { 0 };

	if (allocate(n_done, steps->n_kept, &inverse)) {
		hcn_steps_clear(&inverse);
		return -ENOMEM;
	}
	for (size_t i = 0; i < n_done; i++)
		inverse.steps[inverse.n++] = inverse_of(&steps->steps[n_done - 1 - i]);
	for (size_t i = 0; i < steps->n_kept; i++)
		inverse.kept[inverse.n_kept++] = steps->kept[i];
	*ret = inverse;
	return 0;
}

struct hcn_steps hcn_steps_part(const struct hcn_steps *steps, size_t first, size_t n)
{
	return (struct hcn_steps){ steps->steps + first, n, steps->kept, steps->n_kept };
}

void hcn_steps_clear(struct hcn_steps *steps)
{
	free(steps->steps);
	free(steps->kept);
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
		if (step->op == HCN_STEP_CHANGE) {
			hcn_buf_puts(b, " (was: ");
			hcn_row_format(step->from, b);
			hcn_buf_putc(b, ')');
		}
		hcn_buf_putc(b, '\n');
	}
}
