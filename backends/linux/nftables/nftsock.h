/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets to nftables: the host's is long-lived (closing one after a deletion waits 12 ms,
 * doc/facts/kernel.md §9.7); and questions.
 * libmnl and libnftnl build the messages.
 */
#ifndef HCN_LINUX_NFTSOCK_H
#define HCN_LINUX_NFTSOCK_H

#include <stddef.h>
#include <stdint.h>

struct call;
struct nlmsghdr;

struct nft {
	int fd; /* -1: closed */
	uint32_t seq;
	size_t sndbuf; /* a transaction must fit into it */
	char *buffer;  /* where transactions are built, kept from one to the next */
	size_t buffer_size;
};

/* Opens the socket in the calling thread's network namespace. */
int nft_open(struct nft *nft);
void nft_close(struct nft *nft);

/* Asks for the number of the ruleset's generation: whether we may talk to nftables, and whether there is one. */
int nft_probe(struct call *c);

typedef int nft_fn(const struct nlmsghdr *msg, void *arg);

/* Sends the one message, which is not part of a transaction, and hands what answers to @fn. */
int nft_query(struct call *c, struct nlmsghdr *msg, nft_fn *fn, void *arg);

/* Makes room in the socket for a message of @size bytes. */
void nft_make_room(struct nft *nft, size_t size);

#endif
