"""The finplan program, run as a person would, and the report of a file of
tests."""
import os
import pathlib
import subprocess
import sys
import traceback

SRC = pathlib.Path(os.environ.get("FP_SRCDIR", ".")).resolve()
PROGRAM = str(pathlib.Path(os.environ.get("FP_BUILDDIR", ".")).resolve()
              / "finplan")
DATA_DIR = str(SRC / "fcgi-app/planning/data")
DATA = DATA_DIR + "/us_annual_1928_2025.csv"


def run_bytes(*args, stdin=b"", **env):
    """Exit code, standard output and standard error; FINPLAN_… only as given."""
    env = {**{k: v for k, v in os.environ.items()
              if not k.startswith("FINPLAN")}, **env}
    done = subprocess.run([PROGRAM, *args], input=stdin, env=env,
                          capture_output=True, timeout=300, check=False)
    return done.returncode, done.stdout, done.stderr


def run(*args, stdin="", **env):
    """The same as texts."""
    code, out, err = run_bytes(*args, stdin=stdin.encode(), **env)
    return code, out.decode(), err.decode()


def report(names):
    """Runs each test_… of a module's globals(); its exit status."""
    failed = 0
    tests = [(n, f) for n, f in names.items() if n.startswith("test_")]
    for name, function in tests:
        try:
            function()
            print("ok   %s" % name)
        except Exception:  # every test reports, whatever it raised
            failed += 1
            print("FAIL %s" % name)
            traceback.print_exc(file=sys.stdout)
    print("%d run, %d failed" % (len(tests), failed))
    return 1 if failed else 0
