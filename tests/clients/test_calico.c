/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Calico for Windows: its CNI plugin (l2bridge and vxlan) and Felix's data plane, which mix V1 and V2 on the same objects
 * (doc/facts/clients.md §4.3, §7.2).
 */
#include "hcsshim.h"

/* --- CNI plugin, l2bridge ---------------------------------------------------------------------------------- */

/* SetupL2bridgeNetwork: another subnet or gateway means DELETE and POST. */
static json_t *setup_l2bridge(void)
{
	json_t *net;

	ck_assert_uint_eq(json_array_size(shim_hns("GET", "/networks/", "")), 0);
	net = shim_hns("POST", "/networks/",
		doc("{'Name':'Calico','Type':'L2Bridge','Subnets':[{'AddressPrefix':'10.244.1.0/26',"
		    "'GatewayAddress':'10.244.1.1'}]}"));
	ck_assert_str_eq(text_at(net, "/Type"), "L2Bridge");
	return net;
}

/* createAndAttachHostEP; an interface with the endpoint's address must be there at once. */
static json_t *attach_host_endpoint(json_t *net)
{
	json_t *ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'Calico_ep','VirtualNetwork':'%s','IPAddress':'10.244.1.2'}",
			id_of(net)));

	ck_assert_str_eq(text_at(ep, "/IPAddress"), "10.244.1.2");
	ck_assert_str_eq(text_at(ep, "/VirtualNetwork"), id_of(net)); /* exactly */
	shim_hns("POST", doc("/endpoints/%s/attach", id_of(ep)),
		doc("{'SystemType':'Host','CompartmentId':1}"));
	if (world_is_linux())
		ck_assert(!system("ip -br -4 addr | grep -q 10.244.1.2/"));
	return ep;
}

#define POD_POLICIES                                                                               \
	"[{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.244.0.0/16','10.96.0.0/12']}},{"     \
	"'Type':'SDNRoute','Settings':{'DestinationPrefix':'" HOST_ADDRESS                         \
	"/32','NeedEncap':true}},{'Type':'OutBoundNAT','Settings':{'Destinations':["               \
	"'10.244.1.5']}}]"

static json_t *make_pod(json_t *net, json_t **ret_ns)
{
	json_t *ns = shim_create(
		HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
	json_t *ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'0a1b2c_Calico','HostComputeNetwork':'%s','Policies':" POD_POLICIES
		    ",'IpConfigurations':[{'IpAddress':'10.244.1.5'}],'Dns':{'ServerList':["
		    "'10.96.0.10']},'Routes':[{'NextHop':'10.244.1.2','DestinationPrefix':"
		    "'0.0.0.0/0'}],'Health':{'Extra':{}}," VERSION "}",
			id_of(net)));

	shim_add_endpoint(id_of(ns), id_of(ep));
	*ret_ns = ns;
	return ep;
}

/* One ACL, Block In, until Felix comes: egress goes on. */
static void apply_initial_acl(json_t *ep)
{
	shim_modify(HCN_KIND_ENDPOINT, id_of(ep),
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{'Policies':[{'Type'"
		    ":'ACL','Settings':{'Protocols':'256','Action':'Block','Direction':'In',"
		    "'RuleType':'Switch','Priority':65500}}]}}"));
}

START_TEST(cni_l2bridge_add)
{
	json_t *net = setup_l2bridge(), *ns, *ep, *read;

	attach_host_endpoint(net);
	/* poll ManagementIP and an interface that has it */
	read = shim_hns("GET", doc("/networks/%s", id_of(net)), "");
	ck_assert_str_eq(text_at(read, "/ManagementIP"), HOST_ADDRESS);
	ep = make_pod(net, &ns);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "10.244.1.2");
	apply_initial_acl(ep);
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 1);
	/* what was made at creation survives a lone ACL */
	ck_assert_uint_eq(policies_of(ep, "OutBoundNAT", NULL), 2);
	ck_assert_uint_eq(policies_of(ep, "SDNRoute", NULL), 1);
}
END_TEST

/* A failed ADD: endpoints with its address or its name go, then it tries again. */
START_TEST(cni_retries_after_an_address_conflict)
{
	json_t *net = setup_l2bridge(), *ns, *ep = NULL, *other;
	size_t i;

	make_pod(net, &ns);
	ck_assert_uint_eq(shim_try_create_endpoint(id_of(net),
				  doc("{'Name':'new_Calico','IpConfigurations':[{'IpAddress':"
				      "'10.244.1.5'}],'Dns':{}," VERSION "}"),
				  &ep),
		0x803b002f);
	json_array_foreach(shim_hns("GET", "/endpoints/", ""), i, other)
	{
		if (!strcmp(text_at(other, "/IPAddress"), "10.244.1.5"))
			shim_hns("DELETE", doc("/endpoints/%s", id_of(other)), "");
	}
	shim_create_endpoint(id_of(net),
		doc("{'Name':'new_Calico','IpConfigurations':[{'IpAddress':'10.244.1.5'}],'Dns':{}," VERSION
		    "}"));
}
END_TEST

START_TEST(another_subnet_makes_the_network_anew)
{
	json_t *net = setup_l2bridge();

	attach_host_endpoint(net);
	shim_hns("DELETE", doc("/networks/%s", id_of(net)), "");
	ck_assert_uint_eq(json_array_size(shim_hns("GET", "/endpoints/", "")), 0);
	shim_hns("POST", "/networks/",
		doc("{'Name':'Calico','Type':'L2Bridge','Subnets':[{'AddressPrefix':'10.244.9.0/26',"
		    "'GatewayAddress':'10.244.9.1'}]}"));
}
END_TEST

/* --- CNI plugin, vxlan --------------------------------------------------------------------------------------- */

START_TEST(cni_vxlan_add)
{
	json_t *net, *v2, *policy, *ep;
	const char *id;

	net = shim_hns("POST", "/networks/",
		doc("{'Name':'Calico','Type':'Overlay','Subnets':[{'AddressPrefix':'10.244.1.0/26',"
		    "'GatewayAddress':'10.244.1.1','Policies':[{'Type':'VSID','VSID':4096}]}]}"));
	id = id_of(net);
	net = shim_hns("GET", doc("/networks/%s", id), "");
	ck_assert_str_eq(text_at(net, "/ManagementIP"), HOST_ADDRESS);

	v2 = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_str_eq(text_at(v2, "/Type"), "Overlay");
	ck_assert_uint_eq(policies_of(v2, "HostRoute", NULL), 0);
	shim_modify(HCN_KIND_NETWORK, id,
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':[{'Type':"
		    "'HostRoute','Settings':{}}]}}"));

	/* the VTEP's endpoint: remote, .2, the host's MAC */
	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'Calico_ep','VirtualNetwork':'%s','IPAddress':'10.244.1.2',"
		    "'MacAddress':'00-15-5D-0A-FF-04','IsRemoteEndpoint':true,'Policies':[{'Type':"
		    "'PA','PA':'" HOST_ADDRESS "'}]}",
			id));
	ck_assert(json_is_true(at(ep, "/IsRemoteEndpoint")));
	ck_assert_int_ne(number_at(ep, "/State"), 3);

	/* the node's annotation: DrMac and the address that must be the ManagementIP */
	v2 = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(v2, "DrMacAddress", &policy), 1);
	ck_assert_str_ne(text_at(policy, "/Settings/Address"), "");
	ck_assert_uint_eq(policies_of(v2, "ProviderAddress", &policy), 1);
	ck_assert_str_eq(text_at(policy, "/Settings/ProviderAddress"), HOST_ADDRESS);
	ck_assert_uint_eq(policies_of(v2, "HostRoute", NULL), 1);
}
END_TEST

/* --- Felix ------------------------------------------------------------------------------------------------------ */

/* endpoint_mgr.go: refreshHnsEndpointCache, only attached, local ones of the networks it knows. */
static json_t *find_pod(void)
{
	json_t *ep;
	size_t i;

	json_array_foreach(shim_hns("GET", "/endpoints/", ""), i, ep)
	{
		json_int_t state = number_at(ep, "/State");

		ck_assert_int_le(state, 6); /* Go's String panics above */
		if (!strncmp(text_at(ep, "/VirtualNetworkName"), "Calico", 6) &&
			(state == 2 || state == 3) && !json_is_true(at(ep, "/IsRemoteEndpoint")) &&
			!strcmp(text_at(ep, "/IPAddress"), "10.244.1.5"))
			return ep;
	}
	return NULL;
}

#define FELIX_RULES                                                                                 \
	"{'Type':'ACL','Id':'allow-host-to-endpoint','Protocol':256,'Action':'Allow','Direction':"  \
	"'In','RemoteAddresses':'" HOST_ADDRESS                                                     \
	"/32','RuleType':'Switch','Priority':900},{'Type':'ACL','Id':'API0|policy','Protocol':6,"   \
	"'Action':'Allow','Direction':'In','RemoteAddresses':'10.244.1.0/26,10.244.2.0/26',"        \
	"'LocalPorts':'80,8000-8100','RuleType':'Switch','Priority':1000},{'Type':'ACL','Protocol'" \
	":256,'Action':'Block','Direction':'In','RuleType':'Switch','Priority':1001},{'Type':'ACL'" \
	",'Protocol':256,'Action':'Allow','Direction':'Out','RuleType':'Switch','Priority':1000},"  \
	"{'Type':'ACL','Protocol':256,'Action':'Allow','Direction':'In','RuleType':'Host',"         \
	"'Priority':0},{'Type':'ACL','Protocol':256,'Action':'Allow','Direction':'Out','RuleType'"  \
	":'Host','Priority':0}"

START_TEST(felix_applies_rules_in_v1_to_what_v2_made)
{
	json_t *net = setup_l2bridge(), *ns, *ep = make_pod(net, &ns), *v1;
	const char *path;

	apply_initial_acl(ep);
	v1 = find_pod();
	ck_assert_ptr_nonnull(v1);
	ck_assert_str_eq(id_of(v1), id_of(ep));
	path = doc("/endpoints/%s", id_of(ep));
	v1 = shim_hns("POST", path, doc("{'ID':'%s','Policies':[" FELIX_RULES "]}", id_of(ep)));
	ck_assert_uint_eq(policies_of(v1, "ACL", NULL), 6);
	ck_assert_uint_eq(policies_of(v1, "OutBoundNAT", NULL), 2);
	ck_assert_uint_eq(policies_of(v1, "ROUTE", NULL), 1);
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 6);
	ck_assert_uint_eq(policies_of(ep, "SDNRoute", NULL), 1);
	/* again, with fewer: the set is replaced */
	v1 = shim_hns("POST", path,
		doc("{'ID':'%s','Policies':[{'Type':'ACL','Protocol':256,'Action':'Allow',"
		    "'Direction':'In','RuleType':'Switch','Priority':1000}]}",
			id_of(ep)));
	ck_assert_uint_eq(policies_of(v1, "ACL", NULL), 1);
}
END_TEST

/* vxlan_mgr.go: compares what is there field by field, removes the stale, adds the missing. */
static const char *remote_subnet_route(const char *request, const char *prefix, const char *pa)
{
	return doc("{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':[{'Type':"
		   "'RemoteSubnetRoute','Settings':{'DestinationPrefix':'%s','IsolationId':4096,"
		   "'ProviderAddress':'%s','DistributedRouterMacAddress':'66-0A-5C-D1-11-22'}}]}}",
		request, prefix, pa);
}

START_TEST(felix_keeps_remote_subnet_routes)
{
	json_t *net = make_overlay_at("Calico", "10.244.1", 4096), *policy;
	const char *id = id_of(net);

	shim_modify(
		HCN_KIND_NETWORK, id, remote_subnet_route("Add", "10.244.2.0/26", "10.255.0.5"));
	shim_modify(
		HCN_KIND_NETWORK, id, remote_subnet_route("Add", "10.244.3.0/26", "10.255.0.6"));
	net = json_array_get(shim_list(HCN_KIND_NETWORK, NULL), 0);
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", &policy), 2);
	ck_assert_str_eq(
		text_at(policy, "/Settings/DistributedRouterMacAddress"), "66-0A-5C-D1-11-22");
	shim_modify(
		HCN_KIND_NETWORK, id, remote_subnet_route("Remove", "10.244.2.0/26", "10.255.0.5"));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", &policy), 1);
	ck_assert_str_eq(text_at(policy, "/Settings/DestinationPrefix"), "10.244.3.0/26");
}
END_TEST

int main(void)
{
	return run_client_tests("calico", (const struct fact[]){
						  { cni_l2bridge_add },
						  { cni_retries_after_an_address_conflict },
						  { another_subnet_makes_the_network_anew },
						  { cni_vxlan_add },
						  { felix_applies_rules_in_v1_to_what_v2_made },
						  { felix_keeps_remote_subnet_routes },
						  { NULL },
					  });
}
