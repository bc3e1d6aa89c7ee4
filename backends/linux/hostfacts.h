/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Facts of the host. */
#ifndef HCN_LINUX_HOSTFACTS_H
#define HCN_LINUX_HOSTFACTS_H

#include "facts.h"

struct call;

/* hcn_backend_ops.facts */
int facts_read(struct call *c, struct hcn_facts *ret);

#endif
