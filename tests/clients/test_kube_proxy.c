/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kube-proxy winkernel (pkg/proxy/winkernel: hns.go, proxier.go, loadbalancer.go): start, one sync on Overlay and on
 * L2Bridge, changes of backends, and the clean-up at the next start (doc/facts/clients.md §7.3, §10).
 */
#include "hcsshim.h"

#define HOST_MAC "00-15-5d-0a-ff-04"

/* hns.getNetworkByName */
static json_t *find_network(const char *name)
{
	json_t *net = shim_by_name(HCN_KIND_NETWORK, name);

	ck_assert_ptr_nonnull(net);
	return net;
}

/* hns.createEndpoint: remote ones come with their MAC and, on Overlay, the VTEP of their node. */
static json_t *make_remote(json_t *net, const char *ip, const char *mac, const char *provider)
{
	const char *policies = provider ? doc("'Policies':[{'Type':'ProviderAddress','Settings':{"
					      "'ProviderAddress':'%s'}}],",
						  provider)
					: "";
	json_t *ep = shim_create_endpoint(id_of(net),
		doc("{'HostComputeNetwork':'%s',%s'IpConfigurations':[{'IpAddress':'%s'}],'Dns':{},"
		    "'MacAddress':'%s','Flags':1,'Health':{'Extra':{}}," VERSION "}",
			id_of(net), policies, ip, mac));

	ck_assert_int_eq(number_at(ep, "/Flags"), 1);
	ck_assert_str_eq(text_at(ep, "/IpConfigurations/0/IpAddress"), ip);
	return ep;
}

static json_t *make_pod(json_t *net, const char *ip)
{
	json_t *ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'pod_%s','HostComputeNetwork':'%s','IpConfigurations':[{'IpAddress':"
		    "'%s'}],'Dns':{},'Health':{'Extra':{}}," VERSION "}",
			ip, id_of(net), ip));
	json_t *ns = shim_create(
		HCN_KIND_NAMESPACE, doc("{'SchemaVersion':{'Major':0,'Minor':0}}"));

	shim_add_endpoint(id_of(ns), id_of(ep));
	return ep;
}

/* hns.getAllEndpointsByNetwork indexes IpConfigurations[0] of every one. */
static size_t count_endpoints(json_t *net)
{
	json_t *list = shim_list(HCN_KIND_ENDPOINT, doc("{'VirtualNetwork':'%s'}", id_of(net))),
	       *ep;
	size_t i;

	json_array_foreach(list, i, ep)
		ck_assert_str_ne(text_at(ep, "/IpConfigurations/0/IpAddress"), "");
	return json_array_size(list);
}

/* hns.getLoadBalancer */
static json_t *make_service(const char *endpoints, const char *source_vip, const char *vips,
	const char *mapping, unsigned flags)
{
	return shim_create(HCN_KIND_LOADBALANCER,
		doc("{'HostComputeEndpoints':[%s],'SourceVIP':'%s',%s'PortMappings':[{%s}],"
		    "'SchemaVersion':{'Major':2,'Minor':0},'Flags':%u}",
			endpoints, source_vip, vips, mapping, flags));
}

START_TEST(features_are_read_at_start)
{
	json_t *version = shim_hns("GET", "/globals/version", "");

	/* DSR, IPv6DualStack, SessionAffinity, ModifyLoadbalancer of hnslib */
	ck_assert_int_ge(number_at(version, "/Major"), 16);
	ck_assert_int_ge(number_at(version, "/Minor"), 0);
}
END_TEST

START_TEST(a_sync_on_overlay)
{
	json_t *net = make_overlay_at("vxlan0", "10.244.1", 4096), *source, *local, *remote;
	json_t *cluster_ip, *lb;
	const char *two;

	shim_modify(HCN_KIND_NETWORK, id_of(net),
		doc("{'ResourceType':'Policy','RequestType':'Add','Settings':{'Policies':[{'Type':"
		    "'RemoteSubnetRoute','Settings':{'DestinationPrefix':'10.244.2.0/24',"
		    "'IsolationId':4096,'ProviderAddress':'10.255.0.5',"
		    "'DistributedRouterMacAddress':'00-15-5d-aa-bb-cc'}}]}}"));
	net = find_network("vxlan0");
	ck_assert_uint_eq(policies_of(net, "RemoteSubnetRoute", NULL), 1);
	local = make_pod(net, "10.244.1.10");
	ck_assert_uint_eq(count_endpoints(net), 1);
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_LOADBALANCER, NULL)), 0);

	/* the source VIP: a local endpoint that no container has */
	source = shim_create_endpoint(id_of(net),
		doc("{'HostComputeNetwork':'%s','IpConfigurations':[{'IpAddress':'10.244.1.2'}],"
		    "'Dns':{},'MacAddress':'" HOST_MAC "','Health':{'Extra':{}}," VERSION "}",
			id_of(net)));
	cluster_ip = make_remote(net, "10.96.0.10", HOST_MAC, HOST_ADDRESS);
	remote = make_remote(net, "10.244.2.20", "02-11-0a-f4-02-14", "10.255.0.5");
	ck_assert_uint_eq(count_endpoints(net), 4);

	two = doc("'%s','%s'", id_of(local), id_of(remote));
	lb = make_service(two, text_at(source, "/IpConfigurations/0/IpAddress"),
		"'FrontendVIPs':['10.96.0.10'],",
		"'Protocol':6,'InternalPort':8080,'ExternalPort':80,'DistributionType':2", 0);
	ck_assert_str_eq(text_at(lb, "/FrontendVIPs/0"), "10.96.0.10");
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/DistributionType"), 2);
	/* node port: no VIP, local addresses (LocalRoutedVIP | VipExternalIP) */
	lb = make_service(two, "10.244.1.2", "",
		"'Protocol':6,'InternalPort':8080,'ExternalPort':30080,'Flags':18", 0);
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/Flags"), 18);
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_LOADBALANCER, NULL)), 2);

	/* the service goes: its load balancers, then the endpoints nobody needs */
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));
	ck_assert_ptr_null(shim_by_id(HCN_KIND_LOADBALANCER, ""));
	shim_delete(HCN_KIND_ENDPOINT, id_of(cluster_ip));
}
END_TEST

START_TEST(backends_change_in_place)
{
	json_t *net = make_overlay_at("vxlan0", "10.244.1", 4096);
	json_t *first = make_pod(net, "10.244.1.10"), *second = make_pod(net, "10.244.1.11");
	static const char mapping[] = "'Protocol':6,'InternalPort':8080,'ExternalPort':80";
	json_t *lb = make_service(doc("'%s'", id_of(first)), "10.244.1.2",
		"'FrontendVIPs':['10.96.0.10'],", mapping, 1);

	lb = shim_modify(HCN_KIND_LOADBALANCER, id_of(lb),
		doc("{'ID':'%s','HostComputeEndpoints':['%s','%s'],'SourceVIP':'10.244.1.2',"
		    "'FrontendVIPs':['10.96.0.10'],'PortMappings':[{%s}]," VERSION ",'Flags':1}",
			id_of(lb), id_of(first), id_of(second), mapping));
	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 2);
	ck_assert_int_eq(number_at(lb, "/Flags"), 1);
}
END_TEST

/* LoadBalancer ingress with the annotation preserve-destination: UseMux | PreserveDIP | VipExternalIP, and DSR.  Each port is a
 * load balancer, and they change one after the other. */
START_TEST(a_preserved_destination_changes_port_by_port)
{
	json_t *net = make_overlay_at("vxlan0", "10.244.1", 4096), *lb[2];
	json_t *first = make_pod(net, "10.244.1.10"), *second = make_pod(net, "10.244.1.11");
	static const char *const mappings[] = {
		"'Protocol':6,'InternalPort':8080,'ExternalPort':80,'Flags':28",
		"'Protocol':6,'InternalPort':8443,'ExternalPort':443,'Flags':28",
	};

	for (size_t i = 0; i < 2; i++)
		lb[i] = make_service(doc("'%s'", id_of(first)), "10.244.1.2",
			"'FrontendVIPs':['203.0.113.9'],", mappings[i], 1);
	for (size_t i = 0; i < 2; i++) {
		lb[i] = shim_modify(HCN_KIND_LOADBALANCER, id_of(lb[i]),
			doc("{'ID':'%s','HostComputeEndpoints':['%s','%s'],'SourceVIP':'10.244.1.2',"
			    "'FrontendVIPs':['203.0.113.9'],'PortMappings':[{%s}]," VERSION
			    ",'Flags':1}",
				id_of(lb[i]), id_of(first), id_of(second), mappings[i]));
		ck_assert_int_eq(number_at(lb[i], "/PortMappings/0/Flags"), 28);
		ck_assert_uint_eq(json_array_size(at(lb[i], "/HostComputeEndpoints")), 2);
	}
}
END_TEST

START_TEST(an_older_windows_makes_it_delete_and_create)
{
	json_t *net, *ep, *lb, *after = NULL;
	const char *body;

	ck_assert_int_eq(setenv("HCN_HNS_VERSION", "15.3", 1), 0);
	net = make_overlay_at("vxlan0", "10.244.1", 4096);
	ep = make_pod(net, "10.244.1.10");
	body = doc("{'HostComputeEndpoints':['%s'],'FrontendVIPs':['10.96.0.10'],'PortMappings':"
		   "[{'Protocol':6,'InternalPort':8080,'ExternalPort':80}]," VERSION "}",
		id_of(ep));
	lb = shim_create(HCN_KIND_LOADBALANCER, body);
	ck_assert_uint_eq(
		shim_try_modify(HCN_KIND_LOADBALANCER, id_of(lb), body, &after), 0x80004001);
	shim_delete(HCN_KIND_LOADBALANCER, id_of(lb));
	shim_create(HCN_KIND_LOADBALANCER, body);
}
END_TEST

START_TEST(a_sync_on_l2bridge)
{
	json_t *net = make_l2bridge(), *local = make_pod(net, "192.168.102.10");
	/* no PA, the address of another node's pod network */
	json_t *remote = make_remote(net, "192.168.55.7", "02-11-c0-a8-37-07", NULL);
	json_t *lb = make_service(doc("'%s','%s'", id_of(local), id_of(remote)), "",
		"'FrontendVIPs':['10.96.0.20'],",
		"'Protocol':17,'InternalPort':53,'ExternalPort':53", 0);

	ck_assert_uint_eq(json_array_size(at(lb, "/HostComputeEndpoints")), 2);
	ck_assert_int_eq(number_at(lb, "/PortMappings/0/Protocol"), 17);
}
END_TEST

START_TEST(what_a_crashed_one_left_is_cleaned_up)
{
	json_t *ep = make_pod(make_l2bridge(), "192.168.102.10"), *list, *policy_list;
	size_t i;

	make_service(doc("'%s'", id_of(ep)), "", "'FrontendVIPs':['10.96.0.20'],",
		"'Protocol':6,'InternalPort':8080,'ExternalPort':80", 0);
	make_service(doc("'%s'", id_of(ep)), "", "'FrontendVIPs':['10.96.0.21'],",
		"'Protocol':6,'InternalPort':8080,'ExternalPort':80", 0);
	list = shim_hns("GET", "/policylists/", "");
	ck_assert_uint_eq(json_array_size(list), 2);
	json_array_foreach(list, i, policy_list)
		shim_hns("DELETE", doc("/policylists/%s", id_of(policy_list)), "");
	ck_assert_uint_eq(json_array_size(shim_list(HCN_KIND_LOADBALANCER, NULL)), 0);
}
END_TEST

START_TEST(a_deleted_network_takes_its_endpoints_along)
{
	json_t *net = make_overlay_at("vxlan0", "10.244.1", 4096), *again;

	make_remote(net, "10.96.0.10", HOST_MAC, HOST_ADDRESS);
	shim_delete(HCN_KIND_NETWORK, id_of(net));
	again = make_overlay_at("vxlan0", "10.244.1", 4096);
	/* proxier.go compares the ids: another one means that all policies are gone */
	ck_assert_str_ne(id_of(again), id_of(net));
	ck_assert_uint_eq(count_endpoints(again), 0);
}
END_TEST

int main(void)
{
	return run_client_tests(
		"kube-proxy", (const struct fact[]){
				      { features_are_read_at_start },
				      { a_sync_on_overlay },
				      { backends_change_in_place },
				      { a_preserved_destination_changes_port_by_port },
				      { an_older_windows_makes_it_delete_and_create },
				      { a_sync_on_l2bridge },
				      { what_a_crashed_one_left_is_cleaned_up },
				      { a_deleted_network_takes_its_endpoints_along },
				      { NULL },
			      });
}
