/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows that several objects want (forwarding, the nftables table): made with the first, removed with the last.
 *
 * The store counts who wants each; the row as it was made stands beside the count, because it remembers what to restore.
 *
 * Tests: tests/unit/engine/test_journal.c (a_damaged_count_of_a_shared_row_is_an_error),
 * tests/conform/test_upgrade.c (shared_rows_are_counted_anew)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
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

struct delta {
	const struct hcn_row *row;
	int change;
};

/* What becomes of one key: the rows of objects that have it, before and after. */
struct wish {
	const struct delta *deltas;
	size_t n;
	int change; /* of the count */
};

/* The first value that is wanted now, in place of @now where that is wanted no more; NULL: as it is. */
static const struct hcn_row *find_news(const struct wish *w, const struct hcn_row *now)
{
	const struct hcn_row *news = NULL;
	bool was_wanted = !now;

	for (size_t i = 0; i < w->n; i++) {
		const struct delta *d = &w->deltas[i];
		bool same = now && hcn_row_equal(d->row, now);

		if (same && d->change > 0)
			return NULL;
		was_wanted = was_wanted || same;
		if (!news && d->change > 0)
			news = d->row;
	}
	return was_wanted ? news : NULL;
}

/* @row, empty, is what the first object wants. */
static int make_row(const struct hcn_sharing *s, const struct wish *w, struct hcn_row *row,
	struct hcn_error *err)
{
	const struct hcn_row *wanted = find_news(w, NULL);
	int r;

	if (!wanted)
		return 0;
	r = hcn_row_dup(wanted, row);
	if (!r)
		r = hcn_txn_source_backend(s->source, err);
	if (!r)
		r = s->source->hcn->ops->prepare(s->source->hcn->backend, row, err);
	return r ? r : keep_row(&s->intent->after, row);
}

/* @row stays; its value is what those want who are left. */
static int change_row(
	const struct hcn_sharing *s, const struct wish *w, struct hcn_row *row, bool *ret_changed)
{
	const struct hcn_row *news = find_news(w, row);
	int r;

	*ret_changed = news;
	if (!news)
		return 0;
	r = keep_row(&s->intent->before, row);
	if (!r)
		r = keep_row(&s->intent->after, news);
	if (r)
		return r;
	hcn_row_clear(row);
	return hcn_row_dup(news, row);
}

/* One key whose count or value may change. */
static int change_count(
	const struct hcn_sharing *s, const struct wish *w, bool *ret_changed, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };
	struct hcn_row row;
	uint32_t count;
	int r;

	*ret_changed = w->change;
	hcn_row_init(&row, w->deltas->row->kind);
	r = name_row(w->deltas->row, &name, err);
	if (!r)
		r = read_count(s->source->txn, name.data, &count, &row, err);
	if (r)
		return r;
	if (!count)
		r = make_row(s, w, &row, err);
	else if ((int64_t)count + w->change <= 0)
		r = keep_row(&s->intent->before, &row);
	else
		r = change_row(s, w, &row, ret_changed);
	if (!r && (w->change || *ret_changed))
		write_count(s->intent, name.data,
			(int64_t)count + w->change > 0 ? count + (uint32_t)w->change : 0, &row);
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
static int restore(const struct hcn_sharing *s, const struct hcn_row *row, struct hcn_error *err)
{
	bool holds = true;
	int r = hcn_txn_source_backend(s->source, err);

	if (!r)
		r = s->source->hcn->ops->holds(s->source->hcn->backend, row, &holds, err);
	if (r || (holds && !stands_on_device(row)))
		return r;
	return keep_row(&s->intent->after, row);
}

static void add_deltas(const struct hcn_rows *rows, int sign, struct delta *deltas, size_t *n)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].shared)
			deltas[(*n)++] = (struct delta){ &rows->rows[i], sign };
}

static int compare_deltas(const void *a, const void *b)
{
	const struct delta *x = a, *y = b;

	int order = hcn_row_compare_key(x->row, y->row);

	/* in the order of the objects */
	return order ? order : (x->row > y->row) - (x->row < y->row);
}

/* Those of the first key; the deltas are sorted, and there is one. */
static struct wish first_wish(const struct delta *deltas, size_t n)
{
	struct wish w = { .deltas = deltas };

	while (w.n < n && !hcn_row_compare_key(deltas[w.n].row, deltas->row))
		w.change += deltas[w.n++].change;
	return w;
}

static bool is_of_one_value(const struct wish *w)
{
	for (size_t i = 1; i < w->n; i++)
		if (!hcn_row_equal(w->deltas[i].row, w->deltas->row))
			return false;
	return true;
}

static int count_wish(const struct hcn_sharing *s, const struct wish *w, struct hcn_error *err)
{
	bool changed = false;
	int r = 0;

	if (w->change || !is_of_one_value(w))
		r = change_count(s, w, &changed, err);
	return r || changed || !s->stale ? r : restore(s, w->deltas->row, err);
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

int hcn_shared_count(const struct hcn_sharing *s, struct hcn_rows *before, struct hcn_rows *after,
	struct hcn_error *err)
{
	size_t n_max = count_shared(before) + count_shared(after), n = 0;
	_cleanup_free_ struct delta *deltas = calloc(n_max + 1, sizeof(*deltas));
	int r = 0;

	if (!deltas)
		return hcn_fail_oom(err);
	add_deltas(before, -1, deltas, &n);
	add_deltas(after, 1, deltas, &n);
	qsort(deltas, n, sizeof(*deltas), compare_deltas);
	for (size_t i = 0; !r && i < n;) {
		struct wish w = first_wish(&deltas[i], n - i);

		r = count_wish(s, &w, err);
		i += w.n;
	}
	move_own(before, &s->intent->before);
	move_own(after, &s->intent->after);
	if (!r)
		r = hcn_rows_check(&s->intent->before);
	return r ? r : hcn_rows_check(&s->intent->after);
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
static int set_count(const struct wish *w, struct hcn_intent *intent, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };
	const struct hcn_row *wanted = w->deltas->row;
	int r = name_row(wanted, &name, err);

	if (r)
		return r;
	write_count(intent, name.data, (uint32_t)w->change, wanted);
	return keep_row(&intent->after, wanted);
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
	qsort(deltas, n, sizeof(*deltas), compare_deltas);
	/* The kinds of nftables rows all begin so. */
	r = hcn_txn_each_value(txn, PREFIX "nft_", forget_count, intent);
	for (size_t i = 0; !r && i < n;) {
		struct wish w = first_wish(&deltas[i], n - i);

		r = set_count(&w, intent, err);
		i += w.n;
	}
	move_own(rows, &intent->after);
	if (!r)
		r = hcn_rows_check(&intent->after);
	return !r && intent->changes.oom ? hcn_fail_oom(err) : r;
}
