#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# PreserveDIP with real packets: the servers listen on the VIP, which is on their endpoints' loopback or interface, and on no other
# address.
. "$(dirname "$0")/lib.sh"

vip=10.96.0.10 vip6=fd00:96::10
# answers NETNS|host PROTO ADDRESS PORT: who answers 24 questions, each once, with what they saw
answers() {
	local in=(ip netns exec "$1")
	[ "$1" != host ] || in=()
	"${in[@]}" python3 "$here/peer.py" asks "$2" "$3" "$4" 24
}
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
		PEER_AT=$at serve "${!ns}" tcp 8080 $e
		PEER_AT=$at serve "${!ns}" udp 5353 $e
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
fails "the endpoint's port is none of the VIP's" ask outside tcp $vip 8080
fails "nor is one that nobody has" ask outside tcp $vip 81
fails "at the endpoint's own address nobody listens" ask host tcp 172.30.0.2 8080

echo "-- what passes is whole"
# transfer ADDRESS PORT: much in one connection, both ways
transfer() {
	ip netns exec outside python3 -c '
import socket, sys, threading
data = bytes(range(256)) * 8192
s = socket.create_connection((sys.argv[1], int(sys.argv[2])), timeout=10)
threading.Thread(target=s.sendall, args=(data,)).start()
got = b""
while len(got) < len(data) and (chunk := s.recv(65536)):
    got += chunk
print("whole" if got == data else "damaged")' "$@"
}
for e in one two three; do
	ns=n$e
	PEER_AT=$vip ip netns exec "${!ns}" python3 "$here/peer.py" echo 7 &
done
until ip netns exec "$none" ss -Hltn | grep -q :7; do :; done
one=$(make "$(kept 6 7 7),$(kept 17 54 5354)" "$eone")
is "two megabytes" whole transfer $vip 7
# datagram ADDRESS: one in fragments, and its answer
datagram() {
	local fifo
	fifo=$(mktemp -u)
	mkfifo "$fifo"
	ip netns exec "$none" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 5354))
print("ready", flush=True)
data, client = s.recvfrom(8192)
s.sendto(data, client)' "$1" >"$fifo" &
	read -r _ <"$fifo"
	rm "$fifo"
	ip netns exec outside python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET6 if ":" in sys.argv[1] else socket.AF_INET, socket.SOCK_DGRAM)
s.settimeout(2)
data = bytes(range(250)) * 20
s.sendto(data, (sys.argv[1], 54))
print("whole" if s.recv(8192) == data else "damaged")' "$1"
}
is "a datagram in fragments" whole datagram $vip
is "over IPv6" whole datagram $vip6

echo "-- connections stay while endpoints come and go"
talking() { # COMMAND...: what becomes of a connection that is open while the command runs
	local answer
	coproc client { ip netns exec outside python3 -c '
import socket, sys
s = socket.create_connection((sys.argv[1], 7), timeout=2)
def talks():
    try:
        s.sendall(b"still there?")
        return bool(s.recv(64))
    except OSError:
        return False
print("open" if talks() else "closed", flush=True)
sys.stdin.readline()
print("goes on" if talks() and talks() else "cut", flush=True)' $vip; }
	read -r answer <&"${client[0]}"
	"$@" >/dev/null
	echo >&"${client[1]}"
	read -r answer <&"${client[0]}"
	echo "$answer"
}
come_and_go() {
	change "$one" "$(kept 6 7 7)" "$etwo" "$ethree" "$eone"
	change "$one" "$(kept 6 7 7)" "$eone"
}
is "of others" "goes on" talking come_and_go
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
	ip netns exec outside python3 "$here/peer.py" heard 198.51.100.254 9 "$2" &
	local listener=$!
	until ip netns exec outside ss -Hlun | grep -q 254:9; do :; done
	ip netns exec "$nthree" python3 -c '
import socket, sys
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
s.bind((sys.argv[1], 0))
s.sendto(b"?", ("198.51.100.254", 9))' "$1"
	wait $listener
}
is "who is behind no load balancer does not speak as its VIP" "nothing: timed out" from $vip 1
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
fails "to no other port" ask outside udp $vip 53
fails "nor for others" ask "$nfour" tcp $vip 80
fails "nor the host" ask host tcp $vip 80
fails "nor another network" ask "$nr" tcp $vip 80
for from in "$nfour" "$nr" host outside; do fails "nor anybody over IPv6: $from" ask "$from" tcp $vip6 80; done
hcnctl modify endpoint one -f - <<<'{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":[]}}'
is "without them all does" "one saw 172.30.0.5" answers "$nfour" tcp $vip 80

echo "-- seen by hcnctl"
arrives() { hcnctl trace --to $vip --port 80 -o json "$@" | python3 -c '
import json, sys
t = json.load(sys.stdin)
print(t["EndpointName"], t["Arrived"]["Destination"], t["Arrived"]["DestinationPort"])'; }
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
