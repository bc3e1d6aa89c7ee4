#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# SetPolicies (IPSET and NESTEDIPSET) that ACLs name, changed under them; lists of 4,000 addresses; on every way, in both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp
all=${every[*]}
# of WAY...: the addresses at their other ends, as a list
of() {
	local way list=""
	for way; do list+=",${other_at[${way}4]},${other_at[${way}6]}"; done
	echo "${list:1}"
}
set_() { policy SetPolicy "{\"Id\":\"$1\",\"Name\":\"$1\",\"PolicyType\":\"$2\",\"Values\":\"$3\"}"; }
acl() { policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"Switch\",\"Priority\":100,\"Protocols\":\"6\"${3:+,$3}}"; }

policies network blue Add "$(set_ some IPSET "$(of bridged host)")" "$(set_ more IPSET "$(of routed)")" "$(set_ both NESTEDIPSET some,more)"
# With sets, Local is where a packet comes from and Remote where it goes, in both directions.
policies endpoint "$web" Update "$(acl Allow In '"LocalAddresses":"some","LocalPorts":"80"')" "$(acl Allow Out '"RemoteAddresses":"some","RemotePorts":"80"')"
in_passes "in an IPSET" "bridged host" tcp 80
in_stops "not in an IPSET" "routed outside" tcp 80
out_passes "out, in an IPSET" "bridged host" tcp 80
out_stops "out, not in an IPSET" "routed outside" tcp 80
policies network blue Update "$(set_ some IPSET "$(of routed outside)")"
in_passes "an IPSET updated under its rule: who came in" "routed outside" tcp 80
in_stops "an IPSET updated under its rule: who went" "bridged host" tcp 80
out_passes "out, an IPSET updated under its rule: who came in" "routed outside" tcp 80
out_stops "out, an IPSET updated under its rule: who went" "bridged host" tcp 80
policies network blue Update "$(set_ some IPSET "")"
in_stops "an empty IPSET" "$all" tcp 80

policies network blue Update "$(set_ some IPSET "$(of bridged host)")"
policies endpoint "$web" Update "$(acl Allow In '"LocalAddresses":"both"')" "$(acl Block Out '"RemoteAddresses":"both"')" "$(policy ACL \
	'{"Action":"Allow","Direction":"Out","RuleType":"Switch","Priority":200}')"
in_passes "in a NESTEDIPSET" "bridged routed host" tcp 80
in_stops "not in a NESTEDIPSET" outside tcp 80
out_stops "out, blocked by a NESTEDIPSET" "bridged routed host" tcp 80
out_passes "out, not in a NESTEDIPSET" outside tcp 80
policies network blue Update "$(set_ more IPSET "$(of outside)")"
in_passes "an IPSET updated inside a NESTEDIPSET: who came in" outside tcp 80
in_stops "an IPSET updated inside a NESTEDIPSET: who went" routed tcp 80
policies network blue Update "$(set_ both NESTEDIPSET more)"
in_passes "a NESTEDIPSET updated: who stayed" outside tcp 80
in_stops "a NESTEDIPSET updated: who went" "bridged host" tcp 80
out_passes "out, a NESTEDIPSET updated: who went" "bridged host" tcp 80

# many EXCEPT: 4,000 addresses of each family with those at the other ends of all ways EXCEPT this one among them
many() {
	local way i last list=()
	for ((i = 0; i < 3997; i++)); do
		printf -v last %x $((i + 1))
		list+=("10.$((i >> 8)).$((i & 255)).1" "fd10::$last")
	done
	for way in "${every[@]}"; do [ "$way" = "$1" ] || list+=("${other_at[${way}4]}" "${other_at[${way}6]}"); done
	(IFS=,; echo "${list[*]}")
}
is "the lists are long" 8000 sh -c "echo $(many host) | tr , '\n' | wc -l"
policies endpoint "$web" Update
policies network blue Update "$(set_ some IPSET "$(many routed)")"
policies endpoint "$web" Update "$(acl Allow In '"LocalAddresses":"some"')"
in_passes "among 4,000 addresses of an IPSET" "bridged host outside" tcp 80
in_stops "not among 4,000 addresses of an IPSET" routed tcp 80
settle
addresses=$(many host)
for list in $(tr , '\n' <<<"$addresses" | grep -v : | paste -sd,) $(tr , '\n' <<<"$addresses" | grep : | paste -sd,); do
	acls+=("$(acl Allow In "\"RemoteAddresses\":\"$list\"")")
done
policies endpoint "$web" Update "${acls[@]}"
in_passes "among 4,000 addresses of an ACL" "bridged routed outside" tcp 80
in_stops "not among 4,000 addresses of an ACL" host tcp 80
policies endpoint "$web" Update
policies network blue Remove "$(set_ both NESTEDIPSET more)"

ways_gone
is "nothing is left" "$before" snapshot
finish
