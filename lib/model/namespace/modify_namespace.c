/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests of namespaces: endpoints and containers.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (ModifyNamespaceSettingRequest); what clients send is
 * in doc/facts/clients.md §3.
 *
 * Tests: tests/unit/model/test_modify.c (containers_are_listed_once)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "modify.h"
#include "objects.h"
#include "policy/policy.h"

static int add_endpoint(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_namespace_endpoint_request *request = settings;

	return hcn_endpoint_attach(ws, &request->endpoint_id, id, "/Settings/EndpointId", err);
}

/* CNI plugins tolerate "Element not found." only, whatever is missing. */
static int remove_endpoint(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_namespace_endpoint_request *request = settings;
	const struct hcn_endpoint *ep;
	const void *object;
	int r;

	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &request->endpoint_id, &object, err);
	if (r && r != -ENOENT)
		return r;
	ep = r ? NULL : object;
	if (!ep || !HCN_HAS(ep, hcn_endpoint, host_compute_namespace) ||
		!hcn_guid_equal(&ep->host_compute_namespace, id)) {
		struct hcn_guid_text text = hcn_guid_upper(&request->endpoint_id);

		return hcn_fail_value(err, HCN_ELEMENT_NOT_FOUND, "/Settings/EndpointId", text.text,
			"endpoint %s is not in this namespace", text.text);
	}
	return hcn_endpoint_detach(ws, &request->endpoint_id, err);
}

static int edit_namespace(struct hcn_workset *ws, const struct hcn_guid *id,
	struct hcn_namespace **ret, struct hcn_error *err)
{
	void *copy;
	int r = hcn_workset_edit(ws, HCN_KIND_NAMESPACE, id, &copy, err);

	if (!r)
		*ret = copy;
	return r;
}

static size_t find_container(const struct hcn_namespace *ns, const char *id)
{
	for (size_t i = 0; i < ns->n_resources; i++)
		if (ns->resources[i].type == HCN_NAMESPACE_CONTAINER && ns->resources[i].data.id &&
			!strcmp(ns->resources[i].data.id, id))
			return i;
	return ns->n_resources;
}

static int add_container(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_namespace_container_request *request = settings;
	struct hcn_namespace_resource *grown, *added;
	struct hcn_namespace *ns;
	int r;

	r = edit_namespace(ws, id, &ns, err);
	if (r || find_container(ns, request->container_id) < ns->n_resources)
		return r;
	grown = reallocarray(ns->resources, ns->n_resources + 1, sizeof(*grown));
	if (!grown)
		return hcn_fail_oom(err);
	ns->resources = grown;
	ns->present |= HCN_BIT(hcn_namespace, resources);
	added = &grown[ns->n_resources++];
	memset(added, 0, sizeof(*added));
	HCN_PUT(added, hcn_namespace_resource, type, HCN_NAMESPACE_CONTAINER);
	added->present |= HCN_BIT(hcn_namespace_resource, data);
	return HCN_SET_TEXT(&added->data, hcn_namespace_resource_data, id, request->container_id);
}

static int remove_container(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_namespace_container_request *request = settings;
	struct hcn_namespace *ns;
	size_t i;
	int r;

	r = edit_namespace(ws, id, &ns, err);
	if (r)
		return r;
	i = find_container(ns, request->container_id);
	if (i == ns->n_resources)
		return hcn_fail(err, HCN_ELEMENT_NOT_FOUND, "/Settings/ContainerId",
			"container %s is not in this namespace", request->container_id);
	hcn_schema_clear(&hcn_namespace_resource_schema, &ns->resources[i]);
	memmove(&ns->resources[i], &ns->resources[i + 1],
		(ns->n_resources - i - 1) * sizeof(*ns->resources));
	ns->n_resources--;
	return 0;
}

int hcn_modify_namespace_object(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	static const struct hcn_modify_operation list[] = {
		{ HCN_NAMESPACE_ENDPOINT, HCN_MODIFY_ADD, &hcn_namespace_endpoint_request_schema,
			add_endpoint },
		{ HCN_NAMESPACE_ENDPOINT, HCN_MODIFY_REMOVE, &hcn_namespace_endpoint_request_schema,
			remove_endpoint },
		{ HCN_NAMESPACE_CONTAINER, HCN_MODIFY_ADD, &hcn_namespace_container_request_schema,
			add_container },
		{ HCN_NAMESPACE_CONTAINER, HCN_MODIFY_REMOVE,
			&hcn_namespace_container_request_schema, remove_container },
	};
	static const struct hcn_modify_operations operations = { list, HCN_N_ELEMENTS(list),
		&hcn_namespace_resource_type_enum };
	struct hcn_modify_namespace m = { 0 };
	int r;

	r = hcn_workset_decode(ws, &hcn_modify_namespace_schema, text, len, NULL, &m, err);
	if (!r)
		r = hcn_modify_dispatch(ws, id, &operations,
			&(struct hcn_modify_request){ m.resource_type, m.request_type, m.settings },
			err);
	hcn_schema_clear(&hcn_modify_namespace_schema, &m);
	return r;
}
