#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# VIPs in a network's own subnet: neighbours ask for them by ARP and neighbour discovery, and the host answers.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
net=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
bridge=$(ip -br link show type bridge | cut -d' ' -f1)
for e in client server; do
	ns=$(create namespace)
	declare "n$e=$(netns "$ns")" "e$e=$(create endpoint --name $e --network blue --namespace "$ns")"
done
create network --name green --subnet 172.31.0.0/24 --subnet fd00:31::/64 >/dev/null
nfar=$(netns "$(create namespace --id 99999999-2222-3333-4444-555555555555)")
create endpoint --name far --network green --namespace "$nfar" >/dev/null
ip -n outside route add 172.30.0.4 via 198.51.100.1
ip -n outside -6 route add fd00:30::4 via 2001:db8:51::1
serve "$nserver" tcp 8080 server
serve "$nserver" udp 5353 server
serve host tcp 81 host
clientaddr=$(ip -n "$nclient" -4 -br addr show eth0 | awk '{print $3}')
hostip=$(ip -4 -br addr show "$bridge" | awk '{print $3}')

vips() { ip -br addr show "$bridge" | tr -s ' ' '\n' | grep -cE '^(172.30.0.4/32|fd00:30::4/128)$'; }
source_of() { ip -6 route get "$1" | grep -o 'src [^ ]*'; }

lb=$(create loadbalancer --vip 172.30.0.4 --vip fd00:30::4 --port 80:8080 --port 53:5353/udp --endpoint server)
is "it is an address of the bridge, of each family" 2 vips
is "a neighbour reaches it" "server saw ${clientaddr%/*}" ask "$nclient" tcp 172.30.0.4 80
is "by UDP" "server saw ${clientaddr%/*}" ask "$nclient" udp 172.30.0.4 53
is "a neighbour reaches it over IPv6" "server saw fd00:30::2" ask "$nclient" tcp fd00:30::4 80
is "a backend itself, as the gateway" "server saw 172.30.0.1" ask "$nserver" tcp 172.30.0.4 80
is "the host, as the gateway" "server saw 172.30.0.1" ask host tcp 172.30.0.4 80
is "the host over IPv6" "server saw fd00:30::1" ask host tcp fd00:30::4 80
is "another network, as the gateway" "server saw 172.30.0.1" ask "$nfar" tcp 172.30.0.4 80
is "another network over IPv6" "server saw fd00:30::1" ask "$nfar" tcp fd00:30::4 80
is "another machine" "server saw 198.51.100.254" ask outside tcp 172.30.0.4 80
is "another machine over IPv6" "server saw 2001:db8:51::fe" ask outside tcp fd00:30::4 80
is "the host takes no VIP for its own address" "src fd00:30::1" source_of fd00:30::5
is "what listens on the host" "host saw ${clientaddr%/*}" ask "$nclient" tcp "${hostip%/*}" 81
fails "is not at the VIP" ask "$nclient" tcp 172.30.0.4 81
fails "is not at the VIP over IPv6" ask "$nclient" tcp fd00:30::4 81
for from in host "$nfar" outside; do
	fails "nor for others: $from" ask "$from" tcp 172.30.0.4 81
	fails "nor for others over IPv6: $from" ask "$from" tcp fd00:30::4 81
done
holds "it answers pings" ip netns exec "$nclient" ping -c1 -W2 172.30.0.4
is "trace says so" arrives sh -c "hcnctl trace --from client --to 172.30.0.4 --port 80 >/dev/null && echo arrives"
fails "and for other ports" hcnctl trace --from client --to 172.30.0.4 --port 81

echo "-- who has the address"
third=$(create endpoint --name third --network blue)
is "no endpoint gets it by itself" 172.30.0.5 sh -c "hcnctl show endpoint third | grep -o '172.30.0.[0-9]*' | head -1"
own=$(create endpoint --name own --network blue --ip 172.30.0.4)
is "an endpoint that asks for it answers itself" 1 vips
hcnctl delete endpoint own
is "until it is deleted" 2 vips
second=$(create loadbalancer --vip 172.30.0.4 --port 82:8080 --endpoint server)
hcnctl delete loadbalancer "$lb"
is "it stays while a load balancer has it" 1 vips
is "with that one's port" "server saw ${clientaddr%/*}" ask "$nclient" tcp 172.30.0.4 82
fails "the other's is refused" ask "$nclient" tcp 172.30.0.4 80
hcnctl delete loadbalancer "$second"
is "and goes with the last" 0 vips
outside=$(create loadbalancer --vip 172.30.1.4 --port 80:8080 --endpoint server)
is "a VIP elsewhere is no address of the bridge" 0 sh -c "ip -br addr show $bridge | grep -c 172.30.1.4"
hcnctl delete loadbalancer "$outside"

echo "-- PreserveDIP"
ip -n "$nserver" addr add 172.30.0.9/32 dev lo
serve "$nserver" tcp 8081 kept --at 172.30.0.9
kept=$(create loadbalancer --vip 172.30.0.9 --port 80:8081,PreserveDIP --endpoint server)
is "an endpoint that has the VIP itself sees it" "kept saw ${clientaddr%/*}" ask "$nclient" tcp 172.30.0.9 80
is "from the host" "kept saw 172.30.0.1" ask host tcp 172.30.0.9 80
hcnctl delete loadbalancer "$kept"

ip -n outside route del 172.30.0.4
ip -n outside -6 route del fd00:30::4
hcnctl delete network blue green
hcnctl delete namespace $(hcnctl list namespace -o json | grep -o '"ID": *"[^"]*"' | cut -d'"' -f4 | grep -v 910F7D92)
is "nothing is left of it" "$before" snapshot
finish
