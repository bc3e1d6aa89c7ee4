/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What each policy means on Linux: honoured, kept for the client only, or refused; and port mappings in a form that
 * checks, indexes and planner share.
 */
#ifndef HCN_MODEL_POLICY_H
#define HCN_MODEL_POLICY_H

#include "docs.h"
#include "policies.h"
#include "rules.h"

enum hcn_support {
	HCN_SUPPORT_HONOURED = 1, /* in the kernel when the call returns */
	HCN_SUPPORT_KEPT,         /* has no meaning on Linux: stored and echoed */
	/* would change packets, and nothing here does it yet: stored, echoed, refused under HCN_STRICT */
	HCN_SUPPORT_STORED,
};
enum hcn_support hcn_policy_support(enum hcn_policy_id id);

/* What a policy decides about besides the object that has it. */
enum hcn_touch {
	HCN_TOUCHES_FLOWS =
		1, /* which packets may pass: connections are asked again when it changes */
	HCN_TOUCHES_BRIDGE = 2, /* packets inside its network, which a bridge alone would forward */
	HCN_TOUCHES_ENDPOINTS = 4, /* a network's: it is in the rows of each of its endpoints */
};

/* Whether one of the list does. */
bool hcn_policies_touch(const struct hcn_policy *policies, size_t n, enum hcn_touch what);

/*
 * Refuses the @i-th policy of a list when it cannot be honoured (HCN_REQUEST_UNSUPPORTED, with the reason), is newer than
 * the HNS version of @rules (HCN_INVALID_POLICY_TYPE), or may stand only once and does not (InterfaceParameters:
 * HCN_INTERFACEPARAMETERS_ALREADY_APPLIED).  @pointer is where the caller's document has it: "/Policies/0".
 */
int hcn_policy_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t i,
	const char *pointer, struct hcn_error *err);

/* All of a list; @pointer is that of the list: "/Policies". */
int hcn_policies_check(const struct hcn_rules *rules, const struct hcn_policy *policies, size_t n,
	const char *pointer, struct hcn_error *err);

/* The row of a type by its id; NULL: not one of the family. */
const struct hcn_policy_type *hcn_policy_type_find(
	const struct hcn_policy_family *family, enum hcn_policy_id id);

/* Flags of endpoints that are stored and not in the kernel yet. */
#define HCN_ENDPOINT_STORED_FLAGS (HCN_ENDPOINT_ENABLE_MIRRORING | HCN_ENDPOINT_ENABLE_DHCP)

/* Whether its packets are not done yet: stored, echoed, and listed by hcn_explain() as not realised. */
bool hcn_policy_is_unrealised(const struct hcn_policy *policy);

/* Whether something tells policies of its type apart, which an Update then goes by: a network has one of each key. */
bool hcn_policy_has_key(const struct hcn_policy *policy);
bool hcn_policy_same_key(const struct hcn_policy *a, const struct hcn_policy *b);

/* The key of a policy that has one, as a client would know it; the name of the type where that is the key. */
const char *hcn_policy_key_text(const struct hcn_policy *policy);

/* Whether a Remove means what has its key, whatever else it says. */
bool hcn_policy_is_removed_by_key(const struct hcn_policy *policy);

/* Whether a Policy Update that does not name it removes it. */
bool hcn_policy_is_changeable(const struct hcn_policy *policy);

static inline bool hcn_policy_is(const struct hcn_policy *policy, enum hcn_policy_id id)
{
	return policy->type && policy->type->id == (int)id;
}

/* The Settings of the next policy of this type, from the @i-th on; *@i becomes the number behind it.  NULL: no more.  One
 * without Settings is passed over. */
const void *hcn_policies_next(
	const struct hcn_policy *policies, size_t n, enum hcn_policy_id id, size_t *i);

/* The Settings of the first policy of this type; NULL: none. */
const void *hcn_policies_find(const struct hcn_policy *policies, size_t n, enum hcn_policy_id id);

/* One port of one protocol published by a PortMapping policy. */
struct hcn_mapping {
	int family; /* enum hcn_family */
	uint32_t protocol;
	uint32_t external_port; /* 0: to be allocated */
	uint32_t internal_port;
	struct hcn_addr vip; /* family HCN_FAMILY_NONE: every local address */
	struct hcn_addr target;
};

/*
 * What a PortMapping publishes: one port, or two when its Protocol is absent or 0 (TCP and UDP).
 * IPv6 with the IPv6 flag, an IPv6 VIP, or when the endpoint has no IPv4 address.
 */
size_t hcn_port_mappings(const struct hcn_endpoint *ep, const struct hcn_port_mapping *pm,
	struct hcn_mapping ret[2]);

/* Whether one of its policies publishes a port. */
bool hcn_endpoint_has_mappings(const struct hcn_endpoint *ep);

/* Whether two lists have the same ACLs, tiers and sets, in the same order. */
bool hcn_policies_filter_alike(
	const struct hcn_policy *a, size_t n_a, const struct hcn_policy *b, size_t n_b);

/* Bytes a second that it may send; 0: as many as it can.  [unk] Of several QOS policies the strictest holds. */
uint64_t hcn_endpoint_rate(const struct hcn_endpoint *ep);

/* Of the endpoint's interface: its InterfaceParameters' Mtu or the network's, less EncapOverhead. */
uint32_t hcn_endpoint_mtu(const struct hcn_network *net, const struct hcn_endpoint *ep);

/* HCN_INVALID_POLICY when that is less than IP needs (RFC 791: 68; RFC 8200: 1280); @pointer: "/Policies". */
int hcn_endpoint_check_mtu(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const char *pointer, struct hcn_error *err);

/* HCN_INVALID_POLICY when OutBoundNAT policies name two VirtualIPs of one family. */
int hcn_endpoint_check_virtual_ips(
	const struct hcn_endpoint *ep, const char *pointer, struct hcn_error *err);

/* What a route of the endpoint means; false: nothing.  Dummies have no real next hop (Azure's 0.0.0.0), others a family
 * that the endpoint has no address of.  *@ret_dst has no host bits. */
bool hcn_endpoint_route(const struct hcn_endpoint *ep, const struct hcn_route *route,
	struct hcn_addr *ret_hop, struct hcn_prefix *ret_dst);

/* What a network's NeighborDiscovery says: the addresses of @target are at @mac. */
struct hcn_neighbors {
	struct hcn_prefix target; /* each of its addresses is a row of each endpoint */
	struct hcn_mac mac;
};
#define HCN_NEIGHBORS_BITS 8u /* of the address: 256 of them */

/* false: it says too much or too little to be carried out.  @nd may be NULL: a policy without Settings. */
bool hcn_neighbors_read(const struct hcn_neighbor_discovery *nd, struct hcn_neighbors *ret);

/* The endpoint's first address of @family; false: none. */
bool hcn_endpoint_address(const struct hcn_endpoint *ep, int family, struct hcn_addr *ret);

#endif
