#!/usr/bin/env python3
"""Habits that a machine can hold us to: unsafe calls, unfinished words, size
of files, documentation of what is public."""
import os
import pathlib
import re
import sys

TOP = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
SRC = TOP / "fcgi-app"
LINES_MAX = 800

UNSAFE = {
    "strcpy": "memcpy with a length, or fp_arena_strdup",
    "strcat": "struct fp_buf",
    "sprintf": "snprintf or fp_buf_printf",
    "vsprintf": "vsnprintf",
    "gets": "fgets",
    "strtok": "strcspn",
    "atoi": "fp_text_int64",
    "atof": "fp_text_double",
    "scanf": "fp_text_*",
    "sscanf": "fp_text_*",
    "alloca": "the arena",
    "tmpnam": "mkstemp",
    "gmtime": "gmtime_r",
    "localtime": "gmtime_r",
    "rand": "planning/math/rng.h",
}
# Assembled so that this file does not contain the words itself.
UNFINISHED = re.compile("|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX",
                                  "not " + "implemented"]), re.I)
# A body that stands no further right than what it belongs to: the line after it
# may be meant to belong too, and the compiler warns only of some shapes.
BODY = re.compile(r"^( *)(?:\} else )?(?:(?:if|for|while) \(.*\)|else)\n"
                  r"( *)(?=[^ \n{#])", re.M)
COMMENTS = re.compile(r"/\*.*?\*/|//[^\n]*", re.S)
STRINGS = re.compile(r'"(?:\\.|[^"\\\n])*"')


def code_only(text):
    keep_lines = lambda match: "\n" * match.group(0).count("\n") + " "
    return STRINGS.sub('""', COMMENTS.sub(keep_lines, text))


def main():
    faults = []
    files = sorted(SRC.rglob("*.[ch]"))
    for path in files:
        name = path.relative_to(TOP)
        text = path.read_text()
        lines = text.count("\n")
        if lines > LINES_MAX:
            faults.append(f"{name}: {lines} lines, split it")
        for found in UNFINISHED.finditer(text):
            faults.append(f"{name}: says '{found.group(0)}'")
        if not text.lstrip().startswith("/*"):
            faults.append(f"{name}: starts without saying what it is for")
        for found in BODY.finditer(code_only(text)):
            if len(found[2]) <= len(found[1]):
                number = code_only(text).count("\n", 0, found.end()) + 1
                faults.append(f"{name}:{number}: indent it, or brace it")
        for number, line in enumerate(code_only(text).split("\n"), 1):
            for call in re.findall(r"\b(\w+)\s*\(", line):
                if call in UNSAFE:
                    faults.append(f"{name}:{number}: {call}: use "
                                  f"{UNSAFE[call]}")
            if "typedef struct" in line:
                faults.append(f"{name}:{number}: no typedef for structs")
    for fault in faults:
        print(fault)
    print(f"{len(files)} files, {len(faults)} faults")
    return 1 if faults or not files else 0


if __name__ == "__main__":
    sys.exit(main())
