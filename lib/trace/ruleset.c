/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Chains and sets sorted by name, elements by set (ruleset.h).  Pure.
 *
 * Tests: tests/unit/trace/test_nftrun.c
 */
#include "ruleset.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "skeleton.h"

/* --- reading ------------------------------------------------------------------------------------------ */

static int compare_names(
	struct hcn_nft_table x, const char *name_x, struct hcn_nft_table y, const char *name_y)
{
	int r = strcmp(x.netns, y.netns);

	if (!r)
		r = strcmp(x.name, y.name);
	return r ? r : strcmp(name_x, name_y);
}

static struct hcn_nft_table table_of(const struct hcn_row *row)
{
	const char *name = row->kind == HCN_ROW_NFT_SET     ? row->nft_set.table
			   : row->kind == HCN_ROW_NFT_CHAIN ? row->nft_chain.table
							    : row->nft_elem.table;

	return (struct hcn_nft_table){ hcn_row_nft_netns(row), name };
}

static int compare_sets(const void *a, const void *b)
{
	const struct hcn_row *x = ((const struct hcn_nft_set *)a)->row,
			     *y = ((const struct hcn_nft_set *)b)->row;

	return compare_names(table_of(x), x->nft_set.set, table_of(y), y->nft_set.set);
}

static int compare_chains(const void *a, const void *b)
{
	const struct hcn_row *x = *(const struct hcn_row *const *)a,
			     *y = *(const struct hcn_row *const *)b;

	return compare_names(table_of(x), x->nft_chain.chain, table_of(y), y->nft_chain.chain);
}

/* Counts into, and where there is room already writes to, the lists of @rules. */
static void add_rows(struct hcn_ruleset *rules, const struct hcn_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];

		if (row->kind == HCN_ROW_NFT_SET) {
			if (rules->sets)
				rules->sets[rules->n_sets].row = row;
			rules->n_sets++;
		} else if (row->kind == HCN_ROW_NFT_CHAIN) {
			if (rules->chains)
				rules->chains[rules->n_chains] = row;
			rules->n_chains++;
		}
	}
}

/* Tables stand in several objects' rows. */
static int add_tables(struct hcn_ruleset *rules, const struct hcn_rows *rows)
{
	int r = 0;

	for (size_t i = 0; !r && i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];
		bool seen = row->kind != HCN_ROW_NFT_TABLE ||
			    !HCN_HAS(&row->nft_table, hcn_row_nft_table, layout);

		for (size_t j = 0; !seen && j < rules->skeleton.n; j++) {
			const struct hcn_row *other = &rules->skeleton.rows[j];

			seen = other->kind == HCN_ROW_NFT_SET &&
			       !strcmp(other->nft_set.table, row->nft_table.table);
		}
		if (!seen)
			hcn_skeleton_rows(row->nft_table.table, &rules->skeleton);
		r = hcn_rows_check(&rules->skeleton);
	}
	return r;
}

static struct hcn_nft_set *find_set(
	const struct hcn_ruleset *rules, struct hcn_nft_table table, const char *name)
{
	const struct hcn_row row = {
		.kind = HCN_ROW_NFT_SET,
		.nft_set = { .netns = (char *)(uintptr_t)table.netns,
			.table = (char *)(uintptr_t)table.name,
			.set = (char *)(uintptr_t)name },
	};
	const struct hcn_nft_set key = { .row = &row };

	return rules->n_sets ? bsearch(&key, rules->sets, rules->n_sets, sizeof(key), compare_sets)
			     : NULL;
}

static int add_elements(struct hcn_ruleset *rules, const struct hcn_rows *rows)
{
	struct hcn_nft_set *set = NULL;

	for (size_t i = 0; i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];

		if (row->kind != HCN_ROW_NFT_ELEM)
			continue;
		if (!set || compare_names(table_of(set->row), set->row->nft_set.set, table_of(row),
				    row->nft_elem.set))
			set = find_set(rules, table_of(row), row->nft_elem.set);
		if (!set)
			return -EPROTO;
		if (HCN_GROW(set->rows, set->n, set->size))
			return -ENOMEM;
		set->rows[set->n++] = row;
	}
	return 0;
}

static int read_rows(struct hcn_ruleset *rules, const struct hcn_rows *rows)
{
	int r = add_tables(rules, rows);

	if (r)
		return r;
	add_rows(rules, &rules->skeleton);
	add_rows(rules, rows);
	rules->sets = calloc(rules->n_sets + 1, sizeof(*rules->sets));
	rules->chains = calloc(rules->n_chains + 1, sizeof(const struct hcn_row *));
	rules->n_sets = rules->n_chains = 0;
	if (!rules->sets || !rules->chains)
		return -ENOMEM;
	add_rows(rules, &rules->skeleton);
	add_rows(rules, rows);
	qsort(rules->sets, rules->n_sets, sizeof(*rules->sets), compare_sets);
	qsort(rules->chains, rules->n_chains, sizeof(const struct hcn_row *), compare_chains);
	return add_elements(rules, rows);
}

int hcn_ruleset_read(const struct hcn_rows *rows, struct hcn_ruleset *ret)
{
	struct hcn_ruleset rules = { 0 };
	int r = read_rows(&rules, rows);

	if (r)
		hcn_ruleset_clear(&rules);
	else
		*ret = rules;
	return r;
}

void hcn_ruleset_clear(struct hcn_ruleset *rules)
{
	for (size_t i = 0; i < rules->n_sets; i++) {
		free(rules->sets[i].rows);
		free(rules->sets[i].elems);
	}
	free(rules->sets);
	free(rules->chains);
	hcn_rows_clear(&rules->skeleton);
	*rules = (struct hcn_ruleset){ 0 };
}

/* --- asking ------------------------------------------------------------------------------------------- */

const struct hcn_row *hcn_ruleset_chain(
	const struct hcn_ruleset *rules, struct hcn_nft_table table, const char *chain)
{
	const struct hcn_row row = {
		.kind = HCN_ROW_NFT_CHAIN,
		.nft_chain = { .netns = (char *)(uintptr_t)table.netns,
			.table = (char *)(uintptr_t)table.name,
			.chain = (char *)(uintptr_t)chain },
	};
	const struct hcn_row *key = &row, **found = NULL;

	if (rules->n_chains)
		found = bsearch(&key, rules->chains, rules->n_chains, sizeof(key), compare_chains);
	return found ? *found : NULL;
}

static int read_elements(struct hcn_nft_set *set)
{
	struct hcn_nft_elem *elems;

	if (set->elems)
		return 0;
	elems = calloc(set->n + 1, sizeof(*elems));
	if (!elems)
		return -ENOMEM;
	for (size_t i = 0; i < set->n; i++) {
		elems[i].row = set->rows[i];
		if (!hcn_nft_parse(
			    set->row->nft_set.type, set->rows[i]->nft_elem.key, &elems[i].key)) {
			free(elems);
			return -EPROTO;
		}
	}
	set->elems = elems;
	return 0;
}

static bool holds(const struct hcn_nft_interval *interval, const struct hcn_nft_key *key)
{
	for (size_t i = 0; i < key->n; i++)
		if (memcmp(interval->parts[i].first, key->parts[i], HCN_NFT_VALUE_SIZE) > 0 ||
			memcmp(interval->parts[i].last, key->parts[i], HCN_NFT_VALUE_SIZE) < 0)
			return false;
	return interval->n == key->n;
}

int hcn_ruleset_lookup(struct hcn_ruleset *rules, struct hcn_nft_table table, const char *name,
	const struct hcn_nft_key *key, const struct hcn_row **ret)
{
	struct hcn_nft_set *set = find_set(rules, table, name);
	int r = set ? read_elements(set) : -EPROTO;

	*ret = NULL;
	for (size_t i = 0; !r && !*ret && i < set->n; i++)
		if (holds(&set->elems[i].key, key))
			*ret = set->elems[i].row;
	return r;
}
