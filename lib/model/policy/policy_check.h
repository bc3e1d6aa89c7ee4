/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The checks behind the rows of policy.c: what the Settings of one policy must say beyond their types. */
#ifndef HCN_MODEL_POLICY_CHECK_H
#define HCN_MODEL_POLICY_CHECK_H

#include "policies.h"
#include "rules.h"

/* @pointer is that of the Settings: "/Policies/0/Settings".  HCN_INVALID_POLICY, unless the check says otherwise. */
typedef int hcn_settings_check(const struct hcn_rules *rules, const void *settings,
	const char *pointer, struct hcn_error *err);

hcn_settings_check hcn_check_port_mapping, hcn_check_outbound_nat, hcn_check_acl,
	hcn_check_tier_acl, hcn_check_set_policy, hcn_check_l4_proxy, hcn_check_l4_wfp_proxy,
	hcn_check_sdn_route, hcn_check_dr_mac_address, hcn_check_source_mac_address,
	hcn_check_remote_subnet_route, hcn_check_neighbor_discovery, hcn_check_name;

#endif
