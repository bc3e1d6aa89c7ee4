/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulated kernel: rows, who owns which name, and what dies with what.
 *
 * Nodes form a tree: a device dies with the network namespace of one of its ends, an address with its device, an element
 * with its set.  Everything that others may refer to, or that may exist once only, has a name in one ordered tree:
 * "dev/NETNS/eth0", "set/NETNS/hcn/dnat4", "route/NETNS/10.0.0.0/24/0/0".
 *
 * Nothing here refuses: that is refuse.c, asked before.  The only failures are -ENOMEM, after which the kernel is
 * half-changed and must be read again from the log, and a missing parent, as Linux reports it.
 */
#ifndef HCN_SIM_KERNEL_H
#define HCN_SIM_KERNEL_H

#include <sys/queue.h>

#include "nftvalue.h"
#include "rows.h"

struct sim_node {
	struct hcn_row row; /* first: the row tree points here */
	struct sim_node *parent;
	LIST_HEAD(, sim_node) children;
	LIST_ENTRY(sim_node) sibling;

	struct sim_node *bridge; /* of a bridge port */
	LIST_ENTRY(sim_node) port;
	LIST_HEAD(, sim_node) ports; /* of a bridge */
	size_t n_ports;

	struct hcn_nft_interval *interval; /* of an element of an interval set */
};

struct sim_kernel {
	void *rows;           /* tsearch(3) tree of struct hcn_row, the first member of a node */
	void *names;          /* tsearch(3) tree of struct name */
	struct sim_node host; /* the host's network namespace: the owner of its "lo", in no tree */
	size_t n[HCN_N_ROW_KINDS];
};

int sim_kernel_init(struct sim_kernel *k);
void sim_kernel_clear(struct sim_kernel *k);

struct sim_node *sim_find(const struct sim_kernel *k, const struct hcn_row *row); /* by key */

/* Makes @row what its key stands for, new or changed; rows that cannot live with the change die. */
int sim_put(struct sim_kernel *k, const struct hcn_row *row);

/* The node and all that dies with it.  Bridge ports stay, without a master. */
void sim_remove(struct sim_kernel *k, struct sim_node *node);

/* Copies of all rows, sorted by key. */
void sim_list(const struct sim_kernel *k, struct hcn_rows *ret);

/* Who has the name; NULL: nobody. */
struct sim_node *sim_device(const struct sim_kernel *k, const char *netns, const char *dev);

/* What @row would die with; NULL for what stands alone.  -ENOENT or -ENODEV, as Linux says, when that is missing. */
int sim_parent(const struct sim_kernel *k, const struct hcn_row *row, struct sim_node **ret);

/* Whether another node has one of @row's names; @parent as above. */
bool sim_has_rival(
	const struct sim_kernel *k, const struct hcn_row *row, const struct sim_node *parent);

/* Whether a rule or a verdict refers to this set or chain. */
bool sim_is_used(const struct sim_kernel *k, const struct hcn_row *row);

/* Whether the sets and chains that a chain's rules or a verdict refer to are there. */
bool sim_uses_exist(struct sim_kernel *k, const struct hcn_row *row);

/* "" for what is absent: a row's texts, for which absent and empty are the same. */
static inline const char *sim_text(const char *text)
{
	return text ? text : "";
}

#endif
