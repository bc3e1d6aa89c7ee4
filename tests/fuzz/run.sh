#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# run.sh BUILDDIR SECONDS [NAME...]: every fuzzer (or those named) for so long, two at a time.
#
# Inputs that reached new code are kept in BUILDDIR/corpus, so that the next run goes on from there; inputs that failed are
# in BUILDDIR/findings, and make the exit status 1.  To see one again: BUILDDIR/tests/fuzz/fuzz-NAME FINDING
set -eu
here=$(cd "$(dirname "$0")" && pwd)
[ $# -ge 2 ] || { sed -n '3s/^# //p' "$0" >&2; exit 2; }
build=$1 seconds=$2
shift 2
[ $# -gt 0 ] || set -- document guid_addr hnscall request rows utf16

export ASAN_OPTIONS=abort_on_error=1:detect_leaks=1 UBSAN_OPTIONS=halt_on_error=1:abort_on_error=1:print_stacktrace=1
mkdir -p "$build/findings"
python3 "$here/dictionary.py" >"$build/words.dict"

fuzz() {
	local name=$1 corpus=$build/corpus/$1 log=$build/findings/$1.log status=0
	mkdir -p "$corpus"
	"$build/tests/fuzz/fuzz-$name" -max_total_time="$seconds" -max_len=8192 -timeout=20 -rss_limit_mb=2048 \
		-dict="$build/words.dict" -artifact_prefix="$build/findings/$name-" -print_final_stats=1 \
		"$corpus" "$here/seeds/$name" >"$log" 2>&1 || status=$?
	echo "$name: $(sed -n 's/stat::number_of_executed_units: //p' "$log") inputs, exit status $status"
	[ $status = 0 ] && rm "$log"
	return $status
}
export -f fuzz
export here build seconds

failed=0
printf '%s\n' "$@" | xargs -P 2 -I{} bash -c 'fuzz {}' || failed=1
if [ $failed = 1 ]; then
	echo "findings:"
	ls -l "$build/findings"
	tail -n 40 "$build"/findings/*.log
fi
exit $failed
