#!/bin/sh
# SPDX-License-Identifier: LGPL-2.1-or-later
# with_state.sh CMD...: runs CMD on the simulator with an empty state directory of its own
HCN_STATE_DIR=$(mktemp -d) || exit 1
trap 'rm -rf "$HCN_STATE_DIR"' EXIT
export HCN_STATE_DIR HCN_BACKEND=sim
"$@"
