/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A tracked connection keeps the source that its first packet left with.  When OutBoundNAT policies come, go or change, those of the
 * endpoint that would leave with another source now are ended; what they do not concern stays: what is inside the network, goes to the
 * host, or was given its source by something else.
 *
 * In: a staged request.  Out: answers about flows.  Says the same as the postrouting chain (lib/rows/skeleton.c) about the sets that
 * lib/plan/policy_rows.c fills.
 *
 * Tests: tests/unit/engine/test_flows.c (what_has_lost_its_reason_ends_and_nothing_else)
 */
#include "outbound.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "endpoint/endpoint.h"
#include "grow.h"
#include "network/ipam.h"
#include "network/network_type.h"
#include "policy/policy.h"

static int compare(const void *a, const void *b)
{
	return hcn_addr_compare(&((const struct hcn_outbound_end *)a)->addr,
		&((const struct hcn_outbound_end *)b)->addr);
}

/* --- what the request changes ----------------------------------------------------------------------- */

static size_t next_of(const struct hcn_endpoint *ep, size_t i)
{
	while (i < ep->n_policies && !hcn_policy_is(&ep->policies[i], HCN_POLICY_OUTBOUND_NAT))
		i++;
	return i;
}

static bool are_alike(const struct hcn_endpoint *a, const struct hcn_endpoint *b)
{
	size_t i = next_of(a, 0), j = next_of(b, 0);

	while (i < a->n_policies && j < b->n_policies &&
		hcn_policy_equal(&a->policies[i], &b->policies[j])) {
		i = next_of(a, i + 1);
		j = next_of(b, j + 1);
	}
	return i == a->n_policies && j == b->n_policies;
}

static int add_endpoint(struct hcn_outbound *o, struct hcn_workset *ws,
	const struct hcn_endpoint *before, const struct hcn_endpoint *after)
{
	struct hcn_outbound_end end = { .before = before, .after = after };
	int r;

	if (!HCN_HAS(after, hcn_endpoint, host_compute_namespace) || are_alike(before, after))
		return 0;
	r = hcn_endpoint_network(ws, after, &end.net, NULL);
	for (size_t i = 0; !r && i < after->n_ip_configurations; i++) {
		if (!hcn_addr_parse(after->ip_configurations[i].ip_address, &end.addr))
			continue;
		if (HCN_GROW(o->list, o->n, o->size))
			return -ENOMEM;
		o->list[o->n++] = end;
	}
	return r;
}

int hcn_outbound_collect(struct hcn_workset *ws, struct hcn_outbound *ret)
{
	size_t n = ws->n_items;
	int r = 0;

	*ret = (struct hcn_outbound){ 0 };
	/* By number: looking for networks loads more items. */
	for (size_t i = 0; !r && i < n; i++) {
		const struct hcn_item *item = ws->items[i];

		if (item->kind == HCN_KIND_ENDPOINT && item->before && item->after &&
			item->before != item->after)
			r = add_endpoint(ret, ws, item->before, item->after);
	}
	if (ret->n)
		qsort(ret->list, ret->n, sizeof(*ret->list), compare);
	return r;
}

void hcn_outbound_clear(struct hcn_outbound *outbound)
{
	free(outbound->list);
	*outbound = (struct hcn_outbound){ 0 };
}

/* --- what becomes of a flow ------------------------------------------------------------------------- */

/* As what packets leave. */
struct source {
	enum { OWN, HOST, VIRTUAL } kind;
	struct hcn_addr vip;
};

static bool lists(char *const *texts, size_t n, const struct hcn_addr *addr)
{
	for (size_t i = 0; i < n; i++) {
		struct hcn_prefix prefix;
		struct hcn_addr one;

		if (hcn_prefix_parse(texts[i], &prefix)
				? hcn_prefix_contains(&prefix, addr)
				: hcn_addr_parse(texts[i], &one) && hcn_addr_equal(&one, addr))
			return true;
	}
	return false;
}

static bool is_inside(const struct hcn_network *net, const struct hcn_addr *addr)
{
	struct hcn_subnet_view subnet;

	for (size_t i = 0; hcn_network_subnet(net, i, &subnet); i++)
		if (hcn_prefix_contains(&subnet.prefix, addr))
			return true;
	return false;
}

static struct source source_of(
	const struct hcn_network *net, const struct hcn_endpoint *ep, const struct hcn_addr *to)
{
	bool all = hcn_network_traits(net)->masquerade, named = false, excepted = false;
	struct source ret = { .kind = OWN };

	for (size_t i = next_of(ep, 0); i < ep->n_policies; i = next_of(ep, i + 1)) {
		const struct hcn_outbound_nat *nat = ep->policies[i].settings;
		struct hcn_addr vip;

		all = all || !nat || !nat->n_destinations;
		if (!nat)
			continue;
		named = named || lists(nat->destinations, nat->n_destinations, to);
		excepted = excepted || lists(nat->exceptions, nat->n_exceptions, to);
		if (nat->virtual_ip && hcn_addr_parse(nat->virtual_ip, &vip) &&
			vip.family == to->family && !hcn_addr_is_unspecified(&vip))
			ret.vip = vip;
	}
	if (!named && (excepted || is_inside(net, to)))
		return ret;
	if (ret.vip.family)
		ret.kind = VIRTUAL;
	else if (named || all)
		ret.kind = HOST;
	return ret;
}

/* The host's addresses are not known here: any other one counts for one of them. */
static bool left_as(const struct source *source, const struct hcn_flow *flow)
{
	switch (source->kind) {
	case OWN:
		return hcn_addr_equal(&flow->seen, &flow->source);
	case HOST:
		return !hcn_addr_equal(&flow->seen, &flow->source);
	case VIRTUAL:
		return hcn_addr_equal(&flow->seen, &source->vip);
	}
	return false;
}

unsigned hcn_outbound_judge(const struct hcn_outbound *o, const struct hcn_flow *flow)
{
	const struct hcn_outbound_end key = { .addr = flow->source };
	const struct hcn_outbound_end *end =
		o->n ? bsearch(&key, o->list, o->n, sizeof(key), compare) : NULL;
	struct source before, after;

	if (!end)
		return HCN_FLOW_STAYS;
	before = source_of(end->net, end->before, &flow->destination);
	after = source_of(end->net, end->after, &flow->destination);
	if (before.kind == after.kind &&
		(before.kind != VIRTUAL || hcn_addr_equal(&before.vip, &after.vip)))
		return HCN_FLOW_STAYS;
	if (!left_as(&before, flow) || (left_as(&after, flow) && after.kind != HOST))
		return HCN_FLOW_STAYS;
	if (flow->protocol == IPPROTO_TCP && flow->answered)
		return HCN_FLOW_CUT | HCN_FLOW_IF_FORWARDED;
	return HCN_FLOW_FORGET | HCN_FLOW_IF_FORWARDED;
}
