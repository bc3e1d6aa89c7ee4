#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# installed.sh BUILD PREFIX LIBDIR LIST: what `meson install` leaves works: by hcn-wine, and by Wine alone where the DLLs are installed
# into Wine's own folders.  Everything in a mount namespace of its own.
set -eu
[ "${5:-}" = inside ] || exec unshare -m "$([ "$(id -u)" = 0 ] && echo --propagation=private || echo -Ur)" -- "$0" "$@" inside
build=$1 prefix=$2 libdir=$3
mapfile -t names < <(grep ^Hcn "$4")
wine_dir=/usr/lib/x86_64-linux-gnu/wine
root=$(mktemp -d "$HCN_WINE_HOME/installed.XXXXXX")
trap 'rm -rf "$root"' EXIT

DESTDIR=$root meson install -C "$build" --no-rebuild >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
[ -d "$prefix" ] || { echo "skipped: no $prefix to mount over"; exit 77; }
mount --bind "$root$prefix" "$prefix"

clean() { env -i HOME="$root" PATH="$prefix/bin:/usr/bin:/bin" HCN_BACKEND=sim HCN_STATE_DIR="$root/state" WINEDEBUG=-all "$@"; }

echo "== hcn-wine, with an empty environment"
mkdir "$root/state"
clean HCN_WINE_HOME="$HCN_WINE_HOME" hcn-wine run --prefix "$root/prefix" "$PROGRAMS/exports.exe" "${names[@]}"
clean HCN_WINE_HOME="$HCN_WINE_HOME" hcn-wine stop --prefix "$root/prefix"

echo "== Wine alone"
[ -d $wine_dir ] || { echo "no $wine_dir: left out"; exit 0; }
mount -t overlay -o "lowerdir=$root$prefix/$libdir/wine:$wine_dir" hcn $wine_dir 2>/dev/null || { echo "no overlay here: left out"; exit 0; }
wine=$(command -v /usr/lib/wine/wine64 || command -v wine64)
server=$(command -v /usr/lib/wine/wineserver64 || command -v wineserver)
clean WINEPREFIX="$root/plain" "$wine" wineboot -i >"$root/log" 2>&1
clean WINEPREFIX="$root/plain" "$wine" "$PROGRAMS/life.exe" make >"$root/log" 2>&1 || status=$?
clean WINEPREFIX="$root/plain" "$server" -k || :
[ "${status:-0}" = 42 ] || { cat "$root/log"; exit 1; }
