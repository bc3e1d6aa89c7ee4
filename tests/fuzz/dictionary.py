#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A libFuzzer dictionary of the words in the tables: JSON keys, enum values, policy types, row names.

dictionary.py >FILE
"""
import pathlib
import re

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLES = ["schema/docs.h", "schema/policies.h", "schema/enums.c", "schema/policies.c", "lib/rows/rows.h", "lib/rows/rows.c"]

words = set()
for table in TABLES:
    words.update(re.findall(r'"(~?[A-Za-z][A-Za-z0-9_]*)"', (ROOT / table).read_text()))
for word in sorted(words):
    print(f'"\\"{word}\\""')
