/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every verb over a store that can be read no more, from its first read on, from its second, ...: the error goes up as it is. */

#include "lab.h"

#include "verbs.h"

START_TEST(a_failing_read_fails_the_verb)
{
	size_t n = 1;
	int r;

	for (;; n++) {
		given_objects();
		store_fails_at(n);
		r = verbs[_i].carry_out();
		if (!store_fails_at(0))
			break;
		ck_assert_msg(r == -EIO, "%s, read %zu: %d %s", verbs[_i].name, n, r, refusal.text);
		lab_close();
	}
	ck_assert_msg(!r, "%s: %d %s", verbs[_i].name, r, refusal.text);
	ck_assert_msg(n > 1, "%s reads nothing", verbs[_i].name);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_failing_read_fails_the_verb, (int)n_verbs },
		{ NULL },
	};

	return run_tests("failing store", facts);
}
