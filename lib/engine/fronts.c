/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A tracked connection keeps the translation of its first packet.  When the frontend that it came by leads elsewhere, or comes
 * only after that packet, the connection must be forgotten so that its next packet is led anew; one whose port mapping has gone
 * must end.
 *
 *	                          UDP, or nobody has answered   answered TCP
 *	led where it leads now    stays                         stays
 *	led where it led before   forgotten                     a mapping's: cut; a load balancer's: stays, its ends close it
 *	led elsewhere             stays: others did it          stays
 *	not led, and it leads     forgotten                     stays: the host's own server has it
 *
 * In: a staged request.  Out: answers about flows.
 *
 * Tests: tests/unit/engine/test_flows.c (what_has_lost_its_reason_ends_and_nothing_else)
 */
#include "fronts.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

#include "grow.h"
#include "policy/policy.h"
#include "references.h"

static int compare_frontends(const struct hcn_front *x, const struct hcn_front *y)
{
	int order = hcn_addr_compare(&x->vip, &y->vip);

	if (!order)
		order = x->port - y->port;
	return order ? order : x->protocol - y->protocol;
}

static int compare(const void *a, const void *b)
{
	const struct hcn_front *x = a, *y = b;
	int order = compare_frontends(x, y);

	if (!order)
		order = hcn_addr_compare(&x->target, &y->target);
	if (!order)
		order = x->target_port - y->target_port;
	return order ? order : x->after - y->after;
}

static const struct hcn_front *find(const struct hcn_fronts *f, const struct hcn_front *key)
{
	return f->n ? bsearch(key, f->list, f->n, sizeof(*key), compare) : NULL;
}

/* --- what the request changes ----------------------------------------------------------------------- */

static int add(struct hcn_fronts *f, const struct hcn_front *front)
{
	if (HCN_GROW(f->list, f->n, f->size))
		return -ENOMEM;
	f->list[f->n++] = *front;
	return 0;
}

/* @front, which leads to no place yet, and with it as one that leads to @target. */
static int add_with(struct hcn_fronts *f, struct hcn_front front, const struct hcn_addr *target,
	uint32_t target_port)
{
	int r = add(f, &front);

	front.target = *target;
	front.target_port = (uint16_t)target_port;
	return r ? r : add(f, &front);
}

static int add_mappings(struct hcn_fronts *f, const struct hcn_endpoint *ep, bool after)
{
	const struct hcn_port_mapping *pm;
	size_t i = 0;
	int r = 0;

	while (!r && (pm = hcn_policies_next(
			      ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING, &i))) {
		struct hcn_mapping mappings[2];
		size_t n = hcn_port_mappings(ep, pm, mappings);

		for (size_t j = 0; !r && j < n; j++) {
			const struct hcn_mapping *m = &mappings[j];
			struct hcn_front front = { .vip = m->vip,
				.port = (uint16_t)m->external_port,
				.protocol = (uint8_t)m->protocol,
				.after = after,
				.mapping = true };

			front.vip.family = (uint8_t)m->family;
			r = add_with(f, front, &m->target, m->internal_port);
		}
	}
	return r;
}

static int add_targets(struct hcn_fronts *f, struct hcn_workset *ws,
	const struct hcn_load_balancer *lb, struct hcn_front front)
{
	int r = 0;

	for (size_t i = 0; !r && i < lb->n_host_compute_endpoints; i++) {
		const struct hcn_endpoint *ep;
		const struct hcn_network *net;

		if (!hcn_reference_find(ws, lb->host_compute_endpoints[i], &ep, &net, NULL) &&
			hcn_endpoint_address(ep, front.vip.family, &front.target))
			r = add(f, &front);
	}
	return r;
}

static int add_frontends(struct hcn_fronts *f, struct hcn_workset *ws,
	const struct hcn_load_balancer *lb, bool after)
{
	int r = 0;

	for (size_t i = 0; !r && i < hcn_lb_n_frontends(lb); i++) {
		const struct hcn_lb_port_mapping *m = &lb->port_mappings[i % lb->n_port_mappings];
		const struct hcn_frontend frontend = hcn_lb_frontend(lb, i);
		struct hcn_front front = { .vip = frontend.vip,
			.port = (uint16_t)frontend.port,
			.protocol = (uint8_t)frontend.protocol,
			.after = after };

		front.vip.family = (uint8_t)frontend.family;
		r = add(f, &front);
		front.target_port = m->internal_port;
		if (!r)
			r = add_targets(f, ws, lb, front);
	}
	return r;
}

static int add_side(
	struct hcn_fronts *f, struct hcn_workset *ws, const struct hcn_item *item, bool after)
{
	const void *object = after ? item->after : item->before;
	int r = 0;

	ws->past = !after;
	if (object && item->kind == HCN_KIND_LOADBALANCER)
		r = add_frontends(f, ws, object, after);
	else if (object && item->kind == HCN_KIND_ENDPOINT)
		r = add_mappings(f, object, after);
	ws->past = false;
	return r;
}

/* Whether the @n of @list, one frontend, were there before and lead to all that they led to. */
static bool goes_on(const struct hcn_front *list, size_t n)
{
	bool before = false;

	for (size_t i = 0; i < n; i++) {
		struct hcn_front still = list[i];

		before = before || !still.after;
		still.after = true;
		if (!bsearch(&still, list, n, sizeof(still), compare))
			return false;
	}
	return before;
}

/* Most changes add an endpoint, or concern something else. */
static void drop_unchanged(struct hcn_fronts *f)
{
	size_t kept = 0, end;

	for (size_t i = 0; i < f->n; i = end) {
		for (end = i + 1; end < f->n && !compare_frontends(&f->list[i], &f->list[end]);)
			end++;
		if (goes_on(&f->list[i], end - i))
			continue;
		memmove(&f->list[kept], &f->list[i], (end - i) * sizeof(*f->list));
		kept += end - i;
	}
	f->n = kept;
}

int hcn_fronts_collect(struct hcn_workset *ws, struct hcn_fronts *ret)
{
	size_t n = ws->n_items;
	int r = 0;

	*ret = (struct hcn_fronts){ 0 };
	/* By number: looking for endpoints loads more items. */
	for (size_t i = 0; !r && i < n; i++) {
		if (ws->items[i]->before == ws->items[i]->after)
			continue;
		r = add_side(ret, ws, ws->items[i], false);
		if (!r)
			r = add_side(ret, ws, ws->items[i], true);
	}
	if (ret->n)
		qsort(ret->list, ret->n, sizeof(*ret->list), compare);
	drop_unchanged(ret);
	return r;
}

void hcn_fronts_clear(struct hcn_fronts *fronts)
{
	free(fronts->list);
	*fronts = (struct hcn_fronts){ 0 };
}

/* --- what becomes of a flow ------------------------------------------------------------------------- */

static bool leads_there(const struct hcn_fronts *f, struct hcn_front front, bool after)
{
	front.after = after;
	return find(f, &front);
}

/* @vip: what was asked for, or every address of the host. */
static unsigned judge(
	const struct hcn_fronts *f, const struct hcn_addr *vip, const struct hcn_flow *flow)
{
	struct hcn_front key = {
		.vip = *vip, .port = flow->asked_port, .protocol = flow->protocol
	};
	const struct hcn_front *before = find(f, &key), *after;
	bool is_led = !hcn_addr_equal(&flow->asked, &flow->destination) ||
		      flow->asked_port != flow->destination_port;
	bool mapping;
	unsigned only;

	key.after = true;
	after = find(f, &key);
	if (!before && !after)
		return HCN_FLOW_STAYS;
	key.target = flow->destination;
	key.target_port = flow->destination_port;
	if (leads_there(f, key, true) || (is_led ? !leads_there(f, key, false) : !after))
		return HCN_FLOW_STAYS;
	mapping = (before ? before : after)->mapping;
	only = mapping || hcn_addr_is_unspecified(vip) ? HCN_FLOW_IF_LOCAL : 0;
	if (flow->protocol != IPPROTO_TCP || !flow->answered)
		return HCN_FLOW_FORGET | only;
	return is_led && mapping ? HCN_FLOW_CUT | only : HCN_FLOW_STAYS;
}

unsigned hcn_fronts_judge(const struct hcn_fronts *f, const struct hcn_flow *flow)
{
	const struct hcn_addr host = { .family = flow->asked.family };
	unsigned how = f->n ? judge(f, &flow->asked, flow) : HCN_FLOW_STAYS;

	/* What the host sends to its loopback is led nowhere. */
	if (how || !f->n || hcn_addr_is_loopback(&flow->asked))
		return how;
	return judge(f, &host, flow);
}
