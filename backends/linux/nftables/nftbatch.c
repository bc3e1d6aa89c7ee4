/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Transactions of nftables.
 *
 * In: messages.  Out: transactions that the kernel takes as a whole, with each refusal traced to its message.
 * Never: asks for an ack per message (doc/facts/kernel.md §5: 256, then ENOBUFS).
 *
 * Tests: tests/conform/linux/test_nft.c (a_transaction_with_one_bad_step_leaves_nothing_and_names_it)
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

#include "call.h"
#include "cleanup.h"
#include "nftables/nftbatch.h"

/* Room for one message: a nest holds 64 kB, and libnftnl writes one element more before it takes it back. */
#define MESSAGE_ROOM (72u * 1024)
#define BUFFER_KEPT  (1024u * 1024)
#define ATTEMPTS     16

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
	nft_make_room(nft, len);
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
