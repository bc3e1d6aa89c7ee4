/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The log: one kernel for all processes, whole after any death. */
#include <signal.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lab.h"

static const char *log_path(void)
{
	static char path[64];

	snprintf(path, sizeof(path), "%s/sim.log", lab_dir);
	return path;
}

static off_t log_size(void)
{
	struct stat st;

	ck_assert_int_eq(stat(log_path(), &st), 0);
	return st.st_size;
}

static void append_to_log(const char *text)
{
	FILE *f = fopen(log_path(), "a");

	ck_assert_ptr_nonnull(f);
	fputs(text, f);
	ck_assert_int_eq(fclose(f), 0);
}

static void reopen(void)
{
	hcn_backend_sim.close(sim);
	sim = lab_open_again();
}

#define MANY_ROWS                                                                                  \
	NETNS("n")                                                                                 \
	"," BRIDGE("zbridge") "," PORT("aport", "zbridge") "," VETH_IN("v",                        \
		"n") ","                                                                           \
		     "{'row':'file','path':'a','content':'x'}," SYSCTL("net/ipv4/ip_forward",      \
			     "1") "," ADDR("zbridge", "10.0.0.1/24") "," ROUTE_VIA("10.1.0.0/16",  \
			     "zbridge", "10.0.0.2") "," FDB("aport",                               \
			     "02:00:00:00:00:01") "," TABLE("t") "," INTERVALS("s",                \
			     "ipv4_addr") "," ELEM("s", "10.0.0.0/24") "," CHAIN("z",              \
			     "'accept'") "," CHAIN("a", "'jump z','ip saddr @s drop'")

START_TEST(the_kernel_is_the_same_after_a_restart)
{
	char *rows;

	lab_open();
	given(MANY_ROWS);
	rows = all_rows();
	reopen();
	expect_rows(rows);
	free(rows);
	ck_assert_int_eq(add(ELEM("s", "10.0.0.0/16")), -EEXIST);
	ck_assert_int_eq(take_away(CHAIN("z", "")), -EBUSY);
	ck_assert_int_eq(go(MANY_ROWS, ""), 0);
	reopen();
	expect_rows("sysctl net/ipv4/ip_forward = 1\n");
	lab_close();
}
END_TEST

START_TEST(two_processes_see_each_others_rows)
{
	struct hcn_backend *first;

	lab_open();
	first = sim;
	sim = lab_open_again();
	given(BRIDGE("br"));
	ck_assert_uint_eq(hcn_sim_count(first, HCN_ROW_LINK), 1);
	hcn_backend_sim.close(sim);
	sim = first;
	ck_assert(has(BRIDGE("br")));
	ck_assert_int_eq(add(VETH("br")), -EEXIST);
	given(PORT("v", "br"));
	lab_close();
}
END_TEST

START_TEST(a_half_written_last_line_is_nothing)
{
	off_t size;

	lab_open();
	given(NETNS("a"));
	size = log_size();
	append_to_log("{\"edits\":[{\"op\":\"put\",\"row\":{\"row\":\"netns\",\"name\":\"a half "
		      "line, longer than a whole one");
	expect_rows("netns a\n");
	reopen();
	expect_rows("netns a\n");
	given(NETNS("b"));
	ck_assert_int_eq(
		log_size(), 2 * size); /* the half line is gone: the new one took its place */
	reopen();
	expect_rows("netns a\nnetns b\n");
	lab_close();
}
END_TEST

START_TEST(a_damaged_line_is_an_error_that_names_the_file)
{
	static const char *const lines[] = {
		"garbage\n",
		"{}\n",
		"{\"edits\":[{\"op\":\"put\"}]}\n",
		"{\"edits\":[{\"op\":\"put\",\"row\":{\"row\":\"cloud\"}}]}\n",
		"{\"edits\":[{\"op\":\"burn\",\"row\":{\"row\":\"netns\",\"name\":\"x\"}}]}\n",
	};
	struct hcn_rows rows = { 0 };

	lab_open();
	given(NETNS("a"));
	append_to_log(lines[_i]);
	ck_assert_int_eq(hcn_sim_rows(sim, &rows, &refusal), -EBADMSG);
	ck_assert_ptr_nonnull(strstr(refusal.text, log_path()));
	ck_assert_int_eq(add(NETNS("b")), -EBADMSG);
	ck_assert_uint_eq(rows.n, 0);
	hcn_rows_clear(&rows);
	lab_close();
}
END_TEST

START_TEST(what_changes_nothing_is_not_written)
{
	off_t size;

	lab_open();
	given(NETNS("a") "," TABLE("t"));
	size = log_size();
	given(NETNS("a") "," TABLE("t"));
	ck_assert_int_eq(take_away(NETNS("b")), 0);
	ck_assert_int_eq(add(BRIDGE("a/b")), -EINVAL);
	ck_assert_int_eq(log_size(), size);
	lab_close();
}
END_TEST

START_TEST(a_long_log_is_compacted_and_says_the_same)
{
	struct hcn_backend *other;
	off_t longest = 0;
	char *rows;

	lab_open();
	given(MANY_ROWS);
	rows = all_rows();
	other = lab_open_again();
	for (int i = 0; i < 700; i++) {
		given(NETNS("brief"));
		ck_assert_int_eq(take_away(NETNS("brief")), 0);
		longest = log_size() > longest ? log_size() : longest;
	}
	ck_assert_int_lt(log_size(), longest);
	expect_rows(rows);
	given(NETNS("late"));
	hcn_backend_sim.close(sim);
	sim = other; /* has the long file open still */
	ck_assert(has(NETNS("late")));
	ck_assert_int_eq(take_away(NETNS("late")), 0);
	reopen();
	expect_rows(rows);
	free(rows);
	ck_assert_int_eq(take_away(CHAIN("z", "")), -EBUSY);
	ck_assert_int_eq(add(ELEM("s", "10.0.0.0/16")), -EEXIST);
	lab_close();
}
END_TEST

/* Rows of which each run makes all or a beginning; the transaction at the end is there or not. */
static void work_until_killed(void)
{
	for (;;) {
		(void)go("",
			BRIDGE("br") "," ADDR("br",
				"10.0.0.1/24") "," SKELETON ",{'row':'nft_elem','table':'hcn','"
					       "set':'nat4','key':'10.0.0.0/24'}");
		(void)go(BRIDGE("br") "," SKELETON, "");
	}
}

START_TEST(a_killed_process_leaves_whole_steps_and_whole_transactions)
{
	lab_open();
	for (int i = 0; i < 30; i++) {
		pid_t pid = fork();

		ck_assert_int_ge(pid, 0);
		if (pid == 0)
			work_until_killed();
		usleep((useconds_t)(1000 + i * 137));
		ck_assert_int_eq(kill(pid, SIGKILL), 0);
		ck_assert_int_eq(waitpid(pid, NULL, 0), pid);
		reopen();
		ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_NFT_TABLE),
			hcn_sim_count(sim, HCN_ROW_NFT_ELEM));
		ck_assert_uint_ge(
			hcn_sim_count(sim, HCN_ROW_LINK), hcn_sim_count(sim, HCN_ROW_ADDR));
	}
	lab_close();
}
END_TEST

START_TEST(a_write_that_fails_changes_nothing)
{
	struct rlimit limit = { .rlim_max = RLIM_INFINITY };
	char *rows;

	lab_open();
	given(NETNS("a") "," TABLE("t") "," SET("s", "ipv4_addr"));
	rows = all_rows();
	limit.rlim_cur = (rlim_t)log_size() + 10;
	signal(SIGXFSZ, SIG_IGN);
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	ck_assert_int_eq(add(NETNS("b")), -EFBIG);
	ck_assert_uint_eq(n_done, 0);
	ck_assert_int_eq(add(ELEM("s", "10.0.0.1") "," ELEM("s", "10.0.0.2")), -EFBIG);
	expect_rows(rows);
	ck_assert_int_eq(log_size() + 10, (off_t)limit.rlim_cur);
	limit.rlim_cur = RLIM_INFINITY;
	ck_assert_int_eq(setrlimit(RLIMIT_FSIZE, &limit), 0);
	given(NETNS("b"));
	free(rows);
	lab_close();
}
END_TEST

START_TEST(without_a_directory_there_is_no_kernel)
{
	const struct hcn_backend_config config = { .state_dir = "/nonexistent/hcn" };
	struct hcn_backend *be = NULL;

	ck_assert_int_eq(hcn_backend_sim.open(&config, &be, &refusal), -ENOENT);
	ck_assert_ptr_null(be);
	ck_assert_ptr_nonnull(strstr(refusal.text, "/nonexistent/hcn/sim.log"));
	hcn_backend_sim.close(NULL);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ the_kernel_is_the_same_after_a_restart },
		{ two_processes_see_each_others_rows },
		{ a_half_written_last_line_is_nothing },
		{ a_damaged_line_is_an_error_that_names_the_file, 5 },
		{ what_changes_nothing_is_not_written },
		{ a_long_log_is_compacted_and_says_the_same },
		{ a_killed_process_leaves_whole_steps_and_whole_transactions },
		{ a_write_that_fails_changes_nothing },
		{ without_a_directory_there_is_no_kernel },
		{ NULL },
	};

	return run_tests("simlog", facts);
}
