/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Load balancers by the thousand, as kube-proxy makes them: local endpoints, remote ones, and balancers of two endpoints each.
 *
 * In: how many load balancers, how many remote endpoints.  Out: a line of a Markdown table: what all of them took, what one
 * more, one changed and one less take among them, and one trace.
 *
 * Run it in tests/tools/netlab.sh, with HCN_MODULE_DIR.
 */
#include <err.h>
#include <stdlib.h>
#include <string.h>

#include <hcn.h>

#include "client.h"
#include "phases.h"

#define N_LOCAL   15
#define N_SAMPLES 400
#define N_TRACES  5

struct bench {
	struct hcn *hcn;
	char network[37], name_space[37];
	char (*endpoints)[37];
	char (*balancers)[37];
	size_t n_endpoints, n;
};

static void create_endpoints(struct bench *b, size_t n_remote)
{
	char text[512];

	b->n_endpoints = N_LOCAL + n_remote;
	b->endpoints = calloc(b->n_endpoints, sizeof(*b->endpoints));
	if (!b->endpoints)
		err(EXIT_FAILURE, "endpoints");
	for (size_t i = 0; i < b->n_endpoints; i++) {
		if (i < N_LOCAL)
			snprintf(text, sizeof(text),
				"{\"HostComputeNetwork\":\"%s\",\"HostComputeNamespace\":\"%s\"," VERSION
				"}",
				b->network, b->name_space);
		else
			snprintf(text, sizeof(text),
				"{\"HostComputeNetwork\":\"%s\",\"Flags\":1,\"IpConfigurations\":[{"
				"\"IpAddress\":\"10.77.%zu.%zu\"}]," VERSION "}",
				b->network, 100 + i / 250, 2 + i % 250);
		create(b->hcn, HCN_KIND_ENDPOINT, text, b->endpoints[i]);
	}
}

/* The @i-th: its address follows from the number, its endpoints too. */
static const char *document(const struct bench *b, size_t i, size_t turn)
{
	static char text[512];

	snprintf(text, sizeof(text),
		"{\"HostComputeEndpoints\":[\"%s\",\"%s\"],\"FrontendVIPs\":[\"10.%zu.%zu.%zu\"],"
		"\"PortMappings\":[{\"Protocol\":6,\"InternalPort\":8080,\"ExternalPort\":80}]," VERSION
		"}",
		b->endpoints[(i + turn) % b->n_endpoints],
		b->endpoints[(i + turn + 1) % b->n_endpoints], 96 + i / 62500, i / 250 % 250,
		1 + i % 250);
	return text;
}

static double create_balancer(struct bench *b, size_t i)
{
	return create(b->hcn, HCN_KIND_LOADBALANCER, document(b, i, 0), b->balancers[i]);
}

static double modify_balancer(struct bench *b, size_t i)
{
	double start = now_us();
	struct hcn_error e;

	must(hcn_modify(b->hcn, HCN_KIND_LOADBALANCER, b->balancers[i], document(b, i, 1), &e),
		"modify", &e);
	return now_us() - start;
}

static double delete_balancer(struct bench *b, size_t i)
{
	double start = now_us();
	struct hcn_error e;

	must(hcn_delete(b->hcn, HCN_KIND_LOADBALANCER, b->balancers[i], &e), "delete", &e);
	return now_us() - start;
}

/* To the first of the frontends, from the host. */
static double trace(struct bench *b)
{
	const struct hcn_trace_request request = { .size = sizeof(request),
		.destination = "10.96.0.1",
		.protocol = 6,
		.source_port = 49152,
		.destination_port = 80 };
	double start = now_us();
	struct hcn_error e;
	char *answer;

	must(hcn_trace(b->hcn, &request, &answer, &e), "trace", &e);
	hcn_free(answer);
	return now_us() - start;
}

/* kB of this process that are in memory. */
static long resident(void)
{
	FILE *f = fopen("/proc/self/statm", "re");
	long pages = 0;

	if (!f || fscanf(f, "%*d %ld", &pages) != 1)
		err(EXIT_FAILURE, "statm");
	(void)fclose(f);
	return pages * 4;
}

static void print(struct series *s)
{
	printf(" %.0f / %.0f µs |", series_percentile(s, 50), series_percentile(s, 99));
}

static void measure(struct bench *b, size_t n)
{
	struct series series[3], traces;
	double start = now_us(), all;
	long memory;

	for (size_t i = 0; i < 3; i++)
		series_init(&series[i], "", N_SAMPLES);
	for (size_t i = 0; i < n; i++)
		(void)create_balancer(b, i);
	all = (now_us() - start) / 1e6;
	for (size_t i = 0; i < N_SAMPLES; i++) {
		series_add(&series[0], create_balancer(b, n));
		series_add(&series[1], modify_balancer(b, n));
		series_add(&series[2], delete_balancer(b, n));
	}
	memory = resident() / 1024; /* a trace takes some, and gives it back */
	series_init(&traces, "", N_TRACES);
	for (size_t i = 0; i < N_TRACES; i++)
		series_add(&traces, trace(b));
	printf("| %zu | %zu | %.2f s |", n, b->n_endpoints, all);
	for (size_t i = 0; i < 3; i++)
		print(&series[i]);
	printf(" %ld MB | %.0f ms |\n", memory, series_percentile(&traces, 50) / 1000);
	series_clear(&traces);
	for (size_t i = 0; i < 3; i++)
		series_clear(&series[i]);
}

int main(int argc, char **argv)
{
	size_t n = argc == 3 ? strtoul(argv[1], NULL, 10) : 0,
	       n_remote = argc == 3 ? strtoul(argv[2], NULL, 10) : 0;
	struct bench b = { 0 };
	struct hcn_error e;

	if (!n)
		errx(2, "usage: lb_bench LOADBALANCERS REMOTE-ENDPOINTS");
	must(hcn_open(NULL, &b.hcn, &e), "open", &e);
	b.balancers = calloc(n + 1, sizeof(*b.balancers));
	if (!b.balancers)
		err(EXIT_FAILURE, "load balancers");
	create(b.hcn, HCN_KIND_NETWORK,
		"{\"Name\":\"bench\",\"Type\":\"NAT\"," VERSION
		",\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"10.77.0.0/16\"}]}]}",
		b.network);
	create(b.hcn, HCN_KIND_NAMESPACE, "{" VERSION "}", b.name_space);
	create_endpoints(&b, n_remote);
	measure(&b, n);
	free(b.endpoints);
	free(b.balancers);
	hcn_close(b.hcn);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
