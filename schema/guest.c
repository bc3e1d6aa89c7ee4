/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables of guests' documents: what guest.h lists, under the names of Microsoft's schema.
 *
 * Tests: tests/unit/schema/documented/fields.tsv (GuestEndpointState)
 */
#include "guest.h"

HCN_SCHEMA_DEFINE(hcn_guest_endpoint, "GuestEndpoint", HCN_GUEST_ENDPOINT_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_guest_namespace_resource, "NamespaceResource_2", HCN_GUEST_NAMESPACE_RESOURCE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_namespace, "GuestNamespace", HCN_GUEST_NAMESPACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_data_service, "GuestService", HCN_GUEST_DATA_SERVICE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_firewall, "GuestFirewall", HCN_BASE_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_interface_message, "InterfaceNotificationMessage", HCN_INTERFACE_MESSAGE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_interface, "NetworkInterface", HCN_GUEST_INTERFACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_route, "Route_2", HCN_GUEST_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_ip_address, "IPAddress", HCN_GUEST_IP_ADDRESS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_dns, "DNS_2", HCN_GUEST_DNS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_xlat, "Xlat", HCN_GUEST_XLAT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_neighbor, "Neighbor", HCN_GUEST_NEIGHBOR_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_mac_address, "MacAddress", HCN_GUEST_MAC_ADDRESS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_reg_key, "RegKey", HCN_REG_KEY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_registry_key, "RegistryKey", HCN_GUEST_REGISTRY_KEY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_guest_endpoint_state, "GuestEndpointState", HCN_GUEST_ENDPOINT_STATE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_guest, "GuestModifySettingRequest", HCN_MODIFY_GUEST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_guest_endpoint, "ModifyGuestEndpointSettingRequest",
	HCN_MODIFY_GUEST_ENDPOINT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_modify_guest_namespace, "ModifyGuestNamespaceSettingRequest",
	HCN_MODIFY_GUEST_NAMESPACE_FIELDS)
