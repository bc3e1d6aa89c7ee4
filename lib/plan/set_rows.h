/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* SetPolicy. */
#ifndef HCN_PLAN_SET_ROWS_H
#define HCN_PLAN_SET_ROWS_H

#include "docs.h"
#include "rows.h"

/* The nft sets of a network's SetPolicies. */
int hcn_set_rows(const struct hcn_network *net, struct hcn_rows *rows);

#endif
