/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages for elements. */
#ifndef HCN_LINUX_NFTELEM_H
#define HCN_LINUX_NFTELEM_H

#include "nftables/nfttx.h"

/* All elements that the steps add or remove, by set. */
int nft_emit_elems(struct nft_tx *t, bool removal);

#endif
