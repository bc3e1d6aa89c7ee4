/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Modify requests of networks: policies, DNS, extensions, subnets.
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (ModifyNetworkSettingRequest); what clients send is
 * in doc/facts/clients.md §3.
 */
#include <string.h>

#include "cleanup.h"
#include "dns.h"
#include "modify.h"
#include "network/network.h"
#include "objects.h"

int hcn_network_edit(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_network **ret,
	struct hcn_error *err)
{
	void *copy;
	int r = hcn_workset_edit(ws, HCN_KIND_NETWORK, id, &copy, err);

	if (!r)
		*ret = copy;
	return r;
}

static int update_network_dns(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	struct hcn_network *net;
	int r;

	r = hcn_dns_check(settings, HCN_INVALID_NETWORK, "/Settings", err);
	if (!r)
		r = hcn_network_edit(ws, id, &net, err);
	if (r)
		return r;
	hcn_schema_clear(&hcn_dns_schema, &net->dns);
	return hcn_schema_dup(&hcn_dns_schema, settings, &net->dns);
}

/* [unk] Windows refuses extensions that its switch does not have; here there is none, and all are kept. */
static int update_extension(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err)
{
	const struct hcn_extension *request = settings;
	struct hcn_extension *grown;
	struct hcn_network *net;
	size_t i = 0;
	int r;

	if (!HCN_HAS(request, hcn_extension, id))
		return hcn_fail(err, HCN_SWITCH_EXTENSION_NOT_FOUND, "/Settings/Id",
			"an extension is named by its Id");
	r = hcn_network_edit(ws, id, &net, err);
	if (r)
		return r;
	while (i < net->n_extensions && !hcn_guid_equal(&net->extensions[i].id, &request->id))
		i++;
	if (i == net->n_extensions) {
		grown = reallocarray(net->extensions, i + 1, sizeof(*grown));
		if (!grown)
			return hcn_fail_oom(err);
		net->extensions = grown;
		net->n_extensions++;
		net->present |= HCN_BIT(hcn_network, extensions);
	}
	net->extensions[i] = *request; /* owns nothing */
	return 0;
}

int hcn_modify_network_object(struct hcn_workset *ws, const struct hcn_guid *id, const char *text,
	size_t len, struct hcn_error *err)
{
	static const struct hcn_modify_operation list[] = {
		{ HCN_RESOURCE_NETWORK_POLICY, HCN_MODIFY_ADD, &hcn_policy_network_request_schema,
			hcn_network_add_policies },
		{ HCN_RESOURCE_NETWORK_POLICY, HCN_MODIFY_UPDATE,
			&hcn_policy_network_request_schema, hcn_network_update_policies },
		{ HCN_RESOURCE_NETWORK_POLICY, HCN_MODIFY_REMOVE,
			&hcn_policy_network_request_schema, hcn_network_remove_policies },
		{ HCN_RESOURCE_EXTENSION, HCN_MODIFY_UPDATE, &hcn_extension_schema,
			update_extension },
		{ HCN_RESOURCE_SUBNET, HCN_MODIFY_ADD, &hcn_subnet_network_request_schema,
			hcn_network_add_subnets },
		{ HCN_RESOURCE_SUBNET, HCN_MODIFY_REMOVE, &hcn_subnet_network_request_schema,
			hcn_network_remove_subnets },
		{ HCN_RESOURCE_IP_SUBNET, HCN_MODIFY_ADD, &hcn_ip_subnet_network_request_schema,
			hcn_network_add_ip_subnets },
		{ HCN_RESOURCE_IP_SUBNET, HCN_MODIFY_REMOVE, &hcn_ip_subnet_network_request_schema,
			hcn_network_remove_ip_subnets },
		{ HCN_RESOURCE_DNS, HCN_MODIFY_UPDATE, &hcn_dns_schema, update_network_dns },
	};
	static const struct hcn_modify_operations operations = { list, HCN_N_ELEMENTS(list),
		&hcn_network_resource_type_enum };
	struct hcn_modify_network m = { 0 };
	int r;

	r = hcn_workset_decode(ws, &hcn_modify_network_schema, text, len, NULL, &m, err);
	if (!r)
		r = hcn_modify_dispatch(ws, id, &operations,
			&(struct hcn_modify_request){ m.resource_type, m.request_type, m.settings },
			err);
	hcn_schema_clear(&hcn_modify_network_schema, &m);
	return r;
}
