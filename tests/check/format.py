#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""clang-format would change nothing.  `clang-format -i FILE` cures it; tables are fenced by clang-format off and on."""
import re
import shutil
import subprocess
import sys

import tree

VERSION = "version 14."  # what Debian 12 has; another one formats differently

t = tree.opened()
if not shutil.which("clang-format"):
    sys.exit(77)
if VERSION not in subprocess.check_output(["clang-format", "--version"], text=True):
    sys.exit(77)
names = t.files(".c", ".h")
check = subprocess.run(["clang-format", "--dry-run", "-Werror", "--ferror-limit=1", *names], cwd=t.root,
                       stderr=subprocess.PIPE, text=True, check=False)
for name in dict.fromkeys(re.findall(r"^(\S+?):\d+:\d+: error:", check.stderr, re.M)):
    t.fault(name, 1, "clang-format -i " + name)
t.finish()
