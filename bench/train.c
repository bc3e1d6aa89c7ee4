/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Trains of messages (train.h). */
#include "train.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

int train_open(struct train *t)
{
	memset(t, 0, offsetof(struct train, buffer));
	t->end = t->buffer;
	t->socket = mnl_socket_open2(NETLINK_ROUTE, SOCK_CLOEXEC);
	return t->socket ? 0 : -errno;
}

void train_close(struct train *t)
{
	if (t->socket)
		mnl_socket_close(t->socket);
	t->socket = NULL;
}

/* The last message grows by its attributes until the next one begins. */
static void settle(struct train *t)
{
	if (t->last)
		t->end = mnl_nlmsg_get_payload_tail(t->last);
}

struct nlmsghdr *train_add(struct train *t, int type, int flags, const void *head, size_t size)
{
	settle(t);
	t->last = mnl_nlmsg_put_header(t->end);
	t->last->nlmsg_type = (uint16_t)type;
	t->last->nlmsg_flags = (uint16_t)(NLM_F_REQUEST | flags);
	t->last->nlmsg_seq = ++t->seq;
	memcpy(mnl_nlmsg_put_extra_header(t->last, size), head, size);
	return t->last;
}

/* Errors of earlier messages come first. */
static int read_verdict(struct train *t)
{
	char answer[MNL_SOCKET_BUFFER_SIZE];

	for (;;) {
		ssize_t n = mnl_socket_recvfrom(t->socket, answer, sizeof(answer));
		int left = (int)n;

		if (n < 0)
			return -errno;
		for (const struct nlmsghdr *msg = (const void *)answer; mnl_nlmsg_ok(msg, left);
			msg = mnl_nlmsg_next(msg, &left)) {
			const struct nlmsgerr *verdict = mnl_nlmsg_get_payload(msg);

			if (msg->nlmsg_type == NLMSG_ERROR &&
				(verdict->error || msg->nlmsg_seq == t->seq))
				return verdict->error;
		}
	}
}

int train_send(struct train *t)
{
	size_t size;

	t->last->nlmsg_flags |= NLM_F_ACK;
	settle(t);
	size = (size_t)(t->end - t->buffer);
	t->end = t->buffer;
	t->last = NULL;
	return mnl_socket_sendto(t->socket, t->buffer, size) < 0 ? -errno : read_verdict(t);
}
