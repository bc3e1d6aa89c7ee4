/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Messages for tables, sets, chains and rules. */
#ifndef HCN_LINUX_NFTEMIT_H
#define HCN_LINUX_NFTEMIT_H

#include "nftables/nfttx.h"

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

#endif
