/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Linux refuses, with its errno: asked before the simulated kernel changes. */
#ifndef HCN_SIM_REFUSE_H
#define HCN_SIM_REFUSE_H

#include "kernel.h"

struct sim_refusal {
	int os_errno;     /* 0: Linux takes it */
	const char *text; /* as the kernel's extended acknowledgement says it, or NULL */
};

/* @row is to be made; @old: what its key stands for now, or NULL.  Rows that are already so never come here. */
struct sim_refusal sim_check_put(
	struct sim_kernel *k, const struct hcn_row *row, const struct sim_node *old);

struct sim_refusal sim_check_remove(const struct sim_kernel *k, const struct hcn_row *row);

/* For nftables, in refusenft.c; @parent is the row's table or set. */
struct sim_refusal sim_check_nft(struct sim_kernel *k, const struct hcn_row *row,
	const struct sim_node *old, const struct sim_node *parent);

static inline struct sim_refusal sim_refuse(int os_errno, const char *text)
{
	return (struct sim_refusal){ os_errno, text };
}

#endif
