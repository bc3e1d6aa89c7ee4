/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What of an object is stored and not in the kernel: hcn_explain() lists it, so that nobody takes an accepted document for
 * packets (doc/differences.md, "Stored, not in the kernel yet").
 */
#ifndef HCN_MODEL_UNREALISED_H
#define HCN_MODEL_UNREALISED_H

#include "buf.h"
#include "workset.h"

/* Appends a JSON array of texts: ["policy Encryption", ...]. */
int hcn_unrealised(struct hcn_workset *ws, enum hcn_kind kind, const void *object,
	struct hcn_buf *ret, struct hcn_error *err);

/* As struct hcn_kind_type has them. */
struct hcn_unrealised;
int hcn_network_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err);
int hcn_endpoint_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err);
int hcn_load_balancer_unrealised(struct hcn_workset *ws, const void *object,
	struct hcn_unrealised *list, struct hcn_error *err);
int hcn_route_unrealised(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
	struct hcn_error *err);

#endif
