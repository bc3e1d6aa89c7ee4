/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * recover, error, version: small commands.
 *
 * Tests: tests/unit/cli/test_usage.c (an_hresult_has_a_name_a_text_and_a_cause),
 * tests/unit/cli/test_change.c (recover_says_what_it_did)
 */
#include <errno.h>
#include <string.h>

#include "status.h"

#include "cli.h"

int run_recover(struct cli *cli, char **operands, size_t n)
{
	struct hcn_error err;
	char *text;
	int r;

	cli->options.size = sizeof(cli->options);
	r = cli->discard ? EXIT_OK : cli_open(cli);
	if (r)
		return r;
	r = cli->discard ? hcn_discard(&cli->options, &text, &err)
			 : hcn_recover(cli->hcn, &text, &err);
	if (r)
		return fail_api(cli, r, &err);
	if (cli->output == OUTPUT_JSON)
		print_json_take(cli, json_pack("{s:s}", "Recovered", text));
	else
		(void)fprintf(cli_out(cli), "%s\n", text);
	hcn_free(text);
	return EXIT_OK;
}

/* 0x803b0013, 2151350291, or -2143617005, which is how a signed HRESULT looks. */
static bool parse_code(const char *text, uint32_t *ret)
{
	long long value;
	char *end;

	errno = 0;
	value = strtoll(text, &end, 0);
	if (errno || end == text || *end || value < INT32_MIN || value > UINT32_MAX)
		return false;
	*ret = (uint32_t)value;
	return true;
}

/* The row of a code or of a name. */
static int find_status(const struct cli *cli, const char *text, const struct hcn_status_row **ret)
{
	uint32_t code;

	*ret = hcn_status_find(text);
	if (*ret)
		return EXIT_OK;
	if (!parse_code(text, &code))
		return fail_usage(cli, "\"%s\" is neither a number of 32 bits nor a name", text);
	*ret = hcn_status_find(hcn_hresult_name(code));
	return *ret ? EXIT_OK : fail(cli, "0x%08x is not an HRESULT of HCN", code);
}

int run_error(struct cli *cli, char **operands, size_t n)
{
	const struct hcn_status_row *row;
	int r;

	r = find_status(cli, operands[0], &row);
	if (r)
		return r;
	if (cli->output == OUTPUT_JSON)
		print_json_take(cli, json_pack("{s:I,s:s,s:s,s:s,s:s*}", "Code",
					     (json_int_t)row->hresult, "Name", row->name, "Text",
					     row->text, "When", row->when, "Hint", row->hint));
	else
		(void)fprintf(cli_out(cli), "0x%08x %s\n%s\n\n%s\n%s%s", row->hresult, row->name,
			row->text, row->when, row->hint ? row->hint : "", row->hint ? "\n" : "");
	return EXIT_OK;
}

int run_version(struct cli *cli, char **operands, size_t n)
{
	(void)fprintf(cli_out(cli), "hcnctl %s\n", HCN_VERSION);
	return EXIT_OK;
}
