/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Inside of filter.c: rules as boxes, and boxes in layers (filter.h says what for).
 *
 * A box is what one element of a set can hold: a prefix or none for each side, one protocol or any, a range of ports or any
 * for each side.  A rule whose lists multiply to too many boxes, or that names sets of the network, is asked as it is, by a
 * rule of its own with a set for each of its lists.
 */
#ifndef HCN_PLAN_FILTER_BOX_H
#define HCN_PLAN_FILTER_BOX_H

#include <string.h>

#include "filter.h"

#define HCN_ANY_PROTOCOL (-1)

struct hcn_box {
	struct hcn_prefix side[2]; /* source, destination; family NONE: any */
	struct hcn_port_range port[2];
	int protocol;
	int family; /* HCN_FAMILY_NONE: both */
};

/* A rule with what it matches. */
struct hcn_filter_item {
	const struct hcn_filter_rule *rule;
	struct hcn_acl_match match;
	/* NULL: it is asked as it is */
	struct hcn_box *boxes;
	size_t n_boxes;
	size_t layer;
};

struct hcn_layers {
	struct hcn_filter_item *items; /* in the order of priority */
	size_t n_items;
	size_t n_layers;
};

/* Reads the rules and puts each in its layer.  -ENOMEM, -EINVAL; hcn_layers_clear() in any case. */
int hcn_layers_make(const struct hcn_filter *filter, struct hcn_layers *ret);
void hcn_layers_clear(struct hcn_layers *layers);

/* The protocols a match means (HCN_ANY_PROTOCOL alone: all), at most 256; 0: none. */
size_t hcn_match_protocols(const struct hcn_acl_match *match, int ret[256]);

bool hcn_box_overlaps(const struct hcn_box *a, const struct hcn_box *b);
bool hcn_box_covers(
	const struct hcn_box *outer, const struct hcn_box *inner); /* with the same fields */

static inline bool hcn_is_any_prefix(const struct hcn_prefix *p)
{
	return p->addr.family == HCN_FAMILY_NONE;
}

static inline bool hcn_is_any_port(const struct hcn_port_range *range)
{
	return !range->first && range->last == UINT16_MAX;
}

#endif
