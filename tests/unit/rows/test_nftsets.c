/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of sets: names, and what is won back from an element. */
#include <string.h>

#include "addr.h"
#include "nftsets.h"
#include "run_tests.h"

static struct hcn_rows rows;

static const struct hcn_row *elem(enum hcn_set set, int family, const char *key)
{
	return hcn_rows_add_elem(&rows, set, family, key, NULL);
}

START_TEST(every_set_has_a_name_a_key_and_a_reason_of_its_own)
{
	for (size_t i = 0; i < HCN_N_SETS; i++) {
		const struct hcn_set_type *t = &hcn_set_types[i];

		ck_assert_ptr_nonnull(t->names[0]);
		ck_assert_ptr_nonnull(t->keys[0]);
		ck_assert_ptr_nonnull(t->why);
		ck_assert_int_eq(!t->names[1], !t->keys[1]);
		ck_assert_int_eq(t->names[1] && t->data[0], t->names[1] && t->data[1]);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(t->names[0], hcn_set_types[j].names[0]);
	}
}
END_TEST

START_TEST(an_element_is_known_by_its_table_and_set)
{
	for (size_t i = 0; i < HCN_N_SETS; i++) {
		enum hcn_set set = (enum hcn_set)i;

		if (hcn_set_types[i].names[1])
			ck_assert_int_eq(hcn_set_of(elem(set, HCN_IPV6, "k")), set);
		ck_assert_int_eq(hcn_set_of(elem(set, HCN_IPV4, "k")), set);
	}
	hcn_rows_clear(&rows);
}
END_TEST

START_TEST(a_set_of_the_same_name_in_another_table_is_another)
{
	struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_NFT_ELEM);

	HCN_ROW_STR(&rows, row, nft_elem, table, "%s", HCN_NFT_TABLE);
	HCN_ROW_STR(&rows, row, nft_elem, set, "%s", hcn_set_name(HCN_SET_PORTS, HCN_FAMILY_NONE));
	ck_assert_int_eq(hcn_set_of(row), HCN_N_SETS);
	row = hcn_rows_add(&rows, HCN_ROW_LINK);
	ck_assert_int_eq(hcn_set_of(row), HCN_N_SETS);
	hcn_rows_clear(&rows);
}
END_TEST

START_TEST(counters_count_connections_or_one_way)
{
	ck_assert_int_eq(
		hcn_set_count(elem(HCN_SET_LBOPEN, HCN_IPV4, "k")), HCN_COUNTS_CONNECTIONS);
	ck_assert_int_eq(hcn_set_count(elem(HCN_SET_LBNC, HCN_IPV6, "tcp . 80 . original")),
		HCN_COUNTS_RECEIVED);
	ck_assert_int_eq(hcn_set_count(elem(HCN_SET_LBC, HCN_IPV4, "10.0.0.1 . tcp . 80 . reply")),
		HCN_COUNTS_SENT);
	ck_assert_int_eq(hcn_set_count(elem(HCN_SET_LB, HCN_IPV4, "k")), HCN_COUNTS_NOTHING);
	hcn_rows_clear(&rows);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_set_has_a_name_a_key_and_a_reason_of_its_own },
		{ an_element_is_known_by_its_table_and_set },
		{ a_set_of_the_same_name_in_another_table_is_another },
		{ counters_count_connections_or_one_way },
		{ NULL },
	};

	return run_tests("nftsets", facts);
}
