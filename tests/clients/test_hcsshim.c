/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcsshim's own tests of package hcn (hcn/ *_test.go, build tag "windows && integration"), one fact for each, with the
 * documents that Go marshals (doc/facts/clients.md §8): networks, endpoints, namespaces, versions.
 *
 * Load balancers and routes are in test_hcsshim_services.c, the V1 tests in test_hcsshim_v1.c.
 */
#include "hcsshim.h"

/* --- hcnnetwork_test.go ------------------------------------------------------------------------------- */

START_TEST(create_delete_networks)
{
	json_t *net = make_nat();

	ck_assert_str_eq(text_at(net, "/Name"), "GoTestNat");
	ck_assert_str_eq(text_at(net, "/Type"), "NAT");
	shim_delete(HCN_KIND_NETWORK, id_of(net));

	net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'GoTestNat','Type':'NAT','MacPool':{},'Dns':{},'Ipams':[],"
		    "'Health':{'Extra':{}}," VERSION "}"));
	ck_assert_str_ne(text_at(net, "/Ipams/0/Subnets/0/IpAddressPrefix"), "");
	shim_delete(HCN_KIND_NETWORK, id_of(net));
}
END_TEST

START_TEST(get_network_by_name_and_by_id)
{
	json_t *net = make_nat();

	ck_assert_str_eq(id_of(shim_by_name(HCN_KIND_NETWORK, "GoTestNat")), id_of(net));
	ck_assert_str_eq(text_at(shim_by_id(HCN_KIND_NETWORK, id_of(net)), "/Name"), "GoTestNat");
	shim_delete(HCN_KIND_NETWORK, id_of(net));
	ck_assert_ptr_null(shim_by_name(HCN_KIND_NETWORK, "GoTestNat"));
	ck_assert_ptr_null(shim_by_id(HCN_KIND_NETWORK, id_of(net)));
}
END_TEST

START_TEST(list_network)
{
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_NETWORK, NULL)), 0);
	make_nat();
	make_overlay();
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_NETWORK, NULL)), 2);
}
END_TEST

/* TestAddRemoveRemoteSubnetRoutePolicy, ...HostRoutePolicy, ...NetworACLPolicy */
static const struct {
	const char *type;
	const char *settings;
} network_policies[] = {
	{ "RemoteSubnetRoute",
		"{'DestinationPrefix':'192.168.2.0/24','IsolationId':5000,'ProviderAddress':"
		"'1.1.1.1','DistributedRouterMacAddress':'00-12-34-56-78-9a'}" },
	{ "HostRoute", "{}" },
	{ "NetworkACL",
		"{'Protocols':'6','Action':'Block','Direction':'Out','LocalAddresses':"
		"'192.168.100.0/24,10.0.0.21','RemoteAddresses':'192.168.100.0/24,10.0.0.21',"
		"'LocalPorts':'80,8080','RemotePorts':'80,8080','RuleType':'Switch',"
		"'Priority':200}" },
};

START_TEST(add_remove_network_policy)
{
	const char *type = network_policies[_i].type;
	const char *list = doc(
		"{'Policies':[{'Type':'%s','Settings':%s}]}", type, network_policies[_i].settings);
	json_t *net = make_overlay(), *policy;
	const char *id = id_of(net);

	shim_modify(HCN_KIND_NETWORK, id,
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':%s}", list));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, type, &policy), 1);
	shim_modify(HCN_KIND_NETWORK, id,
		doc("{'ResourceType':'Policy','RequestType':'Remove','Settings':%s}", list));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, type, NULL), 0);
	/* What the network got at its creation stays. */
	ck_assert_uint_eq(policies_of(net, "DrMacAddress", NULL), 1);
	ck_assert_uint_eq(policies_of(net, "ProviderAddress", NULL), 1);
}
END_TEST

START_TEST(network_flags)
{
	json_t *net = make_overlay();

	net = shim_by_id(HCN_KIND_NETWORK, id_of(net));
	ck_assert_int_eq(number_at(net, "/Flags") & 8, 8);
}
END_TEST

/* --- hcnendpoint_test.go ------------------------------------------------------------------------------- */

START_TEST(create_delete_endpoint)
{
	json_t *net = make_nat(), *ep = make_nat_endpoint(net);

	ck_assert_str_eq(text_at(ep, "/HostComputeNetwork"), id_of(net));
	ck_assert_uint_ge(json_array_size(at(ep, "/IpConfigurations")), 1);
	ck_assert_str_ne(text_at(ep, "/MacAddress"), "");
	ck_assert(json_is_integer(at(ep, "/Flags")));
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
	shim_delete(HCN_KIND_NETWORK, id_of(net));
}
END_TEST

START_TEST(get_endpoint_by_id_and_by_name)
{
	json_t *ep = make_nat_endpoint(make_nat());

	ck_assert_str_eq(id_of(shim_by_id(HCN_KIND_ENDPOINT, id_of(ep))), id_of(ep));
	ck_assert_str_eq(id_of(shim_by_name(HCN_KIND_ENDPOINT, "GoTestNatEndpoint")), id_of(ep));
	ck_assert_ptr_null(shim_by_name(HCN_KIND_ENDPOINT, "gotestnatendpoint"));
}
END_TEST

START_TEST(two_endpoints_may_have_one_name)
{
	json_t *net = make_nat(), *first = make_nat_endpoint(net);

	make_nat_endpoint(net);
	ck_assert_str_eq(id_of(shim_by_name(HCN_KIND_ENDPOINT, "GoTestNatEndpoint")), id_of(first));
}
END_TEST

START_TEST(list_endpoints)
{
	json_t *nat = make_nat(), *overlay = make_overlay();

	make_nat_endpoint(nat);
	shim_create_endpoint(id_of(overlay), doc(NAT_ENDPOINT));
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_ENDPOINT, NULL)), 2);
}
END_TEST

START_TEST(list_endpoints_of_network)
{
	json_t *nat = make_nat(), *ep = make_nat_endpoint(nat), *list;

	shim_create_endpoint(id_of(make_overlay()), doc(NAT_ENDPOINT));
	list = shim_list(HCN_KIND_ENDPOINT, doc("{'VirtualNetwork':'%s'}", id_of(nat)));
	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_str_eq(id_of(json_array_get(list, 0)), id_of(ep));
}
END_TEST

START_TEST(endpoint_namespace_attach_detach)
{
	json_t *net = make_nat(), *ep = make_nat_endpoint(net), *ns = make_host_default();

	shim_add_endpoint(id_of(ns), id_of(ep));
	ck_assert_str_eq(text_at(shim_by_id(HCN_KIND_ENDPOINT, id_of(ep)), "/HostComputeNamespace"),
		id_of(ns));
	ck_assert_int_eq((int)shim_try_remove_endpoint(id_of(ns), id_of(ep)), 0);
	shim_delete(HCN_KIND_NAMESPACE, id_of(ns));
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
	shim_delete(HCN_KIND_NETWORK, id_of(net));
}
END_TEST

START_TEST(add_l4_wfp_proxy_policy_on_endpoint)
{
	json_t *ep = make_nat_endpoint(make_nat());

	shim_modify(HCN_KIND_ENDPOINT, id_of(ep),
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':[{'Type':"
		    "'L4WFPPROXY','Settings':{'InboundProxyPort':'80','OutboundProxyPort':'81',"
		    "'FilterTuple':{'Protocols':'6'},'UserSID':'S-1-5-32-556',"
		    "'InboundExceptions':{},'OutboundExceptions':{}}}]}}"));
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "L4WFPPROXY", NULL), 1);
}
END_TEST

/* TestApplyPolicyOnEndpoint, TestModifyEndpointSettings */
START_TEST(apply_policy_on_endpoint)
{
	json_t *ep = make_nat_endpoint(make_nat()), *policy;

	shim_modify(HCN_KIND_ENDPOINT, id_of(ep),
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{'Policies':["
		    "{'Type':'ACL','Settings':" ACL_IN "},{'Type':'ACL','Settings':" ACL_OUT
		    "}]}}"));
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "ACL", &policy), 2);
	ck_assert_str_eq(text_at(policy, "/Settings/Direction"), "In");
	ck_assert_int_eq(number_at(policy, "/Settings/Priority"), 200);
}
END_TEST

START_TEST(apply_tier_acl_policy_on_endpoint)
{
	json_t *ep = shim_create_endpoint(id_of(make_l2bridge()), doc(NAT_ENDPOINT));

	shim_modify(HCN_KIND_ENDPOINT, id_of(ep), tier_acl_request());
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "TierAcl", NULL), 6);
}
END_TEST

START_TEST(endpoint_already_exists_error)
{
	static const char document[] =
		"{'Name':'GoTestOverlayEndpoint','HostComputeNetwork':'%s','Policies':[{'Type':"
		"'PortMapping','Settings':{'Protocol':17,'InternalPort':1600,'ExternalPort':"
		"56789}}],'Dns':{},'Health':{'Extra':{}}," VERSION "}";
	json_t *net = make_overlay(), *ep = NULL;

	shim_create_endpoint(id_of(net), doc(document, id_of(net)));
	ck_assert_uint_eq(
		shim_try_create_endpoint(id_of(net), doc(document, id_of(net)), &ep), 0x803b0013);
	ck_assert_ptr_nonnull(strstr(shim_error, "The specified port already exists."));
}
END_TEST

/* --- hcnnamespace_test.go ------------------------------------------------------------------------------ */

/* TestNewNamespace, TestCreateDeleteNamespace, ...Guest, TestSyncNamespace... */
static const char *const namespace_types[] = { "Host", "HostDefault", "Guest", "GuestDefault" };

START_TEST(create_delete_namespace)
{
	const char *type = namespace_types[_i];
	json_t *ns = shim_create(HCN_KIND_NAMESPACE,
		doc("{'NamespaceId':5,'Type':'%s','Resources':null," VERSION "}", type));

	ck_assert_str_eq(text_at(ns, "/Type"), type);
	ck_assert(json_is_integer(at(ns, "/NamespaceId")));
	shim_delete(HCN_KIND_NAMESPACE, id_of(ns));
	if (!strcmp(type, "HostDefault"))
		ck_assert_ptr_nonnull(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)));
	else
		ck_assert_ptr_null(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)));
}
END_TEST

START_TEST(get_and_list_namespaces)
{
	json_t *ns = make_host_default();

	ck_assert_str_eq(id_of(ns), "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC");
	ck_assert_ptr_nonnull(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)));
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_NAMESPACE, NULL)), 1);
}
END_TEST

START_TEST(get_namespace_endpoint_ids_and_containers)
{
	json_t *ep = make_nat_endpoint(make_nat()), *ns = make_host_default();

	shim_add_endpoint(id_of(ns), id_of(ep));
	ns = shim_by_id(HCN_KIND_NAMESPACE, id_of(ns));
	ck_assert_uint_eq(json_array_size(at(ns, "/Resources")), 1);
	ck_assert_str_eq(text_at(ns, "/Resources/0/Type"), "Endpoint");
	ck_assert_str_eq(text_at(ns, "/Resources/0/Data/Id"), id_of(ep));
	ck_assert_int_eq((int)shim_try_remove_endpoint(id_of(ns), id_of(ep)), 0);
	ns = shim_by_id(HCN_KIND_NAMESPACE, id_of(ns));
	ck_assert_uint_eq(json_array_size(at(ns, "/Resources")), 0);
}
END_TEST

/* --- hcnerrors_test.go ---------------------------------------------------------------------------------- */

START_TEST(missing_objects_are_empty_lists)
{
	static const enum hcn_kind kinds[] = { HCN_KIND_NETWORK, HCN_KIND_ENDPOINT,
		HCN_KIND_NAMESPACE, HCN_KIND_LOADBALANCER, HCN_KIND_ROUTE };

	for (size_t i = 0; i < HCN_N_ELEMENTS(kinds); i++) {
		ck_assert_ptr_null(shim_by_id(kinds[i], "5f0b1190-63be-4e0c-b974-bd0f55675a42"));
		ck_assert_ptr_null(shim_by_id(kinds[i], "00000000-0000-0000-0000-000000000000"));
		ck_assert_ptr_null(shim_by_id(kinds[i], ""));
		ck_assert_ptr_null(shim_by_name(kinds[i], "Not found"));
	}
}
END_TEST

START_TEST(not_found_error)
{
	static const GUID random = { 0x5f0b1190, 0x63be, 0x4e0c,
		{ 0xb9, 0x74, 0xbd, 0x0f, 0x55, 0x67, 0x5a, 0x42 } };
	HCN_NAMESPACE ns = NULL;
	HRESULT hr = HcnOpenNamespace(&random, &ns, NULL);

	ck_assert_uint_eq((uint32_t)hr, 0x80070490);
	ck_assert_uint_eq(shim_go_error((uint32_t)hr), 1168);
}
END_TEST

int main(void)
{
	return run_client_tests(
		"hcsshim", (const struct fact[]){
				   { create_delete_networks },
				   { get_network_by_name_and_by_id },
				   { list_network },
				   { add_remove_network_policy, HCN_N_ELEMENTS(network_policies) },
				   { network_flags },
				   { create_delete_endpoint },
				   { get_endpoint_by_id_and_by_name },
				   { two_endpoints_may_have_one_name },
				   { list_endpoints },
				   { list_endpoints_of_network },
				   { endpoint_namespace_attach_detach },
				   { add_l4_wfp_proxy_policy_on_endpoint },
				   { apply_policy_on_endpoint },
				   { apply_tier_acl_policy_on_endpoint },
				   { endpoint_already_exists_error },
				   { create_delete_namespace, HCN_N_ELEMENTS(namespace_types) },
				   { get_and_list_namespaces },
				   { get_namespace_endpoint_ids_and_containers },
				   { missing_objects_are_empty_lists },
				   { not_found_error },
				   { NULL },
			   });
}
