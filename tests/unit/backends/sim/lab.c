/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulator's laboratory.
 *
 * In: rows as text.  Out: steps applied to a simulated kernel, and what it says.
 */
#include "lab.h"

#include <stdio.h>
#include <unistd.h>

#include "scratch.h"

struct hcn_backend *sim;
struct hcn_error refusal;
size_t n_done;
char lab_dir[32];

struct hcn_backend *lab_open_again(void)
{
	const struct hcn_backend_config config = { .state_dir = lab_dir };
	struct hcn_backend *be;

	if (hcn_backend_sim.open(&config, &be, &refusal))
		ck_abort_msg("%s", refusal.text);
	return be;
}

void lab_open(void)
{
	ck_assert(make_scratch(lab_dir, sizeof(lab_dir), "sim"));
	sim = lab_open_again();
}

void lab_close(void)
{
	char log[64];

	hcn_backend_sim.close(sim);
	snprintf(log, sizeof(log), "%s/sim.log", lab_dir);
	unlink(log);
	ck_assert_int_eq(rmdir(lab_dir), 0); /* nothing else is left in it */
}

static int apply(struct hcn_step *list, size_t n)
{
	const struct hcn_steps steps = { list, n };

	return hcn_backend_sim.apply(sim, &steps, &n_done, &refusal);
}

/* One step per row of @from and @to, whichever there are. */
static int apply_each(enum hcn_step_op op, const char *from, const char *to)
{
	struct hcn_rows before = { 0 }, after = { 0 };
	struct hcn_step *steps;
	size_t n;
	int r;

	given_rows(&before, from);
	given_rows(&after, to);
	n = before.n > after.n ? before.n : after.n;
	steps = calloc(n + 1, sizeof(*steps));
	ck_assert_ptr_nonnull(steps);
	for (size_t i = 0; i < n; i++)
		steps[i] = (struct hcn_step){ op, before.n ? &before.rows[i] : NULL,
			after.n ? &after.rows[i] : NULL };
	r = apply(steps, n);
	free(steps);
	hcn_rows_clear(&before);
	hcn_rows_clear(&after);
	return r;
}

int add(const char *rows)
{
	return apply_each(HCN_STEP_ADD, "", rows);
}

int take_away(const char *rows)
{
	return apply_each(HCN_STEP_REMOVE, rows, "");
}

int change(const char *from, const char *to)
{
	return apply_each(HCN_STEP_CHANGE, from, to);
}

void given(const char *rows)
{
	if (add(rows))
		ck_abort_msg(
			"%s: %s (%s)", refusal.text, strerror(refusal.os_errno), refusal.kernel);
}

int go(const char *before, const char *after)
{
	struct hcn_rows from = { 0 }, to = { 0 };
	struct hcn_steps steps;
	int r;

	given_rows(&from, before);
	given_rows(&to, after);
	ck_assert_int_eq(hcn_steps_plan(&from, &to, &steps), 0);
	r = apply(steps.steps, steps.n);
	hcn_steps_clear(&steps);
	hcn_rows_clear(&from);
	hcn_rows_clear(&to);
	return r;
}

bool has(const char *row)
{
	struct hcn_rows rows = { 0 };
	bool holds;

	given_rows(&rows, row);
	ck_assert_uint_eq(rows.n, 1);
	ck_assert_int_eq(hcn_backend_sim.holds(sim, &rows.rows[0], &holds, &refusal), 0);
	hcn_rows_clear(&rows);
	return holds;
}

char *all_rows(void)
{
	struct hcn_rows rows = { 0 };
	struct hcn_buf b = { 0 };

	ck_assert_int_eq(hcn_sim_rows(sim, &rows, &refusal), 0);
	for (size_t i = 0; i < rows.n; i++) {
		hcn_row_format(&rows.rows[i], &b);
		hcn_buf_putc(&b, '\n');
	}
	hcn_rows_clear(&rows);
	return taken(&b);
}

void expect_rows(const char *lines)
{
	char *rows = all_rows();

	ck_assert_str_eq(rows, lines);
	free(rows);
}

void expect_refused(const struct refused *v)
{
	char *before;

	lab_open();
	given(v->given);
	before = all_rows();
	ck_assert_msg(add(v->row) != 0, "%s: taken", v->row);
	ck_assert_msg(refusal.os_errno == v->os_errno, "%s: %s, not %s", v->row,
		strerror(refusal.os_errno), strerror(v->os_errno));
	ck_assert_uint_eq(n_done, 0);
	expect_rows(before);
	free(before);
	lab_close();
}
