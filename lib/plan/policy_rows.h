/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Port mappings and outbound NAT. */
#ifndef HCN_PLAN_POLICY_ROWS_H
#define HCN_PLAN_POLICY_ROWS_H

#include "docs.h"
#include "rows.h"

/* What an endpoint's PortMapping and OutBoundNAT policies add to the sets of the nftables table. */
int hcn_policy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

#endif
