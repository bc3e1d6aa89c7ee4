/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The fixed sets and chains of our two nftables tables: what an nft_table row of layout 6 stands for. */
#ifndef HCN_ROWS_SKELETON_H
#define HCN_ROWS_SKELETON_H

#include "nftsets.h"

#define HCN_NFT_LAYOUT 6

/* Appends the nft_set and nft_chain rows of @table to @rows, sets first: those of the guard if it is of the bridge family. */
void hcn_skeleton_rows(const char *table, struct hcn_rows *rows);

#endif
