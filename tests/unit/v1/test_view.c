/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What V1 views leave out: a member of a V2 document either makes a difference in the object's V1 view, or stands in
 * doc/differences.md among those that make none.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "cleanup.h"
#include "objects.h"
#include "run_tests.h"
#include "v1.h"

#define ID "AAAAAAAA-0000-0000-0000-000000000001"

/* --- a store in which every id is an object with a name ------------------------------------------------- */

static int get_any(
	void *arg, enum hcn_kind kind, const struct hcn_guid *id, const char **ret, size_t *ret_len)
{
	static char text[96];

	*ret_len = (size_t)snprintf(
		text, sizeof(text), "{\"ID\":\"%s\",\"Name\":\"other\"}", hcn_guid_upper(id).text);
	*ret = text;
	return 0;
}

/* --- documents with every member ------------------------------------------------------------------------ */

#define MAX_PATHS 256

static char paths[MAX_PATHS][128];
static size_t n_paths;

/* A value for a member of a kind that has no rows of its own. */
static void put_sample(struct hcn_buf *b, const struct hcn_field *f)
{
	static const char *const formats[] = {
		[HCN_FORMAT_NONE] = "text",
		[HCN_FORMAT_IP] = "10.0.0.1",
		[HCN_FORMAT_PREFIX] = "0.0.0.0/0",
		[HCN_FORMAT_MAC] = "00-15-5D-00-00-01",
		[HCN_FORMAT_GUID_TEXT] = ID,
	};

	switch (f->kind) {
	case HCN_FIELD_STR:
	case HCN_FIELD_STRINGS:
		ck_assert_msg(
			f->format < HCN_N_ELEMENTS(formats) && formats[f->format], "%s", f->key);
		hcn_buf_printf(
			b, f->kind == HCN_FIELD_STR ? "\"%s\"" : "[\"%s\"]", formats[f->format]);
		break;
	case HCN_FIELD_GUID:
		hcn_buf_puts(b, "\"" ID "\"");
		break;
	case HCN_FIELD_BOOL:
		hcn_buf_puts(b, "true");
		break;
	case HCN_FIELD_RAW:
		hcn_buf_puts(b, "{\"x\":1}");
		break;
	case HCN_FIELD_POLICIES:
		hcn_buf_printf(b, "[{\"Type\":\"%s\",\"Settings\":{}}]", f->family->types[0].name);
		break;
	case HCN_FIELD_ENUM:
		hcn_buf_printf(b, "\"%s\"", f->values->values[1].name);
		break;
	case HCN_FIELD_NUMBER:
		hcn_buf_u64(b, (uint64_t)f->values->values[1].value);
		break;
	default:
		hcn_buf_putc(b, '7');
	}
}

/* An object with every member but the one at the path @without; notes the paths of those without members of their own. */
static void put_object(
	struct hcn_buf *b, const struct hcn_schema *s, const char *path, const char *without)
{
	bool first = true;

	hcn_buf_putc(b, '{');
	for (const struct hcn_field *f = s->fields; f < s->fields + s->n_fields; f++) {
		char own[128];

		(void)snprintf(own, sizeof(own), "%s%s%s", path, *path ? "." : "", f->key);
		if (f->flags & HCN_FIELD_INTERNAL || !strcmp(own, without))
			continue;
		hcn_buf_printf(b, "%s\"%s\":", first ? "" : ",", f->key);
		first = false;
		if (f->of) {
			hcn_buf_puts(b, f->kind == HCN_FIELD_LIST ? "[" : "");
			put_object(b, f->of, own, without);
			hcn_buf_puts(b, f->kind == HCN_FIELD_LIST ? "]" : "");
			continue;
		}
		put_sample(b, f);
		if (*without)
			continue;
		ck_assert_uint_lt(n_paths, MAX_PATHS);
		strcpy(paths[n_paths++], own);
	}
	hcn_buf_putc(b, '}');
}

static char *view_without(enum hcn_kind kind, const char *without)
{
	static const struct hcn_source source = { .get = get_any };
	const struct hcn_schema *schema = hcn_kind_schema(kind);
	_cleanup_(hcn_buf_clear) struct hcn_buf document = { 0 };
	struct hcn_buf view = { 0 };
	_cleanup_free_ void *object = calloc(1, schema->size);
	struct hcn_workset ws;
	struct hcn_error err;
	char *text;

	hcn_workset_init(&ws, &source);
	put_object(&document, schema, "", without);
	ck_assert_msg(!hcn_schema_decode(schema, document.data, document.len, NULL, object, &err),
		"%s: %s\n%s", err.pointer, err.text, document.data);
	ck_assert_msg(!hcn_v1_view(&ws, kind, object, &view, &err), "%s", err.text);
	ck_assert_int_eq(hcn_buf_take(&view, &text, NULL), 0);
	hcn_schema_clear(schema, object);
	hcn_workset_clear(&ws);
	return text;
}

/* --- the documentation ---------------------------------------------------------------------------------- */

/* The line of doc/differences.md that begins so. */
static char *line_of(const char *beginning)
{
	FILE *f = fopen(DIFFERENCES, "r");
	char *line = NULL;
	size_t size = 0;
	ssize_t r;

	ck_assert_ptr_nonnull(f);
	while ((r = getline(&line, &size, f)) >= 0 && strncmp(line, beginning, strlen(beginning)))
		;
	ck_assert_msg(r >= 0, "no line begins with %s", beginning);
	fclose(f);
	return line;
}

/* Whether a name between two ` of @line is @name. */
static bool lists(const char *line, const char *name, size_t len)
{
	while ((line = strchr(line, '`'))) {
		size_t own = strcspn(++line, "`");

		if (own == len && !strncmp(line, name, len))
			return true;
		line += own + 1;
	}
	return false;
}

/* @line lists the path or what contains it, or @everywhere the first of its names. */
static bool is_listed(const char *line, const char *everywhere, const char *path)
{
	if (lists(everywhere, path, strcspn(path, ".")))
		return true;
	for (const char *at = path + strcspn(path, ".");; at += 1 + strcspn(at + 1, ".")) {
		if (lists(line, path, (size_t)(at - path)))
			return true;
		if (!*at)
			return false;
	}
}

#define EVERYWHERE "| every view | "

static const struct {
	enum hcn_kind kind;
	const char *line;
} kinds[] = {
	{ HCN_KIND_NETWORK, "| networks | " },
	{ HCN_KIND_ENDPOINT, "| endpoints | " },
	{ HCN_KIND_NAMESPACE, "| namespaces | " },
	{ HCN_KIND_LOADBALANCER, "| load balancers | " },
	{ HCN_KIND_ROUTE, "| routes | " },
};

START_TEST(what_a_v1_view_leaves_out_is_documented)
{
	_cleanup_free_ char *everywhere = line_of(EVERYWHERE), *line = line_of(kinds[_i].line),
			    *whole = view_without(kinds[_i].kind, "");

	for (size_t i = 0; i < n_paths; i++) {
		_cleanup_free_ char *view = view_without(kinds[_i].kind, paths[i]);
		bool is_left_out = !strcmp(view, whole),
		     is_documented = is_listed(line, everywhere, paths[i]);

		ck_assert_msg(is_left_out == is_documented, "%s: %s the V1 view, and %s", paths[i],
			is_left_out ? "not in" : "in",
			is_documented ? "documented as left out" : "not documented");
	}
}
END_TEST

/* Names in the documentation that are no members any more. */
START_TEST(what_is_documented_as_left_out_is_a_member)
{
	_cleanup_free_ char *line = line_of(kinds[_i].line),
			    *whole = view_without(kinds[_i].kind, "");
	char *rest = line;

	strsep(&rest, "`");
	for (char *name = strsep(&rest, "`"); name && rest;
		strsep(&rest, "`"), name = strsep(&rest, "`")) {
		size_t len = strlen(name);
		bool found = false;

		for (size_t i = 0; !found && i < n_paths; i++)
			found = !strncmp(paths[i], name, len) &&
				(!paths[i][len] || paths[i][len] == '.');
		ck_assert_msg(found, "%s", name);
	}
	ck_assert_ptr_nonnull(whole);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ what_a_v1_view_leaves_out_is_documented, HCN_N_ELEMENTS(kinds) },
		{ what_is_documented_as_left_out_is_a_member, HCN_N_ELEMENTS(kinds) },
		{ NULL },
	};

	return run_tests("v1 views", facts);
}
