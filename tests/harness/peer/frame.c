/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of hcn-peer: sent as they are, however wrong, and looked for as they come. */
#include "headers.h"
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAX_FRAME 65536
#define TAG_AT    12 /* of a VLAN's tag in a frame: after the addresses */

static struct headers read_headers(char **words, int n)
{
	static struct headers headers;
	const char *wrong;

	if (!headers_parse(&headers, words, (size_t)n, &wrong)) {
		fprintf(stderr, "not a header: %s\n", wrong);
		exit(PEER_USAGE);
	}
	return headers;
}

static int open_device(const char *name)
{
	struct sockaddr_ll address = { .sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_ALL),
		.sll_ifindex = (int)if_nametoindex(name) };
	int fd = socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0);

	if (fd < 0 || !address.sll_ifindex ||
		bind(fd, (struct sockaddr *)&address, sizeof(address)))
		peer_fail("%s", name);
	return fd;
}

/* The device's own MAC address is what no word gives. */
static void put_own_mac(int fd, const char *device, struct headers *headers)
{
	static const char *const places[][2] = { { "eth", "src" }, { "arp", "sha" },
		{ "lladdr", "mac" } };
	struct ifreq ifr = { 0 };

	snprintf(ifr.ifr_name, sizeof(ifr.ifr_name), "%s", device);
	if (ioctl(fd, SIOCGIFHWADDR, &ifr))
		peer_fail("%s", device);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		bool given = true;
		uint8_t *mac = headers_find(headers, places[i][0], places[i][1], &given);

		if (!given)
			memcpy(mac, ifr.ifr_hwaddr.sa_data, ETH_ALEN);
	}
}

static int send_all(int fd, const struct headers *headers, const union peer_address *to)
{
	static uint8_t data[MAX_FRAME];
	size_t size = headers_compose(headers, data, sizeof(data));

	for (unsigned i = 0; i < peer_options.count; i++)
		if (sendto(fd, data, size, 0, to ? &to->any : NULL, to ? peer_address_len(to) : 0) <
			0) {
			printf("not sent: %s\n", strerror(errno));
			return PEER_NO_ANSWER;
		}
	return PEER_DONE;
}

int peer_frame(char **args, int n)
{
	struct headers headers = read_headers(args + 1, n - 1);
	int fd = open_device(args[0]);

	put_own_mac(fd, args[0], &headers);
	return send_all(fd, &headers, NULL);
}

int peer_packet(char **args, int n)
{
	struct headers headers = read_headers(args, n);
	union peer_address to = { .v4 = { .sin_family = AF_INET } };
	const int on = 1;
	uint8_t *destination;
	bool given, is_v4;
	int fd;

	destination = headers_find(&headers, "ip", "dst", &given);
	is_v4 = destination && !strncmp(args[0], "ip:", 3);
	if (!is_v4)
		destination = headers_find(&headers, "ip6", "dst", &given);
	if (!destination) {
		fprintf(stderr, "a packet begins with ip or ip6\n");
		return PEER_USAGE;
	}
	if (is_v4) {
		memcpy(&to.v4.sin_addr, destination, sizeof(to.v4.sin_addr));
	} else {
		to.v6 = (struct sockaddr_in6){ .sin6_family = AF_INET6 };
		memcpy(&to.v6.sin6_addr, destination, sizeof(to.v6.sin6_addr));
	}
	fd = socket(to.any.sa_family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_RAW);
	if (fd < 0 || setsockopt(fd, is_v4 ? IPPROTO_IP : IPPROTO_IPV6,
			      is_v4 ? IP_HDRINCL : IPV6_HDRINCL, &on, sizeof(on)))
		peer_fail("raw socket");
	return send_all(fd, &headers, &to);
}

/* A frame that came, with the VLAN's tag that the kernel has taken out of it.  The size; 0: none. */
static size_t receive(int fd, uint8_t data[MAX_FRAME])
{
	struct iovec iov = { data, MAX_FRAME - 4 };
	char control[256];
	struct msghdr msg = { .msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	ssize_t n = recvmsg(fd, &msg, MSG_DONTWAIT);
	size_t size = n < 0 ? 0 : (size_t)n;

	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); size > TAG_AT && c;
		c = CMSG_NXTHDR(&msg, c)) {
		struct tpacket_auxdata aux;
		uint16_t tag[2];

		if (c->cmsg_level != SOL_PACKET || c->cmsg_type != PACKET_AUXDATA)
			continue;
		memcpy(&aux, CMSG_DATA(c), sizeof(aux));
		if (!(aux.tp_status & TP_STATUS_VLAN_VALID))
			continue;
		tag[0] = htons(
			aux.tp_status & TP_STATUS_VLAN_TPID_VALID ? aux.tp_vlan_tpid : ETH_P_8021Q);
		tag[1] = htons(aux.tp_vlan_tci);
		memmove(data + TAG_AT + sizeof(tag), data + TAG_AT, size - TAG_AT);
		memcpy(data + TAG_AT, tag, sizeof(tag));
		size += sizeof(tag);
	}
	return size;
}

/* How many of the frames that have come are such. */
static unsigned see_all(int fd, const struct headers *headers)
{
	static uint8_t data[MAX_FRAME];
	unsigned n = 0;
	size_t size;

	while ((size = receive(fd, data)))
		n += headers_match(headers, data, size);
	return n;
}

int peer_see(char **args, int n)
{
	struct headers headers = read_headers(args + 2, n - 2);
	int fd = open_device(args[1]);
	const int on = 1;
	bool told = false;
	unsigned seen = 0;
	struct peer_job job;
	int64_t end;

	if (setsockopt(fd, SOL_PACKET, PACKET_AUXDATA, &on, sizeof(on)) ||
		setsockopt(fd, SOL_PACKET, PACKET_IGNORE_OUTGOING, &on, sizeof(on)))
		peer_fail("%s", args[1]);
	job = peer_job_open(args[0]);
	peer_detach(NULL);
	while (!told) {
		told = peer_job_wait(&job, fd, -1) == PEER_TOLD;
		seen += see_all(fd, &headers);
	}
	end = peer_now_ms() + peer_options.wait_ms;
	while (!seen && peer_now_ms() < end && peer_wait(fd, POLLIN, (int)(end - peer_now_ms())))
		seen += see_all(fd, &headers);
	if (seen)
		peer_job_answer(&job, "seen %u", seen);
	else
		peer_job_answer(&job, "nothing");
	(void)unlink(job.path);
	return PEER_DONE;
}
