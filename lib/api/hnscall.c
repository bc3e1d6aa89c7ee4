/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * HNSCall (hnscall.h).
 *
 * In: UTF-16.  Out: the answer of hcn_rest_call().  What goes wrong on the way there is an answer too: clients render a failing
 * HRESULT in words of their own and then miss the text that they look for (doc/facts/clients.md §5.2).
 *
 * Tests: tests/abi/vmcompute.c (HNSCall), tests/clients/shim_hns.c (HNSCall)
 */
#include "hnscall.h"

#include <errno.h>

#include "call.h"
#include "cleanup.h"
#include "errorrecord.h"
#include "process.h"
#include "text.h"

static int call_rest(
	PCWSTR method, PCWSTR path, PCWSTR object, PWSTR *response, struct hcn_error *err)
{
	_cleanup_free_ char *m = NULL, *p = NULL, *body = NULL, *answer = NULL;
	struct hcn *hcn;
	int r;

	r = hcn_text_in(method, "Method", &m, err);
	if (!r)
		r = hcn_text_in(path, "Path", &p, err);
	if (!r)
		r = hcn_text_in_optional(object, "Object", &body, err);
	if (!r)
		r = hcn_process_context(&hcn, err);
	if (!r)
		r = hcn_rest_call(hcn, m, p, body, &answer, err);
	return r ? r : hcn_text_out(answer, response, err);
}

HRESULT hcn_private_hnscall(PCWSTR method, PCWSTR path, PCWSTR object, PWSTR *response)
{
	struct hcn_call c = hcn_call_begin("HNSCall", NULL);
	int r;

	if (response)
		*response = NULL;
	r = hcn_call_pointer(&c, response, "Response");
	if (!r)
		r = hcn_call_pointer(&c, method, "Method");
	if (!r)
		r = hcn_call_pointer(&c, path, "Path");
	if (r)
		return hcn_call_end(&c, r);
	r = call_rest(method, path, object, response, &c.err);
	if (r) {
		c.err.hresult = hcn_status_hresult(r);
		*response = hcn_errorrecord_new(&c.err);
		r = *response ? 0 : -ENOMEM;
	}
	return hcn_call_end(&c, r);
}
