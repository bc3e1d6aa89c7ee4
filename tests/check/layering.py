#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No #include goes upwards.  The include roots of meson say the same (walls.py checks them); this names the line."""
import pathlib
import re

import layers
import tree

# Windows' names and types stay at the edge.
WINDOWS = {"computenetwork.h", "hcn/types.h", "hcn/hresult.h"}
EDGE = {"lib/api", "lib/vmcompute", "wine", "examples", "include"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')

t = tree.opened()
headers = layers.headers_by_folder(t.files(".h"))


def is_near(name, header):
    """Beside the file that includes it, or in its own layer."""
    near = pathlib.PurePath(name).parent / header
    return (t.root / near).is_file() and layers.folder_of(str(near)) == layers.folder_of(name)


def check(name, line, quote, header):
    folder = layers.folder_of(name)
    if header in WINDOWS and folder not in EDGE:
        t.fault(name, line, f"{header} is for {', '.join(sorted(EDGE))} only")
    if quote == "<" or header in headers[folder] or is_near(name, header):
        return
    owners = [f for f, own in headers.items() if header in own]
    if not set(owners) & set(layers.MAY_SEE[folder]):
        t.fault(name, line, f'{folder} may not include "{header}" of {", ".join(owners) or "no layer"}')


for source in t.files(".c", ".h"):
    if layers.folder_of(source):
        for number, text in enumerate(t.text(source).splitlines(), 1):
            match = INCLUDE.match(text)
            if match:
                check(source, number, *match.groups())
t.finish()
