/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Names of the simulated kernel: what exists once, what others refer to, and how often they do.
 * "dev/NETNS/eth0", "route/NETNS/10.0.0.0/24/0/0", "fdb/BRIDGE/MAC", "set/NETNS/hcn/dnat4", "chain/NETNS/hcn/forward".
 */
#ifndef HCN_SIM_NAMES_H
#define HCN_SIM_NAMES_H

#include "kernel.h"

/* Longer than any name that refuse.c lets pass, so that a cut one is nobody's. */
struct sim_name_text {
	char text[600];
};

struct sim_name {
	const char *text;       /* in storage; the tree's key */
	struct sim_node *owner; /* NULL: only referred to */
	size_t n_uses;          /* by rules and verdicts */
	char storage[];
};

/* What a row is called; at most three: a veth has both ends and the alternative name. */
struct sim_names {
	struct sim_name_text texts[3];
	size_t n;
};

struct sim_name_text sim_name_text(const char *format, ...) __attribute__((format(printf, 1, 2)));

struct sim_name *sim_name_find(const struct sim_kernel *k, const struct sim_name_text *t);
struct sim_name *sim_name_get(
	struct sim_kernel *k, const struct sim_name_text *t); /* made if missing; NULL: -ENOMEM */
void sim_name_put(
	struct sim_kernel *k, struct sim_name *name); /* freed when it is neither owned nor used */
void sim_names_clear(struct sim_kernel *k);

/* @parent: of the row, as sim_parent() finds it. */
void sim_names_of(const struct hcn_row *row, const struct sim_node *parent, struct sim_names *ret);

/* Calls @fn with the name of every set and chain that a chain's rules or a verdict refer to, until it returns false. */
typedef bool sim_use_fn(struct sim_kernel *k, const struct sim_name_text *name);
bool sim_walk_uses(struct sim_kernel *k, const struct hcn_row *row, sim_use_fn *fn);

#endif
