#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Who claims another's IPv6 address, or to be a router, is not heard by its neighbours.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
network=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
for name in one two three; do
	ns=$(create namespace)
	declare "${name}_n=$(netns "$ns")" "${name}=$(create endpoint --name $name --network blue --namespace "$ns")"
done
# one is fd00:30::2, two ::3, three ::4

# advertise NETNS KIND SOURCE TARGET: an unsolicited message of neighbour discovery to all nodes
advertise() {
	local body=(icmp6:type=136,rest=0x20000000 "target:address=$4" lladdr) # RFC 4861 4.4, with the override flag
	[ "$2" = neighbour ] || body=(icmp6:type=134,rest=0x40000708 zeros:8 lladdr:type=1) # 4.2, with a lifetime of 1800 s
	peer "$1" frame "${device:-eth0}" eth:dst=33:33:00:00:00:01 "ip6:src=$3,dst=ff02::1" "${body[@]}"
	# What comes after it has come.
	peer "$one_n" hear after 172.30.0.2 9
	peer "$1" send 172.30.0.2 9
	peer host tell after >/dev/null
}
# knows NETNS ADDRESS: the MAC address it has for it
knows() { ip -n "$1" -6 neigh show "$2" | sed -n 's/.*lladdr \([^ ]*\).*/\1/p'; }
mac() { ip -n "$1" -o link show eth0 | sed -n 's/.*link.ether \([^ ]*\).*/\1/p'; }

is "neighbours find each other" 0 ip netns exec "$one_n" sh -c 'ping -6 -q -c1 -W2 fd00:30::4 >/dev/null; echo $?'
is "each by its own address" "$(mac "$three_n")" knows "$one_n" fd00:30::4
advertise "$two_n" neighbour fd00:30::3 fd00:30::4
is "a neighbour that claims another's address is not believed" "$(mac "$three_n")" knows "$one_n" fd00:30::4
ip -n "$one_n" -6 neigh replace fd00:30::3 dev eth0 lladdr 00:15:5d:00:00:01 nud stale
advertise "$two_n" neighbour fd00:30::3 fd00:30::3
is "one that claims its own is" "$(mac "$two_n")" knows "$one_n" fd00:30::3
routers() { ip -n "$one_n" -6 route show default proto ra | grep -c via; }
advertise "$two_n" router fe80::3 -
is "nobody becomes a router" 0 routers
device=$(ip -br link show type bridge | cut -d' ' -f1) advertise host router fe80::1 -
is "though the host could" 1 routers

hcnctl delete network blue -q
for ns in "$one_n" "$two_n" "$three_n"; do hcnctl delete namespace "$ns" -q; done
is "nothing is left" "$before" snapshot
finish
