/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The routes of one attached endpoint: those of its SDNRoute policies and of the SDN routes that name it, then its document's.
 * Of two to one destination with one metric the first holds: what the switch would do comes before what the endpoint says.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/endpoint-routes.txt (route)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "grow.h"
#include "policy/policy.h"
#include "route/sdn_route.h"
#include "route_rows.h"
#include "row_parts.h"

/* As Windows: a route's metric counts from 256; each further interface of a namespace adds one, so that equal routes of
 * two endpoints stand side by side, the first one's preferred. */
#define DEFAULT_METRIC 256u
#define LOW_METRIC     10u /* EnableLowInterfaceMetric */

#define CONNECTED_METRIC_IPV6 256u /* IP6_RT_PRIO_ADDRCONF */

struct wanted {
	struct hcn_prefix dst;
	struct hcn_addr hop; /* family HCN_FAMILY_NONE: on the link */
	uint32_t metric;
};

struct routes {
	struct wanted *list;
	size_t n, size;
};

static void clear_routes(struct routes *routes)
{
	free(routes->list);
}

static int want(struct routes *routes, const struct wanted *one)
{
	for (size_t i = 0; i < routes->n; i++)
		if (routes->list[i].metric == one->metric &&
			hcn_prefix_equal(&routes->list[i].dst, &one->dst))
			return 0;
	if (HCN_GROW(routes->list, routes->n, routes->size))
		return -ENOMEM;
	routes->list[routes->n++] = *one;
	return 0;
}

static int want_sdn(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, uint32_t metric, struct routes *routes,
	struct hcn_error *err)
{
	_cleanup_(hcn_sdn_ways_clear) struct hcn_sdn_ways ways = { 0 };
	int r = hcn_sdn_ways_read(ws, net, ep, &ways, err);

	for (size_t i = 0; !r && i < ways.n; i++)
		if (ways.list[i].routed)
			r = want(routes, &(const struct wanted){
						 ways.list[i].dst, ways.list[i].hop, metric });
	return r;
}

static int want_documents(const struct hcn_endpoint *ep, uint32_t usual, struct routes *routes)
{
	uint32_t ordinal = hcn_endpoint_ordinal(ep);
	int r = 0;

	for (size_t i = 0; !r && i < ep->n_routes; i++) {
		const struct hcn_route *route = &ep->routes[i];
		struct wanted one = { .metric = (route->metric ? route->metric : usual) + ordinal };

		if (hcn_endpoint_route(ep, route, &one.hop, &one.dst))
			r = want(routes, &one);
	}
	return r;
}

/* Whether one of the endpoint's own prefixes, and no longer route, reaches @hop. */
static bool is_on_link(
	const struct hcn_endpoint *ep, const struct routes *routes, const struct hcn_addr *hop)
{
	unsigned longest = 0;

	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		const struct hcn_ip_config *config = &ep->ip_configurations[i];
		struct hcn_prefix p;

		if (hcn_addr_parse(config->ip_address, &p.addr) &&
			(p.len = config->prefix_length) < hcn_addr_bits(&p.addr) &&
			hcn_prefix_contains(&p, hop) && p.len > longest)
			longest = p.len;
	}
	for (size_t i = 0; i < routes->n; i++)
		if (routes->list[i].dst.len > longest &&
			hcn_prefix_contains(&routes->list[i].dst, hop))
			return false;
	return longest;
}

static void add_route(const struct wanted *one, const char *netns, const char *dev, uint32_t table,
	struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_ROUTE);

	HCN_ROW_STR(rows, row, route, netns, "%s", netns);
	HCN_ROW_STR(rows, row, route, dst, "%s", hcn_prefix_format(&one->dst).text);
	HCN_ROW_STR(rows, row, route, dev, "%s", dev);
	HCN_PUT(&row->route, hcn_row_route, metric, one->metric);
	if (table)
		HCN_PUT(&row->route, hcn_row_route, table, table);
	if (one->hop.family != HCN_FAMILY_NONE)
		HCN_ROW_STR(rows, row, route, via, "%s", hcn_addr_format(&one->hop).text);
}

/* What the kernel adds to the main table by itself, with its metrics. */
static int want_prefixes(const struct hcn_endpoint *ep, struct routes *routes)
{
	int r = 0;

	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++) {
		struct wanted one = { .dst.len = ep->ip_configurations[i].prefix_length };

		if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &one.dst.addr) ||
			one.dst.len == hcn_addr_bits(&one.dst.addr))
			continue;
		one.dst = hcn_prefix_mask(&one.dst);
		one.metric = one.dst.addr.family == HCN_IPV4 ? 0 : CONNECTED_METRIC_IPV6;
		r = want(routes, &one);
	}
	return r;
}

/* On-link routes to the next hops outside the endpoint's prefixes (a /32 address). */
static int want_hops(const struct hcn_endpoint *ep, const struct routes *routes, uint32_t metric,
	struct routes *hops)
{
	int r = 0;

	for (size_t i = 0; !r && i < routes->n; i++) {
		const struct hcn_addr *hop = &routes->list[i].hop;

		if (hop->family != HCN_FAMILY_NONE && !is_on_link(ep, routes, hop))
			r = want(hops, &(const struct wanted){
					       .dst = { *hop, (uint8_t)hcn_addr_bits(hop) },
					       .metric = metric });
	}
	return r;
}

int hcn_endpoint_route_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, uint32_t table, struct hcn_rows *rows,
	struct hcn_error *err)
{
	uint32_t usual = ep->flags & HCN_ENDPOINT_LOW_INTERFACE_METRIC ? LOW_METRIC
								       : DEFAULT_METRIC;
	uint32_t metric = usual + hcn_endpoint_ordinal(ep);
	_cleanup_(clear_routes) struct routes routes = { 0 }, all = { 0 };
	int r = want_sdn(ws, net, ep, metric, &routes, err);

	if (!r)
		r = want_documents(ep, usual, &routes);
	if (!r && table)
		r = want_prefixes(ep, &all);
	if (!r)
		r = want_hops(ep, &routes, metric, &all);
	for (size_t i = 0; !r && i < routes.n; i++)
		r = want(&all, &routes.list[i]);
	for (size_t i = 0; !r && i < all.n; i++)
		add_route(&all.list[i], netns, ep->if_name, table, rows);
	return r;
}
