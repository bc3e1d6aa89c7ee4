/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of the V1 dialect: the bodies and outputs of HNSCall (doc/facts/clients.md §2.8.3 to §2.8.7), as its clients
 * know them; Microsoft documents none of it.
 *
 * For the published schema and `hcnctl validate`.  Policies are flat objects, each Type with members of its own: any
 * value here.
 */
#ifndef HCN_SCHEMA_HNS_H
#define HCN_SCHEMA_HNS_H

#include "docs.h"

#define HCN_HNS_EXTENSION_FIELDS(M, S)                                                             \
	M(S, GUID, id, "Id", V(1, 0), NONE, 0)                                                     \
	M(S, BOOL, is_enabled, "IsEnabled", V(1, 0), NONE, 0)                                      \
	M(S, STR, name, "Name", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_extension, HCN_HNS_EXTENSION_FIELDS)

#define HCN_HNS_SUBNET_FIELDS(M, S)                                                                \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, STR, address_prefix, "AddressPrefix", V(1, 0), PREFIX, 0)                             \
	M(S, STR, gateway_address, "GatewayAddress", V(1, 0), IP, 0)                               \
	M(S, U32, flags, "Flags", V(1, 0), NONE, 0)                                                \
	M(S, RAW, policies, "Policies", V(1, 0), NONE, 0)                                          \
	M(S, RAW, ip_subnets, "IpSubnets", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_subnet, HCN_HNS_SUBNET_FIELDS)

#define HCN_HNS_NETWORK_FIELDS(M, S)                                                               \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, STR, name, "Name", V(1, 0), NONE, 0)                                                  \
	M(S, ENUM, type, "Type", V(1, 0), hcn_network_mode, 0)                                     \
	M(S, STR, network_adapter_name, "NetworkAdapterName", V(1, 0), NONE, 0)                    \
	M(S, STR, source_mac, "SourceMac", V(1, 0), MAC, 0)                                        \
	M(S, RAW, policies, "Policies", V(1, 0), NONE, 0)                                          \
	M(S, LIST, mac_pools, "MacPools", V(1, 0), hcn_mac_range, 0)                               \
	M(S, LIST, subnets, "Subnets", V(1, 0), hcn_hns_subnet, 0)                                 \
	M(S, STR, dns_suffix, "DNSSuffix", V(1, 0), NONE, 0)                                       \
	M(S, STR, dns_server_list, "DNSServerList", V(1, 0), NONE, 0)                              \
	M(S, U32, dns_server_compartment, "DNSServerCompartment", V(1, 0), NONE, 0)                \
	M(S, STR, management_ip, "ManagementIP", V(1, 0), IP_OR_PREFIX, 0)                         \
	M(S, BOOL, automatic_dns, "AutomaticDNS", V(1, 0), NONE, 0)                                \
	M(S, LIST, extensions, "Extensions", V(1, 0), hcn_hns_extension, 0)                        \
	M(S, OBJECT, interface_constraint, "InterfaceConstraint", V(1, 0),                         \
		hcn_interface_constraint, 0)                                                       \
	M(S, U32, flags, "Flags", V(1, 0), NONE, 0)                                                \
	M(S, U16, state, "State", V(1, 0), NONE, 0)                                                \
	M(S, U64, version, "Version", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_network, HCN_HNS_NETWORK_FIELDS)

#define HCN_HNS_RESOURCE_FIELDS(M, S)                                                              \
	M(S, ENUM, type, "Type", V(1, 0), hcn_namespace_resource_type, 0)                          \
	M(S, OBJECT, data, "Data", V(1, 0), hcn_namespace_resource_data, 0)
HCN_SCHEMA_DECLARE(hcn_hns_resource, HCN_HNS_RESOURCE_FIELDS)

#define HCN_HNS_NAMESPACE_FIELDS(M, S)                                                             \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, BOOL, is_default, "IsDefault", V(1, 0), NONE, 0)                                      \
	M(S, LIST, resource_list, "ResourceList", V(1, 0), hcn_hns_resource, 0)                    \
	M(S, U32, compartment_id, "CompartmentId", V(1, 0), NONE, 0)                               \
	M(S, GUID, compartment_guid, "CompartmentGuid", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_namespace, HCN_HNS_NAMESPACE_FIELDS)

#define HCN_HNS_ENDPOINT_FIELDS(M, S)                                                              \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, STR, name, "Name", V(1, 0), NONE, 0)                                                  \
	M(S, GUID, virtual_network, "VirtualNetwork", V(1, 0), NONE, 0)                            \
	M(S, STR, virtual_network_name, "VirtualNetworkName", V(1, 0), NONE, 0)                    \
	M(S, GUID, host_compute_network, "HostComputeNetwork", V(1, 0), NONE, 0)                   \
	M(S, RAW, policies, "Policies", V(1, 0), NONE, 0)                                          \
	M(S, STR, mac_address, "MacAddress", V(1, 0), MAC, 0)                                      \
	M(S, STR, ip_address, "IPAddress", V(1, 0), IP, 0)                                         \
	M(S, STR, ipv6_address, "IPv6Address", V(1, 0), IP, 0)                                     \
	M(S, STR, dns_suffix, "DNSSuffix", V(1, 0), NONE, 0)                                       \
	M(S, STR, dns_server_list, "DNSServerList", V(1, 0), NONE, 0)                              \
	M(S, STR, dns_domain, "DNSDomain", V(1, 0), NONE, 0)                                       \
	M(S, STR, gateway_address, "GatewayAddress", V(1, 0), IP, 0)                               \
	M(S, STR, gateway_address_v6, "GatewayAddressV6", V(1, 0), IP, 0)                          \
	M(S, BOOL, enable_internal_dns, "EnableInternalDNS", V(1, 0), NONE, 0)                     \
	M(S, BOOL, disable_icc, "DisableICC", V(1, 0), NONE, 0)                                    \
	M(S, U8, prefix_length, "PrefixLength", V(1, 0), NONE, 0)                                  \
	M(S, U8, ipv6_prefix_length, "IPv6PrefixLength", V(1, 0), NONE, 0)                         \
	M(S, BOOL, is_remote_endpoint, "IsRemoteEndpoint", V(1, 0), NONE, 0)                       \
	M(S, BOOL, enable_low_metric, "EnableLowMetric", V(1, 0), NONE, 0)                         \
	M(S, OBJECT, namespace, "Namespace", V(1, 0), hcn_hns_namespace, 0)                        \
	M(S, U16, encap_overhead, "EncapOverhead", V(1, 0), NONE, 0)                               \
	M(S, STRINGS, shared_containers, "SharedContainers", V(1, 0), NONE, 0)                     \
	M(S, U16, state, "State", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_endpoint, HCN_HNS_ENDPOINT_FIELDS)

/* Body of attach; VirtualNicName and SystemType say to what. */
#define HCN_HNS_ATTACH_FIELDS(M, S)                                                                \
	M(S, STR, container_id, "ContainerId", V(1, 0), NONE, 0)                                   \
	M(S, STR, system_type, "SystemType", V(1, 0), NONE, 0)                                     \
	M(S, U32, compartment_id, "CompartmentId", V(1, 0), NONE, 0)                               \
	M(S, STR, virtual_nic_name, "VirtualNicName", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_attach, HCN_HNS_ATTACH_FIELDS)

#define HCN_HNS_STATS_FIELDS(M, S)                                                                 \
	M(S, U64, bytes_received, "BytesReceived", V(1, 0), NONE, 0)                               \
	M(S, U64, bytes_sent, "BytesSent", V(1, 0), NONE, 0)                                       \
	M(S, U64, dropped_incoming, "DroppedPacketsIncoming", V(1, 0), NONE, 0)                    \
	M(S, U64, dropped_outgoing, "DroppedPacketsOutgoing", V(1, 0), NONE, 0)                    \
	M(S, GUID, endpoint_id, "EndpointId", V(1, 0), NONE, 0)                                    \
	M(S, GUID, instance_id, "InstanceId", V(1, 0), NONE, 0)                                    \
	M(S, U64, packets_received, "PacketsReceived", V(1, 0), NONE, 0)                           \
	M(S, U64, packets_sent, "PacketsSent", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_stats, HCN_HNS_STATS_FIELDS)

#define HCN_HNS_POLICY_LIST_FIELDS(M, S)                                                           \
	M(S, GUID, id, "ID", V(1, 0), NONE, 0)                                                     \
	M(S, STRINGS, references, "References", V(1, 0), NONE, 0)                                  \
	M(S, RAW, policies, "Policies", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_hns_policy_list, HCN_HNS_POLICY_LIST_FIELDS)

#define HCN_HNS_MAC_FIELDS(M, S) M(S, STR, mac_address, "MacAddress", V(1, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_hns_mac, HCN_HNS_MAC_FIELDS)

#define HCN_HNS_ACCELNET_FIELDS(M, S) M(S, LIST, macs, "MacAddressList", V(1, 0), hcn_hns_mac, 0)
HCN_SCHEMA_DECLARE(hcn_hns_accelnet, HCN_HNS_ACCELNET_FIELDS)

#endif
