#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# A Windows program ends amid its calls: what it left is whole, and can be deleted.
. "${0%/*}/lib.sh"

for round in 1 2; do
	step "round $round"
	status=0
	win "$programs/dies.exe" || status=$?
	expect "exit status" 9 $status
	hcnctl recover
	if [ "$HCN_BACKEND" = linux ]; then
		expect "bridges and networks" "$(hcnctl list network -q | wc -l)" "$(ip -o link show type bridge | wc -l)"
	fi
	hcnctl list network -q | while read -r id; do
		hcnctl delete network "$id"
	done
	if [ "$HCN_BACKEND" = linux ]; then
		expect bridges 0 "$(ip -o link show type bridge | wc -l)"
	fi
	# Nothing is locked: another process works.
	win "$programs/life.exe" make >/dev/null || [ $? = 42 ] || fail "it cannot make"
	win "$programs/life.exe" unmake || [ $? = 42 ] || fail "it cannot delete"
done
