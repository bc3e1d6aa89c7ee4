/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Rules in nft's words, read once for all: the linux backend makes expressions of the statements, the tracer carries them out, the
 * simulator takes no rule that is none.
 *
 *	rule      := { match | "counter" | "notrack" | FIELD "set" value } [ statement | verdict ]
 *	match     := KEY [ "!=" ] @SET | KEY "vmap" @MAP | FIELD [ "!=" ] LITERAL |
 *	             FLAGS NAME{,NAME} | FLAGS [ "!=" ] NAME{,NAME} "/" NAME{,NAME} |
 *	             "limit rate" [ "over" ] N "/" ("second" | "minute" | "hour" | "day") [ "burst" N "packets" ]
 *	value     := KEY "map" @MAP | "none" | "jhash" KEY "mod" N "seed" N "offset 1"
 *	statement := "masquerade" | "redirect to" :PORT | ("dnat"|"snat") ("ip"|"ip6") "to" KEY "map" @MAP |
 *	             "reject" [ "with tcp reset" ]
 *	verdict   := accept | drop | return | continue | jump CHAIN | goto CHAIN
 *	KEY       := FIELD { . FIELD }
 *
 * Fields are rows of nftfields.c, literals values of their types (nftvalue.c): a prefix of an address is one, too.  FLAGS are fields
 * of types with bits: any of the names, or with "/" exactly these of those behind it.  What is set is an address of the packet, of
 * a family that the key has checked, or the priority.  The map of a dnat holds address . port, that of a snat an address.
 */
#ifndef HCN_ROWS_NFTWORDS_H
#define HCN_ROWS_NFTWORDS_H

#include "nftfields.h"

#define HCN_NFT_MAX_WORDS      40
#define HCN_NFT_MAX_STATEMENTS 16

/* Each with the members that it has. */
enum hcn_nft_statement_kind {
	HCN_NFT_COMPARE,        /* key of one field, test, value, mask */
	HCN_NFT_LOOKUP,         /* key, test (EQUAL: it is in there), set */
	HCN_NFT_LOOKUP_VERDICT, /* key, set */
	HCN_NFT_LIMIT,          /* over, rate, unit, burst */
	HCN_NFT_SET_NONE,       /* target: becomes 0 */
	HCN_NFT_SET_JHASH,      /* target, key, modulus, seed: a number from 1 to modulus */
	HCN_NFT_SET_FROM_MAP,   /* target, key, set */
	HCN_NFT_DO_COUNT,
	HCN_NFT_DO_NOTRACK,
	HCN_NFT_DO_DNAT,     /* family, key, set */
	HCN_NFT_DO_SNAT,     /* the same */
	HCN_NFT_DO_REDIRECT, /* port */
	HCN_NFT_DO_MASQUERADE,
	HCN_NFT_DO_REJECT,  /* by_tcp_reset; else port unreachable */
	HCN_NFT_DO_VERDICT, /* verdict */
};

enum hcn_nft_test {
	HCN_NFT_EQUAL,     /* (field & mask) == value */
	HCN_NFT_NOT_EQUAL, /* (field & mask) != value */
	HCN_NFT_ANY,       /* (field & mask) != 0 */
};

struct hcn_nft_statement {
	enum hcn_nft_statement_kind kind;
	const struct hcn_nft_field *key[HCN_NFT_MAX_PARTS];
	size_t n_key;
	enum hcn_nft_test test;
	uint8_t value[HCN_NFT_VALUE_SIZE]; /* as struct hcn_nft_range has it */
	uint8_t mask[HCN_NFT_VALUE_SIZE];
	const char *set; /* inside the rule's text, as all texts */
	const struct hcn_nft_field *target;
	uint32_t modulus, seed;
	bool over;
	uint64_t rate, unit; /* packets in so many seconds */
	uint32_t burst;
	uint8_t family; /* NFPROTO_IPV4, NFPROTO_IPV6 */
	uint16_t port;
	bool by_tcp_reset;
	struct hcn_nft_verdict verdict;
};

/* Points into itself: not to be copied. */
struct hcn_nft_rule {
	struct hcn_nft_statement statements[HCN_NFT_MAX_STATEMENTS];
	size_t n;
	char text[512];
};

/* False: no rule of this grammar. */
bool hcn_nft_rule_parse(const char *text, struct hcn_nft_rule *ret);

#endif
