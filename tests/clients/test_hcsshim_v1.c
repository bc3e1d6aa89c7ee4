/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcsshim's own tests that speak V1: hcn/hcnv1schema_test.go (V1 documents through the V2 functions) and hnsv1_test.go
 * (HNSCall only); doc/facts/clients.md §8.
 */
#include "hcsshim.h"

#define V1_NETWORK                                                                                 \
	"{'Name':'%s','Type':'NAT','MacPools':[{'StartMacAddress':'00-15-5D-52-C0-00',"            \
	"'EndMacAddress':'00-15-5D-52-CF-FF'}],'Subnets':[{'AddressPrefix':'192.168.100.0/24',"    \
	"'GatewayAddress':'192.168.100.1'}]}"

/* --- hcnv1schema_test.go ----------------------------------------------------------------------------------- */

START_TEST(v1_network)
{
	json_t *net = shim_create(HCN_KIND_NETWORK, doc(V1_NETWORK, "GoTestV1"));

	/* read back with the V2 query */
	ck_assert_str_eq(text_at(net, "/Type"), "NAT");
	ck_assert_str_eq(text_at(net, "/Ipams/0/Subnets/0/IpAddressPrefix"), "192.168.100.0/24");
	ck_assert_str_eq(text_at(net, "/Ipams/0/Subnets/0/Routes/0/NextHop"), "192.168.100.1");
	ck_assert_str_eq(text_at(net, "/MacPool/Ranges/0/StartMacAddress"), "00-15-5D-52-C0-00");
	shim_delete(HCN_KIND_NETWORK, id_of(net));
}
END_TEST

START_TEST(v1_endpoint)
{
	json_t *net = make_nat(), *ep;

	ep = shim_create_endpoint(id_of(net),
		doc("{'Name':'GoTestV1Endpoint','VirtualNetwork':'%s','Policies':[]}", id_of(net)));
	ck_assert_str_eq(text_at(ep, "/HostComputeNetwork"), id_of(net));
	ck_assert_str_eq(text_at(ep, "/Name"), "GoTestV1Endpoint");
	shim_delete(HCN_KIND_ENDPOINT, id_of(ep));
	shim_delete(HCN_KIND_NETWORK, id_of(net));
}
END_TEST

/* --- hnsv1_test.go ------------------------------------------------------------------------------------------ */

static json_t *make_v1_network(void)
{
	return shim_hns("POST", "/networks/", doc(V1_NETWORK, "GoTestNatV1"));
}

static json_t *make_v1_endpoint(json_t *net)
{
	return shim_hns("POST", "/endpoints/",
		doc("{'Name':'GoTestV1Endpoint','VirtualNetwork':'%s','Policies':[]}", id_of(net)));
}

START_TEST(network)
{
	json_t *net = make_v1_network(), *read;

	read = shim_hns("GET", doc("/networks/%s", id_of(net)), "");
	ck_assert_str_eq(text_at(read, "/Name"), "GoTestNatV1");
	ck_assert_str_eq(text_at(read, "/Subnets/0/AddressPrefix"), "192.168.100.0/24");
	ck_assert_str_eq(text_at(read, "/Subnets/0/GatewayAddress"), "192.168.100.1");
	shim_hns("DELETE", doc("/networks/%s", id_of(net)), "");
	ck_assert(!shim_try_hns("GET", doc("/networks/%s", id_of(net)), "", NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "The network was not found."));
}
END_TEST

START_TEST(network_get_all)
{
	json_t *net = make_v1_network(), *list = shim_hns("GET", "/networks/", "");

	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_str_eq(id_of(json_array_get(list, 0)), id_of(net));
}
END_TEST

/* HostAttach(1), HostDetach */
START_TEST(endpoint)
{
	json_t *ep = make_v1_endpoint(make_v1_network());
	const char *path = doc("/endpoints/%s", id_of(ep)),
		   *attach = doc("/endpoints/%s/attach", id_of(ep)),
		   *detach = doc("/endpoints/%s/detach", id_of(ep)),
		   *host = doc("{'SystemType':'Host','CompartmentId':1}");

	shim_hns("POST", attach, host);
	ck_assert(!shim_try_hns("POST", attach, host, NULL));
	ck_assert_ptr_nonnull(
		strstr(shim_error, "This endpoint is already attached to the switch."));
	shim_hns("POST", detach, "{\"SystemType\":\"Host\"}");
	shim_hns("DELETE", path, "");
	ck_assert(!shim_try_hns("DELETE", path, "", NULL));
	ck_assert_ptr_nonnull(strstr(shim_error, "The endpoint was not found"));
}
END_TEST

START_TEST(endpoint_get_all)
{
	json_t *ep = make_v1_endpoint(make_v1_network()),
	       *list = shim_hns("GET", "/endpoints/", "");

	ck_assert_uint_eq(json_array_size(list), 1);
	ck_assert_str_eq(id_of(json_array_get(list, 0)), id_of(ep));
	ck_assert_str_eq(text_at(json_array_get(list, 0), "/VirtualNetworkName"), "GoTestNatV1");
}
END_TEST

static const char *const counters[] = { "BytesReceived", "BytesSent", "DroppedPacketsIncoming",
	"DroppedPacketsOutgoing", "PacketsReceived", "PacketsSent" };

START_TEST(endpoint_stats_all)
{
	json_t *net = make_v1_network(), *list, *ep;
	size_t i;

	make_v1_endpoint(net);
	make_v1_endpoint(net);
	list = shim_hns("GET", "/endpoints/", "");
	json_array_foreach(list, i, ep)
	{
		json_t *stats = shim_hns("GET", doc("/endpointstats/%s", id_of(ep)), "");

		for (size_t j = 0; j < HCN_N_ELEMENTS(counters); j++)
			ck_assert(json_is_integer(json_object_get(stats, counters[j])));
		ck_assert_str_eq(text_at(stats, "/EndpointId"), id_of(ep));
	}
	/* with endpoints inside */
	shim_hns("DELETE", doc("/networks/%s", id_of(net)), "");
}
END_TEST

START_TEST(accelnet_nnv_management_mac_addresses)
{
	json_t *list;

	list = shim_hns("POST", "/accelnet/",
		doc("{'MacAddressList':[{'MacAddress':'00-15-5D-0A-B7-C6'},{'MacAddress':"
		    "'00-15-5D-38-01-00'}]}"));
	ck_assert_uint_eq(json_array_size(at(list, "/MacAddressList")), 2);
	list = shim_hns("GET", "/accelnet/", "");
	ck_assert_uint_eq(json_array_size(at(list, "/MacAddressList")), 2);
	ck_assert_str_eq(text_at(list, "/MacAddressList/0/MacAddress"), "00-15-5D-0A-B7-C6");
	list = shim_hns("DELETE", "/accelnet/", "");
	ck_assert_uint_eq(json_array_size(at(list, "/MacAddressList")), 0);
	list = shim_hns("GET", "/accelnet/", "");
	ck_assert_uint_eq(json_array_size(at(list, "/MacAddressList")), 0);
}
END_TEST

int main(void)
{
	return run_client_tests("hcsshim-v1", (const struct fact[]){
						      { v1_network },
						      { v1_endpoint },
						      { network },
						      { network_get_all },
						      { endpoint },
						      { endpoint_get_all },
						      { endpoint_stats_all },
						      { accelnet_nnv_management_mac_addresses },
						      { NULL },
					      });
}
