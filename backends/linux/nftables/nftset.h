/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Types of nftables sets and maps, and their elements: from nft's words ("ipv4_addr . inet_service", "10.0.0.2 . 80")
 * to what the kernel stores, registers of 4 bytes.
 */
#ifndef HCN_LINUX_NFTSET_H
#define HCN_LINUX_NFTSET_H

#include <stdbool.h>
#include <stdint.h>

#include "nftvalue.h"

#define NFT_MAX_BYTES 64 /* of a key or data: 16 registers */

/* A concatenation; one field is one too. */
struct nft_concat {
	const struct hcn_nft_type *fields[HCN_NFT_MAX_PARTS];
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

/* A value as registers have it, of type->size bytes. */
void nft_to_register(const struct hcn_nft_type *type, const uint8_t *value, uint8_t *ret);

struct nft_elem {
	uint8_t from[NFT_MAX_BYTES];
	uint8_t to[NFT_MAX_BYTES]; /* inclusive; used by interval sets */
	uint8_t data[NFT_MAX_BYTES];
	struct hcn_nft_verdict verdict; /* inside the data's text */
};

bool nft_elem_parse(
	const struct nft_set_type *t, const char *key, const char *data, struct nft_elem *ret);

/* The first key behind an interval of one field; false: it reaches the end of the key space. */
bool nft_elem_end(
	const struct nft_set_type *t, const struct nft_elem *e, uint8_t ret[NFT_MAX_BYTES]);

#endif
