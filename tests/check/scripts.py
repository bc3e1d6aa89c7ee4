#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every script can be read by its interpreter, and is executable when it names one."""
import os
import subprocess

import tree

t = tree.opened()
for name in t.files():
    path = t.root / name
    with open(path, "rb") as f:
        first = f.readline(80).decode("utf-8", "replace")
    if name.endswith(".py"):
        try:
            compile(path.read_bytes(), name, "exec")
        except SyntaxError as e:
            t.fault(name, e.lineno, e.msg)
    elif name.endswith((".sh", ".bash")) or (first.startswith("#!") and first.rstrip().endswith("sh")):
        shell = "sh" if first.rstrip().endswith("/sh") else "bash"
        read = subprocess.run([shell, "-n", path], capture_output=True, text=True, check=False)
        if read.returncode:
            t.fault(name, 1, read.stderr.strip())
    if first.startswith("#!") and not os.access(path, os.X_OK):
        t.fault(name, 1, "has an interpreter but is not executable")
t.finish()
