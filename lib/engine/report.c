/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Reports (hcn.h: hcn_report): what is computed rather than stored.
 *
 * In: a snapshot of the store, and the kernel's counters.  Out: JSON.
 * Never: takes the writer lock; a report does not wait for requests, nor they for it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "acl_rows.h"
#include "begin.h"
#include "cleanup.h"
#include "entry.h"
#include "nftsets.h"
#include "objects_rows.h"
#include "query.h"

/* --- what the kernel should have ------------------------------------------------------------------------ */

static int plan_rows(struct hcn_request *rq, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_rows *ret, struct hcn_error *err)
{
	const void *object;
	int r;

	r = hcn_workset_find(&rq->ws, kind, id, &object, err);
	if (r == -ENOENT)
		return hcn_fail_not_found(err, kind, id, NULL);
	return r ? r : hcn_object_rows(&rq->ws, kind, object, ret, err);
}

/* The rows of an object: none of an endpoint that is not attached or is remote.  When there are some, the backend is open. */
static int wanted_rows(struct hcn *hcn, enum hcn_kind kind, const struct hcn_guid *id,
	struct hcn_rows *ret, struct hcn_error *err)
{
	struct hcn_request rq;
	int r;

	r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	r = plan_rows(&rq, kind, id, ret, err);
	if (!r && ret->n)
		r = hcn_engine_reader(hcn, rq.txn, err);
	hcn_request_end(&rq);
	return r;
}

/* --- endpoint statistics ------------------------------------------------------------------------------- */

/* The host's end of an endpoint, whose counters are the endpoint's. */
static const struct hcn_row_link *find_link(const struct hcn_rows *rows)
{
	for (size_t i = 0; i < rows->n; i++)
		if (rows->rows[i].kind == HCN_ROW_LINK)
			return &rows->rows[i].link;
	return NULL;
}

/* What the endpoint's ACLs have dropped, added to what its link has. */
static int add_dropped(
	struct hcn *hcn, const struct hcn_rows *rows, struct hcn_counters *c, struct hcn_error *err)
{
	int r = 0;

	for (size_t i = 0; !r && i < rows->n; i++) {
		const struct hcn_row *row = &rows->rows[i];
		struct hcn_met met;

		if (row->kind != HCN_ROW_NFT_CHAIN || *hcn_row_nft_netns(row))
			continue;
		r = hcn->ops->met(hcn->backend, row, &met, err);
		if (!r && hcn_is_chain_in(row->nft_chain.chain))
			c->dropped_incoming += met.packets;
		else if (!r)
			c->dropped_outgoing += met.packets;
	}
	return r;
}

static int read_counters(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_counters *ret, struct hcn_error *err)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	const struct hcn_row_link *link = NULL;
	int r;

	r = wanted_rows(hcn, HCN_KIND_ENDPOINT, id, &rows, err);
	if (!r)
		link = find_link(&rows);
	if (link)
		r = hcn->ops->counters(hcn->backend, link->name, ret, err);
	return r || !link ? r : add_dropped(hcn, &rows, ret, err);
}

/* Eight members, all of them always there (doc/facts/clients.md §2.8.5).  [unk] InstanceId: nobody reads it; the endpoint's
 * own id. */
static int report_stats(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	const struct hcn_guid_text text = hcn_guid_upper(id);
	struct hcn_counters c = { 0 };
	int r;

	r = read_counters(hcn, id, &c, err);
	if (r)
		return r;
	hcn_buf_printf(b,
		"{\"BytesReceived\":%" PRIu64 ",\"BytesSent\":%" PRIu64
		",\"DroppedPacketsIncoming\":%" PRIu64 ",\"DroppedPacketsOutgoing\":%" PRIu64
		",\"EndpointId\":\"%s\",\"InstanceId\":\"%s\",\"PacketsReceived\":%" PRIu64
		",\"PacketsSent\":%" PRIu64 "}",
		c.bytes_received, c.bytes_sent, c.dropped_incoming, c.dropped_outgoing, text.text,
		text.text, c.packets_received, c.packets_sent);
	return 0;
}

/* --- load balancer statistics --------------------------------------------------------------------------- */

struct balanced {
	uint64_t connections;
	struct hcn_met received, sent;
};

static void add_met(struct balanced *b, enum hcn_set_count what, const struct hcn_met *met)
{
	struct hcn_met *sum = what == HCN_COUNTS_RECEIVED ? &b->received : &b->sent;

	if (what == HCN_COUNTS_CONNECTIONS) {
		b->connections += met->packets;
		return;
	}
	sum->packets += met->packets;
	sum->bytes += met->bytes;
}

static int read_balanced(
	struct hcn *hcn, const struct hcn_guid *id, struct balanced *ret, struct hcn_error *err)
{
	_cleanup_(hcn_rows_clear) struct hcn_rows rows = { 0 };
	int r;

	r = wanted_rows(hcn, HCN_KIND_LOADBALANCER, id, &rows, err);
	for (size_t i = 0; !r && i < rows.n; i++) {
		enum hcn_set_count what = hcn_set_count(&rows.rows[i]);
		struct hcn_met met = { 0 };

		if (what == HCN_COUNTS_NOTHING)
			continue;
		r = hcn->ops->met(hcn->backend, &rows.rows[i], &met, err);
		if (!r)
			add_met(ret, what, &met);
	}
	return r;
}

/* Ours: Windows reports nothing of the kind. */
static int report_balanced(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	struct balanced sum = { 0 };
	int r;

	r = read_balanced(hcn, id, &sum, err);
	if (r)
		return r;
	hcn_buf_printf(b,
		"{\"BytesReceived\":%" PRIu64 ",\"BytesSent\":%" PRIu64 ",\"Connections\":%" PRIu64
		",\"LoadBalancerId\":\"%s\",\"PacketsReceived\":%" PRIu64
		",\"PacketsSent\":%" PRIu64 "}",
		sum.received.bytes, sum.sent.bytes, sum.connections, hcn_guid_upper(id).text,
		sum.received.packets, sum.sent.packets);
	return 0;
}

/* --- endpoint addresses -------------------------------------------------------------------------------- */

static void put_text(struct hcn_buf *b, const char *key, const char *text)
{
	hcn_buf_printf(b, ",\"%s\":", key);
	hcn_buf_json_string(b, text, strlen(text));
}

/* [unk] What Windows answers is documented nowhere: an object per address, members named as in the endpoint's document. */
static void put_addresses(const struct hcn_endpoint *ep, struct hcn_buf *b)
{
	for (size_t i = 0; i < ep->n_ip_configurations; i++) {
		const struct hcn_ip_config *config = &ep->ip_configurations[i];

		hcn_buf_puts(b, b->data[b->len - 1] == '[' ? "{" : ",{");
		hcn_buf_printf(b, "\"EndpointId\":\"%s\"", hcn_guid_upper(&ep->id).text);
		hcn_buf_printf(b, ",\"HostComputeNetwork\":\"%s\"",
			hcn_guid_upper(&ep->host_compute_network).text);
		if (HCN_HAS(ep, hcn_endpoint, host_compute_namespace))
			hcn_buf_printf(b, ",\"HostComputeNamespace\":\"%s\"",
				hcn_guid_upper(&ep->host_compute_namespace).text);
		put_text(b, "IpAddress", config->ip_address ? config->ip_address : "");
		hcn_buf_printf(b, ",\"PrefixLength\":%u", config->prefix_length);
		put_text(b, "MacAddress", ep->mac_address ? ep->mac_address : "");
		hcn_buf_putc(b, '}');
	}
}

struct address_visit {
	struct hcn_workset *ws;
	struct hcn_buf *b;
	struct hcn_error *err;
};

static int visit_addresses(void *arg, enum hcn_kind kind, const struct hcn_guid *id)
{
	const struct address_visit *v = arg;
	const void *endpoint;
	int r;

	r = hcn_workset_find(v->ws, kind, id, &endpoint, v->err);
	if (r)
		return r;
	put_addresses(endpoint, v->b);
	return v->b->oom ? -ENOMEM : 0;
}

static int report_addresses(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	struct hcn_request rq;
	struct address_visit v = { &rq.ws, b, err };
	int r;

	r = hcn_request_begin(&rq, hcn, false, err);
	if (r)
		return r;
	hcn_buf_putc(b, '[');
	if (b->oom)
		r = -ENOMEM;
	else if (id)
		r = visit_addresses(&v, HCN_KIND_ENDPOINT, id);
	else
		r = hcn_workset_each(&rq.ws, HCN_KIND_ENDPOINT, visit_addresses, &v);
	hcn_buf_putc(b, ']');
	hcn_request_end(&rq);
	return r == -ENOENT ? hcn_fail_not_found(err, HCN_KIND_ENDPOINT, id, NULL) : r;
}

/* --- the service itself --------------------------------------------------------------------------------- */

static uint64_t hash(const char *text, uint64_t seed)
{
	for (; *text; text++) /* FNV-1a */
		seed = (seed ^ (unsigned char)*text) * 0x100000001b3u;
	return seed;
}

/* The same for the same name everywhere and forever: a GUID of version 8 (RFC 9562: made by a rule of one's own). */
static struct hcn_guid guid_of_name(const char *name)
{
	uint64_t high = hash(name, 0xcbf29ce484222325u), low = hash(name, ~high);
	struct hcn_guid id;

	id.data1 = (uint32_t)(high >> 32);
	id.data2 = (uint16_t)(high >> 16);
	id.data3 = (uint16_t)((high & 0x0fff) | 0x8000);
	for (size_t i = 0; i < sizeof(id.data4); i++)
		id.data4[i] = (uint8_t)(low >> (8 * i));
	id.data4[0] = (uint8_t)((id.data4[0] & 0x3f) | 0x80);
	return id;
}

/* [inf] An array of the schema's Feature objects; the names are hcsshim's. */
static int report_features(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	hcn_buf_putc(b, '[');
	for (int i = HCN_FEATURE_NONE + 1; i < HCN_N_FEATURES; i++) {
		const char *name = hcn_feature_name(i);
		const struct hcn_guid guid = guid_of_name(name);

		hcn_buf_printf(b,
			"%s{\"ID\":\"%s\",\"Name\":\"%s\",\"SchemaVersion\":{\"Major\":2,\"Minor\":0},"
			"\"Enabled\":%s}",
			i == HCN_FEATURE_NONE + 1 ? "" : ",", hcn_guid_upper(&guid).text, name,
			hcn_rules_have(&hcn->rules, i) ? "true" : "false");
	}
	hcn_buf_putc(b, ']');
	return 0;
}

static int count_object(void *arg, const struct hcn_guid *id, struct hcn_blob data)
{
	++*(size_t *)arg;
	return 0;
}

static size_t count_attached(struct hcn_txn *txn)
{
	const struct hcn_index_key host = hcn_key_state(HCN_KIND_ENDPOINT, HCN_STATE_ATTACHED);
	const struct hcn_index_key others = hcn_key_state(
		HCN_KIND_ENDPOINT, HCN_STATE_ATTACHED_SHARING);

	return hcn_txn_count(txn, &host) + hcn_txn_count(txn, &others);
}

/* What the store takes on disk; 0 when it cannot be seen. */
static intmax_t store_bytes(const struct hcn *hcn)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf path = { 0 };
	struct stat st;

	hcn_buf_printf(&path, "%s/data.mdb", hcn->state_dir);
	return !path.oom && !stat(path.data, &st) ? (intmax_t)st.st_blocks * 512 : 0;
}

/* [unk] What Windows counts is documented nowhere: what there is here. */
static int report_metrics(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	struct hcn_txn *txn;
	int r;

	r = hcn_store_read(hcn->store, &txn, err);
	if (r)
		return r;
	for (int kind = 0; !r && kind < HCN_N_KINDS; kind++) {
		size_t n = 0;

		r = hcn_txn_each(txn, (uint8_t)kind, count_object, &n);
		hcn_buf_printf(b, "%s\"%s\":%zu", kind ? "," : "{",
			hcn_kind_type((enum hcn_kind)kind)->plural, n);
	}
	hcn_buf_printf(b, ",\"AttachedEndpoints\":%zu,\"Events\":%" PRIu64 ",\"StoreBytes\":%jd}",
		count_attached(txn), hcn_txn_last_event(txn), store_bytes(hcn));
	hcn_txn_abort(txn);
	return r;
}

static int report_version(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err)
{
	hcn_buf_printf(b, "{\"Major\":%" PRIu32 ",\"Minor\":%" PRIu32 "}", hcn->rules.major,
		hcn->rules.minor);
	return 0;
}

/* --- hcn_report ------------------------------------------------------------------------------------------ */

enum about { ABOUT_ONE, ABOUT_ONE_OR_ALL, ABOUT_SERVICE };

/* @id is NULL where the report is about all endpoints or about the service. */
typedef int report_fn(
	struct hcn *hcn, const struct hcn_guid *id, struct hcn_buf *b, struct hcn_error *err);

static const struct report {
	enum about about;
	report_fn *write;
} reports[HCN_N_REPORTS] = {
	[HCN_REPORT_ENDPOINT_STATS] = { ABOUT_ONE, report_stats },
	[HCN_REPORT_ENDPOINT_ADDRESSES] = { ABOUT_ONE_OR_ALL, report_addresses },
	[HCN_REPORT_FEATURES] = { ABOUT_SERVICE, report_features },
	[HCN_REPORT_METRICS] = { ABOUT_SERVICE, report_metrics },
	[HCN_REPORT_VERSION] = { ABOUT_SERVICE, report_version },
	[HCN_REPORT_LOADBALANCER_STATS] = { ABOUT_ONE, report_balanced },
};

static int check_about(
	enum about about, const char *id, struct hcn_guid *ret, struct hcn_error *err)
{
	if (about == ABOUT_ONE_OR_ALL && !id)
		return 0;
	if (about != ABOUT_SERVICE)
		return hcn_check_id(id, ret, err);
	return id ? hcn_fail(err, HCN_INVALID_ARGUMENT, NULL,
			    "the report is about the service: it takes no id")
		  : 0;
}

static int report_text(struct hcn *hcn, enum hcn_report report, const char *id, const char *query,
	char **ret, struct hcn_error *err)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf b = { 0 };
	struct hcn_guid guid;
	int r;

	r = hcn_check_context(hcn, err);
	if (!r && (unsigned)report >= HCN_N_REPORTS)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "%d is no report", (int)report);
	if (!r && !ret)
		r = hcn_fail(err, HCN_INVALID_ARGUMENT, NULL, "there is no place for the report");
	if (!r)
		r = check_about(reports[report].about, id, &guid, err);
	if (!r)
		r = hcn_query_check(query, query ? strlen(query) : 0, err);
	if (!r)
		r = reports[report].write(hcn, id ? &guid : NULL, &b, err);
	return r ? r : hcn_buf_take(&b, ret, NULL);
}

int hcn_report(struct hcn *hcn, enum hcn_report report, const char *id, const char *query,
	char **ret, struct hcn_error *err)
{
	int saved = errno;

	hcn_error_reset(err);
	return hcn_end_call(report_text(hcn, report, id, query, ret, err), saved, err);
}
