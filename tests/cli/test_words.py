#!/usr/bin/env python3
"""What finplan says: members of results, tables a program can read, and words
that name the field and the way out."""
import csv
import io
import json
import os
import pathlib
import re
import subprocess
import tempfile
import unittest

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR", "."))
FINPLAN = str(BUILD / "finplan")
EXAMPLES = SRC / "examples"
ENV = dict(os.environ, LC_ALL="C", FINPLAN_DATA_DIR=str(
    SRC / "fcgi-app" / "planning" / "data"))


def run(*args, document=None, env=ENV):
    if isinstance(document, (dict, list)):
        document = json.dumps(document)
    if isinstance(document, str):
        document = document.encode()
    done = subprocess.run([FINPLAN, *map(str, args)], input=document or b"",
                          capture_output=True, env=env, timeout=120,
                          check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def plan(**changes):
    """One million, no tax, constant real spending of 40,000 for 30 years."""
    document = {
        "start_year": 2026,
        "household": {"people": [
            {"id": "p", "birth_year": 1961, "plan_to_age": 95}]},
        "accounts": [{"id": "all", "type": "taxable", "balance": 1000000,
                      "allocation": {"us_stock": 0.6, "us_bond": 0.4}}],
        "expenses": [{"id": "living", "amount": 40000}],
        "taxes": {"model": "none"},
    }
    document.update(changes)
    return document


class Results(unittest.TestCase):
    def test_seed_and_identity(self):
        def result(*args):
            code, out, _ = run("simulate", EXAMPLES / "single.json",
                               "--paths", 300, "--format", "json", *args)
            self.assertEqual(code, 0)
            return json.loads(out)

        one, again, two = result(), result("--seed", 1), result("--seed", 2)
        self.assertEqual(one["success"], again["success"])
        self.assertNotEqual(one["ending"], two["ending"])
        self.assertEqual(len({r["result_id"] for r in (one, again, two)}), 3)
        self.assertRegex(one["result_id"], r"^[0-9a-f]{32}$")
        self.assertIn("/seed", [a["pointer"] for a in one["assumed"]])
        self.assertNotIn("/seed", [a["pointer"] for a in again["assumed"]])

    def test_members(self):
        code, out, _ = run("simulate", EXAMPLES / "retirement.json",
                           "--paths", 200, "--format", "json")
        result = json.loads(out)
        self.assertEqual(code, 0)
        for name in ("result_id", "engine", "tables", "seed", "assumed",
                     "warnings", "paths", "years", "success", "wealth",
                     "spending", "ending", "depletion", "shortfall", "taxes"):
            self.assertIn(name, result)
        for series in ("wealth", "spending"):
            self.assertEqual(result[series]["basis"], "real")
            rows = [result[series]["percentiles"][p] for p in
                    ("p5", "p10", "p25", "p50", "p75", "p90", "p95")]
            for year in zip(*rows):
                self.assertEqual(list(year), sorted(year))
            self.assertEqual(len(result[series]["standard_error"]),
                             result["years"])

    def test_tables_and_csv(self):
        code, out, _ = run("simulate", EXAMPLES / "retirement.json",
                           "--paths", 200)
        self.assertEqual(code, 0)
        self.assertRegex(out, r"Probability of success +\d+\.\d+ % +standard "
                              r"error")
        self.assertNotIn("nan", out.lower().replace("finplan", ""))
        for command in ("simulate", "project", "backtest"):
            name = ("backtest-60-40.json" if command == "backtest"
                    else "retirement.json")
            extra = ["--paths", 100] if command == "simulate" else []
            code, out, _ = run(command, EXAMPLES / name, "--format", "csv",
                               *extra)
            rows = list(csv.reader(line for line in out.splitlines()
                                   if not line.startswith("#")))
            self.assertEqual(code, 0)
            self.assertEqual({len(r) for r in rows}, {len(rows[0])})

    def test_examples_are_valid(self):
        for path in sorted(EXAMPLES.glob("*.json")):
            code, out, err = run("validate", path, "--format", "json")
            self.assertEqual((code, err), (0, ""), path)
            self.assertTrue(json.loads(out)["valid"])

    def test_own_series(self):
        rows = ["year,us_stock,us_bond,cpi_inflation"]
        rows += [f"{2000 + i},5,5,0" for i in range(31)]
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("\n".join(rows) + "\n")
            file.flush()
            code, out, _ = run("backtest", "-", "--data", file.name,
                               "--format", "json",
                               document=plan(market={"model": "historical"}))
        result = json.loads(out)
        self.assertEqual(code, 0)
        self.assertEqual(result["windows"], 2)
        # An annuity due of 30 payments at 5 %.
        want = 0.05 / 1.05 / (1 - 1.05 ** -30)
        self.assertAlmostEqual(result["safe_withdrawal_rate"], want,
                               delta=2e-8)


class BadInput(unittest.TestCase):
    """Each fault is named by its pointer, on standard error, with exit 1."""

    def refused(self, document, pointer, words):
        for command in ("simulate", "validate"):
            code, out, err = run(command, "-", document=document)
            self.assertEqual(code, 1, err)
            if command == "simulate":
                self.assertEqual(out, "")
            said = out + err
            self.assertRegex(said, re.escape(pointer))
            self.assertRegex(said, words)

    def text(self, part, by):
        text = json.dumps(plan())
        self.assertIn(part, text)
        return text.replace(part, by)

    def test_form(self):
        self.refused(self.text('"amount"', '"amuont"'),
                     "/expenses/0/amuont", 'did you mean "amount"')
        self.refused(self.text("40000", "NaN"), "/expenses/0/amount",
                     "JSON value")
        self.refused(self.text("40000", "1" + "0" * 400),
                     "/expenses/0/amount", "too large")
        self.refused(self.text("40000", "1e400"), "/expenses/0/amount",
                     "too large")
        self.refused(self.text('"amount": 40000',
                               '"amount": 1, "amount": 2'),
                     "/expenses/0/amount", "twice")
        self.refused("[" * 33 + "]" * 33, "/0/0/0", "32 levels")
        self.refused("", "line 1, column 1", "empty")

    def test_meaning(self):
        document = plan()
        document["accounts"][0]["allocation"]["us_stock"] = 0.7
        self.refused(document, "/accounts/0/allocation", "sum to 1")
        document = plan()
        document["household"]["people"][0]["birth_year"] = 1920
        self.refused(document, "/start_year", "ends before it starts")

    def test_all_at_once(self):
        document = plan(start_year="soon", extra=1)
        document["accounts"][0]["balance"] = -5
        _, _, err = run("simulate", "-", document=document)
        for pointer in ("/start_year", "/extra", "/accounts/0/balance"):
            self.assertEqual(err.count(pointer + ":"), 1, err)

    def test_tax_rows(self):
        table = ("case_id,filing_status,wages_head,blind_head\n"
                 "good,single,100000,0\nbad,single,1,5\nodd,alone,1,0\n")
        code, out, err = run("tax", "-", document=table)
        self.assertEqual(code, 1)
        self.assertEqual([line.split(",")[0] for line in out.splitlines()],
                         ["case_id", "good"])
        self.assertIn("/3/blind_head", err)
        self.assertIn("/4/filing_status", err)

    def test_usage(self):
        for args in ([], ["frobnicate"], ["simulate"],
                     ["simulate", "a", "b"], ["simulate", "-", "--rate", "1"],
                     ["simulate", "-", "--threads", "0"],
                     ["validate", "-", "--format", "xml"],
                     ["simulate", "-", "--nonsense"]):
            code, out, err = run(*args)
            self.assertEqual((code, out), (2, ""), args)
            self.assertIn("finplan", err)
        code, _, err = run("simulate", EXAMPLES / "single.json",
                           "--paths", "0")
        self.assertEqual(code, 2)
        self.assertIn("--paths", err)

    def test_missing_file(self):
        code, _, err = run("simulate", "/nonexistent/plan.json")
        self.assertEqual(code, 1)
        self.assertIn("/nonexistent/plan.json", err)

    def test_help_and_version(self):
        for args in (["--help"], ["simulate", "--help"], ["tax", "--help"]):
            code, out, err = run(*args)
            self.assertEqual((code, err), (0, ""))
            self.assertIn("Usage", out)
        code, out, _ = run("--version")
        self.assertEqual(code, 0)
        self.assertRegex(out, r"^finplan-\d+\.\d+\.\d+")


if __name__ == "__main__":
    unittest.main()
