/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Queues that send no faster than so many bytes a second: tbf, at the root of a device.
 *
 * In: qdisc rows.  Out: RTM_*QDISC requests.
 * Never: touches a queue that is not tbf with our handle, but for replacing the device's own.
 *
 * Tests: tests/conform/linux/test_rows.c (qdisc), tests/e2e/qos.sh (the queue is a tbf)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/pkt_sched.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "row_ops.h"

#define HANDLE 0x68630000u /* "hc" */

/* What may go at once: what the rate allows in 20 ms, and a segment that the stack hands down whole. */
#define BURST_PER_SECOND 50
#define MIN_BURST        (64u * 1024 + 2048)
#define MAX_BURST        (1u << 30)

/* What waits longer than 100 ms is dropped. */
#define WAITING_PER_SECOND 10

static uint32_t at_most(uint64_t value, uint32_t max)
{
	return value < max ? (uint32_t)value : max;
}

static int resolve(struct call *c, const struct hcn_row_qdisc *row, struct tcmsg *ret_head,
	struct nlsock **ret_sock)
{
	uint32_t ifindex;
	int r;

	r = netns_socket(c, row->netns, ret_sock);
	if (!r)
		r = nlsock_ifindex(*ret_sock, text_or_empty(row->dev), &ifindex);
	if (!r)
		*ret_head = (struct tcmsg){ .tcm_ifindex = (int)ifindex, .tcm_parent = TC_H_ROOT };
	return r;
}

static void put_options(struct nlreq *q, uint64_t rate)
{
	uint32_t burst = at_most(rate / BURST_PER_SECOND, MAX_BURST);
	struct tc_tbf_qopt options = {
		.rate = { .linklayer = TC_LINKLAYER_ETHERNET, .rate = at_most(rate, UINT32_MAX) },
	};
	struct nlattr *nest = nlreq_nest(q, TCA_OPTIONS);

	burst = burst < MIN_BURST ? MIN_BURST : burst;
	options.limit = at_most(rate / WAITING_PER_SECOND, MAX_BURST) + burst;
	nlreq_put(q, TCA_TBF_PARMS, &options, sizeof(options));
	nlreq_u32(q, TCA_TBF_BURST, burst);
	if (rate >= UINT32_MAX)
		nlreq_put(q, TCA_TBF_RATE64, &rate, sizeof(rate));
	nlreq_end(q, nest);
}

static int qdisc_add(struct call *c, const struct hcn_row *row)
{
	struct nlsock *sock;
	struct tcmsg head;
	struct nlreq q;
	int r = resolve(c, &row->qdisc, &head, &sock);

	if (r)
		return r;
	head.tcm_handle = HANDLE;
	nlreq_init(&q, RTM_NEWQDISC, NLM_F_CREATE | NLM_F_REPLACE, &head, sizeof(head));
	nlreq_str(&q, TCA_KIND, "tbf");
	put_options(&q, row->qdisc.rate);
	return nlreq_send(c, sock, &q);
}

static int qdisc_remove(struct call *c, const struct hcn_row *row)
{
	struct nlsock *sock;
	struct tcmsg head;
	struct nlreq q;
	int r = resolve(c, &row->qdisc, &head, &sock);

	if (!r) {
		head.tcm_handle = HANDLE;
		nlreq_init(&q, RTM_DELQDISC, 0, &head, sizeof(head));
		r = nlreq_send(c, sock, &q);
	}
	/* the device, its namespace, or just the queue */
	return r == -ENODEV || r == -ENOENT || r == -EINVAL ? 0 : r;
}

static int read_rate(const struct nlmsghdr *msg, void *arg)
{
	const struct tcmsg *head = nlmsg_data(msg);
	struct nlattr *attrs[TCA_MAX + 1], *options[TCA_TBF_MAX + 1];
	struct tc_tbf_qopt tbf;
	uint64_t *ret = arg;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, TCA_MAX, NULL) < 0)
		return -EBADMSG;
	if (head->tcm_handle != HANDLE || !attrs[TCA_KIND] || nla_strcmp(attrs[TCA_KIND], "tbf") ||
		!attrs[TCA_OPTIONS] ||
		nla_parse_nested(options, TCA_TBF_MAX, attrs[TCA_OPTIONS], NULL) < 0 ||
		!options[TCA_TBF_PARMS] || (size_t)nla_len(options[TCA_TBF_PARMS]) < sizeof(tbf))
		return 0;
	memcpy(&tbf, nla_data(options[TCA_TBF_PARMS]), sizeof(tbf));
	*ret = tbf.rate.rate;
	if (options[TCA_TBF_RATE64] && (size_t)nla_len(options[TCA_TBF_RATE64]) >= sizeof(*ret))
		memcpy(ret, nla_data(options[TCA_TBF_RATE64]), sizeof(*ret));
	return 0;
}

static int qdisc_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct nlsock *sock;
	struct tcmsg head;
	struct nlreq q;
	uint64_t rate = 0;
	int r = resolve(c, &row->qdisc, &head, &sock);

	if (r)
		return r;
	/* the kernel tells its listeners, and who asks only by an echo */
	nlreq_init(&q, RTM_GETQDISC, NLM_F_ECHO, &head, sizeof(head));
	r = nlreq_query(c, sock, &q, read_rate, &rate);
	*ret = !r && rate && rate == row->qdisc.rate;
	return r;
}

const struct row_ops qdisc_ops = {
	.add = qdisc_add,
	.remove = qdisc_remove,
	.holds = qdisc_holds,
};
