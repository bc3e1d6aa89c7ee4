/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expressions of an nftables rule, in the order and with the registers that nft itself uses (compare with
 * `nft --debug=netlink`), so that `nft list` reads our rules back as its own.  A failure is sticky.
 */
#ifndef HCN_LINUX_NFTEXPR_H
#define HCN_LINUX_NFTEXPR_H

#include <stdbool.h>
#include <stdint.h>

#include "nftables/nftset.h"

struct nftnl_rule;
struct nftnl_expr;

struct nftexpr {
	struct nftnl_rule *rule; /* borrowed */
	bool failed;             /* out of memory */
};

/* Registers count in units of 4 bytes from 0. */
void nftexpr_meta(struct nftexpr *x, uint32_t key, uint32_t reg);
void nftexpr_payload(struct nftexpr *x, uint32_t base, uint32_t offset, uint32_t len, uint32_t reg);
/* From register 0 to @len bytes at @offset of the network header, with the checksums of @ether: ETH_P_*. */
void nftexpr_rewrite(struct nftexpr *x, uint16_t ether, uint32_t offset, uint32_t len);
void nftexpr_ct(struct nftexpr *x, uint32_t key, uint32_t reg);
void nftexpr_ct_tuple(
	struct nftexpr *x, uint32_t key, uint8_t direction, uint32_t reg); /* IP_CT_DIR_* */
void nftexpr_fib_daddr(struct nftexpr *x, uint32_t result, uint32_t reg);  /* NFT_FIB_RESULT_* */
void nftexpr_compare(
	struct nftexpr *x, bool equal, const void *data, uint32_t len); /* register 0 */
void nftexpr_mask(struct nftexpr *x, const void *mask, uint32_t len);   /* register 0 */

enum nftexpr_lookup { NFTEXPR_SET, NFTEXPR_NOT_IN_SET, NFTEXPR_MAP, NFTEXPR_VERDICT_MAP };
void nftexpr_lookup(
	struct nftexpr *x, const char *set, enum nftexpr_lookup how); /* from and to register 0 */

/* @nat: NFT_NAT_*; @family: NFPROTO_*; the address stands in register 0, the port (if @with_port) behind it. */
void nftexpr_nat(struct nftexpr *x, uint32_t nat, uint32_t family, bool with_port);
/* jhash of @len bytes from register @from on, modulo @modulus, plus 1, to register 0. */
void nftexpr_jhash(struct nftexpr *x, uint32_t from, uint32_t len, uint32_t modulus, uint32_t seed);
void nftexpr_zero(struct nftexpr *x);                   /* register 0 */
void nftexpr_meta_set(struct nftexpr *x, uint32_t key); /* from register 0 */
void nftexpr_reject(
	struct nftexpr *x, bool by_tcp_reset); /* else port unreachable, of either family */
void nftexpr_counter(struct nftexpr *x);
void nftexpr_notrack(struct nftexpr *x);
/* @rate packets in @unit seconds, and @burst at once; @over: what is more than that. */
void nftexpr_limit(struct nftexpr *x, bool over, uint64_t rate, uint64_t unit, uint32_t burst);
void nftexpr_masquerade(struct nftexpr *x);
void nftexpr_redirect(struct nftexpr *x, uint16_t port); /* to the same host */
void nftexpr_verdict(struct nftexpr *x, const struct hcn_nft_verdict *verdict);

#endif
