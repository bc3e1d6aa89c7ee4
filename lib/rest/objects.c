/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The paths of stored objects: /networks, /endpoints, /namespaces, /policylists.
 *
 * In: V1 documents.  Out: V1 documents of all objects, whichever dialect they were made in; a list is one snapshot.
 *
 * Tests: tests/unit/rest/test_rest.c (an_object_is_made_listed_shown_and_deleted)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "docs.h"
#include "json.h"
#include "rest.h"
#include "v1.h"

/* The kinds behind a path, in the order they are listed and searched. */
static const struct {
	enum hcn_kind kinds[2];
	size_t n;
} types[] = {
	[HCN_REST_NETWORKS] = { { HCN_KIND_NETWORK }, 1 },
	[HCN_REST_ENDPOINTS] = { { HCN_KIND_ENDPOINT }, 1 },
	[HCN_REST_NAMESPACES] = { { HCN_KIND_NAMESPACE }, 1 },
	[HCN_REST_POLICY_LISTS] = { { HCN_KIND_LOADBALANCER, HCN_KIND_ROUTE }, 2 },
};

/* --- reading ---------------------------------------------------------------------------------------------- */

struct listing {
	struct hcn_request *rq;
	struct hcn_buf *out;
	struct hcn_error *err;
};

static int show_one(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	struct listing *l = arg;

	if (l->out->len > 1)
		hcn_buf_putc(l->out, ',');
	return hcn_request_view(l->rq, kind, id, l->out, l->err);
}

int hcn_rest_list(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_request rq;
	struct listing l = { &rq, &call->out, err };
	int r;

	r = hcn_request_begin(&rq, call->hcn, false, err);
	if (r)
		return r;
	hcn_buf_putc(&call->out, '[');
	for (size_t i = 0; !r && i < types[call->type].n; i++)
		r = hcn_workset_each(&rq.ws, types[call->type].kinds[i], show_one, &l);
	hcn_buf_putc(&call->out, ']');
	hcn_request_end(&rq);
	return r;
}

/* Which kind of object the path's id is: the only one, or the one that has it; the first when none has. */
static int find(const struct hcn_rest *call, struct hcn_workset *ws, enum hcn_kind *ret_kind,
	struct hcn_guid *ret, struct hcn_error *err)
{
	const enum hcn_kind *kinds = types[call->type].kinds;
	const void *object;
	int r;

	r = hcn_check_id(call->id, ret, err);
	for (size_t i = 0; !r && i < types[call->type].n; i++) {
		r = hcn_workset_find(ws, kinds[i], ret, &object, err);
		if (r == -ENOENT) {
			r = 0;
			continue;
		}
		*ret_kind = kinds[i];
		return r;
	}
	return r ? r : hcn_fail_not_found(err, kinds[0], ret, NULL);
}

int hcn_rest_get(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_request rq;
	struct hcn_guid id;
	enum hcn_kind kind = HCN_KIND_NETWORK;
	int r;

	r = hcn_request_begin(&rq, call->hcn, false, err);
	if (r)
		return r;
	r = find(call, &rq.ws, &kind, &id, err);
	if (!r)
		r = hcn_request_view(&rq, kind, &id, &call->out, err);
	hcn_request_end(&rq);
	return r;
}

/* --- changing --------------------------------------------------------------------------------------------- */

int hcn_rest_change(
	struct hcn_rest *call, enum hcn_verb verb, hcn_rest_stage_fn *fn, struct hcn_error *err)
{
	struct hcn_request rq;
	struct hcn_guid id;
	enum hcn_kind kind;
	int r;

	r = hcn_request_begin(&rq, call->hcn, true, err);
	if (r)
		return r;
	if (*call->id)
		r = find(call, &rq.ws, &kind, &id, err);
	if (!r)
		r = fn(call, &rq, &kind, &id, err);
	if (!r)
		r = hcn_request_view(&rq, kind, &id, &call->out, err);
	if (!r)
		r = hcn_rest_finish(call, err);
	if (!r)
		r = hcn_request_commit(&rq, err);
	hcn_request_end(&rq);
	return r;
}

/* A policy list is a load balancer or a route by the type of its policies. */
#define HCN_REST_POLICY_FIELDS(M, S) M(S, STR, type, "Type", V(1, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_rest_policy, HCN_REST_POLICY_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_policy, "HNSPolicy", HCN_REST_POLICY_FIELDS)

#define HCN_REST_POLICY_LIST_FIELDS(M, S)                                                          \
	M(S, LIST, policies, "Policies", V(1, 0), hcn_rest_policy, 0)
HCN_SCHEMA_DECLARE(hcn_rest_policy_list, HCN_REST_POLICY_LIST_FIELDS)
HCN_SCHEMA_DEFINE(hcn_rest_policy_list, "PolicyList", HCN_REST_POLICY_LIST_FIELDS)

static int choose_policy_list(const char *body, enum hcn_kind *ret, struct hcn_error *err)
{
	static const struct {
		const char *type;
		enum hcn_kind kind;
	} rows[] = { { "ELB", HCN_KIND_LOADBALANCER }, { "ROUTE", HCN_KIND_ROUTE } };
	struct hcn_rest_policy_list list = { 0 };
	const char *type;
	int r;

	r = hcn_schema_decode(&hcn_rest_policy_list_schema, body, strlen(body), NULL, &list, err);
	if (r)
		return r;
	type = list.n_policies && list.policies[0].type ? list.policies[0].type : "";
	r = HCN_INVALID_POLICY_TYPE;
	for (size_t i = 0; i < HCN_N_ELEMENTS(rows); i++)
		if (!strcasecmp(type, rows[i].type)) {
			*ret = rows[i].kind;
			r = 0;
		}
	if (r) {
		hcn_fail_expected(err, r, list.n_policies ? "/Policies/0/Type" : "/Policies", type,
			"a policy of Type ELB or ROUTE",
			"a policy list is a load balancer or a route");
	}
	hcn_schema_clear(&hcn_rest_policy_list_schema, &list);
	return r;
}

static int stage_create(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	const struct hcn_kind_type *type;
	/* hcsshim makes namespaces without a body; other objects cannot be nothing */
	bool may_be_empty = call->type == HCN_REST_NAMESPACES;
	struct hcn_order order = { HCN_VERB_CREATE,
		.document = *call->body || !may_be_empty ? call->body : "{}" };
	int r = 0;

	*kind = types[call->type].kinds[0];
	if (call->type == HCN_REST_POLICY_LISTS)
		r = choose_policy_list(order.document, kind, err);
	if (!r)
		r = hcn_check_kind(*kind, &type, err);
	rq->speaks_v1 = true;
	order.kind = *kind;
	return r ? r : hcn_request_stage(rq, &order, id, err);
}

int hcn_rest_create(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_CREATE, stage_create, err);
}

/* What V1 calls an update is a list of modify requests. */
static int stage_update(struct hcn_rest *call, struct hcn_request *rq, enum hcn_kind *kind,
	struct hcn_guid *id, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf requests = { 0 };
	const char *at;
	int r;

	r = hcn_v1_update(*kind, call->body, strlen(call->body), &requests, err);
	for (at = requests.data; !r && hcn_json_next_element(&at);) {
		const char *end = hcn_json_skip_value(at);

		r = hcn_kind_type(*kind)->modify(&rq->ws, id, at, (size_t)(end - at), err);
		at = end;
	}
	if (r > 0)
		hcn_v1_pointer(*kind, err);
	return r;
}

int hcn_rest_update(struct hcn_rest *call, struct hcn_error *err)
{
	return hcn_rest_change(call, HCN_VERB_MODIFY, stage_update, err);
}

/* A snapshot says which kind it is; should it go before it is deleted, it is not found. */
int hcn_rest_delete(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_request rq;
	struct hcn_guid id;
	enum hcn_kind kind = HCN_KIND_NETWORK;
	int r;

	r = hcn_request_begin(&rq, call->hcn, false, err);
	if (r)
		return r;
	r = find(call, &rq.ws, &kind, &id, err);
	hcn_request_end(&rq);
	if (!r)
		r = hcn_rest_finish(call, err);
	return r ? r : hcn_delete(call->hcn, kind, call->id, err);
}
