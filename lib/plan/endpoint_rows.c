/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Desired kernel state of one endpoint: nothing but its policies' set elements while it is not attached; attached, a veth
 * pair whose host end is a port of the network's bridge, and addresses and routes on the other end.
 *
 * Pure: no syscalls, no store writes; the golden files in tests/plan show its output.
 *
 * Tests: tests/plan/cases/endpoint-attached.txt (link)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "acl_rows.h"
#include "endpoint/endpoint.h"
#include "endpoint_rows.h"
#include "multihome_rows.h"
#include "neighbor_rows.h"
#include "network/network_type.h"
#include "objects.h"
#include "policy/policy.h"
#include "policy_rows.h"
#include "proxy_rows.h"
#include "route_rows.h"
#include "row_parts.h"
#include "skeleton.h"
#include "sysctls.h"
#include "wfp_rows.h"

/* Where the endpoint's inner end is: the netns ("" on the host) and the device. */
struct place {
	char netns[HCN_GUID_TEXT_SIZE];
	const char *dev;
};

static struct place place_of(const struct hcn_endpoint *ep)
{
	struct place place = { .dev = ep->if_name };

	if (!hcn_guid_equal(&ep->host_compute_namespace, &hcn_host_default_id))
		memcpy(place.netns, hcn_guid_lower(&ep->host_compute_namespace).text,
			sizeof(place.netns));
	return place;
}

static const char *display_name(const struct hcn_endpoint *ep)
{
	const struct hcn_port_name *port = hcn_policies_find(
		ep->policies, ep->n_policies, HCN_POLICY_PORT_NAME);

	if (port && port->name && *port->name)
		return port->name;
	return ep->name;
}

static void add_veth(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct place *place, const char *port, const char *bridge, const char *mac,
	struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_LINK);
	const struct hcn_mac own = hcn_device_mac(&ep->id, 0xfe);

	HCN_ROW_STR(rows, row, link, name, "%s", port);
	HCN_PUT(&row->link, hcn_row_link, type, HCN_LINK_VETH);
	HCN_ROW_STR(rows, row, link, mac, "%s", hcn_mac_colons(&own).text);
	HCN_PUT(&row->link, hcn_row_link, mtu, hcn_endpoint_mtu(net, ep));
	HCN_ROW_STR(rows, row, link, master, "%s", bridge);
	hcn_rows_set_alias(rows, row, "endpoint", &ep->id, display_name(ep));
	HCN_ROW_STR(rows, row, link, peer_name, "%s", place->dev);
	if (*place->netns)
		HCN_ROW_STR(rows, row, link, peer_netns, "%s", place->netns);
	HCN_ROW_STR(rows, row, link, peer_mac, "%s", mac);
	if (ep->flags & HCN_ENDPOINT_DISABLE_ICC)
		HCN_PUT(&row->link, hcn_row_link, isolated, true);
	HCN_PUT(&row->link, hcn_row_link, locked, true);
}

/* It speaks for its own addresses only.  On the host it may route for others, as Flannel's and Calico's do. */
static void add_guard(const struct hcn_endpoint *ep, const char *port, struct hcn_rows *rows)
{
	char key[HCN_IFNAME_SIZE + HCN_PREFIX_TEXT_SIZE + 8];

	hcn_rows_add_table(rows, HCN_NFT_GUARD);
	snprintf(key, sizeof(key), "\"%s\"", port);
	hcn_rows_add_elem(rows, HCN_SET_PORTS, HCN_FAMILY_NONE, key, NULL);
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr))
			continue;
		hcn_rows_for_part(rows, "/IpConfigurations/%zu", i);
		snprintf(key, sizeof(key), "\"%s\" . %s", port, hcn_addr_format(&addr).text);
		hcn_rows_add_elem(rows, HCN_SET_SOURCE, addr.family, key, NULL);
	}
	hcn_rows_for_part(rows, "%s", "");
}

static void add_rate(
	const struct hcn_endpoint *ep, const struct place *place, struct hcn_rows *rows)
{
	uint64_t rate = hcn_endpoint_rate(ep);
	struct hcn_row *row;

	if (!rate)
		return;
	row = hcn_rows_add(rows, HCN_ROW_QDISC);
	if (*place->netns)
		HCN_ROW_STR(rows, row, qdisc, netns, "%s", place->netns);
	HCN_ROW_STR(rows, row, qdisc, dev, "%s", place->dev);
	HCN_PUT(&row->qdisc, hcn_row_qdisc, rate, rate);
}

static void add_fdb(const char *port, const char *mac, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_FDB);

	HCN_ROW_STR(rows, row, fdb, dev, "%s", port);
	HCN_ROW_STR(rows, row, fdb, mac, "%s", mac);
}

static void add_addr(const struct place *place, const struct hcn_addr *addr, unsigned len,
	bool routed, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_ADDR);

	if (*place->netns)
		HCN_ROW_STR(rows, row, addr, netns, "%s", place->netns);
	else if (routed)
		/* the host reaches the subnet through the bridge: no second connected route */
		len = hcn_addr_bits(addr);
	HCN_ROW_STR(rows, row, addr, dev, "%s", place->dev);
	HCN_ROW_STR(rows, row, addr, prefix, "%s/%u", hcn_addr_format(addr).text, len);
}

/* The host knows its endpoints' MACs: no ARP on the first packet, none to spoof. */
static void add_neigh(
	const char *bridge, const struct hcn_addr *addr, const char *mac, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NEIGH);

	HCN_ROW_STR(rows, row, neigh, dev, "%s", bridge);
	HCN_ROW_STR(rows, row, neigh, ip, "%s", hcn_addr_format(addr).text);
	HCN_ROW_STR(rows, row, neigh, mac, "%s", mac);
}

/* Of several interfaces in one namespace each asks in its own name: an ARP request in another's does not pass the guard. */
static void add_announce(const struct place *place, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_SYSCTL);

	row->shared = true;
	HCN_ROW_STR(rows, row, sysctl, netns, "%s", place->netns);
	HCN_ROW_STR(rows, row, sysctl, path, HCN_SYSCTL_ANNOUNCE);
	HCN_ROW_STR(rows, row, sysctl, value, "2");
}

static int add_addresses(const struct hcn_network *net, const struct hcn_endpoint *ep,
	const struct place *place, const char *bridge, const char *mac, struct hcn_rows *rows)
{
	bool routed = hcn_network_traits(net)->routed;

	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr addr;

		if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr))
			return -EINVAL;
		hcn_rows_for_part(rows, "/IpConfigurations/%zu", i);
		add_addr(place, &addr, ep->ip_configurations[i].prefix_length, routed, rows);
		if (!*place->netns || !routed)
			continue;
		add_neigh(bridge, &addr, mac, rows);
		/* a bridge has one MTU: without a route that knows better its port drops what is larger, without an error */
		if (hcn_endpoint_mtu(net, ep) < net->mtu)
			hcn_endpoint_way_row(net, ep, &addr, rows);
	}
	hcn_rows_for_part(rows, "%s", "");
	return 0;
}

static int add_attachment(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, struct hcn_rows *rows, struct hcn_error *err)
{
	const struct place place = place_of(ep);
	char port[HCN_IFNAME_SIZE], bridge[HCN_IFNAME_SIZE];
	struct hcn_mac_text mac_text;
	struct hcn_mac mac;
	int r;

	if (!hcn_mac_parse(ep->mac_address, &mac))
		return -EINVAL;
	mac_text = hcn_mac_colons(&mac);
	hcn_network_bridge(&ep->host_compute_network, bridge);
	hcn_endpoint_port(&ep->id, port);
	add_veth(net, ep, &place, port, bridge, mac_text.text, rows);
	if (hcn_endpoint_has_mappings(ep)) /* its own published port leads back to it */
		hcn_rows_add_flag(rows, port, HCN_LINK_HAIRPIN);
	if (hcn_policies_touch(ep->policies, ep->n_policies, HCN_TOUCHES_BRIDGE))
		hcn_rows_add_flag(rows, bridge, HCN_LINK_NF_CALL);
	add_rate(ep, &place, rows);
	add_fdb(port, mac_text.text, rows);
	r = add_addresses(net, ep, &place, bridge, mac_text.text, rows);
	if (r)
		return r;
	if (*place.netns) {
		r = hcn_endpoint_route_rows(ws, net, ep, place.netns, 0, rows, err);
		if (!r)
			r = hcn_multihome_rows(ws, net, ep, place.netns, rows, err);
		if (r)
			return r;
		hcn_neighbor_rows(net, ep, place.netns, rows);
		add_guard(ep, port, rows);
		if (hcn_endpoint_ordinal(ep))
			add_announce(&place, rows);
	}
	r = hcn_acl_rows(net, ep, rows);
	if (!r)
		r = hcn_proxy_rows(net, ep, rows);
	return r ? r : hcn_wfp_rows(ep, place.netns, rows);
}

int hcn_endpoint_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err)
{
	const struct hcn_endpoint *ep = object;
	const struct hcn_network *net;
	int r;

	if (ep->flags & HCN_ENDPOINT_REMOTE) /* its own host does all that */
		return 0;
	r = hcn_endpoint_network(ws, ep, &net, err);
	if (r)
		return r;
	if (!hcn_network_traits(net)->bridge)
		return 0;
	if (HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
		r = add_attachment(ws, net, ep, rows, err);
	return r ? r : hcn_policy_rows(net, ep, rows);
}
