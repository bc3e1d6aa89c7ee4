/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Docker (moby daemon/daemon_windows.go, libnetwork/drivers/windows): V1 only; the attachment of containers goes through HCS
 * (doc/facts/clients.md §2.8, §7.2).
 */
#include "hcsshim.h"

/* daemon_windows.go initNetworkController: net.ParseCIDR of every prefix, and of every gateway + "/32". */
static void read_all_networks(void)
{
	json_t *net, *subnet;
	size_t i, j;

	json_array_foreach(shim_hns("GET", "/networks/", ""), i, net)
	{
		ck_assert_str_ne(text_at(net, "/Name"), "");
		ck_assert_str_ne(text_at(net, "/Type"), "");
		json_array_foreach(at(net, "/Subnets"), j, subnet)
		{
			ck_assert_ptr_nonnull(strchr(text_at(subnet, "/AddressPrefix"), '/'));
			ck_assert_str_ne(text_at(subnet, "/GatewayAddress"), "");
		}
	}
}

static json_t *make_v1_network(const char *name, const char *type, const char *members)
{
	return shim_hns("POST", "/networks/",
		doc("{'Name':'%s','Type':'%s','Subnets':[],'Policies':[]%s}", name, type, members));
}

START_TEST(the_daemon_starts_and_makes_nat)
{
	json_t *net;

	read_all_networks();
	/* no subnet: the server chooses one, and a gateway */
	net = make_v1_network("nat", "nat", ",'DNSSuffix':'','DNSServerList':''");
	ck_assert_str_eq(text_at(net, "/Type"), "nat");
	ck_assert_ptr_nonnull(strchr(text_at(net, "/Subnets/0/AddressPrefix"), '/'));
	ck_assert_str_ne(text_at(net, "/Subnets/0/GatewayAddress"), "");
	read_all_networks();
	/* the stored id must be found at the next start, as it is */
	ck_assert_str_eq(
		text_at(json_array_get(shim_hns("GET", "/networks/", ""), 0), "/ID"), id_of(net));
}
END_TEST

/* `docker network create`: the default pool of libnetwork's Windows IPAM stands for none. */
START_TEST(a_network_of_the_default_pool_gets_a_subnet)
{
	static const char *const subnets[] = { "{'AddressPrefix':'0.0.0.0/0'}",
		"{'AddressPrefix':'0.0.0.0/0','GatewayAddress':'0.0.0.0'}" };

	for (int i = 0; i < 2; i++) {
		json_t *net = shim_hns("POST", "/networks/",
			doc("{'Name':'mine%d','Type':'nat','Subnets':[%s]}", i, subnets[i]));
		const char *prefix = text_at(net, "/Subnets/0/AddressPrefix");

		ck_assert_uint_eq(json_array_size(at(net, "/Subnets")), 1);
		ck_assert_str_ne(prefix, "0.0.0.0/0");
		ck_assert_ptr_nonnull(strchr(prefix, '/'));
		ck_assert_str_ne(text_at(net, "/Subnets/0/GatewayAddress"), "");
		ck_assert_str_ne(text_at(net, "/Subnets/0/GatewayAddress"), "0.0.0.0");
	}
	read_all_networks();
}
END_TEST

START_TEST(a_second_network_of_the_name_is_refused)
{
	make_v1_network("nat", "nat", "");
	ck_assert(!shim_try_hns(
		"POST", "/networks/", doc("{'Name':'nat','Type':'nat','Subnets':[]}"), NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "A network with this name already exists."));
}
END_TEST

START_TEST(a_container_with_published_ports)
{
	json_t *net = make_v1_network("nat", "nat", ""), *ep, *policy, *list;
	size_t i, n = 0;

	ep = shim_hns("POST", "/endpoints/",
		doc("{'VirtualNetwork':'%s','EnableInternalDNS':true,'DisableICC':false,'Policies':"
		    "[{'Type':'NAT','InternalPort':80,'ExternalPort':0,'Protocol':'TCP'},{'Type':"
		    "'NAT','InternalPort':53,'ExternalPort':5353,'Protocol':'UDP'},{'Type':'QOS',"
		    "'MaximumOutgoingBandwidthInBytes':1000000}]}",
			id_of(net)));
	ck_assert_str_ne(text_at(ep, "/MacAddress"), "");
	ck_assert_str_ne(text_at(ep, "/IPAddress"), "");
	ck_assert_str_eq(text_at(ep, "/GatewayAddress"),
		text_at(shim_hns("GET", doc("/networks/%s", id_of(net)), ""),
			"/Subnets/0/GatewayAddress"));
	ck_assert_str_eq(text_at(ep, "/VirtualNetwork"), id_of(net));
	ck_assert(json_is_true(at(ep, "/EnableInternalDNS")));
	/* ParsePortBindingPolicies: the port that was found for 0 */
	json_array_foreach(at(ep, "/Policies"), i, policy)
	{
		if (strcmp(text_at(policy, "/Type"), "NAT"))
			continue;
		ck_assert_int_gt(number_at(policy, "/ExternalPort"), 0);
		n++;
	}
	ck_assert_uint_eq(n, 2);

	/* the port is taken */
	ck_assert(!shim_try_hns("POST", "/endpoints/",
		doc("{'VirtualNetwork':'%s','Policies':[{'Type':'NAT','InternalPort':53,"
		    "'ExternalPort':5353,'Protocol':'UDP'}]}",
			id_of(net)),
		NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "The specified port already exists."));

	list = shim_hns("GET", "/endpoints/", "");
	ck_assert_uint_eq(json_array_size(list), 1);
	shim_hns("DELETE", doc("/endpoints/%s", id_of(ep)), "");
	shim_hns("DELETE", doc("/networks/%s", id_of(net)), "");
}
END_TEST

START_TEST(a_container_asks_for_its_address_and_mac)
{
	json_t *net, *ep;

	net = shim_hns("POST", "/networks/",
		doc("{'Name':'mynat','Type':'nat','Subnets':[{'AddressPrefix':'172.28.0.0/16',"
		    "'GatewayAddress':'172.28.0.1'}]}"));
	ep = shim_hns("POST", "/endpoints/",
		doc("{'VirtualNetwork':'%s','MacAddress':'00:15:5d:01:02:03','IPAddress':"
		    "'172.28.5.5','DNSServerList':'8.8.8.8,8.8.4.4','DisableICC':true,'Policies':"
		    "[]}",
			id_of(net)));
	ck_assert_str_eq(text_at(ep, "/IPAddress"), "172.28.5.5");
	ck_assert_str_eq(text_at(ep, "/GatewayAddress"), "172.28.0.1");
	ck_assert_int_eq(number_at(ep, "/PrefixLength"), 16);
	ck_assert_str_eq(text_at(ep, "/DNSServerList"), "8.8.8.8,8.8.4.4");
	ck_assert(json_is_true(at(ep, "/DisableICC")));
}
END_TEST

/* drivers/windows/overlay: ManagementIP comes with the reply of POST; peers are remote endpoints. */
START_TEST(an_overlay_network_and_its_peers)
{
	json_t *net, *ep, *peer;
	const char *management_ip;

	net = shim_hns("POST", "/networks/",
		doc("{'Name':'ingress','Type':'overlay','Subnets':[{'AddressPrefix':'10.0.0.0/24',"
		    "'GatewayAddress':'10.0.0.1','Policies':[{'Type':'VSID','VSID':4101}]}],"
		    "'NetworkAdapterName':'" HOST_ADAPTER "','AutomaticDNS':true}"));
	management_ip = text_at(net, "/ManagementIP");
	ck_assert_str_eq(management_ip, HOST_ADDRESS);
	ep = shim_hns("POST", "/endpoints/",
		doc("{'Name':'overlay_eth','VirtualNetwork':'%s','IPAddress':'10.0.0.5','Policies':"
		    "[{'Type':'PA','PA':'%s'},{'Type':'OutBoundNAT','ExceptionList':["
		    "'10.0.0.0/24']}]}",
			id_of(net), management_ip));
	ck_assert_uint_eq(policies_of(ep, "PA", NULL), 1);
	peer = shim_hns("POST", "/endpoints/",
		doc("{'Name':'overlay_10.0.0.9','VirtualNetwork':'%s','MacAddress':"
		    "'02:42:0a:00:00:09','IPAddress':'10.0.0.9','IsRemoteEndpoint':true,'Policies':"
		    "[{'Type':'PA','PA':'10.255.0.9'}]}",
			id_of(net)));
	ck_assert(json_is_true(at(peer, "/IsRemoteEndpoint")));
	shim_hns("DELETE", doc("/endpoints/%s", id_of(peer)), "");
}
END_TEST

START_TEST(l2bridge_and_transparent_with_a_vlan)
{
	json_t *net;

	net = shim_hns("POST", "/networks/",
		doc("{'Name':'vlan7','Type':'l2bridge','NetworkAdapterName':'" HOST_ADAPTER
		    "','Subnets':[{'AddressPrefix':'10.77.0.0/24','GatewayAddress':'10.77.0.1'}],"
		    "'Policies':[{'Type':'VLAN','VLAN':7}]}"));
	ck_assert_uint_eq(policies_of(net, "VLAN", NULL), 1);
	ck_assert_str_eq(text_at(net, "/Type"), "l2bridge");
	net = make_v1_network("tlan", "transparent", ",'NetworkAdapterName':'" HOST_ADAPTER "'");
	ck_assert_str_eq(text_at(net, "/Type"), "transparent");
	read_all_networks();
}
END_TEST

int main(void)
{
	return run_client_tests("docker", (const struct fact[]){
						  { the_daemon_starts_and_makes_nat },
						  { a_network_of_the_default_pool_gets_a_subnet },
						  { a_second_network_of_the_name_is_refused },
						  { a_container_with_published_ports },
						  { a_container_asks_for_its_address_and_mac },
						  { an_overlay_network_and_its_peers },
						  { l2bridge_and_transparent_with_a_vlan },
						  { NULL },
					  });
}
