/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From rows back to objects, for trace.c. */
#ifndef HCN_TRACE_WORLD_H
#define HCN_TRACE_WORLD_H

#include <stdio.h>

#include "trace.h"

/* The object that wants @row (of several, the one made first); NULL: it belongs to a table's skeleton. */
const struct hcn_trace_owner *hcn_trace_owner_of(
	const struct hcn_trace_world *world, const struct hcn_row *row);

/* The same for an object itself. */
const struct hcn_trace_owner *hcn_trace_owner_find(
	const struct hcn_trace_world *world, const void *object);

/* "/Policies/1": the part of the owner's document that @row is there for; "" when it is not one alone. */
void hcn_trace_part(const struct hcn_trace_world *world, const struct hcn_trace_owner *owner,
	const struct hcn_row *row, char *ret, size_t size);

/* NULL: it is gone. */
const struct hcn_network *hcn_trace_network_of(
	const struct hcn_trace_world *world, const struct hcn_endpoint *ep);

#endif
