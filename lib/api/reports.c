/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The queries that no single object answers: statistics and addresses of endpoints, features and metrics of the service.
 *
 * In: a client's handle and query.  Out: a report of hcn.h as a string.
 */
#include <computenetwork.h>
#include <hcn.h>

#include "call.h"
#include "cleanup.h"
#include "text.h"

/* @endpoint: the handle of the one that it is about; NULL: it is about the service. */
static HRESULT report(const char *function, enum hcn_report which, const HCN_ENDPOINT *endpoint,
	PCWSTR query, PWSTR *ret, PWSTR *record)
{
	struct hcn_call c = hcn_call_begin(function, record);
	_cleanup_free_ char *text = NULL, *answer = NULL;
	struct hcn *hcn;
	int r;

	if (ret)
		*ret = NULL;
	r = hcn_call_pointer(&c, ret, "the place for the answer");
	if (!r)
		r = hcn_call_context(&c, &hcn);
	if (!r && endpoint)
		r = hcn_call_handle(&c, *endpoint, HCN_KIND_ENDPOINT, NULL);
	if (!r)
		r = hcn_text_in_optional(query, "Query", &text, &c.err);
	if (!r)
		r = hcn_report(hcn, which, endpoint ? c.id.text : NULL, text, &answer, &c.err);
	if (!r)
		r = hcn_text_out(answer, ret, &c.err);
	return hcn_call_end(&c, r);
}

HRESULT WINAPI HcnQueryEndpointStats(
	HCN_ENDPOINT Endpoint, PCWSTR Query, PWSTR *Stats, PWSTR *ErrorRecord)
{
	return report(__func__, HCN_REPORT_ENDPOINT_STATS, &Endpoint, Query, Stats, ErrorRecord);
}

HRESULT WINAPI HcnQueryEndpointAddresses(
	HCN_ENDPOINT Endpoint, PCWSTR Query, PWSTR *Addresses, PWSTR *ErrorRecord)
{
	return report(
		__func__, HCN_REPORT_ENDPOINT_ADDRESSES, &Endpoint, Query, Addresses, ErrorRecord);
}

HRESULT WINAPI HcnQueryFeatures(PCWSTR Query, PWSTR *Features, PWSTR *ErrorRecord)
{
	return report(__func__, HCN_REPORT_FEATURES, NULL, Query, Features, ErrorRecord);
}

HRESULT WINAPI HcnQueryMetrics(PCWSTR Query, PWSTR *Metrics, PWSTR *ErrorRecord)
{
	return report(__func__, HCN_REPORT_METRICS, NULL, Query, Metrics, ErrorRecord);
}
