/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Namespaces: HostComputeNamespace documents checked and completed; the one of the host itself.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeNamespace)
 */
#include <string.h>

#include "cleanup.h"
#include "modify.h"
#include "objects.h"

const struct hcn_guid hcn_host_default_id = { 0x910f7d92, 0xba2d, 0x4c3f,
	{ 0x98, 0xae, 0x7c, 0x0a, 0xc5, 0x90, 0xd2, 0xdc } };

#define HOST_COMPARTMENT        1u /* Windows' number of the default compartment */
#define FIRST_COMPARTMENT       2u
/* Higher ones are numbered only: a document must not use them up. */
#define LAST_CHOSEN_COMPARTMENT 0x7fffffffu

struct hcn_namespace *hcn_host_default_new(void)
{
	struct hcn_namespace *ns = calloc(1, sizeof(*ns));

	if (!ns)
		return NULL;
	HCN_PUT(ns, hcn_namespace, id, hcn_host_default_id);
	HCN_PUT(ns, hcn_namespace, namespace_id, HOST_COMPARTMENT);
	HCN_PUT(ns, hcn_namespace, type, HCN_NAMESPACE_HOST_DEFAULT);
	HCN_PUT(ns, hcn_namespace, state, HCN_STATE_CREATED);
	HCN_PUT(&ns->schema_version, hcn_version, major, 2);
	HCN_PUT(&ns->schema_version, hcn_version, minor, 0);
	ns->present |= HCN_BIT(hcn_namespace, schema_version);
	return ns;
}

static int post(struct hcn_workset *ws, const struct hcn_guid *id, int type)
{
	const struct hcn_event event = { .type = type, .kind = HCN_KIND_NAMESPACE, .id = *id };

	return hcn_workset_post(ws, &event);
}

struct search {
	struct hcn_workset *ws;
	uint32_t compartment;
};

static int has_compartment(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct search *s = arg;
	const struct hcn_namespace *ns;
	const void *object;
	int r;

	r = hcn_workset_find(s->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ns = object;
	return ns->namespace_id == s->compartment ? HCN_STOP : 0;
}

/* The number that the document asks for when no namespace has it and it leaves room for more; else the next one. */
static int take_compartment(struct hcn_workset *ws, uint32_t *ret)
{
	struct search s = { ws, *ret };
	size_t size = sizeof(s.compartment);
	uint32_t next;
	int r = HCN_STOP;

	if (hcn_workset_value(ws, "next-compartment", &next, &size) || size != sizeof(next))
		next = FIRST_COMPARTMENT;
	if (*ret >= FIRST_COMPARTMENT && *ret <= LAST_CHOSEN_COMPARTMENT)
		r = hcn_workset_each(ws, HCN_KIND_NAMESPACE, has_compartment, &s);
	if (r && r != HCN_STOP)
		return r;
	if (r == HCN_STOP)
		*ret = next;
	if (*ret >= next)
		next = *ret + 1;
	return hcn_workset_set_value(ws, "next-compartment", &next, sizeof(next));
}

/* Endpoints named at creation are attached; afterwards the endpoint itself knows its namespace (namespace_compute()). */
static int attach_resources(struct hcn_workset *ws, const struct hcn_guid *id,
	const struct hcn_namespace_resource *list, size_t n, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++) {
		struct hcn_pointer at = hcn_pointer_of("/Resources/%zu/Data/Id", i);
		const char *text = list[i].data.id ? list[i].data.id : "";
		struct hcn_guid endpoint;

		if (list[i].type != HCN_NAMESPACE_ENDPOINT)
			continue;
		if (!hcn_guid_parse(text, strlen(text), &endpoint)) {
			r = hcn_fail_value(err, HCN_GUID_CONVERSION_FAILURE, at.text, text,
				"\"%s\" is not a GUID", text);
			break;
		}
		r = hcn_endpoint_attach(ws, &endpoint, id, at.text, err);
	}
	return r;
}

static void clear_resource(struct hcn_namespace_resource *resource)
{
	hcn_schema_clear(&hcn_namespace_resource_schema, resource);
}

static void drop_endpoints(struct hcn_namespace *ns)
{
	size_t kept = 0;

	for (size_t i = 0; i < ns->n_resources; i++)
		if (ns->resources[i].type == HCN_NAMESPACE_ENDPOINT)
			clear_resource(&ns->resources[i]);
		else
			ns->resources[kept++] = ns->resources[i];
	ns->n_resources = kept;
}

static int namespace_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_namespace *ns = object;
	struct hcn_namespace copy = { 0 };
	int r = 0;

	if (ns->type == HCN_NAMESPACE_HOST_DEFAULT) {
		/* A singleton that always exists: creating it opens it. */
		*ret_id = hcn_host_default_id;
	} else {
		*ret_id = ns->id;
		r = take_compartment(ws, &ns->namespace_id);
		ns->present |= HCN_BIT(hcn_namespace, namespace_id);
		HCN_PUT(ns, hcn_namespace, type, ns->type);
		HCN_PUT(ns, hcn_namespace, state, HCN_STATE_CREATED);
	}
	if (!r)
		r = hcn_schema_dup(&hcn_namespace_schema, ns, &copy);
	drop_endpoints(ns);
	if (!r && ns->type != HCN_NAMESPACE_HOST_DEFAULT) {
		r = hcn_workset_add(ws, HCN_KIND_NAMESPACE, ns, err);
		if (!r)
			r = post(ws, ret_id, HCN_EVENT_NAMESPACE_CREATE);
	} else {
		hcn_schema_clear(&hcn_namespace_schema, ns);
		free(ns);
	}
	if (!r)
		r = attach_resources(ws, ret_id, copy.resources, copy.n_resources, err);
	hcn_schema_clear(&hcn_namespace_schema, &copy);
	return r;
}

/* The host's own namespace stays when it is deleted, with nothing in it. */
static int empty_host_default(struct hcn_workset *ws, struct hcn_error *err)
{
	struct hcn_namespace *ns;
	void *copy;
	int r;

	r = hcn_workset_edit(ws, HCN_KIND_NAMESPACE, &hcn_host_default_id, &copy, err);
	if (r)
		return r;
	ns = copy;
	for (size_t i = 0; i < ns->n_resources; i++)
		clear_resource(&ns->resources[i]);
	ns->n_resources = 0;
	return 0;
}

/* [unk] Windows' answer to endpoints inside is not known: they are detached. */
static int namespace_remove(
	struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, id);
	_cleanup_free_ struct hcn_guid *endpoints = NULL;
	size_t n = 0;
	int r;

	r = hcn_workset_ids(ws, &key, &endpoints, &n);
	for (size_t i = 0; !r && i < n; i++)
		r = hcn_endpoint_detach(ws, &endpoints[i], err);
	if (!r && hcn_guid_equal(id, &hcn_host_default_id))
		return empty_host_default(ws, err);
	if (!r)
		r = post(ws, id, HCN_EVENT_NAMESPACE_DELETE);
	return r ? r : hcn_workset_remove(ws, HCN_KIND_NAMESPACE, id, err);
}

static int set_resource(struct hcn_namespace_resource *resource, int type, const char *id)
{
	HCN_PUT(resource, hcn_namespace_resource, type, type);
	resource->present |= HCN_BIT(hcn_namespace_resource, data);
	return HCN_SET_TEXT(&resource->data, hcn_namespace_resource_data, id, id);
}

/* Resources: the endpoints, by the index, first; then the containers, which are stored. */
static int namespace_compute(struct hcn_workset *ws, void *object, struct hcn_error *err)
{
	struct hcn_namespace *ns = object;
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, &ns->id);
	_cleanup_free_ struct hcn_guid *endpoints = NULL;
	struct hcn_namespace_resource *list;
	size_t n = 0;
	int r;

	ns->present |= HCN_BIT(hcn_namespace, resources);
	r = hcn_workset_ids(ws, &key, &endpoints, &n);
	if (r || !n)
		return r;
	list = calloc(n + ns->n_resources, sizeof(*list));
	if (!list)
		return hcn_fail_oom(err);
	if (ns->n_resources)
		memcpy(list + n, ns->resources, ns->n_resources * sizeof(*list));
	free(ns->resources);
	ns->resources = list;
	ns->n_resources += n;
	for (size_t i = 0; !r && i < n; i++)
		r = set_resource(
			&list[i], HCN_NAMESPACE_ENDPOINT, hcn_guid_upper(&endpoints[i]).text);
	return r;
}

const struct hcn_kind_type hcn_namespace_kind = {
	.name = "namespace",
	.word = "namespace",
	.plural = "Namespaces",
	.not_found = HCN_ELEMENT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.schema = &hcn_namespace_schema,
	.create = namespace_create,
	.modify = hcn_modify_namespace_object,
	.remove = namespace_remove,
	.compute = namespace_compute,
};
