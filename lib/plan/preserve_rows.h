/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PreserveDIP: rows of an endpoint behind a load balancer. */
#ifndef HCN_PLAN_PRESERVE_ROWS_H
#define HCN_PLAN_PRESERVE_ROWS_H

#include "rows.h"
#include "workset.h"

/* Whether @ep, behind @lb, is attached and sees its VIPs as destinations where a port mapping wants it; and what that takes. */
bool hcn_preserve_holds(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep);
void hcn_preserve_rows(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_rows *rows);

#endif
