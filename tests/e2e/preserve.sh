#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# PreserveDIP with real packets: the servers listen on the VIP, which is on their endpoints' loopback or interface, and on no other
# address.
. "$(dirname "$0")/lib.sh"

vip=10.96.0.10 vip6=fd00:96::10
# answers NETNS|host PROTO ADDRESS PORT: who answers 24 questions, each once, with what they saw
answers() { peer "$1" asks "$2" "$3" "$4" 24; }
# kept PROTOCOL EXTERNAL INTERNAL: a port mapping
kept() { printf '{"Protocol":%s,"ExternalPort":%s,"InternalPort":%s,"Flags":"EnablePreserveDip"}' "$@"; }
# balance MAPPINGS ENDPOINT...: the document of a load balancer
balance() {
	local endpoints
	endpoints=$(printf ',"%s"' "${@:2}")
	printf '{"HostComputeEndpoints":[%s],"FrontendVIPs":["%s","%s"],"PortMappings":[%s]}' "${endpoints:1}" $vip $vip6 "$1"
}
make() { balance "$@" | hcnctl create loadbalancer -q -f -; }
# change ID MAPPINGS ENDPOINT...
change() { balance "${@:2}" | hcnctl modify loadbalancer "$1"; }
# counted ID MEMBER
counted() { hcnctl stats -l "$1" -o json | grep -o "\"$2\": *[0-9]*" | grep -o '[0-9]*$'; }

world
# The uplink has no link-local address to look for it with.
ip neigh add 2001:db8:51::fe lladdr "$(ip netns exec outside cat /sys/class/net/eth0/address)" dev uplink
before=$(snapshot)
hcnctl create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 >/dev/null
hcnctl create network --name red --subnet 172.31.0.0/24 --subnet fd00:31::/64 >/dev/null
for e in one two three four; do
	ns=$(create namespace)
	declare "n$e=$(netns "$ns")" "e$e=$(create endpoint --name $e --network blue --namespace "$ns")"
done
nr=$(netns "$(create namespace --id 99999999-2222-3333-4444-555555555555)")
create endpoint --name far --network red --namespace "$nr" >/dev/null
for e in one two three; do # the second on its interface, from where it looks for neighbours as the VIP
	ns=n$e
	[ $e = two ] && dev=eth0 || dev=lo
	ip -n "${!ns}" addr add $vip/32 dev $dev
	ip -n "${!ns}" addr add $vip6/128 dev $dev nodad
	for at in $vip $vip6; do
		serve "${!ns}" tcp 8080 $e --at $at
		serve "${!ns}" udp 5353 $e --at $at
	done
done
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1

echo "-- the endpoint is called by the VIP"
ports="$(kept 6 80 8080),$(kept 17 53 5353)"
lb=$(make "$ports" "$eone" "$etwo")
both() { echo "one saw $1,two saw $1"; }
is "a neighbour reaches both, its address kept" "$(both 172.30.0.5)" answers "$nfour" tcp $vip 80
is "by UDP" "$(both 172.30.0.5)" answers "$nfour" udp $vip 53
is "a neighbour over IPv6" "$(both fd00:30::5)" answers "$nfour" tcp $vip6 80
is "a neighbour over IPv6 by UDP" "$(both fd00:30::5)" answers "$nfour" udp $vip6 53
is "an endpoint of another NAT network, as the gateway" "$(both 172.30.0.1)" answers "$nr" tcp $vip 80
is "an endpoint of another NAT network over IPv6" "$(both fd00:30::1)" answers "$nr" tcp $vip6 80
is "the host" "$(both 198.51.100.1)" answers host tcp $vip 80
is "the host by UDP" "$(both 198.51.100.1)" answers host udp $vip 53
is "the host over IPv6" "$(both 2001:db8:51::1)" answers host tcp $vip6 80
is "another machine" "$(both 198.51.100.254)" answers outside tcp $vip 80
is "another machine by UDP" "$(both 198.51.100.254)" answers outside udp $vip 53
is "another machine over IPv6" "$(both 2001:db8:51::fe)" answers outside tcp $vip6 80
is "another machine over IPv6 by UDP" "$(both 2001:db8:51::fe)" answers outside udp $vip6 53
is "an endpoint that asks the VIP asks itself" "one saw $vip" ask "$none" tcp $vip 8080
later fails "the endpoint's port is none of the VIP's" ask outside tcp $vip 8080
later fails "nor is one that nobody has" ask outside tcp $vip 81
later fails "at the endpoint's own address nobody listens" ask host tcp 172.30.0.2 8080
settle

echo "-- what passes is whole"
for e in one two three; do
	ns=n$e
	peer "${!ns}" echo tcp 7 --at $vip
done
one=$(make "$(kept 6 7 7),$(kept 17 54 5354)" "$eone")
is "two megabytes" whole peer outside transfer tcp $vip 7 --size 2000000
# datagram ADDRESS: one in fragments, and its answer
datagram() {
	peer "$none" echo udp 5354 --at "$1"
	peer outside transfer udp "$1" 54 --size 5000
}
is "a datagram in fragments" whole datagram $vip
is "over IPv6" whole datagram $vip6

echo "-- connections stay while endpoints come and go"
talking() { # COMMAND...: what becomes of a connection that is open while the command runs
	peer outside talk client $vip 7 >/dev/null
	"$@" >/dev/null
	peer host tell client
}
come_and_go() {
	change "$one" "$(kept 6 7 7)" "$etwo" "$ethree" "$eone"
	change "$one" "$(kept 6 7 7)" "$eone"
}
is "of others" done talking come_and_go
is "not of its own" cut talking change "$one" "$(kept 6 7 7)" "$etwo"
hcnctl delete loadbalancer "$one"

echo "-- beside others of the same address"
serve "$nthree" tcp 9090 three
other=$(make '{"Protocol":6,"ExternalPort":81,"InternalPort":9090}' "$ethree")
third=$(make "$(kept 6 82 8080)" "$ethree")
is "a port without the flag leads to the endpoint's address" "three saw 198.51.100.254" ask outside tcp $vip 81
is "another one with it to other endpoints" "three saw 198.51.100.254" answers outside tcp $vip 82
is "and the first to its own" "$(both 198.51.100.254)" answers outside tcp $vip 80
hcnctl delete loadbalancer "$other" "$third"

echo "-- endpoints speak for nobody else"
ip -n "$nfour" route add $vip dev eth0
fails "who looks for the VIP on the link finds no endpoint" ask "$nfour" tcp $vip 8080
is "and no MAC address" 0 bash -c "ip -n $nfour neigh show $vip | grep -c lladdr"
ip -n "$nfour" route del $vip dev eth0
# from ADDRESS SECONDS: whether the outside hears in that time what the third endpoint sends as ADDRESS
from() {
	peer outside hear outside 198.51.100.254 9
	peer "$nthree" send 198.51.100.254 9 --from "$1"
	peer host tell outside --wait "$2"
}
is "who is behind no load balancer does not speak as its VIP" nothing from $vip 1
is "but as itself" "heard 198.51.100.1" from 172.30.0.4 20

echo "-- ACLs hold for the endpoint's own address and port"
acl() { # SETTINGS...: of the first endpoint
	local list
	list=$(printf ',{"Type":"ACL","Settings":{"Direction":"In","RuleType":"Switch","Priority":%s}}' "$@")
	hcnctl modify endpoint one -f - <<<'{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":['"${list:1}"']}}'
}
acl '100,"Action":"Allow","Protocols":"6","LocalAddresses":"172.30.0.2","LocalPorts":"8080","RemoteAddresses":"198.51.100.254"'
hcnctl modify loadbalancer "$lb" -f - <<<"$(balance "$ports" "$eone")"
is "what is allowed comes" "one saw 198.51.100.254" answers outside tcp $vip 80
later fails "to no other port" ask outside udp $vip 53
later fails "nor for others" ask "$nfour" tcp $vip 80
later fails "nor the host" ask host tcp $vip 80
later fails "nor another network" ask "$nr" tcp $vip 80
for from in "$nfour" "$nr" host outside; do later fails "nor anybody over IPv6: $from" ask "$from" tcp $vip6 80; done
settle
hcnctl modify endpoint one -f - <<<'{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[]}}'
is "without them all does" "one saw 172.30.0.5" answers "$nfour" tcp $vip 80

echo "-- seen by hcnctl"
arrives() { hcnctl trace --to $vip --port 80 -o json "$@" | json /EndpointName /Arrived/Destination /Arrived/DestinationPort; }
is "a trace ends at the VIP in the endpoint" "one $vip 8080" arrives --source 198.51.100.254
is "from a neighbour too" "one $vip 8080" arrives --from four
is "from the host too" "one $vip 8080" arrives
is "and from itself never leaves it" "one $vip 80" arrives --from one
connections=$(counted "$lb" Connections) received=$(counted "$lb" PacketsReceived) sent=$(counted "$lb" PacketsSent)
answers outside tcp $vip 80 >/dev/null
is "24 connections are 24 connections" $((connections + 24)) counted "$lb" Connections
holds "of packets to it" test "$(counted "$lb" PacketsReceived)" -ge $((received + 24 * 4))
holds "and back" test "$(counted "$lb" PacketsSent)" -ge $((sent + 24 * 3))
is "nothing of it is left undone" '"Unrealised":[]' bash -c "hcnctl explain loadbalancer $lb -o json | tr -d ' \n' | grep -o '\"Unrealised\":\[[^]]*\]'"

echo "-- endpoints that leave"
ns=$(hcnctl show endpoint one -o json | grep -o '"HostComputeNamespace": *"[^"]*"' | cut -d'"' -f4)
hcnctl modify namespace "$ns" -f - <<<'{"ResourceType":"Endpoint","RequestType":"Remove","Settings":{"EndpointId":"'"$eone"'"}}'
fails "one without a namespace answers nobody" ask outside tcp $vip 80
hcnctl modify namespace "$ns" -f - <<<'{"ResourceType":"Endpoint","RequestType":"Add","Settings":{"EndpointId":"'"$eone"'"}}'
is "back in it, it does" "one saw 198.51.100.254" answers outside tcp $vip 80
is "by IPv6 too" "one saw 2001:db8:51::fe" answers outside tcp $vip6 80
hcnctl delete endpoint one
is "without any, TCP is refused at once" "no answer: [Errno 111] Connection refused" ask outside tcp $vip 80

hcnctl delete loadbalancer "$lb"
fails "a deleted one answers nobody" ask outside tcp $vip 80
hcnctl delete network blue red
hcnctl delete namespace $(hcnctl list namespace -o json | grep -o '"ID": *"[^"]*"' | cut -d'"' -f4 | grep -v 910F7D92)
is "nothing is left of it" "$before" snapshot
finish
