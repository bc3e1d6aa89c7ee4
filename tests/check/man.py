#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The help texts and the man page of hcnctl name the same commands and the same options.

man.py HCNCTL PAGE
"""
import pathlib
import re
import subprocess
import sys

hcnctl, page = sys.argv[1:]


def help_of(*words):
    return subprocess.check_output([hcnctl, "help", *words], text=True)


def options_of(text):
    return set(re.findall(r"^ +(?:-\w, )?--([a-z-]+)", text, re.M))


commands = set(re.findall(r"^  ([a-z]+)  +\w", help_of(), re.M))
options = options_of(help_of()).union(*(options_of(help_of(c)) for c in commands))
text = pathlib.Path(page).read_text()
synopsis = text[text.index(".Sh SYNOPSIS"):text.index(".Sh DESCRIPTION")]

faults = []
for what, there, in_page in [
        ("command ", commands, set(re.findall(r"^\.Cm ([a-z]+)", synopsis, re.M))),
        ("option --", options, set(re.findall(r"^\.(?:It )?Fl (?:\w , )?-([a-z][a-z-]*)", text, re.M)))]:
    if not there:
        faults.append(f"no {what.strip(' -')} found in the help texts")
    faults += [f"{what}{name} is not in {page}" for name in sorted(there - in_page)]
    faults += [f"{what}{name} is in {page} but does not exist" for name in sorted(in_page - there)]
print("\n".join(faults) or "no faults")
sys.exit(bool(faults))
