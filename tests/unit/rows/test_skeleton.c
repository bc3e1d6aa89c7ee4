/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The skeleton is complete in itself; that nft lists it in the same words is for tests/conform/linux. */
#include <stdio.h>
#include <string.h>

#include "run_tests.h"
#include "skeleton.h"

static struct hcn_rows skeleton(void)
{
	struct hcn_rows rows = { 0 };

	hcn_skeleton_rows(HCN_NFT_TABLE, &rows);
	hcn_skeleton_rows(HCN_NFT_GUARD, &rows);
	ck_assert_int_eq(hcn_rows_check(&rows), 0);
	return rows;
}

static const char *table_of(const struct hcn_row *row)
{
	return row->kind == HCN_ROW_NFT_SET ? row->nft_set.table : row->nft_chain.table;
}

START_TEST(sets_come_before_the_chains_that_use_them)
{
	struct hcn_rows rows = skeleton();
	bool chains = false;

	for (size_t i = 0; i < rows.n; i++) {
		bool is_set = rows.rows[i].kind == HCN_ROW_NFT_SET;

		if (i && is_set && strcmp(rows.rows[i].nft_set.table, table_of(&rows.rows[i - 1])))
			chains = false;
		ck_assert(rows.rows[i].kind == HCN_ROW_NFT_CHAIN || (is_set && !chains));
		chains = !is_set;
	}
	hcn_rows_clear(&rows);
}
END_TEST

START_TEST(no_set_is_without_a_rule_that_uses_it)
{
	struct hcn_rows rows = skeleton();

	for (size_t i = 0; i < rows.n; i++) {
		/* those are asked by the chains that load balancers bring */
		const char *set = rows.rows[i].kind == HCN_ROW_NFT_SET ? rows.rows[i].nft_set.set
								       : "lbto";
		bool used = !strncmp(set, "lbto", 4) || !strncmp(set, "lbnto", 5) ||
			    !strncmp(set, "lbkeep", 6);
		char name[64];

		snprintf(name, sizeof(name), "@%s", set);
		for (size_t j = i; j < rows.n; j++) {
			const struct hcn_row_nft_chain *c = &rows.rows[j].nft_chain;

			for (size_t k = 0; rows.rows[j].kind == HCN_ROW_NFT_CHAIN && k < c->n_rules;
				k++)
				used = used || (strstr(c->rules[k], name) &&
						       !strcmp(c->table, table_of(&rows.rows[i])));
		}
		ck_assert_msg(used, "%s", name);
	}
	hcn_rows_clear(&rows);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ sets_come_before_the_chains_that_use_them },
		{ no_set_is_without_a_rule_that_uses_it },
		{ NULL },
	};

	return run_tests("plan skeleton", facts);
}
