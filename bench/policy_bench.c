/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Policies by the hundred: published ports of one endpoint, ACLs of one, ACLs of many.
 *
 * In: how many are many endpoints.  Out: rows of a Markdown table: what the requests took.
 *
 * Run it in tests/tools/netlab.sh, with HCN_MODULE_DIR.
 */
#include <arpa/inet.h>
#include <err.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <hcn.h>

#include "buf.h"
#include "cleanup.h"
#include "client.h"
#include "phases.h"

#define N_PORTS       206
#define N_RULES       500
#define MAX_ENDPOINTS 500
#define N_FLOWS       1000
#define N_EACH        100 /* rules of each of many endpoints */

struct bench {
	struct hcn *hcn;
	char network[37];
	char endpoints[MAX_ENDPOINTS][37];
	size_t n;
};

static double modify(struct bench *b, const char *endpoint, const char *document)
{
	double start = now_us();
	struct hcn_error e;

	must(hcn_modify(b->hcn, HCN_KIND_ENDPOINT, endpoint, document, &e), "modify", &e);
	return now_us() - start;
}

static const char *text_of(const struct hcn_buf *b)
{
	if (b->oom)
		errx(EXIT_FAILURE, "out of memory");
	return b->data;
}

static void print(const char *what, double us)
{
	printf("| %s | %.2f ms |\n", what, us / 1e3);
}

/* --- ports ---------------------------------------------------------------------------------------------- */

static double create_endpoint(struct bench *b, size_t n_ports, char ret_id[37])
{
	struct hcn_buf text = { 0 };
	char name_space[37];
	double us;

	(void)create(b->hcn, HCN_KIND_NAMESPACE, "{" VERSION "}", name_space);
	hcn_buf_printf(&text,
		"{\"HostComputeNetwork\":\"%s\",\"HostComputeNamespace\":\"%s\"," VERSION
		",\"Policies\":[",
		b->network, name_space);
	for (size_t i = 0; i < n_ports; i++)
		hcn_buf_printf(&text,
			"%s{\"Type\":\"PortMapping\",\"Settings\":{\"Protocol\":6,\"InternalPort\":%zu,"
			"\"ExternalPort\":%zu}}",
			i ? "," : "", 1000 + i, 20000 + i);
	hcn_buf_puts(&text, "]}");
	us = create(b->hcn, HCN_KIND_ENDPOINT, text_of(&text), ret_id);
	hcn_buf_clear(&text);
	return us;
}

static void measure_ports(struct bench *b)
{
	char id[37];
	double with = 0, without = 0;

	for (size_t i = 0; i < 5; i++) {
		struct hcn_error e;

		without += create_endpoint(b, 0, id);
		with += create_endpoint(b, N_PORTS, id);
		must(hcn_delete(b->hcn, HCN_KIND_ENDPOINT, id, &e), "delete", &e);
	}
	print("an endpoint with 206 published ports, beyond one without", (with - without) / 5);
}

/* --- ACLs ----------------------------------------------------------------------------------------------- */

/* @turn makes them other rules. */
static void put_rules(struct hcn_buf *b, size_t n, size_t turn)
{
	hcn_buf_puts(b, "{\"ResourceType\":\"Policy\",\"RequestType\":\"Update\",\"Settings\":{"
			"\"Policies\":[");
	for (size_t i = 0; i < n; i++)
		hcn_buf_printf(b,
			"%s{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"%s\",\"Direction\":\"In\","
			"\"Priority\":%zu,\"Protocols\":\"6\",\"LocalPorts\":\"%zu\","
			"\"RemoteAddresses\":\"10.%zu.%zu.0/24\"}}",
			i ? "," : "", i % 3 ? "Allow" : "Block", 100 + i % 7, 1000 + i, turn % 250,
			i % 250);
	hcn_buf_puts(b, "]}}");
}

static double update_rules(struct bench *b, const char *endpoint, size_t n, size_t turn)
{
	struct hcn_buf text = { 0 };
	double us;

	put_rules(&text, n, turn);
	us = modify(b, endpoint, text_of(&text));
	hcn_buf_clear(&text);
	return us;
}

/* UDP flows of the host to itself, which all ACLs let be. */
static void open_flows(size_t n)
{
	_cleanup_close_ int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);

	for (size_t i = 0; i < n; i++) {
		struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(9) };

		to.sin_addr.s_addr = htonl(0x7f010000u + (uint32_t)i);
		if (sendto(fd, "", 1, 0, (const struct sockaddr *)&to, sizeof(to)) != 1)
			err(EXIT_FAILURE, "sendto");
	}
}

static void update_all(struct bench *b, size_t turn, const char *how)
{
	char what[96];
	double all = 0;

	for (size_t i = 0; i < b->n; i++)
		all += update_rules(b, b->endpoints[i], N_EACH, i + turn);
	snprintf(what, sizeof(what), "%zu ACLs over %zu endpoints%s", N_EACH * b->n, b->n, how);
	print(what, all);
}

static void measure_rules(struct bench *b)
{
	for (size_t i = 0; i < b->n; i++)
		(void)create_endpoint(b, 0, b->endpoints[i]);
	print("Policy Update with 500 ACLs on one endpoint",
		update_rules(b, b->endpoints[0], N_RULES, 0));
	print("the same again", update_rules(b, b->endpoints[0], N_RULES, 0));
	print("500 others", update_rules(b, b->endpoints[0], N_RULES, 1));
	update_all(b, 0, "");
	open_flows(N_FLOWS);
	update_all(b, 1, ", 1000 connections being tracked");
}

int main(int argc, char **argv)
{
	static struct bench b;
	struct hcn_error e;

	b.n = count_argument(argc, argv, MAX_ENDPOINTS);
	if (!b.n)
		return 2;

	must(hcn_open(NULL, &b.hcn, &e), "open", &e);
	(void)create(b.hcn, HCN_KIND_NETWORK,
		"{\"Name\":\"bench\",\"Type\":\"NAT\"," VERSION
		",\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"10.77.0.0/16\"}]}]}",
		b.network);
	measure_ports(&b);
	measure_rules(&b);
	hcn_close(b.hcn);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
