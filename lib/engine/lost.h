/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses that endpoints have had in a namespace, and have no more. */
#ifndef HCN_ENGINE_LOST_H
#define HCN_ENGINE_LOST_H

#include "backend.h"
#include "workset.h"

struct hcn_lost {
	struct hcn_addr *list; /* sorted */
	size_t n;
	size_t size;
};

int hcn_lost_collect(struct hcn_workset *ws, struct hcn_lost *ret);
void hcn_lost_clear(struct hcn_lost *lost);

/* What is to become of @flow: enum hcn_flow_end. */
unsigned hcn_lost_judge(const struct hcn_lost *lost, const struct hcn_flow *flow);

#endif
