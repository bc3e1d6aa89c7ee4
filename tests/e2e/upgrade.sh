#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Tables of an older layout are upgraded under traffic: connections go on, and no packet meets tables without rules.
# $1: the program that makes the store say an older layout (older.c).
. "$(dirname "$0")/lib.sh"
older=$1

layout() { hcnctl explain network blue | grep -o 'inet hcn layout [0-9]*'; }
# As an older library would have left them: sets are missing with the rules that ask them, others are no longer there.
age() {
	local set handle
	for set in lbsrc4 lbsrc6; do
		for handle in $(nft -a list chain inet hcn postrouting | sed -n "s/.*@$set.* # handle //p"); do
			nft delete rule inet hcn postrouting handle "$handle"
		done
		nft delete set inet hcn $set
	done
	nft add set inet hcn gone '{ type ipv4_addr; }'
	nft add chain inet hcn gone '{ type filter hook forward priority 10; }'
	nft add rule inet hcn gone ip saddr @gone drop
	"$older" "$1"
}

world
before=$(snapshot)
hcnctl create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 >/dev/null
ns=$(create namespace) other=$(create namespace)
none=$(netns "$ns") ntwo=$(netns "$other")
create endpoint --name one --network blue --namespace "$ns" --publish 8080:80 >/dev/null
create endpoint --name two --network blue --namespace "$other" >/dev/null
printf '%s' '{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":[{"Type":"ACL","Settings":{"Action":"Block",
	"Direction":"In","Protocols":"17","LocalPorts":"7777","Priority":100}},{"Type":"ACL","Settings":{"Action":"Allow","Direction":"In",
	"Priority":200}}]}}' | hcnctl modify endpoint one
create loadbalancer --vip 10.96.0.10 --port 80:80 --endpoint one >/dev/null
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
serve "$none" tcp 80 one
create loadbalancer --vip 10.96.0.11 --port 81:81 --endpoint one >/dev/null
layout=$(layout)
layout=${layout##* }

echo "-- while connections are open and new ones come"
age $((layout - 1))
asked=$(mktemp)
converse outside 10.96.0.11 81 "$none"
peer outside asks tcp 10.96.0.10 80 400 >"$asked" &
asker=$!
# The ACL drops each of these: one that came would be of an instant without it.
peer "$none" count leak 7777
peer "$ntwo" flood flood 172.30.0.2 7777
for _ in {1..30}; do
	hcnctl delete namespace "$(create namespace)" # any change upgrades
	"$older" $((layout - 1))
done
wait $asker
peer host tell flood >/dev/null
is "an open connection goes on" done conversed 81
is "each new one is balanced" "one saw 198.51.100.254" cat "$asked"
is "nothing passes that an ACL drops" 0 peer host tell leak

echo "-- afterwards"
hcnctl delete namespace "$(create namespace)"
is "the layout is ours" "inet hcn layout $layout" layout
fails "what is no longer there is gone" nft list set inet hcn gone
fails "with its chain" nft list chain inet hcn gone
holds "what was missing is there" nft list map inet hcn lbsrc4
is "the load balancer" "one saw 198.51.100.254" ask outside tcp 10.96.0.10 80
is "the port mapping" "one saw 198.51.100.254" ask outside tcp 198.51.100.1 8080
fails "the ACL" ask "$ntwo" udp 172.30.0.2 7777
is "out of the network" "one saw 172.30.0.3" ask "$ntwo" tcp 172.30.0.2 80
far=$(create loadbalancer --vip 10.96.0.12 --port 80:80 --endpoint one --source-vip 198.51.100.99)
hcnctl delete loadbalancer "$far"

echo "-- a newer layout"
"$older" $((layout + 1))
fails "nothing changes" hcnctl create namespace
holds "everything is shown" hcnctl list endpoint
is "and works" "one saw 198.51.100.254" ask outside tcp 10.96.0.10 80
"$older" "$layout"

hcnctl delete loadbalancer $(hcnctl list loadbalancer -q)
hcnctl delete network blue
hcnctl delete namespace "$ns" "$other"
ip -n outside route del 10.96.0.0/16
is "nothing is left of it" "$before" snapshot
finish
