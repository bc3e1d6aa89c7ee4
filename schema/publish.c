/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rows as JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12).
 *
 * In: the catalogue, or one struct of it.  Out: a definition for each struct, enum and kind of policy.
 * Says what is written and the spelling we prefer; that input may use any letter case, no JSON Schema can say.
 *
 * Tests: tests/unit/schema/meson.build (schema-published), tests/unit/schema/test_broken.c
 */
#include "publish.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "indent.h"
#include "value.h"

enum def_kind { DEF_STRUCT, DEF_ALIAS, DEF_ENUM, DEF_POLICY, DEF_POLICY_TYPE };

struct def {
	enum def_kind kind;
	const char *name;
	/* struct hcn_schema, hcn_enum_row, hcn_policy_family */
	const void *what;
};

struct publisher {
	struct hcn_indent *j;
	const char *where; /* "#/$defs/" */
	struct def *defs;
	size_t n_defs;
};

static void put_ref(struct publisher *p, const char *name)
{
	hcn_indent_joined(p->j, "$ref", p->where, name);
}

static void put_since(struct publisher *p, uint16_t since)
{
	char text[16];

	(void)snprintf(text, sizeof(text), "%u.%u", since >> 8, since & 0xffu);
	hcn_indent_text(p->j, "x-hcn-since", text);
}

/* --- what is reached ----------------------------------------------------------------------------- */

static void add_def(struct publisher *p, enum def_kind kind, const char *name, const void *what)
{
	struct def *defs;

	for (size_t i = 0; i < p->n_defs; i++)
		if (strcmp(p->defs[i].name, name) == 0)
			return;
	defs = reallocarray(p->defs, p->n_defs + 1, sizeof(*defs));
	if (!defs) {
		p->j->b->oom = true;
		return;
	}
	p->defs = defs;
	p->defs[p->n_defs++] = (struct def){ kind, name, what };
}

static void add_struct(struct publisher *p, const struct hcn_schema *s)
{
	add_def(p, DEF_STRUCT, s->name, s);
}

/* A documented name that shares the table of another. */
static void add_row(struct publisher *p, const struct hcn_schema_row *row)
{
	if (strcmp(row->name, row->schema->name) != 0)
		add_def(p, DEF_ALIAS, row->name, row->schema);
	else
		add_struct(p, row->schema);
}

static const struct hcn_enum_row *row_of_enum(const struct hcn_enum *e)
{
	const struct hcn_enum_row *row = hcn_enums;

	while (row->values != e)
		row++;
	return row;
}

static const char *name_of_family(const struct hcn_policy_family *family)
{
	const struct hcn_family_row *row = hcn_families;

	while (row->family != family)
		row++;
	return row->name;
}

static bool is_published(const struct hcn_field *f)
{
	return !(f->flags & HCN_FIELD_INTERNAL);
}

static void add_field_defs(struct publisher *p, const struct hcn_field *f)
{
	if (f->of)
		add_struct(p, f->of);
	if (f->values)
		add_def(p, DEF_ENUM, f->values->name, row_of_enum(f->values));
	if (f->family)
		add_def(p, DEF_POLICY, name_of_family(f->family), f->family);
}

/* What @def refers to; later definitions are looked at in their turn. */
static void add_needed(struct publisher *p, struct def def)
{
	const struct hcn_schema *s = def.what;
	const struct hcn_policy_family *family = def.what;

	if (def.kind == DEF_ALIAS) {
		add_struct(p, s);
	} else if (def.kind == DEF_STRUCT) {
		for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
			if (is_published(f))
				add_field_defs(p, f);
	} else if (def.kind == DEF_POLICY) {
		add_def(p, DEF_POLICY_TYPE, family->name, family);
		for (const struct hcn_policy_type *t = family->types; t->name; t++)
			if (t->settings)
				add_struct(p, t->settings);
	}
}

static void add_all(struct publisher *p)
{
	for (const struct hcn_schema_row *row = hcn_schemas; row->name; row++)
		add_row(p, row);
	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		add_def(p, DEF_POLICY, row->name, row->family);
	for (const struct hcn_enum_row *row = hcn_enums; row->values; row++)
		add_def(p, DEF_ENUM, row->values->name, row);
}

/* --- definitions --------------------------------------------------------------------------------- */

static void put_string(struct publisher *p, enum hcn_format format)
{
	hcn_indent_text(p->j, "type", "string");
	if (format != HCN_FORMAT_NONE)
		hcn_indent_text(p->j, "description", hcn_format_expected(format).text);
}

static void put_items(struct publisher *p, const struct hcn_field *f)
{
	hcn_indent_text(p->j, "type", "array");
	hcn_indent_open(p->j, "items", '{');
	if (f->kind == HCN_FIELD_STRINGS) {
		put_string(p, f->format);
	} else {
		put_ref(p, f->of ? f->of->name : name_of_family(f->family));
	}
	hcn_indent_close(p->j, '}');
}

/* The largest of 64 bits is more than many readers of JSON can hold. */
static void put_integer(struct publisher *p, enum hcn_field_kind kind)
{
	hcn_indent_text(p->j, "type", "integer");
	hcn_indent_number(p->j, "minimum", 0);
	if (kind == HCN_FIELD_U64)
		hcn_indent_text(p->j, "format", "uint64");
	else
		hcn_indent_number(p->j, "maximum", hcn_integer_max(kind));
}

static void put_type(struct publisher *p, const struct hcn_field *f)
{
	switch (f->kind) {
	case HCN_FIELD_STR:
		put_string(p, f->format);
		break;
	case HCN_FIELD_BOOL:
		hcn_indent_text(p->j, "type", "boolean");
		break;
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
		put_integer(p, f->kind);
		break;
	case HCN_FIELD_GUID:
		hcn_indent_text(p->j, "type", "string");
		hcn_indent_text(p->j, "format", "uuid");
		break;
	case HCN_FIELD_ENUM:
	case HCN_FIELD_NUMBER:
	case HCN_FIELD_FLAGS:
		put_ref(p, f->values->name);
		break;
	case HCN_FIELD_OBJECT:
		put_ref(p, f->of->name);
		break;
	case HCN_FIELD_LIST:
	case HCN_FIELD_STRINGS:
	case HCN_FIELD_POLICIES:
		put_items(p, f);
		break;
	case HCN_FIELD_RAW: /* any value */
		break;
	}
}

static void put_required(struct publisher *p, const struct hcn_schema *s)
{
	bool open = false;

	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (!(f->flags & HCN_FIELD_REQUIRED))
			continue;
		if (!open)
			hcn_indent_open(p->j, "required", '[');
		open = true;
		hcn_indent_text(p->j, NULL, f->key);
	}
	if (open)
		hcn_indent_close(p->j, ']');
}

static void put_struct(struct publisher *p, const struct hcn_schema *s)
{
	hcn_indent_text(p->j, "type", "object");
	hcn_indent_open(p->j, "properties", '{');
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (!is_published(f))
			continue;
		hcn_indent_open(p->j, f->key, '{');
		put_type(p, f);
		put_since(p, f->since);
		hcn_indent_close(p->j, '}');
	}
	hcn_indent_close(p->j, '}');
	put_required(p, s);
}

/* One of two types, for generators of code; each of the two has its values. */
static void open_choice(struct publisher *p, const char *type)
{
	hcn_indent_open(p->j, NULL, '{');
	hcn_indent_text(p->j, "type", type);
	hcn_indent_open(p->j, "enum", '[');
}

static void close_choice(struct publisher *p)
{
	hcn_indent_close(p->j, ']');
	hcn_indent_close(p->j, '}');
}

/* A name or its number. */
static void put_choices(struct publisher *p, const struct hcn_enum *e)
{
	hcn_indent_open(p->j, "anyOf", '[');
	open_choice(p, "string");
	for (const struct hcn_enum_value *v = e->values; v->name; v++)
		hcn_indent_text(p->j, NULL, v->name);
	close_choice(p);
	open_choice(p, "integer");
	for (const struct hcn_enum_value *v = e->values; v->name; v++)
		hcn_indent_number(p->j, NULL, (uint64_t)v->value);
	close_choice(p);
	hcn_indent_close(p->j, ']');
}

/* Of bits any number, or names. */
static void put_enum(struct publisher *p, const struct hcn_enum_row *row)
{
	if (row->flags) {
		hcn_indent_open(p->j, "type", '[');
		hcn_indent_text(p->j, NULL, "integer");
		hcn_indent_text(p->j, NULL, "string");
		hcn_indent_close(p->j, ']');
	} else {
		put_choices(p, row->values);
	}
	hcn_indent_open(p->j, "x-hcn-values", '[');
	for (const struct hcn_enum_value *v = row->values->values; v->name; v++) {
		hcn_indent_open(p->j, NULL, '{');
		hcn_indent_text(p->j, "name", v->name);
		hcn_indent_number(p->j, "number", (uint64_t)v->value);
		put_since(p, v->since);
		hcn_indent_close(p->j, '}');
	}
	hcn_indent_close(p->j, ']');
}

static void put_policy_type(struct publisher *p, const struct hcn_policy_family *family)
{
	hcn_indent_open(p->j, "anyOf", '[');
	open_choice(p, "string");
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		hcn_indent_text(p->j, NULL, t->name);
	close_choice(p);
	open_choice(p, "integer");
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		if (t->number >= 0)
			hcn_indent_number(p->j, NULL, (uint64_t)t->number);
	close_choice(p);
	hcn_indent_close(p->j, ']');
}

/* "A policy whose Type is this has these Settings." */
static void put_settings_rule(struct publisher *p, const struct hcn_policy_type *t)
{
	hcn_indent_open(p->j, NULL, '{');
	hcn_indent_open(p->j, "if", '{');
	hcn_indent_open(p->j, "properties", '{');
	hcn_indent_open(p->j, "Type", '{');
	hcn_indent_open(p->j, "enum", '[');
	hcn_indent_text(p->j, NULL, t->name);
	if (t->number >= 0)
		hcn_indent_number(p->j, NULL, (uint64_t)t->number);
	hcn_indent_close(p->j, ']');
	hcn_indent_close(p->j, '}');
	hcn_indent_close(p->j, '}');
	hcn_indent_open(p->j, "required", '[');
	hcn_indent_text(p->j, NULL, "Type");
	hcn_indent_close(p->j, ']');
	hcn_indent_close(p->j, '}');
	hcn_indent_open(p->j, "then", '{');
	hcn_indent_open(p->j, "properties", '{');
	hcn_indent_open(p->j, "Settings", '{');
	put_ref(p, t->settings->name);
	hcn_indent_close(p->j, '}');
	hcn_indent_close(p->j, '}');
	hcn_indent_close(p->j, '}');
	put_since(p, t->since);
	hcn_indent_close(p->j, '}');
}

static void put_policy(struct publisher *p, const struct hcn_policy_family *family)
{
	hcn_indent_text(p->j, "type", "object");
	hcn_indent_open(p->j, "properties", '{');
	hcn_indent_open(p->j, "Type", '{');
	put_ref(p, family->name);
	hcn_indent_close(p->j, '}');
	hcn_indent_open(p->j, "Settings", '{');
	hcn_indent_text(p->j, "type", "object");
	hcn_indent_close(p->j, '}');
	hcn_indent_close(p->j, '}');
	hcn_indent_open(p->j, "allOf", '[');
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		if (t->settings)
			put_settings_rule(p, t);
	hcn_indent_close(p->j, ']');
}

static void put_def(struct publisher *p, struct def def)
{
	hcn_indent_open(p->j, def.name, '{');
	switch (def.kind) {
	case DEF_STRUCT:
		put_struct(p, def.what);
		break;
	case DEF_ALIAS:
		put_ref(p, ((const struct hcn_schema *)def.what)->name);
		break;
	case DEF_ENUM:
		put_enum(p, def.what);
		break;
	case DEF_POLICY_TYPE:
		put_policy_type(p, def.what);
		break;
	case DEF_POLICY:
		put_policy(p, def.what);
		break;
	}
	hcn_indent_close(p->j, '}');
}

void hcn_publish_definitions(
	const struct hcn_schema_row *only, const char *where, struct hcn_indent *j)
{
	struct publisher p = { .j = j, .where = where };

	if (only)
		add_row(&p, only);
	else
		add_all(&p);
	for (size_t i = 0; i < p.n_defs; i++)
		add_needed(&p, p.defs[i]);
	for (size_t i = 0; i < p.n_defs; i++)
		put_def(&p, p.defs[i]);
	free(p.defs);
}

/* Any document of the API. */
static void put_documents(struct hcn_indent *j)
{
	hcn_indent_open(j, "anyOf", '[');
	for (const struct hcn_document *d = hcn_documents; d->kind; d++) {
		hcn_indent_open(j, NULL, '{');
		hcn_indent_joined(j, "$ref", "#/$defs/", d->schema->name);
		hcn_indent_text(j, "description", d->what);
		hcn_indent_close(j, '}');
	}
	hcn_indent_close(j, ']');
}

void hcn_publish_json_schema(const struct hcn_schema_row *only, struct hcn_buf *b)
{
	struct hcn_indent j = { .b = b };

	hcn_indent_open(&j, NULL, '{');
	hcn_indent_text(&j, "$schema", "https://json-schema.org/draft/2020-12/schema");
	hcn_indent_text(&j, "$comment",
		"Keys and names are accepted in any letter case; null is the same as absent.");
	if (only)
		hcn_indent_joined(&j, "$ref", "#/$defs/", only->name);
	else
		put_documents(&j);
	hcn_indent_open(&j, "$defs", '{');
	hcn_publish_definitions(only, "#/$defs/", &j);
	hcn_indent_close(&j, '}');
	hcn_indent_close(&j, '}');
	hcn_buf_putc(b, '\n');
}
