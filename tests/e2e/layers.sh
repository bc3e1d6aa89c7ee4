#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What is asked besides an endpoint's ACLs for the switch: rules of type Host and NetworkACLs, on every way and in both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp 81/tcp 53/udp
all=${every[*]}
# host_rule ACTION DIRECTION [MEMBERS], network_acl the same
host_rule() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Host\"${3:+,$3}}"; }
network_acl() { policy NetworkACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":100${3:+,$3}}"; }

policies endpoint "$web" Update "$(host_rule Block In '"Protocols":"6","LocalPorts":"81"')" "$(host_rule Block Out '"Protocols":"17","RemotePorts":"53"')"
in_stops "a Host rule: what it names" "$all" tcp 81
in_passes "a Host rule: what it does not name" "$all" tcp 80
out_stops "a Host rule, out: what it names" "$all" udp 53
out_passes "a Host rule, out: what it does not name" "$all" tcp 81
policies endpoint "$web" Update

policies network blue Add "$(network_acl Allow In '"Protocols":"6","LocalPorts":"81"')"
in_passes "a NetworkACL: what it allows" "$all" tcp 81
in_stops "a NetworkACL: the rest" "$all" tcp 80
policies network blue Remove "$(network_acl Allow In '"Protocols":"6","LocalPorts":"81"')"
policies network blue Add "$(network_acl Allow Out '"Protocols":"6","RemotePorts":"81"')"
out_passes "a NetworkACL, out: what it allows" "$all" tcp 81
out_stops "a NetworkACL, out: the rest" "$all" tcp 80
policies network blue Remove "$(network_acl Allow Out '"Protocols":"6","RemotePorts":"81"')"
in_passes "NetworkACLs removed" "$all" tcp 80

ways_gone
is "nothing is left" "$before" snapshot
finish
