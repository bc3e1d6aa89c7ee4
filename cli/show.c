/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* list and show: objects as tables, outlines or documents. */
#include <string.h>

#include "cli.h"

static int list_ids(struct cli *cli, enum hcn_kind kind)
{
	_cleanup_json_ json_t *ids = NULL;
	json_t *id;
	size_t i;
	int r;

	r = fetch_ids(cli, kind, NULL, &ids);
	json_array_foreach(ids, i, id)
	{
		(void)fprintf(cli_out(cli), "%s\n", json_string_value(id));
	}
	return r;
}

static int add_text(struct cli *cli, char *text, void *arg)
{
	FILE *to = arg;

	(void)fprintf(to, "%s%s", ftell(to) > 1 ? "," : "", text);
	hcn_free(text);
	return EXIT_OK;
}

static int list_documents(struct cli *cli, enum hcn_kind kind)
{
	_cleanup_text_ char *text = NULL;
	size_t size;
	FILE *to = need(open_memstream(&text, &size));
	int r;

	(void)fputc('[', to);
	r = fetch_each(cli, kind, add_text, to);
	(void)fputc(']', to);
	if (fclose(to))
		need(NULL);
	if (!r)
		print_json(cli, text);
	return r;
}

static int list_table(struct cli *cli, enum hcn_kind kind)
{
	const struct column *columns = columns_of(kind);
	_cleanup_json_ json_t *objects = NULL, *names = need(json_object());
	_cleanup_(table_clear) struct table table = { 0 };
	json_t *object;
	size_t i;
	int r;

	r = fetch_all(cli, kind, &objects);
	if (r)
		return r;
	for (; columns[table.n_columns].header; table.n_columns++)
		table_add(&table, format("%s", columns[table.n_columns].header));
	json_array_foreach(objects, i, object)
	{
		for (size_t c = 0; c < table.n_columns; c++)
			table_add(&table, columns[c].cell(cli, object, names));
	}
	table_print(&table, cli_out(cli));
	return EXIT_OK;
}

int run_list(struct cli *cli, char **operands, size_t n)
{
	enum hcn_kind kind;
	int r;

	r = kind_parse(cli, operands[0], &kind);
	if (r)
		return r;
	if (cli->quiet)
		return list_ids(cli, kind);
	return cli->output == OUTPUT_JSON ? list_documents(cli, kind) : list_table(cli, kind);
}

/* --- show ------------------------------------------------------------------------------------- */

static bool is_empty(const json_t *value)
{
	return json_is_null(value) || (json_is_string(value) && !json_string_length(value)) ||
	       (json_is_array(value) && !json_array_size(value)) ||
	       (json_is_object(value) && !json_object_size(value));
}

static void print_members(FILE *to, json_t *object, int depth, bool in_list);

static void print_scalar(FILE *to, const json_t *value)
{
	_cleanup_text_ char *text = NULL;

	if (json_is_real(value))
		text = format("%.15g", json_real_value(value));
	else if (!json_is_string(value))
		text = need(json_dumps(value, JSON_ENCODE_ANY));
	print_safe(to, text ? text : json_string_value(value));
	(void)fputc('\n', to);
}

/* One line an element, behind a dash; what an element has inside is indented. */
static void print_elements(FILE *to, json_t *array, int depth)
{
	json_t *element;
	size_t i;

	json_array_foreach(array, i, element)
	{
		(void)fprintf(to, "%*s- ", 2 * depth, "");
		if (json_is_object(element)) {
			print_members(to, element, depth + 1, true);
		} else if (json_is_array(element)) {
			(void)fputc('\n', to);
			print_elements(to, element, depth + 1);
		} else {
			print_scalar(to, element);
		}
	}
}

/* One line a member, what it has inside indented; @in_list: the first stands behind a dash. */
static void print_members(FILE *to, json_t *object, int depth, bool in_list)
{
	const char *key;
	json_t *value;

	json_object_foreach(object, key, value)
	{
		if (is_empty(value))
			continue;
		(void)fprintf(to, "%*s", in_list ? 0 : 2 * depth, "");
		in_list = false;
		print_safe(to, key);
		if (json_is_object(value)) {
			(void)fputs(":\n", to);
			print_members(to, value, depth + 1, false);
		} else if (json_is_array(value)) {
			(void)fputs(":\n", to);
			print_elements(to, value, depth + 1);
		} else {
			(void)fputs(": ", to);
			print_scalar(to, value);
		}
	}
	if (in_list)
		(void)fputc('\n', to);
}

static int show_outline(struct cli *cli, enum hcn_kind kind, const char *id)
{
	_cleanup_json_ json_t *object = NULL;
	int r = fetch_object(cli, kind, id, &object);

	if (r)
		return r;
	if (cli->quiet)
		(void)fprintf(cli_out(cli), "%s\n", text_of(object, "ID"));
	else
		print_members(cli_out(cli), object, 0, false);
	return EXIT_OK;
}

static int show_document(struct cli *cli, enum hcn_kind kind, const char *id)
{
	char *text;
	int r = fetch_text(cli, kind, id, &text);

	if (r)
		return r;
	print_json(cli, text);
	hcn_free(text);
	return EXIT_OK;
}

int run_show(struct cli *cli, char **operands, size_t n)
{
	enum hcn_kind kind;
	char id[ID_SIZE];
	int r;

	r = kind_parse(cli, operands[0], &kind);
	if (!r)
		r = object_resolve(cli, kind, operands[1], id);
	if (r)
		return r;
	return cli->output == OUTPUT_JSON && !cli->quiet ? show_document(cli, kind, id)
							 : show_outline(cli, kind, id);
}
