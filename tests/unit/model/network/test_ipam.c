/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, MACs, ports and prefixes: which are free, and in which order they are given. */

#include "lab.h"

#include <stdio.h>

#include "cleanup.h"
#include "network/ipam.h"

/* A network of one subnet; @members: more of the subnet's. */
static void given_subnet(const char *prefix, const char *members)
{
	char text[512];

	snprintf(text, sizeof(text),
		"{'ID':'" N1 "','Name':'blue','Ipams':[{'Subnets':[{'IpAddressPrefix':'%s'%s}]}]}",
		prefix, members);
	given(HCN_KIND_NETWORK, text);
}

/* What a new endpoint, numbered @n, gets. */
static const char *taken_by(unsigned n)
{
	char text[256], id[40];

	snprintf(id, sizeof(id), "CCCCCCCC-0000-0000-0000-0000000000%02X", n);
	snprintf(text, sizeof(text), "{'ID':'%s','HostComputeNetwork':'" N1 "'}", id);
	given(HCN_KIND_ENDPOINT, text);
	return endpoint(id)->ip_configurations[0].ip_address;
}

static int try_take(void)
{
	return create(HCN_KIND_ENDPOINT, "{'ID':'" E99 "','HostComputeNetwork':'" N1 "'}");
}

static void free_endpoint(const char *id)
{
	ck_assert_int_eq(delete_object(HCN_KIND_ENDPOINT, id), 0);
	commit();
}

/* --- reserved addresses ------------------------------------------------------------------------------------ */

static const struct {
	const char *prefix, *members, *addr;
	bool reserved;
} reservations[] = {
	{ "10.0.0.0/30", "", "10.0.0.0", true },
	{ "10.0.0.0/30", "", "10.0.0.1", true }, /* the gateway */
	{ "10.0.0.0/30", "", "10.0.0.2", false }, { "10.0.0.0/30", "", "10.0.0.3", true },
	{ "10.0.0.8/29", "", "10.0.0.8", true }, { "10.0.0.8/29", "", "10.0.0.9", true },
	{ "10.0.0.8/29", "", "10.0.0.14", false }, { "10.0.0.8/29", "", "10.0.0.15", true },
	{ "10.0.0.8/29", ",'Routes':[{'NextHop':'10.0.0.14','DestinationPrefix':'0.0.0.0/0'}]",
		"10.0.0.14", true },
	{ "10.0.0.8/29", ",'Routes':[{'NextHop':'10.0.0.14','DestinationPrefix':'0.0.0.0/0'}]",
		"10.0.0.9", false },
	{ "fd00::/126", "", "fd00::", true }, /* the subnet-router anycast address */
	{ "fd00::/126", "", "fd00::1", true }, { "fd00::/126", "", "fd00::2", false },
	{ "fd00::/126", "", "fd00::3", false }, /* IPv6 has no broadcast */
};

START_TEST(network_broadcast_and_gateway_addresses_are_reserved)
{
	struct hcn_subnet_view subnet;
	struct hcn_addr addr;

	lab_open();
	given_subnet(reservations[_i].prefix, reservations[_i].members);
	ck_assert(hcn_network_subnet(network(N1), 0, &subnet));
	ck_assert(hcn_addr_parse(reservations[_i].addr, &addr));
	ck_assert_msg(hcn_subnet_reserves(&subnet, &addr) == reservations[_i].reserved, "%s of %s",
		reservations[_i].addr, reservations[_i].prefix);
	lab_close();
}
END_TEST

START_TEST(subnets_of_two_addresses_or_one_reserve_none_of_them)
{
	const struct hcn_subnet doc = { 0 };
	struct hcn_subnet_view subnet = { .doc = &doc };
	struct hcn_addr addr;

	ck_assert(hcn_prefix_parse("10.0.0.2/31", &subnet.prefix));
	ck_assert(hcn_addr_parse("10.0.0.2", &addr));
	ck_assert(!hcn_subnet_reserves(&subnet, &addr));
	ck_assert(hcn_prefix_parse("10.0.0.2/32", &subnet.prefix));
	ck_assert(!hcn_subnet_reserves(&subnet, &addr));
	subnet.gateway = addr;
	ck_assert(hcn_subnet_reserves(&subnet, &addr));
}
END_TEST

START_TEST(subnets_count_on_over_all_ipams)
{
	static const char *const prefixes[] = { "10.0.0.0/24", "10.0.1.0/24", "fd00::/64" };
	struct hcn_subnet_view subnet;

	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1
		"','Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/24'}]},{'Subnets':[]},"
		"{'Subnets':[{'IpAddressPrefix':'10.0.1.0/24'},{'IpAddressPrefix':'fd00::/64'}]}]}");
	for (size_t i = 0; i < HCN_N_ELEMENTS(prefixes); i++) {
		ck_assert(hcn_network_subnet(network(N1), i, &subnet));
		ck_assert_str_eq(hcn_prefix_format(&subnet.prefix).text, prefixes[i]);
		ck_assert_uint_eq(subnet.ordinal, i);
	}
	ck_assert(!hcn_network_subnet(network(N1), HCN_N_ELEMENTS(prefixes), &subnet));
	lab_close();
}
END_TEST

/* --- addresses ---------------------------------------------------------------------------------------------- */

START_TEST(addresses_are_given_in_order_and_freed_ones_after_the_others)
{
	lab_open();
	given_subnet("10.0.0.0/29", "");
	ck_assert_str_eq(taken_by(1), "10.0.0.2");
	ck_assert_str_eq(taken_by(2), "10.0.0.3");
	free_endpoint(E1);
	ck_assert_str_eq(taken_by(3), "10.0.0.4");
	ck_assert_str_eq(taken_by(4), "10.0.0.5");
	ck_assert_str_eq(taken_by(5), "10.0.0.6");
	ck_assert_str_eq(
		taken_by(6), "10.0.0.2"); /* over the end, the network's and the gateway's */
	lab_close();
}
END_TEST

START_TEST(an_address_that_was_asked_for_is_left_out)
{
	lab_open();
	given_subnet("10.0.0.0/29", "");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E50 "','HostComputeNetwork':'" N1
				 "','IpConfigurations':[{'IpAddress':'10.0.0.2'}]}");
	ck_assert_str_eq(taken_by(1), "10.0.0.3");
	lab_close();
}
END_TEST

START_TEST(an_address_that_is_a_vip_is_left_out)
{
	lab_open();
	given_subnet("10.0.0.0/24", "");
	ck_assert_str_eq(taken_by(1), "10.0.0.2");
	given(HCN_KIND_LOADBALANCER,
		"{'HostComputeEndpoints':['" E1 "'],'FrontendVIPs':['10.0.0.3'],"
		"'PortMappings':[{'Protocol':6,'InternalPort':80,'ExternalPort':80}]}");
	ck_assert_str_eq(taken_by(2), "10.0.0.4");
	given(HCN_KIND_ENDPOINT, "{'ID':'" E3 "','HostComputeNetwork':'" N1
				 "','IpConfigurations':[{'IpAddress':'10.0.0.3'}]}");
	lab_close();
}
END_TEST

START_TEST(a_full_subnet_says_so_and_has_room_again_after_a_delete)
{
	lab_open();
	given_subnet("10.0.0.0/30", "");
	ck_assert_str_eq(taken_by(1), "10.0.0.2");
	ck_assert_int_eq(try_take(), HCN_ADDR_INVALID_OR_RESERVED);
	ck_assert_ptr_nonnull(strstr(refusal.text, "10.0.0.0/30"));
	ck_assert_str_eq(refusal.conflict_id, N1);
	ck_assert_str_eq(refusal.conflict_name, "blue");
	commit();
	free_endpoint(E1);
	ck_assert_str_eq(taken_by(2), "10.0.0.2");
	lab_close();
}
END_TEST

START_TEST(the_last_address_of_all_is_followed_by_the_subnets_first)
{
	lab_open();
	given_subnet("255.255.255.248/29", "");
	ck_assert_str_eq(taken_by(1), "255.255.255.250");
	given_value("next-address/" N1 "/0", &(struct hcn_addr){ HCN_IPV4, { 255, 255, 255, 255 } },
		sizeof(struct hcn_addr));
	ck_assert_str_eq(taken_by(2), "255.255.255.251");
	lab_close();
}
END_TEST

START_TEST(a_cursor_that_makes_no_sense_is_ignored)
{
	struct hcn_addr elsewhere;

	lab_open();
	given_subnet("10.0.0.0/29", "");
	ck_assert(hcn_addr_parse("192.0.2.1", &elsewhere));
	given_value("next-address/" N1 "/0", &elsewhere, sizeof(elsewhere));
	ck_assert_str_eq(taken_by(1), "10.0.0.2");
	given_value("next-address/" N1 "/0", "x", 1);
	ck_assert_str_eq(taken_by(2), "10.0.0.3");
	lab_close();
}
END_TEST

START_TEST(a_deleted_network_leaves_no_cursor)
{
	struct hcn_addr cursor;
	size_t size = sizeof(cursor);
	uint64_t mac;

	lab_open();
	given_subnet("10.0.0.0/29", "");
	taken_by(1);
	ck_assert_int_eq(hcn_workset_value(&ws, "next-address/" N1 "/0", &cursor, &size), 0);
	ck_assert_int_eq(delete_object(HCN_KIND_NETWORK, N1), 0);
	commit();
	size = sizeof(cursor);
	ck_assert_int_eq(hcn_workset_value(&ws, "next-address/" N1 "/0", &cursor, &size), -ENOENT);
	size = sizeof(mac);
	ck_assert_int_eq(hcn_workset_value(&ws, "next-mac/" N1 "/0", &mac, &size), -ENOENT);
	lab_close();
}
END_TEST

/* --- MACs --------------------------------------------------------------------------------------------------- */

static const char *mac_of(unsigned n)
{
	char id[40];

	taken_by(n);
	snprintf(id, sizeof(id), "CCCCCCCC-0000-0000-0000-0000000000%02X", n);
	return endpoint(id)->mac_address;
}

START_TEST(macs_come_from_the_pools_ranges_in_turn_until_all_are_in_use)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','Name':'blue','MacPool':{'Ranges':["
		"{'StartMacAddress':'00-15-5D-00-00-01','EndMacAddress':'00-15-5D-00-00-02'},"
		"{'StartMacAddress':'00-15-5D-FF-FF-FF','EndMacAddress':'00-15-5D-FF-FF-FF'}]}}");
	ck_assert_str_eq(mac_of(1), "00-15-5D-00-00-01");
	ck_assert_str_eq(mac_of(2), "00-15-5D-00-00-02");
	ck_assert_str_eq(mac_of(3), "00-15-5D-FF-FF-FF");
	ck_assert_int_eq(try_take(), HCN_LIMIT_REACHED);
	ck_assert_str_eq(refusal.conflict_name, "blue");
	commit();
	free_endpoint(E2);
	ck_assert_str_eq(mac_of(4), "00-15-5D-00-00-02");
	lab_close();
}
END_TEST

START_TEST(a_mac_cursor_that_makes_no_sense_is_ignored)
{
	const uint64_t outside = 1;

	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','MacPool':{'Ranges':["
		"{'StartMacAddress':'00-15-5D-00-00-01','EndMacAddress':'00-15-5D-00-00-09'}]}}");
	given_value("next-mac/" N1 "/0", &outside, sizeof(outside));
	ck_assert_str_eq(mac_of(1), "00-15-5D-00-00-01");
	given_value("next-mac/" N1 "/0", "x", 1);
	ck_assert_str_eq(mac_of(2), "00-15-5D-00-00-02");
	lab_close();
}
END_TEST

static const char *pool_of(const char *id)
{
	return network(id)->mac_pool.ranges[0].start_mac_address;
}

START_TEST(a_network_gets_the_pool_of_its_id_or_the_next_free_one)
{
	lab_open();
	given(HCN_KIND_NETWORK, "{'ID':'00000FFF-0000-0000-0000-000000000001'}");
	given(HCN_KIND_NETWORK, "{'ID':'ABCDEFFF-0000-0000-0000-000000000002'}");
	given(HCN_KIND_NETWORK, "{'ID':'00000001-0000-0000-0000-000000000003'}");
	ck_assert_str_eq(pool_of("00000FFF-0000-0000-0000-000000000001"), "00-15-5D-FF-F0-00");
	ck_assert_str_eq(
		network("00000FFF-0000-0000-0000-000000000001")->mac_pool.ranges[0].end_mac_address,
		"00-15-5D-FF-FF-FF");
	ck_assert_str_eq(pool_of("ABCDEFFF-0000-0000-0000-000000000002"),
		"00-15-5D-00-00-00"); /* over the end */
	ck_assert_str_eq(pool_of("00000001-0000-0000-0000-000000000003"), "00-15-5D-00-10-00");
	lab_close();
}
END_TEST

START_TEST(without_a_free_mac_pool_there_is_no_network)
{
	lab_open();
	given(HCN_KIND_NETWORK,
		"{'ID':'" N1 "','MacPool':{'Ranges':["
		"{'StartMacAddress':'00-15-5D-00-00-00','EndMacAddress':'00-15-5D-FF-FF-FF'}]}}");
	ck_assert_int_eq(create(HCN_KIND_NETWORK, "{'ID':'" N2 "'}"), HCN_LIMIT_REACHED);
	ck_assert_str_eq(refusal.pointer, "/MacPool");
	lab_close();
}
END_TEST

/* --- ports -------------------------------------------------------------------------------------------------- */

static const uint32_t both[] = { HCN_PROTOCOL_TCP, HCN_PROTOCOL_UDP };

static uint32_t take_port(size_t n_protocols)
{
	uint32_t port = 0;

	ck_assert_int_eq(hcn_ipam_take_port(&ws, HCN_IPV4, both, n_protocols, &port, &refusal), 0);
	return port;
}

/* An endpoint that maps @port. */
static void given_mapping(const char *id, unsigned protocol, unsigned port)
{
	char text[256];

	snprintf(text, sizeof(text),
		"{'ID':'%s','HostComputeNetwork':'" N1 "','Policies':[{'Type':'PortMapping',"
		"'Settings':{'Protocol':%u,'InternalPort':80,'ExternalPort':%u}}]}",
		id, protocol, port);
	given(HCN_KIND_ENDPOINT, text);
}

START_TEST(ports_are_given_in_order_over_the_end_and_past_those_in_use)
{
	const uint32_t last = 65535;

	lab_open();
	given_subnet("10.0.0.0/24", "");
	given_mapping(E1, HCN_PROTOCOL_TCP, 49152);
	given_mapping(E2, HCN_PROTOCOL_UDP, 49153);
	ck_assert_uint_eq(take_port(1), 49153);
	ck_assert_uint_eq(take_port(1), 49154);
	given_value("next-port", &last, sizeof(last));
	commit();
	given_value("next-port", &last, sizeof(last));
	ck_assert_uint_eq(take_port(2), 65535);
	ck_assert_uint_eq(take_port(2), 49154); /* 49152 is TCP's, 49153 UDP's */
	lab_close();
}
END_TEST

START_TEST(a_port_of_one_family_is_free_in_the_other)
{
	uint32_t port = 0;

	lab_open();
	given_subnet("10.0.0.0/24", "");
	given_mapping(E1, HCN_PROTOCOL_TCP, 49152);
	ck_assert_int_eq(hcn_ipam_take_port(&ws, HCN_IPV6, both, 1, &port, &refusal), 0);
	ck_assert_uint_eq(port, 49152);
	lab_close();
}
END_TEST

START_TEST(a_port_cursor_outside_the_range_is_ignored)
{
	const uint32_t low = 80, high = 65536;

	lab_open();
	given_value("next-port", &low, sizeof(low));
	ck_assert_uint_eq(take_port(1), 49152);
	commit();
	given_value("next-port", &high, sizeof(high));
	ck_assert_uint_eq(take_port(1), 49152);
	commit();
	given_value("next-port", "x", 1);
	ck_assert_uint_eq(take_port(1), 49152);
	lab_close();
}
END_TEST

static int all_keys_are_taken(
	void *arg, const struct hcn_index_key *key, hcn_id_fn *fn, void *fn_arg)
{
	return fn(fn_arg, HCN_KIND_ENDPOINT, &hcn_host_default_id);
}

START_TEST(without_a_free_port_there_is_none)
{
	static const struct hcn_source full = { .lookup = all_keys_are_taken };
	uint32_t port = 7;

	hcn_workset_init(&ws, &full);
	ck_assert_int_eq(
		hcn_ipam_take_port(&ws, HCN_IPV4, both, 1, &port, &refusal), HCN_LIMIT_REACHED);
	ck_assert_uint_eq(port, 7);
	hcn_workset_clear(&ws);
}
END_TEST

/* --- automatic subnets ---------------------------------------------------------------------------------------- */

static const struct {
	const char *routes, *chosen;
} choices[] = {
	{ "", "172.16.0.0/20" },
	{ "172.16.0.0/20", "172.16.16.0/20" },
	{ "172.16.0.0/24 172.16.31.0/24", "172.16.32.0/20" },
	{ "172.16.0.0/13", "172.24.0.0/20" },
	{ "172.16.0.0/12", "10.0.0.0/20" },
	{ "172.16.0.0/12 10.0.0.0/9", "10.128.0.0/20" },
	{ "172.16.0.0/12 10.0.0.0/8", "192.168.0.0/24" },
	{ "172.16.0.0/12 10.0.0.0/8 192.168.0.0/17", "192.168.128.0/24" },
	{ "fd00::/8", "172.16.0.0/20" },
};

START_TEST(an_automatic_subnet_is_the_first_that_the_host_does_not_route)
{
	struct hcn_prefix prefix;

	lab_open();
	if (*choices[_i].routes)
		given_routes(choices[_i].routes);
	ck_assert_int_eq(hcn_ipam_choose_subnet(&ws, &host, &prefix, &refusal), 0);
	ck_assert_str_eq(hcn_prefix_format(&prefix).text, choices[_i].chosen);
	lab_close();
}
END_TEST

START_TEST(an_automatic_subnet_avoids_other_networks)
{
	struct hcn_prefix prefix;

	lab_open();
	given_subnet("172.16.15.0/24", "");
	ck_assert_int_eq(hcn_ipam_choose_subnet(&ws, &host, &prefix, &refusal), 0);
	ck_assert_str_eq(hcn_prefix_format(&prefix).text, "172.16.16.0/20");
	lab_close();
}
END_TEST

START_TEST(without_a_free_prefix_there_is_no_automatic_subnet)
{
	lab_open();
	given_routes("172.16.0.0/12 10.0.0.0/8 192.168.0.0/16");
	ck_assert_int_eq(create(HCN_KIND_NETWORK, "{'ID':'" N1 "'}"), HCN_INVALID_SUBNET);
	ck_assert_str_eq(refusal.pointer, "/Ipams");
	lab_close();
}
END_TEST

START_TEST(a_network_in_the_way_is_named)
{
	struct hcn_prefix prefix;
	struct hcn_guid id;
	int r = 0;

	lab_open();
	given_subnet("10.0.0.0/24", "");
	ck_assert(hcn_prefix_parse("10.0.0.0/16", &prefix));
	ck_assert(hcn_ipam_overlaps_network(&ws, &prefix, NULL, &id, &r));
	ck_assert_str_eq(hcn_guid_upper(&id).text, N1);
	ck_assert(hcn_prefix_parse("10.0.1.0/24", &prefix));
	ck_assert(!hcn_ipam_overlaps_network(&ws, &prefix, NULL, &id, &r));
	ck_assert_int_eq(r, 0);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ network_broadcast_and_gateway_addresses_are_reserved,
			HCN_N_ELEMENTS(reservations) },
		{ subnets_of_two_addresses_or_one_reserve_none_of_them },
		{ subnets_count_on_over_all_ipams },
		{ addresses_are_given_in_order_and_freed_ones_after_the_others },
		{ an_address_that_was_asked_for_is_left_out },
		{ an_address_that_is_a_vip_is_left_out },
		{ a_full_subnet_says_so_and_has_room_again_after_a_delete },
		{ the_last_address_of_all_is_followed_by_the_subnets_first },
		{ a_cursor_that_makes_no_sense_is_ignored },
		{ a_deleted_network_leaves_no_cursor },
		{ macs_come_from_the_pools_ranges_in_turn_until_all_are_in_use },
		{ a_mac_cursor_that_makes_no_sense_is_ignored },
		{ a_network_gets_the_pool_of_its_id_or_the_next_free_one },
		{ without_a_free_mac_pool_there_is_no_network },
		{ ports_are_given_in_order_over_the_end_and_past_those_in_use },
		{ a_port_of_one_family_is_free_in_the_other },
		{ a_port_cursor_outside_the_range_is_ignored },
		{ without_a_free_port_there_is_none },
		{ an_automatic_subnet_is_the_first_that_the_host_does_not_route,
			HCN_N_ELEMENTS(choices) },
		{ an_automatic_subnet_avoids_other_networks },
		{ without_a_free_prefix_there_is_no_automatic_subnet },
		{ a_network_in_the_way_is_named },
		{ NULL },
	};

	return run_tests("addresses", facts);
}
