/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The fields of packets and connections that rules name, and where nftables finds them. */
#ifndef HCN_LINUX_NFTFIELDS_H
#define HCN_LINUX_NFTFIELDS_H

#include <stddef.h>
#include <stdint.h>

struct nft_field {
	const char *first;
	const char *second; /* NULL: one word */
	const char *type;
	uint32_t family; /* the rule must check it first; 0: any */
	uint32_t meta;   /* key, if len and ct are 0 */
	uint32_t base;   /* NFT_PAYLOAD_* */
	uint32_t offset;
	uint32_t len;
	uint8_t protocol;  /* as family */
	uint32_t ct;       /* the lowest key is not used */
	uint8_t direction; /* IP_CT_DIR_*, of keys that have one */
};

extern const struct nft_field nft_fields[];
extern const size_t nft_n_fields;

#endif
