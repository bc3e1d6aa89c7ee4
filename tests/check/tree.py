# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every check has: the files of the tree, and the list of faults that is its result.

A check is called with the root of the tree.  Its faults go to stdout, one a line; the exit status is 1 when there are any.
"""
import pathlib
import subprocess
import sys

# Folders of what users get.
PRODUCT = ["lib", "schema", "backends", "cli", "wine", "include"]


class Tree:
    def __init__(self, root):
        self.root = pathlib.Path(root).resolve()
        self.faults = []

    def files(self, *suffixes, under=("",)):
        """Tracked files, sorted, relative to the root: those with one of the suffixes (all, when there are none)."""
        names = [n for n in self._names() if (self.root / n).is_file()]
        return [n for n in names
                if (not suffixes or n.endswith(suffixes)) and any(n.startswith(u + "/") or not u for u in under)]

    def text(self, name):
        return (self.root / name).read_text(encoding="utf-8", errors="replace")

    def fault(self, name, line, what):
        self.faults.append(f"{name}:{line}: {what}")

    def finish(self):
        print("\n".join(self.faults) if self.faults else "no faults")
        sys.exit(1 if self.faults else 0)

    def _names(self):
        if (self.root / ".git").exists():
            git = ["git", "-c", "safe.directory=*", "-C", str(self.root), "ls-files", "-z"]
            return sorted(filter(None, subprocess.check_output(git).decode().split("\0")))
        # An exported tree: everything but what builds make.
        names = (p.relative_to(self.root) for p in self.root.rglob("*"))
        return sorted(str(n) for n in names if not n.parts[0].startswith("build"))


def opened():
    """The tree of this call's first argument."""
    return Tree(sys.argv[1])


def without_comments(text):
    """C text with the inside of comments and strings blanked; every character keeps its place."""
    out, i, n = [], 0, len(text)
    while i < n:
        if text.startswith("/*", i):
            end = text.find("*/", i + 2)
            end = n if end < 0 else end + 2
        elif text.startswith("//", i):
            end = text.find("\n", i)
            end = n if end < 0 else end
        elif text[i] in "\"'":
            end = i + 1
            while end < n and text[end] not in (text[i], "\n"):
                end += 2 if text[end] == "\\" else 1
            end = min(end + 1, n)
        else:
            out.append(text[i])
            i += 1
            continue
        out.extend(c if c == "\n" else " " for c in text[i:end])
        i = end
    return "".join(out)
