#!/usr/bin/env python3
"""finplan benefits against every case of a published calculator, a dollar a
month; where the two differ the law is named."""
import csv
import os
import pathlib
import subprocess
import unittest

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
FINPLAN = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")) / "finplan")
DATA = SRC / "tests" / "cli" / "data"

# The worker claimed early and the widow did, too. The calculator reduces the
# limit for the widow's age; the law reduces the benefit and then applies the
# limit (POMS RS 00615.320, A.3), so that more is paid.
LIMIT_AFTER_REDUCTION = {"surx004", "surx005", "surx043", "surx050",
                         "surx069"}


def run(kind, *args, stdin=b""):
    done = subprocess.run([FINPLAN, "benefits", "--kind", kind,
                           *map(str, args)], input=stdin,
                          capture_output=True, timeout=60, check=False)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def rows(lines):
    return list(csv.DictReader(l for l in lines if not l.startswith("#")))


class Benefits(unittest.TestCase):
    def agree(self, kind, file, outputs, differing=frozenset()):
        code, out, err = run(kind, DATA / file)
        self.assertEqual((code, err), (0, ""))
        got = {r["case_id"]: r for r in rows(out.splitlines())}
        with open(DATA / file, encoding="ascii") as stream:
            wanted = rows(stream)
        self.assertEqual(len(got), len(wanted))
        differs = set()
        for row in wanted:
            mine = got[row["case_id"]]
            self.assertEqual(set(mine), {"case_id", *outputs})
            for name in outputs:
                if abs(float(mine[name]) - float(row[name])) > 1:
                    differs.add(row["case_id"])
        self.assertEqual(differs, set(differing))
        return got

    def test_primary_insurance_amounts(self):
        self.agree("pia", "ss_pia.csv", ["eligible", "aime", "pia_first",
                                         "pia_cola", "bend1", "bend2"])

    def test_own_benefits(self):
        self.agree("own", "ss_own_benefit.csv",
                   ["fra_months", "monthly_benefit"])

    def test_spouses(self):
        self.agree("spousal", "ss_spousal.csv",
                   ["low_own_benefit", "low_spousal_excess_benefit",
                    "high_own_benefit"])

    def test_survivors(self):
        got = self.agree("survivor", "ss_survivor.csv", ["survivor_benefit"],
                         LIMIT_AFTER_REDUCTION)
        # 4,087 x 82.5 % is the limit, and less than 4,087 reduced by
        # 28.5 % x 33 / 84.
        self.assertEqual(got["surx043"]["survivor_benefit"], "3371")

    def test_wage_base_holds_after_the_table(self):
        # Four years at the base of 2026: 4 x 184,500 / 420 = 1,757.14.
        head = b"case_id,birth,earnings\n"
        years = b"2027:%d;2028:%d;2029:%d;2030:%d\n"
        for pay in (184500, 1000000):
            code, out, err = run("pia", "-", stdin=head + b"a,1970-6-2,"
                                 + years % ((pay,) * 4))
            self.assertEqual((code, err), (0, ""))
            self.assertEqual(rows(out.splitlines())[0]["aime"], "1757")

    def test_a_year_is_one_year_and_a_claim_may_be_missing(self):
        head = b"case_id,birth,earnings\n"
        years = ";".join(f"{y}:20000" for y in range(1985, 2015))
        split = ";".join(f"{y}:8000;{y}:12000" for y in range(1985, 2015))
        _, out, _ = run("pia", "-", stdin=head + f"a,1962-5-5,{years}\n"
                        f"b,1962-5-5,{split}\n".encode())
        one, two = (line.split(",")[1:] for line in out.splitlines()[1:])
        self.assertEqual(one, two)
        head = (b"case_id,deceased_birth,deceased_pia,"
                b"deceased_filing_age_months,filed_before_death,"
                b"death_age_months,survivor_birth,"
                b"survivor_filing_age_months\n")
        code, out, err = run("survivor", "-", stdin=head
                             + b"a,1960-2-2,2000,,0,760,1961-2-2,804\n")
        self.assertEqual((code, err), (0, ""))
        self.assertIn("a,2000", out)

    def test_faults_name_line_and_column(self):
        head = b"case_id,birth,pia,filing_age_months\n"
        for row, said in ((b"a,1960-13-1,1000,800\n", "/2/birth"),
                          (b"a,1960-2-1,-5,800\n", "/2/pia"),
                          (b"a,1960-2-1,1000,700\n",
                           "/2/filing_age_months"),
                          (b"a,1960-2-1,1000\n", "/2/case_id")):
            code, out, err = run("own", "-", stdin=head + row
                                 + b"b,1960-2-2,1000,804\n")
            self.assertEqual(code, 1)
            self.assertIn(said, err)
            self.assertIn("b,804,1000", out)
        code, _, err = run("own", "-", stdin=b"case_id,birth,pia\n")
        self.assertEqual(code, 1)
        self.assertIn("/1/filing_age_months", err)
        code, _, err = run("aunt", "-")
        self.assertEqual(code, 2)
        self.assertIn("survivor", err)


if __name__ == "__main__":
    unittest.main(verbosity=2)
