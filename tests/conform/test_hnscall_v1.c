/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSCall's paths with documents of the V1 dialect, on both backends: hcsshim's tests of it (hnsv1), and what its other clients
 * send and read (doc/facts/clients.md §2.8, §8).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "hns_call.h"

struct id {
	char text[64];
};

/* The ID of what a POST makes. */
static struct id post(const char *path, const char *body)
{
	json_t *made = hns_works("POST", path, body);
	struct id id;

	(void)snprintf(id.text, sizeof(id.text), "%s", text_at(made, "/ID"));
	ck_assert_uint_eq(strlen(id.text), 36);
	json_decref(made);
	return id;
}

static struct id given_nat(const char *name)
{
	return post("/networks/",
		doc("{'Name':'%s','Type':'nat','Subnets':[{'AddressPrefix':'192.168.100.0/24',"
		    "'GatewayAddress':'192.168.100.1'}],'MacPools':[{'StartMacAddress':"
		    "'00-15-5D-52-C0-00','EndMacAddress':'00-15-5D-52-CF-FF'}]}",
			name));
}

static json_t *get(const char *kind, const char *id)
{
	return hns_works("GET", doc("/%s/%s", kind, id), "");
}

static void delete_it(const char *kind, const char *id)
{
	ck_assert_ptr_null(hns_works("DELETE", doc("/%s/%s", kind, id), ""));
}

/* The policies of this Type, counted. */
static size_t n_policies(json_t *object, const char *type)
{
	json_t *policy;
	size_t i, n = 0;

	json_array_foreach(json_object_get(object, "Policies"), i, policy)
		n += !strcmp(text_at(policy, "/Type"), type);
	return n;
}

/* --- hcsshim's tests ------------------------------------------------------------------------------------------ */

/* TestNetwork, TestNetworkGetAll */
START_TEST(a_network_is_made_told_in_the_words_it_was_made_with_and_deleted)
{
	struct id id = given_nat("TestNetwork");
	json_t *net = get("networks", id.text), *list = hns_works("GET", "/networks/", "");

	ck_assert_str_eq(text_at(net, "/Name"), "TestNetwork");
	ck_assert_str_eq(text_at(net, "/Type"), "nat");
	ck_assert_str_eq(text_at(net, "/Subnets/0/AddressPrefix"), "192.168.100.0/24");
	ck_assert_str_eq(text_at(net, "/Subnets/0/GatewayAddress"), "192.168.100.1");
	ck_assert_str_eq(text_at(net, "/MacPools/0/StartMacAddress"), "00-15-5D-52-C0-00");
	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert(json_equal(json_array_get(list, 0), net));
	json_decref(net);
	json_decref(list);
	delete_it("networks", id.text);
	json_decref(hns_refuses("DELETE", doc("/networks/%s", id.text), "", 0x803b0001,
		"The network was not found."));
}
END_TEST

/* TestEndpoint: CreateEndpoint, HostAttach(1), HostDetach, Delete */
START_TEST(an_endpoint_goes_its_whole_way)
{
	char *before = kernel_state();
	struct id net = given_nat("TestNetwork");
	struct id ep = post(
		"/endpoints/", doc("{'Name':'TestEndpoint','VirtualNetwork':'%s'}", net.text));
	json_t *told = get("endpoints", ep.text);

	ck_assert_str_eq(text_at(told, "/VirtualNetwork"), net.text);
	ck_assert_str_eq(text_at(told, "/VirtualNetworkName"), "TestNetwork");
	ck_assert_str_eq(text_at(told, "/GatewayAddress"), "192.168.100.1");
	ck_assert_ptr_nonnull(strstr(text_at(told, "/IPAddress"), "192.168.100."));
	ck_assert_ptr_nonnull(strstr(text_at(told, "/MacAddress"), "00-15-5D-52-C"));
	ck_assert_int_eq(number_at(told, "/PrefixLength"), 24);
	json_decref(told);
	told = hns_works("POST", doc("/endpoints/%s/attach", ep.text),
		"{\"SystemType\":\"Host\",\"CompartmentId\":1}");
	ck_assert_int_eq(number_at(told, "/State"), 2);
	json_decref(told);
	json_decref(hns_works(
		"POST", doc("/endpoints/%s/detach", ep.text), "{\"SystemType\":\"Host\"}"));
	delete_it("endpoints", ep.text);
	delete_it("networks", net.text);
	expect_kernel_state(before);
}
END_TEST

/* TestEndpointGetAll, TestEndpointStatsAll: the network goes with an endpoint inside. */
START_TEST(every_endpoint_of_the_host_has_statistics)
{
	struct id net = given_nat("TestNetwork");
	json_t *list, *ep;
	size_t i;

	post("/endpoints/", doc("{'Name':'one','VirtualNetwork':'%s'}", net.text));
	post("/endpoints/", doc("{'Name':'two','VirtualNetworkName':'TestNetwork'}"));
	make_endpoint(net.text, "\"Name\":\"of V2\"");
	list = hns_works("GET", "/endpoints/", "");
	ck_assert_uint_eq(json_array_size(list), 3);
	json_array_foreach(list, i, ep)
	{
		json_t *stats = get("endpointstats", text_at(ep, "/ID"));

		ck_assert_str_eq(text_at(ep, "/VirtualNetworkName"), "TestNetwork");
		ck_assert_str_eq(text_at(stats, "/EndpointId"), text_at(ep, "/ID"));
		json_decref(stats);
	}
	json_decref(list);
	delete_it("networks", net.text);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
}
END_TEST

/* --- refusals in Windows' words --------------------------------------------------------------------------------- */

START_TEST(what_exists_already_is_refused_in_windows_words)
{
	const char *mapping = "'Policies':[{'Type':'NAT','Protocol':'TCP','InternalPort':80,"
			      "'ExternalPort':8080}]";
	struct id net = given_nat("TestNetwork");

	json_decref(hns_refuses("POST", "/networks/",
		doc("{'Name':'TestNetwork','Type':'nat','Subnets':[]}"), 0x803b0010,
		"A network with this name already exists."));
	post("/endpoints/", doc("{'VirtualNetwork':'%s',%s}", net.text, mapping));
	json_decref(hns_refuses("POST", "/endpoints/",
		doc("{'VirtualNetwork':'%s',%s}", net.text, mapping), 0x803b0013,
		"The specified port already exists."));
	json_decref(hns_refuses("POST", "/endpoints/",
		doc("{'VirtualNetwork':'12345678-0000-0000-0000-000000000001'}"), 0x803b0001,
		"The network was not found."));
}
END_TEST

/* --- updates ------------------------------------------------------------------------------------------------------ */

/* Docker reads the port that it did not choose out of the answer. */
START_TEST(an_external_port_of_zero_is_chosen_and_told)
{
	struct id net = given_nat("nat"),
		  ep = post("/endpoints/",
			  doc("{'VirtualNetwork':'%s','Policies':[{'Type':'NAT','Protocol':'TCP',"
			      "'InternalPort':80,'ExternalPort':0}]}",
				  net.text));
	json_t *told = get("endpoints", ep.text);

	ck_assert_uint_eq(n_policies(told, "NAT"), 1);
	ck_assert_int_gt(number_at(told, "/Policies/0/ExternalPort"), 0);
	json_decref(told);
}
END_TEST

/* Felix: the ACLs of the body replace the ones before, all else stays. */
START_TEST(a_post_to_an_endpoint_replaces_its_acls_and_nothing_else)
{
	struct id net = given_nat("nat"),
		  ep = post("/endpoints/",
			  doc("{'VirtualNetwork':'%s','Policies':[{'Type':'NAT','Protocol':'TCP',"
			      "'InternalPort':80,'ExternalPort':8080}]}",
				  net.text));
	const char *acl = "{'Type':'ACL','Id':'x','Protocol':256,'Action':'Allow',"
			  "'Direction':'In','RuleType':'Switch','Priority':900}";
	json_t *told;

	told = hns_works("POST", doc("/endpoints/%s", ep.text),
		doc("{'ID':'%s','Policies':[%s,{'Type':'ACL','Protocol':256,'Action':'Allow',"
		    "'Direction':'Out','RuleType':'Switch','Priority':900}]}",
			ep.text, acl));
	ck_assert_str_eq(text_at(told, "/ID"), ep.text);
	ck_assert_uint_eq(n_policies(told, "ACL"), 2);
	ck_assert_uint_eq(n_policies(told, "NAT"), 1);
	json_decref(told);
	told = hns_works("POST", doc("/endpoints/%s", ep.text),
		doc("{'ID':'%s','Policies':[%s]}", ep.text, acl));
	ck_assert_uint_eq(n_policies(told, "ACL"), 1);
	ck_assert_uint_eq(n_policies(told, "NAT"), 1);
	json_decref(told);
	told = hns_works("POST", doc("/endpoints/%s", ep.text), doc("{'ID':'%s'}", ep.text));
	ck_assert_uint_eq(n_policies(told, "ACL"), 0);
	ck_assert_uint_eq(n_policies(told, "NAT"), 1);
	json_decref(told);
}
END_TEST

/* New-HnsProxyPolicy without DestinationPrefix and DestinationPort, and with them. */
START_TEST(a_proxy_is_told_as_it_was_posted)
{
	struct id net = given_nat("nat"),
		  ep = post("/endpoints/", doc("{'VirtualNetwork':'%s'}", net.text));
	json_t *told;

	told = hns_works("POST", doc("/endpoints/%s", ep.text),
		doc("{'ID':'%s','Policies':[{'Type':'PROXY','IP':'','Port':0,'Destination':"
		    "'192.168.100.9:3128','ExceptionList':['10.0.0.0/8']},{'Type':'PROXY','IP':"
		    "'10.0.0.0/8','Port':443,'Protocol':'TCP','Destination':'192.168.100.9'}]}",
			ep.text));
	ck_assert_uint_eq(n_policies(told, "PROXY"), 2);
	ck_assert_str_eq(text_at(told, "/Policies/0/Destination"), "192.168.100.9:3128");
	ck_assert_str_eq(text_at(told, "/Policies/1/IP"), "10.0.0.0/8");
	json_decref(told);
	told = hns_works("POST", doc("/endpoints/%s", ep.text),
		doc("{'ID':'%s','Policies':[{'Type':'PROXY','Destination':'192.168.100.9:80'}]}",
			ep.text));
	ck_assert_uint_eq(n_policies(told, "PROXY"), 1);
	json_decref(told);
}
END_TEST

/* Antrea switches an extension on. */
START_TEST(a_post_to_a_network_changes_its_extensions)
{
	struct id net = given_nat("nat");
	json_t *told = hns_works("POST", doc("/networks/%s", net.text),
		doc("{'Extensions':[{'Id':'583CC151-73EC-4A6A-8B47-578297AD7623',"
		    "'IsEnabled':true}]}"));

	ck_assert_str_eq(text_at(told, "/ID"), net.text);
	json_decref(told);
}
END_TEST

/* --- one store, two dialects ---------------------------------------------------------------------------------------- */

/* hcsshim's shim releases by V1 what it has made by V2. */
START_TEST(namespaces_of_v2_are_released_by_v1)
{
	const char *ns = make_namespace(),
		   *ep = make_endpoint(make_network("blue", "172.30.0.0/24"), "");
	json_t *told;

	ck_assert_int_eq(attach(ep, ns), 0);
	told = get("namespaces", ns);
	ck_assert_str_eq(text_at(told, "/ResourceList/0/Type"), "Endpoint");
	ck_assert_str_eq(text_at(told, "/ResourceList/0/Data/Id"), ep);
	ck_assert_int_eq(number_at(told, "/CompartmentId"),
		look_number(HCN_KIND_NAMESPACE, ns, "/NamespaceId"));
	json_decref(told);
	told = get("endpoints", ep);
	ck_assert_int_eq(number_at(told, "/State"), 3);
	json_decref(told);
	json_decref(hns_works("POST", doc("/namespaces/%s/removeresource", ns),
		doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", ep)));
	delete_it("namespaces", ns);
	json_decref(hns_refuses(
		"DELETE", doc("/namespaces/%s", ns), "", 0x80070490, "Element not found."));
}
END_TEST

START_TEST(containers_that_share_an_endpoint_are_told)
{
	struct id net = given_nat("nat"),
		  ep = post("/endpoints/", doc("{'VirtualNetwork':'%s'}", net.text));
	json_t *told = hns_works("POST", doc("/endpoints/%s/attach", ep.text),
		doc("{'SystemType':'Container','ContainerId':'pod'}"));

	ck_assert_str_eq(text_at(told, "/SharedContainers/0"), "pod");
	ck_assert_int_eq(number_at(told, "/State"), 3);
	json_decref(told);
}
END_TEST

/* kube-proxy wipes at its start what another one left, whichever dialect made it. */
START_TEST(load_balancers_and_routes_are_policy_lists)
{
	struct id net = given_nat("nat"),
		  ep = post("/endpoints/", doc("{'VirtualNetwork':'%s'}", net.text));
	struct id elb = post("/policylists/",
		doc("{'References':['/endpoints/%s'],'Policies':[{'Type':'ELB','Protocol':6,"
		    "'InternalPort':8080,'ExternalPort':80,'VIPs':['10.96.0.1'],'ILB':true}]}",
			ep.text));
	struct id route = post("/policylists/",
		doc("{'References':['/endpoints/%s'],'Policies':[{'Type':'ROUTE',"
		    "'DestinationPrefix':'10.96.0.0/12','NextHop':'192.168.100.2'}]}",
			ep.text));
	json_t *list, *told = get("policylists", elb.text);
	size_t i;

	ck_assert_str_eq(text_at(told, "/References/0"), doc("/endpoints/%s", ep.text));
	ck_assert_uint_eq(n_policies(told, "ELB"), 1);
	ck_assert_int_eq(number_at(told, "/Policies/0/ExternalPort"), 80);
	json_decref(told);
	ck_assert_uint_eq(count(HCN_KIND_ROUTE, NULL), 1);
	ck_assert(lists(HCN_KIND_ROUTE, NULL, route.text));
	make(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['1.1.1.2'],'PortMappings':"
		    "[{'Protocol':6,'InternalPort':8080,'ExternalPort':8090}],"
		    "'SchemaVersion':{'Major':2,'Minor':0}}",
			ep.text));
	list = hns_works("GET", "/policylists/", "");
	ck_assert_uint_eq(json_array_size(list), 3);
	json_array_foreach(list, i, told) delete_it("policylists", text_at(told, "/ID"));
	json_decref(list);
	ck_assert_uint_eq(count(HCN_KIND_LOADBALANCER, NULL), 0);
	ck_assert_uint_eq(count(HCN_KIND_ROUTE, NULL), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_network_is_made_told_in_the_words_it_was_made_with_and_deleted,
		an_endpoint_goes_its_whole_way,
		every_endpoint_of_the_host_has_statistics,
		what_exists_already_is_refused_in_windows_words,
		an_external_port_of_zero_is_chosen_and_told,
		a_post_to_an_endpoint_replaces_its_acls_and_nothing_else,
		a_proxy_is_told_as_it_was_posted,
		a_post_to_a_network_changes_its_extensions,
		namespaces_of_v2_are_released_by_v1,
		containers_that_share_an_endpoint_are_told,
		load_balancers_and_routes_are_policy_lists,
	};

	return RUN_WORLD_TESTS("hnscall-v1", tests);
}
