#!/usr/bin/env python3
"""finplan simulate: the bytes do not depend on threads, level or shards; the
figures of a streamed run are those of the run that keeps its paths, percentiles
to the bound that is printed; its memory does not grow with the paths."""
import json
import pathlib
import subprocess
import sys

import finplan_program
from finplan_program import DATA_DIR, PROGRAM, SRC, report

PLANS = [str(SRC / "examples" / name)
         for name in ("couple.json", "single.json", "guardrails.json")]
SINGLE = PLANS[1]


def run(*args, stdin=""):
    return finplan_program.run(*args, stdin=stdin, FINPLAN_DATA_DIR=DATA_DIR)


def simulate(plan, *args, stdin=""):
    code, out, err = run("simulate", plan, "--format", "json", *args,
                         stdin=stdin)
    assert code == 0, err
    return out


def levels():
    """The levels that this machine and build have."""
    return [level for level in ("reference", "v2", "v3", "v4")
            if run("simulate", SINGLE, "--paths", "1", "--isa",
                   level)[0] == 0]


def test_shards_threads_and_levels_do_not_matter():
    for plan in PLANS:
        outs = {simulate(plan, "--paths", "1500", "--stream", *args)
                for args in [(), *((("--shards", shards, "--threads", threads))
                                   for shards, threads in
                                   (("1", "7"), ("4", "1"), ("4", "3"),
                                    ("16", "2"), ("1000", "1"))),
                             *(("--isa", level) for level in levels())]}
        assert len(outs) == 1, plan


def test_neither_do_they_where_paths_are_kept():
    for plan in PLANS:
        outs = {simulate(plan, "--paths", "1500", *args) for args in
                [*(("--threads", n) for n in ("1", "2", "3", "7")),
                 *(("--isa", level) for level in levels())]}
        assert len(outs) == 1, plan


def leaves(value, path=""):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, path + "/" + key)
    elif isinstance(value, list):
        for at, item in enumerate(value):
            yield from leaves(item, path + "/" + str(at))
    else:
        yield path, value


def is_percentile(path):
    return any("/" + name in path for name in
               ("p5", "p10", "p25", "p50", "p75", "p90", "p95", "by_year_p50"))


def same(path, kept, streamed, bound):
    """Whether two leaves of the results are as they should be."""
    if path == "/result_id":
        return kept != streamed
    if not isinstance(kept, (int, float)) or isinstance(kept, bool):
        return kept == streamed
    if "percentile_paths" in path:
        return True  # another path of the same step
    if "standard_error" in path or "percentile_errors" in path:
        return abs(kept - streamed) <= 0.3 * abs(kept) + 0.01
    if is_percentile(path) or "cvar" in path or "worst_cut" in path:
        return abs(kept - streamed) <= bound * abs(kept) + 0.01
    return abs(kept - streamed) <= 1e-6 * abs(kept) + 1e-6


def test_figures_are_those_of_the_kept_paths():
    for sampler in ("plain", "antithetic", "sobol"):
        plan = json.loads(pathlib.Path(PLANS[0]).read_text())
        plan["market"]["sampler"] = sampler
        args = ("-", "--paths", "3000", "--seed", "5")
        kept = json.loads(simulate(*args, stdin=json.dumps(plan)))
        streamed = json.loads(simulate(*args, "--stream",
                                       stdin=json.dumps(plan)))
        bound = streamed.pop("percentile_bound")
        assert 0 < bound < 0.002 and "percentile_bound" not in kept
        pairs = list(zip(leaves(kept), leaves(streamed)))
        assert len(pairs) > 300
        for (path, a), (other, b) in pairs:
            assert path == other
            assert same(path, a, b, bound), (sampler, path, a, b)


def test_a_wanted_error_is_reached():
    rough = json.loads(simulate(SINGLE, "--until-se", "0.004"))
    fine_text = simulate(SINGLE, "--until-se", "0.0008", "--threads", "3",
                         "--shards", "4")
    fine = json.loads(fine_text)
    assert rough["success"]["standard_error"] <= 0.004
    assert fine["success"]["standard_error"] <= 0.0008
    assert fine["paths"] > rough["paths"] >= 2048
    assert fine["paths"] & (fine["paths"] - 1) == 0
    assert simulate(SINGLE, "--paths", str(fine["paths"]),
                    "--stream") == fine_text


def test_certainty_is_not_believed_at_once():
    plan = json.loads(pathlib.Path(SINGLE).read_text())
    for expense in plan["expenses"]:
        expense["amount"] = 1
    text = json.dumps(plan)
    got = json.loads(simulate("-", "--until-se", "0.0001", stdin=text))
    assert got["success"]["probability"] == 1
    assert got["paths"] >= 10000
    most = json.loads(simulate("-", "--until-se", "0.0001", "--paths", "5000",
                               stdin=text))
    assert most["paths"] == 5000


def peak(paths):
    """Kilobytes, of one run by itself."""
    text = ("import resource, subprocess, sys\n"
            "subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, "
            "check=True)\n"
            "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
    done = subprocess.run(
        [sys.executable, "-c", text, PROGRAM, "simulate", SINGLE, "--stream",
         "--paths", str(paths)], capture_output=True, check=True, timeout=300)
    return int(done.stdout)


def test_memory_does_not_grow_with_the_paths():
    assert peak(300000) < peak(10000) + 10 * 1024


def test_bad_options_are_named():
    for args, said in ((("--shards", "0"), "--shards"),
                       (("--shards", "x"), "--shards"),
                       (("--until-se", "0"), "--until-se"),
                       (("--until-se", "1"), "--until-se"),
                       (("--until-se", "nan"), "--until-se"),
                       (("--paths", "2000001"), "2000000"),
                       (("--paths", "100000001", "--stream"), "100000000")):
        code, out, err = run("simulate", SINGLE, *args)
        assert code == 2 and out == "" and said in err, (args, code, err)
    code, out, err = run("project", SINGLE, "--stream")
    assert code == 2 and "--stream does not go with project" in err


def test_what_is_there_at_the_deadline_is_an_answer():
    for shards in ((), ("--shards", "3")):
        code, out, err = run("simulate", SINGLE, "--stream", "--paths",
                             "50000000", "--deadline", "50", "--format",
                             "json", "--threads", "2", *shards)
        paths = json.loads(out)["paths"]
        assert code == 3 and f"after {paths} of 50000000" in err, (code, err)
        assert 0 < paths < 5000000 and paths % 128 == 0
        assert simulate(SINGLE, "--paths", str(paths), "--stream") == out


def test_a_run_that_keeps_its_paths_has_none():
    code, out, err = run("simulate", SINGLE, "--paths", "2000000",
                         "--deadline", "50")
    assert code == 3 and out == "" and "deadline" in err, (code, err)


if __name__ == "__main__":
    sys.exit(report(globals()))
