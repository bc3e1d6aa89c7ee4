#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# What a Windows program makes is there for Linux: links, network namespaces, packets; and is gone when it has deleted it.
. "${0%/*}/lib.sh"
ns0=c0ffee05-0001-0002-0102-030405060708
ns1=c0ffee06-0001-0002-0102-030405060708

# links TYPE: how many
links() { ip -o link show type "$1" | wc -l; }
pings() { ip netns exec "$1" ping -q -c 1 -W 1 "$2" >/dev/null; }

step "the program makes two endpoints"
status=0
win "$programs/life.exe" make >"$prefix.made" || status=$?
expect "exit status" 42 $status
expect "what it wrote" "$ns0 $ns1" "$(tr -d '\r' <"$prefix.made" | xargs)"

step "Linux has them"
expect bridges 1 "$(links bridge)"
expect "veth pairs" 2 "$(links veth)"
expect "address inside" 172.30.0.10/24 "$(ip -n $ns0 -o -4 addr show eth0 | awk '{print $4}')"
hcnctl list endpoint | grep -q 'web1.*172.30.0.11' || fail "hcnctl shows another state"

step "packets go where the ACL lets them"
pings $ns0 172.30.0.1 || fail "no way to the gateway"
pings $ns0 172.30.0.11 || fail "no way to the other endpoint"
! pings $ns1 172.30.0.10 || fail "the ACL does not hold"

step "its load balancer balances"
hcn-peer $ns0 serve tcp 8080 web0
got=$(hcn-peer $ns1 ask tcp 10.96.0.1 80)
expect "answer through 10.96.0.1:80" "web0 saw 172.30.0.11" "$got"

step "the program deletes them"
status=0
win "$programs/life.exe" unmake || status=$?
expect "exit status" 42 $status
expect bridges 0 "$(links bridge)"
expect "veth pairs" 0 "$(links veth)"
expect "network namespaces" "" "$(ip netns list)"
