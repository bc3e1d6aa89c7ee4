#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The files of a folder read top-down: no noun (a source with its header) includes another that leads back to it.

A pair may be two halves of one noun.  Longer circles are listed here, each with its reason; lib/engine has none at all.
"""
import collections
import pathlib
import re

import layers
import tree

INCLUDE = re.compile(r'^\s*#\s*include\s*"([^"]+)"', re.M)
ALLOWED = {
    # A call holds what it has opened; who opens that takes the call.
    "backends/linux": {"call", "netns", "nftables/nftsock", "rtnetlink/nlreq"},
    # What store.c opens, the others ask to fail in its words.
    "lib/store": {"db", "internal", "queue", "store", "verify"},
    # One tracer in three files.
    "lib/trace": {"trace", "trace_world", "tracer"},
}
NO_PAIRS = {"lib/engine"}

t = tree.opened()
files = [f for f in t.files(".c", ".h") if layers.folder_of(f)]
known = set(files)
graphs = {folder: collections.defaultdict(set) for folder in layers.MAY_SEE}


def noun(folder, name):
    return str(pathlib.PurePath(name).relative_to(folder).with_suffix(""))


for name in files:
    folder = layers.folder_of(name)
    for header in INCLUDE.findall(t.text(name)):
        for candidate in (str(pathlib.PurePath(folder, header)), str(pathlib.PurePath(name).parent / header)):
            if candidate in known and noun(folder, candidate) != noun(folder, name):
                graphs[folder][noun(folder, name)].add(noun(folder, candidate))


def reachable(graph, start):
    seen, todo = set(), list(graph.get(start, ()))
    while todo:
        at = todo.pop()
        if at not in seen:
            seen.add(at)
            todo.extend(graph.get(at, ()))
    return seen


for folder, graph in graphs.items():
    after = {n: reachable(graph, n) for n in graph}
    circles = {frozenset(m for m in after[n] if n in after.get(m, ())) for n in graph if n in after[n]}
    for circle in sorted(map(sorted, circles)):
        if set(circle) != ALLOWED.get(folder) and (len(circle) > 2 or folder in NO_PAIRS):
            t.fault(folder, 0, "a circle of includes: " + ", ".join(circle))
t.finish()
