#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# ICMP errors about allowed flows come back, with the addresses that the sender knows: ports and hosts that are unreachable, packets
# too big for a path or an endpoint; through ACLs, masquerading, port mappings, load balancers. Errors about no flow meet the ACLs.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp
all=${every[*]}
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":100${3:+,$3}}"; }
# each FACT WAYS EXPECTED COMMAND...: in both families
each() {
	local way f
	for way in $2; do for f in 4 6; do later is "$1: $way IPv$f" "$3" "$4" "$way" "$f" "${@:5}"; done; done
}
refused="no answer: [Errno 111] Connection refused"
declare -A unreached=([4]="no answer: [Errno 113] No route to host" [6]="no answer: [Errno 101] Network is unreachable")

echo "-- behind the other machine, a path that takes 1,300 bytes"
ip netns add behind
ip -n outside link add narrow type veth peer name eth0 netns behind
ip netns exec outside sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
ip -n outside addr add 203.0.113.1/24 dev narrow noprefixroute
ip -n outside addr add 2001:db8:52::1/64 dev narrow nodad noprefixroute
ip -n outside link set narrow up
for i in 9 10 11; do
	ip -n behind addr add 203.0.113.$i/24 dev eth0
	ip -n behind addr add 2001:db8:52::$i/64 dev eth0 nodad
done
ip -n behind link set eth0 up
ip -n behind route add default via 203.0.113.1
ip -n behind -6 route add default via 2001:db8:52::1
ip -n outside route add 203.0.113.0/24 dev narrow mtu lock 1300
ip -n outside -6 route add 2001:db8:52::/64 dev narrow mtu lock 1300
ip -n outside route add unreachable 203.0.113.99
ip -n outside -6 route add unreachable 2001:db8:52::99
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1
declare -A behind_at=([4]=203.0.113. [6]=2001:db8:52::) vip=([4]=10.96.0.10 [6]=fd00:96::10)

peer "$web_n" echo tcp 81
peer behind echo tcp 81
mapping() { policy PortMapping "{\"Protocol\":$1,\"InternalPort\":$2,\"ExternalPort\":$((8000 + $2)),\"Flags\":$3}"; }
policies endpoint "$web" Add "$(mapping 6 81 0)" "$(mapping 6 81 2)" "$(mapping 17 9 0)" "$(mapping 17 9 2)"
create loadbalancer --vip 10.96.0.10 --vip fd00:96::10 --port 81:81 --port 9:9/udp --endpoint web >/dev/null
# No ACL names ICMP.
policies endpoint "$web" Update "$(acl Allow In '"Protocols":"6,17","LocalPorts":"9,80,81"')" "$(acl Allow Out '"Protocols":"6,17"')"

transfer() { peer "$1" transfer tcp "${@:2}" --size 200000; }
path_mtu() { ip -n "$1" route get "$2" | grep -o 'mtu [0-9]*'; }
for f in 4 6; do
	at=${behind_at[$f]}
	is "a large transfer over a narrow path, masqueraded: IPv$f" whole transfer "$web_n" "${at}9" 81
	is "a large answer over a narrow path, by a port mapping: IPv$f" whole transfer behind "${host_at[$f]}" 8081 --from "${at}10"
	is "a large answer over a narrow path, by a load balancer: IPv$f" whole transfer behind "${vip[$f]}" 81 --from "${at}11"
	for i in 9 10 11; do is "the error that says so has come: IPv$f, $i" "mtu 1300" path_mtu "$web_n" "$at$i"; done
	later is "a datagram too big for its path: IPv$f" 1300 peer "$web_n" mtu "${at}12" 9
	later is "a host that is not reached: IPv$f" "${unreached[$f]}" ask "$web_n" tcp "${at}99" 9
done
settle

echo "-- an endpoint that takes less than its network"
small_ns=$(create namespace)
small=$(create endpoint --network blue --namespace "$small_ns" -f - <<T
{"IpConfigurations":[{"IpAddress":"172.30.0.7"},{"IpAddress":"fd00:30::7"}],
 "Policies":[$(policy InterfaceParameters '{"Mtu":1380}'),$(acl Allow In '"Protocols":"17"'),$(mapping 17 7 0),$(mapping 17 7 2)]}
T
)
create loadbalancer --vip 10.96.0.11 --vip fd00:96::11 --port 7:7/udp --endpoint "$small" >/dev/null
declare -A small_at=([4]=172.30.0.7 [6]=fd00:30::7) small_vip=([4]=10.96.0.11 [6]=fd00:96::11)
directly() { peer "${other[$1]}" mtu "${small_at[$2]}" 7; }
by_mapping() { peer "${other[$1]}" mtu "${host_at[$2]}" 8007; }
by_balancer() { peer "${other[$1]}" mtu "${small_vip[$2]}" 7; }
each "a datagram too big for an endpoint" routed 1380 directly
each "what an endpoint takes is known" host "no less than 1380" directly
each "a datagram too big for an endpoint, by a port mapping" "routed outside" 1380 by_mapping
later is "a datagram too big for an endpoint, by a port mapping of the host's own: IPv6" 1380 by_mapping host 6
each "a datagram too big for an endpoint, by a load balancer" "routed host outside" 1380 by_balancer
settle
hcnctl delete endpoint "$small"
hcnctl delete namespace "$small_ns"

echo "-- ports that nobody has"
each "the port of an allowed datagram" "$all" "$refused" called udp 9
each "the port of an allowed datagram, out" "$all" "$refused" calls udp 9
balanced() { ask "${other[$1]}" udp "${vip[$2]}" 9; }
each "the port behind a load balancer" "$all" "$refused" balanced
settle

echo "-- errors about nothing"
forge() { # forge WAY FAMILY: three times "port unreachable" about a datagram that web never sent
	local own=${other_at[$1$2]} to=${web_at[$2]} ip=ip icmp=icmp:type=3,code=3
	[ "$2" = 4 ] || ip=ip6 icmp=icmp6:type=1,code=4
	peer "${other[$1]}" packet "$ip:src=$own,dst=$to" $icmp "$ip:src=$to,dst=$own" udp:sport=5555,dport=6666 --count 3
}
# forged: by how much three of them for each way of its family and one connection make web's count of such errors grow
forged() { # forged WAY FAMILY
	local name=IcmpInDestUnreachs before
	[ "$2" = 4 ] || name=Icmp6InDestUnreachs
	before=$(ip netns exec "$web_n" nstat -asz $name | awk 'END { print $2 }')
	forge "$@" >/dev/null # a filter of the sender's own host may refuse to send it
	called "$1" "$2" tcp 80 >/dev/null # comes after them
	echo $(($(ip netns exec "$web_n" nstat -asz $name | awk 'END { print $2 }') - before))
}
each_in_turn() { # FACT EXPECTED
	for way in "${inside[@]}"; do for f in 4 6; do is "$1: $way IPv$f" "$2" forged "$way" "$f"; done; done
}
each_in_turn "an error about no flow is not let in" 0
policies endpoint "$web" Update
each_in_turn "an error about no flow comes where nothing filters" 3

hcnctl delete loadbalancer $(hcnctl list loadbalancer -q)
ways_gone
ip netns del behind
ip -n outside route del 10.96.0.0/16
ip -n outside -6 route del fd00:96::/112
is "nothing is left" "$before" snapshot
finish
