/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * SetPolicies of a network as sets of nftables, one for each family: an update changes elements, and the rules that ask a set
 * stay as they are.  A nested set holds what its members hold.
 *
 * Pure.
 *
 * Tests: tests/unit/plan/test_acl_rows.c
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "cleanup.h"
#include "filter.h"
#include "grow.h"
#include "policy/acl.h"
#include "row_parts.h"
#include "set_rows.h"
#include "skeleton.h"

struct values {
	struct hcn_prefix *list;
	size_t n;
	size_t size;
};

static void free_values(struct values *v)
{
	free(v->list);
}

static int append(struct values *v, const struct hcn_prefix *prefix)
{
	if (HCN_GROW(v->list, v->n, v->size))
		return -ENOMEM;
	v->list[v->n++] = *prefix;
	return 0;
}

static int read_values(const char *text, struct values *ret)
{
	const char *rest = hcn_words(text);
	struct hcn_word word;
	int r = 0;

	while (!r && hcn_word_next(&rest, &word)) {
		struct hcn_prefix prefix;

		if (hcn_word_prefix(&word, &prefix))
			r = append(ret, &prefix);
	}
	return r;
}

static const struct hcn_set_policy *find_set(const struct hcn_sets *sets, const struct hcn_word *id)
{
	for (size_t i = 0; i < sets->n; i++)
		if (!strncmp(sets->list[i]->id, id->text, id->len) && !sets->list[i]->id[id->len])
			return sets->list[i];
	return NULL;
}

static int read_set(
	const struct hcn_sets *sets, const struct hcn_set_policy *set, struct values *ret)
{
	const char *rest = hcn_words(set->values);
	struct hcn_word word;
	int r = 0;

	if (set->policy_type != HCN_SET_NESTED_IPSET)
		return read_values(set->values, ret);
	while (!r && hcn_word_next(&rest, &word)) {
		const struct hcn_set_policy *member = find_set(sets, &word);

		if (member && member->policy_type == HCN_SET_IPSET)
			r = read_values(member->values, ret);
	}
	return r;
}

bool hcn_sets_contain(const struct hcn_sets *sets, const char *id, const struct hcn_addr *addr)
{
	const struct hcn_word word = { id, strlen(id) };
	const struct hcn_set_policy *set = find_set(sets, &word);
	_cleanup_(free_values) struct values values = { 0 };

	if (!set || read_set(sets, set, &values))
		return false;
	for (size_t i = 0; i < values.n; i++)
		if (hcn_prefix_contains(&values.list[i], addr))
			return true;
	return false;
}

static int compare_prefixes(const void *a, const void *b)
{
	const struct hcn_prefix *x = a, *y = b;
	int r = hcn_addr_compare(&x->addr, &y->addr);

	return r ? r : x->len - y->len;
}

/* Intervals must not overlap: prefixes inside others go. */
static void drop_covered(struct values *v)
{
	size_t kept = 0;

	if (v->n)
		qsort(v->list, v->n, sizeof(*v->list), compare_prefixes);
	for (size_t i = 0; i < v->n; i++)
		if (!kept || !hcn_prefix_contains(&v->list[kept - 1], &v->list[i].addr))
			v->list[kept++] = v->list[i];
	v->n = kept;
}

static void add_set(const struct hcn_network *net, const struct hcn_set_policy *set, int family,
	const struct values *v, struct hcn_rows *rows)
{
	struct hcn_row *row = hcn_rows_add(rows, HCN_ROW_NFT_SET);
	char name[HCN_FILTER_SET_NAME_SIZE];

	hcn_filter_set_name(&net->id, set->id, family, name);
	HCN_ROW_STR(rows, row, nft_set, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(rows, row, nft_set, set, "%s", name);
	HCN_ROW_STR(rows, row, nft_set, type, "%s", family == HCN_IPV4 ? "ipv4_addr" : "ipv6_addr");
	HCN_ROW_STR(rows, row, nft_set, flags, "interval");
	for (size_t i = 0; i < v->n; i++) {
		const struct hcn_prefix *p = &v->list[i];

		if (p->addr.family == family)
			hcn_rows_add_own_elem(rows, name,
				p->len == hcn_addr_bits(&p->addr) ? hcn_addr_format(&p->addr).text
								  : hcn_prefix_format(p).text,
				NULL);
	}
}

int hcn_set_rows(const struct hcn_network *net, struct hcn_rows *rows)
{
	_cleanup_(hcn_sets_clear) struct hcn_sets sets = { 0 };
	int r = hcn_sets_read(net, &sets);

	for (size_t i = 0; !r && i < sets.n; i++) {
		_cleanup_(free_values) struct values values = { 0 };

		r = read_set(&sets, sets.list[i], &values);
		if (r)
			break;
		drop_covered(&values);
		add_set(net, sets.list[i], HCN_IPV4, &values, rows);
		add_set(net, sets.list[i], HCN_IPV6, &values, rows);
		r = hcn_rows_check(rows);
	}
	return r;
}
