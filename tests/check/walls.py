#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The include roots are walls: a file in a folder cannot be compiled when it includes a header of a higher layer.

walls.py BUILD

Compiles one line with the options that meson gives a file of the folder (compile_commands.json): first with a header
that must be found, so that the second result means something, then with each that must not.
"""
import json
import pathlib
import shlex
import subprocess
import sys

# A file of the folder, a header it sees, headers of higher layers.
WALLS = [
    ("lib/base/buf.c", "buf.h", ["schema.h", "docs.h", "workset.h", "store.h", "engine.h"]),
    ("schema/decode.c", "buf.h", ["workset.h", "rows.h", "store.h", "backend.h", "engine.h"]),
    ("lib/model/network.c", "docs.h", ["rows.h", "store.h", "backend.h", "engine.h"]),
    ("lib/plan/rows.c", "workset.h", ["store.h", "backend.h", "engine.h"]),
    ("lib/store/store.c", "buf.h", ["schema.h", "workset.h", "rows.h", "backend.h", "engine.h"]),
    ("backends/sim/sim.c", "backend.h", ["store.h", "linux.h", "engine.h"]),
    ("backends/linux/linux.c", "backend.h", ["store.h", "sim.h", "engine.h"]),
    ("lib/engine/request.c", "store.h", ["linux.h", "handle.h"]),
    ("wine/callback.c", "callback_threads.h", ["engine.h", "workset.h", "store.h"]),
    ("examples/nat-network.c", "hcn.h", ["buf.h", "schema.h", "workset.h", "engine.h", "handle.h"]),
]

build = pathlib.Path(sys.argv[1])
commands = {}
for entry in json.loads((build / "compile_commands.json").read_text()):
    source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
    commands.setdefault(str(source), entry)


def options_of(entry):
    """Compiler and options without the file itself, its object and its dependency file."""
    words, kept = shlex.split(entry["command"]), []
    skip = False
    for word in words:
        if skip or word in ("-c", "-MD", entry["file"]):
            skip = False
        elif word in ("-o", "-MQ", "-MF"):
            skip = True
        else:
            kept.append(word)
    return kept


def compiles(entry, header):
    line = f'#include "{header}"\n'
    return subprocess.run(options_of(entry) + ["-fsyntax-only", "-x", "c", "-"], cwd=entry["directory"],
                          input=line.encode(), stderr=subprocess.DEVNULL, check=False).returncode == 0


failed = False
root = pathlib.Path(__file__).resolve().parents[2]
for name, visible, hidden in WALLS:
    command = commands.get(str(root / name))
    if not command and name.startswith("wine/"):
        continue  # not built everywhere
    if not command or not compiles(command, visible):
        print(f'{name}: "{visible}" must be found')
        failed = True
        continue
    for header in hidden:
        if compiles(command, header):
            print(f'{name}: "{header}" must not be found')
            failed = True
sys.exit(failed)
