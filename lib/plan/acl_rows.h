/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ACLs. */
#ifndef HCN_PLAN_ACL_ROWS_H
#define HCN_PLAN_ACL_ROWS_H

#include "docs.h"
#include "rows.h"

/* Whether a chain of an endpoint's ACLs is for what goes to it, not for what comes from it. */
bool hcn_is_chain_in(const char *chain);

/* The chains of an attached endpoint's ACLs, and of its network's. */
int hcn_acl_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows);

#endif
