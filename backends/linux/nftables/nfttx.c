/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What is known about a transaction while its messages are made: the halves of its steps, the types of its sets, whom to blame.
 *
 * Never: asks the kernel for more than the type of a set, once per set and transaction.
 *
 * Tests: tests/conform/linux/test_nft.c (an_element_of_a_missing_set_is_refused)
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "nftables/nftread.h"
#include "nftables/nfttx.h"

const struct hcn_row *nft_tx_half(const struct nft_tx *t, size_t i, bool removal)
{
	const struct hcn_step *step = &t->steps[i];

	if (!removal)
		return step->to;
	if (t->marks[i] & NFT_MARK_MISSING)
		return NULL;
	return t->marks[i] & NFT_MARK_REPLACE ? step->to : step->from;
}

int nft_tx_blame(struct nft_tx *t, size_t step, int error)
{
	t->bad = step;
	return error;
}

int nft_tx_remember_type(
	struct nft_tx *t, const char *table, const char *set, const struct nft_set_type *type)
{
	struct known_type *grown = reallocarray(t->types, t->n_types + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	t->types = grown;
	grown[t->n_types++] = (struct known_type){ table, set, *type };
	return 0;
}

/* From the sets of this transaction, else from the kernel. */
int nft_tx_find_type(struct nft_tx *t, const struct hcn_row_nft_elem *row, struct nft_set_type *ret)
{
	int r;

	for (size_t i = t->n_types; i-- > 0;)
		if (strcmp(t->types[i].set, row->set) == 0 &&
			strcmp(t->types[i].table, row->table) == 0) {
			*ret = t->types[i].type;
			return 0;
		}
	r = nft_read_set_type(t->c, row->table, row->set, ret);
	return r ? r : nft_tx_remember_type(t, row->table, row->set, ret);
}
