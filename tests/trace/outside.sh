#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Gives this network namespace an uplink to another machine, `outside`, which sends to everybody and forwards for nobody.
. "$(dirname "$0")/../e2e/lib.sh"

world
ip -n outside addr add 203.0.113.7/32 dev lo
ip -n outside route add default via 198.51.100.1
ip -n outside -6 route add default via 2001:db8:51::1
ip netns exec outside sysctl -q -w net.ipv4.ip_forward=0 net.ipv6.conf.all.forwarding=0
sysctl -q -w net.ipv4.icmp_ratelimit=0 net.ipv6.icmp.ratelimit=0 # or some refusals are not told
# No packet is lost while neighbours are looked for.
mac_of() { ip "${@:1:$#-1}" -br link show "${!#}" | awk '{print $3}'; }
inner=$(mac_of -n outside eth0) own=$(mac_of uplink)
for address in 198.51.100.254 2001:db8:51::fe; do ip neigh replace $address lladdr "$inner" dev uplink nud permanent; done
for address in 198.51.100.1 2001:db8:51::1; do ip -n outside neigh replace $address lladdr "$own" dev eth0 nud permanent; done
