/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Flags of bridges and bridge ports that are on while somebody wants them.
 *
 * In: link_flag rows.  Out: one RTM_NEWLINK each.
 * Never: touches another attribute of the link.
 *
 * Tests: tests/conform/linux/test_rows.c (link_flag)
 */
#include <errno.h>
#include <unistd.h>

#include "call.h"
#include "row_ops.h"
#include "rtnetlink/linkmsg.h"
#include "rtnetlink/linkstate.h"

#define BR_NETFILTER_DIR "/proc/sys/net/bridge"

static int set_flag(struct call *c, const struct hcn_row_link_flag *row, bool on)
{
	struct nlreq q;

	linkmsg_init(&q, 0, text_or_empty(row->dev), false);
	linkmsg_flag(&q, row->flag, on);
	return nlreq_send(c, &c->be->host, &q);
}

static int link_flag_add(struct call *c, const struct hcn_row *row)
{
	if (row->link_flag.flag == HCN_LINK_NF_CALL && access(BR_NETFILTER_DIR, F_OK)) {
		c->hint = "load the kernel module: modprobe br_netfilter";
		return call_refuse(c, -EOPNOTSUPP,
			"bridged packets cannot pass nftables: br_netfilter is not loaded");
	}
	return set_flag(c, &row->link_flag, true);
}

/* A port that left its bridge has none. */
static int link_flag_remove(struct call *c, const struct hcn_row *row)
{
	int r = set_flag(c, &row->link_flag, false);

	return r == -ENODEV || r == -EOPNOTSUPP ? 0 : r;
}

static int link_flag_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	const struct hcn_row_link_flag *flag = &row->link_flag;
	struct link_state s;
	int r = link_state_read(c, &c->be->host, text_or_empty(flag->dev), NULL, &s);

	*ret = !r && (flag->flag == HCN_LINK_NF_CALL ? s.nf_call : s.hairpin);
	return r;
}

const struct row_ops link_flag_ops = {
	.add = link_flag_add,
	.remove = link_flag_remove,
	.holds = link_flag_holds,
};
