/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The V1 dialect: HNSNetwork, HNSEndpoint, PolicyList and HNSNamespace documents as other views of the same objects
 * (doc/facts/clients.md §2.1.3, §2.8).
 *
 * Pure: reads a working set, writes text.  What V1 says and V2 has no member for (a Type as it was spelled,
 * EnableInternalDNS...) goes into the objects' internal member "~V1" and comes back in V1 views.
 */
#ifndef HCN_V1_H
#define HCN_V1_H

#include "buf.h"
#include "workset.h"

/* Whether a document to create an object from speaks V1: its SchemaVersion is below 2 or absent, and it has a property name
 * that only V1 has, or V1 is the dialect @by_default (HNSCall).  Errors: those of text that is no JSON. */
int hcn_v1_is_document(enum hcn_kind kind, const char *text, size_t len, bool by_default, bool *ret,
	struct hcn_error *err);

/*
 * Appends the V2 document, "~V1" included, that a V1 document means; decode it as `stored`.  Errors that follow from the
 * V2 document are led back to the caller's by hcn_v1_pointer().
 * Errors: HCN_INVALID_JSON..., HCN_INVALID_POLICY_TYPE for V2 names of policies, HCN_NETWORK_NOT_FOUND (VirtualNetworkName),
 * HCN_INVALID_JSON_REFERENCE (References).
 */
int hcn_v1_to_v2(struct hcn_workset *ws, enum hcn_kind kind, const char *text, size_t len,
	struct hcn_buf *ret, struct hcn_error *err);

/* Replaces err->pointer, a place in a V2 document, by the place in the V1 document that it came from. */
void hcn_v1_pointer(enum hcn_kind kind, struct hcn_error *err);

/* Appends the V1 form of @object (as clients see it: with the members that are computed).  No member is ever null.
 * What V1 has no member for is left out: doc/differences.md lists it, and tests/unit/v1 asks every member. */
int hcn_v1_view(struct hcn_workset *ws, enum hcn_kind kind, const void *object, struct hcn_buf *ret,
	struct hcn_error *err);

/* What POST /networks/ID, POST /endpoints/ID mean as requests of HcnModify*: appends a JSON array of modify requests (empty:
 * nothing changes).  "Policies" of an endpoint replace its changeable policies (doc/facts/clients.md §2.8.4). */
int hcn_v1_update(enum hcn_kind kind, const char *text, size_t len, struct hcn_buf *ret,
	struct hcn_error *err);

#endif
