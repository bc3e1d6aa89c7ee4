#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# The completion script in a real bash: it parses, and quotes what has spaces.  Usage: completion.sh SCRIPT HCNCTL
set -u
script=$1 hcnctl=$2
export HCN_BACKEND=sim HCN_STATE_DIR
HCN_STATE_DIR=$(mktemp -d)
trap 'rm -r "$HCN_STATE_DIR"' EXIT
n_failures=0

bash -n "$script" || exit 1
helpers=/usr/share/bash-completion/bash_completion
[ -r $helpers ] || exit 77
# shellcheck source=/dev/null
. $helpers
# shellcheck source=/dev/null
. "$script"

# completes EXPECTED WORD...: the candidates of the last word, separated by |; : is a word of its own, as bash splits words
completes() {
	local expected=$1 got
	shift
	COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)) COMP_LINE="$*" COMPREPLY=()
	COMP_LINE=${COMP_LINE// : /:} COMP_POINT=${#COMP_LINE}
	_hcnctl
	got=$(IFS='|' && echo "${COMPREPLY[*]-}")
	[ "$got" = "$expected" ] && return
	n_failures=$((n_failures + 1))
	printf 'FAIL %s\n     expected: %s\n     got:      %s\n' "$COMP_LINE" "$expected" "$got"
}

"$hcnctl" create network --name 'blue sky' --subnet 10.1.0.0/24 >/dev/null || exit 1
"$hcnctl" create endpoint --name a:b --network 'blue sky' >/dev/null || exit 1
completes 'explain|error' "$hcnctl" e
completes 'blue\ sky' "$hcnctl" show network b
completes 'blue\ sky' "$hcnctl" show network 'blue\ s'
completes '--network' "$hcnctl" create endpoint --netw
completes 'b' "$hcnctl" show endpoint a : b
completes '' "$hcnctl" create network -f ''
[ "$n_failures" = 0 ]
