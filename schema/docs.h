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

#define HCN_NETWORK_FIELDS(M, S)                                                                   \
	HCN_BASE_FIELDS(M, S)                                                                      \
	M(S, ENUM, type, "Type", V(2, 0), hcn_network_mode, 0)                                     \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_network_policy, 0)                       \
	M(S, OBJECT, mac_pool, "MacPool", V(2, 0), hcn_mac_pool, 0)                                \
	M(S, OBJECT, dns, "Dns", V(2, 0), hcn_dns, 0)                                              \
	M(S, LIST, ipams, "Ipams", V(2, 0), hcn_ipam, 0)                                           \
	M(S, FLAGS, flags, "Flags", V(2, 0), hcn_network_flags, 0)                                 \
	M(S, U32, mtu, "~Mtu", V(2, 0), NONE, HCN_FIELD_INTERNAL)
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
	M(S, STR, if_name, "~IfName", V(2, 0), NONE, HCN_FIELD_INTERNAL)
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

/* The envelope of HcnModify*; ResourceType's enum differs by kind of object. */
#define HCN_MODIFY_FIELDS(M, S, resource_types)                                                    \
	M(S, STR, resource_uri, "ResourceUri", V(2, 0), NONE, 0)                                   \
	M(S, ENUM, request_type, "RequestType", V(2, 0), hcn_modify_request_type,                  \
		HCN_FIELD_REQUIRED)                                                                \
	M(S, ENUM, resource_type, "ResourceType", V(2, 0), resource_types, HCN_FIELD_REQUIRED)     \
	M(S, RAW, settings, "Settings", V(2, 0), NONE, 0)
#define HCN_MODIFY_NETWORK_FIELDS(M, S)   HCN_MODIFY_FIELDS(M, S, hcn_network_resource_type)
#define HCN_MODIFY_ENDPOINT_FIELDS(M, S)  HCN_MODIFY_FIELDS(M, S, hcn_endpoint_resource_type)
#define HCN_MODIFY_NAMESPACE_FIELDS(M, S) HCN_MODIFY_FIELDS(M, S, hcn_namespace_resource_type)
HCN_SCHEMA_DECLARE(hcn_modify_network, HCN_MODIFY_NETWORK_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_endpoint, HCN_MODIFY_ENDPOINT_FIELDS)
HCN_SCHEMA_DECLARE(hcn_modify_namespace, HCN_MODIFY_NAMESPACE_FIELDS)

#define HCN_POLICY_NETWORK_REQUEST_FIELDS(M, S)                                                    \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_network_policy, 0)
HCN_SCHEMA_DECLARE(hcn_policy_network_request, HCN_POLICY_NETWORK_REQUEST_FIELDS)

#define HCN_POLICY_ENDPOINT_REQUEST_FIELDS(M, S)                                                   \
	M(S, POLICIES, policies, "Policies", V(2, 0), hcn_endpoint_policy, 0)
HCN_SCHEMA_DECLARE(hcn_policy_endpoint_request, HCN_POLICY_ENDPOINT_REQUEST_FIELDS)

/* EndpointId is text: braces and any case are accepted (hcn/clients.md section 3). */
#define HCN_NAMESPACE_ENDPOINT_REQUEST_FIELDS(M, S)                                                \
	M(S, GUID, endpoint_id, "EndpointId", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_namespace_endpoint_request, HCN_NAMESPACE_ENDPOINT_REQUEST_FIELDS)

#define HCN_NAMESPACE_CONTAINER_REQUEST_FIELDS(M, S)                                               \
	M(S, STR, container_id, "ContainerId", V(2, 0), NONE, HCN_FIELD_REQUIRED)
HCN_SCHEMA_DECLARE(hcn_namespace_container_request, HCN_NAMESPACE_CONTAINER_REQUEST_FIELDS)

#endif
