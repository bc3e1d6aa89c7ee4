#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# user.sh NETLAB COMMAND...: as a normal user, in a user namespace
set -eu
netlab=$1
shift
home=$(mktemp -d /tmp/hcn-wine-user.XXXXXX)
trap 'rm -rf "$home"' EXIT
as=()
if [ "$(id -u)" = 0 ]; then
	chmod 755 "$home"
	chown 65534:65534 "$home"
	as=(setpriv --reuid=65534 --regid=65534 --clear-groups)
fi
as+=(env HOME="$home" HCN_WINE_HOME="$home/wine")
"${as[@]}" test -x "$HCN_WINE" || { echo "skipped: a normal user cannot read $HCN_WINE"; exit 77; }
"${as[@]}" unshare -Urn true 2>/dev/null || { echo "skipped: this kernel gives users no namespaces"; exit 77; }
"${as[@]}" "$netlab" bash -c 'cd "$HOME" && [ "$(id -u)" = 0 ] && grep -vq 4294967295 /proc/self/uid_map && exec "$@"' user "$@"
