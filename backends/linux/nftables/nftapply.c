/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From steps to one nftables transaction.
 *
 * In: steps of the nft kinds in any order.  Out: messages in the order that the kernel needs (what refers goes before what
 * is referred to, and comes after it): the table of phases below.
 * Elements of one set share a message.  When a transaction fails (then it changed nothing), it is tried once more with a message
 * per element, so that the refusal names the step; removals of what is missing are then left out and it is tried again.
 *
 * Tests: tests/conform/linux/test_nft.c (chains_that_refer_to_each_other_come_and_go_together)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "nftables/nftapply.h"
#include "nftables/nftelem.h"
#include "nftables/nftemit.h"
#include "nftables/nftremake.h"
#include "nftables/nftupgrade.h"
#include "skeleton.h"

/* --- the order ------------------------------------------------------------------------------------- */

typedef int emit_fn(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o);

struct phase {
	enum hcn_row_kind kind;
	bool removal;
	emit_fn *emit;
};

static const struct phase removals[] = {
	{ HCN_ROW_NFT_CHAIN, true, nft_emit_flush }, /* chains may refer to each other */
	{ HCN_ROW_NFT_CHAIN, true, nft_emit_chain },
	{ HCN_ROW_NFT_SET, true, nft_emit_set },
	{ HCN_ROW_NFT_TABLE, true, nft_emit_table },
}, additions[] = {
	{ HCN_ROW_NFT_SET, false, nft_emit_set },
	{ HCN_ROW_NFT_CHAIN, false, nft_emit_chain },
	{ HCN_ROW_NFT_CHAIN, false, nft_emit_flush }, /* it may be there already */
	{ HCN_ROW_NFT_CHAIN, false, nft_emit_rules },
};

/* A chain with the same hook keeps its place: only its rules change. */
static bool keeps_chain(const struct hcn_step *step)
{
	return step->op == HCN_STEP_CHANGE && strcmp(text_or_empty(step->from->nft_chain.hook),
						      text_or_empty(step->to->nft_chain.hook)) == 0;
}

static int emit_phase(struct nft_tx *t, const struct phase *p)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = nft_tx_half(t, i, p->removal);
		int r;

		if (!row || row->kind != p->kind)
			continue;
		if (p->removal && p->emit == nft_emit_chain && keeps_chain(&t->steps[i]))
			continue;
		if (p->removal && p->emit == nft_emit_table && t->steps[i].op == HCN_STEP_CHANGE)
			continue; /* nft_emit_obsolete() */
		r = p->emit(t, row, (struct nft_origin){ (uint32_t)i, p->removal });
		if (r)
			return nft_tx_blame(t, i, r);
	}
	return 0;
}

/* A table comes with what its layout says, all blamed on its step. */
static int emit_skeleton(struct nft_tx *t, size_t step, const struct hcn_row_nft_table *row)
{
	struct hcn_rows *rows = &t->skeleton;
	size_t first = rows->n;
	int r = 0;

	if (row->layout != HCN_NFT_LAYOUT)
		return row->layout ? call_refuse(t->c, -EINVAL, "unknown layout %u", row->layout)
				   : 0;
	hcn_skeleton_rows(row->table, rows);
	r = hcn_rows_check(rows);
	for (size_t p = 0; !r && p < HCN_N_ELEMENTS(additions); p++)
		for (size_t i = first; !r && i < rows->n; i++)
			if (rows->rows[i].kind == additions[p].kind)
				r = additions[p].emit(t, &rows->rows[i],
					(struct nft_origin){ (uint32_t)step, false });
	return r;
}

static int emit_tables(struct nft_tx *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = nft_tx_half(t, i, false);
		int r;

		if (!row || row->kind != HCN_ROW_NFT_TABLE)
			continue;
		r = nft_emit_table(t, row, (struct nft_origin){ (uint32_t)i, false });
		if (!r)
			r = emit_skeleton(t, i, &row->nft_table);
		if (r)
			return nft_tx_blame(t, i, r);
	}
	return 0;
}

static int emit_all(struct nft_tx *t)
{
	int r = nft_emit_elems(t, true);

	if (!r)
		r = nft_emit_obsolete(t);
	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(removals); i++)
		r = emit_phase(t, &removals[i]);
	if (!r)
		r = emit_tables(t);
	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(additions); i++)
		r = emit_phase(t, &additions[i]);
	return r ? r : nft_emit_elems(t, false);
}

/* --- the attempts ---------------------------------------------------------------------------------- */

static bool add_mark(struct nft_tx *t, size_t step, uint8_t mark)
{
	if (t->marks[step] & mark)
		return false;
	t->marks[step] |= mark;
	t->marked = true;
	return true;
}

static void take_refusal(void *arg, struct nft_origin o, int error, const char *extack)
{
	struct nft_tx *t = arg;
	const struct hcn_step *step = &t->steps[o.step];

	if (o.removal && error == -ENOENT && (!t->alone || add_mark(t, o.step, NFT_MARK_MISSING)))
		return;
	if (!o.removal && error == -EEXIST && step->op == HCN_STEP_ADD &&
		step->to->kind == HCN_ROW_NFT_ELEM &&
		(!t->alone || add_mark(t, o.step, NFT_MARK_REPLACE)))
		return;
	if (t->error)
		return;
	t->error = error;
	t->bad = o.step;
	memcpy(t->extack, extack, sizeof(t->extack));
}

static int attempt(struct nft_tx *t)
{
	int r;

	t->n_types = 0;
	t->error = 0;
	t->marked = false;
	hcn_rows_clear(&t->skeleton);
	nft_batch_init(&t->batch, t->c->nft);
	r = emit_all(t);
	if (!r)
		r = nft_batch_send(t->c, &t->batch, take_refusal, t);
	nft_batch_clear(&t->batch);
	return r;
}

static bool only_removes(const struct hcn_step *steps, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (steps[i].op != HCN_STEP_REMOVE)
			return false;
	return true;
}

/* A namespace that is not there has nothing in it. */
static int choose_netns(struct call *c, const struct hcn_step *steps, size_t n, bool *ret_done)
{
	const struct hcn_row *row = steps->op == HCN_STEP_REMOVE ? steps->from : steps->to;
	int r = netns_nft(c, hcn_row_nft_netns(row), &c->nft);

	*ret_done = r == -ENOENT && only_removes(steps, n);
	return *ret_done ? 0 : r;
}

int nft_apply(struct call *c, const struct hcn_steps *steps, size_t *ret_bad)
{
	struct nft_tx t = { .c = c, .alone = steps->n == 1 };
	bool again, done;
	int r = choose_netns(c, steps->steps, steps->n, &done);

	*ret_bad = 0;
	if (r || done)
		return r;
	r = nft_remake(&t, steps);
	if (!r) {
		t.marks = calloc(t.n + 1, sizeof(*t.marks));
		r = t.marks ? nft_find_obsolete(&t) : -ENOMEM;
	}
	for (again = !r; again;) {
		r = attempt(&t);
		again = r == -ECANCELED && (!t.alone || t.marked);
		t.alone = true;
	}
	if (r == -ECANCELED) {
		r = t.error;
		memcpy(c->extack, t.extack, sizeof(c->extack));
	}
	if (r == -EMSGSIZE)
		c->hint = "raise net.core.wmem_max: a transaction must fit into the socket's send "
			  "buffer";
	*ret_bad = t.bad < t.n_asked ? t.bad : t.cause;
	hcn_rows_clear(&t.skeleton);
	hcn_rows_clear(&t.obsolete);
	free(t.types);
	free(t.marks);
	free(t.own);
	return r;
}
