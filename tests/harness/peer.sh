#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# hcn-peer's frames: what one end of a wire sends as it likes, the other end sees.
. "$(dirname "$0")/../e2e/lib.sh"

world
mac=$(cat /sys/class/net/uplink/address)
# seen PATTERN... -- FRAME...: what outside sees of it
seen() {
	local pattern=()
	while [ "$1" != -- ]; do pattern+=("$1") && shift; done
	peer outside see frames eth0 "${pattern[@]}"
	peer host frame uplink "${@:2}"
	peer host tell frames --wait 1
}
is "a frame of any kind, from the device's own address" "seen 1" seen "eth:src=$mac,type=0x88b5" hex:abcd -- eth:type=0x88b5 hex:abcd
is "not one that differs" nothing seen eth hex:abcd -- eth:type=0x88b5 hex:abce
is "as many as are sent" "seen 7" seen eth:type=0x88b5 -- eth:type=0x88b5 zeros:60 --count 7
is "a foreign source" "seen 1" seen eth:src=02:00:00:00:00:09 arp:spa=192.0.2.9 -- eth:src=02:00:00:00:00:09 arp:spa=192.0.2.9
is "a VLAN's tag" "seen 1" seen eth vlan:id=5 ip:dst=192.0.2.1 udp:dport=53 -- eth vlan:id=5 ip:dst=192.0.2.1 udp:dport=53
is "a tag in a tag" "seen 1" seen eth:type=0x88a8 vlan:id=6 vlan:id=7 ip6 -- eth:type=0x88a8 vlan:id=6 vlan:id=7 ip6
is "extension headers, and a fragment" "seen 1" seen eth ip6 hopopt frag:mf=1,id=9 udp -- eth ip6 hopopt frag:mf=1,id=9 udp
peer outside hear port 198.51.100.254 7
peer host packet ip:src=198.51.100.1,dst=198.51.100.254 udp:sport=5,dport=7 hex:00
is "a packet that is right arrives" "heard 198.51.100.1" peer host tell port
peer outside hear port 2001:db8:51::fe 7
peer host packet ip6:src=2001:db8:51::99,dst=2001:db8:51::fe frag:id=1 udp:sport=5,dport=7 zeros:100
is "so does one of IPv6, whoever has sent it" "heard 2001:db8:51::99" peer host tell port
fails "a job that is not there does not answer" peer host tell nobody
fails "what is no header is not sent" peer host frame uplink eth:ttl=1
finish
