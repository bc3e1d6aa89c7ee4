/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What SDNRoute policies and SDN routes (objects) mean for an endpoint: routes inside its namespace, in a form that checks,
 * planner and explanations share.
 *
 * Pure.
 */
#ifndef HCN_MODEL_SDN_ROUTE_H
#define HCN_MODEL_SDN_ROUTE_H

#include "workset.h"

struct hcn_sdn_way {
	struct hcn_prefix dst; /* no host bits */
	struct hcn_addr hop;   /* family HCN_FAMILY_NONE: on the link */
	bool routed;           /* false: no route carries it */
	const char *lacks;     /* what the kernel does not do of it; NULL: it does all */
};

/* One route of @ep; false: it is of a family that the endpoint has no address of. */
bool hcn_sdn_route_read(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct hcn_sdn_route *route, struct hcn_sdn_way *ret);

struct hcn_sdn_ways {
	struct hcn_sdn_way *list;
	size_t n, size;
};

/* All of @ep: those of its policies, then those of the SDN routes that name it. */
int hcn_sdn_ways_read(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_sdn_ways *ret, struct hcn_error *err);
void hcn_sdn_ways_clear(struct hcn_sdn_ways *ways);

/* HCN_REQUEST_UNSUPPORTED at @pointer when two of them lead to one destination by different next hops, and under HCN_STRICT
 * when the kernel does not do all of one. */
int hcn_sdn_ways_check(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *pointer, struct hcn_error *err);

#endif
