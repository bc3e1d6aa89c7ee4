/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A rule being carried out on a packet: what nftrun.c, nftstep.c and nftfield.c share. */
#ifndef HCN_TRACE_NFTMACHINE_H
#define HCN_TRACE_NFTMACHINE_H

#include "nftrun.h"

#define HCN_NFT_MAX_WORDS 32

/* Of a statement: whether the rule goes on; errors are negative. */
enum { HCN_NFT_NO_MATCH, HCN_NFT_MATCH };

struct hcn_nft_machine {
	const struct hcn_nft_run *run;
	struct hcn_nft_table table;
	struct hcn_nft_packet *packet;
	unsigned depth; /* of jumps */
	/* the rule */
	char text[512];
	char *words[HCN_NFT_MAX_WORDS + 1]; /* ends with NULL */
	char **at;
	const struct hcn_row *elem;
	enum hcn_nft_end end;
	char target[64]; /* of jump and goto */
};

/* Takes the next word, or words, if they are these. */
bool hcn_nft_accept_word(struct hcn_nft_machine *m, const char *word);
bool hcn_nft_accept_words(struct hcn_nft_machine *m, const char *const *words, size_t n);

struct hcn_nft_value {
	uint8_t bytes[HCN_NFT_VALUE_SIZE]; /* left-aligned, zeros behind */
	size_t size;
};

struct hcn_nft_field {
	const char *words[4];
	const char *type;
	int (*load)(const struct hcn_nft_packet *p, struct hcn_nft_value *ret); /* @ret is zeroed */
};

/* NULL: the next words are no field. */
const struct hcn_nft_field *hcn_nft_accept_field(struct hcn_nft_machine *m);

/* What a packet has of some fields. */
struct hcn_nft_fields {
	const struct hcn_nft_field *fields[HCN_NFT_MAX_PARTS];
	struct hcn_nft_value values[HCN_NFT_MAX_PARTS];
	size_t n;
};

/* FIELD { . FIELD }; all words are read, also of what the packet does not have (HCN_NFT_NO_MATCH). */
int hcn_nft_accept_fields(struct hcn_nft_machine *m, struct hcn_nft_fields *ret);

/* The next match or statement. */
int hcn_nft_run_words(struct hcn_nft_machine *m);

#endif
