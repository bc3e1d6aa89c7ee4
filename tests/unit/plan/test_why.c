/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Every row that a plan can have says why it is there. */

#include "addr.h"
#include "rows_text.h"
#include "run_tests.h"
#include "skeleton.h"
#include "why.h"

static const char *why(const char *json)
{
	struct hcn_rows rows = { 0 };
	const char *text;

	given_rows(&rows, json);
	text = hcn_row_why(&rows.rows[0]);
	hcn_rows_clear(&rows);
	return text;
}

START_TEST(every_kind_of_row_has_a_reason)
{
	for (int kind = 0; kind < HCN_ROW_NFT_ELEM; kind++) {
		const struct hcn_row row = { .kind = (enum hcn_row_kind)kind };

		ck_assert_msg(*hcn_row_why(&row), "%s", hcn_row_types[kind].name);
	}
}
END_TEST

START_TEST(every_set_of_the_skeleton_has_a_reason_for_its_elements)
{
	struct hcn_rows skeleton = { 0 };

	hcn_skeleton_rows("hcn", &skeleton);
	for (size_t i = 0; i < skeleton.n; i++) {
		struct hcn_row elem = { .kind = HCN_ROW_NFT_ELEM };

		if (skeleton.rows[i].kind != HCN_ROW_NFT_SET)
			continue;
		elem.nft_elem.table = skeleton.rows[i].nft_set.table;
		elem.nft_elem.set = skeleton.rows[i].nft_set.set;
		ck_assert_msg(*hcn_row_why(&elem), "%s", elem.nft_elem.set);
	}
	hcn_rows_clear(&skeleton);
}
END_TEST

START_TEST(the_fixed_sets_have_reasons_of_their_own)
{
	for (size_t i = 0; i < HCN_N_SETS; i++) {
		struct hcn_rows rows = { 0 };
		const struct hcn_row *elem = hcn_rows_add_elem(
			&rows, (enum hcn_set)i, HCN_FAMILY_NONE, "k", NULL);

		ck_assert_str_eq(hcn_row_why(elem), hcn_set_types[i].why);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(hcn_row_why(elem), hcn_set_types[j].why);
		hcn_rows_clear(&rows);
	}
}
END_TEST

START_TEST(bridges_and_cables_addresses_of_host_and_endpoint_are_told_apart)
{
	ck_assert_str_ne(why("{'row':'link','name':'b','type':'bridge'}"),
		why("{'row':'link','name':'v','type':'veth'}"));
	ck_assert_str_ne(why("{'row':'addr','dev':'b','prefix':'10.0.0.1/24'}"),
		why("{'row':'addr','dev':'eth0','prefix':'10.0.0.2/24','netns':'n'}"));
	ck_assert_str_ne(why("{'row':'addr','dev':'eth0','prefix':'fe80::1/64','netns':'n'}"),
		why("{'row':'addr','dev':'eth0','prefix':'fd00::1/64','netns':'n'}"));
	ck_assert_str_ne(why("{'row':'route','dst':'10.0.0.2/32','dev':'b','via':'10.0.0.2'}"),
		why("{'row':'route','dst':'10.0.0.2/32','dev':'eth0','netns':'n'}"));
	ck_assert_str_ne(why("{'row':'route','dst':'10.0.0.2/32','dev':'b','via':'10.0.0.2'}"),
		why("{'row':'route','dst':'10.0.0.2/32','dev':'b','via':'10.0.0.2','mtu':1380}"));
}
END_TEST

START_TEST(tables_and_chains_of_proxies_are_told_from_others)
{
	ck_assert_str_ne(why("{'row':'nft_table','table':'hcn','netns':'n'}"),
		why("{'row':'nft_table','table':'hcn'}"));
	ck_assert_str_ne(why("{'row':'nft_chain','table':'hcn','chain':'proxy_eth0_out'}"),
		why("{'row':'nft_chain','table':'hcn','chain':'iabc'}"));
	ck_assert_str_ne(
		why("{'row':'nft_elem','table':'hcn','set':'proxy_eth0_out_0_daddr6_0','key':'1'}"),
		"");
}
END_TEST

START_TEST(an_element_of_a_foreign_set_has_none)
{
	ck_assert_str_eq(why("{'row':'nft_elem','table':'x','set':'y','key':'1'}"), "");
	ck_assert_str_eq(why("{'row':'nft_elem','table':'x','key':'1'}"), "");
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_kind_of_row_has_a_reason },
		{ every_set_of_the_skeleton_has_a_reason_for_its_elements },
		{ the_fixed_sets_have_reasons_of_their_own },
		{ bridges_and_cables_addresses_of_host_and_endpoint_are_told_apart },
		{ tables_and_chains_of_proxies_are_told_from_others },
		{ an_element_of_a_foreign_set_has_none },
		{ NULL },
	};

	return run_tests("why", facts);
}
