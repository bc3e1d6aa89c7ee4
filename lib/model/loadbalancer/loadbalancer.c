/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Load balancers: frontends that lead to endpoints.
 *
 * What clients send and rely on is in doc/facts/clients.md §2.5.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"
#include "loadbalancer/preserve.h"
#include "references.h"
#include "unrealised.h"

static int fail_protocol(uint32_t protocol, size_t i, struct hcn_error *err)
{
	return hcn_fail_expected(err, HCN_INVALID_JSON,
		hcn_pointer_of("/PortMappings/%zu/Protocol", i).text,
		hcn_pointer_of("%u", protocol).text, "6 (TCP) or 17 (UDP)",
		"only ports of TCP and UDP are balanced");
}

static int fail_port(size_t i, bool external, struct hcn_error *err)
{
	return hcn_fail(err, external ? HCN_INVALID_JSON : HCN_INVALID_INTERNAL_PORT,
		hcn_pointer_of(
			"/PortMappings/%zu/%s", i, external ? "ExternalPort" : "InternalPort")
			.text,
		"the port is 0 or missing");
}

/* [inf] TCP and UDP only. */
static int check_mappings(
	const struct hcn_rules *rules, const struct hcn_load_balancer *lb, struct hcn_error *err)
{
	int r = 0;

	if (!lb->n_port_mappings)
		return hcn_fail(err, HCN_INVALID_JSON, "/PortMappings",
			"a load balancer needs a port mapping");
	for (size_t i = 0; !r && i < lb->n_port_mappings; i++) {
		const struct hcn_lb_port_mapping *m = &lb->port_mappings[i];

		if (m->protocol != HCN_PROTOCOL_TCP && m->protocol != HCN_PROTOCOL_UDP)
			return fail_protocol(m->protocol, i, err);
		if (!m->internal_port || !m->external_port)
			return fail_port(i, m->internal_port != 0, err);
		if (m->distribution_type != HCN_LB_DISTRIBUTION_5TUPLE)
			r = hcn_rules_need(rules, HCN_FEATURE_SESSION_AFFINITY,
				HCN_REQUEST_UNSUPPORTED,
				hcn_pointer_of("/PortMappings/%zu/DistributionType", i).text, err);
	}
	return r;
}

/* Names the mapping that wants what @lb's endpoints do not get. */
static int check_preserved(
	struct hcn_workset *ws, const struct hcn_load_balancer *lb, struct hcn_error *err)
{
	const char *why;
	size_t at = 0, i = 0;
	int r = hcn_preserve_next_lack(ws, lb, &at, &why, err);

	if (r || !why)
		return r;
	while (!(lb->port_mappings[i].flags & HCN_LB_MAPPING_PRESERVE_DIP))
		i++;
	r = hcn_rules_stored(
		ws->source.rules, why, hcn_pointer_of("/PortMappings/%zu/Flags", i).text, err);
	if (r)
		hcn_error_value(err, lb->host_compute_endpoints[at - 1],
			strlen(lb->host_compute_endpoints[at - 1]));
	return r;
}

static int check_flags(
	const struct hcn_rules *rules, const struct hcn_load_balancer *lb, struct hcn_error *err)
{
	int r = 0;

	if (lb->flags & HCN_LB_DIRECT_SERVER_RETURN)
		r = hcn_rules_need(rules, HCN_FEATURE_DSR, HCN_REQUEST_UNSUPPORTED, "/Flags", err);
	if (!r && lb->flags & HCN_LB_IPV6)
		r = hcn_rules_need(
			rules, HCN_FEATURE_IPV6_DUAL_STACK, HCN_REQUEST_UNSUPPORTED, "/Flags", err);
	return r;
}

struct search {
	const struct hcn_guid *self;
	struct hcn_guid found;
};

static int is_another(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct search *s = arg;

	(void)kind;
	if (hcn_guid_equal(id, s->self))
		return 0;
	s->found = *id;
	return HCN_STOP;
}

/* One frontend, protocol and external port leads to one load balancer. */
static int check_frontends(
	struct hcn_workset *ws, const struct hcn_load_balancer *lb, struct hcn_error *err)
{
	size_t n = hcn_lb_n_frontends(lb);

	for (size_t i = 0; i < n; i++) {
		struct search s = { .self = &lb->id };
		const struct hcn_frontend frontend = hcn_lb_frontend(lb, i);
		struct hcn_index_key key = hcn_key_frontend(&frontend);
		struct hcn_pointer at = hcn_pointer_of(
			"/PortMappings/%zu/ExternalPort", i % lb->n_port_mappings);
		int r;

		for (size_t j = 0; j < i; j++) {
			const struct hcn_frontend before = hcn_lb_frontend(lb, j);
			struct hcn_index_key other = hcn_key_frontend(&before);

			if (key.size == other.size && !memcmp(key.bytes, other.bytes, key.size))
				return hcn_fail(err, HCN_ALREADY_EXISTS, at.text,
					"the address, protocol and port stand twice");
		}
		r = hcn_workset_lookup(ws, &key, is_another, &s);
		if (r == HCN_STOP) {
			r = hcn_fail(err, HCN_ALREADY_EXISTS, at.text,
				"another load balancer has this address, protocol and port");
			hcn_conflict_with(ws, HCN_KIND_LOADBALANCER, &s.found, err);
			return r;
		}
		if (!r)
			r = hcn_mapping_find(ws, &frontend, &s.found);
		if (r == HCN_STOP) {
			r = hcn_fail(err, HCN_ALREADY_EXISTS, at.text,
				"an endpoint publishes this port (PortMapping)");
			hcn_conflict_with(ws, HCN_KIND_ENDPOINT, &s.found, err);
			return r;
		}
		if (r)
			return r;
	}
	return 0;
}

/* Checks it and completes it: answers have Flags, also when none is set. */
static int check(struct hcn_workset *ws, struct hcn_load_balancer *lb, struct hcn_error *err)
{
	int r = hcn_references_check(ws, lb->host_compute_endpoints, lb->n_host_compute_endpoints,
		"a load balancer", err);

	if (!r && lb->n_host_compute_endpoints > HCN_LB_MAX_BACKENDS)
		r = hcn_fail(err, HCN_LIMIT_REACHED, "/HostComputeEndpoints",
			"a load balancer takes %u endpoints at most", HCN_LB_MAX_BACKENDS);
	if (!r)
		r = check_mappings(ws->source.rules, lb, err);
	if (!r)
		r = check_flags(ws->source.rules, lb, err);
	if (!r)
		r = check_preserved(ws, lb, err);
	if (!HCN_HAS(lb, hcn_load_balancer, flags))
		HCN_PUT(lb, hcn_load_balancer, flags, 0);
	return r ? r : check_frontends(ws, lb, err);
}

static int balancer_create(
	struct hcn_workset *ws, void *object, struct hcn_guid *ret_id, struct hcn_error *err)
{
	struct hcn_load_balancer *lb = object;
	int r;

	r = check(ws, lb, err);
	if (r) {
		hcn_schema_clear(&hcn_load_balancer_schema, lb);
		free(lb);
		return r;
	}
	*ret_id = lb->id;
	return hcn_workset_add(ws, HCN_KIND_LOADBALANCER, lb, err);
}

/* The request is the whole object, without an envelope; what V1 said stays, and the name when it has none. */
static int replace(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_load_balancer *to,
	struct hcn_error *err)
{
	struct hcn_load_balancer old, *lb;
	void *copy;
	int r;

	if (HCN_HAS(to, hcn_load_balancer, id) && !hcn_guid_equal(&to->id, id))
		return hcn_fail(err, HCN_INVALID_JSON, "/ID", "the ID of an object cannot change");
	HCN_PUT(to, hcn_load_balancer, id, *id);
	r = check(ws, to, err);
	if (!r)
		r = hcn_workset_edit(ws, HCN_KIND_LOADBALANCER, id, &copy, err);
	if (r)
		return r;
	lb = copy;
	if (!to->name && lb->name)
		r = HCN_SET_TEXT(to, hcn_load_balancer, name, lb->name);
	if (!r && lb->v1)
		r = HCN_SET_TEXT(to, hcn_load_balancer, v1, lb->v1);
	if (!r && !HCN_HAS(to, hcn_load_balancer, schema_version)) {
		to->schema_version = lb->schema_version;
		to->present |= HCN_BIT(hcn_load_balancer, schema_version);
	}
	if (r)
		return r;
	old = *lb;
	*lb = *to;
	*to = old; /* freed by the caller */
	return 0;
}

static int balancer_modify(struct hcn_workset *ws, const struct hcn_guid *id, const char *request,
	size_t len, struct hcn_error *err)
{
	struct hcn_load_balancer to = { 0 };
	int r;

	r = hcn_rules_need(
		ws->source.rules, HCN_FEATURE_MODIFY_LOADBALANCER, HCN_NOT_IMPLEMENTED, NULL, err);
	if (r)
		return r;
	if (hcn_references_is_request(request, len))
		return hcn_references_modify(ws, HCN_KIND_LOADBALANCER, id, request, len, err);
	r = hcn_workset_decode(ws, &hcn_load_balancer_schema, request, len, NULL, &to, err);
	if (!r)
		r = replace(ws, id, &to, err);
	hcn_schema_clear(&hcn_load_balancer_schema, &to);
	return r;
}

static int balancer_remove(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_error *err)
{
	return hcn_workset_remove(ws, HCN_KIND_LOADBALANCER, id, err);
}

static int balancer_keys(const void *object, struct hcn_keys *ret)
{
	const struct hcn_load_balancer *lb = object;
	int r = 0;

	for (size_t i = 0; !r && i < hcn_lb_n_frontends(lb); i++) {
		const struct hcn_frontend f = hcn_lb_frontend(lb, i);

		r = hcn_keys_add(ret, hcn_key_frontend(&f));
		if (!r && f.vip.family && i % lb->n_port_mappings == 0)
			r = hcn_keys_add(ret, hcn_key_vip(&f.vip));
	}
	return r ? r
		 : hcn_references_keys(
			   lb->host_compute_endpoints, lb->n_host_compute_endpoints, ret);
}

const struct hcn_kind_type hcn_load_balancer_kind = {
	.name = "load balancer",
	.word = "loadbalancer",
	.plural = "LoadBalancers",
	.not_found = HCN_ELEMENT_NOT_FOUND,
	.exists = HCN_ALREADY_EXISTS,
	.schema = &hcn_load_balancer_schema,
	.create = balancer_create,
	.modify = balancer_modify,
	.remove = balancer_remove,
	.keys = balancer_keys,
	.unrealised = hcn_load_balancer_unrealised,
};
