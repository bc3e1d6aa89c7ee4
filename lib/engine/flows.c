/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Established connections that changed ACLs no longer allow are ended, and UDP flows that load balancers have left behind
 * (fronts.h); all others are left alone.
 *
 * In: a staged request whose rules are in the kernel.  Out: fewer tracked connections.  Does nothing, and asks nothing, unless
 * ACLs, tiers, sets or UDP ports of load balancers differ from before.
 *
 * Tests: tests/e2e/flows.sh (a connection that is forbidden now is cut)
 */
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "decide.h"
#include "endpoint/endpoint.h"
#include "flows.h"
#include "fronts.h"
#include "grow.h"
#include "policy/policy.h"

struct end {
	struct hcn_addr addr;
	const struct hcn_endpoint *ep;
	const struct hcn_network *net;
};

/* The addresses whose rules have changed, sorted. */
struct ends {
	struct hcn_workset *ws;
	struct end *list;
	size_t n;
	size_t size;
};

static int compare_ends(const void *a, const void *b)
{
	return hcn_addr_compare(&((const struct end *)a)->addr, &((const struct end *)b)->addr);
}

static int add_end(struct ends *e, const struct end *end)
{
	if (HCN_GROW(e->list, e->n, e->size))
		return -ENOMEM;
	e->list[e->n++] = *end;
	return 0;
}

static int add_endpoint(struct ends *e, const struct hcn_endpoint *ep)
{
	struct end end = { .ep = ep };
	int r;

	if (!HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		return 0;
	r = hcn_endpoint_network(e->ws, ep, &end.net, NULL);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++)
		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &end.addr))
			r = add_end(e, &end);
	return r;
}

static int add_of_network(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct ends *e = arg;
	const void *ep;
	int r = hcn_workset_find(e->ws, kind, id, &ep, NULL);

	return r ? r : add_endpoint(e, ep);
}

static int add_network(struct ends *e, const struct hcn_network *net)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, &net->id);

	return hcn_workset_lookup(e->ws, &key, add_of_network, e);
}

static int add_item(struct ends *e, const struct hcn_item *item)
{
	const struct hcn_network *old_net = item->before, *net = item->after;
	const struct hcn_endpoint *old_ep = item->before, *ep = item->after;

	if (!item->before || !item->after || item->before == item->after)
		return 0;
	if (item->kind == HCN_KIND_ENDPOINT)
		return hcn_policies_filter_alike(
			       old_ep->policies, old_ep->n_policies, ep->policies, ep->n_policies)
			       ? 0
			       : add_endpoint(e, ep);
	if (item->kind == HCN_KIND_NETWORK)
		return hcn_policies_filter_alike(old_net->policies, old_net->n_policies,
			       net->policies, net->n_policies)
			       ? 0
			       : add_network(e, net);
	return 0;
}

static bool is_blocked(const struct ends *e, const struct hcn_addr *addr,
	enum hcn_direction direction, const struct hcn_packet *packet)
{
	const struct end key = { .addr = *addr };
	const struct end *end = e->n ? bsearch(&key, e->list, e->n, sizeof(key), compare_ends)
				     : NULL;
	struct hcn_decision decision;

	/* Without memory to ask, it stays. */
	return end && !hcn_acl_decide(end->net, end->ep, direction, packet, &decision) &&
	       !decision.allowed;
}

struct question {
	struct ends ends;
	struct hcn_fronts fronts;
};

static bool must_end(void *arg, const struct hcn_flow *flow)
{
	const struct question *q = arg;
	const struct hcn_packet packet = {
		.source = flow->source,
		.destination = flow->destination,
		.protocol = flow->protocol,
		.source_port = flow->source_port,
		.destination_port = flow->destination_port,
	};

	return hcn_fronts_left(&q->fronts, flow) ||
	       is_blocked(&q->ends, &flow->source, HCN_DIRECTION_OUT, &packet) ||
	       is_blocked(&q->ends, &flow->destination, HCN_DIRECTION_IN, &packet);
}

int hcn_flows_end(struct hcn *hcn, struct hcn_workset *ws, struct hcn_error *err)
{
	struct question q = { .ends = { .ws = ws } };
	size_t n = ws->n_items, n_ended;
	int r = hcn_fronts_collect(ws, &q.fronts);

	/* By number: looking for endpoints loads more items. */
	for (size_t i = 0; !r && i < n; i++)
		r = add_item(&q.ends, ws->items[i]);
	if (!r && q.ends.n)
		qsort(q.ends.list, q.ends.n, sizeof(*q.ends.list), compare_ends);
	if (!r && (q.ends.n || q.fronts.n))
		r = hcn->ops->end_flows(hcn->backend, must_end, &q, &n_ended, err);
	free(q.ends.list);
	hcn_fronts_clear(&q.fronts);
	return r;
}
