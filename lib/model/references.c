/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * References to endpoints (references.h).
 *
 * Tests: tests/unit/model/loadbalancer/test_loadbalancer.c (a_load_balancer_needs_endpoints_that_exist)
 */
#include "references.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"

static int check_one(
	struct hcn_workset *ws, char **text, const char *pointer, struct hcn_error *err)
{
	const void *endpoint;
	struct hcn_guid id;
	char *upper;
	int r;

	if (!hcn_guid_parse(*text, strlen(*text), &id))
		return hcn_fail_value(
			err, HCN_GUID_CONVERSION_FAILURE, pointer, *text, "this is not a GUID");
	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &id, &endpoint, err);
	if (r)
		return r == -ENOENT ? hcn_fail_not_found(err, HCN_KIND_ENDPOINT, &id, pointer) : r;
	upper = strdup(hcn_guid_upper(&id).text);
	if (!upper)
		return hcn_fail_oom(err);
	free(*text);
	*text = upper;
	return 0;
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(**(char *const *const *)a, **(char *const *const *)b);
}

/* [unk] Whether Windows takes an endpoint twice is not known; it would be a backend with double weight. */
static int check_no_twins(char **list, size_t n, struct hcn_error *err)
{
	_cleanup_free_ char ***sorted = calloc(n, sizeof(*sorted));

	if (!sorted)
		return hcn_fail_oom(err);
	for (size_t i = 0; i < n; i++)
		sorted[i] = &list[i];
	qsort(sorted, n, sizeof(*sorted), compare_texts);
	for (size_t i = 1; i < n; i++) {
		char **later = sorted[i] > sorted[i - 1] ? sorted[i] : sorted[i - 1];

		if (strcmp(*sorted[i], *sorted[i - 1]))
			continue;
		return hcn_fail_value(err, HCN_INVALID_JSON_REFERENCE,
			hcn_pointer_of("/HostComputeEndpoints/%zu", (size_t)(later - list)).text,
			*later, "endpoint %s is named twice", *later);
	}
	return 0;
}

int hcn_references_check(
	struct hcn_workset *ws, char **list, size_t n, const char *what, struct hcn_error *err)
{
	int r = 0;

	if (!n)
		return hcn_fail(err, HCN_INVALID_JSON_REFERENCE, "/HostComputeEndpoints",
			"A Reference is required: %s needs an endpoint", what);
	for (size_t i = 0; !r && i < n; i++)
		r = check_one(
			ws, &list[i], hcn_pointer_of("/HostComputeEndpoints/%zu", i).text, err);
	return r ? r : check_no_twins(list, n, err);
}

int hcn_reference_find(struct hcn_workset *ws, const char *text, const struct hcn_endpoint **ret_ep,
	const struct hcn_network **ret_net, struct hcn_error *err)
{
	const void *ep, *net;
	struct hcn_guid id;
	int r;

	if (!hcn_guid_parse(text, strlen(text), &id))
		return -EINVAL;
	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &id, &ep, err);
	if (r)
		return r;
	*ret_ep = ep;
	r = hcn_workset_find(ws, HCN_KIND_NETWORK, &(*ret_ep)->host_compute_network, &net, err);
	*ret_net = r ? NULL : net;
	return r;
}

int hcn_references_keys(char *const *list, size_t n, struct hcn_keys *ret)
{
	int r = 0;

	for (size_t i = 0; !r && i < n; i++) {
		struct hcn_guid id;

		if (hcn_guid_parse(list[i], strlen(list[i]), &id))
			r = hcn_keys_add(ret, hcn_key_guid(HCN_INDEX_REFERENCES, &id));
	}
	return r;
}

/* --- one at a time ------------------------------------------------------------------------------------ */

struct list {
	char ***texts;
	size_t *n;
};

static struct list list_of(enum hcn_kind kind, void *object)
{
	struct hcn_load_balancer *lb = object;
	struct hcn_compute_route *route = object;

	return kind == HCN_KIND_LOADBALANCER
		       ? (struct list){ &lb->host_compute_endpoints, &lb->n_host_compute_endpoints }
		       : (struct list){ &route->host_compute_endpoints,
				 &route->n_host_compute_endpoints };
}

static size_t find(struct list list, const char *endpoint)
{
	size_t i = 0;

	while (i < *list.n && strcmp((*list.texts)[i], endpoint))
		i++;
	return i;
}

/* The last one may go only with the endpoint itself: an object without any does nothing. */
static int drop(struct list list, const char *endpoint, bool with_endpoint, struct hcn_error *err)
{
	size_t i = find(list, endpoint);

	if (i == *list.n && with_endpoint)
		return 0;
	if (i == *list.n)
		return hcn_fail_value(err, HCN_ELEMENT_NOT_FOUND, "/Settings/EndpointId", endpoint,
			"endpoint %s is not referenced", endpoint);
	if (*list.n == 1 && !with_endpoint)
		return hcn_fail(err, HCN_INVALID_JSON_REFERENCE, "/Settings/EndpointId",
			"A Reference is required: this is the last endpoint");
	free((*list.texts)[i]);
	memmove(&(*list.texts)[i], &(*list.texts)[i + 1], (*list.n - i - 1) * sizeof(**list.texts));
	(*list.n)--;
	return 0;
}

static int append(struct list list, const char *endpoint, struct hcn_error *err)
{
	char **grown;

	if (find(list, endpoint) < *list.n)
		return 0;
	if (*list.n == HCN_LB_MAX_BACKENDS)
		return hcn_fail(err, HCN_LIMIT_REACHED, "/Settings/EndpointId",
			"there are %u endpoints, the most that can be", HCN_LB_MAX_BACKENDS);
	grown = reallocarray(*list.texts, *list.n + 1, sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	*list.texts = grown;
	grown[*list.n] = strdup(endpoint);
	if (!grown[*list.n])
		return -ENOMEM;
	(*list.n)++;
	return 0;
}

static int edit(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	const struct hcn_modify_namespace *m, struct hcn_error *err)
{
	struct hcn_namespace_endpoint_request settings = { 0 };
	const char *text = m->settings ? m->settings : "{}";
	struct hcn_guid_text endpoint;
	const void *found;
	void *copy;
	int r;

	r = hcn_workset_decode(ws, &hcn_namespace_endpoint_request_schema, text, strlen(text),
		"/Settings", &settings, err);
	if (!r && (m->resource_type != HCN_NAMESPACE_ENDPOINT ||
			  (m->request_type != HCN_MODIFY_ADD &&
				  m->request_type != HCN_MODIFY_REMOVE)))
		r = hcn_fail(err, HCN_REQUEST_UNSUPPORTED, "/RequestType",
			"only endpoints are added and removed");
	if (r)
		return r;
	endpoint = hcn_guid_upper(&settings.endpoint_id);
	r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &settings.endpoint_id, &found, err);
	if (r)
		return r == -ENOENT ? hcn_fail_not_found(err, HCN_KIND_ENDPOINT,
					      &settings.endpoint_id, "/Settings/EndpointId")
				    : r;
	r = hcn_workset_edit(ws, kind, id, &copy, err);
	if (r)
		return r;
	return m->request_type == HCN_MODIFY_ADD
		       ? append(list_of(kind, copy), endpoint.text, err)
		       : drop(list_of(kind, copy), endpoint.text, false, err);
}

bool hcn_references_is_request(const char *text, size_t len)
{
	struct hcn_modify_namespace m = { 0 };
	bool is = !hcn_schema_decode(&hcn_modify_namespace_schema, text, len, NULL, &m, NULL);

	hcn_schema_clear(&hcn_modify_namespace_schema, &m);
	return is;
}

int hcn_references_modify(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_guid *id,
	const char *request, size_t len, struct hcn_error *err)
{
	struct hcn_modify_namespace m = { 0 };
	int r;

	r = hcn_schema_decode(&hcn_modify_namespace_schema, request, len, NULL, &m, err);
	if (!r)
		r = edit(ws, kind, id, &m, err);
	hcn_schema_clear(&hcn_modify_namespace_schema, &m);
	return r;
}

int hcn_endpoint_leave_references(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err)
{
	static const enum hcn_kind kinds[] = { HCN_KIND_LOADBALANCER, HCN_KIND_ROUTE };
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_REFERENCES, endpoint);
	_cleanup_free_ struct hcn_guid *ids = NULL;
	size_t n = 0;
	int r = hcn_workset_ids(ws, &key, &ids, &n);

	for (size_t i = 0; !r && i < n; i++)
		for (size_t j = 0; !r && j < HCN_N_ELEMENTS(kinds); j++) {
			void *copy;

			r = hcn_workset_edit(ws, kinds[j], &ids[i], &copy, err);
			if (!r)
				r = drop(list_of(kinds[j], copy), hcn_guid_upper(endpoint).text,
					true, err);
			else if (r == -ENOENT)
				r = 0; /* of the other kind */
		}
	return r;
}

/* A route has no rows. */
static int touch_balancers(
	struct hcn_workset *ws, const struct hcn_index_key *key, struct hcn_error *err)
{
	_cleanup_free_ struct hcn_guid *ids = NULL;
	size_t n = 0;
	int r = hcn_workset_ids(ws, key, &ids, &n);

	for (size_t i = 0; !r && i < n; i++) {
		r = hcn_workset_touch(ws, HCN_KIND_LOADBALANCER, &ids[i], err);
		r = r == -ENOENT ? 0 : r;
	}
	return r;
}

int hcn_endpoint_touch_references(
	struct hcn_workset *ws, const struct hcn_guid *endpoint, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_REFERENCES, endpoint);

	return touch_balancers(ws, &key, err);
}

int hcn_endpoint_touch_vips(
	struct hcn_workset *ws, const struct hcn_endpoint *ep, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < ep->n_ip_configurations; i++) {
		struct hcn_index_key key;
		struct hcn_addr addr;

		if (!hcn_addr_parse(ep->ip_configurations[i].ip_address, &addr))
			continue;
		key = hcn_key_vip(&addr);
		r = touch_balancers(ws, &key, err);
	}
	return r;
}
