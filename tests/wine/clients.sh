#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# clients.sh NAME...: the call sequences of real clients (tests/clients), compiled for Windows.  On linux the host has an adapter and
# a LAN, as tests/clients/shim.c makes them.
. "${0%/*}/lib.sh"

if [ "$HCN_BACKEND" = linux ]; then
	ip link add Ethernet type veth peer name lan
	ip addr add 10.255.0.2/24 dev Ethernet
	ip link set Ethernet up
	ip link set lan up
	ip route add default via 10.255.0.1
fi
HCN_TEST_DIR=$(mktemp -d /tmp/hcn-wine.XXXXXX)
export HCN_TEST_DIR
trap 'end_of_test; rm -rf "$HCN_TEST_DIR"' EXIT

failed=0
for name; do
	echo "== $name"
	win "$programs/windows/client-$name.exe" || failed=1
done
exit $failed
