/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * WSL (src/windows/common/NatNetworking.cpp, WslCoreNetworkingSupport.cpp; src/windows/service/exe/WslMirroredNetworking.cpp,
 * WslCoreGuestNetworkService.cpp): NAT mode with V1 documents, mirrored mode with a guest
 * network service (doc/facts/clients.md §7.5, §9).
 */
#include "hcsshim.h"

#define NAT_ID      "B95D0C5E-57D4-412B-B571-18A81A16E005"
#define ZERO_ID     "00000000-0000-0000-0000-000000000000"
#define ENDPOINT_ID "6F2C1A3B-0D4E-4C55-9A7E-1B2C3D4E5F60"
#define VM_ID       "0E4D5C6B-7A89-4B3C-8D2E-1F0A9B8C7D6E"

#define WSL_NETWORK                                                                                \
	"{'Name':'WSL','Type':'ICS','IsolateSwitch':true,'Flags':9,'Subnets':%s,"                  \
	"'InterfaceConstraint':{'InterfaceGuid':'" ZERO_ID "','InterfaceAlias':''}}"

/* EnsureNatNetwork: 0x803b0010 means open it. */
static HCN_NETWORK ensure_network(const char *subnets)
{
	GUID id = shim_guid(NAT_ID);
	HCN_NETWORK net = NULL;
	PWSTR record = NULL;
	uint32_t hr;

	hr = (uint32_t)HcnCreateNetwork(&id, shim_wide(doc(WSL_NETWORK, subnets)), &net, &record);
	(void)shim_take(&record);
	if (hr == 0x803b0010)
		hr = (uint32_t)HcnOpenNetwork(&id, &net, NULL);
	ck_assert_uint_eq(hr, 0);
	return net;
}

/* A query that is a NULL pointer: V1.  nlohmann throws on null members, shim_take() too. */
static json_t *query_network(HCN_NETWORK net)
{
	PWSTR properties = NULL;

	ck_assert_uint_eq((uint32_t)HcnQueryNetworkProperties(net, NULL, &properties, NULL), 0);
	return shim_take(&properties);
}

START_TEST(nat_mode_makes_or_opens_its_network)
{
	HCN_NETWORK net = ensure_network("[]"), again;
	json_t *v1 = query_network(net);

	ck_assert_str_eq(text_at(v1, "/ID"), NAT_ID);
	ck_assert_str_eq(text_at(v1, "/Type"), "ICS");
	ck_assert_int_eq(number_at(v1, "/Flags"), 9);
	/* exactly one, whose gateway and prefix it takes */
	ck_assert_uint_eq(json_array_size(at(v1, "/Subnets")), 1);
	ck_assert_ptr_nonnull(strchr(text_at(v1, "/Subnets/0/AddressPrefix"), '/'));
	ck_assert_str_ne(text_at(v1, "/Subnets/0/GatewayAddress"), "");
	again = ensure_network("[]");
	ck_assert_str_eq(text_at(query_network(again), "/ID"), NAT_ID);
	ck_assert_int_eq(HcnCloseNetwork(again), 0);
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

START_TEST(nat_mode_asks_for_a_subnet)
{
	HCN_NETWORK net = ensure_network(
		"[{'AddressPrefix':'172.22.16.0/20','GatewayAddress':'172.22.16.1','IpSubnets':[{"
		"'IpAddressPrefix':'172.22.16.0/20'}]}]");
	json_t *v1 = query_network(net);

	ck_assert_str_eq(text_at(v1, "/Subnets/0/AddressPrefix"), "172.22.16.0/20");
	ck_assert_str_eq(text_at(v1, "/Subnets/0/GatewayAddress"), "172.22.16.1");
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

static json_t *query_endpoint(HCN_ENDPOINT ep)
{
	PWSTR properties = NULL;

	ck_assert_uint_eq((uint32_t)HcnQueryEndpointProperties(ep, NULL, &properties, NULL), 0);
	return shim_take(&properties);
}

/* The members that are read: missing is fine, another type is not. */
static void expect_endpoint(json_t *v1, const char *network)
{
	static const char *const texts[] = { "/IPAddress", "/MacAddress", "/GatewayAddress",
		"/VirtualNetwork", "/VirtualNetworkName", "/ID" };

	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++)
		ck_assert_msg(*text_at(v1, texts[i]), "%s", texts[i]);
	ck_assert_str_eq(text_at(v1, "/VirtualNetwork"), network);
	ck_assert_str_eq(text_at(v1, "/VirtualNetworkName"), "WSL");
	ck_assert_int_gt(number_at(v1, "/PrefixLength"), 0);
}

/* Documents of both dialects: Settings that leave what is unused empty. */
static const char *const endpoint_documents[] = {
	"{'SchemaVersion':{'Major':2,'Minor':16},'Policies':[{'Type':'PortName','Settings':{'Name':"
	"''}},{'Type':'Firewall','Settings':{'VmCreatorId':"
	"'40E0AC32-46A5-438A-A0B2-2B479E8F2E90','PolicyFlags':0}}],'IpConfigurations':[{"
	"'IpAddress':'172.22.16.7'}]}",
	"{'ID':'" ZERO_ID "','Name':'','VirtualNetwork':'" NAT_ID
	"','VirtualNetworkName':'','MacAddress':'','IPAddress':'172.22.16.7','GatewayAddress':'',"
	"'PrefixLength':0,'DNSServerList':'','PortFriendlyName':'','InterfaceConstraint':{"
	"'InterfaceGuid':'" ZERO_ID "'}}",
};

START_TEST(nat_mode_makes_its_endpoint)
{
	HCN_NETWORK net = ensure_network(
		"[{'AddressPrefix':'172.22.16.0/20','GatewayAddress':'172.22.16.1'}]");
	GUID id = shim_guid(ENDPOINT_ID);
	HCN_ENDPOINT ep = NULL;
	PWSTR record = NULL;
	json_t *v1;
	HRESULT hr;

	hr = HcnCreateEndpoint(
		net, &id, shim_wide(doc("%s", endpoint_documents[_i])), &ep, &record);
	ck_assert_msg(!hr, "0x%08x", (unsigned)hr);
	ck_assert_ptr_null(record);
	v1 = query_endpoint(ep);
	expect_endpoint(v1, NAT_ID);
	ck_assert_str_eq(text_at(v1, "/ID"), ENDPOINT_ID);
	ck_assert_str_eq(text_at(v1, "/IPAddress"), "172.22.16.7");
	/* deleted by id while its handle is open */
	ck_assert_int_eq(HcnDeleteEndpoint(&id, NULL), 0);
	ck_assert_int_eq(HcnCloseEndpoint(ep), 0);
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

/* Who has the wanted address is found by a filter without a version, and deleted. */
START_TEST(nat_mode_removes_a_conflicting_endpoint)
{
	HCN_NETWORK net = ensure_network(
		"[{'AddressPrefix':'172.22.16.0/20','GatewayAddress':'172.22.16.1'}]");
	GUID id = shim_guid(ENDPOINT_ID);
	HCN_ENDPOINT ep = NULL, other = NULL;
	PWSTR ids = NULL;
	json_t *list;

	ck_assert_int_eq(
		HcnCreateEndpoint(net, &id, shim_wide(doc("%s", endpoint_documents[1])), &ep, NULL),
		0);
	ck_assert_int_eq(HcnCloseEndpoint(ep), 0);
	ck_assert_int_eq(
		HcnEnumerateEndpoints(
			shim_wide("{\"Filter\":\"{\\\"VirtualNetwork\\\": \\\"" NAT_ID "\\\"}\"}"),
			&ids, NULL),
		0);
	list = shim_take(&ids);
	ck_assert_uint_eq(json_array_size(list), 1);
	id = shim_guid(json_string_value(json_array_get(list, 0)));
	ck_assert_int_eq(HcnOpenEndpoint(&id, &other, NULL), 0);
	ck_assert_str_eq(text_at(query_endpoint(other), "/IPAddress"), "172.22.16.7");
	ck_assert_int_eq(HcnDeleteEndpoint(&id, NULL), 0);
	ck_assert_int_eq(HcnCloseEndpoint(other), 0);
	ck_assert_int_eq(HcnCloseNetwork(net), 0);
}
END_TEST

/* A zero GUID is deleted by a bug of its: not found, no crash. */
START_TEST(what_is_not_there_is_not_found)
{
	GUID zero = shim_guid(ZERO_ID);
	PWSTR record = NULL;

	ck_assert_uint_eq((uint32_t)HcnDeleteEndpoint(&zero, NULL), 0x803b0002);
	ck_assert_uint_eq((uint32_t)HcnDeleteGuestNetworkService(&zero, &record), 0x80070490);
	ck_assert_ptr_nonnull(strstr(text_at(shim_take(&record), "/Error"), "Element not found."));
}
END_TEST

/* --- mirrored mode ---------------------------------------------------------------------------------------- */

START_TEST(mirrored_mode_lists_networks_by_flags)
{
	PWSTR ids = NULL;

	shim_create(HCN_KIND_NETWORK,
		doc("{'Name':'mirrored','Type':'Mirrored','Flags':72," VERSION "}"));
	make_nat();
	ck_assert_int_eq(HcnEnumerateNetworks(shim_wide("{\"Flags\":0,\"Filter\":\"{\\\"Flags\\\": "
							"72}\"}"),
				 &ids, NULL),
		0);
	ck_assert_uint_eq(json_array_size(shim_take(&ids)), 1);
	ck_assert_int_eq(HcnEnumerateNetworks(shim_wide("{\"Flags\":0,\"Filter\":\"{\\\"Flags\\\": "
							"328}\"}"),
				 &ids, NULL),
		0);
	ck_assert_uint_eq(json_array_size(shim_take(&ids)), 0);
}
END_TEST

static HCN_GUESTNETWORKSERVICE make_service(void)
{
	GUID id = shim_guid(VM_ID);
	HCN_GUESTNETWORKSERVICE service = NULL;
	PWSTR record = NULL;

	ck_assert_int_eq(HcnCreateGuestNetworkService(&id,
				 shim_wide(doc("{'VirtualMachineId':'" VM_ID
					       "','MirrorHostNetworking':true," VERSION
					       ",'GnsRpcServerInformation':{'EndpointType':'LRpc',"
					       "'ObjectUuid':'" VM_ID "'},'Flags':3}")),
				 &service, &record),
		0);
	ck_assert_ptr_null(record);
	return service;
}

START_TEST(a_guest_network_service_goes_through_its_states)
{
	static const char *const states[] = { "Bootstrapping", "Synchronized", "Paused",
		"Synchronized", "Rehydrating" };
	HCN_GUESTNETWORKSERVICE service = make_service();
	GUID id = shim_guid(VM_ID);

	for (size_t i = 0; i < HCN_N_ELEMENTS(states); i++)
		/* no ErrorRecord */
		ck_assert_int_eq(HcnModifyGuestNetworkService(service,
					 shim_wide(doc("{'ResourceType':'State','RequestType':"
						       "'Update','Settings':{'State':'%s'}}",
						 states[i])),
					 NULL),
			0);
	ck_assert_int_eq(HcnDeleteGuestNetworkService(&id, NULL), 0);
	ck_assert_int_eq(HcnCloseGuestNetworkService(service), 0);
}
END_TEST

START_TEST(ports_are_reserved_for_the_guest)
{
	HCN_GUESTNETWORKSERVICE service = make_service();
	HCN_PORT_RANGE_RESERVATION range = { 0, 0 };
	HANDLE ranged = NULL, single = NULL, second = NULL;
	HCN_PORT_RANGE_ENTRY *entries = NULL;
	ULONG n = 0;
	HRESULT hr;

	/* WSL asserts this difference */
	ck_assert_int_eq(HcnReserveGuestNetworkServicePortRange(service, 4095, &range, &ranged), 0);
	ck_assert_int_eq(range.endingPort - range.startingPort, 4095);
	ck_assert_int_eq(HcnReserveGuestNetworkServicePort(service, HCN_PORT_PROTOCOL_TCP,
				 HCN_PORT_ACCESS_EXCLUSIVE, 8123, &single),
		0);
	hr = HcnReserveGuestNetworkServicePort(
		service, HCN_PORT_PROTOCOL_BOTH, HCN_PORT_ACCESS_SHARED, 8123, &second);
	ck_assert_uint_eq((uint32_t)hr, 0x803b0013);
	ck_assert_int_eq(HcnEnumerateGuestNetworkPortReservations(&n, &entries), 0);
	ck_assert_uint_eq(n, 2);
	HcnFreeGuestNetworkPortReservations(entries);
	ck_assert_int_eq(HcnReleaseGuestNetworkServicePortReservationHandle(single), 0);
	ck_assert_int_eq(HcnReserveGuestNetworkServicePort(service, HCN_PORT_PROTOCOL_BOTH,
				 HCN_PORT_ACCESS_SHARED, 8123, &second),
		0);
	ck_assert_int_eq(HcnReleaseGuestNetworkServicePortReservationHandle(second), 0);
	ck_assert_int_eq(HcnReleaseGuestNetworkServicePortReservationHandle(ranged), 0);
	ck_assert_int_eq(HcnCloseGuestNetworkService(service), 0);
}
END_TEST

int main(void)
{
	return run_client_tests(
		"wsl", (const struct fact[]){
			       { nat_mode_makes_or_opens_its_network },
			       { nat_mode_asks_for_a_subnet },
			       { nat_mode_makes_its_endpoint, HCN_N_ELEMENTS(endpoint_documents) },
			       { nat_mode_removes_a_conflicting_endpoint },
			       { what_is_not_there_is_not_found },
			       { mirrored_mode_lists_networks_by_flags },
			       { a_guest_network_service_goes_through_its_states },
			       { ports_are_reserved_for_the_guest },
			       { NULL },
		       });
}
