#!/usr/bin/env python3
"""1,000 households in one run against 1,000 runs, as whole processes.

    bench_households.py --finplan ./finplan [--count 1000] [--rounds 3]
                        [--untaxed]

The same book (make_households.py) goes through `finplan batch` with one and
with two threads, and file by file through `finplan simulate` with as many; the
bytes must be equal. Rounds alternate, the least time of each counts. Prints
one line of JSON: seconds of wall clock and of processor, and the ratios."""
import argparse
import json
import os
import pathlib
import resource
import subprocess
import sys
import tempfile
import time

MAKER = pathlib.Path(__file__).resolve().with_name("make_households.py")


def timed(work):
    """What work returns, its seconds by the clock and of the processor."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.monotonic()
    out = work()
    wall = time.monotonic() - start
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return out, wall, (after.ru_utime + after.ru_stime
                       - before.ru_utime - before.ru_stime)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--finplan", required=True)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--untaxed", action="store_true")
    args = parser.parse_args()
    program = os.path.abspath(args.finplan)

    def run(*words):
        return subprocess.run([program, *words], check=True,
                              stdout=subprocess.PIPE).stdout

    with tempfile.TemporaryDirectory() as folder:
        make = [sys.executable, str(MAKER), "--count", str(args.count),
                "--dir", folder] + ["--untaxed"] * args.untaxed
        subprocess.run(make, check=True)
        names = sorted(str(p) for p in pathlib.Path(folder).iterdir())
        ways = {}
        for threads in ("1", "2"):
            ways["batch_" + threads] = lambda t=threads: run(
                "batch", "--threads", t, *names)
            ways["alone_" + threads] = lambda t=threads: b"".join(
                run("simulate", "--format", "json", "--threads", t, name)
                for name in names)
        best, outs = {}, {}
        for _ in range(args.rounds):
            for way, work in ways.items():
                out, wall, processor = timed(work)
                outs.setdefault(way, out)
                if out != outs["batch_1"]:
                    print("%s gives other bytes" % way, file=sys.stderr)
                    return 1
                old = best.get(way, (wall, processor))
                best[way] = (min(old[0], wall), min(old[1], processor))
    print(json.dumps({
        "households": args.count, "taxed": not args.untaxed,
        "seconds": {way: {"wall": round(wall, 3),
                          "processor": round(processor, 3)}
                    for way, (wall, processor) in best.items()},
        "ratio_1_thread": round(best["alone_1"][0] / best["batch_1"][0], 2),
        "ratio_2_threads": round(best["alone_2"][0] / best["batch_2"][0], 2),
    }))
    return 0


if __name__ == "__main__":
    sys.exit(main())
