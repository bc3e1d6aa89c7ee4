/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Enums of the HCN documents.  Numeric values are what Windows uses (doc/facts/clients.md §2.1.5:
 * documentation order, except where clients show otherwise).
 */
#ifndef HCN_SCHEMA_ENUMS_H
#define HCN_SCHEMA_ENUMS_H

#include "schema.h"

enum hcn_network_mode {
	HCN_NETWORK_NAT,
	HCN_NETWORK_ICS,
	HCN_NETWORK_TRANSPARENT,
	HCN_NETWORK_L2BRIDGE,
	HCN_NETWORK_L2TUNNEL,
	HCN_NETWORK_OVERLAY,
	HCN_NETWORK_PRIVATE,
	HCN_NETWORK_INTERNAL,
	HCN_NETWORK_MIRRORED,
	HCN_NETWORK_INFINIBAND,
	HCN_NETWORK_CONSTRAINED_ICS,
};
enum hcn_ipam_type { HCN_IPAM_STATIC, HCN_IPAM_DHCP };
enum hcn_namespace_type {
	HCN_NAMESPACE_HOST,
	HCN_NAMESPACE_HOST_DEFAULT,
	HCN_NAMESPACE_GUEST,
	HCN_NAMESPACE_GUEST_DEFAULT
};
enum hcn_namespace_resource_type { HCN_NAMESPACE_CONTAINER, HCN_NAMESPACE_ENDPOINT };
enum hcn_network_resource_type {
	HCN_RESOURCE_DNS,
	HCN_RESOURCE_EXTENSION,
	HCN_RESOURCE_NETWORK_POLICY,
	HCN_RESOURCE_SUBNET,
	HCN_RESOURCE_IP_SUBNET
};
enum hcn_endpoint_resource_type { HCN_RESOURCE_PORT, HCN_RESOURCE_ENDPOINT_POLICY };
enum hcn_modify_request_type {
	HCN_MODIFY_ADD,
	HCN_MODIFY_REMOVE,
	HCN_MODIFY_UPDATE,
	HCN_MODIFY_REFRESH,
	HCN_MODIFY_RESET
};

enum hcn_network_flags {
	HCN_NETWORK_ENABLE_DNS_PROXY = 1,
	HCN_NETWORK_ENABLE_DHCP_SERVER = 2,
	HCN_NETWORK_ENABLE_MIRRORING = 4,
	HCN_NETWORK_ENABLE_NON_PERSISTENT = 8,
	HCN_NETWORK_ENABLE_PERSISTENT = 16,
	HCN_NETWORK_ISOLATE_VSWITCH = 32,
	HCN_NETWORK_ENABLE_FLOW_STEERING = 64,
	HCN_NETWORK_DISABLE_SHARING = 128,
	HCN_NETWORK_ENABLE_FIREWALL = 256,
	HCN_NETWORK_SUPPRESS_MEDIA_DISCONNECT = 512,
	HCN_NETWORK_DISABLE_HOST_PORT = 1024,
	HCN_NETWORK_WEAK_HOST_RECEIVE = 2048,
	HCN_NETWORK_WEAK_HOST_SEND = 4096,
	HCN_NETWORK_ENABLE_IOV = 8192,
};
enum hcn_endpoint_flags {
	HCN_ENDPOINT_REMOTE = 1,
	HCN_ENDPOINT_DISABLE_ICC = 2,
	HCN_ENDPOINT_ENABLE_MIRRORING = 4,
	HCN_ENDPOINT_LOW_INTERFACE_METRIC = 8,
	HCN_ENDPOINT_OVERRIDE_DNS_ORDER = 16,
	HCN_ENDPOINT_ENABLE_DHCP = 32,
};
enum hcn_subnet_flags { HCN_SUBNET_DO_NOT_RESERVE_GATEWAY = 1 };
enum hcn_ip_subnet_flags {
	HCN_IP_SUBNET_ENABLE_BROADCAST = 1,
	HCN_IP_SUBNET_RESERVE_NETWORK_ADDRESS = 2
};
enum hcn_query_flags { HCN_QUERY_DETAILED = 1 };
enum hcn_nat_flags {
	HCN_NAT_LOCAL_ROUTED_VIP = 1,
	HCN_NAT_IPV6 = 2,
	HCN_NAT_EXTERNAL_PORT_RESERVED = 4
};
enum hcn_protocol {
	HCN_PROTOCOL_ANY = 0,
	HCN_PROTOCOL_ICMPV4 = 1,
	HCN_PROTOCOL_IGMP = 2,
	HCN_PROTOCOL_TCP = 6,
	HCN_PROTOCOL_UDP = 17,
	HCN_PROTOCOL_ICMPV6 = 58
};

enum hcn_action { HCN_ACTION_ALLOW, HCN_ACTION_BLOCK, HCN_ACTION_PASS };
enum hcn_direction { HCN_DIRECTION_IN, HCN_DIRECTION_OUT };
enum hcn_rule_type { HCN_RULE_HOST, HCN_RULE_SWITCH };
enum hcn_lb_distribution {
	HCN_LB_DISTRIBUTION_5TUPLE,
	HCN_LB_DISTRIBUTION_SOURCE_IP_PROTOCOL,
	HCN_LB_DISTRIBUTION_SOURCE_IP
};
enum hcn_lb_flags { HCN_LB_DIRECT_SERVER_RETURN = 1, HCN_LB_IPV6 = 2 };
enum hcn_lb_mapping_flags {
	HCN_LB_MAPPING_ILB = 1,
	HCN_LB_MAPPING_LOCAL_ROUTED_VIP = 2,
	HCN_LB_MAPPING_USE_MUX = 4, /* documented as NotUsed */
	HCN_LB_MAPPING_PRESERVE_DIP = 8,
	HCN_LB_MAPPING_VIP_EXTERNAL_IP = 16 /* kube-proxy's */
};
enum hcn_gns_state {
	HCN_GNS_NONE,
	HCN_GNS_CREATED,
	HCN_GNS_BOOTSTRAPPING,
	HCN_GNS_SYNCHRONIZED,
	HCN_GNS_PAUSED,
	HCN_GNS_DESYNCHRONIZED,
	HCN_GNS_REHYDRATING,
	HCN_GNS_DEGRADED,
	HCN_GNS_DESTROYED
};
enum hcn_gns_resource_type { HCN_RESOURCE_GNS_STATE };
enum hcn_set_policy_type { HCN_SET_IPSET, HCN_SET_NESTED_IPSET };

/* The states of a V1 object (doc/facts/clients.md §2.8.4). */
enum hcn_object_state {
	HCN_STATE_UNINITIALIZED,
	HCN_STATE_CREATED,
	HCN_STATE_ATTACHED,
	HCN_STATE_ATTACHED_SHARING,
	HCN_STATE_DETACHED,
	HCN_STATE_DEGRADED,
	HCN_STATE_DESTROYED
};

extern const struct hcn_enum hcn_network_mode_enum, hcn_ipam_type_enum, hcn_namespace_type_enum,
	hcn_namespace_resource_type_enum, hcn_network_resource_type_enum,
	hcn_endpoint_resource_type_enum, hcn_modify_request_type_enum, hcn_network_flags_enum,
	hcn_endpoint_flags_enum, hcn_subnet_flags_enum, hcn_ip_subnet_flags_enum,
	hcn_query_flags_enum, hcn_nat_flags_enum, hcn_protocol_enum, hcn_action_enum,
	hcn_direction_enum, hcn_rule_type_enum, hcn_set_policy_type_enum,
	hcn_encryption_method_enum, hcn_authentication_type_enum, hcn_firewall_vm_type_enum,
	hcn_firewall_flags_enum, hcn_iov_moderation_enum, hcn_lb_distribution_enum,
	hcn_lb_flags_enum, hcn_lb_mapping_flags_enum, hcn_gns_state_enum, hcn_gns_flags_enum,
	hcn_gns_interface_state_enum, hcn_gns_notification_enum, hcn_gns_resource_type_enum,
	hcn_rpc_endpoint_type_enum, hcn_guest_resource_type_enum,
	hcn_guest_endpoint_resource_type_enum, hcn_guest_namespace_resource_type_enum,
	hcn_host_resource_type_enum, hcn_entity_flags_enum, hcn_proxy_type_enum;

#endif
