/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* L4WFPPROXY: nftables inside the namespace. */
#ifndef HCN_PLAN_WFP_ROWS_H
#define HCN_PLAN_WFP_ROWS_H

#include "docs.h"
#include "rows.h"

/* What the L4WFPPROXY policies of an attached endpoint redirect inside @netns ("" is the host). */
int hcn_wfp_rows(const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows);

/* What the names of its chains and sets begin with. */
#define HCN_WFP_CHAIN "proxy_"

#endif
