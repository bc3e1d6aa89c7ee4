/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request, failing at its first step, its second, ...: an error, and objects and kernel are as before; at the latest
 * after the next request when the way back fails too. */
#include <stdlib.h>
#include <string.h>

#include "faulty.h"
#include "stories.h"

START_TEST(a_failing_step_leaves_everything_as_it_was)
{
	const struct story *story = &stories[_i];
	char *before, *after;
	size_t n = 1;

	faulty_install(world);
	story->setup();
	before = whole_state();
	for (;; n++) {
		int r;

		faulty_arm(FAULT_ERROR, n);
		r = story->request();
		if (!faulty_struck()) {
			ck_assert_msg(!r, "%s: %s", story->name, world_error.text);
			break;
		}
		ck_assert_msg(r, "%s succeeded although step %zu failed", story->name, n);
		ck_assert_int_ne(world_error.os_errno, 0);
		ck_assert(!world_error.dirty);
		after = whole_state();
		ck_assert_msg(!strcmp(before, after), "%s, step %zu:\n%s", story->name, n,
			state_difference(before, after));
		free(after);
	}
	ck_assert_msg(n > story->least_steps, "%s has only %zu steps", story->name, n - 1);
	after = whole_state();
	ck_assert_str_ne(before, after);
	free(before);
	free(after);
}
END_TEST

/* The steps that undo fail as well: what is left is taken back, or a delete finished, as after a kill. */
START_TEST(a_way_back_that_fails_is_gone_again_by_the_next_request)
{
	const struct story *story = &stories[_i];
	char *before, *after, *state;
	bool struck = true, dirty = false;

	faulty_install(world);
	story->setup();
	before = whole_state();
	ck_assert_int_eq(story->request(), 0);
	after = whole_state();
	for (size_t n = 1; struck; n++) {
		bool finished;

		clear_world();
		story->setup();
		faulty_arm(FAULT_BROKEN, n);
		(void)story->request();
		struck = faulty_struck();
		finished = !struck || (world_error.dirty && story->forward);
		dirty = dirty || world_error.dirty;
		ck_assert_int_eq(hcn_recover(world, NULL, &world_error), 0);
		state = whole_state();
		ck_assert_msg(!strcmp(finished ? after : before, state), "%s, step %zu:\n%s",
			story->name, n, state_difference(finished ? after : before, state));
		free(state);
	}
	ck_assert(dirty || story->least_steps == 1);
	free(before);
	free(after);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {
		a_failing_step_leaves_everything_as_it_was,
		a_way_back_that_fails_is_gone_again_by_the_next_request,
	};

	return run_world_tests_part(
		"fault-steps", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories, argv[1]);
}
