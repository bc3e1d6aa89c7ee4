#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# TierAcl: Allow leads past the other tiers, Pass to the next one, Block ends; by Order and Priority, on every way, in both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp 81/tcp
all=${every[*]}
# rule ACTION PRIORITY [MEMBERS], tier DIRECTION ORDER RULE...
rule() { echo "{\"Id\":\"$1$2\",\"TierAclRuleAction\":\"$1\",\"Priority\":$2${3:+,$3}}"; }
tier() {
	local IFS=,
	policy TierAcl "{\"Name\":\"$1$2\",\"Direction\":\"$1\",\"Order\":$2,\"TierAclRules\":[${*:3}]}"
}
to80='"Protocols":"6","LocalPorts":"80"' from80='"Protocols":"6","RemotePorts":"80"'

policies endpoint "$web" Update "$(tier In 10 "$(rule Pass 1 "$to80")" "$(rule Block 2)")" "$(tier In 20 "$(rule Block 1 "$to80")")"
in_stops "Pass leads to the next tier, whose Block ends" "$all" tcp 80
in_stops "a rule of higher Priority number comes second" "$all" tcp 81
out_passes "a tier of direction In says nothing of Out" "$all" tcp 80

policies endpoint "$web" Update "$(tier In 10 "$(rule Pass 1 "$to80")" "$(rule Allow 2)")" "$(tier In 20 "$(rule Block 1)")"
in_stops "what passes the first tier is blocked in the second" "$all" tcp 80
in_passes "what the first tier allows is not asked again" "$all" tcp 81

# The order of the list is not the order of the tiers.
policies endpoint "$web" Update "$(tier In 20 "$(rule Block 1)")" "$(tier In 10 "$(rule Allow 1 "$to80")")"
in_passes "Order decides, not the list" "$all" tcp 80
in_stops "what the first tier does not name comes to the second" "$all" tcp 81

policies endpoint "$web" Update "$(tier In 10 "$(rule Pass 1)")"
in_passes "Pass of the last tier passes" "$all" tcp 80

policies endpoint "$web" Update "$(tier Out 10 "$(rule Pass 1 "$from80")" "$(rule Allow 2)")" "$(tier Out 20 "$(rule Block 1)")"
out_stops "out, what passes the first tier is blocked in the second" "$all" tcp 80
out_passes "out, what the first tier allows is not asked again" "$all" tcp 81
in_passes "a tier of direction Out says nothing of In" "$all" tcp 80

# Allow leads past the tiers, not past the endpoint's ACLs.
policies endpoint "$web" Update "$(tier In 10 "$(rule Allow 1)")" \
	"$(policy ACL "{\"Action\":\"Allow\",\"Direction\":\"In\",\"RuleType\":\"Switch\",\"Priority\":100,$to80}")"
in_passes "a tier and an ACL allow" "$all" tcp 80
in_stops "a tier allows and no ACL does" "$all" tcp 81
policies endpoint "$web" Update
in_passes "tiers removed" "$all" tcp 81

ways_gone
is "nothing is left" "$before" snapshot
finish
