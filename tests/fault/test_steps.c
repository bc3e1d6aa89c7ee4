/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request, failing at its first step, its second, ...: an error, and objects and kernel are as before. */
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

int main(void)
{
	const TTest *const tests[] = {
		a_failing_step_leaves_everything_as_it_was,
	};

	return run_world_tests(
		"fault-steps", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories);
}
