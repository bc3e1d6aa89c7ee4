/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The texts of ACLs and sets: comma-separated protocols, addresses and ports, checked, and in a form that a data plane can
 * use (doc/facts/clients.md §4.3, §4.4).
 *
 * In: decoded Settings.  Out: refusals, or bits, prefixes, ranges and the ids of sets.  Pure; every list is read once, in
 * linear time: Calico sends 4,000 addresses in one.
 */
#ifndef HCN_MODEL_ACL_H
#define HCN_MODEL_ACL_H

#include "addr.h"
#include "docs.h"
#include "policies.h"
#include "rules.h"

/* A member of a list, not terminated, without the spaces around it. */
struct hcn_word {
	const char *text;
	size_t len;
};

/* Where a list begins; NULL: it has no members, for it is "" or absent. */
const char *hcn_words(const char *list);

/* The next member of the list at *@rest, which goes behind it (NULL: that was the last); false: no more. */
bool hcn_word_next(const char **rest, struct hcn_word *ret);

/* An address (as a prefix of full length) or a prefix; host bits are cleared. */
bool hcn_word_prefix(const struct hcn_word *word, struct hcn_prefix *ret);

/* A decimal number of up to five digits, at most @max. */
bool hcn_word_number(const struct hcn_word *word, uint32_t max, uint32_t *ret);

#define HCN_ACL_ANY_PROTOCOL 256u

/* --- checks ------------------------------------------------------------------------------------------- */

/* HCN_INVALID_POLICY for what is no list of protocol numbers, addresses (or ids of sets, with @may_name_sets) and ports; or
 * is newer than the HNS version of @rules.  @pointer is the object's that holds the members. */
int hcn_acl_check_tuple(const struct hcn_rules *rules, const struct hcn_five_tuple *tuple,
	bool may_name_sets, const char *pointer, struct hcn_error *err);

/* A list of addresses and prefixes only; @member is its key. */
int hcn_acl_check_addresses(
	const char *list, const char *member, const char *pointer, struct hcn_error *err);

/* The members that ACLs, rules of tiers and filters have in common, borrowed. */
#define HCN_TUPLE_OF(object)                                                                       \
	((const struct hcn_five_tuple){ .present = (object)->present,                              \
		.protocols = (object)->protocols,                                                  \
		.local_addresses = (object)->local_addresses,                                      \
		.remote_addresses = (object)->remote_addresses,                                    \
		.local_ports = (object)->local_ports,                                              \
		.remote_ports = (object)->remote_ports,                                            \
		.priority = (object)->priority })

/* --- sets --------------------------------------------------------------------------------------------- */

/* Whether an ACL, a NetworkACL, a rule of a TierAcl or a nested set names the set @id. */
bool hcn_acl_names_set(const struct hcn_policy *policy, const char *id);

/* The sets of a network, by id. */
struct hcn_sets {
	const struct hcn_set_policy **list; /* sorted, borrowed from the network */
	size_t n;
};
int hcn_sets_read(const struct hcn_network *net, struct hcn_sets *ret);
void hcn_sets_clear(struct hcn_sets *sets);

/* HCN_INVALID_POLICY when @policy, which stands at @pointer, names a set that is not there, or is a nested set and names
 * one that is not of addresses. */
int hcn_acl_check_sets(const struct hcn_sets *sets, const struct hcn_policy *policy,
	const char *pointer, struct hcn_error *err);

/* The same for all policies of @net itself; @pointer is that of the list: "/Policies". */
int hcn_network_check_sets(
	const struct hcn_network *net, const char *pointer, struct hcn_error *err);

/* --- what a rule matches -------------------------------------------------------------------------------- */

struct hcn_acl_addresses {
	struct hcn_prefix *prefixes; /* any of them */
	size_t n_prefixes;
	/* [inf] all of them (doc/facts/clients.md §4.4); each a copy */
	char **sets;
	size_t n_sets;
};

/* Lists that are absent match everything. */
struct hcn_acl_match {
	bool any_protocol;
	uint8_t protocols[32]; /* a bit for each number */
	struct hcn_acl_addresses local, remote;
	struct hcn_port_range *local_ports, *remote_ports;
	size_t n_local_ports, n_remote_ports;
};

/* Reads a checked tuple into an empty *@ret; -EINVAL for one that is not, -ENOMEM: then it stays empty. */
int hcn_acl_match_read(const struct hcn_five_tuple *tuple, struct hcn_acl_match *ret);
bool hcn_acl_match_protocol(const struct hcn_acl_match *match, uint8_t protocol);
void hcn_acl_match_clear(struct hcn_acl_match *match);

#endif
