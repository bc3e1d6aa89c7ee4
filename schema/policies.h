/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of the policy Settings, and the tables that lead from a policy's Type to its rows. */
#ifndef HCN_SCHEMA_POLICIES_H
#define HCN_SCHEMA_POLICIES_H

#include "schema.h"
#include "enums.h"

/* One id per policy Type text, over all families. */
enum hcn_policy_id {
	HCN_POLICY_PORT_MAPPING, HCN_POLICY_ACL, HCN_POLICY_QOS, HCN_POLICY_L2_DRIVER, HCN_POLICY_OUTBOUND_NAT,
	HCN_POLICY_SDN_ROUTE, HCN_POLICY_L4_PROXY, HCN_POLICY_L4_WFP_PROXY, HCN_POLICY_PORT_NAME,
	HCN_POLICY_ENCAP_OVERHEAD, HCN_POLICY_PROVIDER_ADDRESS, HCN_POLICY_INTERFACE_CONSTRAINT,
	HCN_POLICY_ENCRYPTION, HCN_POLICY_VLAN, HCN_POLICY_INTERFACE_PARAMETERS, HCN_POLICY_IOV,
	HCN_POLICY_TIER_ACL, HCN_POLICY_FIREWALL,
	HCN_POLICY_SOURCE_MAC_ADDRESS, HCN_POLICY_NET_ADAPTER_NAME, HCN_POLICY_VSWITCH_EXTENSION,
	HCN_POLICY_DR_MAC_ADDRESS, HCN_POLICY_AUTOMATIC_DNS, HCN_POLICY_REMOTE_SUBNET_ROUTE, HCN_POLICY_VXLAN_PORT,
	HCN_POLICY_HOST_ROUTE, HCN_POLICY_SET_POLICY, HCN_POLICY_LAYER_CONSTRAINT, HCN_POLICY_NETWORK_ACL,
	HCN_POLICY_NEIGHBOR_DISCOVERY, HCN_POLICY_VSID,
};

/* Order of the rows = order in which Windows numbers the types: numeric Type values index them. */
extern const struct hcn_policy_family hcn_network_policy_family, hcn_endpoint_policy_family, hcn_subnet_policy_family;

/* Protocol absent or 0 means both TCP and UDP.  ExternalPort 0 asks for a free port. */
#define HCN_PORT_MAPPING_FIELDS(M, S)                                                              \
	M(S, NUMBER, protocol, "Protocol", V(2, 0), hcn_protocol, 0)                               \
	M(S, U16, internal_port, "InternalPort", V(2, 0), NONE, 0)                                 \
	M(S, U16, external_port, "ExternalPort", V(2, 0), NONE, 0)                                 \
	M(S, STR, vip, "VIP", V(2, 0), IP, 0)                                                      \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_nat_flags, 0)
HCN_SCHEMA_DECLARE(hcn_port_mapping, HCN_PORT_MAPPING_FIELDS)

#define HCN_OUTBOUND_NAT_FIELDS(M, S)                                                              \
	M(S, STR, virtual_ip, "VirtualIP", V(2, 0), IP, 0)                                         \
	M(S, STRINGS, destinations, "Destinations", V(2, 0), IP_OR_PREFIX, 0)                      \
	M(S, STRINGS, exceptions, "Exceptions", V(2, 0), IP_OR_PREFIX, 0)                          \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_nat_flags, 0)                                     \
	M(S, U32, max_port_pool_usage, "MaxPortPoolUsage", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_outbound_nat, HCN_OUTBOUND_NAT_FIELDS)

#define HCN_INTERFACE_PARAMETERS_FIELDS(M, S) M(S, U16, mtu, "Mtu", V(2, 4), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_interface_parameters, HCN_INTERFACE_PARAMETERS_FIELDS)

#endif
