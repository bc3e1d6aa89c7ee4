/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The exchange with nftables.
 *
 * In: messages.  Out: transactions that the kernel takes as a whole, with each refusal traced to its message; answers
 * to questions.
 * Never: closes the socket between two calls, or asks for an ack per message (doc/facts/kernel.md §5:
 * 256, then ENOBUFS).
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/netfilter/nfnetlink.h>
#include <libmnl/libmnl.h>
#include <libnftnl/common.h>

#include "cleanup.h"
#include "linux.h"

/* Room for one message: a nest holds 64 kB, and libnftnl writes one element more before it takes it back. */
#define MESSAGE_ROOM  (72u * 1024)
#define BUFFER_KEPT   (1024u * 1024)
#define RECEIVE_SPACE (4 * 1024 * 1024)
#define ATTEMPTS      16

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

/* --- transactions ---------------------------------------------------------------------------------- */

/* Makes room for one more message. */
static void reserve(struct nft_batch *b)
{
	size_t size = b->nft->buffer_size;
	char *grown;

	if (b->oom || size - b->len >= MESSAGE_ROOM)
		return;
	size = 2 * size + 2 * MESSAGE_ROOM;
	grown = realloc(b->nft->buffer, size);
	b->oom = !grown;
	if (!grown)
		return;
	b->nft->buffer = grown;
	b->nft->buffer_size = size;
}

static bool add_origin(struct nft_batch *b, struct nft_origin origin)
{
	struct nft_origin *grown;

	if (b->n == b->n_allocated) {
		grown = reallocarray(b->origins, 2 * b->n + 16, sizeof(*grown));
		if (!grown)
			return false;
		b->origins = grown;
		b->n_allocated = 2 * b->n + 16;
	}
	b->origins[b->n++] = origin;
	return true;
}

static struct nlmsghdr *message_at(struct nft_batch *b, size_t offset)
{
	return (struct nlmsghdr *)(void *)(b->nft->buffer + offset);
}

/* The message under construction is complete. */
static void finish_message(struct nft_batch *b)
{
	if (b->last)
		b->len = b->last + NLMSG_ALIGN(message_at(b, b->last)->nlmsg_len);
}

void nft_batch_init(struct nft_batch *b, struct nft *nft)
{
	*b = (struct nft_batch){ .nft = nft, .first_seq = nft->seq + 2 };
	reserve(b);
	if (!b->oom)
		b->len = nftnl_batch_begin(b->nft->buffer, nft->seq + 1)->nlmsg_len;
}

void nft_batch_clear(struct nft_batch *b)
{
	free(b->origins);
	if (b->nft->buffer_size > BUFFER_KEPT) {
		free(b->nft->buffer);
		b->nft->buffer = NULL;
		b->nft->buffer_size = 0;
	}
}

const char *nft_split_table(const char *table, uint8_t *ret_family)
{
	static const char bridge[] = "bridge ";
	bool is_bridge = table && !strncmp(table, bridge, sizeof(bridge) - 1);

	*ret_family = is_bridge ? NFPROTO_BRIDGE : NFPROTO_INET;
	return is_bridge ? table + sizeof(bridge) - 1 : text_or_empty(table);
}

struct nlmsghdr *nft_batch_add(struct nft_batch *b, uint8_t family, unsigned type, unsigned flags,
	struct nft_origin origin)
{
	finish_message(b);
	reserve(b);
	b->oom = b->oom || !add_origin(b, origin);
	if (b->oom)
		return NULL;
	b->last = b->len;
	return nftnl_nlmsg_build_hdr(b->nft->buffer + b->last, (uint16_t)type, family,
		(uint16_t)flags, b->first_seq + (uint32_t)(b->n - 1));
}

static int send_buffer(struct nft *nft, size_t len)
{
	size_t needed = len + 4096; /* the kernel keeps 32 bytes for itself */

	if (needed > nft->sndbuf) {
		set_space(nft->fd, SO_SNDBUFFORCE, SO_SNDBUF, needed);
		nft->sndbuf = read_sndbuf(nft->fd);
	}
	while (send(nft->fd, nft->buffer, len, 0) < 0)
		if (errno != EINTR)
			return -errno;
	return 0;
}

struct refusals {
	struct nft_batch *batch;
	nft_refused_fn *fn;
	void *arg;
	bool acked; /* the last message was heard */
	int count;
	int blameless; /* -errno of the transaction itself */
};

static void take_ack(struct refusals *f, const struct nlmsghdr *msg)
{
	struct nft_batch *b = f->batch;
	uint32_t index = msg->nlmsg_seq - b->first_seq;
	char extack[HCN_ERROR_VALUE_SIZE] = "";
	int error = nlreq_read_ack(msg, extack);

	if (index >=
		b->n) { /* of the frame around the messages, or a late answer to something older */
		if (msg->nlmsg_seq == b->first_seq - 1 && error)
			f->blameless = error;
		return;
	}
	f->acked |= index == b->n - 1;
	if (!error)
		return;
	f->count++;
	f->fn(f->arg, b->origins[index], error, extack);
}

/* The kernel has worked off the whole transaction when send() returns: all its answers are waiting. */
static int read_acks(struct call *c, struct refusals *f)
{
	for (;;) {
		ssize_t n = recv(f->batch->nft->fd, c->rx, RX_SIZE, MSG_DONTWAIT);
		const struct nlmsghdr *msg = (const struct nlmsghdr *)(const void *)c->rx;
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && errno == ENOBUFS) /* more refusals than room: those heard will do */
			continue;
		if (n < 0)
			return errno == EAGAIN ? 0 : -errno;
		for (; mnl_nlmsg_ok(msg, left); msg = mnl_nlmsg_next(msg, &left))
			if (msg->nlmsg_type == NLMSG_ERROR)
				take_ack(f, msg);
	}
}

int nft_batch_send(struct call *c, struct nft_batch *b, nft_refused_fn *fn, void *arg)
{
	struct refusals f = { .batch = b, .fn = fn, .arg = arg };
	uint32_t last_seq = b->first_seq + (uint32_t)b->n;
	int r;

	if (b->oom)
		return -ENOMEM;
	if (!b->n)
		return 0;
	message_at(b, b->last)->nlmsg_flags |= NLM_F_ACK;
	finish_message(b);
	(void)nftnl_batch_end(b->nft->buffer + b->len, last_seq);
	b->nft->seq = last_seq;
	for (int i = 0; i < ATTEMPTS; i++) {
		f.blameless = 0;
		r = send_buffer(b->nft, b->len + message_at(b, b->len)->nlmsg_len);
		if (!r)
			r = read_acks(c, &f);
		if (r)
			return r;
		if (f.blameless != -ERESTART && f.blameless != -EAGAIN && f.blameless != -EINTR)
			break;
	}
	if (f.count)
		return -ECANCELED;
	return f.blameless ? f.blameless : f.acked ? 0 : -EPROTO;
}
