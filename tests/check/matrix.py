#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""tests/e2e/matrix.tsv, what is tested with real packets, is true and whole: each line names a check that its script has, once; each
feature has a line for every family, way and verdict, if only with the reason why it is not tested; each policy that packets meet is a
feature; doc/tested.md shows it.  `matrix.py ROOT --write` writes that page."""
import itertools
import re
import sys

import tree

TABLE, PAGE = "tests/e2e/matrix.tsv", "doc/tested.md"
FAMILIES, WAYS, VERDICTS = ["4", "6"], ["bridged", "routed", "host", "outside"], ["allowed", "refused"]
HEAD = """# What is tested with real packets

Made from [tests/e2e/matrix.tsv](../tests/e2e/matrix.tsv), which names the check behind every mark, by `tests/check/matrix.py . --write`.

`+` it lets pass, or does, what it should; `−` it refuses, or leaves alone, what it should; `·` not tested, for the reason in the last
column. Ways: *bridged*, another endpoint of the network; *routed*, one of another network; *host*; *outside*, another machine.

| what | IP | bridged | routed | host | outside | by | not tested |
|---|---|---|---|---|---|---|---|
"""

t = tree.opened()
cells, features = {}, []  # (feature, family, way, verdict) -> [(script, check)]


def has_check(script, check):
    return len(re.findall('"' + re.escape(check) + '[":]', t.text(script)))


def read(number, line):
    fields = line.split("\t")
    if len(fields) != 6:
        return t.fault(TABLE, number, f"{len(fields)} fields, not 6")
    feature, families, ways, verdict, script, check = fields
    for given, known in ((families, FAMILIES), (ways, WAYS), (verdict, VERDICTS)):
        for word in set(given.split(",")) - set(known):
            t.fault(TABLE, number, f"{word} is none of {', '.join(known)}")
    if script != "-":
        n = has_check("tests/e2e/" + script, check) if "tests/e2e/" + script in known_files else 0
        if n != 1:
            t.fault(TABLE, number, f'{script} has {n or "no"} checks "{check}"')
        if f"'{script.removesuffix('.sh')}'" not in meson:
            t.fault(TABLE, number, f"tests/e2e/meson.build does not run {script}")
    if feature not in features:
        features.append(feature)
    for cell in itertools.product([feature], families.split(","), ways.split(","), [verdict]):
        cells.setdefault(cell, []).append((script, check))


def check_whole():
    for cell in itertools.product(features, FAMILIES, WAYS, VERDICTS):
        scripts = [script for script, _ in cells.get(cell, [])]
        if not scripts:
            t.fault(TABLE, 1, f"nothing about {' '.join(cell)}")
        elif "-" in scripts and len(scripts) > 1:
            t.fault(TABLE, 1, f"a reason why {' '.join(cell)} is not tested, and a test")


def check_policies():
    honoured = re.findall(r"\[(HCN_POLICY_\w+)\] = \{ HONOURED", t.text("lib/model/policy/policy.c"))
    for policy, name in re.findall(r'\{ "(\w+)", +(HCN_POLICY_\w+),', t.text("schema/policies.c")):
        if name in honoured and not any(policy in re.findall(r"\w+", f) for f in features):
            t.fault(TABLE, 1, f"no feature is the policy {policy}")


def marks(feature, family, way):
    def tested(verdict):
        return any(script != "-" for script, _ in cells.get((feature, family, way, verdict), []))
    return " ".join(sign for verdict, sign in zip(VERDICTS, "+−") if tested(verdict)) or "·"


def page():
    lines = []
    for feature in features:
        own = [(script, check) for cell, found in cells.items() if cell[0] == feature for script, check in found]
        by = ", ".join(dict.fromkeys(script.removesuffix(".sh") for script, _ in own if script != "-"))
        why = "; ".join(dict.fromkeys(check for script, check in own if script == "-"))
        rows = [[marks(feature, family, way) for way in WAYS] for family in FAMILIES]
        same = rows[0] == rows[1]
        for family, row in zip(["4, 6"] if same else FAMILIES, rows):
            lines.append(f"| {feature} | {family} | {' | '.join(row)} | {by} | {why} |\n")
    return HEAD + "".join(lines)


known_files = set(t.files())
meson = t.text("tests/e2e/meson.build")
for number, line in enumerate(t.text(TABLE).splitlines(), 1):
    if not line.startswith("#"):
        read(number, line)
check_whole()
check_policies()
if sys.argv[2:] == ["--write"]:
    (t.root / PAGE).parent.mkdir(exist_ok=True)
    (t.root / PAGE).write_text(page())
elif t.text(PAGE) != page():
    t.fault(PAGE, 1, "not what the table says: run tests/check/matrix.py . --write")
t.finish()
