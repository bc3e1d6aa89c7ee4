#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# Kinds of load balancers, on every way and in both families: by DistributionType, with the flags of kube-proxy, ports of the host; an
# endpoint that reaches itself, UDP whose endpoint leaves, no endpoints.
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/ways.sh"

ways_world 80/tcp 53/udp
all=${every[*]}
serve "$near_n" tcp 8080 near
serve "$near_n" udp 5353 near
serve "$web_n" tcp 8080 web
serve "$web_n" udp 5353 web
ip -n outside route add 10.96.0.0/16 via 198.51.100.1
ip -n outside -6 route add fd00:96::/112 via 2001:db8:51::1
for i in {2..9}; do
	ip -n outside addr add 198.51.100.$i/24 dev eth0
	ip -n outside addr add 2001:db8:51::1$i/64 dev eth0 nodad
done
declare -A vip=([4]=10.96.0.10 [6]=fd00:96::10)
declare -A clients=([4]=$(echo 198.51.100.{2..9}) [6]=$(echo 2001:db8:51::1{2..9}))
vips=(--vip 10.96.0.10 --vip fd00:96::10)
# who NETNS|host FAMILY PROTO PORT N [SOURCE...]: the names of those who answer N questions
who() { peer "$1" asks "$3" "${vip[$2]}" "$4" "$5" "${@:6}" | tr , '\n' | cut -d' ' -f1 | sort -u | paste -sd' '; }
one_of_two() { [[ "$("$@")" =~ ^(near|web)$ ]]; }
way_of() { who "${other[$1]}" "${@:2}"; }
both_ways() { # FACT EXPECTED PROTO PORT N: by all ways
	local way f
	for way in $all; do for f in 4 6; do later is "$1: $way IPv$f" "$2" way_of "$way" "$f" "${@:3}"; done; done
}

echo "-- by the client"
for type in SourceIP SourceIPProtocol; do
	lb=$(create loadbalancer "${vips[@]}" --port 80:8080,$type --port 53:5353/udp,$type --endpoint web --endpoint near)
	for f in 4 6; do
		holds "$type: a client stays with its endpoint: IPv$f" one_of_two who outside $f tcp 80 20
		is "$type: others may get another one: IPv$f" "near web" who outside $f tcp 80 16 ${clients[$f]}
		for client in ${clients[$f]}; do
			pair+=("$(who outside $f tcp 80 1 "$client")-$(who outside $f udp 53 1 "$client")")
		done
		apart=$(printf '%s\n' "${pair[@]}" | grep -c -e near-web -e web-near)
		if [ $type = SourceIP ]; then
			is "SourceIP: by UDP it is the same one as by TCP: IPv$f" 0 echo "$apart"
		else
			holds "SourceIPProtocol: by UDP it may be another: IPv$f" test "$apart" -gt 0
		fi
		pair=()
	done
	hcnctl delete loadbalancer "$lb"
done

echo "-- flags"
# balancer MAPPING-FLAGS FLAGS ENDPOINT...
balancer() {
	local list
	list=$(printf ',"%s"' "${@:3}")
	create loadbalancer -f - <<-T
	{"HostComputeEndpoints":[${list:1}],"FrontendVIPs":["10.96.0.10","fd00:96::10"],"Flags":$2,"PortMappings":[
	 {"Protocol":6,"ExternalPort":80,"InternalPort":8080,"Flags":$1},{"Protocol":17,"ExternalPort":53,"InternalPort":5353,"Flags":$1}]}
	T
}
for flag in ILB=1 LocalRoutedVIP=2 UseMux=4 VipExternalIP=16; do
	lb=$(balancer "${flag#*=}" 0 "$web")
	both_ways "flag ${flag%=*}" web tcp 80 1
	settle
	hcnctl delete loadbalancer "$lb"
done
lb=$(balancer 0 1 "$web" "$near")
both_ways "direct return" "near web" tcp 80 16
settle
hcnctl delete loadbalancer "$lb"

echo "-- ports of the host"
node=$(create loadbalancer --port 30080:8080 --port 30053:5353/udp --endpoint web)
node6=$(create loadbalancer --flags 2 --port 30080:8080 --port 30053:5353/udp --endpoint web)
at_node() { ask "${other[$1]}" "$3" "${host_at[$2]}" "$4" | cut -d' ' -f1; }
for way in $all; do for f in 4 6; do
	later is "a port of the host: $way IPv$f" web at_node $way $f tcp 30080
	later is "a port of the host by UDP: $way IPv$f" web at_node $way $f udp 30053
	later is "a port of the host, another one: $way IPv$f" no at_node $way $f tcp 30081
done; done
settle
hcnctl delete loadbalancer "$node6"
for way in $all; do for f in 4 6; do
	later is "a port of the host, of one family: $way IPv$f" $([ $f = 4 ] && echo web || echo no) at_node $way $f tcp 30080
done; done
settle
hcnctl delete loadbalancer "$node"

echo "-- to itself, and to nobody"
lb=$(balancer 0 0 "$web")
for f in 4 6; do
	later is "an endpoint reaches itself by TCP: IPv$f" web who "$web_n" $f tcp 80 1
	later is "an endpoint reaches itself by UDP: IPv$f" web who "$web_n" $f udp 53 1
done
both_ways "a backend" web udp 53 1
# through one socket, before and after the endpoint leaves
declare -A first
for f in 4 6; do
	for way in $all; do
		peer "${other[$way]}" again "$way$f" "${vip[$f]}" 53
		first[$way$f]=$(peer host tell "$way$f")
	done
done
settle
hcnctl modify loadbalancer "$lb" <<<"{\"HostComputeEndpoints\":[\"$near\"],\"FrontendVIPs\":[\"10.96.0.10\",\"fd00:96::10\"],\"PortMappings\":[
	{\"Protocol\":6,\"ExternalPort\":80,\"InternalPort\":8080},{\"Protocol\":17,\"ExternalPort\":53,\"InternalPort\":5353}]}"
for name in "${!first[@]}"; do
	is "a UDP socket whose endpoint leaves is balanced anew: $name" "web near" echo "${first[$name]}" "$(peer host tell "$name")"
done
hcnctl delete endpoint near
other[bridged]=$web_n
refused() { ask "${other[$1]}" "$3" "${vip[$2]}" "$4"; }
for way in $all; do for f in 4 6; do
	later is "without endpoints TCP is refused: $way IPv$f" "no answer: [Errno 111] Connection refused" refused $way $f tcp 80
	error="[Errno 111] Connection refused"
	[ $way != host ] || error="[Errno 1] Operation not permitted" # a datagram that never left
	later is "without endpoints UDP is refused: $way IPv$f" "no answer: $error" refused $way $f udp 53
done; done

settle
hcnctl delete loadbalancer "$lb"
ways_gone
ip -n outside route del 10.96.0.0/16
ip -n outside -6 route del fd00:96::/112
is "nothing is left" "$before" snapshot
finish
