/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The rows as JSON Schema, draft 2020-12 (https://json-schema.org/draft/2020-12).
 *
 * In: root structs.  Out: one document with a definition for each struct, enum and kind of policy they reach.
 * Says what is written and the spelling we prefer; that input may use any letter case, no JSON Schema can say.
 */
#include "schema.h"

#include <stdlib.h>
#include <string.h>

#include "value.h"

enum def_kind { DEF_STRUCT, DEF_ENUM, DEF_FLAGS, DEF_POLICY };

struct def {
	enum def_kind kind;
	const char *name;
	const void *what; /* struct hcn_schema, hcn_enum or hcn_policy_family */
};

struct publisher {
	struct hcn_buf *b;
	unsigned depth;
	bool first; /* nothing written yet since the last bracket opened */
	struct def *defs;
	size_t n_defs;
};

/* --- indented JSON ------------------------------------------------------------------------------- */

static void put_line(struct publisher *p)
{
	hcn_buf_putc(p->b, '\n');
	for (unsigned i = 0; i < p->depth; i++)
		hcn_buf_putc(p->b, '\t');
}

/* The comma, the line and the key (NULL: an array's element) of what comes next. */
static void put_key(struct publisher *p, const char *key)
{
	if (!p->first)
		hcn_buf_putc(p->b, ',');
	p->first = false;
	if (p->depth)
		put_line(p);
	if (key) {
		hcn_buf_json_string(p->b, key, strlen(key));
		hcn_buf_puts(p->b, ": ");
	}
}

static void open_bracket(struct publisher *p, const char *key, char bracket)
{
	put_key(p, key);
	hcn_buf_putc(p->b, bracket);
	p->depth++;
	p->first = true;
}

static void close_bracket(struct publisher *p, char bracket)
{
	p->depth--;
	if (!p->first)
		put_line(p);
	hcn_buf_putc(p->b, bracket);
	p->first = false;
}

static void put_text(struct publisher *p, const char *key, const char *text)
{
	put_key(p, key);
	hcn_buf_json_string(p->b, text, strlen(text));
}

static void put_number(struct publisher *p, const char *key, uint64_t number)
{
	put_key(p, key);
	hcn_buf_u64(p->b, number);
}

static void put_ref(struct publisher *p, const char *name)
{
	put_key(p, "$ref");
	hcn_buf_printf(p->b, "\"#/$defs/%s\"", name);
}

static void put_since(struct publisher *p, uint16_t since)
{
	put_key(p, "x-hcn-since");
	hcn_buf_printf(p->b, "\"%u.%u\"", since >> 8, since & 0xffu);
}

/* --- what is reached ----------------------------------------------------------------------------- */

static void add_def(struct publisher *p, enum def_kind kind, const char *name, const void *what)
{
	struct def *defs;

	for (size_t i = 0; i < p->n_defs; i++)
		if (p->defs[i].what == what)
			return;
	defs = reallocarray(p->defs, p->n_defs + 1, sizeof(*defs));
	if (!defs) {
		p->b->oom = true;
		return;
	}
	p->defs = defs;
	p->defs[p->n_defs++] = (struct def){ kind, name, what };
}

static void add_struct(struct publisher *p, const struct hcn_schema *s)
{
	add_def(p, DEF_STRUCT, s->name, s);
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
		add_def(p, f->kind == HCN_FIELD_FLAGS ? DEF_FLAGS : DEF_ENUM, f->values->name,
			f->values);
	if (f->family)
		add_def(p, DEF_POLICY, f->family->name, f->family);
}

/* What @def refers to; later definitions are looked at in their turn. */
static void add_needed(struct publisher *p, struct def def)
{
	const struct hcn_schema *s = def.what;
	const struct hcn_policy_family *family = def.what;

	if (def.kind == DEF_STRUCT) {
		for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++)
			if (is_published(f))
				add_field_defs(p, f);
	} else if (def.kind == DEF_POLICY) {
		for (const struct hcn_policy_type *t = family->types; t->name; t++)
			if (t->settings)
				add_struct(p, t->settings);
	}
}

/* --- definitions --------------------------------------------------------------------------------- */

static void put_string(struct publisher *p, enum hcn_format format)
{
	put_text(p, "type", "string");
	if (format != HCN_FORMAT_NONE)
		put_text(p, "description", hcn_format_expected(format).text);
}

static void put_items(struct publisher *p, const struct hcn_field *f)
{
	put_text(p, "type", "array");
	open_bracket(p, "items", '{');
	if (f->kind == HCN_FIELD_STRINGS) {
		put_string(p, f->format);
	} else {
		put_ref(p, f->of ? f->of->name : f->family->name);
	}
	close_bracket(p, '}');
}

static void put_type(struct publisher *p, const struct hcn_field *f)
{
	switch (f->kind) {
	case HCN_FIELD_STR:
		put_string(p, f->format);
		break;
	case HCN_FIELD_BOOL:
		put_text(p, "type", "boolean");
		break;
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
		put_text(p, "type", "integer");
		put_number(p, "minimum", 0);
		put_number(p, "maximum", hcn_integer_max(f->kind));
		break;
	case HCN_FIELD_GUID:
		put_text(p, "type", "string");
		put_text(p, "format", "uuid");
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
			open_bracket(p, "required", '[');
		open = true;
		put_text(p, NULL, f->key);
	}
	if (open)
		close_bracket(p, ']');
}

static void put_struct(struct publisher *p, const struct hcn_schema *s)
{
	put_text(p, "type", "object");
	open_bracket(p, "properties", '{');
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		if (!is_published(f))
			continue;
		open_bracket(p, f->key, '{');
		put_type(p, f);
		put_since(p, f->since);
		close_bracket(p, '}');
	}
	close_bracket(p, '}');
	put_required(p, s);
}

/* ENUM and NUMBER: a name or its number.  FLAGS: any number, or names. */
static void put_enum(struct publisher *p, enum def_kind kind, const struct hcn_enum *e)
{
	if (kind == DEF_FLAGS) {
		open_bracket(p, "type", '[');
		put_text(p, NULL, "integer");
		put_text(p, NULL, "string");
		close_bracket(p, ']');
	} else {
		open_bracket(p, "enum", '[');
		for (const struct hcn_enum_value *v = e->values; v->name; v++) {
			put_text(p, NULL, v->name);
			put_number(p, NULL, (uint64_t)v->value);
		}
		close_bracket(p, ']');
	}
	open_bracket(p, "x-hcn-values", '[');
	for (const struct hcn_enum_value *v = e->values; v->name; v++) {
		open_bracket(p, NULL, '{');
		put_text(p, "name", v->name);
		put_number(p, "number", (uint64_t)v->value);
		put_since(p, v->since);
		close_bracket(p, '}');
	}
	close_bracket(p, ']');
}

/* "A policy whose Type is this has these Settings." */
static void put_settings_rule(struct publisher *p, const struct hcn_policy_type *t)
{
	open_bracket(p, NULL, '{');
	open_bracket(p, "if", '{');
	open_bracket(p, "properties", '{');
	open_bracket(p, "Type", '{');
	put_text(p, "const", t->name);
	close_bracket(p, '}');
	close_bracket(p, '}');
	open_bracket(p, "required", '[');
	put_text(p, NULL, "Type");
	close_bracket(p, ']');
	close_bracket(p, '}');
	open_bracket(p, "then", '{');
	open_bracket(p, "properties", '{');
	open_bracket(p, "Settings", '{');
	put_ref(p, t->settings->name);
	close_bracket(p, '}');
	close_bracket(p, '}');
	close_bracket(p, '}');
	put_since(p, t->since);
	close_bracket(p, '}');
}

static void put_policy(struct publisher *p, const struct hcn_policy_family *family)
{
	put_text(p, "type", "object");
	open_bracket(p, "properties", '{');
	open_bracket(p, "Type", '{');
	open_bracket(p, "enum", '[');
	for (const struct hcn_policy_type *t = family->types; t->name; t++) {
		put_text(p, NULL, t->name);
		if (t->number >= 0)
			put_number(p, NULL, (uint64_t)t->number);
	}
	close_bracket(p, ']');
	close_bracket(p, '}');
	open_bracket(p, "Settings", '{');
	put_text(p, "type", "object");
	close_bracket(p, '}');
	close_bracket(p, '}');
	open_bracket(p, "allOf", '[');
	for (const struct hcn_policy_type *t = family->types; t->name; t++)
		if (t->settings)
			put_settings_rule(p, t);
	close_bracket(p, ']');
}

static void put_def(struct publisher *p, struct def def)
{
	open_bracket(p, def.name, '{');
	switch (def.kind) {
	case DEF_STRUCT:
		put_struct(p, def.what);
		break;
	case DEF_ENUM:
	case DEF_FLAGS:
		put_enum(p, def.kind, def.what);
		break;
	case DEF_POLICY:
		put_policy(p, def.what);
		break;
	}
	close_bracket(p, '}');
}

void hcn_schema_publish_json_schema(
	const struct hcn_schema *const *roots, size_t n_roots, struct hcn_buf *b)
{
	struct publisher p = { .b = b, .first = true };

	for (size_t i = 0; i < n_roots; i++)
		add_struct(&p, roots[i]);
	for (size_t i = 0; i < p.n_defs; i++)
		add_needed(&p, p.defs[i]);

	open_bracket(&p, NULL, '{');
	put_text(&p, "$schema", "https://json-schema.org/draft/2020-12/schema");
	put_text(&p, "$comment",
		"Keys and names are accepted in any letter case; null is the same as absent.");
	open_bracket(&p, "anyOf", '[');
	for (size_t i = 0; i < n_roots; i++) {
		open_bracket(&p, NULL, '{');
		put_ref(&p, roots[i]->name);
		close_bracket(&p, '}');
	}
	close_bracket(&p, ']');
	open_bracket(&p, "$defs", '{');
	for (size_t i = 0; i < p.n_defs; i++)
		put_def(&p, p.defs[i]);
	close_bracket(&p, '}');
	close_bracket(&p, '}');
	hcn_buf_putc(b, '\n');
	free(p.defs);
}
