/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Tracked connections as the kernel lists them: the two ways of each, and as text. */
#ifndef HCN_LINUX_CONNTRACK_H
#define HCN_LINUX_CONNTRACK_H

#include <sys/types.h>

#include "backend.h"

struct call;

struct tuple {
	struct hcn_addr source, destination;
	uint8_t protocol;
	uint16_t source_port, destination_port;
};

/* As the forward hook saw its first packet: what the answers come from is where it went. */
struct hcn_flow conntrack_flow(
	const struct tuple *original, const struct tuple *reply, bool answered);

/*
 * Asks @fn about the connections in @text, lines as in /proc/net/nf_conntrack.  Returns how many bytes of @text are whole lines; -1:
 * one is to end, or is not understood.
 */
ssize_t conntrack_judge_text(char *text, hcn_flow_fn *fn, void *arg);

/* Whether @fn lets all connections of the calling thread's network namespace be; false also when that is not soon known. */
bool conntrack_is_harmless(struct call *c, hcn_flow_fn *fn, void *arg);

/* hcn_backend_ops.end_flows */
int conntrack_end(struct call *c, hcn_flow_fn *fn, void *arg, size_t *ret_n);

#endif
