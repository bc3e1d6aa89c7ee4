/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages for tables, sets, chains and rules.
 *
 * In: rows.  Out: messages appended to a transaction.
 * Never: sends, or knows about the order.
 *
 * Tests: tests/conform/linux/test_nft.c (nft_lists_the_skeleton_in_our_words),
 * tests/conform/linux/test_rows.c (nft_chain)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>
#include <libnftnl/udata.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftemit.h"
#include "nftables/nftrule.h"
#include "nftables/nftnames.h"

HCN_DEFINE_FREEP(struct nftnl_table, nftnl_table_free)
HCN_DEFINE_FREEP(struct nftnl_chain, nftnl_chain_free)
HCN_DEFINE_FREEP(struct nftnl_rule, nftnl_rule_free)
HCN_DEFINE_FREEP(struct nftnl_set, nftnl_set_free)
HCN_DEFINE_FREEP(struct nftnl_udata_buf, nftnl_udata_buf_free)

/* --- tables ---------------------------------------------------------------------------------------- */

int nft_emit_table(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o)
{
	_cleanup_(nftnl_table_freep) struct nftnl_table *table = nftnl_table_alloc();
	uint8_t family;
	const char *name = nft_split_table(row->nft_table.table, &family);
	struct nlmsghdr *msg;

	if (!table || nftnl_table_set_str(table, NFTNL_TABLE_NAME, name) < 0)
		return -ENOMEM;
	msg = nft_batch_add(&t->batch, family, o.removal ? NFT_MSG_DELTABLE : NFT_MSG_NEWTABLE,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_table_nlmsg_build_payload(msg, table);
	return 0;
}

/* --- sets ------------------------------------------------------------------------------------------ */

/* For `nft list` alone; the kernel keeps it unread. */
static int describe_byteorder(struct nftnl_set *set, const struct nft_set_type *type)
{
	_cleanup_(nftnl_udata_buf_freep) struct nftnl_udata_buf *data = nftnl_udata_buf_alloc(
		NFT_USERDATA_MAXLEN);

	if (!data ||
		!nftnl_udata_put_u32(
			data, NFTNL_UDATA_SET_KEYBYTEORDER, nft_concat_byteorder(&type->key)) ||
		(type->data.n && !nftnl_udata_put_u32(data, NFTNL_UDATA_SET_DATABYTEORDER,
					 nft_concat_byteorder(&type->data))))
		return -ENOMEM;
	return nftnl_set_set_data(set, NFTNL_SET_USERDATA, nftnl_udata_buf_data(data),
		       nftnl_udata_buf_len(data)) < 0
		       ? -ENOMEM
		       : 0;
}

static int describe_set(
	struct nftnl_set *set, const struct hcn_row_nft_set *row, const struct nft_set_type *type)
{
	uint8_t sizes[HCN_NFT_MAX_PARTS], family;

	if (nftnl_set_set_str(set, NFTNL_SET_TABLE, nft_split_table(row->table, &family)) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, row->set) < 0)
		return -ENOMEM;
	nftnl_set_set_u32(set, NFTNL_SET_FLAGS,
		nft_set_type_flags(type) | (row->timeout ? NFT_SET_TIMEOUT : 0));
	if (row->timeout)
		nftnl_set_set_u64(set, NFTNL_SET_TIMEOUT, UINT64_C(1000) * row->timeout);
	nftnl_set_set_u32(set, NFTNL_SET_KEY_TYPE, nft_concat_id(&type->key));
	nftnl_set_set_u32(set, NFTNL_SET_KEY_LEN, nft_concat_size(&type->key));
	if (type->verdict) {
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, NFT_DATA_VERDICT);
	} else if (type->data.n) {
		nftnl_set_set_u32(set, NFTNL_SET_DATA_TYPE, nft_concat_id(&type->data));
		nftnl_set_set_u32(set, NFTNL_SET_DATA_LEN, nft_concat_size(&type->data));
	}
	if (!type->interval || type->key.n == 1)
		return 0;
	for (uint32_t i = 0; i < type->key.n; i++)
		sizes[i] = type->key.fields[i]->size;
	return nftnl_set_set_data(set, NFTNL_SET_DESC_CONCAT, sizes, type->key.n) < 0 ? -ENOMEM : 0;
}

static int add_counter(struct nftnl_set *set)
{
	struct nftnl_expr *e = nftnl_expr_alloc("counter");

	if (!e)
		return -ENOMEM;
	nftnl_set_add_expr(set, e);
	return 0;
}

int nft_emit_set(struct nft_tx *t, const struct hcn_row *full, struct nft_origin o)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	const struct hcn_row_nft_set *row = &full->nft_set;
	struct nft_set_type type;
	struct nlmsghdr *msg;
	uint8_t family;
	int r;

	if (!set)
		return -ENOMEM;
	if (!row->table || !row->set ||
		!nft_set_type_parse(row->type, row->data, row->flags, &type))
		return call_refuse(
			t->c, -EINVAL, "not a type of set: %s", text_or_empty(row->type));
	r = describe_set(set, row, &type);
	if (!r)
		r = describe_byteorder(set, &type);
	if (!r && row->counter)
		r = add_counter(set);
	if (!r && !o.removal)
		r = nft_tx_remember_type(t, row->table, row->set, &type);
	if (r)
		return r;
	nftnl_set_set_u32(set, NFTNL_SET_ID, (uint32_t)t->batch.n + 1);
	(void)nft_split_table(row->table, &family);
	msg = nft_batch_add(&t->batch, family, o.removal ? NFT_MSG_DELSET : NFT_MSG_NEWSET,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_set_nlmsg_build_payload(msg, set);
	return 0;
}

int nft_emit_set_removal(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	uint8_t family;
	const char *table = nft_split_table(row->nft_set.table, &family);
	struct nlmsghdr *msg;

	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, table) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, row->nft_set.set) < 0)
		return -ENOMEM;
	msg = nft_batch_add(&t->batch, family, NFT_MSG_DELSET, 0, o);
	if (msg)
		nftnl_set_nlmsg_build_payload(msg, set);
	return 0;
}

/* --- chains ---------------------------------------------------------------------------------------- */

int nft_emit_chain(struct nft_tx *t, const struct hcn_row *full, struct nft_origin o)
{
	_cleanup_(nftnl_chain_freep) struct nftnl_chain *chain = nftnl_chain_alloc();
	const struct hcn_row_nft_chain *row = &full->nft_chain;
	uint8_t family;
	const char *table = nft_split_table(row->table, &family);
	struct nlmsghdr *msg;
	struct nft_hook hook;

	if (!chain || nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, table) < 0 ||
		nftnl_chain_set_str(chain, NFTNL_CHAIN_NAME, text_or_empty(row->chain)) < 0)
		return -ENOMEM;
	if (row->hook && !o.removal) {
		if (!nft_hook_parse(row->hook, &hook))
			return call_refuse(t->c, -EINVAL, "not a hook: %s", row->hook);
		if (nftnl_chain_set_str(chain, NFTNL_CHAIN_TYPE, hook.type) < 0)
			return -ENOMEM;
		nftnl_chain_set_u32(chain, NFTNL_CHAIN_HOOKNUM, hook.number);
		nftnl_chain_set_s32(chain, NFTNL_CHAIN_PRIO, hook.priority);
	}
	msg = nft_batch_add(&t->batch, family, o.removal ? NFT_MSG_DELCHAIN : NFT_MSG_NEWCHAIN,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_chain_nlmsg_build_payload(msg, chain);
	return 0;
}

/* @text NULL: all rules of the chain. */
static int emit_rule(struct nft_tx *t, const struct hcn_row_nft_chain *row, const char *text,
	struct nft_origin o)
{
	_cleanup_(nftnl_rule_freep) struct nftnl_rule *rule = nftnl_rule_alloc();
	uint8_t family;
	const char *table = nft_split_table(row->table, &family);
	struct nlmsghdr *msg;
	int r;

	if (!rule || nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, table) < 0 ||
		nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, text_or_empty(row->chain)) < 0)
		return -ENOMEM;
	r = text ? nft_rule_compile(text, family, rule) : 0;
	if (r == -EINVAL)
		return call_refuse(t->c, r, "not a rule of ours: %s", text);
	if (r)
		return r;
	msg = nft_batch_add(&t->batch, family, text ? NFT_MSG_NEWRULE : NFT_MSG_DELRULE,
		text ? NLM_F_CREATE | NLM_F_APPEND : 0, o);
	if (msg)
		nftnl_rule_nlmsg_build_payload(msg, rule);
	return 0;
}

int nft_emit_flush(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o)
{
	return emit_rule(t, &row->nft_chain, NULL, o);
}

int nft_emit_rules(struct nft_tx *t, const struct hcn_row *row, struct nft_origin o)
{
	int r = 0;

	for (size_t i = 0; !r && i < row->nft_chain.n_rules; i++)
		r = emit_rule(t, &row->nft_chain, row->nft_chain.rules[i], o);
	return r;
}
