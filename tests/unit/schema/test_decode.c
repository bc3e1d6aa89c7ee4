/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Documents by rows: which values each kind of field takes, and how the others are refused. */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "run_tests.h"
#include "samples.h"

#define GUID "910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC"

/* For what no document needs yet. */
#define SAMPLE_FIELDS(M, S) M(S, STR, id, "Id", V(2, 0), GUID_TEXT, 0)
HCN_SCHEMA_DECLARE(sample, SAMPLE_FIELDS)
HCN_SCHEMA_DEFINE(sample, "Sample", SAMPLE_FIELDS)

static union object object;
static struct hcn_error err;

static int decode(const struct hcn_schema *s, const char *text, const struct hcn_decode_options *o)
{
	return hcn_schema_decode(s, text, strlen(text), o, &object, &err);
}

/* --- accepted ------------------------------------------------------------------------------------ */

/* What comes in, and what the struct that it became is written as. */
static const struct {
	const struct hcn_schema *schema;
	const char *in;
	const char *out;
} accepted[] = {
	/* keys and null */
	{ &hcn_endpoint_schema, "{}", "{}" },
	{ &hcn_endpoint_schema, "{\"Name\":\"a\",\"Unknown\":{\"Name\":[]}}", "{\"Name\":\"a\"}" },
	{ &hcn_endpoint_schema, "{\"nAmE\":\"a\"}", "{\"Name\":\"a\"}" },
	{ &hcn_endpoint_schema, "{\"N\\u0061me\":\"a\"}", "{\"Name\":\"a\"}" },
	{ &hcn_endpoint_schema, "{\"IPConfigurations\":[{\"IPAddress\":\"10.0.0.1\"}]}",
		"{\"IpConfigurations\":[{\"IpAddress\":\"10.0.0.1\"}]}" },
	{ &hcn_endpoint_schema,
		"{\"Name\":null,\"Dns\":null,\"Policies\":null,\"Flags\":null,\"ID\":null,"
		"\"AdditionalParams\":null}",
		"{}" },
	{ &hcn_endpoint_schema, "{\"Flags\":0,\"Name\":\"\",\"Version\":0}",
		"{\"Name\":\"\",\"Version\":0,\"Flags\":0}" },
	{ &hcn_endpoint_schema,
		"{\"KeyThatIsMuchLongerThanAnyKeyOfAnyRowAndLongerThanTheBufferThatHoldsOne\":1}",
		"{}" },
	/* STR */
	{ &hcn_dns_schema, "{\"Domain\":\"\\u00e4\\n\\\"\"}", "{\"Domain\":\"\xc3\xa4\\n\\\"\"}" },
	{ &hcn_route_schema, "{\"NextHop\":\"\",\"DestinationPrefix\":\"0.0.0.0/0\"}",
		"{\"DestinationPrefix\":\"0.0.0.0/0\"}" },
	{ &hcn_route_schema, "{\"DestinationPrefix\":\"2001:db8:abcd:0012::7/64\"}",
		"{\"DestinationPrefix\":\"2001:db8:abcd:0012::7/64\"}" },
	{ &hcn_mac_range_schema,
		"{\"StartMacAddress\":\"00:15:5d:00:00:01\",\"EndMacAddress\":\"\"}",
		"{\"StartMacAddress\":\"00:15:5d:00:00:01\"}" },
	{ &hcn_l4_proxy_schema, "{\"Port\":\"65535\"}", "{\"Port\":\"65535\"}" },
	{ &hcn_acl_schema, "{\"LocalPorts\":\"80, 8000-8010\"}",
		"{\"LocalPorts\":\"80, 8000-8010\"}" },
	{ &sample_schema, "{\"Id\":\"{910f7d92-BA2D-4C3F-98AE-7C0AC590D2DC}\"}",
		"{\"Id\":\"{910f7d92-BA2D-4C3F-98AE-7C0AC590D2DC}\"}" },
	/* BOOL and integers */
	{ &hcn_automatic_dns_schema, "{\"Enable\":true}", "{\"Enable\":true}" },
	{ &hcn_automatic_dns_schema, "{\"Enable\":false}", "{\"Enable\":false}" },
	{ &hcn_ip_config_schema, "{\"PrefixLength\":255}", "{\"PrefixLength\":255}" },
	{ &hcn_route_schema, "{\"Metric\":65535}", "{\"Metric\":65535}" },
	{ &hcn_namespace_schema, "{\"NamespaceId\":4294967295}", "{\"NamespaceId\":4294967295}" },
	{ &hcn_qos_schema, "{\"MaximumOutgoingBandwidthInBytes\":18446744073709551615}",
		"{\"MaximumOutgoingBandwidthInBytes\":18446744073709551615}" },
	/* GUID */
	{ &hcn_endpoint_schema, "{\"ID\":\"910f7d92-ba2d-4c3f-98ae-7c0ac590d2dc\"}",
		"{\"ID\":\"" GUID "\"}" },
	{ &hcn_endpoint_schema, "{\"ID\":\"{910f7d92-BA2D-4c3f-98ae-7c0ac590d2dc}\"}",
		"{\"ID\":\"" GUID "\"}" },
	{ &hcn_endpoint_schema, "{\"ID\":\"\"}", "{}" },
	{ &hcn_endpoint_schema, "{\"ID\":\"00000000-0000-0000-0000-000000000000\"}", "{}" },
	/* ENUM, NUMBER, FLAGS */
	{ &hcn_network_schema, "{\"Type\":\"l2bridge\"}", "{\"Type\":\"L2Bridge\"}" },
	{ &hcn_network_schema, "{\"Type\":5}", "{\"Type\":\"Overlay\"}" },
	{ &hcn_port_mapping_schema, "{\"Protocol\":\"tcp\"}", "{\"Protocol\":6}" },
	{ &hcn_port_mapping_schema, "{\"Protocol\":17}", "{\"Protocol\":17}" },
	{ &hcn_port_mapping_schema, "{\"Protocol\":\"17\"}", "{\"Protocol\":17}" },
	{ &hcn_iov_schema, "{\"InterruptModeration\":300}", "{\"InterruptModeration\":300}" },
	{ &hcn_network_schema, "{\"Flags\":4294967295}", "{\"Flags\":4294967295}" },
	{ &hcn_network_schema, "{\"Flags\":\"EnableDhcpServer\"}", "{\"Flags\":2}" },
	{ &hcn_network_schema, "{\"Flags\":\"none\"}", "{\"Flags\":0}" },
	{ &hcn_network_schema, "{\"Flags\":\" EnableDnsProxy , enabledhcpserver|EnableIov|4 \"}",
		"{\"Flags\":8199}" },
	/* OBJECT, LIST, STRINGS, RAW */
	{ &hcn_network_schema, "{\"MacPool\":{},\"Dns\":{},\"Health\":{\"Extra\":{}}}",
		"{\"Health\":{\"Extra\":{}},\"MacPool\":{},\"Dns\":{}}" },
	{ &hcn_network_schema, "{\"Ipams\":[],\"Policies\":[]}", "{\"Policies\":[],\"Ipams\":[]}" },
	{ &hcn_network_schema, "{\"Ipams\":[{},{\"Subnets\":[{\"Flags\":1}]},{}]}",
		"{\"Ipams\":[{},{\"Subnets\":[{\"Flags\":1}]},{}]}" },
	{ &hcn_dns_schema, "{\"Search\":[\"\",\"a\"],\"ServerList\":[]}",
		"{\"Search\":[\"\",\"a\"],\"ServerList\":[]}" },
	{ &hcn_outbound_nat_schema, "{\"Exceptions\":[\"10.0.0.0/8\",\"\",\"10.1.1.1\"]}",
		"{\"Exceptions\":[\"10.0.0.0/8\",\"10.1.1.1\"]}" },
	{ &hcn_endpoint_schema,
		"{\"AdditionalParams\":{ \"b\" : [ 1.0 , 1e3, \"\\u0041 \" ] , \"a\":null }}",
		"{\"AdditionalParams\":{\"b\":[1.0,1e3,\"\\u0041 \"],\"a\":null}}" },
	{ &hcn_endpoint_schema, "{\"AdditionalParams\":1e999}", "{\"AdditionalParams\":1e999}" },
	{ &hcn_modify_namespace_schema, "{\"ResourceType\":1,\"RequestType\":0,\"Settings\":{}}",
		"{\"RequestType\":\"Add\",\"ResourceType\":\"Endpoint\",\"Settings\":{}}" },
};

START_TEST(what_clients_send_is_read)
{
	const struct hcn_schema *s = accepted[_i].schema;
	_cleanup_free_ char *text = NULL;

	ck_assert_msg(decode(s, accepted[_i].in, NULL) == 0, "%s: %s", accepted[_i].in, err.text);
	text = encode(s, &object, HCN_ENCODE_CLIENT);
	ck_assert_str_eq(text, accepted[_i].out);
	hcn_schema_clear(s, &object);
}
END_TEST

/* --- refused ------------------------------------------------------------------------------------- */

static const struct {
	const struct hcn_schema *schema;
	const char *text;
	int status;
	const char *pointer;
	const char *value;
	const char *expected;
} refused[] = {
	{ &sample_schema, "{\"Id\":\"910f7d92\"}", HCN_GUID_CONVERSION_FAILURE, "/Id", "910f7d92",
		"a GUID" },
	{ &hcn_dns_schema, "{\"Domain\":1}", HCN_INVALID_JSON, "/Domain", "1", "a string" },
	{ &hcn_dns_schema, "{\"doMAIN\":{ } }", HCN_INVALID_JSON, "/doMAIN", "{ }", "a string" },
	{ &hcn_route_schema, "{\"NextHop\":\"10.0.0\"}", HCN_INVALID_IP, "/NextHop", "10.0.0",
		"an IP address" },
	{ &hcn_route_schema, "{\"NextHop\":7}", HCN_INVALID_JSON, "/NextHop", "7",
		"an IP address" },
	{ &hcn_route_schema, "{\"DestinationPrefix\":\"10.0.0.0\"}", HCN_INVALID_PREFIX,
		"/DestinationPrefix", "10.0.0.0", "an IP prefix (address/length)" },
	{ &hcn_outbound_nat_schema, "{\"Exceptions\":[\"10.0.0.0/8\",\"\",\"x\"]}",
		HCN_INVALID_PREFIX, "/Exceptions/2", "x", "an IP address or prefix" },
	{ &hcn_endpoint_schema, "{\"MacAddress\":\"00-15-5D\"}", HCN_INVALID_JSON, "/MacAddress",
		"00-15-5D", "a MAC address (00-15-5D-00-00-01)" },
	{ &hcn_l4_wfp_proxy_schema, "{\"InboundProxyPort\":\"0\"}", HCN_INVALID_JSON,
		"/InboundProxyPort", "0", "a string with a port from 1 to 65535" },
	{ &hcn_l4_wfp_proxy_schema, "{\"InboundProxyPort\":\"65536\"}", HCN_INVALID_JSON,
		"/InboundProxyPort", "65536", "a string with a port from 1 to 65535" },
	{ &hcn_l4_proxy_schema, "{\"Port\":\"65536\"}", HCN_INVALID_JSON, "/Port", "65536",
		"a string with a port from 1 to 65535, or 0 (all)" },
	{ &hcn_l4_proxy_schema, "{\"IP\":\"10.0.0\"}", HCN_INVALID_PREFIX, "/IP", "10.0.0",
		"an IP address or prefix" },
	{ &hcn_acl_schema, "{\"LocalPorts\":\"80,http\"}", HCN_INVALID_JSON, "/LocalPorts",
		"80,http", "a string with ports and ranges (80,8000-8010)" },
	{ &hcn_automatic_dns_schema, "{\"Enable\":1}", HCN_INVALID_JSON, "/Enable", "1",
		"true or false" },
	{ &hcn_automatic_dns_schema, "{\"Enable\":\"true\"}", HCN_INVALID_JSON, "/Enable", "true",
		"true or false" },
	{ &hcn_ip_config_schema, "{\"PrefixLength\":256}", HCN_INVALID_JSON, "/PrefixLength", "256",
		"an integer from 0 to 255" },
	{ &hcn_route_schema, "{\"Metric\":-1}", HCN_INVALID_JSON, "/Metric", "-1",
		"an integer from 0 to 65535" },
	{ &hcn_route_schema, "{\"Metric\":1.0}", HCN_INVALID_JSON, "/Metric", "1.0",
		"an integer from 0 to 65535" },
	{ &hcn_route_schema, "{\"Metric\":1e3}", HCN_INVALID_JSON, "/Metric", "1e3",
		"an integer from 0 to 65535" },
	{ &hcn_route_schema, "{\"Metric\":\"1\"}", HCN_INVALID_JSON, "/Metric", "1",
		"an integer from 0 to 65535" },
	{ &hcn_namespace_schema, "{\"NamespaceId\":4294967296}", HCN_INVALID_JSON, "/NamespaceId",
		"4294967296", "an integer from 0 to 4294967295" },
	{ &hcn_qos_schema, "{\"MaximumOutgoingBandwidthInBytes\":18446744073709551616}",
		HCN_INVALID_JSON, "/MaximumOutgoingBandwidthInBytes", "18446744073709551616",
		"an integer from 0 to 18446744073709551615" },
	{ &hcn_endpoint_schema, "{\"ID\":\"910f7d92\"}", HCN_GUID_CONVERSION_FAILURE, "/ID",
		"910f7d92", "a GUID" },
	{ &hcn_endpoint_schema, "{\"ID\":\"" GUID "0\"}", HCN_GUID_CONVERSION_FAILURE, "/ID",
		GUID "0", "a GUID" },
	{ &hcn_endpoint_schema, "{\"ID\":\"" GUID GUID "\"}", HCN_GUID_CONVERSION_FAILURE, "/ID",
		GUID GUID, "a GUID" },
	{ &hcn_endpoint_schema, "{\"ID\":0}", HCN_INVALID_JSON, "/ID", "0", "a GUID" },
	{ &hcn_network_schema, "{\"Type\":\"bridge\"}", HCN_INVALID_NETWORK_TYPE, "/Type", "bridge",
		"one of NAT, ICS, Transparent, L2Bridge, L2Tunnel, Overlay, Private, Internal, "
		"Mirrored, Infiniband, "
		"ConstrainedICS" },
	{ &hcn_network_schema, "{\"Type\":11}", HCN_INVALID_NETWORK_TYPE, "/Type", "11",
		"one of NAT, ICS, Transparent, L2Bridge, L2Tunnel, Overlay, Private, Internal, "
		"Mirrored, Infiniband, "
		"ConstrainedICS" },
	{ &hcn_namespace_schema, "{\"Type\":\"\"}", HCN_INVALID_JSON, "/Type", "",
		"one of Host, HostDefault, Guest, GuestDefault" },
	{ &hcn_namespace_schema, "{\"Type\":\"Hos\"}", HCN_INVALID_JSON, "/Type", "Hos",
		"one of Host, HostDefault, Guest, GuestDefault" },
	{ &hcn_namespace_schema, "{\"Type\":-1}", HCN_INVALID_JSON, "/Type", "-1",
		"one of Host, HostDefault, Guest, GuestDefault" },
	{ &hcn_namespace_schema, "{\"Type\":\"\\u0048\\\"\\u00e4\\n\"}", HCN_INVALID_JSON, "/Type",
		"H\"\xc3\xa4\n", "one of Host, HostDefault, Guest, GuestDefault" },
	{ &hcn_namespace_schema, "{\"Type\":true}", HCN_INVALID_JSON, "/Type", "true",
		"one of Host, HostDefault, Guest, GuestDefault" },
	{ &hcn_port_mapping_schema, "{\"Protocol\":7}", HCN_INVALID_JSON, "/Protocol", "7",
		"one of Unknown, ICMPv4, IGMP, TCP, UDP, ICMPv6" },
	{ &hcn_query_schema, "{\"Flags\":\"Detailed,Brief\"}", HCN_INVALID_JSON, "/Flags",
		"Detailed,Brief", "a number or some of None, Detailed" },
	{ &hcn_query_schema, "{\"Flags\":\"\"}", HCN_INVALID_JSON, "/Flags", "",
		"a number or some of None, Detailed" },
	{ &hcn_query_schema, "{\"Flags\":4294967296}", HCN_INVALID_JSON, "/Flags", "4294967296",
		"a number or some of None, Detailed" },
	{ &hcn_network_schema, "{\"Dns\":[]}", HCN_INVALID_JSON, "/Dns", "[]", "an object" },
	{ &hcn_network_schema, "{\"Ipams\":{}}", HCN_INVALID_JSON, "/Ipams", "{}",
		"an array of objects" },
	{ &hcn_network_schema, "{\"Ipams\":[{},null]}", HCN_INVALID_JSON, "/Ipams/1", "null",
		"an object" },
	{ &hcn_network_schema,
		"{\"Ipams\":[{\"Subnets\":[{\"Routes\":[{},{\"NextHop\":\"x\"}]}]}]}",
		HCN_INVALID_IP, "/Ipams/0/Subnets/0/Routes/1/NextHop", "x", "an IP address" },
	{ &hcn_dns_schema, "{\"Search\":\"a\"}", HCN_INVALID_JSON, "/Search", "a",
		"an array of strings" },
	{ &hcn_dns_schema, "{\"Search\":[\"a\",1]}", HCN_INVALID_JSON, "/Search/1", "1",
		"a string" },
	{ &hcn_dns_schema, "{\"Search\":[null]}", HCN_INVALID_JSON, "/Search/0", "null",
		"a string" },
	{ &hcn_endpoint_schema, "{\"Policies\":{}}", HCN_INVALID_JSON, "/Policies", "{}",
		"an array of policies" },
	{ &hcn_modify_endpoint_schema, "{\"RequestType\":\"Add\"}", HCN_INVALID_JSON,
		"/ResourceType", "", "" },
	{ &hcn_modify_endpoint_schema, "{\"RequestType\":null,\"ResourceType\":0}",
		HCN_INVALID_JSON, "/RequestType", "", "" },
	{ &hcn_endpoint_schema, "{\"Name\":\"a\",\"name\":\"b\"}", HCN_INVALID_JSON, "",
		"\"name\":\"b\"}", "" },
	{ &hcn_endpoint_schema, "{\"Name\":\"a\",}", HCN_INVALID_JSON, "", "}", "" },
};

static bool is_empty(const union object *o, size_t size)
{
	for (size_t i = 0; i < size; i++)
		if (o->bytes[i])
			return false;
	return true;
}

START_TEST(a_wrong_value_is_refused_with_its_place_and_what_it_must_be)
{
	const struct hcn_schema *s = refused[_i].schema;

	ck_assert_msg(decode(s, refused[_i].text, NULL) == refused[_i].status, "%s: %x",
		refused[_i].text, err.status);
	ck_assert_str_eq(err.pointer, refused[_i].pointer);
	ck_assert_str_eq(err.value, refused[_i].value);
	ck_assert_str_eq(err.expected, refused[_i].expected);
	ck_assert_int_eq(err.status, refused[_i].status);
	ck_assert(is_empty(&object, s->size));
}
END_TEST

START_TEST(the_error_text_names_the_member)
{
	ck_assert_int_ne(decode(&hcn_network_schema, "{\"Ipams\":[7]}", NULL), 0);
	ck_assert_str_eq(err.text, "Ipams must be an object");
	ck_assert_int_ne(decode(&hcn_modify_network_schema, "{\"RequestType\":0}", NULL), 0);
	ck_assert_str_eq(err.text, "ResourceType is missing");
	ck_assert_int_ne(decode(&hcn_network_schema, "[]", NULL), 0);
	ck_assert_str_eq(err.text, "not a JSON document: no object at byte 0");
}
END_TEST

START_TEST(a_list_of_names_that_does_not_fit_ends_with_dots)
{
	size_t len;

	ck_assert_int_ne(decode(&hcn_network_schema, "{\"Flags\":\"x\"}", NULL), 0);
	len = strlen(err.expected);
	ck_assert_uint_gt(len, 100);
	ck_assert_str_eq(err.expected + len - 5, ", ...");
}
END_TEST

/* --- options ------------------------------------------------------------------------------------- */

START_TEST(a_base_stands_before_every_pointer)
{
	struct hcn_decode_options o = { .base = "/Settings" };

	ck_assert_int_ne(decode(&hcn_network_schema, "{\"Ipams\":7}", &o), 0);
	ck_assert_str_eq(err.pointer, "/Settings/Ipams");
	ck_assert_int_ne(decode(&hcn_network_schema, "{", &o), 0);
	ck_assert_str_eq(err.pointer, "/Settings");
	ck_assert_int_ne(decode(&hcn_modify_network_schema, "{}", &o), 0);
	ck_assert_str_eq(err.pointer, "/Settings/RequestType");
}
END_TEST

static const char *const faults[] = { "{", "{\"Type\":\"x\"}", "{\"ID\":\"x\"}", "{\"Ipams\":1}",
	"{\"Policies\":[{\"Type\":\"x\"}]}",
	"{\"Policies\":[{\"Type\":\"L4Proxy\",\"Settings\":{\"IP\":\"x\"}}]}" };

START_TEST(one_status_can_stand_for_every_fault)
{
	struct hcn_decode_options o = { .status = HCN_INVALID_ARGUMENT };

	ck_assert_int_eq(decode(&hcn_network_schema, faults[_i], &o), HCN_INVALID_ARGUMENT);
	ck_assert_int_eq(err.status, HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(a_missing_member_has_the_status_asked_for)
{
	struct hcn_decode_options o = { .status = HCN_INVALID_ARGUMENT };

	ck_assert_int_eq(decode(&hcn_modify_network_schema, "{}", &o), HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(our_own_members_cannot_be_set_by_clients)
{
	struct hcn_endpoint ep = { 0 };

	ck_assert_int_eq(hcn_schema_decode(&hcn_endpoint_schema, "{\"~IfName\":\"eth0\"}", 18, NULL,
				 &ep, NULL),
		0);
	ck_assert_ptr_null(ep.if_name);
	ck_assert(!HCN_HAS(&ep, hcn_endpoint, if_name));
}
END_TEST

START_TEST(our_own_members_are_only_in_the_stores_form)
{
	struct hcn_decode_options o = { .stored = true };
	_cleanup_free_ char *client = NULL, *store = NULL;

	ck_assert_int_eq(
		decode(&hcn_endpoint_schema, "{\"Name\":\"a\",\"~IfName\":\"eth0\"}", &o), 0);
	client = encode(&hcn_endpoint_schema, &object, HCN_ENCODE_CLIENT);
	store = encode(&hcn_endpoint_schema, &object, HCN_ENCODE_STORE);
	ck_assert_str_eq(client, "{\"Name\":\"a\"}");
	ck_assert_str_eq(store, "{\"Name\":\"a\",\"~IfName\":\"eth0\"}");
	hcn_schema_clear(&hcn_endpoint_schema, &object);
}
END_TEST

START_TEST(the_limits_can_be_set)
{
	static const char text[] = "{\"Dns\":{\"Search\":[\"a\"]}}"; /* four values */
	struct hcn_decode_options o = { .max_size = sizeof(text) - 1, .max_elements = 4 };

	ck_assert_int_eq(decode(&hcn_network_schema, text, &o), 0);
	hcn_schema_clear(&hcn_network_schema, &object);
	o.max_elements = 3;
	ck_assert_int_eq(decode(&hcn_network_schema, text, &o), HCN_INVALID_JSON);
	o = (struct hcn_decode_options){ .max_size = sizeof(text) - 2 };
	ck_assert_int_eq(decode(&hcn_network_schema, text, &o), HCN_INVALID_JSON);
}
END_TEST

START_TEST(nobody_needs_to_hear_of_a_fault)
{
	ck_assert_int_eq(
		hcn_schema_decode(&hcn_network_schema, "{\"Type\":99}", 11, NULL, &object, NULL),
		HCN_INVALID_NETWORK_TYPE);
	ck_assert_int_eq(hcn_schema_decode(&hcn_network_schema, "{", 1, NULL, &object, NULL),
		HCN_INVALID_JSON);
}
END_TEST

START_TEST(the_text_needs_no_nul_behind_it)
{
	static const char text[] = { '{', '"', 'N', 'a', 'm', 'e', '"', ':', '"', 'a', '"', '}' };
	struct hcn_endpoint ep = { 0 };

	ck_assert_int_eq(
		hcn_schema_decode(&hcn_endpoint_schema, text, sizeof(text), NULL, &ep, NULL), 0);
	ck_assert_str_eq(ep.name, "a");
	hcn_schema_clear(&hcn_endpoint_schema, &ep);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ what_clients_send_is_read, HCN_N_ELEMENTS(accepted) },
		{ a_wrong_value_is_refused_with_its_place_and_what_it_must_be,
			HCN_N_ELEMENTS(refused) },
		{ the_error_text_names_the_member, 0 },
		{ a_list_of_names_that_does_not_fit_ends_with_dots, 0 },
		{ a_base_stands_before_every_pointer, 0 },
		{ one_status_can_stand_for_every_fault, HCN_N_ELEMENTS(faults) },
		{ a_missing_member_has_the_status_asked_for, 0 },
		{ our_own_members_cannot_be_set_by_clients, 0 },
		{ our_own_members_are_only_in_the_stores_form, 0 },
		{ the_limits_can_be_set, 0 },
		{ nobody_needs_to_hear_of_a_fault, 0 },
		{ the_text_needs_no_nul_behind_it, 0 },
		{ NULL },
	};

	return run_tests("schema-decode", facts);
}
