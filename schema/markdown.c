/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The catalogue as a page to read (doc/schema.md): a table per struct, family of policies and enum.
 *
 * In: the catalogue.  Out: Markdown.
 *
 * Tests: tests/unit/schema/meson.build (schema-published), tests/unit/schema/test_broken.c
 */
#include <string.h>

#include "json.h"
#include "publish.h"
#include "value.h"

/* The anchor that a heading gets: lower case, as Markdown renderers make it. */
static void put_link(struct hcn_buf *b, const char *name)
{
	hcn_buf_printf(b, "[%s](#", name);
	for (const char *c = name; *c; c++)
		hcn_buf_putc(b, (char)hcn_ascii_lower(*c));
	hcn_buf_putc(b, ')');
}

static void put_family_link(struct hcn_buf *b, const struct hcn_policy_family *family)
{
	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		if (row->family == family)
			put_link(b, row->name);
}

static void put_type(struct hcn_buf *b, const struct hcn_field *f)
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
		[HCN_FIELD_RAW] = "any",
	};

	if (f->of)
		put_link(b, f->of->name);
	else if (f->family)
		put_family_link(b, f->family);
	else if (f->values)
		put_link(b, f->values->name);
	else
		hcn_buf_puts(b, names[f->kind]);
	if (f->kind == HCN_FIELD_LIST || f->kind == HCN_FIELD_POLICIES)
		hcn_buf_puts(b, "[]");
}

/* What is written, where that is not what people write. */
static const char *form(const struct hcn_field *f)
{
	switch (f->kind) {
	case HCN_FIELD_ENUM:
		return "a name, or its number; returned as the name";
	case HCN_FIELD_NUMBER:
		return "a name, or its number; returned as the number";
	case HCN_FIELD_FLAGS:
		return "a number, or names with commas; returned as the number";
	case HCN_FIELD_STRINGS:
		return f->format == HCN_FORMAT_NONE ? "an array of strings" : "an array, each ";
	default:
		return "";
	}
}

static void put_accepted(struct hcn_buf *b, const struct hcn_field *f)
{
	hcn_buf_puts(b, form(f));
	if (f->kind == HCN_FIELD_STRINGS && f->format != HCN_FORMAT_NONE)
		hcn_buf_puts(b, hcn_format_expected(f->format).text);
	else if (!*form(f))
		hcn_buf_puts(b, hcn_value_expected(f).text);
	if (f->flags & HCN_FIELD_REQUIRED)
		hcn_buf_puts(b, "; required");
}

static void put_since(struct hcn_buf *b, uint16_t since)
{
	hcn_buf_printf(b, "%u.%u", since >> 8, since & 0xffu);
}

static void put_aliases(struct hcn_buf *b, const struct hcn_schema *s)
{
	const char *before = "\nV1's names are read too: ";

	for (const struct hcn_alias *a = s->aliases; a && a->name; a++) {
		hcn_buf_printf(b, "%s%s (%s)", before, a->name, a->key);
		before = ", ";
	}
	if (s->aliases)
		hcn_buf_puts(b, ".\n");
	if (s->closed)
		hcn_buf_puts(b, "\nOther members are refused.\n");
}

static void put_struct(struct hcn_buf *b, const struct hcn_schema_row *row)
{
	const struct hcn_schema *s = row->schema;

	hcn_buf_printf(b, "\n### %s\n\n", row->name);
	if (strcmp(row->name, s->name) != 0) {
		hcn_buf_puts(b, "The same as ");
		put_link(b, s->name);
		hcn_buf_puts(b, ".\n");
		return;
	}
	if (!s->n_fields) {
		hcn_buf_puts(b, "No members.\n");
		return;
	}
	hcn_buf_puts(b, "| member | type | since | accepted |\n|---|---|---|---|\n");
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (f->flags & HCN_FIELD_INTERNAL)
			continue;
		hcn_buf_printf(b, "| %s | ", f->key);
		put_type(b, f);
		hcn_buf_puts(b, " | ");
		put_since(b, f->since);
		hcn_buf_puts(b, " | ");
		put_accepted(b, f);
		hcn_buf_puts(b, " |\n");
	}
	put_aliases(b, s);
}

static void put_family(struct hcn_buf *b, const struct hcn_family_row *row)
{
	hcn_buf_printf(b,
		"\n### %s\n\n`{\"Type\": ..., \"Settings\": {...}}`; Type is a name, or its number.\n\n"
		"| Type | number | since | Settings |\n|---|---|---|---|\n",
		row->name);
	for (const struct hcn_policy_type *t = row->family->types; t->name; t++) {
		hcn_buf_printf(b, "| %s | ", t->name);
		if (t->number >= 0)
			hcn_buf_u64(b, (uint64_t)t->number);
		hcn_buf_puts(b, " | ");
		put_since(b, t->since);
		hcn_buf_puts(b, " | ");
		if (t->settings)
			put_link(b, t->settings->name);
		else
			hcn_buf_puts(b, "any object");
		hcn_buf_puts(b, " |\n");
	}
}

static void put_enum(struct hcn_buf *b, const struct hcn_enum_row *row)
{
	hcn_buf_printf(b, "\n### %s\n\n| name | %s | since |\n|---|---|---|\n", row->values->name,
		row->flags ? "bits" : "number");
	for (const struct hcn_enum_value *v = row->values->values; v->name; v++) {
		hcn_buf_printf(b, "| %s | %d | ", v->name, v->value);
		put_since(b, v->since);
		hcn_buf_puts(b, " |\n");
	}
}

static void put_documents(struct hcn_buf *b)
{
	hcn_buf_puts(b, "\n## Documents\n\n"
			"What `hcnctl validate --kind` knows, and where it is used.\n\n"
			"| kind | struct | use |\n|---|---|---|\n");
	for (const struct hcn_document *d = hcn_documents; d->kind; d++) {
		hcn_buf_printf(b, "| %s | ", d->kind);
		put_link(b, d->schema->name);
		if (d->also) {
			hcn_buf_puts(b, " or ");
			put_link(b, d->also->name);
		}
		hcn_buf_printf(b, " | %s |\n", d->what);
	}
}

void hcn_publish_markdown(const struct hcn_schema_row *only, struct hcn_buf *b)
{
	if (only) {
		put_struct(b, only);
		return;
	}
	hcn_buf_puts(b,
		"# Schema\n\n"
		"Every document of the API: the structs and enums of\n"
		"[Microsoft's reference](https://learn.microsoft.com/en-us/virtualization/api/hcn/hns_schema), "
		"with the members that only clients know.\n"
		"Made from the rows in `schema/`; do not edit.  Keys and names are accepted in any letter "
		"case, `null` is the same as absent, unknown keys are ignored where nothing else is said.\n"
		"\"since\" is the schema version, not that of HNS.\n");
	put_documents(b);
	for (const struct hcn_schema_row *row = hcn_schemas; row->name; row++) {
		if (row->section)
			hcn_buf_printf(b, "\n## %s\n", row->section);
		put_struct(b, row);
	}
	hcn_buf_puts(b, "\n## Policies\n");
	for (const struct hcn_family_row *row = hcn_families; row->name; row++)
		put_family(b, row);
	hcn_buf_puts(b, "\n## Enums\n");
	for (const struct hcn_enum_row *row = hcn_enums; row->values; row++)
		put_enum(b, row);
}
