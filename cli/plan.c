/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * plan and explain: what a request would do in the kernel, and what carries an object there.
 *
 * Tests: tests/unit/cli/test_change.c (plan_counts_its_steps),
 * tests/unit/cli/test_show.c (explain_tells_what_the_kernel_has_lost)
 */
#include <string.h>

#include "cli.h"

/* The words after "plan" are a command line of their own, which is told not to do anything. */
int run_plan(struct cli *cli, char **operands, size_t n)
{
	cli->dry_run = true;
	return command_run(cli, operands, n);
}

void print_note(FILE *out, const char *name, const char *text, const char *more)
{
	if (!*text)
		return;
	(void)fprintf(out, "    %s  ", name);
	print_safe(out, text);
	(void)fprintf(out, "%s\n", more);
}

static const struct {
	const char *op;
	char sign;
} ops[] = {
	{ "add", '+' },
	{ "remove", '-' },
	{ "change", '~' },
};

/* Why it is there, and for which part of the document. */
static void print_why(FILE *out, const json_t *row, const char *more)
{
	const char *pointer = text_of(row, "Pointer");
	char end[128];

	(void)snprintf(end, sizeof(end), "%s%s%s%s", *pointer ? " (" : "", pointer,
		*pointer ? ")" : "", more);
	print_note(out, "why", text_of(row, "Why"), end);
}

static void print_steps(struct cli *cli, const json_t *steps)
{
	size_t i, counts[N_ELEMENTS(ops)] = { 0 };
	FILE *out = cli_out(cli);
	json_t *step;

	json_array_foreach(steps, i, step)
	{
		size_t op = 0;

		while (op + 1 < N_ELEMENTS(ops) && strcmp(text_of(step, "Op"), ops[op].op))
			op++;
		counts[op]++;
		(void)fprintf(out, "%c ", ops[op].sign);
		print_safe(out, text_of(step, "Text"));
		(void)fputc('\n', out);
		if (cli->quiet)
			continue;
		print_why(out, step, "");
		print_note(out, "see", text_of(step, "Command"), "");
	}
	if (!cli->quiet)
		(void)fprintf(out,
			"%zu to add, %zu to remove, %zu to change; nothing has been done\n",
			counts[0], counts[1], counts[2]);
}

int print_plan(struct cli *cli, enum hcn_verb verb, enum hcn_kind kind, const char *id,
	const char *document)
{
	_cleanup_json_ json_t *plan = NULL;
	struct hcn_error err;
	char *text;
	int r;

	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_plan(cli->hcn, verb, kind, id, document, &text, &err);
	if (r)
		return fail_api(cli, r, &err);
	if (cli->output == OUTPUT_JSON) {
		print_json(cli, text);
		hcn_free(text);
		return EXIT_OK;
	}
	r = parse_answer(cli, text, &plan);
	if (!r)
		print_steps(cli, json_object_get(plan, "Steps"));
	return r;
}

/* --- explain ---------------------------------------------------------------------------------- */

static void print_rows(struct cli *cli, const json_t *explanation)
{
	const json_t *rows = json_object_get(explanation, "Rows");
	size_t i, n_missing = 0;
	FILE *out = cli_out(cli);
	json_t *row;

	(void)fprintf(out, "%s %s ", text_of(explanation, "Kind"), text_of(explanation, "ID"));
	print_safe(out, text_of(explanation, "Name"));
	(void)fputc('\n', out);
	json_array_foreach(rows, i, row)
	{
		bool holds = json_is_true(json_object_get(row, "Holds"));
		bool shared = json_is_true(json_object_get(row, "Shared"));

		n_missing += !holds;
		(void)fputs(holds ? "\nholds    " : "\nMISSING  ", out);
		print_safe(out, text_of(row, "Text"));
		(void)fputc('\n', out);
		print_why(out, row, shared ? " (shared with other objects)" : "");
		print_note(out, "see", text_of(row, "Command"), "");
	}
	(void)fprintf(out, "\n%zu kernel objects, %zu of them missing\n", json_array_size(rows),
		n_missing);
	json_array_foreach(json_object_get(explanation, "Unrealised"), i, row)
	{
		(void)fputs("stored, not in the kernel yet: ", out);
		print_safe(out, json_string_value(row));
		(void)fputc('\n', out);
	}
}

int run_explain(struct cli *cli, char **operands, size_t n)
{
	_cleanup_json_ json_t *explanation = NULL;
	struct hcn_error err;
	enum hcn_kind kind;
	char id[ID_SIZE];
	char *text;
	int r;

	r = kind_parse(cli, operands[0], &kind);
	if (!r)
		r = object_resolve(cli, kind, operands[1], id);
	if (!r)
		r = cli_open(cli);
	if (r)
		return r;
	r = hcn_explain(cli->hcn, kind, id, &text, &err);
	if (r)
		return fail_api(cli, r, &err);
	if (cli->output == OUTPUT_JSON) {
		print_json(cli, text);
		hcn_free(text);
		return EXIT_OK;
	}
	r = parse_answer(cli, text, &explanation);
	if (!r)
		print_rows(cli, explanation);
	return r;
}
