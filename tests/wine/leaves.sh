#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A Windows program that ends amid calls and with a callback that runs does so at once, and with its own exit status.
. "${0%/*}/lib.sh"
for _ in 1 2; do
	status=0
	SECONDS=0
	win "$programs/leaves.exe" || status=$?
	expect "exit status" 3 $status
	[ $SECONDS -lt 40 ] || fail "it took $SECONDS s"
done
