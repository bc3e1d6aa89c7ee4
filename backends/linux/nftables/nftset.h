/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of nftables sets and maps, and their elements: from nft's words ("ipv4_addr . inet_service", "10.0.0.2 . 80")
 * to what the kernel stores, registers of 4 bytes.
 */
#ifndef HCN_LINUX_NFTSET_H
#define HCN_LINUX_NFTSET_H

#include <stdbool.h>
#include <stdint.h>

#define NFT_MAX_FIELDS 5
#define NFT_MAX_BYTES  64 /* of a key or data: 16 registers */
#define NFT_MAX_NAME   128

struct nft_field_type;

/* A concatenation; one field is one too. */
struct nft_concat {
	const struct nft_field_type *fields[NFT_MAX_FIELDS];
	uint32_t n;
	uint32_t size; /* of all fields, each padded to 4 bytes */
};

struct nft_set_type {
	struct nft_concat key;
	struct nft_concat data; /* n = 0: a set, or a verdict map */
	bool verdict;
	bool interval;
	bool counter;     /* each element counts */
	uint32_t timeout; /* of its elements, in seconds */
};

/* @data and @flags may be NULL.  False: not words we know. */
bool nft_set_type_parse(
	const char *type, const char *data, const char *flags, struct nft_set_type *ret);

/* The same from what the kernel returns. */
bool nft_set_type_decode(
	uint32_t key, bool is_map, uint32_t data, uint32_t flags, struct nft_set_type *ret);

uint32_t nft_concat_id(const struct nft_concat *c);   /* nft's number of the type */
uint32_t nft_concat_size(const struct nft_concat *c); /* of key or data; one field is not padded */
/* What nft must be told to print it: 1 the host's order, 2 big endian, 0 each field's own. */
uint32_t nft_concat_byteorder(const struct nft_concat *c);
uint32_t nft_set_type_flags(const struct nft_set_type *t); /* NFT_SET_* */

struct nft_verdict {
	int code;
	char chain[NFT_MAX_NAME]; /* of a jump or goto, else "" */
};

/* "accept", "drop", "return", "jump NAME", "goto NAME" */
bool nft_verdict_parse(const char *text, struct nft_verdict *ret);

/* One field's value, without padding: from and to (the same unless a prefix or range).  Returns the size, 0: malformed. */
uint32_t nft_field_parse(
	const struct nft_field_type *type, const char *text, uint8_t *ret_from, uint8_t *ret_to);

const struct nft_field_type *nft_field_type_find(const char *name); /* NULL: unknown */
uint32_t nft_field_size(const struct nft_field_type *type);         /* bytes, without padding */

struct nft_elem {
	uint8_t from[NFT_MAX_BYTES];
	uint8_t to[NFT_MAX_BYTES]; /* inclusive; used by interval sets */
	uint8_t data[NFT_MAX_BYTES];
	struct nft_verdict verdict;
};

bool nft_elem_parse(
	const struct nft_set_type *t, const char *key, const char *data, struct nft_elem *ret);

/* The first key behind an interval of one field; false: it reaches the end of the key space. */
bool nft_elem_end(
	const struct nft_set_type *t, const struct nft_elem *e, uint8_t ret[NFT_MAX_BYTES]);

#endif
