#!/usr/bin/env python3
"""finplan solve: what it prints holds in runs of its own, and bad questions
are named."""
import csv
import io
import json
import pathlib
import sys

import finplan_program
from finplan_program import DATA_DIR, SRC, report

COUPLE = str(SRC / "examples/couple.json")
SINGLE = str(SRC / "examples/single.json")


def run(*args, stdin=""):
    return finplan_program.run(*args, stdin=stdin, FINPLAN_DATA_DIR=DATA_DIR)


def solve(path, *args, stdin=""):
    code, out, err = run("solve", path, *args, "--format", "json",
                         stdin=stdin)
    assert code == 0, err
    return json.loads(out)


def test_the_bracket_holds_in_simulations():
    got = solve(SINGLE, "--for", "spending", "--success", "0.85",
                "--paths", "2000", "--seed", "7", "--tolerance", "0.01")
    assert got["state"] == "found" and got["target"] == 0.85, got
    assert 0 < got["beyond"]["value"] - got["best"]["value"] <= 0.01
    plan = json.loads(pathlib.Path(SINGLE).read_text())
    base = plan["expenses"][0]["amount"]
    for end in ("best", "beyond"):
        plan["expenses"][0]["amount"] = base * got[end]["value"]
        code, out, err = run("simulate", "-", "--paths", "2000", "--seed",
                             "7", "--format", "json", stdin=json.dumps(plan))
        assert code == 0, err
        simulated = json.loads(out)["success"]
        # The factor is printed with six decimals, a path may turn on more.
        assert abs(simulated["probability"] - got[end]["success"]) <= 0.0005
    assert abs(got["spending_mean"] - base * got["value"]) < 0.1, got
    assert 0 < got["standard_error"] < 0.1
    values = [point["value"] for point in got["tried"]]
    assert values == sorted(values) and len(values) == got["runs"]


def test_threads_do_not_matter():
    outs = {run("solve", COUPLE, "--for", "retirement_age", "--person", "ben",
                "--paths", "300", "--threads", threads, "--format", "json")[1]
            for threads in ("1", "2", "3")}
    assert len(outs) == 1
    got = json.loads(outs.pop())
    assert got["person"] == "ben" and got["plan_value"] == 62, got


def test_options_are_part_of_the_result():
    ids = {solve(SINGLE, "--paths", "100", *args)["result_id"]
           for args in (("--for", "spending"), ("--for", "wealth"),
                        ("--for", "spending", "--success", "0.5"),
                        ("--for", "spending", "--tolerance", "0.1"),
                        ("--for", "spending", "--high", "3"))}
    assert len(ids) == 5
    plan = json.loads(pathlib.Path(SINGLE).read_text())
    envelope = {"plan": plan, "for": "spending", "success": 0.5, "paths": 100}
    assert solve("-", stdin=json.dumps(envelope))["result_id"] in ids


def test_every_claim_age_is_tried():
    code, out, err = run("solve", COUPLE, "--for", "claim_age", "--person",
                         "ana", "--paths", "100", "--format", "csv")
    assert code == 0, err
    rows = list(csv.DictReader(io.StringIO(out)))
    assert [float(row["value"]) for row in rows] == list(range(62, 71))
    code, out, err = run("solve", COUPLE, "--for", "claim_age", "--paths",
                         "100", "--success", "0.5")
    assert code == 0 and "claim_age to the end of the range" in out, out + err


def test_a_deadline_gives_the_bracket_so_far():
    code, out, err = run("solve", COUPLE, "--for", "spending", "--paths",
                         "100000", "--deadline", "1", "--format", "json")
    # One millisecond is short of a first run.
    assert code == 3 and out == "" and "stopped" in err, out + err
    code, out, err = run("solve", COUPLE, "--for", "sale_year", "--property",
                         "home", "--paths", "3000", "--deadline", "700",
                         "--threads", "1", "--format", "json")
    # Forty years of sale at 3,000 paths each take longer than that.
    if code == 3 and out != "":
        got = json.loads(out)
        assert got["state"] == "stopped" and 0 < got["runs"] < 60, got
        assert got["best"] is not None or got["beyond"] is not None
    else:
        assert code in (0, 3), err


def test_bad_questions_are_named():
    for args, want in ((("--for", "happiness"), "--for"),
                       (("--success", "1.5", "--for", "spending"),
                        "--success"),
                       (("--tolerance", "0", "--for", "wealth"),
                        "--tolerance"),
                       (("--for", "spending", "--low", "x"), "--low")):
        code, _, err = run("solve", COUPLE, *args)
        assert code == 2 and want in err, (args, err)
    for args, want in (((), "/for"),
                       (("--for", "claim_age", "--person", "eve"), "/person"),
                       (("--for", "spending", "--person", "ana"), "/person"),
                       (("--for", "sale_year", "--property", "boat"),
                        "/property"),
                       (("--for", "spending", "--low", "20"), "/low")):
        code, _, err = run("solve", COUPLE, *args)
        assert code == 1 and want in err, (args, err)
    code, _, err = run("solve", SINGLE, "--for", "savings")
    assert code == 1 and "contributions" in err, err


if __name__ == "__main__":
    sys.exit(report(globals()))
