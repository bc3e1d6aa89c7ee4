/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Snapshots stay whole however long they are read, in whichever process, and cost the others nothing lasting. */
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>

#include "cleanup.h"
#include "harness.h"

#define N_OBJECTS 300

static struct {
	_Atomic bool stop;
	_Atomic unsigned n_looks;
} * shared;

static void share(void)
{
	shared = mmap(
		NULL, sizeof(*shared), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	ck_assert_ptr_ne(shared, MAP_FAILED);
}

static void nap(long milliseconds)
{
	const struct timespec time = { .tv_nsec = milliseconds * 1000000 };

	(void)nanosleep(&time, NULL);
}

/* All objects become @value, all under one key of it: hundreds of pages go out of use each time. */
static void write_all(struct hcn_store *s, uint64_t value)
{
	struct hcn_txn *txn = begin_write(s);
	char text[160], key[32];

	(void)snprintf(text, sizeof(text), "%0150llu", (unsigned long long)value);
	(void)snprintf(key, sizeof(key), "1key%llu 2all", (unsigned long long)value);
	for (unsigned n = 0; n < N_OBJECTS; n++)
		put(txn, RED, n, text, key);
	set_counter(txn, "value", value);
	commit(s, txn);
}

/* What is in @txn is what one commit has written. */
static void expect_whole(struct hcn_txn *txn)
{
	uint64_t value = counter(txn, "value");
	struct hcn_index_key key;
	char text[160], name[32];

	(void)snprintf(text, sizeof(text), "%0150llu", (unsigned long long)value);
	(void)snprintf(name, sizeof(name), "1key%llu", (unsigned long long)value);
	for (unsigned n = 0; n < N_OBJECTS; n++)
		must(!strcmp(data_of(txn, RED, n), text));
	key = key_of(name);
	must(hcn_txn_count(txn, &key) == N_OBJECTS);
	key = key_of("2all");
	must(hcn_txn_count(txn, &key) == N_OBJECTS);
}

static off_t size_of_file(void)
{
	char path[160];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s/data.mdb", state_dir);
	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_size;
}

START_TEST(a_snapshot_outlives_any_number_of_commits_of_its_own_thread)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *readers[20];

	for (unsigned i = 0; i < HCN_N_ELEMENTS(readers); i++) {
		write_all(s, i);
		readers[i] = begin_read(s);
	}
	for (unsigned i = 0; i < HCN_N_ELEMENTS(readers); i++) {
		ck_assert_uint_eq(counter(readers[i], "value"), i);
		expect_whole(readers[i]);
		hcn_txn_abort(readers[i]);
	}
	hcn_store_close(s);
}
END_TEST

/* --- of other processes ------------------------------------------------------------------------------------ */

static void hold_snapshot(void *arg)
{
	struct hcn_txn *txn = begin_read(open_store());

	say_ready();
	while (!atomic_load(&shared->stop))
		nap(1);
	expect_whole(txn);
	must(counter(txn, "value") == 1);
	hcn_txn_abort(txn);
}

static void write_often(struct hcn_store *s, off_t *ret_first, off_t *ret_last)
{
	for (unsigned i = 2; i < 200; i++) {
		write_all(s, i);
		if (i == 20)
			*ret_first = size_of_file();
	}
	*ret_last = size_of_file();
}

START_TEST(the_snapshot_of_a_stopped_process_stays_whole_and_lets_nothing_grow)
{
	struct hcn_store *s = open_store();
	off_t first = 0, last = 0;
	pid_t child;

	share();
	write_all(s, 1);
	child = start_child_until_ready(hold_snapshot, NULL);
	ck_assert_int_eq(kill(child, SIGSTOP), 0);
	write_often(s, &first, &last);
	ck_assert_int_lt(last, 2 * first);
	atomic_store(&shared->stop, true);
	ck_assert_int_eq(kill(child, SIGCONT), 0);
	expect_success(child);
	hcn_store_close(s);
}
END_TEST

START_TEST(the_snapshot_of_a_killed_process_lets_nothing_grow)
{
	struct hcn_store *s = open_store();
	off_t first = 0, last = 0;

	share();
	write_all(s, 1);
	kill_child(start_child_until_ready(hold_snapshot, NULL));
	write_often(s, &first, &last);
	ck_assert_int_lt(last, 2 * first);
	hcn_store_close(s);
}
END_TEST

/* Looks as long as it pleases, some longer than others. */
static void look_often(void *number)
{
	struct hcn_store *s = open_store();
	unsigned n = *(const unsigned *)number;

	while (!atomic_load(&shared->stop)) {
		struct hcn_txn *txn = begin_read(s);

		expect_whole(txn);
		if (n % 2)
			nap(n);
		expect_whole(txn);
		hcn_txn_abort(txn);
		atomic_fetch_add(&shared->n_looks, 1);
	}
	hcn_store_close(s);
}

static void write_until_stopped(void *number)
{
	struct hcn_store *s = open_store();

	for (uint64_t i = *(const unsigned *)number; !atomic_load(&shared->stop); i += 10)
		write_all(s, i);
	hcn_store_close(s);
}

START_TEST(readers_and_writers_of_many_processes_see_whole_commits)
{
	struct hcn_store *s = open_store();
	pid_t children[7];
	off_t size;

	share();
	write_all(s, 0);
	hcn_store_close(s);
	for (unsigned i = 0; i < HCN_N_ELEMENTS(children); i++)
		children[i] = start_child(i < 4 ? look_often : write_until_stopped, &i);
	nap(900);
	nap(900);
	/* Wherever it is, its replacement is whole. */
	kill_child(children[6]);
	nap(300);
	atomic_store(&shared->stop, true);
	for (unsigned i = 0; i < 6; i++)
		expect_success(children[i]);
	ck_assert_uint_gt(atomic_load(&shared->n_looks), 20);
	size = size_of_file();
	ck_assert_int_lt(size, 8 * 1024 * 1024);
}
END_TEST

START_TEST(a_process_that_writes_is_killed_while_it_leaves_readers_behind)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;
	unsigned number = 3;
	pid_t reader;

	share();
	write_all(s, 1);
	reader = start_child_until_ready(hold_snapshot, NULL);
	for (long i = 0; i < 40; i++) {
		pid_t writer = start_child(write_until_stopped, &number);

		nap(2 + i % 7);
		kill_child(writer);
		txn = begin_read(s);
		expect_whole(txn);
		hcn_txn_abort(txn);
	}
	write_all(s, 77);
	atomic_store(&shared->stop, true);
	expect_success(reader);
	hcn_store_close(s);
}
END_TEST

/* --- pid namespaces ---------------------------------------------------------------------------------------- */

/* The first process of a pid namespace of its own: number 1. */
static void as_number_one(void (*fn)(void *), void *arg)
{
	int status = -1;
	pid_t child;

	must(unshare(CLONE_NEWPID) == 0);
	child = fork();
	must(child >= 0);
	if (!child) {
		must(getpid() == 1);
		fn(arg);
		_exit(0);
	}
	must(waitpid(child, &status, 0) == child);
	must(status == 0);
}

static void read_and_write(void *arg)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *old = begin_read(s);

	for (unsigned i = 0; i < 100; i++) {
		struct hcn_txn *txn = begin_write(s);

		set_counter(txn, "n", counter(txn, "n") + 1);
		commit(s, txn);
		txn = begin_read(s);
		must(counter(txn, "n") > i);
		hcn_txn_abort(txn);
		nap(1);
	}
	expect_whole(old);
	hcn_txn_abort(old);
	hcn_store_close(s);
}

static void read_and_write_as_number_one(void *arg)
{
	as_number_one(read_and_write, NULL);
}

static bool may_make_pid_namespaces(void)
{
	pid_t child = fork();
	int status = -1;

	if (!child)
		_exit(unshare(CLONE_NEWPID) != 0);
	return waitpid(child, &status, 0) == child && status == 0;
}

START_TEST(processes_with_the_same_number_in_two_pid_namespaces_share_a_store)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn;
	pid_t children[2];

	if (!may_make_pid_namespaces())
		return;
	write_all(s, 1);
	for (unsigned i = 0; i < 2; i++)
		children[i] = start_child(read_and_write_as_number_one, NULL);
	for (unsigned i = 0; i < 2; i++)
		expect_success(children[i]);
	txn = begin_read(s);
	ck_assert_uint_eq(counter(txn, "n"), 200);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const own[] = {
		a_snapshot_outlives_any_number_of_commits_of_its_own_thread,
	};
	const TTest *const of_others[] = {
		the_snapshot_of_a_stopped_process_stays_whole_and_lets_nothing_grow,
		the_snapshot_of_a_killed_process_lets_nothing_grow,
		readers_and_writers_of_many_processes_see_whole_commits,
		a_process_that_writes_is_killed_while_it_leaves_readers_behind,
	};
	const TTest *const namespaces[] = {
		processes_with_the_same_number_in_two_pid_namespaces_share_a_store,
	};
	const struct test_case cases[] = {
		{ "own", own, HCN_N_ELEMENTS(own) },
		{ "of others", of_others, HCN_N_ELEMENTS(of_others) },
		{ "pid namespaces", namespaces, HCN_N_ELEMENTS(namespaces) },
	};

	return run_cases("store: pins", cases, HCN_N_ELEMENTS(cases));
}
