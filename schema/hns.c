/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The tables of the V1 dialect: what hns.h lists, under the names that hcsshim gives them.
 *
 * Tests: tests/conform/test_hnscall_v1.c (a_network_is_made_told_in_the_words_it_was_made_with_and_deleted)
 */
#include "hns.h"

HCN_SCHEMA_DEFINE(hcn_hns_extension, "HNSExtension", HCN_HNS_EXTENSION_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_subnet, "HNSSubnet", HCN_HNS_SUBNET_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_network, "HNSNetwork", HCN_HNS_NETWORK_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_resource, "HNSNamespaceResource", HCN_HNS_RESOURCE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_namespace, "HNSNamespace", HCN_HNS_NAMESPACE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_endpoint, "HNSEndpoint", HCN_HNS_ENDPOINT_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_attach, "HNSEndpointAttachRequest", HCN_HNS_ATTACH_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_stats, "HNSEndpointStats", HCN_HNS_STATS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_policy_list, "HNSPolicyList", HCN_HNS_POLICY_LIST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_mac, "HNSMacAddress", HCN_HNS_MAC_FIELDS)
HCN_SCHEMA_DEFINE(hcn_hns_accelnet, "HNSAccelnet", HCN_HNS_ACCELNET_FIELDS)
