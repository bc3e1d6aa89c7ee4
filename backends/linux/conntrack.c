/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Tracked connections: listed, and ended where new rules forbid them.
 *
 * A packet of an established connection passes without a look at the rules; when those change, whoever changed them says which
 * connections may stay.  An ended one is new to the kernel with its next packet.
 *
 * In: a question for each connection.  Out: deletions; resets (HCN_SET_CUT).  Reads and writes nothing else of connection tracking.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter/nf_conntrack_common.h>
#include <linux/netfilter/nfnetlink.h>
#include <linux/netfilter/nfnetlink_conntrack.h>
#include <linux/rtnetlink.h>
#include <libmnl/libmnl.h>

#include "call.h"
#include "cleanup.h"
#include "conntrack.h"
#include "grow.h"
#include "nftables/nftapply.h"
#include "skeleton.h"

/* What names a connection in a request. */
struct ended {
	uint8_t family;
	uint16_t size;
	char tuple[128]; /* CTA_TUPLE_ORIG, whole */
	struct tuple reply;
	struct hcn_addr asked;
	unsigned how; /* enum hcn_flow_end */
	uint32_t id;
	uint16_t zone; /* network order */
};

struct listing {
	hcn_flow_fn *fn;
	void *arg;
	struct ended *list;
	size_t n;
	size_t size;
};

/* --- reading ---------------------------------------------------------------------------------------- */

static int keep(const struct nlattr *attr, void *arg)
{
	const struct nlattr **table = arg;
	unsigned type = mnl_attr_get_type(attr);

	if (type <= CTA_MAX)
		table[type] = attr;
	return MNL_CB_OK;
}

static void read_nested(const struct nlattr *nest, const struct nlattr *table[CTA_MAX + 1])
{
	memset(table, 0, (CTA_MAX + 1) * sizeof(*table));
	if (nest)
		(void)mnl_attr_parse_nested(nest, keep, table);
}

static bool read_address(const struct nlattr *attr, int family, struct hcn_addr *ret)
{
	size_t size = family == HCN_IPV4 ? 4 : 16;

	*ret = (struct hcn_addr){ .family = (uint8_t)family };
	if (!attr || mnl_attr_get_payload_len(attr) != size)
		return false;
	memcpy(ret->bytes, mnl_attr_get_payload(attr), size);
	return true;
}

static uint16_t read_port(const struct nlattr *attr)
{
	return attr ? ntohs(mnl_attr_get_u16(attr)) : 0;
}

static bool read_tuple(const struct nlattr *attr, struct tuple *ret)
{
	const struct nlattr *tuple[CTA_MAX + 1], *ip[CTA_MAX + 1], *proto[CTA_MAX + 1];
	int family;

	read_nested(attr, tuple);
	read_nested(tuple[CTA_TUPLE_IP], ip);
	read_nested(tuple[CTA_TUPLE_PROTO], proto);
	family = ip[CTA_IP_V4_SRC] ? HCN_IPV4 : HCN_IPV6;
	if (!proto[CTA_PROTO_NUM] ||
		!read_address(ip[family == HCN_IPV4 ? CTA_IP_V4_SRC : CTA_IP_V6_SRC], family,
			&ret->source) ||
		!read_address(ip[family == HCN_IPV4 ? CTA_IP_V4_DST : CTA_IP_V6_DST], family,
			&ret->destination))
		return false;
	ret->protocol = mnl_attr_get_u8(proto[CTA_PROTO_NUM]);
	ret->source_port = read_port(proto[CTA_PROTO_SRC_PORT]);
	ret->destination_port = read_port(proto[CTA_PROTO_DST_PORT]);
	return true;
}

static int remember(struct listing *l, const struct ended *like, const struct nlattr *const *attrs)
{
	const struct nlattr *tuple = attrs[CTA_TUPLE_ORIG];
	struct ended *e;

	if (tuple->nla_len > sizeof(e->tuple))
		return 0;
	if (HCN_GROW(l->list, l->n, l->size))
		return -ENOMEM;
	e = &l->list[l->n++];
	*e = *like;
	e->size = tuple->nla_len;
	memcpy(e->tuple, tuple, tuple->nla_len);
	if (attrs[CTA_ID])
		e->id = mnl_attr_get_u32(attrs[CTA_ID]);
	if (attrs[CTA_ZONE])
		e->zone = mnl_attr_get_u16(attrs[CTA_ZONE]);
	return 0;
}

struct hcn_flow conntrack_flow(
	const struct tuple *original, const struct tuple *reply, bool answered)
{
	return (struct hcn_flow){
		.source = original->source,
		.destination = reply->source,
		.asked = original->destination,
		.seen = reply->destination,
		.protocol = original->protocol,
		.source_port = original->source_port,
		.destination_port = reply->source_port,
		.asked_port = original->destination_port,
		.answered = answered,
	};
}

static bool is_answered(const struct nlattr *status)
{
	return status && ntohl(mnl_attr_get_u32(status)) & IPS_SEEN_REPLY;
}

static int take_flow(const struct nlmsghdr *msg, void *arg)
{
	const struct nfgenmsg *header = mnl_nlmsg_get_payload(msg);
	const struct nlattr *attrs[CTA_MAX + 1] = { NULL };
	struct listing *l = arg;
	struct ended ended = { .family = header->nfgen_family };
	struct tuple original;
	struct hcn_flow flow;

	(void)mnl_attr_parse(msg, sizeof(*header), keep, attrs);
	if (!attrs[CTA_TUPLE_ORIG] || !read_tuple(attrs[CTA_TUPLE_ORIG], &original) ||
		!read_tuple(attrs[CTA_TUPLE_REPLY], &ended.reply))
		return 0;
	flow = conntrack_flow(&original, &ended.reply, is_answered(attrs[CTA_STATUS]));
	ended.asked = flow.asked;
	ended.how = l->fn(l->arg, &flow);
	return ended.how ? remember(l, &ended, attrs) : 0;
}

/* --- asking ----------------------------------------------------------------------------------------- */

static struct nlmsghdr *begin(char *buf, int type, int flags, uint8_t family)
{
	struct nlmsghdr *msg = mnl_nlmsg_put_header(buf);
	struct nfgenmsg *header;

	msg->nlmsg_type = (uint16_t)(NFNL_SUBSYS_CTNETLINK << 8 | type);
	msg->nlmsg_flags = (uint16_t)flags;
	header = mnl_nlmsg_put_extra_header(msg, sizeof(*header));
	header->nfgen_family = family;
	header->version = NFNETLINK_V0;
	return msg;
}

static int end_flow(struct call *c, const struct ended *e)
{
	char buf[512] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct nlmsghdr *msg = begin(buf, IPCTNL_MSG_CT_DELETE, 0, e->family);
	int r;

	memcpy(mnl_nlmsg_get_payload_tail(msg), e->tuple, e->size);
	msg->nlmsg_len += (e->size + 3u) & ~3u;
	if (e->zone)
		mnl_attr_put_u16(msg, CTA_ZONE, e->zone);
	if (e->id)
		mnl_attr_put_u32(msg, CTA_ID, e->id);
	r = nft_query(c, msg, NULL, NULL);
	return r == -ENOENT ? 0 : r; /* it has ended by itself */
}

static int take_route_type(const struct nlmsghdr *msg, void *arg)
{
	*(bool *)arg = ((const struct rtmsg *)nlmsg_data(msg))->rtm_type == RTN_LOCAL;
	return 0;
}

/* As `fib daddr type local` says. */
static bool is_local(struct call *c, const struct hcn_addr *addr)
{
	const struct rtmsg head = { .rtm_family = addr->family == HCN_IPV4 ? AF_INET : AF_INET6,
		.rtm_dst_len = (uint8_t)hcn_addr_bits(addr) };
	struct nlreq q;
	bool local = false;

	nlreq_init(&q, RTM_GETROUTE, 0, &head, sizeof(head));
	nlreq_addr(&q, RTA_DST, addr);
	/* no way there: not local */
	(void)nlreq_query(c, &c->be->host, &q, take_route_type, &local);
	return local;
}

/* Leaves out those whose condition does not hold. */
static void ask_conditions(struct call *c, struct listing *l)
{
	size_t n = l->n;

	l->n = 0;
	for (size_t i = 0; i < n; i++) {
		const struct ended *e = &l->list[i];

		if ((e->how & HCN_FLOW_IF_LOCAL && !is_local(c, &e->asked)) ||
			(e->how & HCN_FLOW_IF_FORWARDED && is_local(c, &e->reply.source)))
			continue;
		l->list[l->n++] = *e;
	}
	call_forget_refusal(c);
}

static void add_answer(struct hcn_rows *rows, const struct tuple *t)
{
	char key[2 * HCN_ADDR_TEXT_SIZE + 32];

	if (t->protocol != IPPROTO_TCP)
		return;
	snprintf(key, sizeof(key), "%s . %u . %s . %u", hcn_addr_format(&t->source).text,
		t->source_port, hcn_addr_format(&t->destination).text, t->destination_port);
	hcn_rows_add_elem(rows, HCN_SET_CUT, t->source.family, key, NULL);
}

/* Of TCP: the kernel takes up connections in the middle, and the rules for those that the answering end opens may let it. */
static int refuse_answers(struct call *c, const struct listing *l)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	_cleanup_(hcn_steps_clear) struct hcn_steps steps = { 0 };
	size_t bad;
	int r;

	for (size_t i = 0; i < l->n; i++)
		if (l->list[i].how & HCN_FLOW_CUT)
			add_answer(&rows, &l->list[i].reply);
	r = hcn_rows_check(&rows);
	if (r || !rows.n)
		return r;
	steps.steps = calloc(rows.n, sizeof(*steps.steps));
	if (!steps.steps)
		return -ENOMEM;
	for (; steps.n < rows.n; steps.n++)
		steps.steps[steps.n] = (struct hcn_step){ .op = HCN_STEP_ADD,
			.to = &rows.rows[steps.n] };
	return nft_apply(c, &steps, &bad);
}

int conntrack_end(struct call *c, hcn_flow_fn *fn, void *arg, size_t *ret_n)
{
	char buf[64] __attribute__((aligned(NLMSG_ALIGNTO)));
	struct listing l = { .fn = fn, .arg = arg };
	int r;

	*ret_n = 0;
	if (conntrack_is_harmless(c, fn, arg))
		return 0;
	r = nft_query(c, begin(buf, IPCTNL_MSG_CT_GET, NLM_F_DUMP, AF_UNSPEC), take_flow, &l);
	if (!r) {
		ask_conditions(c, &l);
		r = refuse_answers(c, &l);
	}
	for (size_t i = 0; !r && i < l.n; i++)
		r = end_flow(c, &l.list[i]);
	*ret_n = l.n;
	free(l.list);
	return r;
}
