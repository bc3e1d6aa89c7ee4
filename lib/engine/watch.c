/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Events: part of the commit that made them, numbered by the store, read by watchers of every process.
 *
 * A watcher only remembers the last number it has seen; a slow one costs writers nothing and finds out that it lost some.
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "context.h"
#include "entry.h"
#include "event.h"
#include "listeners.h"

struct hcn_watch {
	struct hcn *hcn;
	int fd;
	uint64_t seen;
	bool is_removed; /* the state is, and that has been told */
};

void hcn_watch_close(struct hcn_watch *watch)
{
	if (!watch)
		return;
	hcn_closep(&watch->fd);
	free(watch);
}
HCN_DEFINE_FREEP(struct hcn_watch, hcn_watch_close)

static int start_at_now(struct hcn_watch *watch, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(watch->hcn->store, &txn, err);
	if (r)
		return r;
	watch->seen = hcn_txn_last_event(txn);
	hcn_txn_abort(txn);
	return 0;
}

static int start(struct hcn *hcn, struct hcn_watch **ret, struct hcn_error *err)
{
	_cleanup_(hcn_watch_closep) struct hcn_watch *watch = NULL;
	int r;

	r = hcn_check_context(hcn, err);
	if (!r && !ret)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the watch");
	if (r)
		return r;
	watch = calloc(1, sizeof(*watch));
	if (!watch)
		return hcn_fail_oom(err);
	watch->hcn = hcn;
	watch->fd = -1;
	/* The descriptor first: what is committed in between is then signalled rather than lost. */
	r = hcn_store_watch_fd(hcn->store, &watch->fd, err);
	if (!r)
		r = start_at_now(watch, err);
	if (!r)
		*ret = TAKE_PTR(watch);
	return r;
}

int hcn_watch(struct hcn *hcn, struct hcn_watch **ret, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(start(hcn, ret, err), saved, err);
}

uint64_t hcn_watch_seen(const struct hcn_watch *watch)
{
	return watch->seen;
}

int hcn_watch_fd(const struct hcn_watch *watch)
{
	return watch ? watch->fd : -1;
}

static int next_event(
	struct hcn_watch *watch, struct hcn_txn *txn, char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	struct hcn_blob blob;
	uint64_t seq;
	int r;

	r = hcn_txn_next_event(txn, watch->seen, &seq, &blob);
	if (r == -ENOENT && !watch->is_removed && hcn_store_is_removed(watch->hcn->store)) {
		watch->is_removed = true;
		seq = watch->seen;
		r = -ESTALE;
	}
	if (r == -ENOENT) {
		*ret = NULL;
		return 0;
	}
	if (r && r != -ESTALE)
		return r;
	hcn_buf_puts(&text, "{\"Sequence\":");
	hcn_buf_u64(&text, seq);
	hcn_buf_putc(&text, ',');
	if (r == -ESTALE)
		hcn_buf_puts(&text, "\"Event\":\"Resync\"}");
	else
		hcn_buf_put(&text, blob.data, blob.size);
	if (hcn_buf_take(&text, ret, NULL))
		return hcn_fail_oom(err);
	watch->seen = seq;
	return 0;
}

static int next(struct hcn_watch *watch, char **ret, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	if (!watch || !ret)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			"there is no watch, or no place for the event");
	r = hcn_check_context(watch->hcn, err);
	if (r)
		return r;
	/* Drained before looking: an event that comes in between makes it readable again. */
	hcn_store_watch_drain(watch->fd);
	r = hcn_store_read(watch->hcn->store, &txn, err);
	if (r)
		return r;
	r = next_event(watch, txn, ret, err);
	hcn_txn_abort(txn);
	return r;
}

int hcn_watch_next(struct hcn_watch *watch, char **ret_event, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(next(watch, ret_event, err), saved, err);
}
