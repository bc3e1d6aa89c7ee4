/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of what the host sends into a guest: its endpoints, namespaces and services, the messages that mirror an
 * interface, and the requests that change them.
 *
 * Names, types and versions follow
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema .  There is no guest agent here that would read
 * them: these rows are for those who write one, through the published schema and `hcnctl validate`.
 */
#ifndef HCN_SCHEMA_GUEST_H
#define HCN_SCHEMA_GUEST_H

#include "docs.h"

/* --- objects --------------------------------------------------------------------------------------- */

#define HCN_GUEST_ENDPOINT_FIELDS(M, S)                                                            \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, GUID, namespace_id, "NamespaceId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_endpoint, HCN_GUEST_ENDPOINT_FIELDS)

#define HCN_GUEST_NAMESPACE_RESOURCE_FIELDS(M, S)                                                  \
	M(S, GUID, endpoint_id, "EndpointId", V(2, 0), NONE, 0)                                    \
	M(S, GUID, container_id, "ContainerId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_namespace_resource, HCN_GUEST_NAMESPACE_RESOURCE_FIELDS)

#define HCN_GUEST_NAMESPACE_FIELDS(M, S)                                                           \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, U32, compartment_id, "CompartmentId", V(2, 0), NONE, 0)                               \
	M(S, LIST, resources, "Resources", V(2, 0), hcn_guest_namespace_resource, 0)
HCN_SCHEMA_DECLARE(hcn_guest_namespace, HCN_GUEST_NAMESPACE_FIELDS)

/* Documented as GuestService: any service in the guest, not the GuestNetworkService (docs.h). */
#define HCN_GUEST_DATA_SERVICE_FIELDS(M, S)                                                        \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, GUID, service_id, "ServiceId", V(2, 0), NONE, 0)                                      \
	M(S, STR, base64_encoded_data, "Base64EncodedData", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_data_service, HCN_GUEST_DATA_SERVICE_FIELDS)

HCN_SCHEMA_DECLARE(hcn_guest_firewall, HCN_BASE_FIELDS)

/* --- messages about an interface ------------------------------------------------------------------- */

/* What every message begins with (InterfaceNotificationMessage). */
#define HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, U64, message_number, "MessageNumber", V(2, 0), NONE, 0)                               \
	M(S, U16, family, "Family", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_interface_message, HCN_INTERFACE_MESSAGE_FIELDS)

#define HCN_GUEST_INTERFACE_FIELDS(M, S)                                                           \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, BOOL, advertising_enabled, "AdvertisingEnabled", V(2, 0), NONE, 0)                    \
	M(S, BOOL, forwarding_enabled, "ForwardingEnabled", V(2, 0), NONE, 0)                      \
	M(S, BOOL, weak_host_send, "WeakHostSend", V(2, 0), NONE, 0)                               \
	M(S, BOOL, weak_host_receive, "WeakHostReceive", V(2, 0), NONE, 0)                         \
	M(S, BOOL, use_automatic_metric, "UseAutomaticMetric", V(2, 0), NONE, 0)                   \
	M(S, BOOL, use_nud, "UseNeighborUnreachabilityDetection", V(2, 0), NONE, 0)                \
	M(S, BOOL, managed_address, "ManagedAddressConfigurationSupported", V(2, 0), NONE, 0)      \
	M(S, BOOL, other_stateful, "OtherStatefulConfigurationSupported", V(2, 0), NONE, 0)        \
	M(S, BOOL, advertise_default_route, "AdvertiseDefaultRoute", V(2, 0), NONE, 0)             \
	M(S, U8, router_discovery_behavior, "RouterDiscoveryBehavior", V(2, 0), NONE, 0)           \
	M(S, U32, dad_transmits, "DadTransmits", V(2, 0), NONE, 0)                                 \
	M(S, U32, base_reachable_time, "BaseReachableTime", V(2, 0), NONE, 0)                      \
	M(S, U32, retransmit_time, "RetransmitTime", V(2, 0), NONE, 0)                             \
	M(S, U32, path_mtu_timeout, "PathMtuDiscoveryTimeout", V(2, 0), NONE, 0)                   \
	M(S, U8, link_local_behavior, "LinkLocalAddressBehavior", V(2, 0), NONE, 0)                \
	M(S, U32, link_local_timeout, "LinkLocalAddressTimeout", V(2, 0), NONE, 0)                 \
	M(S, RAW, zone_indices, "ZoneIndices", V(2, 0), NONE, 0)                                   \
	M(S, U32, site_prefix_length, "SitePrefixLength", V(2, 0), NONE, 0)                        \
	M(S, U32, metric, "Metric", V(2, 0), NONE, 0)                                              \
	M(S, U32, nl_mtu, "NlMtu", V(2, 0), NONE, 0)                                               \
	M(S, BOOL, connected, "Connected", V(2, 0), NONE, 0)                                       \
	M(S, BOOL, supports_wake_up_patterns, "SupportsWakeUpPatterns", V(2, 0), NONE, 0)          \
	M(S, BOOL, supports_neighbors, "SupportsNeighborDiscovery", V(2, 0), NONE, 0)              \
	M(S, BOOL, supports_routers, "SupportsRouterDiscovery", V(2, 0), NONE, 0)                  \
	M(S, U32, reachable_time, "ReachableTime", V(2, 0), NONE, 0)                               \
	M(S, U8, transmit_offload, "TransmitOffload", V(2, 0), NONE, 0)                            \
	M(S, U8, receive_offload, "ReceiveOffload", V(2, 0), NONE, 0)                              \
	M(S, BOOL, disable_default_routes, "DisableDefaultRoutes", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_interface, HCN_GUEST_INTERFACE_FIELDS)

#define HCN_GUEST_ROUTE_FIELDS(M, S)                                                               \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, next_hop, "NextHop", V(2, 0), IP, 0)                                             \
	M(S, STR, destination_prefix, "DestinationPrefix", V(2, 0), PREFIX, 0)                     \
	M(S, U8, site_prefix_length, "SitePrefixLength", V(2, 0), NONE, 0)                         \
	M(S, U32, valid_lifetime, "ValidLifetime", V(2, 0), NONE, 0)                               \
	M(S, U32, preferred_lifetime, "PreferredLifetime", V(2, 0), NONE, 0)                       \
	M(S, U32, metric, "Metric", V(2, 0), NONE, 0)                                              \
	M(S, U8, protocol, "Protocol", V(2, 0), NONE, 0)                                           \
	M(S, BOOL, loopback, "Loopback", V(2, 0), NONE, 0)                                         \
	M(S, BOOL, autoconfigure_address, "AutoconfigureAddress", V(2, 0), NONE, 0)                \
	M(S, BOOL, publish, "Publish", V(2, 0), NONE, 0)                                           \
	M(S, BOOL, immortal, "Immortal", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_route, HCN_GUEST_ROUTE_FIELDS)

#define HCN_GUEST_IP_ADDRESS_FIELDS(M, S)                                                          \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, address, "Address", V(2, 0), IP, 0)                                              \
	M(S, U8, prefix_origin, "PrefixOrigin", V(2, 0), NONE, 0)                                  \
	M(S, U8, suffix_origin, "SuffixOrigin", V(2, 0), NONE, 0)                                  \
	M(S, U32, valid_lifetime, "ValidLifetime", V(2, 0), NONE, 0)                               \
	M(S, U32, preferred_lifetime, "PreferredLifetime", V(2, 0), NONE, 0)                       \
	M(S, U8, on_link_prefix_length, "OnLinkPrefixLength", V(2, 0), NONE, 0)                    \
	M(S, BOOL, skip_as_source, "SkipAsSource", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_ip_address, HCN_GUEST_IP_ADDRESS_FIELDS)

/* Search, ServerList and Options are texts with commas, unlike those of an endpoint's Dns. */
#define HCN_GUEST_DNS_FIELDS(M, S)                                                                 \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, domain, "Domain", V(2, 0), NONE, 0)                                              \
	M(S, STR, search, "Search", V(2, 0), NONE, 0)                                              \
	M(S, STR, server_list, "ServerList", V(2, 0), NONE, 0)                                     \
	M(S, STR, options, "Options", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_dns, HCN_GUEST_DNS_FIELDS)

#define HCN_GUEST_XLAT_FIELDS(M, S)                                                                \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, synthetic_ipv4_address, "SyntheticIPv4Address", V(2, 5), IP, 0)                  \
	M(S, STR, fallback_ipv4_address, "FallbackIPv4Address", V(2, 5), IP, 0)                    \
	M(S, STR, local_prefix, "LocalPrefix", V(2, 5), NONE, 0)                                   \
	M(S, U8, local_prefix_length, "LocalPrefixLength", V(2, 5), NONE, 0)                       \
	M(S, STR, remote_prefix, "RemotePrefix", V(2, 5), NONE, 0)                                 \
	M(S, U8, remote_prefix_length, "RemotePrefixLength", V(2, 5), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_xlat, HCN_GUEST_XLAT_FIELDS)

#define HCN_GUEST_NEIGHBOR_FIELDS(M, S)                                                            \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, address, "Address", V(2, 5), IP, 0)                                              \
	M(S, U64, interface_luid, "InterfaceLuid", V(2, 5), NONE, 0)                               \
	M(S, U32, interface_index, "InterfaceIndex", V(2, 5), NONE, 0)                             \
	M(S, STR, physical_address, "PhysicalAddress", V(2, 5), NONE, 0)                           \
	M(S, U64, physical_address_length, "PhysicalAddressLength", V(2, 5), NONE, 0)              \
	M(S, U8, state, "State", V(2, 5), NONE, 0)                                                 \
	M(S, BOOL, is_router, "IsRouter", V(2, 5), NONE, 0)                                        \
	M(S, BOOL, is_unreachable, "IsUnreachable", V(2, 5), NONE, 0)                              \
	M(S, U8, flags, "Flags", V(2, 5), NONE, 0)                                                 \
	M(S, U64, last_reachable, "LastReachable", V(2, 5), NONE, 0)                               \
	M(S, U64, last_unreachable, "LastUnreachable", V(2, 5), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_neighbor, HCN_GUEST_NEIGHBOR_FIELDS)

#define HCN_GUEST_MAC_ADDRESS_FIELDS(M, S)                                                         \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, STR, physical_address, "PhysicalAddress", V(2, 5), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_guest_mac_address, HCN_GUEST_MAC_ADDRESS_FIELDS)

/* How a ByteArray looks in JSON is not documented [unk]: any value. */
#define HCN_REG_KEY_FIELDS(M, S)                                                                   \
	M(S, STR, path, "Path", V(2, 1), NONE, 0)                                                  \
	M(S, STR, key, "Key", V(2, 1), NONE, 0)                                                    \
	M(S, U16, type, "Type", V(2, 1), NONE, 0)                                                  \
	M(S, RAW, value, "Value", V(2, 1), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_reg_key, HCN_REG_KEY_FIELDS)

#define HCN_GUEST_REGISTRY_KEY_FIELDS(M, S)                                                        \
	HCN_INTERFACE_MESSAGE_FIELDS(M, S)                                                         \
	M(S, LIST, reg_keys, "RegKeys", V(2, 1), hcn_reg_key, 0)                                   \
	M(S, STR, keyword, "Keyword", V(2, 5), NONE, 0)                                            \
	M(S, STR, adapter_clsid, "AdapterCLSID", V(2, 5), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_guest_registry_key, HCN_GUEST_REGISTRY_KEY_FIELDS)

/* All that a guest knows of an interface. */
#define HCN_GUEST_ENDPOINT_STATE_FIELDS(M, S)                                                      \
	M(S, LIST, interfaces, "NetworkInterfaces", V(2, 4), hcn_guest_interface, 0)               \
	M(S, LIST, routes, "Routes", V(2, 4), hcn_guest_route, 0)                                  \
	M(S, LIST, addresses, "IPAddresses", V(2, 4), hcn_guest_ip_address, 0)                     \
	M(S, LIST, dns, "DNS", V(2, 4), hcn_guest_dns, 0)                                          \
	M(S, LIST, xlat, "Xlat", V(2, 5), hcn_guest_xlat, 0)
HCN_SCHEMA_DECLARE(hcn_guest_endpoint_state, HCN_GUEST_ENDPOINT_STATE_FIELDS)

/* --- requests -------------------------------------------------------------------------------------- */

#define HCN_MODIFY_GUEST_FIELDS(M, S) HCN_MODIFY_FIELDS(M, S, hcn_guest_resource_type)
#define HCN_MODIFY_GUEST_ENDPOINT_FIELDS(M, S)                                                     \
	HCN_MODIFY_FIELDS(M, S, hcn_guest_endpoint_resource_type)
#define HCN_MODIFY_GUEST_NAMESPACE_FIELDS(M, S)                                                    \
	HCN_MODIFY_FIELDS(M, S, hcn_guest_namespace_resource_type)
HCN_SCHEMA_DECLARE(hcn_modify_guest, HCN_MODIFY_GUEST_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_guest_endpoint, HCN_MODIFY_GUEST_ENDPOINT_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_guest_namespace, HCN_MODIFY_GUEST_NAMESPACE_FIELDS)

#endif
