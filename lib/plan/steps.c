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

static const struct hcn_row *row_of(const struct hcn_step *step)
{
	return step->op == HCN_STEP_REMOVE ? step->from : step->to;
}

/*
 * nftables is one transaction, at the end, in an order in which every step alone would be taken: an element goes before the
 * chain that it leads to, a set comes before the chain that asks it and goes after that has changed.  All else is removed
 * before anything is made.
 */
static int phase_of(const struct hcn_step *step)
{
	static const struct {
		int remove, make;
	} phases[HCN_N_ROW_KINDS] = {
		[HCN_ROW_NFT_TABLE] = { 8, 3 },
		[HCN_ROW_NFT_SET] = { 7, 3 },
		[HCN_ROW_NFT_CHAIN] = { 6, 4 },
		[HCN_ROW_NFT_ELEM] = { 2, 5 },
	};
	enum hcn_row_kind kind = row_of(step)->kind;
	bool goes = step->op == HCN_STEP_REMOVE;

	if (!hcn_row_types[kind].nft)
		return goes ? 0 : 1;
	return goes ? phases[kind].remove : phases[kind].make;
}

/* Within a phase the order of the kinds and of the sets; the opposite one for removals. */
static int compare_steps(const void *a, const void *b)
{
	const struct hcn_step *s = a, *t = b;
	const struct hcn_row *x = row_of(s), *y = row_of(t);
	int order = phase_of(s) - phase_of(t);

	if (order)
		return order;
	order = x->kind != y->kind ? (x->kind > y->kind) - (x->kind < y->kind) : (x > y) - (x < y);
	return s->op == HCN_STEP_REMOVE ? -order : order;
}

int hcn_steps_plan(
	const struct hcn_rows *before, const struct hcn_rows *after, struct hcn_steps *ret)
{
	_cleanup_free_ const struct hcn_row **from = NULL, **to = NULL;
	_cleanup_free_ struct hcn_step *steps = NULL;
	size_t n_from, n_to, n;
	int r;

	r = sort_rows(before, &from, &n_from);
	if (!r)
		r = sort_rows(after, &to, &n_to);
	if (r)
		return r;
	steps = calloc(n_from + n_to + 1, sizeof(*steps));
	if (!steps)
		return -ENOMEM;

	n = merge(from, n_from, to, n_to, steps);
	qsort(steps, n, sizeof(*steps), compare_steps);
	*ret = (struct hcn_steps){ TAKE_PTR(steps), n };
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
		if (step->op == HCN_STEP_CHANGE) {
			hcn_buf_puts(b, " (was: ");
			hcn_row_format(step->from, b);
			hcn_buf_putc(b, ')');
		}
		hcn_buf_putc(b, '\n');
	}
}
