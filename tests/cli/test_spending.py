#!/usr/bin/env python3
"""Spending policies through the whole program: the published examples as
plans, other income, the start of a policy, and what is said of a wrong one."""
import json
import os
import pathlib
import subprocess
import unittest

FINPLAN = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")).resolve()
              / "finplan")


def plan(spending, years=30, growth=0.0, inflation=0.0, **changes):
    """One person of 65, a million in one asset, no tax."""
    out = {
        "start_year": 2026,
        "household": {"people": [{"id": "kim", "birth_year": 1961,
                                  "plan_to_age": 65 + years}]},
        "accounts": [{"id": "all", "type": "taxable", "balance": 1000000,
                      "allocation": {"us_stock": 0.6, "us_bond": 0.4}}],
        "strategy": {"spending": spending},
        "taxes": {"model": "none"},
        "market": {"model": "fixed", "basis": "nominal",
                   "assets": {"us_stock": {"mean": growth, "sd": 0.18},
                              "us_bond": {"mean": growth, "sd": 0.06}},
                   "inflation": {"model": "fixed", "mean": inflation}},
    }
    out.update(changes)
    return out


def run(command, document, *options):
    done = subprocess.run([FINPLAN, command, "-", "--format", "json",
                           *options], input=json.dumps(document).encode(),
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def spent(document):
    """Nominal spending of each year."""
    code, out, err = run("project", document)
    assert code == 0, err
    return [row["living"] * row["price_level"]
            if json.loads(out)["basis"] == "real" else row["living"]
            for row in json.loads(out)["ledger"]]


class Spending(unittest.TestCase):
    def near(self, got, wanted, within=0.01):
        self.assertAlmostEqual(got, wanted, delta=within)

    def test_vpw_table(self):
        for years, percent in ((35, 5.0), (34, 5.1), (5, 21.5), (4, 26.4)):
            first = spent(plan({"policy": "vpw"}, years))[0]
            self.near(first / 10000, percent, 0.05)

    def test_vpw_ends_with_nothing(self):
        code, out, _ = run("project", plan({"policy": "vpw"}, 20, 0.03))
        self.assertEqual(code, 0)
        self.near(json.loads(out)["ledger"][-1]["closing"], 0.0)
        self.assertEqual(json.loads(out)["failed_year"], None)

    def test_guyton_klinger_steps(self):
        rule = {"policy": "guyton_klinger", "initial_rate": 0.04}
        for second, wanted in ((1000000, 44000), (833334, 44000),
                               (800000, 39600)):
            growth = second / 960000 - 1
            years = spent(plan(rule, 30, growth, 0.10))
            self.near(years[0], 40000)
            self.near(years[1], wanted)
        rule["floor"] = 38000
        self.near(spent(plan(rule, 30, -0.4, 0.05))[1], 39900)
        del rule["floor"]
        self.near(spent(plan(rule, 30, -0.4, 0.05))[1], 37800)
        # The last fifteen years never cut.
        self.near(spent(plan(rule, 16, -0.4, 0.05))[1], 42000)

    def test_income_is_spent_on_top(self):
        pension = [{"id": "pension", "kind": "pension", "owner": "kim",
                    "amount": 20000, "start": {"year": 2027}}]
        rule = {"policy": "percent_of_portfolio", "percent": 0.05}
        years = spent(plan(rule, incomes=pension))
        self.near(years[0], 50000)
        self.near(years[1], 47500 + 20000)
        rule["add_income"] = False
        years = spent(plan(rule, incomes=pension))
        self.near(years[1], 47500)

    def test_expenses_until_the_start(self):
        rule = {"policy": "one_over_n", "start": {"age": 67}}
        years = spent(plan(rule, 30, expenses=[{"id": "all",
                                                "amount": 30000}]))
        self.near(years[1], 30000)
        self.near(years[2], 940000 / 28)

    def test_later_income_is_wealth(self):
        """Social Security that is yet to come counts as wealth where the
        policy says what the whole household spends."""
        benefit = [{"id": "ss", "kind": "social_security", "owner": "kim",
                    "pia_monthly": 3000, "claim_age": 70}]
        rule = {"policy": "lifecycle_merton", "add_income": False,
                "expected_return": 0.0, "volatility": 0.0,
                "bond_return": 0.0, "time_preference": 0.0}
        without = spent(plan(rule, 30))
        with_it = spent(plan(rule, 30, incomes=benefit))
        self.near(without[0], 1000000 / 30)
        self.assertGreater(with_it[0], without[0] + 15000)
        # Nothing is risky, nothing grows: spending is level.
        self.near(with_it[0], with_it[-1])

    def test_every_policy_simulates_the_same_bytes(self):
        words = ("constant_real constant_nominal percent_of_portfolio "
                 "floor_ceiling guyton_klinger risk_guardrails vpw "
                 "rmd_divisor one_over_n cape endowment hebeler_autopilot "
                 "ninety_five_rule vanguard_dynamic smile phases "
                 "lifecycle_merton").split()
        for word in words:
            rule = {"policy": word}
            if word == "phases":
                rule["phases"] = [{"age": 75, "factor": 0.8}]
            document = plan(rule, 30, 0.05, 0.025)
            document["market"]["model"] = "lognormal"
            document["expenses"] = [{"id": "all", "amount": 45000}]
            one, two = (run("simulate", document, "--paths", "400",
                            "--threads", n) for n in "12")
            self.assertEqual(one[0], 0, one[2])
            self.assertEqual(one, two, word)
            median = json.loads(one[1])["spending"]["percentiles"]["p50"]
            self.assertGreater(median[0], 20000, word)
            self.assertLess(median[0], 80000, word)

    def test_tax_comes_out_of_what_the_portfolio_gives(self):
        """The last year of vpw takes everything: the tax on it leaves less to
        spend, and no path fails for that. A promise would."""
        document = plan({"policy": "vpw"}, 10, 0.03)
        document["accounts"][0]["type"] = "traditional"
        document["taxes"] = {"model": {"flat": 0.2}}
        code, out, _ = run("project", document)
        self.assertEqual(code, 0)
        ledger = json.loads(out)["ledger"]
        self.assertEqual(json.loads(out)["failed_year"], None)
        self.near(ledger[-1]["living"], 0.8 * ledger[-1]["opening"])
        self.near(ledger[-1]["closing"], 0)
        document["strategy"]["spending"]["floor"] = 150000
        code, out, _ = run("project", document)
        self.assertNotEqual(json.loads(out)["failed_year"], None)

    def test_cape_of_the_market(self):
        """A market that starts from a CAPE gives it to the policy."""
        document = plan({"policy": "cape", "cape": 20}, 30, 0.05)
        self.near(spent(document)[0], 42500)
        document["market"].update(
            model="lognormal", conditioning={"cape": 40, "years": 10})
        self.near(spent(document)[0], 30000)

    def test_wrong_rules_are_named(self):
        for rule, said in (
                ({"policy": "lucky"}, "/strategy/spending/policy"),
                ({"policy": "vpw", "percent": 0.04},
                 "/strategy/spending/percent"),
                ({"policy": "phases"}, "/strategy/spending/phases"),
                ({"policy": "cape", "cape": -3}, "/strategy/spending/cape")):
            code, out, err = run("validate", plan(rule))
            self.assertEqual(code, 1)
            self.assertIn(said, out + err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
