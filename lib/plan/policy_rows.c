/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What PortMapping and OutBoundNAT policies add to the nftables table: elements of its fixed sets and maps.
 *
 * Pure.  doc/architecture.md draws the table; lib/rows/skeleton.c is the table.
 *
 * Tests: tests/plan/cases/port-mapping-vip.txt (dnat4), tests/plan/cases/outbound-nat-exceptions.txt (snatx4)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "network/network_type.h"
#include "policy/policy.h"
#include "policy_rows.h"
#include "row_parts.h"

#define ELEM_TEXT_SIZE (3 * HCN_PREFIX_TEXT_SIZE)

static const char *protocol_name(uint32_t protocol)
{
	return protocol == HCN_PROTOCOL_TCP ? "tcp" : "udp";
}

/* The @i-th address of the endpoint; false: it is of another family. */
static bool own_address(const struct hcn_endpoint *ep, size_t i, int family, struct hcn_addr *ret)
{
	return hcn_addr_parse(ep->ip_configurations[i].ip_address, ret) && ret->family == family;
}

/* local address . protocol . port -> target . port */
static void add_mapping(const struct hcn_mapping *m, struct hcn_rows *rows)
{
	bool any = m->vip.family == HCN_FAMILY_NONE;
	const struct hcn_addr_text target = hcn_addr_format(&m->target);
	char key[ELEM_TEXT_SIZE], data[ELEM_TEXT_SIZE];

	if (any)
		snprintf(key, sizeof(key), "%s . %u", protocol_name(m->protocol), m->external_port);
	else
		snprintf(key, sizeof(key), "%s . %s . %u", hcn_addr_format(&m->vip).text,
			protocol_name(m->protocol), m->external_port);
	snprintf(data, sizeof(data), "%s . %u", target.text, m->internal_port);
	hcn_rows_add_elem(rows, any ? HCN_SET_DNAT : HCN_SET_VDNAT, m->family, key, data);
}

/* The pair that marks a packet that comes back to its sender. */
static void add_hairpin(const struct hcn_endpoint *ep, int family, struct hcn_rows *rows)
{
	struct hcn_addr target, own;

	if (!hcn_endpoint_address(ep, family, &target))
		return;
	for (size_t i = 0; i < ep->n_ip_configurations; i++)
		if (own_address(ep, i, family, &own))
			hcn_rows_add_hairpin(rows, &own, &target);
}

/* --- OutBoundNAT ------------------------------------------------------------------------------------ */

struct listed {
	struct hcn_prefix prefix;
	size_t policy; /* its number in the endpoint's list */
};

struct prefixes {
	struct listed *list;
	size_t n;
};

static bool parse_either(const char *text, struct hcn_prefix *ret)
{
	if (hcn_prefix_parse(text, ret)) {
		*ret = hcn_prefix_mask(ret);
		return true;
	}
	ret->len = 0;
	if (!hcn_addr_parse(text, &ret->addr))
		return false;
	ret->len = (uint8_t)hcn_addr_bits(&ret->addr);
	return true;
}

static bool covers(const struct hcn_prefix *outer, const struct hcn_prefix *inner)
{
	return outer->len <= inner->len && hcn_prefix_contains(outer, &inner->addr);
}

/* Keeps the list free of prefixes inside others: the kernel's interval sets refuse overlaps. */
static int add_prefix(struct prefixes *p, const char *text, size_t policy)
{
	struct hcn_prefix prefix;
	struct listed *grown;
	size_t kept = 0;

	if (!parse_either(text, &prefix))
		return -EINVAL;
	for (size_t i = 0; i < p->n; i++)
		if (covers(&p->list[i].prefix, &prefix))
			return 0;
	for (size_t i = 0; i < p->n; i++)
		if (!covers(&prefix, &p->list[i].prefix))
			p->list[kept++] = p->list[i];
	p->n = kept;
	grown = reallocarray(p->list, p->n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	p->list = grown;
	p->list[p->n++] = (struct listed){ prefix, policy };
	return 0;
}

static int add_prefixes(struct prefixes *p, char *const *texts, size_t n, size_t policy)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++)
		r = add_prefix(p, texts[i], policy);
	return r;
}

/* endpoint . prefix for each of its addresses of the prefix's family. */
static void add_pairs(const struct hcn_endpoint *ep, const struct prefixes *p, enum hcn_set set,
	struct hcn_rows *rows)
{
	for (size_t i = 0; i < p->n; i++) {
		const struct hcn_prefix *prefix = &p->list[i].prefix;
		bool host = prefix->len == hcn_addr_bits(&prefix->addr);
		char key[ELEM_TEXT_SIZE];

		hcn_rows_for_part(rows, "/Policies/%zu", p->list[i].policy);
		for (size_t j = 0; j < ep->n_ip_configurations; j++) {
			struct hcn_addr own;

			if (!own_address(ep, j, prefix->addr.family, &own))
				continue;
			snprintf(key, sizeof(key), "%s . %s", hcn_addr_format(&own).text,
				host ? hcn_addr_format(&prefix->addr).text
				     : hcn_prefix_format(prefix).text);
			hcn_rows_add_elem(rows, set, own.family, key, NULL);
		}
	}
}

/* What leaves the network from this endpoint gets the policy's address instead of the host's. */
static void add_virtual_ip(const struct hcn_endpoint *ep, const char *text, struct hcn_rows *rows)
{
	struct hcn_addr vip, own;

	if (!text || !hcn_addr_parse(text, &vip) || hcn_addr_is_unspecified(&vip))
		return;
	for (size_t i = 0; i < ep->n_ip_configurations; i++)
		if (own_address(ep, i, vip.family, &own))
			hcn_rows_add_elem(rows, HCN_SET_SNATV, vip.family,
				hcn_addr_format(&own).text, hcn_addr_format(&vip).text);
}

/* On a network that is not masqueraded as a whole the policy asks for it; with nothing but Destinations, towards these. */
static bool masquerades_all(const struct hcn_network *net, const struct hcn_outbound_nat *nat)
{
	return !hcn_network_traits(net)->masquerade && (!nat || !nat->n_destinations);
}

static void add_masqueraded(const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		struct hcn_addr own;

		if (hcn_addr_parse(ep->ip_configurations[i].ip_address, &own))
			hcn_rows_add_elem(
				rows, HCN_SET_NAT, own.family, hcn_addr_format(&own).text, NULL);
	}
}

static void free_prefixes(struct prefixes *p)
{
	free(p->list);
}

static int add_outbound_nat(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	size_t all = SIZE_MAX; /* the first policy that masquerades everything */
	_cleanup_(free_prefixes) struct prefixes exceptions = { 0 };
	_cleanup_(free_prefixes) struct prefixes destinations = { 0 };
	int r = 0;

	/* One without Settings counts too. */
	for (size_t i = 0; !r && i < ep->n_policies; i++) {
		const struct hcn_outbound_nat *nat = ep->policies[i].settings;

		if (!hcn_policy_is(&ep->policies[i], HCN_POLICY_OUTBOUND_NAT))
			continue;
		if (all == SIZE_MAX && masquerades_all(net, nat))
			all = i;
		if (!nat)
			continue;
		r = add_prefixes(&exceptions, nat->exceptions, nat->n_exceptions, i);
		if (!r)
			r = add_prefixes(&destinations, nat->destinations, nat->n_destinations, i);
		hcn_rows_for_part(rows, "/Policies/%zu", i);
		add_virtual_ip(ep, nat->virtual_ip, rows);
	}
	if (r)
		return r;
	if (all != SIZE_MAX) {
		hcn_rows_for_part(rows, "/Policies/%zu", all);
		add_masqueraded(ep, rows);
	}
	add_pairs(ep, &exceptions, HCN_SET_SNATX, rows);
	add_pairs(ep, &destinations, HCN_SET_SNATD, rows);
	hcn_rows_for_part(rows, "%s", "");
	return 0;
}

int hcn_policy_rows(
	const struct hcn_network *net, const struct hcn_endpoint *ep, struct hcn_rows *rows)
{
	const struct hcn_port_mapping *pm;
	bool v4 = false, v6 = false;
	size_t i = 0;

	while ((pm = hcn_policies_next(
			ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING, &i))) {
		struct hcn_mapping mappings[2];
		size_t n = hcn_port_mappings(ep, pm, mappings);

		hcn_rows_for_part(rows, "/Policies/%zu", i - 1);
		for (size_t j = 0; j < n; j++) {
			add_mapping(&mappings[j], rows);
			v4 = v4 || mappings[j].family == HCN_IPV4;
			v6 = v6 || mappings[j].family == HCN_IPV6;
		}
	}
	hcn_rows_for_part(rows, "%s", "");
	if (v4)
		add_hairpin(ep, HCN_IPV4, rows);
	if (v6)
		add_hairpin(ep, HCN_IPV6, rows);
	return add_outbound_nat(net, ep, rows);
}
