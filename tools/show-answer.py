#!/usr/bin/python3
"""Prints the reply of a simulation for a person: success with its error, and
the percentiles of real wealth over the years. Argument: the file."""
import json
import sys


def at(series, year):
    return f"{series[year]:>14,.0f}"


def main(path):
    with open(path, encoding="utf-8") as file:
        result = json.load(file)
    success = result["success"]
    tables = "tables " + result["tables"]["set"]  # stands for all
    low, high = success["interval_95"]
    print(f"\nSuccess probability  {success['probability']:.4f} "
          f"± {success['standard_error']:.4f} (standard error), "
          f"95 % interval {low:.4f} to {high:.4f}")
    print(f"{result['paths']:,} paths, seed {result['seed']}, "
          f"{result['engine']}, {tables}\n")

    wealth = result["wealth"]
    percentiles = wealth["percentiles"]
    names = sorted(percentiles, key=lambda name: int(name[1:]))
    years = len(percentiles[names[0]])
    print(f"Wealth at the year's end, {wealth['basis']} dollars")
    print(f"{'year':>6}" + "".join(f"{name:>15}" for name in names))
    steps = sorted(set(range(4, years, 5)) | {0, years - 1})
    for year in steps:
        print(f"{year + 1:>6}" + "".join(
            " " + at(percentiles[name], year) for name in names))
    for warning in result.get("warnings", []):
        text = warning if isinstance(warning, str) else warning.get("detail")
        print(f"warning: {text}")


if __name__ == "__main__":
    main(sys.argv[1])
