/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What a load balancer adds to the nftables table: four elements per frontend, and one per frontend and backend; and to a bridge,
 * when a VIP is in its subnet.
 *
 * A frontend (address, protocol and port) leads to its choice: how to choose, and among how many.  Load balancers of one choice
 * share a chain, whose rules put the number chosen into the packet's priority and look up the backend of that number.  So
 * a packet costs the same among ten and ten thousand, and one more is a handful of elements.
 *
 * Pure.  doc/dataplane.md draws it; lib/rows/skeleton.c is the table.
 *
 * Tests: tests/plan/cases/loadbalancer.txt (jhash)
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "loadbalancer_rows.h"
#include "network/ipam.h"
#include "network/network_type.h"
#include "policy/policy.h"
#include "preserve_rows.h"
#include "references.h"
#include "row_parts.h"
#include "skeleton.h"

#define KEY_SIZE 96 /* two IPv6 addresses and more */

/* A choice as nft writes a class: "6843:MINOR", the number of backends in the lower bits of MINOR, above them the way. */
#define CHOICE_MAJOR 0x6843u
#define SEED         "0x68636e" /* the same on every host, so that all of them choose alike */

struct backend {
	const struct hcn_endpoint *ep;
	const struct hcn_network *net;
};

struct balancer {
	const struct hcn_load_balancer *lb;
	struct backend *backends;
	size_t n_backends;
	struct hcn_rows *rows;
};

/* --- the chain of a choice ------------------------------------------------------------------------------ */

struct choice {
	bool node; /* a port of every address of the host */
	enum hcn_lb_distribution distribution;
	size_t n; /* backends */
};

static void format_choice(const struct choice *c, char ret[KEY_SIZE])
{
	unsigned way = c->n ? (unsigned)c->distribution + (c->node ? 3 : 0) : 0;

	snprintf(
		ret, KEY_SIZE, "%x:%x", CHOICE_MAJOR, (unsigned)c->n | way << HCN_LB_BACKENDS_BITS);
}

static void name_chain(const struct choice *c, char ret[KEY_SIZE])
{
	static const char *const ways[] = { "5tuple", "srcproto", "src" };

	if (c->n)
		snprintf(ret, KEY_SIZE, "lb%s_%s_%zu", c->node ? "n" : "", ways[c->distribution],
			c->n);
	else
		snprintf(ret, KEY_SIZE, "lb_none");
}

static void add_rules(
	const struct choice *c, int family, struct hcn_rows *rows, struct hcn_row *row)
{
	const char *ip = family == HCN_IPV4 ? "ip" : "ip6";
	char fields[KEY_SIZE] = "";

	if (c->distribution == HCN_LB_DISTRIBUTION_5TUPLE)
		snprintf(fields, sizeof(fields), " . %s daddr . meta l4proto . th sport . th dport",
			ip);
	else if (c->distribution == HCN_LB_DISTRIBUTION_SOURCE_IP_PROTOCOL)
		snprintf(fields, sizeof(fields), " . meta l4proto");
	hcn_rows_add_rule(rows, row,
		"meta priority set jhash %s saddr%s mod %zu seed " SEED " offset 1", ip, fields,
		c->n);
	if (c->node)
		hcn_rows_add_rule(rows, row,
			"dnat %s to meta l4proto . th dport . meta priority map @%s", ip,
			hcn_set_name(HCN_SET_LBNTO, family));
	else
		hcn_rows_add_rule(rows, row,
			"dnat %s to %s daddr . meta l4proto . th dport . meta priority map @%s", ip,
			ip, hcn_set_name(HCN_SET_LBTO, family));
}

/* One for all load balancers that choose so. */
static void add_chain(const struct choice *c, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_CHAIN);
	char name[KEY_SIZE];

	row->shared = true;
	name_chain(c, name);
	HCN_ROW_STR(rows, row, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(rows, row, nft_chain, chain, "%s", name);
	if (c->n) {
		add_rules(c, HCN_IPV4, rows, row);
		add_rules(c, HCN_IPV6, rows, row);
	} else {
		hcn_rows_add_rule(rows, row, "meta l4proto tcp reject with tcp reset");
		hcn_rows_add_rule(rows, row, "reject");
	}
}

static void add_choice(struct balancer *b, const struct choice *c)
{
	char key[KEY_SIZE], chain[KEY_SIZE], verdict[KEY_SIZE + 8];

	add_chain(c, b->rows);
	format_choice(c, key);
	name_chain(c, chain);
	snprintf(verdict, sizeof(verdict), "goto %s", chain);
	hcn_rows_add_elem(b->rows, HCN_SET_LBPICK, HCN_FAMILY_NONE, key, verdict)->shared = true;
}

/* --- frontends ------------------------------------------------------------------------------------------ */

static size_t count_backends(const struct balancer *b, int family)
{
	struct hcn_addr addr;
	size_t n = 0;

	for (size_t i = 0; i < b->n_backends; i++)
		n += hcn_endpoint_address(b->backends[i].ep, family, &addr);
	return n;
}

/* FRONTEND . address : VIP, which the backend sees as the destination. */
static void add_kept(struct balancer *b, const char *frontend, const struct hcn_addr *vip,
	const struct hcn_addr *addr)
{
	char key[2 * KEY_SIZE];

	snprintf(key, sizeof(key), "%s . %s", frontend, hcn_addr_format(addr).text);
	hcn_rows_add_elem(b->rows, HCN_SET_LBKEEP, vip->family, key, hcn_addr_format(vip).text);
}

/* FRONTEND . number : address . port, counted from 1 */
static void add_targets(struct balancer *b, const struct hcn_lb_port_mapping *m,
	const struct hcn_addr *vip, int family, const char *frontend)
{
	bool keep = vip && m->flags & HCN_LB_MAPPING_PRESERVE_DIP;
	struct hcn_addr addr;
	size_t n = 0;

	for (size_t i = 0; i < b->n_backends; i++) {
		const struct backend *backend = &b->backends[i];
		char key[KEY_SIZE + 16], data[KEY_SIZE];

		if (!hcn_endpoint_address(backend->ep, family, &addr))
			continue;
		if (keep && hcn_preserve_holds(b->lb, backend->net, backend->ep))
			add_kept(b, frontend, vip, &addr);
		snprintf(key, sizeof(key), "%s . 0:%zx", frontend, ++n);
		snprintf(data, sizeof(data), "%s . %u", hcn_addr_format(&addr).text,
			m->internal_port);
		hcn_rows_add_elem(b->rows, vip ? HCN_SET_LBTO : HCN_SET_LBNTO, family, key, data);
	}
}

/* Connections to the frontend; packets and bytes to it and back.  Apart from its choice, which changes with its backends. */
static void add_counters(struct balancer *b, bool node, int family, const char *frontend)
{
	static const char *const directions[] = { HCN_WAY_THERE, HCN_WAY_BACK };

	hcn_rows_add_elem(b->rows, node ? HCN_SET_LBNOPEN : HCN_SET_LBOPEN, family, frontend, NULL);
	for (size_t i = 0; i < HCN_N_ELEMENTS(directions); i++) {
		char key[KEY_SIZE + 16];

		snprintf(key, sizeof(key), "%s . %s", frontend, directions[i]);
		hcn_rows_add_elem(b->rows, node ? HCN_SET_LBNC : HCN_SET_LBC, family, key, NULL);
	}
}

static const char *protocol_name(uint32_t protocol)
{
	return protocol == HCN_PROTOCOL_TCP ? "tcp" : "udp";
}

/* @vip NULL: every address of the host. */
static void add_frontend(struct balancer *b, const struct hcn_lb_port_mapping *m,
	const struct hcn_addr *vip, int family)
{
	const struct choice choice = { !vip, m->distribution_type, count_backends(b, family) };
	char key[KEY_SIZE], data[KEY_SIZE];

	if (vip)
		snprintf(key, sizeof(key), "%s . %s . %u", hcn_addr_format(vip).text,
			protocol_name(m->protocol), m->external_port);
	else
		snprintf(key, sizeof(key), "%s . %u", protocol_name(m->protocol), m->external_port);
	format_choice(&choice, data);
	add_choice(b, &choice);
	hcn_rows_add_elem(b->rows, vip ? HCN_SET_LB : HCN_SET_LBN, family, key, data);
	add_counters(b, !vip, family, key);
	add_targets(b, m, vip, family, key);
}

static void add_frontends(struct balancer *b)
{
	const struct hcn_load_balancer *lb = b->lb;

	for (size_t i = 0; i < hcn_lb_n_frontends(lb); i++) {
		const struct hcn_frontend f = hcn_lb_frontend(lb, i);

		hcn_rows_for_part(b->rows, "/PortMappings/%zu", i % lb->n_port_mappings);
		add_frontend(b, &lb->port_mappings[i % lb->n_port_mappings],
			f.vip.family ? &f.vip : NULL, f.family);
	}
	hcn_rows_for_part(b->rows, "%s", "");
}

/* --- backends ------------------------------------------------------------------------------------------- */

/*
 * A client on the backend's own bridge: what passes between them must pass nftables, or the answer comes from an address that
 * the client does not know; and a backend that reaches itself needs its packets back, from another source.
 */
static void add_local(struct balancer *b, const struct backend *backend)
{
	char port[HCN_IFNAME_SIZE], bridge[HCN_IFNAME_SIZE];
	static const int families[] = { HCN_IPV4, HCN_IPV6 };

	if (!HCN_HAS(backend->ep, hcn_endpoint, host_compute_namespace) ||
		!hcn_network_traits(backend->net)->bridge)
		return;
	hcn_endpoint_port(&backend->ep->id, port);
	hcn_network_bridge(&backend->net->id, bridge);
	hcn_rows_add_flag(b->rows, bridge, HCN_LINK_NF_CALL);
	hcn_rows_add_flag(b->rows, port, HCN_LINK_HAIRPIN);
	for (size_t i = 0; i < HCN_N_ELEMENTS(families); i++) {
		struct hcn_addr own;

		if (hcn_endpoint_address(backend->ep, families[i], &own))
			hcn_rows_add_hairpin(b->rows, &own, &own);
	}
}

/* Without direct return a backend on another host answers to SourceVIP, where this host finds the connection again.
 * [inf] It is one address per host: of several for one backend's port the first one holds. */
static void add_source(struct balancer *b, const struct backend *backend)
{
	struct hcn_addr source, addr;
	char key[KEY_SIZE];

	if (!b->lb->source_vip || !hcn_addr_parse(b->lb->source_vip, &source) ||
		hcn_addr_is_unspecified(&source) ||
		!hcn_endpoint_address(backend->ep, source.family, &addr))
		return;
	for (size_t i = 0; i < b->lb->n_port_mappings; i++) {
		const struct hcn_lb_port_mapping *m = &b->lb->port_mappings[i];

		snprintf(key, sizeof(key), "%s . %s . %u", hcn_addr_format(&addr).text,
			protocol_name(m->protocol), m->internal_port);
		hcn_rows_add_elem(
			b->rows, HCN_SET_LBSRC, source.family, key, hcn_addr_format(&source).text)
			->shared = true;
	}
}

/* One of the backend's subnets holds @vip, as an address that an endpoint could have. */
static bool is_neighbour(const struct backend *backend, const struct hcn_addr *vip)
{
	struct hcn_subnet_view subnet;

	for (size_t i = 0; hcn_network_subnet(backend->net, i, &subnet); i++) {
		struct hcn_addr addr;

		if (hcn_prefix_contains(&subnet.prefix, vip) &&
			!hcn_subnet_reserves(&subnet, vip) &&
			!hcn_addr_equal(&subnet.gateway, vip) &&
			hcn_endpoint_address(backend->ep, vip->family, &addr) &&
			hcn_prefix_contains(&subnet.prefix, &addr))
			return true;
	}
	return false;
}

/*
 * A VIP in the subnet of one of the endpoints: others of the subnet ask for it by ARP or neighbour discovery, so it is an address
 * of the bridge.  Not when an endpoint has it, which answers itself.
 */
static int add_neighbour_vip(struct hcn_workset *ws, struct balancer *b, const struct hcn_addr *vip)
{
	for (size_t i = 0; i < b->n_backends; i++) {
		const struct hcn_network *net = b->backends[i].net;
		struct hcn_index_key key = hcn_key_address(&net->id, vip);
		char bridge[HCN_IFNAME_SIZE];
		struct hcn_guid owner;
		struct hcn_row *row;
		int r = 0;

		if (!hcn_network_traits(net)->routed || !is_neighbour(&b->backends[i], vip))
			continue;
		if (hcn_workset_first(ws, &key, &owner, &r) || r)
			return r;
		hcn_network_bridge(&net->id, bridge);
		row = hcn_rows_add(b->rows, HCN_ROW_ADDR);
		row->shared = true;
		HCN_ROW_STR(b->rows, row, addr, dev, "%s", bridge);
		HCN_ROW_STR(b->rows, row, addr, prefix, "%s/%u", hcn_addr_format(vip).text,
			hcn_addr_bits(vip));
		HCN_PUT(&row->addr, hcn_row_addr, deprecated, true);
		hcn_rows_add_elem(
			b->rows, HCN_SET_VIP, vip->family, hcn_addr_format(vip).text, NULL)
			->shared = true;
		return 0;
	}
	return 0;
}

static int add_neighbour_vips(struct hcn_workset *ws, struct balancer *b)
{
	int r = 0;

	for (size_t i = 0; !r && i < b->lb->n_frontend_vips; i++) {
		struct hcn_addr vip;

		if (hcn_addr_parse(b->lb->frontend_vips[i], &vip))
			r = add_neighbour_vip(ws, b, &vip);
	}
	return r;
}

static void add_backends(struct balancer *b)
{
	for (size_t i = 0; i < b->n_backends; i++) {
		const struct backend *backend = &b->backends[i];

		if (!(backend->ep->flags & HCN_ENDPOINT_REMOTE))
			add_local(b, backend);
		else if (!(b->lb->flags & HCN_LB_DIRECT_SERVER_RETURN))
			add_source(b, backend);
		hcn_preserve_rows(b->lb, backend->net, backend->ep, b->rows);
	}
}

static int find_backends(struct hcn_workset *ws, struct balancer *b, struct hcn_error *err)
{
	const struct hcn_load_balancer *lb = b->lb;
	int r = 0;

	b->backends = calloc(lb->n_host_compute_endpoints + 1, sizeof(*b->backends));
	if (!b->backends)
		return -ENOMEM;
	for (size_t i = 0; !r && i < lb->n_host_compute_endpoints; i++) {
		struct backend *backend = &b->backends[i];

		r = hcn_reference_find(
			ws, lb->host_compute_endpoints[i], &backend->ep, &backend->net, err);
		b->n_backends += !r;
	}
	return r;
}

int hcn_load_balancer_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err)
{
	struct balancer b = { .lb = object, .rows = rows };
	int r = find_backends(ws, &b, err);

	if (!r) {
		hcn_rows_add_table(rows, HCN_NFT_TABLE);
		add_frontends(&b);
		add_backends(&b);
		r = add_neighbour_vips(ws, &b);
	}
	free(b.backends);
	return r;
}
