/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * rtnetlink requests.
 *
 * In: attributes put one after the other.  Out: the kernel's verdict as -errno plus its text.
 * Never: knows what a row is, changes the network namespace, or keeps a message after it was sent.
 *
 * Tests: tests/conform/linux/rtnetlink/test_link.c (the_kernels_own_words_reach_the_error)
 */
#include <errno.h>
#include <net/if.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "call.h"
#include "cleanup.h"

int nlsock_open(struct nlsock *s)
{
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK };
	_cleanup_close_ int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE);
	const int on = 1;

	if (fd < 0)
		return -errno;
	for (size_t i = 0; i < HCN_N_ELEMENTS(options); i++)
		if (setsockopt(fd, SOL_NETLINK, options[i], &on, sizeof(on)) < 0)
			return -errno;
	s->fd = TAKE_FD(fd);
	s->seq = 0;
	return 0;
}

void nlsock_close(struct nlsock *s)
{
	if (s->fd >= 0)
		(void)close(s->fd);
	s->fd = -1;
}

int nlsock_ifindex(const struct nlsock *s, const char *name, uint32_t *ret)
{
	struct ifreq ifr = { 0 };

	if (strlen(name) >= sizeof(ifr.ifr_name))
		return -ENODEV;
	strcpy(ifr.ifr_name, name);
	if (ioctl(s->fd, SIOCGIFINDEX, &ifr) < 0)
		return -errno;
	*ret = (uint32_t)ifr.ifr_ifindex;
	return 0;
}

void nlreq_init(struct nlreq *q, int type, int flags, const void *head, size_t size)
{
	q->msg = nlmsg_alloc_simple(type, flags | NLM_F_REQUEST | NLM_F_ACK);
	q->failed = !q->msg;
	nlreq_append(q, head, size);
}

void nlreq_append(struct nlreq *q, const void *data, size_t size)
{
	if (q->failed)
		return;
	/* libnl's prototype lacks a const. */
	q->failed = nlmsg_append(q->msg, (void *)(uintptr_t)data, size, NLMSG_ALIGNTO) < 0;
}

void nlreq_put(struct nlreq *q, int attr, const void *data, size_t size)
{
	if (!q->failed)
		q->failed = nla_put(q->msg, attr, (int)size, data) < 0;
}

void nlreq_str(struct nlreq *q, int attr, const char *text)
{
	nlreq_put(q, attr, text, strlen(text) + 1);
}

void nlreq_u8(struct nlreq *q, int attr, uint8_t value)
{
	nlreq_put(q, attr, &value, sizeof(value));
}

void nlreq_u32(struct nlreq *q, int attr, uint32_t value)
{
	nlreq_put(q, attr, &value, sizeof(value));
}

void nlreq_addr(struct nlreq *q, int attr, const struct hcn_addr *a)
{
	nlreq_put(q, attr, a->bytes, hcn_addr_size(a));
}

void nlreq_mac(struct nlreq *q, int attr, const struct hcn_mac *m)
{
	nlreq_put(q, attr, m->bytes, sizeof(m->bytes));
}

struct nlattr *nlreq_nest(struct nlreq *q, int attr)
{
	struct nlattr *nest = q->failed ? NULL : nla_nest_start(q->msg, attr | NLA_F_NESTED);

	q->failed = !nest;
	return nest;
}

void nlreq_end(struct nlreq *q, struct nlattr *nest)
{
	if (!q->failed)
		q->failed = nla_nest_end_keep_empty(q->msg, nest) < 0;
}

int nlreq_read_ack(const struct nlmsghdr *msg, char *extack)
{
	const struct nlmsgerr *e = nlmsg_data(msg);
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1] = { NULL };
	int fixed = (int)sizeof(*e), len = nlmsg_datalen(msg);

	if (len < fixed)
		return -EBADMSG;
	if (!e->error)
		return 0;
	extack[0] = '\0';
	if (!(msg->nlmsg_flags & NLM_F_CAPPED))
		fixed += (int)(e->msg.nlmsg_len - NLMSG_HDRLEN);
	if ((msg->nlmsg_flags & NLM_F_ACK_TLVS) && len > fixed &&
		nla_parse(attrs, NLMSGERR_ATTR_MAX, nlmsg_attrdata(msg, fixed), len - fixed,
			NULL) == 0 &&
		attrs[NLMSGERR_ATTR_MSG])
		nla_strlcpy(extack, attrs[NLMSGERR_ATTR_MSG], HCN_ERROR_VALUE_SIZE);
	return e->error;
}

/* A dump's end may carry an error of its own. */
static int read_done(const struct nlmsghdr *msg)
{
	int r = 0;

	if (nlmsg_datalen(msg) >= (int)sizeof(r))
		memcpy(&r, nlmsg_data(msg), sizeof(r));
	return r;
}

/* Reads datagrams until the answer to @seq ends. */
static int read_answer(struct call *c, struct nlsock *s, uint32_t seq, nlreq_fn *fn, void *arg)
{
	bool torn = false;
	int r = 0;

	for (;;) {
		ssize_t n = recv(s->fd, c->rx, RX_SIZE, 0);
		struct nlmsghdr *msg = (struct nlmsghdr *)(void *)c->rx;
		int left = (int)n;

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0)
			return -errno;
		for (; nlmsg_ok(msg, left); msg = nlmsg_next(msg, &left)) {
			if (msg->nlmsg_seq != seq)
				continue;
			torn |= (msg->nlmsg_flags & NLM_F_DUMP_INTR) != 0;
			if (msg->nlmsg_type == NLMSG_ERROR) {
				int verdict = nlreq_read_ack(msg, c->extack);

				return verdict ? verdict : r;
			}
			if (msg->nlmsg_type == NLMSG_DONE) {
				int verdict = read_done(msg);

				return verdict ? verdict : r ? r : torn ? -EINTR : 0;
			}
			if (fn && !r)
				r = fn(msg, arg);
		}
	}
}

int nlreq_query(struct call *c, struct nlsock *s, struct nlreq *q, nlreq_fn *fn, void *arg)
{
	struct nlmsghdr *msg;
	int r = -ENOMEM;

	if (!q->failed) {
		msg = nlmsg_hdr(q->msg);
		msg->nlmsg_seq = ++s->seq;
		r = 0;
		if (send(s->fd, msg, msg->nlmsg_len, 0) < 0)
			r = -errno;
	}
	nlmsg_free(q->msg);
	q->msg = NULL;
	return r ? r : read_answer(c, s, s->seq, fn, arg);
}

int nlreq_send(struct call *c, struct nlsock *s, struct nlreq *q)
{
	return nlreq_query(c, s, q, NULL, NULL);
}
