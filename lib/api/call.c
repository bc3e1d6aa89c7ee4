/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The frame of every Hcn function (call.h): what a client sees besides the result.
 *
 * In: a status.  Out: HRESULT, ErrorRecord, one line on stderr when HCN_DEBUG asks for it, errno as before.
 *
 * Tests: tests/unit/api/test_process.c (debugging_writes_a_line_per_call)
 */
#include "call.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "age.h"
#include "error.h"
#include "errorrecord.h"
#include "handle.h"
#include "process.h"

_Static_assert(sizeof(GUID) == sizeof(struct hcn_guid), "the same type by two names");
_Static_assert(
	offsetof(GUID, Data4) == offsetof(struct hcn_guid, data4), "the same type by two names");

struct hcn_call hcn_call_begin(const char *function, PWSTR *record)
{
	struct hcn_call c = { .function = function, .record = record, .saved_errno = errno };

	if (record)
		*record = NULL;
	if (hcn_process_debug())
		(void)clock_gettime(CLOCK_MONOTONIC, &c.start);
	return c;
}

int hcn_call_id(struct hcn_call *c, const GUID *id, struct hcn_guid *ret)
{
	int r = hcn_call_pointer(c, id, "Id");

	if (r)
		return r;
	memcpy(ret, id, sizeof(*ret));
	c->id = hcn_guid_upper(ret);
	return 0;
}

int hcn_call_handle(struct hcn_call *c, const void *handle, int kind, struct hcn_guid *ret)
{
	struct hcn_guid id;
	int r = hcn_handle_find(handle, kind, &id, &c->err);

	if (r)
		return r;
	c->id = hcn_guid_upper(&id);
	if (ret)
		*ret = id;
	return 0;
}

int hcn_call_context(struct hcn_call *c, struct hcn **ret)
{
	struct hcn *hcn;
	int r;

	r = hcn_process_context(&hcn, &c->err);
	if (!r)
		r = hcn_age_check(hcn, c->function, &c->err);
	if (!r)
		*ret = hcn;
	return r;
}

int hcn_call_pointer(struct hcn_call *c, const void *pointer, const char *name)
{
	return pointer ? 0 : hcn_fail(&c->err, HCN_INVALID_ARGUMENT, NULL, "%s is NULL", name);
}

/* In one write, so that the lines of several threads do not mix. */
static void print(const struct hcn_call *c, uint32_t hresult)
{
	struct timespec now;
	char line[160];
	int64_t us;
	int len;

	(void)clock_gettime(CLOCK_MONOTONIC, &now);
	us = (now.tv_sec - c->start.tv_sec) * 1000000 + (now.tv_nsec - c->start.tv_nsec) / 1000;
	len = snprintf(line, sizeof(line), "hcn: %s %s 0x%08x %jd us\n", c->function,
		*c->id.text ? c->id.text : "-", hresult, (intmax_t)us);
	if (write(STDERR_FILENO, line, (size_t)len) < 0)
		return; /* nobody to tell */
}

HRESULT hcn_call_end(struct hcn_call *c, int r)
{
	uint32_t hresult = hcn_status_hresult(r);

	if (r && c->record) {
		c->err.hresult = hresult;
		*c->record = hcn_errorrecord_new(&c->err);
	}
	if (hcn_process_debug())
		print(c, hresult);
	errno = c->saved_errno;
	return (HRESULT)hresult;
}
