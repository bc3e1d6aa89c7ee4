#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tests of a source are found from its name, or its head says where they are.

lib/<folder>/<x>.c has tests/unit/<folder>/test_<x>.c; elsewhere <folder> is the whole path; backends/linux may have its tests in
tests/conform/linux instead.  Otherwise the head says "Tests: FILE, FILE (FACT)": a FILE names a function or
a table of the source outside its comments, or it has the FACT, which is what fails when the source does not work.
"""
import functools
import re

import tree

LINE = re.compile(r"^[ \t/*]*Tests: (.*?)(?:\n[ \t]*\n|\Z)", re.M | re.S)
ITEM = re.compile(r"(\S+?)(?:\s+\(([^)]*)\))?(?:,\s+|\s*\Z)")
DEFINED = re.compile(r"^(?!static\b|extern\b)[A-Za-z][\w \t*]*?[ *](\w+)(?:\([^;{}]*\)\s*\{|(?:\[[^\]]*\])*\s*=)", re.M)


def mirrors(source):
    """Where the tests of a source are when its name says so."""
    path = "/test_".join(source.removeprefix("lib/").rsplit("/", 1))
    kernel = ["tests/conform/" + path.removeprefix("backends/")] if path.startswith("backends/linux/") else []
    return ["tests/unit/" + path] + kernel


@functools.cache
def code_of(name):
    return tree.parted(name, t.text(name))[0]


def names(test, words):
    return any(re.search(rf"(?<!\w){re.escape(word)}(?!\w)", code_of(test)) for word in words)


def check(source):
    head = tree.parted(source, t.text(source))[1][:2]
    found = [(at, m.group(1)) for at, comment in head for m in LINE.finditer(comment.rstrip("*/ \n"))]
    if not found and not tests.intersection(mirrors(source)):
        t.fault(source, 1, f'no {" or ".join(mirrors(source))}, and no line "Tests: FILE" in the head')
    defined = set(DEFINED.findall(tree.without_comments(t.text(source)))) - {"main"}
    for at, line in found:
        for test, fact in ITEM.findall(" ".join(line.split())):
            if test not in tests:
                t.fault(source, at, f"Tests: no file {test} in tests/")
            elif fact and not names(test, [fact]):
                t.fault(source, at, f'Tests: {test} has no "{fact}"')
            elif not fact and not names(test, defined):
                t.fault(source, at, f"Tests: {test} names no function or table of this source; say {test} (FACT)")


t = tree.opened()
tests = set(t.files(under=["tests"]))
for name in t.files(".c", under=["lib", "schema", "backends", "cli"]):
    check(name)
t.finish()
