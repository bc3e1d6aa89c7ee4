/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Filling the error record: what each setter leaves in it, cuts, pointers, and records in reuse. */
#include "error.h"

#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "run_tests.h"
#include "utf16.h"

static struct hcn_error err;

/* A text of @len bytes: @head and then as many euro signs (three bytes each) as it takes. */
static const char *euros(const char *head, size_t len)
{
	static char text[2000];
	size_t n = strlen(head);

	memcpy(text, head, n);
	for (; n + 3 <= len; n += 3)
		memcpy(text + n, "\xe2\x82\xac", 3);
	text[n] = '\0';
	return text;
}

START_TEST(a_failure_records_status_hresult_pointer_and_text)
{
	ck_assert_int_eq(
		hcn_fail(&err, HCN_INVALID_IP, "/IpConfigurations/0", "%s is outside %s", "a", "b"),
		HCN_INVALID_IP);
	ck_assert_int_eq(err.status, HCN_INVALID_IP);
	ck_assert_uint_eq(err.hresult, 0x803b001e);
	ck_assert_str_eq(err.pointer, "/IpConfigurations/0");
	ck_assert_str_eq(err.text, "a is outside b");
}
END_TEST

START_TEST(a_failure_leaves_nothing_of_an_earlier_one)
{
	memset(&err, 'x', sizeof(err));
	ck_assert_int_eq(hcn_fail(&err, HCN_FAILED, NULL, "new"), HCN_FAILED);
	ck_assert_str_eq(err.text, "new");
	ck_assert_int_eq(err.os_errno, 0);
	ck_assert(!err.dirty);
	ck_assert_str_eq(err.pointer, "");
	ck_assert_str_eq(err.value, "");
	ck_assert_str_eq(err.expected, "");
	ck_assert_str_eq(err.conflict_id, "");
	ck_assert_str_eq(err.conflict_name, "");
	ck_assert_str_eq(err.kernel, "");
	ck_assert_str_eq(err.hint, "");
}
END_TEST

START_TEST(a_failure_may_quote_the_record_it_replaces)
{
	hcn_fail(&err, HCN_FAILED, "/Name", "inner");
	hcn_fail(&err, HCN_INVALID_NETWORK, err.pointer, "outer of %s", err.text);
	ck_assert_str_eq(err.pointer, "/Name");
	ck_assert_str_eq(err.text, "outer of inner");
}
END_TEST

START_TEST(a_failure_names_the_culprit_and_what_would_do)
{
	ck_assert_int_eq(
		hcn_fail_value(&err, HCN_INVALID_IP, "/A", "1.2", "no %s", "IP"), HCN_INVALID_IP);
	ck_assert_str_eq(err.pointer, "/A");
	ck_assert_str_eq(err.value, "1.2");
	ck_assert_str_eq(err.expected, "");
	ck_assert_str_eq(err.text, "no IP");
	ck_assert_int_eq(
		hcn_fail_expected(&err, HCN_INVALID_IP, NULL, err.value, "1.2.3.4", "short"),
		HCN_INVALID_IP);
	ck_assert_str_eq(err.pointer, "");
	ck_assert_str_eq(err.value, "1.2");
	ck_assert_str_eq(err.expected, "1.2.3.4");
	hcn_fail_expected(&err, HCN_INVALID_IP, NULL, NULL, "an address", "none");
	ck_assert_str_eq(err.value, "");
}
END_TEST

START_TEST(a_record_is_optional_everywhere)
{
	const struct hcn_guid id = { 1 };

	ck_assert_int_eq(hcn_fail(NULL, HCN_INVALID_IP, "/x", "text"), HCN_INVALID_IP);
	ck_assert_int_eq(hcn_fail_errno(NULL, EIO, "text"), -EIO);
	ck_assert_int_eq(hcn_fail_oom(NULL), -ENOMEM);
	hcn_error_value(NULL, "v", 1);
	hcn_error_expected(NULL, "e");
	hcn_error_conflict(NULL, &id, "name");
	hcn_error_kernel(NULL, "k");
	hcn_error_hint(NULL, "h");
	hcn_error_context(NULL, "c");
	hcn_error_reset(NULL);
}
END_TEST

START_TEST(a_refused_system_call_records_its_errno_and_the_words_for_it)
{
	ck_assert_int_eq(hcn_fail_errno(&err, ENODEV, "cannot add %s", "br0"), -ENODEV);
	ck_assert_int_eq(err.status, -ENODEV);
	ck_assert_int_eq(err.os_errno, ENODEV);
	ck_assert_uint_eq(err.hresult, 0x80004005);
	ck_assert_str_eq(err.text, "cannot add br0: No such device");
}
END_TEST

START_TEST(a_forbidden_system_call_is_access_denied)
{
	ck_assert_int_eq(hcn_fail_errno(&err, EPERM, "cannot open"), HCN_ACCESS_DENIED);
	ck_assert_int_eq(err.status, HCN_ACCESS_DENIED);
	ck_assert_int_eq(err.os_errno, EPERM);
	ck_assert_uint_eq(err.hresult, 0x80070005);
	ck_assert_str_eq(err.text, "cannot open: Operation not permitted");
}
END_TEST

START_TEST(an_errno_without_words_shows_its_number)
{
	ck_assert_int_eq(hcn_fail_errno(&err, 9999, "odd"), -9999);
	ck_assert_str_eq(err.text, "odd: errno 9999");
}
END_TEST

START_TEST(a_long_text_before_an_errno_leaves_a_whole_record)
{
	hcn_fail_errno(&err, EIO, "%s", euros("", 900));
	ck_assert_uint_eq(strlen(err.text), HCN_ERROR_TEXT_SIZE - 1);
	ck_assert_int_eq(err.os_errno, EIO);
}
END_TEST

START_TEST(running_out_of_memory_is_recorded_as_such)
{
	ck_assert_int_eq(hcn_fail_oom(&err), -ENOMEM);
	ck_assert_int_eq(err.status, -ENOMEM);
	ck_assert_uint_eq(err.hresult, 0x8007000e);
	ck_assert_str_eq(err.text, "out of memory");
}
END_TEST

START_TEST(the_setters_refine_the_record)
{
	const struct hcn_guid id = { 0xabcdef01, 0x2345, 0x6789, { 1, 2, 3, 4, 5, 6, 7, 8 } };

	hcn_fail(&err, HCN_INVALID_IP, "/x", "text");
	hcn_error_value(&err, "value and more", 5);
	hcn_error_expected(&err, "%d or %d", 4, 6);
	hcn_error_conflict(&err, &id, "nat");
	hcn_error_kernel(&err, "Device is busy");
	hcn_error_hint(&err, "run %s", "it");
	ck_assert_str_eq(err.value, "value");
	ck_assert_str_eq(err.expected, "4 or 6");
	ck_assert_str_eq(err.conflict_id, "ABCDEF01-2345-6789-0102-030405060708");
	ck_assert_str_eq(err.conflict_name, "nat");
	ck_assert_str_eq(err.kernel, "Device is busy");
	ck_assert_str_eq(err.hint, "run it");
	ck_assert_str_eq(err.pointer, "/x");
	ck_assert_str_eq(err.text, "text");
}
END_TEST

START_TEST(what_is_not_known_stays_empty)
{
	const struct hcn_guid id = { 1 };

	hcn_fail(&err, HCN_FAILED, "", "text");
	hcn_error_conflict(&err, &id, NULL);
	hcn_error_kernel(&err, NULL); /* no extended acknowledgement came */
	ck_assert_str_eq(err.pointer, "");
	ck_assert_str_eq(err.conflict_name, "");
	ck_assert_str_eq(err.kernel, "");
}
END_TEST

START_TEST(context_goes_before_the_text)
{
	hcn_fail(&err, HCN_FAILED, "/x", "no room");
	hcn_error_context(&err, "endpoint %d", 7);
	hcn_error_context(&err, "network %s", "nat");
	ck_assert_str_eq(err.text, "network nat: endpoint 7: no room");
	ck_assert_str_eq(err.pointer, "/x");
}
END_TEST

START_TEST(long_context_cuts_the_end_of_the_text)
{
	hcn_fail(&err, HCN_FAILED, NULL, "%s", euros("", 300));
	hcn_error_context(&err, "%s", euros("", 300));
	ck_assert_uint_gt(strlen(err.text), HCN_ERROR_TEXT_SIZE - 4);
	ck_assert_mem_eq(err.text + 300, ": \xe2\x82\xac", 5);
	ck_assert(hcn_utf8_is_valid(err.text, strlen(err.text)));
}
END_TEST

START_TEST(a_long_text_is_cut_between_two_characters)
{
	static const char *const heads[] = { "", "1", "12" }; /* the cut falls on each byte once */

	for (size_t i = 0; i < HCN_N_ELEMENTS(heads); i++) {
		size_t fits = strlen(heads[i]);
		const char *text = euros(heads[i], 1500);

		while (fits + 3 < HCN_ERROR_TEXT_SIZE)
			fits += 3;
		hcn_fail(&err, HCN_FAILED, text, "%s", text);
		hcn_error_value(&err, text, strlen(text));
		hcn_error_hint(&err, "%s", text);
		ck_assert_uint_eq(strlen(err.text), fits);
		ck_assert_mem_eq(err.text, text, fits);
		ck_assert(hcn_utf8_is_valid(err.pointer, strlen(err.pointer)));
		ck_assert(hcn_utf8_is_valid(err.value, strlen(err.value)));
		ck_assert(hcn_utf8_is_valid(err.hint, strlen(err.hint)));
		ck_assert_uint_gt(strlen(err.pointer), HCN_ERROR_POINTER_SIZE - 4);
		ck_assert_uint_gt(strlen(err.value), HCN_ERROR_VALUE_SIZE - 4);
		ck_assert_uint_gt(strlen(err.hint), HCN_ERROR_HINT_SIZE - 4);
	}
}
END_TEST

START_TEST(a_text_that_fits_exactly_is_not_cut)
{
	char text[HCN_ERROR_VALUE_SIZE];

	memset(text, 'v', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	hcn_error_value(&err, text, sizeof(text) - 1);
	ck_assert_str_eq(err.value, text);
}
END_TEST

START_TEST(bytes_that_are_no_utf8_become_question_marks)
{
	hcn_error_value(&err, "a\xff\xc3z", 4);
	ck_assert_str_eq(err.value, "a??z");
}
END_TEST

START_TEST(a_reset_record_is_all_zero)
{
	static const struct hcn_error zero;

	memset(&err, 'x', sizeof(err));
	hcn_error_reset(&err);
	ck_assert_mem_eq(&err, &zero, sizeof(err));
}
END_TEST

START_TEST(a_path_renders_from_the_document_down)
{
	const struct hcn_path policies = { NULL, "Policies", 0 };
	const struct hcn_path third = { &policies, NULL, 2 };
	const struct hcn_path settings = { &third, "Settings", 0 };
	struct hcn_pointer p;

	hcn_path_render(&settings, "", &p);
	ck_assert_str_eq(p.text, "/Policies/2/Settings");
	hcn_path_render(&third, "/Settings", &p);
	ck_assert_str_eq(p.text, "/Settings/Policies/2");
	hcn_path_render(NULL, "/base", &p);
	ck_assert_str_eq(p.text, "/base");
	hcn_path_render(NULL, "", &p);
	ck_assert_str_eq(p.text, "");
}
END_TEST

START_TEST(slashes_and_tildes_of_a_key_are_escaped)
{
	static const struct {
		const char *key, *pointer;
	} keys[] = {
		/* RFC 6901, section 5 */
		{ "", "/" },
		{ "a/b", "/a~1b" },
		{ "m~n", "/m~0n" },
		{ "~1", "/~01" },
		{ "\xe2\x82\xac/", "/\xe2\x82\xac~1" },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(keys); i++) {
		const struct hcn_path path = { NULL, keys[i].key, 0 };
		struct hcn_pointer p;

		hcn_path_render(&path, "", &p);
		ck_assert_str_eq(p.text, keys[i].pointer);
	}
}
END_TEST

START_TEST(a_path_too_long_ends_after_a_whole_character)
{
	char slashes[300];
	struct hcn_path path = { NULL, slashes, 0 }, below = { &path, "x", 0 };
	struct hcn_pointer p;

	memset(slashes, '/', sizeof(slashes) - 1);
	slashes[sizeof(slashes) - 1] = '\0';
	hcn_path_render(&below, "", &p); /* "/" and 127 times "~1" fill it exactly */
	ck_assert_uint_eq(strlen(p.text), HCN_ERROR_POINTER_SIZE - 1);
	ck_assert_str_eq(p.text + HCN_ERROR_POINTER_SIZE - 3, "~1");

	hcn_path_render(&below, "/", &p); /* one byte less: half an escape is none, nor is "/x" */
	ck_assert_uint_eq(strlen(p.text), HCN_ERROR_POINTER_SIZE - 2);
	ck_assert_str_eq(p.text + HCN_ERROR_POINTER_SIZE - 4, "~1");

	path.key = euros("", 600);
	hcn_path_render(&below, "", &p);
	ck_assert(hcn_utf8_is_valid(p.text, strlen(p.text)));
	ck_assert_uint_gt(strlen(p.text), HCN_ERROR_POINTER_SIZE - 4);
}
END_TEST

START_TEST(a_pointer_comes_from_a_format)
{
	ck_assert_str_eq(hcn_pointer_of("/Policies/%d/Settings", 3).text, "/Policies/3/Settings");
	ck_assert_uint_eq(strlen(hcn_pointer_of("/%0300d", 1).text), HCN_ERROR_POINTER_SIZE - 1);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_failure_records_status_hresult_pointer_and_text },
		{ a_failure_leaves_nothing_of_an_earlier_one },
		{ a_failure_may_quote_the_record_it_replaces },
		{ a_failure_names_the_culprit_and_what_would_do },
		{ a_record_is_optional_everywhere },
		{ a_refused_system_call_records_its_errno_and_the_words_for_it },
		{ a_forbidden_system_call_is_access_denied },
		{ an_errno_without_words_shows_its_number },
		{ a_long_text_before_an_errno_leaves_a_whole_record },
		{ running_out_of_memory_is_recorded_as_such },
		{ the_setters_refine_the_record },
		{ what_is_not_known_stays_empty },
		{ context_goes_before_the_text },
		{ long_context_cuts_the_end_of_the_text },
		{ a_long_text_is_cut_between_two_characters },
		{ a_text_that_fits_exactly_is_not_cut },
		{ bytes_that_are_no_utf8_become_question_marks },
		{ a_reset_record_is_all_zero },
		{ a_path_renders_from_the_document_down },
		{ slashes_and_tildes_of_a_key_are_escaped },
		{ a_path_too_long_ends_after_a_whole_character },
		{ a_pointer_comes_from_a_format },
		{ NULL },
	};

	return run_tests("error", facts);
}
