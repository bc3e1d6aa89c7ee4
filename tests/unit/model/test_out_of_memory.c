/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every verb with its first allocation failing, its second, ...: -ENOMEM, and nothing leaks (AddressSanitizer looks). */

#include "lab.h"

#include "alloc_fail.h"
#include "verbs.h"

START_TEST(a_failing_allocation_fails_the_verb)
{
	size_t n = 1;
	int r;

	for (;; n++) {
		given_objects();
		alloc_fail_nth(n);
		r = verbs[_i].carry_out();
		if (!alloc_fail_stop())
			break;
		ck_assert_msg(r == -ENOMEM, "%s, allocation %zu: %d %s", verbs[_i].name, n, r,
			refusal.text);
		lab_close();
	}
	ck_assert_msg(!r, "%s: %d %s", verbs[_i].name, r, refusal.text);
	ck_assert_uint_gt(n, 1);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_failing_allocation_fails_the_verb, (int)n_verbs },
		{ NULL },
	};

	return run_tests("model without memory", facts);
}
