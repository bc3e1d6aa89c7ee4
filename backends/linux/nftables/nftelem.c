/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Messages for elements: those of one set share as few as sizes allow.
 *
 * In: elem rows of a whole transaction.  Out: messages appended to it.
 * Never: asks the kernel for more than the type of a set, once per set and transaction.
 *
 * Tests: tests/conform/linux/test_nft.c (ten_thousand_elements_are_one_transaction),
 * tests/conform/linux/test_rows.c (nft_elem)
 */
#include <errno.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <linux/netfilter.h>
#include <linux/netfilter/nf_tables.h>
#include <libmnl/libmnl.h>
#include <libnftnl/set.h>

#include "call.h"
#include "cleanup.h"
#include "nftables/nftelem.h"
#include "nftables/nftnames.h"

HCN_DEFINE_FREEP(struct nftnl_set, nftnl_set_free)

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
	if (elem->verdict.chain &&
		nftnl_set_elem_set_str(e, NFTNL_SET_ELEM_CHAIN, elem->verdict.chain) < 0)
		return -ENOMEM;
	return 0;
}

/* One element of ours is up to two of the kernel's: an interval of one field has an end of its own. */
static int append_row(struct nft_tx *t, struct nftnl_set *set, const struct nft_set_type *type,
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
static int send_elems(struct nft_tx *t, uint8_t family, struct nftnl_set *set, struct nft_origin o)
{
	struct nftnl_set_elems_iter *iter = nftnl_set_elems_iter_create(set);
	int more = 1;

	if (!iter)
		return -ENOMEM;
	while (more > 0) {
		struct nlmsghdr *msg = nft_batch_add(&t->batch, family,
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
	struct nft_tx *t, const struct elem_ref *refs, size_t n, bool removal, size_t *ret_n)
{
	_cleanup_(nftnl_set_freep) struct nftnl_set *set = nftnl_set_alloc();
	const struct hcn_row_nft_elem *first = refs[0].row;
	struct nft_set_type type;
	uint8_t family;
	const char *table = nft_split_table(first->table, &family);
	size_t i = 0;
	int r;

	*ret_n = 1;
	if (!set || nftnl_set_set_str(set, NFTNL_SET_TABLE, table) < 0 ||
		nftnl_set_set_str(set, NFTNL_SET_NAME, first->set) < 0)
		return -ENOMEM;
	r = nft_tx_find_type(t, first, &type);
	if (r == -ENOENT && removal)
		return 0;
	if (r == -ENOENT)
		(void)call_refuse(
			t->c, r, "there is no set %s in table %s", first->set, first->table);
	for (; !r && i < n && compare_sets(refs[i].row, first) == 0 && !(t->alone && i); i++)
		r = append_row(t, set, &type, refs[i].row, removal);
	if (r)
		return nft_tx_blame(t, refs[i ? i - 1 : 0].step, r);
	*ret_n = i;
	return send_elems(t, family, set, (struct nft_origin){ (uint32_t)refs[0].step, removal });
}

static bool is_remade_set(const struct hcn_step *step)
{
	return step->op == HCN_STEP_CHANGE && step->from->kind == HCN_ROW_NFT_SET;
}

static bool remakes_sets(const struct nft_tx *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_remade_set(&t->steps[i]))
			return true;
	return false;
}

/* Its elements went with it. */
static bool is_remade(const struct nft_tx *t, const struct hcn_row_nft_elem *elem)
{
	for (size_t i = 0; i < t->n; i++)
		if (is_remade_set(&t->steps[i]) &&
			!strcmp(t->steps[i].from->nft_set.set, elem->set) &&
			!strcmp(t->steps[i].from->nft_set.table, elem->table))
			return true;
	return false;
}

int nft_emit_elems(struct nft_tx *t, bool removal)
{
	_cleanup_free_ struct elem_ref *refs = calloc(t->n + 1, sizeof(*refs));
	bool remakes = removal && remakes_sets(t);
	size_t n = 0, done;
	int r = 0;

	if (!refs)
		return -ENOMEM;
	for (size_t i = 0; i < t->n; i++) {
		const struct hcn_row *row = nft_tx_half(t, i, removal);

		if (!row || row->kind != HCN_ROW_NFT_ELEM)
			continue;
		if (!row->nft_elem.table || !row->nft_elem.set)
			return nft_tx_blame(t, i, -EINVAL);
		if (remakes && is_remade(t, &row->nft_elem))
			continue;
		refs[n++] = (struct elem_ref){ &row->nft_elem, i };
	}
	qsort(refs, n, sizeof(*refs), compare_refs);
	for (size_t i = 0; !r && i < n; i += done)
		r = emit_group(t, &refs[i], n - i, removal, &done);
	return r;
}
