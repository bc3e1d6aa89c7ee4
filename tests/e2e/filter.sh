#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What ACLs match, on every way and in both families: directions, protocols, ports.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp 81/tcp 53/udp
all=${every[*]} pingable=${inside[*]}
# acl ACTION DIRECTION [MEMBERS]
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":100${3:+,$3}}"; }
# pings FACT / no_pings FACT: web is pinged
ping_web() { in_netns "${other[$1]}" ping -c1 -W1 "${web_at[$2]}"; }
pings() {
	local way f
	for way in $pingable; do for f in 4 6; do later holds "$1: $way IPv$f" ping_web "$way" "$f"; done; done
}
no_pings() {
	local way f
	for way in $pingable; do for f in 4 6; do later fails "$1: $way IPv$f" ping_web "$way" "$f"; done; done
}

in_passes "without ACLs what comes passes" "$all" tcp 80
out_passes "without ACLs what goes passes" "$all" tcp 80

policies endpoint "$web" Update "$(acl Block In)"
in_stops "a lone Block In: nothing comes" "$all" tcp 80
no_pings "a lone Block In: no ping comes"
out_passes "a lone Block In: all goes" "$all" tcp 80
policies endpoint "$web" Update "$(acl Block Out)"
out_stops "a lone Block Out: nothing goes" "$all" tcp 80
in_passes "a lone Block Out: all comes" "$all" tcp 80

policies endpoint "$web" Update "$(acl Allow In '"Protocols":"6,17","LocalPorts":"53,70-80"')" "$(acl Allow Out '"Protocols":"6,17","RemotePorts":"81-90,53"')"
in_passes "a range of ports, its end" "$all" tcp 80
in_passes "a list of ports, by UDP" "$all" udp 53
in_stops "a port beside a range" "$all" tcp 81
no_pings "a protocol that is not in a list"
out_passes "out, a range of ports, its start" "$all" tcp 81
out_passes "out, a list of ports, by UDP" "$all" udp 53
out_stops "out, a port beside a range" "$all" tcp 80

policies endpoint "$web" Update "$(acl Allow In '"Protocols":"1,58"')"
pings "ICMP allowed: ping"
in_stops "ICMP allowed: not TCP" "$all" tcp 80
policies endpoint "$web" Update "$(acl Allow In '"Protocols":"256"')" "$(acl Block Out '"Protocols":"256"')"
in_passes "protocol 256 allowed: TCP" "$all" tcp 80
in_passes "protocol 256 allowed: UDP" "$all" udp 53
pings "protocol 256 allowed: ping"
out_stops "protocol 256 blocked: TCP" "$all" tcp 80
out_stops "protocol 256 blocked: UDP" "$all" udp 53

policies endpoint "$web" Update
in_passes "ACLs removed" "$all" tcp 81

ways_gone
is "nothing is left" "$before" snapshot
finish
