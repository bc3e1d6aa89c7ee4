/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Packets by hand (wire.h). */
#include "wire.h"

#include <arpa/inet.h>
#include <check.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <netinet/ip.h>
#include <netinet/ip6.h>
#include <netinet/ip_icmp.h>
#include <netinet/tcp.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#define MAGIC    0x48434e21u
#define QUIET_MS 30

enum { TCP, UDP, ECHO, N_KINDS };

struct payload {
	uint32_t magic, number;
};

static int kind_of(uint8_t protocol)
{
	return protocol == IPPROTO_TCP ? TCP : protocol == IPPROTO_UDP ? UDP : ECHO;
}

static int protocol_of(int family, int kind)
{
	static const int protocols[] = { [TCP] = IPPROTO_TCP, [UDP] = IPPROTO_UDP };

	if (kind == ECHO)
		return family == HCN_IPV4 ? IPPROTO_ICMP : IPPROTO_ICMPV6;
	return protocols[kind];
}

/* --- places ------------------------------------------------------------------------------------------- */

static int open_socket(int domain, int type, int protocol)
{
	int fd = socket(domain, type | SOCK_CLOEXEC | SOCK_NONBLOCK, protocol);
	int size = 8 << 20;

	ck_assert_msg(fd >= 0, "socket: %s", strerror(errno));
	(void)setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	return fd;
}

/* A receiver of IPv6 is told the destination beside the packet. */
static void open_sockets(struct wire_place *place)
{
	const int on = 1;

	for (int family = HCN_IPV4; family <= HCN_IPV6; family += HCN_IPV6 - HCN_IPV4)
		for (int kind = 0; kind < N_KINDS; kind++) {
			int domain = family == HCN_IPV4 ? AF_INET : AF_INET6;
			int protocol = protocol_of(family, kind);

			place->senders[family][kind] = open_socket(domain, SOCK_RAW, protocol);
			if (place->is_wire)
				continue;
			place->receivers[family][kind] = open_socket(domain, SOCK_RAW, protocol);
			if (family == HCN_IPV6)
				ck_assert_int_eq(
					setsockopt(place->receivers[family][kind], IPPROTO_IPV6,
						IPV6_RECVPKTINFO, &on, sizeof(on)),
					0);
		}
	if (place->is_wire)
		place->receivers[HCN_IPV4][0] = open_socket(
			AF_PACKET, SOCK_DGRAM, htons(ETH_P_ALL));
}

void wire_open(struct wire_place *place, const char *name, bool is_wire)
{
	int home = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC), there = -1;
	char path[96];

	*place = (struct wire_place){ .is_wire = is_wire };
	memset(place->senders, -1, sizeof(place->senders));
	memset(place->receivers, -1, sizeof(place->receivers));
	snprintf(place->name, sizeof(place->name), "%s", name);
	if (*name) {
		snprintf(path, sizeof(path), "/run/netns/%s", name);
		there = open(path, O_RDONLY | O_CLOEXEC);
		ck_assert_msg(there >= 0, "%s: %s", path, strerror(errno));
		ck_assert_int_eq(setns(there, CLONE_NEWNET), 0);
		close(there);
	}
	open_sockets(place);
	ck_assert_int_eq(setns(home, CLONE_NEWNET), 0);
	close(home);
}

void wire_close(struct wire_place *place)
{
	for (int family = 0; family <= HCN_IPV6; family++)
		for (int kind = 0; kind < N_KINDS; kind++) {
			if (place->senders[family][kind] >= 0)
				close(place->senders[family][kind]);
			if (place->receivers[family][kind] >= 0)
				close(place->receivers[family][kind]);
		}
}

/* --- sending ------------------------------------------------------------------------------------------ */

static uint32_t add_up(const void *data, size_t size, uint32_t sum)
{
	const uint8_t *bytes = data;

	for (size_t i = 0; i < size; i++)
		sum += (uint32_t)bytes[i] << (i % 2 ? 0 : 8);
	return sum;
}

static uint16_t finish(uint32_t sum)
{
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return htons((uint16_t)~sum);
}

/* Of what follows the IP header (RFC 1071), with the pseudo header that all but ICMP count in. */
static uint16_t checksum(const struct hcn_nft_packet *p, const void *data, size_t size)
{
	uint32_t sum = add_up(data, size, 0);

	if (p->protocol != IPPROTO_ICMP) {
		sum = add_up(p->source.bytes, hcn_addr_size(&p->source), sum);
		sum = add_up(p->destination.bytes, hcn_addr_size(&p->destination), sum);
		sum += p->protocol + (uint32_t)size;
	}
	return finish(sum);
}

union message {
	struct tcphdr tcp;
	struct {
		struct udphdr header;
		struct payload payload;
	} udp;
	struct {
		struct icmphdr header;
		struct payload payload;
	} echo; /* ICMPv6's has the same layout */
};

static size_t write_message(const struct hcn_nft_packet *p, uint32_t number, union message *m)
{
	const struct payload payload = { htonl(MAGIC), htonl(number) };

	*m = (union message){ 0 };
	switch (kind_of(p->protocol)) {
	case TCP:
		m->tcp.source = htons(p->source_port);
		m->tcp.dest = htons(p->destination_port);
		m->tcp.seq = htonl(number);
		m->tcp.syn = 1;
		m->tcp.doff = sizeof(m->tcp) / 4;
		m->tcp.window = htons(1024);
		m->tcp.check = checksum(p, &m->tcp, sizeof(m->tcp));
		return sizeof(m->tcp);
	case UDP:
		m->udp.header.source = htons(p->source_port);
		m->udp.header.dest = htons(p->destination_port);
		m->udp.header.len = htons(sizeof(m->udp));
		m->udp.payload = payload;
		m->udp.header.check = checksum(p, &m->udp, sizeof(m->udp));
		return sizeof(m->udp);
	default:
		m->echo.header.type = p->icmp_type;
		m->echo.header.un.echo.id = htons((uint16_t)number);
		m->echo.header.un.echo.sequence = htons((uint16_t)(number >> 16));
		m->echo.payload = payload;
		m->echo.header.checksum = checksum(p, &m->echo, sizeof(m->echo));
		return sizeof(m->echo);
	}
}

static socklen_t socket_address(const struct hcn_addr *addr, struct sockaddr_storage *ret)
{
	struct sockaddr_in *v4 = (struct sockaddr_in *)ret;
	struct sockaddr_in6 *v6 = (struct sockaddr_in6 *)ret;

	memset(ret, 0, sizeof(*ret));
	if (addr->family == HCN_IPV4) {
		v4->sin_family = AF_INET;
		memcpy(&v4->sin_addr, addr->bytes, sizeof(v4->sin_addr));
		return sizeof(*v4);
	}
	v6->sin6_family = AF_INET6;
	memcpy(&v6->sin6_addr, addr->bytes, sizeof(v6->sin6_addr));
	return sizeof(*v6);
}

bool wire_send(const struct wire_place *place, const struct hcn_nft_packet *p, uint32_t number)
{
	int fd = place->senders[p->source.family][kind_of(p->protocol)];
	struct sockaddr_storage addr;
	union message message;
	size_t size = write_message(p, number, &message);
	socklen_t len = socket_address(&p->source, &addr);

	ck_assert_msg(!bind(fd, (struct sockaddr *)&addr, len), "bind %s in \"%s\": %s",
		hcn_addr_format(&p->source).text, place->name, strerror(errno));
	len = socket_address(&p->destination, &addr);
	return sendto(fd, &message, size, 0, (struct sockaddr *)&addr, len) == (ssize_t)size;
}

/* --- receiving ---------------------------------------------------------------------------------------- */

struct reader {
	uint32_t first;
	struct wire_arrival *arrivals;
	size_t n;
	const struct wire_place *at;
};

/* The arrival that a number stands for; NULL: it is none of this batch. */
static struct wire_arrival *arrival_of(const struct reader *r, uint32_t number)
{
	return number - r->first < r->n ? &r->arrivals[number - r->first] : NULL;
}

static void note(const struct reader *r, uint32_t number, const struct hcn_nft_packet *p)
{
	struct wire_arrival *a = arrival_of(r, number);

	if (!a)
		return;
	a->n++;
	a->at = r->at;
	a->packet = *p;
}

static void note_refused(const struct reader *r, uint32_t number)
{
	struct wire_arrival *a = arrival_of(r, number);

	if (a)
		a->refused = true;
}

static bool read_payload(const uint8_t *data, size_t size, size_t offset, uint32_t *ret)
{
	struct payload payload;

	if (size < offset + sizeof(payload))
		return false;
	memcpy(&payload, data + offset, sizeof(payload));
	*ret = ntohl(payload.number);
	return ntohl(payload.magic) == MAGIC;
}

static void read_tcp(
	const struct reader *r, struct hcn_nft_packet *p, const uint8_t *data, size_t size)
{
	struct tcphdr tcp;

	if (size < sizeof(tcp))
		return;
	memcpy(&tcp, data, sizeof(tcp));
	p->source_port = ntohs(tcp.source);
	p->destination_port = ntohs(tcp.dest);
	if (tcp.syn && !tcp.ack)
		note(r, ntohl(tcp.seq), p);
	else if (tcp.rst && tcp.ack)
		note_refused(r, ntohl(tcp.ack_seq) - 1);
}

static void read_udp(
	const struct reader *r, struct hcn_nft_packet *p, const uint8_t *data, size_t size)
{
	struct udphdr udp;
	uint32_t number;

	if (!read_payload(data, size, sizeof(udp), &number))
		return;
	memcpy(&udp, data, sizeof(udp));
	p->source_port = ntohs(udp.source);
	p->destination_port = ntohs(udp.dest);
	note(r, number, p);
}

/* "Port unreachable" quotes the packet that it is about. */
static void read_icmp(
	const struct reader *r, struct hcn_nft_packet *p, const uint8_t *data, size_t size)
{
	bool v4 = p->protocol == IPPROTO_ICMP;
	size_t ip = v4 ? sizeof(struct iphdr) : sizeof(struct ip6_hdr);
	uint32_t number;

	if (size < sizeof(struct icmphdr))
		return;
	p->icmp_type = data[0];
	if (data[0] == (v4 ? ICMP_ECHO : ICMP6_ECHO_REQUEST) &&
		read_payload(data, size, sizeof(struct icmphdr), &number))
		note(r, number, p);
	if (data[0] == (v4 ? ICMP_DEST_UNREACH : ICMP6_DST_UNREACH) &&
		data[1] == (v4 ? ICMP_PORT_UNREACH : ICMP6_DST_UNREACH_NOPORT) &&
		(read_payload(data, size, sizeof(struct icmphdr) + ip + sizeof(struct udphdr),
			 &number) ||
			read_payload(data, size,
				sizeof(struct icmphdr) + ip + sizeof(struct icmphdr), &number)))
		note_refused(r, number);
}

static void read_transport(
	const struct reader *r, struct hcn_nft_packet *p, const uint8_t *data, size_t size)
{
	if (p->protocol == IPPROTO_TCP)
		read_tcp(r, p, data, size);
	else if (p->protocol == IPPROTO_UDP)
		read_udp(r, p, data, size);
	else if (p->protocol == IPPROTO_ICMP || p->protocol == IPPROTO_ICMPV6)
		read_icmp(r, p, data, size);
}

static void read_ip(const struct reader *r, const uint8_t *data, size_t size)
{
	struct hcn_nft_packet p = { 0 };
	size_t header;

	if (size >= sizeof(struct iphdr) && data[0] >> 4 == 4) {
		header = 4u * (data[0] & 0xf);
		p.protocol = data[9];
		p.source.family = p.destination.family = HCN_IPV4;
		memcpy(p.source.bytes, data + 12, 4);
		memcpy(p.destination.bytes, data + 16, 4);
	} else if (size >= sizeof(struct ip6_hdr) && data[0] >> 4 == 6) {
		header = sizeof(struct ip6_hdr);
		p.protocol = data[6];
		p.source.family = p.destination.family = HCN_IPV6;
		memcpy(p.source.bytes, data + 8, 16);
		memcpy(p.destination.bytes, data + 24, 16);
	} else {
		return;
	}
	if (header <= size)
		read_transport(r, &p, data + header, size - header);
}

/* What a raw socket of IPv6 gets: no header, its addresses beside it. */
static void read_ip6(const struct reader *r, uint8_t protocol, struct msghdr *msg,
	const uint8_t *data, size_t size)
{
	struct hcn_nft_packet p = { .protocol = protocol };
	const struct sockaddr_in6 *from = msg->msg_name;

	p.source.family = p.destination.family = HCN_IPV6;
	memcpy(p.source.bytes, &from->sin6_addr, 16);
	for (struct cmsghdr *c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c))
		if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO)
			memcpy(p.destination.bytes, CMSG_DATA(c), 16);
	read_transport(r, &p, data, size);
}

/* One packet of a receiver; false: there is none. */
static bool receive(const struct reader *r, int family, int kind)
{
	uint8_t data[2048];
	char control[256];
	struct sockaddr_storage from;
	struct iovec iov = { data, sizeof(data) };
	struct msghdr msg = { .msg_name = &from,
		.msg_namelen = sizeof(from),
		.msg_iov = &iov,
		.msg_iovlen = 1,
		.msg_control = control,
		.msg_controllen = sizeof(control) };
	ssize_t size = recvmsg(r->at->receivers[family][kind], &msg, 0);
	const struct sockaddr_ll *link = (const struct sockaddr_ll *)&from;

	if (size < 0)
		return false;
	if (r->at->is_wire && link->sll_pkttype != PACKET_HOST)
		return true;
	if (family == HCN_IPV4)
		read_ip(r, data, (size_t)size);
	else
		read_ip6(r, (uint8_t)protocol_of(family, kind), &msg, data, (size_t)size);
	return true;
}

static bool receive_all(struct reader *r, const struct wire_place *places, size_t n)
{
	bool any = false;

	for (size_t i = 0; i < n; i++)
		for (int family = HCN_IPV4; family <= HCN_IPV6; family += HCN_IPV6 - HCN_IPV4)
			for (int kind = 0; kind < N_KINDS; kind++) {
				r->at = &places[i];
				if (places[i].receivers[family][kind] < 0)
					continue;
				while (receive(r, family, kind))
					any = true;
			}
	return any;
}

void wire_collect(const struct wire_place *places, size_t n_places, uint32_t first,
	struct wire_arrival *arrivals, size_t n)
{
	struct reader r = { .first = first, .arrivals = arrivals, .n = n };

	do
		(void)poll(NULL, 0, QUIET_MS);
	while (receive_all(&r, places, n_places));
}
