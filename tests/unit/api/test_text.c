/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Strings across the edge: exact, or refused. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "schema.h"
#include "cleanup.h"
#include "run_tests.h"
#include "text.h"

START_TEST(text_goes_in_and_out_unchanged)
{
	static const WCHAR text[] = u"{\"Name\":\"Zoë \U0001F427\"}";
	_cleanup_free_ char *inside = NULL;
	PWSTR outside;

	ck_assert_int_eq(hcn_text_in(text, "Settings", &inside, NULL), 0);
	ck_assert_str_eq(inside, "{\"Name\":\"Zoë \U0001F427\"}");
	ck_assert_int_eq(hcn_text_out(inside, &outside, NULL), 0);
	ck_assert_mem_eq(outside, text, sizeof(text));
	CoTaskMemFree(outside);
}
END_TEST

static const struct {
	WCHAR text[4];
	const char *error;
} unpaired[] = {
	{ { 'a', 0xd800, 0 }, "Settings has an unpaired surrogate, 0xd800, at character 1" },
	{ { 0xdc00, 'a', 0 }, "Settings has an unpaired surrogate, 0xdc00, at character 0" },
	{ { 0xd83d, 0xd83d, 0xdc27, 0 },
		"Settings has an unpaired surrogate, 0xd83d, at character 0" },
	{ { 0xd83d, 0xdc27, 0xdc27, 0 },
		"Settings has an unpaired surrogate, 0xdc27, at character 2" },
};

START_TEST(an_unpaired_surrogate_is_refused_with_its_place)
{
	struct hcn_error err;
	char *inside = NULL;

	ck_assert_int_eq(
		hcn_text_in(unpaired[_i].text, "Settings", &inside, &err), HCN_INVALID_JSON);
	ck_assert_str_eq(err.text, unpaired[_i].error);
	ck_assert_ptr_null(inside);
}
END_TEST

START_TEST(null_is_refused_where_text_is_required)
{
	struct hcn_error err;
	char *inside = NULL;

	ck_assert_int_eq(hcn_text_in(NULL, "Settings", &inside, &err), HCN_INVALID_ARGUMENT);
	ck_assert_str_eq(err.text, "Settings is NULL");
	ck_assert_int_eq(hcn_text_in_optional(NULL, "Query", &inside, &err), 0);
	ck_assert_ptr_null(inside);
}
END_TEST

START_TEST(text_of_the_greatest_length_is_accepted_and_one_more_is_not)
{
	_cleanup_free_ WCHAR *text = malloc((HCN_MAX_SIZE_DEFAULT + 2) * sizeof(WCHAR));
	_cleanup_free_ char *inside = NULL;
	struct hcn_error err;

	for (size_t i = 0; i <= HCN_MAX_SIZE_DEFAULT; i++)
		text[i] = 'x';
	text[HCN_MAX_SIZE_DEFAULT + 1] = 0;
	ck_assert_int_eq(hcn_text_in(text, "Settings", &inside, &err), HCN_INVALID_ARGUMENT);
	ck_assert_str_eq(err.text, "Settings is longer than 16777216 characters, or does not end");
	text[HCN_MAX_SIZE_DEFAULT] = 0;
	ck_assert_int_eq(hcn_text_in(text, "Settings", &inside, &err), 0);
	ck_assert_uint_eq(strlen(inside), HCN_MAX_SIZE_DEFAULT);
}
END_TEST

/* The sanitizers of the other build see it if one more is read. */
START_TEST(text_without_an_end_is_read_up_to_the_limit_only)
{
	_cleanup_free_ WCHAR *text = malloc((HCN_MAX_SIZE_DEFAULT + 1) * sizeof(WCHAR));
	char *inside = NULL;

	for (size_t i = 0; i <= HCN_MAX_SIZE_DEFAULT; i++)
		text[i] = 'x';
	ck_assert_int_eq(hcn_text_in(text, "Settings", &inside, NULL), HCN_INVALID_ARGUMENT);
}
END_TEST

START_TEST(an_answer_that_is_no_utf8_does_not_go_out)
{
	PWSTR outside = NULL;

	ck_assert_int_eq(hcn_text_out("a\xff", &outside, NULL), -EILSEQ);
	ck_assert_ptr_null(outside);
}
END_TEST

START_TEST(the_allocator_gives_memory_and_leaves_errno_alone)
{
	LPVOID some, none;

	errno = EBADE;
	some = CoTaskMemAlloc(100);
	none = CoTaskMemAlloc(0);
	ck_assert_ptr_nonnull(some);
	ck_assert_ptr_nonnull(none);
	memset(some, 0, 100);
	CoTaskMemFree(some);
	CoTaskMemFree(none);
	CoTaskMemFree(NULL);
	ck_assert_int_eq(errno, EBADE);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ text_goes_in_and_out_unchanged },
		{ an_unpaired_surrogate_is_refused_with_its_place, HCN_N_ELEMENTS(unpaired) },
		{ null_is_refused_where_text_is_required },
		{ text_of_the_greatest_length_is_accepted_and_one_more_is_not },
		{ text_without_an_end_is_read_up_to_the_limit_only },
		{ an_answer_that_is_no_utf8_does_not_go_out },
		{ the_allocator_gives_memory_and_leaves_errno_alone },
		{ NULL },
	};

	return run_tests("text", facts);
}
