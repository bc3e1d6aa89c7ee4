/* SPDX-License-Identifier: GPL-2.0-or-later */
/* Bridges and veths: what is replaced, what is refused, what is left behind, and how long it takes. */
#include <stdio.h>
#include <time.h>

#include "cleanup.h"
#include "host.h"

#define BRIDGE "{'row':'link','name':'br0','type':'bridge','mac':'02:00:00:00:00:01'}"
#define VETH   "{'row':'link','name':'v0','type':'veth','master':'br0','peer':'p0'}"
#define ALIAS  "{'row':'link','name':'br0','type':'bridge','alias':'hcn network 1'}"

START_TEST(a_foreign_link_of_that_name_is_not_touched)
{
	given_host();
	ck_assert_int_eq(run("ip link add br0 type bridge ageing_time 4200"), 0);
	ck_assert_int_eq(apply(HCN_STEP_ADD, ALIAS, NULL), -EEXIST);
	ck_assert_ptr_nonnull(strstr(host_error.text, "not ours"));
	ck_assert_int_eq(run("ip -d link show br0 | grep -q 'ageing_time 4200'"), 0);
	close_host();
}
END_TEST

START_TEST(our_link_with_other_values_is_replaced)
{
	given_host();
	ck_assert_int_eq(run("ip link add br0 alias 'hcn network 1' type bridge"), 0);
	ck_assert_int_eq(run("ip link set br0 alias 'hcn network 1' mtu 1300"), 0);
	add("{'row':'link','name':'br0','type':'bridge','alias':'hcn network 1','mtu':1400}");
	ck_assert(holds(
		"{'row':'link','name':'br0','type':'bridge','alias':'hcn network 1','mtu':1400}"));
	close_host();
}
END_TEST

START_TEST(a_leftover_with_a_generated_name_is_replaced)
{
	const char *row = "{'row':'link','name':'vabcdefghij22','type':'veth','peer':'eth0'}";

	given_host();
	ck_assert_int_eq(run("ip link add vabcdefghij22 type veth peer name other"), 0);
	add(row);
	ck_assert(holds(row));
	ck_assert_int_ne(run("ip link show other 2>&1"), 0);
	close_host();
}
END_TEST

START_TEST(a_link_whose_namespace_is_dying_can_be_made_again)
{
	const char *netns = "{'row':'netns','name':'ep'}";
	const char *row = "{'row':'link','name':'vabcdefghij22','type':'veth','peer':'eth0','peer_"
			  "netns':'ep'}";

	given_host();
	for (int i = 0; i < 5; i++) {
		add(netns);
		add(row);
		ck_assert(holds(row));
		take_away(netns);
	}
	close_host();
}
END_TEST

START_TEST(the_peer_must_not_take_the_name_of_another_link)
{
	given_host();
	ck_assert_int_eq(run("ip link add p0 type bridge"), 0);
	add(BRIDGE);
	ck_assert_int_eq(apply(HCN_STEP_ADD, VETH, NULL), -EEXIST);
	ck_assert_int_ne(run("ip link show v0 2>&1"), 0);
	close_host();
}
END_TEST

START_TEST(a_veth_without_its_bridge_or_namespace_is_refused_and_not_left_behind)
{
	given_host();
	ck_assert_int_eq(apply(HCN_STEP_ADD, VETH, NULL), -ENODEV);
	ck_assert_ptr_nonnull(strstr(host_error.text, "there is no bridge br0"));
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			"{'row':'link','name':'v0','type':'veth','peer':'p0','peer_netns':'none'}",
			NULL),
		-ENOENT);
	ck_assert_ptr_nonnull(strstr(host_error.text, "there is no network namespace none"));
	ck_assert_int_ne(run("ip link show v0 2>&1"), 0);
	close_host();
}
END_TEST

START_TEST(a_link_that_cannot_be_finished_is_not_left_behind)
{
	given_host();
	ck_assert_int_eq(
		run("ip link add x type bridge; ip link property add dev x altname hcn-one"), 0);
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			"{'row':'link','name':'br0','type':'bridge','altname':'hcn-one'}", NULL),
		-EEXIST);
	ck_assert_ptr_nonnull(strstr(host_error.text, "another link is called hcn-one"));
	ck_assert_int_ne(run("ip link show br0 2>&1"), 0);
	close_host();
}
END_TEST

START_TEST(the_kernels_own_words_reach_the_error)
{
	given_host();
	ck_assert_int_lt(apply(HCN_STEP_ADD,
				 "{'row':'link','name':'br0','type':'bridge','mtu':70000}", NULL),
		0);
	ck_assert_str_eq(host_error.kernel, "mtu greater than device maximum");
	ck_assert_int_eq(host_error.os_errno, EINVAL);
	ck_assert_ptr_nonnull(strstr(host_error.text, "cannot add link br0"));
	close_host();
}
END_TEST

START_TEST(a_failed_change_leaves_the_link_as_it_was)
{
	given_host();
	ck_assert_int_eq(
		run("ip link add x type bridge; ip link property add dev x altname hcn-one"), 0);
	add(ALIAS);
	ck_assert_int_eq(change(ALIAS, "{'row':'link','name':'br0','type':'bridge','alias':'b','"
				       "altname':'hcn-one'}"),
		-EEXIST);
	ck_assert(holds(ALIAS));
	close_host();
}
END_TEST

START_TEST(no_end_of_a_veth_configures_ipv6_by_itself)
{
	given_host();
	add("{'row':'netns','name':'ep'}," BRIDGE ",{'row':'link','name':'v0','type':'veth','"
	    "master':'br0','peer':'eth0','peer_netns':'ep'}");
	ck_assert_int_eq(run("sleep 0.2"), 0);
	ck_assert_str_eq(
		output_of("ip -6 addr show | grep fe80; ip -n ep -6 addr show | grep fe80"), "");
	close_host();
}
END_TEST

START_TEST(a_locked_port_does_not_learn)
{
	given_host();
	add(BRIDGE ",{'row':'link','name':'v0','type':'veth','master':'br0','peer':'p0','locked':"
		   "true}");
	ck_assert_int_eq(
		run("bridge -d link show dev v0 | grep 'learning off' | grep -q 'locked on'"), 0);
	close_host();
}
END_TEST

START_TEST(the_next_address_of_a_subnet_survives_the_first)
{
	given_host();
	add(BRIDGE ",{'row':'addr','dev':'br0','prefix':'10.0.0.1/"
		   "24'},{'row':'addr','dev':'br0','prefix':'10.0.0.2/24'}");
	take_away("{'row':'addr','dev':'br0','prefix':'10.0.0.1/24'}");
	ck_assert(holds("{'row':'addr','dev':'br0','prefix':'10.0.0.2/24'}"));
	close_host();
}
END_TEST

static double seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* Rows of @n veths on br0, both ends in the host. */
static char *many_veths(int n)
{
	struct hcn_buf b = { 0 };

	for (int i = 0; i < n; i++)
		hcn_buf_printf(&b,
			"%s{'row':'link','name':'v%d','type':'veth','master':'br0','peer':'p%d'}",
			i ? "," : "", i, i);
	return taken(&b);
}

START_TEST(fifty_veths_go_in_less_than_a_second)
{
	char *veths = many_veths(50);
	double start;

	given_host();
	add(BRIDGE);
	add(veths);
	start = seconds();
	take_away(veths);
	ck_assert_double_lt(seconds() - start, 0.5); /* one by one: 14 ms each */
	ck_assert_str_eq(output_of("ip -br link show type veth"), "");
	take_away(veths);
	close_host();
	free(veths);
}
END_TEST

START_TEST(the_1024th_port_of_a_bridge_is_refused_with_advice)
{
	char *veths = many_veths(1023);
	size_t done;

	given_host();
	add(BRIDGE);
	ck_assert_int_eq(apply(HCN_STEP_ADD, veths, &done), 0);
	ck_assert_uint_eq(done, 1023);
	ck_assert_int_eq(
		apply(HCN_STEP_ADD,
			VETH
			",{'row':'link','name':'last','type':'veth','master':'br0','peer':'q'}",
			&done),
		HCN_LIMIT_REACHED);
	ck_assert_uint_eq(done, 1);
	ck_assert_ptr_nonnull(
		strstr(host_error.text, "bridge br0 has no free port (1023 at most)"));
	ck_assert_str_ne(host_error.hint, "");
	ck_assert_int_eq(host_error.os_errno, EXFULL);
	ck_assert_int_ne(run("ip link show last 2>&1"), 0);
	take_away(veths);
	close_host();
	free(veths);
}
END_TEST

static struct hcn_counters counters_of(const char *link)
{
	struct hcn_counters c;

	ck_assert_int_eq(host->ops->counters(host, link, &c, &host_error), 0);
	return c;
}

START_TEST(counters_are_seen_from_the_far_end)
{
	struct hcn_counters c;

	given_host();
	add("{'row':'netns','name':'ep'},"
	    "{'row':'link','name':'v0','type':'veth','peer':'p0','peer_netns':'ep'},"
	    "{'row':'addr','dev':'v0','prefix':'10.9.0.1/24'}");
	ck_assert_int_eq(run("ip neigh add 10.9.0.2 lladdr 02:00:00:00:00:09 dev v0"), 0);
	c = counters_of("v0");
	ck_assert_uint_eq(c.packets_received, 0);
	ck_assert_uint_eq(c.packets_sent, 0);
	/* Nobody answers: what the host sends arrives, and nothing comes back. */
	(void)run("ping -c 3 -i 0.01 -W 0.1 -s 100 10.9.0.2 2>&1");
	c = counters_of("v0");
	ck_assert_uint_eq(c.packets_received, 3);
	ck_assert_uint_eq(c.bytes_received, 3 * (14 + 20 + 8 + 100));
	ck_assert_uint_eq(c.packets_sent, 0);
	ck_assert_uint_eq(c.bytes_sent, 0);
	close_host();
}
END_TEST

START_TEST(a_missing_link_has_counted_nothing)
{
	const struct hcn_counters none = { 0 };
	struct hcn_counters c;

	given_host();
	c = counters_of("none");
	ck_assert_mem_eq(&c, &none, sizeof(c));
	close_host();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_foreign_link_of_that_name_is_not_touched, 0 },
		{ our_link_with_other_values_is_replaced, 0 },
		{ a_leftover_with_a_generated_name_is_replaced, 0 },
		{ a_link_whose_namespace_is_dying_can_be_made_again, 0 },
		{ the_peer_must_not_take_the_name_of_another_link, 0 },
		{ a_veth_without_its_bridge_or_namespace_is_refused_and_not_left_behind, 0 },
		{ a_link_that_cannot_be_finished_is_not_left_behind, 0 },
		{ the_kernels_own_words_reach_the_error, 0 },
		{ a_failed_change_leaves_the_link_as_it_was, 0 },
		{ no_end_of_a_veth_configures_ipv6_by_itself, 0 },
		{ a_locked_port_does_not_learn, 0 },
		{ the_next_address_of_a_subnet_survives_the_first, 0 },
		{ fifty_veths_go_in_less_than_a_second, 0 },
		{ the_1024th_port_of_a_bridge_is_refused_with_advice, 0 },
		{ counters_are_seen_from_the_far_end, 0 },
		{ a_missing_link_has_counted_nothing, 0 },
		{ NULL, 0 },
	};

	return run_tests("linux-link", facts);
}
