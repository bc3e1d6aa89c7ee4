/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Expressions of a rule.
 *
 * In: what to match or do.  Out: nftnl expressions appended to the rule.
 * Never: checks whether the kernel will like them.
 *
 * Tests: tests/conform/linux/test_nft.c (a_rule_is_what_nft_makes_of_the_same_words)
 */
#include <netinet/in.h>
#include <netinet/ip.h>
#include <stddef.h>
#include <stdio.h>
#include <linux/if_ether.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_nat.h>
#include <linux/netfilter/nf_tables.h>
#include <linux/rtnetlink.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>

#include "nftables/nftexpr.h"

/* The kernel names registers at 16 byte borders by the old numbers, and so do its dumps. */
static uint32_t number_of(uint32_t reg)
{
	return reg % 4 == 0 ? NFT_REG_1 + reg / 4 : NFT_REG32_00 + reg;
}

static struct nftnl_expr *add(struct nftexpr *x, const char *name)
{
	struct nftnl_expr *e = x->failed ? NULL : nftnl_expr_alloc(name);

	if (e)
		nftnl_rule_add_expr(x->rule, e);
	else
		x->failed = true;
	return e;
}

static void set(struct nftnl_expr *e, uint16_t attr, uint32_t value)
{
	if (e)
		nftnl_expr_set_u32(e, attr, value);
}

static void set_data(
	struct nftexpr *x, struct nftnl_expr *e, uint16_t attr, const void *data, uint32_t len)
{
	if (e && nftnl_expr_set(e, attr, data, len) < 0)
		x->failed = true;
}

static void set_name(struct nftexpr *x, struct nftnl_expr *e, uint16_t attr, const char *name)
{
	if (e && nftnl_expr_set_str(e, attr, name) < 0)
		x->failed = true;
}

void nftexpr_meta(struct nftexpr *x, uint32_t key, uint32_t reg)
{
	struct nftnl_expr *e = add(x, "meta");

	set(e, NFTNL_EXPR_META_KEY, key);
	set(e, NFTNL_EXPR_META_DREG, number_of(reg));
}

void nftexpr_payload(struct nftexpr *x, uint32_t base, uint32_t offset, uint32_t len, uint32_t reg)
{
	struct nftnl_expr *e = add(x, "payload");

	set(e, NFTNL_EXPR_PAYLOAD_BASE, base);
	set(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	set(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	set(e, NFTNL_EXPR_PAYLOAD_DREG, number_of(reg));
}

void nftexpr_rewrite(struct nftexpr *x, uint16_t ether, uint32_t offset, uint32_t len)
{
	const bool v4 = ether == ETH_P_IP;
	struct nftnl_expr *e = add(x, "payload");

	set(e, NFTNL_EXPR_PAYLOAD_SREG, number_of(0));
	set(e, NFTNL_EXPR_PAYLOAD_BASE, NFT_PAYLOAD_NETWORK_HEADER);
	set(e, NFTNL_EXPR_PAYLOAD_OFFSET, offset);
	set(e, NFTNL_EXPR_PAYLOAD_LEN, len);
	set(e, NFTNL_EXPR_PAYLOAD_CSUM_TYPE, v4 ? NFT_PAYLOAD_CSUM_INET : NFT_PAYLOAD_CSUM_NONE);
	set(e, NFTNL_EXPR_PAYLOAD_CSUM_OFFSET, v4 ? offsetof(struct iphdr, check) : 0);
	set(e, NFTNL_EXPR_PAYLOAD_FLAGS, ether == ETH_P_ARP ? 0 : NFT_PAYLOAD_L4CSUM_PSEUDOHDR);
}

void nftexpr_ct(struct nftexpr *x, uint32_t key, uint32_t reg)
{
	struct nftnl_expr *e = add(x, "ct");

	set(e, NFTNL_EXPR_CT_KEY, key);
	set(e, NFTNL_EXPR_CT_DREG, number_of(reg));
}

void nftexpr_ct_tuple(struct nftexpr *x, uint32_t key, uint8_t direction, uint32_t reg)
{
	struct nftnl_expr *e = add(x, "ct");

	set(e, NFTNL_EXPR_CT_KEY, key);
	if (e)
		nftnl_expr_set_u8(e, NFTNL_EXPR_CT_DIR, direction);
	set(e, NFTNL_EXPR_CT_DREG, number_of(reg));
}

void nftexpr_fib_daddr(struct nftexpr *x, uint32_t result, uint32_t reg)
{
	struct nftnl_expr *e = add(x, "fib");

	set(e, NFTNL_EXPR_FIB_FLAGS, NFTA_FIB_F_DADDR);
	set(e, NFTNL_EXPR_FIB_RESULT, result);
	set(e, NFTNL_EXPR_FIB_DREG, number_of(reg));
}

void nftexpr_compare(struct nftexpr *x, bool equal, const void *data, uint32_t len)
{
	struct nftnl_expr *e = add(x, "cmp");

	set(e, NFTNL_EXPR_CMP_SREG, number_of(0));
	set(e, NFTNL_EXPR_CMP_OP, equal ? NFT_CMP_EQ : NFT_CMP_NEQ);
	set_data(x, e, NFTNL_EXPR_CMP_DATA, data, len);
}

void nftexpr_mask(struct nftexpr *x, const void *mask, uint32_t len)
{
	static const uint8_t zero[NFT_MAX_BYTES];
	struct nftnl_expr *e = add(x, "bitwise");

	set(e, NFTNL_EXPR_BITWISE_SREG, number_of(0));
	set(e, NFTNL_EXPR_BITWISE_DREG, number_of(0));
	set(e, NFTNL_EXPR_BITWISE_OP, NFT_BITWISE_BOOL);
	set(e, NFTNL_EXPR_BITWISE_LEN, len);
	set_data(x, e, NFTNL_EXPR_BITWISE_MASK, mask, len);
	set_data(x, e, NFTNL_EXPR_BITWISE_XOR, zero, len);
}

void nftexpr_lookup(struct nftexpr *x, const char *name, enum nftexpr_lookup how)
{
	struct nftnl_expr *e = add(x, "lookup");

	set(e, NFTNL_EXPR_LOOKUP_SREG, number_of(0));
	if (how == NFTEXPR_MAP)
		set(e, NFTNL_EXPR_LOOKUP_DREG, number_of(0));
	else if (how == NFTEXPR_VERDICT_MAP)
		set(e, NFTNL_EXPR_LOOKUP_DREG, NFT_REG_VERDICT);
	/* 0, too, as the kernel's dumps have it */
	set(e, NFTNL_EXPR_LOOKUP_FLAGS, how == NFTEXPR_NOT_IN_SET ? NFT_LOOKUP_F_INV : 0);
	set_name(x, e, NFTNL_EXPR_LOOKUP_SET, name);
}

void nftexpr_nat(struct nftexpr *x, uint32_t nat, uint32_t family, bool with_port)
{
	const uint32_t addr = number_of(0), port = number_of(family == NFPROTO_IPV4 ? 1 : 4);
	struct nftnl_expr *e = add(x, "nat");

	set(e, NFTNL_EXPR_NAT_TYPE, nat);
	set(e, NFTNL_EXPR_NAT_FAMILY, family);
	/* The ends of the ranges and the flags as the kernel's dumps have them; it would complete them. */
	set(e, NFTNL_EXPR_NAT_REG_ADDR_MIN, addr);
	set(e, NFTNL_EXPR_NAT_REG_ADDR_MAX, addr);
	set(e, NFTNL_EXPR_NAT_FLAGS,
		NF_NAT_RANGE_MAP_IPS | (with_port ? NF_NAT_RANGE_PROTO_SPECIFIED : 0));
	if (!with_port)
		return;
	set(e, NFTNL_EXPR_NAT_REG_PROTO_MIN, port);
	set(e, NFTNL_EXPR_NAT_REG_PROTO_MAX, port);
}

void nftexpr_jhash(struct nftexpr *x, uint32_t from, uint32_t len, uint32_t modulus, uint32_t seed)
{
	struct nftnl_expr *e = add(x, "hash");

	set(e, NFTNL_EXPR_HASH_TYPE, NFT_HASH_JENKINS);
	set(e, NFTNL_EXPR_HASH_SREG, number_of(from));
	set(e, NFTNL_EXPR_HASH_DREG, number_of(0));
	set(e, NFTNL_EXPR_HASH_LEN, len);
	set(e, NFTNL_EXPR_HASH_MODULUS, modulus);
	set(e, NFTNL_EXPR_HASH_SEED, seed);
	set(e, NFTNL_EXPR_HASH_OFFSET, 1);
}

void nftexpr_zero(struct nftexpr *x)
{
	static const uint32_t zero;
	struct nftnl_expr *e = add(x, "immediate");

	set(e, NFTNL_EXPR_IMM_DREG, number_of(0));
	set_data(x, e, NFTNL_EXPR_IMM_DATA, &zero, sizeof(zero));
}

void nftexpr_meta_set(struct nftexpr *x, uint32_t key)
{
	struct nftnl_expr *e = add(x, "meta");

	set(e, NFTNL_EXPR_META_KEY, key);
	set(e, NFTNL_EXPR_META_SREG, number_of(0));
}

void nftexpr_reject(struct nftexpr *x, bool by_tcp_reset)
{
	struct nftnl_expr *e = add(x, "reject");

	set(e, NFTNL_EXPR_REJECT_TYPE,
		by_tcp_reset ? NFT_REJECT_TCP_RST : NFT_REJECT_ICMPX_UNREACH);
	if (e && !by_tcp_reset)
		nftnl_expr_set_u8(e, NFTNL_EXPR_REJECT_CODE, NFT_REJECT_ICMPX_PORT_UNREACH);
}

void nftexpr_counter(struct nftexpr *x)
{
	(void)add(x, "counter");
}

void nftexpr_notrack(struct nftexpr *x)
{
	(void)add(x, "notrack");
}

void nftexpr_limit(struct nftexpr *x, bool over, uint64_t rate, uint64_t unit, uint32_t burst)
{
	struct nftnl_expr *e = add(x, "limit");

	if (e) {
		nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_RATE, rate);
		nftnl_expr_set_u64(e, NFTNL_EXPR_LIMIT_UNIT, unit);
	}
	set(e, NFTNL_EXPR_LIMIT_BURST, burst);
	set(e, NFTNL_EXPR_LIMIT_TYPE, NFT_LIMIT_PKTS);
	set(e, NFTNL_EXPR_LIMIT_FLAGS, over ? NFT_LIMIT_F_INV : 0);
}

void nftexpr_masquerade(struct nftexpr *x)
{
	(void)add(x, "masq");
}

void nftexpr_redirect(struct nftexpr *x, uint16_t port)
{
	const uint16_t data = htons(port);
	struct nftnl_expr *e = add(x, "immediate");

	set(e, NFTNL_EXPR_IMM_DREG, number_of(0));
	set_data(x, e, NFTNL_EXPR_IMM_DATA, &data, sizeof(data));
	e = add(x, "redir");
	set(e, NFTNL_EXPR_REDIR_REG_PROTO_MIN, number_of(0));
	set(e, NFTNL_EXPR_REDIR_REG_PROTO_MAX, number_of(0));
	set(e, NFTNL_EXPR_REDIR_FLAGS, NF_NAT_RANGE_PROTO_SPECIFIED);
}

void nftexpr_verdict(struct nftexpr *x, const struct hcn_nft_verdict *verdict)
{
	struct nftnl_expr *e = add(x, "immediate");

	set(e, NFTNL_EXPR_IMM_DREG, NFT_REG_VERDICT);
	set(e, NFTNL_EXPR_IMM_VERDICT, (uint32_t)verdict->code);
	if (verdict->chain)
		set_name(x, e, NFTNL_EXPR_IMM_CHAIN, verdict->chain);
}
