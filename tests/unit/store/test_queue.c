/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for the writer lock: how long, in which order, and who cannot hold up the others. */
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <time.h>

#include "cleanup.h"
#include "deadline.h"
#include "harness.h"

#define N_WAITERS 8
#define N_CROWD   24
#define N_TURNS   40

/* What the children share with the test. */
static struct {
	_Atomic unsigned n_served;
	_Atomic unsigned order[N_WAITERS];
	_Atomic int64_t longest_us[N_CROWD];
} * shared;

static void share(void)
{
	shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(shared, MAP_FAILED);
}

static void nap(long milliseconds)
{
	const struct timespec time = { .tv_sec = milliseconds / 1000,
		.tv_nsec = milliseconds % 1000 * 1000000 };

	(void)nanosleep(&time, NULL);
}

static int64_t now_us(void)
{
	struct timespec now;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static void hold_lock(void *arg)
{
	must(hcn_store_lock(open_store(), NULL) == 0);
	say_ready();
	for (;;)
		(void)pause();
}

/* A holder that does not let go until it is killed. */
static pid_t given_a_holder_that_stands_still(void)
{
	pid_t child = start_child_until_ready(hold_lock, NULL);

	ck_assert_int_eq(kill(child, SIGSTOP), 0);
	return child;
}

/* --- the deadline ----------------------------------------------------------------------------------------- */

START_TEST(who_waits_in_vain_learns_the_process_that_has_the_lock)
{
	struct hcn_store *s = open_store();
	pid_t child = given_a_holder_that_stands_still();
	int64_t start = now_us(), took;
	struct hcn_error err;
	char text[64];

	ck_assert_int_eq(hcn_store_lock_until(s, hcn_deadline_in(150), &err), HCN_TIMEOUT);
	took = (now_us() - start) / 1000;
	ck_assert_int_ge(took, 149);
	ck_assert_int_lt(took, 5000);
	(void)snprintf(text, sizeof(text), "process %d (test-store-queu", (int)child);
	ck_assert_msg(strstr(err.text, text) != NULL, "%s", err.text);
	ck_assert_uint_eq(err.hresult, 0x800705b4);
	ck_assert_str_ne(err.hint, "");
	kill_child(child);
	ck_assert_int_eq(hcn_store_lock_until(s, hcn_deadline_in(5000), &err), 0);
	hcn_store_unlock(s);
	hcn_store_close(s);
}
END_TEST

START_TEST(nobody_who_reads_waits_for_a_writer_that_stands_still)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);
	pid_t child;

	put(txn, RED, 1, "there", "");
	commit(s, txn);
	hcn_store_close(s);
	child = given_a_holder_that_stands_still();
	s = open_store();
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "there");
	hcn_txn_abort(txn);
	hcn_store_close(s);
	kill_child(child);
}
END_TEST

START_TEST(a_deadline_that_is_past_still_takes_a_free_lock)
{
	struct hcn_store *s = open_store();

	ck_assert_int_eq(hcn_store_lock_until(s, 0, NULL), 0);
	hcn_store_unlock(s);
	hcn_store_close(s);
}
END_TEST

static void *wait_in_vain(void *store)
{
	must(hcn_store_lock_until(store, hcn_deadline_in(50), NULL) == HCN_TIMEOUT);
	return NULL;
}

START_TEST(threads_wait_for_each_other_no_longer_than_that)
{
	struct hcn_store *s = open_store();
	pthread_t threads[4];

	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_create(&threads[i], NULL, wait_in_vain, s), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(threads); i++)
		ck_assert_int_eq(pthread_join(threads[i], NULL), 0);
	hcn_store_unlock(s);
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	hcn_store_unlock(s);
	hcn_store_close(s);
}
END_TEST

/* --- the order -------------------------------------------------------------------------------------------- */

static void wait_and_note(void *number)
{
	struct hcn_store *s = open_store();

	must(hcn_store_lock(s, NULL) == 0);
	atomic_store(
		&shared->order[atomic_fetch_add(&shared->n_served, 1)], *(const unsigned *)number);
	hcn_store_unlock(s);
}

START_TEST(who_came_first_is_served_first)
{
	struct hcn_store *s = open_store();
	pid_t children[N_WAITERS];

	share();
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	for (unsigned i = 0; i < N_WAITERS; i++) {
		children[i] = start_child(wait_and_note, &i);
		nap(30);
	}
	hcn_store_unlock(s);
	for (unsigned i = 0; i < N_WAITERS; i++)
		expect_success(children[i]);
	for (unsigned i = 0; i < N_WAITERS; i++)
		ck_assert_uint_eq(atomic_load(&shared->order[i]), i);
	hcn_store_close(s);
}
END_TEST

/* The first in the queue is gone, or stands still, when its turn comes. */
static void expect_the_others_are_served(int signal_number)
{
	struct hcn_store *s = open_store();
	unsigned first = 0, second = 1;
	int64_t shortest = INT64_MAX;
	pid_t lame, other;

	share();
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	lame = start_child(wait_and_note, &first);
	nap(50);
	other = start_child(wait_and_note, &second);
	nap(50);
	ck_assert_int_eq(kill(lame, signal_number), 0);
	hcn_store_unlock(s);
	expect_success(other);
	ck_assert_uint_eq(atomic_load(&shared->n_served), 1);
	ck_assert_uint_eq(atomic_load(&shared->order[0]), second);
	/* It is not waited for a second time. */
	for (unsigned i = 0; i < 20; i++) {
		int64_t start = now_us(), took;

		ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
		took = now_us() - start;
		shortest = took < shortest ? took : shortest;
		hcn_store_unlock(s);
	}
	ck_assert_int_lt(shortest, 15000);
	kill_child(lame);
	hcn_store_close(s);
}

START_TEST(a_killed_waiter_does_not_hold_up_the_others)
{
	expect_the_others_are_served(SIGKILL);
}
END_TEST

START_TEST(a_stopped_waiter_does_not_hold_up_the_others)
{
	expect_the_others_are_served(SIGSTOP);
}
END_TEST

START_TEST(a_stopped_waiter_that_goes_on_is_served)
{
	struct hcn_store *s = open_store();
	unsigned first = 0, second = 1;
	pid_t slow, other;

	share();
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	slow = start_child(wait_and_note, &first);
	nap(50);
	ck_assert_int_eq(kill(slow, SIGSTOP), 0);
	other = start_child(wait_and_note, &second);
	nap(50);
	hcn_store_unlock(s);
	expect_success(other);
	ck_assert_int_eq(kill(slow, SIGCONT), 0);
	expect_success(slow);
	ck_assert_uint_eq(atomic_load(&shared->n_served), 2);
	hcn_store_close(s);
}
END_TEST

/* Takes the lock over and over, a millisecond each time, as busy clients do. */
static void take_turns(void *number)
{
	unsigned n = *(const unsigned *)number;
	struct hcn_store *s = open_store();
	int64_t longest = 0;

	for (unsigned i = 0; i < N_TURNS; i++) {
		int64_t start = now_us(), took;

		must(hcn_store_lock(s, NULL) == 0);
		took = now_us() - start;
		longest = took > longest ? took : longest;
		nap(1);
		hcn_store_unlock(s);
	}
	atomic_store(&shared->longest_us[n], longest);
	hcn_store_close(s);
}

START_TEST(in_a_crowd_nobody_waits_much_longer_than_the_others)
{
	pid_t children[N_CROWD];
	int64_t start = now_us(), round, longest = 0;

	share();
	for (unsigned i = 0; i < N_CROWD; i++)
		children[i] = start_child(take_turns, &i);
	for (unsigned i = 0; i < N_CROWD; i++)
		expect_success(children[i]);
	round = (now_us() - start) / N_TURNS; /* in which everybody had the lock once */
	for (unsigned i = 0; i < N_CROWD; i++)
		if (atomic_load(&shared->longest_us[i]) > longest)
			longest = atomic_load(&shared->longest_us[i]);
	ck_assert_msg(longest < 25 * round, "the longest wait was %.1f ms, a round takes %.1f ms",
		(double)longest / 1e3, (double)round / 1e3);
}
END_TEST

/* --- the file --------------------------------------------------------------------------------------------- */

START_TEST(garbage_in_the_queue_costs_order_at_most)
{
	uint8_t garbage[16384];
	char path[160];
	int fd;

	hcn_store_close(open_store());
	memset(garbage, 0xa5, sizeof(garbage));
	(void)snprintf(path, sizeof(path), "%s/queue", state_dir);
	fd = open(path, O_RDWR);
	ck_assert_int_eq(pwrite(fd, garbage, sizeof(garbage), 0), sizeof(garbage));
	(void)close(fd);
	for (unsigned i = 0; i < 3; i++) {
		struct hcn_store *s = open_store();

		ck_assert_int_eq(hcn_store_lock_until(s, hcn_deadline_in(20000), NULL), 0);
		hcn_store_unlock(s);
		hcn_store_close(s);
	}
}
END_TEST

int main(void)
{
	const TTest *const deadline[] = {
		who_waits_in_vain_learns_the_process_that_has_the_lock,
		nobody_who_reads_waits_for_a_writer_that_stands_still,
		a_deadline_that_is_past_still_takes_a_free_lock,
		threads_wait_for_each_other_no_longer_than_that,
	};
	const TTest *const order[] = {
		who_came_first_is_served_first,
		a_killed_waiter_does_not_hold_up_the_others,
		a_stopped_waiter_does_not_hold_up_the_others,
		a_stopped_waiter_that_goes_on_is_served,
		in_a_crowd_nobody_waits_much_longer_than_the_others,
	};
	const TTest *const file[] = {
		garbage_in_the_queue_costs_order_at_most,
	};
	const struct test_case cases[] = {
		{ "deadline", deadline, HCN_N_ELEMENTS(deadline) },
		{ "order", order, HCN_N_ELEMENTS(order) },
		{ "file", file, HCN_N_ELEMENTS(file) },
	};

	return run_cases("store: the queue", cases, HCN_N_ELEMENTS(cases));
}
