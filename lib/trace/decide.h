/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What an endpoint's ACLs say to one packet, from the documents: the same decision as that of the chains of acl_rows.c,
 * reached the plain way, rule by rule.
 *
 * Pure.
 */
#ifndef HCN_TRACE_DECIDE_H
#define HCN_TRACE_DECIDE_H

#include "policy/acl.h"

/* As the forward hook sees it: a destination already translated, a source not yet. */
struct hcn_packet {
	struct hcn_addr source, destination;
	uint8_t protocol;
	uint16_t source_port, destination_port; /* of protocols that have ports */
};

struct hcn_decision {
	bool allowed;
	/* what decided, "" when there is no rule for the direction: "/Policies/3", "/Policies/0/Settings/TierAclRules/1", or
	 * the network's; by_default: nothing matched, and there are rules */
	char pointer[48];
	bool of_network;
	bool by_default;
};

/* -ENOMEM. */
int hcn_acl_decide(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction direction, const struct hcn_packet *packet, struct hcn_decision *ret);

#endif
