#!/usr/bin/env python3
"""All benchmarks in one run, whole processes and inside one, in turn: what
else the machine does falls on all alike, and the least time of each counts.
Results go to a JSON file that report.py makes a page of.

    bench.py --build DIR [--runs 9] [--out bench-results.json]"""
import argparse
import json
import math
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
DATA = HERE.parent.parent / "fcgi-app/planning/data"
PATHS = 10000
SEEDS = 32  # over which the stated errors are checked
PYTHON = "/usr/bin/python3"
PEERS = [("numpy, as most write it", [PYTHON, "peers/numpy_plain.py"], 1),
         ("numpy, tuned", [PYTHON, "peers/numpy_tuned.py"], 1),
         ("numba loop", [PYTHON, "peers/numba_loop.py"], 1),
         ("Node", ["node", "peers/plain.js"], 1),
         ("Python, no library", [PYTHON, "peers/plain.py"], 10)]


def timed(command, **more):
    """Output, seconds of wall clock, peak memory in kilobytes."""
    env = dict(os.environ, FINPLAN_DATA_DIR=str(DATA))
    with tempfile.TemporaryFile() as out:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, env=env, cwd=HERE,
                                 **more)
        _, status, usage = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        if child.returncode != 0:
            sys.exit("bench: %s ended with %d" % (command, child.returncode))
        out.seek(0)
        return out.read().decode(), seconds, usage.ru_maxrss


def simulate(build, plan, *args, **more):
    return timed([str(build / "finplan"), "simulate",
                  str(HERE / "plans" / (plan + ".json")), "--format", "json",
                  *args], **more)


def machine():
    cpu = re.search(r"model name\s*: (.*)",
                    pathlib.Path("/proc/cpuinfo").read_text())
    versions = {}
    for name, command in (("gcc", ["gcc", "-dumpfullversion"]),
                          ("python", [PYTHON, "-V"]),
                          ("node", ["node", "-v"]),
                          ("numpy", [PYTHON, "-c", "import numpy; "
                                     "print(numpy.__version__)"]),
                          ("numba", [PYTHON, "-c", "import numba; "
                                     "print(numba.__version__)"])):
        try:
            versions[name] = subprocess.run(
                command, capture_output=True, text=True,
                check=True).stdout.strip()
        except (OSError, subprocess.CalledProcessError):
            versions[name] = None
    return {"cpu": cpu.group(1) if cpu else platform.machine(),
            "cores": os.cpu_count(), "kernel": platform.release(),
            "load": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d"),
            "versions": versions}


def available(command):
    try:
        return subprocess.run(command + ["100", "1"], cwd=HERE,
                              capture_output=True).returncode == 0
    except OSError:
        return False


def case_a(build, runs):
    """Peers and finplan in turn; then whether they answer alike."""
    peers = [peer for peer in PEERS if available(peer[1])]
    best = {}
    for run in range(runs):
        for name, command, scale in peers:
            command = command + [str(PATHS // scale), str(run + 1)]
            timed(command)  # so that memory is at hand for the one that counts
            out, whole, _ = timed(command)
            got = json.loads(out)
            one = best.setdefault(name, {"whole": [], "inside": [],
                                         "success": [], "median": []})
            one["whole"].append(whole * scale)
            one["inside"].append(got["seconds"] * scale)
            one["success"].append(got["success"])
            one["median"].append(got["median"])
            one["scale"] = scale
        for threads in ("1", "2"):
            args = ("--threads", threads, "--seed", str(run + 1))
            simulate(build, "a", *args)
            _, whole, _ = simulate(build, "a", *args)
            best.setdefault("finplan/" + threads, {"whole": []})[
                "whole"].append(whole)
    for one in best.values():
        for key in ("whole", "inside"):
            if key in one:
                one[key] = min(one[key])
    check_peers(build, best, runs)
    return best


def check_peers(build, best, runs):
    """A peer that answers another question is no peer."""
    truth = json.loads(simulate(build, "a", "--stream", "--paths",
                                "1000000")[0])
    p = truth["success"]["probability"]
    for name, one in best.items():
        if "success" not in one:
            continue
        n = PATHS // one["scale"] * runs
        error = math.sqrt(p * (1 - p) / n)
        mean = statistics.mean(one["success"])
        if abs(mean - p) > 4 * error:
            sys.exit("bench: %s finds %.4f, finplan %.4f" % (name, mean, p))


def errors(build, runs):
    """How far off single runs are, by their spread over seeds, and what they
    say of it themselves."""
    out = {}
    ours = [json.loads(simulate(build, "a", "--seed", str(seed))[0])
            for seed in range(1, SEEDS + 1)]
    theirs = [json.loads(timed([PYTHON, "peers/numpy_plain.py", str(PATHS),
                                str(seed)])[0])
              for seed in range(1, SEEDS + 1)]
    medians = [r["ending"]["percentiles"]["p50"] for r in ours]
    out["finplan"] = {
        "success": statistics.stdev(r["success"]["probability"]
                                    for r in ours),
        "success_stated": math.sqrt(statistics.mean(
            r["success"]["standard_error"] ** 2 for r in ours)),
        "median": statistics.stdev(medians),
        "median_stated": math.sqrt(statistics.mean(
            r["ending"]["percentile_errors"]["p50"] ** 2 for r in ours))}
    out["numpy"] = {
        "success": statistics.stdev(r["success"] for r in theirs),
        "median": statistics.stdev(r["median"] for r in theirs)}
    return out


def growth(build):
    """Case (d): time and memory from 10^3 to 10^7 paths, streamed, and of one
    path: what starting takes."""
    out = {}
    for paths in [1] + [10 ** power for power in range(3, 8)]:
        tries = [simulate(build, "a", "--stream", "--threads", "1",
                          "--paths", str(paths))[1:]
                 for _ in range(5 if paths < 10 ** 7 else 1)]
        out[paths] = {"seconds": min(t[0] for t in tries),
                      "kilobytes": max(t[1] for t in tries)}
    return out


def growth_inside(build):
    """The same inside one process, which has begun and has run before: what a
    worker sees. Milliseconds."""
    out = timed([str(build / "tests/bench/bench_engine"), "--growth", "15",
                 str(10 ** 7), str(HERE / "plans/a.json")])[0]
    return json.loads(out)


def windows(build, runs):
    """Case (c): all windows of history against 500 sampled paths of (b)."""
    plan = json.loads((HERE / "plans/b.json").read_text())
    plan["market"] = {"model": "historical"}
    for account in plan["accounts"]:
        account["allocation"] = {"us_stock": 0.6, "us_bond": 0.4}
    text = json.dumps(plan).encode()
    all_windows, sampled = [], []
    for _ in range(runs):
        with tempfile.TemporaryFile() as stdin:
            stdin.write(text)
            stdin.seek(0)
            all_windows.append(timed(
                [str(build / "finplan"), "simulate", "-", "--threads", "1",
                 "--format", "json"], stdin=stdin)[1])
        sampled.append(simulate(build, "b", "--threads", "1", "--paths",
                                "500")[1])
    return {"windows": min(all_windows), "paths_500": min(sampled)}


def households(build):
    out = timed([PYTHON, str(HERE / "bench_households.py"), "--finplan",
                 str(build / "finplan"), "--count", "1000", "--rounds",
                 "1"])[0]
    return json.loads(out)


def inside(build, runs):
    out = timed([str(build / "tests/bench/bench_engine"), str(runs),
                 str(PATHS)] + [str(HERE / "plans" / (name + ".json"))
                                for name in ("a", "a_plain", "b", "b0")])[0]
    return json.loads(out)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--runs", type=int, default=9)
    parser.add_argument("--out", type=pathlib.Path,
                        default=pathlib.Path("bench-results.json"))
    args = parser.parse_args()
    build = args.build.resolve()
    results = {"machine": machine(), "runs": args.runs, "paths": PATHS}
    for name, work in (("inside", lambda: inside(build, args.runs)),
                       ("a", lambda: case_a(build, args.runs)),
                       ("errors", lambda: errors(build, args.runs)),
                       ("growth", lambda: growth(build)),
                       ("growth_inside", lambda: growth_inside(build)),
                       ("windows", lambda: windows(build, args.runs)),
                       ("households", lambda: households(build)),
                       ("draws", lambda: timed([str(
                           build / "tests/bench/bench_draws")])[0])):
        print("bench: " + name, file=sys.stderr, flush=True)
        results[name] = work()
    args.out.write_text(json.dumps(results, indent=1) + "\n")


if __name__ == "__main__":
    main()
