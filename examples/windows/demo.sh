#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# `./dev demo windows`: two Windows programs, run in Wine, make and change networks of Linux; then packets go through them.  In a
# throwaway host.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
build=${1:-$root/build}
if [ -z "${HCN_DEMO:-}" ]; then
	export HCN_DEMO=1 PATH=$build/cli:$build/wine:$PATH HCN_MODULE_DIR=$build/backends/linux HCN_BACKEND=linux
	export HCN_WINE_HOME=${HCN_WINE_HOME:-$build/tests/wine/home}
	hcn-wine setup --prefix "$HCN_WINE_HOME/demo" >/dev/null
	exec "$root/tests/tools/netlab.sh" "$0" "$build"
fi
programs=$build/examples/windows
prefix=$HCN_WINE_HOME/demo
red=ed000000-0000-4000-8000-000000000002
green=97ee0000-0000-4000-8000-000000000002

bold=$'\e[1m' dim=$'\e[2m' plain=$'\e[0m'
[ -t 1 ] || bold='' dim='' plain=''
step=0
chapter() { step=$((step + 1)); printf '\n%s%d. %s%s\n' "$bold" "$step" "$*" "$plain"; }
tell() { printf '   %s\n' "$*"; }
# Shows a command and its output; fails when it does.
show() {
	printf '   %s$ %s%s\n' "$dim" "$*" "$plain"
	"$@" 2>&1 | tr -d '\r' | sed 's/^/     /'
	return "${PIPESTATUS[0]}"
}
windows() {
	printf '   %sC:\\> %s%s\n' "$dim" "$*" "$plain"
	local program=$1
	shift
	hcn-wine run --prefix "$prefix" "$programs/$program" "$@" 2>&1 | tr -d '\r' | sed 's/^/     /'
	return "${PIPESTATUS[0]}"
}
# ping WHO NETNS ADDRESS answered|silent
pings() {
	printf '   %-34s' "$1 pings $3"
	local got=silent
	! ip netns exec "$2" ping -q -c 1 -W 1 "$3" >/dev/null || got=answered
	echo "$got"
	[ "$got" = "$4" ] || { echo "that should have been: $4" >&2; exit 1; }
}

chapter "A program for Windows, in C, linked with computenetwork.dll"
tell "$(head -c 2 "$programs/containers.exe") at its beginning: a Windows executable."
windows containers.exe up

chapter "What it made is Linux's: a bridge, veth pairs, network namespaces"
show ip -br link
show ip netns list
show ip -n $red -br -4 address
show hcnctl list endpoint

chapter "Packets go through it"
pings red $red 172.30.0.1 answered
pings green $green 172.30.0.10 answered

chapter "A second program, in Go, blocks pings to red"
windows firewall.exe list
windows firewall.exe block red
windows firewall.exe list
pings green $green 172.30.0.10 silent
pings red $red 172.30.0.11 answered
windows firewall.exe allow red
pings green $green 172.30.0.10 answered

chapter "The first program deletes everything"
windows containers.exe down
show ip -br link
[ -z "$(ip netns list)" ] || { echo "a network namespace is left" >&2; exit 1; }
tell "Nothing is left.  doc/windows-programs.md goes on from here."
hcn-wine stop --prefix "$prefix"
