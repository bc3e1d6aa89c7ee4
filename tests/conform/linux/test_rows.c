/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The life of a row of every kind in the real kernel: added, added again, changed, removed, removed again.
 */
#include "cleanup.h"
#include "host.h"

#define NETNS  "{'row':'netns','name':'ep'}"
#define BRIDGE "{'row':'link','name':'br0','type':'bridge','mac':'02:00:00:00:00:01','mtu':1500}"
#define VETH                                                                                       \
	"{'row':'link','name':'v0','type':'veth','mtu':1500,'master':'br0','peer':'eth0',"         \
	"'peer_netns':'ep','peer_mac':'02:00:00:00:00:02'}"
#define ENDPOINT        NETNS "," BRIDGE "," VETH
#define TABLE           "{'row':'nft_table','table':'t'}"
#define SET(name, type) "{'row':'nft_set','table':'t','set':'" name "','type':'" type "'}"
#define SET_OF(name, type, rest)                                                                   \
	"{'row':'nft_set','table':'t','set':'" name "','type':'" type "'," rest "}"
#define ELEM(set, key) "{'row':'nft_elem','table':'t','set':'" set "','key':'" key "'}"
#define PAIR(set, key, data)                                                                       \
	"{'row':'nft_elem','table':'t','set':'" set "','key':'" key "','data':'" data "'}"

#define INSIDE "{'row':'nft_table','netns':'ep','table':'t'}"
#define CHAIN_INSIDE(rule)                                                                         \
	"{'row':'nft_chain','netns':'ep','table':'t','chain':'c','hook':'nat output "              \
	"-100','rules':['" rule "']}"

static const struct life {
	const char *stage; /* what must be there first; "" */
	const char *row;
	const char *changed; /* same key, other value; NULL: it has none */
} lives[] = {
	{ "", NETNS, NULL },
	{ "", "{'row':'file','path':'a.conf','content':'x'}",
		"{'row':'file','path':'a.conf','content':'y\\n'}" },
	{ "", "{'row':'file','path':'resolv/a/b.conf','content':''}", NULL },
	{ "", BRIDGE,
		"{'row':'link','name':'br0','type':'bridge','mac':'02:00:00:00:00:09','mtu':"
		"1400}" },
	{ "",
		"{'row':'link','name':'br0','type':'bridge','alias':'one','altname':"
		"'hcn-one'}",
		"{'row':'link','name':'br0','type':'bridge','alias':'two','altname'"
		":'hcn-two'}" },
	{ NETNS "," BRIDGE, VETH,
		"{'row':'link','name':'v0','type':'veth','mtu':1400,'master':'br0','peer':'eth0','"
		"peer_netns':'ep',"
		"'peer_mac':'02:00:00:00:00:03','isolated':true,'locked':true,'"
		"alias':'a'}" },
	{ NETNS "," BRIDGE, VETH,
		"{'row':'link','name':'v0','type':'veth','mtu':1500,'master':'br0','peer':'eth1','"
		"peer_netns':'ep'}" },
	{ NETNS "," BRIDGE,
		"{'row':'link','name':'v0','type':'veth','mtu':1500,'master':'br0','peer':'eth0','"
		"locked':true}",
		"{'row':'link','name':'v0','type':'veth','mtu':1500,'peer':'eth0'}" },
	{ NETNS,
		"{'row':'link','name':'v0','type':'veth','mtu':1000,'peer':'eth0','peer_netns':'ep'"
		"}",
		NULL },
	{ NETNS "," BRIDGE "," VETH, "{'row':'qdisc','netns':'ep','dev':'eth0','rate':125000}",
		"{'row':'qdisc','netns':'ep','dev':'eth0','rate':12500000000}" },
	{ BRIDGE, "{'row':'qdisc','dev':'br0','rate':1}", NULL },
	{ BRIDGE, "{'row':'link_flag','dev':'br0','flag':'nf_call'}", NULL },
	{ NETNS "," BRIDGE "," VETH, "{'row':'link_flag','dev':'v0','flag':'hairpin'}", NULL },
	{ "", "{'row':'sysctl','path':'net/ipv4/ip_forward','value':'1','was':'0'}",
		"{'row':'sysctl','path':'net/ipv4/ip_forward','value':'0','was':'1'}" },
	{ NETNS,
		"{'row':'sysctl','netns':'ep','path':'net/ipv4/ip_local_port_range','value':'2000 "
		"3000','was':'5000 6000'}",
		NULL },
	{ BRIDGE, "{'row':'addr','dev':'br0','prefix':'10.0.0.1/24'}", NULL },
	{ ENDPOINT, "{'row':'addr','netns':'ep','dev':'eth0','prefix':'10.0.0.2/32'}", NULL },
	{ ENDPOINT,
		"{'row':'addr','netns':'ep','dev':'eth0','prefix':'10.0.0.2/32','deprecated':true}",
		NULL },
	{ ENDPOINT,
		"{'row':'addr','netns':'ep','dev':'eth0','prefix':'fd00::2/128','deprecated':true}",
		NULL },
	{ ENDPOINT, "{'row':'addr','netns':'ep','dev':'eth0','prefix':'fd00::2/64'}", NULL },
	{ ENDPOINT, "{'row':'fdb','dev':'v0','mac':'02:00:00:00:00:02'}", NULL },
	{ BRIDGE, "{'row':'neigh','dev':'br0','ip':'10.0.0.2','mac':'02:00:00:00:00:02'}",
		"{'row':'neigh','dev':'br0','ip':'10.0.0.2','mac':'02:00:00:00:00:03'}" },
	{ ENDPOINT,
		"{'row':'neigh','netns':'ep','dev':'eth0','ip':'fd00::1','mac':'02:00:00:00:00:02'"
		"}",
		NULL },
	{ ENDPOINT ",{'row':'addr','netns':'ep','dev':'eth0','prefix':'10.0.0.2/24'}",
		"{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1'}",
		"{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.3'}" },
	{ ENDPOINT ",{'row':'addr','netns':'ep','dev':'eth0','prefix':'fd00::2/64'}",
		"{'row':'route','netns':'ep','dst':'::/"
		"0','dev':'eth0','metric':10,'via':'fd00::1'}",
		"{'row':'route','netns':'ep','dst':'::/"
		"0','dev':'eth0','metric':10,'via':'fd00::3'}" },
	{ BRIDGE, "{'row':'route','dst':'10.0.0.2/32','dev':'br0','via':'10.0.0.2'}",
		"{'row':'route','dst':'10.0.0.2/32','dev':'br0','via':'10.0.0.2','mtu':1280}" },
	{ BRIDGE, "{'row':'route','dst':'fd00::2/128','dev':'br0','via':'fd00::2','mtu':1400}",
		"{'row':'route','dst':'fd00::2/128','dev':'br0','via':'fd00::2','mtu':1380}" },
	{ ENDPOINT, "{'row':'route','netns':'ep','dst':'10.9.0.0/16','dev':'eth0','metric':7}",
		NULL },
	{ ENDPOINT ",{'row':'addr','netns':'ep','dev':'eth0','prefix':'10.0.0.2/24'}"
		   ",{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','via':'10.0.0.1'}",
		"{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','table':26700,'via':"
		"'10.0.0.1'}",
		"{'row':'route','netns':'ep','dst':'0.0.0.0/0','dev':'eth0','table':26700,'via':"
		"'10.0.0.3'}" },
	{ ENDPOINT ",{'row':'route','netns':'ep','dst':'fd00::/64','dev':'eth0','table':26700}",
		"{'row':'route','netns':'ep','dst':'::/0','dev':'eth0','metric':10,'table':26700,"
		"'via':'fd00::1'}",
		NULL },
	{ ENDPOINT, "{'row':'route','netns':'ep','dst':'10.9.0.0/16','dev':'eth0','table':200}",
		NULL },
	{ NETNS ",{'row':'rule','netns':'ep','from':'10.0.0.2/32','table':7,'priority':32700}",
		"{'row':'rule','netns':'ep','from':'10.0.0.2/32','table':26700,'priority':32700}",
		NULL },
	{ NETNS, "{'row':'rule','netns':'ep','from':'fd00::2/128','table':200,'priority':32700}",
		NULL },
	{ "", "{'row':'rule','from':'10.0.0.0/8','table':26700,'priority':1}", NULL },
	{ "", TABLE, NULL },
	{ "", "{'row':'nft_table','table':'t','layout':6}", NULL },
	{ NETNS, "{'row':'nft_table','netns':'ep','table':'t'}", NULL },
	{ NETNS "," INSIDE,
		"{'row':'nft_set','netns':'ep','table':'t','set':'s','type':'ipv4_addr'}",
		"{'row':'nft_set','netns':'ep','table':'t','set':'s','type':'ipv6_addr'}" },
	{ NETNS "," INSIDE, CHAIN_INSIDE("accept"), CHAIN_INSIDE("redirect to :80") },
	{ NETNS "," INSIDE
		",{'row':'nft_set','netns':'ep','table':'t','set':'s','type':'ipv4_addr'}",
		"{'row':'nft_elem','netns':'ep','table':'t','set':'s','key':'10.0.0.1'}", NULL },
	{ TABLE, SET("s", "ipv4_addr"), SET("s", "ipv6_addr") },
	{ TABLE, SET_OF("s", "ipv4_addr . inet_service", "'flags':'interval'"),
		SET("s", "ipv4_addr . inet_service") },
	{ TABLE, "{'row':'nft_chain','table':'t','chain':'c','rules':['accept']}",
		"{'row':'nft_chain','table':'t','chain':'c','rules':['ip saddr 10.0.0.0/8 "
		"drop','accept']}" },
	{ TABLE,
		"{'row':'nft_chain','table':'t','chain':'c','hook':'filter forward "
		"0','rules':['drop']}",
		"{'row':'nft_chain','table':'t','chain':'c','hook':'nat prerouting "
		"-100','rules':['drop']}" },
	{ TABLE "," SET("s", "ipv4_addr"), ELEM("s", "10.0.0.1"), NULL },
	{ TABLE "," SET("s", "ipv6_addr"), ELEM("s", "fd00::1"), NULL },
	{ TABLE "," SET("s", "ether_addr"), ELEM("s", "02:00:00:00:00:01"), NULL },
	{ TABLE "," SET("s", "inet_proto"), ELEM("s", "udp"), NULL },
	{ TABLE "," SET("s", "inet_service"), ELEM("s", "8080"), NULL },
	{ TABLE "," SET("s", "mark"), ELEM("s", "0x17"), NULL },
	{ TABLE "," SET("s", "ifname"), ELEM("s", "\\\"br0\\\""), NULL },
	{ TABLE "," SET("s", "ifname . ipv4_addr . mark"), ELEM("s", "br0 . 10.0.0.1 . 1"), NULL },
	{ TABLE "," SET_OF("s", "ipv4_addr", "'flags':'interval'"), ELEM("s", "10.0.0.0/24"),
		NULL },
	{ TABLE "," SET_OF("s", "ipv4_addr", "'flags':'interval'"), ELEM("s", "0.0.0.0/0"), NULL },
	{ TABLE "," SET_OF("s", "ipv6_addr", "'flags':'interval'"), ELEM("s", "fd00::/64"), NULL },
	{ TABLE "," SET_OF("s", "inet_service", "'flags':'interval'"), ELEM("s", "1000-2000"),
		NULL },
	{ TABLE "," SET_OF("s", "ipv4_addr . ipv4_addr", "'flags':'interval'"),
		ELEM("s", "10.0.0.0/24 . 10.1.0.0/16"), NULL },
	{ TABLE "," SET_OF("s", "ipv6_addr . ipv6_addr", "'flags':'interval'"),
		ELEM("s", "fd00::1 . ::/0"), NULL },
	{ TABLE "," SET_OF("s", "ipv4_addr . inet_proto . inet_service", "'flags':'interval'"),
		ELEM("s", "10.0.0.0/8 . tcp . 80-90"), NULL },
	{ TABLE "," SET_OF("m", "inet_proto . inet_service", "'data':'ipv4_addr . inet_service'"),
		PAIR("m", "tcp . 80", "10.0.0.2 . 8080"),
		PAIR("m", "tcp . 80", "10.0.0.3 . 8080") },
	{ TABLE "," SET_OF("m", "ipv6_addr . inet_proto . inet_service",
		  "'data':'ipv6_addr . inet_service'"),
		PAIR("m", "fd00::1 . udp . 53", "fd00::2 . 5353"),
		PAIR("m", "fd00::1 . udp . 53", "fd00::3 . 53") },
	{ TABLE "," SET_OF("m", "ipv4_addr", "'data':'ipv4_addr'"),
		PAIR("m", "10.0.0.1", "1.1.1.1"), PAIR("m", "10.0.0.1", "1.1.1.2") },
	{ TABLE "," SET_OF("m", "ipv4_addr", "'data':'inet_service'"), PAIR("m", "10.0.0.1", "80"),
		NULL },
	{ TABLE "," SET_OF("m", "ipv4_addr", "'data':'ipv4_addr','flags':'interval'"),
		PAIR("m", "10.0.0.0/24", "1.1.1.1"), PAIR("m", "10.0.0.0/24", "1.1.1.2") },
	{ TABLE "," SET_OF("m", "ifname . ipv4_addr",
		  "'data':'verdict'") ",{'row':'nft_chain','table':'t','chain':'c','rules':[]}",
		PAIR("m", "br0 . 10.0.0.1", "jump c"), PAIR("m", "br0 . 10.0.0.1", "drop") },
};

START_TEST(a_row_can_be_added_twice_changed_and_removed_twice)
{
	const struct life *life = &lives[_i];

	given_host();
	add(life->stage);
	ck_assert_msg(!holds(life->row), "before: %s", life->row);
	add(life->row);
	ck_assert_msg(holds(life->row), "added: %s", life->row);
	add(life->row);
	ck_assert_msg(holds(life->row), "added again: %s", life->row);
	if (life->changed) {
		ck_assert_msg(!holds(life->changed), "too early: %s", life->changed);
		if (change(life->row, life->changed))
			ck_abort_msg("%s [%s]", host_error.text, host_error.kernel);
		ck_assert_msg(holds(life->changed), "changed: %s", life->changed);
		ck_assert_msg(!holds(life->row), "still: %s", life->row);
		if (change(life->row, life->changed))
			ck_abort_msg("%s [%s]", host_error.text, host_error.kernel);
		ck_assert_int_eq(change(life->changed, life->row), 0);
		ck_assert_msg(holds(life->row), "changed back: %s", life->row);
	}
	take_away(life->row);
	ck_assert_msg(!holds(life->row), "removed: %s", life->row);
	take_away(life->row);
	ck_assert_msg(holds(life->stage), "the stage suffered: %s", life->stage);
	close_host();
}
END_TEST

START_TEST(all_rows_can_be_removed_though_everything_is_gone_already)
{
	const struct life *life = &lives[_i];

	given_host();
	take_away(life->row);
	take_away(life->stage);
	add(life->stage);
	add(life->row);
	ck_assert(holds(life->row));
	close_host();
}
END_TEST

int main(void)
{
	const struct fact facts[] = {
		{ a_row_can_be_added_twice_changed_and_removed_twice, HCN_N_ELEMENTS(lives) },
		{ all_rows_can_be_removed_though_everything_is_gone_already,
			HCN_N_ELEMENTS(lives) },
		{ NULL, 0 },
	};

	return run_tests("linux-rows", facts);
}
