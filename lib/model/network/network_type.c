/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of network types (network_type.h).  Pure; doc/differences.md says the same for people. */
#include "network/network_type.h"

#include "cleanup.h"

/*
 * A prefix that the host routes elsewhere is refused where the network would take it away from the host.  Transparent and L2
 * networks are the host's own LAN, and have no route here; an Overlay is inside a cluster's prefix, its own is the longer one.
 *
 * [inf] maps_ports: HCN_E_MAPPING_NOT_SUPPORTED is for networks that cannot; which these are, clients show only by what they
 * send: kube-proxy's and hcsshim's tests map ports on Overlay, the CNI plugins on NAT and L2Bridge.
 */
#define NAT_TRAITS                                                                                 \
	.bridge = true, .routed = true, .masquerade = true, .forwarding = true, .exclusive = true, \
	.automatic_subnet = true, .maps_ports = true

static const struct hcn_network_traits traits[] = {
	[HCN_NETWORK_NAT] = { NAT_TRAITS },
	[HCN_NETWORK_ICS] = { NAT_TRAITS, .dhcp = true, .unrealised = "DHCP server and DNS proxy" },
	[HCN_NETWORK_CONSTRAINED_ICS] = { NAT_TRAITS, .dhcp = true,
		.unrealised = "DHCP server and DNS proxy" },
	[HCN_NETWORK_INTERNAL] = { .bridge = true,
		.routed = true,
		.exclusive = true,
		.automatic_subnet = true },
	[HCN_NETWORK_PRIVATE] = { .bridge = true },
	[HCN_NETWORK_TRANSPARENT] = { .bridge = true,
		.uplink = true,
		.dhcp = true,
		.unrealised = "uplink" },
	[HCN_NETWORK_L2BRIDGE] = { .bridge = true,
		.uplink = true,
		.dhcp = true,
		.maps_ports = true,
		.unrealised = "uplink" },
	[HCN_NETWORK_L2TUNNEL] = { .bridge = true,
		.uplink = true,
		.dhcp = true,
		.maps_ports = true,
		.unrealised = "uplink" },
	[HCN_NETWORK_OVERLAY] = { .bridge = true,
		.routed = true,
		.forwarding = true,
		.uplink = true,
		.maps_ports = true,
		.unrealised = "VXLAN" },
	[HCN_NETWORK_MIRRORED] = { .dhcp = true, .unrealised = "mirrored interfaces" },
	[HCN_NETWORK_INFINIBAND] = { .dhcp = true, .unrealised = "InfiniBand" },
};

const struct hcn_network_traits *hcn_network_traits(const struct hcn_network *net)
{
	static const struct hcn_network_traits none = { 0 };

	return (size_t)net->type < HCN_N_ELEMENTS(traits) ? &traits[net->type] : &none;
}
