#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Beside others' nftables: tables like those of Docker, firewalld and kube-proxy stay as they are through all that HCN does, and
# HCN's packets find their way through them.
. "$(dirname "$0")/lib.sh"

world
nft -f - <<'T' || exit 1
table ip nat {
	chain DOCKER { iifname "docker0" counter return; iifname != "docker0" tcp dport 8088 counter dnat to 172.17.0.2:80; }
	chain PREROUTING { type nat hook prerouting priority dstnat; fib daddr type local counter jump DOCKER; }
	chain POSTROUTING { type nat hook postrouting priority srcnat; oifname != "docker0" ip saddr 172.17.0.0/16 counter masquerade; }
}
table ip filter {
	chain DOCKER-USER { counter return; }
	chain FORWARD { type filter hook forward priority filter; policy accept; counter jump DOCKER-USER; }
}
table inet firewalld {
	set trusted { type ipv4_addr; flags interval; elements = { 192.0.2.0/24 } }
	chain filter_FORWARD { type filter hook forward priority filter + 10; policy accept; ct state { established, related } accept; ip saddr @trusted accept; }
	chain nat_PREROUTING { type nat hook prerouting priority dstnat + 10; policy accept; }
}
table ip kube-proxy {
	map service-ips { type ipv4_addr . inet_proto . inet_service : verdict; elements = { 10.97.0.1 . tcp . 443 : goto service-a } }
	chain service-a { meta l4proto tcp dnat to 10.244.0.2:6443; }
	chain nat-prerouting { type nat hook prerouting priority dstnat; ip daddr . meta l4proto . th dport vmap @service-ips; }
}
T
others() {
	for t in "ip nat" "ip filter" "inet firewalld" "ip kube-proxy"; do nft -s list table $t; done
	nft list tables | grep -v ' hcn$'
}
theirs=$(others)
before=$(snapshot | sed 's/packets [0-9]* bytes [0-9]*//')

hcnctl create network --name blue --subnet 172.30.0.0/24 >/dev/null
na=$(netns "$(create namespace)") nb=$(netns "$(create namespace)")
create endpoint --name a --network blue --namespace "$na" >/dev/null
create endpoint --name b --network blue --namespace "$nb" --publish 8080:80 >/dev/null
serve "$nb" tcp 80 b
serve outside tcp 80 web
create loadbalancer --vip 10.96.0.10 --port 80:80 --endpoint b >/dev/null
hcnctl modify endpoint b >/dev/null <<'J'
{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":[
 {"Type":"ACL","Settings":{"Action":"Allow","Direction":"In","Priority":100,"Protocols":"6","LocalPorts":"80"}}]}}
J
is "theirs are as they were" "$theirs" others
is "to the outside" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
is "a published port" "b saw 198.51.100.254" ask outside tcp 198.51.100.1 8080
is "a load balancer" "b saw 172.30.0.2" ask "$na" tcp 10.96.0.10 80
is "the host" "b saw 172.30.0.1" ask host tcp 172.30.0.3 80
hcnctl delete network blue
hcnctl delete loadbalancer $(hcnctl list loadbalancer -q)
hcnctl delete namespace "${na^^}" "${nb^^}"
is "theirs are as they were when HCN's are gone" "$theirs" others
is "and nothing else is left" "$before" bash -c ". $here/lib.sh; snapshot | sed 's/packets [0-9]* bytes [0-9]*//'"

hcnctl create network --name blue --subnet 172.30.0.0/24 >/dev/null
nft flush table ip nat && nft delete table inet firewalld
holds "who flushes theirs does not touch HCN's" nft get element inet hcn nat4 '{ 172.30.0.0/24 }'
hcnctl delete network blue
finish
