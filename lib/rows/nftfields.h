/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The fields of packets and connections that rules name: one row each, from which the linux backend makes the expression that
 * loads it, and the tracer what a packet has there.
 */
#ifndef HCN_ROWS_NFTFIELDS_H
#define HCN_ROWS_NFTFIELDS_H

#include "nftvalue.h"

enum hcn_nft_place {
	HCN_NFT_LINK_HEADER,
	HCN_NFT_NETWORK_HEADER,
	HCN_NFT_TRANSPORT_HEADER,
	HCN_NFT_META,
	HCN_NFT_CT, /* of the connection */
	HCN_NFT_CT_ORIGINAL,
	HCN_NFT_CT_REPLY,
	HCN_NFT_FIB_DADDR, /* what routing says about the destination */
};

struct hcn_nft_field {
	const char *words[4];
	const char *type; /* nftvalue.h */
	enum hcn_nft_place place;
	uint32_t at; /* in a header the first byte, else NFT_META_*, NFT_CT_*, NFT_FIB_RESULT_* */
	uint16_t ether;   /* ETH_P_*: only packets of it have the field; 0: any */
	uint8_t protocol; /* IPPROTO_*, the same */
};

/* Takes the field that the words at *@words, which end with NULL, begin with; NULL: none, and *@words stays. */
const struct hcn_nft_field *hcn_nft_field_take(char ***words);

#endif
