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

#include "cleanup.h"
#include "engine.h"
#include "sysctls.h"

#define INTENT "intent"

/* The value: this header, before, after (JSON), changes. */
struct header {
	uint32_t forward;
	uint32_t before_size;
	uint32_t after_size;
	uint32_t changes_size;
};

void hcn_intent_clear(struct hcn_intent *intent)
{
	hcn_rows_clear(&intent->before);
	hcn_rows_clear(&intent->after);
	hcn_buf_clear(&intent->changes);
}

int hcn_intent_write(struct hcn_txn *txn, const struct hcn_intent *intent, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	struct header h = { .forward = intent->forward,
		.changes_size = (uint32_t)intent->changes.len };

	hcn_buf_put(&b, &h, sizeof(h));
	hcn_rows_encode(&intent->before, &b);
	h.before_size = (uint32_t)(b.len - sizeof(h));
	hcn_rows_encode(&intent->after, &b);
	h.after_size = (uint32_t)(b.len - sizeof(h) - h.before_size);
	hcn_buf_put(&b, intent->changes.data, intent->changes.len);
	if (b.oom)
		return hcn_fail_oom(err);
	memcpy(b.data, &h, sizeof(h));
	return hcn_txn_put_value(txn, INTENT, b.data, b.len, err);
}

int hcn_intent_drop(struct hcn_txn *txn, struct hcn_error *err)
{
	return hcn_txn_delete_value(txn, INTENT, err);
}

bool hcn_intent_exists(struct hcn_txn *txn)
{
	struct hcn_blob blob;

	return !hcn_txn_get_value(txn, INTENT, &blob);
}

static int fail_damaged(const char *why, struct hcn_error *err)
{
	hcn_fail(err, -EPROTO, NULL, "the journal is damaged: %s", why);
	hcn_error_hint(
		err, "what HCN made must be removed by hand, and the state directory with it");
	return -EPROTO;
}

/* A journal is obeyed with our rights, so it may not ask for what the planner never does. */
static int check_planned(const struct hcn_rows *rows, struct hcn_error *err)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];
		int r;

		if (row->kind != HCN_ROW_SYSCTL || hcn_sysctl_is_planned(row->sysctl.path))
			continue;
		r = fail_damaged("it asks for a sysctl that is never planned", err);
		if (row->sysctl.path)
			hcn_error_value(err, row->sysctl.path, strlen(row->sysctl.path));
		return r;
	}
	return 0;
}

/* -ENOENT: nothing is unfinished. */
static int read_intent(struct hcn_txn *txn, struct hcn_intent *ret, struct hcn_error *err)
{
	struct hcn_blob blob;
	struct header h;
	const char *at;
	int r;

	r = hcn_txn_get_value(txn, INTENT, &blob);
	if (r)
		return r;
	if (blob.size < sizeof(h))
		return fail_damaged("it is too short", err);
	memcpy(&h, blob.data, sizeof(h));
	if (sizeof(h) + (size_t)h.before_size + h.after_size + h.changes_size != blob.size)
		return fail_damaged("its sizes are wrong", err);
	at = (const char *)blob.data + sizeof(h);
	ret->forward = h.forward;
	r = hcn_rows_decode(at, h.before_size, &ret->before, err);
	if (!r)
		r = hcn_rows_decode(at + h.before_size, h.after_size, &ret->after, err);
	if (!r)
		r = check_planned(&ret->before, err);
	if (!r)
		r = check_planned(&ret->after, err);
	hcn_buf_put(&ret->changes, at + h.before_size + h.after_size, h.changes_size);
	return !r && ret->changes.oom ? hcn_fail_oom(err) : r;
}

size_t hcn_journal_force(struct hcn *hcn, const struct hcn_steps *steps)
{
	size_t skipped = 0;

	for (size_t i = 0; i < steps->n;) {
		size_t done = 0;

		if (!hcn->ops->apply(hcn->backend, steps->steps + i, steps->n - i, &done, NULL))
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
	r = read_intent(txn, &intent, err);
	hcn_txn_abort(txn);
	if (r == -ENOENT)
		return 0;
	return r ? r : recover(hcn, &intent, ret_text, err);
}
