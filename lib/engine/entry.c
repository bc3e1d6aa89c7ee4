/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * How every public function begins and ends.
 *
 * Tests: tests/unit/engine/test_context.c
 */
#include "entry.h"

#include <errno.h>
#include <string.h>

const char *hcn_kind_name(enum hcn_kind kind)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);

	return type ? type->word : NULL;
}

int hcn_check_kind(enum hcn_kind kind, const struct hcn_kind_type **ret, struct hcn_error *err)
{
	const struct hcn_kind_type *type = hcn_kind_type(kind);

	if (!type)
		return hcn_fail(
			err, HCN_INVALID_ARGUMENT, NULL, "%d is no kind of object", (int)kind);
	*ret = type;
	return 0;
}

int hcn_check_id(const char *id, struct hcn_guid *ret, struct hcn_error *err)
{
	size_t len = id ? strnlen(id, 64) : 0;
	int r;

	if (!id)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "the id is NULL");
	if (hcn_guid_parse(id, len, ret))
		return 0;
	r = hcn_fail(err, HCN_GUID_CONVERSION_FAILURE, NULL, "the id is not a GUID");
	hcn_error_value(err, id, len);
	hcn_error_expected(err, "36 characters like %s", hcn_guid_upper(&hcn_host_default_id).text);
	return r;
}

int hcn_end_call(int r, int saved_errno, struct hcn_error *err)
{
	if (r == -ENOMEM) {
		hcn_fail_oom(err);
	} else if (r < 0 && err && err->status != r) {
		hcn_fail_errno(err, -r, "unexpected error");
		err->status = r;
	}
	errno = saved_errno;
	return r;
}
