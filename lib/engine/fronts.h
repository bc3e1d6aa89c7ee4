/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which tracked UDP flows changed load balancers have left behind. */
#ifndef HCN_ENGINE_FRONTS_H
#define HCN_ENGINE_FRONTS_H

#include "backend.h"
#include "workset.h"

/* A UDP frontend of a load balancer that this request makes, changes or deletes. */
struct hcn_front {
	struct hcn_addr vip; /* all zero but its family: every address of the host */
	uint16_t port;
	uint16_t target_port;
	const struct hcn_load_balancer
		*lb; /* after the request, borrowed from the working set; NULL: none */
};

struct hcn_fronts {
	struct hcn_workset *ws;
	struct hcn_front *list; /* by address and port */
	size_t n;
	size_t size;
};

int hcn_fronts_collect(struct hcn_workset *ws, struct hcn_fronts *ret);
void hcn_fronts_clear(struct hcn_fronts *fronts);

/* Whether @flow came through one of them to a place that is not behind it (any more). */
bool hcn_fronts_left(const struct hcn_fronts *fronts, const struct hcn_flow *flow);

#endif
