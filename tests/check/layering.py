#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""No #include goes upwards.  The include roots of meson say the same (walls.py checks them); this names the line.

The layers are those of doc/architecture.md.
"""
import pathlib
import re

import tree

# Each folder: the folders whose headers it may include in quotes.
BELOW_MODEL = ["lib/base", "schema"]
BELOW_STORE = BELOW_MODEL + ["lib/model", "lib/plan"]
MAY_SEE = {
    "lib/base": [],
    "schema": ["lib/base"],
    "lib/model": BELOW_MODEL,
    "lib/v1": BELOW_MODEL + ["lib/model"],
    "lib/plan": BELOW_MODEL + ["lib/model"],
    "lib/store": ["lib/base"],
    "backends": BELOW_STORE,
    "backends/sim": BELOW_STORE + ["backends"],
    "backends/linux": BELOW_STORE + ["backends"],
    "lib/engine": BELOW_STORE + ["lib/v1", "lib/store", "backends", "backends/sim"],
    "lib/rest": BELOW_STORE + ["lib/v1", "lib/store", "backends", "lib/engine"],
    "lib/api": BELOW_STORE + ["lib/store", "backends", "lib/engine", "lib/rest"],
    "lib/vmcompute": ["lib/api"],
    "wine": ["lib/base", "lib/api"],
    # Its commands about documents print and follow the tables of documents.
    "cli": BELOW_MODEL,
    # What users see is enough for these.
    "examples": [],
    "include": [],
}
# Windows' names and types stay at the edge.
WINDOWS = {"computenetwork.h", "hcn/types.h", "hcn/hresult.h"}
EDGE = {"lib/api", "lib/vmcompute", "wine", "examples", "include"}
INCLUDE = re.compile(r'^\s*#\s*include\s*(["<])([^">]+)[">]')

t = tree.opened()


def folder_of(name):
    """The longest layer that `name` is in; None outside the product."""
    matches = [f for f in MAY_SEE if name.startswith(f + "/")]
    return max(matches, key=len) if matches else None


headers = {}
for header in t.files(".h"):
    headers.setdefault(pathlib.PurePath(header).name, set()).add(folder_of(header))


def check(name, line, quote, header):
    folder = folder_of(name)
    if header in WINDOWS and folder not in EDGE:
        t.fault(name, line, f"{header} is for {', '.join(sorted(EDGE))} only")
    if quote == "<" or (t.root / folder / header).is_file():
        return
    owners = headers.get(header, set())
    if not owners & set(MAY_SEE[folder]):
        owner = ", ".join(sorted(filter(None, owners))) or "no layer"
        t.fault(name, line, f'{folder} may not include "{header}" of {owner}')


for source in t.files(".c", ".h"):
    if folder_of(source):
        for number, text in enumerate(t.text(source).splitlines(), 1):
            match = INCLUDE.match(text)
            if match:
                check(source, number, *match.groups())
t.finish()
