#!/usr/bin/env python3
"""finplan ask: the questions of the service from the shell."""
import json
import os
import pathlib
import subprocess
import unittest

FINPLAN = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")) / "finplan")


def ask(*args, document=None):
    done = subprocess.run([FINPLAN, "ask", *args],
                          input=json.dumps(document).encode(),
                          capture_output=True, timeout=60, check=False,
                          env=dict(os.environ, LC_ALL="C"))
    return done.returncode, done.stdout.decode(), done.stderr.decode()


class Ask(unittest.TestCase):
    def test_answers(self):
        status, out, err = ask("loan", "-", document={
            "balance": 12000, "rate": 0, "months": 12, "schedule": "none"})
        self.assertEqual((status, err), (0, ""))
        self.assertEqual(json.loads(out)["loan"]["payment"], 1000)

    def test_lists(self):
        status, _, err = ask()
        self.assertEqual(status, 2)
        self.assertIn("projections/debt", err)
        self.assertEqual(ask("nothing")[0], 2)

    def test_says_what_is_wrong(self):
        status, out, err = ask("loan", document={"balance": 1, "rate": 0})
        self.assertEqual((status, out), (1, ""))
        self.assertIn("months or payment", err)
        status, out, err = ask("loan", document={
            "balance": 1000, "rate": 0.5, "payment": 1})
        self.assertEqual((status, out), (1, ""))
        self.assertIn("1200 months", err)


if __name__ == "__main__":
    unittest.main()
