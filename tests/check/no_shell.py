#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The product starts no programs: no system(), no popen(), no exec of ip, nft or a shell."""
import re

import tree

CALL = re.compile(r"\b(system|popen|v?fork|posix_spawnp?|fexecve|exec(?:l|v)[pe]*(?:at)?)\s*\(")

t = tree.opened()
for name in t.files(".c", ".h", under=tree.PRODUCT):
    for number, line in enumerate(tree.without_comments(t.text(name)).splitlines(), 1):
        match = CALL.search(line)
        if match:
            t.fault(name, number, f"{match.group(1)}()")
t.finish()
