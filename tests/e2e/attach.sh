#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Attach and detach under a running process, host endpoints, MTU, DNS, outbound NAT, order of deletion.
. "$(dirname "$0")/lib.sh"

world
before=$(snapshot)
create network --name blue --subnet 172.30.0.0/24 >/dev/null
ns=$(create namespace)
n=$(netns "$ns")
serve "$n" tcp 80 inside # the process lives in the namespace before and after

ep=$(create endpoint --name web --network blue --dns 192.0.2.53)
fails "not attached, there is no such host" ping -c1 -W1 172.30.0.2
hcnctl attach "$ep" "$ns"
is "attached, the process answers" "inside saw 172.30.0.1" ask host tcp 172.30.0.2 80
is "the namespace has its resolv.conf" "nameserver 192.0.2.53" cat "/run/hcn/resolv/$n.conf"
holds "the device is eth0" ip -n "$n" link show eth0 up
hcnctl detach "$ep"
is "detached, the device is gone" "" ip -n "$n" -br link show type veth
hcnctl attach "$ep" "$ns"
is "attached again, the process answers again" "inside saw 172.30.0.1" ask host tcp 172.30.0.2 80

second=$(create endpoint --network blue --namespace "$ns")
holds "a second endpoint is eth1" ip -n "$n" link show eth1
hcnctl delete endpoint "$second"

host=$(create endpoint --name on-host --network blue --namespace 910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC)
serve host tcp 81 host
# (172.30.0.3 was the second one's: freed addresses are given again last)
is "an endpoint on the host answers at its own address" "host saw 172.30.0.2" ask "$n" tcp 172.30.0.4 81
hcnctl delete endpoint "$host"

# MTU: the policy's, at both ends.
mtu=$(hcnctl create endpoint -q -f - <<T
{"Name":"small","HostComputeNetwork":"$(hcnctl show network blue -o json | json /ID)",
 "HostComputeNamespace":"$ns","Policies":[{"Type":"InterfaceParameters","Settings":{"Mtu":1380}}]}
T
)
holds "MTU 1380 inside" sh -c "ip -n $n link show eth1 | grep -q 'mtu 1380'"
holds "a packet of that size passes" ip netns exec "$n" ping -c1 -W2 -M do -s 1352 -I eth1 172.30.0.1
fails "one more byte does not" ip netns exec "$n" ping -c1 -W1 -M do -s 1353 -I eth1 172.30.0.1
hcnctl delete endpoint "$mtu"

# OutBoundNAT: exceptions keep the endpoint's address, destinations and virtual addresses change it.
ip addr add 198.51.100.7/32 dev uplink
ip -n outside addr add 203.0.113.1/32 dev lo
ip -n outside route add 172.30.0.0/24 via 198.51.100.1
ip route add 203.0.113.0/24 via 198.51.100.254
serve outside tcp 80 web
hcnctl modify endpoint "$ep" -f - <<'T'
{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":[
 {"Type":"OutBoundNAT","Settings":{"Exceptions":["203.0.113.0/24","203.0.113.1"]}},
 {"Type":"OutBoundNAT","Settings":{"VirtualIP":"198.51.100.7"}}]}}
T
is "an exception keeps the source" "web saw 172.30.0.2" ask "$n" tcp 203.0.113.1 80
is "the rest leaves as the virtual address" "web saw 198.51.100.7" ask "$n" tcp 198.51.100.254 80
hcnctl modify endpoint "$ep" -f - <<'T'
{"ResourceType":"Policy","RequestType":"Remove","Settings":{"Policies":[
 {"Type":"OutBoundNAT","Settings":{"Exceptions":["203.0.113.0/24","203.0.113.1"]}},
 {"Type":"OutBoundNAT","Settings":{"VirtualIP":"198.51.100.7"}}]}}
T
hcnctl modify endpoint "$ep" -f - <<'T'
{"ResourceType":"Policy","RequestType":"Add","Settings":{"Policies":[
 {"Type":"OutBoundNAT","Settings":{"VirtualIP":"198.51.100.7","Destinations":["203.0.113.1"]}}]}}
T
is "a destination sees the virtual address too" "web saw 198.51.100.7" ask "$n" tcp 203.0.113.1 80
hcnctl modify endpoint "$ep" -f - <<'T'
{"ResourceType":"Policy","RequestType":"Remove","Settings":{"Policies":[
 {"Type":"OutBoundNAT","Settings":{"VirtualIP":"198.51.100.7","Destinations":["203.0.113.1"]}}]}}
T
is "without them the host's address again" "web saw 198.51.100.1" ask "$n" tcp 203.0.113.1 80
ip addr del 198.51.100.7/32 dev uplink
ip route del 203.0.113.0/24

# Any order of deletion: here the namespace first, with the endpoint and the process inside.
hcnctl delete namespace "$ns"
is "the endpoint survived its namespace" "Created" sh -c "hcnctl show endpoint $ep -o json | grep -q '\"State\": 1' && echo Created"
hcnctl delete network blue
is "nothing is left of it" "$before" snapshot
finish
