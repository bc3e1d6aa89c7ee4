/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An endpoint that is deleted or leaves its namespace has no connections, and whoever gets its address next must get none of them: all
 * that come from its addresses or go there are forgotten.  Nobody is left to be reset; what the other end goes on sending is for the
 * host, or the next owner, to refuse.
 *
 * In: a staged request.  Out: answers about flows.  Endpoints of other hosts are none of this one's business.
 *
 * Tests: tests/unit/engine/test_flows.c (what_has_lost_its_reason_ends_and_nothing_else)
 */
#include "lost.h"

#include <errno.h>
#include <stdlib.h>

#include "grow.h"

static int compare(const void *a, const void *b)
{
	return hcn_addr_compare(a, b);
}

static bool is_attached(const struct hcn_endpoint *ep)
{
	return ep && HCN_HAS(ep, hcn_endpoint, host_compute_namespace);
}

static bool keeps(const struct hcn_endpoint *ep, const struct hcn_addr *addr)
{
	struct hcn_addr own;

	for (size_t i = 0; i < ep->n_ip_configurations; i++)
		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &own) &&
			hcn_addr_equal(&own, addr))
			return true;
	return false;
}

static int add_endpoint(
	struct hcn_lost *l, const struct hcn_endpoint *before, const struct hcn_endpoint *after)
{
	bool stays = is_attached(after) && hcn_guid_equal(&before->host_compute_namespace,
						   &after->host_compute_namespace);

	for (size_t i = 0; i < before->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (!hcn_addr_parse(before->ip_configurations[i].ip_address, &addr) ||
			(stays && keeps(after, &addr)))
			continue;
		if (HCN_GROW(l->list, l->n, l->size))
			return -ENOMEM;
		l->list[l->n++] = addr;
	}
	return 0;
}

int hcn_lost_collect(struct hcn_workset *ws, struct hcn_lost *ret)
{
	int r = 0;

	*ret = (struct hcn_lost){ 0 };
	for (size_t i = 0; !r && i < ws->n_items; i++) {
		const struct hcn_item *item = ws->items[i];

		if (item->kind == HCN_KIND_ENDPOINT && item->before != item->after &&
			is_attached(item->before))
			r = add_endpoint(ret, item->before, item->after);
	}
	if (ret->n)
		qsort(ret->list, ret->n, sizeof(*ret->list), compare);
	return r;
}

void hcn_lost_clear(struct hcn_lost *lost)
{
	free(lost->list);
	*lost = (struct hcn_lost){ 0 };
}

static bool has(const struct hcn_lost *l, const struct hcn_addr *addr)
{
	return l->n && bsearch(addr, l->list, l->n, sizeof(*addr), compare);
}

unsigned hcn_lost_judge(const struct hcn_lost *l, const struct hcn_flow *flow)
{
	return has(l, &flow->source) || has(l, &flow->destination) || has(l, &flow->asked)
		       ? HCN_FLOW_FORGET
		       : HCN_FLOW_STAYS;
}
