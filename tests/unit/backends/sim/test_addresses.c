/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, routes, neighbours, forwarding entries and sysctls: what is refused, and what goes with what. */
#include "lab.h"

#define BR BRIDGE("br")
#define ROUTE_METRIC(dst, dev, metric)                                                             \
	"{'row':'route','dst':'" dst "','dev':'" dev "','metric':" metric "}"
#define ROUTE_TABLE(dst, dev, table)                                                               \
	"{'row':'route','dst':'" dst "','dev':'" dev "','table':" table "}"
#define RULE(from, table)   "{'row':'rule','from':'" from "','table':" table ",'priority':32700}"
#define NEIGH(dev, ip, mac) "{'row':'neigh','dev':'" dev "','ip':'" ip "','mac':'" mac "'}"

static const struct refused refused[] = {
	/* addresses */
	{ "", ADDR("none", "10.0.0.1/24"), ENODEV },
	{ "", "{'row':'addr','prefix':'10.0.0.1/24'}", ENODEV },
	{ BR, "{'row':'addr','netns':'none','dev':'br','prefix':'10.0.0.1/24'}", ENOENT },
	{ NETNS("n") "," BR, "{'row':'addr','netns':'n','dev':'br','prefix':'10.0.0.1/24'}",
		ENODEV },
	{ BR, "{'row':'addr','dev':'br'}", EINVAL },
	{ BR "," ADDR("br", "fd00::1/64"), ADDR("br", "fd00::1/48"), EEXIST },
	{ BR, ADDR("br", "ff02::1/64"), EADDRNOTAVAIL },
	{ BR, ADDR("br", "::1/128"), EADDRNOTAVAIL },
	{ BR, ADDR("br", "::/64"), EADDRNOTAVAIL },
	{ "{'row':'link','name':'br','type':'bridge','mtu':1279}", ADDR("br", "fd00::1/64"),
		EINVAL },
	/* routes */
	{ "", ROUTE("10.0.0.0/8", "none"), ENODEV },
	{ BR, "{'row':'route','netns':'none','dst':'10.0.0.0/8','dev':'br'}", ENOENT },
	{ BR, "{'row':'route','dev':'br'}", EINVAL },
	{ BR, ROUTE("10.0.0.1/8", "br"), EINVAL },
	{ BR, ROUTE_VIA("0.0.0.0/0", "br", "10.0.0.1"), ENETUNREACH },
	{ BR "," ADDR("br", "10.0.0.1/24"), ROUTE_VIA("0.0.0.0/0", "br", "10.0.1.1"), ENETUNREACH },
	{ BR "," ADDR("br", "10.0.0.1/24"), ROUTE_VIA("::/0", "br", "10.0.0.2"), EINVAL },
	{ BR "," ADDR("br", "fd00::1/64"), ROUTE_VIA("::/0", "br", "fd01::1"), EHOSTUNREACH },
	{ BR "," ADDR("br", "fd00::1/64"), ROUTE_VIA("::/0", "br", "fd00::1"), EINVAL },
	{ BR "," BRIDGE("b2") "," ADDR("b2", "10.0.0.1/24"),
		ROUTE_VIA("0.0.0.0/0", "br", "10.0.0.2"), ENETUNREACH },
	{ NETNS("n") "," VETH_IN("eth0", "n") "," ADDR("eth0", "10.0.0.1/24"),
		"{'row':'route','netns':'n','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.2'}",
		ENETUNREACH },
	{ BR "," ADDR("br", "10.0.0.1/24") "," ROUTE_VIA("10.1.0.0/16", "br", "10.0.0.2"),
		ROUTE_VIA("10.2.0.0/16", "br", "10.1.0.1"), ENETUNREACH },
	{ BR "," BRIDGE("b2") "," ROUTE("10.0.0.0/8", "br"), ROUTE("10.0.0.0/8", "b2"), EEXIST },
	{ BR "," BRIDGE("b2") "," ROUTE("fd00::/8", "br"), ROUTE_METRIC("fd00::/8", "b2", "1024"),
		EEXIST },
	{ BR "," BRIDGE("b2") "," ROUTE_TABLE("10.0.0.0/8", "br", "7"),
		ROUTE_TABLE("10.0.0.0/8", "b2", "7"), EEXIST },
	{ BR "," ADDR("br", "10.0.0.1/24") "," ROUTE_TABLE("10.1.0.0/16", "br", "7"),
		ROUTE_VIA("10.2.0.0/16", "br", "10.1.0.1"), ENETUNREACH },
	/* rules */
	{ "", "{'row':'rule','netns':'none','from':'10.0.0.1/32','table':7,'priority':1}", ENOENT },
	{ "", "{'row':'rule','table':7,'priority':1}", EINVAL },
	{ "", RULE("10.0.0.1/32", "0"), EINVAL },
	/* neighbours */
	{ "", NEIGH("none", "10.0.0.1", "02:00:00:00:00:01"), ENODEV },
	{ BR, "{'row':'neigh','netns':'none','dev':'br','ip':'10.0.0.1','mac':'02:00:00:00:00:01'}",
		ENOENT },
	{ BR, "{'row':'neigh','dev':'br','mac':'02:00:00:00:00:01'}", EINVAL },
	{ BR, "{'row':'neigh','dev':'br','ip':'10.0.0.1'}", EINVAL },
	/* forwarding entries */
	{ "", FDB("none", "02:00:00:00:00:01"), ENODEV },
	{ VETH("v"), FDB("v", "02:00:00:00:00:01"), EOPNOTSUPP },
	{ BR, FDB("br", "02:00:00:00:00:01"), EOPNOTSUPP },
	{ BR, FDB("lo", "02:00:00:00:00:01"), EOPNOTSUPP },
	{ BR "," PORT("v", "br"), FDB("v", "00:00:00:00:00:00"), EINVAL },
	{ BR "," PORT("v", "br"), "{'row':'fdb','dev':'v'}", EINVAL },
	{ BR "," PORT("v", "br") "," PORT("w", "br") "," FDB("v", "02:00:00:00:00:01"),
		FDB("w", "02:00:00:00:00:01"), EEXIST },
	/* sysctls */
	{ "", SYSCTL("net/ipv4/no_such_file", "1"), ENOENT },
	{ "", SYSCTL("net/ipv4/conf/none/rp_filter", "1"), ENOENT },
	{ "", SYSCTL("net/ipv4/conf/lo", "1"), ENOENT },
	{ BR, SYSCTL("net/ipv4/conf/br/no_such_file", "1"), ENOENT },
	{ "", "{'row':'sysctl','netns':'none','path':'net/ipv4/ip_forward','value':'1'}", ENOENT },
	{ BR, SYSCTL("net/ipv4/conf/br/rp_filter", "yes"), EINVAL },
	{ "", "{'row':'sysctl','path':'net/ipv4/ip_forward'}", EINVAL },
	/* files */
	{ "", "{'row':'file','path':'/etc/passwd'}", EINVAL },
	{ "", "{'row':'file','path':'../x'}", EINVAL },
	{ "", "{'row':'file','path':'a/../../x'}", EINVAL },
	{ "", "{'row':'file','content':'x'}", EINVAL },
};

START_TEST(linux_refuses_it)
{
	expect_refused(&refused[_i]);
}
END_TEST

static const char *const taken_rows[] = {
	BR "," ADDR("br", "10.0.0.1/24") "," ADDR("br", "10.0.0.1/16") "," ADDR("br", "fd00::1/64"),
	BR "," BRIDGE("b2") "," ADDR("br", "10.0.0.1/24") "," ADDR("b2", "10.0.0.1/24"),
	BR "," BRIDGE("b2") "," ADDR("br", "fd00::1/64") "," ADDR("b2", "fd00::1/64"),
	ADDR("lo", "10.0.0.1/32"),
	BR "," ADDR("br", "10.0.0.1/24") "," ROUTE_VIA("0.0.0.0/0", "br", "10.0.0.2"),
	BR "," ROUTE("10.0.0.2/32", "br") "," ROUTE_VIA("0.0.0.0/0", "br", "10.0.0.2"),
	BR "," ADDR("br", "10.0.0.1/24") "," ROUTE_VIA("10.8.0.0/16", "br", "10.0.0.1"),
	BR "," ROUTE_VIA("::/0", "br", "fe80::1"),
	BR "," BRIDGE("b2") "," ROUTE("10.0.0.0/8", "br") "," ROUTE_METRIC("10.0.0.0/8", "b2", "5"),
	BR "," BRIDGE("b2") "," ROUTE("10.0.0.0/8", "br") "," ROUTE_TABLE("10.0.0.0/8", "b2", "7"),
	RULE("10.0.0.1/32", "7") "," RULE("10.0.0.1/32", "8") "," RULE("fd00::1/128", "7"),
	BR "," NEIGH("br", "10.0.0.1", "02:00:00:00:00:01") "," NEIGH(
		"br", "fd00::1", "02:00:00:00:00:01"),
	BR "," BRIDGE("b2") "," PORT("v", "br") "," PORT("w", "b2") "," FDB(
		"v", "02:00:00:00:00:01") "," FDB("w", "02:00:00:00:00:01"),
	"{'row':'file','path':'dns/x.conf','content':'nameserver 10.0.0.1'}",
};

START_TEST(linux_takes_it_and_takes_it_again)
{
	char *rows;

	lab_open();
	given(taken_rows[_i]);
	rows = all_rows();
	given(taken_rows[_i]);
	expect_rows(rows);
	free(rows);
	ck_assert_int_eq(go(taken_rows[_i], ""), 0);
	expect_rows("");
	ck_assert_int_eq(go(taken_rows[_i], ""), 0);
	lab_close();
}
END_TEST

START_TEST(neighbours_gateways_and_files_are_replaced)
{
	lab_open();
	given(BR "," ADDR("br", "10.0.0.1/24") "," NEIGH("br", "10.0.0.7", "02:00:00:00:00:01"));
	given(ROUTE_VIA(
		"0.0.0.0/0", "br", "10.0.0.2") ",{'row':'file','path':'a','content':'old'}");
	given(NEIGH("br", "10.0.0.7", "02:00:00:00:00:02") "," ROUTE_VIA(
		"0.0.0.0/0", "br", "10.0.0.3"));
	given("{'row':'file','path':'a','content':'new'}");
	expect_rows("file a \"new\"\n"
		    "link br type bridge\n"
		    "addr 10.0.0.1/24 dev br\n"
		    "neigh 10.0.0.7 lladdr 02:00:00:00:00:02 dev br\n"
		    "route 0.0.0.0/0 via 10.0.0.3 dev br\n");
	lab_close();
}
END_TEST

START_TEST(the_last_ipv4_address_takes_the_ipv4_routes_of_its_end)
{
	lab_open();
	given(VETH("v") "," ADDR("v", "10.0.0.1/24") "," ADDR("v", "10.0.1.1/24") "," ADDR(
		"p-v", "10.0.0.2/24"));
	given(ROUTE("10.8.0.0/16", "v") "," ROUTE("10.9.0.0/16", "p-v") "," ROUTE(
		"fd00::/64", "v"));
	ck_assert_int_eq(take_away(ADDR("v", "10.0.0.1/24")), 0);
	ck_assert(has(ROUTE("10.8.0.0/16", "v")));
	ck_assert_int_eq(take_away(ADDR("v", "10.0.1.1/24")), 0);
	ck_assert(!has(ROUTE("10.8.0.0/16", "v")));
	ck_assert(has(ROUTE("10.9.0.0/16", "p-v")));
	ck_assert(has(ROUTE("fd00::/64", "v")));
	lab_close();
}
END_TEST

START_TEST(a_sysctl_holds_its_first_value_before_anybody_writes)
{
	lab_open();
	given(NETNS("n") "," BR);
	ck_assert(has(SYSCTL("net/ipv4/ip_forward", "0")));
	ck_assert(!has(SYSCTL("net/ipv4/ip_forward", "1")));
	ck_assert(has(SYSCTL("net/ipv4/conf/br/send_redirects", "1")));
	ck_assert(has(SYSCTL("net/ipv6/conf/all/forwarding", "0")));
	ck_assert(has("{'row':'sysctl','netns':'n','path':'net/bridge/"
		      "bridge-nf-call-iptables','value':'1'}"));
	ck_assert(!has(SYSCTL("net/ipv4/conf/none/rp_filter", "0")));
	ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_SYSCTL), 0);
	lab_close();
}
END_TEST

static char *prepared(const char *row)
{
	struct hcn_rows rows = { 0 };
	char *was;

	given_rows(&rows, row);
	ck_assert_int_eq(hcn_backend_sim.prepare(sim, &rows.rows[0], &refusal), 0);
	ck_assert(HCN_HAS(&rows.rows[0].sysctl, hcn_row_sysctl, was));
	was = strdup(rows.rows[0].sysctl.was);
	hcn_rows_clear(&rows);
	return was;
}

START_TEST(prepare_remembers_the_value_before)
{
	char *was;

	lab_open();
	was = prepared(SYSCTL("net/ipv4/ip_forward", "1"));
	ck_assert_str_eq(was, "0");
	free(was);
	given(SYSCTL("net/ipv4/ip_forward", "1"));
	was = prepared("{'row':'sysctl','path':'net/ipv4/ip_forward','value':'0','was':'stale'}");
	ck_assert_str_eq(was, "1");
	free(was);
	lab_close();
}
END_TEST

START_TEST(prepare_remembers_nothing_of_what_is_yet_to_be_made)
{
	struct hcn_rows rows = { 0 };

	lab_open();
	given_rows(&rows, SYSCTL("net/ipv4/conf/none/rp_filter", "1") "," NETNS("n"));
	ck_assert_int_eq(hcn_backend_sim.prepare(sim, &rows.rows[0], &refusal), 0);
	ck_assert(!HCN_HAS(&rows.rows[0].sysctl, hcn_row_sysctl, was));
	ck_assert_int_eq(hcn_backend_sim.prepare(sim, &rows.rows[1], &refusal), 0);
	ck_assert(rows.rows[1].present == HCN_BIT(hcn_row_netns, name));
	hcn_rows_clear(&rows);
	lab_close();
}
END_TEST

#define FORWARD(value, was)                                                                        \
	"{'row':'sysctl','path':'net/ipv4/ip_forward','value':'" value "','was':'" was "'}"

START_TEST(removing_a_sysctl_restores_what_was)
{
	lab_open();
	given(FORWARD("1", "0"));
	expect_rows("sysctl net/ipv4/ip_forward = 1\n");
	ck_assert_int_eq(take_away(FORWARD("1", "0")), 0);
	expect_rows("");
	given(FORWARD("1", "0"));
	given(FORWARD("1", "1"));
	ck_assert_int_eq(take_away(FORWARD("1", "1")), 0);
	expect_rows("sysctl net/ipv4/ip_forward = 1\n");
	lab_close();
}
END_TEST

START_TEST(removing_a_sysctl_that_remembers_nothing_leaves_the_value)
{
	lab_open();
	given(BR "," SYSCTL("net/ipv4/conf/br/rp_filter", "1"));
	ck_assert_int_eq(take_away(SYSCTL("net/ipv4/conf/br/rp_filter", "1")), 0);
	ck_assert(has(SYSCTL("net/ipv4/conf/br/rp_filter", "1")));
	ck_assert_int_eq(take_away(BR ",{'row':'sysctl','path':'net/ipv4/conf/br/"
				      "rp_filter','value':'1','was':'0'}"),
		0);
	expect_rows("");
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ linux_refuses_it, HCN_N_ELEMENTS(refused) },
		{ linux_takes_it_and_takes_it_again, HCN_N_ELEMENTS(taken_rows) },
		{ neighbours_gateways_and_files_are_replaced },
		{ the_last_ipv4_address_takes_the_ipv4_routes_of_its_end },
		{ a_sysctl_holds_its_first_value_before_anybody_writes },
		{ prepare_remembers_the_value_before },
		{ prepare_remembers_nothing_of_what_is_yet_to_be_made },
		{ removing_a_sysctl_restores_what_was },
		{ removing_a_sysctl_that_remembers_nothing_leaves_the_value },
		{ NULL },
	};

	return run_tests("sim addresses", facts);
}
