/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Help, made from the tables of commands and options.
 *
 * Tests: tests/unit/cli/test_usage.c (every_command_has_help_with_an_example)
 */
#include <string.h>

#include "cli.h"

static const char *word_text(enum word word)
{
	switch (word) {
	case WORD_KIND:
		return " KIND";
	case WORD_OBJECT:
		return " ID|NAME";
	case WORD_ENDPOINT:
		return " ENDPOINT";
	case WORD_COUNTED:
		return " [ID|NAME]";
	case WORD_NAMESPACE:
		return " NAMESPACE";
	case WORD_COMMAND:
		return " [COMMAND]";
	case WORD_CHANGE:
		return " COMMAND";
	case WORD_CODE:
		return " CODE";
	case WORD_REST:
		return " [WORD]";
	case WORD_METHOD:
		return " METHOD";
	case WORD_PATH:
		return " PATH";
	case WORD_BODY:
		return " [BODY|@FILE|-]";
	case WORD_FILE:
		return " FILE";
	case WORD_SCHEMA:
		return " [NAME]";
	case WORD_DOCUMENT:
	case WORD_NONE:
	case WORD_NETWORK:
	case WORD_OUTPUT:
	case WORD_BACKEND:
	case WORD_TYPE:
	case WORD_SENDER:
	case WORD_PROTOCOL:
		break;
	}
	return "";
}

static void print_option(FILE *out, const struct option_row *row)
{
	const char *line = row->help;
	size_t len = strcspn(line, "\n");

	if (row->letter)
		(void)fprintf(out, "  -%c, --%s", row->letter, row->name);
	else
		(void)fprintf(out, "  --%s", row->name);
	(void)fprintf(out, "%s%s\n", row->argument ? " " : "", row->argument ? row->argument : "");
	for (;;) {
		(void)fprintf(out, "        %.*s\n", (int)len, line);
		if (!line[len])
			return;
		line += len + 1;
		len = strcspn(line, "\n");
	}
}

static bool wants_any(enum hcn_kind kind)
{
	for (const struct option_row *row = option_rows; row->name; row++)
		if (row->kinds == 1u << kind)
			return true;
	return false;
}

/* What describes the object, by kind; kinds without options of their own are made from documents. */
static void print_create_options(FILE *out)
{
	for (unsigned kind = 0; kind < HCN_N_KINDS; kind++) {
		if (!wants_any((enum hcn_kind)kind))
			continue;
		(void)fprintf(out, "\n%s:\n", hcn_kind_name((enum hcn_kind)kind));
		for (const struct option_row *row = option_rows; row->name; row++)
			if (row->kinds & 1u << kind)
				print_option(out, row);
	}
}

static void print_options(FILE *out, unsigned groups)
{
	if (groups & OPTIONS_CREATE)
		print_create_options(out);
	(void)fputs("\noptions:\n", out);
	for (const struct option_row *row = option_rows; row->name; row++)
		if (row->group & groups && !row->put)
			print_option(out, row);
}

static void print_kinds(FILE *out)
{
	(void)fputs("\nKIND is", out);
	for (unsigned kind = 0; kind < HCN_N_KINDS; kind++)
		(void)fprintf(out, "%s %s", kind ? "," : "", hcn_kind_name((enum hcn_kind)kind));
	(void)fputs(",\nits plural, its beginning, or net, ep, ns, lb, gns.\n", out);
}

static void print_command(FILE *out, const struct command *command)
{
	(void)fprintf(out, "usage: hcnctl %s [OPTION]...", command->name);
	for (size_t i = 0; i < N_ELEMENTS(command->operands); i++)
		(void)fputs(word_text(command->operands[i]), out);
	(void)fprintf(out, "%s\n", command->many ? "..." : "");
	if (command->help)
		(void)fprintf(out, "\n%s\n", command->help);
	(void)fprintf(out, "%s%s", *command->more == '\n' ? "" : "\n", command->more);
	if (command->operands[0] == WORD_KIND)
		print_kinds(out);
	print_options(out, OPTIONS_GENERAL | command->groups);
}

static void print_overview(FILE *out)
{
	(void)fputs("usage: hcnctl COMMAND [OPTION]... [OPERAND]...\n"
		    "\n"
		    "Container networks, endpoints and namespaces (HCN), and what carries them in "
		    "the kernel.\n"
		    "\n",
		out);
	for (const struct command *c = commands; c->name; c++)
		if (c->help)
			(void)fprintf(out, "  %-9s %s\n", c->name, c->help);
	print_kinds(out);
	print_options(out, OPTIONS_GENERAL);
	(void)fputs(
		"\n"
		"  hcnctl create network --name blue --subnet 172.30.0.0/24\n"
		"\n"
		"hcnctl COMMAND --help says more about one command; the whole is in hcnctl(1).\n",
		out);
}

int print_help(struct cli *cli, const struct command *command)
{
	if (command)
		print_command(cli_out(cli), command);
	else
		print_overview(cli_out(cli));
	return EXIT_OK;
}

int run_help(struct cli *cli, char **operands, size_t n)
{
	const struct command *command = n ? command_find(operands[0]) : NULL;

	if (n && !command)
		return fail_usage(cli, "there is no command \"%s\"", operands[0]);
	return print_help(cli, command);
}
