/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Azure: the CNI plugin (V1 and V2), CNS's APIPA endpoints, and NPM's sets and ACLs
 * (doc/facts/clients.md §4.2 to §4.4, §7.2, §7.4).
 */
#include "hcsshim.h"

#define POD_NETWORK "10.240.0.0/24"

static json_t *make_azure_network(const char *policies)
{
	return shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'azure','Type':'L2Bridge','Policies':[%s],'MacPool':{},'Dns':{"
		    "'Search':[''],'ServerList':['168.63.129.16']},'Ipams':[{'Type':'Static',"
		    "'Subnets':[{'IpAddressPrefix':'" POD_NETWORK "','Policies':[],'Routes':[{"
		    "'NextHop':'10.240.0.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Flags':8,"
		    "'Health':{'Extra':{}}," VERSION "}",
			policies));
}

static json_t *make_netns(void)
{
	return shim_create(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
}

#define BLOCK_WIRESERVER                                                                           \
	"{'Type':'ACL','Settings':{'Protocols':'6','Action':'Block','Direction':'Out',"            \
	"'RemoteAddresses':'168.63.129.16/32','RemotePorts':'80','RuleType':'Switch','Priority':"  \
	"200}},{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','Priority':65500}},{"   \
	"'Type':'ACL','Settings':{'Action':'Allow','Direction':'Out','Priority':65500}}"

/* --- CNI, V2 ------------------------------------------------------------------------------------------------ */

static json_t *cni_add(json_t *net, json_t *ns, const char *address)
{
	json_t *ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'3f1e9a77-eth0','HostComputeNetwork':'%s','Policies':[{'Type':"
		    "'OutBoundNAT','Settings':{'Exceptions':['10.240.0.0/16','10.0.0.0/16']}},{"
		    "'Type':'SDNRoute','Settings':{'DestinationPrefix':'10.0.0.0/16','NeedEncap':"
		    "true}}," BLOCK_WIRESERVER "],'IpConfigurations':[{'IpAddress':'%s',"
		    "'PrefixLength':24}],'Dns':{'Search':['']},'Routes':[{'NextHop':'10.240.0.1',"
		    "'DestinationPrefix':'0.0.0.0/0'}],'Health':{'Extra':{}}," VERSION "}",
			id_of(net), address));

	shim_add_endpoint(id_of(ns), id_of(ep));
	return shim_by_id(HCN_KIND_ENDPOINT, id_of(ep));
}

START_TEST(cni_v2_add_and_del)
{
	json_t *net, *ns = make_netns(), *ep;

	ck_assert_ptr_null(shim_by_name(HCN_KIND_NETWORK, "azure"));
	net = make_azure_network("{'Type':'NetAdapterName','Settings':{'NetworkAdapterName':"
				 "'" HOST_ADAPTER "'}}");
	ep = cni_add(net, ns, "10.240.0.7");
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), "10.240.0.7");
	ck_assert_int_eq(number_at(ep, "/IpConfigurations/0/PrefixLength"), 24);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "10.240.0.1");
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 3);

	ck_assert_uint_eq(shim_try_remove_endpoint(id_of(ns), id_of(ep)), 0);
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
	/* DEL again: gone is fine */
	ck_assert_ptr_null(shim_by_id(HCN_KIND_ENDPOINT, id_of(ep)));
	ck_assert_uint_eq(shim_try_delete(HCN_KIND_ENDPOINT, id_of(ep)), 0x803b0002);
}
END_TEST

/* Multitenancy: the adapter by its address, VLAN of the subnet, a dummy next hop, NAT only towards the DNS server. */
START_TEST(cni_v2_multitenancy)
{
	json_t *net, *ep;

	net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'azure-vlan7','Type':'L2Bridge','Policies':[{'Type':'ProviderAddress',"
		    "'Settings':{'ProviderAddress':'" HOST_ADDRESS "'}}],'MacPool':{},'Dns':{},"
		    "'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':'10.7.0.0/16',"
		    "'Policies':[{'Type':'VLAN','Settings':{'IsolationId':7}}],'Routes':[{"
		    "'NextHop':'10.7.0.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Flags':8,'Health':"
		    "{'Extra':{}}," VERSION "}"));
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'4f1e9a77-eth0','Policies':[{'Type':'OutBoundNAT','Settings':{"
		    "'Destinations':['168.63.129.16'],'Exceptions':null}}],'IpConfigurations':[{"
		    "'IpAddress':'10.7.0.9','PrefixLength':16}],'Dns':{},'Routes':[{'NextHop':"
		    "'0.0.0.0','DestinationPrefix':'0.0.0.0/0'}],'MacAddress':''," VERSION "}"));
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "0.0.0.0");
}
END_TEST

START_TEST(cni_v2_frontend_nic)
{
	json_t *net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'azure-nic2','Type':'Transparent','Policies':[{'Type':'NetAdapterName'"
		    ",'Settings':{'NetworkAdapterName':'" HOST_ADAPTER "'}}],'MacPool':{},'Dns':{},"
		    "'Ipams':[{'Type':'Static'}],'Flags':9224,'Health':{'Extra':{}}," VERSION "}"));
	json_t *ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'5f1e9a77-eth1','Policies':[{'Type':'Iov','Settings':{"
		    "'IovOffloadWeight':100,'QueuePairsRequested':1}}],'IpConfigurations':[{"
		    "'IpAddress':'10.9.0.4','PrefixLength':24}],'Dns':{},'Routes':[{'NextHop':"
		    "'10.9.0.1','DestinationPrefix':'0.0.0.0/0'}],'MacAddress':'00-22-48-aa-bb-cc'," VERSION
		    "}"));

	ck_assert_int_eq(number_at(net, "/Flags"), 8 | 1024 | 8192);
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), "10.9.0.4");
}
END_TEST

START_TEST(a_missing_adapter_is_named)
{
	json_t *net = NULL;

	ck_assert_uint_eq(
		shim_try_create(HCN_KIND_NETWORK,
			doc("{'Name':'azure','Type':'L2Bridge','Policies':[{'Type':'NetAdapterName'"
			    ",'Settings':{'NetworkAdapterName':'Ethernet 9'}}],'Ipams':[{'Type':"
			    "'Static','Subnets':[{'IpAddressPrefix':'" POD_NETWORK "','Routes':[{"
			    "'NextHop':'10.240.0.1','DestinationPrefix':'0.0.0.0/0'}]}]}],'Flags':8"
			    "," VERSION "}"),
			&net),
		0x803b0006);
	ck_assert_ptr_nonnull(strstr(shim_error, "An adapter was not found."));
	ck_assert_ptr_nonnull(strstr(shim_error, "Ethernet 9"));
}
END_TEST

/* --- CNI, V1 ------------------------------------------------------------------------------------------------- */

START_TEST(cni_v1_add_and_del)
{
	json_t *net, *ep;

	net = shim_hns("POST", "/networks/",
		doc("{'Name':'azure','Type':'l2bridge','NetworkAdapterName':'" HOST_ADAPTER
		    "','Subnets':[{'AddressPrefix':'" POD_NETWORK "','GatewayAddress':'10.240.0.1'}"
		    "],'DNSSuffix':'','DNSServerList':'168.63.129.16'}"));
	ck_assert_str_eq(text_at(net, "/Type"), "l2bridge"); /* as created */
	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'3f1e9a77-eth0','VirtualNetwork':'%s','DNSSuffix':'','DNSServerList':"
		    "'168.63.129.16','Policies':[{'Type':'OutBoundNAT','ExceptionList':["
		    "'10.240.0.0/16']},{'Type':'ROUTE','DestinationPrefix':'10.0.0.0/16',"
		    "'NeedEncap':true}],'IPAddress':'10.240.0.7','PrefixLength':24}",
			id_of(net)));
	ck_assert_str_eq(text_at(ep, "/IPAddress"), "10.240.0.7");
	ck_assert_int_eq(number_at(ep, "/PrefixLength"), 24);
	shim_hns("DELETE", doc("/endpoints/%s", id_of(ep)), "");
	ck_assert(!shim_try_hns("DELETE", doc("/endpoints/%s", id_of(ep)), "", NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "not found"));
}
END_TEST

/* --- CNS: APIPA ------------------------------------------------------------------------------------------------ */

START_TEST(cns_adds_an_apipa_endpoint)
{
	json_t *net, *ns = make_netns(), *ep;

	net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'HostNCApipaNetwork','Type':'L2Bridge','Policies':[],'MacPool':{},"
		    "'Dns':{},'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':"
		    "'169.254.128.0/17','Routes':[{'NextHop':'169.254.128.2','DestinationPrefix':"
		    "'0.0.0.0/0'}]}]}],'Flags':8," VERSION "}"));
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'HostNCApipaEndpoint-9','Policies':["
		    "{'Type':'ACL','Settings':{'Protocols':'1','Action':'Block','Direction':'In',"
		    "'LocalAddresses':'169.254.128.5','RuleType':'Switch','Priority':2000}},"
		    "{'Type':'ACL','Settings':{'Protocols':'6','Action':'Block','Direction':'Out',"
		    "'LocalAddresses':'169.254.128.5','RuleType':'Switch','Priority':2000}},"
		    "{'Type':'ACL','Settings':{'Protocols':'17','Action':'Allow','Direction':'In',"
		    "'LocalAddresses':'169.254.128.5','RemoteAddresses':'169.254.128.1','RuleType':"
		    "'Switch','Priority':1000}}],'IpConfigurations':[{'IpAddress':'169.254.128.5',"
		    "'PrefixLength':17}],'Dns':{},'Routes':[{'NextHop':'169.254.128.1',"
		    "'DestinationPrefix':'0.0.0.0/0'}]," VERSION "}"));
	shim_add_endpoint(id_of(ns), id_of(ep));
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 3);
}
END_TEST

/* --- NPM -------------------------------------------------------------------------------------------------------- */

static const char *sets(const char *request, const char *list)
{
	return doc("{'ResourceType':'Policy','RequestType':'%s','Settings':{'Policies':[%s]}}",
		request, list);
}

#define IPSET(id, values)                                                                          \
	"{'Type':'SetPolicy','Settings':{'Id':'" id "','Name':'ns-" id                             \
	"','PolicyType':'IPSET','Values':'" values "'}}"
#define NESTED(id, values)                                                                         \
	"{'Type':'SetPolicy','Settings':{'Id':'" id "','Name':'nested-" id                         \
	"','PolicyType':'NESTEDIPSET','Values':'" values "'}}"

#define NPM_ACL(id, direction)                                                                     \
	"{'Type':'ACL','Settings':{'Id':'" id                                                      \
	"','Protocols':'6','Action':'Allow','Direction':'" direction                               \
	"','LocalAddresses':'azure-npm-1,azure-npm-9','RemoteAddresses':'azure-npm-2',"            \
	"'LocalPorts':'80','RuleType':'Switch','Priority':222}}"

START_TEST(npm_applies_a_network_policy)
{
	json_t *net = make_azure_network(""), *ns = make_netns();
	json_t *ep = cni_add(net, ns, "10.240.0.7"), *list, *after = NULL;
	const char *net_id = id_of(net), *id = id_of(ep);

	/* boot: endpoints by State, two lists */
	list = shim_list(HCN_KIND_ENDPOINT, "{\"State\":3}");
	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_ENDPOINT, "{\"State\":2}")), 0);

	/* sets first, nested ones after them, in one request */
	shim_modify(HCN_KIND_NETWORK, net_id,
		sets("Add", IPSET("azure-npm-1", "10.240.0.7,10.240.0.8") "," IPSET(
				    "azure-npm-2", "") "," NESTED("azure-npm-9", "azure-npm-1")));
	shim_modify(HCN_KIND_NETWORK, net_id, sets("Update", IPSET("azure-npm-2", "10.240.0.9")));
	net = shim_by_name(HCN_KIND_NETWORK, "azure");
	ck_assert_uint_eq(policies_of(net, "SetPolicy", NULL), 3);

	/* the rules are added in batches, then found again by Id */
	shim_modify(HCN_KIND_ENDPOINT, id,
		sets("Add", NPM_ACL("azure-acl-x", "In") "," NPM_ACL("azure-acl-x", "Out")));
	ep = shim_by_id(HCN_KIND_ENDPOINT, id);
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 5);

	/* a set in use stays */
	ck_assert_uint_eq(shim_try_modify(HCN_KIND_NETWORK, net_id,
				  sets("Remove", IPSET("azure-npm-2", "10.240.0.9")), &after),
		0x803b002c);

	/* the policy goes: Update with all the others as they were read, then the sets, nested ones first */
	shim_modify(HCN_KIND_ENDPOINT, id,
		sets("Update",
			"{'Type':'OutBoundNAT','Settings':{'Exceptions':['10.240.0.0/16',"
			"'10.0.0.0/16']}},{'Type':'SDNRoute','Settings':{'DestinationPrefix':"
			"'10.0.0.0/16','NeedEncap':true}}," BLOCK_WIRESERVER));
	ep = shim_by_id(HCN_KIND_ENDPOINT, id);
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 3);
	ck_assert_uint_eq(policies_of(ep, "OutBoundNAT", NULL), 1);
	ck_assert_uint_eq(policies_of(ep, "SDNRoute", NULL), 1);
	shim_modify(HCN_KIND_NETWORK, net_id,
		sets("Remove",
			NESTED("azure-npm-9", "azure-npm-1") "," IPSET("azure-npm-1",
				"10.240.0.7,10.240.0.8") "," IPSET("azure-npm-2", "10.240.0.9")));
	ck_assert_uint_eq(policies_of(shim_by_id(HCN_KIND_NETWORK, net_id), "SetPolicy", NULL), 0);
}
END_TEST

/* The last NetworkPolicy of a pod without other policies: Go leaves the empty list out. */
START_TEST(npm_clears_with_an_empty_update)
{
	json_t *ep = shim_create_endpoint(id_of(make_azure_network("")),
		doc("{'Name':'pod','Policies':[],'Dns':{}," VERSION "}"));

	shim_modify(HCN_KIND_ENDPOINT, id_of(ep), sets("Add", BLOCK_WIRESERVER));
	ep = shim_modify(HCN_KIND_ENDPOINT, id_of(ep),
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{}}"));
	ck_assert_uint_eq(policies_of(ep, "ACL", NULL), 0);
}
END_TEST

START_TEST(npm_ignores_a_pod_that_is_gone)
{
	json_t *after = NULL;

	ck_assert_uint_eq(
		shim_try_modify(HCN_KIND_ENDPOINT, "5f0b1190-63be-4e0c-b974-bd0f55675a42",
			doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{}}"),
			&after),
		0x803b0002);
	ck_assert_ptr_nonnull(strstr(shim_error, "endpoint was not found"));
}
END_TEST

int main(void)
{
	return run_client_tests("azure", (const struct fact[]){
						 { cni_v2_add_and_del },
						 { cni_v2_multitenancy },
						 { cni_v2_frontend_nic },
						 { a_missing_adapter_is_named },
						 { cni_v1_add_and_del },
						 { cns_adds_an_apipa_endpoint },
						 { npm_applies_a_network_policy },
						 { npm_clears_with_an_empty_update },
						 { npm_ignores_a_pod_that_is_gone },
						 { NULL },
					 });
}
