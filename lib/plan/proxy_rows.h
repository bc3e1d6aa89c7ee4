/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* L4Proxy. */
#ifndef HCN_PLAN_PROXY_ROWS_H
#define HCN_PLAN_PROXY_ROWS_H

#include "docs.h"
#include "rows.h"

/* Where the L4Proxy policies of an attached endpoint, and of its network, lead what it sends. */
int hcn_proxy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

#endif
