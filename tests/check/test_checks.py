#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The checks find what they are for: each gets a tree with one fault, and the same tree without it."""
import pathlib
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
LGPL = "/* SPDX-License-Identifier: LGPL-2.1-or-later */\n"
SH = "# SPDX-License-Identifier: LGPL-2.1-or-later\n"
LONG = "\tx++;\n" * 91
TESTED = LGPL + "/* Tests: tests/unit/engine/test_"
ALL_WAYS = "bridged,routed,host,outside"
MATRIX = f"ACL\t4,6\t{ALL_WAYS}\tallowed\ta.sh\tit works\nACL\t4,6\t{ALL_WAYS}\trefused\t-\tbecause\n"

# The check, the file, what is wrong in it, what is right, and what the fault is called.
CASES = [
    ("spdx", "lib/base/a.c", "int x;\n", LGPL, "no SPDX-License-Identifier: LGPL-2.1-or-later"),
    ("spdx", "backends/linux/a.c", LGPL, LGPL.replace("LGPL-2.1", "GPL-2.0"), "GPL-2.0-or-later"),
    ("spdx", "run", "#!/bin/sh\n", "#!/bin/sh\n# SPDX-License-Identifier: LGPL-2.1-or-later\n", "run:1"),
    ("layering", "lib/base/a.c", '#include "rows.h"\n', '#include "own.h"\n', 'may not include "rows.h" of lib/rows'),
    ("layering", "lib/store/a.c", '#include "rows.h"\n', '#include "own.h"\n', "lib/store"),
    ("layering", "examples/a.c", '#include "own.h"\n', "#include <hcn.h>\n", "examples may not include"),
    ("layering", "lib/model/a.c", "#include <computenetwork.h>\n", "#include <hcn.h>\n", "computenetwork.h is for"),
    ("circles", "lib/engine/near.h", '#include "own.h"\n', "int x;\n", "a circle of includes: near, own"),
    ("no_shell", "cli/a.c", '\tsystem("ip link");\n', '\tputs("system(ip link)"); /* exec() */\n', "system()"),
    ("no_shell", "backends/linux/a.c", "\texecvp(argv[0], argv);\n", "\texecute(x);\n", "execvp()"),
    ("size", "lib/base/a.c", "int f(void)\n{\n" + LONG + "}\n", "int f(void)\n{\n}\n", "a function of 92 lines"),
    ("size", "lib/base/a.c", "\n" * 601, "\n" * 600, "601 lines"),
    ("docs", "doc/a.md", "[x](../missing.md)\n", "[x](../lib/base/own.h)\n", "no file ../missing.md"),
    ("docs", "doc/a.md", "# One thing\n[x](#another)\n", "# One thing\n[x](#one-thing)\n", "no heading #another"),
    ("docs", "doc/a.md", "./dev dance\n", "./dev walk\n", "./dev has no command dance"),
    ("names", "lib/base/a.c", "/* As gone.c does. */\n", "/* As own.h, base/own.h, <x.h> do. */\n", "a.c:1: no file gone.c"),
    ("names", "lib/base/a.c", "/*\n * See\n * lib/x/own.h.\n */\n", "/* See lib/base/own.h. */\n", "a.c:3: no file lib/x/own.h"),
    ("names", "lib/base/a.c", "// tests/gone has it\n", "// tests/e2e has it: https://x.org/lib/x\n", "no file or folder tests/gone"),
    ("names", "lib/base/a.h", "/* --- policy.c --- */\n", "/* policy.c has it */\n", "no file policy.c beside it"),
    ("names", "lib/base/a.c", "/* hcn_gone */\n", "/* hcn_there, hcn_th* */\nint hcn_there;\n", "no hcn_gone"),
    ("names", "lib/base/a.c", "/* HCN_GONE_* */\n", "/* HCN_THERE_* */\nint HCN_THERE_1;\n", "no HCN_GONE_"),
    ("names", "lib/base/a.c", "/* as gone() */\n", "/* as there() */\nint there(void);\n", "no gone()"),
    ("names", "lib/base/a.c", 'char s[] = "/*"; // gone.c\n', 'char s[] = "// gone.c";\n', "no file gone.c"),
    ("names", "a.sh", "true\n# of gone.sh\n", "true # of a.sh\necho gone.sh\n", "a.sh:2: no file gone.sh"),
    ("names", "a.py", '"""Of gone.py."""\n', 'x = "gone.py"  # of a.py\n', "no file gone.py"),
    ("names", "lib/base/a.c", "/* doc/f.md §1, §9\n */\n", "/* doc/f.md\n * §1, §1.2\n */\n", "no §9 in doc/f.md"),
    ("names", "lib/base/a.c", "/* f.md section 1.2 */\n", "/* f.md §1.2; RFC 1, section 2 */\n", "cite sections as FILE.md §1.2"),
    ("names", "doc/a.md", "\nSee `gone.c`.\n", "See `own.h`, not gone.c.\n```\n`gone.c`\n```\n", "a.md:2: no file gone.c"),
    ("names", "doc/a.md", "## 1. A\nSee f.md §1.2, §2.\n", "## 1. A\nSee f.md §1.2, and §1.\n", "no §2 in f.md"),
    ("names", "doc/a.md", "## 1. A\nSee §2.\n", "# A\nSee §2 of the RFC.\n", "a.md:2: no §2 here"),
    ("scripts", "a.sh", "if true; then\n", "true\n", "syntax error"),
    ("scripts", "a.py", "def f(:\n", "def f():\n    pass\n", "a.py:1"),
    ("matrix", "tests/e2e/matrix.tsv", MATRIX.replace("it works", "it flies"), MATRIX, 'a.sh has no checks "it flies"'),
    ("matrix", "tests/e2e/matrix.tsv", MATRIX.replace("a.sh", "b.sh"), MATRIX, "does not run b.sh"),
    ("matrix", "tests/e2e/matrix.tsv", MATRIX.replace("host,", "", 1), MATRIX, "nothing about ACL 4 host allowed"),
    ("matrix", "tests/e2e/matrix.tsv", MATRIX.replace("refused", "allowed"), MATRIX, "is not tested, and a test"),
    ("matrix", "tests/e2e/matrix.tsv", MATRIX.replace("ACL", "QOS"), MATRIX, "no feature is the policy ACL"),
    ("tests", "lib/engine/new.c", LGPL, LGPL + "/* Tests: tests/e2e/a.sh (it works) */\n", "no tests/unit/engine/test_new.c"),
    ("tests", "lib/engine/own.c", TESTED + "b.c */\n", TESTED + "own.c */\nint there(void)\n{\n}\n", "no file tests/unit/engine/test_b.c"),
    ("tests", "lib/engine/own.c", TESTED + "own.c */\n", TESTED + "own.c (a_fact) */\n", "names no function or table"),
    ("tests", "lib/engine/own.c", TESTED + "own.c (gone) */\n", "int x;\n", 'test_own.c has no "gone"'),
    ("tests", "backends/linux/a.c", "int x;\n", TESTED + "own.c\n *\n * More. */\nint there[] = { 0 };\n", "or tests/conform/linux/test_a.c"),
    ("format", "lib/base/a.c", "int  x;\n", "int x;\n", "clang-format -i lib/base/a.c"),
]


def run(check, root, *options):
    return subprocess.run([HERE / (check + ".py"), root, *options], capture_output=True, text=True, check=False)


def tree_with(root, name, text):
    """Makes a small tree that no check objects to, and one file more."""
    own = {"lib/base/own.h": LGPL, "lib/rows/rows.h": LGPL, "lib/store/own.h": LGPL,
           "lib/engine/own.c": LGPL + '#include "near.h"\n', "lib/engine/own.h": LGPL, "lib/engine/near.h": LGPL,
           "schema/policies.h": LGPL + "enum { HCN_POLICY_ACL };\n",
           "lib/model/policy/policy.c": LGPL + "/* [HCN_POLICY_ACL] = { HONOURED } */\n",
           "schema/policies.c": LGPL + '/* { "ACL", HCN_POLICY_ACL, } */\n',
           "tests/unit/engine/test_own.c": LGPL + "START_TEST(a_fact) there(); /* gone */\n",
           "tests/unit/model/policy/test_policy.c": LGPL, "tests/unit/schema/test_policies.c": LGPL,
           "doc/f.md": "## 1. One\n\n### 1.2 Two\n",
           "tests/e2e/a.sh": SH + 'is "it works" yes\n', "tests/e2e/meson.build": SH + "'a'\n",
           "dev": "#!/bin/bash\n# SPDX-License-Identifier: LGPL-2.1-or-later\ncmd_walk() { :; }\n",
           ".clang-format": (HERE / "../../.clang-format").read_text()}
    for path, content in {**own, name: text}.items():
        file = pathlib.Path(root, path)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)
        file.chmod(0o755)


failed = 0
for check, name, wrong, right, words in CASES:
    with tempfile.TemporaryDirectory() as bad, tempfile.TemporaryDirectory() as good:
        tree_with(bad, name, wrong), tree_with(good, name, right)
        if check == "matrix":
            run(check, bad, "--write"), run(check, good, "--write")
        found, clean = run(check, bad), run(check, good)
    if found.returncode == 77:
        print(f"{check}: skipped")
    elif found.returncode != 1 or words not in found.stdout or clean.returncode:
        print(f"{check}: {words!r} not found, or found without a cause:\n{found.stdout}{found.stderr}{clean.stdout}{clean.stderr}")
        failed += 1
sys.exit(failed > 0)
