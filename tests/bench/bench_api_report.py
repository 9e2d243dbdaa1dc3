#!/usr/bin/env python3
"""Makes tables of what bench_api.py measured.

    bench_api_report.py bench-api-results.json [--page PERFORMANCE.md]

Without --page they go to standard output. With it, they replace what stands
between the markers of the page."""
import argparse
import json
import pathlib
import statistics
import sys

from report import put

BEGIN, END = "<!-- measured over HTTP: begin -->", \
    "<!-- measured over HTTP: end -->"
# What is asked for: against whom, which figure, of the medians of the rounds.
WANTED = (
    ("read", "FastAPI", "rate", "requests a second: times FastAPI", 3, True),
    ("read", "FastAPI", "cpu_us",
     "processor time of the application a request: times FastAPI's", 0.2,
     False),
    ("read", "FastAPI", "p99_ms", "p99: times FastAPI's", 0.5, False),
    ("cached", "Node", "rate", "cached result, requests a second: times Node",
     1, True),
)


def middle(rounds, figure):
    return statistics.median(one[figure] for one in rounds)


def ours(contestants):
    return next(iter(contestants.values()))


def targets(r):
    rows = ["| | wanted | measured | met |", "|---|---|---:|---|"]
    for operation, peer, figure, what, limit, at_least in WANTED:
        rounds = r.get(operation, {}).get(peer)
        if rounds is None:
            continue
        ratio = middle(ours(r[operation]), figure) / middle(rounds, figure)
        met = ratio >= limit if at_least else ratio <= limit
        rows.append("| %s | at %s %g | %.2f | %s |" % (
            what, "least" if at_least else "most", limit, ratio,
            "yes" if met else "no"))
    return rows


def spread(rounds, figure, form):
    values = [one[figure] for one in rounds]
    return "%s (%s–%s)" % tuple(form % value for value in (
        statistics.median(values), min(values), max(values)))


def table(title, contestants):
    rows = ["| %s | requests/s | p50, ms | p99, ms | application's processor "
            "time a request, µs | requests of one client, least–most |" % title,
            "|---|---:|---:|---:|---:|---:|"]
    for name, rounds in contestants.items():
        rows.append("| %s | %s | %s | %s | %s | %d–%d |" % (
            name, spread(rounds, "rate", "%.0f"),
            spread(rounds, "p50_ms", "%.2f"), spread(rounds, "p99_ms", "%.2f"),
            spread(rounds, "cpu_us", "%.1f"),
            min(one["least"] for one in rounds),
            max(one["most"] for one in rounds)))
    return rows


def page(r):
    m = r["machine"]
    packages = ", ".join("%s %s" % (name, version.split("-")[0])
                         for name, version in m["packages"].items())
    head = ("%s, %d cores, Linux %s, load %.1f at the start%s; nginx %s, %s. "
            "Measured on %s: %d rounds of %d s, %d kept connections; %d "
            "processes and %d database connections each; tokens %s; a plan of "
            "%d bytes. Medians, with least and most over the rounds." % (
                m["cpu"], m["cores"], m["kernel"], m["load"],
                "" if r["nice"] is None else ", before others' work (nice %d)"
                % r["nice"], m["nginx"], packages, m["date"], r["rounds"],
                r["seconds"], r["clients"], r["processes"], r["connections"],
                r["jwt"], r["plan_bytes"]))
    parts = [[head], targets(r)]
    for operation, title in (("read", "`GET /plans/{id}`"),
                             ("cached", "a result that is kept")):
        if operation in r:
            parts.append(table(title, r[operation]))
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    args = parser.parse_args()
    text = page(json.loads(args.results.read_text()))
    if args.page is None:
        print(text)
        return 0
    put(args.page, BEGIN, END, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
