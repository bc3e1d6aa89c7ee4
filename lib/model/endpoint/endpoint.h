/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Between the files that make up endpoints. */
#ifndef HCN_MODEL_ENDPOINT_H
#define HCN_MODEL_ENDPOINT_H

#include "workset.h"

/* Of another host: no device, no check of its address against subnets, its MAC may be any. */
static inline bool hcn_endpoint_is_remote(const struct hcn_endpoint *ep)
{
	return ep->flags & HCN_ENDPOINT_REMOTE;
}

/* The endpoint's network; -ENOENT without one, which only an endpoint that is not stored yet can be. */
int hcn_endpoint_network(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_network **ret, struct hcn_error *err);

/* As struct hcn_kind_type has it. */
int hcn_endpoint_keys(const void *object, struct hcn_keys *ret);

/* Checks the addresses given and takes those that are not; @ep has its network. */
int hcn_endpoint_complete_addresses(struct hcn_workset *ws, const struct hcn_network *net,
	struct hcn_endpoint *ep, struct hcn_error *err);

#endif
