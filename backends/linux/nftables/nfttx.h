/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One nftables transaction on its way from steps to messages: what nft.c, nftemit.c and nftelem.c share. */
#ifndef HCN_LINUX_NFTTX_H
#define HCN_LINUX_NFTTX_H

#include "linux.h"

enum {
	NFT_MARK_MISSING = 1, /* there is nothing to remove */
	NFT_MARK_REPLACE = 2, /* an element with other data is in the way */
};

struct known_type {
	const char *table;
	const char *set;
	struct nft_set_type type;
};

struct nft_tx {
	struct call *c;
	const struct hcn_step *steps;
	size_t n;
	uint8_t *marks; /* per step */
	bool alone;     /* each element in a message of its own */
	struct nft_batch batch;
	struct hcn_rows skeleton; /* of the tables that steps add */
	struct hcn_rows obsolete; /* sets and chains that a changed table has no more */
	struct known_type *types;
	size_t n_types;
	/* what went wrong */
	size_t bad;
	int error;
	char extack[HCN_ERROR_VALUE_SIZE];
	bool marked; /* another try may work */
};

/* The row whose addition or removal step @i is, in one half of it; NULL: this half has nothing to do. */
const struct hcn_row *nft_tx_half(const struct nft_tx *t, size_t i, bool removal);

/* Names the step that @error is about. */
int nft_tx_blame(struct nft_tx *t, size_t step, int error);

/* The type of a set, by name (borrowed): from this transaction, else from the kernel. */
int nft_tx_remember_type(
	struct nft_tx *t, const char *table, const char *set, const struct nft_set_type *type);
int nft_tx_find_type(
	struct nft_tx *t, const struct hcn_row_nft_elem *row, struct nft_set_type *ret);

/* Messages that add or (o.removal) remove what @row says. */
int nft_emit_table(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o);
int nft_emit_set(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o);
int nft_emit_set_removal(struct nft_tx *t, const struct hcn_row *row,
	struct nft_origin o); /* whatever its type is */
int nft_emit_chain(
	struct nft_tx *t, const struct hcn_row *row, struct nft_origin o); /* without its rules */
int nft_emit_flush(struct nft_tx *t, const struct hcn_row *row,
	struct nft_origin o); /* removes a chain's rules */
int nft_emit_rules(
	struct nft_tx *t, const struct hcn_row *row, struct nft_origin o); /* appends them */

/* All elements that the steps add or remove, by set. */
int nft_emit_elems(struct nft_tx *t, bool removal);

/* nftupgrade.c: finds t->obsolete, once; and takes it, and all rules, out of the tables that change. */
int nft_find_obsolete(struct nft_tx *t);
int nft_emit_obsolete(struct nft_tx *t);

#endif
