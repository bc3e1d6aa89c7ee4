/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Devices of the host: what linux.c asks besides the row functions. */
#ifndef HCN_LINUX_LINK_H
#define HCN_LINUX_LINK_H

#include "steps.h"

struct call;

/* Whether @step can be part of a group removal. */
bool link_is_veth_removal(const struct hcn_step *step);

/* Removes the veths of @n such steps at the price of one (doc/facts/kernel.md §9.1): all or, on
 * failure, none. */
int link_remove_many(struct call *c, const struct hcn_step *steps, size_t n);

#endif
