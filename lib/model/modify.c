/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests (modify.h).
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (Modify*SettingRequest); what clients send is in
 * hcn/clients.md section 3.
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "dns.h"
#include "modify.h"
#include "objects.h"
#include "policy.h"

/* The envelopes of all kinds have the same members. */
struct request {
	int resource_type;
	int request_type;
	const char *settings; /* JSON text; NULL: none */
};

struct operation {
	int resource_type;
	int request_type;
	const struct hcn_schema *settings;
	int (*carry_out)(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
		struct hcn_error *err);
};

static int fail_unsupported(
	const struct hcn_enum *resources, const struct request *request, struct hcn_error *err)
{
	const char *resource = hcn_enum_name(resources, request->resource_type);

	return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/RequestType", "%s %s is not supported here",
		resource ? resource : "?",
		hcn_enum_name(&hcn_modify_request_type_enum, request->request_type));
}

/* Decodes the Settings by the table's row and carries it out. */
static int dispatch(struct hcn_workset *ws, const struct hcn_guid *id,
	const struct operation *operations, size_t n, const struct hcn_enum *resources,
	const struct request *request, struct hcn_error *err)
{
	static const struct hcn_decode_options below = { .base = "/Settings" };

	for (size_t i = 0; i < n; i++) {
		const struct operation *op = &operations[i];
		const char *text = request->settings ? request->settings : "{}";
		void *settings;
		int r;

		if (op->resource_type != request->resource_type ||
			op->request_type != request->request_type)
			continue;
		settings = calloc(1, op->settings->size);
		if (!settings)
			return hcn_fail_oom(err);
		r = hcn_schema_decode(op->settings, text, strlen(text), &below, settings, err);
		if (!r)
			r = op->carry_out(ws, id, settings, err);
		hcn_schema_clear(op->settings, settings);
		free(settings);
		return r;
	}
	return fail_unsupported(resources, request, err);
}

/* --- lists of policies -------------------------------------------------------------------------------- */

static bool same_settings(const struct hcn_policy *a, const struct hcn_policy *b)
{
	if (a->type != b->type)
		return false;
	return hcn_policy_equal(a, b) ||
	       (a->settings && b->settings &&
		       hcn_schema_equal(a->type->settings, a->settings, b->settings));
}

static int append(struct hcn_policy **list, size_t *n, const struct hcn_policy *policy)
{
	struct hcn_policy *grown = reallocarray(*list, *n + 1, sizeof(*grown));
	int r;

	if (!grown)
		return -ENOMEM;
	*list = grown;
	memset(&grown[*n], 0, sizeof(*grown));
	r = hcn_policy_dup(policy, &grown[*n]);
	if (!r)
		(*n)++;
	return r;
}

static void drop(struct hcn_policy *list, size_t *n, size_t i)
{
	hcn_policy_clear(&list[i]);
	memmove(&list[i], &list[i + 1], (*n - i - 1) * sizeof(*list));
	(*n)--;
}

/* Iov is removed by type: its Settings then say weight 0 (ncproxy).  Removing what is not there is fine [unk]. */
static void remove_matching(struct hcn_policy *list, size_t *n, const struct hcn_policy *policy)
{
	for (size_t i = *n; i; i--)
		if (same_settings(&list[i - 1], policy) ||
			(policy->type && policy->type->id == HCN_POLICY_IOV &&
				list[i - 1].type == policy->type))
			drop(list, n, i - 1);
}

/* What an update adds to the first @n policies of a list: what has a Type and is not among them. */
static bool is_news(const struct hcn_policy *list, size_t n, const struct hcn_policy *policy)
{
	for (size_t i = 0; i < n; i++)
		if (same_settings(&list[i], policy))
			return false;
	return policy->type;
}

/* --- networks --------------------------------------------------------------------------------------- */

static int edit_network(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_network **ret,
	struct hcn_error *err)
{
	void *copy;
	int r = hcn_workset_edit(ws, HCN_KIND_NETWORK, id, &copy, err);

	if (!r)
		*ret = copy;
	return r;
}

static int add_network_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_network_request *request = settings;
	struct hcn_network *net;
	int r;

	r = hcn_policies_check(request->policies, request->n_policies, "/Settings/Policies", err);
	if (!r)
		r = edit_network(ws, id, &net, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = append(&net->policies, &net->n_policies, &request->policies[i]);
	return r;
}

static int remove_network_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_network_request *request = settings;
	struct hcn_network *net;
	int r;

	r = edit_network(ws, id, &net, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		remove_matching(net->policies, &net->n_policies, &request->policies[i]);
	return r;
}

static int update_network_dns(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	struct hcn_network *net;
	int r;

	r = hcn_dns_check(settings, HCN_INVALID_NETWORK, "/Settings", err);
	if (!r)
		r = edit_network(ws, id, &net, err);
	if (r)
		return r;
	hcn_schema_clear(&hcn_dns_schema, &net->dns);
	return hcn_schema_dup(&hcn_dns_schema, settings, &net->dns);
}

int hcn_modify_network_object(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	static const struct operation operations[] = {
		{ HCN_RESOURCE_NETWORK_POLICY, HCN_MODIFY_ADD, &hcn_policy_network_request_schema,
			add_network_policies },
		{ HCN_RESOURCE_NETWORK_POLICY, HCN_MODIFY_REMOVE,
			&hcn_policy_network_request_schema, remove_network_policies },
		{ HCN_RESOURCE_DNS, HCN_MODIFY_UPDATE, &hcn_dns_schema, update_network_dns },
	};
	struct hcn_modify_network m = { 0 };
	int r;

	r = hcn_schema_decode(&hcn_modify_network_schema, text, len, NULL, &m, err);
	if (!r)
		r = dispatch(ws, id, operations, HCN_N_ELEMENTS(operations),
			&hcn_network_resource_type_enum,
			&(struct request){ m.resource_type, m.request_type, m.settings }, err);
	hcn_schema_clear(&hcn_modify_network_schema, &m);
	return r;
}

/* --- endpoints ---------------------------------------------------------------------------------------- */

static int edit_endpoint(struct hcn_workset *ws, const struct hcn_guid *id,
	struct hcn_endpoint **ret, struct hcn_error *err)
{
	void *copy;
	int r = hcn_workset_edit(ws, HCN_KIND_ENDPOINT, id, &copy, err);

	if (!r)
		*ret = copy;
	return r;
}

/*
 * Appends the policies of a request, then checks them: one may ask for a free port before another names its own.
 * An update adds only what is new.
 */
static int append_policies(struct hcn_workset *ws, struct hcn_endpoint *ep,
	const struct hcn_policy_endpoint_request *request, bool update, struct hcn_error *err)
{
	size_t n_kept = ep->n_policies, added = n_kept;
	int r = 0;

	for (size_t i = 0; !r && i < request->n_policies; i++)
		if (!update || is_news(ep->policies, n_kept, &request->policies[i]))
			r = append(&ep->policies, &ep->n_policies, &request->policies[i]);
	for (size_t i = 0; !r && i < request->n_policies; i++) {
		struct hcn_pointer at = hcn_pointer_of("/Settings/Policies/%zu", i);

		if (update && !is_news(ep->policies, n_kept, &request->policies[i]))
			continue;
		r = hcn_policy_check(ep->policies, added, at.text, err);
		if (!r)
			r = hcn_endpoint_check_mapping(ws, ep, added, at.text, err);
		added++;
	}
	return r;
}

/* What follows from all policies together: the MTU, and whether the network's bridge needs br_netfilter. */
static int finish_endpoint(
	struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	const void *net;
	int r;

	r = hcn_workset_find(ws, HCN_KIND_NETWORK, &ep->host_compute_network, &net, err);
	if (!r)
		r = hcn_endpoint_check_mtu(net, ep, "/Settings/Policies", err);
	if (!r)
		r = hcn_endpoint_check_virtual_ips(ep, "/Settings/Policies", err);
	return r ? r : hcn_workset_touch(ws, HCN_KIND_NETWORK, &ep->host_compute_network, err);
}

static int add_endpoint_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_endpoint_request *request = settings;
	struct hcn_endpoint *ep;
	int r;

	r = edit_endpoint(ws, id, &ep, err);
	if (!r)
		r = append_policies(ws, ep, request, false, err);
	return r ? r : finish_endpoint(ws, ep, err);
}

static int remove_endpoint_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_endpoint_request *request = settings;
	struct hcn_endpoint *ep;
	int r;

	r = edit_endpoint(ws, id, &ep, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		remove_matching(ep->policies, &ep->n_policies, &request->policies[i]);
	return r ? r : finish_endpoint(ws, ep, err);
}

/*
 * [inf] The rule that fits every client (hcn/clients.md section 3): the changeable policies are replaced as a whole, also by
 * none; those made at creation survive when absent and are not doubled when present.  A member without Type is only there to
 * make the list non-empty (Remove-HnsProxyPolicy).
 */
static int update_endpoint_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_endpoint_request *request = settings;
	struct hcn_endpoint *ep;
	int r;

	r = edit_endpoint(ws, id, &ep, err);
	if (r)
		return r;
	for (size_t i = ep->n_policies; i; i--)
		if (hcn_policy_is_changeable(&ep->policies[i - 1]))
			drop(ep->policies, &ep->n_policies, i - 1);
	r = append_policies(ws, ep, request, true, err);
	return r ? r : finish_endpoint(ws, ep, err);
}

int hcn_modify_endpoint_object(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	static const struct operation operations[] = {
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_ADD, &hcn_policy_endpoint_request_schema,
			add_endpoint_policies },
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_REMOVE,
			&hcn_policy_endpoint_request_schema, remove_endpoint_policies },
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_UPDATE,
			&hcn_policy_endpoint_request_schema, update_endpoint_policies },
	};
	struct hcn_modify_endpoint m = { 0 };
	int r;

	r = hcn_schema_decode(&hcn_modify_endpoint_schema, text, len, NULL, &m, err);
	if (!r)
		r = dispatch(ws, id, operations, HCN_N_ELEMENTS(operations),
			&hcn_endpoint_resource_type_enum,
			&(struct request){ m.resource_type, m.request_type, m.settings }, err);
	hcn_schema_clear(&hcn_modify_endpoint_schema, &m);
	return r;
}

/* --- namespaces --------------------------------------------------------------------------------------- */

static int add_endpoint(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_namespace_endpoint_request *request = settings;

	if (!HCN_HAS(request, hcn_namespace_endpoint_request, endpoint_id))
		return hcn_fail(
			err, HCN_INVALID_JSON, "/Settings/EndpointId", "EndpointId is missing");
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

	if (!HCN_HAS(request, hcn_namespace_endpoint_request, endpoint_id))
		return hcn_fail(
			err, HCN_INVALID_JSON, "/Settings/EndpointId", "EndpointId is missing");
	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &request->endpoint_id, &object, err);
	if (r && r != -ENOENT)
		return r;
	ep = r ? NULL : object;
	if (!ep || !HCN_HAS(ep, hcn_endpoint, host_compute_namespace) ||
		!hcn_guid_equal(&ep->host_compute_namespace, id)) {
		struct hcn_guid_text text = hcn_guid_upper(&request->endpoint_id);

		hcn_fail(err, HCN_ELEMENT_NOT_FOUND, "/Settings/EndpointId",
			"endpoint %s is not in this namespace", text.text);
		hcn_error_value(err, text.text, strlen(text.text));
		return HCN_ELEMENT_NOT_FOUND;
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
	static const struct operation operations[] = {
		{ HCN_NAMESPACE_ENDPOINT, HCN_MODIFY_ADD, &hcn_namespace_endpoint_request_schema,
			add_endpoint },
		{ HCN_NAMESPACE_ENDPOINT, HCN_MODIFY_REMOVE, &hcn_namespace_endpoint_request_schema,
			remove_endpoint },
		{ HCN_NAMESPACE_CONTAINER, HCN_MODIFY_ADD, &hcn_namespace_container_request_schema,
			add_container },
		{ HCN_NAMESPACE_CONTAINER, HCN_MODIFY_REMOVE,
			&hcn_namespace_container_request_schema, remove_container },
	};
	struct hcn_modify_namespace m = { 0 };
	int r;

	r = hcn_schema_decode(&hcn_modify_namespace_schema, text, len, NULL, &m, err);
	if (!r)
		r = dispatch(ws, id, operations, HCN_N_ELEMENTS(operations),
			&hcn_namespace_resource_type_enum,
			&(struct request){ m.resource_type, m.request_type, m.settings }, err);
	hcn_schema_clear(&hcn_modify_namespace_schema, &m);
	return r;
}
