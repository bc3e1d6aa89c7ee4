/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tracked connections leave with a source that changed OutBoundNAT policies no longer give them. */
#ifndef HCN_ENGINE_OUTBOUND_H
#define HCN_ENGINE_OUTBOUND_H

#include "backend.h"
#include "workset.h"

/* An address of an attached endpoint whose OutBoundNAT policies this request changes; borrowed from the working set. */
struct hcn_outbound_end {
	struct hcn_addr addr;
	const struct hcn_network *net;
	const struct hcn_endpoint *before, *after;
};

struct hcn_outbound {
	struct hcn_outbound_end *list; /* by address */
	size_t n;
	size_t size;
};

int hcn_outbound_collect(struct hcn_workset *ws, struct hcn_outbound *ret);
void hcn_outbound_clear(struct hcn_outbound *outbound);

/* What is to become of @flow: flags of enum hcn_flow_end. */
unsigned hcn_outbound_judge(const struct hcn_outbound *outbound, const struct hcn_flow *flow);

#endif
