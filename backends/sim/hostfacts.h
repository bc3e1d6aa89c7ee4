/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Facts of the simulated host. */
#ifndef HCN_SIM_HOSTFACTS_H
#define HCN_SIM_HOSTFACTS_H

#include "backend.h"

extern const struct hcn_facts sim_facts_built_in;

/* A deep copy; on -ENOMEM *ret is as it was. */
int sim_facts_dup(const struct hcn_facts *from, struct hcn_facts *ret);

#endif
