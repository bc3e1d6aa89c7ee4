/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tracked connections came by a frontend that leads elsewhere now: of a load balancer or a port mapping. */
#ifndef HCN_ENGINE_FRONTS_H
#define HCN_ENGINE_FRONTS_H

#include "backend.h"
#include "workset.h"

/* A frontend on one side of the request, and one place that it leads to.  It is also there with no place, alone or before all others. */
struct hcn_front {
	struct hcn_addr vip;    /* all zero but its family: every address of the host */
	struct hcn_addr target; /* no family: no place */
	uint16_t port;
	uint16_t target_port;
	uint8_t protocol;
	bool after;   /* the request; else before it */
	bool mapping; /* of an endpoint; else a load balancer's */
};

/* Those that lead elsewhere now, lead anywhere since this request, or nowhere any more. */
struct hcn_fronts {
	struct hcn_front *list; /* by frontend, place, side */
	size_t n;
	size_t size;
};

int hcn_fronts_collect(struct hcn_workset *ws, struct hcn_fronts *ret);
void hcn_fronts_clear(struct hcn_fronts *fronts);

/* What is to become of @flow: flags of enum hcn_flow_end. */
unsigned hcn_fronts_judge(const struct hcn_fronts *fronts, const struct hcn_flow *flow);

#endif
