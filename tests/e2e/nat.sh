#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A dual-stack NAT network with real packets: between endpoints, to the outside, and through published ports from everywhere.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
net=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
a=$(create namespace)
b=$(create namespace)
na=$(netns "$a") nb=$(netns "$b")
ea=$(create endpoint --name a --network blue --namespace "$a")
eb=$(create endpoint --name b --network blue --namespace "$b" --publish 8080:80 --publish 5353:53/udp \
	--publish '198.51.100.1:9090:80' --publish '[2001:db8:51::1]:8080:80' --publish '[2001:db8:51::1]:5353:53/udp')

holds "a pings b" ip netns exec "$na" ping -c1 -W2 172.30.0.3
holds "a pings b over IPv6" ip netns exec "$na" ping -c1 -W2 fd00:30::3
holds "a pings its gateway" ip netns exec "$na" ping -c1 -W2 172.30.0.1
holds "a pings its gateway over IPv6" ip netns exec "$na" ping -c1 -W2 fd00:30::1
holds "the host pings a" ping -c1 -W2 172.30.0.2
holds "the host pings a over IPv6" ping -c1 -W2 fd00:30::2

serve outside tcp 80 web
serve outside udp 53 dns
is "a reaches a web server outside, as the host" "web saw 198.51.100.1" ask "$na" tcp 198.51.100.254 80
is "and over IPv6" "web saw 2001:db8:51::1" ask "$na" tcp 2001:db8:51::fe 80
is "and by UDP" "dns saw 198.51.100.1" ask "$na" udp 198.51.100.254 53

serve "$nb" tcp 80 b-web
serve "$nb" udp 53 b-dns
is "a reaches b directly, addresses kept" "b-web saw 172.30.0.2" ask "$na" tcp 172.30.0.3 80
is "a published port from outside, the client's address kept" "b-web saw 198.51.100.254" \
	ask outside tcp 198.51.100.1 8080
is "from outside by UDP" "b-dns saw 198.51.100.254" ask outside udp 198.51.100.1 5353
is "from outside over IPv6" "b-web saw 2001:db8:51::fe" ask outside tcp 2001:db8:51::1 8080
is "from outside over IPv6 by UDP" "b-dns saw 2001:db8:51::fe" ask outside udp 2001:db8:51::1 5353
is "a port published on one address only" "b-web saw 198.51.100.254" ask outside tcp 198.51.100.1 9090
is "from the host itself" "b-web saw 198.51.100.1" ask host tcp 198.51.100.1 8080
is "from the host itself by UDP" "b-dns saw 198.51.100.1" ask host udp 198.51.100.1 5353
is "from a neighbour, its address kept" "b-web saw 172.30.0.2" ask "$na" tcp 198.51.100.1 8080
is "from a neighbour, through the gateway's address" "b-web saw 172.30.0.2" ask "$na" tcp 172.30.0.1 8080
is "from a neighbour by UDP" "b-dns saw 172.30.0.2" ask "$na" udp 198.51.100.1 5353
is "from a neighbour over IPv6" "b-web saw fd00:30::2" ask "$na" tcp 2001:db8:51::1 8080
is "from the endpoint itself (hairpin), as the gateway" "b-web saw 172.30.0.1" ask "$nb" tcp 198.51.100.1 8080
is "hairpin by UDP" "b-dns saw 172.30.0.1" ask "$nb" udp 198.51.100.1 5353
is "hairpin over IPv6" "b-web saw fd00:30::1" ask "$nb" tcp 2001:db8:51::1 8080
fails "a port published on one address does not answer on another" ask host tcp 172.30.0.1 9090
fails "a port that nobody published" ask outside tcp 198.51.100.1 8081

ip -n outside route add 172.30.0.0/24 via 198.51.100.1
fails "an outside that routes to the network is not let in" ip netns exec outside ping -c1 -W1 172.30.0.2
ip -n outside route del 172.30.0.0/24
ip -n outside -6 route add fd00:30::/64 via 2001:db8:51::1
fails "nor over IPv6, an outside that routes to it" ip netns exec outside ping -c1 -W1 fd00:30::2
ip -n outside -6 route del fd00:30::/64

# Who has more addresses than HCN gave it speaks for those alone.
ip -n "$na" addr add 172.30.0.77/24 dev eth0
ip -n "$na" addr add fd00:30::77/64 dev eth0 nodad
# heard NETNS NETNS|host ADDRESS PORT SOURCE...: whose datagram is heard there first, of one from each source in turn
heard() {
	local source
	peer "$2" hear "$4" "$3" "$4"
	for source in "${@:5}"; do peer "$1" send "$3" "$4" --from "$source"; done
	peer host tell "$4" --wait 20
}
declare -A own=([4]=172.30.0.2 [6]=fd00:30::2) foreign=([4]=172.30.0.77 [6]=fd00:30::77)
declare -A neighbour=([4]=172.30.0.3 [6]=fd00:30::3) gateway=([4]=172.30.0.1 [6]=fd00:30::1)
for f in 4 6; do
	later is "a foreign address does not reach the host, its own does: IPv$f" "heard ${own[$f]}" \
		heard "$na" host "${gateway[$f]}" 711$f "${foreign[$f]}" "${own[$f]}"
	later is "a foreign address does not reach a neighbour, its own does: IPv$f" "heard ${own[$f]}" \
		heard "$na" "$nb" "${neighbour[$f]}" 712$f "${foreign[$f]}" "${own[$f]}"
done
settle
fails "it does not answer for another" ip netns exec "$nb" ping -c1 -W1 172.30.0.77

# Another source MAC may not send; another's address neither makes it through the neighbour table.
ip -n "$na" link set eth0 down
ip -n "$na" link set eth0 address 02:00:00:00:00:99
ip -n "$na" link set eth0 up
ip -n "$na" route add default via 172.30.0.1 2>/dev/null
fails "a foreign MAC is not let through the port" ip netns exec "$na" ping -c1 -W1 172.30.0.1

hcnctl delete endpoint "$eb"
fails "a deleted endpoint's port is closed" ask outside tcp 198.51.100.1 8080
is "the other endpoint is still there" "$ea" hcnctl list endpoint -q
hcnctl delete network "$net"
hcnctl delete namespace "$a" "$b"
is "nothing is left of it" "$before" snapshot
finish
