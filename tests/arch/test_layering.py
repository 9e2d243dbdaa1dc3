#!/usr/bin/env python3
"""Who includes what: arrows point down only, each library has one door."""
import os
import pathlib
import re
import sys

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", ".")) / "fcgi-app"

# A room may include itself and the rooms named here.
ARROWS = {
    "base": set(),
    "planning": {"base"},
    "records": {"base"},
    "codec": {"planning", "records", "base"},
    "http": {"base"},
    "telemetry": {"base"},
    "storage": {"records", "base"},
    "cache": {"base"},
    "auth": {"base"},
    "mail": {"base"},
    "market": {"codec", "base"},
    "jobs": {"planning", "codec", "records", "storage", "auth", "telemetry",
             "base"},
    "handlers": {"jobs", "http", "planning", "codec", "records", "storage",
                 "cache", "auth", "mail", "telemetry", "base"},
    "transport": {"http", "telemetry", "base"},
    "app": {"transport", "handlers", "jobs", "http", "planning", "codec",
            "storage", "cache", "auth", "mail", "telemetry", "base"},
    "cli": {"planning", "codec", "storage", "market", "auth", "telemetry",
            "base"},
    "main": {"app", "base"},
}

# A third-party header is included from one room only.
DOORS = {
    r"fcgi(app|_stdio|_config)\.h": {"transport"},
    r"libpq-fe\.h": {"storage"},
    r"libmemcached": {"cache"},
    r"sodium": {"auth"},
    r"openssl/": {"auth"},
    r"json-c|json\.h": {"codec"},
    r"curl/": {"mail", "market", "telemetry"},
    r"cairo|pango": {"report"},
}

# planning/ is pure: no I/O, clock, environment or hidden randomness.
IMPURE = re.compile(
    r"\b(fopen|fread|fprintf|printf|getenv|time|clock_gettime|gettimeofday|"
    r"rand|random|srand|getrandom|open|read|write)\s*\(")
# The C library picks these by the processor, so their last bit varies between
# machines; planning/ has its own in planning/math/elementary.h.
VARIES = re.compile(
    r"\b(exp|exp2|expm1|log|log2|log10|log1p|pow|sin|cos|tan|sinh|cosh|tanh|"
    r"atan|atan2|erf|erfc|tgamma|lgamma|fma)\s*\(")
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^">]+)[">]', re.M)


def strip(text):
    text = re.sub(r"/\*.*?\*/", " ", text, flags=re.S)
    return re.sub(r'"(\\.|[^"\\\n])*"', '""', text)


def main():
    faults = []
    seen = 0
    for path in sorted(SRC.rglob("*.[ch]")):
        parts = path.relative_to(SRC).parts
        room = parts[0] if len(parts) > 1 else "main"
        text = path.read_text()
        seen += 1
        for kind, name in INCLUDE.findall(text):
            if kind == '"':
                target = name.split("/")[0]
                if name == "config.h":
                    continue
                if "/" not in name:
                    faults.append(f"{path}: include \"{name}\" with its room")
                elif target != room and target not in ARROWS.get(room, set()):
                    faults.append(f"{path}: {room} must not include {name}")
            else:
                for pattern, rooms in DOORS.items():
                    if re.search(pattern, name) and room not in rooms:
                        faults.append(f"{path}: <{name}> belongs to "
                                      f"{'/'.join(rooms)}")
        if room == "planning":
            found = IMPURE.search(strip(text))
            if found:
                faults.append(f"{path}: planning is pure, but it calls "
                              f"{found.group(1)}")
            found = VARIES.search(strip(text))
            if found:
                faults.append(f"{path}: {found.group(1)} differs between "
                              "machines, use planning/math/elementary.h")
    for fault in faults:
        print(fault)
    print(f"{seen} files, {len(faults)} faults")
    return 1 if faults or seen == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
