/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows of the policy Settings, and the tables that lead from a policy's Type to its rows. */
#ifndef HCN_SCHEMA_POLICIES_H
#define HCN_SCHEMA_POLICIES_H

#include "schema.h"
#include "enums.h"

/* One id per policy Type text, over all families. */
enum hcn_policy_id {
	HCN_POLICY_PORT_MAPPING,
	HCN_POLICY_ACL,
	HCN_POLICY_QOS,
	HCN_POLICY_L2_DRIVER,
	HCN_POLICY_OUTBOUND_NAT,
	HCN_POLICY_SDN_ROUTE,
	HCN_POLICY_L4_PROXY,
	HCN_POLICY_L4_WFP_PROXY,
	HCN_POLICY_PORT_NAME,
	HCN_POLICY_ENCAP_OVERHEAD,
	HCN_POLICY_PROVIDER_ADDRESS,
	HCN_POLICY_INTERFACE_CONSTRAINT,
	HCN_POLICY_ENCRYPTION,
	HCN_POLICY_VLAN,
	HCN_POLICY_INTERFACE_PARAMETERS,
	HCN_POLICY_IOV,
	HCN_POLICY_TIER_ACL,
	HCN_POLICY_FIREWALL,
	HCN_POLICY_SOURCE_MAC_ADDRESS,
	HCN_POLICY_NET_ADAPTER_NAME,
	HCN_POLICY_VSWITCH_EXTENSION,
	HCN_POLICY_DR_MAC_ADDRESS,
	HCN_POLICY_AUTOMATIC_DNS,
	HCN_POLICY_REMOTE_SUBNET_ROUTE,
	HCN_POLICY_VXLAN_PORT,
	HCN_POLICY_HOST_ROUTE,
	HCN_POLICY_SET_POLICY,
	HCN_POLICY_LAYER_CONSTRAINT,
	HCN_POLICY_NETWORK_ACL,
	HCN_POLICY_NEIGHBOR_DISCOVERY,
	HCN_POLICY_VSID,
	HCN_N_POLICIES
};

extern const struct hcn_policy_family hcn_network_policy_family, hcn_endpoint_policy_family,
	hcn_subnet_policy_family;

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

/* Comma-separated lists, "" and absent mean any.  Addresses may be ids of SetPolicies (doc/facts/clients.md §4.4). */
#define HCN_FIVE_TUPLE_FIELDS(M, S)                                                                \
	M(S, STR, protocols, "Protocols", V(2, 5), NONE, 0)                                        \
	M(S, STR, local_addresses, "LocalAddresses", V(2, 5), NONE, 0)                             \
	M(S, STR, remote_addresses, "RemoteAddresses", V(2, 5), NONE, 0)                           \
	M(S, STR, local_ports, "LocalPorts", V(2, 5), PORTS, 0)                                    \
	M(S, STR, remote_ports, "RemotePorts", V(2, 5), PORTS, 0)                                  \
	M(S, U16, priority, "Priority", V(2, 5), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_five_tuple, HCN_FIVE_TUPLE_FIELDS)

/* ACL and NetworkACL. */
#define HCN_ACL_FIELDS(M, S)                                                                       \
	HCN_FIVE_TUPLE_FIELDS(M, S)                                                                \
	M(S, STR, id, "Id", V(2, 0), NONE, 0)                                                      \
	M(S, ENUM, action, "Action", V(2, 0), hcn_action, 0)                                       \
	M(S, ENUM, direction, "Direction", V(2, 0), hcn_direction, 0)                              \
	M(S, ENUM, rule_type, "RuleType", V(2, 0), hcn_rule_type, 0)
HCN_SCHEMA_DECLARE(hcn_acl, HCN_ACL_FIELDS)

#define HCN_TIER_ACL_RULE_FIELDS(M, S)                                                             \
	HCN_FIVE_TUPLE_FIELDS(M, S)                                                                \
	M(S, STR, id, "Id", V(2, 10), NONE, 0)                                                     \
	M(S, ENUM, action, "TierAclRuleAction", V(2, 10), hcn_action, 0)
HCN_SCHEMA_DECLARE(hcn_tier_acl_rule, HCN_TIER_ACL_RULE_FIELDS)

#define HCN_TIER_ACL_FIELDS(M, S)                                                                  \
	M(S, STR, name, "Name", V(2, 10), NONE, 0)                                                 \
	M(S, ENUM, direction, "Direction", V(2, 10), hcn_direction, 0)                             \
	M(S, U16, order, "Order", V(2, 10), NONE, 0)                                               \
	M(S, LIST, rules, "TierAclRules", V(2, 10), hcn_tier_acl_rule, 0)
HCN_SCHEMA_DECLARE(hcn_tier_acl, HCN_TIER_ACL_FIELDS)

#define HCN_QOS_FIELDS(M, S)                                                                       \
	M(S, U64, maximum_outgoing_bandwidth, "MaximumOutgoingBandwidthInBytes", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_qos, HCN_QOS_FIELDS)

#define HCN_SDN_ROUTE_FIELDS(M, S)                                                                 \
	M(S, STR, destination_prefix, "DestinationPrefix", V(2, 0), PREFIX, 0)                     \
	M(S, STR, next_hop, "NextHop", V(2, 0), IP, 0)                                             \
	M(S, BOOL, need_encap, "NeedEncap", V(2, 0), NONE, 0)                                      \
	M(S, BOOL, automatic_endpoint_monitor, "AutomaticEndpointMonitor", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_sdn_route, HCN_SDN_ROUTE_FIELDS)

/* What the members mean: lib/model/policy/l4_proxy.h.  ExceptionList is the documented name, Exceptions what hcsshim sends. */
#define HCN_L4_PROXY_FIELDS(M, S)                                                                  \
	M(S, STR, ip, "IP", V(2, 0), IP_OR_PREFIX, 0)                                              \
	M(S, STR, port, "Port", V(2, 0), PORT_OR_ALL, 0)                                           \
	M(S, NUMBER, protocol, "Protocol", V(2, 0), hcn_protocol, 0)                               \
	M(S, STRINGS, exception_list, "ExceptionList", V(2, 0), NONE, 0)                           \
	M(S, STRINGS, exceptions, "Exceptions", V(2, 0), NONE, 0)                                  \
	M(S, STR, destination, "Destination", V(2, 0), NONE, 0)                                    \
	M(S, BOOL, outbound_nat, "OutboundNat", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_l4_proxy, HCN_L4_PROXY_FIELDS)

#define HCN_PROXY_EXCEPTIONS_FIELDS(M, S)                                                          \
	M(S, STRINGS, ip_addresses, "IpAddressExceptions", V(2, 14), NONE, 0)                      \
	M(S, STRINGS, ports, "PortExceptions", V(2, 14), PORTS, 0)
HCN_SCHEMA_DECLARE(hcn_proxy_exceptions, HCN_PROXY_EXCEPTIONS_FIELDS)

#define HCN_L4_WFP_PROXY_FIELDS(M, S)                                                              \
	M(S, STR, inbound_proxy_port, "InboundProxyPort", V(2, 11), PORT, 0)                       \
	M(S, STR, outbound_proxy_port, "OutboundProxyPort", V(2, 11), PORT, 0)                     \
	M(S, OBJECT, filter_tuple, "FilterTuple", V(2, 5), hcn_five_tuple, 0)                      \
	M(S, STR, user_sid, "UserSID", V(2, 5), NONE, 0)                                           \
	M(S, OBJECT, inbound_exceptions, "InboundExceptions", V(2, 14), hcn_proxy_exceptions, 0)   \
	M(S, OBJECT, outbound_exceptions, "OutboundExceptions", V(2, 14), hcn_proxy_exceptions, 0)
HCN_SCHEMA_DECLARE(hcn_l4_wfp_proxy, HCN_L4_WFP_PROXY_FIELDS)

#define HCN_PROVIDER_ADDRESS_FIELDS(M, S)                                                          \
	M(S, STR, provider_address, "ProviderAddress", V(2, 0), IP, 0)
HCN_SCHEMA_DECLARE(hcn_provider_address, HCN_PROVIDER_ADDRESS_FIELDS)

#define HCN_PORT_NAME_FIELDS(M, S) M(S, STR, name, "Name", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_port_name, HCN_PORT_NAME_FIELDS)

#define HCN_ENCAP_OVERHEAD_FIELDS(M, S) M(S, U16, overhead, "Overhead", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_encap_overhead, HCN_ENCAP_OVERHEAD_FIELDS)

#define HCN_INTERFACE_CONSTRAINT_FIELDS(M, S)                                                      \
	M(S, GUID, interface_guid, "InterfaceGuid", V(2, 0), NONE, 0)                              \
	M(S, U64, interface_luid, "InterfaceLuid", V(2, 0), NONE, 0)                               \
	M(S, U32, interface_index, "InterfaceIndex", V(2, 0), NONE, 0)                             \
	M(S, U32, interface_media_type, "InterfaceMediaType", V(2, 0), NONE, 0)                    \
	M(S, STR, interface_alias, "InterfaceAlias", V(2, 0), NONE, 0)                             \
	M(S, STR, interface_description, "InterfaceDescription", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_interface_constraint, HCN_INTERFACE_CONSTRAINT_FIELDS)

#define HCN_AUTHENTICATION_METHOD_FIELDS(M, S)                                                     \
	M(S, ENUM, type, "Type", V(2, 1), hcn_authentication_type, 0)                              \
	M(S, RAW, settings, "Settings", V(2, 1), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_authentication_method, HCN_AUTHENTICATION_METHOD_FIELDS)

#define HCN_ENCRYPTION_FIELDS(M, S)                                                                \
	M(S, ENUM, method, "EncryptionMethodType", V(2, 1), hcn_encryption_method, 0)              \
	M(S, LIST, authentication, "AuthenticationMethods", V(2, 1), hcn_authentication_method, 0) \
	M(S, STR, name, "Name", V(2, 1), NONE, 0)                                                  \
	M(S, STRINGS, endpoints1, "Endpoints1", V(2, 1), NONE, 0)                                  \
	M(S, STRINGS, endpoints2, "Endpoints2", V(2, 1), NONE, 0)                                  \
	M(S, STR, protocol_type, "ProtocolType", V(2, 1), NONE, 0)                                 \
	M(S, STRINGS, endpoint1_ports, "Endpoint1Ports", V(2, 1), NONE, 0)                         \
	M(S, STRINGS, endpoint2_ports, "Endpoint2Ports", V(2, 1), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_encryption, HCN_ENCRYPTION_FIELDS)

/* VLAN: the tag.  VSID: the VXLAN network identifier. */
#define HCN_ISOLATION_FIELDS(M, S) M(S, U32, isolation_id, "IsolationId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_vlan, HCN_ISOLATION_FIELDS)
HCN_SCHEMA_DECLARE(hcn_vsid, HCN_ISOLATION_FIELDS)

#define HCN_IOV_FIELDS(M, S)                                                                       \
	M(S, U32, offload_weight, "IovOffloadWeight", V(2, 9), NONE, 0)                            \
	M(S, U32, queue_pairs_requested, "QueuePairsRequested", V(2, 9), NONE, 0)                  \
	M(S, NUMBER, interrupt_moderation, "InterruptModeration", V(2, 9), hcn_iov_moderation, 0)
HCN_SCHEMA_DECLARE(hcn_iov, HCN_IOV_FIELDS)

/* VmCreatorId and PolicyFlags are what WSL sends, the other two what is documented. */
#define HCN_FIREWALL_FIELDS(M, S)                                                                  \
	M(S, ENUM, vm_type, "VmType", V(2, 16), hcn_firewall_vm_type, 0)                           \
	M(S, FLAGS, firewall_policy_flags, "FirewallPolicyFlags", V(2, 16), hcn_firewall_flags, 0) \
	M(S, GUID, vm_creator_id, "VmCreatorId", V(2, 16), NONE, 0)                                \
	M(S, FLAGS, policy_flags, "PolicyFlags", V(2, 16), hcn_firewall_flags, 0)
HCN_SCHEMA_DECLARE(hcn_firewall, HCN_FIREWALL_FIELDS)

#define HCN_SOURCE_MAC_ADDRESS_FIELDS(M, S)                                                        \
	M(S, STR, source_mac_address, "SourceMacAddress", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_source_mac_address, HCN_SOURCE_MAC_ADDRESS_FIELDS)

#define HCN_NET_ADAPTER_NAME_FIELDS(M, S)                                                          \
	M(S, STR, network_adapter_name, "NetworkAdapterName", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_net_adapter_name, HCN_NET_ADAPTER_NAME_FIELDS)

#define HCN_VSWITCH_EXTENSION_FIELDS(M, S)                                                         \
	M(S, GUID, extension_id, "ExtensionID", V(2, 0), NONE, 0)                                  \
	M(S, BOOL, enable, "Enable", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_vswitch_extension, HCN_VSWITCH_EXTENSION_FIELDS)

#define HCN_DR_MAC_ADDRESS_FIELDS(M, S) M(S, STR, address, "Address", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_dr_mac_address, HCN_DR_MAC_ADDRESS_FIELDS)

#define HCN_AUTOMATIC_DNS_FIELDS(M, S) M(S, BOOL, enable, "Enable", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_automatic_dns, HCN_AUTOMATIC_DNS_FIELDS)

#define HCN_REMOTE_SUBNET_ROUTE_FIELDS(M, S)                                                       \
	M(S, STR, destination_prefix, "DestinationPrefix", V(2, 0), PREFIX, 0)                     \
	M(S, U32, isolation_id, "IsolationId", V(2, 0), NONE, 0)                                   \
	M(S, STR, provider_address, "ProviderAddress", V(2, 0), IP, 0)                             \
	M(S, STR, router_mac_address, "DistributedRouterMacAddress", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_remote_subnet_route, HCN_REMOTE_SUBNET_ROUTE_FIELDS)

#define HCN_VXLAN_PORT_FIELDS(M, S) M(S, U16, port, "Port", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_vxlan_port, HCN_VXLAN_PORT_FIELDS)

/* Values: comma-separated addresses and prefixes, or ids of other sets when nested. */
#define HCN_SET_POLICY_FIELDS(M, S)                                                                \
	M(S, STR, id, "Id", V(2, 0), NONE, 0)                                                      \
	M(S, STR, name, "Name", V(2, 0), NONE, 0)                                                  \
	M(S, ENUM, policy_type, "PolicyType", V(2, 0), hcn_set_policy_type, 0)                     \
	M(S, STR, values, "Values", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_set_policy, HCN_SET_POLICY_FIELDS)

#define HCN_LAYER_CONSTRAINT_FIELDS(M, S) M(S, GUID, layer_id, "LayerId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_layer_constraint, HCN_LAYER_CONSTRAINT_FIELDS)

/* Not documented; hcsshim knows it. */
#define HCN_NEIGHBOR_DISCOVERY_FIELDS(M, S)                                                        \
	M(S, STR, target_ip_prefix, "TargetIpPrefix", V(2, 0), PREFIX, 0)                          \
	M(S, STR, sender_ip_address, "SenderIpAddress", V(2, 0), IP, 0)                            \
	M(S, STR, sender_mac_address, "SenderMacAddress", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_neighbor_discovery, HCN_NEIGHBOR_DISCOVERY_FIELDS)

#endif
