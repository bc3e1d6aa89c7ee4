/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Where packets can go, from rows: who has an address, which port of a bridge leads to it, which way a namespace and the host
 * send it.
 *
 * Pure.  The host's own interfaces and addresses come from its facts; its other routes all count as "outside".
 */
#ifndef HCN_TRACE_TOPOLOGY_H
#define HCN_TRACE_TOPOLOGY_H

#include "facts.h"
#include "rows.h"

struct hcn_place {
	const struct hcn_row *row; /* an addr row */
	struct hcn_prefix prefix;
};

struct hcn_topology {
	const struct hcn_rows *rows;
	const struct hcn_facts *facts;
	struct hcn_place *places; /* every address that the rows give to a device */
	size_t n_places;
};

/* Borrows both.  -ENOMEM. */
int hcn_topology_read(
	const struct hcn_rows *rows, const struct hcn_facts *facts, struct hcn_topology *ret);
void hcn_topology_clear(struct hcn_topology *t);

/* A namespace is named as in rows: "" is the host. */

/* Who has the address in @netns; NULL: nobody. */
const struct hcn_place *hcn_topology_find(
	const struct hcn_topology *t, const char *netns, const struct hcn_addr *addr);

/* Whether the host answers to it: by a row, by an address of an interface of its own, or on its loopback. */
bool hcn_topology_is_host(const struct hcn_topology *t, const struct hcn_addr *addr);

/* The bridge port behind which a device is; NULL: there is none. */
const struct hcn_row *hcn_topology_port(
	const struct hcn_topology *t, const char *netns, const char *dev);

/* The port of @bridge behind which somebody has the address. */
const struct hcn_row *hcn_topology_port_of(
	const struct hcn_topology *t, const char *bridge, const struct hcn_addr *addr);

struct hcn_way {
	const char *dev;
	struct hcn_addr hop; /* whom to send it to */
};

/* The way out of @netns for what is sent from @src: by the rules for it, else by the main table; the longest prefix, then the lowest
 * metric.  Returns the route, or the address whose prefix holds @dst; NULL: there is none. */
const struct hcn_row *hcn_topology_route(const struct hcn_topology *t, const char *netns,
	const struct hcn_addr *src, const struct hcn_addr *dst, struct hcn_way *ret);

/* The address row of the bridge on whose prefix the host has @dst; NULL: elsewhere. */
const struct hcn_row *hcn_topology_bridge_to(
	const struct hcn_topology *t, const struct hcn_addr *dst);

/* The host's address on @dev from which it speaks to @dst; on any other interface when @dev is NULL.  False: it has none. */
bool hcn_topology_source(const struct hcn_topology *t, const char *dev, const struct hcn_addr *dst,
	struct hcn_addr *ret);

/* Whether a route of the host's own leads to what is elsewhere. */
bool hcn_topology_has_way(const struct hcn_topology *t, const struct hcn_addr *dst);

/* The device by which the host speaks to what is elsewhere; NULL: it is not known. */
const char *hcn_topology_uplink(const struct hcn_topology *t);

bool hcn_topology_has_flag(const struct hcn_topology *t, const char *dev, enum hcn_link_flag flag);

/* The first address of a device, of the family of what is in *@ret. */
bool hcn_topology_address(
	const struct hcn_topology *t, const char *netns, const char *dev, struct hcn_addr *ret);

/* Whether a row makes the host forward packets of the family. */
bool hcn_topology_forwards(const struct hcn_topology *t, int family);

#endif
