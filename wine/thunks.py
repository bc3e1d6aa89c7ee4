#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The exports of a DLL for Wine, from the header that declares them: the header is the one description there is.

thunks.py spec|thunks|names HEADER

spec     winebuild's list: the Windows name, its arguments, and the symbol behind it (dll_NAME, so that it does not clash with
         the Linux library's)
thunks   C: a function for each, in the calling convention of Windows, that calls the Linux one
names    the names alone, sorted
"""
import pathlib
import re
import sys

PROTOTYPE = re.compile(r"^(HRESULT|void) WINAPI (\w+)\(([^;]*)\);", re.M)
ANNOTATION = re.compile(r"\b(_In_opt_|_In_|_Out_|_Outptr_opt_|_Outptr_)\s")
COMMENT = re.compile(r"/\*.*?\*/", re.S)

# A parameter's type and direction: the type winebuild knows, how it is shown in a trace.
HANDLES = r"HANDLE|HCN_(?:NETWORK|ENDPOINT|NAMESPACE|LOADBALANCER|SDNROUTE|GUESTNETWORKSERVICE|CALLBACK)"
KINDS = [
    (r"PCWSTR", "wstr", "TEXT"),
    (r"PWSTR \*", "ptr", "STRING"),
    (r"REFGUID", "ptr", "GUID"),
    (rf"(?:{HANDLES}) \*|PHCN_\w+", "ptr", "HANDLE_OUT"),
    (HANDLES, "ptr", "HANDLE"),
    (r"HCN_PORT_PROTOCOL|HCN_PORT_ACCESS|USHORT", "long", "NUMBER"),
    (r"ULONG \*", "ptr", "COUNT_OUT"),
    (r"HCN_PORT_RANGE_RESERVATION \*", "ptr", "RANGE_OUT"),
    (r"HCN_PORT_RANGE_ENTRY \*\*", "ptr", "POINTER_OUT"),
    (r"HCN_PORT_RANGE_ENTRY \*|void \*|HCN_NOTIFICATION_CALLBACK", "ptr", "POINTER"),
]


class Parameter:
    def __init__(self, text):
        match = re.fullmatch(r"(.*?)(\w+)", ANNOTATION.sub("", text).strip())
        self.type, self.name = match[1].strip(), match[2]
        for pattern, self.spec, self.kind in KINDS:
            if re.fullmatch(pattern, self.type):
                return
        sys.exit(f"thunks.py: no way to pass {text.strip()}")

    def declaration(self):
        return self.type + ("" if self.type.endswith("*") else " ") + self.name

    def value(self):
        """Of the member of struct wine_arg."""
        if self.kind == "NUMBER":
            return f".number = (uint32_t){self.name}"
        return f".pointer = (const void *){self.name}"


class Function:
    def __init__(self, result, name, parameters):
        self.result, self.name = result, name
        self.parameters = [Parameter(p) for p in parameters.split(",")]

    def spec(self):
        return f"@ stdcall {self.name}({' '.join(p.spec for p in self.parameters)}) dll_{self.name}"

    def target(self):
        """Callbacks are called on threads of Windows: callback.c."""
        first = self.parameters[0].type
        takes_callback = any(p.type == "HCN_NOTIFICATION_CALLBACK" for p in self.parameters)
        return ("wine_" if takes_callback or first == "HCN_CALLBACK" else "") + self.name

    def thunk(self):
        strings = [p for p in self.parameters if p.kind == "STRING"]
        passed = [f"{p.name} ? &{p.name}_ : NULL" if p.kind == "STRING" else p.name for p in self.parameters]
        lines = [f"WINE_ABI {self.result} dll_{self.name}({', '.join(p.declaration() for p in self.parameters)});",
                 f"WINE_ABI {self.result} dll_{self.name}({', '.join(p.declaration() for p in self.parameters)})", "{"]
        lines += [f"\tPWSTR {p.name}_ = NULL;" for p in strings]
        lines += ["\tconst struct wine_arg args[] = {"]
        lines += [f'\t\t{{ .name = "{p.name}", .kind = WINE_ARG_{p.kind}, {p.value()} }},' for p in self.parameters]
        lines += ["\t};", f'\tstruct wine_call call = WINE_CALL("{self.name}", args);']
        lines += ["\tHRESULT hr = 0;"] if self.result == "HRESULT" else []
        lines += ["", "\twine_call_begin(&call);"]
        call = f"{self.target()}({', '.join(passed)})"
        lines += [f"\thr = {call};"] if self.result == "HRESULT" else [f"\t{call};"]
        lines += [f"\twine_hand_over(&hr, {p.name}_, {p.name});" for p in strings]
        lines += ["\twine_call_end(&call, hr);", "\treturn hr;"] if self.result == "HRESULT" else \
                 ["\twine_call_end(&call, 0);"]
        return "\n".join(lines + ["}", ""])


def main(what, header):
    text = COMMENT.sub("", pathlib.Path(header).read_text(encoding="utf-8"))
    functions = sorted((Function(*m) for m in PROTOTYPE.findall(text)), key=lambda f: f.name)
    functions = [f for f in functions if not f.name.startswith("CoTaskMem")]
    head = f"made by wine/thunks.py from {pathlib.Path(header).name}"
    if what == "spec":
        print(f"# {head}")
        print("\n".join(f.spec() for f in functions))
    elif what == "names":
        print("\n".join(f.name for f in functions))
    else:
        print(f'/* {head} */\n#include <{pathlib.Path(header).name}>\n\n#include "call.h"\n#include "callback.h"\n')
        print("\n".join(f.thunk() for f in functions))


if len(sys.argv) != 3 or sys.argv[1] not in ("spec", "thunks", "names"):
    sys.exit(__doc__)
main(*sys.argv[1:])
