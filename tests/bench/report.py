#!/usr/bin/env python3
"""Makes a page of what bench.py measured: a table of ratios, a chart.

    report.py bench-results.json [--page PERFORMANCE.md --chart FILE.svg]

Without --page the tables go to standard output. With it, they replace what
stands between the markers of the page."""
import argparse
import json
import pathlib
import sys

BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"


def ms(seconds):
    return "%.1f" % (1000 * seconds)


def best_level(inside):
    return next(level for level in ("v4", "v3", "v2", "reference")
                if level + "/1" in inside["a"])


def peers_table(r):
    level = best_level(r["inside"])
    ours = r["a"]["finplan/1"]["whole"]
    engine = r["inside"]["a"][level + "/1"]["least"] / 1000
    rows = ["| case (a), %d paths, one thread | whole process, ms | times "
            "finplan | inside, ms | times finplan |" % r["paths"],
            "|---|---:|---:|---:|---:|",
            "| finplan, %s | %s | 1 | %s | 1 |" % (level, ms(ours),
                                                   ms(engine))]
    for name, one in r["a"].items():
        if "inside" in one:
            rows.append("| %s | %s | %.1f | %s | %.1f |" % (
                name, ms(one["whole"]), one["whole"] / ours,
                ms(one["inside"]), one["inside"] / engine))
    return rows


def levels_table(r):
    rows = ["| fp_simulate, ms | reference | v2 | v3 | v4 | two threads, "
            "best level |", "|---|---:|---:|---:|---:|---:|"]
    level = best_level(r["inside"])
    for case, title in (("a", "(a) untaxed, by months"),
                        ("a_plain", "(a) with plain sampling"),
                        ("b", "(b) everything taxed"),
                        ("b0", "(b) untaxed")):
        one = r["inside"][case]
        cells = ["%.1f" % one[at + "/1"]["least"] if at + "/1" in one else ""
                 for at in ("reference", "v2", "v3", "v4")]
        rows.append("| %s | %s | %.1f |" % (title, " | ".join(cells),
                                            one[level + "/2"]["least"]))
    return rows


def targets(r):
    """What is asked of it, what was measured."""
    inside, errors = r["inside"], r["errors"]
    level = best_level(inside)

    def at(case, key):
        return inside[case][key]["least"] if key in inside[case] else None

    def ratio(a, b):
        return a / b if a and b else None

    numpy, tuned = r["a"].get("numpy, as most write it"), \
        r["a"].get("numpy, tuned")
    engine = at("a", level + "/1") / 1000
    rows = []

    def row(what, wanted, value, at_least=True):
        if value is None:
            rows.append("| %s | %s | not measured | |" % (what, wanted))
            return
        limit = float(wanted.split()[-1])
        good = value >= limit if at_least else value <= limit
        rows.append("| %s | %s | %.2f | %s |" % (what, wanted, value,
                                                 "yes" if good else "no"))

    if numpy:
        row("(a), one thread, inside: times numpy", "at least 12",
            numpy["inside"] / engine)
        for name, key in (("success", "success"), ("median", "median")):
            spread = errors["numpy"][key] / errors["finplan"][key]
            row("(a), time to the same standard error of the %s: times numpy"
                % name, "at least 80",
                numpy["inside"] / engine * spread * spread)
    if tuned:
        row("(a), one thread, inside: times tuned numpy", "at least 5",
            tuned["inside"] / engine)
    row("(a), two threads: times one", "at least 1.9",
        ratio(at("a", level + "/1"), at("a", level + "/2")))
    row("… of what two runs at once show that two processors give",
        "at least 0.95",
        ratio(at("a", level + "/1+1"), 2 * at("a", level + "/2")))
    row("(a), v4: times v3", "at least 1.6",
        ratio(at("a", "v3/1"), at("a", "v4/1")))
    row("(b), v3: times the reference", "at least 6",
        ratio(at("b", "reference/1"), at("b", "v3/1")))
    row("(b) taxed: times untaxed, v3", "at most 8",
        ratio(at("b", "v3/1"), at("b0", "v3/1")), False)
    row("(c), all windows: times 500 paths", "at most 1",
        ratio(r["windows"]["windows"], r["windows"]["paths_500"]), False)
    times = {int(n): one["seconds"] for n, one in r["growth"].items()}
    slope = times[10 ** 7] / times[10 ** 5] / 100
    row("(d), 10^7 paths: times 100 of 10^5", "at most 1.1", slope, False)
    each = [r["growth_inside"][str(10 ** power)] / 10 ** power
            for power in range(4, 8)]
    row("(d), inside: a path of 10^4 to 10^7, most times least",
        "at most 1.1", max(each) / min(each), False)
    row("(d), peak memory of 10^7 less 10^4 paths, MB", "at most 10",
        (r["growth"]["10000000"]["kilobytes"] -
         r["growth"]["10000"]["kilobytes"]) / 1024, False)
    e = r["households"]
    row("(e), 1,000 households in one run: times separate runs, two threads",
        "at least 1.5", e["ratio_2_threads"])
    row("… one thread", "at least 1.5", e["ratio_1_thread"])
    return ["| | wanted | measured | met |", "|---|---|---:|---|"] + rows


def errors_table(r):
    e = r["errors"]["finplan"]
    return ["| spread of (a) over seeds | success | median |",
            "|---|---:|---:|",
            "| finplan | %.5f | %.0f |" % (e["success"], e["median"]),
            "| finplan, as it states it | %.5f | %.0f |" % (
                e["success_stated"], e["median_stated"]),
            "| numpy, plain | %.5f | %.0f |" % (
                r["errors"]["numpy"]["success"],
                r["errors"]["numpy"]["median"])]


def growth_table(r):
    rows = ["| (d) paths, streamed, one thread | whole process, s | µs a path "
            "| peak MB | inside, s | µs a path |",
            "|---:|---:|---:|---:|---:|---:|"]
    for n, one in r["growth"].items():
        inside = r["growth_inside"].get(n)
        rows.append("| %s | %.3f | %.2f | %.1f | %s |" % (
            "{:,}".format(int(n)), one["seconds"],
            1e6 * one["seconds"] / int(n), one["kilobytes"] / 1024,
            " | " if inside is None else "%.4f | %.2f" % (
                inside / 1e3, 1e3 * inside / int(n))))
    return rows


def page(r):
    m = r["machine"]
    versions = ", ".join("%s %s" % (k, v) for k, v in m["versions"].items()
                         if v)
    head = ["%s, %d cores, Linux %s, load %.2f at the start; %s. Measured "
            "on %s, least of %d runs." % (m["cpu"], m["cores"], m["kernel"],
                                          m["load"], versions, m["date"],
                                          r["runs"])]
    e = r["households"]
    parts = [head, targets(r), peers_table(r), levels_table(r),
             errors_table(r), growth_table(r),
             ["Case (c): all windows %s ms, 500 sampled paths %s ms, whole "
              "processes." % (ms(r["windows"]["windows"]),
                              ms(r["windows"]["paths_500"]))],
             ["Case (e), 1,000 households, `bench_households.py`: `%s`"
              % json.dumps(e)],
             r["draws"].strip().split("\n")]
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def chart(r):
    """Bars of case (a), inside, one thread."""
    bars = [("finplan " + at, r["inside"]["a"][at + "/1"]["least"])
            for at in ("v4", "v3", "v2", "reference")
            if at + "/1" in r["inside"]["a"]]
    bars += [(name, 1000 * one["inside"]) for name, one in r["a"].items()
             if "inside" in one and one["scale"] == 1]
    bars.sort(key=lambda bar: bar[1])
    longest = bars[-1][1]
    height = 30 * len(bars) + 40
    out = ['<svg xmlns="http://www.w3.org/2000/svg" width="720" height="%d" '
           'font-family="sans-serif" font-size="13">' % height,
           '<rect width="720" height="%d" fill="#ffffff"/>' % height,
           '<text x="10" y="20" font-weight="bold">10,000 paths of 360 '
           'months and 3 assets, one thread: milliseconds</text>']
    for i, (name, value) in enumerate(bars):
        y = 34 + 30 * i
        ours = name.startswith("finplan")
        width = max(2, 440 * value / longest)
        out.append('<text x="180" y="%d" text-anchor="end">%s</text>'
                   % (y + 15, name))
        out.append('<rect x="190" y="%d" width="%.1f" height="20" '
                   'fill="%s"/>' % (y, width,
                                    "#1f6f54" if ours else "#9aa5b1"))
        out.append('<text x="%.1f" y="%d">%.1f</text>' % (196 + width,
                                                          y + 15, value))
    return "\n".join(out) + "\n</svg>\n"


def put(page, begin, end, text):
    """Replaces what stands between two marks of a page."""
    before, rest = page.read_text().split(begin)
    page.write_text(before + begin + "\n" + text + end + rest.split(end)[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("results", type=pathlib.Path)
    parser.add_argument("--page", type=pathlib.Path)
    parser.add_argument("--chart", type=pathlib.Path)
    args = parser.parse_args()
    results = json.loads(args.results.read_text())
    text = page(results)
    if args.chart:
        args.chart.write_text(chart(results))
    if args.page is None:
        print(text)
        return 0
    put(args.page, BEGIN, END, text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
