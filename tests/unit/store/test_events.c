/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Events: their order, what is dropped, and waking watchers. */
#include <poll.h>
#include <stdio.h>

#include "cleanup.h"
#include "harness.h"

static void add(struct hcn_txn *txn, unsigned n)
{
	must(hcn_txn_add_event(txn, &n, sizeof(n), NULL) == 0);
}

/* Adds events with these contents in a transaction of their own. */
static void add_range(struct hcn_store *s, unsigned first, unsigned last)
{
	struct hcn_txn *txn = begin_write(s);

	for (unsigned n = first; n <= last; n++)
		add(txn, n);
	commit(s, txn);
}

static void expect_next(struct hcn_txn *txn, uint64_t after, uint64_t seq, unsigned content)
{
	uint64_t found = 0;
	struct hcn_blob data;

	ck_assert_int_eq(hcn_txn_next_event(txn, after, &found, &data), 0);
	ck_assert_uint_eq(found, seq);
	ck_assert_uint_eq(data.size, sizeof(content));
	ck_assert_mem_eq(data.data, &content, sizeof(content));
}

START_TEST(events_are_numbered_from_one_and_read_in_order)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_read(s);
	struct hcn_blob data;
	uint64_t seq;

	ck_assert_uint_eq(hcn_txn_last_event(txn), 0);
	ck_assert_int_eq(hcn_txn_next_event(txn, 0, &seq, &data), -ENOENT);
	hcn_txn_abort(txn);
	add_range(s, 100, 101);
	add_range(s, 102, 102);
	txn = begin_read(s);
	ck_assert_uint_eq(hcn_txn_last_event(txn), 3);
	expect_next(txn, 0, 1, 100);
	expect_next(txn, 1, 2, 101);
	expect_next(txn, 2, 3, 102);
	ck_assert_int_eq(hcn_txn_next_event(txn, 3, &seq, &data), -ENOENT);
	ck_assert_int_eq(hcn_txn_next_event(txn, UINT64_MAX, &seq, &data), -ENOENT);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(an_aborted_event_leaves_no_gap)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;

	add_range(s, 1, 1);
	txn = begin_write(s);
	add(txn, 99);
	roll_back(s, txn);
	add_range(s, 2, 2);
	txn = begin_read(s);
	expect_next(txn, 1, 2, 2);
	ck_assert_uint_eq(hcn_txn_last_event(txn), 2);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(the_oldest_are_dropped_and_whoever_missed_them_is_told)
{
	const unsigned dropped = 10;
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;
	struct hcn_blob data;
	uint64_t seq = 0;

	add_range(s, 1, HCN_STORE_EVENTS);
	txn = begin_read(s);
	expect_next(txn, 0, 1, 1);
	hcn_txn_abort(txn);
	add_range(s, HCN_STORE_EVENTS + 1, HCN_STORE_EVENTS + dropped);
	txn = begin_read(s);
	ck_assert_int_eq(hcn_txn_next_event(txn, 0, &seq, &data), -ESTALE);
	ck_assert_uint_eq(seq, dropped);
	ck_assert_int_eq(hcn_txn_next_event(txn, dropped - 1, &seq, &data), -ESTALE);
	expect_next(txn, seq, dropped + 1, dropped + 1);
	expect_next(txn, HCN_STORE_EVENTS, HCN_STORE_EVENTS + 1, HCN_STORE_EVENTS + 1);
	ck_assert_uint_eq(hcn_txn_last_event(txn), HCN_STORE_EVENTS + dropped);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

/* --- watchers -------------------------------------------------------------------------------------------- */

static bool readable(int fd)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) == 1;
}

static void commit_event(void *arg)
{
	struct hcn_store *s = open_store();

	add_range(s, 1, 3);
	hcn_store_close(s);
}

START_TEST(events_of_another_process_wake_a_watcher)
{
	_cleanup_close_ int fd = -1;
	struct hcn_store *s = open_store();

	ck_assert_int_eq(hcn_store_watch_fd(s, &fd, NULL), 0);
	ck_assert(!readable(fd));
	for (unsigned round = 0; round < 3; round++) {
		expect_success(start_child(commit_event, NULL));
		ck_assert(readable(fd));
		hcn_store_watch_drain(fd);
		ck_assert(!readable(fd));
	}
	hcn_store_close(s);
}
END_TEST

START_TEST(a_watcher_sleeps_through_commits_without_events)
{
	_cleanup_close_ int fd = -1;
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;

	ck_assert_int_eq(hcn_store_watch_fd(s, &fd, NULL), 0);
	txn = begin_write(s);
	put(txn, RED, 1, "", "");
	commit(s, txn);
	txn = begin_write(s);
	add(txn, 1);
	roll_back(s, txn);
	ck_assert(!readable(fd));
	add_range(s, 1, 1);
	ck_assert(readable(fd));
	hcn_store_close(s);
}
END_TEST

START_TEST(every_watcher_is_woken_and_many_commits_are_drained_at_once)
{
	_cleanup_close_ int first = -1;
	_cleanup_close_ int second = -1;
	struct hcn_store *s = open_store();

	ck_assert_int_eq(hcn_store_watch_fd(s, &first, NULL), 0);
	ck_assert_int_eq(hcn_store_watch_fd(s, &second, NULL), 0);
	for (unsigned n = 0; n < 100; n++) {
		struct hcn_txn *txn;

		add_range(s, n, n);
		txn = begin_read(s);
		ck_assert_uint_eq(hcn_txn_last_event(txn), n + 1);
		hcn_txn_abort(txn);
	}
	hcn_store_watch_drain(first);
	ck_assert(!readable(first));
	ck_assert(readable(second));
	hcn_store_close(s);
}
END_TEST

START_TEST(a_directory_that_is_gone_cannot_be_watched)
{
	struct hcn_store *s = open_store();
	struct hcn_error err;
	char path[160];
	int fd = -1;

	(void)snprintf(path, sizeof(path), "%s/wake", state_dir);
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(hcn_store_watch_fd(s, &fd, &err), -ENOENT);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	ck_assert_int_eq(fd, -1);
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const events[] = {
		events_are_numbered_from_one_and_read_in_order,
		an_aborted_event_leaves_no_gap,
		the_oldest_are_dropped_and_whoever_missed_them_is_told,
	};
	const TTest *const watchers[] = {
		events_of_another_process_wake_a_watcher,
		a_watcher_sleeps_through_commits_without_events,
		every_watcher_is_woken_and_many_commits_are_drained_at_once,
		a_directory_that_is_gone_cannot_be_watched,
	};
	const struct test_case cases[] = {
		{ "events", events, HCN_N_ELEMENTS(events) },
		{ "watchers", watchers, HCN_N_ELEMENTS(watchers) },
	};

	return run_cases("store: events", cases, HCN_N_ELEMENTS(cases));
}
