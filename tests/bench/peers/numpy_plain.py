#!/usr/bin/env python3
"""Case (a) as most people write it in numpy: one array of all returns.

Three correlated lognormal assets, 30 years of 12 months, 40,000 a year from a
million, weights set back each month; percentiles of wealth after each year.
Usage: numpy_plain.py PATHS SEED; prints JSON."""
import json
import sys
import time

import numpy as np

YEARS, MONTHS = 30, 12
MEAN = np.array([0.07, 0.03, 0.05])
SD = np.array([0.18, 0.06, 0.15])
CORRELATION = np.array([[1.0, 0.1, 0.6], [0.1, 1.0, 0.0], [0.6, 0.0, 1.0]])
WEIGHTS = np.array([0.5, 0.3, 0.2])
WEALTH, SPENDING = 1000000.0, 40000.0
LEVELS = [5, 10, 25, 50, 75, 90, 95]


def simulate(paths, seed):
    rng = np.random.default_rng(seed)
    growth = 1 + MEAN
    covariance = np.log(1 + CORRELATION * np.outer(SD / growth, SD / growth))
    mean = np.log(growth) - np.diag(covariance) / 2
    returns = np.exp(rng.multivariate_normal(
        mean / MONTHS, covariance / MONTHS, size=(paths, YEARS * MONTHS)))
    portfolio = returns @ WEIGHTS
    wealth = np.full(paths, WEALTH)
    failed = np.zeros(paths, dtype=bool)
    history = np.empty((YEARS, paths))
    for year in range(YEARS):
        for month in range(MONTHS):
            failed |= wealth < SPENDING / MONTHS - 0.01
            wealth = np.maximum(wealth - SPENDING / MONTHS, 0)
            wealth *= portfolio[:, year * MONTHS + month]
        history[year] = wealth
    percentiles = np.percentile(history, LEVELS, axis=1)
    return 1 - failed.mean(), percentiles[3, -1]


def main():
    paths, seed = int(sys.argv[1]), int(sys.argv[2])
    began = time.perf_counter()
    success, median = simulate(paths, seed)
    print(json.dumps({"success": success, "median": median,
                      "seconds": time.perf_counter() - began}))


if __name__ == "__main__":
    main()
