/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The network's NeighborDiscovery policies inside an attached endpoint: permanent neighbours.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/neighbor-discovery.txt (neigh)
 */
#include "neighbor_rows.h"
#include "policy/policy.h"

static void add_neighbors(const struct hcn_endpoint *ep, const struct hcn_neighbors *n,
	const char *netns, struct hcn_rows *rows)
{
	struct hcn_addr own, addr = hcn_prefix_first(&n->target),
			     last = hcn_prefix_last(&n->target);

	if (!hcn_endpoint_address(ep, addr.family, &own))
		return;
	for (bool more = true; more;
		more = hcn_addr_compare(&addr, &last) < 0 && hcn_addr_add(&addr, 1, &addr)) {
		struct hcn_row *row;

		if (hcn_addr_equal(&addr, &own))
			continue;
		row = hcn_rows_add(rows, HCN_ROW_NEIGH);
		HCN_ROW_STR(rows, row, neigh, netns, "%s", netns);
		HCN_ROW_STR(rows, row, neigh, dev, "%s", ep->if_name);
		HCN_ROW_STR(rows, row, neigh, ip, "%s", hcn_addr_format(&addr).text);
		HCN_ROW_STR(rows, row, neigh, mac, "%s", hcn_mac_colons(&n->mac).text);
	}
}

void hcn_neighbor_rows(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const char *netns, struct hcn_rows *rows)
{
	const struct hcn_neighbor_discovery *nd;
	struct hcn_neighbors neighbors;
	size_t i = 0;

	while ((nd = hcn_policies_next(
			net->policies, net->n_policies, HCN_POLICY_NEIGHBOR_DISCOVERY, &i)))
		if (hcn_neighbors_read(nd, &neighbors))
			add_neighbors(ep, &neighbors, netns, rows);
}
