/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Permanent neighbours, and static forwarding entries of bridge ports: the kernel keeps both behind RTM_*NEIGH.
 *
 * In: neigh and fdb rows.  Out: requests that create or replace.
 * Never: flushes (doc/facts/kernel.md §1: a flush takes the bridge's own MAC along).
 *
 * Tests: tests/conform/linux/test_rows.c (neigh)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <sys/socket.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "row_ops.h"

struct entry {
	struct ndmsg head;
	struct hcn_addr ip; /* neighbours only */
	struct hcn_mac mac;
	struct nlsock *sock;
};

static int resolve_device(struct call *c, const char *netns, const char *dev, struct entry *e)
{
	uint32_t ifindex;
	int r;

	r = netns_socket(c, netns, &e->sock);
	if (!r)
		r = nlsock_ifindex(e->sock, text_or_empty(dev), &ifindex);
	if (!r)
		e->head.ndm_ifindex = (int)ifindex;
	return r;
}

static int resolve_neigh(struct call *c, const struct hcn_row *row, struct entry *ret)
{
	*ret = (struct entry){ .head.ndm_state = NUD_PERMANENT };
	if (!row->neigh.ip || !hcn_addr_parse(row->neigh.ip, &ret->ip))
		return call_refuse(c, -EINVAL, "not an IP address");
	if (!row->neigh.mac || !hcn_mac_parse(row->neigh.mac, &ret->mac))
		return call_refuse(c, -EINVAL, "not a MAC address");
	ret->head.ndm_family = ret->ip.family == HCN_IPV4 ? AF_INET : AF_INET6;
	return resolve_device(c, row->neigh.netns, row->neigh.dev, ret);
}

static int resolve_fdb(struct call *c, const struct hcn_row *row, struct entry *ret)
{
	*ret = (struct entry){
		.head = { .ndm_family = AF_BRIDGE, .ndm_flags = NTF_MASTER, .ndm_state = NUD_NOARP }
	};
	if (!row->fdb.mac || !hcn_mac_parse(row->fdb.mac, &ret->mac))
		return call_refuse(c, -EINVAL, "not a MAC address");
	return resolve_device(c, NULL, row->fdb.dev, ret);
}

static int add_entry(struct call *c, const struct entry *e)
{
	struct nlreq q;

	nlreq_init(&q, RTM_NEWNEIGH, NLM_F_CREATE | NLM_F_REPLACE, &e->head, sizeof(e->head));
	if (e->ip.family)
		nlreq_addr(&q, NDA_DST, &e->ip);
	nlreq_mac(&q, NDA_LLADDR, &e->mac);
	return nlreq_send(c, e->sock, &q);
}

static int remove_entry(struct call *c, const struct entry *e)
{
	struct nlreq q;

	nlreq_init(&q, RTM_DELNEIGH, 0, &e->head, sizeof(e->head));
	if (e->ip.family)
		nlreq_addr(&q, NDA_DST, &e->ip);
	else
		nlreq_mac(&q, NDA_LLADDR, &e->mac);
	return nlreq_send(c, e->sock, &q);
}

struct search {
	const struct entry *wanted;
	bool found;
};

static int compare(const struct nlmsghdr *msg, void *arg)
{
	const struct ndmsg *head = nlmsg_data(msg);
	struct search *s = arg;
	const struct entry *e = s->wanted;
	struct nlattr *attrs[NDA_MAX + 1];

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, NDA_MAX, NULL) < 0)
		return -EBADMSG;
	s->found = head->ndm_ifindex == e->head.ndm_ifindex &&
		   head->ndm_state == e->head.ndm_state && attrs[NDA_LLADDR] &&
		   nla_len(attrs[NDA_LLADDR]) == sizeof(e->mac.bytes) &&
		   memcmp(nla_data(attrs[NDA_LLADDR]), e->mac.bytes, sizeof(e->mac.bytes)) == 0;
	return 0;
}

static int entry_holds(struct call *c, const struct entry *e, bool *ret)
{
	/* A strict get takes no state and only the flags that name the table. */
	const struct ndmsg head = { .ndm_family = e->head.ndm_family,
		.ndm_ifindex = e->head.ndm_ifindex,
		.ndm_flags = e->head.ndm_flags };
	struct search s = { .wanted = e };
	struct nlreq q;
	int r;

	nlreq_init(&q, RTM_GETNEIGH, 0, &head, sizeof(head));
	if (e->ip.family)
		nlreq_addr(&q, NDA_DST, &e->ip);
	else
		nlreq_mac(&q, NDA_LLADDR, &e->mac);
	r = nlreq_query(c, e->sock, &q, compare, &s);
	*ret = s.found;
	return r;
}

static int ignore_missing(int r)
{
	return r == -ENOENT || r == -ENODEV ? 0 : r;
}

static int neigh_add(struct call *c, const struct hcn_row *row)
{
	struct entry e;
	int r = resolve_neigh(c, row, &e);

	return r ? r : add_entry(c, &e);
}

static int neigh_remove(struct call *c, const struct hcn_row *row)
{
	struct entry e;
	int r = resolve_neigh(c, row, &e);

	return ignore_missing(r ? r : remove_entry(c, &e));
}

static int neigh_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct entry e;
	int r = resolve_neigh(c, row, &e);

	return r ? r : entry_holds(c, &e, ret);
}

static int fdb_add(struct call *c, const struct hcn_row *row)
{
	struct entry e;
	int r = resolve_fdb(c, row, &e);

	return r ? r : add_entry(c, &e);
}

static int fdb_remove(struct call *c, const struct hcn_row *row)
{
	struct entry e;
	int r = resolve_fdb(c, row, &e);

	return ignore_missing(r ? r : remove_entry(c, &e));
}

static int fdb_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct entry e;
	int r = resolve_fdb(c, row, &e);

	return r ? r : entry_holds(c, &e, ret);
}

const struct row_ops neigh_ops = {
	.add = neigh_add,
	.remove = neigh_remove,
	.holds = neigh_holds,
};

const struct row_ops fdb_ops = {
	.add = fdb_add,
	.remove = fdb_remove,
	.holds = fdb_holds,
};
