/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From rows back to objects, for trace.c. */
#ifndef HCN_TRACE_WORLD_H
#define HCN_TRACE_WORLD_H

#include "trace.h"

/* The endpoint that @row is there for; NULL: another kind of object, or nobody. */
const struct hcn_endpoint *hcn_trace_endpoint_of(
	const struct hcn_trace_world *world, const struct hcn_row *row);

/* NULL: it is gone. */
const struct hcn_network *hcn_trace_network_of(
	const struct hcn_trace_world *world, const struct hcn_endpoint *ep);

#endif
