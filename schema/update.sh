#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Puts made files where they are committed.  Usage: update.sh [MADE COMMITTED]...
set -eu
while [ $# -gt 1 ]; do
	cmp -s "$1" "$2" || cp "$1" "$2"
	shift 2
done
