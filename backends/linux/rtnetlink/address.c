/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Addresses of devices.
 *
 * In: addr rows.  Out: RTM_*ADDR requests.
 * Never: waits for duplicate address detection (HCN hands out every address itself), or fails to remove what is gone.
 *
 * Tests: tests/conform/linux/test_rows.c (addr)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "row_ops.h"

struct address {
	struct hcn_prefix prefix;
	bool deprecated;
	struct ifaddrmsg head;
	struct nlsock *sock;
};

static int resolve(struct call *c, const struct hcn_row_addr *row, struct address *ret)
{
	uint32_t ifindex;
	int r;

	if (!row->prefix || !hcn_prefix_parse(row->prefix, &ret->prefix))
		return call_refuse(c, -EINVAL, "not an address with prefix length");
	ret->deprecated = row->deprecated;
	r = netns_socket(c, row->netns, &ret->sock);
	if (r)
		return r;
	r = nlsock_ifindex(ret->sock, text_or_empty(row->dev), &ifindex);
	if (r)
		return r;
	ret->head = (struct ifaddrmsg){
		.ifa_family = ret->prefix.addr.family == HCN_IPV4 ? AF_INET : AF_INET6,
		.ifa_prefixlen = ret->prefix.len,
		.ifa_index = ifindex,
	};
	return 0;
}

static int send_address(struct call *c, const struct address *a, int type, int flags)
{
	static const struct ifa_cacheinfo deprecated = { .ifa_valid = UINT32_MAX };
	struct nlreq q;

	nlreq_init(&q, type, flags, &a->head, sizeof(a->head));
	nlreq_addr(&q, IFA_LOCAL, &a->prefix.addr);
	nlreq_addr(&q, IFA_ADDRESS, &a->prefix.addr);
	if (type == RTM_NEWADDR)
		nlreq_u32(&q, IFA_FLAGS, IFA_F_NODAD | IFA_F_PERMANENT);
	if (type == RTM_NEWADDR && a->deprecated)
		nlreq_put(&q, IFA_CACHEINFO, &deprecated, sizeof(deprecated));
	return nlreq_send(c, a->sock, &q);
}

static int address_add(struct call *c, const struct hcn_row *row)
{
	struct address a;
	int r = resolve(c, &row->addr, &a);

	return r ? r : send_address(c, &a, RTM_NEWADDR, NLM_F_CREATE | NLM_F_REPLACE);
}

static int address_remove(struct call *c, const struct hcn_row *row)
{
	struct address a;
	int r = resolve(c, &row->addr, &a);

	if (!r)
		r = send_address(c, &a, RTM_DELADDR, 0);
	return r == -EADDRNOTAVAIL || r == -ENODEV || r == -ENOENT ? 0 : r;
}

struct search {
	const struct address *wanted;
	bool found;
};

static int compare(const struct nlmsghdr *msg, void *arg)
{
	const struct ifaddrmsg *head = nlmsg_data(msg);
	struct search *s = arg;
	const struct hcn_prefix *p = &s->wanted->prefix;
	int size = (int)hcn_addr_size(&p->addr);
	struct nlattr *attrs[IFA_MAX + 1], *addr;

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, IFA_MAX, NULL) < 0)
		return -EBADMSG;
	addr = attrs[IFA_LOCAL] ? attrs[IFA_LOCAL] : attrs[IFA_ADDRESS];
	if (head->ifa_index == s->wanted->head.ifa_index && head->ifa_prefixlen == p->len && addr &&
		nla_len(addr) == size && memcmp(nla_data(addr), p->addr.bytes, (size_t)size) == 0 &&
		!!(head->ifa_flags & IFA_F_DEPRECATED) == s->wanted->deprecated)
		s->found = true;
	return 0;
}

static int address_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct address a;
	struct search s = { .wanted = &a };
	struct ifaddrmsg filter;
	struct nlreq q;
	int r = resolve(c, &row->addr, &a);

	if (r)
		return r;
	filter = a.head;
	filter.ifa_prefixlen = 0; /* the kernel filters by family and device only */
	nlreq_init(&q, RTM_GETADDR, NLM_F_DUMP, &filter, sizeof(filter));
	r = nlreq_query(c, a.sock, &q, compare, &s);
	*ret = s.found;
	return r;
}

const struct row_ops address_ops = {
	.add = address_add,
	.remove = address_remove,
	.holds = address_holds,
};
