/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From two sets of rows to ordered steps, and back: what must happen in the kernel to get from `before` to `after`.
 * Pure.
 */
#ifndef HCN_ROWS_STEPS_H
#define HCN_ROWS_STEPS_H

#include "rows.h"

enum hcn_step_op { HCN_STEP_ADD, HCN_STEP_REMOVE, HCN_STEP_CHANGE };

struct hcn_step {
	enum hcn_step_op op;
	const struct hcn_row *from; /* REMOVE, CHANGE: borrowed from the `before` set */
	const struct hcn_row *to;   /* ADD, CHANGE: borrowed from the `after` set */
};

struct hcn_steps {
	struct hcn_step *steps;
	size_t n;
	const struct hcn_row **kept; /* rows of the `after` set that stay as they are, by key */
	size_t n_kept;
};

/*
 * Orders: (1) nftables of network namespaces from which it is only taken, for it would go unseen with the namespace; (2) removals
 * outside nftables, last-made kind first; (3) rules and the tables that they lead to, of endpoints that stay where others come or
 * go; (4) additions and changes outside nftables, in kind order; (5) nftables of other namespaces; (6) of the host.  In nftables
 * removals come first, then changes and additions, and what is in one namespace stands together, so that a backend can make it
 * one transaction.  A key twice in one set is one row (the last wins).  Within one kind the order of the sets is kept (reversed
 * for removals).  O(n log n).
 */
int hcn_steps_plan(
	const struct hcn_rows *before, const struct hcn_rows *after, struct hcn_steps *ret);

/* Whether both belong to one transaction of nftables. */
bool hcn_steps_join(const struct hcn_step *a, const struct hcn_step *b);

/* The steps that take back the first @n_done of @steps, in reverse order. */
int hcn_steps_invert(const struct hcn_steps *steps, size_t n_done, struct hcn_steps *ret);

/* @n of the steps from @first on, and all that stays: borrowed, not to be cleared. */
struct hcn_steps hcn_steps_part(const struct hcn_steps *steps, size_t first, size_t n);

void hcn_steps_clear(struct hcn_steps *steps);

/* "+ link ...\n", "- addr ...\n", "~ link ... (was: ...)\n" */
void hcn_steps_format(const struct hcn_steps *steps, struct hcn_buf *b);

#endif
