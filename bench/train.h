/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Several rtnetlink messages in one send, of which only the last is acknowledged: the fewest system calls there can be.
 *
 * In: messages and attributes by libmnl.  Out: 0 or -errno of the first message refused.
 */
#ifndef HCN_BENCH_TRAIN_H
#define HCN_BENCH_TRAIN_H

#include <libmnl/libmnl.h>
#include <stddef.h>
#include <stdint.h>

struct train {
	struct mnl_socket *socket;
	uint32_t seq;
	char *end; /* of the messages in buffer */
	struct nlmsghdr *last;
	char buffer[4096];
};

int train_open(struct train *t);
void train_close(struct train *t);

/* Starts the next message; attributes are put into what it returns.  @head: its family's header. */
struct nlmsghdr *train_add(struct train *t, int type, int flags, const void *head, size_t size);

/* Sends what was added since the last time and waits for the verdict. */
int train_send(struct train *t);

#endif
