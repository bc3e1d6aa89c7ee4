/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tables that change their layout. */
#ifndef HCN_LINUX_NFTUPGRADE_H
#define HCN_LINUX_NFTUPGRADE_H

#include "nftables/nfttx.h"

/* Finds t->obsolete, once; and takes it, and all rules, out of the tables that change. */
int nft_find_obsolete(struct nft_tx *t);
int nft_emit_obsolete(struct nft_tx *t);

#endif
