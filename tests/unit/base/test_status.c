/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HRESULTs, their names and their texts, against the numbers and words that clients test. */
#include "error.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "run_tests.h"
#include "status.h"

static const struct {
	int status;
	uint32_t hresult;
	const char *name;
	const char *text;
} known[] = {
	{ HCN_OK, 0, "S_OK", "The operation completed successfully." },
	{ HCN_NETWORK_NOT_FOUND, 0x803b0001, "HCN_E_NETWORK_NOT_FOUND",
		"The network was not found." },
	{ HCN_ENDPOINT_NOT_FOUND, 0x803b0002, "HCN_E_ENDPOINT_NOT_FOUND",
		"The endpoint was not found." },
	{ HCN_ADAPTER_NOT_FOUND, 0x803b0006, "HCN_E_ADAPTER_NOT_FOUND",
		"An adapter was not found." },
	{ HCN_INVALID_POLICY, 0x803b000d, "HCN_E_INVALID_POLICY",
		"The provided policy configuration is invalid or missing parameters." },
	{ HCN_NETWORK_ALREADY_EXISTS, 0x803b0010, "HCN_E_NETWORK_ALREADY_EXISTS",
		"A network with this name already exists." },
	{ HCN_PORT_ALREADY_EXISTS, 0x803b0013, "HCN_E_PORT_ALREADY_EXISTS",
		"The specified port already exists." },
	{ HCN_ENDPOINT_ALREADY_ATTACHED, 0x803b0014, "HCN_E_ENDPOINT_ALREADY_ATTACHED",
		"This endpoint is already attached to the switch." },
	{ HCN_INVALID_JSON, 0x803b001b, "HCN_E_INVALID_JSON", "Invalid JSON document string." },
	{ HCN_INVALID_JSON_REFERENCE, 0x803b001c, "HCN_E_INVALID_JSON_REFERENCE",
		"The reference is invalid in the JSON document." },
	{ HCN_GCN_DEFAULTNAMESPACE_EXISTS, 0x803b0029, "GCN_E_DEFAULTNAMESPACE_EXISTS",
		"Default Namespace already exists." },
	{ HCN_ADDR_INVALID_OR_RESERVED, 0x803b002f, "HCN_E_ADDR_INVALID_OR_RESERVED",
		"An address provided is invalid or reserved." },
	{ HCN_INVALID_ARGUMENT, 0x80070057, "E_INVALIDARG", "The parameter is incorrect." },
	{ HCN_INVALID_HANDLE, 0x80070057, "E_INVALIDARG", "The parameter is incorrect." },
	{ HCN_NOT_IMPLEMENTED, 0x80004001, "E_NOTIMPL", "Not implemented" },
	{ HCN_ELEMENT_NOT_FOUND, 0x80070490, "ERROR_NOT_FOUND", "Element not found." },
	{ HCN_ALREADY_EXISTS, 0x800700b7, "ERROR_ALREADY_EXISTS",
		"Cannot create a file when that file already exists." },
	{ HCN_ACCESS_DENIED, 0x80070005, "E_ACCESSDENIED", "Access is denied." },
	{ HCN_OUT_OF_MEMORY, 0x8007000e, "E_OUTOFMEMORY",
		"Not enough memory resources are available to complete this operation." },
	{ HCN_LIMIT_REACHED, 0x800705aa, "ERROR_NO_SYSTEM_RESOURCES",
		"Insufficient system resources exist to complete the requested service." },
	{ HCN_FAILED, 0x80004005, "E_FAIL", "Unspecified error" },
	{ HCN_TIMEOUT, 0x800705b4, "ERROR_TIMEOUT",
		"This operation returned because the timeout period expired." },
};

START_TEST(a_status_has_the_number_name_and_text_of_windows)
{
	ck_assert_uint_eq(hcn_status_hresult(known[_i].status), known[_i].hresult);
	ck_assert_str_eq(hcn_hresult_name(known[_i].hresult), known[_i].name);
	ck_assert_str_eq(hcn_hresult_text(known[_i].hresult), known[_i].text);
}
END_TEST

START_TEST(every_hcn_status_is_the_low_half_of_its_hresult)
{
	for (int status = HCN_NETWORK_NOT_FOUND; status <= HCN_VFP_NOT_ALLOWED; status++)
		ck_assert_uint_eq(hcn_status_hresult(status), 0x803b0000u | (unsigned)status);
}
END_TEST

START_TEST(the_end_of_a_walk_is_no_status_and_no_errno)
{
	size_t n;
	const struct hcn_status_row *rows = hcn_status_rows(&n);

	ck_assert_int_gt(HCN_STOP, 0);
	for (size_t i = 0; i < n; i++)
		ck_assert_int_lt(rows[i].status, HCN_STOP);
}
END_TEST

START_TEST(every_status_has_a_name_of_its_own_and_a_text)
{
	for (uint32_t a = 0x803b0001; a <= 0x803b0037; a++) {
		ck_assert_str_ne(hcn_hresult_name(a), "");
		ck_assert_str_ne(hcn_hresult_text(a), "");
		for (uint32_t b = 0x803b0001; b < a; b++)
			ck_assert_str_ne(hcn_hresult_name(a), hcn_hresult_name(b));
	}
	for (int status = HCN_INVALID_ARGUMENT; status <= HCN_TIMEOUT; status++) {
		ck_assert_str_ne(hcn_hresult_name(hcn_status_hresult(status)), "");
		ck_assert_str_ne(hcn_hresult_text(hcn_status_hresult(status)), "");
	}
}
END_TEST

START_TEST(an_unexpected_errno_keeps_what_windows_can_say_of_it)
{
	ck_assert_uint_eq(hcn_status_hresult(-ENOMEM), 0x8007000e);
	ck_assert_uint_eq(hcn_status_hresult(-EPERM), 0x80070005);
	ck_assert_uint_eq(hcn_status_hresult(-EACCES), 0x80070005);
	ck_assert_uint_eq(hcn_status_hresult(-ENOENT), 0x80004005);
	ck_assert_uint_eq(hcn_status_hresult(-EIO), 0x80004005);
}
END_TEST

START_TEST(an_errno_becomes_a_status_where_one_fits)
{
	ck_assert_int_eq(hcn_errno_status(EPERM), HCN_ACCESS_DENIED);
	ck_assert_int_eq(hcn_errno_status(EACCES), HCN_ACCESS_DENIED);
	ck_assert_int_eq(hcn_errno_status(ENOMEM), HCN_OUT_OF_MEMORY);
	ck_assert_int_eq(hcn_errno_status(ENODEV), -ENODEV);
}
END_TEST

START_TEST(a_status_nobody_defined_is_an_unspecified_error)
{
	ck_assert_uint_eq(hcn_status_hresult(0x38), 0x80004005);
	ck_assert_uint_eq(hcn_status_hresult(0xff), 0x80004005);
	ck_assert_uint_eq(hcn_status_hresult(0x7fffffff), 0x80004005);
}
END_TEST

START_TEST(an_unknown_hresult_has_neither_name_nor_text)
{
	ck_assert_str_eq(hcn_hresult_name(0x803b0038), "");
	ck_assert_str_eq(hcn_hresult_text(0x803b0038), "");
	ck_assert_str_eq(hcn_hresult_name(1), "");
	ck_assert_str_eq(hcn_hresult_text(UINT32_MAX), "");
}
END_TEST

START_TEST(every_status_says_when_in_whole_sentences)
{
	const struct hcn_status_row *rows;
	size_t n;

	rows = hcn_status_rows(&n);
	for (size_t i = 0; i < n; i++) {
		ck_assert_msg(rows[i].when[strlen(rows[i].when) - 1] == '.', "%s", rows[i].name);
		if (rows[i].hint)
			ck_assert_msg(
				rows[i].hint[strlen(rows[i].hint) - 1] == '.', "%s", rows[i].name);
		ck_assert_uint_eq(
			hcn_status_find(rows[i].name)->hresult, hcn_status_hresult(rows[i].status));
	}
	ck_assert_ptr_null(hcn_status_find("HCN_E_"));
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_status_has_the_number_name_and_text_of_windows, HCN_N_ELEMENTS(known) },
		{ every_hcn_status_is_the_low_half_of_its_hresult },
		{ the_end_of_a_walk_is_no_status_and_no_errno },
		{ every_status_has_a_name_of_its_own_and_a_text },
		{ an_unexpected_errno_keeps_what_windows_can_say_of_it },
		{ an_errno_becomes_a_status_where_one_fits },
		{ a_status_nobody_defined_is_an_unspecified_error },
		{ an_unknown_hresult_has_neither_name_nor_text },
		{ every_status_says_when_in_whole_sentences, 0 },
		{ NULL },
	};

	return run_tests("status", facts);
}
