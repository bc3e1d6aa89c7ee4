/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Steps of the nft kinds as one transaction. */
#ifndef HCN_LINUX_NFTAPPLY_H
#define HCN_LINUX_NFTAPPLY_H

#include "steps.h"

struct call;

/* Applies steps of the nft kinds, all in one netns, in one transaction.  On failure *@ret_bad is the step to blame. */
int nft_apply(struct call *c, const struct hcn_steps *steps, size_t *ret_bad);

#endif
