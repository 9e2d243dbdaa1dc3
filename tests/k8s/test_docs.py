#!/usr/bin/python3
"""Every command of the documents on deployment is run: against the kubectl that
records, or for real where it needs no cluster."""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).resolve().parent
TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or HERE.parents[1]).resolve()
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR") or TOP).resolve()
sys.path[:0] = [str(TOP / "tools/k8s"), str(HERE)]
sys.dont_write_bytecode = True
import budget  # noqa: E402
import documents as docs  # noqa: E402
import lint  # noqa: E402
from test_deploy import COMPLETE, DIGEST, IMAGES, STUB, secret_answers  # noqa: E402

DEPLOYMENT = TOP / "docs/deployment.md"
RUNBOOK = TOP / "docs/runbook.md"
README = TOP / "k8s/production/README.md"
# kubectl's own words for what is done; anything else is a slip of the pen.
VERBS = set("""api-versions apply config create delete describe diff drain edit
exec get kustomize label logs patch port-forward rollout scale top uncordon
version wait auth annotate""".split())
# Too long for a test, and run by `make check-images` and tools/check.
NOT_HERE = re.compile(r"^ *(tools/install-deps|k8s/images/build)", re.M)


def blocks(path):
    """The indented blocks of commands of a document, in order."""
    found, block = [], []
    for line in path.read_text().splitlines() + [""]:
        if line.startswith("    "):
            block.append(line[4:])
        elif block and not line:
            block.append("")
        elif block:
            found.append("\n".join(block).strip())
            block = []
    return [b for b in found if b]


class Documents(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.dir = pathlib.Path(place.name).resolve()
        self.tree = self.dir / "tree"
        (self.tree / "tools").mkdir(parents=True)
        shutil.copytree(TOP / "k8s", self.tree / "k8s")
        shutil.copytree(TOP / "tools/k8s", self.tree / "tools/k8s")
        (self.tree / "tests").mkdir()
        os.symlink(TOP / "tests/k8s", self.tree / "tests/k8s")
        os.symlink(TOP / "nginx", self.tree / "nginx")
        for path in self.tree.rglob("*"):
            if not path.is_symlink():
                path.chmod(path.stat().st_mode | 0o200)
        (self.tree / "k8s/production/images.env").write_text(
            "".join(f"{i}=r.example.com/{i}@{DIGEST}\n" for i in IMAGES))
        # What asks the service itself has tests of its own.
        answers = [*secret_answers(), COMPLETE,
                   ["get deployment financial-planning-api-canary .*image", 0,
                    f"api\tr/api@{DIGEST}\n"],
                   ["^port-forward", 0, "Forwarding from 127.0.0.1:9 -> 1\n"]]
        (self.dir / "answers.json").write_text(json.dumps(answers))
        curl = self.dir / "bin/curl"
        curl.parent.mkdir()
        # /metrics is asked twice: in public, where it is not, and then inside.
        curl.write_text("""#!/bin/sh
case "$*" in
    */metrics*)
        if rm "$STUB_DIR/asked" 2>/dev/null; then
            printf 'finplan_http_requests_total 1\\n200'
        else
            : >"$STUB_DIR/asked"
            printf '\\n404'
        fi ;;
    */simulations*) printf '"status":401\\n401' ;;
    *) printf '{"status":"ready","version":"1","failed":0}\\n200' ;;
esac
""")
        curl.chmod(0o755)

    def run_block(self, text, environment):
        """Says which of its variables later blocks may use."""
        text += "\ndeclare -p NS API NODE 2>/dev/null || :"
        return subprocess.run(
            ["bash", "-euo", "pipefail", "-c", text],
            cwd=self.tree, input="y\n" * 20, capture_output=True, text=True,
            check=False, timeout=120, env={
                **os.environ, **environment, "STUB_DIR": str(self.dir),
                "STUB_RENDER": str(TOP / "tools/k8s/render.py"),
                "POLL_SECONDS": "1", "PYTHONDONTWRITEBYTECODE": "1",
                "PATH": f"{self.dir}/bin:{STUB}:{BUILD}:{os.environ['PATH']}"})

    def run_all(self, path):
        environment, ran = {}, 0
        for block in blocks(path):
            if NOT_HERE.search(block):
                continue
            done = self.run_block(block, environment)
            self.assertEqual(done.returncode, 0,
                             f"{path.name}:\n{block}\n{done.stdout}{done.stderr}")
            environment.update(re.findall(r'^declare -- (\w+)="(.*)"$',
                                          done.stdout, re.M))
            ran += 1
        return ran

    def calls(self):
        return [json.loads(line) for line in
                (self.dir / "calls").read_text().splitlines()]

    def check_calls(self):
        for call in self.calls():
            line = re.sub(r"^(-n|--namespace) \S+ ", "", call["line"])
            self.assertIn(line.split()[0], VERBS, line)
            for path in re.findall(r"-f (\S+/\S+\.yaml)", line):
                self.assertTrue((self.tree / path).is_file(), line)
            named = re.findall(
                r"\b(deploy|deployment|cronjob|job|hpa|networkpolicy|service|vpa|secret|"
                r"resourcequota)[/ ](financial-planning-[\w-]+|allow-[\w-]+|"
                r"database-[\w-]+)", line)
            for kind, name in named:
                if not re.search(r"-(now|green|canary|hpa|maintenance|restore|"
                                 r"restored|maintenance-svc)$", name):
                    self.assertIn(name, self.names, line)

    @property
    def names(self):
        return {d["metadata"]["name"] for d in lint.everything()}

    def test_deployment(self):
        self.assertGreater(self.run_all(DEPLOYMENT), 20)
        self.check_calls()

    def test_runbook(self):
        """Commands of blocks; another test asks the questions to Prometheus.
        The greps find what the stub's log has."""
        path = self.dir / "answers.json"
        path.write_text(json.dumps([
            ["logs ", 0, '{"level":"error","msg":"database","error":"a worker '
             'died","id":"REQUEST_ID","limit":"REJECTED","remote_addr":"::1"}\n'],
            *json.loads(path.read_text())]))
        ran = 0
        for block in blocks(RUNBOOK):
            if re.match("kubectl|k8s/", block):
                done = self.run_block(block, {"NS": "financial-planning-prod"})
                self.assertEqual(done.returncode, 0,
                                 f"{block}\n{done.stdout}{done.stderr}")
                ran += 1
        self.assertGreater(ran, 8)
        self.check_calls()

    def test_readme(self):
        if not (BUILD / "finplan-admin").exists():
            self.skipTest("finplan-admin is not built")
        # The last block takes the directory away again: a look before that.
        text = [b for b in blocks(README) if not NOT_HERE.search(b)]
        made = text[0]
        done = self.run_block(made, {})
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        keys = {p.name for p in (self.tree / "secrets").iterdir()}
        wanted = docs.find(lint.everything(), "Secret",
                           "financial-planning-secrets")["stringData"]
        self.assertEqual(keys, set(wanted))
        config = {name: value for name, value in
                  lint.config_of(lint.everything()).items()}
        for name in list(config):
            if name.endswith("_FILE"):
                key = config[name].rpartition("/")[2]
                config[name] = str(self.tree / "secrets" / key) \
                    if key in keys else ""
        config["DATA_DIR"] = str(TOP / "fcgi-app/planning/data")
        checked = subprocess.run([BUILD / "finplan-api", "--check-config"],
                                 env=config, capture_output=True, text=True,
                                 check=False)
        self.assertEqual(checked.returncode, 0, checked.stderr)
        for block in text[1:]:
            done = self.run_block(block, {})
            self.assertEqual(done.returncode, 0,
                             f"{block}\n{done.stdout}{done.stderr}")
        self.check_calls()
        literal = {w.split("=")[0] for c in self.calls()
                   for w in re.findall(r"--from-literal=(\w+)", c["line"])}
        for name in ("database-credentials", "database-admin-credentials"):
            secret = docs.find(lint.everything(), "Secret", name)
            self.assertLessEqual(set(secret["stringData"]), literal)

    def test_figures_of_the_readme(self):
        text = README.read_text()
        everything = lint.everything()
        config = lint.config_of(everything)
        clients = sum(pool * pods for _, _, pool, pods in
                      budget.daemons(everything, config))
        self.assertIn(f"{clients:,} clients", text)
        self.assertRegex(text, rf"at\s+most "
                         f"{budget.server_connections(everything, config)},")
        most = budget.demand(everything)
        self.assertIn(f"| {most['requests.cpu']:.0f} | "
                      f"{most['requests.memory'] / 2 ** 30:.0f} GiB | "
                      f"{most['limits.cpu']:.0f} | "
                      f"{most['limits.memory'] / 2 ** 30:.0f} GiB |", text)


if __name__ == "__main__":
    unittest.main()
