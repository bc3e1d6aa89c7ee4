/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Much data of hcn-peer: to an echo and back, and to a sink in how long. */
#include "peer.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define SILENCE_MS 10000 /* nothing moves for so long: it is over */

/* Bytes that are elsewhere when one is lost or comes twice. */
static uint8_t *pattern(size_t size)
{
	uint8_t *data = malloc(size + 1);

	for (size_t i = 0; i < size; i++)
		data[i] = (uint8_t)(i % 251);
	return data;
}

/* Sends and receives at once.  0 or -errno; *@ret_n: how much came back. */
static int there_and_back(int fd, const uint8_t *data, uint8_t *back, size_t size, size_t *ret_n)
{
	size_t sent = 0, n_back = 0;

	(void)fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
	while (n_back < size) {
		ssize_t n;

		if (!peer_wait(fd, (short)(POLLIN | (sent < size ? POLLOUT : 0)), SILENCE_MS))
			return -ETIMEDOUT;
		n = sent < size ? send(fd, data + sent, size - sent, 0) : 0;
		if (n < 0 && errno != EAGAIN)
			return -errno;
		sent += n < 0 ? 0 : (size_t)n;
		n = recv(fd, back + n_back, size - n_back, 0);
		if (!n || (n < 0 && errno != EAGAIN))
			return n ? -errno : -ECONNRESET;
		n_back += n < 0 ? 0 : (size_t)n;
	}
	*ret_n = n_back;
	return 0;
}

/* The same of one datagram. */
static int datagram_and_back(int fd, const uint8_t *data, uint8_t *back, size_t size, size_t *ret_n)
{
	ssize_t n = send(fd, data, size, 0);

	if (n < 0)
		return -errno;
	n = peer_receive(fd, back, size + 1, peer_options.wait_ms);
	if (n < 0)
		return (int)n;
	*ret_n = (size_t)n;
	return 0;
}

int peer_transfer(char **args, int n)
{
	size_t size = peer_options.size ? peer_options.size : 5000, n_back = 0;
	union peer_address server = peer_address(args[1], args[2]);
	bool is_udp = !strcmp(args[0], "udp"), whole;
	int fd = peer_socket(server.any.sa_family, is_udp ? SOCK_DGRAM : SOCK_STREAM, 0);
	uint8_t *data = pattern(size), *back = calloc(1, size + 1);
	int r = peer_connect(fd, &server, SILENCE_MS);

	if (!r)
		r = (is_udp ? datagram_and_back : there_and_back)(fd, data, back, size, &n_back);
	whole = n_back == size && !memcmp(data, back, size);
	if (r)
		printf("no answer: %s\n", strerror(-r));
	else
		puts(whole ? "whole" : "damaged");
	free(data);
	free(back);
	return whole ? PEER_DONE : PEER_NO_ANSWER;
}

int peer_upload(char **args, int n)
{
	union peer_address server = peer_address(args[0], args[1]);
	int fd = peer_socket(server.any.sa_family, SOCK_STREAM, 0);
	uint8_t *data = pattern(peer_options.size), end;
	int64_t start = peer_now_ms();
	int r = peer_connect(fd, &server, SILENCE_MS);

	if (!r && !peer_send_all(fd, data, peer_options.size))
		r = -errno;
	free(data);
	if (!r)
		(void)shutdown(fd, SHUT_WR); /* the sink closes when it has all */
	if (!r)
		r = (int)peer_receive(fd, &end, 1, 10 * SILENCE_MS);
	if (r) {
		printf("no answer: %s\n", strerror(r < 0 ? -r : EPROTO));
		return PEER_NO_ANSWER;
	}
	printf("%lld\n", (long long)(peer_now_ms() - start));
	return PEER_DONE;
}
