#!/usr/bin/env python3
"""Instructions of whole runs of cases (a) and (b), counted by callgrind: a
guard against growing slower that noise cannot touch.

    instructions.py --build DIR [--record]

Compares with instructions.txt beside this file, which holds for one compiler;
fails beyond 3 % more. --record writes it anew."""
import argparse
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
RECORD = HERE / "instructions.txt"
MORE = 1.03
PATHS = "2048"


def compiler():
    return "gcc " + subprocess.run(["gcc", "-dumpfullversion"],
                                   capture_output=True, text=True,
                                   check=True).stdout.strip()


def count(build, plan, level):
    program = build / ".libs/finplan"
    if not program.exists():
        program = build / "finplan"
    env = dict(os.environ, LD_LIBRARY_PATH=str(build / ".libs"))
    with tempfile.TemporaryDirectory() as folder:
        done = subprocess.run(
            ["valgrind", "--tool=callgrind",
             "--callgrind-out-file=" + folder + "/out", str(program),
             "simulate", str(HERE / "plans" / (plan + ".json")), "--paths",
             PATHS, "--threads", "1", "--isa", level, "--format", "json"],
            env=env, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if done.returncode != 0 or found is None:
        sys.exit("instructions: callgrind failed: " + done.stderr[-300:])
    return int(found.group(1))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--record", action="store_true")
    args = parser.parse_args()
    build = args.build.resolve()
    counts = {(plan, level): count(build, plan, level)
              for plan in ("a", "b") for level in ("v2", "v3")}
    if args.record:
        lines = ["# instructions of a run of %s paths; %s" % (PATHS,
                                                              compiler()),
                 "# plan level instructions"]
        lines += ["%s %s %d" % (plan, level, n)
                  for (plan, level), n in counts.items()]
        RECORD.write_text("\n".join(lines) + "\n")
        return 0
    text = RECORD.read_text()
    if not text.split("\n", 1)[0].endswith(compiler()):
        print("instructions: recorded for another compiler (here %s)"
              % compiler())
    wrong = 0
    for plan, level, was in re.findall(r"^(\w+) (\w+) (\d+)$", text, re.M):
        ratio = counts[plan, level] / int(was)
        print("%-2s %-3s %12d instructions, %.4f of the record"
              % (plan, level, counts[plan, level], ratio))
        wrong += ratio > MORE
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
