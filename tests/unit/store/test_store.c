/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Opening: the directory, one instance per process, format and boot, fork. */
#include <fcntl.h>
#include <linux/capability.h>
#include <lmdb.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>

#include "cleanup.h"
#include "harness.h"

static int try_open(const char *dir, struct hcn_error *err)
{
	const struct hcn_store_config config = { .dir = dir };
	struct hcn_store *s = NULL;
	int r = hcn_store_open(&config, &s, err);

	ck_assert(!r == !!s);
	hcn_store_close(s);
	return r;
}

static mode_t mode_of(const char *name)
{
	char path[160];
	struct stat st;

	(void)snprintf(path, sizeof(path), "%s/%s", state_dir, name);
	ck_assert_int_eq(stat(path, &st), 0);
	return st.st_mode;
}

START_TEST(the_directory_is_made_with_its_parents_and_private_files)
{
	struct hcn_store *s;

	(void)umask(022);
	s = open_store();
	ck_assert_str_eq(hcn_store_dir(s), state_dir);
	ck_assert_uint_eq(mode_of("."), S_IFDIR | 0755);
	ck_assert_uint_eq(mode_of(".."), S_IFDIR | 0755);
	ck_assert_uint_eq(mode_of("data.mdb"), S_IFREG | 0600);
	ck_assert_uint_eq(mode_of("queue"), S_IFREG | 0600);
	ck_assert_uint_eq(mode_of("lock"), S_IFREG | 0600);
	ck_assert_uint_eq(mode_of("wake"), S_IFREG | 0600);
	hcn_store_close(s);
}
END_TEST

START_TEST(everything_is_there_after_closing_and_opening)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 2, "two", "1k");
	put(txn, RED, 1, "one", "1k");
	set_counter(txn, "cursor", 42);
	ck_assert_int_eq(hcn_txn_add_event(txn, "e", 1, NULL), 0);
	commit(s, txn);
	hcn_store_close(s);

	s = open_store();
	txn = begin_write(s);
	put(txn, RED, 3, "three", "1k");
	ck_assert_str_eq(data_of(txn, RED, 1), "one");
	ck_assert_str_eq(found_by(txn, "1k"), "2 1 3");
	ck_assert_uint_eq(counter(txn, "cursor"), 42);
	ck_assert_uint_eq(hcn_txn_last_event(txn), 1);
	roll_back(s, txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_directory_is_open_once_under_all_its_names)
{
	char link[160];
	struct hcn_store *first = open_store();
	struct hcn_store *second = NULL;
	const struct hcn_store_config config = { .dir = link };
	struct hcn_txn *txn;

	(void)snprintf(link, sizeof(link), "%s/link", top_dir);
	ck_assert_int_eq(symlink(state_dir, link), 0);
	ck_assert_int_eq(hcn_store_open(&config, &second, NULL), 0);
	ck_assert_ptr_eq(first, second);
	hcn_store_close(first);
	txn = begin_write(second);
	put(txn, RED, 1, "", "");
	commit(second, txn);
	hcn_store_close(second);
}
END_TEST

START_TEST(two_directories_are_two_stores)
{
	char other[160];
	struct hcn_store *s = open_store();
	struct hcn_store *t = NULL;
	const struct hcn_store_config config = { .dir = other };
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "");
	commit(s, txn);
	(void)snprintf(other, sizeof(other), "%s/other", top_dir);
	ck_assert_int_eq(hcn_store_open(&config, &t, NULL), 0);
	txn = begin_read(t);
	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	hcn_txn_abort(txn);
	hcn_store_close(t);
	hcn_store_close(s);
}
END_TEST

START_TEST(a_directory_made_anew_is_another_store)
{
	char moved[160];
	struct hcn_store *s = open_store();
	struct hcn_store *t;
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "");
	commit(s, txn);
	(void)snprintf(moved, sizeof(moved), "%s/moved", top_dir);
	ck_assert_int_eq(rename(state_dir, moved), 0);
	t = open_store();
	ck_assert_ptr_ne(s, t);
	txn = begin_read(t);
	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	hcn_txn_abort(txn);
	hcn_store_close(t);
	hcn_store_close(s);
}
END_TEST

START_TEST(closing_nothing_is_fine)
{
	hcn_store_close(NULL);
	hcn_txn_abort(NULL);
}
END_TEST

/* --- what is refused ------------------------------------------------------------------------------------ */

START_TEST(a_relative_directory_is_refused)
{
	struct hcn_error err;

	ck_assert_int_eq(try_open("run/hcn", &err), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(try_open("", &err), HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_file_in_place_of_the_directory_is_named)
{
	char path[160];
	struct hcn_error err;

	(void)snprintf(path, sizeof(path), "%s/file", top_dir);
	ck_assert_int_ge(creat(path, 0600), 0);
	ck_assert_int_eq(try_open(path, &err), -ENOTDIR);
	ck_assert_ptr_nonnull(strstr(err.text, path));
	(void)snprintf(path, sizeof(path), "%s/file/below", top_dir);
	ck_assert_int_eq(try_open(path, &err), -ENOTDIR);
}
END_TEST

static void drop_capabilities(void)
{
	struct __user_cap_header_struct head = { .version = _LINUX_CAPABILITY_VERSION_3 };
	const struct __user_cap_data_struct none[2] = { { 0 } };

	ck_assert_int_eq(syscall(SYS_capset, &head, none), 0);
}

START_TEST(a_directory_that_may_not_be_made_is_access_denied)
{
	struct hcn_error err;

	ck_assert_int_eq(chmod(top_dir, 0500), 0);
	drop_capabilities();
	ck_assert_int_eq(try_open(state_dir, &err), HCN_ACCESS_DENIED);
	ck_assert_ptr_nonnull(strstr(err.text, top_dir));
	ck_assert_int_eq(err.os_errno, EACCES);
	ck_assert_int_eq(chmod(top_dir, 0700), 0);
}
END_TEST

START_TEST(files_of_somebody_else_are_access_denied)
{
	char path[160];
	struct hcn_error err;

	hcn_store_close(open_store());
	(void)snprintf(path, sizeof(path), "%s/data.mdb", state_dir);
	ck_assert_int_eq(chmod(path, 0), 0);
	drop_capabilities();
	ck_assert_int_eq(try_open(state_dir, &err), HCN_ACCESS_DENIED);
	ck_assert_ptr_nonnull(strstr(err.text, state_dir));
}
END_TEST

START_TEST(a_file_that_is_no_database_is_refused_and_left_alone)
{
	static const char garbage[8192] = "this is not a database";
	char path[160];
	char found[sizeof(garbage)];
	struct hcn_error err;
	int fd;

	hcn_store_close(open_store());
	(void)snprintf(path, sizeof(path), "%s/data.mdb", state_dir);
	fd = open(path, O_RDWR | O_TRUNC);
	ck_assert_int_eq(write(fd, garbage, sizeof(garbage)), sizeof(garbage));
	ck_assert_int_eq(try_open(state_dir, &err), -EIO);
	ck_assert_str_ne(err.hint, "");
	ck_assert_int_eq(pread(fd, found, sizeof(found), 0), sizeof(found));
	ck_assert_mem_eq(found, garbage, sizeof(garbage));
	(void)close(fd);
}
END_TEST

/* --- format and boot ------------------------------------------------------------------------------------- */

/* Changes the byte at @offset of meta/origin: the format (uint32_t), then the boot id.  No store may be open. */
static void patch_origin(size_t offset, uint8_t byte)
{
	MDB_val key = { .mv_size = 6, .mv_data = (char[]){ "origin" } };
	uint8_t copy[64];
	MDB_val value;
	MDB_env *env;
	MDB_txn *txn;
	MDB_dbi dbi;

	ck_assert_int_eq(mdb_env_create(&env), 0);
	ck_assert_int_eq(mdb_env_set_maxdbs(env, 8), 0);
	ck_assert_int_eq(mdb_env_open(env, state_dir, 0, 0600), 0);
	ck_assert_int_eq(mdb_txn_begin(env, NULL, 0, &txn), 0);
	ck_assert_int_eq(mdb_dbi_open(txn, "meta", 0, &dbi), 0);
	ck_assert_int_eq(mdb_get(txn, dbi, &key, &value), 0);
	ck_assert_uint_eq(value.mv_size, sizeof(uint32_t) + 36);
	memcpy(copy, value.mv_data, value.mv_size);
	copy[offset] = byte;
	value.mv_data = copy;
	ck_assert_int_eq(mdb_put(txn, dbi, &key, &value, 0), 0);
	ck_assert_int_eq(mdb_txn_commit(txn), 0);
	mdb_env_close(env);
}

static void fill_store(void)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "one", "1k");
	set_counter(txn, "cursor", 42);
	ck_assert_int_eq(hcn_txn_add_event(txn, "e", 1, NULL), 0);
	commit(s, txn);
	hcn_store_close(s);
}

START_TEST(another_boot_empties_everything)
{
	struct hcn_store *s;
	struct hcn_txn *txn;

	fill_store();
	patch_origin(sizeof(uint32_t) + 5, 'x');
	s = open_store();
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	ck_assert_str_eq(all_of(txn, RED), "");
	ck_assert_str_eq(found_by(txn, "1k"), "");
	ck_assert_uint_eq(counter(txn, "cursor"), 0);
	ck_assert_uint_eq(hcn_txn_last_event(txn), 0);
	hcn_txn_abort(txn);
	hcn_store_close(s);

	fill_store();
	s = open_store();
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "one");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

START_TEST(another_format_is_refused_with_both_numbers)
{
	struct hcn_error err;
	struct hcn_store *s;
	struct hcn_txn *txn;

	fill_store();
	patch_origin(0, 77);
	ck_assert_int_eq(try_open(state_dir, &err), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "77"));
	ck_assert_ptr_nonnull(strstr(err.text, "format 2"));
	ck_assert_ptr_nonnull(strstr(err.hint, state_dir));
	patch_origin(0, HCN_STORE_FORMAT);
	s = open_store();
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "one");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

/* --- format 1, which had LMDB's lock file ----------------------------------------------------------------- */

static bool exists(const char *name)
{
	char path[160];

	(void)snprintf(path, sizeof(path), "%s/%s", state_dir, name);
	return !access(path, F_OK);
}

START_TEST(format_1_is_upgraded_with_all_that_is_in_it)
{
	struct hcn_store *s;
	struct hcn_txn *txn;

	fill_store();
	patch_origin(0, 1);
	ck_assert(exists("lock.mdb"));
	for (unsigned i = 0; i < 2; i++) {
		s = open_store();
		txn = begin_read(s);
		ck_assert_str_eq(data_of(txn, RED, 1), "one");
		ck_assert_uint_eq(counter(txn, "cursor"), 42);
		hcn_txn_abort(txn);
		hcn_store_close(s);
		ck_assert(!exists("lock.mdb"));
	}
}
END_TEST

/* As the older library does: the environment stays open. */
static void use_as_older_version(void *arg)
{
	MDB_env *env;

	must(mdb_env_create(&env) == 0);
	must(mdb_env_open(env, state_dir, MDB_NOTLS, 0600) == 0);
	say_ready();
	(void)pause();
}

START_TEST(format_1_is_refused_while_an_older_version_uses_it)
{
	struct hcn_error err;
	pid_t child;

	fill_store();
	patch_origin(0, 1);
	child = start_child_until_ready(use_as_older_version, NULL);
	ck_assert_int_eq(try_open(state_dir, &err), -EPROTO);
	ck_assert_ptr_nonnull(strstr(err.text, "format 1"));
	ck_assert_str_ne(err.hint, "");
	kill_child(child);
	ck_assert_int_eq(try_open(state_dir, &err), 0);
}
END_TEST

static void open_and_count(void *arg)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	set_counter(txn, "opened", counter(txn, "opened") + 1);
	commit(s, txn);
	hcn_store_close(s);
}

START_TEST(processes_may_open_a_new_directory_at_once)
{
	for (unsigned round = 0; round < 20; round++) {
		pid_t children[8];
		struct hcn_store *s;
		struct hcn_txn *txn;

		(void)snprintf(state_dir, sizeof(state_dir), "%s/round-%u", top_dir, round);
		for (size_t i = 0; i < HCN_N_ELEMENTS(children); i++)
			children[i] = start_child(open_and_count, NULL);
		for (size_t i = 0; i < HCN_N_ELEMENTS(children); i++)
			expect_success(children[i]);
		s = open_store();
		txn = begin_read(s);
		ck_assert_uint_eq(counter(txn, "opened"), HCN_N_ELEMENTS(children));
		hcn_txn_abort(txn);
		hcn_store_close(s);
	}
}
END_TEST

static void hold_transaction(void *arg)
{
	struct hcn_txn *txn = begin_write(open_store());

	put(txn, RED, 1, "unfinished", "");
	say_ready();
	(void)pause();
}

START_TEST(a_store_in_use_opens_while_a_writer_holds_the_lock)
{
	pid_t child = start_child_until_ready(hold_transaction, NULL);
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_read(s);

	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	hcn_txn_abort(txn);
	hcn_store_close(s);
	kill_child(child);
}
END_TEST

/* --- fork ------------------------------------------------------------------------------------------------- */

struct inherited {
	struct hcn_store *store;
	struct hcn_txn *reader;
};

static void use_inherited(void *arg)
{
	const struct inherited *from_parent = arg;
	struct hcn_txn *txn = NULL;
	struct hcn_error err;
	struct hcn_store *own;

	hcn_store_close(from_parent->store);
	must(hcn_store_read(from_parent->store, &txn, &err) == -EPERM);
	must(strstr(err.hint, "fork") != NULL);
	must(hcn_store_write(from_parent->store, &txn, &err) == -EPERM);
	must(hcn_store_lock(from_parent->store, &err) == -EPERM);
	own = open_store();
	must(own != from_parent->store);
	hcn_txn_abort(from_parent->reader);
	for (unsigned n = 0; n < 50; n++) {
		txn = begin_write(own);
		put(txn, RED, 1, "of the child", "");
		set_counter(txn, "n", n);
		commit(own, txn);
	}
	hcn_store_close(own);
}

START_TEST(a_child_opens_its_own_and_leaves_the_inherited_one_alone)
{
	struct inherited inherited = { .store = open_store() };
	struct hcn_txn *txn = begin_write(inherited.store);

	put(txn, RED, 1, "of the parent", "");
	commit(inherited.store, txn);
	inherited.reader = begin_read(inherited.store);
	expect_success(start_child(use_inherited, &inherited));
	/* Had the child given back our slot in the reader table, its commits had reused these pages. */
	ck_assert_str_eq(data_of(inherited.reader, RED, 1), "of the parent");
	ck_assert_uint_eq(counter(inherited.reader, "n"), 0);
	hcn_txn_abort(inherited.reader);
	txn = begin_write(inherited.store);
	ck_assert_str_eq(data_of(txn, RED, 1), "of the child");
	ck_assert_uint_eq(counter(txn, "n"), 49);
	roll_back(inherited.store, txn);
	hcn_store_close(inherited.store);
}
END_TEST

static void commit_inherited(void *arg)
{
	struct hcn_error err;

	must(hcn_txn_commit(arg, &err) == -EPERM);
}

START_TEST(a_child_cannot_commit_for_its_parent)
{
	struct hcn_store *s = open_store();
	struct hcn_txn *txn = begin_write(s);

	put(txn, RED, 1, "", "");
	expect_success(start_child(commit_inherited, txn));
	roll_back(s, txn);
	txn = begin_read(s);
	ck_assert_str_eq(data_of(txn, RED, 1), "-");
	hcn_txn_abort(txn);
	hcn_store_close(s);
}
END_TEST

int main(void)
{
	const TTest *const instances[] = {
		the_directory_is_made_with_its_parents_and_private_files,
		everything_is_there_after_closing_and_opening,
		a_directory_is_open_once_under_all_its_names,
		two_directories_are_two_stores,
		a_directory_made_anew_is_another_store,
		closing_nothing_is_fine,
	};
	const TTest *const refusals[] = {
		a_relative_directory_is_refused,
		a_file_in_place_of_the_directory_is_named,
		a_directory_that_may_not_be_made_is_access_denied,
		files_of_somebody_else_are_access_denied,
		a_file_that_is_no_database_is_refused_and_left_alone,
	};
	const TTest *const origin[] = {
		another_boot_empties_everything,
		another_format_is_refused_with_both_numbers,
		format_1_is_upgraded_with_all_that_is_in_it,
		format_1_is_refused_while_an_older_version_uses_it,
		processes_may_open_a_new_directory_at_once,
		a_store_in_use_opens_while_a_writer_holds_the_lock,
	};
	const TTest *const forks[] = {
		a_child_opens_its_own_and_leaves_the_inherited_one_alone,
		a_child_cannot_commit_for_its_parent,
	};
	const struct test_case cases[] = {
		{ "instances", instances, HCN_N_ELEMENTS(instances) },
		{ "refusals", refusals, HCN_N_ELEMENTS(refusals) },
		{ "format and boot", origin, HCN_N_ELEMENTS(origin) },
		{ "fork", forks, HCN_N_ELEMENTS(forks) },
	};

	return run_cases("store: open", cases, HCN_N_ELEMENTS(cases));
}
