/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * PreserveDIP of a load balancer's port mapping: the endpoint sees the VIP as the destination.
 *
 * [inf] No document says more.  Here the endpoint must have the VIP itself, on its loopback say; InternalPort is translated as
 * without the flag; and whom connections go to is chosen as without it.
 */
#ifndef HCN_MODEL_PRESERVE_H
#define HCN_MODEL_PRESERVE_H

#include "network/network_type.h"
#include "workset.h"

/* Whether @lb wants it for a port mapping, of a VIP or (in vain) of every address of the host. */
bool hcn_preserve_wanted(const struct hcn_load_balancer *lb);

/* Why @ep, an endpoint of @net, sees its own address all the same; NULL: it sees the VIP once it is attached. */
const char *hcn_preserve_lack(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep);

/* The next endpoint of @lb from number *@at on that does not see the VIP, if it is wanted: *@ret_why NULL when there is none. */
int hcn_preserve_next_lack(struct hcn_workset *ws, const struct hcn_load_balancer *lb, size_t *at,
	const char **ret_why, struct hcn_error *err);

#endif
