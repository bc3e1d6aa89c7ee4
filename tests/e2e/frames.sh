#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Frames by hand, of a container with CAP_NET_RAW: none gets around the rules.  And each chain of rules is asked once for a packet.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
network=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
for name in web client; do
	ns=$(create namespace)
	declare "${name}_n=$(netns "$ns")" "${name}=$(create endpoint --name $name --network blue --namespace "$ns")"
done
# web is 172.30.0.2 and fd00:30::2, client ::3
mac() { ip -n "$1" -o link show eth0 | sed -n 's/.*link.ether \([^ ]*\).*/\1/p'; }
web_mac=$(mac "$web_n")

# arrives NETNS DEVICE "HEADER..." COMMAND...: "yes" or "no", whether such a frame comes out of the device when the command is run.
# A frame that always passes is sent behind it, so that nobody waits for what does not come.
arrives() {
	local said
	peer "$1" see frames "$2" $3 >/dev/null
	"${@:4}"
	last
	said=$(peer host tell frames)
	[ "${said#seen}" = "$said" ] && echo no || echo yes
}
# What comes after a frame of client's has come, when this has.
last() {
	peer "$web_n" see last eth0 eth arp:tpa=172.30.0.2,op=1 >/dev/null
	peer "$client_n" frame eth0 eth:dst="$web_mac" arp:op=1,spa=172.30.0.3,tpa=172.30.0.2
	peer host tell last >/dev/null
}
frame() { peer "$client_n" frame eth0 "$@"; }

acl() { policies endpoint "$1" Update "$(policy ACL "$2")"; }
settings() { echo "{\"Action\":\"Block\",\"Direction\":\"$1\",\"RuleType\":\"Switch\",\"Priority\":100}"; }

udp=(ip:src=172.30.0.3,dst=172.30.0.2 udp:sport=99,dport=53)
udp6=(ip6:src=fd00:30::3,dst=fd00:30::2 udp:sport=99,dport=53)
is "a plain frame arrives" yes arrives "$web_n" eth0 "eth ip udp:dport=53" frame eth:dst="$web_mac" "${udp[@]}"
is "and of IPv6" yes arrives "$web_n" eth0 "eth ip6 udp:dport=53" frame eth:dst="$web_mac" "${udp6[@]}"

echo "-- tags"
acl "$web" "$(settings In)"
is "a plain frame is blocked" no arrives "$web_n" eth0 "eth ip udp:dport=53" frame eth:dst="$web_mac" "${udp[@]}"
for tag in vlan vlan:id=5 vlan:prio=7; do
	for way in "${udp[*]}" "${udp6[*]}"; do
		is "so is one with the tag $tag: ${way%%:*}" no arrives "$web_n" eth0 "eth vlan ${way%%:*} udp:dport=53" \
			frame eth:dst="$web_mac" $tag $way
	done
done
is "of 802.1ad" no arrives "$web_n" eth0 "eth:type=0x88a8 hex:0000" frame eth:dst="$web_mac",type=0x88a8 hex:00000800 "${udp[@]}"
is "two tags" no arrives "$web_n" eth0 "eth:type=0x88a8 hex:0000" frame eth:dst="$web_mac",type=0x88a8 hex:00008100 hex:00000800 "${udp[@]}"
for type in 0x88cc 0x8863 0x0004 0x86dc; do
	is "no other protocol: $type" no arrives "$web_n" eth0 "eth:type=$type" frame eth:dst="$web_mac",type=$type zeros:60
done
settle
acl "$web" "$(settings In | sed s/Block/Allow/)"
is "though the ACLs allow it, tags do not pass" no arrives "$web_n" eth0 "eth vlan ip udp:dport=53" \
	frame eth:dst="$web_mac" vlan "${udp[@]}"

echo "-- sources that are nobody's"
acl "$client" "$(settings Out)"
for source in fe80::3 fe80::dead :: ; do
	for target in fd00:30::2 ff02::1; do
		is "from $source to $target nothing but what finds neighbours" no arrives "$web_n" eth0 "eth ip6:src=$source udp:dport=53" \
			frame eth:dst="$web_mac" ip6:src=$source,dst=$target udp:sport=99,dport=53
		is "no ping either" no arrives "$web_n" eth0 "eth ip6:src=$source icmp6:type=128" \
			frame eth:dst="$web_mac" ip6:src=$source,dst=$target icmp6:type=128
	done
done
is "nor by way of an extension header" no arrives "$web_n" eth0 "eth ip6:src=fe80::3 dstopt" \
	frame eth:dst="$web_mac" ip6:src=fe80::3,dst=fd00:30::2 dstopt udp:sport=99,dport=53
is "nor as a fragment" no arrives "$web_n" eth0 "eth ip6:src=fe80::3 frag" \
	frame eth:dst="$web_mac" ip6:src=fe80::3,dst=fd00:30::2 frag:off=0,mf=1,id=7 udp:sport=99,dport=53
is "a neighbour's solicitation passes" yes arrives "$web_n" eth0 "eth ip6:src=fe80::3 icmp6:type=135" \
	frame eth:dst=33:33:ff:00:00:02 ip6:src=fe80::3,dst=ff02::1:ff00:2 icmp6:type=135 target:address=fd00:30::2 lladdr
is "a report of groups passes" yes arrives "$web_n" eth0 "eth ip6:src=fe80::3 icmp6:type=143" \
	frame eth:dst=33:33:00:00:00:16 ip6:src=fe80::3,dst=ff02::16,hop=1 icmp6:type=143,rest=0x00000001 hex:04000000 hex:ff0200000000000000000000000000fb
settle
policies endpoint "$client" Remove "$(policy ACL "$(settings Out)")"

echo "-- to many"
for target in 172.30.0.255 255.255.255.255 224.0.0.251; do
	is "what goes to $target keeps its source" yes arrives "$web_n" eth0 "eth ip:src=172.30.0.3,dst=$target udp:dport=99" \
		frame eth ip:src=172.30.0.3,dst=$target udp:sport=99,dport=99
done

echo "-- once"
# counted CHAIN: how many packets a rule has seen that stands first in it
watch() { nft insert rule inet hcn "$1" counter; }
counted() { nft list chain inet hcn "$1" | sed -n 's/.*counter packets \([0-9]*\).*/\1/p' | head -1; }
acl "$web" "$(settings In | sed s/Block/Allow/)"
acl "$client" "$(settings Out | sed s/Block/Allow/)"
chain() { nft list map inet hcn "$1" | grep -o "$2"' : jump [io][a-z0-9]*' | sed 's/.* //'; }
in=$(chain aclin4 172.30.0.2) out=$(chain aclout4 172.30.0.3)
serve "$web_n" udp 53 web
serve outside udp 53 outside
# asked_once FACT CHAIN... : packets of one new connection, made by the command behind --
asked_once() {
	local fact=$1 chains=()
	shift
	while [ "$1" != -- ]; do
		chains+=("$1")
		shift
	done
	for one in "${chains[@]}"; do watch "$one"; done
	"${@:2}" >/dev/null
	for one in "${chains[@]}"; do is "$fact: $one" 1 counted "$one"; done
	for one in "${chains[@]}"; do
		nft delete rule inet hcn "$one" handle "$(nft -a list chain inet hcn "$one" | sed -n 's/.*counter.*handle //p' | head -1)"
	done
}
asked_once "between neighbours each chain is asked once" "$in" "$out" -- ask "$client_n" udp 172.30.0.2 53
asked_once "from the host" "$in" -- ask host udp 172.30.0.2 53
asked_once "to the outside" "$out" -- ask "$client_n" udp 198.51.100.254 53
green=$(create network --name green --subnet 172.31.0.0/24)
ns=$(create namespace)
green_n=$(netns "$ns") greeny=$(create endpoint --name greeny --network green --namespace "$ns")
asked_once "from another network" "$in" -- ask "$green_n" udp 172.30.0.2 53

echo "-- uninvited"
# Whatever the ACLs allow, nobody outside gets into a NAT network unasked.
ip -n outside route add 172.30.0.0/24 via 198.51.100.1
ip -n outside -6 route add fd00:30::/64 via 2001:db8:51::1
for address in 172.30.0.2 fd00:30::2; do
	later fails "an endpoint that allows all is not open to the outside: $address" ask outside udp $address 53
done
settle

echo "-- an Internal network"
inner=$(hcnctl create network -q -f - <<<'{"Name":"inner","Type":"Internal","SchemaVersion":{"Major":2,"Minor":0},
	"Ipams":[{"Subnets":[{"IpAddressPrefix":"172.29.0.0/24"},{"IpAddressPrefix":"fd00:29::/64"}]}]}')
for name in alone friend; do
	ns=$(create namespace)
	declare "${name}_n=$(netns "$ns")" "${name}=$(create endpoint --name $name --network inner --namespace "$ns")"
done
for address in 172.29.0 fd00:29:; do
	alone4=$(hcnctl show endpoint alone -o json | json /IpConfigurations/$([ "${address#fd}" = "$address" ] && echo 0 || echo 1)/IpAddress)
	friend4=$(hcnctl show endpoint friend -o json | json /IpConfigurations/$([ "${address#fd}" = "$address" ] && echo 0 || echo 1)/IpAddress)
	web4=$([ "${address#fd}" = "$address" ] && echo 172.30.0.2 || echo fd00:30::2)
	far=$([ "${address#fd}" = "$address" ] && echo 198.51.100.254 || echo 2001:db8:51::fe)
	[ "$address" = 172.29.0 ] && { serve "$alone_n" udp 53 alone; serve host udp 54 host; }
	is "is reached from within: $address" "alone saw $friend4" ask "$friend_n" udp "$alone4" 53
	later fails "is not reached from a NAT network" ask "$client_n" udp "$alone4" 53
	later fails "reaches no NAT network" ask "$alone_n" udp "$web4" 53
	later fails "reaches nothing outside" ask "$alone_n" udp "$far" 53
	settle
done
is "the host reaches it" "alone saw 172.29.0.1" ask host udp "$(hcnctl show endpoint alone -o json | json /IpConfigurations/0/IpAddress)" 53
is "a trace says so" 1 bash -c "hcnctl trace --from client --to $(hcnctl show endpoint alone -o json | json /IpConfigurations/0/IpAddress) --proto udp --port 53 >/dev/null; echo \$?"

hcnctl delete network green -q
hcnctl delete network inner -q
hcnctl delete network blue -q
for ns in "$web_n" "$client_n" "$green_n" "$alone_n" "$friend_n"; do hcnctl delete namespace "$ns" -q; done
is "nothing is left" "$before" snapshot
finish
