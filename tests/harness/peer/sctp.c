/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SCTP over raw sockets (RFC 9260), for kernels without it: whole associations, as connection tracking wants to see them, and one
 * message from the server to the client.
 */
#include "peer.h"

#include <arpa/inet.h>
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/socket.h>
#include <unistd.h>

enum { DATA, INIT, INIT_ACK, COOKIE_ECHO = 10, COOKIE_ACK };
#define WHOLE_MESSAGE 3 /* the flags of DATA that begin and end one */
#define STATE_COOKIE  7

struct head {
	uint16_t source, destination;
	uint32_t tag, checksum;
};

struct chunk {
	uint8_t kind, flags;
	uint16_t len;
};

struct init {
	struct chunk chunk;
	uint32_t tag, window;
	uint16_t out, in;
	uint32_t tsn;
};

struct cookie { /* a parameter of INIT ACK, and the chunk that gives it back */
	uint16_t kind, len;
	uint32_t value;
};

struct data {
	struct chunk chunk;
	uint32_t tsn;
	uint16_t stream, sequence;
	uint32_t protocol;
	char text[256];
};

union packet {
	struct {
		struct head head;
		union {
			struct chunk first;
			struct {
				struct init init;
				struct cookie cookie;
			} init;
			struct cookie echo;
			struct {
				struct chunk ack;
				struct data data;
			} reply;
		} u;
	} parts;
	uint8_t bytes[2048];
};

static uint32_t crc32c(const uint8_t *data, size_t size)
{
	uint32_t crc = UINT32_MAX;

	for (size_t i = 0; i < size; i++) {
		crc ^= data[i];
		for (int bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0x82f63b78u : 0);
	}
	return ~crc; /* its bytes, the lowest first, are as they go over the wire */
}

bool sctp_is_missing(void)
{
	int fd = socket(AF_INET6, SOCK_STREAM, IPPROTO_SCTP);

	if (fd >= 0)
		close(fd);
	return fd < 0;
}

static int raw(int family)
{
	int fd = socket(family, SOCK_RAW | SOCK_CLOEXEC, IPPROTO_SCTP);

	if (fd < 0)
		peer_fail("raw socket");
	return fd;
}

/* @size: of all chunks. */
static void send_packet(int fd, const union peer_address *to, union packet *p, size_t size)
{
	union peer_address address = *to;

	size += sizeof(p->parts.head);
	p->parts.head.checksum = 0;
	p->parts.head.checksum = htole32(crc32c(p->bytes, size));
	address.v4.sin_port = 0; /* raw sockets take none */
	(void)sendto(fd, p, size, 0, &address.any, peer_address_len(&address));
}

/* The size of what came, without its IP header; 0: it is damaged. */
static size_t receive(int fd, union packet *p, union peer_address *from)
{
	socklen_t len = sizeof(*from);
	ssize_t n = recvfrom(fd, p, sizeof(*p), 0, &from->any, &len);
	size_t size = n < 0 ? 0 : (size_t)n, ip = 0;
	uint32_t checksum;

	if (size && from->any.sa_family == AF_INET)
		ip = 4u * (p->bytes[0] & 15);
	if (size < ip + sizeof(struct head) + sizeof(struct chunk))
		return 0;
	size -= ip;
	memmove(p->bytes, p->bytes + ip, size);
	checksum = p->parts.head.checksum;
	p->parts.head.checksum = 0;
	memset(p->bytes + size, 0, sizeof(*p) - size);
	return htole32(crc32c(p->bytes, size)) == checksum ? size : 0;
}

static void write_init(struct init *init, uint8_t kind, uint32_t tag, size_t size)
{
	*init = (struct init){ .chunk = { .kind = kind, .len = htons((uint16_t)size) },
		.tag = tag,
		.window = htonl(65536),
		.out = htons(1),
		.in = htons(1),
		.tsn = htonl(1) };
}

/* Writes what a server answers over @p.  It keeps nothing of a client: the client's tag is the cookie.  0: no answer. */
static size_t answer(union packet *p, const char *name, const union peer_address *client)
{
	struct head *head = &p->parts.head;
	uint16_t source = head->source;
	uint32_t tag = 0;
	size_t len;

	head->source = head->destination;
	head->destination = source;
	switch (p->parts.u.first.kind) {
	case INIT:
		head->tag = p->parts.u.init.init.tag;
		(void)getrandom(&tag, sizeof(tag), 0);
		write_init(&p->parts.u.init.init, INIT_ACK, tag, sizeof(p->parts.u.init));
		p->parts.u.init.cookie = (struct cookie){ .kind = htons(STATE_COOKIE),
			.len = htons(sizeof(struct cookie)),
			.value = head->tag };
		return sizeof(p->parts.u.init);
	case COOKIE_ECHO:
		head->tag = p->parts.u.echo.value;
		memset(&p->parts.u, 0, sizeof(p->parts.u));
		p->parts.u.reply.ack = (struct chunk){ .kind = COOKIE_ACK, .len = htons(4) };
		len = (size_t)snprintf(p->parts.u.reply.data.text, 256, "%s saw %s\n", name,
			peer_address_text(client).text);
		p->parts.u.reply.data.chunk = (struct chunk){
			.kind = DATA, .flags = WHOLE_MESSAGE, .len = htons((uint16_t)(16 + len))
		};
		p->parts.u.reply.data.tsn = htonl(1);
		return 4 + 16 + (len + 3) / 4 * 4;
	default:
		return 0;
	}
}

_Noreturn void sctp_serve(const char *port_text, const char *name)
{
	uint16_t port = htons((uint16_t)peer_number(port_text, UINT16_MAX));
	struct pollfd fds[] = { { .fd = raw(AF_INET), .events = POLLIN },
		{ .fd = raw(AF_INET6), .events = POLLIN } };
	static union packet packet;

	peer_detach(NULL);
	for (;;) {
		(void)poll(fds, 2, -1);
		for (int i = 0; i < 2; i++) {
			union peer_address client;
			size_t size = 0;

			if (fds[i].revents && receive(fds[i].fd, &packet, &client) &&
				packet.parts.head.destination == port)
				size = answer(&packet, name, &client);
			if (size)
				send_packet(fds[i].fd, &client, &packet, size);
		}
	}
}

static const struct data *find_data(const union packet *p, size_t size)
{
	size_t at = sizeof(struct head);

	while (at + sizeof(struct chunk) <= size) {
		const struct chunk *chunk = (const void *)(p->bytes + at);
		size_t len = ntohs(chunk->len);

		if (chunk->kind == DATA && len > 16 && at + len <= size)
			return (const void *)chunk;
		at += len < 4 ? 4 : (len + 3) / 4 * 4;
	}
	return NULL;
}

int sctp_ask(const union peer_address *server, int timeout_ms, char *ret, size_t ret_size)
{
	struct head head = { .source = htons((uint16_t)(32768 + getpid() % 16384)),
		.destination = server->v4.sin_port };
	union peer_address address = *server, from;
	int fd = raw(server->any.sa_family), r = -ETIMEDOUT;
	int64_t end = peer_now_ms() + timeout_ms;
	static union packet p;
	uint32_t tag;

	(void)getrandom(&tag, sizeof(tag), 0);
	address.v4.sin_port = 0;
	if (connect(fd, &address.any, peer_address_len(&address)))
		r = -errno;
	p.parts.head = head;
	write_init(&p.parts.u.init.init, INIT, tag, sizeof(struct init));
	if (r == -ETIMEDOUT)
		send_packet(fd, server, &p, sizeof(struct init));
	while (r == -ETIMEDOUT && peer_wait(fd, POLLIN, (int)(end - peer_now_ms()))) {
		size_t size = receive(fd, &p, &from);
		const struct data *data = size ? find_data(&p, size) : NULL;

		if (!size || p.parts.head.source != head.destination ||
			p.parts.head.destination != head.source)
			continue;
		if (data) {
			r = snprintf(ret, ret_size, "%.*s", (int)ntohs(data->chunk.len) - 16,
				data->text);
		} else if (p.parts.u.first.kind == INIT_ACK) {
			head.tag = p.parts.u.init.init.tag;
			p.parts.u.echo = (struct cookie){ .kind = htons(COOKIE_ECHO << 8),
				.len = htons(sizeof(struct cookie)),
				.value = p.parts.u.init.cookie.value };
			p.parts.head = head;
			send_packet(fd, server, &p, sizeof(struct cookie));
		}
	}
	close(fd);
	return r;
}
