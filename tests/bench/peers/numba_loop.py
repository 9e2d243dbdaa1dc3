#!/usr/bin/env python3
"""Case (a) as a compiled loop with numba; the compilation is not timed.
Usage: numba_loop.py PATHS SEED; prints JSON."""
import json
import sys
import time

import numba
import numpy as np

from numpy_plain import LEVELS, SPENDING, WEALTH, YEARS, MONTHS
from plain import WEIGHTS, moments


@numba.njit
def walk(history, mean, factor, weights, wealth0, pay, seed):
    np.random.seed(seed)
    failed = 0
    growths = np.empty(3)
    z = np.empty(3)
    for path in range(history.shape[1]):
        wealth, short = wealth0, False
        for year in range(history.shape[0]):
            for _ in range(12):
                for k in range(3):
                    z[k] = np.random.normal()
                for a in range(3):
                    log = mean[a]
                    for k in range(a + 1):
                        log += factor[a, k] * z[k]
                    growths[a] = np.exp(log)
                short = short or wealth < pay - 0.01
                wealth = max(wealth - pay, 0.0) * (
                    weights[0] * growths[0] + weights[1] * growths[1] +
                    weights[2] * growths[2])
            history[year, path] = wealth
        failed += short
    return failed


def simulate(paths, seed):
    mean, factor = moments()
    history = np.empty((YEARS, paths))
    failed = walk(history, np.array(mean), np.array(factor),
                  np.array(WEIGHTS), WEALTH, SPENDING / MONTHS, seed)
    percentiles = np.percentile(history, LEVELS, axis=1)
    return 1 - failed / paths, percentiles[3, -1]


def main():
    paths, seed = int(sys.argv[1]), int(sys.argv[2])
    simulate(10, 0)
    began = time.perf_counter()
    success, median = simulate(paths, seed)
    print(json.dumps({"success": success, "median": median,
                      "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
