/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HNSCall as programs get it: from libvmcompute.so, beside libcomputenetwork.so and on the same objects. */
#include <errno.h>
#include <string.h>

#include <computenetwork.h>
#include <vmcompute.h>

#include "run_tests.h"

/* The answer as ASCII: nothing else is in those here.  Static, good until the next call. */
static const char *call(PCWSTR method, PCWSTR path, PCWSTR object)
{
	static char text[4096];
	PWSTR response = NULL;
	size_t i = 0;

	ck_assert_int_eq(HNSCall(method, path, object, &response), S_OK);
	ck_assert_ptr_nonnull(response);
	for (; response[i] && i + 1 < sizeof(text); i++)
		text[i] = response[i] < 0x80 ? (char)response[i] : '?';
	text[i] = '\0';
	CoTaskMemFree(response);
	return text;
}

#define has(text, part) ck_assert_msg(strstr(text, part) != NULL, "no %s in %s", part, text)

START_TEST(both_libraries_see_the_same_objects)
{
	static const GUID id = { 0xb95d0c5e, 0x57d4, 0x412b,
		{ 0xb5, 0x71, 0x18, 0xa8, 0x1a, 0x16, 0xe0, 0x05 } };
	HCN_NETWORK network;

	ck_assert_int_eq(HcnCreateNetwork(&id, u"{\"Name\":\"blue\"}", &network, NULL), S_OK);
	has(call(u"GET", u"/networks/", u""), "B95D0C5E-57D4-412B-B571-18A81A16E005");
	has(call(u"GET", u"/networks/b95d0c5e-57d4-412b-b571-18a81a16e005", NULL), "\"blue\"");
	ck_assert_str_eq(call(u"DELETE", u"/networks/b95d0c5e-57d4-412b-b571-18a81a16e005", u""),
		"{\"Success\":true}");
	ck_assert_int_eq(HcnDeleteNetwork(&id, NULL), HCN_E_NETWORK_NOT_FOUND);
	ck_assert_int_eq(HcnCloseNetwork(network), S_OK);
}
END_TEST

START_TEST(what_fails_is_an_answer_too)
{
	static const WCHAR unpaired[] = { '{', 0xd800, '}', 0 };
	const char *text;

	text = call(u"DELETE", u"/endpoints/b95d0c5e-57d4-412b-b571-18a81a16e005", NULL);
	has(text, "{\"Success\":false,\"Error\":\"The endpoint was not found.");
	has(text, "\"ErrorCode\":2151350274");
	has(call(u"POST", u"/networks", unpaired), "0xd800");
	has(call(unpaired, u"/networks", NULL), "Method has an unpaired surrogate");
	has(call(u"GET", u"/nothing", NULL), "\"Success\":false");
}
END_TEST

START_TEST(null_pointers_are_invalid_and_leave_no_answer)
{
	PWSTR response = (PWSTR)1;

	ck_assert_int_eq(HNSCall(NULL, u"/networks", u"", &response), E_INVALIDARG);
	ck_assert_ptr_null(response);
	response = (PWSTR)1;
	ck_assert_int_eq(HNSCall(u"GET", NULL, u"", &response), E_INVALIDARG);
	ck_assert_ptr_null(response);
	ck_assert_int_eq(HNSCall(u"GET", u"/networks", u"", NULL), E_INVALIDARG);
}
END_TEST

START_TEST(a_call_leaves_errno_alone)
{
	PWSTR response;

	errno = EBADE;
	ck_assert_int_eq(HNSCall(u"GET", u"/globals/version", u"", &response), S_OK);
	ck_assert_int_eq(errno, EBADE);
	CoTaskMemFree(response);
	ck_assert_int_eq(HNSCall(u"GET", u"/networks/x", u"", &response), S_OK);
	ck_assert_int_eq(errno, EBADE);
	CoTaskMemFree(response);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ both_libraries_see_the_same_objects },
		{ what_fails_is_an_answer_too },
		{ null_pointers_are_invalid_and_leave_no_answer },
		{ a_call_leaves_errno_alone },
		{ 0 },
	};

	return run_tests("vmcompute", facts);
}
