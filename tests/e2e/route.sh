#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Where endpoints send what: SDNRoute policies, SDN routes, NeighborDiscovery; IPv4 and IPv6; changed live.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
network=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
for name in router client; do
	ns=$(create namespace)
	declare "${name}_n=$(netns "$ns")" "${name}_ns=$ns"
done
router=$(create endpoint --name router --network blue --namespace "$router_ns" --ip 172.30.0.8 --ip fd00:30::8)
client=$(create endpoint --name client --network blue --namespace "$client_ns" --ip 172.30.0.9 --ip fd00:30::9)
# Addresses that nothing else leads to; nothing may answer with them, so the client is only heard.
ip -n "$router_n" addr add 10.77.0.1/32 dev lo
ip -n "$router_n" addr add fd00:77::1/128 dev lo
# heard ADDRESS: the router gets the client's packet for it
heard() {
	peer "$router_n" hear router "$1" 7777
	peer "$client_n" send "$1" 7777
	[[ $(peer host tell router) = heard\ * ]]
}
# policy OBJECT ID REQUEST TYPE SETTINGS
policy() {
	hcnctl modify "$1" "$2" -f - <<<"{\"ResourceType\":\"Policy\",\"RequestType\":\"$3\",\"Settings\":{\"Policies\":[{\"Type\":\"$4\",\"Settings\":$5}]}}"
}
v4='{"DestinationPrefix":"10.77.0.0/16","NextHop":"172.30.0.8"}'
v6='{"DestinationPrefix":"fd00:77::/32","NextHop":"fd00:30::8"}'

fails "without a route the router hears nothing" heard 10.77.0.1
policy endpoint "$client" Add SDNRoute "$v4"
policy endpoint "$client" Add SDNRoute "$v6"
holds "SDNRoute by a neighbour" heard 10.77.0.1
holds "SDNRoute by a neighbour, IPv6" heard fd00:77::1
hcnctl modify endpoint "$client" -f - <<<'{"ResourceType":"Policy","RequestType":"Update","Settings":{}}'
holds "it survives an Update that does not name it" heard 10.77.0.1
hcnctl modify namespace "$client_ns" -f - <<<"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Remove\",\"Settings\":{\"EndpointId\":\"$client\"}}"
hcnctl modify namespace "$client_ns" -f - <<<"{\"ResourceType\":\"Endpoint\",\"RequestType\":\"Add\",\"Settings\":{\"EndpointId\":\"$client\"}}"
holds "and being detached and attached" heard fd00:77::1
policy endpoint "$client" Remove SDNRoute "$v4"
policy endpoint "$client" Remove SDNRoute "$v6"
fails "removed" heard 10.77.0.1
fails "removed, IPv6" heard fd00:77::1

# The way to the host is another one than the default route's.
hcnctl delete endpoint "$client"
client=$(create endpoint -f - <<T
{"HostComputeNetwork":"$network","HostComputeNamespace":"$client_ns",
 "IpConfigurations":[{"IpAddress":"172.30.0.9"},{"IpAddress":"fd00:30::9"}],
 "Routes":[{"NextHop":"172.30.0.8","DestinationPrefix":"0.0.0.0/0"},{"NextHop":"fd00:30::8","DestinationPrefix":"::/0"}]}
T
)
serve outside tcp 80 web
later fails "the default route leads to the neighbour" ask "$client_n" tcp 198.51.100.254 80
later fails "the default route leads to the neighbour, IPv6" ask "$client_n" tcp 2001:db8:51::fe 80
settle
policy endpoint "$client" Add SDNRoute '{"DestinationPrefix":"198.51.100.0/24","NeedEncap":true}'
policy endpoint "$client" Add SDNRoute '{"DestinationPrefix":"2001:db8:51::/64","NeedEncap":true}'
is "NeedEncap leads to the host" "web saw 198.51.100.1" ask "$client_n" tcp 198.51.100.254 80
is "NeedEncap leads to the host, IPv6" "web saw 2001:db8:51::1" ask "$client_n" tcp 2001:db8:51::fe 80

# the same for all endpoints that an object names
route=$(create route -f - <<<"{\"HostComputeEndpoints\":[\"$client\"],\"Routes\":[$v4,$v6]}")
holds "an SDN route" heard 10.77.0.1
holds "an SDN route, IPv6" heard fd00:77::1
hcnctl modify route "$route" -f - <<<"{\"HostComputeEndpoints\":[\"$router\"],\"Routes\":[{\"DestinationPrefix\":\"10.78.0.0/16\"}]}"
is "an endpoint that it no longer names" "" ip -n "$client_n" route show 10.77.0.0/16
is "one that it names now" "10.78.0.0/16 via 172.30.0.1 dev eth0 proto static metric 256" \
	sh -c "ip -n $router_n route show 10.78.0.0/16 | sed 's/ *$//'"
hcnctl delete route "$route"
is "a deleted one" "" ip -n "$router_n" route show 10.78.0.0/16

# A neighbour that answers no question: the router's interface has another address of that MAC.
mac=$(ip -n "$router_n" -br link show eth0 | awk '{print $3}')
ip -n "$router_n" addr add 172.30.0.77/32 dev lo
ip -n "$router_n" addr add fd00:30::77/128 dev lo
ip netns exec "$router_n" sysctl -qw net.ipv4.conf.all.arp_ignore=8
fails "nobody answers for the address" heard 172.30.0.77
ip -n "$router_n" addr del fd00:30::77/128 dev lo # it would answer
fails "nobody answers for the address, IPv6" heard fd00:30::77
ip -n "$router_n" addr add fd00:30::77/128 dev lo
policy network blue Add NeighborDiscovery "{\"TargetIpPrefix\":\"172.30.0.76/31\",\"SenderMacAddress\":\"$mac\"}"
policy network blue Add NeighborDiscovery "{\"TargetIpPrefix\":\"fd00:30::77/128\",\"SenderMacAddress\":\"$mac\"}"
holds "NeighborDiscovery" heard 172.30.0.77
holds "NeighborDiscovery, IPv6" heard fd00:30::77
policy network blue Remove NeighborDiscovery "{\"TargetIpPrefix\":\"172.30.0.76/31\",\"SenderMacAddress\":\"$mac\"}"
is "removed" "" ip -n "$client_n" neigh show 172.30.0.77 nud permanent

hcnctl delete network "$network"
for n in "$router_ns" "$client_ns"; do hcnctl delete namespace "$n"; done
is "nothing is left" "$before" snapshot
finish
