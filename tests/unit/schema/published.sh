#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# A committed file is what is made now.  Usage: published.sh COMMITTED MADE
diff -u "$1" "$2" && exit
echo "$1 is not what the tables say; to bring it up to date: ninja -C BUILD update-published" >&2
exit 1
