/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Endpoints in namespaces: what must be for an attachment, the name of the interface, and what follows for the namespace.
 *
 * Tests: tests/unit/model/namespace/test_namespace.c (attaching_and_detaching_touch_the_namespace_and_say_so)
 */
#include <errno.h>
#include <stdio.h>

#include "cleanup.h"
#include "endpoint/endpoint.h"
#include "network/network_type.h"
#include "objects.h"
#include "references.h"

static int post(struct hcn_workset *ws, const struct hcn_endpoint *ep, int type)
{
	const struct hcn_event event = { .type = type,
		.kind = HCN_KIND_ENDPOINT,
		.id = ep->id,
		.flags = ep->flags,
		.network = ep->host_compute_network };

	return hcn_workset_post(ws, &event);
}

struct taken_names {
	struct hcn_workset *ws;
	uint64_t eth; /* bit n: ethN is in use */
};

static int note_name(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct taken_names *taken = arg;
	const struct hcn_endpoint *ep;
	const void *object;
	unsigned n;
	int r;

	r = hcn_workset_find(taken->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ep = object;
	if (ep->if_name && sscanf(ep->if_name, "eth%u", &n) == 1 && n < 64)
		taken->eth |= UINT64_C(1) << n;
	return 0;
}

/* eth0, eth1... inside a namespace; on the host a name that cannot be in the way of others. */
static int choose_if_name(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_guid *ns, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, ns);
	struct taken_names taken = { .ws = ws };
	char name[HCN_IFNAME_SIZE];
	unsigned n = 0;
	int r;

	if (hcn_guid_equal(ns, &hcn_host_default_id)) {
		hcn_guid_ifname(&ep->id, 'h', name);
		return HCN_SET_TEXT(ep, hcn_endpoint, if_name, name);
	}
	r = hcn_workset_lookup(ws, &key, note_name, &taken);
	if (r)
		return r;
	while (n < 64 && taken.eth >> n & 1)
		n++;
	if (n == 64)
		return hcn_fail(
			err, HCN_LIMIT_REACHED, NULL, "a namespace takes 64 endpoints at most");
	snprintf(name, sizeof(name), "eth%u", n);
	return HCN_SET_TEXT(ep, hcn_endpoint, if_name, name);
}

/* Mirrored and Infiniband networks are stored only: there is no bridge to be a port of. */
static int check_switch(struct hcn_workset *ws, const struct hcn_endpoint *ep, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_network *net;
	int r;

	r = hcn_endpoint_network(ws, ep, &net, err);
	if (r)
		return r;
	if (hcn_network_traits(net)->bridge)
		return 0;
	return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, pointer,
		"networks of type %s have no switch on this host",
		hcn_enum_name(&hcn_network_mode_enum, net->type));
}

static int check_attachable(struct hcn_workset *ws, const struct hcn_endpoint *ep,
	const struct hcn_namespace *ns, const char *pointer, struct hcn_error *err)
{
	int r;

	if (ep->flags & HCN_ENDPOINT_REMOTE)
		return hcn_fail(err, HCN_INVALID_REMOTE_ENDPOINT_OPERATION, pointer,
			"a remote endpoint lives on another host");
	if (ns->type != HCN_NAMESPACE_HOST && ns->type != HCN_NAMESPACE_HOST_DEFAULT)
		return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, pointer,
			"guest namespaces have no network stack on this host");
	if (!HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return check_switch(ws, ep, pointer, err);
	r = hcn_fail(err, HCN_ENDPOINT_NAMESPACE_ALREADY_EXISTS, pointer,
		"the endpoint is in another namespace");
	hcn_conflict_with(ws, HCN_KIND_NAMESPACE, &ep->host_compute_namespace, err);
	return r;
}

/* Whether the others have rules for what they send depends on there being others.  Not on the host: it routes as it likes. */
static int touch_neighbors(struct hcn_workset *ws, const struct hcn_guid *ns, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, ns);
	_cleanup_free_ struct hcn_guid *ids = NULL;
	size_t n = 0;
	int r;

	if (hcn_guid_equal(ns, &hcn_host_default_id))
		return 0;
	r = hcn_workset_ids(ws, &key, &ids, &n);
	for (size_t i = 0; !r && i < n; i++)
		r = hcn_workset_touch(ws, HCN_KIND_ENDPOINT, &ids[i], err);
	return r;
}

int hcn_endpoint_attach(struct hcn_workset *ws, const struct hcn_guid *endpoint,
	const struct hcn_guid *ns, const char *pointer, struct hcn_error *err)
{
	struct hcn_endpoint *ep;
	const void *object;
	void *copy;
	int r;

	r = hcn_workset_find(ws, HCN_KIND_NAMESPACE, ns, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, HCN_KIND_NAMESPACE, ns, pointer);
	if (!r)
		r = hcn_workset_edit(ws, HCN_KIND_ENDPOINT, endpoint, &copy, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, HCN_KIND_ENDPOINT, endpoint, pointer);
	if (r)
		return r;
	ep = copy;
	/* [unk] Whether Windows refuses the same namespace again is not known; a CNI ADD that is retried needs success. */
	if (HCN_HAS(ep, hcn_endpoint, host_compute_namespace) &&
		hcn_guid_equal(&ep->host_compute_namespace, ns))
		return 0;
	r = check_attachable(ws, ep, object, pointer, err);
	if (!r)
		r = choose_if_name(ws, ep, ns, err);
	if (!r)
		r = hcn_workset_touch(ws, HCN_KIND_NAMESPACE, ns, err);
	if (!r)
		r = touch_neighbors(ws, ns, err);
	if (!r)
		r = hcn_endpoint_touch_references(ws, endpoint, err);
	if (!r)
		r = post(ws, ep, HCN_EVENT_ENDPOINT_ATTACHED);
	if (r)
		return r;
	HCN_PUT(ep, hcn_endpoint, host_compute_namespace, *ns);
	HCN_PUT(ep, hcn_endpoint, state,
		hcn_guid_equal(ns, &hcn_host_default_id) ? HCN_STATE_ATTACHED
							 : HCN_STATE_ATTACHED_SHARING);
	return 0;
}

int hcn_endpoint_detach(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err)
{
	struct hcn_endpoint *ep;
	void *copy;
	int r;

	r = hcn_workset_edit(ws, HCN_KIND_ENDPOINT, endpoint, &copy, err);
	if (r)
		return r;
	ep = copy;
	if (!HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return 0;
	r = hcn_workset_touch(ws, HCN_KIND_NAMESPACE, &ep->host_compute_namespace, err);
	if (!r)
		r = touch_neighbors(ws, &ep->host_compute_namespace, err);
	if (!r)
		r = hcn_endpoint_touch_references(ws, endpoint, err);
	if (!r)
		r = post(ws, ep, HCN_EVENT_ENDPOINT_DETACHED);
	if (r)
		return r;
	HCN_DROP(ep, hcn_endpoint, host_compute_namespace);
	HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_CREATED);
	return HCN_SET_TEXT(ep, hcn_endpoint, if_name, NULL);
}
