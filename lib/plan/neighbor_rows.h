/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* NeighborDiscovery. */
#ifndef HCN_PLAN_NEIGHBOR_ROWS_H
#define HCN_PLAN_NEIGHBOR_ROWS_H

#include "docs.h"
#include "rows.h"

/* The network's NeighborDiscovery policies inside the namespace @netns of an endpoint. */
void hcn_neighbor_rows(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const char *netns, struct hcn_rows *rows);

#endif
