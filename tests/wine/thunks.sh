#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# thunks.sh THUNKS.PY INCLUDE LIST: what is made from the headers has every function; what cannot be passed is an error.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

grep ^Hcn "$3" >"$dir/wanted"
"$1" names "$2/computenetwork.h" | diff "$dir/wanted" -
[ "$("$1" names "$2/vmcompute.h")" = HNSCall ]
[ "$("$1" spec "$2/computenetwork.h" | grep -c '^@ stdcall Hcn.* dll_Hcn')" = 57 ]
"$1" spec "$2/computenetwork.h" |
	grep -qx '@ stdcall HcnCreateEndpoint(ptr ptr wstr ptr ptr) dll_HcnCreateEndpoint'

echo 'HRESULT WINAPI HcnMeasure(_In_ double Length);' >"$dir/new.h"
if "$1" thunks "$dir/new.h" >/dev/null 2>"$dir/error"; then
	echo "a double is passed as if it were a pointer"
	exit 1
fi
grep -q 'no way to pass _In_ double Length' "$dir/error"
