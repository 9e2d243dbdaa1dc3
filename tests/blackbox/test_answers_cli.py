"""The same question on the command line and over HTTP has the same bytes."""
import json
import os
import pathlib
import subprocess

import pytest

from api_client import plan

BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR", "."))
SOURCE = pathlib.Path(os.environ.get("FP_SRCDIR", "."))
DATA = SOURCE / "fcgi-app/planning/data"


def example(name):
    return json.loads((SOURCE / "examples" / name).read_text())


def ask(tmp_path, command, documents, *options):
    files = []
    for i, document in enumerate(documents):
        files.append(tmp_path / f"{i}.json")
        files[-1].write_text(json.dumps(document))
    done = subprocess.run(
        [BUILD / "finplan", command, *files, *options, "--format", "json"],
        env={**os.environ, "FINPLAN_DATA_DIR": str(DATA)},
        capture_output=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


CASES = [
    ("simulate", ["--paths", "300", "--seed", "5"],
     "simulations/monte-carlo?paths=300&seed=5"),
    ("project", [], "projections"),
    ("project", ["--path", "p10", "--paths", "200"],
     "projections?path=p10&paths=200"),
    ("project", ["--explain", "--year", "2030"], "explanations?year=2030"),
    ("stress", ["--paths", "60"], "simulations/stress?paths=60"),
    ("range", ["--paths", "60"], "range?paths=60"),
    ("sensitivity", ["--paths", "60", "--seed", "2"],
     "simulations/sensitivity?paths=60&seed=2"),
    ("sensitivity", ["--paths", "60", "--grid", "spending,returns"],
     "simulations/sensitivity?paths=60&grid=spending,returns"),
    ("solve", ["--for", "spending", "--paths", "200"],
     "spending/max?paths=200"),
]


@pytest.mark.parametrize("command, options, question", CASES)
@pytest.mark.parametrize("name", ["single.json", "couple.json"])
def test_equal_bytes(api, tmp_path, name, command, options, question):
    document = example(name)
    asked = question
    if "paths=" not in question and command == "simulate":
        asked += "&paths=300"
    reply = api.post(f"/api/v1/{asked}", document)
    assert reply.status == 200, reply.body[:400]
    assert reply.body == ask(tmp_path, command, [document], *options)


def test_equal_bytes_of_the_past(api, tmp_path):
    document = example("backtest-60-40.json")
    reply = api.post("/api/v1/simulations/historical?rate=0.04", document)
    assert reply.status == 200, reply.body[:400]
    assert reply.body == ask(tmp_path, "backtest", [document], "--rate",
                             "0.04")


def test_equal_bytes_of_a_comparison(api, tmp_path):
    other = plan(name="other")
    other["expenses"][0]["amount"] = 42000
    reply = api.post("/api/v1/simulations/compare",
                     {"plans": [plan(), other], "paths": 300, "seed": 4})
    assert reply.status == 200, reply.body[:400]
    assert reply.body == ask(tmp_path, "compare", [plan(), other], "--paths",
                             "300", "--seed", "4")
