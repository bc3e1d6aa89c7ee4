/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What lets an endpoint see a VIP as the destination (PreserveDIP), beside the elements of the frontends.
 *
 * The host's hooks see a load balancer like any other: they translate to the endpoint's address and back.  Behind the last of
 * them the destination is put back, and what the endpoint sends as the VIP gets its own address before the first one.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/loadbalancer-preserve.txt (lbkeep4)
 */
#include <stdio.h>
#include <string.h>

#include "loadbalancer/preserve.h"
#include "policy/policy.h"
#include "preserve_rows.h"
#include "row_parts.h"
#include "skeleton.h"

/* As in `balanced` of the skeleton, the protocol comes first. */
#define PRESERVED(proto)                                                                           \
	"meta l4proto " proto                                                                      \
	" ip daddr set ct original ip daddr . meta l4proto . ct original proto-dst . ip daddr "    \
	"map @lbkeep4",                                                                            \
		"meta l4proto " proto                                                              \
		" ip6 daddr set ct original ip6 daddr . meta l4proto . ct original proto-dst . "   \
		"ip6 daddr map @lbkeep6"

static const char *const preserved[] = { PRESERVED("tcp"), PRESERVED("udp"), NULL };

static const char *const to_backends[] = {
	"ct status dnat ct direction original jump preserved",
	NULL,
};

static void add_chain(
	const char *name, const char *hook, const char *const *rules, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_CHAIN);

	row->shared = true;
	HCN_ROW_STR(rows, row, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(rows, row, nft_chain, chain, "%s", name);
	if (hook)
		HCN_ROW_STR(rows, row, nft_chain, hook, "%s", hook);
	for (; *rules; rules++)
		hcn_rows_add_rule(rows, row, "%s", *rules);
}

/* No part of the skeleton: packets pay for them only where somebody wants them. */
static void add_chains(struct hcn_rows *rows)
{
	add_chain("preserved", NULL, preserved, rows);
	/* behind all NAT, and when it is known whom to send it to */
	add_chain("to_backends", "filter postrouting 101", to_backends, rows);
}

static void add_guard_elem(struct hcn_rows *rows, enum hcn_set set, const char *port,
	const struct hcn_addr *addr, const struct hcn_addr *data)
{
	char key[HCN_IFNAME_SIZE + HCN_PREFIX_TEXT_SIZE + 8];

	snprintf(key, sizeof(key), "\"%s\" . %s", port, hcn_addr_format(addr).text);
	hcn_rows_add_elem(rows, set, addr->family, key, data ? hcn_addr_format(data).text : NULL)
		->shared = true;
}

/* Linux looks for IPv6 neighbours with an address of the interface: the VIP may be on another, and then a link-local one. */
static void add_link_local(const struct hcn_endpoint *ep, const char *port, struct hcn_rows *rows)
{
	struct hcn_addr addr = { .family = HCN_IPV6, .bytes = { 0xfe, 0x80 } };
	struct hcn_row *row;
	struct hcn_mac mac;

	if (!hcn_mac_parse(ep->mac_address, &mac))
		return;
	memcpy(&addr.bytes[8], mac.bytes, 3);
	addr.bytes[8] ^= 2;
	addr.bytes[11] = 0xff;
	addr.bytes[12] = 0xfe;
	memcpy(&addr.bytes[13], &mac.bytes[3], 3);
	row = hcn_rows_add(rows, HCN_ROW_ADDR);
	row->shared = true;
	HCN_ROW_STR(rows, row, addr, netns, "%s", hcn_guid_lower(&ep->host_compute_namespace).text);
	HCN_ROW_STR(rows, row, addr, dev, "%s", ep->if_name);
	HCN_ROW_STR(rows, row, addr, prefix, "%s/64", hcn_addr_format(&addr).text);
	add_guard_elem(rows, HCN_SET_SOURCE, port, &addr, NULL);
}

bool hcn_preserve_holds(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep)
{
	return HCN_HAS(ep, hcn_endpoint, host_compute_namespace) && !hcn_preserve_lack(lb, net, ep);
}

void hcn_preserve_rows(const struct hcn_load_balancer *lb, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	char port[HCN_IFNAME_SIZE];
	bool has_ipv4 = false, has_ipv6 = false;
	struct hcn_addr own;

	if (!hcn_preserve_wanted(lb) || !hcn_preserve_holds(lb, net, ep))
		return;
	hcn_rows_add_table(rows, HCN_NFT_GUARD);
	add_chains(rows);
	hcn_endpoint_port(&ep->id, port);
	for (size_t i = 0; i < hcn_lb_n_frontends(lb); i += lb->n_port_mappings) {
		const struct hcn_addr vip = hcn_lb_frontend(lb, i).vip;

		if (!hcn_endpoint_address(ep, vip.family, &own))
			continue;
		add_guard_elem(rows, HCN_SET_LBFROM, port, &vip, &own);
		has_ipv4 = has_ipv4 || vip.family == HCN_IPV4;
		has_ipv6 = has_ipv6 || vip.family == HCN_IPV6;
	}
	if (has_ipv4 && hcn_endpoint_address(ep, HCN_IPV4, &own))
		hcn_endpoint_way_row(net, ep, &own, rows);
	if (has_ipv6 && hcn_endpoint_address(ep, HCN_IPV6, &own)) {
		hcn_endpoint_way_row(net, ep, &own, rows);
		add_link_local(ep, port, rows);
	}
}
