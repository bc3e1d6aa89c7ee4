/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Links as the kernel has them, compared with link rows. */
#ifndef HCN_LINUX_LINKSTATE_H
#define HCN_LINUX_LINKSTATE_H

#include <net/if.h>

#include "rows.h"

struct call;
struct nlsock;

/* A boolean of a link row and the attribute that carries it. */
struct link_flag {
	uint64_t bit;
	size_t offset;
	int attr;
	bool inverted;
};

#define LINK_N_PORT_FLAGS 3
/* IFLA_BRPORT_*, inside IFLA_INFO_SLAVE_DATA */
extern const struct link_flag link_port_flags[LINK_N_PORT_FLAGS];

/* The attribute's value that @row asks for. */
uint8_t link_flag_value(const struct link_flag *flag, const struct hcn_row_link *row);

/* Links of this group are about to be removed together. */
#define LINK_GROUP_DOOMED 0x48434eu

struct link_state {
	uint32_t index;
	uint32_t mtu;
	uint32_t master; /* index, 0: none */
	uint32_t group;
	uint32_t peer; /* index in its own namespace, 0: none */
	bool up;
	bool quiet; /* no IPv6 autoconfiguration: addr_gen_mode none, or no IPv6 */
	char name[IFNAMSIZ];
	char kind[IFNAMSIZ];
	char alias[256];
	struct hcn_mac mac;
	bool has_altname;      /* the one asked for */
	bool nf_call, hairpin; /* those of HCN_ROW_LINK_FLAG */
	uint8_t port[LINK_N_PORT_FLAGS];
};

/* -ENODEV: there is none.  @altname, which may be NULL, is looked for among the link's. */
int link_state_read(struct call *c, struct nlsock *s, const char *name, const char *altname,
	struct link_state *ret);

/* Whether @state, a link of the host, and its peer are what @row says. */
int link_state_matches(
	struct call *c, const struct link_state *state, const struct hcn_row_link *row, bool *ret);

#endif
