#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# exports.sh LIBRARY LIST: the library exports the names of the list, all and no others.
set -eu
nm -D --defined-only "$1" |
	awk '$2 != "A" { sub(/@.*/, "", $3); print $3 }' | # "A" is the name of the version
	LC_ALL=C sort | diff "$2" -
