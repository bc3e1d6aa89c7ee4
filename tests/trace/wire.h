/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* First packets of connections with a number in them, sent from and looked for in network namespaces. */
#ifndef HCN_TESTS_WIRE_H
#define HCN_TESTS_WIRE_H

#include "nftrun.h"

/* A network namespace that packets are sent from and may arrive in. */
struct wire_place {
	char name[64]; /* "": the host */
	bool is_wire;  /* what counts is what comes in, for whomever; elsewhere what sockets get */
	int senders[HCN_IPV6 + 1][3];   /* raw sockets by family and protocol */
	int receivers[HCN_IPV6 + 1][3]; /* of a wire only the first, a packet socket */
};

struct wire_arrival {
	unsigned n;                   /* how often it came */
	const struct wire_place *at;  /* the last time */
	struct hcn_nft_packet packet; /* as it came */
	bool refused;                 /* its sender has got a TCP reset or "port unreachable" */
};

void wire_open(struct wire_place *place, const char *name, bool is_wire);
void wire_close(struct wire_place *place);

/* TCP (a SYN), UDP or an echo request, by @packet->protocol.  Whether the kernel took it. */
bool wire_send(
	const struct wire_place *place, const struct hcn_nft_packet *packet, uint32_t number);

/* Reads all that has come until nothing has for a while: packet @first is arrivals[0].  Other numbers are not looked at. */
void wire_collect(const struct wire_place *places, size_t n_places, uint32_t first,
	struct wire_arrival *arrivals, size_t n);

#endif
