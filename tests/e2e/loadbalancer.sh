#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Load balancers with real packets: from endpoints, from the host, from outside, from a backend to itself; IPv4, IPv6, TCP, UDP.
. "$(dirname "$0")/lib.sh"

# answers N NETNS|host PROTO ADDRESS PORT [SOURCE...]: who answers N questions, each once, with what they saw
answers() { peer "$2" asks "$3" "$4" "$5" "$1" "${@:6}"; }
# modify ID JSON
modify() { printf '%s' "$2" | hcnctl modify loadbalancer "$1"; }

world
before=$(snapshot)
hcnctl create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 >/dev/null
hcnctl create network --name red --subnet 172.31.0.0/24 >/dev/null
for e in one two three; do
	ns=$(create namespace)
	declare "n$e=$(netns "$ns")" "e$e=$(create endpoint --name $e --network blue --namespace "$ns")"
done
nr=$(netns "$(create namespace --id 99999999-2222-3333-4444-555555555555)")
create endpoint --name far --network red --namespace "$nr" >/dev/null
for e in one two; do
	ns=n$e
	serve "${!ns}" tcp 8080 $e
	serve "${!ns}" udp 5353 $e
done
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1

echo "-- a cluster address"
lb=$(create loadbalancer --vip 10.96.0.10 --vip fd00:96::10 --port 80:8080 --port 53:5353/udp --endpoint one --endpoint two)
both="one saw 172.30.0.4,two saw 172.30.0.4"
is "a neighbour reaches both, its address kept" "$both" answers 24 "$nthree" tcp 10.96.0.10 80
is "by UDP" "$both" answers 24 "$nthree" udp 10.96.0.10 53
is "over IPv6" "one saw fd00:30::4,two saw fd00:30::4" answers 24 "$nthree" tcp fd00:96::10 80
is "over IPv6 by UDP" "one saw fd00:30::4,two saw fd00:30::4" answers 24 "$nthree" udp fd00:96::10 53
is "an endpoint of another NAT network, as the gateway" "one saw 172.30.0.1,two saw 172.30.0.1" answers 24 "$nr" tcp 10.96.0.10 80
is "the host" "one saw 198.51.100.1,two saw 198.51.100.1" answers 24 host tcp 10.96.0.10 80
is "the host over IPv6" "one saw 2001:db8:51::1,two saw 2001:db8:51::1" answers 24 host tcp fd00:96::10 80
is "another machine" "one saw 198.51.100.254,two saw 198.51.100.254" answers 24 outside tcp 10.96.0.10 80
is "another machine by UDP" "one saw 198.51.100.254,two saw 198.51.100.254" answers 24 outside udp 10.96.0.10 53
is "a backend reaches itself as the gateway, and the other as itself" "one saw 172.30.0.1,two saw 172.30.0.2" \
	answers 24 "$none" tcp 10.96.0.10 80
is "by UDP" "one saw 172.30.0.1,two saw 172.30.0.2" answers 24 "$none" udp 10.96.0.10 53
is "over IPv6" "one saw fd00:30::1,two saw fd00:30::2" answers 24 "$none" tcp fd00:96::10 80
fails "another port of the address is nobody's" ask "$nthree" tcp 10.96.0.10 81
is "its endpoints still reach each other directly" "two saw 172.30.0.4" ask "$nthree" tcp 172.30.0.3 8080

echo "-- other endpoints"
serve "$nthree" tcp 8080 three
serve "$nthree" udp 5353 three
body() { # ENDPOINT...
	local list
	list=$(printf ',"%s"' "$@")
	echo '{"HostComputeEndpoints":['"${list:1}"'],"FrontendVIPs":["10.96.0.10"],"SchemaVersion":{"Major":2,"Minor":0},
		"PortMappings":[{"Protocol":6,"ExternalPort":80,"InternalPort":8080},{"Protocol":17,"ExternalPort":53,"InternalPort":5353}]}'
}
holds "an update takes the whole object" modify "$lb" "$(body "$etwo" "$ethree")"
is "who left gets nothing new" "three saw 198.51.100.254,two saw 198.51.100.254" answers 24 outside tcp 10.96.0.10 80
fails "nor does the address that left" ask outside tcp fd00:96::10 80
hcnctl delete endpoint two
is "a deleted endpoint is out of it" "three saw 198.51.100.254" answers 8 outside tcp 10.96.0.10 80
hcnctl delete endpoint three
is "without any, TCP is refused at once" "no answer: [Errno 111] Connection refused" ask outside tcp 10.96.0.10 80
is "for the host too" "no answer: [Errno 111] Connection refused" ask host tcp 10.96.0.10 80
is "and UDP" "no answer: [Errno 111] Connection refused" ask outside udp 10.96.0.10 53
hcnctl delete loadbalancer "$lb"
fails "a deleted one answers nobody" ask outside tcp 10.96.0.10 80

echo "-- one UDP socket, whose endpoint leaves"
create endpoint --name four --network blue --namespace "$nthree" >/dev/null
asks() { # through one socket, once before and once after each command
	local command
	peer outside again poll 10.96.0.13 53
	for command in : "$@"; do
		$command >/dev/null
		printf '%s ' "$(peer host tell poll)"
	done
}
balance() { printf '{"HostComputeEndpoints":["%s"],"FrontendVIPs":["10.96.0.13"],"PortMappings":[{"Protocol":17,"ExternalPort":53,
	"InternalPort":5353}]}' "$1"; }
efour=$(hcnctl show endpoint four -q)
dns=99999999-2222-3333-4444-666666666666
first() { balance "$eone" | sed "s/^{/{\"ID\":\"$dns\",/" | hcnctl create loadbalancer -f -; }
second() { balance "$efour" | hcnctl modify loadbalancer $dns; }
last() { hcnctl delete loadbalancer $dns; }
is "nobody, the first, the second, nobody" "nobody one three nobody " asks first second last
hcnctl delete endpoint four

echo "-- ports of the host"
create endpoint --name two --network blue --ip 172.30.0.3 --namespace "$ntwo" >/dev/null
node=$(create loadbalancer --port 30080:8080 --endpoint one --endpoint two)
is "from outside" "one saw 198.51.100.254,two saw 198.51.100.254" answers 24 outside tcp 198.51.100.1 30080
is "from the host" "one saw 198.51.100.1,two saw 198.51.100.1" answers 24 host tcp 198.51.100.1 30080
is "from another network, by its gateway's address" "one saw 172.30.0.1,two saw 172.30.0.1" answers 24 "$nr" tcp 172.31.0.1 30080
later fails "an address that is not the host's is none" ask outside tcp 10.96.0.77 30080
later fails "nor IPv6" ask outside tcp 2001:db8:51::1 30080
settle
hcnctl delete loadbalancer "$node"

echo "-- the same client, the same endpoint"
sticky=$(create loadbalancer --vip 10.96.0.11 --port 80:8080,SourceIP --endpoint one --endpoint two)
one=$(answers 1 outside tcp 10.96.0.11 80)
is "by the client's address" "$one" answers 40 outside tcp 10.96.0.11 80
for i in {2..40}; do ip -n outside addr add 198.51.100.$i/24 dev eth0; done
is "another client may get another" "2" bash -c ". $here/lib.sh
	peer outside asks tcp 10.96.0.11 80 39 198.51.100.{2..40} |
		tr , '\n' | cut -d' ' -f1 | sort -u | wc -l"
hcnctl delete loadbalancer "$sticky"

echo "-- an endpoint on another machine"
hcnctl create network --name lan --type L2Bridge --subnet 198.51.100.0/24 >/dev/null
hcnctl create endpoint --name there --network lan --remote --ip 198.51.100.254 >/dev/null
ip addr add 198.51.100.99/32 dev uplink
serve outside tcp 8080 there
far=$(create loadbalancer --vip 10.96.0.12 --port 80:8080 --endpoint there --source-vip 198.51.100.99)
is "sees SourceVIP" "there saw 198.51.100.99" ask "$nr" tcp 10.96.0.12 80
is "also from the host" "there saw 198.51.100.99" ask host tcp 10.96.0.12 80
hcnctl delete loadbalancer "$far"
far=$(create loadbalancer --vip 10.96.0.12 --port 80:8080 --endpoint there --source-vip 198.51.100.99 --dsr)
is "with direct return the host's own address" "there saw 198.51.100.1" ask host tcp 10.96.0.12 80
hcnctl delete loadbalancer "$far"
ip addr del 198.51.100.99/32 dev uplink

hcnctl delete network blue red lan
hcnctl delete namespace $(hcnctl list namespace -o json | grep -o '"ID": *"[^"]*"' | cut -d'"' -f4 | grep -v 910F7D92)
is "nothing is left of it" "$before" snapshot
finish
