/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hcsshim's internal/hns/hns.go: hnsCall and what it demands of an answer (doc/facts/clients.md §2.8.1). */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <vmcompute.h>

#include "cleanup.h"
#include "shim.h"
#include "utf16.h"

static char16_t *wide(const char *text)
{
	char16_t *ret;

	ck_assert_int_eq(hcn_utf8_to_utf16(text, strlen(text), &ret, NULL, NULL), 0);
	return ret;
}

/* The answer as text; HNS reports its errors inside, with S_OK. */
static char *call(const char *method, const char *path, const char *body)
{
	_cleanup_free_ char16_t *wide_method = wide(method), *wide_path = wide(path),
				*wide_body = wide(body);
	PWSTR response = NULL;
	char *text;

	shim_hr = (uint32_t)HNSCall(wide_method, wide_path, wide_body, &response);
	ck_assert_msg(!shim_hr, "HNSCall %s %s: 0x%08x", method, path, shim_hr);
	ck_assert_ptr_nonnull(response);
	ck_assert_int_eq(
		hcn_utf16_to_utf8(response, hcn_utf16_len(response, 1 << 24), &text, NULL, NULL),
		0);
	CoTaskMemFree(response);
	return text;
}

bool shim_try_hns(const char *method, const char *path, const char *body, json_t **ret)
{
	_cleanup_free_ char *text = call(method, path, body);
	json_t *answer = shim_parse(text), *output = json_object_get(answer, "Output");

	ck_assert_msg(json_is_boolean(at(answer, "/Success")), "%s", text);
	if (json_is_false(at(answer, "/Success"))) {
		ck_assert_str_ne(text_at(answer, "/Error"), "");
		(void)snprintf(shim_error, sizeof(shim_error), "hns failed with error : %s",
			text_at(answer, "/Error"));
		return false;
	}
	/* decoded into a struct or a slice: a text breaks that */
	ck_assert_msg(!output || json_is_object(output) || json_is_array(output), "%s", text);
	if (ret)
		*ret = output;
	return true;
}

json_t *shim_hns(const char *method, const char *path, const char *body)
{
	json_t *output = NULL;

	ck_assert_msg(shim_try_hns(method, path, body, &output), "%s %s %s: %s", method, path, body,
		shim_error);
	return output;
}
