/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The parts of a network's creation and modification, each in a file of its own. */
#ifndef HCN_MODEL_NETWORK_H
#define HCN_MODEL_NETWORK_H

#include "network/network_type.h"
#include "workset.h"

/* Ipams: subnets checked against the host, other networks and each other, completed with gateways and ids. */
int hcn_network_complete_subnets(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err);

/* The copy of a network that will be stored. */
int hcn_network_edit(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_network **ret,
	struct hcn_error *err);

/* Subnet Add, Subnet Remove, IPSubnet Add, IPSubnet Remove (network_subnet_modify.c). */
int hcn_network_add_subnets(struct hcn_workset *ws, const struct hcn_guid *id, const void *settings,
	struct hcn_error *err);
int hcn_network_remove_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);
int hcn_network_add_ip_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);
int hcn_network_remove_ip_subnets(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);

/* One subnet of @net, which stands at @pointer in the caller's document. */
int hcn_network_check_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	const struct hcn_network *net, struct hcn_subnet *subnet, const char *pointer,
	struct hcn_error *err);

/* Its IpSubnets; the first to stand at @pointer/IpSubnets/0 in the caller's document is the @first. */
int hcn_network_check_ip_subnets(
	struct hcn_subnet *subnet, size_t first, const char *pointer, struct hcn_error *err);

/* The families and overlaps of all subnets; those of the last @n stand at @pointer/0... in the caller's document, NULL: where
 * the network itself has them. */
int hcn_network_check_siblings(const struct hcn_rules *rules, const struct hcn_network *net,
	size_t n, const char *pointer, struct hcn_error *err);
#define HCN_NETWORK_MAX_SUBNETS                                                                    \
	64u /* every pair of them is an element of a set, and checked for overlap */

/* ManagementIP: the address of the adapter that the policies name, or of the default route's. */
int hcn_network_choose_adapter(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_network *net, struct hcn_error *err);

/* VSID, ProviderAddress and DrMacAddress of an Overlay. */
int hcn_network_complete_overlay(struct hcn_network *net, struct hcn_error *err);

/* HCN_POLICY_ALREADY_EXISTS when two of a created network's policies have one key. */
int hcn_network_check_keys(const struct hcn_network *net, struct hcn_error *err);

bool hcn_network_has_vsid(const struct hcn_subnet *subnet);
int hcn_network_fail_vsid(const char *subnet_pointer, struct hcn_error *err);

/* Policy Add, Policy Update, Policy Remove. */
int hcn_network_add_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);
int hcn_network_update_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);
int hcn_network_remove_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err);

#endif
