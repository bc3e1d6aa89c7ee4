/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Words of rows that name tables and hooks. */
#ifndef HCN_LINUX_NFTNAMES_H
#define HCN_LINUX_NFTNAMES_H

#include <stdbool.h>
#include <stdint.h>

/* Rows name a table of another family than inet with it: "bridge hcn".  Returns the name alone; *@ret_family is NFPROTO_*. */
const char *nft_split_table(const char *table, uint8_t *ret_family);

/* A chain's "type hook priority". */
struct nft_hook {
	char type[16];
	uint32_t number; /* NF_INET_* */
	int32_t priority;
};
bool nft_hook_parse(const char *text, struct nft_hook *ret);

#endif
