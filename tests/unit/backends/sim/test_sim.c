/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The backend's contract: counting, idempotence, failures on demand, what an error says, facts, and size. */

#include "lab.h"

START_TEST(apply_stops_at_the_first_refusal_and_counts_what_was_done)
{
	lab_open();
	ck_assert_int_eq(
		add(NETNS("a") "," BRIDGE("br") "," ADDR("none", "10.0.0.1/24") "," NETNS("b")),
		-ENODEV);
	ck_assert_uint_eq(n_done, 2);
	expect_rows("netns a\nlink br type bridge\n");
	lab_close();
}
END_TEST

START_TEST(an_error_names_the_row_the_errno_and_the_kernels_words)
{
	lab_open();
	ck_assert_int_eq(add("{'row':'link','name':'br','type':'bridge','mtu':10}"), -EINVAL);
	ck_assert_int_eq(refusal.os_errno, EINVAL);
	ck_assert_ptr_nonnull(strstr(refusal.text, "link br type bridge mtu 10"));
	ck_assert_str_eq(refusal.kernel, "mtu less than device minimum");
	lab_close();
}
END_TEST

START_TEST(no_steps_are_no_work)
{
	lab_open();
	ck_assert_int_eq(add(""), 0);
	ck_assert_uint_eq(n_done, 0);
	lab_close();
}
END_TEST

START_TEST(changing_to_what_is_works_and_changing_what_is_missing_makes_it)
{
	lab_open();
	given(BRIDGE("br"));
	ck_assert_int_eq(change(BRIDGE("br"), BRIDGE("br")), 0);
	ck_assert_int_eq(change(BRIDGE("b2"), BRIDGE("b2")), 0);
	expect_rows("link b2 type bridge\nlink br type bridge\n");
	lab_close();
}
END_TEST

START_TEST(holds_asks_for_all_values)
{
	lab_open();
	given("{'row':'link','name':'br','type':'bridge','mtu':1400}");
	ck_assert(has("{'row':'link','name':'br','type':'bridge','mtu':1400}"));
	ck_assert(!has("{'row':'link','name':'br','type':'bridge','mtu':1500}"));
	ck_assert(!has("{'row':'link','name':'b2','type':'bridge','mtu':1400}"));
	lab_close();
}
END_TEST

START_TEST(a_chosen_step_fails_once)
{
	lab_open();
	hcn_sim_fail_at(sim, 2, ENOSPC);
	ck_assert_int_eq(add(NETNS("a") "," NETNS("b") "," NETNS("c")), -ENOSPC);
	ck_assert_uint_eq(n_done, 1);
	given(NETNS("b") "," NETNS("c"));
	lab_close();
}
END_TEST

START_TEST(a_chosen_step_is_counted_over_calls)
{
	lab_open();
	hcn_sim_fail_at(sim, 3, EIO);
	given(NETNS("a") "," NETNS("b"));
	ck_assert_int_eq(add(NETNS("c")), -EIO);
	lab_close();
}
END_TEST

START_TEST(a_failure_on_demand_can_be_called_off)
{
	lab_open();
	hcn_sim_fail_at(sim, 1, EIO);
	hcn_sim_fail_at(sim, 0, 0);
	given(NETNS("a"));
	lab_close();
}
END_TEST

START_TEST(a_chosen_step_of_a_transaction_fails_all_of_it)
{
	lab_open();
	hcn_sim_fail_at(sim, 3, EIO);
	ck_assert_int_eq(
		add(NETNS("a") "," TABLE("t") "," SET("s", "ipv4_addr") "," ELEM("s", "10.0.0.1")),
		-EIO);
	ck_assert_uint_eq(n_done, 1);
	expect_rows("netns a\n");
	lab_close();
}
END_TEST

/* Wherever it fails, taking back what was done gives the kernel of before. */
START_TEST(every_step_can_fail_and_be_taken_back)
{
	static const char before_rows[] = NETNS("old") "," BRIDGE("br") "," TABLE("t") "," SET(
		"s", "ipv4_addr") "," ELEM("s", "10.0.0.1");
	static const char after_rows[] = NETNS("new") "," BRIDGE("br") "," PORT("v", "br") "," ADDR(
		"br", "10.0.0.1/24") "," TABLE("t") "," SET("s", "ipv4_addr") "," ELEM("s",
		"10.0.0.2") "," CHAIN("c", "'ip saddr @s drop'");
	struct hcn_rows from = { 0 }, to = { 0 };
	struct hcn_steps steps, inverse;
	char *before;
	size_t done;

	lab_open();
	given(before_rows);
	before = all_rows();
	given_rows(&from, before_rows);
	given_rows(&to, after_rows);
	ck_assert_int_eq(hcn_steps_plan(&from, &to, &steps), 0);
	for (size_t i = 1; i <= steps.n; i++) {
		hcn_sim_fail_at(sim, (long)i, EIO);
		ck_assert_int_eq(hcn_backend_sim.apply(sim, &steps, &done, &refusal), -EIO);
		ck_assert_uint_lt(done, i);
		ck_assert_int_eq(hcn_steps_invert(&steps, done, &inverse), 0);
		ck_assert_int_eq(hcn_backend_sim.apply(sim, &inverse, &done, &refusal), 0);
		hcn_steps_clear(&inverse);
		expect_rows(before);
	}
	hcn_steps_clear(&steps);
	hcn_rows_clear(&from);
	hcn_rows_clear(&to);
	free(before);
	lab_close();
}
END_TEST

START_TEST(facts_are_those_of_a_quiet_machine)
{
	struct hcn_facts f;

	lab_open();
	ck_assert_int_eq(hcn_backend_sim.facts(sim, &f, &refusal), 0);
	ck_assert_uint_eq(f.n_routes, 1);
	ck_assert_str_eq(hcn_prefix_format(&f.routes[0]).text, "10.255.0.0/24");
	ck_assert_uint_eq(f.mtu, 1500);
	ck_assert_uint_eq(f.n_dns_servers, 1);
	ck_assert_str_eq(f.dns_servers[0], "192.0.2.53");
	ck_assert_uint_eq(f.n_dns_search, 1);
	ck_assert_str_eq(f.dns_search[0], "example.test");
	hcn_facts_clear(&f);
	lab_close();
}
END_TEST

START_TEST(a_test_can_have_its_own_facts)
{
	static const struct hcn_facts mine = { .mtu = 9000 };
	struct hcn_facts f;

	lab_open();
	hcn_sim_set_facts(sim, &mine);
	ck_assert_int_eq(hcn_backend_sim.facts(sim, &f, &refusal), 0);
	ck_assert_uint_eq(f.mtu, 9000);
	ck_assert_uint_eq(f.n_routes + f.n_dns_servers + f.n_dns_search, 0);
	hcn_facts_clear(&f);
	hcn_sim_set_facts(sim, NULL);
	ck_assert_int_eq(hcn_backend_sim.facts(sim, &f, &refusal), 0);
	ck_assert_uint_eq(f.mtu, 1500);
	hcn_facts_clear(&f);
	lab_close();
}
END_TEST

START_TEST(there_is_one_kernel)
{
	lab_open();
	ck_assert(hcn_backend_sim.identity(sim) == 0);
	ck_assert_str_eq(hcn_backend_sim.name, "sim");
	ck_assert_ptr_eq(sim->ops, &hcn_backend_sim);
	lab_close();
}
END_TEST

/* Ten networks of 1,000 endpoints; anything quadratic would not end within the test's time. */
START_TEST(a_link_has_counted_what_a_test_says)
{
	const struct hcn_counters some = { .bytes_received = UINT64_MAX, .packets_sent = 3 };
	struct hcn_counters counters = { .bytes_sent = 7 };

	lab_open();
	ck_assert_int_eq(hcn_sim_set_counters(sim, "a", &some), 0);
	ck_assert_int_eq(hcn_backend_sim.counters(sim, "a", &counters, &refusal), 0);
	ck_assert_mem_eq(&counters, &some, sizeof(some));
	ck_assert_int_eq(hcn_backend_sim.counters(sim, "b", &counters, &refusal), 0);
	ck_assert_mem_eq(&counters, &(struct hcn_counters){ 0 }, sizeof(counters));
	lab_close();
}
END_TEST

START_TEST(ten_thousand_endpoints_come_and_go)
{
	struct hcn_rows rows = { 0 }, none = { 0 };
	struct hcn_steps steps;

	lab_open();
	given(SKELETON);
	for (int i = 0; i < 10; i++) {
		struct hcn_row *r = hcn_rows_add(&rows, HCN_ROW_LINK);

		HCN_ROW_STR(&rows, r, link, name, "b%d", i);
		HCN_PUT(&r->link, hcn_row_link, type, HCN_LINK_BRIDGE);
	}
	for (int i = 0; i < 10000; i++) {
		struct hcn_row *r = hcn_rows_add(&rows, HCN_ROW_NETNS);

		HCN_ROW_STR(&rows, r, netns, name, "n%d", i);
		r = hcn_rows_add(&rows, HCN_ROW_LINK);
		HCN_ROW_STR(&rows, r, link, name, "v%d", i);
		HCN_PUT(&r->link, hcn_row_link, type, HCN_LINK_VETH);
		HCN_ROW_STR(&rows, r, link, peer_name, "eth0");
		HCN_ROW_STR(&rows, r, link, peer_netns, "n%d", i);
		HCN_ROW_STR(&rows, r, link, master, "b%d", i % 10);
		r = hcn_rows_add(&rows, HCN_ROW_ADDR);
		HCN_ROW_STR(&rows, r, addr, netns, "n%d", i);
		HCN_ROW_STR(&rows, r, addr, dev, "eth0");
		HCN_ROW_STR(&rows, r, addr, prefix, "10.%d.%d.%d/16", i % 10, i / 2000,
			i / 10 % 200 + 2);
		r = hcn_rows_add(&rows, HCN_ROW_NFT_ELEM);
		HCN_ROW_STR(&rows, r, nft_elem, table, "hcn");
		HCN_ROW_STR(&rows, r, nft_elem, set, "dnat4");
		HCN_ROW_STR(&rows, r, nft_elem, key, "tcp . %d", i + 1);
		HCN_ROW_STR(&rows, r, nft_elem, data, "10.%d.%d.%d . 80", i % 10, i / 2000,
			i / 10 % 200 + 2);
	}
	ck_assert_int_eq(hcn_steps_plan(&none, &rows, &steps), 0);
	ck_assert_int_eq(hcn_backend_sim.apply(sim, &steps, &n_done, &refusal), 0);
	hcn_steps_clear(&steps);
	ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_LINK), 10010);
	ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_NFT_ELEM), 10000);
	ck_assert_int_eq(hcn_steps_plan(&rows, &none, &steps), 0);
	ck_assert_int_eq(hcn_backend_sim.apply(sim, &steps, &n_done, &refusal), 0);
	hcn_steps_clear(&steps);
	ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_LINK), 0);
	hcn_rows_clear(&rows);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ apply_stops_at_the_first_refusal_and_counts_what_was_done },
		{ an_error_names_the_row_the_errno_and_the_kernels_words },
		{ no_steps_are_no_work },
		{ changing_to_what_is_works_and_changing_what_is_missing_makes_it },
		{ holds_asks_for_all_values },
		{ a_chosen_step_fails_once },
		{ a_chosen_step_is_counted_over_calls },
		{ a_failure_on_demand_can_be_called_off },
		{ a_chosen_step_of_a_transaction_fails_all_of_it },
		{ every_step_can_fail_and_be_taken_back },
		{ facts_are_those_of_a_quiet_machine },
		{ a_test_can_have_its_own_facts },
		{ there_is_one_kernel },
		{ a_link_has_counted_what_a_test_says },
		{ ten_thousand_endpoints_come_and_go },
		{ NULL },
	};

	return run_tests("sim", facts);
}
