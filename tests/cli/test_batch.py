#!/usr/bin/env python3
"""finplan batch: every household's line is what finplan simulate prints for it
alone, in the order given, whatever the threads; wrong ones say why."""
import json
import pathlib
import subprocess
import sys
import tempfile

from finplan_program import DATA, SRC, report, run_bytes as run

MAKER = str(SRC / "tests/bench/make_households.py")


def households(count, paths=80):
    """Documents of the book, with a market of the past among them."""
    made = subprocess.run([sys.executable, MAKER, "--count", str(count),
                           "--paths", str(paths)], capture_output=True,
                          check=True, timeout=60).stdout.splitlines()
    for at in (2, 5):
        document = json.loads(made[at])
        document["plan"]["market"] = {"model": "bootstrap", "block_years": 5}
        for account in document["plan"]["accounts"]:
            account["allocation"] = {"us_stock": 0.6, "us_bond": 0.4}
        made[at] = json.dumps(document).encode()
    return made


def alone(document, *args):
    code, out, err = run("simulate", "-", "--format", "json", "--data", DATA,
                         *args, stdin=document)
    assert code == 0, err
    return out


def test_batch_equals_singles():
    book = households(12)
    singles = [alone(document) for document in book]
    assert len(set(singles)) == len(book)
    lines = b"\n".join(book) + b"\n"
    for threads in ("1", "2", "5"):
        code, out, err = run("batch", "--data", DATA, "--threads", threads,
                             stdin=lines)
        assert code == 0, err
        assert out == b"".join(singles), threads
    code, out, err = run("batch", "--data", DATA, "-", stdin=lines)
    assert (code, out) == (0, b"".join(singles)), err


def test_files_and_lists():
    book = households(6)
    singles = b"".join(alone(document, "--paths", "50", "--seed", "9")
                       for document in book)
    options = ("--paths", "50", "--seed", "9", "--data", DATA)
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for k, document in enumerate(book):
            path = pathlib.Path(folder) / ("%d.json" % k)
            # A file may go over many lines.
            path.write_text(json.dumps(json.loads(document), indent=1))
            names.append(str(path))
        code, out, err = run("batch", *options, *names)
        assert (code, out) == (0, singles), err
        listed = "\n".join(names).encode() + b"\n\n"
        code, out, err = run("batch", *options, "--list", "-", stdin=listed)
        assert (code, out) == (0, singles), err
        (pathlib.Path(folder) / "list").write_bytes(listed)
        code, out, err = run("batch", *options, "--list", folder + "/list")
        assert (code, out) == (0, singles), err


def test_wrong_plans_do_not_end_the_batch():
    good = households(6)[:2]
    wrong = json.loads(good[0])
    wrong["plan"]["accounts"][0]["balance"] = "much"
    lacking = json.loads(good[0])
    lacking["plan"]["market"] = {"model": "bootstrap", "from": 1900,
                                 "to": 1910, "block_years": 5}
    lines = [good[0], json.dumps(wrong).encode(), b"{", b"",
             json.dumps(lacking).encode(), good[1]]
    code, out, err = run("batch", "--data", DATA, "--threads", "2",
                         stdin=b"\n".join(lines))
    got = out.splitlines(keepends=True)
    assert code == 1, err
    assert len(got) == 5, out
    assert got[0] == alone(good[0]) and got[4] == alone(good[1])
    faults = [json.loads(line) for line in got[1:4]]
    assert [f["source"] for f in faults] == ["line 2", "line 3", "line 5"]
    assert faults[0]["errors"][0]["pointer"] == "/plan/accounts/0/balance"
    assert faults[1]["errors"][0]["code"] == "syntax", faults[1]
    assert faults[2]["errors"][0]["pointer"].startswith("/plan"), faults[2]
    code, out, err = run("batch", "/nowhere/a.json")
    fault = json.loads(out)
    assert code == 1 and fault["source"] == "/nowhere/a.json", err
    assert fault["errors"][0]["code"] == "unreadable"


def test_usage():
    book = households(6)[0]
    assert run("batch", "--paths", "0", stdin=book)[0] == 2
    assert run("batch", "--list", "a", "b")[0] == 2
    assert run("batch", "--list", "/nowhere/list")[0] == 1
    assert run("batch", "--format", "csv", stdin=book)[0] == 2
    assert run("batch", stdin=b"") == (0, b"", b"")


if __name__ == "__main__":
    sys.exit(report(globals()))
