/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Keys and data of nftables elements: texts checked against types like "ipv4_addr . inet_service". */
#ifndef HCN_SIM_NFTTYPE_H
#define HCN_SIM_NFTTYPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define SIM_NFT_VALUE_SIZE 16
#define SIM_NFT_MAX_PARTS  5

/* One part of a key: all values from first to last, big-endian, left-aligned; a single one if both are the same. */
struct sim_range {
	uint8_t first[SIM_NFT_VALUE_SIZE];
	uint8_t last[SIM_NFT_VALUE_SIZE];
};

struct sim_interval {
	size_t n;
	struct sim_range parts[SIM_NFT_MAX_PARTS];
};

bool sim_nft_type_is_known(const char *type);

/* False when @text is no value of @type. */
bool sim_nft_parse(const char *type, const char *text, struct sim_interval *ret);

bool sim_interval_is_single(const struct sim_interval *i);

/* Whether the kernel would refuse @more in a set that has @old: two ranges must not overlap; of two concatenations it
 * only checks that the corners of the new one are not inside the old one. */
bool sim_interval_collides(const struct sim_interval *old, const struct sim_interval *more);

#endif
