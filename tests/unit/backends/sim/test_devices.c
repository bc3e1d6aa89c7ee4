/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Network namespaces and links: what is refused, and what goes with what. */
#include <stdio.h>

#include "lab.h"

#define NAME_16    "abcdefghijklmnop"
#define LINK(more) "{'row':'link','name':'br','type':'bridge'," more "}"
#define X32        "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"
#define X128       X32 X32 X32 X32

static const struct refused refused[] = {
	/* netns */
	{ "", "{'row':'netns','name':''}", EINVAL },
	{ "", NETNS("a/b"), EINVAL },
	{ "", NETNS(".."), EINVAL },
	{ "", NETNS(X128 X128), ENAMETOOLONG },
	/* names */
	{ "", BRIDGE(""), EINVAL },
	{ "", BRIDGE(NAME_16), EINVAL },
	{ "", BRIDGE("a/b"), EINVAL },
	{ "", BRIDGE("a b"), EINVAL },
	{ "", BRIDGE("a:b"), EINVAL },
	{ "", BRIDGE("."), EINVAL },
	{ "", BRIDGE("lo"), EEXIST },
	{ "", "{'row':'link','name':'v','type':'veth'}", EINVAL },
	{ "", "{'row':'link','name':'v','type':'veth','peer':'" NAME_16 "'}", EINVAL },
	{ "", "{'row':'link','name':'v','type':'veth','peer':'v'}", EEXIST },
	{ BRIDGE("br"), VETH("br"), EEXIST },
	{ VETH("v"), BRIDGE("p-v"), EEXIST },
	{ NETNS("n") "," VETH_IN("v", "n"), VETH_IN("w", "n"), EEXIST },
	{ NETNS("n"), "{'row':'link','name':'v','type':'veth','peer':'lo','peer_netns':'n'}",
		EEXIST },
	{ "{'row':'link','name':'br','type':'bridge','alias':'theirs'}", LINK("'alias':'ours'"),
		EEXIST },
	{ BRIDGE("other"), LINK("'altname':'other'"), EEXIST },
	{ "{'row':'link','name':'b','type':'bridge','altname':'web'}", LINK("'altname':'web'"),
		EEXIST },
	{ "{'row':'link','name':'b','type':'bridge','altname':'web'}", BRIDGE("web"), EEXIST },
	/* attributes */
	{ "", LINK("'mtu':67"), EINVAL },
	{ "", LINK("'mtu':65536"), EINVAL },
	{ "", LINK("'mac':'03:00:00:00:00:01'"), EADDRNOTAVAIL },
	{ "", LINK("'mac':'00:00:00:00:00:00'"), EADDRNOTAVAIL },
	{ "", "{'row':'link','name':'v','type':'veth','peer':'w','peer_mac':'ff:ff:ff:ff:ff:ff'}",
		EADDRNOTAVAIL },
	{ "", LINK("'alias':'" X128 X128 "'"), ERANGE },
	{ "", LINK("'altname':'" X128 "'"), EINVAL },
	{ "", LINK("'altname':''"), EINVAL },
	/* places */
	{ "", VETH_IN("v", "none"), ENOENT },
	{ "", PORT("v", "none"), ENODEV },
	{ "", PORT("v", "lo"), EOPNOTSUPP },
	{ VETH("w"), PORT("v", "w"), EOPNOTSUPP },
	{ VETH("w"), PORT("v", "p-w"), EOPNOTSUPP },
	{ BRIDGE("b"), LINK("'master':'b'"), ELOOP },
	{ BRIDGE("b"), FLAG("b", "hairpin"), EOPNOTSUPP },
	{ VETH("v"), FLAG("v", "hairpin"), EOPNOTSUPP },
	{ VETH("v"), FLAG("v", "nf_call"), EOPNOTSUPP },
	{ "", FLAG("v", "hairpin"), ENODEV },
	{ "", "{'row':'qdisc','dev':'v','rate':1000}", ENODEV },
	{ VETH("v"), "{'row':'qdisc','dev':'v'}", EINVAL },
	{ "", LINK("'isolated':true"), EOPNOTSUPP },
	{ "", LINK("'locked':true"), EOPNOTSUPP },
};

START_TEST(linux_refuses_it)
{
	expect_refused(&refused[_i]);
}
END_TEST

static const char *const taken_links[] = {
	LINK("'mtu':68"),
	LINK("'mtu':65535"),
	LINK("'mac':'02:00:00:00:00:01','alias':'a name, with "
	     "spaces','altname':'web'"),
	BRIDGE("abcdefghijklmno"),
	VETH("v"),
	"{'row':'link','name':'v','type':'veth','peer':'w','mtu':9000,'peer_mac':'02:00:00:00:00:"
	"02'}",
	BRIDGE("br") "," PORT("v", "br"),
	BRIDGE("br") ",{'row':'link','name':'v','type':'veth','peer':'w','master':'br','"
		     "isolated':true,'locked':true}",
	BRIDGE("br") "," PORT("v", "br") "," FLAG("v", "hairpin") "," FLAG("br", "nf_call"),
	NETNS("n") "," VETH_IN("v", "n"),
	NETNS("n") "," NETNS("m") "," VETH_IN("v", "n") "," VETH_IN("w", "m"),
};

START_TEST(linux_takes_it_and_takes_it_again)
{
	char *rows;

	lab_open();
	given(taken_links[_i]);
	rows = all_rows();
	given(taken_links[_i]);
	expect_rows(rows);
	free(rows);
	ck_assert_int_eq(take_away(taken_links[_i]), 0);
	expect_rows("");
	ck_assert_int_eq(take_away(taken_links[_i]), 0);
	lab_close();
}
END_TEST

START_TEST(a_bridge_has_1023_ports)
{
	char row[256];

	lab_open();
	given(BRIDGE("br") "," BRIDGE("b2"));
	for (int i = 0; i < 1023; i++) {
		snprintf(row, sizeof(row),
			"{'row':'link','name':'v%d','type':'veth','peer':'p%d','master':'br'}", i,
			i);
		given(row);
	}
	ck_assert_int_eq(add(PORT("more", "br")), -EXFULL);
	given(PORT("more", "b2"));
	ck_assert_int_eq(change(PORT("more", "b2"), PORT("more", "br")), -EXFULL);
	ck_assert_int_eq(take_away("{'row':'link','name':'v7'}"), 0);
	ck_assert_int_eq(change(PORT("more", "b2"), PORT("more", "br")), 0);
	ck_assert_int_eq(change(PORT("more", "br"), "{'row':'link','name':'more','type':'veth','"
						    "peer':'p-more','master':'br','mtu':1400}"),
		0); /* a port in place, not one more */
	ck_assert_int_eq(add(PORT("last", "br")), -EXFULL);
	ck_assert_int_eq(change(PORT("more", "br"), PORT("more", "b2")), 0);
	given(PORT("last", "br"));
	lab_close();
}
END_TEST

START_TEST(a_link_changes_in_place)
{
	lab_open();
	given(BRIDGE("br") "," BRIDGE("b2") "," PORT("v", "br") "," ADDR("v", "10.0.0.1/24"));
	ck_assert_int_eq(change(PORT("v", "br"), "{'row':'link','name':'v','type':'veth','peer':'p-"
						 "v','mtu':1400,'altname':'web'}"),
		0);
	expect_rows("link b2 type bridge\n"
		    "link br type bridge\n"
		    "link v type veth peer p-v mtu 1400 altname \"web\"\n"
		    "addr 10.0.0.1/24 dev v\n");
	ck_assert_int_eq(add(BRIDGE("web")), -EEXIST);
	ck_assert_int_eq(change(VETH("v"), PORT("v", "b2")), 0);
	given(BRIDGE("web")); /* the old name is free again */
	lab_close();
}
END_TEST

START_TEST(a_change_that_is_refused_changes_nothing)
{
	char *before;

	lab_open();
	given(BRIDGE("br") "," PORT("v", "br") "," FDB("v", "02:00:00:00:00:01"));
	before = all_rows();
	ck_assert_int_eq(change(PORT("v", "br"), PORT("v", "none")), -ENODEV);
	expect_rows(before);
	free(before);
	lab_close();
}
END_TEST

START_TEST(other_ends_make_another_device)
{
	lab_open();
	given(NETNS("n") "," VETH("v") "," ADDR("v", "10.0.0.1/24"));
	ck_assert_int_eq(change(VETH("v"), VETH_IN("v", "n")), 0);
	expect_rows("netns n\nlink v type veth peer eth0@n\n");
	ck_assert_int_eq(change(VETH_IN("v", "n"), BRIDGE("v")), 0);
	expect_rows("netns n\nlink v type bridge\n");
	lab_close();
}
END_TEST

START_TEST(a_link_of_ours_is_replaced_a_foreign_one_is_not)
{
#define OURS "abcdefghijklm" /* as hcn_guid_ifname() makes them */
	lab_open();
	given(BRIDGE(OURS) "," ADDR(OURS, "10.0.0.1/24"));
	given("{'row':'link','name':'" OURS "','type':'bridge','mtu':1400}");
	expect_rows("link " OURS " type bridge mtu 1400\n");
	given(LINK("'alias':'same'"));
	given(LINK("'alias':'same','mtu':1400"));
	ck_assert_int_eq(add(LINK("'mtu':1400")), -EEXIST);
	ck_assert_int_eq(add(VETH(OURS)), -EEXIST);
	lab_close();
}
END_TEST

START_TEST(a_dying_netns_takes_its_devices_and_their_other_ends)
{
	lab_open();
	given(NETNS("n") "," NETNS("stays") "," BRIDGE(
		"br") ",{'row':'link','name':'v','type':'veth','peer':'eth0','peer_netns':'n','"
		      "master':'br'}");
	given(FDB("v", "02:00:00:00:00:01") ",{'row':'addr','netns':'n','dev':'eth0','prefix':'10."
					    "0.0.2/24'}");
	given("{'row':'addr','netns':'n','dev':'lo','prefix':'10.1.0.1/32'}");
	given("{'row':'route','netns':'n','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1'}");
	given("{'row':'sysctl','netns':'n','path':'net/ipv4/ip_forward','value':'1'}");
	given("{'row':'neigh','netns':'n','dev':'eth0','ip':'10.0.0.1','mac':'02:00:00:00:00:02'}");
	ck_assert_int_eq(take_away(NETNS("n")), 0);
	expect_rows("netns stays\nlink br type bridge\n");
	for (int kind = 0; kind < HCN_N_ROW_KINDS; kind++)
		ck_assert_uint_eq(hcn_sim_count(sim, (enum hcn_row_kind)kind),
			kind == HCN_ROW_NETNS || kind == HCN_ROW_LINK);
	lab_close();
}
END_TEST

START_TEST(a_link_takes_all_that_is_on_it)
{
	lab_open();
	given(BRIDGE("br") "," PORT("v", "br") "," FDB("v", "02:00:00:00:00:01"));
	given(ADDR("v", "10.0.0.1/24") "," ADDR("p-v", "fd00::1/64") "," ROUTE_VIA(
		"10.9.0.0/16", "v", "10.0.0.2"));
	given("{'row':'neigh','dev':'p-v','ip':'10.0.0.3','mac':'02:00:00:00:00:02'}");
	given(SYSCTL("net/ipv4/conf/v/rp_filter", "1"));
	ck_assert_int_eq(take_away(PORT("v", "br")), 0);
	expect_rows("link br type bridge\n");
	lab_close();
}
END_TEST

START_TEST(ports_outlive_their_bridge_as_plain_links)
{
	lab_open();
	given(BRIDGE("br") ",{'row':'link','name':'v','type':'veth','peer':'w','master':'br','"
			   "locked':true}");
	given(FLAG("v", "hairpin") "," FDB("v", "02:00:00:00:00:01") "," ADDR("v", "10.0.0.1/24"));
	ck_assert_int_eq(take_away(BRIDGE("br")), 0);
	expect_rows("link v type veth peer w\naddr 10.0.0.1/24 dev v\n");
	given(BRIDGE("br") "," PORT("x", "br") "," FDB("x", "02:00:00:00:00:01"));
	lab_close();
}
END_TEST

START_TEST(a_port_that_changes_bridges_leaves_its_entries_behind)
{
	lab_open();
	given(BRIDGE("br") "," BRIDGE("b2") "," PORT("v", "br") "," FDB("v", "02:00:00:00:00:01"));
	ck_assert_int_eq(change(PORT("v", "br"), PORT("v", "b2")), 0);
	ck_assert_uint_eq(hcn_sim_count(sim, HCN_ROW_FDB), 0);
	lab_close();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ linux_refuses_it, HCN_N_ELEMENTS(refused) },
		{ linux_takes_it_and_takes_it_again, HCN_N_ELEMENTS(taken_links) },
		{ a_bridge_has_1023_ports },
		{ a_link_changes_in_place },
		{ a_change_that_is_refused_changes_nothing },
		{ other_ends_make_another_device },
		{ a_link_of_ours_is_replaced_a_foreign_one_is_not },
		{ a_dying_netns_takes_its_devices_and_their_other_ends },
		{ a_link_takes_all_that_is_on_it },
		{ ports_outlive_their_bridge_as_plain_links },
		{ a_port_that_changes_bridges_leaves_its_entries_behind },
		{ NULL },
	};

	return run_tests("sim devices", facts);
}
