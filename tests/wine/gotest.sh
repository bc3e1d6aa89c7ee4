#!/bin/bash
# SPDX-License-Identifier: LGPL-2.1-or-later
# gotest.sh GOCACHE: `go test -exec hcn-wine` passes and fails with the tests.
. "${0%/*}/lib.sh"
export GOOS=windows GOARCH=amd64 CGO_ENABLED=0 GO111MODULE=off GOFLAGS= GOPROXY=off GOCACHE=$1
cd "${0%/*}/gotest"

run() { go test -vet=off -p 2 -count=1 -exec "$HCN_WINE run --prefix $prefix" -v version_test.go; }
WANT='"Major":16' run | grep -q '^--- PASS: TestVersion' || fail "it did not pass"
status=0
WANT='"Major":17' run >"$prefix.made" 2>&1 || status=$?
expect "status of go test" 1 $status
grep -q '^--- FAIL: TestVersion' "$prefix.made" || fail "it did not say what failed"
HCN_HNS_VERSION=13.2 WANT='"Major":13,"Minor":2' run >/dev/null || fail "an older Windows"
