#!/usr/bin/env python3
"""Case (a) in Python without libraries, path by path.
Usage: plain.py PATHS SEED; prints JSON."""
import json
import math
import random
import sys
import time

YEARS, MONTHS = 30, 12
MEAN, SD, WEIGHTS = (0.07, 0.03, 0.05), (0.18, 0.06, 0.15), (0.5, 0.3, 0.2)
CORRELATION = ((1.0, 0.1, 0.6), (0.1, 1.0, 0.0), (0.6, 0.0, 1.0))
WEALTH, SPENDING = 1000000.0, 40000.0


def moments():
    """Monthly log means and the lower triangular factor of the covariance."""
    cov = [[math.log(1 + CORRELATION[i][j] * SD[i] * SD[j] /
                     ((1 + MEAN[i]) * (1 + MEAN[j]))) / MONTHS
            for j in range(3)] for i in range(3)]
    mean = [math.log(1 + MEAN[i]) / MONTHS - cov[i][i] / 2 for i in range(3)]
    factor = [[0.0] * 3 for _ in range(3)]
    for i in range(3):
        for j in range(i + 1):
            rest = cov[i][j] - sum(factor[i][k] * factor[j][k]
                                   for k in range(j))
            factor[i][j] = math.sqrt(rest) if i == j else rest / factor[j][j]
    return mean, factor


def simulate(paths, seed):
    rng = random.Random(seed)
    mean, factor = moments()
    pay = SPENDING / MONTHS
    history = [[] for _ in range(YEARS)]
    failed = 0
    for _ in range(paths):
        wealth, short = WEALTH, False
        for year in range(YEARS):
            for _ in range(MONTHS):
                z = [rng.gauss(0, 1) for _ in range(3)]
                growth = 0.0
                for a in range(3):
                    log = mean[a]
                    for k in range(a + 1):
                        log += factor[a][k] * z[k]
                    growth += WEIGHTS[a] * math.exp(log)
                short = short or wealth < pay - 0.01
                wealth = max(wealth - pay, 0.0) * growth
            history[year].append(wealth)
        failed += short
    for values in history:
        values.sort()
    last = history[-1]
    middle = (paths - 1) / 2
    return 1 - failed / paths, (last[math.floor(middle)] +
                                last[math.ceil(middle)]) / 2


def main():
    paths, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.perf_counter()
    success, median = simulate(paths, seed)
    print(json.dumps({"success": success, "median": median,
                      "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
