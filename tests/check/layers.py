# SPDX-License-Identifier: LGPL-2.1-or-later
"""Which folder may include whose headers: the layers of doc/architecture.md, for layering.py and walls.py."""
import pathlib

BASE = ["lib/base"]
SCHEMA = BASE + ["schema"]
MODEL = SCHEMA + ["lib/rows/facts", "lib/model"]
ROWS = SCHEMA + ["lib/rows/facts", "lib/rows"]
PLAN = MODEL + ["lib/rows", "lib/plan"]
ENGINE = PLAN + ["lib/v1", "lib/trace", "lib/store", "backends", "backends/sim", "lib/engine"]

# Each folder, and those below it.  A folder always sees its own headers.
MAY_SEE = {
    "lib/base": [],
    "schema": BASE,
    "lib/rows/facts": BASE,
    "lib/rows": SCHEMA + ["lib/rows/facts"],
    "lib/model": SCHEMA + ["lib/rows/facts"],
    "lib/v1": MODEL,
    "lib/plan": MODEL + ["lib/rows"],
    "lib/trace": PLAN,
    "lib/store": BASE,
    "backends": ROWS,
    "backends/sim": ROWS + ["backends"],
    "backends/linux": ROWS + ["backends"],
    "lib/engine": [f for f in ENGINE if f != "lib/engine"],
    "lib/rest": ENGINE,
    "lib/api": ENGINE + ["lib/rest"],
    "lib/vmcompute": ["lib/api"],
    "wine": ["lib/base", "lib/api"],
    # Its commands about documents print and follow the tables of documents.
    "cli": SCHEMA,
    # What users see is enough for these.
    "examples": [],
    "include": [],
}


def folder_of(name):
    """The longest layer that `name` is in; None outside the product."""
    matches = [f for f in MAY_SEE if name.startswith(f + "/")]
    return max(matches, key=len) if matches else None


def headers_by_folder(names):
    """The headers of each layer by the path that others include them by, from the layer's root."""
    result = {folder: set() for folder in MAY_SEE}
    for name in names:
        folder = folder_of(name)
        if folder:
            result[folder].add(str(pathlib.PurePath(name).relative_to(folder)))
    return result
