#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Product files stay below 600 lines and functions below 90: what is longer has two nouns."""
import tree

MAX_FILE = 600
MAX_FUNCTION = 90

# Longer ones, each with its reason.
EXCEPTIONS = {
    "include/computenetwork.h": "57 functions of Windows with their contracts; clients include this one file",
}

t = tree.opened()
for name in t.files(".c", ".h", under=tree.PRODUCT):
    if name in EXCEPTIONS:
        continue
    lines = t.text(name).splitlines()
    if len(lines) > MAX_FILE:
        t.fault(name, 1, f"{len(lines)} lines")
    start = 0
    for number, line in enumerate(lines, 1):
        # Kernel style: only a function's braces stand alone in the first column.
        if line == "{":
            start = number
        elif line == "}" and start:
            if number - start > MAX_FUNCTION:
                t.fault(name, start, f"a function of {number - start} lines")
            start = 0
t.finish()
