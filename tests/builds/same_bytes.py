#!/usr/bin/env python3
"""The same bytes from every compiler, optimisation and machine.

    same_bytes.py [--work DIR] [--paths 2000]

Builds finplan with gcc and clang at -O2 and -O3, and for AArch64 where its
compiler, its libraries and qemu are there; runs the same plans through all of
them at every level of instructions that they have; and compares what comes out
byte by byte. What a machine lacks is left out and named. Takes minutes, so it is
no part of `make check`; docs/accuracy.md says what it found.

For AArch64 on Debian: dpkg --add-architecture arm64; apt-get install
gcc-aarch64-linux-gnu qemu-user-static and the libraries that configure asks
for with :arm64 behind their names."""
import argparse
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SRC = pathlib.Path(__file__).resolve().parent.parent.parent
DATA = SRC / "fcgi-app/planning/data"
ARM = "/usr/lib/aarch64-linux-gnu/pkgconfig"
LEVELS = ("reference", "v2", "v3", "v4")
VARIANTS = {
    "gcc -O2": ({"CC": "gcc", "CFLAGS": "-O2"}, [], []),
    "gcc -O3": ({"CC": "gcc", "CFLAGS": "-O3"}, [], []),
    "clang -O2": ({"CC": "clang", "CFLAGS": "-O2"}, [], []),
    "clang -O3": ({"CC": "clang", "CFLAGS": "-O3"}, [], []),
    "gcc -O2 for AArch64": (
        {"CC": "aarch64-linux-gnu-gcc", "CFLAGS": "-O2",
         "PKG_CONFIG_LIBDIR": ARM + ":/usr/share/pkgconfig",
         # finplan does without these, and Debian has room for one of them
         "LIBPQ_CFLAGS": " ", "LIBPQ_LIBS": " ",
         "LIBMEMCACHED_CFLAGS": " ", "LIBMEMCACHED_LIBS": " "},
        ["--host=aarch64-linux-gnu"], ["qemu-aarch64-static"]),
}


def missing(variant):
    """What this machine lacks for a variant; empty: nothing."""
    settings, _, runner = VARIANTS[variant]
    if settings["CC"].startswith("aarch64") and not pathlib.Path(
            ARM, "json-c.pc").exists():
        return "libjson-c-dev:arm64"
    return ", ".join(tool for tool in [settings["CC"], *runner]
                     if shutil.which(tool) is None)


def build(variant, folder):
    """Builds finplan in folder; returns how it is called."""
    settings, options, runner = VARIANTS[variant]
    env = dict(os.environ, **settings)
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "build.log", "wb") as log:
        for command in ([str(SRC / "configure"), "--quiet", *options],
                        ["make", "-j%d" % os.cpu_count(), "finplan"]):
            if subprocess.run(command, cwd=folder, env=env, stdout=log,
                              stderr=log, check=False).returncode != 0:
                sys.exit(f"{variant}: {command[0]} failed, see {log.name}")
    return [*runner, str(folder / "finplan")]


def market(document, **changes):
    told = copy.deepcopy(document)
    told.setdefault("market", {}).update(changes)
    return told


def plans():
    """Name and document: the examples, under every kind of market."""
    for file in sorted((SRC / "examples").glob("*.json")):
        if file.stem.startswith("backtest"):
            continue
        document = json.loads(file.read_text())
        yield file.stem, document
        yield file.stem + ", by the month", dict(document, time_step="month")
        for sampler in ("plain", "antithetic"):
            yield f"{file.stem}, {sampler}", market(document, sampler=sampler)
        yield file.stem + ", control variates", market(
            document, control_variate=True)
        for model in ("student_t", "regime", "bootstrap", "historical"):
            yield f"{file.stem}, {model}", dict(
                document, market={"model": model})
    for name in ("a", "b"):
        yield "benchmark " + name, json.loads(
            (SRC / f"tests/bench/plans/{name}.json").read_text())


def answer(call, document, *options):
    """What finplan says of a plan, or why it says nothing."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("FINPLAN")}
    done = subprocess.run(
        [*call, "simulate", "-", "--format", "json", "--threads", "2",
         *options], input=json.dumps(document).encode(),
        env=dict(env, FINPLAN_DATA_DIR=str(DATA)), capture_output=True,
        check=False)
    return done.stdout if done.returncode == 0 else done.stderr


def levels_of(call):
    return [level for level in LEVELS if b"--isa asks for more" not in answer(
        call, next(plans())[1], "--paths", "1", "--isa", level)]


def compare(calls, paths):
    """Prints what differs; returns (answers compared, differences)."""
    compared = faults = 0
    for name, document in plans():
        # A model may want other assets than the plan has: then all say so.
        first = None
        for variant, (call, levels) in calls.items():
            for level in levels:
                got = answer(call, document, "--paths", str(paths), "--isa",
                             level)
                first = got if first is None else first
                compared += 1
                if got != first:
                    faults += 1
                    print(f"DIFFERENT: {name}: {variant}, level {level}")
        print(f"{name}: " + (f"{len(first)} bytes" if first[:1] == b"{"
                             else first.decode().strip()), flush=True)
    return compared, faults


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--work", help="where builds go and stay")
    parser.add_argument("--paths", type=int, default=2000)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as own:
        work = pathlib.Path(args.work or own).resolve()
        calls = {}
        for variant in VARIANTS:
            if missing(variant):
                print(f"left out: {variant} (no {missing(variant)})")
                continue
            call = build(variant, work / variant.replace(" ", "_"))
            calls[variant] = (call, levels_of(call))
            print(f"{variant}: levels {', '.join(calls[variant][1])}",
                  flush=True)
        compared, faults = compare(calls, args.paths)
    print(f"{compared} answers compared, {faults} differ")
    return 1 if faults or not compared else 0


if __name__ == "__main__":
    sys.exit(main())
