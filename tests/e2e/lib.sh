# SPDX-License-Identifier: LGPL-2.1-or-later
# Words for packet tests; sourced inside tests/tools/netlab.sh, with hcnctl in PATH.
#
# The world: this network namespace is "the host"; `outside` is another machine behind the host's uplink (198.51.100.0/24,
# 2001:db8:51::/64), which has no route back to any HCN network, and is the host's default gateway.
set -u
here=$(dirname "${BASH_SOURCE[0]}")
n_checks=0 n_failures=0 n_later=0 later_pids=() later_results=()

world() {
	ip netns add outside
	ip link add uplink type veth peer name eth0 netns outside
	ip link set uplink addrgenmode none # no link-local address that comes late
	ip addr add 198.51.100.1/24 dev uplink
	ip addr add 2001:db8:51::1/64 dev uplink nodad
	ip addr add fe80::1/64 dev uplink nodad # asks for the neighbours that others' packets go to
	ip link set uplink up
	ip -n outside addr add 198.51.100.254/24 dev eth0
	ip -n outside addr add 2001:db8:51::fe/64 dev eth0 nodad
	ip -n outside link set eth0 up
	ip -n outside link set lo up
	ip route add default via 198.51.100.254
	ip -6 route add default via 2001:db8:51::fe
}

# create KIND ARG...: prints the id
create() { hcnctl create "$1" -q "${@:2}"; }

# The name of a namespace's netns.
netns() { echo "${1,,}"; }

# policy TYPE SETTINGS: its JSON
policy() { echo "{\"Type\":\"$1\",\"Settings\":$2}"; }

# policies KIND ID Add|Update|Remove POLICY...
policies() {
	local IFS=,
	settle
	hcnctl modify "$1" "$2" -f - <<<"{\"ResourceType\":\"Policy\",\"RequestType\":\"$3\",\"Settings\":{\"Policies\":[${*:4}]}}"
}

# By hand, without what meson puts into PATH: those of the plain build.
command -v hcn-peer >/dev/null || PATH=$PATH:$here/../../build/tests/harness

# peer NETNS|host VERB...: hcn-peer there, with the options of $PEER, waiting for $PEER_WAIT seconds
peer() { hcn-peer "$@" ${PEER:-} ${PEER_WAIT:+--wait "$PEER_WAIT"}; }

# serve NETNS|host tcp|udp|sctp|proxy PORT NAME [OPTION...]: a server that goes on until the sandbox ends
serve() { peer "$1" serve "${@:2}"; }

# in_netns NETNS|host COMMAND...
in_netns() { if [ "$1" = host ]; then "${@:2}"; else ip netns exec "$@"; fi; }

# ask NETNS|host PROTO ADDRESS PORT [SIZE]: prints the answer
ask() { peer "$1" ask "${@:2:3}" ${5:+--size "$5"}; }

# json POINTER...: what is there in the document of standard input
json() { hcn-json "$@"; }

# converse NETNS|host ADDRESS PORT SERVER-NETNS|host: a TCP connection to a server of its own, there when this returns, that goes
# on; the port names it
converse() {
	peer "$4" echo tcp "$3"
	peer "$1" talk "$3" "$2" "$3" >/dev/null
}
# The same, but the server talks all the time.
listen() {
	peer "$4" stream "$3"
	peer "$1" drink "$3" "$2" "$3" >/dev/null
}

# conversed PORT: ends it, and says whether it was "done" or "cut"
conversed() { peer host tell "$1"; }

# is FACT EXPECTED COMMAND...: the command's output is EXPECTED
is() {
	local fact=$1 expected=$2 got
	shift 2
	got=$("$@" 2>&1)
	n_checks=$((n_checks + 1))
	if [ "$got" = "$expected" ]; then
		echo "ok   $fact"
	else
		n_failures=$((n_failures + 1))
		printf 'FAIL %s\n     expected: %s\n     got:      %s\n' "$fact" "$expected" "$got"
	fi
}

# holds FACT COMMAND... / fails FACT COMMAND...: by exit status
holds() {
	local fact=$1 out
	shift
	n_checks=$((n_checks + 1))
	if out=$("$@" 2>&1); then
		echo "ok   $fact"
	else
		n_failures=$((n_failures + 1))
		printf 'FAIL %s\n%s\n' "$fact" "$out"
	fi
}
fails() {
	local fact=$1 out
	shift
	n_checks=$((n_checks + 1))
	if out=$("$@" 2>&1); then
		n_failures=$((n_failures + 1))
		printf 'FAIL %s: it worked\n%s\n' "$fact" "$out"
	else
		echo "ok   $fact"
	fi
}

# later is|holds|fails FACT...: the same while the script goes on, until it settles; most wait for an answer that must not come
later() {
	later_results[n_later]=$(mktemp)
	"$@" >"${later_results[n_later]}" &
	later_pids[n_later]=$!
	n_later=$((n_later + 1))
}

# settle: those checks have ended, and count
settle() {
	local result
	[ $n_later = 0 ] && return
	wait "${later_pids[@]}"
	for result in "${later_results[@]}"; do
		cat "$result"
		grep -q '^FAIL' "$result" && n_failures=$((n_failures + 1))
	done
	n_checks=$((n_checks + n_later))
	rm "${later_results[@]}"
	n_later=0 later_pids=() later_results=()
}

# What HCN may change on a host, without what changes by itself.
snapshot() {
	ip -d -o link | sed 's/_timer *[0-9.]*//g; s/<[^>]*>//; s/state [A-Za-z]*//g; s/@if[0-9]*//;
		s/tso_max_size [0-9]*//; s/port_[a-z]* 0x[0-9a-f]*//g; s/designated_port [0-9]*//' | cut -d: -f2- | sort
	ip -o addr | cut -d' ' -f2- | sed 's/valid_lft.*//' | sort
	{
		ip route show table all
		ip -6 route show table all
	} | grep -v -e ff00:: -e 'proto kernel' | sed 's/ linkdown//; s/ *$//' | sort -u
	ip neigh show nud permanent | sort
	ls /run/netns
	cat /proc/sys/net/ipv4/ip_forward /proc/sys/net/ipv6/conf/all/forwarding
	nft list ruleset
	find "${HCN_STATE_DIR:-/run/hcn}" -name '*.conf' 2>/dev/null || :
}

finish() {
	settle
	echo "Checks: $n_checks, Failures: $n_failures, Errors: 0"
	[ "$n_failures" = 0 ]
	exit
}
