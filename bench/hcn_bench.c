/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The phases of the floor through hcn.h, and reading all endpoints.
 *
 * In: a number of endpoints.  Out: JSON with the time of every phase, of the engine's stations in each (as its fault points
 * show them), and of reading.
 *
 * Run it in tests/tools/netlab.sh, with HCN_MODULE_DIR.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include <hcn.h>

#include "cleanup.h"
#include "fault.h"
#include "phases.h"

#define MAX_ENDPOINTS 1023 /* ports of a bridge */
#define N_READS       5
#define VERSION       "\"SchemaVersion\":{\"Major\":2,\"Minor\":0}"

/*
 * What a request does up to each fault point of the engine, and from the last one until it returns.  lock: the writer's, and
 * looking for a killed request's intent; plan: all between the document and the steps; apply: the kernel.
 */
static const struct {
	const char *name;
	const char *point;
} stations[] = {
	{ "lock", "locked" },
	{ "plan", "planned" },
	{ "journal", "journalled" },
	{ "apply", "applied" },
	{ "commit", "committed" },
	{ "finish", "returned" },
};
#define N_STATIONS HCN_N_ELEMENTS(stations)
#define N_PHASES   6

enum read { READ_ENUMERATE, READ_QUERY, READ_ALL, N_READ_SERIES };

struct ids {
	char endpoint[37];
	char name_space[37];
};

struct bench {
	struct hcn *hcn;
	char network[37];
	struct ids ids[MAX_ENDPOINTS];
	struct series stations[N_PHASES][N_STATIONS];
	struct series reads[N_READ_SERIES];
};

/* --- stations ------------------------------------------------------------------------------------------ */

/* Of the request under way; the engine's hook takes no argument for it. */
static double spent[N_STATIONS], last;

static void start_stations(void)
{
	memset(spent, 0, sizeof(spent));
	last = now_us();
}

static void reach(const char *point)
{
	double now = now_us();

	for (size_t i = 0; i < N_STATIONS; i++)
		if (strcmp(stations[i].point, point) == 0)
			spent[i] = now - last;
	last = now;
}

static void record_stations(void *world, size_t k)
{
	struct bench *b = world;

	for (size_t i = 0; i < N_STATIONS; i++)
		series_add(&b->stations[k][i], spent[i]);
}

/* --- requests ------------------------------------------------------------------------------------------ */

static bool done(const char *what, int r, const struct hcn_error *err)
{
	reach("returned");
	if (r)
		warnx("%s: %s %s", what, err->text, err->hint);
	return !r;
}

static bool create(struct bench *b, enum hcn_kind kind, const char *document, char ret_id[37])
{
	struct hcn_error err;

	start_stations();
	return done("create", hcn_create(b->hcn, kind, NULL, document, ret_id, NULL, &err), &err);
}

static bool delete (struct bench *b, enum hcn_kind kind, const char *id)
{
	struct hcn_error err;

	start_stations();
	return done("delete", hcn_delete(b->hcn, kind, id, &err), &err);
}

static bool move(struct bench *b, const struct ids *ids, const char *verb)
{
	struct hcn_error err;
	char text[256];

	snprintf(text, sizeof(text),
		"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"%s\",\"Settings\":{"
		"\"EndpointId\":\"%s\"}}",
		verb, ids->endpoint);
	start_stations();
	return done(
		verb, hcn_modify(b->hcn, HCN_KIND_NAMESPACE, ids->name_space, text, &err), &err);
}

static bool create_network(struct bench *b)
{
	return create(b, HCN_KIND_NETWORK,
		"{\"Name\":\"bench\",\"Type\":\"NAT\"," VERSION
		",\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"10.77.0.0/16\"}]}]}",
		b->network);
}

static bool create_endpoint(void *world, size_t i)
{
	struct bench *b = world;
	char text[128];

	snprintf(text, sizeof(text), "{\"HostComputeNetwork\":\"%s\"," VERSION "}", b->network);
	return create(b, HCN_KIND_ENDPOINT, text, b->ids[i].endpoint);
}

static bool create_namespace(void *world, size_t i)
{
	struct bench *b = world;

	return create(
		b, HCN_KIND_NAMESPACE, "{\"Type\":\"Host\"," VERSION "}", b->ids[i].name_space);
}

static bool attach(void *world, size_t i)
{
	struct bench *b = world;

	return move(b, &b->ids[i], "Add");
}

static bool detach(void *world, size_t i)
{
	struct bench *b = world;

	return move(b, &b->ids[i], "Remove");
}

static bool delete_namespace(void *world, size_t i)
{
	struct bench *b = world;

	return delete (b, HCN_KIND_NAMESPACE, b->ids[i].name_space);
}

static bool delete_endpoint(void *world, size_t i)
{
	struct bench *b = world;

	return delete (b, HCN_KIND_ENDPOINT, b->ids[i].endpoint);
}

/* --- reading ------------------------------------------------------------------------------------------- */

static bool query(struct bench *b, const char *id)
{
	struct hcn_error err;
	double start = now_us();
	char *document = NULL;
	int r = hcn_query(b->hcn, HCN_KIND_ENDPOINT, id, NULL, &document, &err);

	series_add(&b->reads[READ_QUERY], now_us() - start);
	hcn_free(document);
	return done("query", r, &err);
}

/* As kube-proxy does on every sync: the network's ids, then every endpoint by its id. */
static bool read_all(struct bench *b, size_t n)
{
	double start = now_us();
	struct hcn_error err;
	char text[192], id[37] = "", *ids = NULL;
	size_t seen = 0;
	bool ok;

	snprintf(text, sizeof(text),
		"{" VERSION ",\"Filter\":\"{\\\"VirtualNetwork\\\":\\\"%s\\\"}\"}", b->network);
	ok = done("enumerate", hcn_enumerate(b->hcn, HCN_KIND_ENDPOINT, text, &ids, &err), &err);
	series_add(&b->reads[READ_ENUMERATE], now_us() - start);
	for (const char *at = ids; ok && (at = strchr(at, '"')); at += 2 + strlen(id), seen++)
		ok = sscanf(at, "\"%36[0-9A-F-]\"", id) == 1 && query(b, id);
	series_add(&b->reads[READ_ALL], now_us() - start);
	hcn_free(ids);
	if (ok && seen != n)
		warnx("%zu endpoints of %zu were found", seen, n);
	return ok && seen == n;
}

/* --- main ---------------------------------------------------------------------------------------------- */

static void init_series(struct bench *b, size_t n)
{
	for (size_t k = 0; k < N_PHASES; k++)
		for (size_t i = 0; i < N_STATIONS; i++)
			series_init(&b->stations[k][i], stations[i].name, n);
	series_init(&b->reads[READ_ENUMERATE], "enumerate", N_READS);
	series_init(&b->reads[READ_QUERY], "query", N_READS * n);
	series_init(&b->reads[READ_ALL], "read_all", N_READS);
}

static void print(struct bench *b, struct phases *p, size_t n)
{
	printf("{\"program\":\"hcn\",\"n\":%zu,\"phases\":{", n);
	phases_print(stdout, p);
	for (size_t i = 0; i < N_READ_SERIES; i++) {
		putchar(',');
		series_print(stdout, &b->reads[i]);
	}
	printf("},\"stations\":{");
	for (size_t k = 0; k < p->n; k++) {
		printf("%s\"%s\":{", k ? "," : "", p->list[k].name);
		for (size_t i = 0; i < N_STATIONS; i++) {
			if (i)
				putchar(',');
			series_print(stdout, &b->stations[k][i]);
		}
		putchar('}');
	}
	printf("}}\n");
}

static void clear_series(struct bench *b)
{
	for (size_t k = 0; k < N_PHASES; k++)
		for (size_t i = 0; i < N_STATIONS; i++)
			series_clear(&b->stations[k][i]);
	for (size_t i = 0; i < N_READ_SERIES; i++)
		series_clear(&b->reads[i]);
}

static bool measure(struct bench *b, struct phases *p, size_t n)
{
	if (!create_network(b) || !phases_set_up(p, b, n))
		return false;
	for (size_t i = 0; i < N_READS; i++)
		if (!read_all(b, n))
			return false;
	return phases_take_down(p, b, n) && delete (b, HCN_KIND_NETWORK, b->network);
}

int main(int argc, char **argv)
{
	static struct phase list[N_PHASES] = {
		{ "endpoint_create", create_endpoint },
		{ "namespace_create", create_namespace },
		{ "attach", attach },
		{ "detach", detach },
		{ "namespace_delete", delete_namespace },
		{ "endpoint_delete", delete_endpoint },
	};
	struct phases phases = {
		.list = list, .n = N_PHASES, .n_setup = 3, .after = record_stations
	};
	size_t n = count_argument(argc, argv, MAX_ENDPOINTS);
	static struct bench bench;
	struct hcn_error err;
	bool ok;

	if (!n)
		return 2;
	if (!done("open", hcn_open(NULL, &bench.hcn, &err), &err))
		return EXIT_FAILURE;
	init_series(&bench, n);
	hcn_fault_hook = reach;
	ok = measure(&bench, &phases, n);
	if (ok)
		print(&bench, &phases, n);
	clear_series(&bench);
	phases_clear(&phases);
	hcn_close(bench.hcn);
	return ok && !fflush(stdout) ? EXIT_SUCCESS : EXIT_FAILURE;
}
