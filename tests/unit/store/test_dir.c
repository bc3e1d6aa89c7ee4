/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose the state directory is: what others could have written is refused, with the path and the reason. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>

#include "cleanup.h"
#include "harness.h"

#define SOMEBODY 12345

static char path[256];

static const char *in_top(const char *name)
{
	(void)snprintf(path, sizeof(path), "%s/%s", top_dir, name);
	return path;
}

static const char *in_state(const char *name)
{
	(void)snprintf(path, sizeof(path), "%s/%s", state_dir, name);
	return path;
}

static int try_open(struct hcn_error *err)
{
	const struct hcn_store_config config = { .dir = state_dir };
	struct hcn_store *s = NULL;
	int r = hcn_store_open(&config, &s, err);

	hcn_store_close(s);
	return r;
}

static void expect_refusal(const char *culprit, const char *why)
{
	struct hcn_error err;

	ck_assert_int_eq(try_open(&err), HCN_ACCESS_DENIED);
	ck_assert_msg(strstr(err.text, culprit) == err.text, "%s", err.text);
	ck_assert_msg(strstr(err.text, why) != NULL, "%s", err.text);
	ck_assert_str_ne(err.hint, "");
}

static bool is_root(void)
{
	return geteuid() == 0;
}

/* --- the directory and those above it -------------------------------------------------------------------- */

START_TEST(a_directory_that_others_can_write_is_refused)
{
	static const mode_t modes[] = { 0775, 0757, 01777 };

	hcn_store_close(open_store());
	for (size_t i = 0; i < HCN_N_ELEMENTS(modes); i++) {
		ck_assert_int_eq(chmod(state_dir, modes[i]), 0);
		expect_refusal(state_dir, "changed by other users");
	}
	ck_assert_int_eq(chmod(state_dir, 0755), 0);
	hcn_store_close(open_store());
}
END_TEST

START_TEST(a_parent_that_others_can_write_must_be_sticky)
{
	hcn_store_close(open_store());
	ck_assert_int_eq(chmod(in_top("run"), 0777), 0);
	expect_refusal(in_top("run"), "not sticky");
	ck_assert_int_eq(chmod(in_top("run"), 0775), 0);
	expect_refusal(in_top("run"), "not sticky");
	ck_assert_int_eq(chmod(in_top("run"), 01777), 0);
	hcn_store_close(open_store());
}
END_TEST

START_TEST(a_directory_of_somebody_else_is_refused)
{
	if (!is_root())
		return;
	hcn_store_close(open_store());
	ck_assert_int_eq(chown(state_dir, SOMEBODY, 0), 0);
	expect_refusal(state_dir, "12345");
	ck_assert_int_eq(chown(state_dir, 0, 0), 0);
	ck_assert_int_eq(chown(in_top("run"), SOMEBODY, 0), 0);
	expect_refusal(in_top("run"), "12345");
	ck_assert_int_eq(chown(in_top("run"), 0, 0), 0);
	hcn_store_close(open_store());
}
END_TEST

START_TEST(a_users_own_directory_below_roots_is_fine)
{
	if (!is_root())
		return;
	ck_assert_int_eq(chown(top_dir, SOMEBODY, SOMEBODY), 0);
	ck_assert_int_eq(seteuid(SOMEBODY), 0);
	hcn_store_close(open_store());
	ck_assert_int_eq(seteuid(0), 0);
	expect_refusal(top_dir, "12345");
}
END_TEST

START_TEST(a_link_is_followed_when_its_owner_is_trusted)
{
	char real[96];

	(void)snprintf(real, sizeof(real), "%s/real", top_dir);
	ck_assert_int_eq(mkdir(real, 0755), 0);
	ck_assert_int_eq(symlink("../real/./deep", in_top("link")), 0);
	ck_assert_int_eq(symlink(real, in_top("absolute")), 0);
	ck_assert_int_eq(symlink("loop", in_top("loop")), 0);
	ck_assert_int_eq(mkdir(in_top("real/deep"), 0755), 0);

	(void)snprintf(state_dir, sizeof(state_dir), "%s/absolute//deep/", top_dir);
	hcn_store_close(open_store());
	(void)snprintf(state_dir, sizeof(state_dir), "%s/real/../link/hcn", top_dir);
	ck_assert_int_eq(unlink(in_top("link")), 0);
	ck_assert_int_eq(symlink("real/deep", in_top("link")), 0);
	hcn_store_close(open_store());
	ck_assert_int_eq(access(in_top("real/deep/hcn/lock"), F_OK), 0);
	if (is_root()) {
		ck_assert_int_eq(lchown(in_top("link"), SOMEBODY, 0), 0);
		expect_refusal(top_dir, "12345");
	}
	(void)snprintf(state_dir, sizeof(state_dir), "%s/loop/hcn", top_dir);
	ck_assert_int_eq(try_open(NULL), -ELOOP);
}
END_TEST

START_TEST(names_that_are_too_long_are_an_error)
{
	static char longest[8192];
	const struct hcn_store_config config = { .dir = longest };
	struct hcn_store *s = NULL;
	struct hcn_error err;

	memset(longest, 'n', sizeof(longest) - 1);
	longest[0] = '/';
	ck_assert_int_eq(hcn_store_open(&config, &s, &err), -ENAMETOOLONG);
	longest[300] = '\0';
	ck_assert_int_eq(hcn_store_open(&config, &s, &err), -ENAMETOOLONG);
}
END_TEST

/* --- its files ------------------------------------------------------------------------------------------- */

static const char *const files[] = { "data.mdb", "lock", "wake" };

START_TEST(a_file_that_others_can_write_is_refused)
{
	hcn_store_close(open_store());
	ck_assert_int_eq(chmod(in_state(files[_i]), 0620), 0);
	expect_refusal(in_state(files[_i]), "changed by other users");
	ck_assert_int_eq(chmod(in_state(files[_i]), 0600), 0);
	hcn_store_close(open_store());
}
END_TEST

START_TEST(a_file_of_somebody_else_is_refused)
{
	if (!is_root())
		return;
	hcn_store_close(open_store());
	ck_assert_int_eq(chown(in_state(files[_i]), SOMEBODY, 0), 0);
	expect_refusal(in_state(files[_i]), "12345");
}
END_TEST

START_TEST(a_file_with_a_second_name_is_refused)
{
	char other[128];

	hcn_store_close(open_store());
	(void)snprintf(other, sizeof(other), "%s/other", top_dir);
	ck_assert_int_eq(link(in_state(files[_i]), other), 0);
	expect_refusal(in_state(files[_i]), "another name");
	ck_assert_int_eq(unlink(other), 0);
	hcn_store_close(open_store());
}
END_TEST

START_TEST(a_link_or_a_pipe_in_place_of_a_file_is_refused)
{
	char aside[128];
	struct hcn_error err;

	hcn_store_close(open_store());
	(void)snprintf(aside, sizeof(aside), "%s/aside", top_dir);
	ck_assert_int_eq(rename(in_state(files[_i]), aside), 0);
	ck_assert_int_eq(symlink(aside, in_state(files[_i])), 0);
	ck_assert_int_ne(try_open(&err), 0);
	ck_assert_ptr_nonnull(strstr(err.text, in_state(files[_i])));
	ck_assert_int_eq(unlink(in_state(files[_i])), 0);
	ck_assert_int_eq(mkfifo(in_state(files[_i]), 0600), 0);
	expect_refusal(in_state(files[_i]), "no regular file");
}
END_TEST

int main(void)
{
	const TTest *const directories[] = {
		a_directory_that_others_can_write_is_refused,
		a_parent_that_others_can_write_must_be_sticky,
		a_directory_of_somebody_else_is_refused,
		a_users_own_directory_below_roots_is_fine,
		a_link_is_followed_when_its_owner_is_trusted,
		names_that_are_too_long_are_an_error,
	};
	const TTest *const of_files[] = {
		a_file_that_others_can_write_is_refused,
		a_file_of_somebody_else_is_refused,
		a_file_with_a_second_name_is_refused,
		a_link_or_a_pipe_in_place_of_a_file_is_refused,
	};
	const struct test_case cases[] = {
		{ "directories", directories, HCN_N_ELEMENTS(directories) },
		{ "files", of_files, HCN_N_ELEMENTS(of_files), HCN_N_ELEMENTS(files) },
	};

	return run_cases("store: dir", cases, HCN_N_ELEMENTS(cases));
}
