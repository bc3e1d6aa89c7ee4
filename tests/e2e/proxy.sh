#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Endpoints whose connections lead to a proxy: on the host (L4Proxy), and in their own namespace (L4WFPPROXY).
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
net=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
a=$(create namespace) b=$(create namespace) c=$(create namespace)
na=$(netns "$a") nb=$(netns "$b") nc=$(netns "$c")
ea=$(create endpoint --name a --network blue --namespace "$a")
eb=$(create endpoint --name b --network blue --namespace "$b")
ec=$(create endpoint --name c --network blue --namespace "$c")

proxy() { policy L4Proxy "{$1}"; }

ip -n outside addr add 198.51.100.253/24 dev eth0
ip -n outside addr add 2001:db8:51::fd/64 dev eth0 nodad preferred_lft 0
serve outside tcp 80 web
serve outside udp 53 dns
serve outside tcp 3128 far-proxy
serve host tcp 3128 host-proxy
serve "$nb" tcp 3128 b-proxy
serve "$nb" udp 3128 b-resolver
serve "$nc" tcp 80 c-web
red=$(create network --name red --subnet 172.31.0.0/24 --subnet fd00:31::/64)
d=$(create namespace)
nd=$(netns "$d")
create endpoint --name d --network red --namespace "$d" >/dev/null
serve "$nd" tcp 3128 d-proxy
serve "$nd" tcp 80 d-web

# --- L4Proxy -------------------------------------------------------------------------------------------------------
to_b=$(proxy '"Destination":"172.30.0.3:3128","Exceptions":["198.51.100.253","172.30.0.1"]')
to_b6=$(proxy '"Destination":"[fd00:30::3]:3128","Exceptions":["2001:db8:51::fd"]')
is "without a proxy it reaches the web" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
converse "$na" 172.30.0.4 7 "$nc"
policies endpoint "$ea" Update "$to_b" "$to_b6"
is "a neighbour as the proxy: the web leads to it, the client's address kept" "b-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "a neighbour as the proxy, over IPv6" "b-proxy saw fd00:30::2" ask "$na" tcp 2001:db8:51::fe 80
is "and another neighbour does" "b-proxy saw 172.30.0.2" ask "$na" tcp 172.30.0.4 80
is "over IPv6" "b-proxy saw fd00:30::2" ask "$na" tcp fd00:30::4 80
is "an exception is reached" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.253 80
is "an exception is reached, over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fd 80
is "so is the host, which is one too" "host-proxy saw 172.30.0.2" ask "$na" tcp 172.30.0.1 3128
is "UDP is not TCP" "dns saw 198.51.100.1" ask "$na" udp 198.51.100.254 53
is "the proxy itself reaches the web" "web saw 198.51.100.1" ask "$nb" tcp 198.51.100.254 80
is "who has no proxy does" "web saw 198.51.100.1" ask "$nc" tcp 198.51.100.254 80
is "and the host" "web saw 198.51.100.1" ask host tcp 198.51.100.254 80
is "a connection that was there goes on" done conversed 7

policies endpoint "$ea" Update "$(proxy '"Destination":"172.30.0.3:3128","OutboundNat":true')" \
	"$(proxy '"IP":"198.51.100.253","Destination":"172.30.0.3:3128","Protocol":17')" \
	"$(proxy '"IP":"fd00:30::4","Destination":"[fd00:30::3]:3128","OutboundNat":true')" \
	"$(proxy '"IP":"2001:db8:51::fd","Destination":"[fd00:30::3]:3128","Protocol":17')"
is "OutboundNat over IPv6" "b-proxy saw fd00:30::1" ask "$na" tcp fd00:30::4 80
is "UDP to one address, over IPv6" "b-resolver saw fd00:30::2" ask "$na" udp 2001:db8:51::fd 53
is "UDP to another, over IPv6" "dns saw 2001:db8:51::1" ask "$na" udp 2001:db8:51::fe 53
is "OutboundNat: the proxy sees the gateway" "b-proxy saw 172.30.0.1" ask "$na" tcp 198.51.100.254 80
is "UDP to one address" "b-resolver saw 172.30.0.2" ask "$na" udp 198.51.100.253 53
is "UDP to another" "dns saw 198.51.100.1" ask "$na" udp 198.51.100.254 53
is "after the update there is no proxy for IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fe 80

policies endpoint "$ea" Update "$(proxy '"IP":"198.51.100.0/24","Destination":"172.30.0.1:3128"')" \
	"$(proxy '"IP":"198.51.100.253","Destination":"198.51.100.254:3128"')"
is "the host as the proxy" "host-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "one elsewhere, for a narrower prefix" "far-proxy saw 198.51.100.1" ask "$na" tcp 198.51.100.253 80
is "what no IP holds is reached" "c-web saw 172.30.0.2" ask "$na" tcp 172.30.0.4 80
is "what no IP holds is reached, on another network" "d-web saw 172.31.0.1" ask "$na" tcp 172.31.0.2 80
policies endpoint "$ea" Add "$(proxy '"IP":"172.31.0.0/24","Destination":"172.31.0.2:3128"')" \
	"$(proxy '"IP":"fd00:31::/64","Destination":"[fd00:31::2]:3128"')" \
	"$(proxy '"IP":"2001:db8:51::/64","Destination":"[fd00:30::1]:3128"')" \
	"$(proxy '"IP":"2001:db8:51::fd","Destination":"[2001:db8:51::fe]:3128"')"
is "one on another network" "d-proxy saw 172.31.0.1" ask "$na" tcp 172.31.0.2 80
is "one on another network, over IPv6" "d-proxy saw fd00:31::1" ask "$na" tcp fd00:31::2 80
is "the host as the proxy, over IPv6" "host-proxy saw fd00:30::2" ask "$na" tcp 2001:db8:51::fe 80
is "one elsewhere, over IPv6" "far-proxy saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fd 80
policies endpoint "$ea" Remove "$(proxy '"IP":"198.51.100.0/24","Destination":"172.30.0.1:3128"')"
is "a proxy that was removed" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
policies endpoint "$ea" Update
is "none is left" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.253 80

serve "$nb" tcp 80 b-web
serve outside tcp 81 alt
policies endpoint "$ea" Update "$(proxy '"Port":"80","Destination":"172.30.0.3","Exceptions":["198.51.100.253"]')" \
	"$(proxy '"IP":"2001:db8:51::/64","Port":"81","Destination":"[fd00:30::3]:3128"')"
is "one Port, which a proxy without one keeps" "b-web saw 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "another is reached" "alt saw 198.51.100.1" ask "$na" tcp 198.51.100.254 81
is "so is an exception" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.253 80
is "one Port of a prefix, over IPv6" "b-proxy saw fd00:30::2" ask "$na" tcp 2001:db8:51::fe 81
is "another is reached, over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fe 80
policies endpoint "$ea" Update "$(proxy '"IP":"198.51.100.0/24","Destination":"172.30.0.3:3128"')" \
	"$(proxy '"IP":"198.51.100.0/24","Port":"81","Destination":"172.30.0.1:3128"')"
is "of one prefix, the Port decides" "host-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 81
is "for itself only" "b-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "the highest port is one, too" "b-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 65535

policies network "$net" Add "$to_b" "$to_b6"
is "a network's proxy is everybody's" "b-proxy saw 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "everybody's" "b-proxy saw fd00:30::4" ask "$nc" tcp 2001:db8:51::fe 80
is "but its own" "web saw 198.51.100.1" ask "$nb" tcp 198.51.100.254 80
policies network "$net" Remove "$to_b" "$to_b6"
is "without it the web is reached" "web saw 2001:db8:51::1" ask "$nc" tcp 2001:db8:51::fe 80

host=$(create namespace --type HostDefault)
eh=$(create endpoint --name h --network blue --namespace "$host")
policies endpoint "$eh" Update "$to_b"
is "an endpoint on the host: who speaks with its address" "b-proxy saw 172.30.0.5" \
	peer host asks tcp 198.51.100.254 80 1 172.30.0.5
is "and who does not" "web saw 198.51.100.1" ask host tcp 198.51.100.254 80
hcnctl delete endpoint "$eh"
hcnctl delete namespace "$host"

# --- L4WFPPROXY ----------------------------------------------------------------------------------------------------
sidecar() { policy L4WFPPROXY "{$1}"; }
serve "$na" proxy 15001 out-proxy
serve "$na" proxy 15006 in-proxy
serve "$na" tcp 80 a-web
serve "$na" tcp 22 a-ssh
converse "$nc" 172.30.0.2 8 "$na"
policies endpoint "$ea" Update "$(sidecar '"OutboundProxyPort":"15001","InboundProxyPort":"15006","UserSID":"S-1-22-1-1337",
	"FilterTuple":{"Protocols":"6","Priority":1},"InboundExceptions":{"PortExceptions":["22"]},
	"OutboundExceptions":{"IpAddressExceptions":["198.51.100.253","2001:db8:51::fd"],"PortExceptions":["3128"]}')"
is "what a process opens comes to the proxy, which can ask where it was to go" \
	"out-proxy got 198.51.100.254 80 from 172.30.0.2" ask "$na" tcp 198.51.100.254 80
is "what a process opens, over IPv6" "out-proxy got 2001:db8:51::fe 80 from fd00:30::2" ask "$na" tcp 2001:db8:51::fe 80
is "to a neighbour" "out-proxy got 172.30.0.4 80 from 172.30.0.2" ask "$na" tcp 172.30.0.4 80
is "what goes to another network" "out-proxy got 172.31.0.2 80 from 172.30.0.2" ask "$na" tcp 172.31.0.2 80
is "what goes to another network, over IPv6" "out-proxy got fd00:31::2 80 from fd00:30::2" ask "$na" tcp fd00:31::2 80
is "what goes to the host" "out-proxy got 172.30.0.1 80 from 172.30.0.2" ask "$na" tcp 172.30.0.1 80
is "what goes to the host, over IPv6" "out-proxy got fd00:30::1 80 from fd00:30::2" ask "$na" tcp fd00:30::1 80
is "not to an excepted address" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.253 80
is "not to an excepted address, over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fd 80
is "nor to an excepted port" "far-proxy saw 198.51.100.1" ask "$na" tcp 198.51.100.254 3128
is "nor by UDP" "dns saw 198.51.100.1" ask "$na" udp 198.51.100.254 53
is "nor over the loopback" "a-web saw 127.0.0.1" ask "$na" tcp 127.0.0.1 80
is "nor to itself" "a-web saw 172.30.0.2" ask "$na" tcp 172.30.0.2 80
is "what comes in does too" "in-proxy got 172.30.0.2 80 from 172.30.0.4" ask "$nc" tcp 172.30.0.2 80
is "what comes in, over IPv6" "in-proxy got fd00:30::2 80 from fd00:30::4" ask "$nc" tcp fd00:30::2 80
is "what comes from the host" "in-proxy got 172.30.0.2 80 from 172.30.0.1" ask host tcp 172.30.0.2 80
is "what comes from the host, over IPv6" "in-proxy got fd00:30::2 80 from fd00:30::1" ask host tcp fd00:30::2 80
is "what comes from another network" "in-proxy got 172.30.0.2 80 from 172.30.0.1" ask "$nd" tcp 172.30.0.2 80
is "what comes from another network, over IPv6" "in-proxy got fd00:30::2 80 from fd00:30::1" ask "$nd" tcp fd00:30::2 80
is "what comes in to an excepted port" "a-ssh saw 172.30.0.4" ask "$nc" tcp 172.30.0.2 22
is "a neighbour's are its own" "web saw 198.51.100.1" ask "$nc" tcp 198.51.100.254 80
if setpriv --reuid 1337 --clear-groups true 2>/dev/null; then
	is "what the proxy opens goes out" "web saw 198.51.100.1" \
		peer "$na" ask tcp 198.51.100.254 80 --user 1337
	is "over IPv6" "web saw 2001:db8:51::1" \
		peer "$na" ask tcp 2001:db8:51::fe 80 --user 1337
fi
is "a connection that was there goes on inside" done conversed 8
unseen() { hcnctl explain endpoint "$ea" -o json | grep -C 5 '"Holds": false'; }
is "the kernel has what explain says" "" unseen
# The kernel's words are nft's: what it lists it takes.
ip netns exec "$na" nft list table inet hcn >/run/listed
holds "nft takes what it lists" ip netns exec "$na" nft -c -f /run/listed

policies endpoint "$ea" Update "$(sidecar '"OutboundProxyPort":"15001","FilterTuple":{"RemotePorts":"81"}')" \
	"$(sidecar '"OutboundProxyPort":"15006","FilterTuple":{"RemoteAddresses":"198.51.100.0/24","RemotePorts":"80","Priority":5}')"
is "after an update the tuple decides" "in-proxy got 198.51.100.253 80 from 172.30.0.2" ask "$na" tcp 198.51.100.253 80
is "each policy has its own" "out-proxy got 198.51.100.254 81 from 172.30.0.2" ask "$na" tcp 198.51.100.254 81
is "the rest is left alone" "c-web saw 172.30.0.2" ask "$na" tcp 172.30.0.4 80
is "nothing that comes in is led away" "a-web saw 172.30.0.4" ask "$nc" tcp 172.30.0.2 80
policies endpoint "$ea" Update
is "without a policy there is no proxy" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
is "and no table in the namespace" "" ip netns exec "$na" nft list ruleset
policies endpoint "$ea" Add "$(sidecar '"OutboundProxyPort":"15001","FilterTuple":{}')"
is "with one again there is" "out-proxy got 198.51.100.254 80 from 172.30.0.2" ask "$na" tcp 198.51.100.254 80
hcnctl detach "$ea" >/dev/null
is "a detached endpoint leaves no table behind" "" ip netns exec "$na" nft list ruleset
hcnctl attach "$ea" "$a" >/dev/null
is "attached again it has its proxy" "out-proxy got 198.51.100.254 80 from 172.30.0.2" ask "$na" tcp 198.51.100.254 80
hcnctl delete namespace "$a"
hcnctl delete endpoint "$ea"

hcnctl delete network "$net" "$red"
hcnctl delete namespace "$b" "$c" "$d"
is "nothing is left of it" "$before" snapshot
finish
