/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The writer lock between processes and threads, and killed writers. */
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>

#include "cleanup.h"
#include "harness.h"

#define N_INCREMENTS 250

/* Two counters that every commit leaves equal. */
static void increment_both(struct hcn_store *s)
{
	struct hcn_txn *txn = begin_write(s);
	uint64_t value = counter(txn, "first");

	must(counter(txn, "second") == value);
	set_counter(txn, "first", value + 1);
	set_counter(txn, "second", value + 1);
	commit(s, txn);
}

static uint64_t both(struct hcn_store *s)
{
	struct hcn_txn *txn = begin_read(s);
	uint64_t value = counter(txn, "first");

	must(counter(txn, "second") == value);
	hcn_txn_abort(txn);
	return value;
}

static void increment_often(void *arg)
{
	struct hcn_store *s = open_store();

	for (unsigned n = 0; n < N_INCREMENTS; n++)
		increment_both(s);
	hcn_store_close(s);
}

START_TEST(no_increment_of_any_process_is_lost)
{
	struct hcn_store *s = open_store();
	pid_t children[6];

	for (size_t i = 0; i < HCN_N_ELEMENTS(children); i++)
		children[i] = start_child(increment_often, NULL);
	for (size_t i = 0; i < HCN_N_ELEMENTS(children); i++)
		expect_success(children[i]);
	ck_assert_uint_eq(both(s), HCN_N_ELEMENTS(children) * N_INCREMENTS);
	hcn_store_close(s);
}
END_TEST

static void *increment_often_in_thread(void *arg)
{
	increment_often(arg);
	return NULL;
}

static void *read_until(void *stop)
{
	uint64_t last = 0;

	while (!atomic_load((_Atomic bool *)stop)) {
		struct hcn_store *s = open_store();
		uint64_t value = both(s);

		must(value >= last);
		last = value;
		hcn_store_close(s);
	}
	return NULL;
}

START_TEST(no_increment_of_any_thread_is_lost_and_readers_see_whole_commits)
{
	_Atomic bool stop = false;
	struct hcn_store *s = open_store();
	pthread_t writers[4];
	pthread_t readers[2];

	for (size_t i = 0; i < HCN_N_ELEMENTS(readers); i++)
		ck_assert_int_eq(pthread_create(&readers[i], NULL, read_until, &stop), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(writers); i++)
		ck_assert_int_eq(
			pthread_create(&writers[i], NULL, increment_often_in_thread, NULL), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(writers); i++)
		ck_assert_int_eq(pthread_join(writers[i], NULL), 0);
	atomic_store(&stop, true);
	for (size_t i = 0; i < HCN_N_ELEMENTS(readers); i++)
		ck_assert_int_eq(pthread_join(readers[i], NULL), 0);
	ck_assert_uint_eq(both(s), HCN_N_ELEMENTS(writers) * N_INCREMENTS);
	hcn_store_close(s);
}
END_TEST

static void *open_and_close_often(void *arg)
{
	for (unsigned n = 0; n < 200; n++)
		hcn_store_close(open_store());
	return NULL;
}

START_TEST(threads_may_open_and_close_at_once)
{
	pthread_t threads[4];

	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, open_and_close_often, NULL), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST

/* The sanitizers' allocators are not usable in the child of a process with threads (gcc 12): the child waits for a lock of
 * theirs that a thread of the parent held. */
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
START_TEST(forks_amid_opening_threads_can_open)
{
	pthread_t threads[2];

	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, open_and_close_often, NULL), 0);
	for (unsigned n = 0; n < 30; n++)
		expect_success(start_child(increment_often, NULL));
	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
}
END_TEST
#endif

START_TEST(taking_the_lock_twice_is_refused)
{
	struct hcn_store *s = open_store();
	struct hcn_error err;

	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	ck_assert_int_eq(hcn_store_lock(s, &err), -EDEADLK);
	hcn_store_unlock(s);
	ck_assert_int_eq(hcn_store_lock(s, &err), 0);
	hcn_store_unlock(s);
	hcn_store_close(s);
}
END_TEST

/* --- waiting ---------------------------------------------------------------------------------------------- */

static void nap(long milliseconds)
{
	const struct timespec time = { .tv_nsec = milliseconds * 1000000 };

	(void)nanosleep(&time, NULL);
}

static void ignore_signal(int number)
{
}

static void wait_for_lock_through_signals(void *arg)
{
	const struct sigaction action = { .sa_handler = ignore_signal };
	struct hcn_store *s = open_store();

	must(sigaction(SIGUSR1, &action, NULL) == 0);
	say_ready();
	increment_both(s);
}

START_TEST(signals_do_not_end_the_wait)
{
	struct hcn_store *s = open_store();
	pid_t child;

	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	child = start_child_until_ready(wait_for_lock_through_signals, NULL);
	for (unsigned n = 0; n < 10; n++) {
		nap(5);
		ck_assert_int_eq(kill(child, SIGUSR1), 0);
	}
	ck_assert_uint_eq(both(s), 0);
	hcn_store_unlock(s);
	expect_success(child);
	ck_assert_uint_eq(both(s), 1);
	hcn_store_close(s);
}
END_TEST

/* --- killed writers --------------------------------------------------------------------------------------- */

static void hold_lock(void *arg)
{
	must(hcn_store_lock(open_store(), NULL) == 0);
	say_ready();
	(void)pause();
}

static void hold_transaction(void *arg)
{
	struct hcn_txn *txn = begin_write(open_store());

	put(txn, RED, 1, "unfinished", "1k");
	set_counter(txn, "first", 99);
	must(hcn_txn_add_event(txn, "e", 1, NULL) == 0);
	say_ready();
	(void)pause();
}

static void leave_transaction_for_another(void *arg)
{
	struct hcn_txn *txn = begin_write(open_store());

	put(txn, RED, 1, "unfinished", "1k");
	_exit(0);
}

static void expect_untouched(struct hcn_store *s)
{
	struct hcn_txn *txn = begin_write(s);

	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	ck_assert_str_eq(found_by(txn, "1k"), "");
	ck_assert_uint_eq(counter(txn, "first"), 0);
	ck_assert_uint_eq(hcn_txn_last_event(txn), 0);
	put(txn, RED, 2, "", "");
	commit(s, txn);
}

START_TEST(the_lock_of_a_killed_process_is_free)
{
	struct hcn_store *s = open_store();

	kill_child(start_child_until_ready(hold_lock, NULL));
	expect_untouched(s);
	hcn_store_close(s);
}
END_TEST

START_TEST(nothing_of_a_killed_transaction_is_seen)
{
	struct hcn_store *s = open_store();

	kill_child(start_child_until_ready(hold_transaction, NULL));
	expect_untouched(s);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_process_that_exits_amid_a_transaction_is_as_killed)
{
	struct hcn_store *s = open_store();

	expect_success(start_child(leave_transaction_for_another, NULL));
	expect_untouched(s);
	hcn_store_close(s);
}
END_TEST

/* A holder with a child of its own, whose process id it tells. */
static void hold_lock_and_fork(void *arg)
{
	pid_t *grandchild = arg;
	pid_t child;

	must(hcn_store_lock(open_store(), NULL) == 0);
	child = fork();
	if (child > 0) {
		*grandchild = child;
		say_ready();
	}
	(void)pause();
}

START_TEST(a_child_of_a_killed_holder_does_not_keep_the_lock)
{
	struct hcn_store *s = open_store();
	pid_t *grandchild = mmap(NULL, sizeof(*grandchild), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	ck_assert_ptr_ne(grandchild, MAP_FAILED);
	kill_child(start_child_until_ready(hold_lock_and_fork, grandchild));
	expect_untouched(s);
	ck_assert_int_gt(*grandchild, 0);
	ck_assert_int_eq(kill(*grandchild, SIGKILL), 0);
	ck_assert_int_eq(munmap(grandchild, sizeof(*grandchild)), 0);
	hcn_store_close(s);
}
END_TEST

/* Each commit moves an object's key and both counters together. */
static void write_forever(void *arg)
{
	struct hcn_store *s = open_store();

	say_ready();
	for (;;) {
		struct hcn_txn *txn = begin_write(s);
		uint64_t value = counter(txn, "first") + 1;
		char text[32];

		(void)snprintf(text, sizeof(text), "1key%u", (unsigned)value);
		put(txn, RED, 1, text, text);
		set_counter(txn, "first", value);
		set_counter(txn, "second", value);
		must(hcn_txn_add_event(txn, "e", 1, NULL) == 0);
		commit(s, txn);
	}
}

/* Returns how many; the first snapshot under the lock shows what the write transaction will. */
static uint64_t expect_whole_commits(struct hcn_store *s, uint64_t at_least)
{
	struct hcn_txn *txn = NULL;
	uint64_t value;
	char text[32];

	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	value = both(s);
	ck_assert_int_eq(hcn_store_write(s, &txn, NULL), 0);
	ck_assert_uint_ge(value, at_least);
	ck_assert_uint_eq(counter(txn, "first"), value);
	ck_assert_uint_eq(counter(txn, "second"), value);
	ck_assert_uint_eq(hcn_txn_last_event(txn), value);
	(void)snprintf(text, sizeof(text), "1key%u", (unsigned)value);
	if (value) {
		ck_assert_str_eq(data_of(txn, RED, 1), text);
		ck_assert_str_eq(found_by(txn, text), "1");
	}
	roll_back(s, txn);
	return value;
}

START_TEST(a_writer_killed_anywhere_leaves_whole_commits)
{
	struct hcn_store *s = open_store();
	uint64_t last = 0;

	for (long round = 0; round < 40; round++) {
		pid_t child = start_child_until_ready(write_forever, NULL);

		nap(round % 8);
		kill_child(child);
		last = expect_whole_commits(s, last);
	}
	ck_assert_uint_gt(last, 0);
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const together[] = {
		no_increment_of_any_process_is_lost,
		no_increment_of_any_thread_is_lost_and_readers_see_whole_commits,
		threads_may_open_and_close_at_once,
#if !defined(__SANITIZE_THREAD__) && !defined(__SANITIZE_ADDRESS__)
		forks_amid_opening_threads_can_open,
#endif
		taking_the_lock_twice_is_refused,
		signals_do_not_end_the_wait,
	};
	const TTest *const killed[] = {
		the_lock_of_a_killed_process_is_free,
		nothing_of_a_killed_transaction_is_seen,
		a_process_that_exits_amid_a_transaction_is_as_killed,
		a_child_of_a_killed_holder_does_not_keep_the_lock,
		a_writer_killed_anywhere_leaves_whole_commits,
	};
	const struct test_case cases[] = {
		{ "together", together, HCN_N_ELEMENTS(together) },
		{ "killed", killed, HCN_N_ELEMENTS(killed) },
	};

	return run_cases("store: the writer lock", cases, HCN_N_ELEMENTS(cases));
}
