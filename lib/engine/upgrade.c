/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What whoever takes the writer lock does first: it finds the state that other processes left, perhaps of other versions.
 *
 * nftables tables of an older layout get this library's, with all that objects have in them, in one transaction: packets meet
 * the old rules or the new ones.  Nothing needs to be journalled: until the store says the new layout it is done again.
 *
 * Tests: tests/conform/test_upgrade.c (the_first_request_that_changes_something_does_it)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "changes.h"
#include "cleanup.h"
#include "fault.h"
#include "intent.h"
#include "journal.h"
#include "objects_rows.h"
#include "row_parts.h"
#include "shared.h"
#include "skeleton.h"
#include "source.h"
#include "upgrade.h"

/* The tables in use, as they were made. */
static int find_tables(struct hcn_txn *txn, struct hcn_rows *ret, struct hcn_error *err)
{
	static const char *const names[] = { HCN_NFT_TABLE, HCN_NFT_GUARD };
	_cleanup_(hcn_rows_clear) struct hcn_rows ours = { 0 };
	int r;

	for (size_t i = 0; i < HCN_N_ELEMENTS(names); i++)
		hcn_rows_add_table(&ours, names[i]);
	r = hcn_rows_check(&ours);
	for (size_t i = 0; !r && i < ours.n; i++) {
		struct hcn_row found;

		r = hcn_shared_find(txn, &ours.rows[i], &found, err);
		if (!r)
			hcn_rows_add_copy(ret, &found);
		hcn_row_clear(&found);
		r = r == -ENOENT ? 0 : r;
	}
	return r ? r : hcn_rows_check(ret);
}

static int fail_newer(const struct hcn *hcn, uint32_t layout, struct hcn_error *err)
{
	int r = hcn_fail_expected(err, HCN_FAILED, NULL, NULL,
		hcn_pointer_of("layout %u or older", HCN_NFT_LAYOUT).text,
		"the objects in %s are those of a newer version: their nftables tables have layout %u",
		hcn->state_dir, layout);

	hcn_error_hint(err, "upgrade this library, or restart the program if that has been done");
	return r;
}

/* *@ret: a table is older than this library's. */
static int compare_layouts(
	const struct hcn *hcn, const struct hcn_rows *tables, bool *ret, struct hcn_error *err)
{
	*ret = false;
	for (size_t i = 0; i < tables->n; i++) {
		uint32_t layout = tables->rows[i].nft_table.layout;

		if (layout > HCN_NFT_LAYOUT)
			return fail_newer(hcn, layout, err);
		*ret = *ret || layout < HCN_NFT_LAYOUT;
	}
	return 0;
}

static int read_tables(struct hcn *hcn, struct hcn_rows *ret, bool *ret_old, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	r = find_tables(txn, ret, err);
	hcn_txn_abort(txn);
	return r ? r : compare_layouts(hcn, ret, ret_old, err);
}

/* --- what is to be in the tables -------------------------------------------------------------------- */

/* Rows of nftables, and those that it relies on since layout 5: the host's routes to endpoints, and addresses. */
static bool is_planned_again(const struct hcn_row *row)
{
	return hcn_row_types[row->kind].nft ||
	       (row->shared && (row->kind == HCN_ROW_ROUTE || row->kind == HCN_ROW_ADDR));
}

static void keep_planned(struct hcn_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->n; i++)
		if (is_planned_again(&rows->rows[i]))
			rows->rows[kept++] = rows->rows[i];
		else
			hcn_row_clear(&rows->rows[i]);
	rows->n = kept;
}

/* Tables inside namespaces have no layout, and stay as they are. */
static void drop_inner(struct hcn_rows *rows)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->n; i++) {
		const char *netns = hcn_row_nft_netns(&rows->rows[i]);

		if (!netns || !*netns)
			rows->rows[kept++] = rows->rows[i];
		else
			hcn_row_clear(&rows->rows[i]);
	}
	rows->n = kept;
}

static int plan(struct hcn *hcn, struct hcn_intent *ret, struct hcn_error *err)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	struct hcn_txn_source source;
	struct hcn_workset ws;
	struct hcn_source s;
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	s = hcn_txn_source_init(&source, hcn, txn);
	hcn_workset_init(&ws, &s);
	r = hcn_all_rows(&ws, &rows, err);
	keep_planned(&rows);
	if (!r)
		r = hcn_shared_recount(txn, &rows, ret, err);
	hcn_workset_clear(&ws);
	hcn_txn_source_clear(&source);
	hcn_txn_abort(txn);
	return r;
}

/* --- the upgrade ---------------------------------------------------------------------------------------- */

static int write_counts(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	const struct hcn_intent *intent = arg;

	return hcn_changes_apply(txn, intent->changes.data, intent->changes.len, err);
}

/* What was made outside nftables before the tables were refused. */
static void take_back(
	struct hcn *hcn, const struct hcn_steps *steps, size_t done, struct hcn_error *err)
{
	_cleanup_(hcn_steps_clear) struct hcn_steps back = { 0 };

	if ((hcn_steps_invert(steps, done, &back) || hcn_journal_force(hcn, &back)) && err)
		err->dirty = true;
}

static int upgrade(struct hcn *hcn, struct hcn_intent *intent, struct hcn_error *err)
{
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	size_t done = 0;
	int r;

	r = hcn_engine_backend(hcn, err);
	if (!r)
		r = plan(hcn, intent, err);
	if (!r)
		drop_inner(&intent->after);
	if (!r)
		r = hcn_steps_plan(&intent->before, &intent->after, &steps);
	if (r)
		return r;
	r = hcn->ops->apply(hcn->backend, &steps, &done, err);
	if (r) {
		take_back(hcn, &steps, done, err);
		hcn_error_hint(err, "nothing can change before the nftables tables in use, of an "
				    "older version, have been upgraded");
		return r;
	}
	hcn_fault_point("upgraded");
	return hcn_engine_write(hcn, write_counts, intent, err);
}

int hcn_engine_catch_up(struct hcn *hcn, struct hcn_buf *ret_text, struct hcn_error *err)
{
	_cleanup_(hcn_intent_clear) struct hcn_intent intent = { 0 };
	bool is_old;
	int r;

	/* What a newer version has not finished, only a newer version can take back. */
	r = read_tables(hcn, &intent.before, &is_old, err);
	if (!r)
		r = hcn_journal_recover(hcn, ret_text, err);
	if (r || !is_old)
		return r;
	/* That may have been the last object. */
	hcn_rows_clear(&intent.before);
	r = read_tables(hcn, &intent.before, &is_old, err);
	if (r || !is_old)
		return r;
	r = upgrade(hcn, &intent, err);
	if (!r && ret_text)
		hcn_buf_printf(ret_text, "%supgraded the nftables tables to layout %u",
			ret_text->len ? "; " : "", HCN_NFT_LAYOUT);
	return r;
}
