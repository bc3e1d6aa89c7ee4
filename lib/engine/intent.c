/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Intents in the store: the kernel rows before and after a request, and what its commit would write.
 *
 * Tests: tests/unit/engine/test_journal.c
 */
#include "intent.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
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
	int r = hcn_fail(err, -EPROTO, NULL, "the journal is damaged: %s", why);

	hcn_error_hint(
		err, "what HCN made must be removed by hand, and the state directory with it");
	return r;
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

int hcn_intent_read(struct hcn_txn *txn, struct hcn_intent *ret, struct hcn_error *err)
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
