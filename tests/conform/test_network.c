/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Networks through the API, on every backend. */
#include <stdio.h>
#include <string.h>

#include "world.h"

START_TEST(a_created_network_shows_all_that_clients_read)
{
	const char *id = make_network("blue", "172.30.0.0/24");
	json_t *net = look(HCN_KIND_NETWORK, id);

	ck_assert_str_eq(text_at(net, "/ID"), id);
	ck_assert_str_eq(text_at(net, "/Name"), "blue");
	ck_assert_str_eq(text_at(net, "/Type"), "NAT");
	ck_assert_str_eq(text_at(net, "/Ipams/0/Type"), "Static");
	ck_assert_str_eq(text_at(net, "/Ipams/0/Subnets/0/IpAddressPrefix"), "172.30.0.0/24");
	ck_assert_str_eq(text_at(net, "/Ipams/0/Subnets/0/Routes/0/NextHop"), "172.30.0.1");
	ck_assert_str_eq(
		text_at(net, "/Ipams/0/Subnets/0/Routes/0/DestinationPrefix"), "0.0.0.0/0");
	ck_assert_int_eq(
		strncmp(text_at(net, "/MacPool/Ranges/0/StartMacAddress"), "00-15-5D-", 9), 0);
	ck_assert_int_eq(number_at(net, "/Flags"), 0);
	ck_assert_int_eq(number_at(net, "/SchemaVersion/Major"), 2);
	ck_assert(json_is_array(at(net, "/Policies")));
	ck_assert(json_is_object(at(net, "/Dns")));
	json_decref(net);
}
END_TEST

START_TEST(internal_members_are_not_shown)
{
	char *text;

	ck_assert_int_eq(hcn_query(world, HCN_KIND_NETWORK, make_network("blue", "172.30.0.0/24"),
				 NULL, &text, NULL),
		0);
	ck_assert_ptr_null(strstr(text, "~"));
	hcn_free(text);
}
END_TEST

START_TEST(the_reply_of_create_is_what_query_says)
{
	char id[37], *created, *queried;

	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_NETWORK, NULL, doc("{'Name':'a'}"), id, &created, NULL),
		0);
	ck_assert_int_eq(hcn_query(world, HCN_KIND_NETWORK, id, NULL, &queried, NULL), 0);
	ck_assert_str_eq(created, queried);
	hcn_free(created);
	hcn_free(queried);
}
END_TEST

START_TEST(without_ipams_a_free_subnet_is_chosen_and_shown)
{
	const char *a = make(HCN_KIND_NETWORK, "{\"Name\":\"a\"}");
	const char *b = make(HCN_KIND_NETWORK, "{\"Name\":\"b\",\"Ipams\":[]}");
	const char *first = look_text(HCN_KIND_NETWORK, a, "/Ipams/0/Subnets/0/IpAddressPrefix");
	const char *second = look_text(HCN_KIND_NETWORK, b, "/Ipams/0/Subnets/0/IpAddressPrefix");

	ck_assert_ptr_nonnull(strchr(first, '/'));
	ck_assert_str_ne(first, second);
	ck_assert_str_ne(look_text(HCN_KIND_NETWORK, a, "/Ipams/0/Subnets/0/Routes/0/NextHop"), "");
}
END_TEST

START_TEST(dual_stack_in_one_ipam_or_two)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Name':'one','Ipams':[{'Type':'static','Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
		    "{'IpAddressPrefix':'fd00:30::0/64'}]}]}"));

	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/1/IpAddressPrefix"),
		"fd00:30::0/64");
	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/1/Routes/0/NextHop"),
		"fd00:30::1");
	id = make(HCN_KIND_NETWORK,
		doc("{'Name':'two','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.31.0.0/24'}]},"
		    "{'Subnets':[{'IpAddressPrefix':'fd00:31::/64'}]}]}"));
	ck_assert_str_eq(
		look_text(HCN_KIND_NETWORK, id, "/Ipams/1/Subnets/0/Routes/0/DestinationPrefix"),
		"::/0");
}
END_TEST

START_TEST(a_given_gateway_is_kept)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24','Routes':"
		    "[{'NextHop':'172.30.0.254','DestinationPrefix':'0.0.0.0/0'}]}]}]}"));

	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/Routes/0/NextHop"),
		"172.30.0.254");
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, make_endpoint(id, ""), "/Routes/0/NextHop"),
		"172.30.0.254");
}
END_TEST

START_TEST(the_text_of_a_prefix_with_host_bits_is_echoed)
{
	const char *id = make_network("blue", "2001:db8:abcd:0012::0/64");

	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/IpAddressPrefix"),
		"2001:db8:abcd:0012::0/64");
}
END_TEST

START_TEST(a_given_mac_pool_is_echoed_and_used)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'MacPool':{'Ranges':[{'StartMacAddress':'00-15-5D-52-C0-00','EndMacAddress':'00-15-5D-52-CF-FF'}]}}"));

	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/MacPool/Ranges/0/EndMacAddress"),
		"00-15-5D-52-CF-FF");
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, make_endpoint(id, ""), "/MacAddress"),
		"00-15-5D-52-C0-00");
}
END_TEST

START_TEST(two_networks_of_one_name_are_refused_naming_the_first)
{
	const char *id = make_network("blue", "172.30.0.0/24");

	ck_assert_int_eq(
		try_make(HCN_KIND_NETWORK, "{\"Name\":\"blue\"}"), HCN_NETWORK_ALREADY_EXISTS);
	ck_assert_uint_eq(world_error.hresult, 0x803b0010);
	ck_assert_str_eq(world_error.pointer, "/Name");
	ck_assert_str_eq(world_error.conflict_id, id);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 1);
}
END_TEST

START_TEST(two_networks_of_one_id_are_refused)
{
	const char *id = make_network("blue", "172.30.0.0/24");

	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, doc("{'Name':'red','ID':'%s'}", id)),
		HCN_NETWORK_ALREADY_EXISTS);
}
END_TEST

START_TEST(overlapping_subnets_are_refused)
{
	const char *id = make_network("blue", "172.30.0.0/24");

	ck_assert_int_eq(
		try_make(HCN_KIND_NETWORK,
			doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.128/25'}]}]}")),
		HCN_INVALID_SUBNET);
	ck_assert_str_eq(world_error.pointer, "/Ipams/0/Subnets/0/IpAddressPrefix");
	ck_assert_str_eq(world_error.value, "172.30.0.128/25");
	ck_assert_str_eq(world_error.conflict_id, id);
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK,
				 doc("{'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.9.0.0/16'},"
				     "{'IpAddressPrefix':'10.9.8.0/24'}]}]}")),
		HCN_INVALID_SUBNET);
}
END_TEST

START_TEST(ids_come_from_the_parameter_then_the_document_in_upper_case)
{
	static const char *const given = "aaaaaaaa-0000-1111-2222-bbbbbbbbbbbb";
	char id[37];

	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_NETWORK, given,
			doc("{'ID':'cccccccc-0000-1111-2222-bbbbbbbbbbbb'}"), id, NULL, NULL),
		0);
	ck_assert_str_eq(id, "AAAAAAAA-0000-1111-2222-BBBBBBBBBBBB");
	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_NETWORK, "00000000-0000-0000-0000-000000000000",
			doc("{'ID':'{dddddddd-0000-1111-2222-bbbbbbbbbbbb}'}"), id, NULL, NULL),
		0);
	ck_assert_str_eq(id, "DDDDDDDD-0000-1111-2222-BBBBBBBBBBBB");
	ck_assert_str_eq(
		look_text(HCN_KIND_NETWORK, "dddddddd-0000-1111-2222-bbbbbbbbbbbb", "/ID"), id);
}
END_TEST

START_TEST(flags_that_nobody_knows_are_refused)
{
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, "{\"Flags\":16384}"), HCN_REQUEST_UNSUPPORTED);
	ck_assert_str_eq(world_error.pointer, "/Flags");
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	ck_assert_int_eq(look_number(HCN_KIND_NETWORK, make(HCN_KIND_NETWORK, "{\"Flags\":16383}"),
				 "/Flags"),
		16383);
}
END_TEST

START_TEST(nonsense_is_refused_where_it_stands)
{
	static const struct {
		const char *document;
		int status;
		const char *pointer;
	} cases[] = {
		{ "{'Type':'Bogus'}", HCN_INVALID_NETWORK_TYPE, "/Type" },
		{ "{'Type':77}", HCN_INVALID_NETWORK_TYPE, "/Type" },
		{ "{'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/33'}]}]}", HCN_INVALID_PREFIX,
			"/Ipams/0/Subnets/0/IpAddressPrefix" },
		{ "{'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.0.0.0/31'}]}]}", HCN_INVALID_PREFIX,
			"/Ipams/0/Subnets/0/IpAddressPrefix" },
		{ "{'Ipams':[{'Subnets':[{'IpAddressPrefix':'224.0.0.0/24'}]}]}",
			HCN_INVALID_PREFIX, "/Ipams/0/Subnets/0/IpAddressPrefix" },
		{ "{'Ipams':[{'Subnets':[{}]}]}", HCN_INVALID_SUBNET,
			"/Ipams/0/Subnets/0/IpAddressPrefix" },
		{ "{'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.9.0.0/24','Routes':[{'NextHop':'10.8.0.1',"
		  "'DestinationPrefix':'0.0.0.0/0'}]}]}]}",
			HCN_INVALID_IP, "/Ipams/0/Subnets/0/Routes" },
		{ "{'Ipams':[{'Subnets':[{'IpAddressPrefix':'10.9.0.0/24','Routes':[{'NextHop':'10.9.0.0',"
		  "'DestinationPrefix':'0.0.0.0/0'}]}]}]}",
			HCN_ADDR_INVALID_OR_RESERVED, "/Ipams/0/Subnets/0/Routes" },
		{ "{'MacPool':{'Ranges':[{'StartMacAddress':'00-15-5D-52-C0-00'}]}}",
			HCN_INVALID_NETWORK, "/MacPool/Ranges/0" },
		{ "{'Name':5}", HCN_INVALID_JSON, "/Name" },
		{ "{'ID':'abc'}", HCN_GUID_CONVERSION_FAILURE, "/ID" },
		{ "{'Policies':[{'Type':'NoSuch','Settings':{}}]}", HCN_INVALID_POLICY_TYPE,
			"/Policies/0/Type" },
		{ "[]", HCN_INVALID_JSON, "" },
		{ "{", HCN_INVALID_JSON, "" },
		{ "", HCN_INVALID_JSON, "" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		ck_assert_int_eq(
			try_make(HCN_KIND_NETWORK, doc("%s", cases[i].document)), cases[i].status);
		ck_assert_str_eq(world_error.pointer, cases[i].pointer);
		ck_assert_str_ne(world_error.text, "");
	}
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
}
END_TEST

START_TEST(documents_of_the_v1_dialect_make_the_same_objects)
{
	const char *id = make(HCN_KIND_NETWORK,
		doc("{'Name':'v1','Type':'nat','Subnets':[{'AddressPrefix':'10.1.0.0/24',"
		    "'GatewayAddress':'10.1.0.1'}]}"));

	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Type"), "NAT");
	ck_assert_str_eq(look_text(HCN_KIND_NETWORK, id, "/Ipams/0/Subnets/0/IpAddressPrefix"),
		"10.1.0.0/24");
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK,
				 doc("{'Name':'other','Subnets':[{'AddressPrefix':'10.2.0.0/24',"
				     "'GatewayAddress':'10.3.0.1'}]}")),
		HCN_INVALID_IP);
	ck_assert_str_eq(world_error.pointer, "/Subnets/0/GatewayAddress");
}
END_TEST

START_TEST(policies_without_meaning_here_are_kept_byte_for_byte)
{
	static const char *const settings =
		"{\"NetworkAdapterName\":\"Ethernet \\u0026 1\",\"x\":1.0}";
	char *text;

	ck_assert_int_eq(
		hcn_create(world, HCN_KIND_NETWORK, NULL,
			"{\"Policies\":[{\"Type\":\"NetAdapterName\",\"Settings\":{\"NetworkAdapterName\":"
			"\"Ethernet \\u0026 1\",\"x\":1.0}}]}",
			NULL, &text, NULL),
		0);
	ck_assert_ptr_nonnull(strstr(text, settings));
	hcn_free(text);
}
END_TEST

START_TEST(deleting_takes_endpoints_and_attachments_along)
{
	const char *net = make_network("blue", "172.30.0.0/24"), *ns = make_namespace();
	const char *a = make_endpoint(net, "\"Name\":\"a\""),
		   *b = make_endpoint(net, "\"Name\":\"b\"");

	ck_assert_int_eq(attach(a, ns), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
	ck_assert_uint_eq(count(HCN_KIND_NETWORK, NULL), 0);
	ck_assert_int_eq(
		hcn_query(world, HCN_KIND_ENDPOINT, b, NULL, (char *[]){ NULL }, &world_error),
		HCN_ENDPOINT_NOT_FOUND);
	ck_assert_int_eq(look_number(HCN_KIND_NAMESPACE, ns, "/Resources/0/Type"), -1);
}
END_TEST

START_TEST(a_missing_network_is_said_to_be)
{
	static const char *const id = "12345678-0000-0000-0000-000000000001";

	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, id), HCN_NETWORK_NOT_FOUND);
	ck_assert_uint_eq(world_error.hresult, 0x803b0001);
	ck_assert_int_eq(
		hcn_query(world, HCN_KIND_NETWORK, id, NULL, (char *[]){ NULL }, &world_error),
		HCN_NETWORK_NOT_FOUND);
	ck_assert_int_eq(try_modify(HCN_KIND_NETWORK, id, "{}"), HCN_NETWORK_NOT_FOUND);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, "nonsense"), HCN_GUID_CONVERSION_FAILURE);
}
END_TEST

START_TEST(all_that_a_network_made_is_gone_after_it)
{
	char *before = kernel_state();
	const char *net = make(HCN_KIND_NETWORK,
		doc("{'Name':'both','Ipams':[{'Subnets':[{'IpAddressPrefix':'172.30.0.0/24'},"
		    "{'IpAddressPrefix':'fd00:30::/64'}]}]}"));
	const char *ns = make_namespace();

	ck_assert_int_eq(
		attach(make_endpoint(net,
			       "\"Policies\":[{\"Type\":\"PortMapping\",\"Settings\":"
			       "{\"Protocol\":6,\"InternalPort\":80,\"ExternalPort\":8080}}]"),
			ns),
		0);
	ck_assert_int_eq(try_delete(HCN_KIND_NETWORK, net), 0);
	ck_assert_int_eq(try_delete(HCN_KIND_NAMESPACE, ns), 0);
	expect_kernel_state(before);
}
END_TEST

START_TEST(a_network_takes_64_subnets_at_most)
{
	char text[8192];
	size_t len = 0;

	len += (size_t)sprintf(text, "{\"Ipams\":[{\"Subnets\":[");
	for (int i = 0; i < 64; i++)
		len += (size_t)sprintf(text + len, "{\"IpAddressPrefix\":\"10.0.%d.0/24\"},", i);
	text[len - 1] = ']';
	strcpy(text + len, "},{\"Subnets\":[{\"IpAddressPrefix\":\"fd00::/64\"}]}]}");
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, text), HCN_LIMIT_REACHED);
	ck_assert_str_eq(world_error.pointer, "/Ipams/1/Subnets/0");
	strcpy(text + len, "}]}");
	ck_assert_int_eq(try_make(HCN_KIND_NETWORK, text), 0);
}
END_TEST

int main(void)
{
	const TTest *const tests[] = {
		a_created_network_shows_all_that_clients_read,
		internal_members_are_not_shown,
		the_reply_of_create_is_what_query_says,
		without_ipams_a_free_subnet_is_chosen_and_shown,
		dual_stack_in_one_ipam_or_two,
		a_given_gateway_is_kept,
		the_text_of_a_prefix_with_host_bits_is_echoed,
		a_given_mac_pool_is_echoed_and_used,
		two_networks_of_one_name_are_refused_naming_the_first,
		two_networks_of_one_id_are_refused,
		overlapping_subnets_are_refused,
		a_network_takes_64_subnets_at_most,
		ids_come_from_the_parameter_then_the_document_in_upper_case,
		flags_that_nobody_knows_are_refused,
		nonsense_is_refused_where_it_stands,
		documents_of_the_v1_dialect_make_the_same_objects,
		policies_without_meaning_here_are_kept_byte_for_byte,
		deleting_takes_endpoints_and_attachments_along,
		a_missing_network_is_said_to_be,
		all_that_a_network_made_is_gone_after_it,
	};

	return RUN_WORLD_TESTS("network", tests);
}
