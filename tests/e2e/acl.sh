#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# ACLs: default deny, priorities, lists of addresses, load balancers before them. What they match on which way: filter.sh; connections
# under them: flows.sh; sets.sh, tiers.sh.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
network=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
for name in web client; do
	ns=$(create namespace)
	declare "${name}_n=$(netns "$ns")" "${name}=$(create endpoint --name $name --network blue --namespace "$ns")"
done
address() { hcnctl show endpoint "$1" -o json | json "/IpConfigurations/$2/IpAddress"; }
web4=$(address web 0) web6=$(address web 1) client4=$(address client 0) client6=$(address client 1)
for port in 80 81; do serve "$web_n" tcp $port web; done
serve "$web_n" udp 53 web
serve "$client_n" tcp 80 client
serve outside tcp 80 outside
serve host tcp 8080 host

# acl ENDPOINT SETTINGS...: replaces its ACLs
acl() {
	local list=() one
	for one in "${@:2}"; do list+=("$(policy ACL "$one")"); done
	policies endpoint "$1" Update "${list[@]}"
}
rule() { # rule ACTION DIRECTION PRIORITY [MEMBERS]
	echo "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":$3${4:+,$4}}"
}
open() { is "$1" "${@:2}"; }
closed() { later fails "$1" ask "${@:2}"; }

open "without ACLs all is open" "web saw $client4" ask "$client_n" tcp "$web4" 80

acl "$web" "$(rule Block In 65500)"
closed "a lone Block In closes it to the neighbour" "$client_n" tcp "$web4" 80
closed "to the host" host tcp "$web4" 80
closed "for IPv6" "$client_n" tcp "$web6" 80
later fails "for ping" ip netns exec "$client_n" ping -c1 -W1 "$web4"
open "what goes out and its answers pass" "client saw $web4" ask "$web_n" tcp "$client4" 80
open "out to the host too" "host saw $web4" ask "$web_n" tcp 172.30.0.1 8080
open "out to the world too" "outside saw 198.51.100.1" ask "$web_n" tcp 198.51.100.254 80

acl "$web" "$(rule Allow In 100 '"Protocols":"6","LocalPorts":"80"')"
open "an allowed port is open" "web saw $client4" ask "$client_n" tcp "$web4" 80
open "for the host" "web saw 172.30.0.1" ask host tcp "$web4" 80
open "for IPv6" "web saw $client6" ask "$client_n" tcp "$web6" 80
closed "another one is not: default deny" "$client_n" tcp "$web4" 81
closed "another protocol is not" "$client_n" udp "$web4" 53

balancer=$(create loadbalancer --vip 10.96.0.99 --vip fd00:96::99 --port 80:80 --port 81:81 --endpoint web)
open "through a load balancer, for the host" "web saw 198.51.100.1" ask host tcp 10.96.0.99 80
closed "but not another port" host tcp 10.96.0.99 81
closed "nor by IPv6" host tcp fd00:96::99 81
closed "nor for a neighbour" "$client_n" tcp 10.96.0.99 81
settle
hcnctl delete loadbalancer "$balancer" -q

acl "$web" "$(rule Block In 100 "\"RemoteAddresses\":\"$client4\"")" "$(rule Allow In 200)"
closed "a lower priority number wins" "$client_n" tcp "$web4" 80
open "others are not meant" "web saw 172.30.0.1" ask host tcp "$web4" 80
acl "$web" "$(rule Allow In 100 "\"RemoteAddresses\":\"$client4\"")" "$(rule Block In 200)"
open "the other way round" "web saw $client4" ask "$client_n" tcp "$web4" 80
closed "the other way round, others" host tcp "$web4" 80

acl "$web" "$(rule Allow In 100 "\"Protocols\":\"6,17\",\"RemoteAddresses\":\"10.0.0.0/8,172.30.0.0/24,fd00:30::/64\",\"LocalPorts\":\"53,80-81\"")"
open "lists of protocols, prefixes and ports" "web saw $client4" ask "$client_n" udp "$web4" 53
open "ranges of ports" "web saw $client4" ask "$client_n" tcp "$web4" 81
open "lists of both families" "web saw $client6" ask "$client_n" tcp "$web6" 80

acl "$web" "$(rule Block Out 100 "\"RemoteAddresses\":\"$client4\"")" "$(rule Allow Out 200)"
closed "Out blocks what it sends to the neighbour" "$web_n" tcp "$client4" 80
open "Out has nothing to say about what comes in" "web saw $client4" ask "$client_n" tcp "$web4" 80
open "and allows the rest" "outside saw 198.51.100.1" ask "$web_n" tcp 198.51.100.254 80
acl "$web" "$(rule Block Out 100 '"Protocols":"6"')"
closed "a lone Block Out closes all ways out" "$web_n" tcp 198.51.100.254 80
closed "also to the host" "$web_n" tcp 172.30.0.1 8080
acl "$web"
open "no ACLs: all is open again" "client saw $web4" ask "$web_n" tcp "$client4" 80

hcnctl delete network "$network"
for n in "$web_n" "$client_n"; do hcnctl delete namespace "$n"; done
is "nothing is left" "$before" snapshot
finish
