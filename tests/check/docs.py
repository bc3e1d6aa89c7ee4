#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Documents point at what exists: relative links and their headings, ./dev commands, folders and files named in the text."""
import pathlib
import re

import tree

LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
DEV_COMMAND = re.compile(r"\./dev ([a-z]+)")

t = tree.opened()
known = set(t.files())
dev = set(re.findall(r"^cmd_([a-z]+)\(\)", t.text("dev"), re.M)) if "dev" in known else set()


def anchors(text):
    """Headings as GitHub names them."""
    return {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in re.findall(r"^#+ (.*)$", text, re.M)}


def check_link(name, line, link):
    if re.match(r"[a-z]+:", link):
        return
    path, _, heading = link.partition("#")
    target = (t.root / pathlib.PurePath(name).parent / path).resolve() if path else t.root / name
    if not target.exists():
        t.fault(name, line, f"no file {path}")
    elif heading and heading not in anchors(target.read_text()):
        t.fault(name, line, f"no heading #{heading} in {path or name}")


for document in t.files(".md"):
    for number, text in enumerate(t.text(document).splitlines(), 1):
        for found in LINK.findall(text):
            check_link(document, number, found)
        for command in DEV_COMMAND.findall(text):
            if command not in dev:
                t.fault(document, number, f"./dev has no command {command}")
t.finish()
