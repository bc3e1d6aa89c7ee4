/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From method and path to what carries it out, and the answer's envelope (doc/facts/clients.md §2.8.1, §2.8.2).
 *
 * In: UTF-8.  Out: {"Success":true,"Output":...} or the error as hcn_error_encode() writes it.  "Output" is an object or an
 * array or absent: null and "" break clients.
 */
#include "rest.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "cleanup.h"

#define MAX_WORDS 3 /* of a path */

struct route {
	const char *method;
	const char *words[MAX_WORDS]; /* "*" is an id */
	enum hcn_rest_type type;
	hcn_rest_fn *fn;
};

/* clang-format off */
static const struct route routes[] = {
	{ "GET",    { "globals", "version" },          HCN_REST_OTHER,        hcn_rest_version },
	{ "GET",    { "networks" },                    HCN_REST_NETWORKS,     hcn_rest_list },
	{ "POST",   { "networks" },                    HCN_REST_NETWORKS,     hcn_rest_create },
	{ "GET",    { "networks", "*" },               HCN_REST_NETWORKS,     hcn_rest_get },
	{ "POST",   { "networks", "*" },               HCN_REST_NETWORKS,     hcn_rest_update },
	{ "DELETE", { "networks", "*" },               HCN_REST_NETWORKS,     hcn_rest_delete },
	{ "GET",    { "endpoints" },                   HCN_REST_ENDPOINTS,    hcn_rest_list },
	{ "POST",   { "endpoints" },                   HCN_REST_ENDPOINTS,    hcn_rest_create },
	{ "GET",    { "endpoints", "*" },              HCN_REST_ENDPOINTS,    hcn_rest_get },
	{ "POST",   { "endpoints", "*" },              HCN_REST_ENDPOINTS,    hcn_rest_update },
	{ "DELETE", { "endpoints", "*" },              HCN_REST_ENDPOINTS,    hcn_rest_delete },
	{ "POST",   { "endpoints", "*", "attach" },    HCN_REST_ENDPOINTS,    hcn_rest_attach },
	{ "POST",   { "endpoints", "*", "detach" },    HCN_REST_ENDPOINTS,    hcn_rest_detach },
	{ "GET",    { "endpointstats", "*" },          HCN_REST_OTHER,        hcn_rest_stats },
	{ "GET",    { "endpointaddresses" },           HCN_REST_OTHER,        hcn_rest_addresses },
	{ "GET",    { "endpointaddresses", "*" },      HCN_REST_OTHER,        hcn_rest_addresses },
	{ "GET",    { "policylists" },                 HCN_REST_POLICY_LISTS, hcn_rest_list },
	{ "POST",   { "policylists" },                 HCN_REST_POLICY_LISTS, hcn_rest_create },
	{ "GET",    { "policylists", "*" },            HCN_REST_POLICY_LISTS, hcn_rest_get },
	{ "DELETE", { "policylists", "*" },            HCN_REST_POLICY_LISTS, hcn_rest_delete },
	{ "GET",    { "namespaces" },                  HCN_REST_NAMESPACES,   hcn_rest_list },
	{ "POST",   { "namespaces" },                  HCN_REST_NAMESPACES,   hcn_rest_create },
	{ "GET",    { "namespaces", "*" },             HCN_REST_NAMESPACES,   hcn_rest_get },
	{ "DELETE", { "namespaces", "*" },             HCN_REST_NAMESPACES,   hcn_rest_delete },
	{ "POST",   { "namespaces", "*", "addresource" },    HCN_REST_NAMESPACES, hcn_rest_add_resource },
	{ "POST",   { "namespaces", "*", "removeresource" }, HCN_REST_NAMESPACES, hcn_rest_remove_resource },
	{ "GET",    { "accelnet" },                    HCN_REST_OTHER,        hcn_rest_accelnet_get },
	{ "POST",   { "accelnet" },                    HCN_REST_OTHER,        hcn_rest_accelnet_post },
	{ "DELETE", { "accelnet" },                    HCN_REST_OTHER,        hcn_rest_accelnet_delete },
	{ "GET",    { "portpools" },                   HCN_REST_OTHER,        hcn_rest_port_pools },
	{ "GET",    { "activities" },                  HCN_REST_OTHER,        hcn_rest_nothing },
	{ "GET",    { "plugins" },                     HCN_REST_OTHER,        hcn_rest_nothing },
};
/* clang-format on */

/* --- the path --------------------------------------------------------------------------------------------- */

struct path {
	char *text; /* the words point into it */
	const char *words[MAX_WORDS];
	size_t n;       /* > MAX_WORDS: no route is that long */
	const char *id; /* the word that stands for "*" */
};

/* [inf] Slashes before, behind and twice mean nothing; the words are read in any letter case. */
static int split(const char *text, struct path *ret, struct hcn_error *err)
{
	char *rest, *word;

	ret->text = rest = strdup(text);
	if (!rest)
		return hcn_fail_oom(err);
	while ((word = strsep(&rest, "/"))) {
		if (!*word)
			continue;
		if (ret->n < MAX_WORDS)
			ret->words[ret->n] = word;
		ret->n++;
	}
	return 0;
}

static bool matches(const struct route *route, struct path *path)
{
	path->id = "";
	for (size_t i = 0; i < MAX_WORDS; i++) {
		const char *word = route->words[i];

		if (!word || i >= path->n)
			return !word && i == path->n;
		if (!strcmp(word, "*"))
			path->id = path->words[i];
		else if (strcasecmp(word, path->words[i]))
			return false;
	}
	return path->n == MAX_WORDS;
}

/* [unk] What Windows says to paths and methods that it does not have; "not found" would read as a deleted object. */
static int fail_route(
	const char *method, const char *text, struct path *path, struct hcn_error *err)
{
	char methods[64] = "";
	size_t len = 0;
	int r;

	for (size_t i = 0; i < HCN_N_ELEMENTS(routes); i++)
		if (matches(&routes[i], path))
			len += (size_t)snprintf(methods + len, sizeof(methods) - len, "%s%s",
				len ? ", " : "", routes[i].method);
	if (!len) {
		r = hcn_fail_value(
			err, HCN_REQUEST_UNSUPPORTED, NULL, text, "there is no such path");
		hcn_error_hint(err, "paths begin with globals, networks, endpoints, endpointstats, "
				    "endpointaddresses, policylists, namespaces, accelnet, "
				    "portpools, activities, plugins");
		return r;
	}
	return hcn_fail_expected(err, HCN_REQUEST_UNSUPPORTED, NULL, method, methods,
		"this path does not have that method");
}

static int dispatch(
	struct hcn_rest *call, const char *method, const char *text, struct hcn_error *err)
{
	struct path path = { 0 };
	const struct route *route = NULL;
	int r;

	r = split(text, &path, err);
	for (size_t i = 0; !r && !route && i < HCN_N_ELEMENTS(routes); i++)
		if (!strcasecmp(routes[i].method, method) && matches(&routes[i], &path))
			route = &routes[i];
	if (!r && !route)
		r = fail_route(method, text, &path, err);
	if (!r) {
		call->type = route->type;
		call->id = path.id;
		r = route->fn(call, err);
	}
	free(path.text);
	return r;
}

/* --- the answer --------------------------------------------------------------------------------------------- */

int hcn_rest_finish(struct hcn_rest *call, struct hcn_error *err)
{
	struct hcn_buf text = { 0 };
	int r = 0;

	hcn_buf_puts(&text, "{\"Success\":true");
	if (call->out.len) {
		hcn_buf_puts(&text, ",\"Output\":");
		hcn_buf_put(&text, call->out.data, call->out.len);
	}
	hcn_buf_putc(&text, '}');
	if (call->out.oom || hcn_buf_take(&text, &call->answer, NULL))
		r = hcn_fail_oom(err);
	hcn_buf_clear(&text);
	return r;
}

static int refuse(struct hcn_rest *call, const struct hcn_error *failure, struct hcn_error *err)
{
	struct hcn_buf text = { 0 };

	free(TAKE_PTR(call->answer));
	hcn_error_encode(failure, &text);
	if (!hcn_buf_take(&text, &call->answer, NULL))
		return 0;
	hcn_buf_clear(&text);
	return hcn_fail_oom(err);
}

static int check_arguments(
	struct hcn *hcn, const char *method, const char *path, char **ret, struct hcn_error *err)
{
	int r = hcn_check_context(hcn, err);

	if (r)
		return r;
	if (!method || !path || !ret)
		return hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "%s is NULL",
			!method ? "the method"
			: !path ? "the path"
				: "the place for the answer");
	return 0;
}

int hcn_rest_call(struct hcn *hcn, const char *method, const char *path, const char *body,
	char **ret, struct hcn_error *err)
{
	struct hcn_rest call = { .hcn = hcn, .body = body ? body : "" };
	struct hcn_error failure;
	int saved = errno, r;

	hcn_error_reset(err);
	r = check_arguments(hcn, method, path, ret, err);
	if (!r) {
		hcn_error_reset(&failure);
		r = dispatch(&call, method, path, &failure);
		if (!r && !call.answer)
			r = hcn_rest_finish(&call, &failure);
		if (hcn_end_call(r, saved, &failure) && r != -ENOMEM)
			r = refuse(&call, &failure, err);
	}
	if (!r)
		*ret = TAKE_PTR(call.answer);
	free(call.answer);
	hcn_buf_clear(&call.out);
	return hcn_end_call(r, saved, err);
}
