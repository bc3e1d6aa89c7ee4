/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the Linux backend share: the instance, the state of one call, and the row functions behind
 * the dispatch table of linux.c.
 *
 * Row functions run on the worker thread.  They return 0 or -errno; whoever knows better than the errno leaves a
 * reason or a hint in the call, and linux.c alone turns all that into a struct hcn_error naming the row.
 */
#ifndef HCN_LINUX_H
#define HCN_LINUX_H

#include <sys/types.h>

#include "backend.h"
#include "netns.h"
#include "nft.h"
#include "nlreq.h"
#include "worker.h"

#define RX_SIZE (64 * 1024) /* no answer is longer */

struct linux_backend {
	struct hcn_backend base;
	const char *state_dir; /* borrowed from the configuration */
	pid_t pid;             /* of the process that opened us: a fork's child has no worker */
	struct worker *worker;
	int host_fd;         /* the host's network namespace */
	bool netns_dir_made; /* /run/netns is as it must be, or was when we looked */
	struct netns kept;   /* the namespace made by the last call */
	struct nlsock host;  /* a socket inside it */
	struct nft nft;
	uint64_t cookie;  /* of the host's network namespace */
	char rx[RX_SIZE]; /* every netlink answer of the worker's is read here */
	struct counter_reader *counters;
};

/* One operation of the contract while it runs. */
struct call {
	struct linux_backend *be;
	char *rx; /* RX_SIZE bytes for answers */
	struct netns_cache netns;
	struct nft *
		nft; /* whom nft_query() asks and nft_batch_send() tells: the host's, or that of a netns */
	char extack[HCN_ERROR_VALUE_SIZE]; /* the kernel's words for the last refusal, or "" */
	char reason[HCN_ERROR_VALUE_SIZE]; /* better than strerror(), or "" */
	const char *hint;                  /* static, or NULL */
};

/* Leaves a reason for the refusal and returns @r. */
int call_refuse(struct call *c, int r, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* Text of a STR member that may be absent. */
static inline const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

int netns_add(struct call *c, const struct hcn_row *row);
int netns_remove(struct call *c, const struct hcn_row *row);
int netns_holds(struct call *c, const struct hcn_row *row, bool *ret);

int file_add(struct call *c, const struct hcn_row *row);
int file_remove(struct call *c, const struct hcn_row *row);
int file_holds(struct call *c, const struct hcn_row *row, bool *ret);

int link_add(struct call *c, const struct hcn_row *row);
int link_remove(struct call *c, const struct hcn_row *row);
int link_change(struct call *c, const struct hcn_row *from, const struct hcn_row *to);
int link_holds(struct call *c, const struct hcn_row *row, bool *ret);

/* Whether @step can be part of a group removal. */
bool link_is_veth_removal(const struct hcn_step *step);

/* Removes the veths of @n such steps at the price of one (doc/facts/kernel.md §9.1): all or, on
 * failure, none. */
int link_remove_many(struct call *c, const struct hcn_step *steps, size_t n);

int link_flag_add(struct call *c, const struct hcn_row *row);
int link_flag_remove(struct call *c, const struct hcn_row *row);
int link_flag_holds(struct call *c, const struct hcn_row *row, bool *ret);

int qdisc_add(struct call *c, const struct hcn_row *row);
int qdisc_remove(struct call *c, const struct hcn_row *row);
int qdisc_holds(struct call *c, const struct hcn_row *row, bool *ret);

int sysctl_add(struct call *c, const struct hcn_row *row);
int sysctl_remove(struct call *c, const struct hcn_row *row);
int sysctl_holds(struct call *c, const struct hcn_row *row, bool *ret);
int sysctl_prepare(struct call *c, struct hcn_row *row);

int address_add(struct call *c, const struct hcn_row *row);
int address_remove(struct call *c, const struct hcn_row *row);
int address_holds(struct call *c, const struct hcn_row *row, bool *ret);

int fdb_add(struct call *c, const struct hcn_row *row);
int fdb_remove(struct call *c, const struct hcn_row *row);
int fdb_holds(struct call *c, const struct hcn_row *row, bool *ret);

int neigh_add(struct call *c, const struct hcn_row *row);
int neigh_remove(struct call *c, const struct hcn_row *row);
int neigh_holds(struct call *c, const struct hcn_row *row, bool *ret);

int route_add(struct call *c, const struct hcn_row *row);
int route_remove(struct call *c, const struct hcn_row *row);
int route_holds(struct call *c, const struct hcn_row *row, bool *ret);

int rule_add(struct call *c, const struct hcn_row *row);
int rule_remove(struct call *c, const struct hcn_row *row);
int rule_holds(struct call *c, const struct hcn_row *row, bool *ret);

int nft_table_holds(struct call *c, const struct hcn_row *row, bool *ret);
int nft_set_holds(struct call *c, const struct hcn_row *row, bool *ret);
int nft_chain_holds(struct call *c, const struct hcn_row *row, bool *ret);
/* The same without a look at its rules: a chain of that name, with that hook. */
int nft_chain_is_there(struct call *c, const struct hcn_row *row, bool *ret);
int nft_elem_holds(struct call *c, const struct hcn_row *row, bool *ret);

/* hcn_backend_ops.end_flows */
int conntrack_end(struct call *c, hcn_flow_fn *fn, void *arg, size_t *ret_n);

int facts_read(struct call *c, struct hcn_facts *ret);

/* A socket in the calling thread's network namespace that only reads links' counters; any thread may then read from it. */
int counters_open(struct counter_reader **ret);
void counters_close(struct counter_reader *reader); /* NULL is fine */
int counters_read(
	struct counter_reader *reader, struct call *c, const char *link, struct hcn_counters *ret);
int counters_met(struct counter_reader *reader, struct call *c, const struct hcn_row *row,
	struct hcn_met *ret);

#endif
