#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Whose address is seen: OutBoundNAT with Exceptions, Destinations and VirtualIP; port mappings with their flags, protocols and VIPs;
# SourceVIP and direct return of load balancers. In both families.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp 53/udp
nat() { policy OutBoundNAT "$1"; }
# Two more addresses of the other machine, and two of the host.
declare -A second=([4]=198.51.100.253 [6]=2001:db8:51::fd) virtual=([4]=198.51.100.7 [6]=2001:db8:51::7) source=([4]=198.51.100.8 [6]=2001:db8:51::8)
add() { # add NETNS-OPTIONS... ADDRESS/LENGTH DEVICE: one that nobody speaks with unasked
	case ${*: -2:1} in
	*:*) ip "${@:1:$#-2}" addr add "${*: -2:1}" dev "${*: -1}" nodad preferred_lft 0 ;;
	*) ip "${@:1:$#-2}" addr add "${*: -2:1}" dev "${*: -1}" ;;
	esac
}
add -n outside 198.51.100.253/24 eth0
add -n outside 2001:db8:51::fd/64 eth0
for address in "${virtual[4]}/32" "${virtual[6]}/128" "${source[4]}/32" "${source[6]}/128"; do add $address uplink; done
ip -n outside route add 172.30.0.0/24 via 198.51.100.1
ip -n outside -6 route add fd00:30::/64 via 2001:db8:51::1

echo "-- OutBoundNAT"
exceptions='{"Exceptions":["198.51.100.253","172.31.0.0/24","2001:db8:51::fd","fd00:31::/64"]}'
policies endpoint "$web" Add "$(nat "$exceptions")"
for f in 4 6; do
	later is "OutBoundNAT Exceptions, outside: IPv$f" "outside saw ${web_at[$f]}" ask "$web_n" tcp "${second[$f]}" 80
	later is "OutBoundNAT Exceptions, routed: IPv$f" "routed saw ${web_at[$f]}" calls routed $f tcp 80
	later is "OutBoundNAT Exceptions, others are masqueraded: IPv$f" "outside saw ${host_at[$f]}" calls outside $f tcp 80
done
policies endpoint "$web" Remove "$(nat "$exceptions")"
for f in 4 6; do
	later is "OutBoundNAT Exceptions removed, outside: IPv$f" "outside saw ${host_at[$f]}" ask "$web_n" tcp "${second[$f]}" 80
	later is "OutBoundNAT Exceptions removed, routed: IPv$f" "routed saw ${other_sees[routed$f]}" calls routed $f tcp 80
done
policies endpoint "$web" Add "$(nat "{\"VirtualIP\":\"${virtual[4]}\"}")" "$(nat "{\"VirtualIP\":\"${virtual[6]}\"}")"
for f in 4 6; do
	for way in outside routed; do
		later is "OutBoundNAT VirtualIP: $way IPv$f" "$way saw ${virtual[$f]}" calls $way $f tcp 80
	done
	later is "OutBoundNAT VirtualIP, not to a neighbour: IPv$f" "bridged saw ${web_at[$f]}" calls bridged $f tcp 80
	later is "OutBoundNAT VirtualIP, not to the host: IPv$f" "host saw ${web_at[$f]}" calls host $f tcp 80
done
policies endpoint "$web" Remove "$(nat "{\"VirtualIP\":\"${virtual[4]}\"}")" "$(nat "{\"VirtualIP\":\"${virtual[6]}\"}")"
# Destinations come before the network: a neighbour is masqueraded, too.
both='{"Destinations":["172.30.0.9","172.31.0.9","198.51.100.253","fd00:30::9","fd00:31::9","2001:db8:51::fd"],"VirtualIP":"VIP"}'
policies endpoint "$web" Add "$(nat "${both/VIP/${virtual[4]}}")" "$(nat "${both/VIP/${virtual[6]}}")"
for f in 4 6; do
	for way in bridged routed; do later is "OutBoundNAT Destinations: $way IPv$f" "$way saw ${virtual[$f]}" calls $way $f tcp 80; done
	later is "OutBoundNAT Destinations, outside: IPv$f" "outside saw ${virtual[$f]}" ask "$web_n" tcp "${second[$f]}" 80
done
policies endpoint "$web" Remove "$(nat "${both/VIP/${virtual[4]}}")" "$(nat "${both/VIP/${virtual[6]}}")"
for f in 4 6; do later is "OutBoundNAT Destinations removed: IPv$f" "bridged saw ${web_at[$f]}" calls bridged $f tcp 80; done
settle

echo "-- port mappings"
# mapping PROTOCOL INTERNAL EXTERNAL FLAGS [MEMBERS]
mapping() { policy PortMapping "{\"Protocol\":$1,\"InternalPort\":$2,\"ExternalPort\":$3,\"Flags\":$4${5:+,$5}}"; }
# mapped WAY FAMILY PROTO PORT: who answers at that port of the host
mapped() { ask "${other[$1]}" "$3" "${host_at[$2]}" "$4"; }
port=9000
for flags in 0 1 4; do
	for f in 4 6; do
		[ $f = 4 ] && both=$flags || both=$((flags + 2))
		port=$((port + 1))
		policies endpoint "$web" Add "$(mapping 6 80 $port $both)" "$(mapping 17 53 $port $both)"
		for way in "${every[@]}"; do
			saw="web saw ${web_sees[$way$f]:-${other_at[$way$f]}}"
			[ $way != host ] || saw="web saw ${host_at[$f]}"
			later is "a port mapping, Flags $flags: $way IPv$f" "$saw" mapped $way $f tcp $port
			later is "a port mapping by UDP, Flags $flags: $way IPv$f" "$saw" mapped $way $f udp $port
		done
		later fails "a port mapping is of its family, Flags $flags: IPv$f" mapped outside $((10 - f)) tcp $port
	done
done
settle
policies endpoint "$web" Add "$(mapping 0 80 9010 0)" "$(mapping 6 80 9011 0 "\"VIP\":\"${virtual[4]}\"")" "$(mapping 6 80 9011 0 "\"VIP\":\"${virtual[6]}\"")"
later is "a port mapping without Protocol" "web saw 198.51.100.254" mapped outside 4 tcp 9010
for f in 4 6; do
	for way in "${every[@]}"; do
		saw="web saw ${web_sees[$way$f]:-${other_at[$way$f]}}"
		[ "$way" != host ] || saw="web saw ${virtual[$f]}"
		later is "a port mapping with VIP: $way IPv$f" "$saw" ask "${other[$way]}" tcp "${virtual[$f]}" 9011
		later fails "a port mapping with VIP, another address: $way IPv$f" mapped "$way" $f tcp 9011
	done
done
policies endpoint "$web" Remove "$(mapping 0 80 9010 0)" "$(mapping 6 80 9011 0 "\"VIP\":\"${virtual[4]}\"")" "$(mapping 6 80 9011 0 "\"VIP\":\"${virtual[6]}\"")"
for f in 4 6; do
	for way in "${every[@]}"; do
		later fails "a port mapping with VIP removed: $way IPv$f" ask "${other[$way]}" tcp "${virtual[$f]}" 9011
	done
done
settle

echo "-- load balancers: an endpoint on another machine"
hcnctl create network --name lan --type L2Bridge --subnet 198.51.100.0/24 --subnet 2001:db8:51::/64 >/dev/null
hcnctl create endpoint --name there --network lan --remote --ip 198.51.100.254 --ip 2001:db8:51::fe >/dev/null
declare -A vip=([4]=10.96.0.10 [6]=fd00:96::10)
for f in 4 6; do
	lb=$(create loadbalancer --vip "${vip[$f]}" --port 80:80 --port 53:53/udp --endpoint there --source-vip "${source[$f]}")
	for way in "${inside[@]}"; do
		later is "SourceVIP: $way IPv$f" "outside saw ${source[$f]}" ask "${other[$way]}" tcp "${vip[$f]}" 80
		later is "SourceVIP by UDP: $way IPv$f" "outside saw ${source[$f]}" ask "${other[$way]}" udp "${vip[$f]}" 53
	done
	settle
	hcnctl delete loadbalancer "$lb"
	lb=$(create loadbalancer --vip "${vip[$f]}" --port 80:80 --endpoint there --source-vip "${source[$f]}" --dsr)
	for way in "${inside[@]}"; do
		later is "direct return: no SourceVIP: $way IPv$f" "outside saw ${host_at[$f]}" ask "${other[$way]}" tcp "${vip[$f]}" 80
	done
	settle
	hcnctl delete loadbalancer "$lb"
done

hcnctl delete network lan
for address in "${virtual[4]}/32" "${virtual[6]}/128" "${source[4]}/32" "${source[6]}/128"; do ip addr del $address dev uplink; done
ways_gone
is "nothing is left" "$before" snapshot
finish
