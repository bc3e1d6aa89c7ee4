/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Parts of RTM_NEWLINK messages. */
#ifndef HCN_LINUX_LINKMSG_H
#define HCN_LINUX_LINKMSG_H

#include "rows.h"
#include "rtnetlink/nlreq.h"

/* A request about the link @name, whose index the kernel finds itself. */
void linkmsg_init(struct nlreq *q, int flags, const char *name, bool up);

void linkmsg_mac(struct nlreq *q, const char *text); /* NULL and "" put nothing */
void linkmsg_mtu(struct nlreq *q, uint32_t mtu);     /* 0 puts nothing */

/* The IFLA_LINKINFO of a bridge, of a bridge port, and of a veth whose peer is born in the namespace of @netns_fd. */
void linkmsg_bridge(struct nlreq *q);
void linkmsg_port(struct nlreq *q, const struct hcn_row_link *row);
void linkmsg_veth(struct nlreq *q, const struct hcn_row_link *row, int netns_fd);

/* The IFLA_LINKINFO that turns one flag of a bridge or a port on or off. */
void linkmsg_flag(struct nlreq *q, enum hcn_link_flag flag, bool on);

/* No IPv6 autoconfiguration (doc/facts/kernel.md §9.5), and an address outlives the removal of the
 * first of its subnet. */
void linkmsg_families(struct nlreq *q, bool ipv6);

#endif
