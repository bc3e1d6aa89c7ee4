/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* References to endpoints: HostComputeEndpoints of load balancers and SDN routes. */
#ifndef HCN_MODEL_REFERENCES_H
#define HCN_MODEL_REFERENCES_H

#include "workset.h"

/* Each must name an endpoint, and none twice; at least one.  The texts become upper case: clients compare them so.  @what:
 * "a load balancer". */
int hcn_references_check(
	struct hcn_workset *ws, char **list, size_t n, const char *what, struct hcn_error *err);

/* The endpoint that a checked reference names, and its network. */
int hcn_reference_find(struct hcn_workset *ws, const char *text, const struct hcn_endpoint **ret_ep,
	const struct hcn_network **ret_net, struct hcn_error *err);

/* The index entries of a list. */
int hcn_references_keys(char *const *list, size_t n, struct hcn_keys *ret);

/*
 * The older form of a modify request, {"ResourceType":"Endpoint","RequestType":"Add"|"Remove","Settings":{"EndpointId"}}.
 * *@ret_handled: it was one, and is carried out; else it is the whole object.
 */
int hcn_references_modify(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	const char *request, size_t len, bool *ret_handled, struct hcn_error *err);

/* [unk] What Windows does with references to a deleted endpoint is not known: it leaves all lists, and an object may be left
 * without any. */
int hcn_endpoint_leave_references(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err);

/* The rows of a load balancer depend on which of its endpoints are attached. */
int hcn_endpoint_touch_references(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err);

/* Those whose VIP an address of @ep is, too: it answers for it then, not the host. */
int hcn_endpoint_touch_vips(
	struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_error *err);

#endif
