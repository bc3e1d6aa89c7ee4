/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Sets that lose many elements at once. */
#ifndef HCN_LINUX_NFTREMAKE_H
#define HCN_LINUX_NFTREMAKE_H

#include "nftables/nfttx.h"

/* Begins @t with @steps, and a change to the same for each row that must be made anew along with a set.  -ENOMEM. */
int nft_remake(struct nft_tx *t, const struct hcn_steps *steps);

#endif
