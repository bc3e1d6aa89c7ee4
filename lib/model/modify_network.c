/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests of networks: policies, DNS, extensions, subnets.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (ModifyNetworkSettingRequest); what clients send is
 * in hcn/clients.md section 3.
 */
#include <errno.h>
#include <string.h>

#include "acl.h"
#include "cleanup.h"
#include "dns.h"
#include "modify.h"
#include "objects.h"
#include "policy.h"

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
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	struct hcn_network *net;
	int r;

	r = hcn_policies_check(ws->source.rules, request->policies, request->n_policies,
		"/Settings/Policies", err);
	if (!r)
		r = edit_network(ws, id, &net, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = hcn_policies_append(&net->policies, &net->n_policies, &request->policies[i]);
	if (!r)
		r = hcn_sets_read(net, &sets);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = hcn_acl_check_sets(&sets, &request->policies[i],
			hcn_pointer_of("/Settings/Policies/%zu", i).text, err);
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
		hcn_policies_remove(net->policies, &net->n_policies, &request->policies[i]);
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
	static const struct hcn_modify_operation operations[] = {
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
		r = hcn_modify_dispatch(ws, id, operations, HCN_N_ELEMENTS(operations),
			&hcn_network_resource_type_enum,
			&(struct hcn_modify_request){ m.resource_type, m.request_type, m.settings },
			err);
	hcn_schema_clear(&hcn_modify_network_schema, &m);
	return r;
}
