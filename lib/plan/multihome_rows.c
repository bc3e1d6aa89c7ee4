/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * An endpoint that is not alone in its namespace: what is sent from its addresses takes its own routes, in a table of its
 * own, and leaves by its own interface; the others reach it by way of an address of the host that leads to it.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/multihome.txt (rule)
 */
#include "cleanup.h"
#include "multihome_rows.h"
#include "namespace_rows.h"
#include "route_rows.h"
#include "row_parts.h"

/* The table of eth0; that of ethN is N further on.  The kernel's own are 253 to 255, people's mostly below 1000. */
#define FIRST_TABLE 26700u

/* Just before the main table (32766): rules that somebody adds inside, with a priority or without, come first. */
#define PRIORITY 32700u

static void add_rule(
	const char *netns, const struct hcn_addr *from, uint32_t table, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_RULE);

	HCN_ROW_STR(rows, row, rule, netns, "%s", netns);
	HCN_ROW_STR(
		rows, row, rule, from, "%s/%u", hcn_addr_format(from).text, hcn_addr_bits(from));
	HCN_PUT(&row->rule, hcn_row_rule, table, table);
	HCN_PUT(&row->rule, hcn_row_rule, priority, PRIORITY);
}

/* An answer to an address of the same namespace would not leave it, and not be translated back. */
static void add_hairpins(
	const struct hcn_endpoint *other, const struct hcn_addr *own, struct hcn_rows *rows)
{
	struct hcn_addr source;

	for (size_t i = 0; i < other->n_ip_configurations; i++)
		if (hcn_addr_parse(other->ip_configurations[i].ip_address, &source) &&
			source.family == own->family)
			hcn_rows_add_hairpin(rows, &source, own);
}

int hcn_multihome_rows(struct hcn_workset *ws, const struct hcn_network *net,
	const struct hcn_endpoint *ep, const char *netns, struct hcn_rows *rows,
	struct hcn_error *err)
{
	_cleanup_free_ const struct hcn_endpoint **all = NULL;
	uint32_t table = FIRST_TABLE + hcn_endpoint_ordinal(ep);
	size_t n;
	int r = hcn_namespace_endpoints(ws, &ep->host_compute_namespace, &all, &n, err);

	if (r || n < 2)
		return r;
	r = hcn_endpoint_route_rows(ws, net, ep, netns, table, rows, err);
	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++) {
		struct hcn_addr own;

		if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &own))
			continue;
		add_rule(netns, &own, table, rows);
		for (size_t j = 0; j < n; j++)
			if (!hcn_guid_equal(&all[j]->id, &ep->id))
				add_hairpins(all[j], &own, rows);
	}
	return r;
}
