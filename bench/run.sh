#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# run.sh BUILDDIR [ENDPOINTS:ROUNDS...]: the floor and HCN, each in a sandbox of its own, the first of a round being the second of
# the next; then the ratios as a table.
#
# Every result goes, a line of JSON each, to BUILDDIR/bench/results/<date>.json.
set -eu -o pipefail
build=$(realpath "$1")
shift
here=$(realpath "$(dirname "$0")")
netlab=$here/../tests/tools/netlab.sh
everything=
[ $# -gt 0 ] || { everything=1; set -- 1:20 100:9 1000:3; }
export HCN_MODULE_DIR=$build/backends/linux
unset HCN_BACKEND HCN_STATE_DIR HCN_MODE

# Dying namespaces slow down whoever comes next, and they die one after the other: when a new one is gone, all are.
# shellcheck disable=SC2016
settle() {
	"$netlab" bash -c 'ip netns add last
		ip link add probe type veth peer name eth0 netns last
		ip netns del last
		while [ -e /sys/class/net/probe ]; do sleep 0.05; done'
}

results=$build/bench/results/$(date +%Y-%m-%dT%H%M%S).json
mkdir -p "$(dirname "$results")"
for plan in "$@"; do
	order=(floor hcn_bench)
	for ((round = 0; round < ${plan#*:}; round++)); do
		for program in "${order[@]}"; do
			settle
			"$netlab" "$build/bench/$program" "${plan%:*}" >>"$results"
		done
		order=("${order[1]}" "${order[0]}")
	done
done
printf '%s, Linux %s, %s processors, load %s\n' "$(date +%F)" "$(uname -r)" "$(nproc)" "$(cut -d' ' -f1-3 /proc/loadavg)"
python3 "$here/table.py" "$results"

printf '\nLoad balancers: all of them; then one more, one changed, one less (median / 99 %%)\n\n'
echo '| load balancers | endpoints | all | one more | changed | one less | memory | trace |'
echo '|---|---|---|---|---|---|---|---|'
for sizes in ${HCN_BENCH_BALANCERS:-2000:4985 10000:985 44000:985}; do
	settle
	"$netlab" "$build/bench/lb_bench" "${sizes%:*}" "${sizes#*:}"
done

printf '\nNew connections: median of connect() to the endpoint, and through a load balancer among few and many\n\n'
echo '| direct | among 10 | among many | many / few |'
echo '|---|---|---|---|'
settle
"$netlab" "$build/bench/vip_bench" "${HCN_BENCH_MANY:-10000}"

printf '\nPolicies\n\n| request | time |\n|---|---|\n'
settle
"$netlab" "$build/bench/policy_bench" "${HCN_BENCH_ENDPOINTS:-500}"

printf '\nPackets through an endpoint with 5 and with 500 ACLs that each packet is asked\n\n| from | 5 | 500 | 500 / 5 |\n|---|---|---|---|\n'
settle
"$netlab" "$build/bench/rate_bench" "${HCN_BENCH_PACKETS:-50000}"

printf "\nDocuments: decoded, checked and encoded\n\n"
"$build/bench/decode"

if [ -n "$everything" ] && [ -e "$build/bench/calls.exe" ]; then
	printf "\nCalls of Windows programs\n\n"
	"$here/wine.sh" "$build"
fi
