#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# hcn-wine itself: exit statuses, streams, hosts, the trace.  In a sandbox.
. "${0%/*}/lib.sh"

step "statuses and streams are the program's"
status=0
out=$(printf 'one\ntwo\n' | win "$programs/streams.exe" 7) || status=$?
expect status 7 $status
expect output "one two" "$(echo $out)"
expect errors "a b|\"c\"|*|" "$(win "$programs/streams.exe" 0 'a b' '"c"' '*' 2>&1 >/dev/null </dev/null | tr '\n' '|')"
for code in 256 0xc0000005; do
	status=0
	win "$programs/streams.exe" $code </dev/null || status=$?
	[ $status != 0 ] || fail "$code became 0"
done
status=0
win no-such-program.exe >/dev/null 2>/dev/null || status=$?
[ $status != 0 ] || fail "a program that is not there worked"

step "it is Windows Server 2022, without a display"
win cmd /c ver | grep -q 10.0.20348 || fail "another version"
grep -q '"ProductType"="ServerNT"' "$prefix/system.reg" || win reg query \
	'HKLM\System\CurrentControlSet\Control\ProductOptions' /v ProductType | grep -q ServerNT || fail "no server"

step "wrong use is refused"
for words in "run" "dance" "run --what x.exe" "run --host" "run --host a/b x.exe" "run --host nobody x.exe" "exec true"; do
	status=0
	# shellcheck disable=SC2086 # words
	"$HCN_WINE" $words 2>"$prefix.made" || status=$?
	expect "status of hcn-wine $words" 125 $status
	grep -q . "$prefix.made" || fail "nothing is said about: $words"
done
"$HCN_WINE" help | grep -q 'hcn-wine run' || fail "no help"

step "a path alone is run, as by go test -exec"
status=0
"$HCN_WINE" "$programs/exports.exe" >/dev/null || status=$? # it wants 57 names
expect status 1 $status
"$HCN_WINE" stop

step "the trace has documents, results and times"
trace=$prefix/trace.log
win --trace="$trace" "$programs/life.exe" make >/dev/null || [ $? = 42 ] || fail "life.exe"
grep -Eq '^[0-9:.]+ [0-9a-f]+:[0-9a-f]+ HcnCreateNetwork = S_OK in [0-9]+ us$' "$trace" || fail "no call"
grep -q '^    Settings .*{"Name":"blue",' "$trace" || fail "no document"
grep -q '^    Network  *-> 0x' "$trace" || fail "no handle"
grep -q 'HcnCreateNetwork = 0x803b0010 HCN_E_NETWORK_ALREADY_EXISTS' "$trace" || fail "no error"
grep -q '^    ErrorRecord .*"Success":false' "$trace" || fail "no ErrorRecord"
grep -q 'callback, notification 0x1, S_OK' "$trace" || fail "no notification"
win --trace "$programs/life.exe" unmake 2>&1 >/dev/null | grep -q 'HcnDeleteNetwork = S_OK' || fail "none on stderr"

step "a host has its own namespace, prefix and state"
for host in east west; do
	ip netns add $host
	ip -n $host link set lo up # the library wants a routing table
done
export HCN_WINE_HOME
for host in east west; do
	"$HCN_WINE" run --host $host "$programs/life.exe" make >/dev/null || [ $? = 42 ] || fail "on $host"
	expect "bridges of $host" 1 "$("$HCN_WINE" exec --host $host ip -o link show type bridge | wc -l)"
	"$HCN_WINE" exec --host $host hcnctl list network | grep -q blue || fail "no network on $host"
	# The namespaces' names are the machine's.
	"$HCN_WINE" run --host $host "$programs/life.exe" unmake || [ $? = 42 ] || fail "on $host"
done
expect "bridges here" 0 "$(ip -o link show type bridge | wc -l)"
[ "$("$HCN_WINE" prefix --host east)" != "$("$HCN_WINE" prefix --host west)" ] || fail "one prefix"

step "programs of one prefix do not mix network namespaces"
"$HCN_WINE" run --prefix "$prefix" cmd /c exit
status=0
ip netns exec east "$HCN_WINE" run --prefix "$prefix" cmd /c exit 2>"$prefix.made" || status=$?
expect status 125 $status
grep -q 'another network namespace' "$prefix.made" || fail "no reason"

step "another version of Wine: its files are renewed, and nothing else"
"$HCN_WINE" stop --prefix "$prefix"
echo wine-7.0 >"$prefix/.hcn-wine"
rm "$prefix/drive_c/windows/system32/ole32.dll"
echo mine >"$prefix/drive_c/mine.txt"
win "$programs/life.exe" make >/dev/null 2>"$prefix.made" || [ $? = 42 ] || fail "it does not run"
grep -q 'another version of Wine' "$prefix.made" || fail "nothing is said"
[ -e "$prefix/drive_c/windows/system32/ole32.dll" ] || fail "nothing is renewed"
expect "a file of the user's" mine "$(cat "$prefix/drive_c/mine.txt")"
win "$programs/life.exe" unmake 2>"$prefix.made" || [ $? = 42 ] || fail "unmake"
expect "what is said the second time" "" "$(cat "$prefix.made")"

step "a folder that is no prefix is left alone"
mkdir "$prefix.other"
touch "$prefix.other/file"
status=0
"$HCN_WINE" setup --prefix "$prefix.other" 2>"$prefix.made" || status=$?
expect status 125 $status
[ -e "$prefix.other/file" ] || fail "it is gone"
rm -r "$prefix.other"

step "stop"
for host in east west; do
	"$HCN_WINE" stop --host $host
	rm -rf "$("$HCN_WINE" prefix --host $host)"
done
"$HCN_WINE" stop --prefix "$prefix"
