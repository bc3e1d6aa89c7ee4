#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Comments, and the words in backticks in documents, name what exists: files, folders, sections, functions and constants.

A file is known by its name or by any end of its path.  A function or constant is known when code has the word anywhere.
"""
import functools
import re

import tree

CODE = (".c", ".h", ".cc", ".go", ".py", ".sh", ".bash", ".map", "meson.build", "meson_options.txt")
TOP = r"(?:backends|bench|cli|doc|examples|include|lib|schema|tests|wine)/"

URL = re.compile(r"\w+://\S+")
FILE = re.compile(r"(?<![\w./<*-])((?:[\w-]+/)*[\w-]+\.(?:c|h|sh|py|md))(?![\w*/-])")
PATH = re.compile(rf"(?<![\w./<*-])({TOP}[\w./-]*\w)/?(?![\w/*-])")
# A part of a header, or a declaration, whose code is in a file beside it: "--- verbs.c ---", "flows.c: ends ..."
BESIDE = re.compile(r"\A/\* (?:--- )?([\w-]+\.c(?:, [\w-]+\.c)*)(?=:| -)")
CITATION = re.compile(r"((?:[\w-]+/)*[\w-]+\.md)((?:,?\s+(?:to\s+)?§[\d.]*\d)+)")
OTHER_CITATION = re.compile(r"\.md:?\s+(?:sections?\s+)?\d+(?:\.\d+)*\b")
SECTION = re.compile(r"§([\d.]*\d)")
OUR_WORD = re.compile(r"(?<![\w#])((?:hcn|HCN)_\w*)(\*?)(?!\w|\.(?:c|h|go|py|sh)\b)")
CALL = re.compile(r"(?<![\w.:>#-])([A-Za-z_]\w+)\(\)")
SYSTEM_HEADER = re.compile(r"#\s*include\s*<([^>]+)>")

FOREIGN_FILES = {
    "src/include/datatype.h": "of nftables",
    "include/linux/jhash.h": "of Linux",
    "lookup3.c": "Bob Jenkins'",
}
# The kernel's own functions.
FOREIGN_CALLS = {"dev_valid_name", "fib_disable_ip", "nft_pipapo_remove"}
# Its subject is the code of others.
ABOUT_OTHERS = "doc/facts/"

t = tree.opened()
files = t.files()
known_files, known_paths, words, headers = set(), set(), set(), set()
comments = {}
for name in files:
    parts = name.split("/")
    known_files.update("/".join(parts[i:]) for i in range(len(parts)))
    known_paths.update("/".join(parts[:i]) for i in range(1, len(parts) + 1))
    if name.endswith(CODE) or name == "dev":
        code, comments[name] = tree.parted(name, t.text(name))
        words.update(re.findall(r"\w+", code))
        headers.update(SYSTEM_HEADER.findall(code))
    elif name.endswith(".md"):
        comments[name] = tree.parted(name, t.text(name))[1]
known_files.update(FOREIGN_FILES)
words.update(FOREIGN_CALLS)
beginnings = {w[:i] for w in words if w[:4] in ("hcn_", "HCN_") for i in range(4, len(w))}


@functools.cache
def sections_of(document):
    """The numbers of its headings."""
    name = next(f for f in files if ("/" + f).endswith("/" + document))
    return set(re.findall(r"^#+ (\d+(?:\.\d+)*)\b", t.text(name), re.M))


def faults_of_citations(text):
    for m in CITATION.finditer(text):
        for number in SECTION.findall(m.group(2)) if m.group(1) in known_files else []:
            if number not in sections_of(m.group(1)):
                yield m, f"no §{number} in {m.group(1)}"
    for m in OTHER_CITATION.finditer(text):
        yield m, "cite sections as FILE.md §1.2"


def faults_of_own_sections(document, text):
    """§ without a file, in a document whose headings have numbers."""
    others = CITATION.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)
    for m in SECTION.finditer(others) if sections_of(document) else []:
        if m.group(1) not in sections_of(document):
            yield m, f"no §{m.group(1)} here"


def faults_of_names(name, text):
    for m in FILE.finditer(text):
        if m.group(1) not in known_files and m.group(1) not in headers:
            yield m, f"no file {m.group(1)}"
    for m in PATH.finditer(text):
        if m.group(1) not in known_paths and not FILE.fullmatch(m.group(1)):
            yield m, f"no file or folder {m.group(1)}"
    for m in BESIDE.finditer(text) if name.endswith(".h") else []:
        for file in m.group(1).split(", "):
            if file in known_files and not (t.root / name).with_name(file).is_file():
                yield m, f"no file {file} beside it"
    for m in OUR_WORD.finditer(text):
        word, open_end = m.group(1), m.group(2) or m.group(1).endswith("_")
        if word not in words and not (open_end and word in beginnings):
            yield m, f"no {word}"
    for m in CALL.finditer(text) if not name.startswith(ABOUT_OTHERS) else []:
        if m.group(1) not in words and not OUR_WORD.match(m.group(1)):
            yield m, f"no {m.group(1)}()"


def report(name, line, text, faults):
    for match, what in faults:
        t.fault(name, line + text.count("\n", 0, match.start()), what)


for name, found in comments.items():
    for line, text in found:
        text = URL.sub("", text)
        report(name, line, text, faults_of_names(name, text))
        if not name.endswith(".md"):
            report(name, line, text, faults_of_citations(text))
    if name.endswith(".md"):
        text = t.text(name)
        report(name, 1, text, faults_of_citations(text))
        report(name, 1, text, faults_of_own_sections(name, text))
t.finish()
