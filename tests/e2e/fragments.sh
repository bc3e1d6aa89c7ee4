#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Fragmented datagrams, and fragmented answers, meet ACLs, masquerading, port mappings and load balancers as whole ones do.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 53/udp 54/udp
all=${every[*]} size=4000
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":$3${4:+,$4}}"; }
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1
declare -A vip=([4]=10.96.0.10 [6]=fd00:96::10)
# who answers at the VIP; "no" answer
balanced() { ask "${other[$1]}" udp "${vip[$2]}" "$3" $size | cut -d' ' -f1; }
balances() { # FACT PORT WHO
	local way f
	for way in $all; do for f in 4 6; do later is "$1: $way IPv$f" "$3" balanced "$way" "$f" "$2"; done; done
}
create loadbalancer --vip 10.96.0.10 --vip fd00:96::10 --port 5353:53/udp --port 5454:54/udp --endpoint web >/dev/null

in_passes "fragments without ACLs" "$all" udp 53 $size
out_passes "fragments without ACLs, out" "$all" udp 53 $size
balances "fragments by a load balancer" 5353 web
settle
policies endpoint "$web" Update "$(acl Allow In 100 '"Protocols":"17","LocalPorts":"53"')" "$(acl Allow Out 100 '"Protocols":"17","RemotePorts":"53"')"
in_passes "fragments to an allowed port" "$all" udp 53 $size
in_stops "fragments to another port" "$all" udp 54 $size
out_passes "fragments to an allowed port, out" "$all" udp 53 $size
out_stops "fragments to another port, out" "$all" udp 54 $size
balances "fragments by a load balancer to an allowed port" 5353 web
PEER="--wait 1"
balances "fragments by a load balancer to another port" 5454 no

settle
hcnctl delete loadbalancer "$(hcnctl list loadbalancer -q)"
ways_gone
ip -n outside route del 10.96.0.0/16
ip -n outside -6 route del fd00:96::/112
is "nothing is left" "$before" snapshot
finish
