#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What the other tests leave of policies' packets: pings in fragments, policies that an endpoint is made with, MTUs, isolated
# endpoints, OutBoundNAT Destinations where nothing else is masqueraded.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
network=$(create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64)
for name in web client; do
	ns=$(create namespace)
	declare "${name}_ns=$ns" "${name}_n=$(netns "$ns")"
done
web=$(create endpoint --name web --network blue --namespace "$web_ns" --ip 172.30.0.8 --ip fd00:30::8)
client=$(create endpoint --name client --network blue --namespace "$client_ns" --ip 172.30.0.9 --ip fd00:30::9)
for port in 80 81; do serve "$web_n" tcp $port web; done
serve "$web_n" udp 53 web
serve outside tcp 80 outside
serve outside udp 53 outside

acl() { # acl ACTION DIRECTION RULETYPE MEMBERS
	policy ACL "{\"Action\":\"$1\",\"Direction\":\"$2\",\"RuleType\":\"$3\"${4:+,$4}}"
}
ping_from() { ip netns exec "$1" ping -c1 -W1 "${@:2}"; }

# fragments and errors, ICMP named by its number
policies endpoint "$web" Update "$(acl Allow In Switch '"Priority":100,"Protocols":"1,58"')"
for to in 172.30.0.8 fd00:30::8; do
	holds "allowed fragments of $to pass a neighbour" ping_from "$client_n" -s 4000 "$to"
	holds "allowed fragments of $to pass the host" ping -c1 -W1 -s 4000 "$to"
	fails "others of $to do not" ask "$client_n" udp "$to" 53
done
policies endpoint "$web" Update "$(acl Allow In Switch '"Priority":100,"Protocols":"17"')"
for to in 172.30.0.8 fd00:30::8; do
	fails "fragments of what is not allowed at $to do not pass" ping_from "$client_n" -s 4000 "$to"
	is "the error to an allowed datagram to $to comes back" "no answer: [Errno 111] Connection refused" ask "$client_n" udp "$to" 9
	is "an allowed datagram to $to is answered" "web saw ${to%8}9" ask "$client_n" udp "$to" 53
done
policies endpoint "$web" Update

# OutBoundNAT and PortMapping with addresses, IPv6
ip addr add 2001:db8:51::77/128 dev uplink nodad
ip addr add 2001:db8:51::78/128 dev uplink nodad
hcnctl delete endpoint "$web"
web=$(create endpoint -f - <<T
{"HostComputeNetwork":"$network","HostComputeNamespace":"$web_ns","Name":"web",
 "IpConfigurations":[{"IpAddress":"172.30.0.8"},{"IpAddress":"fd00:30::8"}],
 "Policies":[$(policy OutBoundNAT '{"VirtualIP":"2001:db8:51::77"}'),$(policy PortName '{"Name":"web-port"}'),
 $(policy InterfaceParameters '{"Mtu":1450}'),$(policy EncapOverhead '{"Overhead":50}'),
 $(policy PortMapping '{"Protocol":6,"InternalPort":80,"ExternalPort":8080,"VIP":"2001:db8:51::78"}')]}
T
)
is "OutBoundNAT VirtualIP in IPv6" "outside saw 2001:db8:51::77" ask "$web_n" tcp 2001:db8:51::fe 80
is "it says nothing of IPv4" "outside saw 198.51.100.1" ask "$web_n" tcp 198.51.100.254 80
is "PortMapping on one IPv6 address" "web saw 2001:db8:51::fe" ask outside tcp 2001:db8:51::78 8080
fails "and on no other" ask outside tcp 2001:db8:51::1 8080

ip addr del 2001:db8:51::77/128 dev uplink
ip addr del 2001:db8:51::78/128 dev uplink

# MTU and name
holds "as large as the MTU" ping_from "$web_n" -M do -s 1372 172.30.0.1
fails "a byte more" ping_from "$web_n" -M do -s 1373 172.30.0.1
holds "as large as the MTU, IPv6" ping_from "$web_n" -M do -s 1352 fd00:30::1
fails "a byte more, IPv6" ping_from "$web_n" -M do -s 1353 fd00:30::1
holds "the port's name is its interface's alias" sh -c "ip -d link | grep -q 'alias hcn endpoint $web web-port'"

# isolated endpoints
hcnctl delete endpoint "$web"
hcnctl delete endpoint "$client"
for name in web client; do
	ns=${name}_ns
	declare "$name=$(create endpoint -f - <<<"{\"HostComputeNetwork\":\"$network\",\"HostComputeNamespace\":\"${!ns}\",\"Flags\":2}")"
done
web4=$(ip -n "$web_n" -4 -br addr show eth0 | awk '{print $3}') web6=$(ip -n "$web_n" -6 -br addr show eth0 | awk '{print $3}')
fails "isolated ones do not reach each other" ping_from "$client_n" "${web4%/*}"
fails "nor in IPv6" ping_from "$client_n" "${web6%/*}"
is "they reach the outside" "outside saw 198.51.100.1" ask "$client_n" tcp 198.51.100.254 80
is "they reach the outside in IPv6" "outside saw 2001:db8:51::1" ask "$client_n" tcp 2001:db8:51::fe 80

# OutBoundNAT Destinations, on a network that is not masqueraded: outside answers the host's address only
hcnctl delete network "$network"
ip -n outside addr add 198.51.100.253/24 dev eth0
ip -n outside addr add 2001:db8:51::fd/64 dev eth0 nodad
vsid=$(policy VSID '{"IsolationId":5001}')
network=$(create network -f - <<<"{\"Name\":\"green\",\"Type\":\"Overlay\",\"Ipams\":[{\"Subnets\":[
	{\"IpAddressPrefix\":\"172.30.0.0/24\",\"Policies\":[$vsid]},{\"IpAddressPrefix\":\"fd00:30::/64\",\"Policies\":[$vsid]}]}]}")
create endpoint -f - >/dev/null <<<"{\"HostComputeNetwork\":\"$network\",\"HostComputeNamespace\":\"$web_ns\",\"Policies\":[
	$(policy OutBoundNAT '{"Destinations":["198.51.100.254","2001:db8:51::fe"]}')]}"
is "OutBoundNAT Destinations" "outside saw 198.51.100.1" ask "$web_n" tcp 198.51.100.254 80
is "in IPv6" "outside saw 2001:db8:51::1" ask "$web_n" tcp 2001:db8:51::fe 80
fails "no other one" ping_from "$web_n" 198.51.100.253
fails "no other one in IPv6" ping_from "$web_n" 2001:db8:51::fd

hcnctl delete network "$network"
for n in "$web_ns" "$client_ns"; do hcnctl delete namespace "$n"; done
is "nothing is left" "$before" snapshot
finish
