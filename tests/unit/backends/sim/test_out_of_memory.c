/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allocation fails once: -ENOMEM is seen, nothing leaks (AddressSanitizer looks), and the kernel is as before. */
#include "alloc_fail.h"
#include "lab.h"

#define ROWS                                                                                       \
	NETNS("n")                                                                                 \
	"," BRIDGE("br") "," PORT("v", "br") "," ADDR("br", "fd00::1/64") "," TABLE(               \
		"t") "," INTERVALS("s", "ipv4_addr") "," ELEM("s", "10.0.0.0/24") "," CHAIN("c",   \
		"'ip saddr @s drop'")

/* Fails each allocation of the steps that are left, until all are done. */
START_TEST(apply_survives_any_failed_allocation)
{
	struct hcn_rows rows = { 0 }, none = { 0 };
	struct hcn_steps steps;
	size_t n, done, start = 0;
	int r;

	lab_open();
	given_rows(&rows, ROWS);
	ck_assert_int_eq(hcn_steps_plan(&none, &rows, &steps), 0);
	for (n = 1;; n++) {
		const struct hcn_steps rest = hcn_steps_part(&steps, start, steps.n - start);

		alloc_fail_nth(n);
		r = hcn_backend_sim.apply(sim, &rest, &done, &refusal);
		if (!alloc_fail_stop())
			break;
		ck_assert_msg(r == HCN_OUT_OF_MEMORY || r == -ENOMEM, "allocation %zu: %d", n, r);
		if (done) {
			start += done;
			n = 0;
		}
		for (size_t i = 0; i < steps.n; i++) {
			bool holds;

			ck_assert_int_eq(
				hcn_backend_sim.holds(sim, steps.steps[i].to, &holds, &refusal), 0);
			ck_assert(holds == (i < start));
		}
	}
	ck_assert_int_eq(r, 0);
	hcn_steps_clear(&steps);
	hcn_rows_clear(&rows);
	lab_close();
}
END_TEST

START_TEST(opening_survives_any_failed_allocation)
{
	const struct hcn_backend_config config = { .state_dir = lab_dir };
	struct hcn_backend *be;
	char *before;
	size_t n;
	int r;

	lab_open();
	given(ROWS);
	before = all_rows();
	for (n = 1;; n++) {
		alloc_fail_nth(n);
		r = hcn_backend_sim.open(&config, &be, &refusal);
		if (!alloc_fail_stop())
			break;
		ck_assert_msg(r == HCN_OUT_OF_MEMORY || r == -ENOMEM, "allocation %zu: %d", n, r);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_uint_gt(n, 20);
	hcn_backend_sim.close(sim);
	sim = be;
	expect_rows(before);
	free(before);
	lab_close();
}
END_TEST

START_TEST(facts_survive_any_failed_allocation)
{
	struct hcn_facts f;
	size_t n;
	int r;

	lab_open();
	for (n = 1;; n++) {
		alloc_fail_nth(n);
		r = hcn_backend_sim.facts(sim, &f, &refusal);
		if (!alloc_fail_stop())
			break;
		ck_assert_int_ne(r, 0);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_uint_gt(n, 5);
	hcn_facts_clear(&f);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ apply_survives_any_failed_allocation },
		{ opening_survives_any_failed_allocation },
		{ facts_survive_any_failed_allocation },
		{ NULL },
	};

	return run_tests("sim without memory", facts);
}
