/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Documents out: structs to compact JSON, in the order of the rows.
 *
 * In: an object whose present members are set.  Out: text in a buffer, which keeps a failure for the final take.
 * Never writes null, nor what the document did not have; policy Settings leave as they came.
 *
 * Tests: tests/unit/schema/test_walk.c (what_is_written_is_read_again)
 */
#include "schema.h"

#include <string.h>

#include "member.h"

static void encode_text(struct hcn_buf *b, const char *text)
{
	hcn_buf_json_string(b, text, strlen(text));
}

/* The comma between items, and the key of a member. */
static void begin_item(struct hcn_buf *b, bool *first)
{
	if (!*first)
		hcn_buf_putc(b, ',');
	*first = false;
}

static void begin_member(struct hcn_buf *b, const char *key, bool *first)
{
	begin_item(b, first);
	encode_text(b, key);
	hcn_buf_putc(b, ':');
}

static void encode_enum(const struct hcn_enum *e, int value, struct hcn_buf *b)
{
	const char *name = hcn_enum_name(e, value);

	if (name)
		encode_text(b, name);
	else
		hcn_buf_u64(b, (uint64_t)value);
}

static void encode_list(
	const struct hcn_field *f, const void *object, enum hcn_encode_form form, struct hcn_buf *b)
{
	const char *elements = hcn_member_array(object, f);
	bool first = true;

	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < hcn_member_n(object, f); i++) {
		begin_item(b, &first);
		hcn_schema_encode(f->of, elements + i * f->of->size, form, b);
	}
	hcn_buf_putc(b, ']');
}

static void encode_strings(const struct hcn_field *f, const void *object, struct hcn_buf *b)
{
	char *const *elements = hcn_member_array(object, f);
	bool first = true;

	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < hcn_member_n(object, f); i++) {
		begin_item(b, &first);
		encode_text(b, elements[i]);
	}
	hcn_buf_putc(b, ']');
}

static void encode_policy(const struct hcn_policy *policy, struct hcn_buf *b)
{
	bool first = true;

	hcn_buf_putc(b, '{');
	if (policy->type) {
		begin_member(b, "Type", &first);
		encode_text(b, policy->type->name);
	}
	if (policy->raw) {
		begin_member(b, "Settings", &first);
		hcn_buf_puts(b, policy->raw);
	}
	hcn_buf_putc(b, '}');
}

static void encode_policies(const struct hcn_field *f, const void *object, struct hcn_buf *b)
{
	const struct hcn_policy *policies = hcn_member_array(object, f);
	bool first = true;

	hcn_buf_putc(b, '[');
	for (size_t i = 0; i < hcn_member_n(object, f); i++) {
		begin_item(b, &first);
		encode_policy(&policies[i], b);
	}
	hcn_buf_putc(b, ']');
}

static void encode_field(
	const struct hcn_field *f, const void *object, enum hcn_encode_form form, struct hcn_buf *b)
{
	const void *member = hcn_member_const(object, f);

	switch (f->kind) {
	case HCN_FIELD_STR:
		encode_text(b, *(char *const *)member);
		break;
	case HCN_FIELD_BOOL:
		hcn_buf_puts(b, *(const bool *)member ? "true" : "false");
		break;
	case HCN_FIELD_U8:
	case HCN_FIELD_U16:
	case HCN_FIELD_U32:
	case HCN_FIELD_U64:
	case HCN_FIELD_NUMBER:
	case HCN_FIELD_FLAGS:
		hcn_buf_u64(b, hcn_member_integer(object, f));
		break;
	case HCN_FIELD_GUID:
		encode_text(b, hcn_guid_upper(member).text);
		break;
	case HCN_FIELD_ENUM:
		encode_enum(f->values, *(const int *)member, b);
		break;
	case HCN_FIELD_OBJECT:
		hcn_schema_encode(f->of, member, form, b);
		break;
	case HCN_FIELD_LIST:
		encode_list(f, object, form, b);
		break;
	case HCN_FIELD_STRINGS:
		encode_strings(f, object, b);
		break;
	case HCN_FIELD_POLICIES:
		encode_policies(f, object, b);
		break;
	case HCN_FIELD_RAW:
		hcn_buf_puts(b, *(char *const *)member);
		break;
	}
}

void hcn_schema_encode(const struct hcn_schema *s, const void *object, enum hcn_encode_form form,
	struct hcn_buf *b)
{
	bool first = true;

	hcn_buf_putc(b, '{');
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		bool is_hidden = f->flags & HCN_FIELD_INTERNAL && form != HCN_ENCODE_STORE;

		if (is_hidden || !hcn_member_is_present(object, s, f))
			continue;
		begin_member(b, f->key, &first);
		encode_field(f, object, form, b);
	}
	hcn_buf_putc(b, '}');
}
