/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One nftables transaction on its way from steps to messages. */
#ifndef HCN_LINUX_NFTTX_H
#define HCN_LINUX_NFTTX_H

#include "call.h"
#include "nftables/nftbatch.h"
#include "nftables/nftset.h"
#include "steps.h"

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
	const struct hcn_step
		*steps; /* those that were asked for, and then others that must come along */
	size_t n;
	size_t n_asked;
	size_t cause;         /* of the others: the step to blame */
	struct hcn_step *own; /* ->steps, if there are others */
	uint8_t *marks;       /* per step */
	bool alone;           /* each element in a message of its own */
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

#endif
