/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queries of statistics, addresses, features and metrics, and what an older Windows says to its functions. */
#include <stdlib.h>
#include <string.h>

#include "edge.h"

static const GUID zero;

static HCN_ENDPOINT given_endpoint(void)
{
	HCN_ENDPOINT endpoint;

	assert_hr(HcnCreateEndpoint(given_network(1), &zero, u"{}", &endpoint, NULL), S_OK);
	return endpoint;
}

START_TEST(each_query_answers_what_the_native_report_does)
{
	HCN_ENDPOINT endpoint = given_endpoint();
	PWSTR text = (PWSTR)1, record = (PWSTR)1;
	json_t *json;

	assert_hr(HcnQueryEndpointStats(endpoint, QUERY_V2, &text, &record), S_OK);
	ck_assert_ptr_null(record);
	json = take_json(&text);
	ck_assert_uint_eq(json_object_size(json), 8);
	ck_assert_int_eq(number_at(json, "/PacketsReceived"), 0);
	json_decref(json);
	assert_hr(HcnQueryEndpointAddresses(endpoint, NULL, &text, &record), S_OK);
	json = take_json(&text);
	ck_assert_str_eq(text_at(json_array_get(json, 0), "/IpAddress"), "172.30.1.2");
	json_decref(json);
	assert_hr(HcnQueryFeatures(u"", &text, &record), S_OK);
	json = take_json(&text);
	ck_assert_str_eq(text_at(json_array_get(json, 0), "/Name"), "AclAddressLists");
	json_decref(json);
	assert_hr(HcnQueryMetrics(NULL, &text, &record), S_OK);
	json = take_json(&text);
	ck_assert_int_eq(number_at(json, "/Endpoints"), 1);
	json_decref(json);
}
END_TEST

START_TEST(a_place_for_the_answer_is_needed)
{
	HCN_ENDPOINT endpoint = given_endpoint();

	assert_hr(HcnQueryEndpointStats(endpoint, NULL, NULL, NULL), E_INVALIDARG);
	assert_hr(HcnQueryEndpointAddresses(endpoint, NULL, NULL, NULL), E_INVALIDARG);
	assert_hr(HcnQueryFeatures(NULL, NULL, NULL), E_INVALIDARG);
	assert_hr(HcnQueryMetrics(NULL, NULL, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(only_an_endpoints_handle_is_good)
{
	PWSTR text = (PWSTR)1;
	void *network = given_network(1);

	assert_hr(HcnQueryEndpointStats((HCN_ENDPOINT)network, NULL, &text, NULL), E_INVALIDARG);
	ck_assert_ptr_null(text);
	assert_hr(HcnQueryEndpointAddresses(NULL, NULL, &text, NULL), E_INVALIDARG);
}
END_TEST

START_TEST(an_open_handle_of_a_deleted_endpoint_is_answered_not_found)
{
	HCN_ENDPOINT endpoint;
	PWSTR text, record;
	GUID id = guid(9);
	json_t *json;

	assert_hr(HcnCreateEndpoint(given_network(1), &id, u"{}", &endpoint, NULL), S_OK);
	assert_hr(HcnDeleteEndpoint(&id, NULL), S_OK);
	assert_hr(HcnQueryEndpointStats(endpoint, NULL, &text, &record), 0x803b0002);
	json = take_json(&record);
	ck_assert_int_eq(number_at(json, "/ErrorCode"), 0x803b0002);
	json_decref(json);
}
END_TEST

START_TEST(a_query_that_is_no_document_is_refused)
{
	PWSTR text;

	assert_hr(HcnQueryEndpointStats(given_endpoint(), u"{", &text, NULL), 0x803b001b);
	assert_hr(HcnQueryFeatures(u"[]", &text, NULL), 0x803b001b);
	assert_hr(HcnQueryMetrics(u"{\"Filter\":\"{\"}", &text, NULL), 0x803b001b);
}
END_TEST

/* --- an older Windows ------------------------------------------------------------------------------- */

static void expect_missing(HRESULT hr, PWSTR *record, const char *function)
{
	json_t *json = take_json(record);

	assert_hr(hr, E_NOTIMPL);
	ck_assert_ptr_nonnull(strstr(text_at(json, "/Error"), function));
	ck_assert_ptr_nonnull(strstr(text_at(json, "/Hint"), "HCN_HNS_VERSION"));
	json_decref(json);
}

START_TEST(before_15_0_there_are_no_statistics_and_addresses)
{
	HCN_ENDPOINT endpoint;
	PWSTR text = (PWSTR)1, record;
	HRESULT hr;

	setenv("HCN_HNS_VERSION", "14.9", 1);
	endpoint = given_endpoint();
	hr = HcnQueryEndpointStats(endpoint, NULL, &text, &record);
	expect_missing(hr, &record, "HcnQueryEndpointStats");
	ck_assert_ptr_null(text);
	hr = HcnQueryEndpointAddresses(endpoint, NULL, &text, &record);
	expect_missing(hr, &record, "HcnQueryEndpointAddresses");
	assert_hr(HcnQueryFeatures(NULL, &text, NULL), S_OK);
	CoTaskMemFree(text);
}
END_TEST

START_TEST(from_15_0_on_there_are)
{
	PWSTR text;

	setenv("HCN_HNS_VERSION", "15.0", 1);
	assert_hr(HcnQueryEndpointStats(given_endpoint(), NULL, &text, NULL), S_OK);
	CoTaskMemFree(text);
}
END_TEST

START_TEST(before_9_2_there_is_no_function_at_all)
{
	PWSTR text, record;
	HCN_NETWORK network;
	HRESULT hr;

	setenv("HCN_HNS_VERSION", "9.1", 1);
	hr = HcnEnumerateNetworks(NULL, &text, &record);
	expect_missing(hr, &record, "HcnEnumerateNetworks");
	hr = HcnCreateNetwork(&zero, u"{}", &network, &record);
	expect_missing(hr, &record, "HcnCreateNetwork");
	hr = HcnQueryFeatures(NULL, &text, &record);
	expect_missing(hr, &record, "HcnQueryFeatures");
}
END_TEST

START_TEST(a_version_that_is_none_is_refused_by_every_function)
{
	PWSTR text;

	setenv("HCN_HNS_VERSION", "sixteen", 1);
	assert_hr(HcnEnumerateNetworks(NULL, &text, NULL), E_INVALIDARG);
	assert_hr(HcnQueryMetrics(NULL, &text, NULL), E_INVALIDARG);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ each_query_answers_what_the_native_report_does },
		{ a_place_for_the_answer_is_needed },
		{ only_an_endpoints_handle_is_good },
		{ an_open_handle_of_a_deleted_endpoint_is_answered_not_found },
		{ a_query_that_is_no_document_is_refused },
		{ before_15_0_there_are_no_statistics_and_addresses },
		{ from_15_0_on_there_are },
		{ before_9_2_there_is_no_function_at_all },
		{ a_version_that_is_none_is_refused_by_every_function },
		{ NULL },
	};

	return run_edge_tests("api reports", facts);
}
