#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""summary.py BUILD...: one line `N passed, M failed, K skipped` over the last `meson test` of each build folder.

Programs made with libcheck count by their own tests ("Checks: 12, Failures: 1"), every other as one.
"""
import json
import pathlib
import re
import sys

passed = failed = skipped = 0
for build in sys.argv[1:]:
    log = pathlib.Path(build, "meson-logs", "testlog.json")
    if not log.exists():
        continue
    for line in log.read_text().splitlines():
        test = json.loads(line)
        checks = [tuple(map(int, m)) for m in
                  re.findall(r"Checks: (\d+), Failures: (\d+), Errors: (\d+)", test.get("stdout") or "")]
        if test["result"] == "SKIP":
            skipped += 1
        elif checks:
            bad = sum(f + e for _, f, e in checks)
            passed += sum(n for n, _, _ in checks) - bad
            failed += bad or (test["result"] not in ("OK", "EXPECTEDFAIL"))
        elif test["result"] in ("OK", "EXPECTEDFAIL"):
            passed += 1
        else:
            failed += 1

print(f"{passed} passed, {failed} failed" + (f", {skipped} skipped" if skipped else ""))
sys.exit(failed != 0)
