/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HNSCall's paths in tests: one call, its answer as JSON, checked for what no answer may contain. */
#ifndef HCN_TEST_HNS_CALL_H
#define HCN_TEST_HNS_CALL_H

#include <string.h>

#include "world.h"

/* No null, no empty GUID: WSL's reader and Go's pointers break on them (doc/facts/clients.md §10). */
static inline void expect_no_null(json_t *value)
{
	const char *key;
	json_t *member;
	size_t i;

	ck_assert(!json_is_null(value));
	json_object_foreach(value, key, member)
	{
		if (json_is_null(member))
			ck_abort_msg("%s is null", key);
		expect_no_null(member);
	}
	json_array_foreach(value, i, member) expect_no_null(member);
}

/* The whole answer; the caller json_decref()s. */
static inline json_t *hns(const char *method, const char *path, const char *body)
{
	json_t *answer, *output;
	char *text = NULL;

	ck_assert_int_eq(hcn_rest_call(world, method, path, body, &text, &world_error), 0);
	answer = json_loads(text, 0, NULL);
	if (!answer)
		ck_abort_msg("%s %s: %s", method, path, text);
	expect_no_null(answer);
	output = json_object_get(answer, "Output");
	ck_assert(json_is_boolean(json_object_get(answer, "Success")));
	ck_assert(!output || json_is_object(output) || json_is_array(output));
	if (json_is_false(json_object_get(answer, "Success"))) {
		ck_assert_ptr_null(output);
		ck_assert_str_ne(text_at(answer, "/Error"), "");
		ck_assert_int_gt(number_at(answer, "/ErrorCode"), 0);
	}
	hcn_free(text);
	return answer;
}

/* "Output" of a call that works, NULL when there is none; the caller json_decref()s. */
static inline json_t *hns_works(const char *method, const char *path, const char *body)
{
	json_t *answer = hns(method, path, body), *output;

	if (!json_is_true(json_object_get(answer, "Success")))
		ck_abort_msg("%s %s: %s", method, path, text_at(answer, "/Error"));
	output = json_incref(json_object_get(answer, "Output"));
	json_decref(answer);
	return output;
}

/* A call that fails with this HRESULT and a text that has @part in it; the caller json_decref()s the answer. */
static inline json_t *hns_refuses(
	const char *method, const char *path, const char *body, uint32_t hresult, const char *part)
{
	json_t *answer = hns(method, path, body);

	if (json_is_true(json_object_get(answer, "Success")))
		ck_abort_msg("%s %s works", method, path);
	if (number_at(answer, "/ErrorCode") != hresult || !strstr(text_at(answer, "/Error"), part))
		ck_abort_msg("%s %s: 0x%08x %s", method, path,
			(unsigned)number_at(answer, "/ErrorCode"), text_at(answer, "/Error"));
	return answer;
}

#endif
