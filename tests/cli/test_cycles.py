#!/usr/bin/env python3
"""finplan backtest --cases against every case and cycle of a published cycle
calculator: counts exact, balances within a dollar or 0.01 %."""
import csv
import os
import pathlib
import subprocess
import tempfile
import unittest

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
FINPLAN = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")) / "finplan")
DATA = SRC / "tests" / "cli" / "data"
MARKET = DATA / "hist_us_annual_cfiresim.csv"
COUNTS = {"n_cycles", "n_failures", "worst_start_year",
          "failing_start_years", "failed"}


def run(*args):
    done = subprocess.run([FINPLAN, "backtest", *map(str, args)],
                          capture_output=True, timeout=120, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows(lines):
    return list(csv.DictReader(l for l in lines if not l.startswith("#")))


class Cycles(unittest.TestCase):
    def agree(self, oracle, key, *options):
        code, out, err = run("--cases", DATA / "backtest_cfiresim.csv",
                             "--data", MARKET, *options)
        self.assertEqual((code, err), (0, ""))
        got = {tuple(r[k] for k in key): r for r in rows(out.splitlines())}
        with open(DATA / oracle, encoding="ascii") as file:
            wanted = rows(file)
        self.assertEqual(len(got), len(wanted))
        for row in wanted:
            mine = got[tuple(row[k] for k in key)]
            for name in mine:
                if name in COUNTS or name in key:
                    self.assertEqual(mine[name], row[name], (row, name))
                else:
                    value = float(row[name])
                    self.assertAlmostEqual(
                        float(mine[name]), value,
                        delta=max(1, 1e-4 * abs(value)), msg=(row, name))

    def test_every_case(self):
        self.agree("backtest_cfiresim.csv", ["case_id"])

    def test_every_cycle(self):
        self.agree("backtest_cfiresim_cycles.csv", ["case_id", "start_year"],
                   "--cycles")

    def test_faults_name_line_and_column(self):
        head = ("case_id,method,years,equities_pct,bonds_pct,"
                "initial_portfolio,initial_spending,method_param\n")
        good = "a,inflationAdjusted,30,60,40,1000000,40000,\n"
        cases = {
            "b,magic,30,60,40,1000000,40000,\n": "/3/method",
            "b,vpw,30,60,40,1000000,0,rate=4\n": "/3/method_param",
            "b,vpw,30,60,x,1000000,0,\n": "/3/bonds_pct",
            "b,vpw,30,60,40\n": "/3/case_id",
            "b,vpw,30,60,50,1000000,0,rate_pct=4\n": "110 %",
            "b,vpw,190,60,40,1000000,0,rate_pct=4\n": "no cycle",
        }
        for row, said in cases.items():
            with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
                file.write(head + good + row)
                file.flush()
                code, out, err = run("--cases", file.name, "--data", MARKET)
            self.assertEqual(code, 1, row)
            self.assertIn(said, err)
            self.assertEqual(len(out.splitlines()), 2, row)

    def test_the_market_is_needed_and_read_whole(self):
        code, _, err = run("--cases", DATA / "backtest_cfiresim.csv")
        self.assertEqual(code, 2)
        self.assertIn("--data", err)
        with tempfile.NamedTemporaryFile("w", suffix=".csv") as file:
            file.write("year,growth,dividends,fixed_income,gold,cpi\n"
                       "1900,0.1,0.04,0.03,0,8\n1902,0.1,0.04,0.03,0,8\n")
            file.flush()
            code, _, err = run("--cases", DATA / "backtest_cfiresim.csv",
                               "--data", file.name)
        self.assertEqual(code, 1)
        self.assertIn("/3/year", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
