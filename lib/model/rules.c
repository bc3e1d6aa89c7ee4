/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* HNS versions and their features (rules.h).  Pure. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "rules.h"

const struct hcn_rules hcn_rules_default = { .major = 16, .minor = 0 };

struct version {
	uint16_t major, minor;
};

/* A release branch got a feature in its own minor version; the last row of a feature is open-ended. */
struct range {
	struct version from;
	uint16_t up_to_major; /* inclusive; 0: and all later ones */
};

#define N_RANGES 5

/* hcsshim hcn/hcnsupport.go (doc/facts/clients.md §6). */
static const struct feature {
	const char *name;
	struct range ranges[N_RANGES];
} features[HCN_N_FEATURES] = {
	[HCN_FEATURE_NONE] = { "feature", { { { 0, 0 } } } },
	[HCN_FEATURE_ACL_LISTS] = { "AclAddressLists", { { { 7, 2 } } } },
	[HCN_FEATURE_V2] = { "Api.V2", { { { 9, 2 } } } },
	[HCN_FEATURE_REMOTE_SUBNET] = { "RemoteSubnet", { { { 9, 2 } } } },
	[HCN_FEATURE_DSR] = { "DSR", { { { 9, 3 }, 9 }, { { 10, 2 } } } },
	[HCN_FEATURE_SLASH32_ENDPOINT_PREFIXES] = { "Slash32EndpointPrefixes",
		{ { { 9, 3 }, 9 }, { { 10, 4 } } } },
	[HCN_FEATURE_ACL_PROTOCOL_252] = { "AclSupportForProtocol252", { { { 11, 0 } } } },
	[HCN_FEATURE_VXLAN_PORT] = { "VxlanPort", { { { 10, 3 } } } },
	[HCN_FEATURE_IPV6_DUAL_STACK] = { "IPv6DualStack", { { { 11, 10 } } } },
	[HCN_FEATURE_SESSION_AFFINITY] = { "SessionAffinity", { { { 12, 0 } } } },
	[HCN_FEATURE_SET_POLICY] = { "SetPolicy", { { { 13, 0 } } } },
	[HCN_FEATURE_L4_PROXY] = { "L4Proxy",
		{ { { 9, 5 }, 9 }, { { 10, 5 }, 10 }, { { 11, 11 }, 11 }, { { 12, 1 }, 12 },
			{ { 13, 1 } } } },
	[HCN_FEATURE_L4_WFP_PROXY] = { "L4WfpProxy", { { { 13, 2 } } } },
	[HCN_FEATURE_TIER_ACL] = { "TierAcl", { { { 14, 0 } } } },
	[HCN_FEATURE_NETWORK_ACL] = { "NetworkACL", { { { 15, 0 } } } },
	[HCN_FEATURE_DISABLE_HOST_PORT] = { "DisableHostPort", { { { 15, 1 } } } },
	[HCN_FEATURE_ACCELNET] = { "Accelnet", { { { 15, 4 } } } },
	[HCN_FEATURE_MODIFY_LOADBALANCER] = { "ModifyLoadbalancer", { { { 15, 4 } } } },
};

const char *hcn_feature_name(enum hcn_feature feature)
{
	return (unsigned)feature < HCN_N_FEATURES ? features[feature].name : NULL;
}

static const struct hcn_rules *or_default(const struct hcn_rules *rules)
{
	return rules ? rules : &hcn_rules_default;
}

bool hcn_rules_have(const struct hcn_rules *rules, enum hcn_feature feature)
{
	const struct feature *f = &features[feature];

	if (feature == HCN_FEATURE_NONE)
		return true;
	rules = or_default(rules);
	for (size_t i = 0; i < N_RANGES && f->ranges[i].from.major; i++) {
		const struct range *range = &f->ranges[i];

		if (rules->major < range->from.major ||
			(range->up_to_major && rules->major > range->up_to_major))
			continue;
		if (rules->major > range->from.major || rules->minor >= range->from.minor)
			return true;
	}
	return false;
}

int hcn_rules_need(const struct hcn_rules *rules, enum hcn_feature feature, int status,
	const char *pointer, struct hcn_error *err)
{
	int r;

	if (hcn_rules_have(rules, feature))
		return 0;
	rules = or_default(rules);
	r = hcn_fail(err, status, pointer, "HNS %u.%u has no %s", rules->major, rules->minor,
		features[feature].name);
	hcn_error_hint(err, "HCN_HNS_VERSION chooses the version; without it every feature works");
	return r;
}

int hcn_rules_stored(
	const struct hcn_rules *rules, const char *what, const char *pointer, struct hcn_error *err)
{
	int r;

	if (!or_default(rules)->strict)
		return 0;
	r = hcn_fail(err, HCN_REQUEST_UNSUPPORTED, pointer,
		"%s would be stored, but the kernel does not do it yet", what);
	hcn_error_hint(err, "HCN_STRICT is set: without it this is accepted and stored; "
			    "doc/differences.md lists what is");
	return r;
}

/* A decimal number up to 65535 without sign or leading space. */
static bool read_number(const char **text, uint32_t *ret)
{
	unsigned long value;
	char *end;

	if (**text < '0' || **text > '9')
		return false;
	errno = 0;
	value = strtoul(*text, &end, 10);
	if (errno || value > UINT16_MAX)
		return false;
	*ret = (uint32_t)value;
	*text = end;
	return true;
}

int hcn_rules_parse_version(const char *text, struct hcn_rules *ret, struct hcn_error *err)
{
	const char *rest = text;
	uint32_t major, minor;

	if (!text || !*text) {
		ret->major = hcn_rules_default.major;
		ret->minor = hcn_rules_default.minor;
		return 0;
	}
	if (!read_number(&rest, &major) || *rest++ != '.' || !read_number(&rest, &minor) || *rest)
		return hcn_fail_expected(err, HCN_INVALID_ARGUMENT, NULL, text,
			"MAJOR.MINOR like 16.0 or 13.2", "HCN_HNS_VERSION is no version");
	ret->major = major;
	ret->minor = minor;
	return 0;
}
