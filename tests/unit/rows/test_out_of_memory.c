/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every allocation fails once: nothing leaks (AddressSanitizer looks), and -ENOMEM is all that is seen of it. */
#include <errno.h>

#include "alloc_fail.h"
#include "rows_text.h"
#include "run_tests.h"
#include "skeleton.h"

static int add_rows(void)
{
	struct hcn_rows rows = { 0 }, copies = { 0 };
	struct hcn_row *row;
	int r;

	row = hcn_rows_add(&rows, HCN_ROW_LINK);
	HCN_ROW_STR(&rows, row, link, name, "%s", "v0");
	HCN_ROW_STR(&rows, row, link, alias, "%s", "a longer text");
	HCN_PUT(&row->link, hcn_row_link, mtu, 1500);
	hcn_skeleton_rows("hcn", &rows);
	for (size_t i = 0; i < rows.n; i++)
		hcn_rows_add_copy(&copies, &rows.rows[i]);
	r = hcn_rows_check(&rows) ? hcn_rows_check(&rows) : hcn_rows_check(&copies);
	hcn_rows_clear(&rows);
	hcn_rows_clear(&copies);
	return r;
}

static int encode_and_decode(void)
{
	struct hcn_rows rows = { 0 }, back = { 0 };
	struct hcn_buf b = { 0 };
	char *text = NULL;
	size_t len;
	int r;

	hcn_skeleton_rows("hcn", &rows);
	r = hcn_rows_check(&rows);
	if (!r) {
		hcn_rows_encode(&rows, &b);
		r = hcn_buf_take(&b, &text, &len);
	}
	if (!r)
		r = hcn_rows_decode(text, len, &back, NULL);
	if (r)
		ck_assert_uint_eq(back.n, 0);
	free(text);
	hcn_buf_clear(&b);
	hcn_rows_clear(&rows);
	hcn_rows_clear(&back);
	return r;
}

static int plan_steps(void)
{
	struct hcn_rows before = { 0 }, after = { 0 };
	struct hcn_steps steps = { 0 }, inverse = { 0 };
	int r;

	hcn_skeleton_rows("old", &before);
	hcn_skeleton_rows("new", &after);
	r = hcn_rows_check(&before) ? hcn_rows_check(&before) : hcn_rows_check(&after);
	if (!r)
		r = hcn_steps_plan(&before, &after, &steps);
	if (!r)
		r = hcn_steps_invert(&steps, steps.n, &inverse);
	hcn_steps_clear(&steps);
	hcn_steps_clear(&inverse);
	hcn_rows_clear(&before);
	hcn_rows_clear(&after);
	return r;
}

static void fail_each_allocation_of(int (*work)(void))
{
	size_t n;
	int r;

	for (n = 1;; n++) {
		alloc_fail_nth(n);
		r = work();
		if (!alloc_fail_stop())
			break;
		ck_assert_msg(r == -ENOMEM, "allocation %zu: %d", n, r);
	}
	ck_assert_int_eq(r, 0);
	ck_assert_uint_gt(n, 1);
}

START_TEST(lists_survive_any_failed_allocation)
{
	fail_each_allocation_of(add_rows);
}
END_TEST

START_TEST(json_survives_any_failed_allocation)
{
	fail_each_allocation_of(encode_and_decode);
}
END_TEST

START_TEST(plans_survive_any_failed_allocation)
{
	fail_each_allocation_of(plan_steps);
}
END_TEST

START_TEST(a_failed_list_still_hands_out_rows)
{
	struct hcn_rows rows = { 0 };

	alloc_fail_from(1);
	for (int i = 0; i < 3; i++) {
		struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_NFT_CHAIN);

		HCN_ROW_STR(&rows, row, nft_chain, table, "%s", "hcn");
		hcn_rows_add_rule(&rows, row, "%s", "accept");
	}
	alloc_fail_stop();
	ck_assert_uint_eq(rows.n, 0);
	ck_assert_int_eq(hcn_rows_check(&rows), -ENOMEM);
	hcn_rows_clear(&rows);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ lists_survive_any_failed_allocation },
		{ json_survives_any_failed_allocation },
		{ plans_survive_any_failed_allocation },
		{ a_failed_list_still_hands_out_rows },
		{ NULL },
	};

	return run_tests("plan without memory", facts);
}
