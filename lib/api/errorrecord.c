/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ErrorRecord (errorrecord.h).
 *
 * In: a filled struct hcn_error.  Out: UTF-16 JSON.
 */
#include "errorrecord.h"

#include <stddef.h>

#include "buf.h"
#include "cleanup.h"
#include "error.h"
#include "text.h"

PWSTR hcn_errorrecord_new(const struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	PWSTR record = NULL;

	hcn_error_encode(err, &b);
	if (!b.oom && !hcn_text_out(b.data, &record, NULL))
		return record;
	return NULL;
}
