/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Connections that outlive what allowed them. */
#ifndef HCN_ENGINE_FLOWS_H
#define HCN_ENGINE_FLOWS_H

#include "context.h"
#include "workset.h"

/* Ends the connections that what @ws changes has no reason for any more; the new rules are in the kernel. */
int hcn_flows_end(struct hcn *hcn, struct hcn_workset *ws, struct hcn_error *err);

#endif
