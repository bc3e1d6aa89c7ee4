/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Addresses and MACs: which belong to a network, which are free.
 *
 * An address is in use when an endpoint's or a VIP's index entry says so; nothing else is counted, so nothing can leak.  A cursor per
 * subnet and pool (next to try) makes freed addresses the last to be given again.
 */
#ifndef HCN_MODEL_IPAM_H
#define HCN_MODEL_IPAM_H

#include "workset.h"

/* A subnet of a network in arithmetic form. */
struct hcn_subnet_view {
	const struct hcn_subnet *doc;
	struct hcn_prefix prefix;
	struct hcn_addr gateway; /* family HCN_FAMILY_NONE: no default route */
	size_t ordinal;          /* among all subnets of the network */
	size_t ipam, subnet;     /* where the document has it: /Ipams/n/Subnets/m */
};

/* The @ordinal-th subnet over all Ipams of a checked network; false: no more. */
bool hcn_network_subnet(const struct hcn_network *net, size_t ordinal, struct hcn_subnet_view *ret);

/* The next hop of the subnet's default route for its family, or NULL. */
const char *hcn_subnet_gateway(const struct hcn_subnet *subnet, int family);

/* Whether @addr may never be an endpoint's: the network and broadcast address, the gateway. */
bool hcn_subnet_reserves(const struct hcn_subnet_view *subnet, const struct hcn_addr *addr);

/* The next free address of @subnet.  HCN_ADDR_INVALID_OR_RESERVED when all are in use. */
int hcn_ipam_take_address(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_subnet_view *subnet, struct hcn_addr *ret, struct hcn_error *err);

/* The next free MAC of the network's pool.  HCN_LIMIT_REACHED when all are in use. */
int hcn_ipam_take_mac(struct hcn_workset *ws, const struct hcn_network *net, struct hcn_mac *ret,
	struct hcn_error *err);

/* Forgets the cursors of a network that goes. */
int hcn_ipam_forget(struct hcn_workset *ws, const struct hcn_network *net);

/* A free external port in 49152..65535 (RFC 6335, dynamic ports).  HCN_LIMIT_REACHED. */
int hcn_ipam_take_port(struct hcn_workset *ws, int family, const uint32_t *protocols,
	size_t n_protocols, uint32_t *ret, struct hcn_error *err);

/* A prefix for a network that named none: not routed on the host, not another network's. */
int hcn_ipam_choose_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_prefix *ret, struct hcn_error *err);

/* Another network with a bridge than @except that uses part of @prefix; false: none, or *ret_error is set. */
bool hcn_ipam_overlaps_network(struct hcn_workset *ws, const struct hcn_prefix *prefix,
	const struct hcn_guid *except, struct hcn_guid *ret_id, int *ret_error);

/* A pool of 4096 addresses 00-15-5D-xx-y0-00 .. 00-15-5D-xx-yF-FF that no other network has. */
int hcn_ipam_choose_mac_pool(struct hcn_workset *ws, const struct hcn_guid *network,
	struct hcn_mac *ret_first, struct hcn_mac *ret_last, struct hcn_error *err);

#endif
