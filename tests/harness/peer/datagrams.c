/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Datagrams of hcn-peer that nobody answers. */
#include "peer.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define BURST  64
#define MTU_MS 50 /* between two datagrams that look for the path's MTU */

static char zeros[65536];

static int unconnected(const union peer_address *to)
{
	return peer_socket(to->any.sa_family, SOCK_DGRAM, 0);
}

int peer_send(char **args, int n)
{
	union peer_address to = peer_address(args[0], args[1]);
	size_t size = peer_options.size ? peer_options.size : 1;
	int fd = unconnected(&to);

	for (unsigned i = 0; i < peer_options.count; i++)
		if (sendto(fd, zeros, size, 0, &to.any, peer_address_len(&to)) < 0) {
			printf("not sent: %s\n", strerror(errno));
			return PEER_NO_ANSWER;
		}
	return PEER_DONE;
}

int peer_hear(char **args, int n)
{
	union peer_address own = peer_address(args[1], args[2]), source;
	int fd = socket(own.any.sa_family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
	struct peer_job job = peer_job_open(args[0]);
	bool heard = false, told = false;
	socklen_t len = sizeof(source);
	char byte;

	if (fd < 0 || bind(fd, &own.any, peer_address_len(&own)))
		peer_fail("bind %s port %s", args[1], args[2]);
	peer_detach(NULL);
	while (!told) {
		told = peer_job_wait(&job, heard ? -1 : fd, -1) == PEER_TOLD;
		if (!heard && peer_wait(fd, POLLIN, told ? peer_options.wait_ms : 0))
			heard = recvfrom(fd, &byte, 1, 0, &source.any, &len) >= 0;
	}
	if (heard)
		peer_job_answer(&job, "heard %s", peer_address_text(&source).text);
	else
		peer_job_answer(&job, "nothing");
	(void)unlink(job.path);
	return PEER_DONE;
}

int peer_count(char **args, int n)
{
	int fd = peer_listen(SOCK_DGRAM, 0, args[1]);
	struct peer_job job = peer_job_open(args[0]);
	unsigned count = 0;
	bool told = false;

	peer_detach(NULL);
	while (!told) {
		told = peer_job_wait(&job, fd, -1) == PEER_TOLD;
		while (recv(fd, zeros, sizeof(zeros), MSG_DONTWAIT) >= 0)
			count++;
	}
	peer_job_answer(&job, "%u", count);
	(void)unlink(job.path);
	return PEER_DONE;
}

int peer_flood(char **args, int n)
{
	union peer_address to = peer_address(args[1], args[2]);
	struct peer_job job = peer_job_open(args[0]);
	int fd = unconnected(&to);

	peer_detach(NULL);
	while (peer_job_wait(&job, -1, 0) != PEER_TOLD)
		for (int i = 0; i < BURST; i++)
			(void)sendto(fd, "?", 1, 0, &to.any, peer_address_len(&to));
	peer_job_answer(&job, "done");
	(void)unlink(job.path);
	return PEER_DONE;
}

static int path_mtu(int fd, int family)
{
	int mtu = 0;
	socklen_t len = sizeof(mtu);

	(void)getsockopt(fd, family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6,
		family == AF_INET ? IP_MTU : IPV6_MTU, &mtu, &len);
	return mtu;
}

int peer_mtu(char **args, int n)
{
	union peer_address to = peer_address(args[0], args[1]);
	int family = to.any.sa_family, fd = unconnected(&to);
	int level = family == AF_INET ? IPPROTO_IP : IPPROTO_IPV6;
	int first, never = IP_PMTUDISC_DO; /* IPv6's has the same value */
	int64_t end = peer_now_ms() + peer_options.wait_ms;

	if (setsockopt(fd, level, family == AF_INET ? IP_MTU_DISCOVER : IPV6_MTU_DISCOVER, &never,
		    sizeof(never)) ||
		connect(fd, &to.any, peer_address_len(&to)))
		peer_fail("mtu");
	first = path_mtu(fd, family);
	while (peer_now_ms() < end) {
		(void)send(fd, zeros, peer_options.size ? peer_options.size : 1400, 0);
		(void)peer_wait(fd, POLLERR, MTU_MS); /* until something is said about it */
		if (path_mtu(fd, family) != first) {
			printf("%d\n", path_mtu(fd, family));
			return PEER_DONE;
		}
	}
	printf("no less than %d\n", first);
	return PEER_DONE;
}
