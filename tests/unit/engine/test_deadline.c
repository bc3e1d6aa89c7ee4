/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests that would come too late, and writers that stand still. */
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "broken.h"

#define DEADLINE_MS 400

static struct hcn *open_with_deadline(void)
{
	struct hcn *hcn;

	setenv("HCN_DEADLINE_MS", "400", 1);
	hcn = open_another();
	unsetenv("HCN_DEADLINE_MS");
	ck_assert_uint_eq(hcn->deadline_ms, DEADLINE_MS);
	return hcn;
}

/* --- late ------------------------------------------------------------------------------------------------- */

/* As a process does that was stopped amid its request. */
static int apply_late(struct hcn_backend *be, const struct hcn_steps *steps, size_t *ret_done,
	struct hcn_error *err)
{
	const struct timespec time = { .tv_nsec = (DEADLINE_MS + 50) * 1000000L };

	(void)nanosleep(&time, NULL);
	return hcn_backend_sim.apply(be, steps, ret_done, err);
}

START_TEST(a_request_past_its_deadline_is_undone)
{
	struct hcn *hcn = open_with_deadline();
	char *before;

	make_namespace(); /* the kernel's state is known */
	before = kernel_state();
	use_ops(hcn);
	ops.apply = apply_late;
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error),
		HCN_TIMEOUT);
	ck_assert_uint_eq(world_error.hresult, 0x800705b4);
	ck_assert(!world_error.dirty);
	ck_assert_ptr_nonnull(strstr(world_error.text, "400 ms"));
	expect_kernel_state(before);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	hcn_close(hcn);
}
END_TEST

START_TEST(a_delete_past_its_deadline_is_done)
{
	struct hcn *hcn = open_with_deadline();

	make(HCN_KIND_NETWORK, BLUE);
	use_ops(hcn);
	ops.apply = apply_late;
	ck_assert_int_eq(hcn_delete(hcn, HCN_KIND_NETWORK, BLUE_ID, &world_error), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	hcn_close(hcn);
}
END_TEST

START_TEST(a_deadline_that_is_no_number_is_refused)
{
	static const char *const texts[] = { "soon", "0", "-1", "12s", "4294967296" };
	const struct hcn_options options = { .size = sizeof(options), .state_dir = world_dir };
	struct hcn *hcn = NULL;

	for (size_t i = 0; i < sizeof(texts) / sizeof(texts[0]); i++) {
		setenv("HCN_DEADLINE_MS", texts[i], 1);
		ck_assert_int_eq(hcn_open(&options, &hcn, &world_error), HCN_INVALID_ARGUMENT);
		ck_assert_str_eq(world_error.value, texts[i]);
	}
	unsetenv("HCN_DEADLINE_MS");
}
END_TEST

/* --- a writer that stands still ---------------------------------------------------------------------------- */

static pid_t holder;

static void given_a_writer_that_stands_still(void)
{
	int ready[2];
	char byte;

	ck_assert_int_eq(pipe(ready), 0);
	holder = fork();
	ck_assert_int_ge(holder, 0);
	if (!holder) {
		struct hcn *hcn = open_another();

		if (hcn_store_lock(hcn->store, NULL) || write(ready[1], "r", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	ck_assert_int_eq(read(ready[0], &byte, 1), 1);
	ck_assert_int_eq(kill(holder, SIGSTOP), 0);
}

static void end_the_writer(void)
{
	ck_assert_int_eq(kill(holder, SIGKILL), 0);
	ck_assert_int_eq(waitpid(holder, NULL, 0), holder);
}

START_TEST(what_only_looks_does_not_wait_for_a_writer)
{
	const struct hcn_trace_request request = { .size = sizeof(request),
		.destination = "172.30.0.1",
		.protocol = 6,
		.destination_port = 80 };
	struct hcn *hcn;
	char *text;

	make(HCN_KIND_NETWORK, BLUE);
	given_a_writer_that_stands_still();
	hcn = open_another();
	ck_assert_int_eq(hcn_explain(hcn, HCN_KIND_NETWORK, BLUE_ID, &text, &world_error), 0);
	hcn_free(text);
	ck_assert_int_eq(
		hcn_plan(hcn, HCN_VERB_CREATE, HCN_KIND_NAMESPACE, NULL, "{}", &text, &world_error),
		0);
	hcn_free(text);
	ck_assert_int_eq(hcn_plan(hcn, HCN_VERB_DELETE, HCN_KIND_NETWORK, BLUE_ID, NULL, &text,
				 &world_error),
		0);
	hcn_free(text);
	ck_assert_int_eq(hcn_trace(hcn, &request, &text, &world_error), 0);
	hcn_free(text);
	hcn_close(hcn);
	end_the_writer();
}
END_TEST

START_TEST(what_changes_gives_up_and_says_who_stands_still)
{
	struct hcn *hcn = open_with_deadline();
	char pid[32];

	given_a_writer_that_stands_still();
	snprintf(pid, sizeof(pid), "process %d (", (int)holder);
	ck_assert_int_eq(hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error),
		HCN_TIMEOUT);
	ck_assert_msg(strstr(world_error.text, pid) != NULL, "%s", world_error.text);
	ck_assert_int_eq(hcn_recover(hcn, NULL, &world_error), HCN_TIMEOUT);
	end_the_writer();
	ck_assert_int_eq(
		hcn_create(hcn, HCN_KIND_NETWORK, NULL, BLUE, NULL, NULL, &world_error), 0);
	hcn_close(hcn);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_request_past_its_deadline_is_undone,
		a_delete_past_its_deadline_is_done,
		a_deadline_that_is_no_number_is_refused,
		what_only_looks_does_not_wait_for_a_writer,
		what_changes_gives_up_and_says_who_stands_still,
	};

	return RUN_WORLD_TESTS("deadline", tests);
}
