/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * From steps to one nftables transaction.
 *
 * In: steps of the nft kinds in any order.  Out: messages in the order that the kernel needs (what refers goes before what
 * is referred to, and comes after it): the table of phases below.
 * Elements of one set share a message.  When a transaction fails (then it changed nothing), it is tried once more with a message
 * per element, so that the refusal names the step; removals of what is missing are then left out and it is tried again.
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <libmnl/libmnl.h>
#include <libnftnl/chain.h>
#include <libnftnl/rule.h>
#include <libnftnl/set.h>
#include <libnftnl/table.h>

#include "cleanup.h"
#include "linux.h"
#include "nftrule.h"
#include "skeleton.h"

enum {
	MARK_MISSING = 1, /* there is nothing to remove */
	MARK_REPLACE = 2, /* an element with other data is in the way */
};

struct known_type {
	const char *table;
	const char *set;
	struct nft_set_type type;
};

struct transaction {
	struct call *c;
	const struct hcn_step *steps;
	size_t n;
	uint8_t *marks; /* per step */
	bool alone; /* each element in a message of its own */
	struct nft_batch batch;
	struct hcn_rows skeleton; /* of the tables that steps add */
	struct known_type *types;
	size_t n_types;
	/* what went wrong */
	size_t bad;
	int error;
	char extack[HCN_ERROR_VALUE_SIZE];
	bool marked; /* another try may work */
};

HCN_DEFINE_FREEP(struct nftnl_table, nftnl_table_free)
HCN_DEFINE_FREEP(struct nftnl_chain, nftnl_chain_free)
HCN_DEFINE_FREEP(struct nftnl_rule, nftnl_rule_free)
HCN_DEFINE_FREEP(struct nftnl_set, nftnl_set_free)

/* The row whose addition or removal @step is, in one half of it; NULL: this half has nothing to do. */
static const struct hcn_row *half_of(const struct transaction *t, size_t i, bool removal)
{
	const struct hcn_step *step = &t->steps[i];

	if (!removal)
		return step->to;
	if (t->marks[i] & MARK_MISSING)
		return NULL;
	return t->marks[i] & MARK_REPLACE ? step->to : step->from;
}

static int blame(struct transaction *t, size_t step, int error)
{
	t->bad = step;
	return error;
}

/* --- tables ---------------------------------------------------------------------------------------- */

static int emit_table(struct transaction *t, const struct hcn_row *row, struct nft_origin o)
{
	_cleanup_(nftnl_table_freep)
	struct nftnl_table *table = nftnl_table_alloc();
	struct nlmsghdr *msg;

	if (!table || nftnl_table_set_str(
			      table, NFTNL_TABLE_NAME, text_or_empty(row->nft_table.table)) < 0)
		return -ENOMEM;
	msg = nft_batch_add(&t->batch, o.removal ? NFT_MSG_DELTABLE : NFT_MSG_NEWTABLE,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_table_nlmsg_build_payload(msg, table);
	return 0;
}

/* --- sets ------------------------------------------------------------------------------------------ */

static int remember_type(
	struct transaction *t, const char *table, const char *set, const struct nft_set_type *type)
{
	struct known_type *grown = reallocarray(t->types, t->n_types + 1, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	t->types = grown;
	grown[t->n_types++] = (struct known_type){ table, set, *type };
	return 0;
}

/* From the sets of this transaction, else from the kernel. */
static int find_type(
	struct transaction *t, const struct hcn_row_nft_elem *row, struct nft_set_type *ret)
{
	int r;

	for (size_t i = t->n_types; i-- > 0;)
		if (strcmp(t->types[i].set, row->set) == 0 &&
			strcmp(t->types[i].table, row->table) == 0) {
			*ret = t->types[i].type;
			return 0;
		}
	r = nft_read_set_type(t->c, row->table, row->set, ret);
	return r ? r : remember_type(t, row->table, row->set, ret);
}

static int describe_set(
	struct nftnl_set *set, const struct hcn_row_nft_set *row, const struct nft_set_type *type)
{
	uint8_t sizes[NFT_MAX_FIELDS];

	if (nftnl_set_set_str(set, NFTNL_SET_TABLE, row->table) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, row->set) < 0)
		return -ENOMEM;
	nftnl_set_set_u32(set, NFTNL_SET_FLAGS, nft_set_type_flags(type));
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
		sizes[i] = (uint8_t)nft_field_size(type->key.fields[i]);
	return nftnl_set_set_data(set, NFTNL_SET_DESC_CONCAT, sizes, type->key.n) < 0 ? -ENOMEM : 0;
}

static int emit_set(struct transaction *t, const struct hcn_row *full, struct nft_origin o)
{
	_cleanup_(nftnl_set_freep)
	struct nftnl_set *set = nftnl_set_alloc();
	const struct hcn_row_nft_set *row = &full->nft_set;
	struct nft_set_type type;
	struct nlmsghdr *msg;
	int r;

	if (!set)
		return -ENOMEM;
	if (!nft_set_type_parse(row->type, row->data, row->flags, &type))
		return call_refuse(
			t->c, -EINVAL, "not a type of set: %s", text_or_empty(row->type));
	r = describe_set(set, row, &type);
	if (!r && !o.removal)
		r = remember_type(t, row->table, row->set, &type);
	if (r)
		return r;
	nftnl_set_set_u32(set, NFTNL_SET_ID, (uint32_t)t->batch.n + 1);
	msg = nft_batch_add(&t->batch, o.removal ? NFT_MSG_DELSET : NFT_MSG_NEWSET,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_set_nlmsg_build_payload(msg, set);
	return 0;
}

/* --- chains ---------------------------------------------------------------------------------------- */

bool nft_hook_parse(const char *text, struct nft_hook *ret)
{
	static const char *const names[] = {
		[NF_INET_PRE_ROUTING] = "prerouting",
		[NF_INET_LOCAL_IN] = "input",
		[NF_INET_FORWARD] = "forward",
		[NF_INET_LOCAL_OUT] = "output",
		[NF_INET_POST_ROUTING] = "postrouting",
	};
	char hook[16], end;

	if (sscanf(text, "%15s %15s %d%c", ret->type, hook, &ret->priority, &end) != 3)
		return false;
	for (uint32_t i = 0; i < HCN_N_ELEMENTS(names); i++)
		if (strcmp(names[i], hook) == 0) {
			ret->number = i;
			return true;
		}
	return false;
}

static int emit_chain(struct transaction *t, const struct hcn_row *full, struct nft_origin o)
{
	_cleanup_(nftnl_chain_freep)
	struct nftnl_chain *chain = nftnl_chain_alloc();
	const struct hcn_row_nft_chain *row = &full->nft_chain;
	struct nlmsghdr *msg;
	struct nft_hook hook;

	if (!chain ||
		nftnl_chain_set_str(chain, NFTNL_CHAIN_TABLE, text_or_empty(row->table)) < 0 ||
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
	msg = nft_batch_add(&t->batch, o.removal ? NFT_MSG_DELCHAIN : NFT_MSG_NEWCHAIN,
		o.removal ? 0 : NLM_F_CREATE, o);
	if (msg)
		nftnl_chain_nlmsg_build_payload(msg, chain);
	return 0;
}

/* @text NULL: all rules of the chain. */
static int emit_rule(struct transaction *t, const struct hcn_row_nft_chain *row, const char *text,
	struct nft_origin o)
{
	_cleanup_(nftnl_rule_freep)
	struct nftnl_rule *rule = nftnl_rule_alloc();
	struct nlmsghdr *msg;
	int r;

	if (!rule || nftnl_rule_set_str(rule, NFTNL_RULE_TABLE, text_or_empty(row->table)) < 0 ||
		nftnl_rule_set_str(rule, NFTNL_RULE_CHAIN, text_or_empty(row->chain)) < 0)
		return -ENOMEM;
	r = text ? nft_rule_compile(text, rule) : 0;
	if (r == -EINVAL)
		return call_refuse(t->c, r, "not a rule of ours: %s", text);
	if (r)
		return r;
	msg = nft_batch_add(&t->batch, text ? NFT_MSG_NEWRULE : NFT_MSG_DELRULE,
		text ? NLM_F_CREATE | NLM_F_APPEND : 0, o);
	if (msg)
		nftnl_rule_nlmsg_build_payload(msg, rule);
	return 0;
}

static int emit_flush(struct transaction *t, const struct hcn_row *row, struct nft_origin o)
{
	return emit_rule(t, &row->nft_chain, NULL, o);
}

static int emit_rules(struct transaction *t, const struct hcn_row *row, struct nft_origin o)
{
	int r = 0;

	for (size_t i = 0; !r && i < row->nft_chain.n_rules; i++)
		r = emit_rule(t, &row->nft_chain, row->nft_chain.rules[i], o);
	return r;
}

/* --- elements -------------------------------------------------------------------------------------- */

static int append_elem(struct nftnl_set *set, const uint8_t *key, uint32_t size, uint32_t flags,
	struct nftnl_set_elem **ret)
{
	struct nftnl_set_elem *e = nftnl_set_elem_alloc();

	if (!e)
		return -ENOMEM;
	nftnl_set_elem_add(set, e);
	*ret = e;
	if (flags)
		nftnl_set_elem_set_u32(e, NFTNL_SET_ELEM_FLAGS, flags);
	return nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY, key, size) < 0 ? -ENOMEM : 0;
}

static int set_data(
	struct nftnl_set_elem *e, const struct nft_set_type *type, const struct nft_elem *elem)
{
	if (type->data.n)
		return nftnl_set_elem_set(
			       e, NFTNL_SET_ELEM_DATA, elem->data, nft_concat_size(&type->data)) < 0
			       ? -ENOMEM
			       : 0;
	if (!type->verdict)
		return 0;
	nftnl_set_elem_set_u32(e, NFTNL_SET_ELEM_VERDICT, (uint32_t)elem->verdict.code);
	if (*elem->verdict.chain &&
		nftnl_set_elem_set_str(e, NFTNL_SET_ELEM_CHAIN, elem->verdict.chain) < 0)
		return -ENOMEM;
	return 0;
}

/* One element of ours is up to two of the kernel's: an interval of one field has an end of its own. */
static int append_row(struct transaction *t, struct nftnl_set *set, const struct nft_set_type *type,
	const struct hcn_row_nft_elem *row, bool removal)
{
	uint32_t size = nft_concat_size(&type->key);
	uint8_t end[NFT_MAX_BYTES];
	struct nftnl_set_elem *e;
	struct nft_elem elem;
	int r;

	if (!nft_elem_parse(type, row->key, row->data, &elem))
		return call_refuse(t->c, -EINVAL, "not an element of set %s", row->set);
	r = append_elem(set, elem.from, size, 0, &e);
	if (!r && type->interval && type->key.n > 1 &&
		nftnl_set_elem_set(e, NFTNL_SET_ELEM_KEY_END, elem.to, size) < 0)
		r = -ENOMEM;
	if (!r && !removal)
		r = set_data(e, type, &elem);
	if (!r && type->interval && type->key.n == 1 && nft_elem_end(type, &elem, end))
		r = append_elem(set, end, size, NFT_SET_ELEM_INTERVAL_END, &e);
	return r;
}

/* As few messages as a nest's 64 kB allow. */
static int send_elems(struct transaction *t, struct nftnl_set *set, struct nft_origin o)
{
	struct nftnl_set_elems_iter *iter = nftnl_set_elems_iter_create(set);
	int more = 1;

	if (!iter)
		return -ENOMEM;
	while (more > 0) {
		struct nlmsghdr *msg = nft_batch_add(&t->batch,
			o.removal ? NFT_MSG_DELSETELEM : NFT_MSG_NEWSETELEM,
			o.removal ? 0 : NLM_F_CREATE, o);

		more = msg ? nftnl_set_elems_nlmsg_build_payload_iter(msg, iter) : 0;
	}
	nftnl_set_elems_iter_destroy(iter);
	return 0;
}

struct elem_ref {
	const struct hcn_row_nft_elem *row;
	size_t step;
};

static int compare_sets(const struct hcn_row_nft_elem *a, const struct hcn_row_nft_elem *b)
{
	int order = strcmp(a->table, b->table);

	return order ? order : strcmp(a->set, b->set);
}

static int compare_refs(const void *a, const void *b)
{
	const struct elem_ref *x = a, *y = b;
	int order = compare_sets(x->row, y->row);

	return order ? order : (x->step > y->step) - (x->step < y->step);
}

/* The elements of one set among the sorted @refs; returns how many through *@ret_n. */
static int emit_group(
	struct transaction *t, const struct elem_ref *refs, size_t n, bool removal, size_t *ret_n)
{
	_cleanup_(nftnl_set_freep)
	struct nftnl_set *set = nftnl_set_alloc();
	const struct hcn_row_nft_elem *first = refs[0].row;
	struct nft_set_type type;
	size_t i = 0;
	int r;

	*ret_n = 1;
	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, first->table) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, first->set) < 0)
		return -ENOMEM;
	r = find_type(t, first, &type);
	if (r == -ENOENT && removal)
		return 0;
	if (r == -ENOENT)
		(void)call_refuse(
			t->c, r, "there is no set %s in table %s", first->set, first->table);
	for (; !r && i < n && compare_sets(refs[i].row, first) == 0 && !(t->alone && i); i++)
		r = append_row(t, set, &type, refs[i].row, removal);
	if (r)
		return blame(t, refs[i ? i - 1 : 0].step, r);
	*ret_n = i;
	return send_elems(t, set, (struct nft_origin){ (uint32_t)refs[0].step, removal });
}

static int emit_elems(struct transaction *t, bool removal)
{
	_cleanup_free_ struct elem_ref *refs = calloc(t->n + 1, sizeof(*refs));
	size_t n = 0, done;
	int r = 0;

	if (!refs)
		return -ENOMEM;
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = half_of(t, i, removal);

		if (!row || row->kind != HCN_ROW_NFT_ELEM)
			continue;
		if (!row->nft_elem.table || !row->nft_elem.set)
			return blame(t, i, -EINVAL);
		refs[n++] = (struct elem_ref){ &row->nft_elem, i };
	}
	qsort(refs, n, sizeof(*refs), compare_refs);
	for (size_t i = 0; !r && i < n; i += done)
		r = emit_group(t, &refs[i], n - i, removal, &done);
	return r;
}

/* --- the order ------------------------------------------------------------------------------------- */

typedef int emit_fn(struct transaction *t, const struct hcn_row *row, struct nft_origin o);

struct phase {
	enum hcn_row_kind kind;
	bool removal;
	emit_fn *emit;
};

static const struct phase removals[] = {
	{ HCN_ROW_NFT_CHAIN, true, emit_flush }, /* chains may refer to each other */
	{ HCN_ROW_NFT_CHAIN, true, emit_chain },
	{ HCN_ROW_NFT_SET, true, emit_set },
	{ HCN_ROW_NFT_TABLE, true, emit_table },
}, additions[] = {
	{ HCN_ROW_NFT_SET, false, emit_set },
	{ HCN_ROW_NFT_CHAIN, false, emit_chain },
	{ HCN_ROW_NFT_CHAIN, false, emit_flush }, /* it may be there already */
	{ HCN_ROW_NFT_CHAIN, false, emit_rules },
};

/* A chain with the same hook keeps its place: only its rules change. */
static bool keeps_chain(const struct hcn_step *step)
{
	return step->op == HCN_STEP_CHANGE && strcmp(text_or_empty(step->from->nft_chain.hook),
						      text_or_empty(step->to->nft_chain.hook)) == 0;
}

static int emit_phase(struct transaction *t, const struct phase *p)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = half_of(t, i, p->removal);
		int r;

		if (!row || row->kind != p->kind)
			continue;
		if (p->removal && p->emit == emit_chain && keeps_chain(&t->steps[i]))
			continue;
		r = p->emit(t, row, (struct nft_origin){ (uint32_t)i, p->removal });
		if (r)
			return blame(t, i, r);
	}
	return 0;
}

/* A table comes with what its layout says, all blamed on its step. */
static int emit_skeleton(struct transaction *t, size_t step, const struct hcn_row_nft_table *row)
{
	struct hcn_rows *rows = &t->skeleton;
	size_t first = rows->n;
	int r = 0;

	if (row->layout != HCN_NFT_LAYOUT)
		return row->layout ? call_refuse(t->c, -EINVAL, "unknown layout %u", row->layout)
				   : 0;
	hcn_skeleton_rows(row->table, rows);
	r = hcn_rows_check(rows);
	for (size_t p = 0; !r && p < HCN_N_ELEMENTS(additions); p++)
		for (size_t i = first; !r && i < rows->n; i++)
			if (rows->rows[i].kind == additions[p].kind)
				r = additions[p].emit(t, &rows->rows[i],
					(struct nft_origin){ (uint32_t)step, false });
	return r;
}

static int emit_tables(struct transaction *t)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = half_of(t, i, false);
		int r;

		if (!row || row->kind != HCN_ROW_NFT_TABLE)
			continue;
		r = emit_table(t, row, (struct nft_origin){ (uint32_t)i, false });
		if (!r)
			r = emit_skeleton(t, i, &row->nft_table);
		if (r)
			return blame(t, i, r);
	}
	return 0;
}

static int emit_all(struct transaction *t)
{
	int r = emit_elems(t, true);

	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(removals); i++)
		r = emit_phase(t, &removals[i]);
	if (!r)
		r = emit_tables(t);
	for (size_t i = 0; !r && i < HCN_N_ELEMENTS(additions); i++)
		r = emit_phase(t, &additions[i]);
	return r ? r : emit_elems(t, false);
}

/* --- the attempts ---------------------------------------------------------------------------------- */

static bool add_mark(struct transaction *t, size_t step, uint8_t mark)
{
	if (t->marks[step] & mark)
		return false;
	t->marks[step] |= mark;
	t->marked = true;
	return true;
}

static void take_refusal(void *arg, struct nft_origin o, int error, const char *extack)
{
	struct transaction *t = arg;
	const struct hcn_step *step = &t->steps[o.step];

	if (o.removal && error == -ENOENT && (!t->alone || add_mark(t, o.step, MARK_MISSING)))
		return;
	if (!o.removal && error == -EEXIST && step->op == HCN_STEP_ADD &&
		step->to->kind == HCN_ROW_NFT_ELEM &&
		(!t->alone || add_mark(t, o.step, MARK_REPLACE)))
		return;
	if (t->error)
		return;
	t->error = error;
	t->bad = o.step;
	memcpy(t->extack, extack, sizeof(t->extack));
}

static int attempt(struct transaction *t)
{
	int r;

	t->n_types = 0;
	t->error = 0;
	t->marked = false;
	hcn_rows_clear(&t->skeleton);
	nft_batch_init(&t->batch, &t->c->be->nft);
	r = emit_all(t);
	if (!r)
		r = nft_batch_send(t->c, &t->batch, take_refusal, t);
	nft_batch_clear(&t->batch);
	return r;
}

int nft_apply(struct call *c, const struct hcn_step *steps, size_t n, size_t *ret_bad)
{
	struct transaction t = { .c = c, .steps = steps, .n = n, .alone = n == 1 };
	bool again;
	int r;

	t.marks = calloc(n + 1, sizeof(*t.marks));
	r = t.marks ? 0 : -ENOMEM;
	for (again = !r; again;) {
		r = attempt(&t);
		again = r == -ECANCELED && (!t.alone || t.marked);
		t.alone = true;
	}
	if (r == -ECANCELED) {
		r = t.error;
		memcpy(c->extack, t.extack, sizeof(c->extack));
	}
	if (r == -EMSGSIZE)
		c->hint = "raise net.core.wmem_max: a transaction must fit into the socket's send "
			  "buffer";
	*ret_bad = t.bad;
	hcn_rows_clear(&t.skeleton);
	free(t.types);
	free(t.marks);
	return r;
}
