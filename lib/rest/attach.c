/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Attaching: POST /endpoints/ID/attach and /detach, /namespaces/ID/addresource and /removeresource
 * (doc/facts/clients.md §2.8.4, §2.8.7).
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "docs.h"
#include "rest.h"

enum system_type { SYSTEM_CONTAINER, SYSTEM_VIRTUAL_MACHINE, SYSTEM_HOST };

static const struct hcn_enum hcn_rest_system_enum = { "SystemType", HCN_INVALID_JSON,
	(const struct hcn_enum_value[]){ { "Container", SYSTEM_CONTAINER, V(1, 0) },
		{ "VirtualMachine", SYSTEM_VIRTUAL_MACHINE, V(1, 0) },
		{ "Host", SYSTEM_HOST, V(1, 0) }, { NULL } } };

#define HCN_REST_ATTACH_FIELDS(M, S)                                                               \
	M(S, ENUM, system_type, "SystemType", V(1, 0), hcn_rest_system, HCN_FIELD_REQUIRED)        \
	M(S, STR, container_id, "ContainerId", V(1, 0), NONE, 0)                                   \
	M(S, U32, compartment_id, "CompartmentId", V(1, 0), NONE, 0)                               \
	M(S, STR, virtual_nic_name, "VirtualNicName", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_rest_attach, HCN_REST_ATTACH_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_attach, "EndpointAttachDetachRequest", HCN_REST_ATTACH_FIELDS)

/* Which containers share an endpoint: kept in the endpoint's ~V1, where the V1 view finds it. */
#define HCN_REST_SHARED_FIELDS(M, S) M(S, STRINGS, containers, "SharedContainers", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_rest_shared, HCN_REST_SHARED_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_shared, "HNSEndpoint", HCN_REST_SHARED_FIELDS)

/* --- containers --------------------------------------------------------------------------------------------- */

static int read_shared(
	const struct hcn_endpoint *ep, struct hcn_rest_shared *ret, struct hcn_error *err)
{
	if (!ep->v1)
		return 0;
	return hcn_schema_decode(&hcn_rest_shared_schema, ep->v1, strlen(ep->v1), NULL, ret, err);
}

/* As Windows compares them: in any letter case. */
static size_t find_container(const struct hcn_rest_shared *shared, const char *id)
{
	size_t i = 0;

	while (i < shared->n_containers && strcasecmp(shared->containers[i], id))
		i++;
	return i;
}

/* Writes the list without its @skip-th member and with @add (may be NULL). */
static int write_shared(struct hcn_endpoint *ep, const struct hcn_rest_shared *shared, size_t skip,
	const char *add, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf list = { 0 };
	_cleanup_free_ char *v1 = NULL;
	int r;

	hcn_buf_putc(&list, '[');
	for (size_t i = 0; i < shared->n_containers + (add ? 1 : 0); i++) {
		const char *id = i < shared->n_containers ? shared->containers[i] : add;

		if (i == skip)
			continue;
		if (list.len > 1)
			hcn_buf_putc(&list, ',');
		hcn_buf_json_string(&list, id, strlen(id));
	}
	hcn_buf_putc(&list, ']');
	r = list.oom ? -ENOMEM
		     : hcn_json_set_member(
			       ep->v1 ? ep->v1 : "{}", "SharedContainers", list.data, &v1);
	return r ? hcn_fail_oom(err) : HCN_SET_TEXT(ep, hcn_endpoint, v1, v1);
}

/* Nothing of it is in the kernel. */
static int check_recorded(struct hcn_workset *ws, const struct hcn_endpoint *ep, const char *what,
	struct hcn_error *err)
{
	if (ep->flags & HCN_ENDPOINT_REMOTE)
		return hcn_fail(err, HCN_INVALID_REMOTE_ENDPOINT_OPERATION, NULL,
			"a remote endpoint lives on another host");
	return hcn_rules_stored(ws->source.rules, what, "/SystemType", err);
}

static int fail_attached(const struct hcn_endpoint *ep, struct hcn_error *err)
{
	int r = hcn_fail(err, HCN_ENDPOINT_ALREADY_ATTACHED, NULL, "it must be detached first");

	hcn_error_conflict(err, &ep->id, ep->name);
	return r;
}

static int fail_not_attached(const struct hcn_endpoint *ep, struct hcn_error *err)
{
	int r = hcn_fail(err, HCN_ENDPOINT_NOT_ATTACHED, NULL, "there is nothing to detach from");

	hcn_error_conflict(err, &ep->id, ep->name);
	return r;
}

/* --- what an endpoint is attached to ------------------------------------------------------------------------- */

struct compartment {
	struct hcn_workset *ws;
	uint32_t id;
	struct hcn_guid found;
};

static int match_compartment(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct compartment *c = arg;
	const struct hcn_namespace *ns;
	const void *object;
	int r;

	r = hcn_workset_find(c->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ns = object;
	if (ns->namespace_id != c->id)
		return 0;
	c->found = *id;
	return HCN_STOP;
}

/* No compartment means the host's, which is number 1. */
static int find_compartment(struct hcn_workset *ws, const struct hcn_rest_attach *rq,
	struct hcn_guid *ret, struct hcn_error *err)
{
	struct compartment c = { .ws = ws, .id = rq->compartment_id, .found = hcn_host_default_id };
	int r;

	if (c.id > 1) {
		r = hcn_workset_each(ws, HCN_KIND_NAMESPACE, match_compartment, &c);
		if (!r)
			return hcn_fail(err, HCN_GCN_NETCOMPARTMENT_NOT_FOUND, "/CompartmentId",
				"no namespace has NamespaceId %u", c.id);
		if (r != HCN_STOP)
			return r;
	}
	*ret = c.found;
	return 0;
}

static int attach_namespace(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	struct hcn_guid ns;
	int r;

	if (HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return fail_attached(ep, err);
	r = find_compartment(ws, rq, &ns, err);
	return r ? r : hcn_endpoint_attach(ws, &ep->id, &ns, "/CompartmentId", err);
}

static int detach_namespace(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	struct hcn_rest_shared shared = { 0 };
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return fail_not_attached(ep, err);
	r = read_shared(ep, &shared, err);
	if (!r)
		r = hcn_endpoint_detach(ws, &ep->id, err);
	/* The containers stay. */
	if (!r && shared.n_containers)
		HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_ATTACHED_SHARING);
	hcn_schema_clear(&hcn_rest_shared_schema, &shared);
	return r;
}

/* A container shares the endpoint; its compartment, if it has one of its own, is the namespace that gets the interface. */
static int attach_container(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	struct hcn_rest_shared shared = { 0 };
	int r;

	if (!rq->container_id || !*rq->container_id)
		return hcn_fail(err, HCN_INVALID_JSON, "/ContainerId", "ContainerId is missing");
	r = rq->compartment_id ? 0
			       : check_recorded(ws, ep, "a container without a compartment", err);
	if (!r)
		r = read_shared(ep, &shared, err);
	if (!r && find_container(&shared, rq->container_id) < shared.n_containers)
		r = fail_attached(ep, err);
	if (!r && rq->compartment_id)
		r = attach_namespace(ws, ep, rq, err);
	if (!r)
		r = write_shared(ep, &shared, SIZE_MAX, rq->container_id, err);
	if (!r)
		HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_ATTACHED_SHARING);
	hcn_schema_clear(&hcn_rest_shared_schema, &shared);
	return r;
}

/* The last container takes the interface along. */
static int detach_container(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	struct hcn_rest_shared shared = { 0 };
	size_t i = 0;
	int r;

	r = read_shared(ep, &shared, err);
	if (!r)
		i = find_container(&shared, rq->container_id ? rq->container_id : "");
	if (!r && i == shared.n_containers)
		r = fail_not_attached(ep, err);
	if (!r)
		r = write_shared(ep, &shared, i, NULL, err);
	if (!r && shared.n_containers == 1) {
		HCN_PUT(ep, hcn_endpoint, state, HCN_STATE_CREATED);
		r = hcn_endpoint_detach(ws, &ep->id, err);
	}
	hcn_schema_clear(&hcn_rest_shared_schema, &shared);
	return r;
}

/* A virtual machine's port is recorded, as Port Add of HcnModifyEndpoint does. */
static int attach_machine(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	int r;

	if (!rq->virtual_nic_name || !*rq->virtual_nic_name)
		return hcn_fail(
			err, HCN_INVALID_JSON, "/VirtualNicName", "VirtualNicName is missing");
	r = check_recorded(ws, ep, "the port of a virtual machine", err);
	if (r)
		return r;
	if (ep->port)
		return fail_attached(ep, err);
	hcn_buf_puts(&text, "{\"VirtualNicName\":");
	hcn_buf_json_string(&text, rq->virtual_nic_name, strlen(rq->virtual_nic_name));
	hcn_buf_putc(&text, '}');
	return text.oom ? hcn_fail_oom(err) : HCN_SET_TEXT(ep, hcn_endpoint, port, text.data);
}

static int detach_machine(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err)
{
	return ep->port ? HCN_SET_TEXT(ep, hcn_endpoint, port, NULL) : fail_not_attached(ep, err);
}

typedef int attach_fn(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_rest_attach *rq, struct hcn_error *err);

static int edit_attachment(struct hcn_rest *call, struct hcn_request *rq, const struct hcn_guid *id,
	attach_fn *const fns[], struct hcn_error *err)
{
	struct hcn_rest_attach body = { 0 };
	void *ep;
	int r;

	r = hcn_schema_decode(
		&hcn_rest_attach_schema, call->body, strlen(call->body), NULL, &body, err);
	if (!r)
		r = hcn_workset_edit(&rq->ws, HCN_KIND_ENDPOINT, id, &ep, err);
	if (!r)
		r = fns[body.system_type](&rq->ws, ep, &body, err);
	hcn_schema_clear(&hcn_rest_attach_schema, &body);
	return r;
}

static int stage_attach(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	static attach_fn *const fns[] = { [SYSTEM_CONTAINER] = attach_container,
		[SYSTEM_VIRTUAL_MACHINE] = attach_machine,
		[SYSTEM_HOST] = attach_namespace };

	return edit_attachment(call, rq, id, fns, err);
}

int hcn_rest_attach(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_MODIFY, stage_attach, err);
}

static int stage_detach(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	static attach_fn *const fns[] = { [SYSTEM_CONTAINER] = detach_container,
		[SYSTEM_VIRTUAL_MACHINE] = detach_machine,
		[SYSTEM_HOST] = detach_namespace };

	return edit_attachment(call, rq, id, fns, err);
}

int hcn_rest_detach(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_MODIFY, stage_detach, err);
}

/* --- resources of a namespace --------------------------------------------------------------------------------- */

/* {"Type":"Endpoint","Data":{"Id":...}} as the modify request that means the same. */
static int change_resource(struct hcn_rest *call, struct hcn_request *rq, const struct hcn_guid *id,
	const char *request_type, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	struct hcn_namespace_resource body = { 0 };
	const char *data;
	int r;

	r = hcn_schema_decode(
		&hcn_namespace_resource_schema, call->body, strlen(call->body), NULL, &body, err);
	if (r)
		return r;
	data = body.data.id ? body.data.id : "";
	hcn_buf_printf(&text,
		"{\"ResourceType\":\"%s\",\"RequestType\":\"%s\",\"Settings\":{\"%sId\":",
		body.type == HCN_NAMESPACE_ENDPOINT ? "Endpoint" : "Container", request_type,
		body.type == HCN_NAMESPACE_ENDPOINT ? "Endpoint" : "Container");
	hcn_buf_json_string(&text, data, strlen(data));
	hcn_buf_puts(&text, "}}");
	if (!HCN_HAS(&body, hcn_namespace_resource, type))
		r = hcn_fail(err, HCN_INVALID_JSON, "/Type", "Type is missing");
	else if (!*data)
		r = hcn_fail(err, HCN_INVALID_JSON, "/Data/Id", "the resource has no Id");
	else if (text.oom)
		r = hcn_fail_oom(err);
	hcn_schema_clear(&hcn_namespace_resource_schema, &body);
	if (r)
		return r;
	r = hcn_namespace_kind.modify(&rq->ws, id, text.data, text.len, err);
	if (r > 0 && err && !strncmp(err->pointer, "/Settings/", strlen("/Settings/")))
		(void)stpcpy(err->pointer, "/Data/Id");
	return r;
}

static int stage_add(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	return change_resource(call, rq, id, "Add", err);
}

int hcn_rest_add_resource(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_MODIFY, stage_add, err);
}

static int stage_remove(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	return change_resource(call, rq, id, "Remove", err);
}

int hcn_rest_remove_resource(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_MODIFY, stage_remove, err);
}
