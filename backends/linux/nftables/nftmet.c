/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nftables' counters have met.
 *
 * In: a chain or an element.  Out: the sum of what its counters say.
 *
 * Tests: tests/e2e/stats.sh (TCP connections)
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftmet.h"
#include "nftables/nftread.h"

HCN_DEFINE_FREEP(struct nftnl_rule, nftnl_rule_free)

static void add_expr(const struct nftnl_expr *e, struct hcn_met *ret)
{
	if (strcmp(nftnl_expr_get_str(e, NFTNL_EXPR_NAME), "counter") != 0)
		return;
	ret->packets += nftnl_expr_get_u64(e, NFTNL_EXPR_CTR_PACKETS);
	ret->bytes += nftnl_expr_get_u64(e, NFTNL_EXPR_CTR_BYTES);
}

static int add_rule(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_rule_freep) struct nftnl_rule *rule = nftnl_rule_alloc();
	struct nftnl_expr_iter *i;
	struct nftnl_expr *e;

	if (!rule)
		return -ENOMEM;
	if (nftnl_rule_nlmsg_parse(msg, rule) < 0)
		return -EBADMSG;
	i = nftnl_expr_iter_create(rule);
	if (!i)
		return -ENOMEM;
	while ((e = nftnl_expr_iter_next(i)))
		add_expr(e, arg);
	nftnl_expr_iter_destroy(i);
	return 0;
}

static void add_elem(struct nftnl_set_elem *elem, void *arg)
{
	uint32_t size;
	const struct nftnl_expr *e = nftnl_set_elem_is_set(elem, NFTNL_SET_ELEM_EXPR)
					     ? nftnl_set_elem_get(elem, NFTNL_SET_ELEM_EXPR, &size)
					     : NULL;

	if (e)
		add_expr(e, arg);
}

int nft_met(struct call *c, const struct hcn_row *row, struct hcn_met *ret)
{
	*ret = (struct hcn_met){ 0 };
	if (row->kind == HCN_ROW_NFT_CHAIN)
		return nft_each_rule(c, &row->nft_chain, add_rule, ret);
	if (row->kind == HCN_ROW_NFT_ELEM)
		return nft_elem_find(c, &row->nft_elem, add_elem, ret);
	return -EINVAL;
}
