#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A full bridge: 1023 attached endpoints work, the next one is refused clearly and leaves nothing.
. "$(dirname "$0")/lib.sh"

world
net=$(create network --name big --subnet 172.28.0.0/16)
ns=$(create namespace)
n=$(netns "$ns")
first=$(create endpoint --network big --namespace "$ns")
holds "1022 more on the host" "$1" "$net" 1022
holds "the first reaches the last" ip netns exec "$n" ping -c1 -W5 "$(hcnctl list endpoint -o json | json /1022/IpConfigurations/0/IpAddress)"
links=$(ls /sys/class/net | wc -l)
last=$(create endpoint --network big)
fails "the 1024th port" hcnctl attach "$last" 910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC
is "says why" "yes" sh -c "hcnctl attach $last 910F7D92-BA2D-4C3F-98AE-7C0AC590D2DC 2>&1 | grep -q 1023 && echo yes"
is "and leaves nothing" "$links" sh -c "ls /sys/class/net | wc -l"
holds "the first still answers" ping -c1 -W5 172.28.0.2
holds "and all go with the network" hcnctl delete network big
is "every link is gone" "lo uplink" sh -c "ls /sys/class/net | grep -v ifb | sort | xargs"
finish
