/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The attributes that kernel_state.c reads, by what they are in. */
#ifndef HCN_TEST_KERNEL_ROWS_H
#define HCN_TEST_KERNEL_ROWS_H

#include "attr_text.h"

extern const struct attr_row link_rows[], address_rows[], route_rows[], rule_rows[],
	neighbour_rows[], queue_rows[], rule_of_chain_rows[], element_rows[];

/* What nftables tells with a message of a type (NFT_MSG_NEW...). */
struct nft_words {
	uint8_t type;
	const char *name;
	const struct attr_row *rows;
};

/* NULL: the message is none of these. */
const struct nft_words *nft_words_of(uint8_t type);

#endif
