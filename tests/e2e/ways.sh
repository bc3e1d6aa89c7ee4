# SPDX-License-Identifier: LGPL-2.1-or-later
# The ways between an endpoint, `web`, and others; sourced after lib.sh.
#
#   bridged   `near`, an endpoint of web's network
#   routed    `far`, one of another NAT network
#   host      the host
#   outside   another machine, which comes in by web's published ports: each of TCP and UDP with 8000 added

every=(bridged routed host outside)
inside=(bridged routed host) # those who can call web by its own address
families=(4 6)
declare -A host_at=([4]=198.51.100.1 [6]=2001:db8:51::1)
declare -A web_at=([4]=172.30.0.8 [6]=fd00:30::8)
# who is at the other end, and where
declare -A other_at=(
	[bridged4]=172.30.0.9 [routed4]=172.31.0.9 [host4]=172.30.0.1 [outside4]=198.51.100.254
	[bridged6]=fd00:30::9 [routed6]=fd00:31::9 [host6]=fd00:30::1 [outside6]=2001:db8:51::fe)
# whom web sees when the other calls, and whom the other sees when web calls: NAT networks are masqueraded, also to each other
declare -A web_sees=([routed4]=172.30.0.1 [routed6]=fd00:30::1)
declare -A other_sees=([routed4]=172.31.0.1 [routed6]=fd00:31::1 [outside4]=198.51.100.1 [outside6]=2001:db8:51::1)

# ways_world PORT/PROTOCOL...: the world, its snapshot in $before; these servers on web, published, and on the others
ways_world() {
	local name net port proto publish=() ns
	world
	before=$(snapshot)
	hcnctl create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 -q >/dev/null
	hcnctl create network --name red --subnet 172.31.0.0/24 --subnet fd00:31::/64 -q >/dev/null
	for port; do
		[ "${port#*/}" = sctp ] || publish+=(--publish "$((${port%/*} + 8000)):$port"
			--publish "[2001:db8:51::1]:$((${port%/*} + 8000)):$port")
	done
	for name in web near far; do
		ns=$(create namespace)
		declare -g "${name}_ns=$ns" "${name}_n=$(netns "$ns")"
	done
	web=$(create endpoint --name web --network blue --namespace "$web_ns" --ip 172.30.0.8 --ip fd00:30::8 "${publish[@]}")
	near=$(create endpoint --name near --network blue --namespace "$near_ns" --ip 172.30.0.9 --ip fd00:30::9)
	far=$(create endpoint --name far --network red --namespace "$far_ns" --ip 172.31.0.9 --ip fd00:31::9)
	declare -gA other=([bridged]=$near_n [routed]=$far_n [host]=host [outside]=outside)
	for port; do
		proto=${port#*/} port=${port%/*}
		serve "$web_n" "$proto" "$port" web
		for name in "${every[@]}"; do serve "${other[$name]}" "$proto" "$port" "$name"; done
	done
}

ways_gone() {
	settle
	hcnctl delete network blue red
	hcnctl delete namespace "$web_ns" "$near_ns" "$far_ns"
}

# called WAY 4|6 PROTO PORT [SIZE]: what web answers to the other, who calls by this way
called() {
	local to=${web_at[$2]} port=$4
	[ "$1" != outside ] || to=${host_at[$2]} port=$((port + 8000))
	ask "${other[$1]}" "$3" "$to" "$port" "${@:5}"
}
# calls WAY 4|6 PROTO PORT [SIZE]: what the other answers to web
calls() { ask "$web_n" "$3" "${other_at[$1$2]}" "${@:4}"; }

# in_passes FACT WAYS PROTO PORT [SIZE], in_stops, out_passes, out_stops: for each of the WAYS, in both families, or in $families
in_passes() {
	local way f
	for way in $2; do for f in "${families[@]}"; do
		later is "$1: $way IPv$f" "web saw ${web_sees[$way$f]:-${other_at[$way$f]}}" called "$way" "$f" "${@:3}"
	done; done
}
in_stops() {
	local way f PEER="--wait 1"
	for way in $2; do for f in "${families[@]}"; do later fails "$1: $way IPv$f" called "$way" "$f" "${@:3}"; done; done
}
out_passes() {
	local way f
	for way in $2; do for f in "${families[@]}"; do
		later is "$1: $way IPv$f" "$way saw ${other_sees[$way$f]:-${web_at[$f]}}" calls "$way" "$f" "${@:3}"
	done; done
}
out_stops() {
	local way f PEER="--wait 1"
	for way in $2; do for f in "${families[@]}"; do later fails "$1: $way IPv$f" calls "$way" "$f" "${@:3}"; done; done
}
