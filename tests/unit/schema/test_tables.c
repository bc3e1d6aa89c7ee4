/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rows themselves: unambiguous, and what Microsoft documents.  documented/ holds the structs, enums and versions
 * of https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema ; a row may know more, never less.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "catalogue.h"
#include "cleanup.h"
#include "error.h"
#include "json.h"
#include "run_tests.h"
#include "samples.h"
#include "service.h"

#define KEY_SIZE 64 /* of decode.c's buffer */

static const struct hcn_schema *schemas[MAX_SCHEMAS];

START_TEST(keys_differ_in_more_than_letter_case_and_fit_the_buffer)
{
	size_t n = all_schemas(schemas);

	for (size_t i = 0; i < n; i++) {
		const struct hcn_schema *s = schemas[i];

		ck_assert_uint_le(s->size, MAX_OBJECT_SIZE);
		for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
			ck_assert_uint_lt(strlen(f->key), KEY_SIZE);
			ck_assert_int_eq(*f->key == '~', (f->flags & HCN_FIELD_INTERNAL) != 0);
			for (const struct hcn_field *g = s->fields; g < f; g++)
				ck_assert_msg(
					!hcn_ascii_equal(f->key, g->key), "%s %s", s->name, f->key);
		}
	}
}
END_TEST

START_TEST(schemas_have_one_name_each)
{
	size_t n = all_schemas(schemas);

	for (size_t i = 0; i < n; i++)
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(schemas[i]->name, schemas[j]->name);
}
END_TEST

START_TEST(policy_types_have_one_name_and_number_each)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(all_families); i++) {
		const struct hcn_policy_type *types = all_families[i]->types;

		for (const struct hcn_policy_type *t = types; t->name; t++) {
			for (const struct hcn_policy_type *u = types; u < t; u++) {
				ck_assert(!hcn_ascii_equal(t->name, u->name));
				ck_assert_int_ne(t->number, u->number);
				ck_assert_int_ne(t->id, u->id);
			}
		}
	}
}
END_TEST

START_TEST(an_enum_value_has_a_name_and_anything_else_has_none)
{
	ck_assert_str_eq(hcn_enum_name(&hcn_network_mode_enum, HCN_NETWORK_CONSTRAINED_ICS),
		"ConstrainedICS");
	ck_assert_str_eq(hcn_enum_name(&hcn_protocol_enum, HCN_PROTOCOL_ICMPV6), "ICMPv6");
	ck_assert_ptr_null(hcn_enum_name(&hcn_protocol_enum, 7));
	ck_assert_ptr_null(hcn_enum_name(&hcn_network_mode_enum, -1));
}
END_TEST

/* --- against the documentation ------------------------------------------------------------------- */

static void closep(FILE **file)
{
	(void)fclose(*file);
}

/* The columns of the next line that is no comment; false at the end. */
static bool next_line(FILE *file, char *line, size_t size, char **columns, size_t n_columns)
{
	do {
		if (!fgets(line, (int)size, file))
			return false;
	} while (*line == '#');
	line[strcspn(line, "\n")] = '\0';
	for (size_t i = 0; i < n_columns; i++) {
		columns[i] = strsep(&line, "\t");
		ck_assert_ptr_nonnull(columns[i]);
	}
	return true;
}

static FILE *open_documented(const char *name)
{
	char path[512];
	FILE *file;

	(void)snprintf(path, sizeof(path), "%s/%s", DOCUMENTED_DIR, name);
	file = fopen(path, "re");
	ck_assert_ptr_nonnull(file);
	return file;
}

static uint16_t version(const char *text)
{
	unsigned major, minor;

	ck_assert_int_eq(sscanf(text, "%u.%u", &major, &minor), 2);
	return (uint16_t)V(major, minor);
}

static const struct hcn_field *find_field(const struct hcn_schema *s, const char *key)
{
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
		if (strcmp(f->key, key) == 0)
			return f;
	return NULL;
}

/* Where our type is not the documented one, and why. */
static const struct {
	const char *name, *field, *type, *reason;
} exceptions[] = {
	{ "NetworkInterface", "ZoneIndices", "uint32[]", "kept as text: nothing here reads it" },
	{ "HostComputePolicyList", "Policies", "Any[]",
		"kept as text: each policy has a form of its own" },
	{ "RegKey", "Value", "ByteArray", "kept as text: its form in JSON is not documented" },
	{ "NamespaceResource", "Data", "Any",
		"one struct: NamespaceResourceContainer and -Endpoint have one shape" },
};

static bool is_exception(const char *name, const char *field, const char *type)
{
	for (size_t i = 0; i < HCN_N_ELEMENTS(exceptions); i++)
		if (strcmp(exceptions[i].name, name) == 0 &&
			strcmp(exceptions[i].field, field) == 0)
			return strcmp(exceptions[i].type, type) == 0;
	return false;
}

/* What the documentation calls the type of @f. */
static void documented_type(const struct hcn_field *f, char ret[128])
{
	static const char *const names[] = {
		[HCN_FIELD_STR] = "string",
		[HCN_FIELD_BOOL] = "bool",
		[HCN_FIELD_U8] = "uint8",
		[HCN_FIELD_U16] = "uint16",
		[HCN_FIELD_U32] = "uint32",
		[HCN_FIELD_U64] = "uint64",
		[HCN_FIELD_GUID] = "Guid",
		[HCN_FIELD_STRINGS] = "string[]",
		[HCN_FIELD_RAW] = "Any",
	};
	const char *name = f->of ? f->of->name : f->values ? f->values->name : names[f->kind];

	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		if (row->family == f->family)
			name = row->name;
	(void)snprintf(ret, 128, "%s%s", name,
		f->kind == HCN_FIELD_LIST || f->kind == HCN_FIELD_POLICIES ? "[]" : "");
}

/* The members of a policy are the families' rows, not a struct's. */
static bool is_of_family(const char *name, const char *field, const char *type)
{
	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return strcmp(field, "Type") == 0
				       ? strcmp(type, row->family->name) == 0
				       : strcmp(field, "Settings") == 0 && strcmp(type, "Any") == 0;
	return false;
}

START_TEST(every_documented_member_has_its_row)
{
	_cleanup_(closep) FILE *file = open_documented("fields.tsv");
	char line[512], *columns[5], type[128];
	size_t n = 0;

	while (next_line(file, line, sizeof(line), columns, 5)) {
		const struct hcn_schema_row *row = hcn_schema_find(columns[0]);
		const struct hcn_field *f;

		if (is_of_family(columns[0], columns[2], columns[3]))
			continue;
		ck_assert_msg(row, "no struct %s", columns[0]);
		ck_assert_str_eq(row->name, columns[0]);
		n++;
		if (strcmp(columns[2], "-") == 0) {
			ck_assert_uint_eq(row->schema->n_fields, 0);
			continue;
		}
		f = find_field(row->schema, columns[2]);
		ck_assert_msg(f, "%s has no %s", columns[0], columns[2]);
		ck_assert_msg(f->since == version(columns[4]), "%s %s", columns[0], columns[2]);
		documented_type(f, type);
		ck_assert_msg(strcmp(type, columns[3]) == 0 ||
				      is_exception(columns[0], columns[2], columns[3]),
			"%s %s is %s, not %s", columns[0], columns[2], type, columns[3]);
	}
	ck_assert_uint_eq(n, 550);
}
END_TEST

static bool has_row(const struct hcn_schema *s)
{
	const struct hcn_schema_row *row = hcn_schema_find(s->name);

	return row && row->schema == s;
}

START_TEST(whatever_a_document_contains_is_in_the_catalogue)
{
	size_t n = all_schemas(schemas);

	for (size_t i = 0; i < n; i++)
		ck_assert_msg(has_row(schemas[i]), "%s", schemas[i]->name);
	for (const struct hcn_document *d = hcn_documents; d->kind; d++)
		ck_assert_msg(has_row(d->schema), "%s", d->kind);
}
END_TEST

static const struct hcn_enum_row *find_enum_row(const struct hcn_enum *e)
{
	for (const struct hcn_enum_row *row = hcn_enums; row->values; row++)
		if (row->values == e)
			return row;
	return NULL;
}

START_TEST(an_enum_is_of_bits_where_its_members_are)
{
	size_t n = all_schemas(schemas);

	for (size_t i = 0; i < n; i++) {
		for (const struct hcn_field *f = schemas[i]->fields;
			f < schemas[i]->fields + schemas[i]->n_fields; f++) {
			if (!f->values)
				continue;
			ck_assert_msg(find_enum_row(f->values), "%s", f->values->name);
			ck_assert_msg(
				find_enum_row(f->values)->flags == (f->kind == HCN_FIELD_FLAGS),
				"%s", f->values->name);
		}
	}
}
END_TEST

static const struct hcn_enum *find_enum(const char *name)
{
	for (const struct hcn_enum_row *row = hcn_enums; row->values; row++)
		if (strcmp(row->values->name, name) == 0)
			return row->values;
	return NULL;
}

static bool has_value(const struct hcn_enum *e, const char *name, uint16_t since)
{
	for (const struct hcn_enum_value *v = e->values; v->name; v++)
		if (strcmp(v->name, name) == 0)
			return v->since == since;
	return false;
}

static bool has_type(const char *family, const char *name, uint16_t since)
{
	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		for (const struct hcn_policy_type *t = row->family->types; t->name; t++)
			if (strcmp(row->family->name, family) == 0 && strcmp(t->name, name) == 0)
				return t->since == since;
	return false;
}

START_TEST(every_documented_value_is_known)
{
	_cleanup_(closep) FILE *file = open_documented("enums.tsv");
	char line[512], *columns[3];
	size_t n = 0;

	while (next_line(file, line, sizeof(line), columns, 3)) {
		const struct hcn_enum *e = find_enum(columns[0]);
		uint16_t since = version(columns[2]);

		ck_assert_msg(e ? has_value(e, columns[1], since)
				: has_type(columns[0], columns[1], since),
			"%s %s", columns[0], columns[1]);
		n++;
	}
	ck_assert_uint_eq(n, 187);
}
END_TEST

/* Text, errors of all members, and back: what is published of ErrorRecord is what is written. */
START_TEST(an_error_record_has_the_members_that_are_published)
{
	struct hcn_error_record record = { 0 };
	struct hcn_buf text = { 0 }, again = { 0 };
	struct hcn_error err;

	hcn_fail(&err, HCN_PORT_ALREADY_EXISTS, "/Policies/0", "taken");
	hcn_error_value(&err, "80", 2);
	hcn_error_expected(&err, "another");
	hcn_error_conflict(&err, &(struct hcn_guid){ .data1 = 1 }, "web");
	hcn_error_kernel(&err, "no");
	hcn_error_hint(&err, "choose");
	err.os_errno = 17;
	hcn_error_encode(&err, &text);
	ck_assert_int_eq(hcn_schema_decode(&hcn_error_record_schema, text.data, text.len, NULL,
				 &record, NULL),
		0);
	ck_assert_uint_eq(record.present, (UINT64_C(1) << hcn_error_record_N_FIELDS) - 1);
	hcn_schema_encode(&hcn_error_record_schema, &record, HCN_ENCODE_CLIENT, &again);
	ck_assert_str_eq(again.data, text.data);
	hcn_schema_clear(&hcn_error_record_schema, &record);
	hcn_buf_clear(&text);
	hcn_buf_clear(&again);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ keys_differ_in_more_than_letter_case_and_fit_the_buffer, 0 },
		{ schemas_have_one_name_each, 0 },
		{ policy_types_have_one_name_and_number_each, 0 },
		{ an_enum_value_has_a_name_and_anything_else_has_none, 0 },
		{ every_documented_member_has_its_row, 0 },
		{ whatever_a_document_contains_is_in_the_catalogue, 0 },
		{ an_enum_is_of_bits_where_its_members_are, 0 },
		{ every_documented_value_is_known, 0 },
		{ an_error_record_has_the_members_that_are_published, 0 },
		{ NULL },
	};

	return run_tests("schema-tables", facts);
}
