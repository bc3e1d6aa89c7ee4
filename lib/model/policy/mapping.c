/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Port mappings: the PortMapping policies of endpoints, checked against each other over the whole host.
 *
 * In: a completed endpoint with its addresses, one of its policies.  Out: the same, its external port chosen; or the
 * endpoint in the way.
 *
 * Tests: tests/unit/model/endpoint/test_endpoint.c (mappings_collide_unless_family_protocol_port_or_vip_differ)
 */
#include <stdio.h>
#include <stdlib.h>

#include "cleanup.h"
#include "endpoint/endpoint.h"
#include "network/ipam.h"
#include "network/network_type.h"
#include "objects.h"
#include "policy/policy.h"

static int fail_protocol(const struct hcn_mapping *m, const char *pointer, struct hcn_error *err)
{
	return hcn_fail_expected(err, HCN_INVALID_POLICY,
		hcn_pointer_of("%s/Protocol", pointer).text, hcn_pointer_of("%u", m->protocol).text,
		"6 (TCP), 17 (UDP), or 0 for both", "only ports of TCP and UDP are mapped");
}

static int check_mapping(const struct hcn_endpoint *ep, const struct hcn_mapping *m,
	const char *pointer, struct hcn_error *err)
{
	if (!m->internal_port)
		return hcn_fail(err, HCN_INVALID_INTERNAL_PORT,
			hcn_pointer_of("%s/InternalPort", pointer).text,
			"a port mapping needs an InternalPort");
	if (m->protocol != HCN_PROTOCOL_TCP && m->protocol != HCN_PROTOCOL_UDP)
		return fail_protocol(m, pointer, err);
	if (m->target.family == HCN_FAMILY_NONE || ep->flags & HCN_ENDPOINT_REMOTE)
		return hcn_fail(err, HCN_MAPPING_NOT_SUPPORTED, pointer,
			"the endpoint has no local IPv%d address", m->family);
	return 0;
}

static int check_network(struct hcn_workset *ws, const struct hcn_endpoint *ep, const char *pointer,
	struct hcn_error *err)
{
	const struct hcn_network *net;
	int r;

	r = hcn_endpoint_network(ws, ep, &net, err);
	if (r)
		return r;
	if (hcn_network_traits(net)->maps_ports)
		return 0;
	return hcn_fail(err, HCN_MAPPING_NOT_SUPPORTED, pointer, "networks of type %s map no ports",
		hcn_enum_name(&hcn_network_mode_enum, net->type));
}

struct conflict {
	struct hcn_workset *ws;
	const struct hcn_mapping *mapping;
	const struct hcn_guid *self;
	struct hcn_guid other;
};

static bool collides(const struct hcn_mapping *a, const struct hcn_mapping *b)
{
	return a->family == b->family && a->protocol == b->protocol &&
	       a->external_port == b->external_port &&
	       (a->vip.family == HCN_FAMILY_NONE || b->vip.family == HCN_FAMILY_NONE ||
		       hcn_addr_equal(&a->vip, &b->vip));
}

/* Whether one of the policies [@i, @to) publishes the same. */
static bool is_published(
	const struct hcn_endpoint *ep, size_t i, size_t to, const struct hcn_mapping *mapping)
{
	const struct hcn_port_mapping *pm;
	struct hcn_mapping others[2];

	while ((pm = hcn_policies_next(ep->policies, to, HCN_POLICY_PORT_MAPPING, &i)))
		for (size_t j = hcn_port_mappings(ep, pm, others); j; j--)
			if (collides(&others[j - 1], mapping))
				return true;
	return false;
}

static int check_holder(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct conflict *c = arg;
	const struct hcn_endpoint *ep;
	const void *object;
	int r;

	if (hcn_guid_equal(id, c->self))
		return 0;
	r = hcn_workset_find(c->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ep = object;
	c->other = *id;
	return is_published(ep, 0, ep->n_policies, c->mapping) ? HCN_STOP : 0;
}

static int fail_port(struct hcn_error *err, const struct hcn_mapping *m, const char *pointer)
{
	return hcn_fail_value(err, HCN_PORT_ALREADY_EXISTS,
		hcn_pointer_of("%s/ExternalPort", pointer).text,
		hcn_pointer_of("%u", m->external_port).text,
		"external port %u/%s is mapped already", m->external_port,
		m->protocol == HCN_PROTOCOL_TCP ? "tcp" : "udp");
}

/* [inf] A load balancer of the same address, or of all of the host's, would take what the mapping is for. */
static int check_no_balancer(struct hcn_workset *ws, const struct hcn_mapping *m,
	const char *pointer, struct hcn_error *err)
{
	const struct hcn_frontend frontends[] = {
		{ m->protocol, m->external_port, m->family, { 0 } },
		{ m->protocol, m->external_port, m->family, m->vip },
	};
	struct hcn_guid id;
	int r = 0;

	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(frontends); i++) {
		struct hcn_index_key key = hcn_key_frontend(&frontends[i]);

		if (!hcn_workset_first(ws, &key, &id, &r))
			continue;
		r = fail_port(err, m, pointer);
		hcn_conflict_with(ws, HCN_KIND_LOADBALANCER, &id, err);
	}
	return r;
}

struct search {
	struct hcn_workset *ws;
	const struct hcn_frontend *frontend;
	struct hcn_guid *found;
};

static int check_publisher(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct search *s = arg;
	const struct hcn_frontend *f = s->frontend;
	const struct hcn_port_mapping *pm;
	struct hcn_mapping mappings[2];
	const struct hcn_endpoint *ep;
	const void *object;
	size_t i = 0;
	int r = hcn_workset_find(s->ws, kind, id, &object, NULL);

	if (r)
		return r;
	ep = object;
	while ((pm = hcn_policies_next(ep->policies, ep->n_policies, HCN_POLICY_PORT_MAPPING, &i)))
		for (size_t j = hcn_port_mappings(ep, pm, mappings); j; j--) {
			const struct hcn_mapping *m = &mappings[j - 1];

			if (m->family == f->family && m->protocol == f->protocol &&
				m->external_port == f->port &&
				(!f->vip.family || hcn_addr_equal(&m->vip, &f->vip))) {
				*s->found = *id;
				return HCN_STOP;
			}
		}
	return 0;
}

int hcn_mapping_find(
	struct hcn_workset *ws, const struct hcn_frontend *frontend, struct hcn_guid *ret_endpoint)
{
	struct hcn_index_key key = hcn_key_external_port(
		frontend->family, frontend->protocol, frontend->port);
	struct search s = { ws, frontend, ret_endpoint };

	return hcn_workset_lookup(ws, &key, check_publisher, &s);
}

static int check_port_free(struct hcn_workset *ws, const struct hcn_endpoint *ep, size_t i,
	const struct hcn_mapping *m, const char *pointer, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_external_port(m->family, m->protocol, m->external_port);
	struct conflict c = { .ws = ws, .mapping = m, .self = &ep->id };
	int r;

	if (is_published(ep, 0, i, m))
		return fail_port(err, m, pointer);
	r = hcn_workset_lookup(ws, &key, check_holder, &c);
	if (!r)
		return check_no_balancer(ws, m, pointer, err);
	if (r != HCN_STOP)
		return r;
	r = fail_port(err, m, pointer);
	hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &c.other, err);
	return r;
}

/* A free port that no other policy of the endpoint asks for. */
static int take_port(struct hcn_workset *ws, const struct hcn_endpoint *ep, size_t i,
	struct hcn_mapping *mappings, size_t n, struct hcn_error *err)
{
	uint32_t protocols[2] = { mappings[0].protocol, mappings[n - 1].protocol };
	bool is_free;
	int r;

	do { /* the cursor moves on: at most once for each policy */
		uint32_t port;

		r = hcn_ipam_take_port(ws, mappings[0].family, protocols, n, &port, err);
		if (r)
			return r;
		is_free = true;
		for (size_t j = 0; j < n; j++) {
			mappings[j].external_port = port;
			is_free = is_free && !is_published(ep, 0, i, &mappings[j]) &&
				  !is_published(ep, i + 1, ep->n_policies, &mappings[j]);
		}
	} while (!is_free);
	return 0;
}

/* ExternalPort 0: a free one, shown to the client in the policy's Settings (docker reads it back). */
static int allocate_port(struct hcn_workset *ws, struct hcn_endpoint *ep, size_t i,
	struct hcn_mapping *mappings, size_t n, struct hcn_error *err)
{
	struct hcn_policy *policy = &ep->policies[i];
	struct hcn_port_mapping *pm = policy->settings;
	char *raw, text[8];
	int r;

	r = take_port(ws, ep, i, mappings, n, err);
	if (r)
		return r;
	snprintf(text, sizeof(text), "%u", mappings[0].external_port);
	r = hcn_json_set_member(policy->raw, "ExternalPort", text, &raw);
	if (r)
		return r;
	free(policy->raw);
	policy->raw = raw;
	HCN_PUT(pm, hcn_port_mapping, external_port, (uint16_t)mappings[0].external_port);
	return 0;
}

int hcn_endpoint_check_mapping(struct hcn_workset *ws, struct hcn_endpoint *ep, size_t i,
	const char *pointer, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("%s/Settings", pointer);
	const struct hcn_policy *policy = &ep->policies[i];
	struct hcn_mapping mappings[2];
	size_t n;
	int r;

	if (!hcn_policy_is(policy, HCN_POLICY_PORT_MAPPING) || !policy->settings)
		return 0;
	n = hcn_port_mappings(ep, policy->settings, mappings);
	r = check_network(ws, ep, at.text, err);
	for (size_t j = 0; !r && j < n; j++)
		r = check_mapping(ep, &mappings[j], at.text, err);
	if (!r && !mappings[0].external_port)
		r = allocate_port(ws, ep, i, mappings, n, err);
	for (size_t j = 0; !r && j < n; j++)
		r = check_port_free(ws, ep, i, &mappings[j], at.text, err);
	return r;
}
