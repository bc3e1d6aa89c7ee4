/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Parts of RTM_NEWLINK messages.
 *
 * In: a link row.  Out: attributes appended to a request.
 * Never: sends.
 *
 * Tests: tests/conform/linux/rtnetlink/test_link.c (no_end_of_a_veth_configures_ipv6_by_itself),
 * tests/conform/linux/test_rows.c (link)
 */
#include <net/if.h>
#include <netinet/in.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <linux/veth.h>

#include "call.h"
#include "rtnetlink/linkmsg.h"
#include "rtnetlink/linkstate.h"

void linkmsg_init(struct nlreq *q, int flags, const char *name, bool up)
{
	const struct ifinfomsg head = { .ifi_flags = up ? IFF_UP : 0,
		.ifi_change = up ? IFF_UP : 0 };

	nlreq_init(q, RTM_NEWLINK, flags, &head, sizeof(head));
	nlreq_str(q, IFLA_IFNAME, name);
}

void linkmsg_mac(struct nlreq *q, const char *text)
{
	struct hcn_mac mac;

	if (text && *text && hcn_mac_parse(text, &mac))
		nlreq_mac(q, IFLA_ADDRESS, &mac);
}

void linkmsg_mtu(struct nlreq *q, uint32_t mtu)
{
	if (mtu)
		nlreq_u32(q, IFLA_MTU, mtu);
}

void linkmsg_bridge(struct nlreq *q)
{
	struct nlattr *info = nlreq_nest(q, IFLA_LINKINFO);

	nlreq_str(q, IFLA_INFO_KIND, "bridge");
	nlreq_end(q, info);
}

void linkmsg_port(struct nlreq *q, const struct hcn_row_link *row)
{
	struct nlattr *info = nlreq_nest(q, IFLA_LINKINFO), *port;

	nlreq_str(q, IFLA_INFO_SLAVE_KIND, "bridge");
	port = nlreq_nest(q, IFLA_INFO_SLAVE_DATA);
	for (size_t i = 0; i < LINK_N_PORT_FLAGS; i++)
		nlreq_u8(q, link_port_flags[i].attr, link_flag_value(&link_port_flags[i], row));
	nlreq_end(q, port);
	nlreq_end(q, info);
}

void linkmsg_flag(struct nlreq *q, enum hcn_link_flag flag, bool on)
{
	bool of_port = flag == HCN_LINK_HAIRPIN;
	struct nlattr *info = nlreq_nest(q, IFLA_LINKINFO), *data;

	nlreq_str(q, of_port ? IFLA_INFO_SLAVE_KIND : IFLA_INFO_KIND, "bridge");
	data = nlreq_nest(q, of_port ? IFLA_INFO_SLAVE_DATA : IFLA_INFO_DATA);
	if (of_port) {
		nlreq_u8(q, IFLA_BRPORT_MODE, on);
	} else {
		nlreq_u8(q, IFLA_BR_NF_CALL_IPTABLES, on);
		nlreq_u8(q, IFLA_BR_NF_CALL_IP6TABLES, on);
	}
	nlreq_end(q, data);
	nlreq_end(q, info);
}

void linkmsg_veth(struct nlreq *q, const struct hcn_row_link *row, int netns_fd)
{
	const struct ifinfomsg head = { 0 }; /* IFF_UP here is refused with ENOTCONN (6.18) */
	struct nlattr *info = nlreq_nest(q, IFLA_LINKINFO), *data, *peer;

	nlreq_str(q, IFLA_INFO_KIND, "veth");
	data = nlreq_nest(q, IFLA_INFO_DATA);
	peer = nlreq_nest(q, VETH_INFO_PEER);
	nlreq_append(q, &head, sizeof(head));
	nlreq_str(q, IFLA_IFNAME, text_or_empty(row->peer_name));
	linkmsg_mac(q, row->peer_mac);
	linkmsg_mtu(q, row->mtu);
	nlreq_u32(q, IFLA_NET_NS_FD, (uint32_t)netns_fd);
	nlreq_end(q, peer);
	nlreq_end(q, data);
	nlreq_end(q, info);
}

void linkmsg_families(struct nlreq *q, bool ipv6)
{
	struct nlattr *families = nlreq_nest(q, IFLA_AF_SPEC), *family, *conf;

	family = nlreq_nest(q, AF_INET);
	conf = nlreq_nest(q, IFLA_INET_CONF);
	nlreq_u32(q, IPV4_DEVCONF_PROMOTE_SECONDARIES, 1);
	nlreq_end(q, conf);
	nlreq_end(q, family);
	if (ipv6) {
		family = nlreq_nest(q, AF_INET6);
		nlreq_u8(q, IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE);
		nlreq_end(q, family);
	}
	nlreq_end(q, families);
}
