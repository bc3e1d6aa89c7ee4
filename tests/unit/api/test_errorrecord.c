/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* ErrorRecord: the JSON of a failed call, and the HRESULTs in it. */
#include <stdio.h>
#include <string.h>

#include <hcn/hresult.h>

#include "cleanup.h"
#include "error.h"
#include "errorrecord.h"
#include "run_tests.h"
#include "text.h"

static void assert_record(const struct hcn_error *err, const char *expected)
{
	_cleanup_free_ char *text = NULL;
	PWSTR record = hcn_errorrecord_new(err);

	ck_assert_ptr_nonnull(record);
	ck_assert_int_eq(hcn_text_in(record, "ErrorRecord", &text, NULL), 0);
	CoTaskMemFree(record);
	ck_assert_str_eq(text, expected);
}

START_TEST(windows_text_comes_first_and_the_code_is_unsigned)
{
	struct hcn_error err;

	hcn_fail(&err, HCN_NETWORK_NOT_FOUND, NULL, "no network has the id %d", 7);
	assert_record(&err, "{\"Success\":false,\"Error\":\"The network was not found. no network "
			    "has the id 7\","
			    "\"ErrorCode\":2151350273}");
}
END_TEST

START_TEST(everything_known_is_told)
{
	const struct hcn_guid id = { .data1 = 1 };
	struct hcn_error err;

	hcn_fail(&err, HCN_ADDR_INVALID_OR_RESERVED, "/IpConfigurations/0/IpAddress", "in use");
	hcn_error_value(&err, "10.0.0.2", 8);
	hcn_error_expected(&err, "a free address");
	hcn_error_conflict(&err, &id, "red");
	hcn_error_kernel(&err, "RTNETLINK says no");
	hcn_error_hint(&err, "leave it out");
	err.os_errno = 17;
	assert_record(&err,
		"{\"Success\":false,\"Error\":\"An address provided is invalid or reserved. in "
		"use\","
		"\"ErrorCode\":2151350319,\"Pointer\":\"/IpConfigurations/0/"
		"IpAddress\",\"Value\":\"10.0.0.2\","
		"\"Expected\":\"a free address\","
		"\"Conflict\":{\"ID\":\"00000001-0000-0000-0000-000000000000\",\"Name\":\"red\"},"
		"\"Errno\":17,\"Kernel\":\"RTNETLINK says no\",\"Hint\":\"leave it out\"}");
}
END_TEST

START_TEST(a_conflict_without_a_name_has_only_the_id)
{
	const struct hcn_guid id = { .data1 = 1 };
	struct hcn_error err;

	hcn_fail(&err, HCN_ALREADY_EXISTS, NULL, "twice");
	hcn_error_conflict(&err, &id, NULL);
	assert_record(&err, "{\"Success\":false,\"Error\":\"Cannot create a file when that file "
			    "already exists. twice\","
			    "\"ErrorCode\":2147942583,"
			    "\"Conflict\":{\"ID\":\"00000001-0000-0000-0000-000000000000\"}}");
}
END_TEST

START_TEST(texts_are_escaped)
{
	struct hcn_error err;

	hcn_fail(&err, HCN_INVALID_JSON, "/a\"b", "line\nbreak \\ \U0001F427");
	assert_record(&err, "{\"Success\":false,\"Error\":\"Invalid JSON document string. "
			    "line\\nbreak \\\\ \U0001F427\","
			    "\"ErrorCode\":2151350299,\"Pointer\":\"/a\\\"b\"}");
}
END_TEST

START_TEST(the_longest_texts_are_whole)
{
	struct hcn_error err = { .hresult = (uint32_t)HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS };
	_cleanup_free_ char *text = NULL;
	PWSTR record;

	memset(err.text, 'x', sizeof(err.text) - 1);
	record = hcn_errorrecord_new(&err);
	ck_assert_int_eq(hcn_text_in(record, "ErrorRecord", &text, NULL), 0);
	CoTaskMemFree(record);
	ck_assert_ptr_nonnull(strstr(text, err.text));
	ck_assert_ptr_nonnull(strstr(text, "namespace. x"));
}
END_TEST

#define ROW(name)                                                                                  \
	{                                                                                          \
		(uint32_t) name, #name                                                             \
	}

static const struct {
	uint32_t hresult;
	const char *name;
} hresults[] = {
	ROW(HCN_E_NETWORK_NOT_FOUND),
	ROW(HCN_E_ENDPOINT_NOT_FOUND),
	ROW(HCN_E_LAYER_NOT_FOUND),
	ROW(HCN_E_SWITCH_NOT_FOUND),
	ROW(HCN_E_SUBNET_NOT_FOUND),
	ROW(HCN_E_ADAPTER_NOT_FOUND),
	ROW(HCN_E_PORT_NOT_FOUND),
	ROW(HCN_E_POLICY_NOT_FOUND),
	ROW(HCN_E_VFP_PORTSETTING_NOT_FOUND),
	ROW(HCN_E_INVALID_NETWORK),
	ROW(HCN_E_INVALID_NETWORK_TYPE),
	ROW(HCN_E_INVALID_ENDPOINT),
	ROW(HCN_E_INVALID_POLICY),
	ROW(HCN_E_INVALID_POLICY_TYPE),
	ROW(HCN_E_INVALID_REMOTE_ENDPOINT_OPERATION),
	ROW(HCN_E_NETWORK_ALREADY_EXISTS),
	ROW(HCN_E_LAYER_ALREADY_EXISTS),
	ROW(HCN_E_POLICY_ALREADY_EXISTS),
	ROW(HCN_E_PORT_ALREADY_EXISTS),
	ROW(HCN_E_ENDPOINT_ALREADY_ATTACHED),
	ROW(HCN_E_REQUEST_UNSUPPORTED),
	ROW(HCN_E_MAPPING_NOT_SUPPORTED),
	ROW(HCN_E_DEGRADED_OPERATION),
	ROW(HCN_E_SHARED_SWITCH_MODIFICATION),
	ROW(HCN_E_GUID_CONVERSION_FAILURE),
	ROW(HCN_E_REGKEY_FAILURE),
	ROW(HCN_E_INVALID_JSON),
	ROW(HCN_E_INVALID_JSON_REFERENCE),
	ROW(HCN_E_ENDPOINT_SHARING_DISABLED),
	ROW(HCN_E_INVALID_IP),
	ROW(HCN_E_SWITCH_EXTENSION_NOT_FOUND),
	ROW(HCN_E_MANAGER_STOPPED),
	ROW(GCN_E_MODULE_NOT_FOUND),
	ROW(GCN_E_NO_REQUEST_HANDLERS),
	ROW(GCN_E_REQUEST_UNSUPPORTED),
	ROW(GCN_E_RUNTIMEKEYS_FAILED),
	ROW(GCN_E_NETADAPTER_TIMEOUT),
	ROW(GCN_E_NETADAPTER_NOT_FOUND),
	ROW(GCN_E_NETCOMPARTMENT_NOT_FOUND),
	ROW(GCN_E_NETINTERFACE_NOT_FOUND),
	ROW(GCN_E_DEFAULTNAMESPACE_EXISTS),
	ROW(HCN_E_ICS_DISABLED),
	ROW(HCN_E_ENDPOINT_NAMESPACE_ALREADY_EXISTS),
	ROW(HCN_E_ENTITY_HAS_REFERENCES),
	ROW(HCN_E_INVALID_INTERNAL_PORT),
	ROW(HCN_E_NAMESPACE_ATTACH_FAILED),
	ROW(HCN_E_ADDR_INVALID_OR_RESERVED),
	ROW(HCN_E_INVALID_PREFIX),
	ROW(HCN_E_OBJECT_USED_AFTER_UNLOAD),
	ROW(HCN_E_INVALID_SUBNET),
	ROW(HCN_E_INVALID_IP_SUBNET),
	ROW(HCN_E_ENDPOINT_NOT_ATTACHED),
	ROW(HCN_E_ENDPOINT_NOT_LOCAL),
	ROW(HCN_E_INTERFACEPARAMETERS_ALREADY_APPLIED),
	ROW(HCN_E_VFP_NOT_ALLOWED),
	ROW(S_OK),
	ROW(E_NOTIMPL),
	ROW(E_FAIL),
	ROW(E_ACCESSDENIED),
	ROW(E_OUTOFMEMORY),
	ROW(E_INVALIDARG),
	{ (uint32_t)HRESULT_FROM_WIN32(ERROR_NOT_FOUND), "ERROR_NOT_FOUND" },
	{ (uint32_t)HRESULT_FROM_WIN32(ERROR_ALREADY_EXISTS), "ERROR_ALREADY_EXISTS" },
};

START_TEST(the_hresults_of_the_header_are_those_of_the_library)
{
	ck_assert_str_eq(hcn_hresult_name(hresults[_i].hresult), hresults[_i].name);
}
END_TEST

START_TEST(the_header_has_every_hresult_of_the_service)
{
	for (uint32_t i = 0; i < HCN_VFP_NOT_ALLOWED; i++)
		ck_assert_uint_eq(hresults[i].hresult, 0x803b0001u + i);
}
END_TEST

START_TEST(succeeded_and_failed_go_by_the_sign)
{
	ck_assert(SUCCEEDED(S_OK) && SUCCEEDED(S_FALSE) && SUCCEEDED(HRESULT_FROM_WIN32(0)));
	ck_assert(FAILED(E_FAIL) && FAILED(HCN_E_INVALID_IP) && !FAILED(S_FALSE));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ windows_text_comes_first_and_the_code_is_unsigned },
		{ everything_known_is_told },
		{ a_conflict_without_a_name_has_only_the_id },
		{ texts_are_escaped },
		{ the_longest_texts_are_whole },
		{ the_hresults_of_the_header_are_those_of_the_library, HCN_N_ELEMENTS(hresults) },
		{ the_header_has_every_hresult_of_the_service },
		{ succeeded_and_failed_go_by_the_sign },
		{ NULL },
	};

	return run_tests("errorrecord", facts);
}
