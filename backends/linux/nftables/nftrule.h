/* SPDX-License-Identifier: GPL-2.0-or-later */
/* One rule in nft's words, compiled. */
#ifndef HCN_LINUX_NFTRULE_H
#define HCN_LINUX_NFTRULE_H

#include <stdint.h>

struct nftnl_rule;

/* Appends the expressions of @text (the grammar is in nftwords.h), in a table of @family: NFPROTO_INET or NFPROTO_BRIDGE.  -EINVAL: none
 * of these words; -ENOMEM. */
int nft_rule_compile(const char *text, uint8_t family, struct nftnl_rule *rule);

#endif
