/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows as the journal and the simulator's log hold them: what the decoder accepts survives encoding and decoding, needs no
 * step to become itself, and prints; what it refuses leaves the list as it was.
 *
 * In: a JSON array of rows.
 */
#include "cleanup.h"
#include "fuzz.h"
#include "rows.h"
#include "steps.h"

static void must_be_equal(const struct hcn_rows *a, const struct hcn_rows *b)
{
	must(a->n == b->n);
	for (size_t i = 0; i < a->n; i++) {
		must(hcn_row_equal(&a->rows[i], &b->rows[i]));
		must(!hcn_row_compare_key(&a->rows[i], &b->rows[i]));
		must(a->rows[i].shared == b->rows[i].shared);
	}
}

static void print(const struct hcn_rows *rows)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };

	for (size_t i = 0; i < rows->n; i++) {
		hcn_row_format(&rows->rows[i], &text);
		hcn_row_key_text(&rows->rows[i], &text);
		hcn_row_show_command(&rows->rows[i], &text);
		must(!text.oom);
		hcn_buf_reset(&text);
	}
}

static void try_steps(const struct hcn_rows *rows, const struct hcn_rows *same)
{
	const struct hcn_rows none = { 0 };
	struct hcn_steps steps, back;

	must(!hcn_steps_plan(rows, same, &steps));
	must(!steps.n);
	hcn_steps_clear(&steps);

	must(!hcn_steps_plan(&none, rows, &steps));
	must(steps.n <= rows->n);
	must(!hcn_steps_invert(&steps, steps.n, &back));
	must(back.n == steps.n);
	hcn_steps_clear(&back);
	hcn_steps_clear(&steps);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	_cleanup_free_ char *text = fuzz_text(data, size);
	_cleanup_(hcn_buf_clear) struct hcn_buf encoded = { 0 };
	struct hcn_rows rows = { 0 }, again = { 0 };
	struct hcn_error err;
	int r;

	hcn_rows_add(&rows, HCN_ROW_NETNS);
	r = hcn_rows_decode(text, size, &rows, &err);
	if (r) {
		must(rows.n == 1 && err.status == r && err.text[0]);
	} else {
		hcn_rows_encode(&rows, &encoded);
		must(!encoded.oom);
		must(!hcn_rows_decode(encoded.data, encoded.len, &again, NULL));
		must_be_equal(&rows, &again);
		print(&rows);
		try_steps(&rows, &again);
	}
	hcn_rows_clear(&again);
	hcn_rows_clear(&rows);
	return 0;
}
