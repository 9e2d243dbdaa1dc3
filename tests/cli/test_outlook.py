#!/usr/bin/env python3
"""Comparisons, sensitivities, paths that are opened, and what simulations say
beyond success, from outside."""
import csv
import io
import json
import os
import pathlib
import subprocess
import tempfile
import unittest

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
FINPLAN = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")) / "finplan")
PLAN = SRC / "examples" / "retirement.json"


def run(*args):
    done = subprocess.run([FINPLAN, *map(str, args)], capture_output=True,
                          timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def result(*args):
    code, out, err = run(*args, "--format", "json")
    assert code == 0, err
    return json.loads(out)


class Outlook(unittest.TestCase):
    def test_simulation_says_why_and_what_is_left(self):
        got = result("simulate", PLAN, "--paths", 1000)
        failed = 1 - got["success"]["probability"]
        self.assertAlmostEqual(sum(got["failure_causes"].values()), failed, 5)
        self.assertLessEqual(got["legacy_after_tax"]["mean"],
                             got["ending"]["mean"])
        self.assertGreater(got["spending_risk"]["certainty_equivalent"], 0)
        self.assertGreater(got["funded_ratio"], 0)
        self.assertEqual(got["goals"], [])

    def test_a_percentile_opens_to_its_ledger(self):
        sim = result("simulate", PLAN, "--paths", 500, "--seed", 7)
        path = result("project", PLAN, "--path", "p75", "--paths", 500,
                      "--seed", 7)
        same = result("project", PLAN, "--path",
                      sim["percentile_paths"]["p75"], "--seed", 7)
        self.assertEqual(path["ledger"], same["ledger"])
        self.assertEqual(path["seed"], 7)
        for row in path["ledger"]:
            total = (row["opening"] + row["inflows"] + row["growth"]
                     - row["outflows"] - row["taxes"] - row["fees"])
            self.assertAlmostEqual(total, row["closing"], delta=0.04)
        near = sim["ending"]["percentiles"]["p75"]
        self.assertAlmostEqual(path["ending_real"], near, delta=0.02 * near)

    def test_a_path_has_a_name(self):
        code, _, err = run("project", PLAN, "--path", "p11")
        self.assertEqual(code, 2)
        self.assertIn("p10", err)

    def test_compare_is_paired(self):
        document = json.loads(PLAN.read_text())
        for expense in document["expenses"]:
            expense["amount"] *= 1.01
        with tempfile.TemporaryDirectory() as folder:
            other = pathlib.Path(folder) / "b.json"
            other.write_text(json.dumps(document))
            got = result("compare", PLAN, other, "--paths", 1000)
            plain = result("simulate", PLAN, "--paths", 1000)
            code, out, _ = run("compare", PLAN, other, "--paths", 200,
                               "--format", "csv")
        first, second = got["plans"]
        less = got["differences"][0]["ending"]
        self.assertAlmostEqual(first["ending"]["value"] + less["value"],
                               second["ending"]["value"], 1)
        self.assertLess(less["value"], 0)
        self.assertLess(less["standard_error"],
                        0.2 * plain["ending"]["standard_error"])
        self.assertNotEqual(first["result_id"], second["result_id"])
        self.assertEqual(first["result_id"], plain["result_id"])
        self.assertEqual(code, 0)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual(rows[0]["measure"], "success")

    def test_compare_needs_two_plans(self):
        code, _, err = run("compare", PLAN)
        self.assertEqual(code, 2)
        self.assertIn("which two files", err)
        code, _, err = run("compare", PLAN, "/nonexistent/b.json")
        self.assertEqual(code, 1)
        self.assertIn("b.json", err)

    def test_tornado_is_widest_first(self):
        got = result("sensitivity", PLAN, "--paths", 300)
        widths = [abs(bar["up"]["success"] - bar["down"]["success"])
                  for bar in got["tornado"]]
        self.assertEqual(widths, sorted(widths, reverse=True))
        self.assertIn("spending", [bar["vary"] for bar in got["tornado"]])

    def test_grid_has_the_plan_in_its_middle(self):
        got = result("sensitivity", PLAN, "--paths", 300, "--grid",
                     "spending,returns")
        plain = result("simulate", PLAN, "--paths", 300)
        self.assertEqual(got["x"]["steps"][2], 0)
        self.assertEqual(got["outcomes"][2][2]["success"],
                         plain["success"]["probability"])
        self.assertEqual(got["outcomes"][2][2], got["base"])
        self.assertNotEqual(got["result_id"], plain["result_id"])
        code, _, err = run("sensitivity", PLAN, "--grid", "spending,weather")
        self.assertEqual(code, 2)
        self.assertIn("retirement_age", err)

    def test_tables_are_shown_with_their_sources(self):
        names = [t["name"] for t in json.loads(run("tables", "--format",
                                                   "json")[1])]
        got = result("simulate", PLAN, "--paths", 10)
        self.assertEqual(set(got["tables"]) - {"history"},
                         {"set", *names})
        for name in names:
            code, out, err = run("tables", name, "--format", "csv")
            self.assertEqual((code, err), (0, ""), name)
            rows = list(csv.DictReader(io.StringIO(out)))
            self.assertTrue(rows, name)
        law = result("tables", "us_federal_params", 2026)["rows"]
        std = [r for r in law if r["param"] == "standard_deduction"
               and r["filing_status"] == "single"]
        self.assertEqual([r["value"] for r in std], ["16100"])
        self.assertIn("Rev. Proc. 2025-32", std[0]["source"])
        state = [(row["param"], row["from_year"])
                 for row in result("tables", "us_state_params", 2026)["rows"]
                 if row["state"] == "CA" and row["status"] == "all"]
        self.assertIn(("ex_rate", "2023"), state)
        self.assertIn(("cr_person", "2025"), state)
        self.assertNotIn(("cr_person", "2024"), state)
        past = result("tables", "us_federal_params", 2024)["rows"]
        self.assertFalse([r for r in past
                          if r["param"] == "senior_deduction"])
        code, _, err = run("tables", "us_moon")
        self.assertEqual(code, 1)
        self.assertIn("us_federal_params", err)
        code, _, err = run("tables", "us_rmd_uniform", 2026)
        self.assertEqual(code, 2)
        self.assertIn("no years", err)

    def test_every_line_follows_from_its_inputs(self):
        couple = SRC / "examples" / "couple.json"
        lines = states = 0
        for year in range(2026, 2064):
            got = result("project", couple, "--explain", "--year", year,
                         "--path", "p25", "--paths", 50)
            self.assertEqual(got["year"], year)
            names = [line["line"] for line in got["lines"]]
            for name in ("closing", "agi", "ordinary_tax", "federal_tax",
                         "taxes", "brokerage closing"):
                self.assertIn(name, names)
            states += "state_tax" in names
            for line in got["lines"]:
                self.assertTrue(line["source"])
                if line["formula"] == "sum":
                    value = sum(line["inputs"].values())
                else:
                    value = eval(line["formula"],
                                 {"__builtins__": {}, "min": min,
                                  "max": max}, dict(line["inputs"]))
                self.assertAlmostEqual(value, line["value"], delta=0.02,
                                       msg=(year, line))
                lines += 1
        self.assertGreater(lines, 700)
        self.assertGreater(states, 20)

    def test_explanations_have_a_year(self):
        code, _, err = run("project", PLAN, "--explain", "--year", 2020)
        self.assertEqual(code, 2)
        self.assertIn("2026", err)
        code, out, _ = run("project", PLAN, "--explain")
        self.assertEqual(code, 0)
        self.assertIn("The year 2026", out)

    def test_stress_and_range(self):
        data = SRC / "fcgi-app/planning/data/us_annual_1928_2025.csv"
        got = result("stress", PLAN, "--paths", 200, "--data", data)
        by_name = {s["name"]: s for s in got["scenarios"]}
        for name in ("1929", "1966", "1973", "2000", "2008", "lost_decade",
                     "high_inflation", "long_life", "benefit_cut"):
            self.assertIn("outcome", by_name[name], name)
        base = got["base"]["success"]
        self.assertLess(by_name["lost_decade"]["outcome"]["success"], base)
        self.assertLessEqual(by_name["benefit_cut"]["outcome"]["success"],
                             base)
        self.assertLessEqual(got["success_range"][0], base)
        got = result("range", PLAN, "--paths", 300, "--data", data)
        self.assertEqual([m["name"] for m in got["models"]],
                         ["lognormal", "student_t", "regime", "bootstrap",
                          "stationary_bootstrap", "historical"])
        for model in got["models"]:
            self.assertIn("outcome", model)
            self.assertGreaterEqual(model["outcome"]["success"],
                                    got["success_range"][0])


if __name__ == "__main__":
    unittest.main(verbosity=2)
