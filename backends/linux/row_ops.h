/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files of the row kinds give to the dispatch table of linux.c.
 *
 * The functions run on the worker thread.  They return 0 or -errno; whoever knows better than the errno leaves a reason or a hint
 * in the call (call.h), and linux.c alone turns all that into a struct hcn_error naming the row.
 */
#ifndef HCN_LINUX_ROW_OPS_H
#define HCN_LINUX_ROW_OPS_H

#include "rows.h"

struct call;

struct row_ops {
	int (*add)(struct call *c, const struct hcn_row *row);
	int (*remove)(struct call *c, const struct hcn_row *row);
	int (*change)(struct call *c, const struct hcn_row *from,
		const struct hcn_row *to); /* NULL: add does it */
	int (*holds)(struct call *c, const struct hcn_row *row, bool *ret);
	int (*prepare)(struct call *c, struct hcn_row *row); /* NULL: nothing to remember */
};

extern const struct row_ops netns_ops, file_ops, sysctl_ops;
extern const struct row_ops link_ops, link_flag_ops, qdisc_ops, address_ops, fdb_ops, neigh_ops,
	route_ops, rule_ops;
/* Added and removed by nft_apply(). */
extern const struct row_ops nft_table_ops, nft_set_ops, nft_chain_ops, nft_elem_ops;

#endif
