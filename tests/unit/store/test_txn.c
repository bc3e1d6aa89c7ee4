/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Transactions and values: snapshots, all or nothing, limits. */
#include <pthread.h>
#include <stdio.h>

#include "cleanup.h"
#include "harness.h"

START_TEST(a_snapshot_does_not_see_later_commits)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_txn *before;
	struct hcn_txn *after;

	put(txn, RED, 1, "old", "1old");
	commit(s, txn);
	before = begin_read(s);
	txn = begin_write(s);
	put(txn, RED, 1, "new", "1new");
	put(txn, RED, 2, "more", "1new");
	commit(s, txn);
	after = begin_read(s);
	ck_assert_str_eq(data_of(before, RED, 1), "old");
	ck_assert_str_eq(all_of(before, RED), "1");
	ck_assert_str_eq(found_by(before, "1new"), "");
	ck_assert_str_eq(data_of(after, RED, 1), "new");
	ck_assert_str_eq(found_by(after, "1new"), "1 2");
	hcn_txn_abort(before);
	hcn_txn_abort(after);
	hcn_store_close(s);
}
END_TEST

START_TEST(nothing_of_an_open_or_aborted_transaction_is_seen)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_txn *reader;

	put(txn, RED, 1, "", "1k");
	set_counter(txn, "c", 1);
	reader = begin_read(s);
	ck_assert_str_eq(all_of(reader, RED), "");
	hcn_txn_abort(reader);
	roll_back(s, txn);
	reader = begin_read(s);
	ck_assert_str_eq(all_of(reader, RED), "");
	ck_assert_str_eq(found_by(reader, "1k"), "");
	ck_assert_uint_eq(counter(reader, "c"), 0);
	hcn_txn_abort(reader);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_writer_sees_its_own_writes)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "here", "1k");
	set_counter(txn, "c", 7);
	ck_assert_str_eq(data_of(txn, RED, 1), "here");
	ck_assert_str_eq(found_by(txn, "1k"), "1");
	ck_assert_uint_eq(counter(txn, "c"), 7);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(one_lock_holds_over_several_transactions)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = NULL;

	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	for (unsigned n = 1; n <= 3; n++) {
		ck_assert_int_eq(hcn_store_write(s, &txn, NULL), 0);
		set_counter(txn, "c", counter(txn, "c") + 1);
		ck_assert_int_eq(hcn_txn_commit(txn, NULL), 0);
	}
	hcn_store_unlock(s);
	txn = begin_read(s);
	ck_assert_uint_eq(counter(txn, "c"), 3);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_write_without_the_lock_is_refused)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = NULL;
	struct hcn_error err;

	ck_assert_int_eq(hcn_store_write(s, &txn, &err), -EPERM);
	ck_assert_ptr_null(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_write_in_a_read_transaction_is_refused)
{
	const struct hcn_guid id = id_of(1);
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_error err;

	put(txn, RED, 1, "", "");
	commit(s, txn);
	txn = begin_read(s);
	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, "x", 1, NULL, 0, &err), -EROFS);
	ck_assert_int_eq(hcn_txn_delete(txn, RED, &id, &err), -EROFS);
	ck_assert_int_eq(hcn_txn_put_value(txn, "v", "x", 1, &err), -EROFS);
	ck_assert_int_eq(hcn_txn_add_event(txn, "x", 1, &err), -EROFS);
	ck_assert_int_eq(hcn_txn_commit(txn, &err), 0);
	hcn_store_close(s);
}
END_TEST

static void *end_elsewhere(void *arg)
{
	hcn_txn_abort(arg);
	return NULL;
}

START_TEST(a_snapshot_may_be_ended_on_another_thread)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *first = begin_read(s);
	struct hcn_txn *second = begin_read(s);
	pthread_t thread;

	ck_assert_int_eq(pthread_create(&thread, NULL, end_elsewhere, first), 0);
	ck_assert_int_eq(pthread_join(thread, NULL), 0);
	ck_assert_str_eq(data_of(second, RED, 1), "-");
	hcn_txn_abort(second);
	hcn_store_close(s);
}
END_TEST

/* --- values ---------------------------------------------------------------------------------------------- */

START_TEST(a_value_is_replaced_and_deleted_by_name)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_blob found;

	ck_assert_int_eq(hcn_txn_get_value(txn, "name", &found), -ENOENT);
	ck_assert_int_eq(hcn_txn_put_value(txn, "name", "long text", 9, NULL), 0);
	ck_assert_int_eq(hcn_txn_put_value(txn, "name", "", 0, NULL), 0);
	ck_assert_int_eq(hcn_txn_get_value(txn, "name", &found), 0);
	ck_assert_uint_eq(found.size, 0);
	ck_assert_int_eq(hcn_txn_get_value(txn, "nam", &found), -ENOENT);
	ck_assert_int_eq(hcn_txn_delete_value(txn, "name", NULL), 0);
	ck_assert_int_eq(hcn_txn_delete_value(txn, "name", NULL), 0);
	ck_assert_int_eq(hcn_txn_get_value(txn, "name", &found), -ENOENT);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_name_without_or_of_too_many_bytes_is_refused)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	struct hcn_error err;
	struct hcn_blob found;
	char name[513];

	memset(name, 'n', sizeof(name) - 1);
	name[512] = '\0';
	ck_assert_int_eq(hcn_txn_put_value(txn, name, "x", 1, &err), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_txn_get_value(txn, name, &found), -ENOENT);
	ck_assert_int_eq(hcn_txn_put_value(txn, "", "x", 1, &err), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(hcn_txn_get_value(txn, "", &found), -ENOENT);
	name[511] = '\0';
	ck_assert_int_eq(hcn_txn_put_value(txn, name, "x", 1, &err), 0);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

/* --- limits ---------------------------------------------------------------------------------------------- */

/* Puts objects until one is refused; returns how many fit. */
static unsigned fill(struct hcn_txn *txn, unsigned from, struct hcn_error *err)
{
	static const char data[1000];
	const struct hcn_index_key key = key_of("1k");

	for (unsigned n = from; n < 100000; n++) {
		const struct hcn_guid id = id_of(n);
		int r = hcn_txn_put(txn, RED, &id, data, sizeof(data), &key, 1, err);

		if (r) {
			ck_assert_int_eq(r, HCN_LIMIT_REACHED);
			return n - from;
		}
	}
	ck_abort_msg("the map is never full");
}

START_TEST(a_full_map_is_a_limit_and_loses_nothing)
{
	const struct hcn_store_config small = { .dir = state_dir, .map_size = 512 * 1024 };
	const struct hcn_guid id = id_of(1);
	struct hcn_store *s = NULL;
	struct hcn_txn *txn;
	struct hcn_error err;

	ck_assert_int_eq(hcn_store_open(&small, &s, NULL), 0);
	txn = begin_write(s);
	put(txn, RED, 1, "kept", "1k");
	commit(s, txn);
	txn = begin_write(s);
	ck_assert_uint_gt(fill(txn, 2, &err), 100);
	ck_assert_str_ne(err.hint, "");
	ck_assert_int_eq(hcn_txn_put(txn, RED, &id, "x", 1, NULL, 0, &err), -EIO);
	ck_assert_int_eq(hcn_txn_commit(txn, &err), -EIO);
	hcn_store_unlock(s);
	txn = begin_write(s);
	ck_assert_str_eq(all_of(txn, RED), "1");
	ck_assert_str_eq(found_by(txn, "1k"), "1");
	put(txn, RED, 2, "again", "1k");
	commit(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(space_is_used_again)
{
	const struct hcn_store_config small = { .dir = state_dir, .map_size = 512 * 1024 };
	struct hcn_store *s = NULL;
	char text[200];

	memset(text, 't', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	ck_assert_int_eq(hcn_store_open(&small, &s, NULL), 0);
	for (unsigned n = 0; n < 5000; n++) {
		struct hcn_txn *txn = begin_write(s);

		put(txn, RED, n, text, "1k 2l");
		if (n >= 100)
			delete (txn, RED, n - 100);
		commit(s, txn);
	}
	hcn_store_close(s);
}
END_TEST

START_TEST(there_may_be_any_number_of_snapshots)
{
	enum { N = 3000 };
	_cleanup_free_ struct hcn_txn **readers = calloc(N, sizeof(*readers));
	struct hcn_store *s = open_store();

	for (unsigned n = 0; n < N; n++) {
		if (n % 100 == 0) {
			struct hcn_txn *txn = begin_write(s);

			set_counter(txn, "c", n / 100);
			commit(s, txn);
		}
		readers[n] = begin_read(s);
	}
	for (unsigned n = 0; n < N; n++) {
		ck_assert_uint_eq(counter(readers[n], "c"), n / 100);
		hcn_txn_abort(readers[n]);
	}
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const snapshots[] = {
		a_snapshot_does_not_see_later_commits,
		nothing_of_an_open_or_aborted_transaction_is_seen,
		a_writer_sees_its_own_writes,
		one_lock_holds_over_several_transactions,
		a_write_without_the_lock_is_refused,
		a_write_in_a_read_transaction_is_refused,
		a_snapshot_may_be_ended_on_another_thread,
	};
	const TTest *const values[] = {
		a_value_is_replaced_and_deleted_by_name,
		a_name_without_or_of_too_many_bytes_is_refused,
	};
	const TTest *const limits[] = {
		a_full_map_is_a_limit_and_loses_nothing,
		space_is_used_again,
		there_may_be_any_number_of_snapshots,
	};
	const struct test_case cases[] = {
		{ "snapshots", snapshots, HCN_N_ELEMENTS(snapshots) },
		{ "values", values, HCN_N_ELEMENTS(values) },
		{ "limits", limits, HCN_N_ELEMENTS(limits) },
	};

	return run_cases("store: transactions", cases, HCN_N_ELEMENTS(cases));
}
