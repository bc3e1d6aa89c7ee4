/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the verbs mean for each kind of object: checks against the documents' rules and the other objects, defaults and
 * generated values, and what follows for related objects.
 *
 * Everything happens in a working set; a failure leaves it to be thrown away.  One row per kind in kinds.c.
 */
#ifndef HCN_MODEL_OBJECTS_H
#define HCN_MODEL_OBJECTS_H

#include "workset.h"

/* HCN_NOTIFICATIONS of computenetwork.h, and what hcn.h calls them; 0: none. */
#define HCN_EVENTS(X)                                                                              \
	X(NETWORK_PRE_CREATE, 1, "NetworkPreCreate")                                               \
	X(NETWORK_CREATE, 2, "NetworkCreate")                                                      \
	X(NETWORK_PRE_DELETE, 3, "NetworkPreDelete")                                               \
	X(NETWORK_DELETE, 4, "NetworkDelete")                                                      \
	X(NAMESPACE_CREATE, 5, "NamespaceCreate")                                                  \
	X(NAMESPACE_DELETE, 6, "NamespaceDelete")                                                  \
	X(GUEST_SERVICE_CREATE, 7, "GuestNetworkServiceCreate")                                    \
	X(GUEST_SERVICE_DELETE, 8, "GuestNetworkServiceDelete")                                    \
	X(ENDPOINT_ATTACHED, 9, "NetworkEndpointAttached")                                         \
	X(ENDPOINT_DETACHED, 0x10, "NetworkEndpointDetached")                                      \
	X(GUEST_SERVICE_STATE_CHANGED, 0x11, "GuestNetworkServiceStateChanged")                    \
	X(GUEST_SERVICE_INTERFACE_STATE_CHANGED, 0x12, "GuestNetworkServiceInterfaceStateChanged")

enum hcn_event_type {
#define X(name, number, text) HCN_EVENT_##name = (number),
	HCN_EVENTS(X)
#undef X
};

struct hcn_unrealised;

/* All that this library and those above it know of a kind.  Its rows in the kernel are in plan/objects_rows.c, its V1 form in
 * v1/dialect.c: tables of their own, for nothing here can see them. */
struct hcn_kind_type {
	const char *name;   /* in texts: "load balancer" */
	const char *word;   /* in documents and on the command line: "loadbalancer" */
	const char *plural; /* in the service's metrics: "LoadBalancers" */
	int not_found;      /* what a missing object is reported as */
	int exists;         /* what a second object with one id is reported as */
	const struct hcn_schema *schema;
	size_t flags; /* where the struct has the Flags that queries filter by; 0: they find none */

	/* A deletion is told of before it begins (NetworkPreDelete). */
	bool announces_deletion;

	/*
	 * Completes and checks @object (decoded from the caller's document, id set) and adds it to the working set: taken over, also
	 * on failure.  *@ret_id: the object's id (HostDefault namespaces have a fixed one).
	 */
	int (*create)(struct hcn_workset *ws, void *object, struct hcn_guid *ret_id,
		struct hcn_error *err);

	/* Carries out a modify request (JSON text) on an existing object. */
	int (*modify)(struct hcn_workset *ws, const struct hcn_guid *id, const char *request,
		size_t len, struct hcn_error *err);

	/* Removes an existing object and what depends on it. */
	int (*remove)(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err);

	/* Adds members that are not stored but computed (a namespace's Resources) to a copy for a client; may be NULL. */
	int (*compute)(struct hcn_workset *ws, void *object, struct hcn_error *err);

	/* Adds the index entries that it has besides those of its name and State (keys.h); NULL: none. */
	int (*keys)(const void *object, struct hcn_keys *ret);

	/* Adds what of an object is stored only (unrealised.h); NULL: nothing is. */
	int (*unrealised)(struct hcn_workset *ws, const void *object, struct hcn_unrealised *list,
		struct hcn_error *err);
};

/* NULL for what is no kind. */
const struct hcn_kind_type *hcn_kind_type(enum hcn_kind kind);
const struct hcn_schema *hcn_kind_schema(enum hcn_kind kind);

/* The index entries of a checked object; -ENOMEM. */
int hcn_object_keys(enum hcn_kind kind, const void *object, struct hcn_keys *ret);

/* "network 0F8F... does not exist", as the kind reports it. */
int hcn_fail_not_found(
	struct hcn_error *err, enum hcn_kind kind, const struct hcn_guid *id, const char *pointer);

/* Adds the object in the way, with its name if it can be read, to an error just reported. */
void hcn_conflict_with(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_error *err);

/* The namespace of the host itself: always there. */
extern const struct hcn_guid hcn_host_default_id; /* 910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC */
struct hcn_namespace *hcn_host_default_new(void);

extern const struct hcn_kind_type hcn_network_kind, hcn_endpoint_kind, hcn_namespace_kind,
	hcn_load_balancer_kind, hcn_route_kind, hcn_guest_service_kind;

/* --- between the kinds ---------------------------------------------------------------------------- */

/* HCN_STOP and *@ret_endpoint: an endpoint publishes @frontend's port, on its address or (for one without) on any; 0: none does. */
int hcn_mapping_find(
	struct hcn_workset *ws, const struct hcn_frontend *frontend, struct hcn_guid *ret_endpoint);

/* Puts a local endpoint into a namespace; @pointer is the culprit in the caller's document. */
int hcn_endpoint_attach(struct hcn_workset *ws, const struct hcn_guid *endpoint,
	const struct hcn_guid *ns, const char *pointer, struct hcn_error *err);
int hcn_endpoint_detach(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err);

/* What the @i-th policy of @ep publishes: checks it against those before it and other endpoints', allocates an external
 * port.  @pointer is where the caller's document has the policy: "/Policies/0". */
int hcn_endpoint_check_mapping(struct hcn_workset *ws, struct hcn_endpoint *ep, size_t i,
	const char *pointer, struct hcn_error *err);

/* Replaces a STR member by a copy of @text (NULL: drops it). */
int hcn_set_text(uint64_t *present, uint64_t bit, char **member, const char *text);
#define HCN_SET_TEXT(object, S, m, text)                                                           \
	hcn_set_text(&(object)->present, HCN_BIT(S, m), &(object)->m, (text))

#endif
