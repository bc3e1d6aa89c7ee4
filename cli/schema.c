/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* schema, validate: the rows of all documents, printed, and held against a document of the user's. */
#include <string.h>

#include "error.h"
#include "publish.h"
#include "validate.h"

#include "cli.h"

int run_schema(struct cli *cli, char **operands, size_t n)
{
	const struct hcn_schema_row *only = n ? hcn_schema_find(operands[0]) : NULL;
	const struct hcn_document *document = n ? hcn_document_find(operands[0]) : NULL;
	struct hcn_buf b = { 0 };
	char *text;

	if (!only && document)
		only = hcn_schema_find(document->schema->name);
	if (n && !only)
		return fail(cli, "there is no struct or kind of document \"%s\"", operands[0]);
	if (cli->form == FORM_OPENAPI && only)
		return fail_usage(cli, "--openapi is the whole, not one struct");
	switch (cli->form) {
	case FORM_JSON_SCHEMA:
		hcn_publish_json_schema(only, &b);
		break;
	case FORM_OPENAPI:
		hcn_publish_openapi(&b);
		break;
	case FORM_MARKDOWN:
		hcn_publish_markdown(only, &b);
		break;
	}
	if (hcn_buf_take(&b, &text, NULL))
		need(NULL);
	(void)fputs(text, cli_out(cli));
	free(text);
	return EXIT_OK;
}

/* --- validate --------------------------------------------------------------------------------- */

/* What is ignored of a document. */
struct warnings {
	struct cli *cli;
	json_t *list; /* of objects, for -o json */
	size_t n;
	bool silent; /* counted only */
};

static void print_warning(
	struct cli *cli, const struct hcn_place *place, const struct hcn_unknown *member)
{
	(void)fprintf(stderr, "hcnctl: warning: %s:%zu:%zu: ",
		!cli->file || !strcmp(cli->file, "-") ? "-" : cli->file, place->line,
		place->column);
	print_safe(stderr, member->key);
	(void)fprintf(stderr, " is no member of %s and is ignored", member->of->name);
	if (member->suggestion)
		(void)fprintf(stderr, ": did you mean %s?", member->suggestion);
	(void)fputc('\n', stderr);
}

static void hear(void *arg, const struct hcn_place *place, const struct hcn_unknown *member)
{
	struct warnings *w = arg;

	w->n++;
	if (w->silent)
		return;
	if (!w->list) {
		print_warning(w->cli, place, member);
		return;
	}
	(void)json_array_append_new(
		w->list, need(json_pack("{s:I,s:I,s:s,s:s,s:s*}", "Line", (json_int_t)place->line,
				 "Column", (json_int_t)place->column, "Pointer", member->pointer,
				 "Member", member->key, "Suggestion", member->suggestion)));
}

/* How many members of it are ignored; SIZE_MAX: it is no such document. */
static size_t count_ignored(struct cli *cli, const char *kind, const char *text)
{
	struct warnings w = { .cli = cli, .silent = true };
	struct hcn_validation v;
	struct hcn_error err;

	return hcn_validate(kind, text, strlen(text), hear, &w, &v, &err) ? SIZE_MAX : w.n;
}

void warn_of_ignored(struct cli *cli, const char *kind, const char *kind_v1, const char *text)
{
	struct warnings w = { .cli = cli };
	struct hcn_validation v;
	struct hcn_error err;
	size_t n = count_ignored(cli, kind, text);

	if (!n || cli->quiet || (kind_v1 && count_ignored(cli, kind_v1, text) < n))
		return;
	(void)hcn_validate(kind, text, strlen(text), hear, &w, &v, &err);
}

/* Unlike other failures, this one is the answer. */
static int print_fault(struct cli *cli, const struct hcn_validation *v, const struct hcn_error *err)
{
	print_json_take(cli, json_pack("{s:b,s:s?,s:I,s:I,s:s,s:s,s:s,s:s,s:s,s:s}", "Valid", 0,
				     "Kind", v->kind, "Line", (json_int_t)v->place.line, "Column",
				     (json_int_t)v->place.column, "Pointer", err->pointer, "Error",
				     err->text, "Value", err->value, "Expected", err->expected,
				     "Hint", err->hint, "Code", hcn_hresult_name(err->hresult)));
	(void)cli_flush(cli);
	return EXIT_FAILED;
}

int run_validate(struct cli *cli, char **operands, size_t n)
{
	_cleanup_json_ json_t *warnings = cli->output == OUTPUT_JSON ? need(json_array()) : NULL;
	struct warnings w = { .cli = cli, .list = warnings, .silent = cli->quiet };
	_cleanup_text_ char *text = NULL;
	struct hcn_validation v;
	struct hcn_error err;
	int r;

	cli->file = operands[0];
	r = read_document(cli, &text);
	if (r)
		return r;
	r = hcn_validate(cli->kind, text, strlen(text), hear, &w, &v, &err);
	if (r == HCN_INVALID_ARGUMENT)
		return fail_usage(cli, "%s", err.text);
	if (r && cli->output == OUTPUT_JSON)
		return print_fault(cli, &v, &err);
	if (r) {
		hcn_error_context(&err, "%s:%zu:%zu%s%s", operands[0], v.place.line, v.place.column,
			v.kind ? ": as " : "", v.kind ? v.kind : "");
		return fail_api(cli, r, &err);
	}
	if (cli->output == OUTPUT_JSON)
		print_json_take(cli, json_pack("{s:b,s:s,s:O}", "Valid", 1, "Kind", v.kind,
					     "Warnings", warnings));
	else if (!cli->quiet)
		(void)fprintf(cli_out(cli), "%s: a valid %s document\n", operands[0], v.kind);
	return EXIT_OK;
}
