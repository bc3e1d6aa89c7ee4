/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A trace in the making: its way is trace.c, what is told of it trace_steps.c. */
#ifndef HCN_TRACE_TRACER_H
#define HCN_TRACE_TRACER_H

#include "trace_world.h"

struct hcn_tracer {
	struct hcn_trace_world *world;
	struct hcn_trace *trace;
	struct hcn_nft_packet packet;
	const char *stage;
	const char *netns; /* whose rules are being asked; "" is the host */
	/* the endpoint whose ACLs have blocked it: its chain's drop says no more */
	bool blocked;
};

/* Adds a step that @row decided (NULL: none); *@ret, if wanted, is valid until the next one.  -ENOMEM. */
int hcn_tracer_step(struct hcn_tracer *t, const struct hcn_row *row, struct hcn_trace_step **ret,
	const char *format, ...) __attribute__((format(printf, 4, 5)));

/* struct hcn_nft_run's `saw`, @arg a tracer: a step for what the rule has done, if it is worth one. */
int hcn_tracer_saw(void *arg, const struct hcn_nft_event *event);

#endif
