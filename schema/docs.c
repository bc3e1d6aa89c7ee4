/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables of the documents: what docs.h lists, under the names of Microsoft's schema.
 *
 * Tests: tests/unit/schema/documented/fields.tsv (HostComputeNetwork)
 */
#include "docs.h"

#include "policies.h"

HCN_SCHEMA_DEFINE(hcn_version, "Version", HCN_VERSION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_extra_params, "ExtraParams", HCN_EXTRA_PARAMS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_health, "Health", HCN_HEALTH_FIELDS)
HCN_SCHEMA_DEFINE(hcn_telemetry, "Telemetry", HCN_TELEMETRY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_dns, "DNS", HCN_DNS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_route, "Route", HCN_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_mac_range, "MacRange", HCN_MAC_RANGE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_mac_pool, "MacPool", HCN_MAC_POOL_FIELDS)
HCN_SCHEMA_DEFINE(hcn_ip_subnet, "IpSubnet", HCN_IP_SUBNET_FIELDS)
HCN_SCHEMA_DEFINE(hcn_subnet, "Subnet", HCN_SUBNET_FIELDS)
HCN_SCHEMA_DEFINE(hcn_ipam, "Ipam", HCN_IPAM_FIELDS)
HCN_SCHEMA_DEFINE(hcn_network, "HostComputeNetwork", HCN_NETWORK_FIELDS)
HCN_SCHEMA_DEFINE(hcn_ip_config, "IpConfig", HCN_IP_CONFIG_FIELDS)
HCN_SCHEMA_DEFINE(hcn_endpoint, "HostComputeEndpoint", HCN_ENDPOINT_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_namespace_resource_data, "NamespaceResourceData", HCN_NAMESPACE_RESOURCE_DATA_FIELDS)
HCN_SCHEMA_DEFINE(hcn_namespace_resource, "NamespaceResource", HCN_NAMESPACE_RESOURCE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_namespace, "HostComputeNamespace", HCN_NAMESPACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_lb_port_mapping, "LoadBalancerPortMapping", HCN_LB_PORT_MAPPING_FIELDS)
HCN_SCHEMA_DEFINE(hcn_load_balancer, "HostComputeLoadBalancer", HCN_LOAD_BALANCER_FIELDS)
HCN_SCHEMA_DEFINE(hcn_compute_route, "HostComputeRoute", HCN_COMPUTE_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rpc_connection, "RpcConnectionInformation", HCN_RPC_CONNECTION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_gns_interface, "GuestNetworkServiceInterface", HCN_GNS_INTERFACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_service, "GuestNetworkService", HCN_GUEST_SERVICE_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_gns_state_request, "GuestNetworkServiceStateRequest", HCN_GNS_STATE_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_gns_notification_data, "GuestNetworkServiceNotificationData",
	HCN_GNS_NOTIFICATION_DATA_FIELDS)
HCN_SCHEMA_DEFINE(hcn_query, "HostComputeQuery", HCN_QUERY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_query_filter, "HostComputeQueryFilter", HCN_QUERY_FILTER_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_network, "ModifyNetworkSettingRequest", HCN_MODIFY_NETWORK_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_endpoint, "ModifyEndpointSettingRequest", HCN_MODIFY_ENDPOINT_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_modify_namespace, "ModifyNamespaceSettingRequest", HCN_MODIFY_NAMESPACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_guest_service, "ModifyGuestNetworkServiceSettingRequest",
	HCN_MODIFY_GUEST_SERVICE_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_policy_network_request, "PolicyNetworkRequest", HCN_POLICY_NETWORK_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_policy_endpoint_request, "PolicyEndpointRequest", HCN_POLICY_ENDPOINT_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_namespace_endpoint_request, "NamespaceEndpointRequest",
	HCN_NAMESPACE_ENDPOINT_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_namespace_container_request, "NamespaceContainerRequest",
	HCN_NAMESPACE_CONTAINER_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_subnet_network_request, "SubnetNetworkRequest", HCN_SUBNET_NETWORK_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_ip_subnet_network_request, "IPSubnetNetworkRequest",
	HCN_IP_SUBNET_NETWORK_REQUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_extension, "Extension", HCN_EXTENSION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_vm_endpoint_request, "VmEndpointRequest", HCN_VM_ENDPOINT_REQUEST_FIELDS)
