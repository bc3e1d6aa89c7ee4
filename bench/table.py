#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""table.py RESULTS: the ratios of HCN to the floor, and where HCN's time goes, as Markdown.

RESULTS is what run.sh collects: a line of JSON per run, floor and hcn in turn.
"""
import json
import sys
from statistics import median

PHASES = ["endpoint_create", "namespace_create", "attach", "setup", "detach", "namespace_delete", "endpoint_delete",
          "teardown"]
STATIONS = ["lock", "plan", "journal", "apply", "commit", "finish"]
READING = ["enumerate", "query", "read_all"]


def duration(us):
    return f"{us:.0f} µs" if us < 1000 else f"{us / 1000:.2f} ms"


def row(*cells):
    print("| " + " | ".join(cells) + " |")


def head(*cells):
    row(*cells)
    row(*["---"] * len(cells))


def value(run, phase, what="median_us"):
    return run["phases"].get(phase, {}).get(what)


def middle(runs, phase, what="median_us"):
    values = [value(run, phase, what) for run in runs]
    return median(values) if values and None not in values else None


def ratio_text(floors, ours, phase):
    """Each round's own ratio: both programs ran in the same minute."""
    if middle(floors, phase) is None:
        return "-"
    ratios = [value(o, phase) / value(f, phase) for f, o in zip(floors, ours)]
    return f"{median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})"


def print_ratios(groups):
    head("endpoints", "phase", "floor", "HCN", "HCN p95", "ratio (of the rounds)")
    for n, (floors, ours) in groups.items():
        for phase in PHASES:
            floor = middle(floors, phase)
            row(str(n), phase, duration(floor) if floor is not None else "no kernel work",
                duration(middle(ours, phase)), duration(middle(ours, phase, "p95_us")),
                ratio_text(floors, ours, phase))


def print_stations(groups):
    head("endpoints", "phase", *STATIONS)
    for n, (_, ours) in groups.items():
        for phase in ours[0]["stations"]:
            row(str(n), phase,
                *(duration(median(run["stations"][phase][s]["median_us"] for run in ours)) for s in STATIONS))


def print_reading(groups):
    head("endpoints", *READING)
    for n, (_, ours) in groups.items():
        row(str(n), *(duration(middle(ours, what)) for what in READING))


def read(path):
    """{n: (floor runs, hcn runs)}"""
    groups = {}
    with open(path, encoding="utf-8") as lines:
        for line in lines:
            run = json.loads(line)
            groups.setdefault(run["n"], ([], []))[run["program"] == "hcn"].append(run)
    return groups


def main():
    groups = read(sys.argv[1])
    for title, part in (("HCN and the floor", print_ratios), ("Where HCN's time goes", print_stations),
                        ("Reading", print_reading)):
        print(f"\n{title}, medians\n")
        part(groups)


main()
