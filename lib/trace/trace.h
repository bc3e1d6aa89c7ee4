/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The way of the first packet of a connection, from the plan: who gets it, as what, and which policy of which object says so.
 *
 * Pure: the rows of all objects and the facts of the host, no kernel.  tests/trace compares it with one.
 */
#ifndef HCN_TRACE_H
#define HCN_TRACE_H

#include "nftrun.h"
#include "topology.h"
#include "workset.h"

struct hcn_trace_world {
	struct hcn_workset *ws; /* borrowed */
	struct hcn_rows rows;
	struct hcn_ruleset rules;
	struct hcn_topology topology;
};

/* @rows are those of all objects of @ws: taken over, also on failure.  *@ret must stay where it is. */
int hcn_trace_world_read(struct hcn_workset *ws, struct hcn_rows *rows, struct hcn_trace_world *ret,
	struct hcn_error *err);
void hcn_trace_world_clear(struct hcn_trace_world *world);

enum hcn_trace_where { HCN_TRACE_ENDPOINT, HCN_TRACE_HOST, HCN_TRACE_OUTSIDE };

struct hcn_trace_question {
	enum hcn_trace_where from;
	const struct hcn_endpoint *endpoint; /* from an endpoint: an attached one */
	struct hcn_addr source;              /* no family: the sender's own; needed from outside */
	struct hcn_addr destination;
	uint8_t protocol;
	uint16_t source_port, destination_port; /* of protocols that have ports */
};

enum hcn_trace_verdict {
	HCN_TRACE_DELIVERED,
	HCN_TRACE_DROPPED,
	HCN_TRACE_REFUSED,     /* by TCP reset or ICMP error */
	HCN_TRACE_UNREACHABLE, /* nobody has the address, or no way leads there */
};

struct hcn_trace_step {
	const char
		*stage; /* "namespace", "port", "bridge", or the hook: "prerouting", "forward"... */
	char *text;
	const char *rule;          /* in nft's words; NULL */
	const struct hcn_row *row; /* what decided; NULL */
	struct hcn_origin origin;  /* whose document says so, and where */
};

/* What hcn_trace_run() found out; borrows the world. */
struct hcn_trace {
	enum hcn_trace_verdict verdict;
	enum hcn_trace_where to;             /* delivered */
	const struct hcn_endpoint *endpoint; /* delivered to this one, borrowed; NULL: none */
	struct hcn_nft_packet sent, arrived; /* arrived: as it was at the end */
	struct hcn_trace_step *steps;
	size_t n_steps;
	size_t size;
};

int hcn_trace_run(struct hcn_trace_world *world, const struct hcn_trace_question *question,
	struct hcn_trace *ret, struct hcn_error *err);
void hcn_trace_clear(struct hcn_trace *trace);

#endif
