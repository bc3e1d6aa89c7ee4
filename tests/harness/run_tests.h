/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The main() of a test file: its facts, each in a process of its own. */
#ifndef HCN_TESTS_RUN_TESTS_H
#define HCN_TESTS_RUN_TESTS_H

#include <stddef.h>
#include <stdlib.h>

#include <check.h>

struct fact {
	const TTest *test;
	int n_vectors; /* run once for each, numbered by _i; 0: run once */
};

/* @facts: ends with a zero one.  Returns the exit status. */
static inline int run_tests(const char *name, const struct fact *facts)
{
	Suite *suite = suite_create(name);
	TCase *tcase = tcase_create(name);
	SRunner *runner;
	int n_failed;

	for (; facts->test; facts++)
		tcase_add_loop_test(tcase, facts->test, 0, facts->n_vectors ? facts->n_vectors : 1);
	tcase_set_timeout(tcase, 60);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	n_failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return n_failed ? EXIT_FAILURE : EXIT_SUCCESS;
}

#endif
