/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows asked for ways (topology.h).  Pure. */
#include "topology.h"
#include "sysctls.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *text_of(const char *text)
{
	return text ? text : "";
}

static bool is(const char *a, const char *b)
{
	return !strcmp(text_of(a), text_of(b));
}

int hcn_topology_read(
	const struct hcn_rows *rows, const struct hcn_facts *facts, struct hcn_topology *ret)
{
	struct hcn_topology t = { .rows = rows, .facts = facts };

	t.places = calloc(rows->n + 1, sizeof(*t.places));
	if (!t.places)
		return -ENOMEM;
	for (size_t i = 0; i < rows->n; i++) {
		struct hcn_place *place = &t.places[t.n_places];

		place->row = &rows->rows[i];
		if (place->row->kind == HCN_ROW_ADDR &&
			hcn_prefix_parse(place->row->addr.prefix, &place->prefix))
			t.n_places++;
	}
	*ret = t;
	return 0;
}

void hcn_topology_clear(struct hcn_topology *t)
{
	free(t->places);
	*t = (struct hcn_topology){ 0 };
}

/* --- who has an address ------------------------------------------------------------------------------- */

const struct hcn_place *hcn_topology_find(
	const struct hcn_topology *t, const char *netns, const struct hcn_addr *addr)
{
	for (size_t i = 0; i < t->n_places; i++)
		if (is(t->places[i].row->addr.netns, netns) &&
			hcn_addr_equal(&t->places[i].prefix.addr, addr))
			return &t->places[i];
	return NULL;
}

bool hcn_topology_address(
	const struct hcn_topology *t, const char *netns, const char *dev, struct hcn_addr *ret)
{
	for (size_t i = 0; i < t->n_places; i++) {
		const struct hcn_place *place = &t->places[i];

		if (is(place->row->addr.netns, netns) && is(place->row->addr.dev, dev) &&
			place->prefix.addr.family == ret->family && !place->row->addr.deprecated) {
			*ret = place->prefix.addr;
			return true;
		}
	}
	return false;
}

bool hcn_topology_is_host(const struct hcn_topology *t, const struct hcn_addr *addr)
{
	if (hcn_addr_is_loopback(addr) || hcn_topology_find(t, "", addr))
		return true;
	for (size_t i = 0; i < t->facts->n_adapters; i++) {
		const struct hcn_adapter *adapter = &t->facts->adapters[i];

		for (size_t j = 0; j < adapter->n_addresses; j++)
			if (hcn_addr_equal(&adapter->addresses[j], addr))
				return true;
	}
	return false;
}

/* --- bridges ------------------------------------------------------------------------------------------ */

const struct hcn_row *hcn_topology_port(
	const struct hcn_topology *t, const char *netns, const char *dev)
{
	for (size_t i = 0; i < t->rows->n; i++) {
		const struct hcn_row *row = &t->rows->rows[i];

		if (row->kind == HCN_ROW_LINK && row->link.master && is(row->link.peer_name, dev) &&
			is(row->link.peer_netns, netns))
			return row;
	}
	return NULL;
}

const struct hcn_row *hcn_topology_port_of(
	const struct hcn_topology *t, const char *bridge, const struct hcn_addr *addr)
{
	for (size_t i = 0; i < t->n_places; i++) {
		const struct hcn_row *place = t->places[i].row, *port;

		if (!hcn_addr_equal(&t->places[i].prefix.addr, addr))
			continue;
		port = hcn_topology_port(t, text_of(place->addr.netns), place->addr.dev);
		if (port && is(port->link.master, bridge))
			return port;
	}
	return NULL;
}

bool hcn_topology_has_flag(const struct hcn_topology *t, const char *dev, enum hcn_link_flag flag)
{
	for (size_t i = 0; i < t->rows->n; i++) {
		const struct hcn_row *row = &t->rows->rows[i];

		if (row->kind == HCN_ROW_LINK_FLAG && row->link_flag.flag == (int)flag &&
			is(row->link_flag.dev, dev))
			return true;
	}
	return false;
}

/* --- routes ------------------------------------------------------------------------------------------- */

static bool is_connected(const struct hcn_place *place, const struct hcn_addr *dst)
{
	return place->prefix.len < hcn_addr_bits(&place->prefix.addr) &&
	       hcn_prefix_contains(&place->prefix, dst);
}

/* A connected route (its metric is 0, or 256 of IPv6) comes before others of its length. */
static const struct hcn_place *find_connected(
	const struct hcn_topology *t, const char *netns, const struct hcn_addr *dst)
{
	const struct hcn_place *best = NULL;

	for (size_t i = 0; i < t->n_places; i++) {
		const struct hcn_place *place = &t->places[i];

		if (is(place->row->addr.netns, netns) && is_connected(place, dst) &&
			(!best || place->prefix.len > best->prefix.len))
			best = place;
	}
	return best;
}

static const struct hcn_row *find_route(const struct hcn_topology *t, const char *netns,
	uint32_t table, const struct hcn_addr *dst, uint8_t *ret_len)
{
	const struct hcn_row *best = NULL;

	for (size_t i = 0; i < t->rows->n; i++) {
		const struct hcn_row *row = &t->rows->rows[i];
		struct hcn_prefix prefix;

		if (row->kind != HCN_ROW_ROUTE || !is(row->route.netns, netns) ||
			row->route.table != table || !hcn_prefix_parse(row->route.dst, &prefix) ||
			!hcn_prefix_contains(&prefix, dst))
			continue;
		if (!best || prefix.len > *ret_len ||
			(prefix.len == *ret_len && row->route.metric < best->route.metric)) {
			best = row;
			*ret_len = prefix.len;
		}
	}
	return best;
}

/* The one that a rule leads to from @src; NULL: no rule does, or there is no way in its table. */
static const struct hcn_row *find_by_rule(const struct hcn_topology *t, const char *netns,
	const struct hcn_addr *src, const struct hcn_addr *dst)
{
	const struct hcn_row *found = NULL;

	for (size_t i = 0; !found && i < t->rows->n; i++) {
		const struct hcn_row *row = &t->rows->rows[i];
		struct hcn_prefix from;
		uint8_t len;

		if (row->kind == HCN_ROW_RULE && is(row->rule.netns, netns) &&
			hcn_prefix_parse(row->rule.from, &from) && hcn_prefix_contains(&from, src))
			found = find_route(t, netns, row->rule.table, dst, &len);
	}
	return found;
}

static const struct hcn_row *find_in_main(
	const struct hcn_topology *t, const char *netns, const struct hcn_addr *dst)
{
	const struct hcn_place *connected = find_connected(t, netns, dst);
	uint8_t len = 0;
	const struct hcn_row *route = find_route(t, netns, 0, dst, &len);

	return connected && (!route || connected->prefix.len >= len) ? connected->row : route;
}

const struct hcn_row *hcn_topology_route(const struct hcn_topology *t, const char *netns,
	const struct hcn_addr *src, const struct hcn_addr *dst, struct hcn_way *ret)
{
	const struct hcn_row *row = find_by_rule(t, netns, src, dst);

	if (!row)
		row = find_in_main(t, netns, dst);
	if (!row)
		return NULL;
	*ret = (struct hcn_way){ .dev = row->kind == HCN_ROW_ADDR ? row->addr.dev : row->route.dev,
		.hop = *dst };
	if (row->kind == HCN_ROW_ROUTE && row->route.via &&
		!hcn_addr_parse(row->route.via, &ret->hop))
		return NULL;
	return row;
}

const struct hcn_row *hcn_topology_bridge_to(
	const struct hcn_topology *t, const struct hcn_addr *dst)
{
	const struct hcn_place *place = find_connected(t, "", dst);

	return place ? place->row : NULL;
}

/* --- the host ----------------------------------------------------------------------------------------- */

static const struct hcn_adapter *default_adapter(const struct hcn_topology *t)
{
	for (size_t i = 0; i < t->facts->n_adapters; i++)
		if (t->facts->adapters[i].is_default)
			return &t->facts->adapters[i];
	return NULL;
}

const char *hcn_topology_uplink(const struct hcn_topology *t)
{
	const struct hcn_adapter *adapter = default_adapter(t);

	return adapter && adapter->n_names ? adapter->names[0] : NULL;
}

bool hcn_topology_has_way(const struct hcn_topology *t, const struct hcn_addr *dst)
{
	for (size_t i = 0; i < t->facts->n_routes; i++)
		if (hcn_prefix_contains(&t->facts->routes[i], dst))
			return true;
	return default_adapter(t);
}

static bool source_outside(
	const struct hcn_topology *t, const struct hcn_addr *dst, struct hcn_addr *ret)
{
	const struct hcn_adapter *adapter = default_adapter(t);

	for (size_t i = 0; adapter && i < adapter->n_addresses; i++)
		if (adapter->addresses[i].family == dst->family) {
			*ret = adapter->addresses[i];
			return true;
		}
	return false;
}

bool hcn_topology_source(const struct hcn_topology *t, const char *dev, const struct hcn_addr *dst,
	struct hcn_addr *ret)
{
	const struct hcn_place *best = NULL;

	if (!dev)
		return source_outside(t, dst, ret);
	if (dst->family == HCN_IPV6 && hcn_topology_is_host(t, dst)) {
		*ret = *dst; /* an address speaks to itself (RFC 6724, rule 1) */
		return true;
	}
	for (size_t i = 0; i < t->n_places; i++) {
		const struct hcn_place *place = &t->places[i];

		if (!is(place->row->addr.netns, "") || !is(place->row->addr.dev, dev) ||
			place->prefix.addr.family != dst->family)
			continue;
		if (!best || (!is_connected(best, dst) && is_connected(place, dst)))
			best = place;
	}
	if (!best) /* the loopback, IPv4: Linux takes another interface's */
		return source_outside(t, dst, ret);
	*ret = best->prefix.addr;
	return true;
}

bool hcn_topology_forwards(const struct hcn_topology *t, int family)
{
	const char *path = family == HCN_IPV4 ? HCN_SYSCTL_FORWARD4 : HCN_SYSCTL_FORWARD6;

	for (size_t i = 0; i < t->rows->n; i++) {
		const struct hcn_row *row = &t->rows->rows[i];

		if (row->kind == HCN_ROW_SYSCTL && is(row->sysctl.netns, "") &&
			is(row->sysctl.path, path))
			return true;
	}
	return false;
}
