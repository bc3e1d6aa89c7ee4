/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A rule being carried out on a packet: what nftrun.c, nftstep.c and nftfield.c share. */
#ifndef HCN_TRACE_NFTMACHINE_H
#define HCN_TRACE_NFTMACHINE_H

#include "nftrun.h"
#include "nftwords.h"

/* Of a statement: whether the rule goes on; of a field: whether the packet has it.  Errors are negative. */
enum { HCN_NFT_NO_MATCH, HCN_NFT_MATCH };

struct hcn_nft_machine {
	const struct hcn_nft_run *run;
	struct hcn_nft_table table;
	struct hcn_nft_packet *packet;
	bool is_early;  /* the chain comes before connection tracking */
	unsigned depth; /* of jumps */
	struct hcn_nft_rule rule;
	const struct hcn_row *elem;
	enum hcn_nft_end end;
	const char *target; /* of jump and goto; until the next rule is read */
};

/* --- nftfield.c: --- */

/* What the packet has in @f, as struct hcn_nft_range has values.  -EPROTO: a trace cannot say. */
int hcn_nft_load(const struct hcn_nft_machine *m, const struct hcn_nft_field *f,
	uint8_t ret[HCN_NFT_VALUE_SIZE]);

/* @f: an address in the network header, or the priority. */
void hcn_nft_store(struct hcn_nft_packet *p, const struct hcn_nft_field *f,
	const uint8_t value[HCN_NFT_VALUE_SIZE]);

/* --- nftstep.c: --- */

int hcn_nft_run_statement(struct hcn_nft_machine *m, const struct hcn_nft_statement *s);

#endif
