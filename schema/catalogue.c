/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The catalogue: one row per documented struct, enum, family of policies and kind of document.
 *
 * Tests: tests/unit/schema/test_tables.c
 */
#include "catalogue.h"

#include "docs.h"
#include "guest.h"
#include "hns.h"
#include "json.h"
#include "service.h"

/* clang-format off */
const struct hcn_schema_row hcn_schemas[] = {
	{ "Objects", "HostComputeNetwork",          &hcn_network_schema },
	{ NULL, "HostComputeEndpoint",              &hcn_endpoint_schema },
	{ NULL, "HostComputeNamespace",             &hcn_namespace_schema },
	{ NULL, "HostComputeLoadBalancer",          &hcn_load_balancer_schema },
	{ NULL, "HostComputeRoute",                 &hcn_compute_route_schema },
	{ NULL, "HostComputePolicyList",            &hcn_policy_list_schema },
	{ NULL, "GuestNetworkService",              &hcn_guest_service_schema },
	{ NULL, "Feature",                          &hcn_feature_schema },

	{ "Parts of objects", "Base",               &hcn_base_schema },
	{ NULL, "Version",                          &hcn_version_schema },
	{ NULL, "Health",                           &hcn_health_schema },
	{ NULL, "ExtraParams",                      &hcn_extra_params_schema },
	{ NULL, "Telemetry",                        &hcn_telemetry_schema },
	{ NULL, "NetworkAdditionalParams",          &hcn_network_additional_params_schema },
	{ NULL, "EndpointAdditionalParams",         &hcn_endpoint_additional_params_schema },
	{ NULL, "MacPool",                          &hcn_mac_pool_schema },
	{ NULL, "MacRange",                         &hcn_mac_range_schema },
	{ NULL, "DNS",                              &hcn_dns_schema },
	{ NULL, "Ipam",                             &hcn_ipam_schema },
	{ NULL, "Subnet",                           &hcn_subnet_schema },
	{ NULL, "IpSubnet",                         &hcn_ip_subnet_schema },
	{ NULL, "IpConfig",                         &hcn_ip_config_schema },
	{ NULL, "Route",                            &hcn_route_schema },
	{ NULL, "NamespaceResource",                &hcn_namespace_resource_schema },
	{ NULL, "NamespaceResourceData",             &hcn_namespace_resource_data_schema },
	{ NULL, "NamespaceResourceContainer",       &hcn_namespace_resource_data_schema },
	{ NULL, "NamespaceResourceEndpoint",        &hcn_namespace_resource_data_schema },
	{ NULL, "LoadBalancerPortMapping",          &hcn_lb_port_mapping_schema },
	{ NULL, "RpcConnectionInformation",         &hcn_rpc_connection_schema },
	{ NULL, "GuestNetworkServiceInterface",     &hcn_gns_interface_schema },

	{ "Queries", "HostComputeQuery",            &hcn_query_schema },
	{ NULL, "HostComputeQueryFilter",           &hcn_query_filter_schema },

	{ "Modify requests", "ModifySettingRequest", &hcn_modify_request_schema },
	{ NULL, "ModifyNetworkSettingRequest",      &hcn_modify_network_schema },
	{ NULL, "ModifyEndpointSettingRequest",     &hcn_modify_endpoint_schema },
	{ NULL, "ModifyNamespaceSettingRequest",    &hcn_modify_namespace_schema },
	{ NULL, "ModifyGuestNetworkServiceSettingRequest", &hcn_modify_guest_service_schema },
	{ NULL, "PolicyNetworkRequest",             &hcn_policy_network_request_schema },
	{ NULL, "PolicyEndpointRequest",            &hcn_policy_endpoint_request_schema },
	{ NULL, "SubnetNetworkRequest",             &hcn_subnet_network_request_schema },
	{ NULL, "IPSubnetNetworkRequest",           &hcn_ip_subnet_network_request_schema },
	{ NULL, "Extension",                        &hcn_extension_schema },
	{ NULL, "VmEndpointRequest",                &hcn_vm_endpoint_request_schema },
	{ NULL, "NamespaceEndpointRequest",         &hcn_namespace_endpoint_request_schema },
	{ NULL, "NamespaceContainerRequest",        &hcn_namespace_container_request_schema },
	{ NULL, "GuestNetworkServiceStateRequest",  &hcn_gns_state_request_schema },

	{ "Answers and notifications", "Response",  &hcn_response_schema },
	{ NULL, "ErrorRecord",                      &hcn_error_record_schema },
	{ NULL, "ErrorConflict",                    &hcn_error_conflict_schema },
	{ NULL, "ModifySettingResponse",            &hcn_modify_response_schema },
	{ NULL, "ModifyNamespaceSettingResponse",   &hcn_modify_namespace_response_schema },
	{ NULL, "NotificationBase",                 &hcn_notification_schema },
	{ NULL, "GuestNetworkServiceNotificationData", &hcn_gns_notification_data_schema },

	{ "Policy settings", "BasePolicy",          &hcn_base_policy_schema },
	{ NULL, "FiveTuple",                        &hcn_five_tuple_schema },
	{ NULL, "FiveTuple_2",                      &hcn_five_tuple_schema },
	{ NULL, "CommonAclPolicySetting",           &hcn_acl_schema },
	{ NULL, "AclPolicySetting",                 &hcn_acl_schema },
	{ NULL, "NetworkAclPolicySetting",          &hcn_acl_schema },
	{ NULL, "CommonL4ProxyPolicySetting",       &hcn_l4_proxy_schema },
	{ NULL, "L4ProxyPolicySetting",             &hcn_l4_proxy_schema },
	{ NULL, "L4ProxyPolicySetting_2",           &hcn_l4_proxy_schema },
	{ NULL, "InterfaceConstraintPolicySetting",  &hcn_interface_constraint_schema },
	{ NULL, "InterfaceConstraintEndpointPolicySetting", &hcn_interface_constraint_schema },
	{ NULL, "InterfaceConstraintNetworkPolicySetting", &hcn_interface_constraint_schema },
	{ NULL, "ProviderAddressPolicySetting",      &hcn_provider_address_schema },
	{ NULL, "ProviderAddressEndpointPolicySetting", &hcn_provider_address_schema },
	{ NULL, "ProviderAddressNetworkPolicySetting", &hcn_provider_address_schema },
	{ NULL, "HostRoutePolicySetting",           &hcn_host_route_schema },
	{ NULL, "AuthenticationMethod",             &hcn_authentication_schema },
	{ NULL, "AuthenticationPresharedKey",       &hcn_preshared_key_schema },
	{ NULL, "AuthenticationCertificate",        &hcn_certificate_schema },
	{ NULL, "PortMappingPolicySetting",          &hcn_port_mapping_schema },
	{ NULL, "OutboundNatPolicySetting",          &hcn_outbound_nat_schema },
	{ NULL, "InterfaceParametersPolicySetting",  &hcn_interface_parameters_schema },
	{ NULL, "TierAclRule",                       &hcn_tier_acl_rule_schema },
	{ NULL, "TierAclPolicySetting",              &hcn_tier_acl_schema },
	{ NULL, "QosPolicySetting",                  &hcn_qos_schema },
	{ NULL, "SDNRoutePolicySetting",             &hcn_sdn_route_schema },
	{ NULL, "ProxyExceptions",                   &hcn_proxy_exceptions_schema },
	{ NULL, "L4WfpProxyPolicySetting",           &hcn_l4_wfp_proxy_schema },
	{ NULL, "PortnameEndpointPolicySetting",     &hcn_port_name_schema },
	{ NULL, "EncapOverheadEndpointPolicySetting", &hcn_encap_overhead_schema },
	{ NULL, "PrioritizedAuthenticationMethod",   &hcn_authentication_method_schema },
	{ NULL, "EncryptionPolicySetting",           &hcn_encryption_schema },
	{ NULL, "VlanPolicySetting",                 &hcn_vlan_schema },
	{ NULL, "VsidPolicySetting",                 &hcn_vsid_schema },
	{ NULL, "IovPolicySetting",                  &hcn_iov_schema },
	{ NULL, "FirewallPolicySetting",             &hcn_firewall_schema },
	{ NULL, "SourceMacAddressNetworkPolicySetting", &hcn_source_mac_address_schema },
	{ NULL, "NetAdapterNameNetworkPolicySetting", &hcn_net_adapter_name_schema },
	{ NULL, "VSwitchExtensionNetworkPolicySetting", &hcn_vswitch_extension_schema },
	{ NULL, "DrMacAddressNetworkPolicySetting",  &hcn_dr_mac_address_schema },
	{ NULL, "AutomaticDNSNetworkPolicySetting",  &hcn_automatic_dns_schema },
	{ NULL, "RemoteSubnetRoutePolicySetting",    &hcn_remote_subnet_route_schema },
	{ NULL, "VxlanPortPolicySetting",            &hcn_vxlan_port_schema },
	{ NULL, "SetPolicySetting",                  &hcn_set_policy_schema },
	{ NULL, "LayerConstraintNetworkPolicySetting", &hcn_layer_constraint_schema },
	{ NULL, "NeighborDiscoveryPolicySetting",    &hcn_neighbor_discovery_schema },

	{ "Guests", "GuestEndpoint",                &hcn_guest_endpoint_schema },
	{ NULL, "GuestNamespace",                   &hcn_guest_namespace_schema },
	{ NULL, "NamespaceResource_2",              &hcn_guest_namespace_resource_schema },
	{ NULL, "GuestService",                     &hcn_guest_data_service_schema },
	{ NULL, "GuestFirewall",                    &hcn_guest_firewall_schema },
	{ NULL, "GuestEndpointState",               &hcn_guest_endpoint_state_schema },
	{ NULL, "GuestModifySettingRequest",        &hcn_modify_guest_schema },
	{ NULL, "ModifyGuestEndpointSettingRequest", &hcn_modify_guest_endpoint_schema },
	{ NULL, "ModifyGuestNamespaceSettingRequest", &hcn_modify_guest_namespace_schema },
	{ NULL, "InterfaceNotificationMessage",     &hcn_interface_message_schema },
	{ NULL, "NetworkInterface",                 &hcn_guest_interface_schema },
	{ NULL, "Route_2",                          &hcn_guest_route_schema },
	{ NULL, "IPAddress",                        &hcn_guest_ip_address_schema },
	{ NULL, "DNS_2",                            &hcn_guest_dns_schema },
	{ NULL, "Xlat",                             &hcn_guest_xlat_schema },
	{ NULL, "Neighbor",                         &hcn_guest_neighbor_schema },
	{ NULL, "MacAddress",                       &hcn_guest_mac_address_schema },
	{ NULL, "RegistryKey",                      &hcn_guest_registry_key_schema },
	{ NULL, "RegKey",                           &hcn_reg_key_schema },

	{ "V1 dialect (HNSCall)", "HNSNetwork",   &hcn_hns_network_schema },
	{ NULL, "HNSSubnet",                         &hcn_hns_subnet_schema },
	{ NULL, "HNSExtension",                      &hcn_hns_extension_schema },
	{ NULL, "HNSEndpoint",                       &hcn_hns_endpoint_schema },
	{ NULL, "HNSEndpointAttachRequest",          &hcn_hns_attach_schema },
	{ NULL, "HNSEndpointStats",                  &hcn_hns_stats_schema },
	{ NULL, "HNSNamespace",                      &hcn_hns_namespace_schema },
	{ NULL, "HNSNamespaceResource",              &hcn_hns_resource_schema },
	{ NULL, "HNSPolicyList",                     &hcn_hns_policy_list_schema },
	{ NULL, "HNSAccelnet",                       &hcn_hns_accelnet_schema },
	{ NULL, "HNSMacAddress",                     &hcn_hns_mac_schema },
	{ NULL },
};

const struct hcn_enum_row hcn_enums[] = {
	{ &hcn_network_mode_enum,                   false },
	{ &hcn_ipam_type_enum,                      false },
	{ &hcn_namespace_type_enum,                 false },
	{ &hcn_namespace_resource_type_enum,        false },
	{ &hcn_network_resource_type_enum,          false },
	{ &hcn_endpoint_resource_type_enum,         false },
	{ &hcn_modify_request_type_enum,            false },
	{ &hcn_network_flags_enum,                  true },
	{ &hcn_endpoint_flags_enum,                 true },
	{ &hcn_subnet_flags_enum,                   true },
	{ &hcn_ip_subnet_flags_enum,                true },
	{ &hcn_query_flags_enum,                    true },
	{ &hcn_nat_flags_enum,                      true },
	{ &hcn_protocol_enum,                       false },
	{ &hcn_action_enum,                         false },
	{ &hcn_direction_enum,                      false },
	{ &hcn_rule_type_enum,                      false },
	{ &hcn_set_policy_type_enum,                false },
	{ &hcn_encryption_method_enum,              false },
	{ &hcn_authentication_type_enum,            false },
	{ &hcn_firewall_vm_type_enum,               false },
	{ &hcn_firewall_flags_enum,                 true },
	{ &hcn_iov_moderation_enum,                 false },
	{ &hcn_lb_distribution_enum,                false },
	{ &hcn_lb_flags_enum,                       true },
	{ &hcn_lb_mapping_flags_enum,               true },
	{ &hcn_gns_state_enum,                      false },
	{ &hcn_gns_flags_enum,                      true },
	{ &hcn_gns_interface_state_enum,            false },
	{ &hcn_gns_notification_enum,               true },
	{ &hcn_gns_resource_type_enum,              false },
	{ &hcn_rpc_endpoint_type_enum,              false },
	{ &hcn_guest_resource_type_enum,            false },
	{ &hcn_guest_endpoint_resource_type_enum,   false },
	{ &hcn_guest_namespace_resource_type_enum,  false },
	{ &hcn_host_resource_type_enum,             false },
	{ &hcn_entity_flags_enum,                   true },
	{ &hcn_proxy_type_enum,                     false },
	{ NULL },
};

const struct hcn_family_row hcn_families[] = {
	{ "NetworkPolicy",  &hcn_network_policy_family },
	{ "EndpointPolicy", &hcn_endpoint_policy_family },
	{ "SubnetPolicy",   &hcn_subnet_policy_family },
	{ NULL },
};

const struct hcn_document hcn_documents[] = {
	{ "network",              &hcn_network_schema,              "HcnCreateNetwork, HcnQueryNetworkProperties" },
	{ "endpoint",             &hcn_endpoint_schema,             "HcnCreateEndpoint, HcnQueryEndpointProperties" },
	{ "namespace",            &hcn_namespace_schema,            "HcnCreateNamespace, HcnQueryNamespaceProperties" },
	{ "loadbalancer",         &hcn_load_balancer_schema,        "HcnCreateLoadBalancer, HcnModifyLoadBalancer, HcnQueryLoadBalancerProperties" },
	{ "route",                &hcn_compute_route_schema,        "HcnCreateSdnRoute, HcnModifySdnRoute, HcnQuerySdnRouteProperties" },
	{ "guestservice",         &hcn_guest_service_schema,        "HcnCreateGuestNetworkService" },
	{ "modify-network",       &hcn_modify_network_schema,       "HcnModifyNetwork" },
	{ "modify-endpoint",      &hcn_modify_endpoint_schema,      "HcnModifyEndpoint" },
	{ "modify-namespace",     &hcn_modify_namespace_schema,     "HcnModifyNamespace" },
	{ "modify-guestservice",  &hcn_modify_guest_service_schema, "HcnModifyGuestNetworkService" },
	{ "modify-loadbalancer",  &hcn_load_balancer_schema,        "HcnModifyLoadBalancer: all of it; or endpoints added and removed", &hcn_modify_namespace_schema },
	{ "modify-route",         &hcn_compute_route_schema,        "HcnModifySdnRoute: likewise", &hcn_modify_namespace_schema },
	{ "query",                &hcn_query_schema,                "Query of HcnEnumerate* and HcnQuery*" },
	{ "filter",               &hcn_query_filter_schema,         "what the Filter of a query contains" },
	{ "errorrecord",          &hcn_error_record_schema,         "ErrorRecord of every function" },
	{ "notification",         &hcn_notification_schema,         "what callbacks receive" },
	{ "feature",              &hcn_feature_schema,              "a feature" },
	{ "hns-network",          &hcn_hns_network_schema,          "/networks of HNSCall" },
	{ "hns-endpoint",         &hcn_hns_endpoint_schema,         "/endpoints of HNSCall" },
	{ "hns-namespace",        &hcn_hns_namespace_schema,        "/namespaces of HNSCall" },
	{ "hns-policylist",       &hcn_hns_policy_list_schema,      "/policylists of HNSCall" },
	{ "modify-guest",         &hcn_modify_guest_schema,         "what the host sends to a guest" },
	{ NULL },
};
/* clang-format on */

const struct hcn_schema_row *hcn_schema_find(const char *name)
{
	for (const struct hcn_schema_row *row = hcn_schemas; row->name; row++)
		if (hcn_ascii_equal(row->name, name))
			return row;
	return NULL;
}

const struct hcn_document *hcn_document_find(const char *kind)
{
	for (const struct hcn_document *d = hcn_documents; d->kind; d++)
		if (hcn_ascii_equal(d->kind, kind))
			return d;
	return NULL;
}
