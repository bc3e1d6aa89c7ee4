/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows: lists of them, their keys, and their JSON form. */
#include "cleanup.h"
#include "rows_text.h"
#include "run_tests.h"

/* One row of every kind, with all its fields. */
static const char *const full_rows[] = {
	"{'row':'netns','name':'0f8f'}",
	"{'row':'file','shared':true,'path':'dns/0f8f.conf','content':'search a\\nnameserver "
	"10.0.0.1\\n'}",
	"{'row':'link','name':'vabc','type':'veth','mac':'02:00:00:00:00:01','mtu':1400,'master':'"
	"br0','alias':'a \\' b',"
	"'altname':'web','peer':'eth0','peer_netns':'0f8f','peer_mac':'02:00:00:00:00:02',"
	"'isolated':true,'locked':true}",
	"{'row':'link_flag','shared':true,'dev':'vabc','flag':'hairpin'}",
	"{'row':'qdisc','netns':'0f8f','dev':'eth0','rate':125000}",
	"{'row':'sysctl','netns':'0f8f','path':'net/ipv4/ip_forward','value':'1','was':'0'}",
	"{'row':'addr','netns':'0f8f','dev':'eth0','prefix':'10.0.0.2/24','deprecated':true}",
	"{'row':'fdb','dev':'vabc','mac':'02:00:00:00:00:02'}",
	"{'row':'neigh','netns':'0f8f','dev':'eth0','ip':'10.0.0.1','mac':'02:00:00:00:00:03'}",
	"{'row':'route','netns':'0f8f','dst':'0.0.0.0/0','dev':'eth0','metric':7,'table':26700,"
	"'via':'10.0.0.1','mtu':1380}",
	"{'row':'rule','netns':'0f8f','from':'10.0.0.2/32','table':26700,'priority':32700}",
	"{'row':'nft_table','table':'hcn','netns':'0f8f','layout':6}",
	"{'row':'nft_set','table':'hcn','set':'dnat4','netns':'0f8f','type':'inet_proto . inet_service',"
	"'data':'ipv4_addr . inet_service','flags':'interval','counter':true,'timeout':60}",
	"{'row':'nft_chain','table':'hcn','chain':'forward','netns':'0f8f','hook':'filter forward "
	"0','rules':['accept','drop']}",
	"{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . 80','netns':'0f8f','data':'10.0.0.2 . 80'}",
};

static char *encoded(const struct hcn_row *row)
{
	struct hcn_buf b = { 0 };

	hcn_row_encode(row, &b);
	return taken(&b);
}

/* In place; the texts above have no ' of their own but for \'. */
static char *with_quotes(const char *text)
{
	char *copy = strdup(text);

	for (char *c = copy; *c; c++)
		if (*c == '\'')
			*c = '"';
	return copy;
}

START_TEST(every_kind_of_row_comes_back_from_json_as_it_was)
{
	ck_assert_uint_eq(HCN_N_ELEMENTS(full_rows), HCN_N_ROW_KINDS);
	for (size_t i = 0; i < HCN_N_ROW_KINDS; i++) {
		char *expected = with_quotes(full_rows[i]), *text;
		struct hcn_rows rows = { 0 };

		given_rows(&rows, full_rows[i]);
		ck_assert_uint_eq(rows.n, 1);
		ck_assert_uint_eq(rows.rows[0].kind, i);
		ck_assert(rows.rows[0].present ==
			  (UINT64_C(1) << hcn_row_types[i].schema->n_fields) - 1);
		text = encoded(&rows.rows[0]);
		ck_assert_str_eq(text, expected);
		free(text);
		free(expected);
		hcn_rows_clear(&rows);
	}
}
END_TEST

START_TEST(a_list_comes_back_from_json_in_its_order)
{
	struct hcn_rows rows = { 0 }, back = { 0 };
	struct hcn_buf b = { 0 };
	char *text;

	for (size_t i = HCN_N_ROW_KINDS; i-- > 0;)
		given_rows(&rows, full_rows[i]);
	hcn_rows_encode(&rows, &b);
	text = taken(&b);
	ck_assert_int_eq(hcn_rows_decode(text, strlen(text), &back, NULL), 0);
	ck_assert_uint_eq(back.n, HCN_N_ROW_KINDS);
	for (size_t i = 0; i < back.n; i++)
		ck_assert(hcn_row_equal(&rows.rows[i], &back.rows[i]));
	free(text);
	hcn_rows_clear(&rows);
	hcn_rows_clear(&back);
}
END_TEST

START_TEST(lists_may_be_empty_and_spaced)
{
	static const struct {
		const char *text;
		size_t n;
	} lists[] = {
		{ "[]", 0 },
		{ " [ ] ", 0 },
		{ " [ {\"row\":\"netns\",\"name\":\"]{\\\"\"} ,\n\t{\"row\":\"netns\"}\r] ", 2 },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(lists); i++) {
		struct hcn_rows rows = { 0 };

		ck_assert_int_eq(
			hcn_rows_decode(lists[i].text, strlen(lists[i].text), &rows, NULL), 0);
		ck_assert_uint_eq(rows.n, lists[i].n);
		hcn_rows_clear(&rows);
	}
}
END_TEST

START_TEST(what_is_no_list_of_rows_is_refused_and_leaves_the_list_as_it_was)
{
	static const char *const texts[] = {
		"",
		"{}",
		"[",
		"[,]",
		"[{\"row\":\"netns\"}",
		"[{\"row\":\"netns\"},]",
		"[{\"row\":\"netns\"} {\"row\":\"netns\"}]",
		"[{\"row\":\"netns\"}] x",
		"[[{\"row\":\"netns\"}]]",
		"[{\"row\":\"netns\",\"name\":\"a}]",
		"[{\"row\":\"netns\"},{\"row\":\"cloud\"}]",
		"[{\"row\":\"netns\"},{\"name\":\"a\"}]",
		"[{\"row\":\"netns\"},{\"row\":\"link\",\"mtu\":-1}]",
		"[{\"row\":\"netns\"},{\"row\":\"link\",\"type\":\"wire\"}]",
		"[\"netns\"]",
		"[null]",
	};
	struct hcn_rows rows = { 0 };

	given_rows(&rows, full_rows[0]);
	for (size_t i = 0; i < HCN_N_ELEMENTS(texts); i++) {
		struct hcn_error err;

		ck_assert_msg(hcn_rows_decode(texts[i], strlen(texts[i]), &rows, &err) > 0, "%s",
			texts[i]);
		ck_assert_uint_eq(rows.n, 1);
	}
	hcn_rows_clear(&rows);
}
END_TEST

START_TEST(an_empty_row_is_valid_json)
{
	struct hcn_rows rows = { 0 };
	char *text = encoded(hcn_rows_add(&rows, HCN_ROW_ADDR));

	ck_assert_str_eq(text, "{\"row\":\"addr\"}");
	free(text);
	hcn_rows_clear(&rows);
}
END_TEST

/* -1, 0, 1 */
static int order(const char *a, const char *b)
{
	struct hcn_rows rows = { 0 };
	int r, back;

	given_rows(&rows, a);
	given_rows(&rows, b);
	r = hcn_row_compare_key(&rows.rows[0], &rows.rows[1]);
	back = hcn_row_compare_key(&rows.rows[1], &rows.rows[0]);
	ck_assert_int_eq((r > 0) - (r < 0), (back < 0) - (back > 0));
	hcn_rows_clear(&rows);
	return (r > 0) - (r < 0);
}

START_TEST(keys_order_by_kind_then_by_their_fields)
{
	ck_assert_int_eq(order("{'row':'netns','name':'z'}", "{'row':'link','name':'a'}"), -1);
	ck_assert_int_eq(order("{'row':'link','name':'a'}", "{'row':'link','name':'b'}"), -1);
	ck_assert_int_eq(order("{'row':'addr','dev':'b','prefix':'10.0.0.1/8'}",
				 "{'row':'addr','netns':'a','dev':'a','prefix':'10.0.0.1/8'}"),
		-1);
	ck_assert_int_eq(order("{'row':'route','dst':'10.0.0.0/8','metric':9}",
				 "{'row':'route','dst':'10.0.0.0/8','metric':10}"),
		-1);
}
END_TEST

START_TEST(values_are_no_part_of_a_key)
{
	ck_assert_int_eq(
		order("{'row':'link','name':'a','mtu':1}", "{'row':'link','name':'a','mtu':2}"), 0);
	ck_assert_int_eq(order("{'row':'route','dst':'10.0.0.0/8','via':'10.0.0.1'}",
				 "{'row':'route','dst':'10.0.0.0/8'}"),
		0);
}
END_TEST

START_TEST(an_absent_key_field_is_the_same_as_an_empty_one)
{
	ck_assert_int_eq(
		order("{'row':'sysctl','netns':'','path':'a'}", "{'row':'sysctl','path':'a'}"), 0);
	ck_assert_int_eq(order("{'row':'route','dst':'10.0.0.0/8','metric':0}",
				 "{'row':'route','dst':'10.0.0.0/8'}"),
		0);
}
END_TEST

static bool equal(const char *a, const char *b)
{
	struct hcn_rows rows = { 0 };
	bool same;

	given_rows(&rows, a);
	given_rows(&rows, b);
	same = hcn_row_equal(&rows.rows[0], &rows.rows[1]);
	hcn_rows_clear(&rows);
	return same;
}

START_TEST(equal_rows_have_the_same_values_whoever_shares_them)
{
	ck_assert(equal("{'row':'netns','name':'a'}", "{'row':'netns','name':'a','shared':true}"));
	ck_assert(!equal("{'row':'link','name':'a','mtu':1}", "{'row':'link','name':'a','mtu':2}"));
	ck_assert(!equal("{'row':'link','name':'a','mtu':0}", "{'row':'link','name':'a'}"));
	ck_assert(!equal("{'row':'nft_chain','chain':'a','rules':['x']}",
		"{'row':'nft_chain','chain':'a','rules':['y']}"));
	ck_assert(!equal("{'row':'netns','name':'a'}", "{'row':'file','path':'a'}"));
}
END_TEST

START_TEST(key_texts_name_the_kind_and_all_key_fields)
{
	static const struct {
		const char *row;
		const char *text;
	} keys[] = {
		{ "{'row':'sysctl','path':'net/ipv4/ip_forward','value':'1'}",
			"sysctl//net/ipv4/ip_forward" },
		{ "{'row':'route','netns':'n','dst':'10.0.0.0/8','dev':'eth0','metric':5}",
			"route/n/10.0.0.0/8/eth0/5/0" },
		{ "{'row':'route','dst':'10.0.0.0/8','dev':'eth0','table':7}",
			"route//10.0.0.0/8/eth0/0/7" },
		{ "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/8'}",
			"nft_elem/hcn/nat4/10.0.0.0/8" },
		{ "{'row':'nft_table','table':'hcn','netns':'','layout':6}", "nft_table/hcn" },
		{ "{'row':'nft_table','table':'hcn','netns':'n'}", "nft_table/hcn/n" },
	};

	for (size_t i = 0; i < HCN_N_ELEMENTS(keys); i++) {
		struct hcn_rows rows = { 0 };
		struct hcn_buf b = { 0 };
		char *text;

		given_rows(&rows, keys[i].row);
		hcn_row_key_text(&rows.rows[0], &b);
		text = taken(&b);
		ck_assert_str_eq(text, keys[i].text);
		free(text);
		hcn_rows_clear(&rows);
	}
}
END_TEST

START_TEST(setting_a_text_again_replaces_it)
{
	struct hcn_rows rows = { 0 };
	struct hcn_row *row = hcn_rows_add(&rows, HCN_ROW_LINK);

	HCN_ROW_STR(&rows, row, link, name, "v%d", 1);
	HCN_ROW_STR(&rows, row, link, name, "v%d", 2);
	ck_assert_str_eq(row->link.name, "v2");
	ck_assert(row->present == HCN_BIT(hcn_row_link, name));
	ck_assert_int_eq(hcn_rows_check(&rows), 0);
	hcn_rows_clear(&rows);
}
END_TEST

START_TEST(a_copy_lives_longer_than_its_original)
{
	struct hcn_rows rows = { 0 }, copies = { 0 };
	char *text;

	given_rows(&rows, full_rows[HCN_ROW_NFT_CHAIN]);
	rows.rows[0].shared = true;
	hcn_rows_add_copy(&copies, &rows.rows[0]);
	hcn_rows_clear(&rows);
	ck_assert_int_eq(hcn_rows_check(&copies), 0);
	text = encoded(&copies.rows[0]);
	ck_assert_str_eq(text,
		"{\"row\":\"nft_chain\",\"shared\":true,\"table\":\"hcn\",\"chain\":\"forward\",\"netns\":\"0f8f\","
		"\"hook\":\"filter forward 0\",\"rules\":[\"accept\",\"drop\"]}");
	free(text);
	hcn_rows_clear(&copies);
}
END_TEST

START_TEST(a_cleared_list_can_be_used_again)
{
	struct hcn_rows rows = { 0 };

	given_rows(&rows, full_rows[HCN_ROW_LINK]);
	hcn_rows_clear(&rows);
	ck_assert_uint_eq(rows.n, 0);
	given_rows(&rows, full_rows[HCN_ROW_NETNS]);
	ck_assert_str_eq(rows.rows[0].netns.name, "0f8f");
	hcn_rows_clear(&rows);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ every_kind_of_row_comes_back_from_json_as_it_was },
		{ a_list_comes_back_from_json_in_its_order },
		{ lists_may_be_empty_and_spaced },
		{ what_is_no_list_of_rows_is_refused_and_leaves_the_list_as_it_was },
		{ an_empty_row_is_valid_json },
		{ keys_order_by_kind_then_by_their_fields },
		{ values_are_no_part_of_a_key },
		{ an_absent_key_field_is_the_same_as_an_empty_one },
		{ equal_rows_have_the_same_values_whoever_shares_them },
		{ key_texts_name_the_kind_and_all_key_fields },
		{ setting_a_text_again_replaces_it },
		{ a_copy_lives_longer_than_its_original },
		{ a_cleared_list_can_be_used_again },
		{ NULL },
	};

	return run_tests("plan rows", facts);
}
