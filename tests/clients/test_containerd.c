/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * containerd (pkg/netns/netns_windows.go, sandbox_stats_windows.go), hcsshim's shim (internal/hcsoci/network.go,
 * internal/uvm/network.go) and ncproxy (cmd/ncproxy): a pod's life as they drive it (doc/facts/clients.md §7.1).
 */
#include "hcsshim.h"

/* netns_windows.go: NewNetNS marshals an empty HostComputeNamespace. */
static json_t *make_netns(void)
{
	return shim_create(HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));
}

/* NetNS.Remove: NotFound and 0x80070490 are successes, and it is called again and again. */
static void remove_netns(const char *id)
{
	uint32_t hr;

	if (!shim_by_id(HCN_KIND_NAMESPACE, id))
		return;
	hr = shim_try_delete(HCN_KIND_NAMESPACE, id);
	ck_assert(!hr || hr == 0x80070490);
}

START_TEST(a_pod_sandbox_lives_and_dies)
{
	json_t *net = make_nat(), *ns = make_netns(), *ep, *again;
	const char *id = id_of(ns);

	ck_assert_str_eq(text_at(ns, "/Type"), "Host");
	ck_assert_int_eq(number_at(ns, "/SchemaVersion/Major"), 0);
	/* Two empty documents are two namespaces. */
	again = make_netns();
	ck_assert_str_ne(id_of(again), id);
	remove_netns(id_of(again));

	ep = make_nat_endpoint(net);
	shim_add_endpoint(id, id_of(ep));
	ns = shim_by_id(HCN_KIND_NAMESPACE, id);
	ck_assert_str_eq(text_at(ns, "/Resources/0/Data/Id"), id_of(ep));

	/* CNI DEL, then the namespace */
	ck_assert_uint_eq(shim_try_remove_endpoint(id, id_of(ep)), 0);
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
	remove_netns(id);
	remove_netns(id);
	ck_assert_ptr_null(shim_by_id(HCN_KIND_NAMESPACE, id)); /* as Closed asks */
}
END_TEST

START_TEST(stats_of_a_pod)
{
	json_t *net = make_nat(), *ns = make_netns(), *resource;
	const char *id = id_of(ns);
	size_t i, n = 0;

	shim_add_endpoint(id, id_of(make_nat_endpoint(net)));
	shim_add_endpoint(id, id_of(make_nat_endpoint(net)));
	json_array_foreach(at(shim_by_id(HCN_KIND_NAMESPACE, id), "/Resources"), i, resource)
	{
		json_t *stats;

		ck_assert_str_eq(text_at(resource, "/Type"), "Endpoint");
		stats = shim_hns(
			"GET", doc("/endpointstats/%s", text_at(resource, "/Data/Id")), "");
		ck_assert_int_ge(number_at(stats, "/BytesReceived"), 0);
		ck_assert_int_ge(number_at(stats, "/PacketsSent"), 0);
		n++;
	}
	ck_assert_uint_eq(n, 2);
}
END_TEST

/* internal/hcsoci: an OCI spec with an EndpointList and no namespace. */
START_TEST(process_isolated_container_with_endpoints)
{
	json_t *net = make_nat(), *first = make_nat_endpoint(net), *second = make_nat_endpoint(net);
	json_t *ns = shim_create(HCN_KIND_NAMESPACE, doc("{" VERSION "}"));
	const char *id = id_of(ns);

	ck_assert_str_eq(text_at(ns, "/Type"), "Host");
	shim_add_endpoint(id, id_of(first));
	shim_add_endpoint(id, id_of(second));

	/* Release: through V1, on what V2 made */
	shim_hns("POST", doc("/namespaces/%s/removeresource", id),
		doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", id_of(first)));
	shim_hns("POST", doc("/namespaces/%s/removeresource", id),
		doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", id_of(second)));
	/* os.ErrNotExist is tolerated, by this text */
	ck_assert(!shim_try_hns("POST", doc("/namespaces/%s/removeresource", id),
		doc("{'Type':'Endpoint','Data':{'Id':'%s'}}", id_of(second)), NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "Element not found."));
	shim_hns("DELETE", doc("/namespaces/%s", id), "");
	ck_assert(!shim_try_hns("DELETE", doc("/namespaces/%s", id), "", NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "Element not found."));
}
END_TEST

/* internal/uvm/network.go, guestresource/parse.go: each endpoint becomes a NIC. */
START_TEST(hyperv_pod_reads_what_its_guest_needs)
{
	json_t *net = make_nat(), *ns = make_netns(), *ep;

	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'pod_eth0','Policies':[{'Type':'EncapOverhead','Settings':{'Overhead':"
		    "50}}],'Dns':{'Domain':'example.test','Search':['a.test','b.test'],'ServerList':"
		    "['10.0.0.10']},'Health':{'Extra':{}}," VERSION "}"));
	shim_add_endpoint(id_of(ns), id_of(ep));
	ns = shim_by_id(HCN_KIND_NAMESPACE, id_of(ns));
	ep = shim_by_id(HCN_KIND_ENDPOINT, text_at(ns, "/Resources/0/Data/Id"));
	ck_assert_str_ne(text_at(ep, "/MacAddress"), "");
	ck_assert_int_eq(number_at(ep, "/IpConfigurations/0/PrefixLength"), 24);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "192.168.100.1");
	ck_assert_str_eq(text_at(ep, "/Dns/Domain"), "example.test");
	ck_assert_uint_eq(json_array_size(at(ep, "/Dns/Search")), 2);
	ck_assert_uint_eq(policies_of(ep, "EncapOverhead", NULL), 1);
}
END_TEST

/* --- ncproxy ------------------------------------------------------------------------------------------------ */

/* hcn_networking_test.go: names with "/" and spaces, dual stack with host bits. */
START_TEST(ncproxy_makes_and_lists_networks_and_endpoints)
{
	json_t *net, *ep, *list, *object, *ns;
	size_t i;

	net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'Test Network/with a slash','Type':'NAT','Policies':[],'MacPool':{},"
		    "'Dns':{},'Ipams':[{'Type':'Static','Subnets':[{'IpAddressPrefix':"
		    "'192.168.100.0/24','Routes':[{'NextHop':'192.168.100.1','DestinationPrefix':"
		    "'0.0.0.0/0'}]},{'IpAddressPrefix':'2001:db8:abcd:0012::0/64','Routes':[{"
		    "'NextHop':'2001:db8:abcd:0012::1','DestinationPrefix':'::/0'}]}]}],'Health':"
		    "{'Extra':{}},'SchemaVersion':{'Major':2,'Minor':2}}"));
	net = shim_by_name(HCN_KIND_NETWORK, "Test Network/with a slash");
	ck_assert_str_eq(
		text_at(net, "/Ipams/0/Subnets/1/IpAddressPrefix"), "2001:db8:abcd:0012::0/64");
	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'test endpoint','HostComputeNetwork':'%s','Policies':[],"
		    "'IpConfigurations':[{'IpAddress':'192.168.100.4','PrefixLength':24}],'Dns':{},"
		    "'MacAddress':'00-15-5D-52-C0-00','Health':{'Extra':{}}," VERSION "}",
			id_of(net)));
	ck_assert_str_eq(text_at(ep, "/MacAddress"), "00-15-5D-52-C0-00");

	/* ListNamespaces, the first of type HostDefault */
	list = shim_list(HCN_KIND_NAMESPACE, NULL);
	ns = json_array_get(list, 0);
	ck_assert_str_eq(text_at(ns, "/Type"), "HostDefault");
	shim_add_endpoint(id_of(ns), id_of(ep));
	ck_assert_str_eq(text_at(shim_by_id(HCN_KIND_NAMESPACE, id_of(ns)), "/Resources/0/Data/Id"),
		id_of(ep));

	/* GetNetworks needs a MacPool, GetEndpoints one or two addresses */
	json_array_foreach(shim_list(HCN_KIND_NETWORK, NULL), i, object)
		ck_assert_uint_ge(json_array_size(at(object, "/MacPool/Ranges")), 1);
	json_array_foreach(shim_list(HCN_KIND_ENDPOINT, NULL), i, object)
	{
		size_t n = json_array_size(at(object, "/IpConfigurations"));

		ck_assert(n == 1 || n == 2);
	}
}
END_TEST

START_TEST(ncproxy_turns_iov_on_and_off)
{
	json_t *ep = make_nat_endpoint(make_nat());
	const char *id = id_of(ep);

	ep = shim_modify(HCN_KIND_ENDPOINT, id,
		doc("{'ResourceType':'Policy','RequestType':'Update','Settings':{'Policies':[{'Type'"
		    ":'Iov','Settings':{'IovOffloadWeight':100,'QueuePairsRequested':1,"
		    "'InterruptModeration':200}}]}}"));
	ck_assert_uint_eq(policies_of(ep, "Iov", NULL), 1);
	ep = shim_modify(HCN_KIND_ENDPOINT, id,
		doc("{'ResourceType':'Policy','RequestType':'Remove','Settings':{'Policies':[{'Type'"
		    ":'Iov','Settings':{'IovOffloadWeight':0,'QueuePairsRequested':0,"
		    "'InterruptModeration':0}}]}}"));
	ck_assert_uint_eq(policies_of(ep, "Iov", NULL), 0);
}
END_TEST

START_TEST(ncproxy_layers_on_another_switch)
{
	json_t *net = shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'layered','Type':'Transparent','Policies':[{'Type':'LayerConstraint',"
		    "'Settings':{'LayerId':'8a1e3a5d-1c77-4b0c-9d61-4a3c6bd3a0d5'}}],'MacPool':{},"
		    "'Dns':{},'Ipams':[{'Type':'Static'}],'Health':{'Extra':{}}," VERSION "}"));
	json_t *policy;

	ck_assert_uint_eq(policies_of(net, "LayerConstraint", &policy), 1);
	ck_assert_str_eq(
		text_at(policy, "/Settings/LayerId"), "8a1e3a5d-1c77-4b0c-9d61-4a3c6bd3a0d5");
	/* looked up as a network's id when it is not empty */
	ck_assert_str_eq(text_at(net, "/Health/Extra/SwitchGuid"), "");
}
END_TEST

int main(void)
{
	return run_client_tests(
		"containerd", (const struct fact[]){
				      { a_pod_sandbox_lives_and_dies },
				      { stats_of_a_pod },
				      { process_isolated_container_with_endpoints },
				      { hyperv_pod_reads_what_its_guest_needs },
				      { ncproxy_makes_and_lists_networks_and_endpoints },
				      { ncproxy_turns_iov_on_and_off },
				      { ncproxy_layers_on_another_switch },
				      { NULL },
			      });
}
