/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, MACs and ports (ipam.h).  Reads and changes the working set only. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "network/ipam.h"
#include "network/network_type.h"

/* --- subnets -------------------------------------------------------------------------------------- */

const char *hcn_subnet_gateway(const struct hcn_subnet *subnet, int family)
{
	for (size_t i = 0; i < subnet->n_routes; i++) {
		const struct hcn_route *route = &subnet->routes[i];
		struct hcn_prefix dst;

		if (route->destination_prefix &&
			hcn_prefix_parse(route->destination_prefix, &dst) && !dst.len &&
			dst.addr.family == family && route->next_hop && *route->next_hop)
			return route->next_hop;
	}
	return NULL;
}

bool hcn_network_subnet(const struct hcn_network *net, size_t ordinal, struct hcn_subnet_view *ret)
{
	size_t before = 0;

	for (size_t i = 0; i < net->n_ipams; before += net->ipams[i++].n_subnets) {
		const struct hcn_ipam *ipam = &net->ipams[i];
		const char *gateway;

		if (ordinal - before >= ipam->n_subnets)
			continue;
		memset(ret, 0, sizeof(*ret));
		ret->doc = &ipam->subnets[ordinal - before];
		ret->ordinal = ordinal;
		ret->ipam = i;
		ret->subnet = ordinal - before;
		if (!ret->doc->ip_address_prefix ||
			!hcn_prefix_parse(ret->doc->ip_address_prefix, &ret->prefix))
			return false;
		gateway = hcn_subnet_gateway(ret->doc, ret->prefix.addr.family);
		if (!gateway || !hcn_addr_parse(gateway, &ret->gateway))
			ret->gateway.family = HCN_FAMILY_NONE;
		return true;
	}
	return false;
}

bool hcn_subnet_reserves(const struct hcn_subnet_view *subnet, const struct hcn_addr *addr)
{
	const struct hcn_prefix *p = &subnet->prefix;
	unsigned host_bits = hcn_addr_bits(&p->addr) - p->len;
	struct hcn_addr first = hcn_prefix_first(p), last = hcn_prefix_last(p);

	if (hcn_addr_equal(addr, &subnet->gateway) &&
		!(subnet->doc->flags & HCN_SUBNET_DO_NOT_RESERVE_GATEWAY))
		return true;
	if (host_bits < 2)
		return false;
	return hcn_addr_equal(addr, &first) ||
	       (addr->family == HCN_IPV4 && hcn_addr_equal(addr, &last));
}

/* --- addresses and MACs --------------------------------------------------------------------------- */

#define CURSOR_NAME_SIZE 64

static void cursor_name(char ret[CURSOR_NAME_SIZE], const char *what,
	const struct hcn_guid *network, size_t ordinal)
{
	snprintf(ret, CURSOR_NAME_SIZE, "%s/%s/%u", what, hcn_guid_upper(network).text,
		(unsigned)ordinal);
}

/* By an endpoint, or as a VIP. */
static bool is_in_use(struct hcn_workset *ws, const struct hcn_guid *network,
	const struct hcn_addr *addr, int *ret_error)
{
	const struct hcn_index_key keys[] = { hcn_key_address(network, addr), hcn_key_vip(addr) };
	struct hcn_guid id;

	return hcn_workset_first(ws, &keys[0], &id, ret_error) ||
	       hcn_workset_first(ws, &keys[1], &id, ret_error);
}

int hcn_ipam_take_address(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_subnet_view *subnet, struct hcn_addr *ret, struct hcn_error *err)
{
	const struct hcn_addr first = hcn_prefix_first(&subnet->prefix);
	struct hcn_addr start, addr;
	size_t size = sizeof(start);
	char name[CURSOR_NAME_SIZE];
	int r = 0;

	cursor_name(name, "next-address", &net->id, subnet->ordinal);
	if (hcn_workset_value(ws, name, &start, &size) || size != sizeof(start) ||
		!hcn_prefix_contains(&subnet->prefix, &start))
		start = first;
	addr = start;
	do {
		bool taken = hcn_subnet_reserves(subnet, &addr) ||
			     is_in_use(ws, &net->id, &addr, &r);
		struct hcn_addr next;

		if (r)
			return r;
		if (!hcn_addr_add(&addr, 1, &next) || !hcn_prefix_contains(&subnet->prefix, &next))
			next = first;
		if (!taken) {
			*ret = addr;
			return hcn_workset_set_value(ws, name, &next, sizeof(next));
		}
		addr = next;
	} while (!hcn_addr_equal(&addr, &start));
	r = hcn_fail(err, HCN_ADDR_INVALID_OR_RESERVED, NULL, "no address is free in subnet %s",
		hcn_prefix_format(&subnet->prefix).text);
	hcn_error_conflict(err, &net->id, net->name);
	return r;
}

static bool parse_range(const struct hcn_mac_range *range, uint64_t *first, uint64_t *last)
{
	struct hcn_mac a, b;

	if (!range->start_mac_address || !range->end_mac_address ||
		!hcn_mac_parse(range->start_mac_address, &a) ||
		!hcn_mac_parse(range->end_mac_address, &b))
		return false;
	*first = hcn_mac_to_u64(&a);
	*last = hcn_mac_to_u64(&b);
	return *first <= *last;
}

/* The next free MAC of one range, beginning at its cursor; HCN_LIMIT_REACHED without an error text. */
static int take_mac_of(
	struct hcn_workset *ws, const struct hcn_network *net, size_t i, struct hcn_mac *ret)
{
	uint64_t first, last, start, mac;
	size_t size = sizeof(start);
	char name[CURSOR_NAME_SIZE];
	int r = 0;

	if (!parse_range(&net->mac_pool.ranges[i], &first, &last))
		return HCN_LIMIT_REACHED;
	cursor_name(name, "next-mac", &net->id, i);
	if (hcn_workset_value(ws, name, &start, &size) || size != sizeof(start) || start < first ||
		start > last)
		start = first;
	mac = start;
	do {
		struct hcn_mac candidate = hcn_mac_from_u64(mac);
		struct hcn_index_key key = hcn_key_mac(&net->id, &candidate);
		struct hcn_guid id;
		bool taken = hcn_workset_first(ws, &key, &id, &r);

		if (r)
			return r;
		mac = mac == last ? first : mac + 1;
		if (!taken) {
			*ret = candidate;
			return hcn_workset_set_value(ws, name, &mac, sizeof(mac));
		}
	} while (mac != start);
	return HCN_LIMIT_REACHED;
}

int hcn_ipam_take_mac(struct hcn_workset *ws, const struct hcn_network *net, struct hcn_mac *ret,
	struct hcn_error *err)
{
	int r;

	for (size_t i = 0; i < net->mac_pool.n_ranges; i++) {
		r = take_mac_of(ws, net, i, ret);
		if (r != HCN_LIMIT_REACHED)
			return r;
	}
	r = hcn_fail(
		err, HCN_LIMIT_REACHED, NULL, "no MAC address is free in the network's MacPool");
	hcn_error_conflict(err, &net->id, net->name);
	return r;
}

int hcn_ipam_forget(struct hcn_workset *ws, const struct hcn_network *net)
{
	struct hcn_subnet_view subnet;
	char name[CURSOR_NAME_SIZE];
	int r = 0;

	for (size_t i = 0; !r && hcn_network_subnet(net, i, &subnet); i++) {
		cursor_name(name, "next-address", &net->id, i);
		r = hcn_workset_set_value(ws, name, NULL, 0);
	}
	for (size_t i = 0; !r && i < net->mac_pool.n_ranges; i++) {
		cursor_name(name, "next-mac", &net->id, i);
		r = hcn_workset_set_value(ws, name, NULL, 0);
	}
	return r;
}

/* --- ports ---------------------------------------------------------------------------------------- */

#define FIRST_PORT 49152u
#define LAST_PORT  65535u

static bool port_is_free(struct hcn_workset *ws, int family, const uint32_t *protocols, size_t n,
	uint32_t port, int *r)
{
	for (size_t i = 0; i < n; i++) {
		struct hcn_index_key key = hcn_key_external_port(family, protocols[i], port);
		struct hcn_guid id;

		if (hcn_workset_first(ws, &key, &id, r) || *r)
			return false;
	}
	return true;
}

int hcn_ipam_take_port(struct hcn_workset *ws, int family, const uint32_t *protocols,
	size_t n_protocols, uint32_t *ret, struct hcn_error *err)
{
	uint32_t start, port;
	size_t size = sizeof(start);
	int r = 0;

	if (hcn_workset_value(ws, "next-port", &start, &size) || size != sizeof(start) ||
		start < FIRST_PORT || start > LAST_PORT)
		start = FIRST_PORT;
	port = start;
	do {
		bool is_free = port_is_free(ws, family, protocols, n_protocols, port, &r);
		uint32_t next = port == LAST_PORT ? FIRST_PORT : port + 1;

		if (r)
			return r;
		if (is_free) {
			*ret = port;
			return hcn_workset_set_value(ws, "next-port", &next, sizeof(next));
		}
		port = next;
	} while (port != start);
	return hcn_fail(err, HCN_LIMIT_REACHED, NULL, "no external port from %u to %u is free",
		FIRST_PORT, LAST_PORT);
}

/* --- pools of whole networks -------------------------------------------------------------------------- */

struct overlap {
	struct hcn_workset *ws;
	const struct hcn_prefix *prefix;
	const struct hcn_guid *except; /* may be NULL */
	struct hcn_guid *ret_id;
};

static int check_network(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct overlap *o = arg;
	struct hcn_subnet_view subnet;
	const void *net;
	int r;

	r = hcn_workset_find(o->ws, kind, id, &net, NULL);
	if (r)
		return r;
	if (!hcn_network_traits(net)->bridge || (o->except && hcn_guid_equal(o->except, id)))
		return 0;
	for (size_t i = 0; hcn_network_subnet(net, i, &subnet); i++)
		if (hcn_prefix_overlaps(&subnet.prefix, o->prefix)) {
			*o->ret_id = *id;
			return HCN_STOP;
		}
	return 0;
}

bool hcn_ipam_overlaps_network(struct hcn_workset *ws, const struct hcn_prefix *prefix,
	const struct hcn_guid *except, struct hcn_guid *ret_id, int *ret_error)
{
	struct overlap o = { ws, prefix, except, ret_id };
	int r = hcn_workset_each(ws, HCN_KIND_NETWORK, check_network, &o);

	if (r && r != HCN_STOP)
		*ret_error = r;
	return r == HCN_STOP;
}

static bool overlaps_host(const struct hcn_facts *facts, const struct hcn_prefix *prefix)
{
	for (size_t i = 0; i < facts->n_routes; i++)
		if (hcn_prefix_overlaps(&facts->routes[i], prefix))
			return true;
	return false;
}

int hcn_ipam_choose_subnet(struct hcn_workset *ws, const struct hcn_facts *facts,
	struct hcn_prefix *ret, struct hcn_error *err)
{
	/* Windows takes a /20 of 172.16.0.0/12; the others follow when a host routes all of that. */
	static const struct {
		const char *pool;
		uint8_t len;
	} pools[] = { { "172.16.0.0/12", 20 }, { "10.0.0.0/8", 20 }, { "192.168.0.0/16", 24 } };

	for (size_t i = 0; i < HCN_N_ELEMENTS(pools); i++) {
		struct hcn_prefix pool, p;

		if (!hcn_prefix_parse(pools[i].pool, &pool))
			return -EINVAL;
		p = (struct hcn_prefix){ pool.addr, pools[i].len };
		do {
			struct hcn_guid id;
			int r = 0;

			if (!overlaps_host(facts, &p) &&
				!hcn_ipam_overlaps_network(ws, &p, NULL, &id, &r) && !r) {
				*ret = p;
				return 0;
			}
			if (r)
				return r;
		} while (hcn_addr_add(&p.addr, UINT64_C(1) << (32 - p.len), &p.addr) &&
			 hcn_prefix_contains(&pool, &p.addr));
	}
	return hcn_fail(err, HCN_INVALID_SUBNET, "/Ipams",
		"no private prefix is free for an automatic subnet");
}

struct mac_taken {
	struct hcn_workset *ws;
	uint64_t first;
	uint64_t last;
};

static int check_pool(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct mac_taken *t = arg;
	const struct hcn_network *net;
	const void *object;
	int r;

	r = hcn_workset_find(t->ws, kind, id, &object, NULL);
	if (r)
		return r;
	net = object;
	for (size_t i = 0; i < net->mac_pool.n_ranges; i++) {
		uint64_t first, last;

		if (parse_range(&net->mac_pool.ranges[i], &first, &last) && first <= t->last &&
			last >= t->first)
			return HCN_STOP;
	}
	return 0;
}

int hcn_ipam_choose_mac_pool(struct hcn_workset *ws, const struct hcn_guid *network,
	struct hcn_mac *ret_first, struct hcn_mac *ret_last, struct hcn_error *err)
{
	/* 00-15-5D is Microsoft's; 4096 pools of 4096 addresses each, beginning at one that the id chooses. */
	const uint64_t oui = UINT64_C(0x00155d000000);

	for (uint32_t i = 0; i < 4096; i++) {
		struct mac_taken t = { .ws = ws };
		int r;

		t.first = oui | (uint64_t)((network->data1 + i) & 0xfff) << 12;
		t.last = t.first | 0xfff;
		r = hcn_workset_each(ws, HCN_KIND_NETWORK, check_pool, &t);
		if (!r) {
			*ret_first = hcn_mac_from_u64(t.first);
			*ret_last = hcn_mac_from_u64(t.last);
		}
		if (r != HCN_STOP)
			return r;
	}
	return hcn_fail(err, HCN_LIMIT_REACHED, "/MacPool", "all MAC pools of 00-15-5D are in use");
}
