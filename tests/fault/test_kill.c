/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Every request in a process that is killed: at each point of the engine, and after each kernel step.  The next request
 * of another process finds everything as before, or, when it was a delete, finished.
 */
#include <stdlib.h>
#include <string.h>

#include "faulty.h"
#include "stories.h"

struct expectation {
	char *empty;  /* no objects */
	char *before; /* what the request starts from */
	char *after;  /* what it leads to */
};

static void learn(const struct story *story, struct expectation *e)
{
	e->empty = whole_state();
	story->setup();
	e->before = whole_state();
	ck_assert_msg(!story->request(), "%s: %s", story->name, world_error.text);
	e->after = whole_state();
	clear_world();
}

static void check_repaired(const struct story *story, const struct expectation *e,
	const char *expected, const char *where)
{
	char *text = NULL, *state;

	ck_assert_msg(!hcn_recover(world, &text, &world_error), "%s", world_error.text);
	ck_assert_ptr_null(strstr(text, "failed"));
	hcn_free(text);
	state = whole_state();
	ck_assert_msg(!strcmp(state, expected), "%s, killed %s:\n%s", story->name, where,
		state_difference(expected, state));
	free(state);
	clear_world();
	state = whole_state();
	ck_assert_msg(!strcmp(state, e->empty), "%s, killed %s, then all deleted:\n%s", story->name,
		where, state_difference(e->empty, state));
	free(state);
}

START_TEST(a_process_killed_at_any_point_is_repaired)
{
	static const struct {
		const char *point;
		bool commits;    /* the request is done */
		bool journalled; /* the journal knows: a delete will be finished */
	} points[] = { { "locked", false, false }, { "planned", false, false },
		{ "journalled", false, true }, { "applied", false, true },
		{ "committed", true, true } };
	const struct story *story = &stories[_i];
	struct expectation e;

	learn(story, &e);
	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++) {
		bool done = points[i].commits || (points[i].journalled && story->forward);

		story->setup();
		ck_assert_msg(faulty_die_during(story->request, points[i].point, 0),
			"%s never passed %s", story->name, points[i].point);
		check_repaired(story, &e, done ? e.after : e.before, points[i].point);
	}
	free(e.empty);
	free(e.before);
	free(e.after);
}
END_TEST

START_TEST(a_process_killed_after_any_kernel_step_is_repaired)
{
	const struct story *story = &stories[_i];
	struct expectation e;
	size_t n = 1;

	learn(story, &e);
	for (;; n++) {
		char where[32];

		story->setup();
		if (!faulty_die_during(story->request, NULL, n))
			break;
		snprintf(where, sizeof(where), "at step %zu", n);
		check_repaired(story, &e, story->forward ? e.after : e.before, where);
	}
	ck_assert_uint_gt(n, story->least_steps);
	free(e.empty);
	free(e.before);
	free(e.after);
}
END_TEST

START_TEST(what_a_process_left_is_not_taken_back_from_another_kernel)
{
	const struct story *story = &stories[_i];
	struct expectation e;

	learn(story, &e);
	story->setup();
	ck_assert(faulty_die_during(story->request, "applied", 0));
	faulty_install(world);
	faulty_move(1);
	ck_assert_int_eq(hcn_recover(world, NULL, &world_error), HCN_FAILED);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, "{}"), HCN_FAILED);
	faulty_move(0);
	check_repaired(story, &e, story->forward ? e.after : e.before, "and seen from elsewhere");
	free(e.empty);
	free(e.before);
	free(e.after);
}
END_TEST

int main(int argc, char **argv)
{
	const TTest *const tests[] = {
		a_process_killed_at_any_point_is_repaired,
		a_process_killed_after_any_kernel_step_is_repaired,
		what_a_process_left_is_not_taken_back_from_another_kernel,
	};

	return run_world_tests_part(
		"fault-kill", tests, sizeof(tests) / sizeof(tests[0]), (int)n_stories, argv[1]);
}
