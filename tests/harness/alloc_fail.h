/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Running out of memory on demand, for one test binary: dep_alloc_fail links it with the allocators
 * wrapped, for every object that is linked statically.  jansson follows after
 * json_set_alloc_funcs(malloc, free); what other shared libraries allocate does not count.
 * check allocates in every ck_assert(), so assert only after alloc_fail_stop().
 *
 * Every failure of a call, one by one:
 *
 *	for (size_t n = 1;; n++) {
 *		alloc_fail_nth(n);
 *		r = make_thing(&t);
 *		if (!alloc_fail_stop())
 *			break;
 *		ck_assert_int_eq(r, -ENOMEM);
 *	}
 *	ck_assert_int_eq(r, 0);
 */
#ifndef HCN_TESTS_ALLOC_FAIL_H
#define HCN_TESTS_ALLOC_FAIL_H

#include <stdbool.h>
#include <stddef.h>

/* The @n-th allocation from now on (1: the next one), of any thread, fails; those after it work. */
void alloc_fail_nth(size_t n);

/* The @n-th and all after it fail. */
void alloc_fail_from(size_t n);

/* Allocations work again.  Whether one has failed; false says that there are no more than n - 1. */
bool alloc_fail_stop(void);

#endif
