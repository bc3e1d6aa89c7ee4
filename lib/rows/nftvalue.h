/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Types of nftables and their values: texts like "10.0.0.2 . 80" checked against types like "ipv4_addr . inet_service", for keys
 * and data of elements and for what rules compare with; and verdicts.
 */
#ifndef HCN_ROWS_NFTVALUE_H
#define HCN_ROWS_NFTVALUE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define HCN_NFT_VALUE_SIZE 16
#define HCN_NFT_MAX_PARTS  5

/* How the kernel's registers hold a value. */
enum hcn_nft_order { HCN_NFT_BIG_ENDIAN, HCN_NFT_HOST_ENDIAN, HCN_NFT_TEXT };

struct hcn_nft_range;

/* A word that stands for a number, or for a bit of one. */
struct hcn_nft_name {
	const char *text; /* NULL ends the list */
	uint32_t value;
};

struct hcn_nft_type {
	const char *name;
	uint8_t id;   /* nft's number of it, for sets; 0: no set has it */
	uint8_t size; /* bytes; 0: a verdict */
	enum hcn_nft_order order;
	bool (*parse)(const struct hcn_nft_type *type, const char *text,
		struct hcn_nft_range *ret); /* @ret is zeroed */
	const struct hcn_nft_name *names;
	bool has_bits; /* names stand for bits: "a,b" is both */
	uint32_t max;  /* of a number that does not fill its bytes; else 0 */
};

/* One part of a key: all values from first to last, big-endian, left-aligned; a single one if both are the same. */
struct hcn_nft_range {
	uint8_t first[HCN_NFT_VALUE_SIZE];
	uint8_t last[HCN_NFT_VALUE_SIZE];
};

struct hcn_nft_interval {
	size_t n;
	struct hcn_nft_range parts[HCN_NFT_MAX_PARTS];
};

/* The type of one part; NULL: none has this name, or number. */
const struct hcn_nft_type *hcn_nft_type_find(const char *name);
const struct hcn_nft_type *hcn_nft_type_find_id(uint32_t id);

/* Takes the next part of "a . b . c" out of *@rest, which is cut there; NULL at its end. */
char *hcn_nft_next_part(char **rest);

/* Whether sets can have it as key, or as data. */
bool hcn_nft_type_is_known(const char *type);

/* False when @text is no value, prefix or "FROM-TO" of one part's @type. */
bool hcn_nft_value_parse(
	const struct hcn_nft_type *type, const char *text, struct hcn_nft_range *ret);

/* The same of all parts. */
bool hcn_nft_parse(const char *type, const char *text, struct hcn_nft_interval *ret);

bool hcn_nft_interval_is_single(const struct hcn_nft_interval *i);

/* Whether the kernel would refuse @more in a set that has @old: two ranges must not overlap; of two concatenations it
 * only checks that the corners of the new one are not inside the old one. */
bool hcn_nft_interval_collides(
	const struct hcn_nft_interval *old, const struct hcn_nft_interval *more);

struct hcn_nft_verdict {
	int code;          /* NF_ACCEPT, NF_DROP, NFT_RETURN, NFT_CONTINUE, NFT_JUMP, NFT_GOTO */
	const char *chain; /* of a jump or goto: inside the text; else NULL */
};

/* "accept", "drop", "return", "continue", "jump NAME", "goto NAME"; whether there is such a chain is not asked here. */
bool hcn_nft_verdict_parse(const char *text, struct hcn_nft_verdict *ret);

#endif
