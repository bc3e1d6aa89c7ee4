/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, sockets and deadlines of hcn-peer (peer.h). */
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

union peer_address peer_address(const char *text, const char *port)
{
	union peer_address address;

	memset(&address, 0, sizeof(address));
	address.v4.sin_port = htons((uint16_t)peer_number(port, UINT16_MAX));
	if (inet_pton(AF_INET, text, &address.v4.sin_addr) == 1) {
		address.any.sa_family = AF_INET;
		return address;
	}
	if (inet_pton(AF_INET6, text, &address.v6.sin6_addr) == 1) {
		address.v6.sin6_flowinfo = 0;
		address.any.sa_family = AF_INET6;
		return address;
	}
	fprintf(stderr, "%s: not an address\n", text);
	exit(PEER_USAGE);
}

socklen_t peer_address_len(const union peer_address *address)
{
	return address->any.sa_family == AF_INET ? sizeof(address->v4) : sizeof(address->v6);
}

struct peer_text peer_address_text(const union peer_address *address)
{
	const struct in6_addr *v6 = &address->v6.sin6_addr;
	struct peer_text text = { "" };

	if (address->any.sa_family == AF_INET)
		inet_ntop(AF_INET, &address->v4.sin_addr, text.text, sizeof(text.text));
	else if (IN6_IS_ADDR_V4MAPPED(v6))
		inet_ntop(AF_INET, &v6->s6_addr[12], text.text, sizeof(text.text));
	else
		inet_ntop(AF_INET6, v6, text.text, sizeof(text.text));
	return text;
}

int64_t peer_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

bool peer_wait(int fd, short events, int timeout_ms)
{
	struct pollfd p = { .fd = fd, .events = events };
	int64_t end = peer_now_ms() + timeout_ms;
	int n;

	do {
		int64_t left = end - peer_now_ms();

		n = poll(&p, 1, timeout_ms < 0 ? -1 : left > 0 ? (int)left : 0);
	} while (n < 0 && errno == EINTR);
	return n > 0;
}

/* One more each time: how long a file is that all processes of the sandbox append to. */
static uint16_t take_fresh_port(void)
{
	int fd = open("/run/hcn-peer-ports", O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600);
	off_t n;

	if (fd < 0 || write(fd, ".", 1) != 1)
		peer_fail("/run/hcn-peer-ports");
	n = lseek(fd, 0, SEEK_CUR);
	close(fd);
	return (uint16_t)(20000 + n);
}

int peer_socket(int family, int type, int protocol)
{
	int fd = socket(family, type | SOCK_CLOEXEC, protocol);
	const char *any = family == AF_INET ? "0.0.0.0" : "::";
	union peer_address address;

	if (fd < 0)
		peer_fail("socket");
	if (!peer_options.from && !peer_options.fresh_port)
		return fd;
	address = peer_address(peer_options.from ? peer_options.from : any, "0");
	if (peer_options.fresh_port)
		address.v4.sin_port = htons(
			take_fresh_port()); /* of IPv6 it is at the same place */
	if (bind(fd, &address.any, peer_address_len(&address)))
		peer_fail("bind %s", peer_options.from ? peer_options.from : any);
	return fd;
}

int peer_listen(int type, int protocol, const char *port)
{
	const char *at = peer_options.at ? peer_options.at : "::";
	int fd = socket(AF_INET6, type | SOCK_CLOEXEC, protocol);
	union peer_address address;
	const int on = 1, off = 0;
	char mapped[64];

	snprintf(mapped, sizeof(mapped), "%s%s", strchr(at, ':') ? "" : "::ffff:", at);
	address = peer_address(mapped, port);
	if (fd < 0 || setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof(off)) ||
		setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) ||
		bind(fd, &address.any, sizeof(address.v6)) ||
		(type != SOCK_DGRAM && listen(fd, 64)))
		peer_fail("listen at %s port %s", at, port);
	return fd;
}

int peer_connect(int fd, const union peer_address *address, int timeout_ms)
{
	int flags = fcntl(fd, F_GETFL), r, error;
	socklen_t len = sizeof(error);

	(void)fcntl(fd, F_SETFL, flags | O_NONBLOCK);
	r = connect(fd, &address->any, peer_address_len(address)) ? -errno : 0;
	(void)fcntl(fd, F_SETFL, flags);
	if (r != -EINPROGRESS)
		return r;
	if (!peer_wait(fd, POLLOUT, timeout_ms))
		return -ETIMEDOUT;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) ? -errno : -error;
}

ssize_t peer_receive(int fd, void *data, size_t size, int timeout_ms)
{
	ssize_t n;

	if (!peer_wait(fd, POLLIN, timeout_ms))
		return -ETIMEDOUT;
	n = recv(fd, data, size, 0);
	return n < 0 ? -errno : n;
}

bool peer_send_all(int fd, const void *data, size_t size)
{
	const char *rest = data;

	while (size) {
		ssize_t n = send(fd, rest, size, 0);

		if (n < 0)
			return false;
		rest += n;
		size -= (size_t)n;
	}
	return true;
}
