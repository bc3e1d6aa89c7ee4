/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The skeleton is real nftables: nft itself loads it, and lists every set and rule in the very same words.
 * Runs inside tests/tools/netlab.sh.
 */
#include <stdio.h>
#include <stdlib.h>

#include "rows_text.h"
#include "run_tests.h"
#include "skeleton.h"

#define SKIPPED 77

static struct hcn_rows skeleton(void)
{
	struct hcn_rows rows = { 0 };

	hcn_skeleton_rows(HCN_NFT_TABLE, &rows);
	hcn_skeleton_rows(HCN_NFT_GUARD, &rows);
	ck_assert_int_eq(hcn_rows_check(&rows), 0);
	return rows;
}

/* A row's line says "nft set inet ..."; a file for nft says "add set inet ...". */
static void load_with_nft(const struct hcn_rows *rows)
{
	FILE *nft = popen("nft -f -", "w");

	ck_assert_ptr_nonnull(nft);
	fputs("add table inet " HCN_NFT_TABLE "\nadd table " HCN_NFT_GUARD "\n", nft);
	for (size_t i = 0; i < rows->n; i++) {
		struct hcn_buf b = { 0 };
		char *line;

		hcn_row_format(&rows->rows[i], &b);
		line = taken(&b);
		ck_assert(strncmp(line, "nft ", 4) == 0);
		fprintf(nft, "add %s\n", line + 4);
		free(line);
	}
	ck_assert_int_eq(pclose(nft), 0);
}

static char *output_of(const char *command)
{
	FILE *p = popen(command, "r");
	struct hcn_buf b = { 0 };
	char piece[4096];
	size_t n;

	ck_assert_ptr_nonnull(p);
	while ((n = fread(piece, 1, sizeof(piece), p)) > 0)
		hcn_buf_put(&b, piece, n);
	ck_assert_int_eq(pclose(p), 0);
	return taken(&b);
}

static void expect_line(const char *listing, const char *line)
{
	char text[512];

	snprintf(text, sizeof(text), "\t%s\n", line);
	ck_assert_msg(strstr(listing, text), "nft does not list '%s'", line);
}

/* Runs the row's own command, and finds what the row says in its output. */
static void expect_shown(const struct hcn_row *row)
{
	struct hcn_buf b = { 0 };
	char *command, *listing, type[256];

	hcn_row_show_command(row, &b);
	command = taken(&b);
	listing = output_of(command);
	if (row->kind == HCN_ROW_NFT_SET) {
		const struct hcn_row_nft_set *s = &row->nft_set;

		snprintf(type, sizeof(type), "type %s%s%s", s->type, s->data ? " : " : "",
			s->data ? s->data : "");
		expect_line(listing, type);
		ck_assert(!strstr(listing, "flags interval") == !s->flags);
	} else {
		for (size_t i = 0; i < row->nft_chain.n_rules; i++)
			expect_line(listing, row->nft_chain.rules[i]);
	}
	free(command);
	free(listing);
}

START_TEST(nft_loads_the_skeleton_and_lists_the_same_words)
{
	struct hcn_rows rows = skeleton();

	load_with_nft(&rows);
	for (size_t i = 0; i < rows.n; i++)
		expect_shown(&rows.rows[i]);
	hcn_rows_clear(&rows);
}
END_TEST

/* After a change that is meant: put what nft lists there. */
START_TEST(the_page_shows_what_nft_lists)
{
	struct hcn_rows rows = skeleton();
	char *page = output_of("cat " DATAPLANE), *shown = strstr(page, "\n## The skeleton\n"),
	     *end;
	char *listed;

	(void)system("nft flush ruleset");
	load_with_nft(&rows);
	listed = output_of("nft list ruleset");
	ck_assert_ptr_nonnull(shown);
	shown = strstr(shown, "\n```\n") + 5;
	end = strstr(shown, "```");
	ck_assert_ptr_nonnull(end);
	*end = '\0';
	for (end = listed; *shown && *shown == *end; shown++)
		end++;
	ck_assert_msg(!*shown && !*end, "shown: %.200s\nlisted: %.200s", shown, end);
	free(listed);
	free(page);
	hcn_rows_clear(&rows);
}
END_TEST

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
		bool used = !strncmp(set, "lbto", 4) || !strncmp(set, "lbnto", 5);
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
		{ nft_loads_the_skeleton_and_lists_the_same_words },
		{ the_page_shows_what_nft_lists },
		{ sets_come_before_the_chains_that_use_them },
		{ no_set_is_without_a_rule_that_uses_it },
		{ NULL },
	};

	if (system("nft list ruleset >/dev/null 2>&1") != 0)
		return SKIPPED;
	return run_tests("plan skeleton", facts);
}
