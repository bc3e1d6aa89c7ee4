/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What links and rules have counted.
 *
 * In: the name of a link of the host.  Out: its counters, seen from the far end of a veth: what the host's end has sent is
 * what the endpoint has received.  Or a chain or an element, and what it has met.
 * Sockets and a mutex of its own, so that readers wait for each other's microseconds and never for the worker or for
 * the writer lock; the kernel keeps a netlink socket in the network namespace it was opened in, whoever reads.
 *
 * Tests: tests/conform/linux/rtnetlink/test_link.c (counters_are_seen_from_the_far_end),
 * tests/conform/test_reports.c (packets_count_in_their_direction)
 */
#include <errno.h>
#include <pthread.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <linux/if_link.h>
#include <linux/rtnetlink.h>

#include "call.h"
#include "counters.h"
#include "nftables/nftmet.h"
#include "rtnetlink/linkstate.h"

/* What is read of the kernel's struct, which grows at its end. */
#define STATS_SIZE offsetof(struct rtnl_link_stats64, multicast)

struct counter_reader {
	pthread_mutex_t mutex;
	struct nlsock sock;
	struct nft nft;
	char rx[RX_SIZE];
};

int counters_open(struct counter_reader **ret)
{
	struct counter_reader *reader = calloc(1, sizeof(*reader));
	int r;

	if (!reader)
		return -ENOMEM;
	reader->nft.fd = reader->sock.fd = -1;
	r = nlsock_open(&reader->sock);
	if (!r)
		r = nft_open(&reader->nft);
	if (r) {
		nlsock_close(&reader->sock);
		free(reader);
		return r;
	}
	(void)pthread_mutex_init(&reader->mutex, NULL);
	*ret = reader;
	return 0;
}

void counters_close(struct counter_reader *reader)
{
	if (!reader)
		return;
	nlsock_close(&reader->sock);
	nft_close(&reader->nft);
	(void)pthread_mutex_destroy(&reader->mutex);
	free(reader);
}

static int read_stats(const struct nlmsghdr *msg, void *arg)
{
	struct nlattr *attrs[IFLA_MAX + 1] = { NULL };
	struct hcn_counters *ret = arg;
	struct rtnl_link_stats64 s = { 0 };
	int r;

	r = nlmsg_parse(
		(struct nlmsghdr *)(uintptr_t)msg, sizeof(struct ifinfomsg), attrs, IFLA_MAX, NULL);
	if (r < 0 || !attrs[IFLA_STATS64] || (size_t)nla_len(attrs[IFLA_STATS64]) < STATS_SIZE)
		return -EBADMSG;
	/* Aligned to 4 only. */
	memcpy(&s, nla_data(attrs[IFLA_STATS64]), STATS_SIZE);
	*ret = (struct hcn_counters){ .bytes_received = s.tx_bytes,
		.bytes_sent = s.rx_bytes,
		.packets_received = s.tx_packets,
		.packets_sent = s.rx_packets,
		.dropped_incoming = s.tx_dropped,
		.dropped_outgoing = s.rx_dropped };
	return 0;
}

int counters_read(
	struct counter_reader *reader, struct call *c, const char *link, struct hcn_counters *ret)
{
	const struct ifinfomsg head = { 0 };
	struct nlreq q;
	int r;

	nlreq_init(&q, RTM_GETLINK, 0, &head, sizeof(head));
	nlreq_str(&q, IFLA_IFNAME, link);
	(void)pthread_mutex_lock(&reader->mutex);
	c->rx = reader->rx;
	r = nlreq_query(c, &reader->sock, &q, read_stats, ret);
	(void)pthread_mutex_unlock(&reader->mutex);
	return r;
}

int counters_met(struct counter_reader *reader, struct call *c, const struct hcn_row *row,
	struct hcn_met *ret)
{
	int r;

	(void)pthread_mutex_lock(&reader->mutex);
	c->rx = reader->rx;
	c->nft = &reader->nft;
	r = nft_met(c, row, ret);
	(void)pthread_mutex_unlock(&reader->mutex);
	return r;
}
