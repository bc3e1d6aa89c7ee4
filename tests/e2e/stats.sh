#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What endpoints have received and sent, as hcnctl shows it, is what packets did.
. "$(dirname "$0")/lib.sh"

# of ENDPOINT MEMBER: a number of its statistics
of() { hcnctl stats "$1" -o json | python3 -c 'import json,sys; print(json.load(sys.stdin)[0][sys.argv[1]])' "$2"; }

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
is "one way only counts in one way" yes grew "$web" BytesReceived 0 20000 ip netns exec "$n" python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(1000):
    s.sendto(bytes(1400), ("172.30.0.3", 9))'
is "the table has units" yes sh -c 'hcnctl stats web | grep -q "[0-9.] MiB *[0-9]" && echo yes'
acl='{"Type":"ACL","Settings":{"Action":"Block","Direction":"DIR","Priority":100,"Protocols":"17"}},
	{"Type":"ACL","Settings":{"Action":"Allow","Direction":"DIR","Priority":200}}'
add() { hcnctl modify endpoint "$1" <<<'{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":['"${acl//DIR/$2}"']}}'; }
shout() { ip netns exec "$n" python3 -c '
import socket
s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
for i in range(7):
    s.sendto(b"x", ("172.30.0.3", 9))'; }
add "$db" In
is "what its ACLs drop on the way in is counted" yes grew "$db" DroppedPacketsIncoming 7 7 shout
add "$web" Out
is "and on the way out, by the sender" yes grew "$web" DroppedPacketsOutgoing 7 7 shout
is "and then not by the receiver" yes grew "$db" DroppedPacketsIncoming 0 0 shout
hcnctl detach "$web"
is "detached, it has counted nothing" 0 of "$web" BytesSent
finish
