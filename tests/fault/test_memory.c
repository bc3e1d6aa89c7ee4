/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every request with its first allocation failing, its second, ...: an error, nothing changed, nothing leaked (ASan). */
#include <stdlib.h>
#include <string.h>

#include "alloc_fail.h"
#include "stories.h"

START_TEST(a_failing_allocation_leaves_everything_as_it_was)
{
	const struct story *story = &stories[_i];
	char *before, *after;
	size_t n = 1;

	json_set_alloc_funcs(malloc, free);
	story->setup();
	before = whole_state();
	for (;; n++) {
		int r;

		alloc_fail_nth(n);
		r = story->request();
		if (!alloc_fail_stop())
			break;
		if (!r) { /* survived: what could not be had was not needed */
			clear_world();
			story->setup();
			continue;
		}
		after = whole_state();
		ck_assert_msg(!strcmp(before, after), "%s, allocation %zu (%s):\n%s", story->name,
			n, world_error.text, state_difference(before, after));
		free(after);
	}
	ck_assert_uint_gt(n, 10);
	free(before);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_failing_allocation_leaves_everything_as_it_was,
	};

	return run_world_tests(
		"fault-memory", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories);
}
