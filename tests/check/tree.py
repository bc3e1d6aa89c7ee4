# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every check has: the files of the tree, and the list of faults that is its result.

A check is called with the root of the tree.  Its faults go to stdout, one a line; the exit status is 1 when there are any.
"""
import pathlib
import re
import subprocess
import sys

# Folders of what users get.
PRODUCT = ["lib", "schema", "backends", "cli", "wine", "include"]

C_COMMENT = re.compile(r"""(/\*.*?\*/|//[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
PYTHON_COMMENT = re.compile(r"""("{3}.*?"{3}|#[^\n]*)|"(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*'""", re.S)
SHELL_COMMENT = re.compile(r"(?<!\S)(#[^\n]*)")
COMMENT_MARK = re.compile(r"^[ \t]*(?:\*(?!/)|//|#)", re.M)
BACKTICKS = re.compile(r"^```.*?^```|`([^`\n]+)`", re.M | re.S)


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
    return C_COMMENT.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def parted(name, text):
    """The text without its comments, and the comments as (line, text): each that stands alone, and each run of lines with one.

    Documents have no comments; what they have in backticks is returned instead.
    """
    code, comments, at = [], [], 0
    for m in _language(name).finditer(text):
        if m.group(1) is None:
            continue
        gap = text[at:m.start(1)]
        comment = COMMENT_MARK.sub("", m.group(1))
        if code and gap.isspace() and gap.count("\n") == 1 and m.group(1).startswith(("//", "#")):
            comments[-1] = (comments[-1][0], comments[-1][1] + "\n" + comment)
        else:
            comments.append((1 + text.count("\n", 0, m.start(1)), comment))
        code.append(gap)
        at = m.end(1)
    code.append(text[at:])
    return "".join(code), comments


def _language(name):
    """Finds comments as group 1, and whatever else must not be taken for the beginning of one."""
    if name.endswith((".c", ".h", ".cc", ".go")):
        return C_COMMENT
    if name.endswith(".py"):
        return PYTHON_COMMENT
    return BACKTICKS if name.endswith(".md") else SHELL_COMMENT
