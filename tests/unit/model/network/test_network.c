/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks: what is checked against the host and the document itself, and what is filled in. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"

static int create_with(const char *members)
{
	char text[1024];

	snprintf(text, sizeof(text), "{'ID':'" N1 "',%s}", members);
	return create(HCN_KIND_NETWORK, text);
}

static int create_with_prefix(const char *prefix)
{
	char members[256];

	snprintf(members, sizeof(members), "'Ipams':[{'Subnets':[{'IpAddressPrefix':'%s'}]}]",
		prefix);
	return create_with(members);
}

/* --- the host -------------------------------------------------------------------------------------------------- */

static const struct {
	const char *routes, *prefix, *route; /* the route in the way, or NULL */
} overlaps[] = {
	{ "10.0.0.0/24", "10.0.0.0/24", "10.0.0.0/24" },
	{ "10.0.0.0/8", "10.9.0.0/24", "10.0.0.0/8" },
	{ "192.0.2.0/24 10.9.0.128/25", "10.9.0.0/24", "10.9.0.128/25" },
	{ "10.0.0.0/24", "10.0.1.0/24", NULL },
	{ "fd00:1::/48", "fd00:1:0:7::/64", "fd00:1::/48" },
	{ "fd00:1::/48", "fd00:2::/64", NULL },
	{ "fd00:1::/48", "10.0.0.0/24", NULL },
};

START_TEST(a_subnet_must_not_overlap_a_route_of_the_host)
{
	int r;

	lab_open();
	given_routes(overlaps[_i].routes);
	r = create_with_prefix(overlaps[_i].prefix);
	ck_assert_int_eq(r, overlaps[_i].route ? HCN_INVALID_SUBNET : 0);
	if (r) {
		ck_assert_ptr_nonnull(strstr(refusal.text, overlaps[_i].route));
		ck_assert_str_eq(refusal.pointer, "/Ipams/0/Subnets/0/IpAddressPrefix");
		ck_assert_str_eq(refusal.value, overlaps[_i].prefix);
	}
	lab_close();
}
END_TEST

START_TEST(the_mtu_is_the_hosts)
{
	lab_open();
	host.mtu = 1400;
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "'}");
	ck_assert_uint_eq(network(N1)->mtu, 1400);
	lab_close();
}
END_TEST

static char server[] = "192.0.2.53", domain[] = "example.test";
static char *servers[] = { server }, *domains[] = { domain };

static void given_host_dns(void)
{
	host.dns_servers = servers;
	host.n_dns_servers = 1;
	host.dns_search = domains;
	host.n_dns_search = 1;
}

START_TEST(dns_data_is_the_hosts_when_the_document_has_none)
{
	const struct hcn_dns *dns;

	lab_open();
	given_host_dns();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "'}");
	dns = &network(N1)->dns;
	ck_assert_uint_eq(dns->n_server_list, 1);
	ck_assert_str_eq(dns->server_list[0], "192.0.2.53");
	ck_assert_str_eq(dns->search[0], "example.test");
	lab_close();
}
END_TEST

START_TEST(dns_data_of_the_document_is_not_mixed_with_the_hosts)
{
	const struct hcn_dns *dns;

	lab_open();
	given_host_dns();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "','Dns':{'Domain':'a.test'}}");
	dns = &network(N1)->dns;
	ck_assert_str_eq(dns->domain, "a.test");
	ck_assert_uint_eq(dns->n_server_list, 0);
	ck_assert_uint_eq(dns->n_search, 0);
	lab_close();
}
END_TEST

START_TEST(a_host_without_dns_gives_none)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "'}");
	ck_assert(HCN_HAS(network(N1), hcn_network, dns));
	ck_assert_uint_eq(network(N1)->dns.present, 0);
	lab_close();
}
END_TEST

/* --- subnets ---------------------------------------------------------------------------------------------------- */

static const struct {
	const char *prefix;
	int status;
} prefixes[] = {
	{ "10.0.0.0/30", 0 },
	{ "10.0.0.0/31", HCN_INVALID_PREFIX },
	{ "10.0.0.0/32", HCN_INVALID_PREFIX },
	{ "0.0.0.0/0", HCN_INVALID_PREFIX },
	{ "0.0.0.0/1", 0 },
	{ "fd00::/126", 0 },
	{ "fd00::/127", HCN_INVALID_PREFIX },
	{ "::/0", HCN_INVALID_PREFIX },
	{ "127.0.0.0/24", HCN_INVALID_PREFIX },
	{ "224.0.0.0/24", HCN_INVALID_PREFIX },
	{ "ff02::/64", HCN_INVALID_PREFIX },
	{ "", HCN_INVALID_SUBNET },
};

START_TEST(a_prefix_must_have_room_for_a_gateway_and_an_endpoint)
{
	lab_open();
	ck_assert_int_eq(create_with_prefix(prefixes[_i].prefix), prefixes[_i].status);
	if (prefixes[_i].status)
		ck_assert_str_eq(refusal.pointer, "/Ipams/0/Subnets/0/IpAddressPrefix");
	lab_close();
}
END_TEST

#define SUBNET(prefix, members) "{'IpAddressPrefix':'" prefix "'" members "}"
#define IPAM(subnets)           "'Ipams':[{'Subnets':[" subnets "]}]"
#define GATEWAY(hop)            ",'Routes':[{'NextHop':'" hop "','DestinationPrefix':'0.0.0.0/0'}]"
#define POOL(first, last)                                                                          \
	"'MacPool':{'Ranges':[{'StartMacAddress':'" first "','EndMacAddress':'" last "'}]}"

static const struct {
	const char *members;
	int status;
	const char *pointer;
} documents[] = {
	{ IPAM(SUBNET("10.0.0.0/24", GATEWAY("10.0.0.0"))), HCN_ADDR_INVALID_OR_RESERVED,
		"/Ipams/0/Subnets/0/Routes" },
	{ IPAM(SUBNET("10.0.0.0/24", GATEWAY("10.0.0.255"))), HCN_ADDR_INVALID_OR_RESERVED,
		"/Ipams/0/Subnets/0/Routes" },
	{ IPAM(SUBNET("10.0.0.0/24", GATEWAY("10.0.1.1"))), HCN_INVALID_IP,
		"/Ipams/0/Subnets/0/Routes" },
	{ IPAM(SUBNET("10.0.0.0/24", GATEWAY("fd00::1"))), HCN_INVALID_IP,
		"/Ipams/0/Subnets/0/Routes" },
	{ IPAM(SUBNET("10.0.0.0/24", ",'IpSubnets':[{}]")), HCN_INVALID_IP_SUBNET,
		"/Ipams/0/Subnets/0/IpSubnets/0/IpAddressPrefix" },
	{ IPAM(SUBNET("10.0.0.0/24", ",'IpSubnets':[{'IpAddressPrefix':'10.0.1.0/28'}]")),
		HCN_INVALID_IP_SUBNET, "/Ipams/0/Subnets/0/IpSubnets/0/IpAddressPrefix" },
	{ IPAM(SUBNET("10.0.0.0/24",
		  ",'IpSubnets':[{'IpAddressPrefix':'10.0.0.0/28'},{'IpAddressPrefix':'10.0.0.8/29'}]")),
		HCN_INVALID_IP_SUBNET, "/Ipams/0/Subnets/0/IpSubnets/1/IpAddressPrefix" },
	{ IPAM(SUBNET("10.0.0.0/24", ",'Flags':1")), HCN_REQUEST_UNSUPPORTED,
		"/Ipams/0/Subnets/0/Flags" },
	{ IPAM(SUBNET("10.0.0.0/24", ",'Flags':2")), HCN_INVALID_SUBNET,
		"/Ipams/0/Subnets/0/Flags" },
	{ IPAM(SUBNET("10.0.0.0/24", ",'Policies':[{'Type':'VLAN'}]")), HCN_INVALID_POLICY,
		"/Ipams/0/Subnets/0/Policies/0/Settings" },
	{ IPAM(SUBNET("10.0.0.0/24", "") "," SUBNET("10.0.0.128/25", "")), HCN_INVALID_SUBNET,
		"/Ipams/0/Subnets/1/IpAddressPrefix" },
	{ "'Ipams':[{},{'Subnets':[" SUBNET("10.0.0.0/24", "") "," SUBNET(
		  "10.0.1.0/24", "") "]},"
				     "{'Subnets':[" SUBNET("10.0.1.0/28", "") "]}]",
		HCN_INVALID_SUBNET, "/Ipams/2/Subnets/0/IpAddressPrefix" },
	{ "'Ipams':[{'Type':'Dhcp'}]", HCN_REQUEST_UNSUPPORTED, "/Ipams/0/Type" },
	{ "'Type':'Overlay'", HCN_INVALID_POLICY, "/Ipams" },
	{ "'Type':'Overlay'," IPAM(SUBNET("10.0.0.0/24", "")), HCN_INVALID_POLICY,
		"/Ipams/0/Subnets/0/Policies" },
	{ "'Flags':16384", HCN_REQUEST_UNSUPPORTED, "/Flags" },
	{ "'Policies':[{'Type':'SetPolicy'}]", HCN_INVALID_POLICY, "/Policies/0/Settings" },
	{ POOL("00-15-5D-00-00-02", "00-15-5D-00-00-01"), HCN_INVALID_NETWORK,
		"/MacPool/Ranges/0" },
	{ "'MacPool':{'Ranges':[{'StartMacAddress':'00-15-5D-00-00-02'}]}", HCN_INVALID_NETWORK,
		"/MacPool/Ranges/0" },
	{ "'MacPool':{'Ranges':[{'EndMacAddress':'00-15-5D-00-00-02'}]}", HCN_INVALID_NETWORK,
		"/MacPool/Ranges/0" },
	{ POOL("00-15-5D-00-00-01", "00-15-5D-00-00-01"), 0, "" },
	{ "'MacPool':{'Ranges':[]}", 0, "" },
	{ "'Flags':744", 0, "" },
	{ "'Ipams':[{}]", 0, "" },
	{ IPAM(SUBNET("fd00::/64",
		  ",'Routes':[{'NextHop':'fd00::ffff:ffff:ffff:ffff','DestinationPrefix':'::/0'}]")),
		0, "" },
};

START_TEST(a_document_is_refused_where_it_is_wrong)
{
	lab_open();
	hcn_error_reset(&refusal);
	ck_assert_int_eq(create_with(documents[_i].members), documents[_i].status);
	ck_assert_str_eq(refusal.pointer, documents[_i].pointer);
	lab_close();
}
END_TEST

START_TEST(a_subnet_of_another_network_is_in_the_way)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'red'," IPAM(SUBNET("10.0.0.0/16", "")) "}");
	ck_assert_int_eq(create_with_prefix("10.0.7.0/24"), HCN_INVALID_SUBNET);
	ck_assert_str_eq(refusal.conflict_id, N2);
	ck_assert_str_eq(refusal.conflict_name, "red");
	lab_close();
}
END_TEST

START_TEST(a_name_stands_once)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "','Name':'red'}");
	ck_assert_int_eq(create_with("'Name':'red'"), HCN_NETWORK_ALREADY_EXISTS);
	ck_assert_str_eq(refusal.conflict_id, N2);
	commit();
	given(HCN_KIND_NETWORK, "{'ID':'" N3 "','Name':''}");
	ck_assert_int_eq(create_with("'Name':''"), 0);
	lab_close();
}
END_TEST

/* --- deleting ---------------------------------------------------------------------------------------------------- */

START_TEST(a_network_goes_with_its_endpoints_and_says_so_twice)
{
	const struct hcn_index_key key = hcn_key_state(HCN_KIND_ENDPOINT, HCN_STATE_CREATED);

	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'" N1 "'}");
	given(HCN_KIND_NETWORK, "{'ID':'" N2 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E1 "','HostComputeNetwork':'" N1 "'}");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E2 "','HostComputeNetwork':'" N2 "'}");
	ck_assert_int_eq(delete_object(HCN_KIND_NETWORK, N1), 0);
	ck_assert_uint_eq(ws.n_events, 2);
	ck_assert_int_eq(ws.events[0].type, HCN_EVENT_NETWORK_PRE_DELETE);
	ck_assert(ws.events[0].pre);
	ck_assert_int_eq(ws.events[1].type, HCN_EVENT_NETWORK_DELETE);
	ck_assert(!ws.events[1].pre);
	commit();
	ck_assert_str_eq(all(HCN_KIND_NETWORK), "N02");
	ck_assert_str_eq(found(&key), "E02");
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_subnet_must_not_overlap_a_route_of_the_host, HCN_N_ELEMENTS(overlaps) },
		{ the_mtu_is_the_hosts },
		{ dns_data_is_the_hosts_when_the_document_has_none },
		{ dns_data_of_the_document_is_not_mixed_with_the_hosts },
		{ a_host_without_dns_gives_none },
		{ a_prefix_must_have_room_for_a_gateway_and_an_endpoint, HCN_N_ELEMENTS(prefixes) },
		{ a_document_is_refused_where_it_is_wrong, HCN_N_ELEMENTS(documents) },
		{ a_subnet_of_another_network_is_in_the_way },
		{ a_name_stands_once },
		{ a_network_goes_with_its_endpoints_and_says_so_twice },
		{ NULL },
	};

	return run_tests("networks", facts);
}
