/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The policies of networks as a collection: which stand once for a key, and what adding, updating and removing them in a modify
 * request means (doc/facts/clients.md §3, §4.4).
 *
 * Tests: tests/unit/model/network/test_modify_network.c (a_route_stands_once_for_a_prefix)
 */
#include <stdlib.h>
#include <string.h>

#include "policy/acl.h"
#include "addr.h"
#include "cleanup.h"
#include "modify.h"
#include "network/network.h"
#include "objects.h"
#include "policy/policy.h"

/* Two texts that may be absent. */
static bool same_text(const char *a, const char *b)
{
	return a && b ? !strcmp(a, b) : a == b;
}

static struct hcn_policy *find_key(struct hcn_network *net, size_t n, const struct hcn_policy *p)
{
	for (size_t i = 0; i < n; i++)
		if (hcn_policy_same_key(&net->policies[i], p))
			return &net->policies[i];
	return NULL;
}

/* Clients write back what they read, but a MAC in their own way: flannel with colons, Calico with dashes. */
static bool same_route(const struct hcn_policy *a, const struct hcn_policy *b)
{
	const struct hcn_remote_subnet_route *x = a->settings, *y = b->settings;
	struct hcn_mac m, n;

	return hcn_policy_is(a, HCN_POLICY_REMOTE_SUBNET_ROUTE) && hcn_policy_same_key(a, b) &&
	       x->isolation_id == y->isolation_id &&
	       same_text(x->provider_address, y->provider_address) && x->router_mac_address &&
	       y->router_mac_address && hcn_mac_parse(x->router_mac_address, &m) &&
	       hcn_mac_parse(y->router_mac_address, &n) && hcn_mac_equal(&m, &n);
}

static int fail_twice(
	struct hcn_error *err, const struct hcn_policy *policy, const char *list, size_t i)
{
	struct hcn_pointer at = hcn_pointer_of("%s/%zu", list, i);
	const char *value = hcn_policy_key_text(policy);
	int r = hcn_fail_value(err, HCN_POLICY_ALREADY_EXISTS, at.text, value,
		"another policy %s stands for %s", policy->type->name, value);

	hcn_error_hint(err, "remove the other one first, or send an Update");
	return r;
}

int hcn_network_check_keys(const struct hcn_network *net, struct hcn_error *err)
{
	for (size_t i = 0; i < net->n_policies; i++)
		for (size_t j = 0; j < i; j++)
			if (hcn_policy_same_key(&net->policies[j], &net->policies[i]))
				return fail_twice(err, &net->policies[i], "/Policies", i);
	return 0;
}

/* --- modify requests ------------------------------------------------------------------------------------ */

/* The sets that the request's policies name must be there when all of it is carried out. */
static int check_sets(const struct hcn_network *net,
	const struct hcn_policy_network_request *request, struct hcn_error *err)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	int r;

	r = hcn_sets_read(net, &sets);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = hcn_acl_check_sets(&sets, &request->policies[i],
			hcn_pointer_of("/Settings/Policies/%zu", i).text, err);
	return r;
}

/* [unk] What is there with the same values already is not added twice (OVN adds its routes again when it restarts); other
 * values for its key are refused. */
static int add_policy(
	struct hcn_network *net, const struct hcn_policy *policy, size_t i, struct hcn_error *err)
{
	const struct hcn_policy *other = find_key(net, net->n_policies, policy);

	if (!other)
		return hcn_policies_append(&net->policies, &net->n_policies, policy);
	if (hcn_policy_same(other, policy) || same_route(other, policy))
		return 0;
	return fail_twice(err, policy, "/Settings/Policies", i);
}

static int touch_endpoint(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	return hcn_workset_touch(arg, kind, id, NULL);
}

static int touch_endpoints(struct hcn_workset *ws, const struct hcn_guid *id,
	const struct hcn_policy_network_request *request)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, id);

	return hcn_policies_touch(request->policies, request->n_policies, HCN_TOUCHES_ENDPOINTS)
		       ? hcn_workset_lookup(ws, &key, touch_endpoint, ws)
		       : 0;
}

int hcn_network_add_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_network_request *request = settings;
	struct hcn_network *net;
	int r;

	r = hcn_policies_check(ws->source.rules, request->policies, request->n_policies,
		"/Settings/Policies", err);
	if (!r)
		r = hcn_network_edit(ws, id, &net, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = add_policy(net, &request->policies[i], i, err);
	if (!r)
		r = check_sets(net, request, err);
	return r ? r : touch_endpoints(ws, id, request);
}

static int update_policy(
	struct hcn_network *net, const struct hcn_policy *policy, size_t i, struct hcn_error *err)
{
	struct hcn_pointer at = hcn_pointer_of("/Settings/Policies/%zu", i);
	struct hcn_policy *old, copy = { 0 };
	int r;

	if (!hcn_policy_has_key(policy))
		return hcn_fail(err, HCN_REQUEST_UNSUPPORTED, at.text,
			"policies of type %s have nothing to tell one from another: remove it and "
			"add it anew",
			policy->type->name);
	old = find_key(net, net->n_policies, policy);
	if (!old)
		return hcn_fail(err, HCN_POLICY_NOT_FOUND, at.text,
			"the network has no such policy %s", policy->type->name);
	r = hcn_policy_dup(policy, &copy);
	if (r)
		return r;
	hcn_policy_clear(old);
	*old = copy;
	return 0;
}

int hcn_network_update_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	const struct hcn_policy_network_request *request = settings;
	struct hcn_network *net;
	int r;

	r = hcn_policies_check(ws->source.rules, request->policies, request->n_policies,
		"/Settings/Policies", err);
	if (!r)
		r = hcn_network_edit(ws, id, &net, err);
	for (size_t i = 0; !r && i < request->n_policies; i++)
		r = update_policy(net, &request->policies[i], i, err);
	/* all, for a set that became a nested one may be in others */
	if (!r)
		r = check_sets(net, request, err);
	if (!r)
		r = hcn_network_check_sets(net, "/Settings/Policies", err);
	return r ? r : touch_endpoints(ws, id, request);
}

/* --- removal -------------------------------------------------------------------------------------------- */

struct references {
	struct hcn_workset *ws;
	const struct hcn_policy_network_request *request;
	struct hcn_error *err;
};

/* The index of the first of the request's sets that @policy names; n_policies: none. */
static size_t find_reference(
	const struct hcn_policy_network_request *request, const struct hcn_policy *policy)
{
	const struct hcn_set_policy *set;
	size_t i = 0;

	while ((set = hcn_policies_next(
			request->policies, request->n_policies, HCN_POLICY_SET_POLICY, &i)))
		if (set->id && hcn_acl_names_set(policy, set->id))
			return i - 1;
	return request->n_policies;
}

static int fail_referenced(const struct hcn_policy_network_request *request, size_t i,
	const struct hcn_policy *by, struct hcn_error *err)
{
	const struct hcn_set_policy *set = request->policies[i].settings;

	return hcn_fail_value(err, HCN_ENTITY_HAS_REFERENCES,
		hcn_pointer_of("/Settings/Policies/%zu/Settings/Id", i).text, set->id,
		"a policy %s names the set %s", by->type->name, set->id);
}

static int check_policies(const struct hcn_policy_network_request *request,
	const struct hcn_policy *policies, size_t n, struct hcn_error *err)
{
	for (size_t i = 0; i < n; i++) {
		size_t found = find_reference(request, &policies[i]);

		if (found < request->n_policies)
			return fail_referenced(request, found, &policies[i], err);
	}
	return 0;
}

static int check_endpoint(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct references *refs = arg;
	const struct hcn_endpoint *ep;
	const void *object;
	int r;

	r = hcn_workset_find(refs->ws, kind, id, &object, NULL);
	if (r)
		return r;
	ep = object;
	r = check_policies(refs->request, ep->policies, ep->n_policies, refs->err);
	if (r)
		hcn_error_conflict(refs->err, id, ep->name);
	return r;
}

static void remove_policy(struct hcn_network *net, const struct hcn_policy *policy)
{
	for (size_t i = net->n_policies; i; i--)
		if (same_route(&net->policies[i - 1], policy))
			hcn_policies_drop(net->policies, &net->n_policies, i - 1);
	hcn_policies_remove(net->policies, &net->n_policies, policy);
}

int hcn_network_remove_policies(struct hcn_workset *ws, const struct hcn_guid *id,
	const void *settings, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, id);
	struct references refs = { ws, settings, err };
	struct hcn_network *net;
	int r;

	r = hcn_network_edit(ws, id, &net, err);
	for (size_t i = 0; !r && i < refs.request->n_policies; i++)
		remove_policy(net, &refs.request->policies[i]);
	if (!r)
		r = touch_endpoints(ws, id, refs.request);
	if (r || !hcn_policies_find(
			 refs.request->policies, refs.request->n_policies, HCN_POLICY_SET_POLICY))
		return r;
	r = check_policies(refs.request, net->policies, net->n_policies, err);
	return r ? r : hcn_workset_lookup(ws, &key, check_endpoint, &refs);
}
