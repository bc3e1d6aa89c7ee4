/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the Windows functions add to the native ones: ids, handles, dialects, ErrorRecords. */
#include <errno.h>
#include <string.h>

#include "edge.h"

static const GUID zero;

/* The id of an object, from its own document. */
static const char *id_of(HCN_NAMESPACE handle)
{
	static char id[40];
	PWSTR text;
	json_t *json;

	assert_hr(HcnQueryNamespaceProperties(handle, QUERY_V2, &text, NULL), S_OK);
	json = take_json(&text);
	strcpy(id, text_at(json, "/ID"));
	json_decref(json);
	return id;
}

/* The ErrorRecord of a failed call, with its code checked. */
static json_t *record_of(HRESULT hr, PWSTR *record)
{
	json_t *json = take_json(record);

	ck_assert(FAILED(hr));
	ck_assert(json_is_false(at(json, "/Success")));
	ck_assert_int_eq(number_at(json, "/ErrorCode"), (uint32_t)hr);
	return json;
}

/* --- ids ------------------------------------------------------------------------------------------ */

START_TEST(the_id_parameter_wins_over_the_document)
{
	const GUID id = guid(7);
	HCN_NAMESPACE ns;

	assert_hr(HcnCreateNamespace(
			  &id, doc16("{'ID':'00000000-0000-0000-0000-000000000009'}"), &ns, NULL),
		S_OK);
	ck_assert_str_eq(id_of(ns), "00000000-0000-0000-0000-000000000007");
}
END_TEST

START_TEST(with_a_zero_parameter_the_document_has_the_id)
{
	HCN_NAMESPACE ns;

	assert_hr(HcnCreateNamespace(&zero,
			  doc16("{'ID':'{abcdefab-0000-0000-0000-000000000009}'}"), &ns, NULL),
		S_OK);
	ck_assert_str_eq(id_of(ns), "ABCDEFAB-0000-0000-0000-000000000009");
}
END_TEST

START_TEST(without_any_id_each_object_gets_a_new_one)
{
	HCN_NAMESPACE one, two;
	char first[40];

	assert_hr(HcnCreateNamespace(&zero, u"{\"ID\":\"\"}", &one, NULL), S_OK);
	assert_hr(HcnCreateNamespace(&zero, u"{}", &two, NULL), S_OK);
	strcpy(first, id_of(one));
	ck_assert_str_ne(first, "00000000-0000-0000-0000-000000000000");
	ck_assert_str_ne(first, id_of(two));
}
END_TEST

START_TEST(an_object_made_here_is_there_for_the_native_functions_and_back)
{
	GUID id = guid_of(make_network("native", "172.31.0.0/24"));
	HCN_NETWORK network = given_network(1);

	ck_assert_str_eq(
		look_text(HCN_KIND_NETWORK, "00000000-0000-0000-0000-000000000001", "/Name"),
		"net1");
	assert_hr(HcnCloseNetwork(network), S_OK);
	assert_hr(HcnOpenNetwork(&id, &network, NULL), S_OK);
	assert_hr(HcnCloseNetwork(network), S_OK);
}
END_TEST

/* --- endpoints and their network -------------------------------------------------------------------- */

static const char *const same_network[] = {
	"{}",
	"{'HostComputeNetwork':''}",
	"{'HostComputeNetwork':'00000000-0000-0000-0000-000000000000'}",
	"{'hostcomputenetwork':'00000000-0000-0000-0000-000000000000','Name':'x'}",
	"{'Name':'x','HostComputeNetwork':'abcdef00-0000-4000-8000-00000000000a'}",
	"{'HostComputeNetwork':'{ABCDEF00-0000-4000-8000-00000000000A}'}",
};

START_TEST(an_endpoint_is_made_on_the_network_of_the_handle)
{
	const GUID id = guid_of("ABCDEF00-0000-4000-8000-00000000000A"), endpoint_id = guid(2);
	HCN_NETWORK other = given_network(1), network;
	HCN_ENDPOINT endpoint;

	assert_hr(
		HcnCreateNetwork(&id, doc16("{'Name':'this','Type':'NAT'}"), &network, NULL), S_OK);
	assert_hr(HcnCreateEndpoint(
			  network, &endpoint_id, doc16("%s", same_network[_i]), &endpoint, NULL),
		S_OK);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, "00000000-0000-0000-0000-000000000002",
				 "/HostComputeNetwork"),
		"ABCDEF00-0000-4000-8000-00000000000A");
	assert_hr(HcnCloseEndpoint(endpoint), S_OK);
	assert_hr(HcnCloseNetwork(network), S_OK);
	assert_hr(HcnCloseNetwork(other), S_OK);
}
END_TEST

START_TEST(a_document_that_names_another_network_is_refused)
{
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint;
	PWSTR record;
	json_t *json;
	HRESULT hr;

	hr = HcnCreateEndpoint(network, &zero,
		doc16("{'HostComputeNetwork':'{abcdef00-0000-0000-0000-000000000002}'}"), &endpoint,
		&record);
	assert_hr(hr, HCN_E_INVALID_NETWORK);
	ck_assert_ptr_null(endpoint);
	json = record_of(hr, &record);
	ck_assert_str_eq(text_at(json, "/Pointer"), "/HostComputeNetwork");
	ck_assert_str_eq(text_at(json, "/Value"), "ABCDEF00-0000-0000-0000-000000000002");
	ck_assert_str_eq(
		text_at(json, "/Expected"), "00000000-0000-0000-0000-000000000001, or nothing");
	json_decref(json);
	ck_assert_uint_eq(count(HCN_KIND_ENDPOINT, NULL), 0);
}
END_TEST

START_TEST(a_network_that_is_no_guid_is_refused_with_its_place)
{
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint;
	PWSTR record;
	json_t *json;
	HRESULT hr;

	hr = HcnCreateEndpoint(
		network, &zero, doc16("{'HostComputeNetwork':'blue'}"), &endpoint, &record);
	assert_hr(hr, HCN_E_GUID_CONVERSION_FAILURE);
	json = record_of(hr, &record);
	ck_assert_str_eq(text_at(json, "/Pointer"), "/HostComputeNetwork");
	json_decref(json);
}
END_TEST

START_TEST(an_endpoint_on_a_deleted_network_is_refused)
{
	const GUID id = guid(1);
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint;

	assert_hr(HcnDeleteNetwork(&id, NULL), S_OK);
	assert_hr(
		HcnCreateEndpoint(network, &zero, u"{}", &endpoint, NULL), HCN_E_NETWORK_NOT_FOUND);
	ck_assert_ptr_null(endpoint);
}
END_TEST

/* --- handles and objects ---------------------------------------------------------------------------- */

START_TEST(an_unknown_id_opens_nothing)
{
	const GUID id = guid(99);
	HCN_NETWORK network = (HCN_NETWORK)1;
	HCN_ENDPOINT endpoint = (HCN_ENDPOINT)1;
	HCN_NAMESPACE ns = (HCN_NAMESPACE)1;
	PWSTR record;

	assert_hr(HcnOpenNetwork(&id, &network, &record), HCN_E_NETWORK_NOT_FOUND);
	ck_assert_ptr_null(network);
	ck_assert_ptr_nonnull(strstr(take(&record), "\"Error\":\"The network was not found. "));
	assert_hr(HcnOpenEndpoint(&id, &endpoint, NULL), HCN_E_ENDPOINT_NOT_FOUND);
	ck_assert_ptr_null(endpoint);
	assert_hr(HcnOpenNamespace(&id, &ns, NULL), HRESULT_FROM_WIN32(ERROR_NOT_FOUND));
	ck_assert_ptr_null(ns);
	assert_hr(HcnOpenNamespace(&zero, &ns, NULL), HRESULT_FROM_WIN32(ERROR_NOT_FOUND));
}
END_TEST

START_TEST(a_handle_outlives_its_object)
{
	const GUID id = guid(1);
	HCN_NETWORK network = given_network(1);
	PWSTR text = (PWSTR)1;

	assert_hr(HcnDeleteNetwork(&id, NULL), S_OK);
	assert_hr(
		HcnQueryNetworkProperties(network, QUERY_V2, &text, NULL), HCN_E_NETWORK_NOT_FOUND);
	ck_assert_ptr_null(text);
	assert_hr(HcnCloseNetwork(network), S_OK);
	assert_hr(HcnCloseNetwork(network), E_INVALIDARG);
	assert_hr(HcnDeleteNetwork(&id, NULL), HCN_E_NETWORK_NOT_FOUND);
}
END_TEST

START_TEST(closing_a_handle_leaves_the_object)
{
	const GUID id = guid(1);
	HCN_NETWORK network = given_network(1);

	assert_hr(HcnCloseNetwork(network), S_OK);
	assert_hr(HcnOpenNetwork(&id, &network, NULL), S_OK);
}
END_TEST

START_TEST(a_duplicate_is_refused_and_gives_no_handle)
{
	const GUID id = guid(1);
	HCN_NETWORK network = given_network(1), second = (HCN_NETWORK)1;
	PWSTR record;
	json_t *json;
	HRESULT hr;

	hr = HcnCreateNetwork(&id, doc16("{'Name':'other','Type':'NAT'}"), &second, &record);
	assert_hr(hr, HCN_E_NETWORK_ALREADY_EXISTS);
	ck_assert_ptr_null(second);
	json = record_of(hr, &record);
	ck_assert_str_eq(text_at(json, "/Conflict/ID"), "00000000-0000-0000-0000-000000000001");
	json_decref(json);
	assert_hr(HcnCloseNetwork(network), S_OK);
}
END_TEST

START_TEST(the_error_points_into_the_callers_document)
{
	HCN_NETWORK network;
	PWSTR record;
	json_t *json;
	HRESULT hr;

	hr = HcnCreateNetwork(&zero,
		doc16("{'Name':'x','Type':'NAT','Ipams':[{'Subnets':[{'IpAddressPrefix':'Zoë'}]}]"
		      "}"),
		&network, &record);
	assert_hr(hr, HCN_E_INVALID_PREFIX);
	json = record_of(hr, &record);
	ck_assert_str_eq(text_at(json, "/Pointer"), "/Ipams/0/Subnets/0/IpAddressPrefix");
	ck_assert_str_eq(text_at(json, "/Value"), "Zoë");
	json_decref(json);
}
END_TEST

START_TEST(modify_attaches_what_the_request_names)
{
	const GUID id = guid(2);
	HCN_NETWORK network = given_network(1);
	HCN_ENDPOINT endpoint;
	HCN_NAMESPACE ns;

	assert_hr(HcnCreateEndpoint(network, &id, u"{}", &endpoint, NULL), S_OK);
	assert_hr(HcnCreateNamespace(&zero, u"{}", &ns, NULL), S_OK);
	assert_hr(HcnModifyNamespace(ns,
			  doc16("{'ResourceType':'Endpoint','RequestType':'Add','Settings':{'"
				"EndpointId':'%s'}}",
				  "00000000-0000-0000-0000-000000000002"),
			  NULL),
		S_OK);
	ck_assert_str_eq(look_text(HCN_KIND_ENDPOINT, "00000000-0000-0000-0000-000000000002",
				 "/HostComputeNamespace"),
		id_of(ns));
}
END_TEST

/* --- queries ------------------------------------------------------------------------------------------ */

static const PCWSTR v1_queries[] = {
	NULL,
	u"",
	u"{}",
	u"{\"Flags\":1}",
	u"{\"SchemaVersion\":{\"Major\":1,\"Minor\":0}}",
	u"{\"SchemaVersion\":{\"Major\":0,\"Minor\":0}}",
};

START_TEST(a_query_for_the_v1_form_is_answered)
{
	HCN_NETWORK network = given_network(1);
	PWSTR text = NULL, record;
	json_t *json;

	assert_hr(HcnQueryNetworkProperties(network, v1_queries[_i], &text, &record), S_OK);
	ck_assert_ptr_null(record);
	json = take_json(&text);
	ck_assert_str_eq(text_at(json, "/Subnets/0/AddressPrefix"), "172.30.1.0/24");
	ck_assert_ptr_null(at(json, "/Ipams"));
	json_decref(json);
}
END_TEST

static const PCWSTR v2_queries[] = {
	QUERY_V2,
	u"{\"SchemaVersion\":{\"Major\":0,\"Minor\":0}}",
	u"{\"SchemaVersion\":{\"Major\":2,\"Minor\":16},\"Flags\":1}",
	u"{\"SchemaVersion\":{\"Major\":2},\"Filter\":\"{\\\"Name\\\":\\\"other\\\"}\"}",
};

START_TEST(a_query_for_the_v2_form_is_answered)
{
	HCN_NETWORK network = given_network(1);
	PWSTR text = NULL, record = (PWSTR)1;
	json_t *json;

	assert_hr(HcnQueryNetworkProperties(network, v2_queries[_i], &text, &record), S_OK);
	ck_assert_ptr_null(record);
	json = take_json(&text);
	ck_assert_str_eq(text_at(json, "/Name"), "net1");
	json_decref(json);
}
END_TEST

START_TEST(ids_are_the_same_in_both_forms)
{
	PWSTR ids, record = (PWSTR)1;

	(void)given_network(1);
	assert_hr(HcnEnumerateNetworks(v1_queries[_i], &ids, &record), S_OK);
	ck_assert_ptr_null(record);
	ck_assert_str_eq(take(&ids), "[\"00000000-0000-0000-0000-000000000001\"]");
}
END_TEST

START_TEST(an_enumeration_without_results_is_an_empty_list)
{
	PWSTR ids;

	assert_hr(HcnEnumerateEndpoints(NULL, &ids, NULL), S_OK);
	ck_assert_str_eq(take(&ids), "[]");
	(void)given_network(1);
	assert_hr(HcnEnumerateNetworks(doc16("{'Filter':'{\\'ID\\':\\'\\'}'}"), &ids, NULL), S_OK);
	ck_assert_str_eq(take(&ids), "[]");
}
END_TEST

START_TEST(a_call_leaves_errno_alone)
{
	const GUID id = guid(99);
	HCN_NETWORK network;
	PWSTR text;

	errno = EBADE;
	assert_hr(HcnOpenNetwork(&id, &network, NULL), HCN_E_NETWORK_NOT_FOUND);
	assert_hr(HcnEnumerateNetworks(NULL, &text, NULL), S_OK);
	CoTaskMemFree(text);
	assert_hr(HcnCloseNetwork(NULL), E_INVALIDARG);
	ck_assert_int_eq(errno, EBADE);
}
END_TEST

#define N_OF(a) ((int)(sizeof(a) / sizeof((a)[0])))

int main(void)
{
	const struct fact facts[] = {
		{ the_id_parameter_wins_over_the_document },
		{ with_a_zero_parameter_the_document_has_the_id },
		{ without_any_id_each_object_gets_a_new_one },
		{ an_object_made_here_is_there_for_the_native_functions_and_back },
		{ an_endpoint_is_made_on_the_network_of_the_handle, N_OF(same_network) },
		{ a_document_that_names_another_network_is_refused },
		{ a_network_that_is_no_guid_is_refused_with_its_place },
		{ an_endpoint_on_a_deleted_network_is_refused },
		{ an_unknown_id_opens_nothing },
		{ a_handle_outlives_its_object },
		{ closing_a_handle_leaves_the_object },
		{ a_duplicate_is_refused_and_gives_no_handle },
		{ the_error_points_into_the_callers_document },
		{ modify_attaches_what_the_request_names },
		{ a_query_for_the_v1_form_is_answered, N_OF(v1_queries) },
		{ a_query_for_the_v2_form_is_answered, N_OF(v2_queries) },
		{ ids_are_the_same_in_both_forms, N_OF(v1_queries) },
		{ an_enumeration_without_results_is_an_empty_list },
		{ a_call_leaves_errno_alone },
		{ NULL },
	};

	return run_edge_tests("objects", facts);
}
