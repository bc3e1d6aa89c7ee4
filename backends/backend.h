/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a kernel must offer: rows in, a handful of operations.  Two of them exist: linux (the real one) and sim (an
 * in-memory kernel that refuses what Linux refuses); tests/conform runs the same suite on both.
 */
#ifndef HCN_BACKEND_H
#define HCN_BACKEND_H

#include "facts.h"
#include "steps.h"

struct hcn_backend;

/* What a link has carried since it was made, seen from its far end: the endpoint's. */
struct hcn_counters {
	uint64_t bytes_received;
	uint64_t bytes_sent;
	uint64_t packets_received;
	uint64_t packets_sent;
	uint64_t dropped_incoming;
	uint64_t dropped_outgoing;
};

struct hcn_met {
	uint64_t packets;
	uint64_t bytes;
};

struct hcn_backend_config {
	const char *state_dir; /* absolute; borrowed for the life of the backend */
};

/* A tracked connection as the forward hook saw its first packet: a source not translated yet, a destination that is; the
 * destination that was asked for, and the source that the answering end sees. */
struct hcn_flow {
	struct hcn_addr source, destination, asked, seen;
	uint8_t protocol;
	uint16_t source_port, destination_port, asked_port; /* 0 for protocols without ports */
	bool answered;                                      /* a packet has come back */
};

/* What is to become of one. */
enum hcn_flow_end {
	HCN_FLOW_STAYS = 0,
	HCN_FLOW_FORGET = 1, /* its next packet begins a new one */
	HCN_FLOW_CUT = 2, /* the same, and of TCP what the answering end goes on sending is reset */
	/* with one of these, only if: */
	HCN_FLOW_IF_LOCAL = 4,     /* what was asked for is an address of the host */
	HCN_FLOW_IF_FORWARDED = 8, /* where it goes is none */
};

/* Flags of enum hcn_flow_end. */
typedef unsigned hcn_flow_fn(void *arg, const struct hcn_flow *flow);

/* What only looks (facts, prepare, holds, counters, met) may be called at any time, from any thread, beside the others. */
struct hcn_backend_ops {
	const char *name;

	/* Opens what is long-lived (sockets, a helper thread).  Changes nothing in the kernel.  HCN_ACCESS_DENIED without
	 * the privileges to do anything. */
	int (*open)(const struct hcn_backend_config *config, struct hcn_backend **ret,
		struct hcn_error *err);
	void (*close)(struct hcn_backend *be);

	/* A number that names this kernel instance (linux: the cookie of the host's network namespace; sim: 0). */
	uint64_t (*identity)(struct hcn_backend *be);

	int (*facts)(struct hcn_backend *be, struct hcn_facts *ret, struct hcn_error *err);

	/*
	 * Applies @steps in order; stops at the first that fails and reports it.  *@ret_done is the number of steps that took
	 * effect, always a prefix of @steps; the nftables steps at the end are one transaction: all or none of them.
	 * Idempotent: adding a row that already holds, changing to what is, removing what is missing all succeed.  A row that
	 * exists with other values (a foreign link of that name) is replaced on ADD only if it is ours, else EEXIST.
	 * Steps name rows of the host unless they carry a netns.  Of what stays only such rows matter as stand together with
	 * those of the steps; there may be none.  Caller serialises calls of this operation.  The error names the origin of
	 * the refused step's row: hcn_row_blame().
	 */
	int (*apply)(struct hcn_backend *be, const struct hcn_steps *steps, size_t *ret_done,
		struct hcn_error *err);

	/* Fills in what a row must remember before it is added: a sysctl's `was`.  Other kinds: nothing to do. */
	int (*prepare)(struct hcn_backend *be, struct hcn_row *row, struct hcn_error *err);

	/* Ends the tracked connections as @fn says: packets of an established one pass without a look at the rules.
	 * *@ret_n: how many. */
	int (*end_flows)(struct hcn_backend *be, hcn_flow_fn *fn, void *arg, size_t *ret_n,
		struct hcn_error *err);

	/* Whether @row holds in the kernel, all values included, right now. */
	int (*holds)(struct hcn_backend *be, const struct hcn_row *row, bool *ret,
		struct hcn_error *err);

	/* What the link called @link has counted; a missing one has counted nothing.  This operation and the next do not
	 * even wait for others of the same instance. */
	int (*counters)(struct hcn_backend *be, const char *link, struct hcn_counters *ret,
		struct hcn_error *err);

	/* What those rules of an nftables chain that have a counter have met, or what has found an element that has one; a missing
	 * one has met nothing. */
	int (*met)(struct hcn_backend *be, const struct hcn_row *row, struct hcn_met *ret,
		struct hcn_error *err);
};

/* Always built in. */
extern const struct hcn_backend_ops hcn_backend_sim;

/* The symbol that a backend module (linux.so) exports. */
#define HCN_BACKEND_SYMBOL "hcn_backend_module"
extern const struct hcn_backend_ops hcn_backend_module;

/* Every backend's instance begins with this. */
struct hcn_backend {
	const struct hcn_backend_ops *ops;
};

#endif
