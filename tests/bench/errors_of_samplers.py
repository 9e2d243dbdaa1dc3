#!/usr/bin/env python3
"""How far off each way of sampling is, over varied plans.

    errors_of_samplers.py --finplan ./finplan [--paths 4096] [--seeds 40]
                          [--threads 1]

Runs `finplan simulate` with every sampler, with and without control variates,
over as many seeds, and takes the standard deviation of what the runs answer:
it needs no error formula. Prints, for each plan, the deviation of the success
probability, the median and the mean of real ending wealth under plain sampling,
how many times the paths each other way is worth (ratio of variances), and under
"stated" the root mean square of the errors that the runs state for probability
and mean over the deviation that they have: 1 when errors are honest."""
import argparse
import copy
import json
import math
import statistics
import subprocess
import sys
import tempfile

WAYS = [(sampler, control) for sampler in ("plain", "antithetic", "sobol")
        for control in (False, True)]


def single(amount, stock, born, to_age, kind="taxable", taxes="none"):
    """One person with a million."""
    return {
        "start_year": 2026,
        "household": {"filing_status": "single", "state": "TX", "people": [
            {"id": "a", "birth_year": born, "retirement_age": 65,
             "plan_to_age": to_age}]},
        "accounts": [{"id": "all", "type": kind, "balance": 1000000,
                      "allocation": {"us_stock": stock,
                                     "us_bond": round(1 - stock, 6)}}],
        "expenses": [{"id": "living", "amount": amount}],
        "taxes": {"model": taxes},
        "market": {"model": "lognormal", "assets": {
            "us_stock": {"mean": 0.07, "sd": 0.18},
            "us_bond": {"mean": 0.022, "sd": 0.065}}}}


def plans():
    """Name and document of each plan."""
    yield "60/40, 30 years, no tax", single(42000, 0.6, 1961, 94)
    yield "all stocks, 40 years", single(48000, 1.0, 1966, 99)
    yield "bonds, 20 years, tight", single(58000, 0.2, 1951, 94)
    yield "IRA, federal tax", single(45000, 0.6, 1961, 94, "traditional", "us")
    saver = single(60000, 0.8, 1986, 92, "traditional", "us")
    saver["accounts"][0]["balance"] = 150000
    saver["expenses"][0]["start"] = {"event": "retirement", "person": "a"}
    saver["contributions"] = [{
        "account": "all", "amount": 20000,
        "end": {"event": "retirement", "person": "a"}}]
    saver["incomes"] = [{
        "id": "job", "owner": "a", "kind": "salary", "amount": 90000,
        "end": {"event": "retirement", "person": "a"}}]
    yield "saver of 40, tax", saver
    random_prices = single(44000, 0.6, 1961, 94)
    random_prices["market"]["inflation"] = {"model": "ar1", "mean": 0.025,
                                            "sd": 0.015, "persistence": 0.6}
    random_prices["incomes"] = [{
        "id": "pension", "owner": "a", "kind": "pension", "amount": 10000,
        "growth_basis": "nominal"}]
    yield "60/40, random inflation", random_prices


def answers(args, document, sampler, control):
    """(probability, median, mean) and their stated errors, by seed."""
    told = copy.deepcopy(document)
    told["market"]["sampler"] = sampler
    told["market"]["control_variate"] = control
    with tempfile.NamedTemporaryFile("w", suffix=".json") as file:
        json.dump(told, file)
        file.flush()
        for seed in range(1, args.seeds + 1):
            done = subprocess.run(
                [args.finplan, "simulate", file.name, "--paths",
                 str(args.paths), "--seed", str(seed), "--threads",
                 str(args.threads), "--format", "json"],
                capture_output=True, check=False)
            if done.returncode != 0:
                sys.exit(done.stderr.decode())
            got = json.loads(done.stdout)
            success, ending = got["success"], got["ending"]
            yield ((success["probability"], ending["percentiles"]["p50"],
                    ending["mean"]),
                   (success["standard_error"],
                    ending["percentile_errors"]["p50"],
                    ending["standard_error"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--finplan", required=True)
    parser.add_argument("--paths", type=int, default=4096)
    parser.add_argument("--seeds", type=int, default=40)
    parser.add_argument("--threads", type=int, default=1)
    args = parser.parse_args()
    print("| plan | way | probability | median | mean | stated |")
    print("|---|---|---|---|---|---|", flush=True)
    for name, document in plans():
        base = None
        for sampler, control in WAYS:
            got = list(answers(args, document, sampler, control))
            spread = [statistics.stdev(run[0][k] for run in got)
                      for k in range(3)]
            stated = [math.sqrt(statistics.fmean(run[1][k] ** 2
                                                 for run in got))
                      for k in range(3)]
            honest = ", ".join(f"{stated[k] / spread[k]:.2f}"
                               if spread[k] > 0 else "-" for k in (0, 2))
            if base is None:
                base = spread
                cells = (f"±{100 * spread[0]:.2f} %", f"±{spread[1]:,.0f}",
                         f"±{spread[2]:,.0f}")
            else:
                cells = (f"{(b / s) ** 2:.1f}" if s > 0 else "-"
                         for b, s in zip(base, spread))
            way = sampler + (" + control" if control else "")
            print(f"| {name} | {way} | {' | '.join(cells)} | {honest} |",
                  flush=True)


if __name__ == "__main__":
    main()
