/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tables that change their layout.
 *
 * In: a transaction with a changed table.  Out: messages that take out of it what the new layout and the transaction's other
 * steps do not have; the rest stays, and so do its elements.
 * A base chain that is removed and made again would let packets through that meet one before and the other after the
 * transaction: chains keep their place when they keep their hook, and only their rules change.
 *
 * Tests: tests/conform/test_upgrade.c (older_tables_become_ours_with_all_that_is_in_them)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_tables.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>

#include "cleanup.h"
#include "nftables/nftemit.h"
#include "nftables/nftread.h"
#include "nftables/nftupgrade.h"
#include "nftables/nftnames.h"
#include "skeleton.h"

HCN_DEFINE_FREEP(struct nftnl_chain, nftnl_chain_free)
HCN_DEFINE_FREEP(struct nftnl_rule, nftnl_rule_free)
HCN_DEFINE_FREEP(struct nftnl_set, nftnl_set_free)

static bool changes_table(const struct nft_tx *t, size_t i)
{
	const struct hcn_step *step = &t->steps[i];

	return step->op == HCN_STEP_CHANGE && step->to->kind == HCN_ROW_NFT_TABLE;
}

/* --- what the kernel has -------------------------------------------------------------------------------- */

/* Names only, as rows. */
struct listing {
	const char *table; /* as rows have it */
	struct hcn_rows *rows;
};

static int take_set(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	struct listing *l = arg;
	struct hcn_row *row;

	if (!set)
		return -ENOMEM;
	if (nftnl_set_nlmsg_parse(msg, set) < 0)
		return -EBADMSG;
	if (nftnl_set_get_u32(set, NFTNL_SET_FLAGS) & NFT_SET_ANONYMOUS) /* goes with its rule */
		return 0;
	row = hcn_rows_add(l->rows, HCN_ROW_NFT_SET);
	HCN_ROW_STR(l->rows, row, nft_set, table, "%s", l->table);
	HCN_ROW_STR(l->rows, row, nft_set, set, "%s", nftnl_set_get_str(set, NFTNL_SET_NAME));
	return hcn_rows_check(l->rows);
}

/* Kernels list those of all tables. */
static int take_chain(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_chain_freep) struct nftnl_chain *chain = nftnl_chain_alloc();
	struct listing *l = arg;
	struct hcn_row *row;
	uint8_t family;

	if (!chain)
		return -ENOMEM;
	if (nftnl_chain_nlmsg_parse(msg, chain) < 0)
		return -EBADMSG;
	if (strcmp(nftnl_chain_get_str(chain, NFTNL_CHAIN_TABLE),
		    nft_split_table(l->table, &family)))
		return 0;
	row = hcn_rows_add(l->rows, HCN_ROW_NFT_CHAIN);
	HCN_ROW_STR(l->rows, row, nft_chain, table, "%s", l->table);
	HCN_ROW_STR(
		l->rows, row, nft_chain, chain, "%s", nftnl_chain_get_str(chain, NFTNL_CHAIN_NAME));
	return hcn_rows_check(l->rows);
}

static int list_table(struct nft_tx *t, const char *table, struct hcn_rows *ret)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct listing listing = { table, ret };
	struct nlmsghdr *msg;
	uint8_t family;
	const char *name = nft_split_table(table, &family);
	int r;

	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, name) < 0)
		return -ENOMEM;
	msg = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETSET, family, NLM_F_DUMP, 0);
	nftnl_set_nlmsg_build_payload(msg, set);
	r = nft_query(t->c, msg, take_set, &listing);
	if (r)
		return r == -ENOENT ? 0 : r;
	msg = nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETCHAIN, family, NLM_F_DUMP, 0);
	return nft_query(t->c, msg, take_chain, &listing);
}

/* --- what of it goes ------------------------------------------------------------------------------------ */

struct wanted {
	const struct hcn_row **rows; /* by key */
	size_t n;
};

static int compare_rows(const void *a, const void *b)
{
	return hcn_row_compare_key(
		*(const struct hcn_row *const *)a, *(const struct hcn_row *const *)b);
}

static int want(const struct nft_tx *t, const struct hcn_rows *skeleton, struct wanted *ret)
{
	ret->rows = calloc(skeleton->n + t->n, sizeof(*ret->rows));
	if (!ret->rows)
		return -ENOMEM;
	for (size_t i = 0; i < skeleton->n; i++)
		ret->rows[ret->n++] = &skeleton->rows[i];
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = t->steps[i].to;

		if (row && (row->kind == HCN_ROW_NFT_SET || row->kind == HCN_ROW_NFT_CHAIN))
			ret->rows[ret->n++] = row;
	}
	qsort(ret->rows, ret->n, sizeof(*ret->rows), compare_rows);
	return 0;
}

/* A set keeps its type and a chain its hook. */
static int can_stay(
	struct call *c, const struct wanted *wanted, const struct hcn_row *row, bool *ret)
{
	const struct hcn_row **found = bsearch(
		&row, wanted->rows, wanted->n, sizeof(*wanted->rows), compare_rows);

	*ret = false;
	if (!found)
		return 0;
	if (row->kind == HCN_ROW_NFT_CHAIN)
		return nft_chain_is_there(c, *found, ret);
	/* One that is not of our making is no reason to give up. */
	return nft_set_holds(c, *found, ret) == -ENOMEM ? -ENOMEM : 0;
}

static int find_obsolete(struct nft_tx *t, const char *table, struct hcn_rows *ret)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows skeleton = { 0 }, there = { 0 };
	struct wanted wanted = { 0 };
	int r;

	hcn_skeleton_rows(table, &skeleton);
	r = hcn_rows_check(&skeleton);
	if (!r)
		r = list_table(t, table, &there);
	if (!r)
		r = want(t, &skeleton, &wanted);
	for (size_t i = 0; !r && i < there.n; i++) {
		bool stays;

		r = can_stay(t->c, &wanted, &there.rows[i], &stays);
		if (!r && !stays)
			hcn_rows_add_copy(ret, &there.rows[i]);
	}
	free(wanted.rows);
	return r ? r : hcn_rows_check(ret);
}

int nft_find_obsolete(struct nft_tx *t)
{
	int r = 0;

	for (size_t i = 0; !r && i < t->n; i++)
		if (changes_table(t, i))
			r = find_obsolete(t, t->steps[i].to->nft_table.table, &t->obsolete);
	return r;
}

/* --- messages ------------------------------------------------------------------------------------------- */

static int emit_flush_table(struct nft_tx *t, const char *table, struct nft_origin o)
{
	_cleanup_(nftnl_rule_freep) struct nftnl_rule *rule = nftnl_rule_alloc();
	uint8_t family;
	const char *name = nft_split_table(table, &family);
	struct nlmsghdr *msg;

	if (!rule || nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, name) < 0)
		return -ENOMEM;
	msg = nft_batch_add(&t->batch, family, NFT_MSG_DELRULE, 0, o);
	if (msg)
		nftnl_rule_nlmsg_build_payload(msg, rule);
	return 0;
}

/* Elements that lead to chains hold them; those that are wanted come again. */
static int emit_flush_set(struct nft_tx *t, const struct hcn_row_nft_set *row, struct nft_origin o)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	uint8_t family;
	const char *name = nft_split_table(row->table, &family);
	struct nlmsghdr *msg;

	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, name) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, row->set) < 0)
		return -ENOMEM;
	msg = nft_batch_add(&t->batch, family, NFT_MSG_DELSETELEM, 0, o);
	if (msg)
		nftnl_set_elems_nlmsg_build_payload(msg, set);
	return 0;
}

static int emit_flush_verdicts(struct nft_tx *t, const char *table, struct nft_origin o)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows skeleton = { 0 };
	int r;

	hcn_skeleton_rows(table, &skeleton);
	r = hcn_rows_check(&skeleton);
	for (size_t i = 0; !r && i < skeleton.n; i++) {
		const struct hcn_row *row = &skeleton.rows[i];
		bool holds;

		if (row->kind != HCN_ROW_NFT_SET ||
			strcmp(text_or_empty(row->nft_set.data), "verdict"))
			continue;
		if (!nft_set_holds(t->c, row, &holds) && holds)
			r = emit_flush_set(t, &row->nft_set, o);
	}
	return r;
}

static int emit_obsolete(
	struct nft_tx *t, const char *table, enum hcn_row_kind kind, struct nft_origin o)
{
	int r = 0;

	for (size_t i = 0; !r && i < t->obsolete.n; i++) {
		const struct hcn_row *row = &t->obsolete.rows[i];

		if (row->kind != kind)
			continue;
		if (kind == HCN_ROW_NFT_CHAIN && !strcmp(row->nft_chain.table, table))
			r = nft_emit_chain(t, row, o);
		if (kind == HCN_ROW_NFT_SET && !strcmp(row->nft_set.table, table))
			r = nft_emit_set_removal(t, row, o);
	}
	return r;
}

int nft_emit_obsolete(struct nft_tx *t)
{
	int r = 0;

	for (size_t i = 0; !r && i < t->n; i++) {
		struct nft_origin o = { (uint32_t)i, true };
		const struct hcn_row *row = nft_tx_half(t, i, true);
		const char *table;

		if (!row || !changes_table(t, i))
			continue;
		table = row->nft_table.table;
		r = emit_flush_table(t, table, o);
		if (!r)
			r = emit_flush_verdicts(t, table, o);
		if (!r)
			r = emit_obsolete(t, table, HCN_ROW_NFT_CHAIN, o);
		if (!r)
			r = emit_obsolete(t, table, HCN_ROW_NFT_SET, o);
	}
	return r;
}
