/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests of endpoints: policies, the switch port.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (ModifyEndpointSettingRequest); what clients send is
 * in doc/facts/clients.md §3.
 *
 * Tests: tests/unit/model/test_modify.c (a_virtual_machines_port_is_recorded_and_forgotten)
 */
#include <errno.h>
#include <string.h>

#include "policy/acl.h"
#include "cleanup.h"
#include "endpoint/endpoint.h"
#include "modify.h"
#include "objects.h"
#include "policy/policy.h"
#include "references.h"
#include "route/sdn_route.h"

/* What an update adds to the first @n policies of a list: what has a Type and is not among them. */
static bool is_news(const struct hcn_policy *list, size_t n, const struct hcn_policy *policy)
{
	for (size_t i = 0; i < n; i++)
		if (hcn_policy_same(&list[i], policy))
			return false;
	return policy->type;
}

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
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	size_t n_kept = ep->n_policies, added = n_kept;
	const struct hcn_network *net;
	int r;

	r = hcn_endpoint_network(ws, ep, &net, err);
	if (!r)
		r = hcn_sets_read(net, &sets);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		if (!update || is_news(ep->policies, n_kept, &request->policies[i]))
			r = hcn_policies_append(
				&ep->policies, &ep->n_policies, &request->policies[i]);
	for (size_t i = 0; !r && i < request->n_policies; i++) {
		struct hcn_pointer at = hcn_pointer_of("/Settings/Policies/%zu", i);

		if (update && !is_news(ep->policies, n_kept, &request->policies[i]))
			continue;
		r = hcn_policy_check(ws->source.rules, ep->policies, added, at.text, err);
		if (!r)
			r = hcn_acl_check_sets(&sets, &ep->policies[added], at.text, err);
		if (!r)
			r = hcn_endpoint_check_mapping(ws, ep, added, at.text, err);
		added++;
	}
	return r;
}

/* The host's route to the endpoint says its MTU, and is also that of load balancers with PreserveDIP. */
static int touch_by_mtu(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_error *err)
{
	const void *before;
	int r;

	ws->past = true;
	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &ep->id, &before, err);
	ws->past = false;
	if (r || hcn_endpoint_mtu(net, before) == hcn_endpoint_mtu(net, ep))
		return r;
	return hcn_endpoint_touch_references(ws, &ep->id, err);
}

/* What follows from all policies together. */
static int finish_endpoint(
	struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	const struct hcn_network *net;
	int r;

	r = hcn_endpoint_network(ws, ep, &net, err);
	if (!r)
		r = hcn_endpoint_check_mtu(net, ep, "/Settings/Policies", err);
	if (!r)
		r = touch_by_mtu(ws, net, ep, err);
	if (!r)
		r = hcn_endpoint_check_virtual_ips(ep, "/Settings/Policies", err);
	if (!r)
		r = hcn_sdn_ways_check(ws, net, ep, "/Settings/Policies", err);
	return r;
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
		hcn_policies_remove(ep->policies, &ep->n_policies, &request->policies[i]);
	return r ? r : finish_endpoint(ws, ep, err);
}

/*
 * [inf] The rule that fits every client (doc/facts/clients.md §3): the changeable policies are replaced as a whole, also by
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
			hcn_policies_drop(ep->policies, &ep->n_policies, i - 1);
	r = append_policies(ws, ep, request, true, err);
	return r ? r : finish_endpoint(ws, ep, err);
}

/* --- the switch port --------------------------------------------------------------------------------- */

static int fail_port(
	struct hcn_error *err, const struct hcn_endpoint *ep, int status, const char *why)
{
	int r = hcn_fail(err, status, "/ResourceType", "the endpoint %s", why);

	hcn_error_conflict(err, &ep->id, ep->name);
	return r;
}

/* A virtual machine's port: recorded, for there is no switch that would have it. */
static int add_port(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_vm_endpoint_request *port = settings;
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	struct hcn_endpoint *ep;
	int r;

	if (!HCN_HAS(port, hcn_vm_endpoint_request, port_id) && !port->port_name)
		return hcn_fail(err, HCN_INVALID_JSON, "/Settings/PortId", "PortId is missing");
	r = hcn_rules_stored(
		ws->source.rules, "the port of a virtual machine", "/ResourceType", err);
	if (!r)
		r = edit_endpoint(ws, id, &ep, err);
	if (r)
		return r;
	if (hcn_endpoint_is_remote(ep))
		return fail_port(err, ep, HCN_INVALID_REMOTE_ENDPOINT_OPERATION, "is a remote one");
	if (ep->port)
		return fail_port(err, ep, HCN_ENDPOINT_ALREADY_ATTACHED, "has a port");
	hcn_schema_encode(&hcn_vm_endpoint_request_schema, settings, HCN_ENCODE_CLIENT, &text);
	return text.oom ? -ENOMEM : HCN_SET_TEXT(ep, hcn_endpoint, port, text.data);
}

static int remove_port(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	struct hcn_endpoint *ep;
	int r;

	r = edit_endpoint(ws, id, &ep, err);
	if (!r && !ep->port)
		r = fail_port(err, ep, HCN_PORT_NOT_FOUND, "has no port");
	return r ? r : HCN_SET_TEXT(ep, hcn_endpoint, port, NULL);
}

/* WSL asks for it when something else may have changed the port: what is missing of the endpoint in the kernel is put back. */
static int refresh_port(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	int r = hcn_workset_refresh(ws, HCN_KIND_ENDPOINT, id, err);

	return r ? r : hcn_endpoint_touch_references(ws, id, err);
}

int hcn_modify_endpoint_object(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	static const struct hcn_modify_operation list[] = {
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_ADD, &hcn_policy_endpoint_request_schema,
			add_endpoint_policies },
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_REMOVE,
			&hcn_policy_endpoint_request_schema, remove_endpoint_policies },
		{ HCN_RESOURCE_ENDPOINT_POLICY, HCN_MODIFY_UPDATE,
			&hcn_policy_endpoint_request_schema, update_endpoint_policies },
		{ HCN_RESOURCE_PORT, HCN_MODIFY_ADD, &hcn_vm_endpoint_request_schema, add_port },
		{ HCN_RESOURCE_PORT, HCN_MODIFY_REMOVE, &hcn_vm_endpoint_request_schema,
			remove_port },
		{ HCN_RESOURCE_PORT, HCN_MODIFY_REFRESH, &hcn_vm_endpoint_request_schema,
			refresh_port },
	};
	static const struct hcn_modify_operations operations = { list, HCN_N_ELEMENTS(list),
		&hcn_endpoint_resource_type_enum };
	struct hcn_modify_endpoint m = { 0 };
	int r;

	r = hcn_workset_decode(ws, &hcn_modify_endpoint_schema, text, len, NULL, &m, err);
	if (!r)
		r = hcn_modify_dispatch(ws, id, &operations,
			&(struct hcn_modify_request){ m.resource_type, m.request_type, m.settings },
			err);
	hcn_schema_clear(&hcn_modify_endpoint_schema, &m);
	return r;
}
