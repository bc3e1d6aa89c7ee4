/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rows: their tables, lists of them, their order, and their JSON form.
 *
 * In: rows that planners fill, or JSON out of the journal.  Out: sorted, copied, compared, encoded rows.
 * Pure: knows nothing of kernels; the words for people are in format.c.
 */
#include "rows.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"

static const struct hcn_enum_value link_type_values[] = {
	{ "bridge", HCN_LINK_BRIDGE, V(2, 0) },
	{ "veth", HCN_LINK_VETH, V(2, 0) },
	{ NULL },
};
const struct hcn_enum hcn_link_type_enum = { "LinkType", HCN_INVALID_JSON, link_type_values };

static const struct hcn_enum_value link_flag_values[] = {
	{ "nf_call", HCN_LINK_NF_CALL, V(2, 0) },
	{ "hairpin", HCN_LINK_HAIRPIN, V(2, 0) },
	{ NULL },
};
const struct hcn_enum hcn_link_flag_enum = { "LinkFlag", HCN_INVALID_JSON, link_flag_values };

/* clang-format off */
HCN_SCHEMA_DEFINE(hcn_row_netns, "RowNetns", HCN_ROW_NETNS_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_file, "RowFile", HCN_ROW_FILE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_link, "RowLink", HCN_ROW_LINK_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_link_flag, "RowLinkFlag", HCN_ROW_LINK_FLAG_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_qdisc, "RowQdisc", HCN_ROW_QDISC_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_sysctl, "RowSysctl", HCN_ROW_SYSCTL_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_addr, "RowAddr", HCN_ROW_ADDR_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_fdb, "RowFdb", HCN_ROW_FDB_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_neigh, "RowNeigh", HCN_ROW_NEIGH_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_route, "RowRoute", HCN_ROW_ROUTE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_rule, "RowRule", HCN_ROW_RULE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_nft_table, "RowNftTable", HCN_ROW_NFT_TABLE_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_nft_set, "RowNftSet", HCN_ROW_NFT_SET_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_nft_chain, "RowNftChain", HCN_ROW_NFT_CHAIN_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_nft_elem, "RowNftElem", HCN_ROW_NFT_ELEM_FIELDS)

const struct hcn_row_type hcn_row_types[HCN_N_ROW_KINDS] = {
	[HCN_ROW_NETNS]     = { "netns",     &hcn_row_netns_schema,     1, false },
	[HCN_ROW_FILE]      = { "file",      &hcn_row_file_schema,      1, false },
	[HCN_ROW_LINK]      = { "link",      &hcn_row_link_schema,      1, false },
	[HCN_ROW_LINK_FLAG] = { "link_flag", &hcn_row_link_flag_schema, 2, false },
	[HCN_ROW_QDISC]     = { "qdisc", &hcn_row_qdisc_schema, 2, false },
	[HCN_ROW_SYSCTL]    = { "sysctl",    &hcn_row_sysctl_schema,    2, false },
	[HCN_ROW_ADDR]      = { "addr",      &hcn_row_addr_schema,      3, false },
	[HCN_ROW_FDB]       = { "fdb",       &hcn_row_fdb_schema,       2, false },
	[HCN_ROW_NEIGH]     = { "neigh",     &hcn_row_neigh_schema,     3, false },
	[HCN_ROW_ROUTE]     = { "route",     &hcn_row_route_schema,     5, false },
	[HCN_ROW_RULE]      = { "rule",      &hcn_row_rule_schema,      4, false },
	[HCN_ROW_NFT_TABLE] = { "nft_table", &hcn_row_nft_table_schema, 2, true },
	[HCN_ROW_NFT_SET]   = { "nft_set",   &hcn_row_nft_set_schema,   3, true },
	[HCN_ROW_NFT_CHAIN] = { "nft_chain", &hcn_row_nft_chain_schema, 3, true },
	[HCN_ROW_NFT_ELEM]  = { "nft_elem",  &hcn_row_nft_elem_schema,  4, true },
};

/* What stands before a row's own members in JSON. */
#define HCN_ROW_HEAD_FIELDS(M, S)                                                                  \
	M(S, STR, row, "row", V(2, 0), NONE, HCN_FIELD_REQUIRED)                                   \
	M(S, BOOL, shared, "shared", V(2, 0), NONE, 0)
HCN_SCHEMA_DECLARE(hcn_row_head, HCN_ROW_HEAD_FIELDS)
HCN_SCHEMA_DEFINE(hcn_row_head, "RowHead", HCN_ROW_HEAD_FIELDS)
/* clang-format on */

static const struct hcn_schema *schema_of(const struct hcn_row *row)
{
	return hcn_row_types[row->kind].schema;
}

void hcn_row_init(struct hcn_row *row, enum hcn_row_kind kind)
{
	memset(row, 0, sizeof(*row));
	row->kind = kind;
}

/* --- lists ------------------------------------------------------------------------------------------ */

static void fail(struct hcn_rows *rows)
{
	if (!rows->oom)
		hcn_row_init(&rows->scratch, HCN_ROW_NETNS);
	rows->oom = true;
}

static bool grow(struct hcn_rows *rows)
{
	size_t size = rows->size ? rows->size * 2 : 16;
	struct hcn_row *more;

	if (rows->n < rows->size)
		return true;
	more = reallocarray(rows->rows, size, sizeof(*more));
	if (!more)
		return false;
	rows->rows = more;
	rows->size = size;
	return true;
}

struct hcn_row *hcn_rows_add(struct hcn_rows *rows, enum hcn_row_kind kind)
{
	struct hcn_row *row;

	if (!grow(rows))
		fail(rows);
	if (rows->oom) {
		row = &rows->scratch;
		hcn_row_clear(row);
	} else {
		row = &rows->rows[rows->n++];
	}
	hcn_row_init(row, kind);
	row->origin = rows->origin;
	return row;
}

void hcn_rows_for(struct hcn_rows *rows, enum hcn_kind kind, const struct hcn_guid *id)
{
	rows->origin = (struct hcn_origin){ .kind = kind, .id = *id };
}

void hcn_rows_for_part(struct hcn_rows *rows, const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	(void)vsnprintf(rows->origin.pointer, sizeof(rows->origin.pointer), format, ap);
	va_end(ap);
}

void hcn_rows_add_copy(struct hcn_rows *rows, const struct hcn_row *row)
{
	struct hcn_row *copy = hcn_rows_add(rows, row->kind);

	if (!rows->oom && hcn_row_dup(row, copy))
		fail(rows);
}

void hcn_rows_set_str(struct hcn_rows *rows, struct hcn_row *row, char **member, uint64_t bit,
	const char *format, ...)
{
	char *text;
	va_list ap;
	int len;

	va_start(ap, format);
	len = vasprintf(&text, format, ap);
	va_end(ap);
	if (len < 0) {
		fail(rows);
		return;
	}
	free(*member);
	*member = text;
	row->present |= bit;
}

void hcn_rows_add_rule(struct hcn_rows *rows, struct hcn_row *chain, const char *format, ...)
{
	struct hcn_row_nft_chain *c = &chain->nft_chain;
	char **rules, *text;
	va_list ap;
	int len;

	rules = reallocarray(c->rules, c->n_rules + 1, sizeof(*rules));
	if (!rules) {
		fail(rows);
		return;
	}
	HCN_PUT(c, hcn_row_nft_chain, rules, rules);
	va_start(ap, format);
	len = vasprintf(&text, format, ap);
	va_end(ap);
	if (len < 0)
		fail(rows);
	else
		c->rules[c->n_rules++] = text;
}

int hcn_rows_check(const struct hcn_rows *rows)
{
	return rows->oom ? -ENOMEM : 0;
}

static void shorten(struct hcn_rows *rows, size_t n)
{
	while (rows->n > n)
		hcn_row_clear(&rows->rows[--rows->n]);
}

void hcn_rows_clear(struct hcn_rows *rows)
{
	shorten(rows, 0);
	if (rows->oom)
		hcn_row_clear(&rows->scratch);
	free(rows->rows);
	*rows = (struct hcn_rows){ 0 };
}

/* --- one row ---------------------------------------------------------------------------------------- */

void hcn_row_clear(struct hcn_row *row)
{
	hcn_schema_clear(schema_of(row), &row->present);
	hcn_row_init(row, HCN_ROW_NETNS);
}

int hcn_row_dup(const struct hcn_row *from, struct hcn_row *ret)
{
	struct hcn_row copy;
	int r;

	hcn_row_init(&copy, from->kind);
	copy.shared = from->shared;
	copy.origin = from->origin;
	r = hcn_schema_dup(schema_of(from), &from->present, &copy.present);
	if (r)
		return r;
	*ret = copy;
	return 0;
}

bool hcn_row_has_origin(const struct hcn_row *row)
{
	return !hcn_guid_is_zero(&row->origin.id);
}

void hcn_row_blame(const struct hcn_row *row, struct hcn_error *err)
{
	if (!err || !hcn_row_has_origin(row))
		return;
	(void)snprintf(err->pointer, sizeof(err->pointer), "%s", row->origin.pointer);
	hcn_error_conflict(err, &row->origin.id, NULL);
}

/* A key field's value: a text, or the number of a metric, a table, a priority or a flag. */
struct key_value {
	const char *text;
	uint32_t number;
};

static struct key_value key_value(const struct hcn_row *row, size_t i)
{
	const struct hcn_field *f = &schema_of(row)->fields[i];
	const void *member = (const char *)&row->present + f->offset;
	struct key_value v = { "", 0 };

	if (!(row->present & UINT64_C(1) << i))
		return v;
	if (f->kind == HCN_FIELD_U32)
		v.number = *(const uint32_t *)member;
	else if (f->kind == HCN_FIELD_ENUM)
		v.number = (uint32_t) * (const int *)member;
	else if (*(char *const *)member)
		v.text = *(char *const *)member;
	return v;
}

int hcn_row_compare_key(const struct hcn_row *a, const struct hcn_row *b)
{
	if (a->kind != b->kind)
		return a->kind < b->kind ? -1 : 1;

	for (size_t i = 0; i < hcn_row_types[a->kind].n_key; i++) {
		struct key_value x = key_value(a, i), y = key_value(b, i);
		int order = strcmp(x.text, y.text);

		if (order)
			return order;
		if (x.number != y.number)
			return x.number < y.number ? -1 : 1;
	}
	return 0;
}

bool hcn_row_equal(const struct hcn_row *a, const struct hcn_row *b)
{
	return a->kind == b->kind && hcn_schema_equal(schema_of(a), &a->present, &b->present);
}

/* The member, and its bit; NULL: no row of nftables. */
static char **find_nft_netns(struct hcn_row *row, uint64_t *ret_bit)
{
	switch (row->kind) {
	case HCN_ROW_NFT_TABLE:
		*ret_bit = HCN_BIT(hcn_row_nft_table, netns);
		return &row->nft_table.netns;
	case HCN_ROW_NFT_SET:
		*ret_bit = HCN_BIT(hcn_row_nft_set, netns);
		return &row->nft_set.netns;
	case HCN_ROW_NFT_CHAIN:
		*ret_bit = HCN_BIT(hcn_row_nft_chain, netns);
		return &row->nft_chain.netns;
	case HCN_ROW_NFT_ELEM:
		*ret_bit = HCN_BIT(hcn_row_nft_elem, netns);
		return &row->nft_elem.netns;
	default:
		return NULL;
	}
}

const char *hcn_row_nft_netns(const struct hcn_row *row)
{
	uint64_t bit;
	char **netns = find_nft_netns((struct hcn_row *)(uintptr_t)row, &bit);

	if (!netns)
		return NULL;
	return *netns ? *netns : "";
}

void hcn_rows_set_nft_netns(struct hcn_rows *rows, struct hcn_row *row, const char *netns)
{
	uint64_t bit;
	char **member = find_nft_netns(row, &bit);

	if (member && netns && *netns)
		hcn_rows_set_str(rows, row, member, bit, "%s", netns);
}

static bool is_text(const struct hcn_row *row, size_t i)
{
	return schema_of(row)->fields[i].kind == HCN_FIELD_STR;
}

void hcn_row_key_text(const struct hcn_row *row, struct hcn_buf *b)
{
	size_t n = hcn_row_types[row->kind].n_key;

	while (n && is_text(row, n - 1) && !*key_value(row, n - 1).text)
		n--;
	hcn_buf_puts(b, hcn_row_types[row->kind].name);
	for (size_t i = 0; i < n; i++) {
		struct key_value v = key_value(row, i);

		hcn_buf_putc(b, '/');
		if (is_text(row, i))
			hcn_buf_puts(b, v.text);
		else
			hcn_buf_u64(b, v.number);
	}
}

/* --- JSON ------------------------------------------------------------------------------------------- */

void hcn_row_encode(const struct hcn_row *row, struct hcn_buf *b)
{
	size_t brace;

	hcn_buf_puts(b, "{\"row\":\"");
	hcn_buf_puts(b, hcn_row_types[row->kind].name);
	hcn_buf_puts(b, row->shared ? "\",\"shared\":true" : "\"");
	if (!row->present) {
		hcn_buf_putc(b, '}');
		return;
	}
	brace = b->len;
	hcn_schema_encode(schema_of(row), &row->present, HCN_ENCODE_STORE, b);
	if (!b->oom)
		b->data[brace] = ','; /* one object: the head's members, then the row's */
}

static int kind_from_name(const char *name, enum hcn_row_kind *ret, struct hcn_error *err)
{
	for (size_t i = 0; i < HCN_N_ROW_KINDS; i++) {
		if (!strcmp(hcn_row_types[i].name, name)) {
			*ret = (enum hcn_row_kind)i;
			return 0;
		}
	}
	return hcn_fail(err, HCN_INVALID_JSON, "/row", "there is no row '%s'", name);
}

int hcn_row_decode(const char *text, size_t len, struct hcn_row *ret, struct hcn_error *err)
{
	static const struct hcn_decode_options stored = { .stored = true };
	struct hcn_row_head head = { 0 };
	struct hcn_row row;
	int r;

	hcn_row_init(&row, HCN_ROW_NETNS);
	r = hcn_schema_decode(&hcn_row_head_schema, text, len, &stored, &head, err);
	if (r)
		return r;
	row.shared = head.shared;
	r = kind_from_name(head.row, &row.kind, err);
	if (!r)
		r = hcn_schema_decode(schema_of(&row), text, len, &stored, &row.present, err);
	if (!r)
		*ret = row;
	hcn_schema_clear(&hcn_row_head_schema, &head);
	return r;
}

void hcn_rows_encode(const struct hcn_rows *rows, struct hcn_buf *b)
{
	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < rows->n; i++) {
		if (i)
			hcn_buf_putc(b, ',');
		hcn_row_encode(&rows->rows[i], b);
	}
	hcn_buf_putc(b, ']');
}

/* The object that begins at @at ends after the returned pointer; NULL when it never does.  What is inside is the
 * decoder's business. */
static const char *end_of_object(const char *at, const char *end)
{
	size_t depth = 0;
	bool quoted = false;

	for (; at < end; at++) {
		if (*at == '"')
			quoted = !quoted;
		else if (quoted && *at == '\\')
			at++;
		else if (!quoted && *at == '{')
			depth++;
		else if (!quoted && *at == '}' && --depth == 0)
			return at + 1;
	}
	return NULL;
}

static const char *skip_space(const char *at, const char *end)
{
	while (at < end && memchr(" \t\r\n", *at, 4))
		at++;
	return at;
}

static bool eat(const char **at, const char *end, char c)
{
	*at = skip_space(*at, end);
	if (*at == end || **at != c)
		return false;
	++*at;
	return true;
}

static int not_a_list(struct hcn_error *err)
{
	return hcn_fail(err, HCN_INVALID_JSON, NULL, "not a JSON array of rows");
}

static int decode_element(
	const char **at, const char *end, struct hcn_rows *ret, struct hcn_error *err)
{
	const char *start = skip_space(*at, end);
	const char *stop = start < end && *start == '{' ? end_of_object(start, end) : NULL;
	struct hcn_row *row;

	if (!stop)
		return not_a_list(err);
	row = hcn_rows_add(ret, HCN_ROW_NETNS);
	if (ret->oom)
		return hcn_fail_oom(err);
	*at = stop;
	return hcn_row_decode(start, (size_t)(stop - start), row, err);
}

static int decode_list(const char *at, const char *end, struct hcn_rows *ret, struct hcn_error *err)
{
	int r;

	if (!eat(&at, end, '['))
		return not_a_list(err);
	if (!eat(&at, end, ']')) {
		do {
			r = decode_element(&at, end, ret, err);
			if (r)
				return r;
		} while (eat(&at, end, ','));
		if (!eat(&at, end, ']'))
			return not_a_list(err);
	}
	return skip_space(at, end) == end ? 0 : not_a_list(err);
}

int hcn_rows_decode(const char *text, size_t len, struct hcn_rows *ret, struct hcn_error *err)
{
	size_t n = ret->n;
	int r;

	r = decode_list(text, text + len, ret, err);
	if (r)
		shorten(ret, n);
	return r;
}
