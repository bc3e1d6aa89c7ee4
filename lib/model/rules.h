/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a process wants to be answered as: which Windows (its HNS version and the features that came with it), and how
 * strictly.
 *
 * doc/facts/clients.md §6: clients read {"Major","Minor"} from /globals/version and derive features from ranges of it.
 */
#ifndef HCN_MODEL_RULES_H
#define HCN_MODEL_RULES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "error.h"

struct hcn_rules {
	uint32_t major; /* HNS version */
	uint32_t minor;
	/* what is stored but not in the kernel yet is refused (HCN_REQUEST_UNSUPPORTED) instead of accepted */
	bool strict;
};

/* HNS 16.0: every feature of every client; not strict. */
extern const struct hcn_rules hcn_rules_default;

/* Reads "MAJOR.MINOR" (HCN_HNS_VERSION); NULL or "": the default.  HCN_INVALID_ARGUMENT with what would be accepted. */
int hcn_rules_parse_version(const char *text, struct hcn_rules *ret, struct hcn_error *err);

/* What an HNS version can do: the features of hcsshim's hcnsupport.go, in its names' order. */
enum hcn_feature {
	HCN_FEATURE_NONE,      /* every version has it */
	HCN_FEATURE_ACL_LISTS, /* AclAddressLists, AclPortRanges, AclRuleId, AclNoHostRulePriority */
	HCN_FEATURE_V2,
	HCN_FEATURE_REMOTE_SUBNET, /* and HostRoute */
	HCN_FEATURE_DSR,
	HCN_FEATURE_SLASH32_ENDPOINT_PREFIXES,
	HCN_FEATURE_ACL_PROTOCOL_252,
	HCN_FEATURE_VXLAN_PORT,
	HCN_FEATURE_IPV6_DUAL_STACK,
	HCN_FEATURE_SESSION_AFFINITY,
	HCN_FEATURE_SET_POLICY,
	HCN_FEATURE_L4_PROXY,
	HCN_FEATURE_L4_WFP_PROXY,
	HCN_FEATURE_TIER_ACL,
	HCN_FEATURE_NETWORK_ACL, /* and NestedIpSet */
	HCN_FEATURE_DISABLE_HOST_PORT,
	HCN_FEATURE_ACCELNET,
	HCN_FEATURE_MODIFY_LOADBALANCER,
	HCN_N_FEATURES
};

const char *hcn_feature_name(enum hcn_feature feature);

bool hcn_rules_have(const struct hcn_rules *rules, enum hcn_feature feature);

/* 0, or the error that a Windows without @feature gives: @status with a text that names version and feature.  @rules may be
 * NULL; @pointer is the culprit in the caller's document or NULL. */
int hcn_rules_need(const struct hcn_rules *rules, enum hcn_feature feature, int status,
	const char *pointer, struct hcn_error *err);

/* HCN_REQUEST_UNSUPPORTED under strict rules; else 0: @what is stored, its packets are not done yet. */
int hcn_rules_stored(const struct hcn_rules *rules, const char *what, const char *pointer,
	struct hcn_error *err);

#endif
