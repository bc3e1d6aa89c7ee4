/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The library, with its answers as JSON values and its errors reported.
 *
 * Tests: tests/unit/cli/test_show.c (an_id_that_is_not_there_is_the_librarys_error)
 */
#include <string.h>

#include "cli.h"

int cli_open(struct cli *cli)
{
	struct hcn_error err;
	int r;

	if (cli->hcn)
		return EXIT_OK;
	cli->options.size = sizeof(cli->options);
	r = hcn_open(&cli->options, &cli->hcn, &err);
	return r ? fail_api(cli, r, &err) : EXIT_OK;
}

int parse_answer(struct cli *cli, char *text, json_t **ret)
{
	json_error_t error;
	json_t *json = json_loads(text, JSON_DECODE_ANY, &error);

	/* Numbers of 64 bits without sign are more than jansson's integers hold. */
	if (!json)
		json = json_loads(text, JSON_DECODE_ANY | JSON_DECODE_INT_AS_REAL, &error);
	hcn_free(text);
	if (!json)
		return fail(cli, "the library's answer is no JSON: %s", error.text);
	*ret = json;
	return EXIT_OK;
}

/* {"SchemaVersion":...,"Filter":"{...}"}: a filter is JSON in a string. */
static char *query_of(json_t *filter)
{
	_cleanup_text_ char *text = need(json_dumps(filter, JSON_COMPACT));
	_cleanup_json_ json_t *query = need(json_pack(
		"{s:{s:i,s:i},s:s}", "SchemaVersion", "Major", 2, "Minor", 0, "Filter", text));

	json_decref(filter);
	return need(json_dumps(query, JSON_COMPACT));
}

int fetch_ids(struct cli *cli, enum hcn_kind kind, json_t *filter, json_t **ret)
{
	_cleanup_text_ char *query = filter ? query_of(filter) : NULL;
	struct hcn_error err;
	char *ids;
	int r;

	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_enumerate(cli->hcn, kind, query, &ids, &err);
	return r ? fail_api(cli, r, &err) : parse_answer(cli, ids, ret);
}

int fetch_text(struct cli *cli, enum hcn_kind kind, const char *id, char **ret)
{
	struct hcn_error err;
	int r;

	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_query(cli->hcn, kind, id, NULL, ret, &err);
	return r ? fail_api(cli, r, &err) : EXIT_OK;
}

int fetch_object(struct cli *cli, enum hcn_kind kind, const char *id, json_t **ret)
{
	char *text;
	int r = fetch_text(cli, kind, id, &text);

	return r ? r : parse_answer(cli, text, ret);
}

int fetch_each(struct cli *cli, enum hcn_kind kind,
	int (*visit)(struct cli *cli, char *text, void *arg), void *arg)
{
	_cleanup_json_ json_t *ids = NULL;
	json_t *id;
	size_t i;
	int r;

	r = fetch_ids(cli, kind, NULL, &ids);
	if (r)
		return r;
	json_array_foreach(ids, i, id)
	{
		struct hcn_error err;
		char *text;

		r = hcn_query(cli->hcn, kind, json_string_value(id), NULL, &text, &err);
		/* Deleted since it was listed: there is nothing to show. */
		if (r == HCN_NETWORK_NOT_FOUND || r == HCN_ENDPOINT_NOT_FOUND ||
			r == HCN_ELEMENT_NOT_FOUND)
			continue;
		r = r ? fail_api(cli, r, &err) : visit(cli, text, arg);
		if (r)
			return r;
	}
	return EXIT_OK;
}

static int collect(struct cli *cli, char *text, void *arg)
{
	json_t *object;
	int r = parse_answer(cli, text, &object);

	if (!r && json_array_append_new(arg, object))
		need(NULL);
	return r;
}

int fetch_all(struct cli *cli, enum hcn_kind kind, json_t **ret)
{
	json_t *objects = need(json_array());
	int r = fetch_each(cli, kind, collect, objects);

	if (r)
		json_decref(objects);
	else
		*ret = objects;
	return r;
}
