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
	ip netns exec "$1" python3 "$here/advertise.py" eth0 "${@:2}"
	sleep 0.1
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
python3 "$here/advertise.py" "$(ip -o link | sed -n 's/.*: \(b[a-z0-9]*\): .*/\1/p' | head -1)" router fe80::1 -
sleep 0.1
is "though the host could" 1 routers

hcnctl delete network blue -q
for ns in "$one_n" "$two_n" "$three_n"; do hcnctl delete namespace "$ns" -q; done
is "nothing is left" "$before" snapshot
finish
