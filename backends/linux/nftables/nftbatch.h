/* SPDX-License-Identifier: GPL-2.0-or-later */
/* A transaction as messages, and its exchange with the kernel. */
#ifndef HCN_LINUX_NFTBATCH_H
#define HCN_LINUX_NFTBATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct call;
struct nft;
struct nlmsghdr;

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

#endif
