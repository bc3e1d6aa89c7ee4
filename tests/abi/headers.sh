#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# headers.sh INCLUDE LAYOUT: every public header compiles alone, and layout.c with its assertions, in both
# languages and with both widths of wchar_t, without a warning, with each compiler there is.
set -eu
include=$1
layout=$2
n=0

# check SOURCE COMPILER LANGUAGE STANDARD
check() {
	command -v "$2" >/dev/null || return 0
	for width in -fno-short-wchar -fshort-wchar; do
		echo "$1" | "$2" -x "$3" "-std=$4" $width -I"$include" \
			-Wall -Wextra -Wpedantic -Werror -fsyntax-only - ||
			{ echo "failed: $2 -std=$4 $width: $1" >&2; exit 1; }
		n=$((n + 1))
	done
}

everywhere() {
	check "$1" gcc c c11
	check "$1" clang c c11
	check "$1" g++ c++ c++17
	check "$1" clang++ c++ c++17
}

for header in $(cd "$include" && find . -name '*.h'); do
	everywhere "#include <${header#./}>"
done
everywhere "#include \"$layout\""
[ $n -gt 0 ] || { echo "no compiler" >&2; exit 77; }
echo "$n compilations"
