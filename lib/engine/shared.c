/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows that several objects want (forwarding, the nftables table): made with the first, removed with the last.
 *
 * The store counts who wants each; the row as it was made stands beside the count, because it remembers what to restore.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "shared.h"

#define PREFIX "shared/"

static int name_row(const struct hcn_row *row, struct hcn_buf *ret, struct hcn_error *err)
{
	hcn_buf_puts(ret, PREFIX);
	hcn_row_key_text(row, ret);
	return ret->oom ? hcn_fail_oom(err) : 0;
}

/* The value "shared/<key>": the count, then the row in JSON. */
static int read_count(struct hcn_txn *txn, const char *name, uint32_t *ret, struct hcn_row *ret_row,
	struct hcn_error *err)
{
	struct hcn_blob blob;
	int r;

	*ret = 0;
	r = hcn_txn_get_value(txn, name, &blob);
	if (r)
		return r == -ENOENT ? 0 : r;
	if (blob.size < sizeof(*ret))
		return hcn_fail(err, -EPROTO, NULL, "the count of shared row %s is damaged", name);
	memcpy(ret, blob.data, sizeof(*ret));
	return hcn_row_decode(
		(const char *)blob.data + sizeof(*ret), blob.size - sizeof(*ret), ret_row, err);
}

static void write_count(
	struct hcn_intent *intent, const char *name, uint32_t count, const struct hcn_row *row)
{
	struct hcn_buf b = { 0 };

	if (count) {
		hcn_buf_put(&b, &count, sizeof(count));
		hcn_row_encode(row, &b);
	}
	intent->changes.oom = intent->changes.oom || b.oom;
	hcn_changes_value(&intent->changes, name, b.data, b.len);
	hcn_buf_clear(&b);
}

static int keep_row(struct hcn_rows *rows, const struct hcn_row *row)
{
	hcn_rows_add_copy(rows, row);
	return hcn_rows_check(rows);
}

/* One key whose count changes by @delta. */
static int change_count(struct hcn_request *rq, const struct hcn_row *wanted, int delta,
	struct hcn_intent *intent, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };
	struct hcn_row row;
	uint32_t count;
	int r;

	hcn_row_init(&row, wanted->kind);
	r = name_row(wanted, &name, err);
	if (!r)
		r = read_count(rq->txn, name.data, &count, &row, err);
	if (r)
		return r;
	if (!count && delta > 0) {
		r = hcn_row_dup(wanted, &row);
		if (!r)
			r = hcn_engine_backend(rq->hcn, err);
		if (!r)
			r = rq->hcn->ops->prepare(rq->hcn->backend, &row, err);
		if (!r)
			r = keep_row(&intent->after, &row);
	} else if (count && count <= (uint32_t)-delta && delta < 0) {
		r = keep_row(&intent->before, &row);
	}
	if (!r)
		write_count(intent, name.data,
			(int64_t)count + delta > 0 ? count + (uint32_t)delta : 0, &row);
	hcn_row_clear(&row);
	return r;
}

/* What goes with its device. */
static bool stands_on_device(const struct hcn_row *row)
{
	return row->kind == HCN_ROW_LINK_FLAG || row->kind == HCN_ROW_ADDR ||
	       row->kind == HCN_ROW_ROUTE;
}

/* A row that stays, and may be gone from the kernel, or about to go because its device is made anew. */
static int restore(struct hcn_request *rq, const struct hcn_row *row, struct hcn_intent *intent,
	struct hcn_error *err)
{
	bool holds = true;
	int r = hcn_engine_backend(rq->hcn, err);

	if (!r)
		r = rq->hcn->ops->holds(rq->hcn->backend, row, &holds, err);
	if (r || (holds && !stands_on_device(row)))
		return r;
	return keep_row(&intent->after, row);
}

struct delta {
	const struct hcn_row *row;
	int change;
};

static void add_deltas(const struct hcn_rows *rows, int sign, struct delta *deltas, size_t *n)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].shared)
			deltas[(*n)++] = (struct delta){ &rows->rows[i], sign };
}

static int compare_deltas(const void *a, const void *b)
{
	const struct delta *x = a, *y = b;

	return hcn_row_compare_key(x->row, y->row);
}

/* One for each key. */
static size_t merge_deltas(struct delta *deltas, size_t n)
{
	size_t kept = 0;

	qsort(deltas, n, sizeof(*deltas), compare_deltas);
	for (size_t i = 0; i < n; i++)
		if (kept && !hcn_row_compare_key(deltas[kept - 1].row, deltas[i].row))
			deltas[kept - 1].change += deltas[i].change;
		else
			deltas[kept++] = deltas[i];
	return kept;
}

static void move_own(struct hcn_rows *from, struct hcn_rows *to)
{
	for (size_t i = 0; i < from->n; i++) {
		struct hcn_row *row;

		if (from->rows[i].shared)
			continue;
		row = hcn_rows_add(to, from->rows[i].kind);
		if (hcn_rows_check(to))
			return;
		*row = from->rows[i];
		hcn_row_init(&from->rows[i], row->kind);
	}
}

static size_t count_shared(const struct hcn_rows *rows)
{
	size_t n = 0;

	for (size_t i = 0; i < rows->n; i++)
		n += rows->rows[i].shared;
	return n;
}

int hcn_shared_settle(struct hcn_request *rq, struct hcn_rows *before, struct hcn_rows *after,
	bool stale, struct hcn_intent *intent, struct hcn_error *err)
{
	size_t n_max = count_shared(before) + count_shared(after), n = 0;
	_cleanup_free_ struct delta *deltas = calloc(n_max + 1, sizeof(*deltas));
	int r = 0;

	if (!deltas)
		return hcn_fail_oom(err);
	add_deltas(before, -1, deltas, &n);
	add_deltas(after, 1, deltas, &n);
	n = merge_deltas(deltas, n);
	for (size_t i = 0; !r && i < n; i++)
		if (deltas[i].change)
			r = change_count(rq, deltas[i].row, deltas[i].change, intent, err);
		else if (stale)
			r = restore(rq, deltas[i].row, intent, err);
	move_own(before, &intent->before);
	move_own(after, &intent->after);
	if (!r)
		r = hcn_rows_check(&intent->before);
	return r ? r : hcn_rows_check(&intent->after);
}

/* --- all of nftables ---------------------------------------------------------------------------------- */

int hcn_shared_find(
	struct hcn_txn *txn, const struct hcn_row *like, struct hcn_row *ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };
	uint32_t count = 0;
	int r;

	hcn_row_init(ret, like->kind);
	r = name_row(like, &name, err);
	if (!r)
		r = read_count(txn, name.data, &count, ret, err);
	return r || count ? r : -ENOENT;
}

static int forget_count(void *arg, const char *name)
{
	struct hcn_intent *intent = arg;

	hcn_changes_value(&intent->changes, name, NULL, 0);
	return intent->changes.oom ? -ENOMEM : 0;
}

/* None of them remembers anything to restore: what is planned now is what is made. */
static int set_count(const struct delta *wanted, struct hcn_intent *intent, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };
	int r = name_row(wanted->row, &name, err);

	if (r)
		return r;
	write_count(intent, name.data, (uint32_t)wanted->change, wanted->row);
	return keep_row(&intent->after, wanted->row);
}

int hcn_shared_recount(struct hcn_txn *txn, struct hcn_rows *rows, struct hcn_intent *intent,
	struct hcn_error *err)
{
	_cleanup_free_ struct delta *deltas = calloc(count_shared(rows) + 1, sizeof(*deltas));
	size_t n = 0;
	int r;

	if (!deltas)
		return hcn_fail_oom(err);
	add_deltas(rows, 1, deltas, &n);
	n = merge_deltas(deltas, n);
	/* The kinds of nftables rows all begin so. */
	r = hcn_txn_each_value(txn, PREFIX "nft_", forget_count, intent);
	for (size_t i = 0; !r && i < n; i++)
		r = set_count(&deltas[i], intent, err);
	move_own(rows, &intent->after);
	if (!r)
		r = hcn_rows_check(&intent->after);
	return !r && intent->changes.oom ? hcn_fail_oom(err) : r;
}
