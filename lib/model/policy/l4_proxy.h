/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the members of an L4Proxy mean.  Pure.
 *
 * [inf] IP and Port say what is led away, Destination is the proxy: Microsoft's New-HnsProxyPolicy fills IP and Port from its
 * optional DestinationPrefix and DestinationPort and demands Destination, and hcsshim leaves out an empty IP and Port but always
 * sends Destination.  This is the one place that says so.
 */
#ifndef HCN_MODEL_L4_PROXY_H
#define HCN_MODEL_L4_PROXY_H

#include "addr.h"
#include "policies.h"

struct hcn_l4_proxy_rule {
	uint32_t protocol;           /* HCN_PROTOCOL_TCP or HCN_PROTOCOL_UDP */
	struct hcn_prefix to;        /* what is led away, host bits cleared */
	struct hcn_port_range ports; /* one, or all of them */
	struct hcn_addr proxy;
	uint16_t proxy_port;
	bool outbound_nat;
};

/* HCN_INVALID_POLICY for what leads nowhere; @pointer is that of the Settings. */
int hcn_l4_proxy_read(const struct hcn_l4_proxy *proxy, const char *pointer,
	struct hcn_l4_proxy_rule *ret, struct hcn_error *err);

#endif
