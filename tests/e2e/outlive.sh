#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Connections that are there when a port mapping, a load balancer, an endpoint or its OutBoundNAT comes or goes: what has lost its reason
# ends or is led anew at once, all else goes on; on every way, in both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world
all=${every[*]}
mapping() { policy PortMapping "{\"Protocol\":$1,\"InternalPort\":$3,\"ExternalPort\":$2,\"Flags\":$4}"; }
both_of() { echo "$(mapping "$1" "$2" "$3" 0),$(mapping "$1" "$2" "$3" 2)"; } # in both families
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1
declare -A vip=([4]=10.96.0.10 [6]=fd00:96::10)
tell() { peer host tell "$1"; }
for name in web near; do
	ns=${name}_n
	serve "${!ns}" udp 5353 $name
	serve "${!ns}" tcp 8080 $name
done

echo "-- UDP and port mappings: through one socket"
# What is to live through it all: published, direct, and outwards.
policies endpoint "$web" Add "$(both_of 17 5001 5353)" "$(mapping 6 6004 6004 0)" "$(mapping 6 6006 6006 2)"
serve outside udp 53 outside
for f in 4 6; do
	for way in $all; do
		peer "${other[$way]}" again "p$way$f" "${host_at[$f]}" 5000
		peer "${other[$way]}" again "q$way$f" "${host_at[$f]}" 5001
		later is "nobody has the port: $way IPv$f" nobody tell "p$way$f"
		later is "another port is published: $way IPv$f" web tell "q$way$f"
	done
	peer "$near_n" again out$f "${other_at[outside$f]}" 53
	later is "out: IPv$f" outside tell out$f
	converse outside "${host_at[$f]}" 600$f "$web_n"
done
settle
others() { grep -c 'dport=\(5001\|53\|6004\|6006\) ' /proc/net/nf_conntrack; }
n_others=$(others)
policies endpoint "$web" Add "$(both_of 17 5000 5353)"
for way in $all; do for f in 4 6; do later is "a socket older than the mapping is led to it: $way IPv$f" web tell "p$way$f"; done; done
policies endpoint "$web" Remove "$(both_of 17 5000 5353)"
for way in $all; do for f in 4 6; do later is "a socket of a mapping that has gone is led nowhere: $way IPv$f" nobody tell "p$way$f"; done; done
policies endpoint "$near" Add "$(both_of 17 5000 5353)"
for way in $all; do for f in 4 6; do later is "a socket of a mapping that has moved is led there: $way IPv$f" near tell "p$way$f"; done; done
settle
is "nobody else's entry has gone" "$n_others" others
for way in $all; do for f in 4 6; do later is "a socket of another mapping goes on: $way IPv$f" web tell "q$way$f"; done; done
for f in 4 6; do later is "a connection of another mapping goes on: IPv$f" done conversed 600$f; done
settle

echo "-- TCP and port mappings"
# Ports from 7000 stay published, those from 8000 go; from 8100 the server talks all the time.
number=0 kept=() gone=()
for way in $all; do for f in 4 6; do
	for port in 700$number 800$number 810$number; do
		one=$(mapping 6 $port $port $((f == 4 ? 0 : 2)))
		policies endpoint "$web" Add "$one"
		if [ $port -lt 8000 ]; then kept+=("$one"); else gone+=("$one"); fi
		if [ $port -lt 8100 ]; then
			converse "${other[$way]}" "${host_at[$f]}" $port "$web_n"
		else
			listen "${other[$way]}" "${host_at[$f]}" $port "$web_n"
		fi
	done
	number=$((number + 1))
done; done
policies endpoint "$web" Remove "${gone[@]}"
number=0
for way in $all; do for f in 4 6; do
	later is "a connection of a mapping that stays goes on: $way IPv$f" done conversed 700$number
	later is "a connection of a mapping that has gone is cut: $way IPv$f" cut conversed 800$number
	later is "what its server sends is cut: $way IPv$f" cut conversed 810$number
	number=$((number + 1))
done; done
settle
of_gone() { ip netns exec "$web_n" ss -Htn state established "( sport >= :8100 and sport <= :8109 )"; }
is "the servers have heard of it" "" of_gone
policies endpoint "$web" Remove "${kept[@]}"

echo "-- load balancers"
# SYNs that nobody answers, sent again after 1, 3 and 7 seconds
late() { peer "$1" ask tcp "$2" 80 --wait 20 | cut -d' ' -f1; }
waiting() { grep SYN_SENT /proc/net/nf_conntrack | grep -c 'dport=80 '; }
for way in $all; do for f in 4 6; do later is "a SYN older than the load balancer is led to it: $way IPv$f" web late "${other[$way]}" "${vip[$f]}"; done; done
until [ "$(waiting)" -ge 8 ]; do sleep 0.1; done
lb=$(create loadbalancer --vip 10.96.0.10 --vip fd00:96::10 --port 80:8080 --port 90:90 --endpoint web)
settle
peer "$web_n" echo tcp 90
number=0
for way in $all; do for f in 4 6; do
	peer "${other[$way]}" talk balanced$number "${vip[$f]}" 90 >/dev/null
	number=$((number + 1))
done; done
hcnctl delete loadbalancer "$lb"
number=0
for way in $all; do for f in 4 6; do
	later is "a connection that stands goes on without its load balancer: $way IPv$f" done tell balanced$number
	number=$((number + 1))
done; done
settle

echo "-- OutBoundNAT"
ip addr add 198.51.100.77/32 dev uplink
ip addr add 2001:db8:51::77/128 dev uplink nodad preferred_lft 0 # not what is masqueraded as
declare -A own=([4]=198.51.100.77 [6]=2001:0db8:0051:0000:0000:0000:0000:0077)
virtual=("$(policy OutBoundNAT '{"VirtualIP":"198.51.100.77"}')" "$(policy OutBoundNAT '{"VirtualIP":"2001:db8:51::77"}')")
for f in 4 6; do
	peer "$web_n" again nat$f "${other_at[outside$f]}" 53
	is "by UDP outwards: IPv$f" outside tell nat$f
	converse "$web_n" "${other_at[outside$f]}" 710$f outside
	converse "$near_n" "${other_at[outside$f]}" 720$f outside
	converse "$web_n" "${other_at[bridged$f]}" 730$f "$near_n"
	converse "$web_n" "${other_at[host$f]}" 740$f host
	converse "$web_n" "${other_at[routed$f]}" 750$f "$far_n"
done
as_virtual() { grep -c "udp .*dst=${own[$1]} " /proc/net/nf_conntrack; }
policies endpoint "$web" Add "${virtual[@]}"
for f in 4 6; do
	is "a socket goes on: IPv$f" outside tell nat$f
	is "with the new source: IPv$f" 1 as_virtual $f
	later is "a connection of the old source is cut: IPv$f" cut conversed 710$f
	later is "a connection of the old source is cut, routed: IPv$f" cut conversed 750$f
	later is "that of another endpoint goes on: IPv$f" done conversed 720$f
	later is "that to a neighbour goes on: IPv$f" done conversed 730$f
	later is "that to the host goes on: IPv$f" done conversed 740$f
done
settle
policies endpoint "$web" Remove "${virtual[@]}"
for f in 4 6; do
	is "a socket goes on without the policy: IPv$f" outside tell nat$f
	is "with the host's source: IPv$f" 0 as_virtual $f
done
ip addr del 198.51.100.77/32 dev uplink
ip addr del 2001:db8:51::77/128 dev uplink

echo "-- endpoints"
of_web() { grep -c -e '=172\.30\.0\.8 ' -e '=fd00:0030:0000:0000:0000:0000:0000:0008 ' /proc/net/nf_conntrack; }
for f in 4 6; do
	for way in $inside; do
		peer "${other[$way]}" again "d$way$f" "${web_at[$f]}" 5353
		is "direct: $way IPv$f" web tell "d$way$f"
	done
done
holds "connections of it are tracked" test "$(of_web)" -ge 8
hcnctl delete endpoint "$web"
is "none is left when it has gone" 0 of_web
new_ns=$(create namespace)
create endpoint --name new --network blue --namespace "$new_ns" --ip 172.30.0.8 --ip fd00:30::8 >/dev/null
serve "$(netns "$new_ns")" udp 5353 new
for f in 4 6; do
	for way in $all; do
		later is "its published port does not lead to who has its address now: $way IPv$f" nobody tell "q$way$f"
		later is "others' do as before: $way IPv$f" near tell "p$way$f"
	done
	later is "others go on: IPv$f" outside tell out$f
done
settle
hcnctl delete namespace "$new_ns"

ways_gone
ip -n outside route del 10.96.0.0/16
ip -n outside -6 route del fd00:96::/112
is "nothing is left" "$before" snapshot
finish
