#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every source, script and build file says its licence in its first lines: GPL for the Linux backend, LGPL for the rest."""
import tree

GPL = ["backends/linux/", "tests/conform/linux/", "tests/unit/backends/linux/"]
SUFFIXES = (".c", ".h", ".cc", ".py", ".sh", ".bash", ".map", ".1", ".7", "meson.build", "meson_options.txt")

t = tree.opened()
for name in t.files():
    head = t.text(name).splitlines()[:3]
    if not name.endswith(SUFFIXES) and not (head and head[0].startswith("#!")):
        continue
    wanted = "GPL-2.0-or-later" if name.startswith(tuple(GPL)) else "LGPL-2.1-or-later"
    if not any(f"SPDX-License-Identifier: {wanted}" in line for line in head):
        t.fault(name, 1, f"no SPDX-License-Identifier: {wanted}")
t.finish()
