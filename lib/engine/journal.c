/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The intent journal: one unfinished request at most, because there is one writer.
 *
 * An intent holds the kernel rows before and after a request, and what its commit would write.  A process killed at any
 * instant leaves it behind; whoever takes the writer lock next takes the request back, or finishes it when it was a
 * delete (what is half deleted cannot be had back: processes may have lost their interfaces).
 */
#include <errno.h>
#include <string.h>

#include "changes.h"
#include "cleanup.h"
#include "intent.h"
#include "journal.h"

size_t hcn_journal_force(struct hcn *hcn, const struct hcn_steps *steps)
{
	size_t skipped = 0;

	for (size_t i = 0; i < steps->n;) {
		const struct hcn_steps rest = hcn_steps_part(steps, i, steps->n - i);
		size_t done = 0;

		if (!hcn->ops->apply(hcn->backend, &rest, &done, NULL))
			break;
		i += done + 1;
		skipped++;
	}
	return skipped;
}

static int finish(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	const struct hcn_intent *intent = arg;
	int r = 0;

	if (intent->forward)
		r = hcn_changes_apply(txn, intent->changes.data, intent->changes.len, err);
	return r ? r : hcn_intent_drop(txn, err);
}

static int recover(
	struct hcn *hcn, struct hcn_intent *intent, struct hcn_buf *ret_text, struct hcn_error *err)
{
	const struct hcn_rows *from = intent->forward ? &intent->before : &intent->after;
	const struct hcn_rows *to = intent->forward ? &intent->after : &intent->before;
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	size_t skipped;
	int r;

	r = hcn_engine_backend(hcn, err);
	if (!r)
		r = hcn_steps_plan(from, to, &steps);
	if (r)
		return r;
	skipped = hcn_journal_force(hcn, &steps);
	r = hcn_engine_write(hcn, finish, intent, err);
	if (!r && ret_text) {
		hcn_buf_printf(ret_text, "%s an unfinished request: %zu steps",
			intent->forward ? "finished" : "took back", steps.n - skipped);
		if (skipped)
			hcn_buf_printf(ret_text, ", %zu failed", skipped);
	}
	return r;
}

int hcn_journal_recover(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err)
{
	_cleanup_(hcn_intent_clear) struct hcn_intent intent = { 0 };
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	r = hcn_intent_read(txn, &intent, err);
	hcn_txn_abort(txn);
	if (r == -ENOENT)
		return 0;
	return r ? r : recover(hcn, &intent, ret_text, err);
}
