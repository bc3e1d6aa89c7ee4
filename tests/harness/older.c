/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Another layout (older.h). */
#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "row_parts.h"
#include "older.h"
#include "skeleton.h"
#include "steps.h"

static const char *const tables[] = { HCN_NFT_TABLE, HCN_NFT_GUARD };

/* The value is the count, then the row in JSON (lib/engine/shared.c). */
static int put_layout(struct hcn_txn *txn, const char *table, unsigned layout)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 }, value = { 0 };
	struct hcn_blob blob;
	struct hcn_row row;
	int r;

	hcn_buf_printf(&name, "shared/nft_table/%s", table);
	r = hcn_txn_get_value(txn, name.data, &blob);
	if (r)
		return r;
	hcn_buf_put(&value, blob.data, sizeof(uint32_t));
	r = hcn_row_decode((const char *)blob.data + sizeof(uint32_t), blob.size - sizeof(uint32_t),
		&row, NULL);
	if (r)
		return r;
	row.nft_table.layout = layout;
	hcn_row_encode(&row, &value);
	hcn_row_clear(&row);
	return hcn_txn_put_value(txn, name.data, value.data, value.len, NULL);
}

static int put_layouts(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(tables); i++)
		r = put_layout(txn, tables[i], *(unsigned *)arg);
	return r;
}

int older_store(struct hcn *hcn, unsigned layout)
{
	int r = hcn_store_lock(hcn->store, NULL);

	if (r)
		return r;
	r = hcn_engine_write(hcn, put_layouts, &layout, NULL);
	hcn_store_unlock(hcn->store);
	return r;
}

/* --- the kernel ----------------------------------------------------------------------------------------- */

static bool asks_missing_set(const char *rule)
{
	return strstr(rule, "@lbsrc") || strstr(rule, "@snatv") || strstr(rule, "@source6");
}

static void drop_rules(struct hcn_row_nft_chain *chain)
{
	size_t kept = 0;

	for (size_t i = 0; i < chain->n_rules; i++)
		if (asks_missing_set(chain->rules[i]))
			free(chain->rules[i]);
		else
			chain->rules[kept++] = chain->rules[i];
	chain->n_rules = kept;
}

/* Whether the older table had it, too. */
static bool make_older(struct hcn_row *row, struct hcn_rows *rows)
{
	if (row->kind == HCN_ROW_NFT_CHAIN) {
		drop_rules(&row->nft_chain);
		if (!strcmp(row->nft_chain.chain, "redirects"))
			HCN_ROW_STR(rows, row, nft_chain, hook, "filter output 7");
		return true;
	}
	if (!strcmp(row->nft_set.set, "snatv4"))
		HCN_ROW_STR(rows, row, nft_set, data, "ether_addr");
	return strncmp(row->nft_set.set, "lbsrc", 5) != 0 &&
	       strcmp(row->nft_set.set, "source6") != 0;
}

static void add_gone(const char *table, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_SET);

	HCN_ROW_STR(rows, row, nft_set, table, "%s", table);
	HCN_ROW_STR(rows, row, nft_set, set, "gone");
	HCN_ROW_STR(rows, row, nft_set, type, "ifname");
	row = hcn_rows_add(rows, HCN_ROW_NFT_CHAIN);
	HCN_ROW_STR(rows, row, nft_chain, table, "%s", table);
	HCN_ROW_STR(rows, row, nft_chain, chain, "gone");
	HCN_ROW_STR(rows, row, nft_chain, hook, "filter prerouting -301");
	hcn_rows_add_rule(rows, row, "iifname @gone drop");
	row = hcn_rows_add(rows, HCN_ROW_NFT_ELEM);
	HCN_ROW_STR(rows, row, nft_elem, table, "%s", table);
	HCN_ROW_STR(rows, row, nft_elem, set, "gone");
	HCN_ROW_STR(rows, row, nft_elem, key, "eth7");
}

/* An element that leads to a chain holds it. */
static void add_choice(struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_CHAIN);

	HCN_ROW_STR(rows, row, nft_chain, table, HCN_NFT_TABLE);
	HCN_ROW_STR(rows, row, nft_chain, chain, "lb_gone");
	hcn_rows_add_own_elem(rows, "lbpick", "6843:99", "goto lb_gone");
}

static void apply(struct hcn *hcn, const struct hcn_rows *before, const struct hcn_rows *after)
{
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	struct hcn_error err = { 0 };
	size_t done;

	ck_assert_int_eq(hcn_steps_plan(before, after, &steps), 0);
	ck_assert_msg(!hcn->ops->apply(hcn->backend, &steps, &done, &err), "%s", err.text);
}

/* --- outside nftables ----------------------------------------------------------------------------------- */

struct shared {
	struct hcn_txn *txn;
	struct hcn_rows rows;
};

static int read_shared(void *arg, const char *name)
{
	struct shared *shared = arg;
	struct hcn_row *row = hcn_rows_add(&shared->rows, HCN_ROW_ROUTE);
	struct hcn_blob blob;
	int r = hcn_txn_get_value(shared->txn, name, &blob);

	return r ? r
		 : hcn_row_decode((const char *)blob.data + sizeof(uint32_t),
			   blob.size - sizeof(uint32_t), row, NULL);
}

static int forget_shared(struct hcn_txn *txn, void *arg, struct hcn_error *err)
{
	struct shared *shared = arg;
	int r;

	shared->txn = txn;
	r = hcn_txn_each_value(txn, "shared/route/", read_shared, shared);
	if (!r)
		r = hcn_txn_each_value(txn, "shared/addr/", read_shared, shared);
	for (size_t i = 0; !r && i < shared->rows.n; i++) {
		_cleanup_(hcn_buf_clear) struct hcn_buf name = { 0 };

		hcn_buf_puts(&name, "shared/");
		hcn_row_key_text(&shared->rows.rows[i], &name);
		r = hcn_txn_delete_value(txn, name.data, err);
	}
	return r;
}

static void remove_shared(struct hcn *hcn)
{
	static const struct hcn_rows nothing;
	struct shared shared = { 0 };

	ck_assert_int_eq(hcn_engine_write(hcn, forget_shared, &shared, NULL), 0);
	apply(hcn, &shared.rows, &nothing);
	hcn_rows_clear(&shared.rows);
}

void older_kernel(struct hcn *hcn)
{
	static const struct hcn_rows nothing;

	ck_assert_int_eq(hcn_store_lock(hcn->store, NULL), 0);
	ck_assert_int_eq(hcn_engine_backend(hcn, NULL), 0);
	for (size_t i = 0; i < HCN_N_ELEMENTS(tables); i++) {
		_cleanup_(hcn_rows_clear) struct hcn_rows fixed = { 0 }, older = { 0 };
		struct hcn_row *table = hcn_rows_add(&older, HCN_ROW_NFT_TABLE);

		HCN_ROW_STR(&older, table, nft_table, table, "%s", tables[i]);
		apply(hcn, &older, &nothing);
		hcn_skeleton_rows(tables[i], &fixed);
		for (size_t j = 0; j < fixed.n; j++)
			if (make_older(&fixed.rows[j], &fixed))
				hcn_rows_add_copy(&older, &fixed.rows[j]);
		add_gone(tables[i], &older);
		if (!strcmp(tables[i], HCN_NFT_TABLE))
			add_choice(&older);
		apply(hcn, &nothing, &older);
	}
	remove_shared(hcn);
	hcn_store_unlock(hcn->store);
}
