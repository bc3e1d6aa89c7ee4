/* SPDX-License-Identifier: GPL-2.0-or-later */
/* What nftables' counters have met. */
#ifndef HCN_LINUX_NFTMET_H
#define HCN_LINUX_NFTMET_H

struct call;
struct hcn_met;
struct hcn_row;

/* Those of a chain's rules, or of an element; -ENOENT. */
int nft_met(struct call *c, const struct hcn_row *row, struct hcn_met *ret);

#endif
