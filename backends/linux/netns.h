/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Network namespaces by name (/run/netns/<name>): visiting them, and talking to them through sockets that live as
 * long as one call.
 */
#ifndef HCN_LINUX_NETNS_H
#define HCN_LINUX_NETNS_H

#include "nftables/nftsock.h"
#include "rtnetlink/nlreq.h"

struct call;

struct netns {
	char name[64]; /* "": an empty slot */
	int fd;
	struct nlsock sock; /* opened when first asked for */
	struct nft nft;     /* the same */
};

/* The namespaces the call has met lately; a bulk call meets many, so the oldest makes room. */
struct netns_cache {
	struct netns slots[8];
	unsigned next;
	struct netns *made; /* the one made last in this call, or NULL */
};

/*
 * A call begins with an empty cache, but for the namespace that the call before it made: clients attach an endpoint to a namespace
 * that they have just created, and opening it again costs as much as three messages.  One, and only until the next
 * call: nothing dead is kept alive for long.
 */
void netns_cache_begin(struct netns_cache *cache, struct netns *kept);
void netns_cache_end(struct netns_cache *cache, struct netns *kept);
void netns_clear(struct netns *n);
extern const struct netns netns_none;

/* Opens the host's namespace: that of the process's main thread, wherever the caller's thread is. */
int netns_open_host(int *ret_fd);

/* Descriptor and sockets of namespace @name, borrowed until the next call of either; NULL or "" is the host.
 * -ENOENT: there is no such namespace. */
int netns_fd(struct call *c, const char *name, int *ret);
int netns_socket(struct call *c, const char *name, struct nlsock **ret);
int netns_nft(struct call *c, const char *name, struct nft **ret);

/* Runs fn(@arg) on the calling (worker) thread inside namespace @name, and comes back. */
int netns_visit(struct call *c, const char *name, int (*fn)(void *arg), void *arg);

#endif
