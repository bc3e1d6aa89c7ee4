/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The Windows CNI plugins: win-bridge and win-overlay (containernetworking/plugins), nat and sdnbridge
 * (windows-container-networking); ADD, DEL, repeated and failing ones (doc/facts/clients.md §4.2, §7.2).
 */
#include "hcsshim.h"

#define CONTAINER "3f1e9a77d2a94cd1"

/* What the plugins' users make before: GetNetworkByName must find it, with exactly this Type. */
static json_t *make_cbr0(void)
{
	json_t *net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'cbr0','Type':'L2Bridge','Policies':[{'Type':'NetAdapterName',"
		    "'Settings':{'NetworkAdapterName':'" HOST_ADAPTER "'}}],'MacPool':{},'Dns':{},"
		    "'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'10.244.1.0/24',"
		    "'Routes':[{'NextHop':'10.244.1.1','DestinationPrefix':'0.0.0.0/0'}]}]}],"
		    "'Flags':8,'Health':{'Extra':{}}," VERSION "}"));

	ck_assert_str_eq(text_at(net, "/Type"), "L2Bridge");
	return net;
}

static json_t *make_sandbox(void)
{
	return shim_create(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
}

/* hns.ConstructHcnResult: these are read without a look at the lengths. */
static void expect_cni_result(const char *endpoint, const char *address, const char *gateway)
{
	json_t *ep = shim_by_id(HCN_KIND_ENDPOINT, endpoint);
	json_t *net = shim_by_id(HCN_KIND_NETWORK, text_at(ep, "/HostComputeNetwork"));

	ck_assert_str_ne(text_at(net, "/Ipams/0/Subnets/0/IpAddressPrefix"), "");
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), address);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), gateway);
}

/* hns.RemoveHcnEndpoint */
static void cni_delete(const char *name)
{
	json_t *ep = shim_by_name(HCN_KIND_ENDPOINT, name);
	const char *ns;

	if (!ep)
		return;
	ns = text_at(ep, "/HostComputeNamespace");
	if (shim_by_id(HCN_KIND_NAMESPACE, ns)) {
		uint32_t hr = shim_try_remove_endpoint(ns, id_of(ep));

		ck_assert(!hr || shim_go_error(hr) == 1168);
	}
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
}

#define WIN_BRIDGE_POLICIES                                                                        \
	"[{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.96.0.0/12','10.244.0.0/16']}},"      \
	"{'Type':'SDNRoute','Settings':{'DestinationPrefix':'10.96.0.0/12','NeedEncap':true}},"    \
	"{'Type':'OutBoundNAT','Settings':{'Destinations':['10.244.1.20']}}%s]"

static json_t *win_bridge_add(json_t *net, json_t *ns, const char *more_policies)
{
	json_t *ep;

	ck_assert_ptr_nonnull(shim_by_name(HCN_KIND_NETWORK, "cbr0"));
	ck_assert_ptr_null(shim_by_name(HCN_KIND_ENDPOINT, CONTAINER "_cbr0"));
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'" CONTAINER
		    "_cbr0','HostComputeNetwork':'%s','Policies':" WIN_BRIDGE_POLICIES
		    ",'IpConfigurations':[{'IpAddress':'10.244.1.20'}],'Dns':"
		    "{'Domain':'svc.cluster.local','Search':['svc.cluster.local'],'ServerList':"
		    "['10.96.0.10']},'Routes':[{'NextHop':'10.244.1.2','DestinationPrefix':"
		    "'0.0.0.0/0'}],'Health':{'Extra':{}}," VERSION "}",
			id_of(net), more_policies));
	shim_add_endpoint(id_of(ns), id_of(ep));
	return ep;
}

START_TEST(win_bridge_v2_add_and_del)
{
	json_t *net = make_cbr0(), *ns = make_sandbox(), *ep, *policy;

	ep = win_bridge_add(net, ns,
		",{'Type':'PortMapping','Settings':{'Protocol':6,'InternalPort':80,"
		"'ExternalPort':8080,'Flags':1}}");
	expect_cni_result(id_of(ep), "10.244.1.20", "10.244.1.2");
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "OutBoundNAT", NULL), 2);
	ck_assert_uint_eq(policies_of(ep, "SDNRoute", &policy), 1);
	ck_assert(json_is_true(at(policy, "/Settings/NeedEncap")));
	ck_assert_uint_eq(policies_of(ep, "PortMapping", NULL), 1);
	ck_assert_str_eq(text_at(ep, "/HostComputeNamespace"), id_of(ns));

	/* a repeated ADD finds the endpoint and adds it again */
	ep = shim_by_name(HCN_KIND_ENDPOINT, CONTAINER "_cbr0");
	shim_add_endpoint(id_of(ns), id_of(ep));
	cni_delete(CONTAINER "_cbr0");
	cni_delete(CONTAINER "_cbr0");
	ck_assert_uint_eq(
		json_array_size(at(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)), "/Resources")), 0);
}
END_TEST

START_TEST(del_of_an_endpoint_that_was_never_attached)
{
	json_t *net = make_cbr0();

	shim_create_endpoint(id_of(net),
		doc("{'Name':'" CONTAINER "_cbr0','IpConfigurations':[{'IpAddress':'10.244.1.20'}],"
		    "'Dns':{}," VERSION "}"));
	cni_delete(CONTAINER "_cbr0");
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_ENDPOINT, NULL)), 0);
}
END_TEST

START_TEST(an_address_in_use_fails_the_add)
{
	json_t *net = make_cbr0(), *ns = make_sandbox(), *ep = NULL;

	win_bridge_add(net, ns, "");
	ck_assert_uint_eq(shim_try_create_endpoint(id_of(net),
				  doc("{'Name':'other','IpConfigurations':[{'IpAddress':"
				      "'10.244.1.20'}],'Dns':{}," VERSION "}"),
				  &ep),
		0x803b002f);
	ck_assert_ptr_nonnull(strstr(shim_error, "10.244.1.20"));
}
END_TEST

/* win-bridge V1: HNSCall only; the hot attach goes through HCS. */
START_TEST(win_bridge_v1_add_and_del)
{
	json_t *net = make_cbr0(), *list, *ep, *found;
	size_t i;

	list = shim_hns("GET", "/networks/", "");
	json_array_foreach(list, i, found) ck_assert_str_eq(text_at(found, "/Name"), "cbr0");
	ck_assert_str_eq(text_at(json_array_get(list, 0), "/Type"), "L2Bridge");
	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'" CONTAINER "_cbr0','VirtualNetwork':'%s','Policies':[{'Type':"
		    "'OutBoundNAT','ExceptionList':['10.96.0.0/12','10.244.0.0/16']},{'Type':"
		    "'ROUTE','DestinationPrefix':'10.96.0.0/12','NeedEncap':true},{'Type':'NAT',"
		    "'Protocol':'tcp','InternalPort':80,'ExternalPort':8080}],'IPAddress':"
		    "'10.244.1.20','DNSSuffix':'svc.cluster.local','DNSServerList':'10.96.0.10',"
		    "'GatewayAddress':'10.244.1.2'}",
			id_of(net)));
	ck_assert_str_eq(text_at(ep, "/IPAddress"), "10.244.1.20");
	ck_assert_str_eq(text_at(ep, "/GatewayAddress"), "10.244.1.2");
	ck_assert_str_eq(text_at(ep, "/DNSServerList"), "10.96.0.10");
	ck_assert_uint_eq(policies_of(ep, "OutBoundNAT", NULL), 1);
	ck_assert_uint_eq(policies_of(ep, "ROUTE", NULL), 1);
	list = shim_hns("GET", "/endpoints/", "");
	ck_assert_uint_eq(json_array_size(list), 1);
	shim_hns("DELETE", doc("/endpoints/%s", id_of(ep)), "");
}
END_TEST

START_TEST(win_overlay_v2_add_and_del)
{
	json_t *net = make_overlay_at("vxlan0", "10.244.1", 4096), *ns = make_sandbox(), *v1, *ep;
	const char *management_ip = "";
	size_t i, n = 0;

	/* the network's gateway and address come from V1 */
	json_array_foreach(shim_hns("GET", "/networks/", ""), i, v1)
	{
		ck_assert_str_eq(text_at(v1, "/Type"), "Overlay");
		ck_assert_str_eq(text_at(v1, "/Subnets/0/GatewayAddress"), "10.244.1.1");
		management_ip = text_at(v1, "/ManagementIP");
		n++;
	}
	ck_assert_uint_eq(n, 1);
	ck_assert_str_eq(management_ip, HOST_ADDRESS);
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'" CONTAINER "_vxlan0','HostComputeNetwork':'%s','Policies':[{'Type':"
		    "'OutBoundNAT','Settings':{'Exceptions':['10.244.0.0/16']}},{'Type':"
		    "'ProviderAddress','Settings':{'ProviderAddress':'%s'}}],'IpConfigurations':[{"
		    "'IpAddress':'10.244.1.30'}],'Dns':{},'Routes':[{'NextHop':'10.244.1.1',"
		    "'DestinationPrefix':'0.0.0.0/0'}],'MacAddress':'0E-2A-0a-f4-01-1e',"
		    "'Health':{'Extra':{}}," VERSION "}",
			id_of(net), management_ip));
	shim_add_endpoint(id_of(ns), id_of(ep));
	expect_cni_result(id_of(ep), "10.244.1.30", "10.244.1.1");
	cni_delete(CONTAINER "_vxlan0");
}
END_TEST

/* --- windows-container-networking ------------------------------------------------------------------------ */

START_TEST(nat_makes_its_network_and_lets_hns_give_the_address)
{
	json_t *net, *ns = make_sandbox(), *ep, *policy;

	ck_assert_ptr_null(shim_by_name(HCN_KIND_NETWORK, "nat"));
	net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'nat','Type':'NAT','Policies':[],'MacPool':{},'Dns':{},'Ipams':[{"
		    "'Type':'Static','Subnets':[{'IpAddressPrefix':'172.19.208.0/20','Routes':[{"
		    "'NextHop':'172.19.208.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Health':"
		    "{'Extra':{}}," VERSION "}"));
	ck_assert_ptr_null(shim_by_name(HCN_KIND_ENDPOINT, CONTAINER "_nat"));
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'" CONTAINER "_nat','HostComputeNetwork':'%s','Policies':[{'Type':"
		    "'PortMapping','Settings':{'Protocol':6,'InternalPort':80,'ExternalPort':8080}"
		    "}],'Dns':{'Search':[''],'ServerList':[]},'Health':{'Extra':{}}," VERSION "}",
			id_of(net)));
	shim_add_endpoint(id_of(ns), id_of(ep));
	ep = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_str_ne(text_at(ep, "/IpConfigurations/0/IpAddress"), "");
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "172.19.208.1");
	/* plugin_testing.go compares the Settings byte by byte */
	ck_assert_uint_eq(policies_of(ep, "PortMapping", &policy), 1);
	ck_assert_int_eq(number_at(policy, "/Settings/ExternalPort"), 8080);
	/* and wants the id in upper case in the namespace */
	ck_assert_str_eq(text_at(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)), "/Resources/0/Data/Id"),
		id_of(ep));
	cni_delete(CONTAINER "_nat");
}
END_TEST

START_TEST(sdnbridge_with_acls_and_dual_stack)
{
	json_t *net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'azure-sdn','Type':'L2Bridge','Policies':[],'MacPool':{},'Dns':{},"
		    "'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'10.240.0.0/24',"
		    "'Routes':[{'NextHop':'10.240.0.1','DestinationPrefix':'0.0.0.0/0'}]}]},{"
		    "'Type':'Static','Subnets':[{'IpAddressPrefix':'fd00:240::/64','Routes':[{"
		    "'NextHop':'fd00:240::1','DestinationPrefix':'::/0'}]}]}],'Health':{'Extra':"
		    "{}}," VERSION "}"));
	json_t *ns = make_sandbox(), *ep;

	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'" CONTAINER "_azure-sdn','HostComputeNetwork':'%s','Policies':[{"
		    "'Type':'ACL','Settings':{'Protocols':'6','Action':'Allow','Direction':'In',"
		    "'RuleType':'Switch','Priority':100}},{'Type':'OutBoundNAT','Settings':{}},{"
		    "'Type':'L4WFPPROXY','Settings':{'OutboundProxyPort':'15001','UserSID':"
		    "'S-1-5-32-556','FilterTuple':{'Protocols':'6'},'InboundExceptions':{},"
		    "'OutboundExceptions':{}}}],'Dns':{},'Health':{'Extra':{}}," VERSION "}",
			id_of(net)));
	ck_assert_uint_eq(json_array_size(at(ep, "/IpConfigurations")), 2);
	shim_add_endpoint(id_of(ns), id_of(ep));
	cni_delete(CONTAINER "_azure-sdn");
}
END_TEST

int main(void)
{
	return run_client_tests(
		"cni", (const struct fact[]){
			       { win_bridge_v2_add_and_del },
			       { del_of_an_endpoint_that_was_never_attached },
			       { an_address_in_use_fails_the_add },
			       { win_bridge_v1_add_and_del },
			       { win_overlay_v2_add_and_del },
			       { nat_makes_its_network_and_lets_hns_give_the_address },
			       { sdnbridge_with_acls_and_dual_stack },
			       { NULL },
		       });
}
