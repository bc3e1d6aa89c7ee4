/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Desired kernel state of one network, by the traits of its type: a bridge, on it the gateway addresses where the host is the
 * router, forwarding, and its prefixes in the sets that decide about masquerading.
 *
 * Pure: no syscalls, no store writes; the golden files in tests/plan show its output.
 *
 * Tests: tests/plan/cases/network-v4.txt (ip_forward)
 */
#include <stdio.h>
#include <string.h>

#include "network/ipam.h"
#include "network/network_type.h"
#include "network_rows.h"
#include "policy/policy.h"
#include "row_parts.h"
#include "set_rows.h"
#include "skeleton.h"
#include "sysctls.h"

/* `ip link show hcn-NAME` works when the name is fit to be typed. */
static bool is_fit_for_altname(const char *name)
{
	size_t len = strlen(name);

	for (size_t i = 0; i < len; i++)
		if (name[i] <= ' ' || name[i] > '~' || name[i] == '/')
			return false;
	return len && len <= 100;
}

/* Not that of the lowest port.  An Overlay's routers have one MAC on all hosts. */
static struct hcn_mac bridge_mac(const struct hcn_network *net)
{
	const struct hcn_dr_mac_address *router = hcn_policies_find(
		net->policies, net->n_policies, HCN_POLICY_DR_MAC_ADDRESS);
	struct hcn_mac mac;

	if (net->type == HCN_NETWORK_OVERLAY && router && hcn_mac_parse(router->address, &mac))
		return mac;
	return hcn_device_mac(&net->id, 0x02);
}

static void add_bridge(const struct hcn_network *net, const char *bridge, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_LINK);
	const struct hcn_mac mac = bridge_mac(net);

	HCN_ROW_STR(rows, row, link, name, "%s", bridge);
	HCN_PUT(&row->link, hcn_row_link, type, HCN_LINK_BRIDGE);
	HCN_ROW_STR(rows, row, link, mac, "%s", hcn_mac_colons(&mac).text);
	HCN_PUT(&row->link, hcn_row_link, mtu, net->mtu);
	hcn_rows_set_alias(rows, row, "network", &net->id, net->name);
	if (net->name && is_fit_for_altname(net->name))
		HCN_ROW_STR(rows, row, link, altname, "hcn-%s", net->name);
}

static void add_gateway(
	const struct hcn_subnet_view *subnet, const char *bridge, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_ADDR);

	HCN_ROW_STR(rows, row, addr, dev, "%s", bridge);
	HCN_ROW_STR(rows, row, addr, prefix, "%s/%u", hcn_addr_format(&subnet->gateway).text,
		subnet->prefix.len);
}

static void add_masquerade(const struct hcn_subnet_view *subnet, struct hcn_rows *rows)
{
	const struct hcn_prefix net = hcn_prefix_mask(&subnet->prefix);

	hcn_rows_add_elem(rows, HCN_SET_NAT, net.addr.family, hcn_prefix_format(&net).text, NULL);
}

/* From @from to each subnet of its family, itself included: inside the network nothing is masqueraded. */
static void add_local_pairs(
	const struct hcn_network *net, const struct hcn_subnet_view *from, struct hcn_rows *rows)
{
	const struct hcn_prefix source = hcn_prefix_mask(&from->prefix);
	struct hcn_subnet_view to;

	for (size_t i = 0; hcn_network_subnet(net, i, &to); i++) {
		const struct hcn_prefix target = hcn_prefix_mask(&to.prefix);
		char pair[2 * HCN_PREFIX_TEXT_SIZE + 4];

		if (target.addr.family != source.addr.family)
			continue;
		snprintf(pair, sizeof(pair), "%s . %s", hcn_prefix_format(&source).text,
			hcn_prefix_format(&target).text);
		hcn_rows_add_elem(rows, HCN_SET_LOCAL, source.addr.family, pair, NULL);
	}
}

static void add_forwarding(const char *path, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_SYSCTL);

	row->shared = true;
	HCN_ROW_STR(rows, row, sysctl, path, "%s", path);
	HCN_ROW_STR(rows, row, sysctl, value, "1");
}

/* An Internal network, whatever others make the host forward. */
static void add_walls(const char *quoted, struct hcn_rows *rows)
{
	char pair[2 * HCN_IFNAME_SIZE + 8];

	hcn_rows_add_elem(rows, HCN_SET_INBR, HCN_FAMILY_NONE, quoted, NULL);
	snprintf(pair, sizeof(pair), "%s . %s", quoted, quoted);
	hcn_rows_add_elem(rows, HCN_SET_INSIDE, HCN_FAMILY_NONE, pair, NULL);
}

int hcn_network_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err)
{
	const struct hcn_network *net = object;
	const struct hcn_network_traits *traits = hcn_network_traits(net);
	char bridge[HCN_IFNAME_SIZE], quoted[HCN_IFNAME_SIZE + 2];
	bool v4 = false, v6 = false;
	struct hcn_subnet_view subnet;
	int r;

	if (!traits->bridge)
		return 0;
	hcn_network_bridge(&net->id, bridge);
	hcn_rows_add_table(rows, HCN_NFT_TABLE);
	r = hcn_set_rows(net, rows);
	if (r)
		return r;
	add_bridge(net, bridge, rows);
	if (hcn_policies_touch(net->policies, net->n_policies, HCN_TOUCHES_BRIDGE))
		hcn_rows_add_flag(rows, bridge, HCN_LINK_NF_CALL);
	snprintf(quoted, sizeof(quoted), "\"%s\"", bridge);
	if (traits->routed)
		hcn_rows_add_elem(rows, HCN_SET_NATBR, HCN_FAMILY_NONE, quoted, NULL);
	if (traits->routed && !traits->forwarding)
		add_walls(quoted, rows);
	for (size_t i = 0; hcn_network_subnet(net, i, &subnet); i++) {
		if (traits->routed)
			add_gateway(&subnet, bridge, rows);
		if (traits->masquerade)
			add_masquerade(&subnet, rows);
		add_local_pairs(net, &subnet, rows);
		v4 = v4 || subnet.prefix.addr.family == HCN_IPV4;
		v6 = v6 || subnet.prefix.addr.family == HCN_IPV6;
	}
	if (v4 && traits->forwarding)
		add_forwarding(HCN_SYSCTL_FORWARD4, rows);
	if (v6 && traits->forwarding)
		add_forwarding(HCN_SYSCTL_FORWARD6, rows);
	return 0;
}
