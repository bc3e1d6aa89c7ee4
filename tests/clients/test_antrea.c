/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Antrea's agent and CNI server on Windows (pkg/agent) (doc/facts/clients.md §5.2, §7.2). */
#include "hcsshim.h"

#define OVS_EXTENSION "583CC151-73EC-4A6A-8B47-578297AD7623"

static json_t *make_antrea_network(void)
{
	return shim_hns("POST", "/networks/",
		doc("{'Name':'antrea-hnsnetwork','Type':'Transparent','NetworkAdapterName':"
		    "'" HOST_ADAPTER "','Subnets':[{'AddressPrefix':'10.10.1.0/24',"
		    "'GatewayAddress':'10.10.1.1'}],'ManagementIP':'" HOST_ADDRESS "/24',"
		    "'SourceMac':'00:15:5d:0a:ff:04'}"));
}

START_TEST(the_agent_makes_its_network_and_enables_the_extension)
{
	json_t *net = make_antrea_network(), *extension, *after;
	bool enabled = false;
	size_t i;

	ck_assert_str_eq(text_at(net, "/Type"), "Transparent");
	ck_assert_str_eq(text_at(net, "/SourceMac"), "00:15:5d:0a:ff:04");
	ck_assert_ptr_nonnull(strstr(text_at(net, "/ManagementIP"), HOST_ADDRESS));
	after = shim_hns("POST", doc("/networks/%s", id_of(net)),
		doc("{'Extensions':[{'Id':'" OVS_EXTENSION "','IsEnabled':true}]}"));
	ck_assert_str_eq(id_of(after), id_of(net));
	net = shim_hns("GET", doc("/networks/%s", id_of(net)), "");
	json_array_foreach(at(net, "/Extensions"), i,
		extension) if (!strcmp(text_at(extension, "/Id"), OVS_EXTENSION))
		enabled = json_is_true(at(extension, "/IsEnabled"));
	ck_assert(enabled);
}
END_TEST

START_TEST(a_pod_is_made_in_v1_and_attached_in_v2)
{
	json_t *net = make_antrea_network(), *ep, *v2, *ns;
	const char *path;

	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'nginx-3f1e9a','VirtualNetwork':'%s','DNSServerList':'10.96.0.10',"
		    "'DNSSuffix':'default.svc.cluster.local','GatewayAddress':'10.10.1.1',"
		    "'IPAddress':'10.10.1.7'}",
			id_of(net)));
	v2 = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	/* absent or zero: not in a namespace yet */
	ck_assert_str_eq(text_at(v2, "/HostComputeNamespace"), "");
	ns = shim_create(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
	shim_add_endpoint(id_of(ns), id_of(ep));
	if (world_is_linux()) /* "vEthernet (<endpoint>)": an altname says whose interface it is */
		ck_assert(!system("ip -d link show | grep -q nginx-3f1e9a"));

	/* the address is known by text, the MAC in Go's form too */
	v2 = shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
	ck_assert_str_eq(text_at(v2, "/IpConfigurations/0/IpAddress"), "10.10.1.7");
	path = doc("/endpoints/%s", id_of(ep));
	shim_hns("DELETE", path, "");
	ck_assert(!shim_try_hns("DELETE", path, "", NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "The endpoint was not found"));
}
END_TEST

START_TEST(a_missing_adapter_is_an_error)
{
	ck_assert(!shim_try_hns("POST", "/networks/",
		doc("{'Name':'antrea-hnsnetwork','Type':'Transparent','NetworkAdapterName':"
		    "'Ethernet 9','Subnets':[{'AddressPrefix':'10.10.1.0/24','GatewayAddress':"
		    "'10.10.1.1'}]}"),
		NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "An adapter was not found."));
}
END_TEST

int main(void)
{
	return run_client_tests(
		"antrea", (const struct fact[]){
				  { the_agent_makes_its_network_and_enables_the_extension },
				  { a_pod_is_made_in_v1_and_attached_in_v2 },
				  { a_missing_adapter_is_an_error },
				  { NULL },
			  });
}
