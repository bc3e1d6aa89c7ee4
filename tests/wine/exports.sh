#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# exports.sh LIST: a Windows program finds all 57 functions, among them those that mingw's import library knows.
. "${0%/*}/lib.sh"
mapfile -t names < <(grep ^Hcn "$1")
expect "functions of Windows" 57 ${#names[@]}

library=$(x86_64-w64-mingw32-gcc -print-file-name=libcomputenetwork.a)
missing=$(x86_64-w64-mingw32-nm "$library" 2>/dev/null | awk '$2 == "T" { print $3 }' | sort -u |
	comm -23 - <(printf '%s\n' "${names[@]}" | sort))
expect "names that only mingw knows" "" "$missing"

win "$programs/exports.exe" "${names[@]}"
