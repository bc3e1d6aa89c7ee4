/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * UDP has no end: a client that keeps its socket keeps its tracked flow, and with it the endpoint that was chosen at its
 * first packet.  When that endpoint leaves the load balancer, or the load balancer comes after the first packet, the flow must
 * be forgotten so that the next packet is balanced (fronts.h).
 *
 * In: a staged request.  Out: answers about flows.  TCP is left alone: its ends close it.
 *
 * Tests: tests/trace/test_trace.c (a_trace_says_what_the_kernel_does)
 */
#include "fronts.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "policy/policy.h"
#include "references.h"

static int compare_fronts(const void *a, const void *b)
{
	const struct hcn_front *x = a, *y = b;
	int order = hcn_addr_compare(&x->vip, &y->vip);

	return order ? order : x->port - y->port;
}

static struct hcn_front *find(struct hcn_fronts *f, const struct hcn_front *key)
{
	for (size_t i = 0; i < f->n; i++)
		if (!compare_fronts(&f->list[i], key))
			return &f->list[i];
	return NULL;
}

static int add(struct hcn_fronts *f, const struct hcn_front *front)
{
	if (HCN_GROW(f->list, f->n, f->size))
		return -ENOMEM;
	f->list[f->n++] = *front;
	return 0;
}

/* The frontends of @lb; those that its state before the request had already are found again. */
static int add_side(struct hcn_fronts *of_item, const struct hcn_load_balancer *lb, bool after)
{
	int r = 0;

	for (size_t i = 0; lb && !r && i < hcn_lb_n_frontends(lb); i++) {
		const struct hcn_lb_port_mapping *m = &lb->port_mappings[i % lb->n_port_mappings];
		const struct hcn_frontend f = hcn_lb_frontend(lb, i);
		struct hcn_front front = { .vip = f.vip,
			.port = m->external_port,
			.target_port = m->internal_port,
			.lb = after ? lb : NULL };
		struct hcn_front *known;

		if (f.protocol != HCN_PROTOCOL_UDP)
			continue;
		front.vip.family = (uint8_t)f.family;
		known = find(of_item, &front);
		if (known)
			*known = front;
		else
			r = add(of_item, &front);
	}
	return r;
}

static int add_item(struct hcn_fronts *f, const struct hcn_item *item)
{
	struct hcn_fronts of_item = { 0 };
	int r;

	if (item->kind != HCN_KIND_LOADBALANCER || item->before == item->after)
		return 0;
	r = add_side(&of_item, item->before, false);
	if (!r)
		r = add_side(&of_item, item->after, true);
	for (size_t i = 0; !r && i < of_item.n; i++)
		r = add(f, &of_item.list[i]);
	free(of_item.list);
	return r;
}

int hcn_fronts_collect(struct hcn_workset *ws, struct hcn_fronts *ret)
{
	int r = 0;

	*ret = (struct hcn_fronts){ .ws = ws };
	for (size_t i = 0; !r && i < ws->n_items; i++)
		r = add_item(ret, ws->items[i]);
	if (ret->n)
		qsort(ret->list, ret->n, sizeof(*ret->list), compare_fronts);
	return r;
}

void hcn_fronts_clear(struct hcn_fronts *fronts)
{
	free(fronts->list);
	*fronts = (struct hcn_fronts){ 0 };
}

/* Whether @flow goes where @front leads. */
static bool leads_there(
	const struct hcn_fronts *f, const struct hcn_front *front, const struct hcn_flow *flow)
{
	const struct hcn_load_balancer *lb = front->lb;

	if (!lb || flow->destination_port != front->target_port)
		return false;
	for (size_t i = 0; i < lb->n_host_compute_endpoints; i++) {
		const struct hcn_endpoint *ep;
		const struct hcn_network *net;
		struct hcn_addr addr;

		if (!hcn_reference_find(f->ws, lb->host_compute_endpoints[i], &ep, &net, NULL) &&
			hcn_endpoint_address(ep, flow->destination.family, &addr) &&
			hcn_addr_equal(&addr, &flow->destination))
			return true;
	}
	return false;
}

static const struct hcn_front *front_of(
	const struct hcn_fronts *f, const struct hcn_addr *vip, uint16_t port)
{
	const struct hcn_front key = { .vip = *vip, .port = port };

	return f->n ? bsearch(&key, f->list, f->n, sizeof(key), compare_fronts) : NULL;
}

bool hcn_fronts_left(const struct hcn_fronts *f, const struct hcn_flow *flow)
{
	const struct hcn_addr host = { .family = flow->asked.family };
	const struct hcn_front *front;

	if (flow->protocol != IPPROTO_UDP)
		return false;
	front = front_of(f, &flow->asked, flow->asked_port);
	if (front)
		return !leads_there(f, front, flow);
	/* A port of the host: flows that no load balancer has led are none of its business. */
	front = front_of(f, &host, flow->asked_port);
	return front && !hcn_addr_equal(&flow->asked, &flow->destination) &&
	       !leads_there(f, front, flow);
}
