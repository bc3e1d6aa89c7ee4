/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What hcnctl writes: results, collected until the command has worked; tables; errors.
 *
 * Never lets text of others reach a terminal with control characters in it.
 *
 * Tests: tests/unit/cli/test_show.c (wide_cells_keep_the_columns_together),
 * tests/unit/cli/test_usage.c (an_error_tells_all_that_is_known)
 */
#include <errno.h>
#include <stdarg.h>
#include <string.h>

#include "cli.h"

void *need(void *p)
{
	if (!p) {
		(void)fputs("hcnctl: out of memory\n", stderr);
		exit(EXIT_FAILED);
	}
	return p;
}

char *format(const char *format, ...)
{
	char *text = NULL;
	va_list args;

	va_start(args, format);
	if (vasprintf(&text, format, args) < 0)
		text = NULL;
	va_end(args);
	return need(text);
}

/* --- results ---------------------------------------------------------------------------------- */

FILE *cli_out(struct cli *cli)
{
	if (!cli->out)
		cli->out = need(open_memstream(&cli->out_text, &cli->out_size));
	return cli->out;
}

int cli_flush(struct cli *cli)
{
	bool worked = true;

	if (cli->out) {
		if (fclose(cli->out))
			need(NULL);
		cli->out = NULL;
		worked = fwrite(cli->out_text, 1, cli->out_size, stdout) == cli->out_size;
		free(cli->out_text);
		cli->out_text = NULL;
	}
	if (worked && !fflush(stdout))
		return EXIT_OK;
	return fail(cli, "standard output: %s", strerror(errno));
}

void print_safe(FILE *to, const char *text)
{
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		/* C1 control characters are 0xc2 0x80..0x9f in UTF-8. */
		if (c < 0x20 || c == 0x7f ||
			(c == 0xc2 && (unsigned char)text[1] >= 0x80 &&
				(unsigned char)text[1] < 0xa0))
			(void)fprintf(to, "\\x%02x", c == 0xc2 ? (unsigned char)*++text : c);
		else
			(void)fputc(c, to);
	}
}

#define JSON_SPACE " \t\r\n"

static void break_line(FILE *to, int depth)
{
	(void)fprintf(to, "\n%*s", 2 * depth, "");
}

/* The string at @text, with its quotes; returns what follows. */
static const char *print_string(FILE *to, const char *text)
{
	const char *end = text + 1;

	while (*end && *end != '"')
		end += end[0] == '\\' && end[1] ? 2 : 1;
	end += *end == '"';
	(void)fwrite(text, 1, (size_t)(end - text), to);
	return end;
}

void print_json(struct cli *cli, const char *text)
{
	bool opens = false, closes, opened, comma = false;
	FILE *to = cli_out(cli);
	int depth = 0;

	for (text += strspn(text, JSON_SPACE); *text; text += strspn(text, JSON_SPACE)) {
		opened = opens;
		opens = *text == '{' || *text == '[';
		closes = *text == '}' || *text == ']';
		depth -= closes;
		/* Nothing breaks an empty object or list. */
		if (comma || opened != closes)
			break_line(to, depth);
		depth += opens;
		comma = *text == ',';
		if (*text == '"') {
			text = print_string(to, text);
		} else {
			(void)fprintf(to, *text == ':' ? "%c " : "%c", *text);
			text++;
		}
	}
	(void)fputc('\n', to);
}

void print_json_take(struct cli *cli, json_t *json)
{
	_cleanup_text_ char *text = need(json_dumps(need(json), JSON_COMPACT));

	json_decref(json);
	print_json(cli, text);
}

const char *text_of(const json_t *object, const char *member)
{
	const char *text = json_string_value(json_object_get(object, member));

	return text ? text : "";
}

bool is_utf8(const char *text)
{
	_cleanup_json_ json_t *string = json_string(text);

	return string != NULL;
}

/* --- tables ----------------------------------------------------------------------------------- */

/* Characters, which is columns for all but wide scripts. */
static size_t width(const char *text)
{
	size_t n = 0;

	for (; *text; text++)
		n += ((unsigned char)*text & 0xc0) != 0x80;
	return n;
}

void table_add(struct table *table, char *cell)
{
	char *safe = NULL;
	size_t size;
	FILE *to = need(open_memstream(&safe, &size));

	print_safe(to, cell && *cell ? cell : "-");
	if (fclose(to))
		need(NULL);
	free(cell);
	table->cells = need(reallocarray(table->cells, table->n_cells + 1, sizeof(*table->cells)));
	table->cells[table->n_cells++] = safe;
}

void table_print(const struct table *table, FILE *to)
{
	size_t *widths = need(calloc(table->n_columns, sizeof(*widths)));

	for (size_t i = 0; i < table->n_cells; i++)
		if (width(table->cells[i]) > widths[i % table->n_columns])
			widths[i % table->n_columns] = width(table->cells[i]);
	for (size_t i = 0; i < table->n_cells; i++) {
		size_t column = i % table->n_columns;
		bool last = column + 1 == table->n_columns;

		(void)fputs(table->cells[i], to);
		for (size_t n = width(table->cells[i]); !last && n < widths[column] + 2; n++)
			(void)fputc(' ', to);
		if (last)
			(void)fputc('\n', to);
	}
	free(widths);
}

void table_clear(struct table *table)
{
	for (size_t i = 0; i < table->n_cells; i++)
		free(table->cells[i]);
	free(table->cells);
	*table = (struct table){ 0 };
}

/* --- errors ----------------------------------------------------------------------------------- */

static void begin_error(const struct cli *cli)
{
	(void)fputs("hcnctl: ", stderr);
	if (*cli->what) {
		print_safe(stderr, cli->what);
		(void)fputs(": ", stderr);
	}
}

PRINTF(2, 0) static void print_error(const struct cli *cli, const char *format, va_list args)
{
	char *text = NULL;

	if (vasprintf(&text, format, args) < 0)
		need(NULL);
	begin_error(cli);
	print_safe(stderr, text);
	(void)fputc('\n', stderr);
	free(text);
}

int fail(const struct cli *cli, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(cli, format, args);
	va_end(args);
	return EXIT_FAILED;
}

int fail_usage(const struct cli *cli, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print_error(cli, format, args);
	va_end(args);
	return hint_usage(cli);
}

int hint_usage(const struct cli *cli)
{
	(void)fprintf(stderr, "Try 'hcnctl%s%s --help'.\n", cli->command ? " " : "",
		cli->command ? cli->command->name : "");
	return EXIT_USAGE;
}

static void print_detail(const char *name, const char *text, const char *more)
{
	if (!*text && !*more)
		return;
	(void)fprintf(stderr, "  %s: ", name);
	print_safe(stderr, text);
	if (*text && *more)
		(void)fputc(' ', stderr);
	print_safe(stderr, more);
	(void)fputc('\n', stderr);
}

int fail_api(const struct cli *cli, int r, const struct hcn_error *err)
{
	const char *windows = hcn_hresult_text(err->hresult);

	begin_error(cli);
	print_safe(stderr, *err->text ? err->text : r < 0 ? strerror(-r) : windows);
	(void)fputc('\n', stderr);
	print_detail("at", err->pointer, "");
	print_detail("value", err->value, "");
	print_detail("expected", err->expected, "");
	print_detail("conflict", err->conflict_id, err->conflict_name);
	print_detail("kernel", err->os_errno ? strerror(err->os_errno) : "", err->kernel);
	print_detail("hint", err->hint, "");
	if (err->dirty)
		print_detail("state", "the undo failed too: run hcnctl recover", "");
	if (err->hresult)
		(void)fprintf(stderr, "  %s (0x%08x)%s%s\n", hcn_hresult_name(err->hresult),
			err->hresult, *windows ? ": " : "", windows);
	return EXIT_FAILED;
}
