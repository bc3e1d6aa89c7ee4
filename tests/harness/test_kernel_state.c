/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * kernel_state() sees every kind of thing: each is changed with the tools of iproute2 and nftables, and changed back, made again
 * from nothing where that is possible.
 */
#include <stdlib.h>
#include <string.h>

#include "world.h"

/* What all changes start from. */
static const char scene[] =
	"ip netns add inside;"
	"ip link add br0 address 02:00:00:00:00:03 type bridge; ip link set br0 addrgenmode none;"
	"ip link add v0 address 02:00:00:00:00:01 type veth peer name eth0 address 02:00:00:00:00:02 netns inside;"
	"ip link set v0 addrgenmode none master br0 up; ip link set br0 up;"
	"ip -n inside link set eth0 addrgenmode none up; ip -n inside link set lo up;"
	"ip addr add 192.0.2.1/24 dev br0; ip addr add 2001:db8::1/64 dev br0 nodad;"
	"ip -n inside addr add 192.0.2.2/24 dev eth0;"
	"nft -f - <<'T'\n"
	"table inet t {\n"
	"	counter n { packets 1 bytes 1; }\n"
	"	set s { type ipv4_addr . inet_service; elements = { 192.0.2.1 . 80, 192.0.2.1 . 81, 192.0.2.1 . 82 } }\n"
	"	set i { type ipv4_addr; flags interval; elements = { 192.0.2.0/28 } }\n"
	"	map m { type ipv4_addr : verdict; elements = { 192.0.2.1 : jump c } }\n"
	"	chain c { counter accept; drop; accept; }\n"
	"}\n"
	"T\n"
	"ip netns exec inside nft add table inet t";

struct change {
	const char *to, *back;
};

static const struct change changes[] = {
	{ "ip link add d0 type veth peer name d1", "ip link del d0" },
	{ "ip link set br0 down", "ip link set br0 up; ip addr add 2001:db8::1/64 dev br0 nodad" },
	{ "ip link set br0 mtu 1400", "ip link set br0 mtu 1500" },
	{ "ip link set br0 alias readable", "ip link set br0 alias ''" },
	{ "ip link property add dev br0 altname other",
		"ip link property del dev br0 altname other" },
	{ "ip link set br0 txqueuelen 7", "ip link set br0 txqueuelen 1000" },
	{ "ip link set v0 address 02:00:00:00:00:07; ip link set v0 group 7",
		"ip link set v0 address 02:00:00:00:00:01; ip link set v0 group 0" },
	{ "ip link set v0 nomaster", "ip link set v0 master br0" },
	{ "ip link set v0 promisc on", "ip link set v0 promisc off" },
	{ "ip link set br0 type bridge stp_state 1", "ip link set br0 type bridge stp_state 0" },
	{ "ip link set br0 type bridge ageing_time 7",
		"ip link set br0 type bridge ageing_time 30000" },
	{ "ip link set br0 type bridge mcast_snooping 0",
		"ip link set br0 type bridge mcast_snooping 1" },
	{ "ip link set v0 type bridge_slave isolated on",
		"ip link set v0 type bridge_slave isolated off" },
	{ "ip link set v0 type bridge_slave learning off",
		"ip link set v0 type bridge_slave learning on" },
	{ "ip link set v0 type bridge_slave locked on",
		"ip link set v0 type bridge_slave locked off" },
	{ "ip link set v0 addrgenmode random", "ip link set v0 addrgenmode none" },
	{ "sysctl -qw net.ipv4.conf.br0.proxy_arp=1", "sysctl -qw net.ipv4.conf.br0.proxy_arp=0" },
	{ "sysctl -qw net.ipv6.conf.br0.accept_ra=0", "sysctl -qw net.ipv6.conf.br0.accept_ra=1" },
	{ "ip -n inside link set eth0 mtu 1400", "ip -n inside link set eth0 mtu 1500" },
	{ "ip -n inside link set eth0 name eth1", "ip -n inside link set eth1 name eth0" },

	{ "ip addr add 192.0.2.7/32 dev br0", "ip addr del 192.0.2.7/32 dev br0" },
	{ "ip addr add 2001:db8::7/128 dev br0", "ip addr del 2001:db8::7/128 dev br0" },
	{ "ip addr del 192.0.2.1/24 dev br0; ip addr add 192.0.2.1/24 brd + dev br0",
		"ip addr del 192.0.2.1/24 dev br0; ip addr add 192.0.2.1/24 dev br0" },
	{ "ip addr change 2001:db8::1/64 dev br0 nodad noprefixroute",
		"ip addr change 2001:db8::1/64 dev br0 nodad" },
	{ "ip -n inside addr add 192.0.2.7/32 dev eth0",
		"ip -n inside addr del 192.0.2.7/32 dev eth0" },

	{ "ip route add 198.51.100.0/24 via 192.0.2.9", "ip route del 198.51.100.0/24" },
	{ "ip route add 198.51.100.0/24 via 192.0.2.9 table 77", "ip route flush table 77" },
	{ "ip route add 198.51.100.0/24 nexthop via 192.0.2.8 nexthop via 192.0.2.9",
		"ip route del 198.51.100.0/24" },
	{ "ip route add unreachable 198.51.100.1", "ip route del unreachable 198.51.100.1" },
	{ "ip -6 route add 2001:db8:7::/48 via 2001:db8::9", "ip -6 route del 2001:db8:7::/48" },
	{ "ip -6 route add 2001:db8:7::/48 via 2001:db8::9 mtu lock 1300",
		"ip -6 route del 2001:db8:7::/48" },
	{ "ip -n inside route add default via 192.0.2.1 proto static",
		"ip -n inside route del default" },
	{ "ip rule add from 192.0.2.1 table 77", "ip rule del from 192.0.2.1 table 77" },
	{ "ip -6 rule add iif br0 table 77", "ip -6 rule del iif br0 table 77" },
	{ "ip -n inside rule add from 192.0.2.1 table 77",
		"ip -n inside rule del from 192.0.2.1 table 77" },

	{ "ip neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev br0 nud permanent",
		"ip neigh del 192.0.2.9 dev br0" },
	{ "ip neigh add 2001:db8::9 lladdr 02:00:00:00:00:09 dev br0 nud permanent",
		"ip neigh del 2001:db8::9 dev br0" },
	{ "ip neigh add proxy 2001:db8::9 dev br0", "ip neigh del proxy 2001:db8::9 dev br0" },
	{ "ip -n inside neigh add 192.0.2.9 lladdr 02:00:00:00:00:09 dev eth0 nud permanent",
		"ip -n inside neigh del 192.0.2.9 dev eth0" },
	{ "bridge fdb add 02:00:00:00:00:09 dev v0 master static",
		"bridge fdb del 02:00:00:00:00:09 dev v0 master" },

	{ "tc qdisc add dev v0 root tbf rate 1mbit burst 10k latency 10ms",
		"tc qdisc del dev v0 root" },
	{ "ip -n inside link set eth0 down; tc -n inside qdisc add dev eth0 root pfifo; ip -n inside link set eth0 up",
		"tc -n inside qdisc del dev eth0 root" },

	{ "ip netns add another", "ip netns del another" },
	{ "touch /run/netns/left", "rm /run/netns/left" },
	{ "sysctl -qw net.ipv4.ip_forward=1", "sysctl -qw net.ipv4.ip_forward=0" },
	{ "sysctl -qw net.ipv6.conf.all.forwarding=1",
		"sysctl -qw net.ipv6.conf.all.forwarding=0" },

	{ "nft add table ip u", "nft delete table ip u" },
	{ "nft add table inet t '{ flags dormant; }'", "nft add table inet t" },
	{ "nft add chain inet t d", "nft delete chain inet t d" },
	{ "nft add chain inet t d '{ type filter hook input priority 7; policy drop; }'",
		"nft delete chain inet t d" },
	{ "nft add rule inet t c accept comment '\"why\"'",
		"nft flush chain inet t c; nft add rule inet t c counter accept;"
		"nft add rule inet t c drop; nft add rule inet t c accept" },
	{ "nft flush chain inet t c; nft add rule inet t c counter accept; nft add rule inet t c accept; nft add rule inet t c drop",
		"nft flush chain inet t c; nft add rule inet t c counter accept; nft add rule inet t c drop;"
		"nft add rule inet t c accept" },
	{ "nft add set inet t r '{ type ipv4_addr; }'", "nft delete set inet t r" },
	{ "nft add element inet t s '{ 192.0.2.9 . 80 }'",
		"nft delete element inet t s '{ 192.0.2.9 . 80 }'" },
	{ "nft delete element inet t s '{ 192.0.2.1 . 80 }'",
		"nft add element inet t s '{ 192.0.2.1 . 80 }'" },
	{ "nft add element inet t i '{ 192.0.2.128/25 }'",
		"nft delete element inet t i '{ 192.0.2.128/25 }'" },
	{ "nft delete element inet t m '{ 192.0.2.1 : jump c }'; nft add element inet t m '{ 192.0.2.1 : accept }'",
		"nft delete element inet t m '{ 192.0.2.1 : accept }'; nft add element inet t m '{ 192.0.2.1 : jump c }'" },
	{ "nft add counter inet t o", "nft delete counter inet t o" },
	{ "ip netns exec inside nft add table ip u", "ip netns exec inside nft delete table ip u" },
};
#define N_CHANGES (int)(sizeof(changes) / sizeof(changes[0]))

static void sh(const char *command)
{
	char *output;

	ck_assert_msg(!run(&output, (const char *const[]){ "sh", "-ec", command, NULL }), "%s: %s",
		command, output);
	free(output);
}

static void open_scene(void)
{
	world_open();
	sh(scene);
}

START_TEST(a_change_is_seen_and_so_is_its_end)
{
	const struct change *c = &changes[_i];
	char *before = kernel_state(), *after;

	sh(c->to);
	after = kernel_state();
	ck_assert_msg(strcmp(before, after) != 0, "nothing is seen of: %s", c->to);
	free(after);
	sh(c->back);
	after = kernel_state();
	ck_assert_msg(!strcmp(before, after), "seen after it was taken back: %s\n%s", c->to,
		state_difference(before, after));
	free(after);
	free(before);
}
END_TEST

/* Other numbers of devices, other handles, elements in another order: the same. */
START_TEST(what_is_made_again_is_the_same)
{
	char *before = kernel_state();

	sh("ip link del v0; ip netns del inside; ip link del br0; nft delete table inet t; ip link add d0 type veth peer name d1");
	sh(scene);
	sh("ip link del d0");
	sh("nft delete element inet t s '{ 192.0.2.1 . 81 }'; nft add element inet t s '{ 192.0.2.1 . 81 }'");
	expect_kernel_state(before);
}
END_TEST

int main(void)
{
	TCase *tcase = tcase_create("kernel_state");
	Suite *suite = suite_create("kernel_state");
	SRunner *runner;
	int failed;

	tcase_add_checked_fixture(tcase, open_scene, world_close);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_change_is_seen_and_so_is_its_end, 0, N_CHANGES);
	tcase_add_test(tcase, what_is_made_again_is_the_same);
	suite_add_tcase(suite, tcase);
	runner = srunner_create(suite);
	srunner_run_all(runner, CK_ENV);
	failed = srunner_ntests_failed(runner);
	srunner_free(runner);
	return failed ? EXIT_FAILURE : EXIT_SUCCESS;
}
