/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* watch: events of other processes, as they happen. */
#include "harness.h"

#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

/* Makes networks until the watcher has seen enough and ends: nothing else says when it has begun. */
static int feed(pid_t watcher)
{
	int status;

	for (int i = 0; i < 1000; i++) {
		create("network", "--name", "blue", "--subnet", "10.1.0.0/24");
		works("delete", "network", "blue");
		if (waitpid(watcher, &status, WNOHANG) == watcher)
			return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
	}
	ck_abort_msg("the watcher has not ended");
}

/* What a watcher prints; to be fclose()d. */
static FILE *watched(const char *const *words)
{
	FILE *to = tmpfile();

	ck_assert_ptr_nonnull(to);
	ck_assert_int_eq(feed(start_hcnctl(fileno(to), words)), 0);
	rewind(to);
	return to;
}

START_TEST(an_event_is_a_line)
{
	FILE *to = watched((const char *const[]){ "hcnctl", "watch", "-n", "4", NULL });
	char line[256], event[64], kind[64], id[64];
	long long sequence, last = 0;
	int n = 0, n_deletes = 0;

	for (; fgets(line, sizeof(line), to); n++) {
		ck_assert_int_eq(
			sscanf(line, "%lld %63s %63s %63s", &sequence, event, kind, id), 4);
		ck_assert_int_eq(strncmp(event, "Network", 7), 0);
		ck_assert_str_eq(kind, "network");
		ck_assert_uint_eq(strlen(id), 36);
		ck_assert(!last || sequence == last + 1);
		last = sequence;
		n_deletes += !strcmp(event, "NetworkDelete");
	}
	ck_assert_int_eq(n, 4);
	/* Four events in a row: pre-create, create, pre-delete, delete, from wherever it began. */
	ck_assert_int_eq(n_deletes, 1);
	(void)fclose(to);
}
END_TEST

START_TEST(an_event_in_json_is_a_document_a_line)
{
	FILE *to = watched(
		(const char *const[]){ "hcnctl", "watch", "-n", "2", "-o", "json", NULL });
	char line[512];
	int n = 0;

	for (; fgets(line, sizeof(line), to); n++) {
		json_t *event = json_loads(line, 0, NULL);

		ck_assert_ptr_nonnull(event);
		ck_assert_str_eq(text_at(event, "Kind"), "network");
		ck_assert_int_gt(number_at(event, "Sequence"), 0);
		json_decref(event);
	}
	ck_assert_int_eq(n, 2);
	(void)fclose(to);
}
END_TEST

START_TEST(a_watcher_ends_when_nobody_reads_it)
{
	int ends[2];
	pid_t watcher;

	ck_assert_int_eq(pipe2(ends, O_CLOEXEC), 0);
	watcher = start_hcnctl(ends[1], (const char *const[]){ "hcnctl", "watch", NULL });
	(void)close(ends[1]);
	(void)close(ends[0]);
	ck_assert_int_eq(wait_for(watcher), 1);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ an_event_is_a_line },
		{ an_event_in_json_is_a_document_a_line },
		{ a_watcher_ends_when_nobody_reads_it },
		{ 0 },
	};

	return run_cli_tests("cli-watch", facts);
}
