#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Types of networks: neighbours always reach each other; who else does depends on the type.
. "$(dirname "$0")/lib.sh"

# network TYPE POLICIES: prints the id
network() {
	create network -f - <<T
{"Name":"$1","Type":"$1","Ipams":[{"Subnets":[{"IpAddressPrefix":"172.30.0.0/24","Policies":[$2]},
 {"IpAddressPrefix":"fd00:30::/64","Policies":[$2]}]}]}
T
}
# endpoint NETWORK NAMESPACE POLICIES: prints the id
endpoint() {
	create endpoint -f - <<T
{"HostComputeNetwork":"$1","HostComputeNamespace":"$2","Policies":[$3]}
T
}

world
before=$(snapshot)
serve outside tcp 80 web
vsid='{"Type":"VSID","Settings":{"IsolationId":5000}}'
a=$(create namespace) b=$(create namespace)
na=$(netns "$a") nb=$(netns "$b")
for type in NAT ICS Internal Private Transparent L2Bridge L2Tunnel Overlay; do
	net=$(network $type "$([ $type = Overlay ] && echo "$vsid")")
	one=$(endpoint "$net" "$a" "")
	two=$(endpoint "$net" "$b" "")
	holds "$type: neighbours reach each other" ip netns exec "$na" ping -c1 -W2 172.30.0.3
	holds "$type: neighbours reach each other over IPv6" ip netns exec "$na" ping -c1 -W2 fd00:30::3
	case $type in
	NAT | ICS)
		is "$type: the outside sees the host" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
		is "$type: the outside sees the host over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fe 80
		;;
	*)
		later fails "$type: nothing gets outside" ip netns exec "$na" ping -c1 -W1 198.51.100.254
		later fails "$type: nothing gets outside over IPv6" ip netns exec "$na" ping -c1 -W1 2001:db8:51::fe
		settle
		;;
	esac
	case $type in
	NAT | ICS | Internal | Overlay)
		holds "$type: the host is the gateway" ip netns exec "$na" ping -c1 -W2 172.30.0.1
		holds "$type: the host is the gateway over IPv6" ip netns exec "$na" ping -c1 -W2 fd00:30::1
		;;
	*)
		later fails "$type: the host has no address there" ip netns exec "$na" ping -c1 -W1 172.30.0.1
		later fails "$type: the host has no address there over IPv6" ip netns exec "$na" ping -c1 -W1 fd00:30::1
		settle
		host=$(endpoint "$net" 910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC "")
		holds "$type: an endpoint on the host reaches the others" ping -c1 -W2 172.30.0.3
		holds "$type: an endpoint on the host reaches the others over IPv6" ping -c1 -W2 fd00:30::3
		hcnctl delete endpoint "$host"
		;;
	esac
	if [ $type = Overlay ]; then
		hcnctl delete endpoint "$one"
		one=$(endpoint "$net" "$a" '{"Type":"OutBoundNAT","Settings":{}}')
		is "$type: with OutBoundNAT the outside sees the host" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
		is "$type: with OutBoundNAT the outside sees the host over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fe 80
	fi
	hcnctl delete network $type
done
hcnctl delete namespace "$a"
hcnctl delete namespace "$b"
is "nothing is left of them" "$before" snapshot
finish
