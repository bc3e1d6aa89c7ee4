/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Policy routing rules that choose a table by the source address.
 *
 * In: rule rows.  Out: RTM_*RULE requests.
 * Never: takes a rule that asks for more than the source for its own.
 *
 * Tests: tests/conform/linux/test_rows.c (rule),
 * tests/conform/linux/test_linux.c (a_rule_that_asks_for_more_is_another_one)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/fib_rules.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "cleanup.h"
#include "row_ops.h"

struct rule {
	struct fib_rule_hdr head;
	struct hcn_prefix from;
	uint32_t table;
	uint32_t priority;
	struct nlsock *sock;
};

static int resolve(struct call *c, const struct hcn_row_rule *row, struct rule *ret)
{
	*ret = (struct rule){ .table = row->table, .priority = row->priority };
	if (!row->from || !hcn_prefix_parse(row->from, &ret->from))
		return call_refuse(c, -EINVAL, "not a prefix");
	if (!row->table) /* IPv4 would choose one */
		return call_refuse(c, -EINVAL, "no table is named");
	ret->from = hcn_prefix_mask(&ret->from);
	ret->head = (struct fib_rule_hdr){
		.family = ret->from.addr.family == HCN_IPV4 ? AF_INET : AF_INET6,
		.src_len = ret->from.len,
		.action = FR_ACT_TO_TBL,
	};
	return netns_socket(c, row->netns, &ret->sock);
}

static int send_rule(struct call *c, const struct rule *t, int type, int flags)
{
	struct nlreq q;

	nlreq_init(&q, type, flags, &t->head, sizeof(t->head));
	if (t->from.len)
		nlreq_addr(&q, FRA_SRC, &t->from.addr);
	nlreq_u32(&q, FRA_TABLE, t->table);
	nlreq_u32(&q, FRA_PRIORITY, t->priority);
	nlreq_u8(&q, FRA_PROTOCOL, RTPROT_STATIC);
	return nlreq_send(c, t->sock, &q);
}

static int rule_add(struct call *c, const struct hcn_row *row)
{
	struct rule t;
	int r = resolve(c, &row->rule, &t);

	if (!r)
		r = send_rule(c, &t, RTM_NEWRULE, NLM_F_CREATE | NLM_F_EXCL);
	return r == -EEXIST ? 0 : r;
}

static int rule_remove(struct call *c, const struct hcn_row *row)
{
	struct rule t;
	int r = resolve(c, &row->rule, &t);

	if (!r)
		r = send_rule(c, &t, RTM_DELRULE, 0);
	return r == -ENOENT || r == -ENODEV ? 0 : r;
}

struct search {
	const struct rule *wanted;
	bool found;
};

static bool number_is(const struct nlattr *attr, uint32_t number)
{
	return (attr ? nla_get_u32(attr) : 0) == number;
}

/* A rule that asks for more than the source leaves some of it to others. */
static bool asks_more(const struct fib_rule_hdr *head, struct nlattr *const *attrs)
{
	static const int more[] = { FRA_DST, FRA_IIFNAME, FRA_OIFNAME, FRA_FWMARK, FRA_TUN_ID,
		FRA_L3MDEV, FRA_UID_RANGE, FRA_IP_PROTO, FRA_SPORT_RANGE, FRA_DPORT_RANGE };

	for (size_t i = 0; i < HCN_N_ELEMENTS(more); i++)
		if (attrs[more[i]])
			return true;
	return head->tos || head->flags & FIB_RULE_INVERT;
}

static int compare(const struct nlmsghdr *msg, void *arg)
{
	const struct fib_rule_hdr *head = nlmsg_data(msg);
	struct search *s = arg;
	const struct rule *t = s->wanted;
	size_t size = hcn_addr_size(&t->from.addr);
	struct nlattr *attrs[FRA_MAX + 1], *src;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, FRA_MAX, NULL) < 0)
		return -EBADMSG;
	src = attrs[FRA_SRC];
	if (head->action == FR_ACT_TO_TBL && head->src_len == t->from.len &&
		number_is(attrs[FRA_TABLE], t->table) &&
		number_is(attrs[FRA_PRIORITY], t->priority) && !asks_more(head, attrs) &&
		(!t->from.len || (src && (size_t)nla_len(src) == size &&
					 !memcmp(nla_data(src), t->from.addr.bytes, size))))
		s->found = true;
	return 0;
}

static int rule_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct rule t;
	struct search s = { .wanted = &t };
	int r = resolve(c, &row->rule, &t);

	if (!r) {
		const struct fib_rule_hdr filter = { .family = t.head.family };
		struct nlreq q;

		nlreq_init(&q, RTM_GETRULE, NLM_F_DUMP, &filter, sizeof(filter));
		r = nlreq_query(c, t.sock, &q, compare, &s);
	}
	*ret = s.found;
	return r;
}

const struct row_ops rule_ops = {
	.add = rule_add,
	.remove = rule_remove,
	.holds = rule_holds,
};
