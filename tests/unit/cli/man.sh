#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# Manual pages render without warnings, and hcnctl(1) knows every command and option.  Usage: man.sh HCNCTL PAGE...
hcnctl=$1
shift
command -v man >/dev/null || exit 77
export LC_ALL=C.UTF-8 MANWIDTH=100
status=0
for page; do
	warnings=$(man --warnings -l "$page" 2>&1 >/dev/null)
	if [ -n "$warnings" ]; then
		echo "FAIL $page: $warnings"
		status=1
	fi
done

text=$(man -l "$1" | col -bx)
for word in $("$hcnctl" help | sed -n 's/^  \([a-z]*\)  .*/\1/p') \
	$({ "$hcnctl" create --help; "$hcnctl" watch --help; } | grep -o -e '^  --[a-z-]*' -e ', --[a-z-]*' | tr -d ' ,' | sort -u); do
	case $text in
	*"$word"*) ;;
	*)
		echo "FAIL $1 does not say $word"
		status=1
		;;
	esac
done
exit $status
