#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# wine.sh BUILDDIR [LIMIT]: what a call under Wine costs more than the same call natively, as a table; fails when one costs more than
# LIMIT ns (default 5000).
set -eu -o pipefail
build=$(realpath "$1")
limit=${2:-5000}
state=$(mktemp -d)
export HCN_WINE_HOME=${HCN_WINE_HOME:-$build/tests/wine/home}
mkdir -p "$HCN_WINE_HOME"
prefix=$(mktemp -d "$HCN_WINE_HOME/bench.XXXXXX")
trap '"$build/wine/hcn-wine" stop --prefix "$prefix" || :; rm -rf "$state" "$prefix"' EXIT
export HCN_BACKEND=sim

HCN_STATE_DIR=$(mktemp -d -p "$state") "$build/bench/calls" >"$state/native"
HCN_STATE_DIR=$(mktemp -d -p "$state") "$build/wine/hcn-wine" run --prefix "$prefix" "$build/bench/calls.exe" | tr -d '\r' >"$state/wine"

printf '%s, Linux %s, %s\n\n| call | native | Wine | added |\n|---|---|---|---|\n' "$(date +%F)" "$(uname -r)" "$({ /usr/lib/wine/wine64 --version || wine --version; } 2>/dev/null)"
join "$state/native" "$state/wine" --nocheck-order | awk -v limit="$limit" '
	{ printf "| %s | %d ns | %d ns | %d ns |\n", $1, $2, $3, $3 - $2; n++; if ($3 - $2 > limit) slow = slow " " $1 }
	END {
		if (n != 5) { print "a call was not measured" > "/dev/stderr"; exit 1 }
		if (slow) { print "more than " limit " ns:" slow > "/dev/stderr"; exit 1 }
	}'
