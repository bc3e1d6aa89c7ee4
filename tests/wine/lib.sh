# SPDX-License-Identifier: LGPL-2.1-or-later
# For the scripts of this folder: a prefix of one's own, facts that must hold.  Sourced; needs HCN_WINE, the command.
set -eu
programs=${PROGRAMS:?where the test programs are}

# Linked from the one that the first test makes.
mkdir -p "$HCN_WINE_HOME"
prefix=$(mktemp -d "$HCN_WINE_HOME/test.XXXXXX")
trap 'end_of_test' EXIT

end_of_test() {
	"$HCN_WINE" stop --prefix "$prefix" || :
	rm -rf "$prefix" "$prefix.made"
}

win() { "$HCN_WINE" run --prefix "$prefix" "$@"; }

fail() { echo "failed: $*" >&2; exit 1; }
step() { echo "== $*"; }


expect() { # expect WHAT WANTED GOT
	[ "$2" = "$3" ] || fail "$1: wanted '$2', got '$3'"
}
