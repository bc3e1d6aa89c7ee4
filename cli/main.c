/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * hcnctl: HCN for people and scripts.
 *
 * In: a command line.  Out: tables or the API's documents on standard output, errors on standard
 * error, exit status 0, 1 (the request failed) or 2 (wrong usage).  A command that fails prints
 * nothing on standard output; watch has printed what it saw before.
 *
 * Tests: tests/unit/cli/test_usage.c (output_that_cannot_be_written_is_an_error)
 */
#include <signal.h>

#include "cli.h"

/* "hcnctl [OPTION]... COMMAND ...": options may stand on both sides of the command. */
static int run(struct cli *cli, char **argv, size_t argc)
{
	static char name[] = "hcnctl";
	char **words;
	size_t n;
	int r;

	argv[0] = name;
	r = options_parse(cli, OPTIONS_GENERAL, true, argv, argc, &words, &n);
	if (r)
		return r;
	if (cli->help && !n)
		return print_help(cli, NULL);
	return command_run(cli, words, n);
}

int main(int argc, char **argv)
{
	struct cli cli = { 0 };
	int r;

	/* A reader that has gone is an error like a full disk. */
	(void)signal(SIGPIPE, SIG_IGN);
	if (argc < 1)
		return EXIT_USAGE;
	r = run(&cli, argv, (size_t)argc);
	if (r == EXIT_OK)
		r = cli_flush(&cli);
	else if (cli.out)
		(void)fclose(cli.out);
	free(cli.out_text);
	free(cli.flags);
	hcn_close(cli.hcn);
	return r;
}
