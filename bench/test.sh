#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# test.sh BUILDDIR: the bench runs with two endpoints and has numbers for every phase.  How large they are is nobody's test.
set -eu
here=$(dirname "$0")
"$here/../tests/tools/netlab.sh" true 2>/dev/null || exit 77

export HCN_BENCH_BALANCERS=20:5 HCN_BENCH_MANY=20 HCN_BENCH_ENDPOINTS=3 HCN_BENCH_PACKETS=100
table=$("$here/run.sh" "$1" 2:1)
failures=0

# has FACT PATTERN: a line of the table
has() {
	if grep -Eqx "$2" <<<"$table"; then
		echo "ok   $1"
	else
		failures=$((failures + 1))
		printf 'FAIL %s\n     no line like: %s\n' "$1" "$2"
	fi
}

time='[0-9.]+ (µs|ms)'
for phase in namespace_create attach setup detach namespace_delete teardown; do
	has "$phase is compared" "\| 2 \| $phase \| $time \| $time \| $time \| [0-9.]+ \([0-9.]+ to [0-9.]+\) \|"
done
for phase in endpoint_create endpoint_delete; do
	has "$phase is measured" "\| 2 \| $phase \| no kernel work \| $time \| $time \| - \|"
done
has "an attachment's time is known by station" "\| 2 \| attach( \| $time){6} \|"
has "reading is measured" "\| 2( \| $time){3} \|"
has "load balancers are measured" "\| 20 \| 20 \| [0-9.]+ s( \| [0-9]+ / [0-9]+ µs){3} \| [0-9]+ MB \| [0-9]+ ms \|"
has "connections are measured" "\| [0-9.]+ µs \| [0-9.]+ µs \| [0-9.]+ µs \(20\) \| [0-9.]+ \|"
has "policies are measured" "\| 300 ACLs over 3 endpoints \| [0-9.]+ ms \|"
for way in bridged routed; do
	has "packets are measured, $way" "\| $way \| [0-9]+ k/s \| [0-9]+ k/s \| [0-9.]+ \|"
done
has "a document of 4 kB is measured" "\| endpoint \| 4[0-9]{3} \| $time \| $time \| - \|"
for n in 1000 2000 4000; do
	has "an ACL of $n addresses is measured" "\| ACL of $n addresses \| [0-9]+ \| $time \| $time \| [0-9]+ ns \|"
done
[ $failures = 0 ] || printf '%s\n' "$table"
echo "Checks: 19, Failures: $failures, Errors: 0"
[ $failures = 0 ]
