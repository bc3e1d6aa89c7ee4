#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The include roots are walls: a file in a folder cannot be compiled when it includes a header of a higher layer.

walls.py BUILD

For each folder of layers.py, the options that meson gives its files (compile_commands.json), and each header of each
other folder: the compiler finds those of lower layers, and no others.
"""
import json
import pathlib
import shlex
import subprocess
import sys

import layers
import tree

build = pathlib.Path(sys.argv[1])
t = tree.Tree(pathlib.Path(__file__).resolve().parents[2])
headers = layers.headers_by_folder(t.files(".h"))

entries = {}
for entry in json.loads((build / "compile_commands.json").read_text()):
    source = (pathlib.Path(entry["directory"]) / entry["file"]).resolve()
    if source.is_relative_to(t.root) and source.suffix == ".c":
        entries.setdefault(layers.folder_of(str(source.relative_to(t.root))), entry)


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


def found_by(command, names, folder):
    """Those of the headers that the compiler finds, by one run of its preprocessor."""
    text = "".join(f'#if __has_include("{name}")\nfound {name}\n#endif\n' for name in names)
    done = subprocess.run(command + ["-E", "-P", "-x", "c", "-"], cwd=folder, input=text.encode(), stdout=subprocess.PIPE,
                          check=True)
    return {line.split()[1] for line in done.stdout.decode().splitlines() if line.startswith("found ")}


# A name that two layers have, or the system (<error.h>), proves nothing.
everywhere = found_by(["cc"], set().union(*headers.values()), "/")
unique = {folder: {h for h in own - everywhere if sum(h in other for other in headers.values()) == 1}
          for folder, own in headers.items()}

# Headers alone, or not built everywhere.
WITHOUT_SOURCES = {"include", "backends"}
OPTIONAL = {"wine"}
for folder, below in layers.MAY_SEE.items():
    entry = entries.get(folder)
    if not entry:
        if folder not in WITHOUT_SOURCES | OPTIONAL:
            t.fault(folder, 0, "no file of it is compiled")
        continue
    for other, names in unique.items():
        found = found_by(options_of(entry), names, entry["directory"]) if other != folder and other != "include" else set()
        for name in names - found if other in below else found:
            t.fault(folder, 0, f'"{name}" of {other} {"is not found" if other in below else "must not be found"}')
t.finish()
