#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# completion.sh SCRIPT HCN-WINE: what completes is what the help names
set -u
helpers=/usr/share/bash-completion/bash_completion
[ -r $helpers ] || { echo "skipped: no bash-completion"; exit 77; }
# shellcheck source=/dev/null
. $helpers
# shellcheck source=/dev/null
. "$1"

completes() { # completes EXPECTED WORD...
	local expected=$1
	shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMP_POINT=${#COMP_LINE} COMPREPLY=()
	COMP_POINT=${#COMP_LINE}
	_hcn_wine
	[ "${COMPREPLY[*]-}" = "$expected" ] || { echo "$COMP_LINE: wanted $expected, got ${COMPREPLY[*]-}"; exit 1; }
}

commands=$("$2" help | sed -n 's/^  \([a-z]*\)  .*/\1/p' | xargs)
options=$("$2" help | grep -o -e '^  --[a-z]*' | xargs)
completes "$commands" hcn-wine ''
completes "$options" hcn-wine run --
completes '--host' hcn-wine run --ho
