/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rules as boxes, boxes in layers (filter_box.h).  Pure.
 *
 * Tests: tests/unit/plan/test_acl_rows.c (rows_decide_as_the_documents_do)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>

#include "cleanup.h"
#include "filter_box.h"

#define MAX_BOXES_OF_RULE 64u /* unless only one of its lists is longer */

static const struct hcn_port_range any_port = { 0, UINT16_MAX };

static size_t at_least_one(size_t n)
{
	return n ? n : 1;
}

/* --- boxes ------------------------------------------------------------------------------------------ */

static bool prefixes_overlap(const struct hcn_prefix *a, const struct hcn_prefix *b)
{
	return hcn_is_any_prefix(a) || hcn_is_any_prefix(b) || hcn_prefix_overlaps(a, b);
}

static bool prefix_covers(const struct hcn_prefix *outer, const struct hcn_prefix *inner)
{
	return hcn_is_any_prefix(outer) || (!hcn_is_any_prefix(inner) && outer->len <= inner->len &&
						   hcn_prefix_contains(outer, &inner->addr));
}

static bool ranges_overlap(struct hcn_port_range a, struct hcn_port_range b)
{
	return a.first <= b.last && b.first <= a.last;
}

static bool range_covers(struct hcn_port_range outer, struct hcn_port_range inner)
{
	return outer.first <= inner.first && inner.last <= outer.last;
}

bool hcn_box_overlaps(const struct hcn_box *a, const struct hcn_box *b)
{
	return (a->family == b->family || !a->family || !b->family) &&
	       (a->protocol == b->protocol || a->protocol == HCN_ANY_PROTOCOL ||
		       b->protocol == HCN_ANY_PROTOCOL) &&
	       ranges_overlap(a->port[0], b->port[0]) && ranges_overlap(a->port[1], b->port[1]) &&
	       prefixes_overlap(&a->side[0], &b->side[0]) &&
	       prefixes_overlap(&a->side[1], &b->side[1]);
}

/* Of boxes with the same fields. */
bool hcn_box_covers(const struct hcn_box *outer, const struct hcn_box *inner)
{
	return outer->protocol == inner->protocol && range_covers(outer->port[0], inner->port[0]) &&
	       range_covers(outer->port[1], inner->port[1]) &&
	       prefix_covers(&outer->side[0], &inner->side[0]) &&
	       prefix_covers(&outer->side[1], &inner->side[1]);
}

/* --- rules -> boxes --------------------------------------------------------------------------------- */

/* [inf] Ports without a protocol: those of the protocols that have some. */
static const uint8_t protocols_with_ports[] = { IPPROTO_TCP, IPPROTO_UDP, IPPROTO_SCTP };

static bool names_ports(const struct hcn_acl_match *m)
{
	return m->n_local_ports || m->n_remote_ports;
}

size_t hcn_match_protocols(const struct hcn_acl_match *m, int ret[256])
{
	size_t n = 0;

	if (m->any_protocol && !names_ports(m)) {
		ret[0] = HCN_ANY_PROTOCOL;
		return 1;
	}
	for (int p = 0; p < 256; p++) {
		bool has_ports = memchr(protocols_with_ports, p, sizeof(protocols_with_ports));

		if (hcn_acl_match_protocol(m, (uint8_t)p) && (has_ports || !names_ports(m)))
			ret[n++] = p;
	}
	return n;
}

/* How many boxes; 0: too many, or it names sets. */
static size_t count_boxes(const struct hcn_acl_match *m, size_t n_protocols)
{
	const size_t counts[] = { at_least_one(m->local.n_prefixes),
		at_least_one(m->remote.n_prefixes), at_least_one(m->n_local_ports),
		at_least_one(m->n_remote_ports), n_protocols };
	size_t product = 1, longest = 1;

	if (m->local.n_sets || m->remote.n_sets)
		return 0;
	for (size_t i = 0; i < HCN_N_ELEMENTS(counts); i++) {
		product *= counts[i]; /* each at most 4,000: no overflow before it is too much */
		longest = counts[i] > longest ? counts[i] : longest;
		if (product > MAX_BOXES_OF_RULE && product > longest)
			return 0;
	}
	return product;
}

static struct hcn_prefix prefix_at(const struct hcn_acl_addresses *list, size_t i)
{
	return list->n_prefixes ? list->prefixes[i] : (struct hcn_prefix){ 0 };
}

static struct hcn_port_range port_at(const struct hcn_port_range *list, size_t n, size_t i)
{
	return n ? list[i] : any_port;
}

/* The box of the @i-th combination, if its sides are of one family. */
static bool make_box(const struct hcn_filter *f, const struct hcn_acl_match *m,
	const int *protocols, size_t n_protocols, size_t i, struct hcn_box *ret)
{
	const int local = f->incoming, remote = !f->incoming;
	size_t n;

	*ret = (struct hcn_box){ .protocol = protocols[i % n_protocols] };
	i /= n_protocols;
	n = at_least_one(m->n_local_ports);
	ret->port[local] = port_at(m->local_ports, m->n_local_ports, i % n);
	i /= n;
	n = at_least_one(m->n_remote_ports);
	ret->port[remote] = port_at(m->remote_ports, m->n_remote_ports, i % n);
	i /= n;
	n = at_least_one(m->local.n_prefixes);
	ret->side[local] = prefix_at(&m->local, i % n);
	ret->side[remote] = prefix_at(&m->remote, i / n);
	ret->family = hcn_is_any_prefix(&ret->side[0]) ? ret->side[1].addr.family
						       : ret->side[0].addr.family;
	return hcn_is_any_prefix(&ret->side[0]) || hcn_is_any_prefix(&ret->side[1]) ||
	       ret->side[0].addr.family == ret->side[1].addr.family;
}

static int read_item(
	const struct hcn_filter *f, const struct hcn_filter_rule *rule, struct hcn_filter_item *ret)
{
	int protocols[256];
	size_t n_protocols, n;
	int r;

	ret->rule = rule;
	r = hcn_acl_match_read(&rule->tuple, &ret->match);
	if (r)
		return r;
	n_protocols = hcn_match_protocols(&ret->match, protocols);
	if (!n_protocols) { /* ports of protocols without any: it matches nothing */
		ret->boxes = calloc(1, sizeof(*ret->boxes));
		return ret->boxes ? 0 : -ENOMEM;
	}
	n = count_boxes(&ret->match, n_protocols);
	if (!n)
		return 0;
	ret->boxes = calloc(n, sizeof(*ret->boxes));
	if (!ret->boxes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		if (make_box(f, &ret->match, protocols, n_protocols, i, &ret->boxes[ret->n_boxes]))
			ret->n_boxes++;
	return 0;
}

/* --- layers ----------------------------------------------------------------------------------------- */

static bool items_overlap(const struct hcn_filter_item *a, const struct hcn_filter_item *b)
{
	if (!a->boxes || !b->boxes)
		return true; /* nobody knows what is in a set later */
	for (size_t i = 0; i < a->n_boxes; i++)
		for (size_t j = 0; j < b->n_boxes; j++)
			if (hcn_box_overlaps(&a->boxes[i], &b->boxes[j]))
				return true;
	return false;
}

int hcn_filter_rule_compare(const struct hcn_filter_rule *a, const struct hcn_filter_rule *b)
{
	if (a->priority != b->priority)
		return a->priority < b->priority ? -1 : 1;
	if (a->verdict != b->verdict)
		return a->verdict < b->verdict ? -1 : 1;
	if (a->policy != b->policy)
		return a->policy < b->policy ? -1 : 1;
	return a->index - b->index;
}

static int compare_items(const void *a, const void *b)
{
	return hcn_filter_rule_compare(((const struct hcn_filter_item *)a)->rule,
		((const struct hcn_filter_item *)b)->rule);
}

int hcn_layers_make(const struct hcn_filter *f, struct hcn_layers *l)
{
	int r = 0;

	l->items = calloc(at_least_one(f->n_rules), sizeof(*l->items));
	if (!l->items)
		return -ENOMEM;
	for (size_t i = 0; !r && i < f->n_rules; i++) {
		r = read_item(f, &f->rules[i], &l->items[i]);
		l->n_items = i + 1;
	}
	if (r)
		return r;
	qsort(l->items, l->n_items, sizeof(*l->items), compare_items);
	for (size_t i = 0; i < l->n_items; i++) {
		struct hcn_filter_item *item = &l->items[i];

		for (size_t j = 0; j < i; j++)
			if (l->items[j].rule->verdict != item->rule->verdict &&
				l->items[j].layer >= item->layer &&
				items_overlap(&l->items[j], item))
				item->layer = l->items[j].layer + 1;
		if (item->layer >= l->n_layers)
			l->n_layers = item->layer + 1;
	}
	return 0;
}

void hcn_layers_clear(struct hcn_layers *l)
{
	for (size_t i = 0; i < l->n_items; i++) {
		hcn_acl_match_clear(&l->items[i].match);
		free(l->items[i].boxes);
	}
	free(l->items);
	*l = (struct hcn_layers){ 0 };
}
