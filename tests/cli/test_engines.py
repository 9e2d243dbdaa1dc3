#!/usr/bin/env python3
"""finplan survival and finplan verify from outside: published figures, two
engines that agree, and refusals that say why."""
import csv
import io
import json
import os
import pathlib
import subprocess
import unittest

BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR", ".")).resolve()
FINPLAN = str(BUILD / "finplan")


def run(*args, document=None):
    text = b"" if document is None else json.dumps(document).encode()
    done = subprocess.run([FINPLAN, *map(str, args)], input=text,
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def plan(**changes):
    document = {
        "start_year": 2026,
        "household": {"people": [
            {"id": "p", "birth_year": 1961, "plan_to_age": 95}]},
        "accounts": [{"id": "all", "type": "taxable", "balance": 1000000,
                      "allocation": {"us_stock": 1}}],
        "expenses": [{"id": "living", "amount": 40000}],
        "taxes": {"model": "none"},
        "market": {"model": "lognormal", "basis": "real",
                   "assets": {"us_stock": {"mean": 0.05, "sd": 0.12}},
                   "inflation": {"model": "fixed", "mean": 0.02}},
    }
    document.update(changes)
    return document


class Survival(unittest.TestCase):
    def test_published_figures(self):
        code, out, err = run("survival", "--sex", "male", "--age", 65,
                             "--spouse-sex", "female", "--spouse-age", 65,
                             "--format", "json")
        self.assertEqual(code, 0, err)
        got = json.loads(out)
        rows = {row["age"]: row for row in got["years"]}
        for age, man, woman in ((85, 41.78, 54.14), (90, 21.32, 32.27),
                                (95, 6.53, 12.72), (100, .92, 2.56)):
            self.assertAlmostEqual(100 * rows[age]["alive"], man, delta=.005)
            self.assertAlmostEqual(100 * rows[age]["spouse_alive"], woman,
                                   delta=.005)
        self.assertAlmostEqual(100 * rows[95]["either"], 18.42, delta=.005)
        self.assertIn("2022", got["source"])
        self.assertEqual(rows[120]["alive"], 0)
        self.assertAlmostEqual(got["person"]["expectancy_years"], 17.48,
                               delta=.005)

    def test_formats_agree(self):
        args = ("survival", "--sex", "female", "--birth-year", 1970, "--age",
                50, "--model", "cohort")
        _, text, _ = run(*args, "--format", "json")
        _, rows, _ = run(*args, "--format", "csv")
        _, table, _ = run(*args)
        for one, two in zip(json.loads(text)["years"],
                            csv.DictReader(io.StringIO(rows))):
            self.assertEqual(str(one["age"]), two["age"])
            self.assertAlmostEqual(one["alive"], float(two["alive"]),
                                   delta=1e-9)
        at_90 = [r for r in json.loads(text)["years"] if r["age"] == 90][0]
        self.assertIn("%.2f" % (100 * at_90["alive"]), table)
        self.assertIn("cohort", table)
        _, period, _ = run("survival", "--sex", "female", "--age", 50)
        self.assertNotEqual(period.split("\n")[10], table.split("\n")[10])

    def test_wrong_options(self):
        for args, word in (((), "who"), (("--sex", "male"), "age"),
                           (("--sex", "cat", "--age", "65"), "male"),
                           (("--age", "120"), "119"),
                           (("--age", "65.5"), "119"),
                           (("--birth-year", "1700"), "1880"),
                           (("--birth-year", "1880"), "119"),
                           (("--age", "65", "--model", "none"), "period"),
                           (("--age", "65", "file.json"), "no file"),
                           (("--age", "65", "--paths", "5"), "paths")):
            code, out, err = run("survival", *args)
            self.assertEqual(code, 2, args)
            self.assertIn(word, err)
            self.assertEqual(out, "")


class Verify(unittest.TestCase):
    def test_engines_agree(self):
        code, out, err = run("verify", "-", "--paths", 4000, "--format",
                             "json", document=plan())
        self.assertEqual(code, 0, err)
        got = json.loads(out)
        # 10^7 paths of an independent program: 0.8688
        self.assertAlmostEqual(got["grid"]["success"], 0.8688, delta=4e-4)
        self.assertLess(got["grid"]["error"], 1e-6)
        self.assertLess(abs(got["standard_errors"]), 4)
        self.assertTrue(got["agree"])
        self.assertEqual(got["sampling"]["paths"], 4000)
        code, table, err = run("verify", "-", "--paths", 4000,
                               document=plan())
        self.assertEqual(code, 0, err)
        self.assertIn("%.8f" % got["grid"]["success"], table)
        self.assertIn("agree", table)

    def test_refusals_say_why(self):
        couple = plan(market={
            "model": "lognormal", "basis": "real",
            "assets": {"us_stock": {"mean": 0.05, "sd": 0.12},
                       "us_bond": {"mean": 0.02, "sd": 0.05}}})
        couple["accounts"][0]["allocation"] = {"us_stock": .5, "us_bond": .5}
        for document, word in (
                (plan(taxes={"model": "us"}), "tax"), (couple, "asset"),
                (plan(goals=[{"id": "car", "kind": "vehicle",
                              "amount": 9000, "from": 2030, "to": 2030}]),
                 "goal")):
            code, out, err = run("verify", "-", document=document)
            self.assertEqual(code, 1, out)
            self.assertIn(word, err)
            self.assertEqual(out, "")
        code, _, err = run("verify", "-", "--format", "csv", document=plan())
        self.assertEqual(code, 2)
        self.assertIn("json", err)


class Conformance(unittest.TestCase):
    def test_every_case_passes(self):
        code, out, err = run("conformance", "--format", "json")
        self.assertEqual(code, 0, err)
        got = json.loads(out)
        self.assertTrue(got["passed"])
        self.assertEqual(got["failed"], 0)
        self.assertEqual(got["cases"], len(got["results"]))
        self.assertEqual(got["compared"],
                         sum(r["compared"] for r in got["results"]))
        kinds = {r["kind"] for r in got["results"]}
        self.assertLessEqual({"federal_tax", "state_tax", "ss_pia", "ss_own",
                              "ss_spousal", "ss_survivor", "survival",
                              "money_in_time", "annuity", "closed_form",
                              "second_engine", "required_distribution",
                              "spending_policy"},
                             kinds)
        for result in got["results"]:
            self.assertTrue(result["passed"], result)
            self.assertLessEqual(abs(result["got"] - result["expected"]),
                                 result["tolerance"] * (1 + 1e-9))
            self.assertIn("effective", result["source"])
        ruin = [r for r in got["results"] if r["name"] == "ruin_median_28"]
        self.assertEqual(ruin[0]["expected"], 0.2679)

    def test_formats_agree(self):
        _, out, _ = run("conformance", "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(out)))
        code, table, _ = run("conformance")
        self.assertEqual(code, 0)
        self.assertIn("%d cases" % len(rows), table)
        self.assertIn(" 0 failed", table)
        for row in rows:
            self.assertEqual(row["passed"], "1")
            self.assertIn(row["name"], table)


class Formula(unittest.TestCase):
    def results(self, *args):
        code, out, err = run("formula", *args, "--format", "json")
        self.assertEqual(code, 0, err)
        return json.loads(out)["results"]

    def test_published_figures(self):
        got = self.results("lognormal", "wealth=1000000", "drift=0.07",
                           "sd=0.15", "years=30")
        self.assertAlmostEqual(got["p5"], 1508498.59, delta=.005)
        self.assertAlmostEqual(got["p50"], 5826986.67, delta=.005)
        self.assertAlmostEqual(got["p95"], 22508323.02, delta=.005)
        got = self.results("merton", "drift=0.05", "safe=0.02", "sd=0.18",
                           "aversion=3")
        self.assertAlmostEqual(got["share"], 0.308642, delta=5e-7)
        got = self.results("ruin", "drift=0.07", "sd=0.2", "wealth=20",
                           "median_life=28.1")
        self.assertAlmostEqual(got["ruin"], 0.2679, delta=5e-5)
        again = self.results("ruin", "drift=0.07", "sd=0.2",
                             "wealth=%r" % got["wealth_that_lasts"],
                             "median_life=28.1")
        self.assertAlmostEqual(again["ruin"], 0.05, delta=1e-9)

    def test_loans(self):
        got = self.results("loan", "balance=200000", "rate=0.06",
                           "months=360")
        self.assertAlmostEqual(got["payment"], 1199.10, delta=1e-9)
        self.assertEqual(got["months"], 360)
        # the same schedule in whole cents
        left, paid = 20000000, 0
        for month in range(1, 361):
            interest = int(left * .005 + .5 + 1e-7)
            payment = 119910 if month < 360 else left + interest
            left += interest - payment
            paid += payment
        self.assertAlmostEqual(got["last_payment"], payment / 100, delta=1e-4)
        self.assertAlmostEqual(got["paid"], paid / 100, delta=1e-4)
        got = self.results("loan", "balance=1200", "rate=0", "payment=100")
        self.assertEqual((got["months"], got["interest"]), (12, 0))
        exact = self.results("loan", "balance=300000", "rate=0.05",
                             "months=360", "cents=0")
        self.assertEqual(exact["months"], 360)
        self.assertAlmostEqual(exact["paid"], 360 * exact["payment"],
                               delta=1e-4)

    def test_money_in_time(self):
        got = self.results("tvm", "rate=0.04", "periods=20",
                           "present=-500000", "future=0", "due=start")
        self.assertAlmostEqual(
            got["payment"],
            500000 * .04 / (1 - 1.04 ** -20) / 1.04, delta=1e-8)
        got = self.results("tvm", "periods=10", "present=-1", "payment=0",
                           "future=2")
        self.assertAlmostEqual(got["rate"], 2 ** .1 - 1, delta=1e-12)

    def test_annuities(self):
        man = self.results("annuity", "sex=male", "age=65", "rate=0.04",
                           "per_year=1")
        self.assertAlmostEqual(man["price_of_1_a_year"], 12.401704,
                               delta=1e-6)
        joint = self.results("annuity", "sex=male", "age=65", "rate=0.04",
                             "per_year=1", "spouse_sex=female",
                             "spouse_age=65", "survivor_share=0.6")
        self.assertAlmostEqual(joint["price_of_1_a_year"], 14.338656,
                               delta=1e-6)

    def test_wrong_inputs(self):
        code, _, err = run("formula")
        self.assertEqual(code, 2)
        for name in ("annuity", "loan", "lognormal", "merton", "ruin", "tvm"):
            self.assertIn(name, err)
        for args, word in ((("tea",), "tea"), (("merton",), "drift="),
                           (("merton", "drift"), "drift"),
                           (("merton", "drift=x"), "number"),
                           (("merton", "drift=9"), "-1 to 1"),
                           (("merton", "drift=0.1", "drift=0.1"), "twice"),
                           (("annuity", "sex=cat"), "male"),
                           (("annuity", "sex=male", "age=65.5"), "whole")):
            code, out, err = run("formula", *args)
            self.assertEqual(code, 2, args)
            self.assertIn(word, err)
            self.assertEqual(out, "")
        for args, word in ((("tvm", "rate=0.1"), "four"),
                           (("loan", "balance=100", "rate=1",
                             "payment=1"), "off"),
                           (("loan", "balance=100", "rate=1"), "either"),
                           (("annuity", "sex=male", "age=65", "rate=0.02",
                             "model=cohort"), "birth_year")):
            code, _, err = run("formula", *args)
            self.assertEqual(code, 1, args)
            self.assertIn(word, err)


if __name__ == "__main__":
    unittest.main()
