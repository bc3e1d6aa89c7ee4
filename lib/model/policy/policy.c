/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The meaning of policies on Linux (policy.h).  Pure; doc/differences.md lists the same table for people. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "error.h"
#include "member.h"
#include "policy/policy.h"
#include "policy/policy_check.h"

#define MAX_VLAN 4094u     /* IEEE 802.1Q */
#define MAX_VNI  0xffffffu /* RFC 7348 */

#define HONOURED HCN_SUPPORT_HONOURED
#define KEPT     HCN_SUPPORT_KEPT
#define STORED   HCN_SUPPORT_STORED

/* A key that all policies of the type have. */
#define THE_TYPE UINT64_MAX

/* Settings without one of these members are malformed, and so are others than these numbers. */
struct limits {
	uint64_t required; /* bits of `present` */
	uint64_t number;   /* the bit of the member between min and max; 0: none */
	uint32_t min, max;
};

struct meaning {
	enum hcn_support support;
	enum hcn_feature feature; /* an older Windows does not know the type */
	/* a Policy Update replaces all of them (doc/facts/clients.md §3); the others are made at creation */
	bool changeable;
	unsigned touches; /* enum hcn_touch */
	/* the bit of the member whose values tell policies of the type apart; THE_TYPE: there is one; 0: nothing tells them apart */
	uint64_t key;
	/* what a second one with this key is refused with, in a list of any object; 0: it is not */
	int twice;
	bool removed_by_key; /* a Remove need not say the other values */
	struct limits limits;
	bool bare;                 /* means something without Settings, though they are checked */
	hcn_settings_check *check; /* NULL: the types of the members say all */
};

#define BIT(S, m) HCN_BIT(hcn_##S, m)

#define FLOWS     HCN_TOUCHES_FLOWS
#define BRIDGE    HCN_TOUCHES_BRIDGE
#define ENDPOINTS HCN_TOUCHES_ENDPOINTS

static const struct meaning meanings[] = {
	[HCN_POLICY_PORT_MAPPING] = { HONOURED, .touches = BRIDGE,
		.check = hcn_check_port_mapping },
	[HCN_POLICY_OUTBOUND_NAT] = { HONOURED, .bare = true, .check = hcn_check_outbound_nat },
	[HCN_POLICY_INTERFACE_PARAMETERS] = { HONOURED, .key = THE_TYPE,
		.twice = HCN_INTERFACEPARAMETERS_ALREADY_APPLIED },
	[HCN_POLICY_ENCAP_OVERHEAD] = { HONOURED },
	[HCN_POLICY_PORT_NAME] = { HONOURED },
	[HCN_POLICY_ACL] = { HONOURED, .changeable = true, .touches = FLOWS | BRIDGE,
		.limits = { BIT(acl, action) | BIT(acl, direction) }, .check = hcn_check_acl },
	[HCN_POLICY_TIER_ACL] = { HONOURED, HCN_FEATURE_TIER_ACL, .changeable = true,
		.touches = FLOWS | BRIDGE, .limits = { BIT(tier_acl, direction) },
		.check = hcn_check_tier_acl },
	[HCN_POLICY_NETWORK_ACL] = { HONOURED, HCN_FEATURE_NETWORK_ACL,
		.touches = FLOWS | BRIDGE | ENDPOINTS,
		.limits = { BIT(acl, action) | BIT(acl, direction) }, .check = hcn_check_acl },
	[HCN_POLICY_SET_POLICY] = { HONOURED, HCN_FEATURE_SET_POLICY, .touches = FLOWS,
		.key = BIT(set_policy, id), .removed_by_key = true,
		.limits = { BIT(set_policy, id) | BIT(set_policy, policy_type) },
		.check = hcn_check_set_policy },
	[HCN_POLICY_L4_PROXY] = { HONOURED, HCN_FEATURE_L4_PROXY, .changeable = true,
		.touches = BRIDGE | ENDPOINTS, .limits = { BIT(l4_proxy, destination) },
		.check = hcn_check_l4_proxy },
	[HCN_POLICY_L4_WFP_PROXY] = { HONOURED, HCN_FEATURE_L4_WFP_PROXY, .changeable = true,
		.key = BIT(l4_wfp_proxy, filter_tuple), .twice = HCN_POLICY_ALREADY_EXISTS,
		.check = hcn_check_l4_wfp_proxy },
	[HCN_POLICY_QOS] = { HONOURED, .changeable = true },
	[HCN_POLICY_SDN_ROUTE] = { HONOURED, .limits = { BIT(sdn_route, destination_prefix) },
		.check = hcn_check_sdn_route },
	[HCN_POLICY_PROVIDER_ADDRESS] = { STORED, .key = THE_TYPE,
		.limits = { BIT(provider_address, provider_address) } },
	[HCN_POLICY_DR_MAC_ADDRESS] = { STORED, .key = THE_TYPE,
		.limits = { BIT(dr_mac_address, address) }, .check = hcn_check_dr_mac_address },
	[HCN_POLICY_REMOTE_SUBNET_ROUTE] = { STORED, HCN_FEATURE_REMOTE_SUBNET,
		.key = BIT(remote_subnet_route, destination_prefix),
		.limits = { BIT(remote_subnet_route, destination_prefix) |
				    BIT(remote_subnet_route, isolation_id) |
				    BIT(remote_subnet_route, provider_address) |
				    BIT(remote_subnet_route, router_mac_address),
			BIT(remote_subnet_route, isolation_id), 1, MAX_VNI },
		.check = hcn_check_remote_subnet_route },
	[HCN_POLICY_HOST_ROUTE] = { STORED, HCN_FEATURE_REMOTE_SUBNET, .key = THE_TYPE },
	[HCN_POLICY_VXLAN_PORT] = { STORED, HCN_FEATURE_VXLAN_PORT, .key = THE_TYPE,
		.limits = { BIT(vxlan_port, port), BIT(vxlan_port, port), 1, UINT16_MAX } },
	[HCN_POLICY_VLAN] = { STORED,
		.limits = { BIT(vlan, isolation_id), BIT(vlan, isolation_id), 1, MAX_VLAN } },
	[HCN_POLICY_VSID] = { STORED,
		.limits = { BIT(vsid, isolation_id), BIT(vsid, isolation_id), 1, MAX_VNI } },
	[HCN_POLICY_ENCRYPTION] = { STORED },
	[HCN_POLICY_NEIGHBOR_DISCOVERY] = { HONOURED, .touches = ENDPOINTS,
		.key = BIT(neighbor_discovery, target_ip_prefix), .bare = true,
		.check = hcn_check_neighbor_discovery },
	/* removed by type: its Settings then say weight 0 (ncproxy) */
	[HCN_POLICY_IOV] = { KEPT, .changeable = true, .key = THE_TYPE, .removed_by_key = true },
	[HCN_POLICY_L2_DRIVER] = { KEPT },
	[HCN_POLICY_FIREWALL] = { KEPT },
	[HCN_POLICY_INTERFACE_CONSTRAINT] = { KEPT },
	[HCN_POLICY_NET_ADAPTER_NAME] = { KEPT, .key = THE_TYPE,
		.limits = { BIT(net_adapter_name, network_adapter_name) },
		.check = hcn_check_name },
	[HCN_POLICY_SOURCE_MAC_ADDRESS] = { KEPT, .key = THE_TYPE,
		.limits = { BIT(source_mac_address, source_mac_address) },
		.check = hcn_check_source_mac_address },
	[HCN_POLICY_VSWITCH_EXTENSION] = { KEPT,
		.limits = { BIT(vswitch_extension, extension_id) } },
	[HCN_POLICY_AUTOMATIC_DNS] = { KEPT, .key = THE_TYPE },
	[HCN_POLICY_LAYER_CONSTRAINT] = { KEPT, .limits = { BIT(layer_constraint, layer_id) } },
};

_Static_assert(HCN_N_ELEMENTS(meanings) == HCN_N_POLICIES, "every policy has a meaning");

/* NULL: a policy without Type. */
static const struct meaning *meaning_of(const struct hcn_policy *policy)
{
	return policy->type ? &meanings[policy->type->id] : NULL;
}

enum hcn_support hcn_policy_support(enum hcn_policy_id id)
{
	return meanings[id].support;
}

/* --- keys -------------------------------------------------------------------------------------------- */

bool hcn_policy_has_key(const struct hcn_policy *policy)
{
	const struct meaning *m = meaning_of(policy);

	return m && m->key;
}

/* The row of the member that is the key; NULL: it is the type. */
static const struct hcn_field *key_field(const struct hcn_policy *policy)
{
	uint64_t key = meaning_of(policy)->key;

	return key == THE_TYPE ? NULL : &policy->type->settings->fields[__builtin_ctzll(key)];
}

/* Texts, by what they mean; or objects. */
static bool same_member(const struct hcn_field *f, const void *a, const void *b)
{
	const void *left = hcn_member_const(a, f), *right = hcn_member_const(b, f);
	const char *x, *y;
	struct hcn_prefix p, q;

	if (f->kind == HCN_FIELD_OBJECT)
		return hcn_schema_equal(f->of, left, right);
	x = *(char *const *)left;
	y = *(char *const *)right;
	if (!x || !y)
		return false;
	if (f->format != HCN_FORMAT_PREFIX)
		return !strcmp(x, y);
	return hcn_prefix_parse(x, &p) && hcn_prefix_parse(y, &q) && hcn_prefix_equal(&p, &q);
}

bool hcn_policy_same_key(const struct hcn_policy *a, const struct hcn_policy *b)
{
	const struct hcn_field *f;

	if (a->type != b->type || !hcn_policy_has_key(a))
		return false;
	f = key_field(a);
	return !f || (a->settings && b->settings && same_member(f, a->settings, b->settings));
}

const char *hcn_policy_key_text(const struct hcn_policy *policy)
{
	const struct hcn_field *f = key_field(policy);
	const char *text = f && f->kind == HCN_FIELD_STR && policy->settings
				   ? *(char *const *)hcn_member_const(policy->settings, f)
				   : NULL;

	return text ? text : policy->type->name;
}

bool hcn_policy_is_removed_by_key(const struct hcn_policy *policy)
{
	const struct meaning *m = meaning_of(policy);

	return m && m->removed_by_key;
}

/* --- checks ------------------------------------------------------------------------------------------ */

static int fail_missing(struct hcn_error *err, const char *pointer, const char *key)
{
	return hcn_fail(err, HCN_INVALID_POLICY, hcn_pointer_of("%s/%s", pointer, key).text,
		"%s is missing", key);
}

static int check_number(const struct limits *limits, const struct hcn_field *f,
	const void *settings, const char *pointer, struct hcn_error *err)
{
	uint64_t value = hcn_member_integer(settings, f);

	if (value >= limits->min && value <= limits->max)
		return 0;
	return hcn_fail_expected(err, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/%s", pointer, f->key).text,
		hcn_pointer_of("%" PRIu64, value).text,
		hcn_pointer_of("%u..%u", limits->min, limits->max).text, "%s is out of range",
		f->key);
}

static int check_limits(const struct limits *limits, const struct hcn_schema *schema,
	const void *settings, const char *pointer, struct hcn_error *err)
{
	int r = 0;

	for (const struct hcn_field *f = schema->fields;
		!r && f < schema->fields + schema->n_fields; f++) {
		uint64_t bit = UINT64_C(1) << (f - schema->fields);

		if (limits->required & bit && !hcn_member_is_present(settings, schema, f))
			r = fail_missing(err, pointer, f->key);
		else if (limits->number & bit)
			r = check_number(limits, f, settings, pointer, err);
	}
	return r;
}

static int check_settings(const struct hcn_rules *rules, const struct hcn_policy *policy,
	const char *pointer, struct hcn_error *err)
{
	const struct meaning *m = &meanings[policy->type->id];
	struct hcn_pointer at = hcn_pointer_of("%s/Settings", pointer);
	int r;

	if (!policy->settings)
		return m->limits.required || (m->check && !m->bare)
			       ? fail_missing(err, pointer, "Settings")
			       : 0;
	r = check_limits(&m->limits, policy->type->settings, policy->settings, at.text, err);
	if (!r && m->check)
		r = m->check(rules, policy->settings, at.text, err);
	return r;
}

static int check_alone(
	const struct hcn_policy *policies, size_t i, const char *pointer, struct hcn_error *err)
{
	const struct hcn_policy_type *type = policies[i].type;
	int status = meanings[type->id].twice;

	for (size_t j = 0; status && j < i; j++)
		if (hcn_policy_same_key(&policies[j], &policies[i]))
			return hcn_fail(err, status, pointer, "policy %s stands twice", type->name);
	return 0;
}

static int check_type(const struct hcn_rules *rules, const struct hcn_policy_type *type,
	const char *pointer, struct hcn_error *err)
{
	const struct meaning *m = &meanings[type->id];
	struct hcn_pointer at = hcn_pointer_of("%s/Type", pointer);
	int r;

	r = hcn_rules_need(rules, m->feature, HCN_INVALID_POLICY_TYPE, at.text, err);
	if (!r && m->support == STORED)
		r = hcn_rules_stored(
			rules, hcn_pointer_of("policy %s", type->name).text, at.text, err);
	if (r)
		hcn_error_value(err, type->name, strlen(type->name));
	return r;
}

int hcn_policy_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t i,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_policy *p = &policies[i];
	int r;

	if (!p->type)
		return hcn_fail(err, HCN_INVALID_POLICY_TYPE, pointer, "a policy without Type");
	r = check_type(rules, p->type, pointer, err);
	if (!r)
		r = check_settings(rules, p, pointer, err);
	return r ? r : check_alone(policies, i, pointer, err);
}

int hcn_policies_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t n,
	const char *pointer, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = hcn_policy_check(
			rules, policies, i, hcn_pointer_of("%s/%zu", pointer, i).text, err);
	return r;
}

const struct hcn_policy_type *hcn_policy_type_find(
	const struct hcn_policy_family *family, enum hcn_policy_id id)
{
	for (const struct hcn_policy_type *type = family->types; type->name; type++)
		if (type->id == (int)id)
			return type;
	return NULL;
}

bool hcn_policy_is_unrealised(const struct hcn_policy *policy)
{
	struct hcn_neighbors neighbors;

	if (hcn_policy_is(policy, HCN_POLICY_NEIGHBOR_DISCOVERY))
		return !hcn_neighbors_read(policy->settings, &neighbors);
	return policy->type && hcn_policy_support(policy->type->id) == STORED;
}

bool hcn_policy_is_changeable(const struct hcn_policy *policy)
{
	const struct meaning *m = meaning_of(policy);

	return m && m->changeable;
}

const void *hcn_policies_next(
	const struct hcn_policy *policies, size_t n, enum hcn_policy_id id, size_t *i)
{
	while (*i < n) {
		const struct hcn_policy *policy = &policies[(*i)++];

		if (hcn_policy_is(policy, id) && policy->settings)
			return policy->settings;
	}
	return NULL;
}

const void *hcn_policies_find(const struct hcn_policy *policies, size_t n, enum hcn_policy_id id)
{
	size_t i = 0;

	return hcn_policies_next(policies, n, id, &i);
}

/* The first at or after @i; @n: none. */
static size_t next_that_touches(
	const struct hcn_policy *list, size_t n, enum hcn_touch what, size_t i)
{
	while (i < n && !(list[i].type && meanings[list[i].type->id].touches & what))
		i++;
	return i;
}

bool hcn_policies_touch(const struct hcn_policy *policies, size_t n, enum hcn_touch what)
{
	return next_that_touches(policies, n, what, 0) < n;
}

bool hcn_policies_filter_alike(
	const struct hcn_policy *a, size_t n_a, const struct hcn_policy *b, size_t n_b)
{
	size_t i = next_that_touches(a, n_a, FLOWS, 0), j = next_that_touches(b, n_b, FLOWS, 0);

	while (i < n_a && j < n_b && hcn_policy_equal(&a[i], &b[j])) {
		i = next_that_touches(a, n_a, FLOWS, i + 1);
		j = next_that_touches(b, n_b, FLOWS, j + 1);
	}
	return i == n_a && j == n_b;
}
