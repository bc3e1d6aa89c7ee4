/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Tracked connections whose reason a request has taken away are ended: those that changed ACLs no longer allow, that came by a
 * frontend which leads elsewhere now (fronts.h), of endpoints that have gone (lost.h), and that leave with a source which is not theirs
 * any more (outbound.h).  All others are left alone.
 *
 * In: a staged request whose rules are in the kernel.  Out: fewer tracked connections.  Does nothing, and asks nothing, unless
 * one of these differs from before.
 *
 * Tests: tests/unit/engine/test_flows.c (what_has_lost_its_reason_ends_and_nothing_else)
 */
#include <errno.h>
#include <stdlib.h>

#include "cleanup.h"
#include "decide.h"
#include "endpoint/endpoint.h"
#include "flows.h"
#include "fronts.h"
#include "grow.h"
#include "lost.h"
#include "outbound.h"
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
	struct hcn_lost lost;
	struct hcn_fronts fronts;
	struct hcn_outbound outbound;
};

static unsigned judge(void *arg, const struct hcn_flow *flow)
{
	const struct question *q = arg;
	const struct hcn_packet packet = {
		.source = flow->source,
		.destination = flow->destination,
		.protocol = flow->protocol,
		.source_port = flow->source_port,
		.destination_port = flow->destination_port,
	};

	unsigned how = hcn_lost_judge(&q->lost, flow);

	if (!how && (is_blocked(&q->ends, &flow->source, HCN_DIRECTION_OUT, &packet) ||
			    is_blocked(&q->ends, &flow->destination, HCN_DIRECTION_IN, &packet)))
		how = HCN_FLOW_CUT;
	if (!how)
		how = hcn_fronts_judge(&q->fronts, flow);
	return how ? how : hcn_outbound_judge(&q->outbound, flow);
}

static int collect(struct hcn_workset *ws, struct question *q)
{
	size_t n = ws->n_items;
	int r = hcn_lost_collect(ws, &q->lost);

	if (!r)
		r = hcn_fronts_collect(ws, &q->fronts);
	if (!r)
		r = hcn_outbound_collect(ws, &q->outbound);
	/* By number: looking for endpoints loads more items. */
	for (size_t i = 0; !r && i < n; i++)
		r = add_item(&q->ends, ws->items[i]);
	if (!r && q->ends.n)
		qsort(q->ends.list, q->ends.n, sizeof(*q->ends.list), compare_ends);
	return r;
}

int hcn_flows_end(struct hcn *hcn, struct hcn_workset *ws, struct hcn_error *err)
{
	struct question q = { .ends = { .ws = ws } };
	size_t n_ended;
	int r = collect(ws, &q);

	if (!r && (q.ends.n || q.lost.n || q.fronts.n || q.outbound.n))
		r = hcn->ops->end_flows(hcn->backend, judge, &q, &n_ended, err);
	free(q.ends.list);
	hcn_lost_clear(&q.lost);
	hcn_fronts_clear(&q.fronts);
	hcn_outbound_clear(&q.outbound);
	return r;
}
