/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables of the policies: which Type has which Settings, in each place where policies stand. */
#include "policies.h"

/* V1's names of what has another name in V2 and the same meaning.  [inf] An ACL's InternalPort is its LocalPort, as in a NAT
 * policy. */
static const struct hcn_alias tuple_aliases[] = {
	{ "Protocol", "Protocols" },
	{ "LocalAddress", "LocalAddresses" },
	{ "RemoteAddress", "RemoteAddresses" },
	{ "LocalPort", "LocalPorts" },
	{ "InternalPort", "LocalPorts" },
	{ "RemotePort", "RemotePorts" },
	{ NULL },
};
static const struct hcn_alias outbound_nat_aliases[] = { { "VIP", "VirtualIP" },
	{ "ExceptionList", "Exceptions" }, { NULL } };
static const struct hcn_alias provider_address_aliases[] = { { "PA", "ProviderAddress" },
	{ NULL } };
static const struct hcn_alias vlan_aliases[] = { { "VLAN", "IsolationId" }, { NULL } };
static const struct hcn_alias vsid_aliases[] = { { "VSID", "IsolationId" }, { NULL } };

HCN_SCHEMA_DEFINE(hcn_port_mapping, "PortMappingPolicySetting", HCN_PORT_MAPPING_FIELDS)
HCN_SCHEMA_DEFINE_WITH(hcn_outbound_nat, "OutboundNatPolicySetting", HCN_OUTBOUND_NAT_FIELDS,
	.aliases = outbound_nat_aliases)
HCN_SCHEMA_DEFINE(hcn_interface_parameters, "InterfaceParametersPolicySetting",
	HCN_INTERFACE_PARAMETERS_FIELDS)
HCN_SCHEMA_DEFINE_WITH(hcn_five_tuple, "FiveTuple", HCN_FIVE_TUPLE_FIELDS, .aliases = tuple_aliases,
	.closed = true)
HCN_SCHEMA_DEFINE_WITH(
	hcn_acl, "AclPolicySetting", HCN_ACL_FIELDS, .aliases = tuple_aliases, .closed = true)
HCN_SCHEMA_DEFINE_WITH(hcn_tier_acl_rule, "TierAclRule", HCN_TIER_ACL_RULE_FIELDS,
	.aliases = tuple_aliases, .closed = true)
HCN_SCHEMA_DEFINE_WITH(hcn_tier_acl, "TierAclPolicySetting", HCN_TIER_ACL_FIELDS, .closed = true)
HCN_SCHEMA_DEFINE(hcn_qos, "QosPolicySetting", HCN_QOS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_sdn_route, "SDNRoutePolicySetting", HCN_SDN_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE_WITH(hcn_l4_proxy, "L4ProxyPolicySetting", HCN_L4_PROXY_FIELDS, .closed = true)
HCN_SCHEMA_DEFINE_WITH(
	hcn_proxy_exceptions, "ProxyExceptions", HCN_PROXY_EXCEPTIONS_FIELDS, .closed = true)
HCN_SCHEMA_DEFINE_WITH(
	hcn_l4_wfp_proxy, "L4WfpProxyPolicySetting", HCN_L4_WFP_PROXY_FIELDS, .closed = true)
HCN_SCHEMA_DEFINE_WITH(hcn_provider_address, "ProviderAddressPolicySetting",
	HCN_PROVIDER_ADDRESS_FIELDS, .aliases = provider_address_aliases)
HCN_SCHEMA_DEFINE(hcn_port_name, "PortnameEndpointPolicySetting", HCN_PORT_NAME_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_encap_overhead, "EncapOverheadEndpointPolicySetting", HCN_ENCAP_OVERHEAD_FIELDS)
HCN_SCHEMA_DEFINE(hcn_interface_constraint, "InterfaceConstraintPolicySetting",
	HCN_INTERFACE_CONSTRAINT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_authentication_method, "PrioritizedAuthenticationMethod",
	HCN_AUTHENTICATION_METHOD_FIELDS)
HCN_SCHEMA_DEFINE(hcn_encryption, "EncryptionPolicySetting", HCN_ENCRYPTION_FIELDS)
HCN_SCHEMA_DEFINE_WITH(hcn_vlan, "VlanPolicySetting", HCN_ISOLATION_FIELDS, .aliases = vlan_aliases)
HCN_SCHEMA_DEFINE_WITH(hcn_vsid, "VsidPolicySetting", HCN_ISOLATION_FIELDS, .aliases = vsid_aliases)
HCN_SCHEMA_DEFINE(hcn_iov, "IovPolicySetting", HCN_IOV_FIELDS)
HCN_SCHEMA_DEFINE(hcn_firewall, "FirewallPolicySetting", HCN_FIREWALL_FIELDS)
HCN_SCHEMA_DEFINE(hcn_source_mac_address, "SourceMacAddressNetworkPolicySetting",
	HCN_SOURCE_MAC_ADDRESS_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_net_adapter_name, "NetAdapterNameNetworkPolicySetting", HCN_NET_ADAPTER_NAME_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_vswitch_extension, "VSwitchExtensionNetworkPolicySetting", HCN_VSWITCH_EXTENSION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_dr_mac_address, "DrMacAddressNetworkPolicySetting", HCN_DR_MAC_ADDRESS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_automatic_dns, "AutomaticDNSNetworkPolicySetting", HCN_AUTOMATIC_DNS_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_remote_subnet_route, "RemoteSubnetRoutePolicySetting", HCN_REMOTE_SUBNET_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_vxlan_port, "VxlanPortPolicySetting", HCN_VXLAN_PORT_FIELDS)
HCN_SCHEMA_DEFINE_WITH(hcn_set_policy, "SetPolicySetting", HCN_SET_POLICY_FIELDS, .closed = true)
HCN_SCHEMA_DEFINE(
	hcn_layer_constraint, "LayerConstraintNetworkPolicySetting", HCN_LAYER_CONSTRAINT_FIELDS)
HCN_SCHEMA_DEFINE(
	hcn_neighbor_discovery, "NeighborDiscoveryPolicySetting", HCN_NEIGHBOR_DISCOVERY_FIELDS)

/* clang-format off */
/* Columns: Type, id, schema version that introduced it, Settings, number (doc/facts/clients.md §2.1.5). */
static const struct hcn_policy_type endpoint_types[] = {
	{ "PortMapping",         HCN_POLICY_PORT_MAPPING,         V(2, 0),  &hcn_port_mapping_schema,         0 },
	{ "ACL",                 HCN_POLICY_ACL,                  V(2, 0),  &hcn_acl_schema,                  1 },
	{ "QOS",                 HCN_POLICY_QOS,                  V(2, 0),  &hcn_qos_schema,                  2 },
	{ "L2Driver",            HCN_POLICY_L2_DRIVER,            V(2, 0),  NULL,                             3 },
	{ "OutBoundNAT",         HCN_POLICY_OUTBOUND_NAT,         V(2, 0),  &hcn_outbound_nat_schema,         4 },
	{ "SDNRoute",            HCN_POLICY_SDN_ROUTE,            V(2, 0),  &hcn_sdn_route_schema,            5 },
	{ "L4Proxy",             HCN_POLICY_L4_PROXY,             V(2, 0),  &hcn_l4_proxy_schema,             6 },
	{ "L4WFPPROXY",          HCN_POLICY_L4_WFP_PROXY,         V(2, 5),  &hcn_l4_wfp_proxy_schema,         7 },
	{ "ProviderAddress",     HCN_POLICY_PROVIDER_ADDRESS,     V(2, 0),  &hcn_provider_address_schema,     8 },
	{ "PortName",            HCN_POLICY_PORT_NAME,            V(2, 0),  &hcn_port_name_schema,            9 },
	{ "EncapOverhead",       HCN_POLICY_ENCAP_OVERHEAD,       V(2, 0),  &hcn_encap_overhead_schema,       10 },
	{ "InterfaceConstraint", HCN_POLICY_INTERFACE_CONSTRAINT, V(2, 0),  &hcn_interface_constraint_schema, 11 },
	{ "Encryption",          HCN_POLICY_ENCRYPTION,           V(2, 1),  &hcn_encryption_schema,           12 },
	{ "VLAN",                HCN_POLICY_VLAN,                 V(2, 4),  &hcn_vlan_schema,                 13 },
	{ "InterfaceParameters", HCN_POLICY_INTERFACE_PARAMETERS, V(2, 4),  &hcn_interface_parameters_schema, 14 },
	{ "Iov",                 HCN_POLICY_IOV,                  V(2, 9),  &hcn_iov_schema,                  15 },
	{ "TierAcl",             HCN_POLICY_TIER_ACL,             V(2, 10), &hcn_tier_acl_schema,             16 },
	{ "Firewall",            HCN_POLICY_FIREWALL,             V(2, 16), &hcn_firewall_schema,             18 },
	{ NULL },
};

static const struct hcn_policy_type network_types[] = {
	{ "SourceMacAddress",    HCN_POLICY_SOURCE_MAC_ADDRESS,   V(2, 0),  &hcn_source_mac_address_schema,   0 },
	{ "NetAdapterName",      HCN_POLICY_NET_ADAPTER_NAME,     V(2, 0),  &hcn_net_adapter_name_schema,     1 },
	{ "InterfaceConstraint", HCN_POLICY_INTERFACE_CONSTRAINT, V(2, 0),  &hcn_interface_constraint_schema, 2 },
	{ "VSwitchExtension",    HCN_POLICY_VSWITCH_EXTENSION,    V(2, 0),  &hcn_vswitch_extension_schema,    3 },
	{ "ProviderAddress",     HCN_POLICY_PROVIDER_ADDRESS,     V(2, 0),  &hcn_provider_address_schema,     4 },
	{ "DrMacAddress",        HCN_POLICY_DR_MAC_ADDRESS,       V(2, 0),  &hcn_dr_mac_address_schema,       5 },
	{ "AutomaticDNS",        HCN_POLICY_AUTOMATIC_DNS,        V(2, 0),  &hcn_automatic_dns_schema,        6 },
	{ "RemoteSubnetRoute",   HCN_POLICY_REMOTE_SUBNET_ROUTE,  V(2, 0),  &hcn_remote_subnet_route_schema,  7 },
	{ "VxlanPort",           HCN_POLICY_VXLAN_PORT,           V(2, 0),  &hcn_vxlan_port_schema,           8 },
	{ "HostRoute",           HCN_POLICY_HOST_ROUTE,           V(2, 0),  NULL,                             9 },
	{ "SetPolicy",           HCN_POLICY_SET_POLICY,           V(2, 0),  &hcn_set_policy_schema,           10 },
	{ "L4Proxy",             HCN_POLICY_L4_PROXY,             V(2, 0),  &hcn_l4_proxy_schema,             11 },
	{ "LayerConstraint",     HCN_POLICY_LAYER_CONSTRAINT,     V(2, 0),  &hcn_layer_constraint_schema,     12 },
	{ "NetworkACL",          HCN_POLICY_NETWORK_ACL,          V(2, 0),  &hcn_acl_schema,                  13 },
	{ "NeighborDiscovery",   HCN_POLICY_NEIGHBOR_DISCOVERY,   V(2, 0),  &hcn_neighbor_discovery_schema,   -1 },
	{ NULL },
};

static const struct hcn_policy_type subnet_types[] = {
	{ "VLAN",                HCN_POLICY_VLAN,                 V(2, 0),  &hcn_vlan_schema,                 0 },
	{ "VSID",                HCN_POLICY_VSID,                 V(2, 0),  &hcn_vsid_schema,                 1 },
	{ NULL },
};
/* clang-format on */

const struct hcn_policy_family hcn_endpoint_policy_family = { "EndpointPolicyType",
	endpoint_types };
const struct hcn_policy_family hcn_network_policy_family = { "NetworkPolicyType", network_types };
const struct hcn_policy_family hcn_subnet_policy_family = { "SubnetPolicyType", subnet_types };
