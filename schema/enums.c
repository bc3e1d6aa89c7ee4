/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The values of the enums: name, number, schema version that introduced it.
 *
 * Names and versions are the documentation's; numbers are its order, or bits, where clients do not show otherwise
 * (doc/facts/clients.md §2.1.5, §2.2).
 *
 * Tests: tests/unit/schema/documented/enums.tsv (NetworkFlags)
 */
#include "enums.h"

#include "error.h"

/* clang-format off */
#define DEFINE_ENUM(tag, doc_name, unknown, ...)                                                   \
	const struct hcn_enum tag##_enum = { doc_name, unknown,                                    \
		(const struct hcn_enum_value[]){ __VA_ARGS__, { NULL } } };

DEFINE_ENUM(hcn_network_mode, "NetworkMode", HCN_INVALID_NETWORK_TYPE,
	{ "NAT",            HCN_NETWORK_NAT,             V(2, 0) },
	{ "ICS",            HCN_NETWORK_ICS,             V(2, 0) },
	{ "Transparent",    HCN_NETWORK_TRANSPARENT,     V(2, 0) },
	{ "L2Bridge",       HCN_NETWORK_L2BRIDGE,        V(2, 0) },
	{ "L2Tunnel",       HCN_NETWORK_L2TUNNEL,        V(2, 0) },
	{ "Overlay",        HCN_NETWORK_OVERLAY,         V(2, 0) },
	{ "Private",        HCN_NETWORK_PRIVATE,         V(2, 0) },
	{ "Internal",       HCN_NETWORK_INTERNAL,        V(2, 0) },
	{ "Mirrored",       HCN_NETWORK_MIRRORED,        V(2, 4) },
	{ "Infiniband",     HCN_NETWORK_INFINIBAND,      V(2, 4) },
	{ "ConstrainedICS", HCN_NETWORK_CONSTRAINED_ICS, V(2, 10) })

DEFINE_ENUM(hcn_ipam_type, "IpamType", HCN_INVALID_JSON,
	{ "Static", HCN_IPAM_STATIC, V(2, 0) },
	{ "Dhcp",   HCN_IPAM_DHCP,   V(2, 0) })

DEFINE_ENUM(hcn_namespace_type, "NamespaceType", HCN_INVALID_JSON,
	{ "Host",         HCN_NAMESPACE_HOST,          V(2, 0) },
	{ "HostDefault",  HCN_NAMESPACE_HOST_DEFAULT,  V(2, 0) },
	{ "Guest",        HCN_NAMESPACE_GUEST,         V(2, 0) },
	{ "GuestDefault", HCN_NAMESPACE_GUEST_DEFAULT, V(2, 0) })

DEFINE_ENUM(hcn_namespace_resource_type, "NamespaceResourceType", HCN_INVALID_JSON,
	{ "Container", HCN_NAMESPACE_CONTAINER, V(2, 0) },
	{ "Endpoint",  HCN_NAMESPACE_ENDPOINT,  V(2, 0) })

DEFINE_ENUM(hcn_network_resource_type, "NetworkResourceType", HCN_INVALID_JSON,
	{ "DNS",       HCN_RESOURCE_DNS,            V(2, 0) },
	{ "Extension", HCN_RESOURCE_EXTENSION,      V(2, 0) },
	{ "Policy",    HCN_RESOURCE_NETWORK_POLICY, V(2, 0) },
	{ "Subnet",    HCN_RESOURCE_SUBNET,         V(2, 6) },
	{ "IPSubnet",  HCN_RESOURCE_IP_SUBNET,      V(2, 6) })

DEFINE_ENUM(hcn_endpoint_resource_type, "EndpointResourceType", HCN_INVALID_JSON,
	{ "Port",   HCN_RESOURCE_PORT,            V(2, 0) },
	{ "Policy", HCN_RESOURCE_ENDPOINT_POLICY, V(2, 0) })

DEFINE_ENUM(hcn_modify_request_type, "ModifyRequestType", HCN_INVALID_JSON,
	{ "Add",     HCN_MODIFY_ADD,     V(2, 0) },
	{ "Remove",  HCN_MODIFY_REMOVE,  V(2, 0) },
	{ "Update",  HCN_MODIFY_UPDATE,  V(2, 0) },
	{ "Refresh", HCN_MODIFY_REFRESH, V(2, 0) },
	{ "Reset",   HCN_MODIFY_RESET,   V(2, 0) })

/* From SuppressMediaDisconnect on: not documented, from WSL's copy of schema 2.16. */
DEFINE_ENUM(hcn_network_flags, "NetworkFlags", HCN_INVALID_JSON,
	{ "None",                    0,                                     V(2, 0) },
	{ "EnableDnsProxy",          HCN_NETWORK_ENABLE_DNS_PROXY,          V(2, 0) },
	{ "EnableDhcpServer",        HCN_NETWORK_ENABLE_DHCP_SERVER,        V(2, 0) },
	{ "EnableMirroring",         HCN_NETWORK_ENABLE_MIRRORING,          V(2, 0) },
	{ "EnableNonPersistent",     HCN_NETWORK_ENABLE_NON_PERSISTENT,     V(2, 0) },
	{ "EnablePersistent",        HCN_NETWORK_ENABLE_PERSISTENT,         V(2, 0) },
	{ "IsolateVSwitch",          HCN_NETWORK_ISOLATE_VSWITCH,           V(2, 0) },
	{ "EnableFlowSteering",      HCN_NETWORK_ENABLE_FLOW_STEERING,      V(2, 11) },
	{ "DisableSharing",          HCN_NETWORK_DISABLE_SHARING,           V(2, 14) },
	{ "EnableFirewall",          HCN_NETWORK_ENABLE_FIREWALL,           V(2, 14) },
	{ "SuppressMediaDisconnect", HCN_NETWORK_SUPPRESS_MEDIA_DISCONNECT, V(2, 16) },
	{ "DisableHostPort",         HCN_NETWORK_DISABLE_HOST_PORT,         V(2, 16) },
	{ "WeakHostReceive",         HCN_NETWORK_WEAK_HOST_RECEIVE,         V(2, 16) },
	{ "WeakHostSend",            HCN_NETWORK_WEAK_HOST_SEND,            V(2, 16) },
	{ "EnableIov",               HCN_NETWORK_ENABLE_IOV,                V(2, 16) })

DEFINE_ENUM(hcn_endpoint_flags, "EndpointFlags", HCN_INVALID_JSON,
	{ "None",                            0,                                 V(2, 0) },
	{ "RemoteEndpoint",                  HCN_ENDPOINT_REMOTE,               V(2, 0) },
	{ "DisableInterComputeCommunication", HCN_ENDPOINT_DISABLE_ICC,         V(2, 0) },
	{ "EnableMirroring",                 HCN_ENDPOINT_ENABLE_MIRRORING,     V(2, 0) },
	{ "EnableLowInterfaceMetric",        HCN_ENDPOINT_LOW_INTERFACE_METRIC, V(2, 0) },
	{ "OverrideDNSServerOrder",          HCN_ENDPOINT_OVERRIDE_DNS_ORDER,   V(2, 0) },
	{ "EnableDhcp",                      HCN_ENDPOINT_ENABLE_DHCP,          V(2, 0) })

DEFINE_ENUM(hcn_subnet_flags, "SubnetFlags", HCN_INVALID_JSON,
	{ "None",                       0,                                 V(2, 7) },
	{ "DoNotReserveGatewayAddress", HCN_SUBNET_DO_NOT_RESERVE_GATEWAY, V(2, 7) })

DEFINE_ENUM(hcn_ip_subnet_flags, "IPSubnetFlags", HCN_INVALID_JSON,
	{ "None",                  0,                                     V(2, 5) },
	{ "EnableBroadcast",       HCN_IP_SUBNET_ENABLE_BROADCAST,        V(2, 5) },
	{ "ReserveNetworkAddress", HCN_IP_SUBNET_RESERVE_NETWORK_ADDRESS, V(2, 5) })

DEFINE_ENUM(hcn_query_flags, "HostComputeQueryFlags", HCN_INVALID_JSON,
	{ "None",     0,                  V(2, 0) },
	{ "Detailed", HCN_QUERY_DETAILED, V(2, 0) })

/* ExternalPortReserved: not documented, from Microsoft's SDN scripts. */
DEFINE_ENUM(hcn_nat_flags, "NatFlags", HCN_INVALID_JSON,
	{ "None",                 0,                              V(2, 0) },
	{ "LocalRoutedVip",       HCN_NAT_LOCAL_ROUTED_VIP,       V(2, 0) },
	{ "IPv6",                 HCN_NAT_IPV6,                   V(2, 8) },
	{ "ExternalPortReserved", HCN_NAT_EXTERNAL_PORT_RESERVED, V(2, 8) })

DEFINE_ENUM(hcn_protocol, "ProtocolType", HCN_INVALID_JSON,
	{ "Unknown", HCN_PROTOCOL_ANY,    V(2, 0) },
	{ "ICMPv4",  HCN_PROTOCOL_ICMPV4, V(2, 0) },
	{ "IGMP",    HCN_PROTOCOL_IGMP,   V(2, 0) },
	{ "TCP",     HCN_PROTOCOL_TCP,    V(2, 0) },
	{ "UDP",     HCN_PROTOCOL_UDP,    V(2, 0) },
	{ "ICMPv6",  HCN_PROTOCOL_ICMPV6, V(2, 0) })

DEFINE_ENUM(hcn_action, "ActionType", HCN_INVALID_JSON,
	{ "Allow", HCN_ACTION_ALLOW, V(2, 0) },
	{ "Block", HCN_ACTION_BLOCK, V(2, 0) },
	{ "Pass",  HCN_ACTION_PASS,  V(2, 10) })

DEFINE_ENUM(hcn_direction, "DirectionType", HCN_INVALID_JSON,
	{ "In",  HCN_DIRECTION_IN,  V(2, 0) },
	{ "Out", HCN_DIRECTION_OUT, V(2, 0) })

DEFINE_ENUM(hcn_rule_type, "RuleType", HCN_INVALID_JSON,
	{ "Host",   HCN_RULE_HOST,   V(2, 0) },
	{ "Switch", HCN_RULE_SWITCH, V(2, 0) })

DEFINE_ENUM(hcn_set_policy_type, "SetPolicyTypes", HCN_INVALID_JSON,
	{ "IPSET",       HCN_SET_IPSET,        V(2, 0) },
	{ "NESTEDIPSET", HCN_SET_NESTED_IPSET, V(2, 0) })

/* Policies without meaning on Linux: their values are only checked and kept. */

DEFINE_ENUM(hcn_encryption_method, "EncryptionMethod", HCN_INVALID_JSON,
	{ "Ipsec", 0, V(2, 1) })

DEFINE_ENUM(hcn_authentication_type, "AuthenticationType", HCN_INVALID_JSON,
	{ "PresharedKey", 0, V(2, 1) },
	{ "Certificate",  1, V(2, 1) })

DEFINE_ENUM(hcn_firewall_vm_type, "FirewallVMType", HCN_INVALID_JSON,
	{ "Invalid", 0, V(2, 16) },
	{ "Host",    1, V(2, 16) },
	{ "WSA",     2, V(2, 16) },
	{ "WSL",     3, V(2, 16) })

DEFINE_ENUM(hcn_firewall_flags, "FirewallPolicyFlags", HCN_INVALID_JSON,
	{ "None",                 0, V(2, 16) },
	{ "ConstrainedInterface", 1, V(2, 16) })

/* Numbers of Msvm_EthernetSwitchPortOffloadSettingData.IOVInterruptModeration, which Hyper-V's own tools show. */
DEFINE_ENUM(hcn_iov_moderation, "IovInterruptModerationType", HCN_INVALID_JSON,
	{ "IovInterruptModerationDefault",  0,   V(2, 9) },
	{ "IovInterruptModerationAdaptive", 1,   V(2, 9) },
	{ "IovInterruptModerationOff",      2,   V(2, 9) },
	{ "IovInterruptModerationLow",      100, V(2, 9) },
	{ "IovInterruptModerationMedium",   200, V(2, 9) },
	{ "IovInterruptModerationHigh",     300, V(2, 9) })

/* Load balancers.  0 is the 5-tuple, whose documented name is None. */

DEFINE_ENUM(hcn_lb_distribution, "LoadBalancerDistribution", HCN_INVALID_JSON,
	{ "None",             HCN_LB_DISTRIBUTION_5TUPLE,             V(2, 7) },
	{ "SourceIPProtocol", HCN_LB_DISTRIBUTION_SOURCE_IP_PROTOCOL, V(2, 7) },
	{ "SourceIP",         HCN_LB_DISTRIBUTION_SOURCE_IP,          V(2, 7) })

DEFINE_ENUM(hcn_lb_flags, "LoadBalancerFlags", HCN_INVALID_JSON,
	{ "None",                     0,                           V(2, 0) },
	{ "EnableDirectServerReturn", HCN_LB_DIRECT_SERVER_RETURN, V(2, 0) },
	{ "IPv6",                     HCN_LB_IPV6,                 V(2, 8) })

DEFINE_ENUM(hcn_lb_mapping_flags, "LoadBalancerPortMappingFlags", HCN_INVALID_JSON,
	{ "None",                       0,                               V(2, 0) },
	{ "EnableInternalLoadBalancer", HCN_LB_MAPPING_ILB,              V(2, 0) },
	{ "LocalRoutedVip",             HCN_LB_MAPPING_LOCAL_ROUTED_VIP, V(2, 0) },
	{ "NotUsed",                    HCN_LB_MAPPING_USE_MUX,          V(2, 0) },
	{ "EnablePreserveDip",          HCN_LB_MAPPING_PRESERVE_DIP,     V(2, 0) },
	{ "VipExternalIp",              HCN_LB_MAPPING_VIP_EXTERNAL_IP,  V(2, 0) })

/* Guest network services: the order of states is Windows' (doc/facts/clients.md §2.1.5), not the documentation's. */

DEFINE_ENUM(hcn_gns_state, "GuestNetworkServiceState", HCN_INVALID_JSON,
	{ "None",           HCN_GNS_NONE,           V(2, 0) },
	{ "Created",        HCN_GNS_CREATED,        V(2, 0) },
	{ "Bootstrapping",  HCN_GNS_BOOTSTRAPPING,  V(2, 0) },
	{ "Synchronized",   HCN_GNS_SYNCHRONIZED,   V(2, 0) },
	{ "Paused",         HCN_GNS_PAUSED,         V(2, 0) },
	{ "Desynchronized", HCN_GNS_DESYNCHRONIZED, V(2, 5) },
	{ "Rehydrating",    HCN_GNS_REHYDRATING,    V(2, 5) },
	{ "Degraded",       HCN_GNS_DEGRADED,       V(2, 0) },
	{ "Destroyed",      HCN_GNS_DESTROYED,      V(2, 0) })

DEFINE_ENUM(hcn_gns_flags, "GuestNetworkServiceFlags", HCN_INVALID_JSON,
	{ "None",                     0, V(2, 12) },
	{ "IsFlowsteered",            1, V(2, 12) },
	{ "IsFlowsteeredSelfManaged", 2, V(2, 14) })

DEFINE_ENUM(hcn_gns_interface_state, "GuestNetworkServiceInterfaceState", HCN_INVALID_JSON,
	{ "Created",        0, V(2, 2) },
	{ "Bootstrapping",  1, V(2, 2) },
	{ "Synchronized",   2, V(2, 2) },
	{ "Desynchronized", 3, V(2, 2) },
	{ "Paused",         4, V(2, 2) })

DEFINE_ENUM(hcn_gns_notification, "GuestNetworkServiceNotificationType", HCN_INVALID_JSON,
	{ "None",           0,   V(2, 7) },
	{ "DNSCacheParam",  1,   V(2, 7) },
	{ "DHCPParam",      2,   V(2, 7) },
	{ "InterfaceParam", 4,   V(2, 7) },
	{ "AddressParam",   8,   V(2, 7) },
	{ "Route",          16,  V(2, 7) },
	{ "DNSParam",       32,  V(2, 7) },
	{ "XlatParam",      64,  V(2, 7) },
	{ "Neighbor",       128, V(2, 7) })

DEFINE_ENUM(hcn_gns_resource_type, "GuestNetworkServiceResourceType", HCN_INVALID_JSON,
	{ "State", HCN_RESOURCE_GNS_STATE, V(2, 0) })

DEFINE_ENUM(hcn_rpc_endpoint_type, "RpcEndpointType", HCN_INVALID_JSON,
	{ "HvSocket", 0, V(2, 13) },
	{ "LRpc",     1, V(2, 13) })

/* Enums that nothing here reads: their numbers are the documentation's order [inf]. */

DEFINE_ENUM(hcn_guest_resource_type, "GuestResourceType", HCN_INVALID_JSON,
	{ "Endpoint",  0, V(2, 0) },
	{ "Namespace", 1, V(2, 0) },
	{ "Service",   2, V(2, 0) },
	{ "Firewall",  3, V(2, 0) })

DEFINE_ENUM(hcn_guest_endpoint_resource_type, "GuestEndpointResourceType", HCN_INVALID_JSON,
	{ "Interface",   0,  V(2, 0) },
	{ "Route",       1,  V(2, 0) },
	{ "IPAddress",   2,  V(2, 0) },
	{ "DNS",         3,  V(2, 0) },
	{ "RegistryKey", 4,  V(2, 0) },
	{ "Encryption",  5,  V(2, 1) },
	{ "MacAddress",  6,  V(2, 5) },
	{ "L4Proxy",     7,  V(2, 5) },
	{ "L4WFPPROXY",  8,  V(2, 5) },
	{ "Xlat",        9,  V(2, 5) },
	{ "Neighbor",    10, V(2, 5) })

DEFINE_ENUM(hcn_guest_namespace_resource_type, "GuestNamespaceResourceType", HCN_INVALID_JSON,
	{ "Container", 0, V(2, 0) },
	{ "Endpoint",  1, V(2, 0) })

DEFINE_ENUM(hcn_host_resource_type, "HostResourceType", HCN_INVALID_JSON,
	{ "Network",    0, V(2, 0) },
	{ "Endpoint",   1, V(2, 0) },
	{ "Container",  2, V(2, 0) },
	{ "Namespace",  3, V(2, 0) },
	{ "PolicyList", 4, V(2, 0) })

DEFINE_ENUM(hcn_entity_flags, "EntityFlags", HCN_INVALID_JSON,
	{ "None",                0, V(2, 0) },
	{ "EnableNonPersistent", 8, V(2, 0) })

DEFINE_ENUM(hcn_proxy_type, "ProxyType", HCN_INVALID_JSON,
	{ "VFP", 0, V(2, 5) },
	{ "WFP", 1, V(2, 5) })
