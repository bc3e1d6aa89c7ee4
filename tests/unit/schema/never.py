#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What doc/errors.md says is never returned, nothing returns.  Usage: never.py ROOT"""
import pathlib
import re
import sys

root = pathlib.Path(sys.argv[1])
never = {m.group(1) for m in re.finditer(r"^\| 0x\w+ \| (\w+) \|.*\| Never here: ", (root / "doc/errors.md").read_text(), re.M)}
status_of = {re.sub(r"^GCN_E_", "HCN_GCN_", re.sub(r"^HCN_E_", "HCN_", name)): name for name in never}
faults = 0
for folder in ("lib", "schema", "backends"):
    for path in sorted((root / folder).rglob("*.c")):
        if path.name == "status.c":
            continue
        for word in set(re.findall(r"\b(?:HCN|GCN)_\w+", path.read_text())) & (set(status_of) | never):
            faults += 1
            print(f"FAIL {path.relative_to(root)} returns {word}: say when in lib/base/status.c")
print(f"Checks: {len(never)}, Failures: {faults}, Errors: 0")
sys.exit(1 if faults or not never else 0)
