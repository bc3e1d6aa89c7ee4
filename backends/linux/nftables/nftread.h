/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nftables has: asked for one thing by name. */
#ifndef HCN_LINUX_NFTREAD_H
#define HCN_LINUX_NFTREAD_H

#include "nftables/nftset.h"
#include "nftables/nftsock.h"
#include "rows.h"

struct nftnl_set_elem;

/* Type of a set as the kernel has it; -ENOENT, or -EINVAL for one that is not of our making. */
int nft_read_set_type(struct call *c, const char *table, const char *set, struct nft_set_type *ret);

/* Hands the rules of a chain to @fn. */
int nft_each_rule(struct call *c, const struct hcn_row_nft_chain *row, nft_fn *fn, void *arg);

/* Hands the element of @row's key to @take, whatever its data; -ENOENT. */
typedef void nft_elem_fn(struct nftnl_set_elem *elem, void *arg);
int nft_elem_find(struct call *c, const struct hcn_row_nft_elem *row, nft_elem_fn *take, void *arg);

/* Whether the kernel's is as @row says: a set; a chain with its rules; a chain of that name with that hook, whatever its rules. */
int nft_set_holds(struct call *c, const struct hcn_row *row, bool *ret);
int nft_chain_holds(struct call *c, const struct hcn_row *row, bool *ret);
int nft_chain_is_there(struct call *c, const struct hcn_row *row, bool *ret);

#endif
