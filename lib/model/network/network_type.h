/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the types of networks are on Linux: one row each, for checks, planner and explanations. */
#ifndef HCN_MODEL_NETWORK_TYPE_H
#define HCN_MODEL_NETWORK_TYPE_H

#include "docs.h"

struct hcn_network_traits {
	bool bridge;     /* a bridge in the kernel, endpoints its ports; false: stored only */
	bool routed;     /* the bridge holds the gateways' addresses: the host is the router */
	bool masquerade; /* all that leaves its prefixes; else only what OutBoundNAT says */
	bool forwarding; /* the host forwards its packets to elsewhere */
	bool exclusive;  /* its prefixes must not be routed elsewhere by the host */
	bool automatic_subnet; /* without subnets it gets one */
	bool uplink;           /* an adapter of the host leads out of it: it has a ManagementIP */
	bool dhcp;             /* somebody else may give out its addresses: Ipams of type Dhcp */
	bool maps_ports;
	const char *unrealised; /* what of it is in no kernel yet; NULL: nothing */
};

/* Never NULL: a type that nobody knows has no traits. */
const struct hcn_network_traits *hcn_network_traits(const struct hcn_network *net);

/* Flags of networks that are stored and not in the kernel yet. */
#define HCN_NETWORK_STORED_FLAGS                                                                   \
	(HCN_NETWORK_ENABLE_DNS_PROXY | HCN_NETWORK_ENABLE_DHCP_SERVER |                           \
		HCN_NETWORK_ENABLE_MIRRORING | HCN_NETWORK_ENABLE_PERSISTENT |                     \
		HCN_NETWORK_ENABLE_FIREWALL | HCN_NETWORK_DISABLE_HOST_PORT |                      \
		HCN_NETWORK_WEAK_HOST_RECEIVE | HCN_NETWORK_WEAK_HOST_SEND)

/* And those that have no meaning on Linux. */
#define HCN_NETWORK_KEPT_FLAGS                                                                     \
	(HCN_NETWORK_ENABLE_NON_PERSISTENT | HCN_NETWORK_ISOLATE_VSWITCH |                         \
		HCN_NETWORK_ENABLE_FLOW_STEERING | HCN_NETWORK_DISABLE_SHARING |                   \
		HCN_NETWORK_SUPPRESS_MEDIA_DISCONNECT | HCN_NETWORK_ENABLE_IOV)

#endif
