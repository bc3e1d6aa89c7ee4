#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# installed.sh BUILD PREFIX EXAMPLES: what `meson install` leaves is enough to compile, link and run the examples.
set -eu
build=$1
prefix=$2
examples=$3
root=$(mktemp -d)
trap 'rm -rf "$root"' EXIT

DESTDIR=$root meson install -C "$build" --no-rebuild >"$root/log" 2>&1 || { cat "$root/log"; exit 1; }
library=$(find "$root$prefix" -name 'libcomputenetwork.so.1')
export PKG_CONFIG_SYSROOT_DIR="$root"
export PKG_CONFIG_LIBDIR="${library%/*}/pkgconfig"
export LD_LIBRARY_PATH="${library%/*}"

for name in nat-network nat-network-native; do
	# shellcheck disable=SC2046 # the flags are words
	cc -Wall -Wextra -Werror "$examples/$name.c" $(pkg-config --cflags --libs computenetwork) -o "$root/$name"
	HCN_BACKEND=sim HCN_STATE_DIR=$(mktemp -d -p "$root") "$root/$name"
done
