/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * ACLs, tiers and the network's ACLs asked in their order (decide.h; the stages are those of acl_rows.c).
 *
 * Tests: tests/unit/plan/test_acl_rows.c
 */
#include "decide.h"

#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "acl_stage.h"
#include "cleanup.h"

struct asked {
	const struct hcn_network *net;
	const struct hcn_packet *packet;
	bool incoming;
};

/* --- one rule --------------------------------------------------------------------------------------- */

static bool has_prefix(const struct hcn_acl_addresses *list, const struct hcn_addr *addr)
{
	for (size_t i = 0; i < list->n_prefixes; i++)
		if (hcn_prefix_contains(&list->prefixes[i], addr))
			return true;
	return false;
}

static bool has_port(const struct hcn_port_range *ranges, size_t n, uint16_t port)
{
	for (size_t i = 0; i < n; i++)
		if (ranges[i].first <= port && port <= ranges[i].last)
			return true;
	return !n;
}

static bool matches_addresses(const struct hcn_sets *sets, const struct hcn_acl_addresses *list,
	const struct hcn_addr *addr)
{
	for (size_t i = 0; i < list->n_sets; i++)
		if (!hcn_sets_contain(sets, list->sets[i], addr))
			return false;
	return !list->n_prefixes || has_prefix(list, addr);
}

static bool has_ports(uint8_t protocol)
{
	return protocol == IPPROTO_TCP || protocol == IPPROTO_UDP || protocol == IPPROTO_SCTP;
}

static bool matches(
	const struct asked *q, const struct hcn_sets *sets, const struct hcn_acl_match *m)
{
	const struct hcn_packet *p = q->packet;
	bool names_sets = m->local.n_sets || m->remote.n_sets;
	/* [inf] as filter.c: with sets, Local is the source */
	bool local_is_source = names_sets || !q->incoming;
	uint16_t local_port = q->incoming ? p->destination_port : p->source_port,
		 remote_port = q->incoming ? p->source_port : p->destination_port;

	if (!m->any_protocol && !hcn_acl_match_protocol(m, p->protocol))
		return false;
	if ((m->n_local_ports || m->n_remote_ports) && !has_ports(p->protocol))
		return false;
	return has_port(m->local_ports, m->n_local_ports, local_port) &&
	       has_port(m->remote_ports, m->n_remote_ports, remote_port) &&
	       matches_addresses(sets, &m->local, local_is_source ? &p->source : &p->destination) &&
	       matches_addresses(sets, &m->remote, local_is_source ? &p->destination : &p->source);
}

/* --- one stage -------------------------------------------------------------------------------------- */

/* The rule of @stage that decides; NULL: none matches. */
static int find_rule(const struct asked *q, const struct hcn_acl_stage *stage,
	const struct hcn_filter_rule **ret)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	int r = hcn_sets_read(q->net, &sets);

	*ret = NULL;
	for (size_t i = 0; !r && i < stage->n_rules; i++) {
		const struct hcn_filter_rule *rule = &stage->rules[i];
		struct hcn_acl_match match = { 0 };

		r = hcn_acl_match_read(&rule->tuple, &match);
		if (!r && matches(q, &sets, &match) &&
			(!*ret || hcn_filter_rule_compare(rule, *ret) < 0))
			*ret = rule;
		hcn_acl_match_clear(&match);
	}
	return r;
}

/* *@ret_final: no other stage is asked. */
static int ask_stage(
	const struct asked *q, const struct hcn_acl_stage *stage, struct hcn_decision *d)
{
	const struct hcn_filter_rule *rule;
	int r = find_rule(q, stage, &rule);

	if (r)
		return r;
	d->allowed = rule ? rule->verdict != HCN_FILTER_BLOCK : !stage->denies;
	if (!rule && d->allowed)
		return 0;
	d->by_default = !rule;
	d->of_network = stage->of_network;
	if (rule && rule->index >= 0)
		snprintf(d->pointer, sizeof(d->pointer), "/Policies/%zu/Settings/TierAclRules/%d",
			rule->policy, rule->index);
	else if (rule)
		snprintf(d->pointer, sizeof(d->pointer), "/Policies/%zu", rule->policy);
	return rule && rule->verdict == HCN_FILTER_ALLOW && stage->is_tier ? 1 : 0;
}

int hcn_acl_decide(const struct hcn_network *net, const struct hcn_endpoint *ep,
	enum hcn_direction direction, const struct hcn_packet *packet, struct hcn_decision *ret)
{
	const struct asked q = { net, packet, direction == HCN_DIRECTION_IN };
	_cleanup_(hcn_acl_stages_clear) struct hcn_acl_stages stages = { 0 };
	bool tiers_done = false;
	int r = hcn_acl_stages_read(net, ep, direction, &stages);

	*ret = (struct hcn_decision){ .allowed = true };
	for (size_t i = 0; !r && i < stages.n; i++) {
		if (stages.list[i].is_tier && tiers_done)
			continue;
		r = ask_stage(&q, &stages.list[i], ret);
		tiers_done = r == 1;
		r = r < 0 ? r : 0;
		if (!ret->allowed)
			break;
	}
	return r;
}
