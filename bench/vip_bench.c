/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * New connections through a load balancer's address, among few and among many load balancers.
 *
 * In: how many are many.  Out: a row of a Markdown table: the median of a connect() to the endpoint itself, through the address
 * among 10, and among many.
 *
 * Run it in tests/tools/netlab.sh, with HCN_MODULE_DIR.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <hcn.h>

#include "client.h"
#include "phases.h"

#define N_CONNECTIONS 4000
#define N_FEW         10
#define PORT          8080

static struct hcn *hcn;

static void *serve(void *id)
{
	const struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	int fd;

	enter(id);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (fd < 0 || bind(fd, (const struct sockaddr *)&any, sizeof(any)) || listen(fd, 1024))
		err(EXIT_FAILURE, "server");
	for (;;) {
		int c = accept(fd, NULL, NULL);

		if (c >= 0)
			(void)close(c);
	}
	return NULL;
}

struct client {
	const char *name_space;
	const char *address;
	in_port_t port;
	struct series series;
};

static void *connect_often(void *arg)
{
	const struct linger at_once = { .l_onoff = 1 };
	struct client *client = arg;
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(client->port) };

	enter(client->name_space);
	(void)inet_pton(AF_INET, client->address, &to.sin_addr);
	for (size_t i = 0; i < N_CONNECTIONS; i++) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
		double start = now_us();

		if (fd < 0 || connect(fd, (const struct sockaddr *)&to, sizeof(to)))
			err(EXIT_FAILURE, "connect to %s", client->address);
		series_add(&client->series, now_us() - start);
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
		(void)close(fd);
	}
	return NULL;
}

static double median(const char *name_space, const char *address, in_port_t port)
{
	struct client client = { name_space, address, port, { 0 } };
	pthread_t thread;
	double us;

	series_init(&client.series, address, N_CONNECTIONS);
	if (pthread_create(&thread, NULL, connect_often, &client) || pthread_join(thread, NULL))
		errx(EXIT_FAILURE, "no thread");
	us = series_percentile(&client.series, 50);
	series_clear(&client.series);
	return us;
}

static void create_balancers(size_t from, size_t to, const char *endpoint)
{
	for (size_t i = from; i < to; i++) {
		char text[384], id[37];

		snprintf(text, sizeof(text),
			"{\"HostComputeEndpoints\":[\"%s\"],\"FrontendVIPs\":[\"10.%zu.%zu.%zu\"],"
			"\"PortMappings\":[{\"Protocol\":6,\"InternalPort\":%d,\"ExternalPort\":80}]," VERSION
			"}",
			endpoint, 96 + i / 62500, i / 250 % 250, 1 + i % 250, PORT);
		create(hcn, HCN_KIND_LOADBALANCER, text, id);
	}
}

static void create_endpoint(const char *network, char ret_space[37], char ret_id[37])
{
	char text[256];

	create(hcn, HCN_KIND_NAMESPACE, "{" VERSION "}", ret_space);
	snprintf(text, sizeof(text),
		"{\"HostComputeNetwork\":\"%s\",\"HostComputeNamespace\":\"%s\"," VERSION "}",
		network, ret_space);
	create(hcn, HCN_KIND_ENDPOINT, text, ret_id);
}

int main(int argc, char **argv)
{
	size_t n = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	char network[37], client[37], server[37], id[37];
	double direct, few, many;
	struct hcn_error e;
	pthread_t thread;

	if (n < N_FEW)
		errx(2, "usage: vip_bench LOADBALANCERS");
	must(hcn_open(NULL, &hcn, &e), "open", &e);
	create(hcn, HCN_KIND_NETWORK,
		"{\"Name\":\"bench\",\"Type\":\"NAT\"," VERSION
		",\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"10.77.0.0/16\"}]}]}",
		network);
	create_endpoint(network, client, id);
	create_endpoint(network, server, id); /* 10.77.0.3 */
	if (pthread_create(&thread, NULL, serve, server))
		errx(EXIT_FAILURE, "no thread");
	usleep(200000);
	create_balancers(0, N_FEW, id);
	(void)median(client, "10.77.0.3", PORT); /* warm */
	direct = median(client, "10.77.0.3", PORT);
	few = median(client, "10.96.0.1", 80);
	create_balancers(N_FEW, n, id);
	many = median(client, "10.96.0.1", 80);
	printf("| %.1f µs | %.1f µs | %.1f µs (%zu) | %.2f |\n", direct, few, many, n, many / few);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
