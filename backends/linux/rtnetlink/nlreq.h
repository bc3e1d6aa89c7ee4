/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtnetlink requests: a builder with a sticky error (puts do not fail one by one, the request does) and its exchange
 * with the kernel.  Messages are libnl's; the exchange is ours, because libnl drops the extended ack's text.
 */
#ifndef HCN_LINUX_NLREQ_H
#define HCN_LINUX_NLREQ_H

#include <netinet/in.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>

#include "addr.h"

struct call;

struct nlsock {
	int fd; /* -1: closed */
	uint32_t seq;
};

/* Opens an rtnetlink socket in the calling thread's network namespace. */
int nlsock_open(struct nlsock *s);
void nlsock_close(struct nlsock *s);

/* Index of the device called @name where @s lives; -ENODEV.  An ioctl: under a microsecond. */
int nlsock_ifindex(const struct nlsock *s, const char *name, uint32_t *ret);

struct nlreq {
	struct nl_msg *msg;
	bool failed;
};

/* @head is the fixed header of @type: ifinfomsg, ifaddrmsg... */
void nlreq_init(struct nlreq *q, int type, int flags, const void *head, size_t size);
void nlreq_put(struct nlreq *q, int attr, const void *data, size_t size);
void nlreq_str(struct nlreq *q, int attr, const char *text); /* with its NUL */
void nlreq_u8(struct nlreq *q, int attr, uint8_t value);
void nlreq_u32(struct nlreq *q, int attr, uint32_t value);
void nlreq_addr(struct nlreq *q, int attr, const struct hcn_addr *a);
void nlreq_mac(struct nlreq *q, int attr, const struct hcn_mac *m);
void nlreq_append(
	struct nlreq *q, const void *data, size_t size); /* a fixed header inside a nest */
struct nlattr *nlreq_nest(
	struct nlreq *q, int attr); /* NULL after a failure: nlreq_end() takes it */
void nlreq_end(struct nlreq *q, struct nlattr *nest);

/* Called with each message of an answer; must not send requests itself.  A failure is returned after the last. */
typedef int nlreq_fn(const struct nlmsghdr *msg, void *arg);

/* Sends @q, frees it, and waits for the answer's end.  0 or the kernel's -errno with its words in the call;
 * -EINTR: a dump changed while it was read. */
int nlreq_query(struct call *c, struct nlsock *s, struct nlreq *q, nlreq_fn *fn, void *arg);
int nlreq_send(struct call *c, struct nlsock *s, struct nlreq *q);

/* The -errno of an acknowledgement, and the kernel's words for it into @extack (HCN_ERROR_VALUE_SIZE bytes, "" if none);
 * after 0 @extack is as before, so that an undo does not wipe out what went wrong. */
int nlreq_read_ack(const struct nlmsghdr *msg, char *extack);

#endif
