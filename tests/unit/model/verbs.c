/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Requests of every verb (verbs.h). */
#include "verbs.h"

#include "policy/acl.h"
#include "cleanup.h"
#include "lab.h"
#include "query.h"

#define MAPPED "{'Type':'PortMapping','Settings':{'InternalPort':80,'ExternalPort':0}}"
#define PORT_80(vip)                                                                               \
	"{'Type':'PortMapping','Settings':{'InternalPort':80,'ExternalPort':80,'VIP':'" vip "'}}"
#define POLICIES(type, list)                                                                       \
	"{'ResourceType':'Policy','RequestType':'" type "','Settings':{'Policies':[" list "]}}"

void given_objects(void)
{
	static char server[] = "192.0.2.53", domain[] = "example.test";
	static char *servers[] = { server }, *domains[] = { domain };
	static char eth0[] = "eth0";
	static char *names[] = { eth0 };
	static struct hcn_addr address = { HCN_IPV4, { 192, 0, 2, 5 } };
	static struct hcn_adapter adapter = {
		.names = names, .n_names = 1, .addresses = &address, .n_addresses = 1
	};

	lab_open();
	host.adapters = &adapter;
	host.n_adapters = 1;
	host.dns_servers = servers;
	host.n_dns_servers = 1;
	host.dns_search = domains;
	host.n_dns_search = 1;
	ck_assert_int_eq(
		hcn_workset_add(&ws, HCN_KIND_NAMESPACE, hcn_host_default_new(), &refusal), 0);
	commit();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Name':'blue','Ipams':[{'Subnets':["
		"{'IpAddressPrefix':'10.0.0.0/24'},{'IpAddressPrefix':'fd00::/64'},"
		"{'ID':'CCCCCCCC-0000-0000-0000-000000000009','IpAddressPrefix':'10.4.0.0/24',"
		"'IpSubnets':[{'IpAddressPrefix':'10.4.0.0/28'}]}]}],'Policies':["
		"{'Type':'SetPolicy','Settings':{'Id':'s','PolicyType':'IPSET','Values':'10.0.0.1'}}]}");
	given(HCN_KIND_NAMESPACE,
		"{'ID':'" S1 "','Resources':[{'Type':'Container','Data':{'Id':'c'}}]}");
	given(HCN_KIND_ENDPOINT,
		"{'ID':'" E1 "','HostComputeNetwork':'" N1 "','HostComputeNamespace':'" S1 "',"
		"'Policies':[" MAPPED "," PORT_80("192.0.2.1") ",{'Type':'Iov'}]}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E2 "','Name':'web','HostComputeNetwork':'" N1 "'}");
}

static int create_network(void)
{
	return create(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'red'}");
}

static int create_network_of_a_prefix(void)
{
	return create(HCN_KIND_NETWORK,
		"{'ID':'" N2 "','Ipams':[{'Subnets':[{'IpAddressPrefix':'10.1.0.0/24'}]}],"
		"'Dns':{'Domain':'a.test'}}");
}

static int create_namespace(void)
{
	return create(HCN_KIND_NAMESPACE,
		"{'ID':'" S2 "','Resources':[{'Type':'Container','Data':{'Id':'d'}},"
		"{'Type':'Endpoint','Data':{'Id':'" E2 "'}}]}");
}

static int create_endpoint(void)
{
	return create(HCN_KIND_ENDPOINT,
		"{'ID':'" E3 "','HostComputeNetwork':'" N1 "','HostComputeNamespace':'" S1 "',"
		"'Policies':[" MAPPED "]}");
}

static int create_endpoint_of_an_address(void)
{
	return create(HCN_KIND_ENDPOINT,
		"{'ID':'" E3 "','HostComputeNetwork':'" N1 "','MacAddress':'0E-2A-0A-00-00-01',"
		"'Policies':[" PORT_80(
			"192.0.2.2") "],"
				     "'IpConfigurations':[{'IpAddress':'10.0.0.9'},{}]}");
}

static int attach(void)
{
	return modify(HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Endpoint','RequestType':'Add','Settings':{'EndpointId':'" E2
		"'}}");
}

static int detach(void)
{
	return modify(HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Endpoint','RequestType':'Remove','Settings':{'EndpointId':'" E1
		"'}}");
}

static int add_container(void)
{
	return modify(HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Container','RequestType':'Add','Settings':{'ContainerId':'e'}}");
}

static int remove_container(void)
{
	return modify(HCN_KIND_NAMESPACE, S1,
		"{'ResourceType':'Container','RequestType':'Remove','Settings':{'ContainerId':'c'}}");
}

static int add_policies(void)
{
	return modify(HCN_KIND_ENDPOINT, E2,
		POLICIES("Add", MAPPED ",{'Type':'PortName','Settings':{'Name':'p'}}"));
}

static int update_policies(void)
{
	return modify(HCN_KIND_ENDPOINT, E1, POLICIES("Update", "{'Type':'Iov','Settings':{}}"));
}

static int remove_policies(void)
{
	return modify(HCN_KIND_ENDPOINT, E1, POLICIES("Remove", "{'Type':'Iov'}"));
}

#define ACL                                                                                        \
	"{'Type':'ACL','Settings':{'Action':'Allow','Direction':'In','LocalAddresses':'s,10.0.0.1'}}"

static int create_endpoint_with_acls(void)
{
	return create(HCN_KIND_ENDPOINT,
		"{'ID':'" E3 "','HostComputeNetwork':'" N1 "','Policies':[" ACL "," ACL "]}");
}

static int add_acls(void)
{
	return modify(HCN_KIND_ENDPOINT, E2, POLICIES("Add", ACL "," ACL));
}

static int read_acl(void)
{
	static char addresses[] = "10.0.0.0/8,s,t", ports[] = "80,90-99";
	const struct hcn_five_tuple tuple = { .local_addresses = addresses,
		.remote_addresses = addresses,
		.local_ports = ports,
		.remote_ports = ports };
	const struct hcn_guid id = { 0xcccccccc, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 1 } }; /* E1 */
	struct hcn_acl_match match = { 0 };
	const void *ep;
	int r;

	r = hcn_workset_find(&ws, HCN_KIND_ENDPOINT, &id, &ep, &refusal);
	if (!r)
		r = hcn_acl_match_read(&tuple, &match);
	hcn_acl_match_clear(&match);
	return r;
}

static int add_port(void)
{
	return modify(HCN_KIND_ENDPOINT, E2,
		"{'ResourceType':'Port','RequestType':'Add','Settings':{'PortName':'p'}}");
}

static int refresh_port(void)
{
	return modify(HCN_KIND_ENDPOINT, E1, "{'ResourceType':'Port','RequestType':'Refresh'}");
}

static int add_nested_set(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		POLICIES("Add",
			"{'Type':'SetPolicy','Settings':{'Id':'n','PolicyType':'NESTEDIPSET','Values':'s'}}"));
}

static int add_network_policy(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		POLICIES("Add", "{'Type':'AutomaticDNS','Settings':{'Enable':true}}"));
}

static int remove_network_policy(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		POLICIES("Remove", "{'Type':'AutomaticDNS','Settings':{'Enable':true}}"));
}

static int create_overlay(void)
{
	return create(HCN_KIND_NETWORK,
		"{'ID':'" N2 "','Type':'Overlay','Policies':[{'Type':'InterfaceConstraint',"
		"'Settings':{'InterfaceAlias':'vEthernet (eth0)'}}],'Ipams':[{'Subnets':[{"
		"'IpAddressPrefix':'10.2.0.0/24','IpSubnets':[{'IpAddressPrefix':'10.2.0.0/28'}],"
		"'Policies':[{'Type':'VSID','Settings':{'IsolationId':5000}}]}]}]}");
}

static int create_on_a_switch(void)
{
	return create(HCN_KIND_NETWORK,
		"{'ID':'" N2 "','Type':'L2Bridge','Policies':[{'Type':'NetAdapterName',"
		"'Settings':{'NetworkAdapterName':'vEthernet (blue)'}}]}");
}

static int update_set(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		POLICIES("Update",
			"{'Type':'SetPolicy','Settings':{'Id':'s','PolicyType':'IPSET','Values':''}}"));
}

static int remove_set(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		POLICIES("Remove",
			"{'Type':'SetPolicy','Settings':{'Id':'s','PolicyType':'IPSET'}}"));
}

#define CHANGE(resource, request, settings)                                                        \
	modify(HCN_KIND_NETWORK, N1,                                                               \
		"{'ResourceType':'" resource "','RequestType':'" request "','Settings':{" settings \
		"}}")
#define GIVEN_SUBNET "CCCCCCCC-0000-0000-0000-000000000009"

static int add_subnet(void)
{
	return CHANGE("Subnet", "Add", "'Subnets':[{'IpAddressPrefix':'10.3.0.0/24'}]");
}

static int remove_subnet(void)
{
	return CHANGE("Subnet", "Remove", "'Subnets':[{'ID':'" GIVEN_SUBNET "'}]");
}

static int add_ip_subnet(void)
{
	return CHANGE("IPSubnet", "Add",
		"'SubnetId':'" GIVEN_SUBNET "','IpSubnets':[{'IpAddressPrefix':'10.4.0.16/28'}]");
}

static int remove_ip_subnet(void)
{
	return CHANGE("IPSubnet", "Remove",
		"'SubnetId':'" GIVEN_SUBNET "','IpSubnets':[{'IpAddressPrefix':'10.4.0.0/28'}]");
}

static int update_extension(void)
{
	return CHANGE("Extension", "Update", "'Id':'" S1 "','IsEnabled':true");
}

static int update_dns(void)
{
	return modify(HCN_KIND_NETWORK, N1,
		"{'ResourceType':'DNS','RequestType':'Update','Settings':{'Domain':'b.test'}}");
}

static int delete_endpoint(void)
{
	return delete_object(HCN_KIND_ENDPOINT, E1);
}

static int delete_namespace(void)
{
	return delete_object(HCN_KIND_NAMESPACE, S1);
}

static int delete_host_namespace(void)
{
	return delete_object(HCN_KIND_NAMESPACE, hcn_guid_upper(&hcn_host_default_id).text);
}

static int delete_network(void)
{
	return delete_object(HCN_KIND_NETWORK, N1);
}

/* What a client sees of a namespace, its Resources included. */
static int compute_namespace(void)
{
	struct hcn_namespace copy = { 0 };
	const struct hcn_guid id = { 0xbbbbbbbb, 0, 0, { 0, 0, 0, 0, 0, 0, 0, 1 } };
	const void *ns;
	int r;

	r = hcn_workset_find(&ws, HCN_KIND_NAMESPACE, &id, &ns, &refusal);
	if (!r)
		r = hcn_schema_dup(&hcn_namespace_schema, ns, &copy);
	if (!r)
		r = hcn_namespace_kind.compute(&ws, &copy, &refusal);
	hcn_schema_clear(&hcn_namespace_schema, &copy);
	return r;
}

static int ask(const char *query)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf ids = { 0 };
	int r = hcn_query_enumerate(&ws, HCN_KIND_ENDPOINT, query, strlen(query), &ids, &refusal);

	return !r && ids.oom ? -ENOMEM : r;
}

static int query_all(void)
{
	return ask("{}");
}

static int query_by_name(void)
{
	return ask("{\"Filter\":\"{\\\"Name\\\":\\\"web\\\"}\"}");
}

static int query_by_network(void)
{
	return ask("{\"Filter\":\"{\\\"VirtualNetworkName\\\":\\\"blue\\\"}\"}");
}

static int query_by_id(void)
{
	return ask("{\"Filter\":\"{\\\"ID\\\":\\\"" E1 "\\\"}\"}");
}

const struct verb verbs[] = {
	{ "create a network", create_network },
	{ "create a network of a prefix", create_network_of_a_prefix },
	{ "create a namespace", create_namespace },
	{ "create an endpoint", create_endpoint },
	{ "create an endpoint of an address", create_endpoint_of_an_address },
	{ "attach", attach },
	{ "detach", detach },
	{ "add a container", add_container },
	{ "remove a container", remove_container },
	{ "add policies", add_policies },
	{ "update policies", update_policies },
	{ "remove policies", remove_policies },
	{ "create an endpoint with ACLs", create_endpoint_with_acls },
	{ "add ACLs", add_acls },
	{ "read an ACL", read_acl },
	{ "add a port", add_port },
	{ "refresh a port", refresh_port },
	{ "add a nested set", add_nested_set },
	{ "add a network policy", add_network_policy },
	{ "remove a network policy", remove_network_policy },
	{ "create an Overlay", create_overlay },
	{ "create a network on a switch", create_on_a_switch },
	{ "update a set", update_set },
	{ "remove a set", remove_set },
	{ "add a subnet", add_subnet },
	{ "remove a subnet", remove_subnet },
	{ "add an IpSubnet", add_ip_subnet },
	{ "remove an IpSubnet", remove_ip_subnet },
	{ "update an extension", update_extension },
	{ "update DNS", update_dns },
	{ "delete an endpoint", delete_endpoint },
	{ "delete a namespace", delete_namespace },
	{ "delete the host's namespace", delete_host_namespace },
	{ "delete a network", delete_network },
	{ "complete a namespace", compute_namespace },
	{ "query all", query_all },
	{ "query by name", query_by_name },
	{ "query by network", query_by_network },
	{ "query by id", query_by_id },
};
const size_t n_verbs = HCN_N_ELEMENTS(verbs);
