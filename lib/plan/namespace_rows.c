/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Desired kernel state of one namespace: a netns, and a resolv.conf made from what its endpoints say about DNS.
 * The host's own namespace and guest namespaces have none.
 *
 * Pure.
 *
 * Tests: tests/plan/cases/namespace-dns.txt (resolv)
 */
#include <errno.h>
#include <string.h>

#include "cleanup.h"
#include "namespace_rows.h"
#include "row_parts.h"

/* glibc's limit (resolv.conf(5), MAXNS). */
#define MAX_SERVERS 3

struct resolver {
	struct hcn_buf servers;
	struct hcn_buf search;
	struct hcn_buf options;
	unsigned n_servers;
};

static bool ends_word(char c)
{
	return !c || c == ' ' || c == '\n';
}

/* Endpoints of one network say the same: each word stands once. */
static bool has_word(const struct hcn_buf *b, const char *word)
{
	size_t len = strlen(word);

	for (const char *at = b->len ? strstr(b->data, word) : NULL; at; at = strstr(at + 1, word))
		if (at > b->data && at[-1] == ' ' && ends_word(at[len]))
			return true;
	return false;
}

static void put_word(struct hcn_buf *b, const char *word)
{
	if (word && *word && !has_word(b, word))
		hcn_buf_printf(b, " %s", word);
}

static void put_words(struct hcn_buf *b, char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++)
		put_word(b, words[i]);
}

static void put_dns(struct resolver *res, const struct hcn_dns *dns)
{
	for (size_t i = 0; i < dns->n_server_list && res->n_servers < MAX_SERVERS; i++)
		if (*dns->server_list[i] && !has_word(&res->servers, dns->server_list[i])) {
			hcn_buf_printf(&res->servers, "nameserver %s\n", dns->server_list[i]);
			res->n_servers++;
		}
	put_word(&res->search, dns->domain);
	put_words(&res->search, dns->search, dns->n_search);
	put_words(&res->options, dns->options, dns->n_options);
}

static void clear_resolver(struct resolver *res)
{
	hcn_buf_clear(&res->servers);
	hcn_buf_clear(&res->search);
	hcn_buf_clear(&res->options);
}

static int compare_endpoints(const void *a, const void *b)
{
	uint32_t x = hcn_endpoint_ordinal(*(const struct hcn_endpoint *const *)a);
	uint32_t y = hcn_endpoint_ordinal(*(const struct hcn_endpoint *const *)b);

	return (x > y) - (x < y);
}

/* The order of an index changes with what a request has touched. */
int hcn_namespace_endpoints(struct hcn_workset *ws, const struct hcn_guid *ns,
	const struct hcn_endpoint ***ret, size_t *ret_n, struct hcn_error *err)
{
	struct hcn_index_key key = hcn_key_guid(HCN_INDEX_NAMESPACE_ENDPOINTS, ns);
	_cleanup_free_ const struct hcn_endpoint **list = NULL;
	_cleanup_free_ struct hcn_guid *ids = NULL;
	size_t n = 0;
	int r;

	r = hcn_workset_ids(ws, &key, &ids, &n);
	if (r)
		return r;
	list = calloc(n + 1, sizeof(*list));
	if (!list)
		return hcn_fail_oom(err);
	for (size_t i = 0; i < n; i++) {
		const void *object;

		r = hcn_workset_find(ws, HCN_KIND_ENDPOINT, &ids[i], &object, err);
		if (r)
			return r;
		list[i] = object;
	}
	qsort(list, n, sizeof(*list), compare_endpoints);
	*ret = TAKE_PTR(list);
	*ret_n = n;
	return 0;
}

static int add_resolv_conf(struct hcn_workset *ws, const struct hcn_guid *id, struct hcn_rows *rows,
	struct hcn_error *err)
{
	_cleanup_free_ const struct hcn_endpoint **endpoints = NULL;
	_cleanup_(clear_resolver) struct resolver res = { 0 };
	struct hcn_row *row;
	size_t n = 0;
	int r;

	r = hcn_namespace_endpoints(ws, id, &endpoints, &n, err);
	if (r)
		return r;
	for (size_t i = 0; i < n; i++)
		put_dns(&res, &endpoints[i]->dns);
	if (res.servers.oom || res.search.oom || res.options.oom)
		return -ENOMEM;
	if (!res.servers.len && !res.search.len && !res.options.len)
		return 0;
	row = hcn_rows_add(rows, HCN_ROW_FILE);
	HCN_ROW_STR(rows, row, file, path, "resolv/%s.conf", hcn_guid_lower(id).text);
	HCN_ROW_STR(rows, row, file, content, "%s%s%s%s%s%s%s", res.search.len ? "search" : "",
		res.search.len ? res.search.data : "", res.search.len ? "\n" : "",
		res.servers.len ? res.servers.data : "", res.options.len ? "options" : "",
		res.options.len ? res.options.data : "", res.options.len ? "\n" : "");
	return 0;
}

int hcn_namespace_rows(
	struct hcn_workset *ws, const void *object, struct hcn_rows *rows, struct hcn_error *err)
{
	const struct hcn_namespace *ns = object;
	struct hcn_row *row;

	if (ns->type != HCN_NAMESPACE_HOST)
		return 0;
	row = hcn_rows_add(rows, HCN_ROW_NETNS);
	HCN_ROW_STR(rows, row, netns, name, "%s", hcn_guid_lower(&ns->id).text);
	return add_resolv_conf(ws, &ns->id, rows, err);
}
