/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Queries (query.h).
 *
 * https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema (HostComputeQuery); the filter's keys are V1 property
 * names (doc/facts/clients.md §2.1.4).
 */
#include <errno.h>
#include <limits.h>
#include <string.h>

#include "objects.h"
#include "query.h"

struct match {
	struct hcn_workset *ws;
	const struct hcn_query_filter *filter;
	/* endpoints only: of VirtualNetwork or VirtualNetworkName; NULL: any */
	const struct hcn_guid *network;
	/* the index asked says it all: no object needs to be read */
	bool decided;
	struct hcn_buf *ret;
};

static bool matches(const struct hcn_query_filter *f, enum hcn_kind kind, const void *object,
	const struct hcn_guid *network)
{
	size_t at = hcn_kind_type(kind)->flags;
	const struct hcn_object *base = object;
	uint32_t flags = 0;

	if (at)
		memcpy(&flags, (const char *)object + at, sizeof(flags));
	if (f->name && (!base->name || strcmp(base->name, f->name)))
		return false;
	if (network && !hcn_guid_equal(&((const struct hcn_endpoint *)object)->host_compute_network,
			       network))
		return false;
	if (HCN_HAS(f, hcn_query_filter, state) && base->state != f->state)
		return false;
	/* [inf] WSL asks for {"Flags":72} and means networks with both bits. */
	return !HCN_HAS(f, hcn_query_filter, flags) || (flags & f->flags) == f->flags;
}

static int match_object(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct match *m = arg;
	const void *object;
	int r;

	if (!m->decided) {
		r = hcn_workset_find(m->ws, kind, id, &object, NULL);
		if (r)
			return r == -ENOENT ? 0 : r;
		if (!matches(m->filter, kind, object, m->network))
			return 0;
	}
	hcn_buf_puts(m->ret, m->ret->data[m->ret->len - 1] == '[' ? "\"" : ",\"");
	hcn_buf_puts(m->ret, hcn_guid_upper(id).text);
	hcn_buf_putc(m->ret, '"');
	return m->ret->oom ? -ENOMEM : 0;
}

/* The network of VirtualNetwork and VirtualNetworkName; false: there is none, nothing can match. */
static bool find_network(
	struct hcn_workset *ws, const struct hcn_query_filter *f, struct hcn_guid *ret, int *r)
{
	struct hcn_guid id;

	if (f->virtual_network &&
		(!hcn_guid_parse(f->virtual_network, strlen(f->virtual_network), ret) ||
			hcn_guid_is_zero(ret)))
		return false;
	if (!f->virtual_network_name)
		return true;
	struct hcn_index_key key = hcn_key_name(HCN_KIND_NETWORK, f->virtual_network_name);
	if (!hcn_workset_first(ws, &key, &id, r) ||
		(f->virtual_network && !hcn_guid_equal(&id, ret)))
		return false;
	*ret = id;
	return true;
}

static bool only(const struct hcn_query_filter *f, uint64_t bits)
{
	return !(f->present & ~bits);
}

static int enumerate(struct hcn_workset *ws, enum hcn_kind kind, const struct hcn_query_filter *f,
	struct hcn_buf *ret)
{
	struct match m = { .ws = ws, .filter = f, .ret = ret };
	struct hcn_index_key key;
	struct hcn_guid id, network;
	int r = 0;

	if (f->virtual_network || f->virtual_network_name) {
		if (kind != HCN_KIND_ENDPOINT || !find_network(ws, f, &network, &r))
			return r;
		m.network = &network;
	}
	if (f->id) {
		if (!hcn_guid_parse(f->id, strlen(f->id), &id) || hcn_guid_is_zero(&id))
			return 0;
		return match_object(&m, kind, &id);
	}
	if (f->name) {
		key = hcn_key_name(kind, f->name);
	} else if (m.network) {
		key = hcn_key_guid(HCN_INDEX_NETWORK_ENDPOINTS, m.network);
		m.decided = only(f, HCN_BIT(hcn_query_filter, virtual_network) |
					    HCN_BIT(hcn_query_filter, virtual_network_name));
	} else if (HCN_HAS(f, hcn_query_filter, state)) {
		key = hcn_key_state(kind, f->state);
		m.decided = only(f, HCN_BIT(hcn_query_filter, state));
	} else {
		m.decided = only(f, 0);
		return hcn_workset_each(ws, kind, match_object, &m);
	}
	return hcn_workset_lookup(ws, &key, match_object, &m);
}

/* Where the filter itself stands in the query: its text is a document of its own. */
static int decode_filter(const char *text, struct hcn_query_filter *ret, struct hcn_error *err)
{
	static const struct hcn_decode_options options = { .base = "/Filter" };

	return text && *text ? hcn_schema_decode(&hcn_query_filter_schema, text, strlen(text),
				       &options, ret, err)
			     : 0;
}

int hcn_query_dialect(const char *query, size_t len, int *ret_dialect, struct hcn_error *err)
{
	struct hcn_query_filter filter = { 0 };
	struct hcn_query q = { 0 };
	int r;

	*ret_dialect = -1;
	if (!query || !len)
		return 0;
	r = hcn_schema_decode(&hcn_query_schema, query, len, NULL, &q, err);
	if (!r)
		r = decode_filter(q.filter, &filter, err);
	if (!r && HCN_HAS(&q, hcn_query, schema_version))
		*ret_dialect = q.schema_version.major > INT_MAX ? INT_MAX
								: (int)q.schema_version.major;
	hcn_schema_clear(&hcn_query_filter_schema, &filter);
	hcn_schema_clear(&hcn_query_schema, &q);
	return r;
}

int hcn_query_enumerate(struct hcn_workset *ws, enum hcn_kind kind, const char *query, size_t len,
	struct hcn_buf *ret, struct hcn_error *err)
{
	struct hcn_query_filter filter = { 0 };
	struct hcn_query q = { 0 };
	int r = 0;

	if (query && len)
		r = hcn_schema_decode(&hcn_query_schema, query, len, NULL, &q, err);
	if (!r)
		r = decode_filter(q.filter, &filter, err);
	hcn_buf_putc(ret, '[');
	if (!r && !ret->oom)
		r = enumerate(ws, kind, &filter, ret);
	hcn_buf_putc(ret, ']');
	hcn_schema_clear(&hcn_query_filter_schema, &filter);
	hcn_schema_clear(&hcn_query_schema, &q);
	return r;
}
