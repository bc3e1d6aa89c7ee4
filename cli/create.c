/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * create: from a document, from options (flags.c), or from both.
 *
 * A document from a file goes to the library as it stands, unless options change it.
 */
#include <string.h>

#include "cli.h"

/* What there is before options change it: the file's text, or what every document needs. */
static int begin_document(struct draft *draft, const char *text)
{
	json_error_t error;

	if (!text) {
		draft->document = need(
			json_pack("{s:{s:i,s:i}}", "SchemaVersion", "Major", 2, "Minor", 0));
		if (draft->kind == HCN_KIND_NETWORK)
			(void)put_type(draft, "NAT");
		return EXIT_OK;
	}
	draft->document = json_loads(text, JSON_REJECT_DUPLICATES, &error);
	if (!draft->document)
		return fail(draft->cli, "%s:%d: %s", draft->cli->file, error.line, error.text);
	if (!json_is_object(draft->document))
		return fail(draft->cli, "%s is no JSON object", draft->cli->file);
	return EXIT_OK;
}

/* Of several rows with the flag's name, the one for this kind. */
static const struct option_row *row_for(const struct flag *flag, enum hcn_kind kind)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (!strcmp(row->name, flag->row->name) && row->kinds & 1u << kind)
			return row;
	return NULL;
}

static int build_document(struct draft *draft, const char *text)
{
	int r = begin_document(draft, text);

	for (size_t i = 0; !r && i < draft->cli->n_flags; i++) {
		const struct flag *flag = &draft->cli->flags[i];
		const struct option_row *row = row_for(flag, draft->kind);

		r = row ? row->put(draft, flag->value)
			: fail_usage(
				  draft->cli, "--%s does not belong to this kind", flag->row->name);
	}
	return r;
}

/* Cannot fail: the object is there. */
static void report(struct cli *cli, enum hcn_kind kind, const char *id, const char *document)
{
	_cleanup_json_ json_t *made = json_loads(document, JSON_DECODE_INT_AS_REAL, NULL);
	const char *name = text_of(made, "Name");

	if (cli->quiet) {
		(void)fprintf(cli_out(cli), "%s\n", id);
	} else if (cli->output == OUTPUT_JSON) {
		print_json(cli, document);
	} else {
		(void)fprintf(
			cli_out(cli), "created %s %s%s", hcn_kind_name(kind), id, *name ? " " : "");
		print_safe(cli_out(cli), name);
		(void)fputc('\n', cli_out(cli));
	}
}

static int create(struct cli *cli, enum hcn_kind kind, const char *id, const char *document)
{
	struct hcn_error err;
	char new_id[ID_SIZE];
	char *made;
	int r;

	if (cli->dry_run)
		return print_plan(cli, HCN_VERB_CREATE, kind, id, document);
	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_create(cli->hcn, kind, id, document, new_id, &made, &err);
	if (r)
		return fail_api(cli, r, &err);
	report(cli, kind, new_id, made);
	hcn_free(made);
	return EXIT_OK;
}

/* What is not V2's may be V1's. */
static void warn_of_document(struct cli *cli, enum hcn_kind kind, const char *text)
{
	static const char *const v1[HCN_N_KINDS] = {
		[HCN_KIND_NETWORK] = "hns-network",
		[HCN_KIND_ENDPOINT] = "hns-endpoint",
		[HCN_KIND_NAMESPACE] = "hns-namespace",
		[HCN_KIND_LOADBALANCER] = "hns-policylist",
		[HCN_KIND_ROUTE] = "hns-policylist",
	};

	warn_of_ignored(cli, hcn_kind_name(kind), v1[kind], text);
}

int run_create(struct cli *cli, char **operands, size_t n)
{
	_cleanup_text_ char *text = NULL, *built = NULL;
	struct draft draft = { .cli = cli };
	int r;

	r = kind_parse(cli, operands[0], &draft.kind);
	if (!r && cli->file)
		r = read_document(cli, &text);
	if (r)
		return r;
	if (text)
		warn_of_document(cli, draft.kind, text);
	if (text && !cli->n_flags)
		return create(cli, draft.kind, NULL, text);
	r = build_document(&draft, text);
	if (!r) {
		built = need(json_dumps(draft.document, JSON_COMPACT));
		r = create(cli, draft.kind, draft.id, built);
	}
	json_decref(draft.document);
	return r;
}
