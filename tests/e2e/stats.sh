#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What endpoints have received and sent, as hcnctl shows it, is what packets did.
. "$(dirname "$0")/lib.sh"
PEER=--fresh-port # a port that is met again is an old connection

# of ENDPOINT MEMBER: a number of its statistics
of() { hcnctl stats "$1" -o json | json "/0/$2"; }

# grew ENDPOINT MEMBER AT_LEAST AT_MOST COMMAND...: how far the command makes a number grow
grew() {
	local before after
	before=$(of "$1" "$2")
	"${@:5}" >/dev/null
	after=$(of "$1" "$2")
	test $((after - before)) -ge "$3" -a $((after - before)) -le "$4" && echo yes
}

world
hcnctl create network --name blue --subnet 172.30.0.0/24 >/dev/null
ns=$(create namespace) other=$(create namespace)
n=$(netns "$ns")
web=$(create endpoint --network blue --name web --namespace "$ns")
db=$(create endpoint --network blue --name db --namespace "$other")
# neighbours are known to each other before anything is counted
ip netns exec "$n" ping -c1 -W5 172.30.0.3 >/dev/null
ip netns exec "$n" ping -c1 -W5 172.30.0.1 >/dev/null

is "what it sends is sent" yes grew "$web" PacketsSent 10 14 ip netns exec "$n" ping -q -c10 -i0.01 172.30.0.3
is "what answers is received" yes grew "$web" PacketsReceived 10 14 ip netns exec "$n" ping -q -c10 -i0.01 172.30.0.3
is "the neighbour has received it" yes grew "$db" BytesReceived 10420 11000 ip netns exec "$n" ping -q -c10 -i0.01 -s1000 172.30.0.3
is "traffic of others is not counted" yes grew "$db" PacketsReceived 0 4 ip netns exec "$n" ping -q -c10 -i0.01 172.30.0.1
is "one way only counts in one way" yes grew "$web" BytesReceived 0 20000 \
	peer "$n" send 172.30.0.3 9 --count 1000 --size 1400
is "the table has units" yes sh -c 'hcnctl stats web | grep -q "[0-9.] MiB *[0-9]" && echo yes'
acl='{"Type":"ACL","Settings":{"Action":"Block","Direction":"DIR","Priority":100,"Protocols":"17"}},
	{"Type":"ACL","Settings":{"Action":"Allow","Direction":"DIR","Priority":200}}'
add() { hcnctl modify endpoint "$1" <<<'{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":['"${acl//DIR/$2}"']}}'; }
shout() { peer "$n" send 172.30.0.3 9 --count 7; }
add "$db" In
is "what its ACLs drop on the way in is counted" yes grew "$db" DroppedPacketsIncoming 7 7 shout
add "$web" Out
is "and on the way out, by the sender" yes grew "$web" DroppedPacketsOutgoing 7 7 shout
is "and then not by the receiver" yes grew "$db" DroppedPacketsIncoming 0 0 shout

echo "-- load balancers"
# lb_of LB MEMBER: a number of its statistics
lb_of() { hcnctl stats -l "$1" -o json | json "/0/$2"; }
# carried LB COMMAND...: by how much the command makes connections, packets to it and packets back grow
carried() {
	local member before=() grown=()
	for member in Connections PacketsReceived PacketsSent; do before+=("$(lb_of "$1" $member)"); done
	"${@:2}" >/dev/null
	for member in Connections PacketsReceived PacketsSent; do
		grown+=("$(($(lb_of "$1" $member) - before[0]))")
		before=("${before[@]:1}")
	done
	echo "${grown[*]}"
}
connections() { carried "$@" | cut -d' ' -f1; }
# asks N NETNS|host PROTO ADDRESS PORT
asks() { peer "$2" asks "$3" "$4" "$5" "$1"; }
hcnctl create network --name green --subnet 172.29.0.0/24 --subnet fd00:29::/64 >/dev/null
for e in one two three; do
	ns=$(create namespace)
	declare "n$e=$(netns "$ns")" "e$e=$(create endpoint --name $e --network green --namespace "$ns")"
done
for e in one two; do
	ns=n$e
	serve "${!ns}" udp 5353 $e
	serve "${!ns}" tcp 8080 $e
done
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1
lb=$(create loadbalancer --vip 10.96.0.10 --vip fd00:96::10 --port 80:8080 --port 53:5353/udp --endpoint one --endpoint two)
node=$(create loadbalancer --port 30053:5353/udp --endpoint one --endpoint two)
node6=$(create loadbalancer --flags 2 --port 30053:5353/udp --endpoint one --endpoint two)
is "a neighbour's packets count once" "9 9 9" carried "$lb" asks 9 "$nthree" udp 10.96.0.10 53
is "over IPv6" "9 9 9" carried "$lb" asks 9 "$nthree" udp fd00:96::10 53
is "the host's" "9 9 9" carried "$lb" asks 9 host udp 10.96.0.10 53
is "over IPv6" "9 9 9" carried "$lb" asks 9 host udp fd00:96::10 53
is "another machine's" "9 9 9" carried "$lb" asks 9 outside udp 10.96.0.10 53
is "over IPv6" "9 9 9" carried "$lb" asks 9 outside udp fd00:96::10 53
is "a backend's that reaches itself too" "9 9 9" carried "$lb" asks 9 "$none" udp 10.96.0.10 53
is "a port of the host, from another machine" "9 9 9" carried "$node" asks 9 outside udp 198.51.100.1 30053
is "over IPv6" "9 9 9" carried "$node6" asks 9 outside udp 2001:db8:51::1 30053
is "from the host" "9 9 9" carried "$node" asks 9 host udp 198.51.100.1 30053
is "from a neighbour" "9 9 9" carried "$node" asks 9 "$nthree" udp 172.29.0.1 30053
is "the other load balancer has had nothing of it" "0 0 0" carried "$lb" asks 9 outside udp 198.51.100.1 30053
is "nor of what goes to an endpoint directly" "0 0 0" carried "$lb" asks 9 "$nthree" udp 172.29.0.2 5353
is "TCP connections" 9 connections "$lb" asks 9 outside tcp 10.96.0.10 80
before=$(lb_of "$lb" BytesReceived)
peer outside asks udp 10.96.0.10 53 7 --size 1000 >/dev/null
is "bytes are those of its packets" $((before + 7 * 1028)) lb_of "$lb" BytesReceived
hcnctl modify endpoint "$ethree" <<<'{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":[{"Type":"L4Proxy","Settings":
	{"IP":"10.96.0.10","Protocol":17,"Destination":"172.29.0.2:5353"}}]}}'
is "what a proxy gets is not the load balancer's" "0 0 0" carried "$lb" asks 9 "$nthree" udp 10.96.0.10 53
before="$(lb_of "$lb" Connections) $(lb_of "$lb" PacketsSent)"
hcnctl modify loadbalancer "$lb" <<<'{"HostComputeEndpoints":["'"$eone"'"],"FrontendVIPs":["10.96.0.10","fd00:96::10"],
	"SchemaVersion":{"Major":2,"Minor":0},"PortMappings":[{"Protocol":6,"ExternalPort":80,"InternalPort":8080},
	{"Protocol":17,"ExternalPort":53,"InternalPort":5353}]}'
is "with other endpoints it has still had what it had" "$before" echo "$(lb_of "$lb" Connections) $(lb_of "$lb" PacketsSent)"
is "and goes on" "9 9 9" carried "$lb" asks 9 outside udp 10.96.0.10 53
hcnctl detach "$web"
is "detached, it has counted nothing" 0 of "$web" BytesSent
finish
