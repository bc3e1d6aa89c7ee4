/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows of the HCN documents (schema version 2.x): one row per JSON key.
 *
 * Names, types and versions follow
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema ; the members that only real clients know
 * are marked.  Policy Settings have their rows in policies.h.
 */
#ifndef HCN_SCHEMA_DOCS_H
#define HCN_SCHEMA_DOCS_H

#include "schema.h"
#include "enums.h"
#include "policies.h"

#define HCN_VERSION_FIELDS(M, S)                                                                   \
	M(S, U32, major, "Major", V(2, 0), NONE, 0)                                                \
	M(S, U32, minor, "Minor", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_version, HCN_VERSION_FIELDS)

#define HCN_EXTRA_PARAMS_FIELDS(M, S)                                                              \
	M(S, RAW, resources, "Resources", V(2, 0), NONE, 0)                                        \
	M(S, RAW, shared_containers, "SharedContainers", V(2, 0), NONE, 0)                         \
	M(S, GUID, layered_on, "LayeredOn", V(2, 0), NONE, 0)                                      \
	M(S, GUID, switch_guid, "SwitchGuid", V(2, 0), NONE, 0)                                    \
	M(S, GUID, utility_vm, "UtilityVM", V(2, 0), NONE, 0)                                      \
	M(S, GUID, virtual_machine, "VirtualMachine", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_extra_params, HCN_EXTRA_PARAMS_FIELDS)

#define HCN_HEALTH_FIELDS(M, S)                                                                    \
	M(S, RAW, data, "Data", V(2, 0), NONE, 0)                                                  \
	M(S, OBJECT, extra, "Extra", V(2, 0), hcn_extra_params, 0)
HCN_SCHEMA_DECLARE(hcn_health, HCN_HEALTH_FIELDS)

#define HCN_TELEMETRY_FIELDS(M, S) M(S, RAW, data, "Data", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_telemetry, HCN_TELEMETRY_FIELDS)

/* What every object has (HCN.Schema.Common.Base). */
#define HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, GUID, id, "ID", V(2, 0), NONE, 0)                                                     \
	M(S, STR, owner, "Owner", V(2, 0), NONE, 0)                                                \
	M(S, STR, name, "Name", V(2, 0), NONE, 0)                                                  \
	M(S, U64, version, "Version", V(2, 0), NONE, 0)                                            \
	M(S, RAW, additional_params, "AdditionalParams", V(2, 0), NONE, 0)                         \
	M(S, OBJECT, health, "Health", V(2, 0), hcn_health, 0)                                     \
	M(S, OBJECT, schema_version, "SchemaVersion", V(2, 0), hcn_version, 0)                     \
	M(S, OBJECT, telemetry, "Telemetry", V(2, 0), hcn_telemetry, 0)                            \
	M(S, U16, state, "State", V(2, 0), NONE, 0)

#define HCN_DNS_FIELDS(M, S)                                                                       \
	M(S, STR, domain, "Domain", V(2, 0), NONE, 0)                                              \
	M(S, STRINGS, search, "Search", V(2, 0), NONE, 0)                                          \
	M(S, STRINGS, server_list, "ServerList", V(2, 0), NONE, 0)                                 \
	M(S, STRINGS, options, "Options", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_dns, HCN_DNS_FIELDS)

/* NextHop may be "" (v6) or "0.0.0.0" (Azure's dummy). */
#define HCN_ROUTE_FIELDS(M, S)                                                                     \
	M(S, STR, next_hop, "NextHop", V(2, 0), IP, 0)                                             \
	M(S, STR, destination_prefix, "DestinationPrefix", V(2, 0), PREFIX, 0)                     \
	M(S, U16, metric, "Metric", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_route, HCN_ROUTE_FIELDS)

#define HCN_MAC_RANGE_FIELDS(M, S)                                                                 \
	M(S, STR, start_mac_address, "StartMacAddress", V(2, 0), MAC, 0)                           \
	M(S, STR, end_mac_address, "EndMacAddress", V(2, 0), MAC, 0)
HCN_SCHEMA_DECLARE(hcn_mac_range, HCN_MAC_RANGE_FIELDS)

#define HCN_MAC_POOL_FIELDS(M, S) M(S, LIST, ranges, "Ranges", V(2, 0), hcn_mac_range, 0)
HCN_SCHEMA_DECLARE(hcn_mac_pool, HCN_MAC_POOL_FIELDS)

#define HCN_IP_SUBNET_FIELDS(M, S)                                                                 \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, STR, ip_address_prefix, "IpAddressPrefix", V(2, 3), PREFIX, 0)                        \
	M(S, FLAGS, flags, "Flags", V(2, 5), hcn_ip_subnet_flags, 0)
HCN_SCHEMA_DECLARE(hcn_ip_subnet, HCN_IP_SUBNET_FIELDS)

#define HCN_SUBNET_FIELDS(M, S)                                                                    \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, STR, ip_address_prefix, "IpAddressPrefix", V(2, 0), PREFIX, 0)                        \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_subnet_policy, 0)                        \
	M(S, LIST, routes, "Routes", V(2, 0), hcn_route, 0)                                        \
	M(S, LIST, ip_subnets, "IpSubnets", V(2, 3), hcn_ip_subnet, 0)                             \
	M(S, FLAGS, flags, "Flags", V(2, 7), hcn_subnet_flags, 0)
HCN_SCHEMA_DECLARE(hcn_subnet, HCN_SUBNET_FIELDS)

#define HCN_IPAM_FIELDS(M, S)                                                                      \
	M(S, ENUM, type, "Type", V(2, 0), hcn_ipam_type, 0)                                        \
	M(S, LIST, subnets, "Subnets", V(2, 0), hcn_subnet, 0)
HCN_SCHEMA_DECLARE(hcn_ipam, HCN_IPAM_FIELDS)

/* Settings of Extension Update. */
#define HCN_EXTENSION_FIELDS(M, S)                                                                 \
	M(S, GUID, id, "Id", V(2, 0), NONE, 0)                                                     \
	M(S, BOOL, is_enabled, "IsEnabled", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_extension, HCN_EXTENSION_FIELDS)

#define HCN_NETWORK_FIELDS(M, S)                                                                   \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, ENUM, type, "Type", V(2, 0), hcn_network_mode, 0)                                     \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_network_policy, 0)                       \
	M(S, OBJECT, mac_pool, "MacPool", V(2, 0), hcn_mac_pool, 0)                                \
	M(S, OBJECT, dns, "Dns", V(2, 0), hcn_dns, 0)                                              \
	M(S, LIST, ipams, "Ipams", V(2, 0), hcn_ipam, 0)                                           \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_network_flags, 0)                                 \
	M(S, U32, mtu, "~Mtu", V(2, 0), NONE, HCN_FIELD_INTERNAL)                                  \
	M(S, STR, management_ip, "~ManagementIP", V(2, 0), IP, HCN_FIELD_INTERNAL)                 \
	M(S, LIST, extensions, "~Extensions", V(2, 0), hcn_extension, HCN_FIELD_INTERNAL)          \
	M(S, RAW, v1, "~V1", V(2, 0), NONE, HCN_FIELD_INTERNAL)
HCN_SCHEMA_DECLARE(hcn_network, HCN_NETWORK_FIELDS)

#define HCN_IP_CONFIG_FIELDS(M, S)                                                                 \
	M(S, STR, ip_address, "IpAddress", V(2, 0), IP, 0)                                         \
	M(S, U8, prefix_length, "PrefixLength", V(2, 0), NONE, 0)                                  \
	M(S, GUID, ip_subnet_id, "IpSubnetId", V(2, 3), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_ip_config, HCN_IP_CONFIG_FIELDS)

#define HCN_ENDPOINT_FIELDS(M, S)                                                                  \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, GUID, host_compute_network, "HostComputeNetwork", V(2, 0), NONE, 0)                   \
	M(S, GUID, host_compute_namespace, "HostComputeNamespace", V(2, 0), NONE, 0)               \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_endpoint_policy, 0)                      \
	M(S, LIST, ip_configurations, "IpConfigurations", V(2, 0), hcn_ip_config, 0)               \
	M(S, OBJECT, dns, "Dns", V(2, 0), hcn_dns, 0)                                              \
	M(S, LIST, routes, "Routes", V(2, 0), hcn_route, 0)                                        \
	M(S, STR, mac_address, "MacAddress", V(2, 0), MAC, 0)                                      \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_endpoint_flags, 0)                                \
	M(S, STR, if_name, "~IfName", V(2, 0), NONE, HCN_FIELD_INTERNAL)                           \
	M(S, RAW, port, "~Port", V(2, 0), NONE, HCN_FIELD_INTERNAL)                                \
	M(S, RAW, v1, "~V1", V(2, 0), NONE, HCN_FIELD_INTERNAL)
HCN_SCHEMA_DECLARE(hcn_endpoint, HCN_ENDPOINT_FIELDS)

/* Data is {"Id": "..."}: an endpoint GUID in upper case, or a container's name. */
#define HCN_NAMESPACE_RESOURCE_DATA_FIELDS(M, S) M(S, STR, id, "Id", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_namespace_resource_data, HCN_NAMESPACE_RESOURCE_DATA_FIELDS)

#define HCN_NAMESPACE_RESOURCE_FIELDS(M, S)                                                        \
	M(S, ENUM, type, "Type", V(2, 0), hcn_namespace_resource_type, 0)                          \
	M(S, OBJECT, data, "Data", V(2, 0), hcn_namespace_resource_data, 0)
HCN_SCHEMA_DECLARE(hcn_namespace_resource, HCN_NAMESPACE_RESOURCE_FIELDS)

#define HCN_NAMESPACE_FIELDS(M, S)                                                                 \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, U32, namespace_id, "NamespaceId", V(2, 0), NONE, 0)                                   \
	M(S, GUID, namespace_guid, "NamespaceGuid", V(2, 0), NONE, 0)                              \
	M(S, ENUM, type, "Type", V(2, 0), hcn_namespace_type, 0)                                   \
	M(S, LIST, resources, "Resources", V(2, 0), hcn_namespace_resource, 0)
HCN_SCHEMA_DECLARE(hcn_namespace, HCN_NAMESPACE_FIELDS)

#define HCN_LB_PORT_MAPPING_FIELDS(M, S)                                                           \
	M(S, NUMBER, protocol, "Protocol", V(2, 0), hcn_protocol, 0)                               \
	M(S, U16, internal_port, "InternalPort", V(2, 0), NONE, 0)                                 \
	M(S, U16, external_port, "ExternalPort", V(2, 0), NONE, 0)                                 \
	M(S, NUMBER, distribution_type, "DistributionType", V(2, 7), hcn_lb_distribution, 0)       \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_lb_mapping_flags, 0)
HCN_SCHEMA_DECLARE(hcn_lb_port_mapping, HCN_LB_PORT_MAPPING_FIELDS)

#define HCN_LOAD_BALANCER_FIELDS(M, S)                                                             \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, STR, host_compute_network, "HostComputeNetwork", V(2, 5), GUID_TEXT, 0)               \
	M(S, STRINGS, host_compute_endpoints, "HostComputeEndpoints", V(2, 0), GUID_TEXT, 0)       \
	M(S, STR, source_vip, "SourceVIP", V(2, 0), IP, 0)                                         \
	M(S, STRINGS, frontend_vips, "FrontendVIPs", V(2, 0), IP, 0)                               \
	M(S, LIST, port_mappings, "PortMappings", V(2, 0), hcn_lb_port_mapping, 0)                 \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_lb_flags, 0)                                      \
	M(S, RAW, v1, "~V1", V(2, 0), NONE, HCN_FIELD_INTERNAL)
HCN_SCHEMA_DECLARE(hcn_load_balancer, HCN_LOAD_BALANCER_FIELDS)

/* The object behind HcnCreateSdnRoute.  Routes is the documented name, Setting what hcsshim sends and reads: either is
 * accepted, both are returned. */
#define HCN_COMPUTE_ROUTE_FIELDS(M, S)                                                             \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, STR, host_compute_network, "HostComputeNetwork", V(2, 5), GUID_TEXT, 0)               \
	M(S, STRINGS, host_compute_endpoints, "HostComputeEndpoints", V(2, 0), GUID_TEXT, 0)       \
	M(S, LIST, routes, "Routes", V(2, 0), hcn_sdn_route, 0)                                    \
	M(S, LIST, setting, "Setting", V(2, 0), hcn_sdn_route, 0)                                  \
	M(S, RAW, v1, "~V1", V(2, 0), NONE, HCN_FIELD_INTERNAL)
HCN_SCHEMA_DECLARE(hcn_compute_route, HCN_COMPUTE_ROUTE_FIELDS)

#define HCN_RPC_CONNECTION_FIELDS(M, S)                                                            \
	M(S, STR, network_address, "NetworkAddress", V(2, 11), NONE, 0)                            \
	M(S, STR, endpoint_address, "EndpointAddress", V(2, 11), NONE, 0)                          \
	M(S, ENUM, endpoint_type, "EndpointType", V(2, 13), hcn_rpc_endpoint_type, 0)              \
	M(S, GUID, object_uuid, "ObjectUuid", V(2, 13), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_rpc_connection, HCN_RPC_CONNECTION_FIELDS)

#define HCN_GNS_INTERFACE_FIELDS(M, S)                                                             \
	M(S, GUID, endpoint_id, "EndpointId", V(2, 2), NONE, 0)                                    \
	M(S, GUID, interface_guid, "InterfaceGuid", V(2, 2), NONE, 0)                              \
	M(S, ENUM, state, "State", V(2, 2), hcn_gns_interface_state, 0)                            \
	M(S, FLAGS, missed_notifications, "MissedNotifications", V(2, 7), hcn_gns_notification, 0)
HCN_SCHEMA_DECLARE(hcn_gns_interface, HCN_GNS_INTERFACE_FIELDS)

/* State, of the base, is an enum hcn_gns_state here. */
#define HCN_GUEST_SERVICE_FIELDS(M, S)                                                             \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, GUID, virtual_machine_id, "VirtualMachineId", V(2, 0), NONE, 0)                       \
	M(S, LIST, mirrored_interfaces, "MirroredInterfaces", V(2, 2), hcn_gns_interface, 0)       \
	M(S, BOOL, mirror_host_networking, "MirrorHostNetworking", V(2, 5), NONE, 0)               \
	M(S, OBJECT, rpc, "GnsRpcServerInformation", V(2, 11), hcn_rpc_connection, 0)              \
	M(S, FLAGS, flags, "Flags", V(2, 12), hcn_gns_flags, 0)
HCN_SCHEMA_DECLARE(hcn_guest_service, HCN_GUEST_SERVICE_FIELDS)

#define HCN_GNS_STATE_REQUEST_FIELDS(M, S)                                                         \
	M(S, ENUM, state, "State", V(2, 0), hcn_gns_state, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(hcn_gns_state_request, HCN_GNS_STATE_REQUEST_FIELDS)

/* Data of a guest network service's notifications. */
#define HCN_GNS_NOTIFICATION_DATA_FIELDS(M, S)                                                     \
	M(S, ENUM, state, "State", V(2, 2), hcn_gns_state, 0)                                      \
	M(S, LIST, interfaces, "Interfaces", V(2, 2), hcn_gns_interface, 0)
HCN_SCHEMA_DECLARE(hcn_gns_notification_data, HCN_GNS_NOTIFICATION_DATA_FIELDS)

/* Filter is a string that contains JSON; its keys are the V1 property names (hcn_query_filter). */
#define HCN_QUERY_FIELDS(M, S)                                                                     \
	M(S, OBJECT, schema_version, "SchemaVersion", V(2, 0), hcn_version, 0)                     \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_query_flags, 0)                                   \
	M(S, STR, filter, "Filter", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_query, HCN_QUERY_FIELDS)

/* Text members, so that {"ID":""} stays distinguishable from no ID: it matches nothing. */
#define HCN_QUERY_FILTER_FIELDS(M, S)                                                              \
	M(S, STR, id, "ID", V(2, 0), NONE, 0)                                                      \
	M(S, STR, name, "Name", V(2, 0), NONE, 0)                                                  \
	M(S, STR, virtual_network, "VirtualNetwork", V(2, 0), NONE, 0)                             \
	M(S, STR, virtual_network_name, "VirtualNetworkName", V(2, 0), NONE, 0)                    \
	M(S, U32, state, "State", V(2, 0), NONE, 0)                                                \
	M(S, U32, flags, "Flags", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_query_filter, HCN_QUERY_FILTER_FIELDS)

/* What every envelope of HcnModify* begins with. */
#define HCN_MODIFY_HEAD_FIELDS(M, S)                                                               \
	M(S, STR, resource_uri, "ResourceUri", V(2, 0), NONE, 0)                                   \
	M(S, ENUM, request_type, "RequestType", V(2, 0), hcn_modify_request_type,                  \
		HCN_FIELD_REQUIRED)

/* The envelope of HcnModify*; ResourceType's enum differs by kind of object. */
#define HCN_MODIFY_FIELDS(M, S, resource_types)                                                    \
	HCN_MODIFY_HEAD_FIELDS(M, S)                                                               \
	M(S, ENUM, resource_type, "ResourceType", V(2, 0), resource_types, HCN_FIELD_REQUIRED)     \
	M(S, RAW, settings, "Settings", V(2, 0), NONE, 0)
#define HCN_MODIFY_NETWORK_FIELDS(M, S)   HCN_MODIFY_FIELDS(M, S, hcn_network_resource_type)
#define HCN_MODIFY_ENDPOINT_FIELDS(M, S)  HCN_MODIFY_FIELDS(M, S, hcn_endpoint_resource_type)
#define HCN_MODIFY_NAMESPACE_FIELDS(M, S) HCN_MODIFY_FIELDS(M, S, hcn_namespace_resource_type)
HCN_SCHEMA_DECLARE(hcn_modify_network, HCN_MODIFY_NETWORK_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_endpoint, HCN_MODIFY_ENDPOINT_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_namespace, HCN_MODIFY_NAMESPACE_FIELDS)
#define HCN_MODIFY_GUEST_SERVICE_FIELDS(M, S) HCN_MODIFY_FIELDS(M, S, hcn_gns_resource_type)
HCN_SCHEMA_DECLARE(hcn_modify_guest_service, HCN_MODIFY_GUEST_SERVICE_FIELDS)

#define HCN_POLICY_NETWORK_REQUEST_FIELDS(M, S)                                                    \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_network_policy, 0)
HCN_SCHEMA_DECLARE(hcn_policy_network_request, HCN_POLICY_NETWORK_REQUEST_FIELDS)

#define HCN_POLICY_ENDPOINT_REQUEST_FIELDS(M, S)                                                   \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_endpoint_policy, 0)
HCN_SCHEMA_DECLARE(hcn_policy_endpoint_request, HCN_POLICY_ENDPOINT_REQUEST_FIELDS)

#define HCN_SUBNET_NETWORK_REQUEST_FIELDS(M, S)                                                    \
	M(S, LIST, subnets, "Subnets", V(2, 6), hcn_subnet, 0)
HCN_SCHEMA_DECLARE(hcn_subnet_network_request, HCN_SUBNET_NETWORK_REQUEST_FIELDS)

#define HCN_IP_SUBNET_NETWORK_REQUEST_FIELDS(M, S)                                                 \
	M(S, GUID, subnet_id, "SubnetId", V(2, 6), NONE, 0)                                        \
	M(S, LIST, ip_subnets, "IpSubnets", V(2, 6), hcn_ip_subnet, 0)
HCN_SCHEMA_DECLARE(hcn_ip_subnet_network_request, HCN_IP_SUBNET_NETWORK_REQUEST_FIELDS)

/* Settings of an endpoint's Port Add; PortName is what older samples send. */
#define HCN_VM_ENDPOINT_REQUEST_FIELDS(M, S)                                                       \
	M(S, GUID, port_id, "PortId", V(2, 0), NONE, 0)                                            \
	M(S, STR, virtual_nic_name, "VirtualNicName", V(2, 0), NONE, 0)                            \
	M(S, GUID, virtual_machine_id, "VirtualMachineId", V(2, 0), NONE, 0)                       \
	M(S, STR, port_name, "PortName", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_vm_endpoint_request, HCN_VM_ENDPOINT_REQUEST_FIELDS)

/* EndpointId is text: braces and any case are accepted (doc/facts/clients.md §3). */
#define HCN_NAMESPACE_ENDPOINT_REQUEST_FIELDS(M, S)                                                \
	M(S, GUID, endpoint_id, "EndpointId", V(2, 0), NONE, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(hcn_namespace_endpoint_request, HCN_NAMESPACE_ENDPOINT_REQUEST_FIELDS)

#define HCN_NAMESPACE_CONTAINER_REQUEST_FIELDS(M, S)                                               \
	M(S, STR, container_id, "ContainerId", V(2, 0), NONE, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(hcn_namespace_container_request, HCN_NAMESPACE_CONTAINER_REQUEST_FIELDS)

#endif
