/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* File systems that are full, or read-only.  Each test has one of its own, where it may mount one. */
#include <fcntl.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/wait.h>

#include "cleanup.h"
#include "harness.h"

#define PAGE 4096

/* A tmpfs of so many pages as the top directory; false: that is not allowed. */
static bool given_disk(unsigned n_pages)
{
	char options[64];

	(void)snprintf(options, sizeof(options), "mode=755,size=%u", n_pages * PAGE);
	if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL))
		return false;
	ck_assert_int_eq(mount("none", top_dir, "tmpfs", 0, options), 0);
	return true;
}

static void given_no_disk(void)
{
	(void)umount2(top_dir, MNT_DETACH);
}

/* Leaves @n_left pages. */
static void fill_disk(unsigned n_left)
{
	static const char page[PAGE];
	char path[128];
	unsigned n = 0;
	int fd;

	(void)snprintf(path, sizeof(path), "%s/filling", top_dir);
	fd = open(path, O_WRONLY | O_CREAT | O_APPEND, 0600);
	ck_assert_int_ge(fd, 0);
	while (write(fd, page, PAGE) == PAGE)
		n++;
	ck_assert_int_eq(ftruncate(fd, (off_t)(n > n_left ? n - n_left : 0) * PAGE), 0);
	(void)close(fd);
}

static void open_and_write(void *arg)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_store *s = NULL;
	struct hcn_txn *txn = NULL;
	struct hcn_error err;

	if (hcn_store_open(&config, &s, &err)) {
		if (err.status != HCN_DISK_FULL)
			give_up(__FILE__, __LINE__, err.text);
		return;
	}
	must(hcn_store_lock(s, NULL) == 0);
	must(hcn_store_make_room(s, 0, &err) == HCN_DISK_FULL);
	must(hcn_store_write(s, &txn, NULL) == 0);
	put(txn, RED, 1, "some data", "1k");
	must(!hcn_txn_commit(txn, &err) || err.status == HCN_DISK_FULL);
	hcn_store_unlock(s);
	hcn_store_close(s);
}

START_TEST(a_disk_that_is_full_at_the_first_use_is_an_error)
{
	if (!given_disk(256))
		return;
	for (unsigned n_left = 0; n_left < 40; n_left++) {
		(void)snprintf(state_dir, sizeof(state_dir), "%s/with-%u", top_dir, n_left);
		fill_disk(n_left);
		expect_success(start_child(open_and_write, NULL));
	}
	given_no_disk();
}
END_TEST

START_TEST(what_was_made_can_be_deleted_on_a_full_disk)
{
	static const char data[600];
	struct hcn_store *s;
	struct hcn_txn *txn;
	struct hcn_error err;

	if (!given_disk(1024))
		return;
	s = open_store();
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	ck_assert_int_eq(hcn_store_make_room(s, 100000, &err), 0);
	hcn_store_unlock(s);
	for (unsigned n = 0; n < 300; n++) {
		const struct hcn_index_key keys[] = { key_of("1all"), key_of("2more") };
		const struct hcn_guid id = id_of(n);

		txn = begin_write(s);
		must(hcn_txn_put(txn, RED, &id, data, sizeof(data), keys, 2, NULL) == 0);
		commit(s, txn);
	}
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	ck_assert_int_eq(hcn_store_make_room(s, 0, &err), 0);
	hcn_store_unlock(s);
	fill_disk(0);
	ck_assert_int_eq(hcn_store_lock(s, NULL), 0);
	ck_assert_int_eq(hcn_store_make_room(s, 2 * 1024 * 1024, &err), HCN_DISK_FULL);
	ck_assert_uint_eq(err.hresult, 0x80070070);
	hcn_store_unlock(s);
	for (unsigned n = 0; n < 300; n++) {
		txn = begin_write(s);
		/* as the engine does: the journal first, then the changes and an event */
		must(hcn_txn_put_value(txn, "intent", data, sizeof(data), NULL) == 0);
		commit(s, txn);
		txn = begin_write(s);
		delete (txn, RED, n);
		must(hcn_txn_delete_value(txn, "intent", NULL) == 0);
		must(hcn_txn_add_event(txn, "e", 1, NULL) == 0);
		commit(s, txn);
	}
	txn = begin_read(s);
	ck_assert_str_eq(all_of(txn, RED), "");
	hcn_txn_abort(txn);
	hcn_store_close(s);
	given_no_disk();
}
END_TEST

/* --- read-only ---------------------------------------------------------------------------------------------- */

static _Atomic unsigned *step;

static void wait_for(unsigned n)
{
	while (atomic_load(step) < n)
		(void)usleep(1000);
}

/* In a mount namespace of its own, where the directory is read-only. */
static void look_through_read_only_mount(void *arg)
{
	struct hcn_store *s;
	struct hcn_txn *txn, *other = NULL;
	struct hcn_error err;

	must(unshare(CLONE_NEWNS) == 0);
	must(mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) == 0);
	must(mount(state_dir, state_dir, NULL, MS_BIND, NULL) == 0);
	must(mount(NULL, state_dir, NULL, MS_REMOUNT | MS_BIND | MS_RDONLY, NULL) == 0);
	s = open_store();
	must(hcn_store_lock(s, &err) == HCN_ACCESS_DENIED);
	must(err.os_errno == EROFS && *err.hint);
	must(hcn_store_write(s, &other, &err) != 0);
	txn = begin_read(s);
	must(!strcmp(data_of(txn, RED, 1), "old"));
	atomic_store(step, 1);
	wait_for(2);
	/* Its lock on the snapshot counts, although it can write nothing. */
	must(!strcmp(data_of(txn, RED, 1), "old"));
	must(counter(txn, "c") == 0);
	hcn_txn_abort(txn);
	txn = begin_read(s);
	must(counter(txn, "c") == 99);
	hcn_txn_abort(txn);
	hcn_store_close(s);
}

START_TEST(a_read_only_directory_can_be_read_while_others_write)
{
	struct hcn_store *s;
	struct hcn_txn *txn;
	pid_t child;

	if (!given_disk(4096))
		return;
	step = mmap(NULL, sizeof(*step), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	s = open_store();
	txn = begin_write(s);
	put(txn, RED, 1, "old", "1k");
	commit(s, txn);
	child = start_child(look_through_read_only_mount, NULL);
	wait_for(1);
	for (unsigned i = 0; i < 100; i++) {
		txn = begin_write(s);
		put(txn, RED, 1, "new", "1k");
		set_counter(txn, "c", i);
		commit(s, txn);
	}
	atomic_store(step, 2);
	expect_success(child);
	hcn_store_close(s);
	given_no_disk();
}
END_TEST

START_TEST(a_read_only_directory_without_a_store_is_refused)
{
	const struct hcn_store_config config = { .dir = top_dir };
	struct hcn_store *s = NULL;
	struct hcn_error err;

	if (!given_disk(64))
		return;
	ck_assert_int_eq(mount(NULL, top_dir, NULL, MS_REMOUNT | MS_RDONLY, NULL), 0);
	ck_assert_int_ne(hcn_store_open(&config, &s, &err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, top_dir));
	given_no_disk();
}
END_TEST

int main(void)
{
	const TTest *const full[] = {
		a_disk_that_is_full_at_the_first_use_is_an_error,
		what_was_made_can_be_deleted_on_a_full_disk,
	};
	const TTest *const read_only[] = {
		a_read_only_directory_can_be_read_while_others_write,
		a_read_only_directory_without_a_store_is_refused,
	};
	const struct test_case cases[] = {
		{ "full", full, HCN_N_ELEMENTS(full) },
		{ "read-only", read_only, HCN_N_ELEMENTS(read_only) },
	};

	return run_cases("store: full and read-only", cases, HCN_N_ELEMENTS(cases));
}
