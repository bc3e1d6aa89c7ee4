/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Unicast routes.
 *
 * In: route rows.  Out: RTM_*ROUTE requests.
 * Never: replaces a route of another device, which is not ours.
 *
 * Tests: tests/conform/linux/test_rows.c (route),
 * tests/conform/linux/test_linux.c (a_route_of_another_device_is_not_replaced)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "row_ops.h"

struct route {
	struct rtmsg head;
	struct hcn_prefix dst;
	struct hcn_addr via; /* family none: on-link */
	uint32_t table;
	uint32_t metric; /* as the kernel keeps it */
	uint32_t mtu;    /* 0: the device's */
	uint32_t ifindex;
	struct nlsock *sock;
};

/* What the kernel makes of an IPv6 route without a metric (IP6_RT_PRIO_USER). */
#define DEFAULT_METRIC_IPV6 1024

static int resolve(struct call *c, const struct hcn_row_route *row, struct route *ret)
{
	bool v6;
	int r;

	*ret = (struct route){ .table = row->table ? row->table : RT_TABLE_MAIN,
		.metric = row->metric,
		.mtu = row->mtu };
	if (!row->dst || !hcn_prefix_parse(row->dst, &ret->dst))
		return call_refuse(c, -EINVAL, "not a prefix");
	if (row->via && !hcn_addr_parse(row->via, &ret->via))
		return call_refuse(c, -EINVAL, "the gateway is not an IP address");
	ret->dst = hcn_prefix_mask(&ret->dst);
	v6 = ret->dst.addr.family == HCN_IPV6;
	if (v6 && !ret->metric)
		ret->metric = DEFAULT_METRIC_IPV6;
	ret->head = (struct rtmsg){
		.rtm_family = v6 ? AF_INET6 : AF_INET,
		.rtm_dst_len = ret->dst.len,
		.rtm_protocol = RTPROT_STATIC,
		.rtm_scope = row->via || v6 ? RT_SCOPE_UNIVERSE : RT_SCOPE_LINK,
		.rtm_type = RTN_UNICAST,
		/* by itself: nothing else need lead there, and IPv6 would find this route */
		.rtm_flags = row->via && hcn_addr_equal(&ret->via, &ret->dst.addr) ? RTNH_F_ONLINK
										   : 0,
	};
	r = netns_socket(c, row->netns, &ret->sock);
	return r ? r : nlsock_ifindex(ret->sock, text_or_empty(row->dev), &ret->ifindex);
}

static void put_mtu(struct nlreq *q, uint32_t mtu)
{
	struct nlattr *metrics = nlreq_nest(q, RTA_METRICS);

	nlreq_u32(q, RTAX_MTU, mtu);
	nlreq_end(q, metrics);
}

static int send_route(struct call *c, const struct route *t, int type, int flags)
{
	struct nlreq q;

	nlreq_init(&q, type, flags, &t->head, sizeof(t->head));
	if (t->dst.len)
		nlreq_addr(&q, RTA_DST, &t->dst.addr);
	nlreq_u32(&q, RTA_OIF, t->ifindex);
	nlreq_u32(&q, RTA_TABLE, t->table);
	if (t->via.family)
		nlreq_addr(&q, RTA_GATEWAY, &t->via);
	if (t->metric)
		nlreq_u32(&q, RTA_PRIORITY, t->metric);
	if (t->mtu)
		put_mtu(&q, t->mtu);
	return nlreq_send(c, t->sock, &q);
}

struct search {
	const struct route *wanted;
	bool key;  /* a route of this destination, device and metric exists */
	bool same; /* through the same gateway, with the same MTU */
};

static bool attr_is(const struct nlattr *attr, const struct hcn_addr *a, bool absent)
{
	size_t size = hcn_addr_size(a);

	if (!attr)
		return absent;
	return (size_t)nla_len(attr) == size && memcmp(nla_data(attr), a->bytes, size) == 0;
}

static int read_mtu(struct nlattr *metrics, uint32_t *ret)
{
	struct nlattr *attrs[RTAX_MAX + 1];

	*ret = 0;
	if (!metrics)
		return 0;
	if (nla_parse_nested(attrs, RTAX_MAX, metrics, NULL) < 0)
		return -EBADMSG;
	if (attrs[RTAX_MTU])
		*ret = nla_get_u32(attrs[RTAX_MTU]);
	return 0;
}

static int compare(const struct nlmsghdr *msg, void *arg)
{
	const struct rtmsg *head = nlmsg_data(msg);
	struct search *s = arg;
	const struct route *t = s->wanted;
	struct nlattr *attrs[RTA_MAX + 1];
	uint32_t metric, oif, mtu;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, RTA_MAX, NULL) <
			0 ||
		read_mtu(attrs[RTA_METRICS], &mtu))
		return -EBADMSG;
	metric = attrs[RTA_PRIORITY] ? nla_get_u32(attrs[RTA_PRIORITY]) : 0;
	oif = attrs[RTA_OIF] ? nla_get_u32(attrs[RTA_OIF]) : 0;
	if (head->rtm_dst_len != t->dst.len || head->rtm_type != RTN_UNICAST ||
		metric != t->metric || oif != t->ifindex ||
		!attr_is(attrs[RTA_DST], &t->dst.addr, t->dst.len == 0))
		return 0;
	s->key = true;
	if (mtu == t->mtu &&
		(t->via.family ? attr_is(attrs[RTA_GATEWAY], &t->via, false) : !attrs[RTA_GATEWAY]))
		s->same = true;
	return 0;
}

/* The kernel filters by family, table and device; inside an endpoint that leaves a handful.  It has no table without routes. */
static int search(struct call *c, const struct route *t, struct search *ret)
{
	const struct rtmsg filter = { .rtm_family = t->head.rtm_family };
	struct nlreq q;
	int r;

	*ret = (struct search){ .wanted = t };
	nlreq_init(&q, RTM_GETROUTE, NLM_F_DUMP, &filter, sizeof(filter));
	nlreq_u32(&q, RTA_OIF, t->ifindex);
	nlreq_u32(&q, RTA_TABLE, t->table);
	r = nlreq_query(c, t->sock, &q, compare, ret);
	return r == -ENOENT ? 0 : r;
}

static int route_add(struct call *c, const struct hcn_row *row)
{
	struct search s;
	struct route t;
	int r = resolve(c, &row->route, &t);

	if (r)
		return r;
	r = send_route(c, &t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_EXCL);
	if (r != -EEXIST)
		return r;
	r = search(c, &t, &s);
	if (r || s.same)
		return r;
	if (!s.key)
		return call_refuse(
			c, -EEXIST, "another device has a route to %s already", row->route.dst);
	return send_route(c, &t, RTM_NEWROUTE, NLM_F_CREATE | NLM_F_REPLACE);
}

static int route_remove(struct call *c, const struct hcn_row *row)
{
	struct route t;
	int r = resolve(c, &row->route, &t);

	if (!r) {
		t.head.rtm_scope = RT_SCOPE_NOWHERE; /* matches any */
		r = send_route(c, &t, RTM_DELROUTE, 0);
	}
	return r == -ESRCH || r == -ENODEV || r == -ENOENT ? 0 : r;
}

static int route_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct search s;
	struct route t;
	int r = resolve(c, &row->route, &t);

	if (!r)
		r = search(c, &t, &s);
	if (!r)
		*ret = s.same;
	return r;
}

const struct row_ops route_ops = {
	.add = route_add,
	.remove = route_remove,
	.holds = route_holds,
};
