/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Packets a second through an endpoint with few and with many ACLs, from a neighbour on its bridge and from another network.
 *
 * In: how many packets a measurement sends.  Out: rows of a Markdown table.  The packets are datagrams of one flow that is never
 * answered, so that each of them is asked the ACLs; an answered flow passes before them.
 *
 * Run it in tests/tools/netlab.sh, with HCN_MODULE_DIR.
 */
#include <arpa/inet.h>
#include <err.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include <hcn.h>

#include "buf.h"
#include "client.h"
#include "phases.h"

#define N_ROUNDS 11
#define N_FEW    5
#define N_MANY   500
#define PORT     7777
#define SERVER   "10.77.0.2" /* the first endpoint of the first network */

static struct hcn *hcn;

static void create_network(const char *prefix, char ret_id[37])
{
	char text[256];

	snprintf(text, sizeof(text),
		"{\"Name\":\"%s\",\"Type\":\"NAT\"," VERSION
		",\"Ipams\":[{\"Subnets\":[{\"IpAddressPrefix\":\"%s\"}]}]}",
		prefix, prefix);
	create(hcn, HCN_KIND_NETWORK, text, ret_id);
}

struct opening {
	const char *space;
	int fd;
};

static void *open_inside(void *arg)
{
	const struct sockaddr_in any = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	struct opening *o = arg;

	enter(o->space);
	o->fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	if (o->fd < 0 || bind(o->fd, (const struct sockaddr *)&any, sizeof(any)))
		err(EXIT_FAILURE, "socket");
	return NULL;
}

/* A socket in the namespace of a new endpoint. */
static int create_peer(const char *network, char ret_id[37])
{
	char text[256], space[37];
	struct opening o = { .space = space, .fd = -1 };
	pthread_t thread;

	create(hcn, HCN_KIND_NAMESPACE, "{" VERSION "}", space);
	snprintf(text, sizeof(text),
		"{\"HostComputeNetwork\":\"%s\",\"HostComputeNamespace\":\"%s\"," VERSION "}",
		network, space);
	create(hcn, HCN_KIND_ENDPOINT, text, ret_id);
	if (pthread_create(&thread, NULL, open_inside, &o) || pthread_join(thread, NULL))
		errx(EXIT_FAILURE, "no thread");
	return o.fd;
}

/* Only the last of @n matches. */
static void set_rules(const char *endpoint, size_t n)
{
	struct hcn_buf text = { 0 };
	struct hcn_error e;

	hcn_buf_puts(&text, "{\"ResourceType\":\"Policy\",\"RequestType\":\"Update\",\"Settings\":{"
			    "\"Policies\":[");
	for (size_t i = 1; i < n; i++)
		hcn_buf_printf(&text,
			"{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"%s\",\"Direction\":\"In\","
			"\"Priority\":%zu,\"Protocols\":\"%s\",\"LocalPorts\":\"%zu\","
			"\"RemoteAddresses\":\"10.%zu.%zu.0/24\"}},",
			i % 3 ? "Allow" : "Block", 100 + i % 7, i % 2 ? "6" : "17", 1000 + i,
			100 + i / 250, i % 250);
	hcn_buf_printf(&text,
		"{\"Type\":\"ACL\",\"Settings\":{\"Action\":\"Allow\",\"Direction\":\"In\","
		"\"Priority\":1000,\"Protocols\":\"17\",\"LocalPorts\":\"%d\"}}]}}",
		PORT);
	if (text.oom)
		errx(EXIT_FAILURE, "out of memory");
	must(hcn_modify(hcn, HCN_KIND_ENDPOINT, endpoint, text.data, &e), "modify", &e);
	hcn_buf_clear(&text);
}

static bool arrives(int server)
{
	struct pollfd polled = { .fd = server, .events = POLLIN };
	char byte;
	bool any = false;

	/* on a busy machine the kernel delivers later */
	(void)poll(&polled, 1, 5000);
	while (recv(server, &byte, sizeof(byte), MSG_DONTWAIT) > 0)
		any = true;
	return any;
}

/* Microseconds for each packet.  What the server's queue has no room for has come all the way, too. */
static double send_all(int client, int server, size_t n)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons(PORT) };
	double start;

	(void)inet_pton(AF_INET, SERVER, &to.sin_addr);
	start = now_us();
	for (size_t i = 0; i < n; i++)
		if (sendto(client, "?", 1, 0, (const struct sockaddr *)&to, sizeof(to)) != 1)
			err(EXIT_FAILURE, "send");
	start = now_us() - start;
	if (!arrives(server))
		errx(EXIT_FAILURE, "nothing arrives");
	return start / (double)n;
}

/* Few and many in turn, so that the host's moods meet both. */
static void measure(const char *what, int client, int server, const char *endpoint, size_t n)
{
	struct series few, many, ratios;

	series_init(&few, "few", N_ROUNDS);
	series_init(&many, "many", N_ROUNDS);
	series_init(&ratios, "ratios", N_ROUNDS);
	for (size_t i = 0; i < N_ROUNDS; i++) {
		double a, b;

		set_rules(endpoint, N_FEW);
		a = send_all(client, server, n);
		set_rules(endpoint, N_MANY);
		b = send_all(client, server, n);
		series_add(&few, a);
		series_add(&many, b);
		series_add(&ratios, a / b);
	}
	printf("| %s | %.0f k/s | %.0f k/s | %.2f |\n", what, 1e3 / series_percentile(&few, 50),
		1e3 / series_percentile(&many, 50), series_percentile(&ratios, 50));
	series_clear(&few);
	series_clear(&many);
	series_clear(&ratios);
}

int main(int argc, char **argv)
{
	size_t n = argc == 2 ? strtoul(argv[1], NULL, 10) : 0;
	char near[37], far[37], endpoint[37], id[37];
	int server, neighbour, stranger;
	struct hcn_error e;

	if (!n)
		errx(2, "usage: rate_bench PACKETS");
	must(hcn_open(NULL, &hcn, &e), "open", &e);
	create_network("10.77.0.0/16", near);
	create_network("10.78.0.0/16", far);
	server = create_peer(near, endpoint);
	neighbour = create_peer(near, id);
	stranger = create_peer(far, id);
	measure("bridged", neighbour, server, endpoint, n);
	measure("routed", stranger, server, endpoint, n);
	hcn_close(hcn);
	return fflush(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
