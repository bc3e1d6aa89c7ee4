#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# run.sh PROGRAM ARG...: a test program, in a prefix of its own
. "${0%/*}/lib.sh"
program=$1
shift
win "$programs/$program" "$@"
