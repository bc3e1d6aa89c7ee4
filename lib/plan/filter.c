/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * From layers to sets and rules (filter.h).  Pure.
 *
 * Tests: tests/unit/plan/test_acl_rows.c (rows_decide_as_the_documents_do)
 */
#include "filter.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "filter_box.h"
#include "skeleton.h"

#define SET_NAME_SIZE 96

static const struct hcn_port_range any_port = { 0, UINT16_MAX };

struct writer {
	const struct hcn_filter *filter;
	const char *chain;
	struct hcn_layers layers;
	unsigned n_sets[HCN_IPV6 + 1][1u << 5]
		       [2]; /* by family, fields and whether they hold intervals */
	struct hcn_rows *rows;
	struct hcn_rows rules; /* the chain, made at last: sets come first by their kind */
};

static size_t at_least_one(size_t n)
{
	return n ? n : 1;
}

/* --- words ------------------------------------------------------------------------------------------ */

/* The fields of a box, in the order of its key. */
enum { FIELD_SADDR, FIELD_DADDR, FIELD_PROTOCOL, FIELD_SPORT, FIELD_DPORT, N_FIELDS };

static unsigned fields_of(const struct hcn_box *b)
{
	unsigned bits = 0;

	for (int i = 0; i < 2; i++) {
		bits |= hcn_is_any_prefix(&b->side[i]) ? 0 : 1u << (FIELD_SADDR + i);
		bits |= hcn_is_any_port(&b->port[i]) ? 0 : 1u << (FIELD_SPORT + i);
	}
	return bits | (b->protocol == HCN_ANY_PROTOCOL ? 0 : 1u << FIELD_PROTOCOL);
}

static const char *field_words(int field, int family)
{
	static const char *const words[N_FIELDS][2] = {
		[FIELD_SADDR] = { "ip saddr", "ip6 saddr" },
		[FIELD_DADDR] = { "ip daddr", "ip6 daddr" },
		[FIELD_PROTOCOL] = { "meta l4proto", "meta l4proto" },
		[FIELD_SPORT] = { "th sport", "th sport" },
		[FIELD_DPORT] = { "th dport", "th dport" },
	};

	return words[field][family == HCN_IPV6];
}

static const char *field_type(int field, int family)
{
	if (field <= FIELD_DADDR)
		return family == HCN_IPV6 ? "ipv6_addr" : "ipv4_addr";
	return field == FIELD_PROTOCOL ? "inet_proto" : "inet_service";
}

static void put_prefix(struct hcn_buf *b, const struct hcn_prefix *p)
{
	if (p->len == hcn_addr_bits(&p->addr))
		hcn_buf_puts(b, hcn_addr_format(&p->addr).text);
	else
		hcn_buf_puts(b, hcn_prefix_format(p).text);
}

static void put_range(struct hcn_buf *b, struct hcn_port_range range)
{
	if (range.first == range.last)
		hcn_buf_printf(b, "%u", range.first);
	else
		hcn_buf_printf(b, "%u-%u", range.first, range.last);
}

static void put_value(struct hcn_buf *b, const struct hcn_box *box, int field)
{
	if (field <= FIELD_DADDR)
		put_prefix(b, &box->side[field - FIELD_SADDR]);
	else if (field == FIELD_PROTOCOL)
		hcn_buf_printf(b, "%d", box->protocol);
	else
		put_range(b, box->port[field - FIELD_SPORT]);
}

/* Whether one value of each field is all it holds: a hash can keep it. */
static bool is_exact(const struct hcn_box *b)
{
	for (int i = 0; i < 2; i++)
		if ((!hcn_is_any_prefix(&b->side[i]) &&
			    b->side[i].len != hcn_addr_bits(&b->side[i].addr)) ||
			(!hcn_is_any_port(&b->port[i]) && b->port[i].first != b->port[i].last))
			return false;
	return true;
}

static bool has_port_range(const struct hcn_box *b)
{
	for (int i = 0; i < 2; i++)
		if (!hcn_is_any_port(&b->port[i]) && b->port[i].first != b->port[i].last)
			return true;
	return false;
}

/* Appends what @write puts for each field of @fields, with @separator between. */
static void put_fields(struct hcn_buf *b, unsigned fields, const char *separator,
	void (*write)(struct hcn_buf *b, int field, const void *arg), const void *arg)
{
	bool first = true;

	for (int field = 0; field < N_FIELDS; field++) {
		if (!(fields >> field & 1))
			continue;
		if (!first)
			hcn_buf_puts(b, separator);
		first = false;
		write(b, field, arg);
	}
}

static void write_words(struct hcn_buf *b, int field, const void *box)
{
	hcn_buf_puts(b, field_words(field, ((const struct hcn_box *)box)->family));
}

static void write_type(struct hcn_buf *b, int field, const void *box)
{
	hcn_buf_puts(b, field_type(field, ((const struct hcn_box *)box)->family));
}

static void write_value(struct hcn_buf *b, int field, const void *box)
{
	put_value(b, box, field);
}

static void write_match(struct hcn_buf *b, int field, const void *box)
{
	write_words(b, field, box);
	hcn_buf_putc(b, ' ');
	put_value(b, box, field);
}

/* --- sets and rules --------------------------------------------------------------------------------- */

static int add_rule(struct writer *w, struct hcn_buf *text, const char *verdict)
{
	hcn_buf_printf(text, "%s%s", text->len ? " " : "", verdict);
	if (text->oom)
		return -ENOMEM;
	hcn_rows_add_rule(&w->rules, &w->rules.rows[0], "%.*s", (int)text->len, text->data);
	return hcn_rows_check(&w->rules);
}

/* Names say what a set holds: one that is wanted again has the same type. */
static void name_set(
	struct writer *w, const struct hcn_box *box, bool interval, char ret[SET_NAME_SIZE])
{
	static const char *const names[N_FIELDS] = { "saddr", "daddr", "proto", "sport", "dport" };
	unsigned fields = fields_of(box);
	int len;

	len = snprintf(ret, SET_NAME_SIZE, "%s", w->chain);
	for (int field = 0; field < N_FIELDS; field++)
		if (fields >> field & 1)
			len += snprintf(ret + len, SET_NAME_SIZE - (size_t)len, "_%s%s",
				names[field],
				field <= FIELD_DADDR && box->family == HCN_IPV6 ? "6" : "");
	(void)snprintf(ret + len, SET_NAME_SIZE - (size_t)len, "%s_%u", interval ? "_in" : "",
		w->n_sets[box->family][fields][interval]++);
}

/* A set of @n boxes with the same fields, none of which overlap; its name goes to @ret_name. */
static int add_set(struct writer *w, const struct hcn_box *const *boxes, size_t n,
	char ret_name[SET_NAME_SIZE])
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	unsigned fields = fields_of(boxes[0]);
	bool interval = false;
	struct hcn_row *row;

	for (size_t i = 0; i < n; i++)
		interval = interval || !is_exact(boxes[i]);
	name_set(w, boxes[0], interval, ret_name);
	put_fields(&text, fields, " . ", write_type, boxes[0]);
	if (text.oom)
		return -ENOMEM;
	row = hcn_rows_add(w->rows, HCN_ROW_NFT_SET);
	HCN_ROW_STR(w->rows, row, nft_set, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(w->rows, row, nft_set, set, "%s", ret_name);
	hcn_rows_set_nft_netns(w->rows, row, w->filter->netns);
	HCN_ROW_STR(w->rows, row, nft_set, type, "%.*s", (int)text.len, text.data);
	if (interval)
		HCN_ROW_STR(w->rows, row, nft_set, flags, "interval");
	for (size_t i = 0; i < n; i++) {
		hcn_buf_reset(&text);
		put_fields(&text, fields, " . ", write_value, boxes[i]);
		if (text.oom)
			return -ENOMEM;
		row = hcn_rows_add(w->rows, HCN_ROW_NFT_ELEM);
		HCN_ROW_STR(w->rows, row, nft_elem, table, "%s", HCN_NFT_TABLE);
		HCN_ROW_STR(w->rows, row, nft_elem, set, "%s", ret_name);
		hcn_rows_set_nft_netns(w->rows, row, w->filter->netns);
		HCN_ROW_STR(w->rows, row, nft_elem, key, "%.*s", (int)text.len, text.data);
	}
	return hcn_rows_check(w->rows);
}

/* One rule for boxes that do not overlap: by its words when there is one, else by a set. */
static int add_boxes(
	struct writer *w, const struct hcn_box *const *boxes, size_t n, const char *verdict)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	unsigned fields = fields_of(boxes[0]);
	char name[SET_NAME_SIZE];
	int r;

	if (n == 1 && !has_port_range(boxes[0])) {
		put_fields(&text, fields, " ", write_match, boxes[0]);
	} else {
		r = add_set(w, boxes, n, name);
		if (r)
			return r;
		put_fields(&text, fields, " . ", write_words, boxes[0]);
		hcn_buf_printf(&text, " @%s", name);
	}
	return add_rule(w, &text, verdict);
}

static int compare_boxes(const void *a, const void *b)
{
	const struct hcn_box *x = *(const struct hcn_box *const *)a,
			     *y = *(const struct hcn_box *const *)b;
	int r = x->protocol - y->protocol;

	for (int i = 0; !r && i < 2; i++) {
		r = x->port[i].first - y->port[i].first;
		if (!r)
			r = y->port[i].last - x->port[i].last;
	}
	for (int i = 0; !r && i < 2; i++) {
		r = hcn_addr_compare(&x->side[i].addr, &y->side[i].addr);
		if (!r)
			r = x->side[i].len - y->side[i].len;
	}
	return r;
}

/* Whether they differ in one address at most: then prefixes that do not contain each other do not overlap. */
static bool are_one_list(const struct hcn_box *const *boxes, size_t n)
{
	bool differs[2] = { false, false };

	for (size_t i = 1; i < n; i++) {
		if (boxes[i]->protocol != boxes[0]->protocol ||
			memcmp(boxes[i]->port, boxes[0]->port, sizeof(boxes[0]->port)))
			return false;
		for (int side = 0; side < 2; side++)
			differs[side] = differs[side] ||
					(!hcn_is_any_prefix(&boxes[i]->side[side]) &&
						!hcn_prefix_equal(&boxes[i]->side[side],
							&boxes[0]->side[side]));
	}
	return !differs[0] || !differs[1];
}

/* Drops the boxes inside others that stand before them in the order of compare_boxes(): all, in a list of addresses. */
static size_t drop_covered(const struct hcn_box **boxes, size_t n)
{
	size_t kept = 0;

	qsort(boxes, n, sizeof(*boxes), compare_boxes);
	for (size_t i = 0; i < n; i++)
		if (!kept || !hcn_box_covers(boxes[kept - 1], boxes[i]))
			boxes[kept++] = boxes[i];
	return kept;
}

static bool are_exact(const struct hcn_box *const *boxes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (!is_exact(boxes[i]))
			return false;
	return true;
}

/* Moves boxes that do not overlap each other to the front of @boxes and drops those inside others; returns how many of
 * *@n, the rest follows. */
static size_t take_disjoint(const struct hcn_box **boxes, size_t *n)
{
	size_t front = 0, rest = 0;
	const struct hcn_box **later;

	*n = drop_covered(boxes, *n);
	if (are_exact(boxes, *n) || are_one_list(boxes, *n))
		return *n;
	later = calloc(*n, sizeof(*later));
	if (!later)
		return 0;
	for (size_t i = 0; i < *n; i++) {
		const struct hcn_box *box = boxes[i];
		bool overlaps = false, covered = false;

		for (size_t j = 0; j < front && !covered; j++) {
			covered = hcn_box_covers(boxes[j], box);
			overlaps = overlaps || hcn_box_overlaps(boxes[j], box);
		}
		if (covered)
			continue;
		if (overlaps)
			later[rest++] = box;
		else
			boxes[front++] = box;
	}
	memcpy(&boxes[front], later, rest * sizeof(*later));
	free(later);
	*n = front + rest;
	return front;
}

static int compare_groups(const void *a, const void *b)
{
	const struct hcn_box *x = *(const struct hcn_box *const *)a,
			     *y = *(const struct hcn_box *const *)b;
	unsigned fx = fields_of(x), fy = fields_of(y);

	if (x->family != y->family)
		return x->family < y->family ? -1 : 1;
	if (fx != fy)
		return fx < fy ? -1 : 1;
	return x < y ? -1 : x > y;
}

/* All boxes of one layer and verdict: a rule for each combination of fields. */
static int add_groups(struct writer *w, const struct hcn_box **boxes, size_t n, const char *verdict)
{
	int r = 0;

	qsort(boxes, n, sizeof(*boxes), compare_groups);
	for (size_t from = 0, to; !r && from < n; from = to) {
		size_t left;

		for (to = from + 1; to < n && boxes[to]->family == boxes[from]->family &&
				    fields_of(boxes[to]) == fields_of(boxes[from]);
			to++)
			;
		left = to - from;
		for (const struct hcn_box **at = &boxes[from]; !r && left;) {
			size_t n_taken = take_disjoint(at, &left);

			if (!n_taken)
				return -ENOMEM;
			r = add_boxes(w, at, n_taken, verdict);
			at += n_taken;
			left -= n_taken;
		}
	}
	return r;
}

/* --- rules that are asked as they are --------------------------------------------------------------- */

static bool has_family(const struct hcn_acl_addresses *list, int family)
{
	for (size_t i = 0; i < list->n_prefixes; i++)
		if (list->prefixes[i].addr.family == family)
			return true;
	return !list->n_prefixes;
}

/* "@NAME" for a list of boxes with one field. */
static int put_list(struct writer *w, struct hcn_buf *text, const struct hcn_box **boxes, size_t n)
{
	unsigned fields = fields_of(boxes[0]);
	char name[SET_NAME_SIZE];
	int r;

	n = drop_covered(boxes, n);
	r = add_set(w, boxes, n, name);
	if (r)
		return r;
	hcn_buf_puts(text, text->len ? " " : "");
	put_fields(text, fields, " . ", write_words, boxes[0]);
	hcn_buf_printf(text, " @%s", name);
	return 0;
}

/* One list of the rule as boxes that say nothing else. */
static int put_boxes(struct writer *w, struct hcn_buf *text, const struct hcn_box *boxes, size_t n)
{
	_cleanup_free_ const struct hcn_box **list = calloc(at_least_one(n), sizeof(*list));

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++)
		list[i] = &boxes[i];
	return put_list(w, text, list, n);
}

static int put_addresses(struct writer *w, struct hcn_buf *text,
	const struct hcn_acl_addresses *list, int side, int family)
{
	_cleanup_free_ struct hcn_box *boxes = calloc(
		at_least_one(list->n_prefixes), sizeof(*boxes));
	size_t n = 0;

	if (!boxes)
		return -ENOMEM;
	for (size_t i = 0; i < list->n_prefixes; i++) {
		struct hcn_box *box = &boxes[n];

		if (list->prefixes[i].addr.family != family)
			continue;
		*box = (struct hcn_box){ .protocol = HCN_ANY_PROTOCOL,
			.family = family,
			.port = { any_port, any_port } };
		box->side[side] = list->prefixes[i];
		n++;
	}
	for (size_t i = 0; i < list->n_sets; i++) {
		char name[HCN_FILTER_SET_NAME_SIZE];

		hcn_filter_set_name(w->filter->network, list->sets[i], family, name);
		hcn_buf_printf(text, "%s%s @%s", text->len ? " " : "",
			field_words(FIELD_SADDR + side, family), name);
	}
	return n ? put_boxes(w, text, boxes, n) : 0;
}

static int put_protocols(struct writer *w, struct hcn_buf *text, const struct hcn_acl_match *m)
{
	struct hcn_box boxes[256];
	int protocols[256];
	size_t n = hcn_match_protocols(m, protocols);

	if (protocols[0] == HCN_ANY_PROTOCOL)
		return 0;
	for (size_t i = 0; i < n; i++)
		boxes[i] = (struct hcn_box){ .protocol = protocols[i],
			.port = { any_port, any_port } };
	return put_boxes(w, text, boxes, n);
}

static int put_ports(struct writer *w, struct hcn_buf *text, const struct hcn_port_range *ranges,
	size_t n, int side)
{
	_cleanup_free_ struct hcn_box *boxes = calloc(at_least_one(n), sizeof(*boxes));

	if (!boxes)
		return -ENOMEM;
	for (size_t i = 0; i < n; i++) {
		boxes[i] = (struct hcn_box){ .protocol = HCN_ANY_PROTOCOL,
			.port = { any_port, any_port } };
		boxes[i].port[side] = ranges[i];
	}
	return n ? put_boxes(w, text, boxes, n) : 0;
}

/* [inf] Of a rule that names sets, Local is the source whatever the direction (doc/facts/clients.md §4.4). */
static int local_side(const struct hcn_filter *f, const struct hcn_acl_match *m)
{
	return m->local.n_sets || m->remote.n_sets ? 0 : f->incoming;
}

static int add_list_rule(struct writer *w, const struct hcn_filter_item *item, int family)
{
	_cleanup_(hcn_buf_clear) struct hcn_buf text = { 0 };
	const struct hcn_acl_match *m = &item->match;
	int side = local_side(w->filter, m), r;

	r = put_addresses(w, &text, &m->local, side, family);
	if (!r)
		r = put_addresses(w, &text, &m->remote, !side, family);
	if (!r)
		r = put_protocols(w, &text, m);
	if (!r)
		r = put_ports(w, &text, m->local_ports, m->n_local_ports, w->filter->incoming);
	if (!r)
		r = put_ports(w, &text, m->remote_ports, m->n_remote_ports, !w->filter->incoming);
	return r ? r : add_rule(w, &text, w->filter->words[item->rule->verdict]);
}

static int add_list_rules(struct writer *w, const struct hcn_filter_item *item)
{
	const struct hcn_acl_match *m = &item->match;
	bool has_addresses = m->local.n_prefixes || m->remote.n_prefixes || m->local.n_sets ||
			     m->remote.n_sets;
	int r = 0;

	if (!has_addresses)
		return add_list_rule(w, item, HCN_FAMILY_NONE);
	if (has_family(&m->local, HCN_IPV4) && has_family(&m->remote, HCN_IPV4))
		r = add_list_rule(w, item, HCN_IPV4);
	if (!r && has_family(&m->local, HCN_IPV6) && has_family(&m->remote, HCN_IPV6))
		r = add_list_rule(w, item, HCN_IPV6);
	return r;
}

/* --- the chain -------------------------------------------------------------------------------------- */

static int add_layer(struct writer *w, size_t layer, enum hcn_filter_verdict verdict)
{
	_cleanup_free_ const struct hcn_box **boxes = NULL;
	size_t n = 0, at = 0;
	int r = 0;

	for (size_t i = 0; i < w->layers.n_items; i++)
		if (w->layers.items[i].layer == layer &&
			w->layers.items[i].rule->verdict == verdict)
			n += w->layers.items[i].n_boxes;
	boxes = calloc(at_least_one(n), sizeof(*boxes));
	if (!boxes)
		return -ENOMEM;
	for (size_t i = 0; !r && i < w->layers.n_items; i++) {
		const struct hcn_filter_item *item = &w->layers.items[i];

		if (item->layer != layer || item->rule->verdict != verdict)
			continue;
		if (!item->boxes)
			r = add_list_rules(w, item);
		for (size_t j = 0; j < item->n_boxes; j++)
			boxes[at++] = &item->boxes[j];
	}
	return r ? r : add_groups(w, boxes, n, w->filter->words[verdict]);
}

static int add_chain(struct writer *w)
{
	struct hcn_row *row = hcn_rows_add(&w->rules, HCN_ROW_NFT_CHAIN);
	int r;

	HCN_ROW_STR(&w->rules, row, nft_chain, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(&w->rules, row, nft_chain, chain, "%s", w->chain);
	hcn_rows_set_nft_netns(&w->rules, row, w->filter->netns);
	if (w->filter->first)
		hcn_rows_add_rule(&w->rules, row, "%s", w->filter->first);
	r = hcn_rows_check(&w->rules);
	for (size_t i = 0; i < w->layers.n_layers; i++)
		for (int verdict = 0; !r && verdict < HCN_FILTER_N_VERDICTS; verdict++)
			r = add_layer(w, i, (enum hcn_filter_verdict)verdict);
	if (!r && w->filter->otherwise)
		hcn_rows_add_rule(&w->rules, &w->rules.rows[0], "%s", w->filter->otherwise);
	if (!r)
		hcn_rows_add_copy(w->rows, &w->rules.rows[0]);
	return r ? r : hcn_rows_check(w->rows);
}

int hcn_filter_rows(const struct hcn_filter *filter, const char *chain, struct hcn_rows *rows)
{
	struct writer w = { .filter = filter, .chain = chain, .rows = rows };
	int r = hcn_layers_make(filter, &w.layers);

	if (!r)
		r = add_chain(&w);
	hcn_rows_clear(&w.rules);
	hcn_layers_clear(&w.layers);
	return r;
}

/* A hash of both names: what a client calls a set may be long and odd. */
void hcn_filter_set_name(const struct hcn_guid *network, const char *id, int family,
	char ret[HCN_FILTER_SET_NAME_SIZE])
{
	uint64_t hash = 0xcbf29ce484222325u; /* FNV-1a */
	struct hcn_guid_text text = hcn_guid_upper(network);

	for (const char *c = text.text; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
	for (const char *c = id; *c; c++)
		hash = (hash ^ (uint8_t)*c) * 0x100000001b3u;
	(void)snprintf(
		ret, HCN_FILTER_SET_NAME_SIZE, HCN_FILTER_SET "%d_%016jx", family, (uintmax_t)hash);
}
