/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What rules, in nft's own words, do with the first packet of a connection: the kernel's side of the planner's texts, read
 * a second time and without a kernel.
 *
 * Pure.  tests/trace compares it with the kernel.
 */
#ifndef HCN_TRACE_NFTRUN_H
#define HCN_TRACE_NFTRUN_H

#include "addr.h"
#include "ruleset.h"

struct hcn_nft_packet {
	struct hcn_addr source, destination;
	uint8_t protocol;
	uint8_t icmp_type;                      /* of ICMP and ICMPv6 */
	uint16_t source_port, destination_port; /* of protocols that have ports */
	const char *in, *out;                   /* interfaces; NULL: none, or none that is known */
	uint32_t priority;
	bool dnat;             /* ct status: its destination has been translated */
	struct hcn_addr asked; /* from this one and its port, if it has been */
	uint16_t asked_port;
	bool untracked; /* connection tracking leaves it alone */
};

bool hcn_nft_has_ports(uint8_t protocol);

/* What a rule, a chain or a hook ends with. */
enum hcn_nft_end {
	HCN_NFT_GO_ON,
	HCN_NFT_ACCEPT,
	HCN_NFT_DROP,
	HCN_NFT_REJECT,
	HCN_NFT_DNAT,
	HCN_NFT_SNAT,
	HCN_NFT_REDIRECT,
	HCN_NFT_MASQUERADE, /* the packet's source is left to the caller, who knows the interface's address */
	HCN_NFT_RETURN,
	HCN_NFT_JUMP,
	HCN_NFT_GOTO,
};

/* A rule that held, of all its words. */
struct hcn_nft_event {
	const struct hcn_row *chain;
	const char *rule;
	const struct hcn_row
		*elem; /* the last one that it found in a set or map; NULL: it asked none */
	enum hcn_nft_end end;
	const struct hcn_nft_packet *packet; /* after the rule */
};

struct hcn_nft_run {
	struct hcn_ruleset *rules;
	/* whether the host has the address */
	bool (*is_local)(void *arg, const struct hcn_addr *addr);
	/* redirect: an address of the interface, of the family of what is in *@ret */
	bool (*address_of)(void *arg, const char *dev, struct hcn_addr *ret);
	/* told of each rule that held; non-zero ends the run */
	int (*saw)(void *arg, const struct hcn_nft_event *event);
	void *arg;
};

/*
 * All of @table's base chains at @hook ("forward"), by their priorities, for a sender that is no proxy's user.  *@ret: the last verdict, GO_ON when the packet goes on
 * untranslated.  -ENOMEM; -EPROTO: a rule that is not understood.
 */
int hcn_nft_run(const struct hcn_nft_run *run, struct hcn_nft_table table, const char *hook,
	struct hcn_nft_packet *packet, enum hcn_nft_end *ret);

#endif
