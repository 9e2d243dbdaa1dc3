#!/usr/bin/env python3
"""An adviser's book: seeded households as requests for 1,000 paths, one a
line, or one a file in a folder.

    make_households.py [--count 1000] [--seed 1] [--paths 1000]
                       [--untaxed] [--dir FOLDER]

The same arguments give the same bytes. One in five is single, the others are
couples; all are planned with one of three sets of market assumptions, as an
adviser's households are."""
import argparse
import json
import pathlib
import random
import sys

STATES = ["CA", "NY", "TX", "FL", "PA", "IL", "OH", "GA", "NC", "MI"]
ALLOCATIONS = [0.3, 0.4, 0.5, 0.6, 0.7, 0.8]

# Cautious, central and hopeful; real arithmetic means.
MARKETS = [
    {"model": "lognormal", "basis": "real",
     "assets": {"us_stock": {"mean": stock, "sd": 0.17},
                "us_bond": {"mean": bond, "sd": 0.06},
                "us_bill": {"mean": 0.005, "sd": 0.02}},
     "correlations": {"us_stock/us_bond": 0.1},
     "inflation": {"model": "fixed", "mean": 0.025}}
    for stock, bond in ((0.045, 0.015), (0.055, 0.02), (0.065, 0.025))
]


def mix(rng):
    stock = rng.choice(ALLOCATIONS)
    return {"us_stock": stock, "us_bond": round(1 - stock, 2)}


def person(rng, name):
    birth = rng.randint(1955, 1985)
    return {"id": name, "birth_year": birth,
            "retirement_age": rng.randint(max(60, 2027 - birth), 72),
            "plan_to_age": rng.randint(90, 98)}


def accounts(rng, people):
    out = [{"id": "brokerage", "type": "taxable",
            "balance": rng.randrange(20, 900) * 1000,
            "yield_qualified": 0.013, "yield_ordinary": 0.004,
            "allocation": mix(rng)}]
    out[0]["cost_basis"] = out[0]["balance"] * rng.randint(4, 10) // 10
    for one in people:
        out.append({"id": "ira_" + one["id"], "owner": one["id"],
                    "type": "traditional",
                    "balance": rng.randrange(10, 1500) * 1000,
                    "allocation": mix(rng)})
    owner = rng.choice(people)["id"]
    out.append({"id": "roth_" + owner, "owner": owner, "type": "roth",
                "balance": rng.randrange(0, 300) * 1000,
                "allocation": mix(rng)})
    return out


def incomes(rng, people):
    out = []
    for one in people:
        out.append({"id": "job_" + one["id"], "owner": one["id"],
                    "kind": "salary",
                    "amount": rng.randrange(40, 220) * 1000,
                    "end": {"event": "retirement"}})
        out.append({"id": "ss_" + one["id"], "owner": one["id"],
                    "kind": "social_security",
                    "pia_monthly": rng.randrange(12, 40) * 100,
                    "claim_age": max(rng.randint(62, 70),
                                     min(70, 2027 - one["birth_year"]))})
    return out


def household(rng, number, taxed):
    names = ["ana", "ben"] if rng.random() < 0.8 else ["kim"]
    people = [person(rng, name) for name in names]
    wealth = accounts(rng, people)
    earned = incomes(rng, people)
    pay = sum(i.get("amount", 0) for i in earned)
    plan = {
        "name": "Household %d" % number,
        "start_year": 2026,
        "household": {
            "filing_status": "married_joint" if len(people) > 1 else "single",
            "state": rng.choice(STATES), "people": people},
        "accounts": wealth,
        "incomes": earned,
        "expenses": [{"id": "living",
                      "amount": int(pay * rng.uniform(0.45, 0.7))}],
        "contributions": [{"account": wealth[1]["id"],
                           "amount": rng.randrange(0, 20) * 1000,
                           "end": {"event": "retirement"}}],
        "taxes": {"model": "us" if taxed else "none"},
        "market": rng.choice(MARKETS),
    }
    return plan


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--paths", type=int, default=1000)
    parser.add_argument("--untaxed", action="store_true")
    parser.add_argument("--dir", type=pathlib.Path)
    args = parser.parse_args()
    rng = random.Random(args.seed)
    for number in range(1, args.count + 1):
        text = json.dumps({"plan": household(rng, number, not args.untaxed),
                           "paths": args.paths, "seed": 1})
        if args.dir is None:
            print(text)
            continue
        args.dir.mkdir(parents=True, exist_ok=True)
        (args.dir / ("household_%05d.json" % number)).write_text(text + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
