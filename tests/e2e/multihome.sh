#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A namespace with an endpoint on each of two networks: both are reached and reach others, whichever came first.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 >/dev/null
create network --name green --subnet 172.31.0.0/24 --subnet fd00:31::/64 >/dev/null
home=$(create namespace) near_blue=$(create namespace) near_green=$(create namespace)
n=$(netns "$home") nb=$(netns "$near_blue") ng=$(netns "$near_green")
first=$(create endpoint --name first --network blue --namespace "$home" --ip 172.30.0.9 --ip fd00:30::9 \
	--publish 8080:80 --publish '[2001:db8:51::1]:8080:80')
create endpoint --network blue --namespace "$near_blue" --ip 172.30.0.8 --ip fd00:30::8 >/dev/null
create endpoint --network green --namespace "$near_green" --ip 172.31.0.8 --ip fd00:31::8 >/dev/null
serve "$n" tcp 80 home
serve outside tcp 80 web
# from NETNS ADDRESS...: asks the web server outside from each of these addresses
from() {
	local source
	for source in "${@:2}"; do
		case $source in
		*:*) peer "$1" asks tcp 2001:db8:51::fe 80 1 "$source" ;;
		*) peer "$1" asks tcp 198.51.100.254 80 1 "$source" ;;
		esac
	done
}
tables() { ip -n "$n" rule show priority 32700; ip -6 -n "$n" rule show priority 32700; }

is "alone, an endpoint has no rules" "" tables
second=$(create endpoint --name second --network green --namespace "$home" --ip 172.31.0.9 --ip fd00:31::9 \
	--publish 8081:80 --publish '[2001:db8:51::1]:8081:80')
both_work() {
	for port in 8080 8081; do
		is "port $port from outside$1" "home saw 198.51.100.254" ask outside tcp 198.51.100.1 $port
		is "port $port from outside over IPv6$1" "home saw 2001:db8:51::fe" ask outside tcp 2001:db8:51::1 $port
		is "port $port from the host$1" "home saw 198.51.100.1" ask host tcp 198.51.100.1 $port
		is "port $port from the host over IPv6$1" "home saw 2001:db8:51::1" ask host tcp 2001:db8:51::1 $port
	done
	is "from both addresses to the outside$1" "web saw 198.51.100.1
web saw 198.51.100.1" from "$n" 172.30.0.9 172.31.0.9
	is "from both addresses to the outside over IPv6$1" "web saw 2001:db8:51::1
web saw 2001:db8:51::1" from "$n" fd00:30::9 fd00:31::9
}
both_work ""
is "by itself it goes out by the first" "web saw 198.51.100.1" ask "$n" tcp 198.51.100.254 80

for host in 8 1; do
	holds "the first pings its neighbour $host" ip netns exec "$n" ping -c1 -W2 -I 172.30.0.9 172.30.0.$host
	holds "the first pings its neighbour $host over IPv6" ip netns exec "$n" ping -c1 -W2 -I fd00:30::9 fd00:30::$host
	holds "the second pings its neighbour $host" ip netns exec "$n" ping -c1 -W2 -I 172.31.0.9 172.31.0.$host
	holds "the second pings its neighbour $host over IPv6" ip netns exec "$n" ping -c1 -W2 -I fd00:31::9 fd00:31::$host
done
is "a neighbour of the first reaches it" "home saw 172.30.0.8" ask "$nb" tcp 172.30.0.9 80
is "a neighbour of the first reaches it over IPv6" "home saw fd00:30::8" ask "$nb" tcp fd00:30::9 80
is "and the second" "home saw 172.31.0.1" ask "$nb" tcp 172.31.0.9 80
is "and that over IPv6" "home saw fd00:31::1" ask "$nb" tcp fd00:31::9 80
is "a neighbour of the second reaches the first" "home saw 172.30.0.1" ask "$ng" tcp 172.30.0.9 80
is "a neighbour of the second reaches the first over IPv6" "home saw fd00:30::1" ask "$ng" tcp fd00:30::9 80
is "and the second" "home saw 172.31.0.8" ask "$ng" tcp 172.31.0.9 80
is "and that over IPv6" "home saw fd00:31::8" ask "$ng" tcp fd00:31::9 80

# what keeps its address on its way between the networks
policy() {
	hcnctl modify endpoint "$1" -f - <<<"{\"ResourceType\":\"Policy\",\"RequestType\":\"$2\",\"Settings\":{\"Policies\":[{\"Type\":\"OutBoundNAT\",\"Settings\":{\"Exceptions\":[$3]}}]}}"
}
for ep in $(hcnctl list endpoint -q); do policy "$ep" Add '"172.30.0.0/15"'; done
is "with its own address, a neighbour of the second reaches the first" "home saw 172.31.0.8" ask "$ng" tcp 172.30.0.9 80
is "and a neighbour of the first the second" "home saw 172.30.0.8" ask "$nb" tcp 172.31.0.9 80

# itself, by addresses that lead back
hcnctl create loadbalancer -q -f - >/dev/null <<T
{"FrontendVIPs":["10.96.0.10","fd00:96::10"],"HostComputeEndpoints":["$first","$second"],
 "PortMappings":[{"Protocol":6,"ExternalPort":80,"InternalPort":80}],"SchemaVersion":{"Major":2,"Minor":0}}
T
to_itself() { peer "$n" asks tcp "$@"; }
is "both reach the first through its published port" "home saw 172.30.0.1" \
	to_itself 198.51.100.1 8080 2 172.30.0.9 172.31.0.9
is "and over IPv6" "home saw fd00:30::1" to_itself 2001:db8:51::1 8080 2 fd00:30::9 fd00:31::9
is "both reach the second through its published port" "home saw 172.31.0.1" \
	to_itself 198.51.100.1 8081 2 172.30.0.9 172.31.0.9
is "and over IPv6" "home saw fd00:31::1" to_itself 2001:db8:51::1 8081 2 fd00:30::9 fd00:31::9
is "and through a load balancer" "home saw 172.30.0.1,home saw 172.31.0.1" \
	to_itself 10.96.0.10 80 40 172.30.0.9 172.31.0.9
is "over IPv6, too" "home saw fd00:30::1,home saw fd00:31::1" to_itself fd00:96::10 80 40 fd00:30::9 fd00:31::9

# One more on a network where there is one already.
third=$(create endpoint --network blue --namespace "$home" --ip 172.30.0.7 --ip fd00:30::7 --publish 8082:80)
is "a third, on the network of the first, is reached from outside" "home saw 198.51.100.254" \
	ask outside tcp 198.51.100.1 8082
is "and by its neighbours" "home saw 172.30.0.8" ask "$nb" tcp 172.30.0.7 80
is "and over IPv6" "home saw fd00:30::8" ask "$nb" tcp fd00:30::7 80
is "and goes out" "web saw 198.51.100.1" from "$n" 172.30.0.7
is "and over IPv6" "web saw 2001:db8:51::1" from "$n" fd00:30::7
is "the first reaches it by its port" "home saw 172.30.0.1" to_itself 198.51.100.1 8082 1 172.30.0.9
hcnctl delete endpoint "$third"

# Hosts whose packets must come back the way they came hand that down to new namespaces.
ip netns exec "$n" sysctl -qw net.ipv4.conf.all.rp_filter=1
both_work ", with strict reverse paths"
is "and through a load balancer" "home saw 172.30.0.1,home saw 172.31.0.1" \
	to_itself 10.96.0.10 80 40 172.30.0.9 172.31.0.9
ip netns exec "$n" sysctl -qw net.ipv4.conf.all.rp_filter=0

# Nothing is lost by one while the other comes and goes.
for kept in 172.30.0.9 172.31.0.9; do
	[ $kept = 172.30.0.9 ] && other=$second || other=$first
	pings=$(mktemp)
	ip netns exec "$n" ping -q -i 0.002 -c 1000 -W1 -I $kept 198.51.100.254 >"$pings" &
	pinger=$!
	while kill -0 $pinger 2>/dev/null; do
		hcnctl detach "$other"
		hcnctl attach "$other" "$home"
	done
	is "$kept does not suffer when the other comes and goes" "1000 packets transmitted, 1000 received" \
		grep -o ".*received" "$pings"
	rm "$pings"
done
both_work ", when all that is over"

hcnctl detach "$first"
is "without the first there are no rules" "" tables
is "the second is reached" "home saw 198.51.100.254" ask outside tcp 198.51.100.1 8081
is "and over IPv6" "home saw 2001:db8:51::fe" ask outside tcp 2001:db8:51::1 8081
is "and goes out" "web saw 198.51.100.1" ask "$n" tcp 198.51.100.254 80
hcnctl attach "$first" "$home"
both_work ", the first attached again"
hcnctl delete endpoint "$second"
is "the first alone again" "" tables
is "it is reached" "home saw 198.51.100.254" ask outside tcp 198.51.100.1 8080
for table in 26700 26701; do
	is "nothing is left of table $table" "" sh -c "ip -n $n route show table $table 2>/dev/null; ip -6 -n $n route show table $table 2>/dev/null"
done

for kind in loadbalancer namespace network; do
	for id in $(hcnctl list $kind -q | grep -v 910F7D92); do hcnctl delete $kind "$id"; done
done
is "nothing is left" "$before" snapshot
finish
