/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What nftables has, compared with rows.
 *
 * In: one table, set, chain or element by name.  Out: whether it is what a row says; the type of a set.
 * Never: lists a ruleset, a table or a set: the only dump is of one chain's rules.
 *
 * Tests: tests/conform/linux/test_rows.c (a_row_can_be_added_twice_changed_and_removed_twice),
 * tests/conform/linux/test_nft.c (adjacent_prefixes_live_side_by_side)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/expr.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftread.h"
#include "nftables/nftrule.h"
#include "nftables/nftnames.h"
#include "row_ops.h"
#include "skeleton.h"

/* Room for a question: names and one key. */
struct question {
	char buf[1024] __attribute__((aligned(NLMSG_ALIGNTO)));
};

HCN_DEFINE_FREEP(struct nftnl_table, nftnl_table_free)
HCN_DEFINE_FREEP(struct nftnl_chain, nftnl_chain_free)
HCN_DEFINE_FREEP(struct nftnl_rule, nftnl_rule_free)
HCN_DEFINE_FREEP(struct nftnl_set, nftnl_set_free)

static struct nlmsghdr *ask(struct question *q, uint8_t family, unsigned type, unsigned flags)
{
	return nftnl_nlmsg_build_hdr(q->buf, (uint16_t)type, family, (uint16_t)flags, 0);
}

/* --- sets ------------------------------------------------------------------------------------------ */

static int take_set_type(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	struct nft_set_type *ret = arg;

	if (!set)
		return -ENOMEM;
	if (nftnl_set_nlmsg_parse(msg, set) < 0)
		return -EBADMSG;
	if (!nft_set_type_decode(nftnl_set_get_u32(set, NFTNL_SET_KEY_TYPE),
		    nftnl_set_is_set(set, NFTNL_SET_DATA_TYPE),
		    nftnl_set_get_u32(set, NFTNL_SET_DATA_TYPE),
		    nftnl_set_get_u32(set, NFTNL_SET_FLAGS), ret))
		return -EINVAL;
	ret->counter = nftnl_set_is_set(set, NFTNL_SET_EXPR);
	ret->timeout = (uint32_t)(nftnl_set_get_u64(set, NFTNL_SET_TIMEOUT) / 1000);
	return 0;
}

static int name_set(struct nftnl_set *set, const char *table, const char *name, uint8_t *ret_family)
{
	table = nft_split_table(table, ret_family);
	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, table) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, text_or_empty(name)) < 0)
		return -ENOMEM;
	return 0;
}

int nft_read_set_type(struct call *c, const char *table, const char *name, struct nft_set_type *ret)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	struct nlmsghdr *msg;
	struct question q;
	uint8_t family;
	int r = name_set(set, table, name, &family);

	if (r)
		return r;
	msg = ask(&q, family, NFT_MSG_GETSET, 0);
	nftnl_set_nlmsg_build_payload(msg, set);
	return nft_query(c, msg, take_set_type, ret);
}

static bool same_concat(const struct nft_concat *a, const struct nft_concat *b)
{
	return nft_concat_id(a) == nft_concat_id(b);
}

int nft_set_holds(struct call *c, const struct hcn_row *full, bool *ret)
{
	const struct hcn_row_nft_set *row = &full->nft_set;
	struct nft_set_type wanted, found;
	int r;

	if (!nft_set_type_parse(row->type, row->data, row->flags, &wanted))
		return -EINVAL;
	r = nft_read_set_type(c, row->table, row->set, &found);
	*ret = !r && same_concat(&wanted.key, &found.key) &&
	       same_concat(&wanted.data, &found.data) && wanted.verdict == found.verdict &&
	       wanted.interval == found.interval && row->counter == found.counter &&
	       row->timeout == found.timeout;
	return r;
}

/* --- elements -------------------------------------------------------------------------------------- */

/* A question for one of the kernel's elements, and what should come back. */
struct elem_search {
	const struct nft_set_type *type;
	const uint8_t *ask;
	uint32_t flags; /* NFT_SET_ELEM_* of the question */
	const uint8_t *key;
	const struct nft_elem *elem; /* the rest; NULL: the key tells enough */
	nft_elem_fn *take;           /* gets the element; NULL: its presence tells enough */
	void *arg;
	bool found;
};

static bool attr_is(
	const struct nftnl_set_elem *e, uint16_t attr, const uint8_t *bytes, uint32_t size)
{
	uint32_t len;
	const void *data = nftnl_set_elem_is_set(e, attr)
				   ? nftnl_set_elem_get(
					     (struct nftnl_set_elem *)(uintptr_t)e, attr, &len)
				   : NULL;

	return data && len == size && memcmp(data, bytes, size) == 0;
}

static bool verdict_is(struct nftnl_set_elem *e, const struct hcn_nft_verdict *v)
{
	const char *chain = nftnl_set_elem_is_set(e, NFTNL_SET_ELEM_CHAIN)
				    ? nftnl_set_elem_get_str(e, NFTNL_SET_ELEM_CHAIN)
				    : "";

	return (int)nftnl_set_elem_get_u32(e, NFTNL_SET_ELEM_VERDICT) == v->code &&
	       strcmp(chain, text_or_empty(v->chain)) == 0;
}

static int compare_elem(struct nftnl_set_elem *e, void *arg)
{
	struct elem_search *s = arg;
	const struct nft_set_type *t = s->type;
	uint32_t size = nft_concat_size(&t->key);
	uint32_t flags = nftnl_set_elem_is_set(e, NFTNL_SET_ELEM_FLAGS)
				 ? nftnl_set_elem_get_u32(e, NFTNL_SET_ELEM_FLAGS)
				 : 0;

	s->found = attr_is(e, NFTNL_SET_ELEM_KEY, s->key, size);
	if (s->found && s->elem)
		s->found = !(flags & NFT_SET_ELEM_INTERVAL_END);
	if (s->found && s->elem && t->interval && t->key.n > 1)
		s->found = attr_is(e, NFTNL_SET_ELEM_KEY_END, s->elem->to, size);
	if (s->found && s->elem && t->data.n)
		s->found = attr_is(
			e, NFTNL_SET_ELEM_DATA, s->elem->data, nft_concat_size(&t->data));
	if (s->found && s->elem && t->verdict)
		s->found = verdict_is(e, &s->elem->verdict);
	if (s->found && s->take)
		s->take(e, s->arg);
	return 0;
}

static int take_elem(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();

	if (!set)
		return -ENOMEM;
	if (nftnl_set_elems_nlmsg_parse(msg, set) < 0)
		return -EBADMSG;
	return nftnl_set_elem_foreach(set, compare_elem, arg);
}

static int ask_elem(struct call *c, const struct hcn_row_nft_elem *row, struct elem_search *s)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	uint32_t size = nft_concat_size(&s->type->key);
	struct nftnl_set_elem *e;
	struct nlmsghdr *msg;
	struct question q;
	uint8_t family;
	int r = name_set(set, row->table, row->set, &family);

	if (r)
		return r;
	e = nftnl_set_elem_alloc();
	if (!e)
		return -ENOMEM;
	nftnl_set_elem_add(set, e);
	if (s->flags)
		nftnl_set_elem_set_u32(e, NFTNL_SET_ELEM_FLAGS, s->flags);
	if (nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY, s->ask, size) < 0)
		return -ENOMEM;
	if (s->elem && s->type->interval && s->type->key.n > 1 &&
		nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY_END, s->elem->to, size) < 0)
		return -ENOMEM;
	msg = ask(&q, family, NFT_MSG_GETSETELEM, 0);
	nftnl_set_elems_nlmsg_build_payload(msg, set);
	return nft_query(c, msg, take_elem, s);
}

/*
 * Whether an interval of one field ends where it should: its last key still belongs to it, and behind that the next interval
 * starts or there is an end.  In this order, because where both are the kernel does not reliably find the end (6.18).
 */
static int ask_end(struct call *c, const struct hcn_row_nft_elem *row,
	const struct nft_set_type *type, const struct nft_elem *elem, bool *ret)
{
	uint8_t end[NFT_MAX_BYTES];
	struct elem_search last = { .type = type, .ask = elem->to, .key = elem->from };
	struct elem_search behind = { .type = type, .ask = end, .key = end };
	int r = ask_elem(c, row, &last);

	*ret = last.found;
	if (r || !last.found || !nft_elem_end(type, elem, end))
		return r;
	r = ask_elem(c, row, &behind);
	if (r == -ENOENT || (!r && !behind.found)) {
		behind.flags = NFT_SET_ELEM_INTERVAL_END;
		r = ask_elem(c, row, &behind);
	}
	*ret = behind.found;
	return r;
}

static int nft_elem_holds(struct call *c, const struct hcn_row *full, bool *ret)
{
	const struct hcn_row_nft_elem *row = &full->nft_elem;
	struct nft_set_type type;
	struct nft_elem elem;
	struct elem_search s = { .type = &type, .ask = elem.from, .key = elem.from, .elem = &elem };
	int r = nft_read_set_type(c, row->table, row->set, &type);

	if (r)
		return r;
	if (!nft_elem_parse(&type, row->key, row->data, &elem))
		return call_refuse(c, -EINVAL, "not an element of set %s", row->set);
	r = ask_elem(c, row, &s);
	if (!r && s.found && type.interval && type.key.n == 1)
		r = ask_end(c, row, &type, &elem, &s.found);
	*ret = !r && s.found;
	return r;
}

int nft_elem_find(struct call *c, const struct hcn_row_nft_elem *row, nft_elem_fn *take, void *arg)
{
	struct nft_set_type type;
	struct nft_elem elem;
	struct elem_search s = {
		.type = &type, .ask = elem.from, .key = elem.from, .take = take, .arg = arg
	};
	int r = nft_read_set_type(c, row->table, row->set, &type);

	if (r)
		return r;
	if (!nft_elem_parse(&type, row->key, row->data, &elem))
		return call_refuse(c, -EINVAL, "not an element of set %s", row->set);
	return ask_elem(c, row, &s);
}

/* --- chains ---------------------------------------------------------------------------------------- */

struct chain_search {
	const struct hcn_row_nft_chain *row;
	bool found; /* so far all is as the row says */
	size_t n;   /* rules seen */
};

static int compare_chain(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_chain_freep) struct nftnl_chain *chain = nftnl_chain_alloc();
	struct chain_search *s = arg;
	bool has_hook;
	struct nft_hook hook;

	if (!chain)
		return -ENOMEM;
	if (nftnl_chain_nlmsg_parse(msg, chain) < 0)
		return -EBADMSG;
	has_hook = nftnl_chain_is_set(chain, NFTNL_CHAIN_HOOKNUM);
	if (!s->row->hook) {
		s->found = !has_hook;
		return 0;
	}
	if (!nft_hook_parse(s->row->hook, &hook))
		return -EINVAL;
	s->found = has_hook && nftnl_chain_get_u32(chain, NFTNL_CHAIN_HOOKNUM) == hook.number &&
		   nftnl_chain_get_s32(chain, NFTNL_CHAIN_PRIO) == hook.priority &&
		   strcmp(nftnl_chain_get_str(chain, NFTNL_CHAIN_TYPE), hook.type) == 0;
	return 0;
}

/* Expressions compare by libnftnl's text: the kernel's attributes may differ in form. */
static bool same_expr(const struct nftnl_expr *a, const struct nftnl_expr *b)
{
	char x[512], y[512];

	if (!a || !b)
		return a == b;
	if (!strcmp(nftnl_expr_get_str(a, NFTNL_EXPR_NAME), "counter")) /* it has counted since */
		return !strcmp(nftnl_expr_get_str(b, NFTNL_EXPR_NAME), "counter");
	return nftnl_expr_snprintf(x, sizeof(x), a, NFTNL_OUTPUT_DEFAULT, 0) >= 0 &&
	       nftnl_expr_snprintf(y, sizeof(y), b, NFTNL_OUTPUT_DEFAULT, 0) >= 0 &&
	       strcmp(nftnl_expr_get_str(a, NFTNL_EXPR_NAME),
		       nftnl_expr_get_str(b, NFTNL_EXPR_NAME)) == 0 &&
	       strcmp(x, y) == 0;
}

static int same_rule(const struct nftnl_rule *a, const struct nftnl_rule *b, bool *ret)
{
	struct nftnl_expr_iter *i = nftnl_expr_iter_create(a), *j = nftnl_expr_iter_create(b);
	bool same = i && j;

	while (same) {
		struct nftnl_expr *x = nftnl_expr_iter_next(i), *y = nftnl_expr_iter_next(j);

		same = same_expr(x, y);
		if (!x)
			break;
	}
	*ret = same;
	if (i)
		nftnl_expr_iter_destroy(i);
	if (j)
		nftnl_expr_iter_destroy(j);
	return i && j ? 0 : -ENOMEM;
}

static int compare_rule(const struct nlmsghdr *msg, void *arg)
{
	_cleanup_(nftnl_rule_freep) struct nftnl_rule *rule = nftnl_rule_alloc(),
						      *wanted = nftnl_rule_alloc();
	struct chain_search *s = arg;
	size_t index = s->n++;
	uint8_t family;
	int r;

	if (!rule || !wanted)
		return -ENOMEM;
	if (nftnl_rule_nlmsg_parse(msg, rule) < 0)
		return -EBADMSG;
	if (!s->found || index >= s->row->n_rules)
		return 0;
	(void)nft_split_table(s->row->table, &family);
	r = nft_rule_compile(s->row->rules[index], family, wanted);
	return r ? r : same_rule(rule, wanted, &s->found);
}

static int ask_chain(struct call *c, struct chain_search *s)
{
	_cleanup_(nftnl_chain_freep) struct nftnl_chain *chain = nftnl_chain_alloc();
	uint8_t family;
	const char *table = nft_split_table(s->row->table, &family);
	struct nlmsghdr *msg;
	struct question q;

	if (!chain || nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, table) < 0 ||
		nftnl_chain_set_str(chain, NFTNL_CHAIN_NAME, text_or_empty(s->row->chain)) < 0)
		return -ENOMEM;
	msg = ask(&q, family, NFT_MSG_GETCHAIN, 0);
	nftnl_chain_nlmsg_build_payload(msg, chain);
	return nft_query(c, msg, compare_chain, s);
}

int nft_each_rule(struct call *c, const struct hcn_row_nft_chain *row, nft_fn *fn, void *arg)
{
	_cleanup_(nftnl_rule_freep) struct nftnl_rule *rule = nftnl_rule_alloc();
	uint8_t family;
	const char *table = nft_split_table(row->table, &family);
	struct nlmsghdr *msg;
	struct question q;

	if (!rule || nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, table) < 0 ||
		nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, text_or_empty(row->chain)) < 0)
		return -ENOMEM;
	msg = ask(&q, family, NFT_MSG_GETRULE, NLM_F_DUMP);
	nftnl_rule_nlmsg_build_payload(msg, rule);
	return nft_query(c, msg, fn, arg);
}

int nft_chain_is_there(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct chain_search s = { .row = &row->nft_chain };
	int r = ask_chain(c, &s);

	*ret = !r && s.found;
	return r;
}

int nft_chain_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct chain_search s = { .row = &row->nft_chain };
	int r = ask_chain(c, &s);

	if (!r && s.found)
		r = nft_each_rule(c, s.row, compare_rule, &s);
	*ret = !r && s.found && s.n == row->nft_chain.n_rules;
	return r;
}

/* --- tables ---------------------------------------------------------------------------------------- */

static int ask_table(struct call *c, const char *name)
{
	_cleanup_(nftnl_table_freep) struct nftnl_table *table = nftnl_table_alloc();
	struct nlmsghdr *msg;
	struct question q;
	uint8_t family;

	name = nft_split_table(name, &family);
	if (!table || nftnl_table_set_str(table, NFTNL_TABLE_NAME, name) < 0)
		return -ENOMEM;
	msg = ask(&q, family, NFT_MSG_GETTABLE, 0);
	nftnl_table_nlmsg_build_payload(msg, table);
	return nft_query(c, msg, NULL, NULL);
}

static int nft_table_holds(struct call *c, const struct hcn_row *row, bool *ret)
{
	struct hcn_rows rows = { 0 };
	bool all = true;
	int r = ask_table(c, row->nft_table.table);

	if (!r && row->nft_table.layout == HCN_NFT_LAYOUT) {
		hcn_skeleton_rows(row->nft_table.table, &rows);
		r = hcn_rows_check(&rows);
	}
	for (size_t i = 0; !r && all && i < rows.n; i++)
		r = rows.rows[i].kind == HCN_ROW_NFT_SET ? nft_set_holds(c, &rows.rows[i], &all)
							 : nft_chain_holds(c, &rows.rows[i], &all);
	hcn_rows_clear(&rows);
	*ret = !r && all;
	return r;
}

const struct row_ops nft_table_ops = { .holds = nft_table_holds };
const struct row_ops nft_set_ops = { .holds = nft_set_holds };
const struct row_ops nft_chain_ops = { .holds = nft_chain_holds };
const struct row_ops nft_elem_ops = { .holds = nft_elem_holds };
