/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reading links.
 *
 * In: RTM_GETLINK answers for one link at a time.  Out: their values next to those of a row.
 * Never: dumps all links (doc/facts/kernel.md §5: 15 ms at 1000), or changes one.
 *
 * Tests: tests/conform/linux/rtnetlink/test_link.c (our_link_with_other_values_is_replaced),
 * tests/conform/linux/test_rows.c (link)
 */
#include <errno.h>
#include <netinet/in.h>
#include <string.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "rtnetlink/linkstate.h"

#define FLAG(member, ifla, invert)                                                                 \
	{                                                                                          \
		.bit = HCN_BIT(hcn_row_link, member),                                              \
		.offset = offsetof(struct hcn_row_link, member), .attr = (ifla),                   \
		.inverted = (invert)                                                               \
	}

const struct link_flag link_port_flags[LINK_N_PORT_FLAGS] = {
	FLAG(isolated, IFLA_BRPORT_ISOLATED, false),
	FLAG(locked, IFLA_BRPORT_LOCKED, false),
	FLAG(locked, IFLA_BRPORT_LEARNING, true),
};

uint8_t link_flag_value(const struct link_flag *flag, const struct hcn_row_link *row)
{
	bool set = (row->present & flag->bit) && *(const bool *)((const char *)row + flag->offset);

	return set != flag->inverted;
}

static bool is_on(const struct nlattr *attr)
{
	return attr && nla_get_u8(attr);
}

static void read_port(struct nlattr *const *attrs, struct link_state *s)
{
	s->hairpin = is_on(attrs[IFLA_BRPORT_MODE]);
	for (size_t i = 0; i < LINK_N_PORT_FLAGS; i++)
		if (attrs[link_port_flags[i].attr])
			s->port[i] = nla_get_u8(attrs[link_port_flags[i].attr]);
}

static int read_linkinfo(struct nlattr *nest, struct link_state *s)
{
	struct nlattr *info[IFLA_INFO_MAX + 1], *bridge[IFLA_BR_MAX + 1],
		*port[IFLA_BRPORT_MAX + 1];

	if (nla_parse_nested(info, IFLA_INFO_MAX, nest, NULL) < 0)
		return -EBADMSG;
	if (info[IFLA_INFO_KIND])
		nla_strlcpy(s->kind, info[IFLA_INFO_KIND], sizeof(s->kind));
	if (strcmp(s->kind, "bridge") == 0 && info[IFLA_INFO_DATA]) {
		if (nla_parse_nested(bridge, IFLA_BR_MAX, info[IFLA_INFO_DATA], NULL) < 0)
			return -EBADMSG;
		s->nf_call = is_on(bridge[IFLA_BR_NF_CALL_IPTABLES]) &&
			     is_on(bridge[IFLA_BR_NF_CALL_IP6TABLES]);
	}
	if (info[IFLA_INFO_SLAVE_DATA]) {
		if (nla_parse_nested(port, IFLA_BRPORT_MAX, info[IFLA_INFO_SLAVE_DATA], NULL) < 0)
			return -EBADMSG;
		read_port(port, s);
	}
	return 0;
}

/* Without a mode there is no IPv6 on the link: quiet. */
static bool is_quiet(struct nlattr *nest)
{
	struct nlattr *families[AF_MAX + 1], *inet6[IFLA_INET6_MAX + 1];

	if (nla_parse_nested(families, AF_MAX, nest, NULL) < 0 || !families[AF_INET6])
		return true;
	if (nla_parse_nested(inet6, IFLA_INET6_MAX, families[AF_INET6], NULL) < 0 ||
		!inet6[IFLA_INET6_ADDR_GEN_MODE])
		return true;
	return nla_get_u8(inet6[IFLA_INET6_ADDR_GEN_MODE]) == IN6_ADDR_GEN_MODE_NONE;
}

static bool has_altname(struct nlattr *nest, const char *altname)
{
	struct nlattr *prop;
	int left;

	nla_for_each_nested(prop, nest, left) if (nla_type(prop) == IFLA_ALT_IFNAME &&
						  nla_strcmp(prop, altname) == 0) return true;
	return false;
}

struct reading {
	const char *altname;
	struct link_state *state;
};

static void read_u32(const struct nlattr *attr, uint32_t *ret)
{
	if (attr)
		*ret = nla_get_u32(attr);
}

static int read_link(const struct nlmsghdr *msg, void *arg)
{
	const struct ifinfomsg *head = nlmsg_data(msg);
	const struct reading *reading = arg;
	struct link_state *s = reading->state;
	struct nlattr *attrs[IFLA_MAX + 1];

	if (nlmsg_parse((struct nlmsghdr *)(uintptr_t)msg, sizeof(*head), attrs, IFLA_MAX, NULL) <
		0)
		return -EBADMSG;
	s->index = (uint32_t)head->ifi_index;
	s->up = (head->ifi_flags & IFF_UP) != 0;
	read_u32(attrs[IFLA_MTU], &s->mtu);
	read_u32(attrs[IFLA_MASTER], &s->master);
	read_u32(attrs[IFLA_GROUP], &s->group);
	read_u32(attrs[IFLA_LINK], &s->peer);
	if (attrs[IFLA_IFNAME])
		nla_strlcpy(s->name, attrs[IFLA_IFNAME], sizeof(s->name));
	if (attrs[IFLA_IFALIAS])
		nla_strlcpy(s->alias, attrs[IFLA_IFALIAS], sizeof(s->alias));
	if (attrs[IFLA_ADDRESS] && nla_len(attrs[IFLA_ADDRESS]) == sizeof(s->mac.bytes))
		memcpy(s->mac.bytes, nla_data(attrs[IFLA_ADDRESS]), sizeof(s->mac.bytes));
	s->quiet = !attrs[IFLA_AF_SPEC] || is_quiet(attrs[IFLA_AF_SPEC]);
	if (reading->altname && attrs[IFLA_PROP_LIST])
		s->has_altname = has_altname(attrs[IFLA_PROP_LIST], reading->altname);
	return attrs[IFLA_LINKINFO] ? read_linkinfo(attrs[IFLA_LINKINFO], s) : 0;
}

int link_state_read(struct call *c, struct nlsock *s, const char *name, const char *altname,
	struct link_state *ret)
{
	const struct ifinfomsg head = { 0 };
	struct reading reading = { altname, ret };
	struct nlreq q;

	*ret = (struct link_state){ 0 };
	nlreq_init(&q, RTM_GETLINK, 0, &head, sizeof(head));
	nlreq_str(&q, IFLA_IFNAME, name);
	nlreq_u32(&q, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return nlreq_query(c, s, &q, read_link, &reading);
}

static bool mac_matches(const struct hcn_mac *mac, const char *wanted)
{
	struct hcn_mac m;

	return !wanted || (hcn_mac_parse(wanted, &m) && hcn_mac_equal(mac, &m));
}

static bool port_matches(const struct link_state *s, const struct hcn_row_link *row)
{
	for (size_t i = 0; i < LINK_N_PORT_FLAGS; i++)
		if (s->port[i] != link_flag_value(&link_port_flags[i], row))
			return false;
	return true;
}

static bool master_matches(
	struct call *c, const struct link_state *s, const struct hcn_row_link *row)
{
	uint32_t index = 0;

	if (row->master && *row->master && nlsock_ifindex(&c->be->host, row->master, &index) != 0)
		return false;
	return s->master == index;
}

/* What both ends have in common. */
static bool end_matches(const struct link_state *s, const struct hcn_row_link *row)
{
	return s->up && s->quiet && (!row->mtu || s->mtu == row->mtu);
}

static int peer_matches(
	struct call *c, const struct link_state *s, const struct hcn_row_link *row, bool *ret)
{
	struct link_state peer;
	struct nlsock *sock;
	int r;

	r = netns_socket(c, row->peer_netns, &sock);
	if (!r)
		r = link_state_read(c, sock, text_or_empty(row->peer_name), NULL, &peer);
	*ret = !r && s->peer == peer.index && peer.peer == s->index && end_matches(&peer, row) &&
	       mac_matches(&peer.mac, row->peer_mac);
	return r == -ENODEV || r == -ENOENT ? 0 : r;
}

int link_state_matches(
	struct call *c, const struct link_state *s, const struct hcn_row_link *row, bool *ret)
{
	const char *kind = hcn_enum_name(&hcn_link_type_enum, row->type);

	*ret = kind && strcmp(s->kind, kind) == 0 && s->group != LINK_GROUP_DOOMED &&
	       end_matches(s, row) && mac_matches(&s->mac, row->mac) &&
	       (!row->alias || strcmp(s->alias, row->alias) == 0) &&
	       (!row->altname || s->has_altname) && master_matches(c, s, row);
	if (*ret && s->master)
		*ret = port_matches(s, row);
	return *ret && row->type == HCN_LINK_VETH ? peer_matches(c, s, row, ret) : 0;
}
