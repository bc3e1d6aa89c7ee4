/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * nftables: the host's long-lived socket (closing one after a deletion waits 12 ms,
 * doc/facts/kernel.md §9.7), transactions, and questions.  libmnl and libnftnl build the messages.
 */
#ifndef HCN_LINUX_NFT_H
#define HCN_LINUX_NFT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "nftset.h"
#include "steps.h"

struct call;
struct nlmsghdr;

struct nft {
	int fd; /* -1: closed */
	uint32_t seq;
	size_t sndbuf; /* a transaction must fit into it */
	char *buffer;  /* where transactions are built, kept from one to the next */
	size_t buffer_size;
};

/* Rows name a table of another family than inet with it: "bridge hcn".  Returns the name alone; *@ret_family is NFPROTO_*. */
const char *nft_split_table(const char *table, uint8_t *ret_family);

/* Opens the socket in the calling thread's network namespace. */
int nft_open(struct nft *nft);
void nft_close(struct nft *nft);

/* Asks for the number of the ruleset's generation: whether we may talk to nftables, and whether there is one. */
int nft_probe(struct call *c);

typedef int nft_fn(const struct nlmsghdr *msg, void *arg);

/* Sends the one message, which is not part of a transaction, and hands what answers to @fn. */
int nft_query(struct call *c, struct nlmsghdr *msg, nft_fn *fn, void *arg);

/*
 * A transaction under construction.  Each message remembers the step it came from, and whether it is the half of the
 * step that takes something away.
 */
struct nft_origin {
	uint32_t step;
	bool removal;
};

struct nft_batch {
	struct nft *nft;
	size_t len;
	size_t last; /* offset of the message under construction, 0: none */
	uint32_t first_seq;
	struct nft_origin *origins;
	size_t n;
	size_t n_allocated;
	bool oom;
};

void nft_batch_init(struct nft_batch *b, struct nft *nft);
void nft_batch_clear(struct nft_batch *b);

/* Begins a message (NFT_MSG_*) of a family: its header, to be followed by at most 64 kB.  NULL after an allocation failure,
 * which nft_batch_send() reports. */
struct nlmsghdr *nft_batch_add(struct nft_batch *b, uint8_t family, unsigned type, unsigned flags,
	struct nft_origin origin);

/* The kernel refused the message of @origin; @extack may be "". */
typedef void nft_refused_fn(void *arg, struct nft_origin origin, int error, const char *extack);

/*
 * Sends all or nothing, as one sendmsg.  Returns 0 when the kernel took it; -ECANCELED when it refused and @fn heard
 * about each refusal; another -errno when there is no message to blame.
 */
int nft_batch_send(struct call *c, struct nft_batch *b, nft_refused_fn *fn, void *arg);

/* Applies @n steps of the nft kinds, all in one netns, in one transaction.  On failure *@ret_bad is the step to blame. */
int nft_apply(struct call *c, const struct hcn_step *steps, size_t n, size_t *ret_bad);

/* Type of a set as the kernel has it; -ENOENT, or -EINVAL for one that is not of our making. */
int nft_read_set_type(struct call *c, const char *table, const char *set, struct nft_set_type *ret);

/* Hands the rules of a chain to @fn. */
int nft_each_rule(struct call *c, const struct hcn_row_nft_chain *row, nft_fn *fn, void *arg);

/* Hands the element of @row's key to @take, whatever its data; -ENOENT. */
struct nftnl_set_elem;
typedef void nft_elem_fn(struct nftnl_set_elem *elem, void *arg);
int nft_elem_find(struct call *c, const struct hcn_row_nft_elem *row, nft_elem_fn *take, void *arg);

/* What the counters of a chain's rules, or of an element, have met; -ENOENT. */
struct hcn_met;
int nft_met(struct call *c, const struct hcn_row *row, struct hcn_met *ret);

/* A chain's "type hook priority". */
struct nft_hook {
	char type[16];
	uint32_t number; /* NF_INET_* */
	int32_t priority;
};
bool nft_hook_parse(const char *text, struct nft_hook *ret);

#endif
