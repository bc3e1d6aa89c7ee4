/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys and data of nftables elements: texts checked against types like "ipv4_addr . inet_service". */
#ifndef HCN_ROWS_NFTVALUE_H
#define HCN_ROWS_NFTVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HCN_NFT_VALUE_SIZE 16
#define HCN_NFT_MAX_PARTS  5

/* One part of a key: all values from first to last, big-endian, left-aligned; a single one if both are the same. */
struct hcn_nft_range {
	uint8_t first[HCN_NFT_VALUE_SIZE];
	uint8_t last[HCN_NFT_VALUE_SIZE];
};

struct hcn_nft_interval {
	size_t n;
	struct hcn_nft_range parts[HCN_NFT_MAX_PARTS];
};

bool hcn_nft_type_is_known(const char *type);

/* False when @text is no value of @type. */
bool hcn_nft_parse(const char *type, const char *text, struct hcn_nft_interval *ret);

bool hcn_nft_interval_is_single(const struct hcn_nft_interval *i);

/* Whether the kernel would refuse @more in a set that has @old: two ranges must not overlap; of two concatenations it
 * only checks that the corners of the new one are not inside the old one. */
bool hcn_nft_interval_collides(
	const struct hcn_nft_interval *old, const struct hcn_nft_interval *more);

#endif
