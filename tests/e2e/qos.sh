#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# An endpoint with a QOS policy sends no faster than it says: 3 MB at 1 MB/s take more than 2 seconds, however slow the machine is.
. "$(dirname "$0")/lib.sh"

# took: milliseconds until the sink has all of 3 MB
took() { peer "$n" upload "$1" 7000 --size 3000000; }
at_least() { test "$("${@:2}")" -ge "$1"; }
qos() { # [BYTES]: a QOS policy, or none
	local policy=
	[ -z "${1:-}" ] || policy='{"Type":"QOS","Settings":{"MaximumOutgoingBandwidthInBytes":'$1'}}'
	hcnctl modify endpoint web <<<'{"ResourceType":"Policy","RequestType":"Update","Settings":{"Policies":['$policy']}}' >/dev/null
}

world
hcnctl create network --name blue --subnet 172.30.0.0/24 --subnet fd00:30::/64 >/dev/null
n=$(netns "$(create namespace)") other=$(netns "$(create namespace)")
create endpoint --network blue --name web --namespace "$n" >/dev/null
create endpoint --network blue --name db --namespace "$other" >/dev/null
peer "$other" sink 7000
idle=$(ip netns exec "$n" tc qdisc show dev eth0)

qos 1000000
holds "3 MB at 1 MB/s" at_least 2000 took 172.30.0.3
holds "3 MB at 1 MB/s over IPv6" at_least 2000 took fd00:30::3
qos 1500000
holds "at 1.5 MB/s" at_least 1300 took 172.30.0.3
is "the queue is a tbf" tbf bash -c "ip netns exec $n tc qdisc show dev eth0 | cut -d' ' -f2"
qos
is "without a policy the device has its own queue again" "$idle" ip netns exec "$n" tc qdisc show dev eth0
holds "and sends" took 172.30.0.3
finish
