/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which addresses, MACs and routes endpoints get, through the API, on every backend. */
#include <string.h>

#include "world.h"

#define TWO_SUBNETS                                                                                \
	"{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/29'},"                               \
	"{'IpAddressPrefix':'172.30.1.0/29'}]}]}"

static int try_endpoint(const char *network, const char *members)
{
	return try_make(HCN_KIND_ENDPOINT, doc("{'HostComputeNetwork':'%s',%s}", network, members));
}

static const char *address_of(const char *endpoint, size_t i)
{
	return look_text(HCN_KIND_ENDPOINT, endpoint, doc("/IpConfigurations/%zu/IpAddress", i));
}

/* --- addresses ---------------------------------------------------------------------------------------------- */

START_TEST(an_empty_entry_before_a_given_address_is_filled)
{
	const char *net = make(
		HCN_KIND_NETWORK, doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
				      "{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	const char *id = make_endpoint(
		net, doc("'IpConfigurations':[{},{'IpAddress':'172.30.0.5'}]"));

	ck_assert_str_eq(address_of(id, 0), "fd00:30::2");
	ck_assert_str_eq(address_of(id, 1), "172.30.0.5");
}
END_TEST

START_TEST(an_address_twice_in_one_document_is_refused)
{
	const char *net = make_network("blue", "fd00:30::/64");

	ck_assert_int_eq(try_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'fd00:30::5'},"
					       "{'IpAddress':'FD00:30:0::5'}]")),
		HCN_ADDR_INVALID_OR_RESERVED);
	ck_assert_str_eq(world_error.pointer, "/IpConfigurations/1/IpAddress");
}
END_TEST

START_TEST(the_second_subnet_of_a_family_is_used_when_the_first_is_full)
{
	char net[37];

	strcpy(net, make(HCN_KIND_NETWORK, doc(TWO_SUBNETS)));
	for (int i = 2; i <= 6; i++)
		ck_assert_str_eq(address_of(make_endpoint(net, ""), 0), doc("172.30.0.%d", i));
	for (int i = 2; i <= 6; i++)
		ck_assert_str_eq(address_of(make_endpoint(net, doc("'IpConfigurations':[{}]")), 0),
			doc("172.30.1.%d", i));
	ck_assert_str_eq(world_error.text, "");
	ck_assert_int_eq(try_endpoint(net, doc("'Name':'x'")), HCN_ADDR_INVALID_OR_RESERVED);
	ck_assert_str_eq(world_error.conflict_id, net);
}
END_TEST

START_TEST(a_nat_networks_gateway_is_the_hosts_own)
{
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK,
				 doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
				     "{'IpAddressPrefix':'172.31.0.0/24','Flags':1}]}]}")),
		HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(world_error.pointer, "/Ipams/0/Subnets/1/Flags");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
}
END_TEST

/* --- routes ------------------------------------------------------------------------------------------------- */

START_TEST(an_endpoint_gets_the_routes_of_its_own_subnets)
{
	const char *net = make(HCN_KIND_NETWORK, doc(TWO_SUBNETS)), *id;
	json_t *ep;

	id = make_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'172.30.1.5'}]"));
	ep = look(HCN_KIND_ENDPOINT, id);
	ck_assert_uint_eq(json_array_size(at(ep, "/Routes")), 1);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "172.30.1.1");
	json_decref(ep);
}
END_TEST

START_TEST(an_endpoint_in_two_subnets_gets_the_first_ones_default_route)
{
	const char *net = make(HCN_KIND_NETWORK, doc(TWO_SUBNETS)), *id;
	json_t *ep;

	id = make_endpoint(net, doc("'IpConfigurations':[{'IpAddress':'172.30.1.5'},"
				    "{'IpAddress':'172.30.0.5'}]"));
	ep = look(HCN_KIND_ENDPOINT, id);
	ck_assert_uint_eq(json_array_size(at(ep, "/Routes")), 1);
	ck_assert_str_eq(text_at(ep, "/Routes/0/NextHop"), "172.30.0.1");
	json_decref(ep);
}
END_TEST

#define TWO_ROUTES                                                                                 \
	"'Routes':[{'NextHop':'172.30.0.8','DestinationPrefix':'10.0.0.0/8','Metric':%d},"         \
	"{'NextHop':'%s','DestinationPrefix':'10.1.0.0/8','Metric':7}]"

/* Linux keeps one route for a destination and a metric. */
START_TEST(two_next_hops_for_one_destination_need_different_metrics)
{
	const char *net = make_network("blue", "172.30.0.0/24");

	ck_assert_int_eq(
		try_endpoint(net, doc(TWO_ROUTES, 7, "172.30.0.9")), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(world_error.pointer, "/Routes/1");
	ck_assert_str_eq(world_error.value, "10.1.0.0/8");
	ck_assert_int_eq(try_endpoint(net, doc(TWO_ROUTES, 8, "172.30.0.9")), 0);
	ck_assert_int_eq(try_endpoint(net, doc(TWO_ROUTES, 7, "172.30.0.8")), 0);
	ck_assert_int_eq(try_endpoint(net, doc(TWO_ROUTES, 7, "0.0.0.0")), 0); /* a dummy */
}
END_TEST

START_TEST(a_default_route_without_a_next_hop_gets_the_gateway)
{
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24',"
		    "'Routes':[{'NextHop':'','DestinationPrefix':'0.0.0.0/0'}]}]}]}"));
	json_t *network = look(HCN_KIND_NETWORK, net);

	ck_assert_uint_eq(json_array_size(at(network, "/Ipams/0/Subnets/0/Routes")), 1);
	json_decref(network);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, make_endpoint(net, ""), "/Routes/0/NextHop"),
		"172.30.0.1");
}
END_TEST

/* --- MAC addresses ------------------------------------------------------------------------------------------ */

START_TEST(a_mac_that_no_interface_can_have_is_refused)
{
	static const char *const macs[] = { "00-00-00-00-00-00", "01-00-5E-00-00-01",
		"FF-FF-FF-FF-FF-FF" };
	const char *net = make_network("blue", "172.30.0.0/24");

	for (size_t i = 0; i < sizeof(macs) / sizeof(macs[0]); i++) {
		ck_assert_int_eq(
			try_endpoint(net, doc("'MacAddress':'%s'", macs[i])), HCN_INVALID_ENDPOINT);
		ck_assert_str_eq(world_error.pointer, "/MacAddress");
		ck_assert_str_eq(world_error.value, macs[i]);
	}
}
END_TEST

START_TEST(a_pool_of_macs_that_no_interface_can_have_is_refused)
{
	static const struct {
		const char *start;
		const char *end;
	} ranges[] = {
		{ "00-00-00-00-00-00", "00-00-00-00-00-FF" },
		{ "01-00-5E-00-00-00", "01-00-5E-00-00-FF" },
		{ "00-FF-FF-FF-FF-00", "02-00-00-00-00-FF" }, /* 01-... is between them */
		{ "00-15-5D-00-00-FF", "00-15-5D-00-00-00" },
		{ "00-15-5D-00-00-00", "" },
	};

	for (size_t i = 0; i < sizeof(ranges) / sizeof(ranges[0]); i++) {
		ck_assert_int_eq(
			try_make(HCN_KIND_NETWORK,
				doc("{'MacPool':{'Ranges':[{'StartMacAddress':'%s','EndMacAddress':"
				    "'%s'}]}}",
					ranges[i].start, ranges[i].end)),
			HCN_INVALID_NETWORK);
		ck_assert_str_eq(world_error.pointer, "/MacPool/Ranges/0");
	}
}
END_TEST

START_TEST(a_mac_in_use_is_refused_naming_its_owner)
{
	const char *net = make_network("blue", "172.30.0.0/24");
	const char *id = make_endpoint(net, doc("'Name':'web','MacAddress':'02-11-0A-00-00-01'"));

	ck_assert_int_eq(
		try_endpoint(net, doc("'MacAddress':'02:11:0a:00:00:01'")), HCN_INVALID_ENDPOINT);
	ck_assert_str_eq(world_error.conflict_id, id);
	ck_assert_str_eq(world_error.conflict_name, "web");
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		an_empty_entry_before_a_given_address_is_filled,
		an_address_twice_in_one_document_is_refused,
		the_second_subnet_of_a_family_is_used_when_the_first_is_full,
		a_nat_networks_gateway_is_the_hosts_own,
		an_endpoint_gets_the_routes_of_its_own_subnets,
		an_endpoint_in_two_subnets_gets_the_first_ones_default_route,
		two_next_hops_for_one_destination_need_different_metrics,
		a_default_route_without_a_next_hop_gets_the_gateway,
		a_mac_that_no_interface_can_have_is_refused,
		a_pool_of_macs_that_no_interface_can_have_is_refused,
		a_mac_in_use_is_refused_naming_its_owner,
	};

	return RUN_WORLD_TESTS("addresses", tests);
}
