/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Rows in words, and the commands that show them. */
#include "cleanup.h"
#include "rows_text.h"
#include "run_tests.h"

static const struct {
	const char *row;
	const char *line;
	const char *command;
} words[] = {
	{ "{'row':'netns','name':'0f8f'}", "netns 0f8f", "ip -n 0f8f link" },
	{ "{'row':'file','path':'dns/0f8f.conf','content':'search a\\nnameserver 10.0.0.1\\n'}",
		"file dns/0f8f.conf \"search a\\nnameserver 10.0.0.1\\n\"",
		"cat \"${HCN_STATE_DIR:-/run/hcn}/dns/0f8f.conf\"" },
	{ "{'row':'link','name':'b4xq','type':'bridge','mac':'02:00:00:00:00:01','mtu':1500,'alias'"
	  ":'nat'}",
		"link b4xq type bridge mac 02:00:00:00:00:01 mtu 1500 alias \"nat\"",
		"ip -d link show b4xq" },
	{ "{'row':'link','name':'vabc','type':'veth','master':'b4xq','altname':'web','peer':'eth0',"
	  "'peer_netns':'0f8f',"
	  "'peer_mac':'02:00:00:00:00:02','isolated':false,'locked':true}",
		"link vabc type veth master b4xq peer eth0@0f8f peer_mac 02:00:00:00:00:02 altname "
		"\"web\" locked",
		"ip -d link show vabc" },
	{ "{'row':'link','name':'vabc','type':'veth','peer':'h0','peer_netns':'','isolated':true}",
		"link vabc type veth peer h0 isolated", "ip -d link show vabc" },
	{ "{'row':'link_flag','dev':'vabc','flag':'hairpin'}", "link_flag hairpin dev vabc",
		"ip -d link show vabc" },
	{ "{'row':'qdisc','netns':'0f8f','dev':'eth0','rate':125000}",
		"qdisc tbf dev eth0 netns 0f8f rate 125000 bytes/s",
		"tc -n 0f8f qdisc show dev eth0" },
	{ "{'row':'sysctl','path':'net/ipv4/ip_forward','value':'1','was':'0'}",
		"sysctl net/ipv4/ip_forward = 1 (was 0)", "cat /proc/sys/net/ipv4/ip_forward" },
	{ "{'row':'sysctl','netns':'0f8f','path':'net/ipv6/conf/eth0/accept_ra','value':'0'}",
		"sysctl net/ipv6/conf/eth0/accept_ra = 0 netns 0f8f",
		"ip netns exec 0f8f cat /proc/sys/net/ipv6/conf/eth0/accept_ra" },
	{ "{'row':'addr','dev':'b4xq','prefix':'10.0.0.1/24'}", "addr 10.0.0.1/24 dev b4xq",
		"ip addr show dev b4xq to 10.0.0.1/24" },
	{ "{'row':'addr','dev':'b4xq','prefix':'10.0.0.9/32','deprecated':true}",
		"addr 10.0.0.9/32 dev b4xq deprecated", "ip addr show dev b4xq to 10.0.0.9/32" },
	{ "{'row':'addr','netns':'0f8f','dev':'eth0','prefix':'fd00::2/64'}",
		"addr fd00::2/64 dev eth0 netns 0f8f",
		"ip -n 0f8f addr show dev eth0 to fd00::2/64" },
	{ "{'row':'fdb','dev':'vabc','mac':'02:00:00:00:00:02'}", "fdb 02:00:00:00:00:02 dev vabc",
		"bridge fdb show dev vabc" },
	{ "{'row':'neigh','netns':'0f8f','dev':'eth0','ip':'10.0.0.1','mac':'02:00:00:00:00:03'}",
		"neigh 10.0.0.1 lladdr 02:00:00:00:00:03 dev eth0 netns 0f8f",
		"ip -n 0f8f neigh show to 10.0.0.1 dev eth0" },
	{ "{'row':'route','netns':'0f8f','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1'}",
		"route 0.0.0.0/0 via 10.0.0.1 dev eth0 netns 0f8f",
		"ip -n 0f8f route show exact 0.0.0.0/0 dev eth0" },
	{ "{'row':'route','dst':'fd01::/64','dev':'b4xq','metric':5}",
		"route fd01::/64 dev b4xq metric 5", "ip -6 route show exact fd01::/64 dev b4xq" },
	{ "{'row':'route','netns':'0f8f','dst':'::/0','dev':'eth1','metric':257,'table':26701,"
	  "'via':'fd01::1'}",
		"route ::/0 via fd01::1 dev eth1 metric 257 table 26701 netns 0f8f",
		"ip -6 -n 0f8f route show exact ::/0 dev eth1 table 26701" },
	{ "{'row':'route','dst':'10.0.0.2/32','dev':'b4xq','via':'10.0.0.2','mtu':1380}",
		"route 10.0.0.2/32 via 10.0.0.2 dev b4xq mtu 1380",
		"ip route show exact 10.0.0.2/32 dev b4xq" },
	{ "{'row':'rule','netns':'0f8f','from':'10.1.0.2/32','table':26701,'priority':32700}",
		"rule from 10.1.0.2/32 lookup 26701 priority 32700 netns 0f8f",
		"ip -n 0f8f rule show from 10.1.0.2/32 table 26701" },
	{ "{'row':'rule','from':'fd01::2/128','table':7,'priority':1}",
		"rule from fd01::2/128 lookup 7 priority 1",
		"ip -6 rule show from fd01::2/128 table 7" },
	{ "{'row':'nft_table','table':'hcn','netns':'n1'}", "nft table inet hcn netns n1",
		"ip netns exec n1 nft list table inet hcn" },
	{ "{'row':'nft_set','table':'hcn','set':'s','netns':'n1','type':'ipv4_addr'}",
		"nft set inet hcn s { type ipv4_addr ; } netns n1",
		"ip netns exec n1 nft list set inet hcn s" },
	{ "{'row':'nft_chain','table':'hcn','chain':'c','netns':'n1','rules':['accept']}",
		"nft chain inet hcn c { accept ; } netns n1",
		"ip netns exec n1 nft list chain inet hcn c" },
	{ "{'row':'nft_elem','table':'hcn','set':'s','netns':'n1','key':'10.0.0.1'}",
		"nft element inet hcn s { 10.0.0.1 } netns n1",
		"ip netns exec n1 nft get element inet hcn s { 10.0.0.1 }" },
	{ "{'row':'nft_table','table':'hcn','layout':6}", "nft table inet hcn layout 6",
		"nft list table inet hcn" },
	{ "{'row':'nft_set','table':'hcn','set':'natbr','type':'ifname'}",
		"nft set inet hcn natbr { type ifname ; }", "nft list set inet hcn natbr" },
	{ "{'row':'nft_set','table':'hcn','set':'m','type':'ipv4_addr','data':'ipv4_addr','flags':'"
	  "interval'}",
		"nft map inet hcn m { type ipv4_addr : ipv4_addr ; flags interval ; }",
		"nft list map inet hcn m" },
	{ "{'row':'nft_set','table':'hcn','set':'cut4','type':'ipv4_addr','counter':true,'timeout':"
	  "86400}",
		"nft set inet hcn cut4 { type ipv4_addr ; counter ; timeout 1d ; }",
		"nft list set inet hcn cut4" },
	{ "{'row':'nft_set','table':'hcn','set':'s','type':'ipv4_addr','timeout':90061}",
		"nft set inet hcn s { type ipv4_addr ; timeout 1d1h1m1s ; }",
		"nft list set inet hcn s" },
	{ "{'row':'nft_chain','table':'hcn','chain':'fw','hook':'filter forward -10','rules':['ct "
	  "state new','drop']}",
		"nft chain inet hcn fw { type filter hook forward priority -10 ; ct state new ; "
		"drop ; }",
		"nft list chain inet hcn fw" },
	{ "{'row':'nft_chain','table':'hcn','chain':'empty'}", "nft chain inet hcn empty { }",
		"nft list chain inet hcn empty" },
	{ "{'row':'nft_elem','table':'hcn','set':'dnat4','key':'tcp . 8080','data':'10.0.0.2 . "
	  "80'}",
		"nft element inet hcn dnat4 { tcp . 8080 : 10.0.0.2 . 80 }",
		"nft get element inet hcn dnat4 { tcp . 8080 }" },
	{ "{'row':'nft_elem','table':'hcn','set':'nat4','key':'10.0.0.0/24'}",
		"nft element inet hcn nat4 { 10.0.0.0/24 }",
		"nft get element inet hcn nat4 { 10.0.0.0/24 }" },
};

static void check_words(const char *json, void (*put)(const struct hcn_row *, struct hcn_buf *),
	const char *expected)
{
	struct hcn_rows rows = { 0 };
	struct hcn_buf b = { 0 };
	char *text;

	given_rows(&rows, json);
	put(&rows.rows[0], &b);
	text = taken(&b);
	ck_assert_str_eq(text, expected);
	free(text);
	hcn_rows_clear(&rows);
}

START_TEST(rows_read_like_the_commands_that_make_them)
{
	check_words(words[_i].row, hcn_row_format, words[_i].line);
}
END_TEST

START_TEST(a_command_shows_each_row)
{
	check_words(words[_i].row, hcn_row_show_command, words[_i].command);
}
END_TEST

START_TEST(every_kind_of_row_has_words)
{
	bool seen[HCN_N_ROW_KINDS] = { 0 };

	for (size_t i = 0; i < HCN_N_ELEMENTS(words); i++) {
		struct hcn_rows rows = { 0 };

		given_rows(&rows, words[i].row);
		seen[rows.rows[0].kind] = true;
		hcn_rows_clear(&rows);
	}
	for (size_t i = 0; i < HCN_N_ROW_KINDS; i++)
		ck_assert_msg(seen[i], "%s is in no vector", hcn_row_types[i].name);
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ rows_read_like_the_commands_that_make_them, HCN_N_ELEMENTS(words) },
		{ a_command_shows_each_row, HCN_N_ELEMENTS(words) },
		{ every_kind_of_row_has_words },
		{ NULL },
	};

	return run_tests("plan format", facts);
}
