/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The servers of hcn-peer: all go on in the background until they are killed. */
#include "peer.h"

#include <arpa/inet.h>
#include <linux/netfilter_ipv4.h>
#include <linux/netfilter_ipv6/ip6_tables.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define CHUNK 65536

/* Where the client of a connection that was led here wanted to go. */
static union peer_address wanted(int fd, const union peer_address *client)
{
	bool is_v4 = IN6_IS_ADDR_V4MAPPED(&client->v6.sin6_addr);
	union peer_address address;
	socklen_t len = sizeof(address);

	memset(&address, 0, sizeof(address));
	(void)getsockopt(fd, is_v4 ? IPPROTO_IP : IPPROTO_IPV6,
		is_v4 ? SO_ORIGINAL_DST : IP6T_SO_ORIGINAL_DST, &address, &len);
	return address;
}

static void answer_connections(int server, bool is_proxy, const char *name)
{
	for (;;) {
		union peer_address client, to;
		socklen_t len = sizeof(client);
		int fd = accept4(server, &client.any, &len, SOCK_CLOEXEC);

		if (fd < 0)
			continue;
		to = wanted(fd, &client);
		if (is_proxy)
			dprintf(fd, "%s got %s %u from %s\n", name, peer_address_text(&to).text,
				ntohs(to.v4.sin_port), peer_address_text(&client).text);
		else
			dprintf(fd, "%s saw %s\n", name, peer_address_text(&client).text);
		close(fd);
	}
}

/* Answers are as long as questions; @name NULL: the same, too. */
static void answer_datagrams(int server, const char *name)
{
	char data[CHUNK];

	for (;;) {
		union peer_address client;
		socklen_t len = sizeof(client);
		ssize_t n = recvfrom(server, data, sizeof(data), 0, &client.any, &len);
		size_t size = n < 0 ? 0 : (size_t)n;

		if (n < 0)
			continue;
		if (name) {
			char text[256];
			size_t text_len = (size_t)snprintf(text, sizeof(text), "%s saw %s\n", name,
				peer_address_text(&client).text);

			memset(data, ' ', size);
			memcpy(data, text, text_len);
			size = size > text_len ? size : text_len;
		}
		(void)sendto(server, data, size, 0, &client.any, len);
	}
}

int peer_serve(char **args, int n)
{
	const char *protocol = args[0], *port = args[1], *name = args[2];
	bool is_udp = !strcmp(protocol, "udp"), is_sctp = !strcmp(protocol, "sctp");
	int server;

	if (is_sctp && sctp_is_missing())
		sctp_serve(port, name);
	server = peer_listen(is_udp ? SOCK_DGRAM : SOCK_STREAM, is_sctp ? IPPROTO_SCTP : 0, port);
	peer_detach(NULL);
	if (is_udp)
		answer_datagrams(server, name);
	answer_connections(server, !strcmp(protocol, "proxy"), name);
	return PEER_DONE;
}

/* A process for each connection. */
static void serve_connections(int server, void (*serve)(int fd))
{
	(void)signal(SIGCHLD, SIG_IGN); /* nobody asks how they ended */
	for (;;) {
		int fd = accept4(server, NULL, NULL, SOCK_CLOEXEC);

		if (fd >= 0 && !fork()) {
			close(server);
			serve(fd);
			_exit(0);
		}
		if (fd >= 0)
			close(fd);
	}
}

static void give_back(int fd)
{
	char data[CHUNK];
	ssize_t n;

	while ((n = recv(fd, data, sizeof(data), 0)) > 0)
		if (!peer_send_all(fd, data, (size_t)n))
			return;
}

static void send_always(int fd)
{
	while (send(fd, "?", 1, 0) == 1)
		(void)poll(NULL, 0, 10);
}

static void take(int fd)
{
	char data[CHUNK];

	while (recv(fd, data, sizeof(data), 0) > 0)
		;
}

int peer_echo(char **args, int n)
{
	bool is_udp = !strcmp(args[0], "udp");
	int server = peer_listen(is_udp ? SOCK_DGRAM : SOCK_STREAM, 0, args[1]);

	peer_detach(NULL);
	if (is_udp)
		answer_datagrams(server, NULL);
	serve_connections(server, give_back);
	return PEER_DONE;
}

int peer_stream(char **args, int n)
{
	int server = peer_listen(SOCK_STREAM, 0, args[0]);

	peer_detach(NULL);
	serve_connections(server, send_always);
	return PEER_DONE;
}

int peer_sink(char **args, int n)
{
	int server = peer_listen(SOCK_STREAM, 0, args[0]);

	peer_detach(NULL);
	serve_connections(server, take);
	return PEER_DONE;
}
