/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* hns: a call of the V1 dialect, as HNSCall carries it out. */
#include <string.h>

#include "cli.h"

/* "@FILE" and "-" are read, anything else is the document itself. */
static int read_body(struct cli *cli, const char *word, char **ret)
{
	if (strcmp(word, "-") && word[0] != '@') {
		*ret = need(strdup(word));
		return EXIT_OK;
	}
	cli->file = word[0] == '@' ? word + 1 : word;
	return read_document(cli, ret);
}

/* The answer is printed also when it says that the call failed; the exit status says so too. */
int run_hns(struct cli *cli, char **operands, size_t n)
{
	_cleanup_text_ char *body = NULL;
	_cleanup_json_ json_t *answer = NULL;
	struct hcn_error err;
	char *text;
	int r;

	r = n > 2 ? read_body(cli, operands[2], &body) : EXIT_OK;
	if (!r)
		r = cli_open(cli);
	if (r)
		return r;
	r = hcn_rest_call(cli->hcn, operands[0], operands[1], body, &text, &err);
	if (r)
		return fail_api(cli, r, &err);
	print_json(cli, text);
	r = parse_answer(cli, text, &answer);
	if (!r && !json_is_true(json_object_get(answer, "Success"))) {
		(void)cli_flush(cli);
		r = EXIT_FAILED;
	}
	return r;
}
