/* SPDX-License-Identifier: GPL-2.0-or-later */
/* The instance, and the state of one operation of the contract while it runs. */
#ifndef HCN_LINUX_CALL_H
#define HCN_LINUX_CALL_H

#include <sys/types.h>

#include "backend.h"
#include "netns.h"
#include "nftables/nftsock.h"
#include "rtnetlink/nlreq.h"

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

/* Another step begins. */
void call_forget_refusal(struct call *c);

/* The refusal @r of what was done (@what: "add") to @row (NULL: to no row) as an error record; returns its status. */
int call_report(
	struct call *c, int r, const char *what, const struct hcn_row *row, struct hcn_error *err);

/* Text of a STR member that may be absent. */
static inline const char *text_or_empty(const char *text)
{
	return text ? text : "";
}

#endif
