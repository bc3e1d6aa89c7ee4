/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* stats, features, metrics: reports of the library as tables or documents. */
#include <string.h>

#include "cli.h"

/* *@ret, for hcn_free(), is NULL when the endpoint or load balancer is no more. */
static int fetch_report(struct cli *cli, enum hcn_report report, const char *id, char **ret)
{
	struct hcn_error err;
	int r;

	*ret = NULL;
	r = cli_open(cli);
	if (r)
		return r;
	r = hcn_report(cli->hcn, report, id, NULL, ret, &err);
	return r && r != HCN_ENDPOINT_NOT_FOUND && r != HCN_ELEMENT_NOT_FOUND
		       ? fail_api(cli, r, &err)
		       : EXIT_OK;
}

/* The report as a document, or taken apart (*@ret, the caller's) for a table. */
static int print_or_parse(struct cli *cli, enum hcn_report report, json_t **ret)
{
	char *text;
	int r = fetch_report(cli, report, NULL, &text);

	if (r)
		return r;
	if (cli->output != OUTPUT_JSON)
		return parse_answer(cli, text, ret);
	print_json(cli, text);
	hcn_free(text);
	return EXIT_OK;
}

/* --- stats ------------------------------------------------------------------------------------ */

/* 932 B, 1.5 KiB: never more than four digits. */
static char *bytes(const json_t *stats, const char *member)
{
	static const char *const units[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
	json_int_t n = json_integer_value(json_object_get(stats, member));
	double value = (double)n;
	size_t unit = 0;

	for (; value >= 1000 && unit + 1 < N_ELEMENTS(units); unit++)
		value /= 1024;
	return unit ? format("%.*f %s", value < 10 ? 1 : 0, value, units[unit])
		    : format("%" JSON_INTEGER_FORMAT " B", n);
}

static char *number(const json_t *stats, const char *member)
{
	return format("%" JSON_INTEGER_FORMAT, json_integer_value(json_object_get(stats, member)));
}

struct figure {
	const char *header;
	char *(*put)(const json_t *stats, const char *member);
	const char *member;
};

/* What is counted, and how people read it. */
static const struct counted {
	enum hcn_kind kind;
	enum hcn_report report;
	const char *id; /* the member with the object's */
	struct figure figures[6];
} endpoints = { HCN_KIND_ENDPOINT, HCN_REPORT_ENDPOINT_STATS, "EndpointId",
	{ { "RECEIVED", bytes, "BytesReceived" }, { "PACKETS", number, "PacketsReceived" },
		{ "DROPPED", number, "DroppedPacketsIncoming" }, { "SENT", bytes, "BytesSent" },
		{ "PACKETS", number, "PacketsSent" },
		{ "DROPPED", number, "DroppedPacketsOutgoing" } } },
  load_balancers = { HCN_KIND_LOADBALANCER, HCN_REPORT_LOADBALANCER_STATS, "LoadBalancerId",
	  { { "CONNECTIONS", number, "Connections" }, { "RECEIVED", bytes, "BytesReceived" },
		  { "PACKETS", number, "PacketsReceived" }, { "SENT", bytes, "BytesSent" },
		  { "PACKETS", number, "PacketsSent" } } };

static size_t count_figures(const struct counted *what)
{
	size_t n = 0;

	while (n < N_ELEMENTS(what->figures) && what->figures[n].header)
		n++;
	return n;
}

static char *name_of(struct cli *cli, enum hcn_kind kind, const char *id)
{
	_cleanup_json_ json_t *object = NULL;
	struct hcn_error err;
	char *text;

	/* It may be gone by now: then it has no name. */
	if (hcn_query(cli->hcn, kind, id, NULL, &text, &err) || parse_answer(cli, text, &object))
		return NULL;
	return format("%s", text_of(object, "Name"));
}

static void add_row(
	struct cli *cli, struct table *table, const struct counted *what, const json_t *stats)
{
	const char *id = text_of(stats, what->id);

	table_add(table, name_of(cli, what->kind, id));
	table_add(table, format("%s", id));
	for (size_t i = 0; i < count_figures(what); i++)
		table_add(table, what->figures[i].put(stats, what->figures[i].member));
}

/* The ids that the operands name; all objects of the kind when there are none. */
static int choose_objects(
	struct cli *cli, enum hcn_kind kind, char **operands, size_t n, json_t **ret)
{
	_cleanup_json_ json_t *ids = NULL;

	if (!n)
		return fetch_ids(cli, kind, NULL, ret);
	ids = need(json_array());
	for (size_t i = 0; i < n; i++) {
		char id[ID_SIZE];
		int r = object_resolve(cli, kind, operands[i], id);

		if (r)
			return r;
		if (json_array_append_new(ids, json_string(id)))
			need(NULL);
	}
	*ret = json_incref(ids);
	return EXIT_OK;
}

/* @named: the user asked for just this one, so it must be there. */
static int add_stats(
	struct cli *cli, const struct counted *what, const char *id, bool named, json_t *all)
{
	json_t *stats;
	char *text;
	int r;

	r = fetch_report(cli, what->report, id, &text);
	if (r)
		return r;
	if (!text)
		return named ? fail(cli, "there is no %s %s", hcn_kind_name(what->kind), id)
			     : EXIT_OK;
	r = parse_answer(cli, text, &stats);
	if (!r && json_array_append_new(all, stats))
		need(NULL);
	return r;
}

static void print_stats(struct cli *cli, const struct counted *what, const json_t *all)
{
	_cleanup_(table_clear) struct table table = { .n_columns = 2 + count_figures(what) };
	json_t *stats;
	size_t i;

	table_add(&table, format("NAME"));
	table_add(&table, format("ID"));
	for (i = 0; i < count_figures(what); i++)
		table_add(&table, format("%s", what->figures[i].header));
	json_array_foreach(all, i, stats)
	{
		add_row(cli, &table, what, stats);
	}
	table_print(&table, cli_out(cli));
}

int run_stats(struct cli *cli, char **operands, size_t n)
{
	const struct counted *what = cli->of_load_balancers ? &load_balancers : &endpoints;
	_cleanup_json_ json_t *ids = NULL, *all = need(json_array());
	json_t *id;
	size_t i;
	int r;

	r = choose_objects(cli, what->kind, operands, n, &ids);
	json_array_foreach(ids, i, id)
	{
		if (!r)
			r = add_stats(cli, what, json_string_value(id), n, all);
	}
	if (r)
		return r;
	if (cli->output == OUTPUT_JSON)
		print_json_take(cli, json_incref(all));
	else
		print_stats(cli, what, all);
	return EXIT_OK;
}

/* --- features --------------------------------------------------------------------------------- */

int run_features(struct cli *cli, char **operands, size_t n)
{
	_cleanup_(table_clear) struct table table = { .n_columns = 2 };
	_cleanup_json_ json_t *features = NULL;
	json_t *feature;
	size_t i;
	int r;

	r = print_or_parse(cli, HCN_REPORT_FEATURES, &features);
	if (r || !features)
		return r;
	table_add(&table, format("NAME"));
	table_add(&table, format("ENABLED"));
	json_array_foreach(features, i, feature)
	{
		bool enabled = json_is_true(json_object_get(feature, "Enabled"));

		table_add(&table, format("%s", text_of(feature, "Name")));
		table_add(&table, format("%s", enabled ? "yes" : "no"));
	}
	table_print(&table, cli_out(cli));
	return EXIT_OK;
}

/* --- metrics ---------------------------------------------------------------------------------- */

int run_metrics(struct cli *cli, char **operands, size_t n)
{
	_cleanup_json_ json_t *metrics = NULL;
	const char *key;
	json_t *value;
	int r;

	r = print_or_parse(cli, HCN_REPORT_METRICS, &metrics);
	json_object_foreach(metrics, key, value)
	{
		(void)fprintf(cli_out(cli), "%s: %" JSON_INTEGER_FORMAT "\n", key,
			json_integer_value(value));
	}
	return r;
}
