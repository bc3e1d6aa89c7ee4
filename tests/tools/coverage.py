#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""coverage.py REPORT LEAST FOLDER...: fails when gcovr's text REPORT shows less than LEAST % of lines in the FOLDERs."""
import re
import sys

report, least, folders = sys.argv[1], float(sys.argv[2]), tuple(sys.argv[3:])
total = covered = 0
name = ""
for line in open(report):
    m = re.match(r"(\S*)\s+(\d+)\s+(\d+)\s+\d+%", line)
    if not m:
        name = line.strip() if "/" in line else ""  # a long name stands on a line of its own
        continue
    if (m.group(1) or name).startswith(folders):
        total += int(m.group(2))
        covered += int(m.group(3))
    name = ""
percent = 100 * covered / total if total else 0
print(f"{covered} of {total} lines of {' '.join(folders)}: {percent:.1f} % (at least {least:.0f} % wanted)")
sys.exit(percent < least)
