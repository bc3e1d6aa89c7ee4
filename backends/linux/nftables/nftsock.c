/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sockets to nftables, and questions.
 *
 * In: a message that is no part of a transaction.  Out: what answers it.
 * Never: closes the socket between two calls.
 *
 * Tests: tests/conform/linux/test_nft.c (ten_thousand_elements_are_one_transaction)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftsock.h"

#define RECEIVE_SPACE (4 * 1024 * 1024)

/* As much as we may: without privileges in the first user namespace the sysctl limits it. */
static void set_space(int fd, int forced, int plain, size_t size)
{
	const int value = (int)size;

	if (setsockopt(fd, SOL_SOCKET, forced, &value, sizeof(value)) < 0)
		(void)setsockopt(fd, SOL_SOCKET, plain, &value, sizeof(value));
}

static size_t read_sndbuf(int fd)
{
	socklen_t size = sizeof(int);
	int value = 0;

	(void)getsockopt(fd, SOL_SOCKET, SO_SNDBUF, &value, &size);
	return (size_t)value;
}

int nft_open(struct nft *nft)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK };
	_cleanup_close_ int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_NETFILTER);
	const int on = 1;

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < HCN_N_ELEMENTS(options); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)) < 0)
			return -errno;
	set_space(fd, SO_RCVBUFFORCE, SO_RCVBUF, RECEIVE_SPACE);
	*nft = (struct nft){ .sndbuf = read_sndbuf(fd), .fd = TAKE_FD(fd) };
	return 0;
}

void nft_close(struct nft *nft)
{
	free(nft->buffer);
	if (nft->fd >= 0)
		(void)close(nft->fd);
	*nft = (struct nft){ .fd = -1 };
}

void nft_make_room(struct nft *nft, size_t size)
{
	size_t needed = size + 4096; /* the kernel keeps 32 bytes for itself */

	if (needed <= nft->sndbuf)
		return;
	set_space(nft->fd, SO_SNDBUFFORCE, SO_SNDBUF, needed);
	nft->sndbuf = read_sndbuf(nft->fd);
}

/* --- questions ------------------------------------------------------------------------------------- */

static int read_answer(const struct nft *nft, struct call *c, uint32_t seq, nft_fn *fn, void *arg)
{
	int r = 0;

	for (;;) {
		ssize_t n = recv(nft->fd, c->rx, RX_SIZE, 0);
		const struct nlmsghdr *msg = (const struct nlmsghdr *)(const void *)c->rx;
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left)) {
			if (msg->nlmsg_seq != seq)
				continue;
			if (msg->nlmsg_type == NLMSG_ERROR) {
				int verdict = nlreq_read_ack(msg, c->extack);

				return verdict ? verdict : r;
			}
			if (msg->nlmsg_type == NLMSG_DONE)
				return r;
			if (fn && !r)
				r = fn(msg, arg);
		}
	}
}

int nft_query(struct call *c, struct nlmsghdr *msg, nft_fn *fn, void *arg)
{
	struct nft *nft = c->nft;

	msg->nlmsg_flags |= NLM_F_REQUEST | NLM_F_ACK;
	msg->nlmsg_seq = ++nft->seq;
	if (send(nft->fd, msg, msg->nlmsg_len, 0) < 0)
		return -errno;
	return read_answer(nft, c, msg->nlmsg_seq, fn, arg);
}

int nft_probe(struct call *c)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));

	return nft_query(
		c, nftnl_nlmsg_build_hdr(buf, NFT_MSG_GETGEN, AF_UNSPEC, 0, 0), NULL, NULL);
}
