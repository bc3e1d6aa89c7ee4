#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Connections that are there when ACLs change: those that are forbidden now are cut, the others go on; on every way, in both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world
all=${every[*]}
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":$3${4:+,$4}}"; }
mapping() { policy PortMapping "{\"Protocol\":6,\"InternalPort\":$1,\"ExternalPort\":$1,\"Flags\":$2}"; }

# From now on connections of the bridge are tracked.
policies endpoint "$web" Update "$(acl Allow In 500)" "$(acl Allow Out 500)"
# Ports from 7000 go on, those from 8000 will be forbidden; to web they end with 0 to 7, from it with 10 to 17.  Those from 7100 and
# 8100 are of servers that send all the time: what is on its way when the rules change must not open the connection anew.
number=0
for way in $all; do for f in 4 6; do
	for port in 700$number 800$number; do
		to=${web_at[$f]}
		if [ $way = outside ]; then
			to=${host_at[$f]}
			policies endpoint "$web" Add "$(mapping $port $((f == 4 ? 0 : 2)))"
		fi
		converse "${other[$way]}" "$to" $port "$web_n"
	done
	for port in 701$number 801$number; do converse "$web_n" "${other_at[$way$f]}" $port "${other[$way]}"; done
	[ $way = outside ] || for port in 710$number 810$number; do listen "${other[$way]}" "${web_at[$f]}" $port "$web_n"; done
	for port in 711$number 811$number; do listen "$web_n" "${other_at[$way$f]}" $port "${other[$way]}"; done
	number=$((number + 1))
done; done
policies endpoint "$web" Update "$(acl Block In 100 '"Protocols":"6","LocalPorts":"8000-8999"')" "$(acl Allow In 500)" \
	"$(acl Block Out 100 '"Protocols":"6","RemotePorts":"8000-8999"')" "$(acl Allow Out 500)"
number=0
for way in $all; do for f in 4 6; do
	later is "a connection that is allowed goes on: $way IPv$f" done conversed 700$number
	later is "a connection that is forbidden now is cut: $way IPv$f" cut conversed 800$number
	later is "out, a connection that is allowed goes on: $way IPv$f" done conversed 701$number
	later is "out, a connection that is forbidden now is cut: $way IPv$f" cut conversed 801$number
	if [ $way != outside ]; then
		later is "what an allowed server sends goes on: $way IPv$f" done conversed 710$number
		later is "what a forbidden server sends is cut: $way IPv$f" cut conversed 810$number
	fi
	later is "out, what an allowed server sends goes on: $way IPv$f" done conversed 711$number
	later is "out, what a forbidden server sends is cut: $way IPv$f" cut conversed 811$number
	number=$((number + 1))
done; done

ways_gone
is "nothing is left" "$before" snapshot
finish
