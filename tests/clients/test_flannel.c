/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Flannel's Windows back ends, host-gw (V1) and vxlan (V2) (doc/facts/clients.md §7.2). */
#include "hcsshim.h"

/* --- host-gw ---------------------------------------------------------------------------------------------- */

static json_t *make_cbr0(void)
{
	return shim_hns("POST", "/networks/",
		doc("{'Name':'cbr0','Type':'L2Bridge','DNSServerList':'10.96.0.10','Subnets':[{"
		    "'AddressPrefix':'10.244.1.0/24','GatewayAddress':'10.244.1.1'}]}"));
}

/* hostgw_network_windows.go: the text of a second attach counts as success. */
static void attach_to_host(const char *endpoint)
{
	if (shim_try_hns("POST", doc("/endpoints/%s/attach", endpoint),
		    doc("{'SystemType':'Host','CompartmentId':1}"), NULL))
		return;
	ck_assert_msg(strstr(shim_error, "This endpoint is already attached to the switch."), "%s",
		shim_error);
}

START_TEST(host_gw_sets_its_bridge_up)
{
	json_t *net, *ep;
	const char *path;

	ck_assert_uint_eq(json_array_size(shim_hns("GET", "/networks/", "")), 0);
	net = make_cbr0();
	path = doc("/networks/%s", id_of(net));
	/* polled until it is there: an interface of the host must have it */
	ck_assert_str_eq(text_at(shim_hns("GET", path, ""), "/ManagementIP"), HOST_ADDRESS);
	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'cbr0_ep','VirtualNetwork':'%s','IPAddress':'10.244.1.2'}",
			id_of(net)));
	attach_to_host(id_of(ep));
	attach_to_host(id_of(ep));
	if (world_is_linux())
		ck_assert(!system("ip -br -4 addr | grep -q 10.244.1.2/"));
	ep = shim_hns("GET", doc("/endpoints/%s", id_of(ep)), "");
	ck_assert_int_eq(number_at(ep, "/State"), 2);
}
END_TEST

START_TEST(host_gw_replaces_a_network_of_another_subnet)
{
	json_t *net = make_cbr0(), *list = shim_hns("GET", "/networks/", "");

	ck_assert_str_eq(
		text_at(json_array_get(list, 0), "/Subnets/0/AddressPrefix"), "10.244.1.0/24");
	ck_assert_str_eq(
		text_at(json_array_get(list, 0), "/Subnets/0/GatewayAddress"), "10.244.1.1");
	shim_hns("DELETE", doc("/networks/%s", id_of(net)), "");
	make_cbr0();
}
END_TEST

/* --- vxlan -------------------------------------------------------------------------------------------------- */

static json_t *make_vxlan(const char *subnet)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'flannel.4096','Type':'Overlay','Policies':[{'Type':'NetAdapterName',"
		    "'Settings':{'NetworkAdapterName':'" HOST_ADAPTER "'}}],'MacPool':{},'Dns':{},"
		    "'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'%s.0/24','Policies':"
		    "[{'Type':'VSID','Settings':{'IsolationId':4096}}],'Routes':[{'NextHop':'%s.1',"
		    "'DestinationPrefix':'0.0.0.0/0'}]}]}],'Flags':8,'Health':{'Extra':{}}," VERSION
		    "}",
			subnet, subnet));
}

static const char *policy_request(const char *request, const char *type, const char *settings)
{
	return doc("{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':[{'Type':"
		   "'%s','Settings':%s}]}}",
		request, type, settings);
}

#define PEER(pa)                                                                                   \
	"{'DestinationPrefix':'10.244.2.0/24','IsolationId':4096,'ProviderAddress':'" pa           \
	"','DistributedRouterMacAddress':'00:15:5d:aa:bb:cc'}"

/* vxlan_network_windows.go: handleSubnetEvents */
static void add_peer(const char *settings)
{
	json_t *net = shim_by_name(HCN_KIND_NETWORK, "flannel.4096"), *policy;
	size_t i;

	json_array_foreach(at(net, "/Policies"), i, policy)
	{
		if (!strcmp(text_at(policy, "/Type"), "RemoteSubnetRoute") &&
			!strcmp(text_at(policy, "/Settings/DestinationPrefix"), "10.244.2.0/24")) {
			char *read = json_dumps(json_object_get(policy, "Settings"), JSON_COMPACT);

			shim_modify(HCN_KIND_NETWORK, id_of(net),
				policy_request("Remove", "RemoteSubnetRoute", read));
			free(read);
		}
	}
	shim_modify(
		HCN_KIND_NETWORK, id_of(net), policy_request("Add", "RemoteSubnetRoute", settings));
}

START_TEST(vxlan_sets_its_network_up)
{
	json_t *net = make_vxlan("10.244.1"), *policy;
	const char *id = id_of(net);

	ck_assert_str_eq(text_at(net, "/Type"), "Overlay");
	/* polled for 5 s */
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "ProviderAddress", &policy), 1);
	ck_assert_str_eq(text_at(policy, "/Settings/ProviderAddress"), HOST_ADDRESS);
	shim_modify(HCN_KIND_NETWORK, id, policy_request("Add", "HostRoute", "{}"));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "HostRoute", NULL), 1);
	ck_assert_uint_eq(policies_of(net, "DrMacAddress", &policy), 1);
	ck_assert_uint_eq(strlen(text_at(policy, "/Settings/Address")), 17);
	ck_assert_str_eq(text_at(net, "/Ipams/0/Subnets/0/IpAddressPrefix"), "10.244.1.0/24");
}
END_TEST

START_TEST(vxlan_replaces_a_network_of_another_subnet)
{
	json_t *net = make_vxlan("10.244.9");

	shim_delete(HCN_KIND_NETWORK, id_of(net));
	make_vxlan("10.244.1");
}
END_TEST

START_TEST(vxlan_peers_come_change_and_go)
{
	json_t *net = make_vxlan("10.244.1"), *policy;
	const char *id = id_of(net);

	add_peer(PEER("10.255.0.5"));
	add_peer(PEER("10.255.0.6"));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", &policy), 1);
	ck_assert_str_eq(text_at(policy, "/Settings/ProviderAddress"), "10.255.0.6");
	ck_assert_str_eq(
		text_at(policy, "/Settings/DistributedRouterMacAddress"), "00:15:5d:aa:bb:cc");
	shim_modify(HCN_KIND_NETWORK, id,
		policy_request("Remove", "RemoteSubnetRoute", PEER("10.255.0.6")));
	net = shim_by_id(HCN_KIND_NETWORK, id);
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", NULL), 0);
}
END_TEST

int main(void)
{
	return run_client_tests("flannel", (const struct fact[]){
						   { host_gw_sets_its_bridge_up },
						   { host_gw_replaces_a_network_of_another_subnet },
						   { vxlan_sets_its_network_up },
						   { vxlan_replaces_a_network_of_another_subnet },
						   { vxlan_peers_come_change_and_go },
						   { NULL },
					   });
}
