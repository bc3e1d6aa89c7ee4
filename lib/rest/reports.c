/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The paths of what is computed rather than stored: version, stats, addresses, port pools; and of what there never is.
 *
 * Tests: tests/unit/rest/test_rest.c (port_pools_are_the_ports_that_endpoints_publish)
 */
#include "cleanup.h"
#include "policy/policy.h"
#include "rest.h"

static int put_report(struct hcn_rest *call, enum hcn_report report, struct hcn_error *err)
{
	_cleanup_free_ char *text = NULL;
	int r = hcn_report(call->hcn, report, *call->id ? call->id : NULL, NULL, &text, err);

	if (!r)
		hcn_buf_puts(&call->out, text);
	return r;
}

int hcn_rest_version(struct hcn_rest *call, struct hcn_error *err)
{
	return put_report(call, HCN_REPORT_VERSION, err);
}

int hcn_rest_stats(struct hcn_rest *call, struct hcn_error *err)
{
	return put_report(call, HCN_REPORT_ENDPOINT_STATS, err);
}

int hcn_rest_addresses(struct hcn_rest *call, struct hcn_error *err)
{
	return put_report(call, HCN_REPORT_ENDPOINT_ADDRESSES, err);
}

/* No request goes on when its answer is out, and nothing can be plugged in. */
int hcn_rest_nothing(struct hcn_rest *call, struct hcn_error *err)
{
	hcn_buf_puts(&call->out, "[]");
	return 0;
}

/* --- port pools --------------------------------------------------------------------------------------------- */

/*
 * [unk] What Windows says of a pool; here it is a port of the host that an endpoint publishes, or the ports that a guest network
 * service reserved.  @protocol: HCN's or IANA's number; 0 for TCP and UDP.
 */
static void put_pool(struct hcn_buf *out, const char *owner, uint32_t protocol, uint32_t first,
	uint32_t last, bool shared)
{
	hcn_buf_printf(out,
		"%s{\"OwnerId\":\"%s\",\"Protocol\":%u,\"StartingPort\":%u,\"EndingPort\":%u,"
		"\"Shared\":%s}",
		out->len > 1 ? "," : "", owner, protocol, first, last, shared ? "true" : "false");
}

struct pools {
	struct hcn_workset *ws;
	struct hcn_buf *out;
};

static int put_endpoint(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct pools *pools = arg;
	const struct hcn_port_mapping *pm;
	const struct hcn_endpoint *ep;
	struct hcn_mapping m[2];
	const void *object;
	size_t i = 0;
	int r;

	r = hcn_workset_find(pools->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ep = object;
	while ((pm = hcn_policies_next(
			ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING, &i))) {
		size_t n = hcn_port_mappings(ep, pm, m);

		for (size_t j = 0; j < n; j++)
			put_pool(pools->out, hcn_guid_upper(id).text, m[j].protocol,
				m[j].external_port, m[j].external_port, false);
	}
	return 0;
}

static int put_reserved(struct hcn_rest *call, struct hcn_error *err)
{
	static const uint32_t protocols[] = { 0, 6, 17, 0 }; /* by the bits TCP and UDP */
	_cleanup_free_ struct hcn_port_entry *entries = NULL;
	size_t n = 0;
	int r = hcn_ports_list(call->hcn, &entries, &n, err);

	for (size_t i = 0; i < n; i++)
		put_pool(&call->out, entries[i].owner, protocols[entries[i].protocols & 3],
			entries[i].first, entries[i].last, entries[i].shared);
	return r;
}

int hcn_rest_port_pools(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_request rq;
	struct pools pools = { &rq.ws, &call->out };
	int r;

	r = hcn_request_begin(&rq, call->hcn, false, err);
	if (r)
		return r;
	hcn_buf_putc(&call->out, '[');
	r = hcn_workset_each(&rq.ws, HCN_KIND_ENDPOINT, put_endpoint, &pools);
	hcn_request_end(&rq);
	if (!r)
		r = put_reserved(call, err);
	hcn_buf_putc(&call->out, ']');
	return r;
}
