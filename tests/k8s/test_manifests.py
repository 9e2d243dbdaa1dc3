#!/usr/bin/python3
"""Every manifest and every rendered overlay against the schemas of three
versions of Kubernetes; the renderer against kubectl, where there is one."""
import copy
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or
                   pathlib.Path(__file__).resolve().parents[2]).resolve()
sys.path.insert(0, str(TOP / "tools/k8s"))
sys.dont_write_bytecode = True
import documents as docs  # noqa: E402
import monitoring  # noqa: E402
import render  # noqa: E402
import validate  # noqa: E402

PRODUCTION = TOP / "k8s/production"
NUMBERED = sorted((PRODUCTION / "manifests").glob("0*.yaml"))
OVERLAYS = sorted(p.parent for p in PRODUCTION.glob("overlays/*/kustomization.yaml"))
OPERATIONS = sorted(p.parent for p in PRODUCTION.glob("operations/*/kustomization.yaml"))
COMPONENTS = sorted(p.parent for p in PRODUCTION.glob("components/*/kustomization.yaml"))
# What an overlay takes from a later Kubernetes than the oldest.
OLDEST = {"production": "1.30", "production-mesh": "1.30",
          "kubernetes-1.30": "1.30"}


def versions_of(name):
    every = validate.versions()
    return every[every.index(OLDEST.get(name, "1.24")):]


def with_component(folder, place):
    """A kustomization of the base and one component, in folder place."""
    above = os.path.relpath(PRODUCTION, place)
    (place / "kustomization.yaml").write_text(
        "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
        f"resources: [{above}/manifests]\n"
        f"components: [{above}/components/{folder.name}]\n")
    return place


def unordered(value):
    """The value with lists of mappings in an order of their own: a strategic
    merge does not say which comes first."""
    if isinstance(value, dict):
        return {key: unordered(item) for key, item in value.items()}
    if isinstance(value, list):
        items = [unordered(item) for item in value]
        if all(isinstance(item, dict) for item in items):
            items.sort(key=lambda item: json.dumps(item, sort_keys=True))
        return items
    return value


def by_identity(documents):
    return {docs.identity(d): unordered(d) for d in documents}


class Schemas(unittest.TestCase):
    def check(self, version, documents, what):
        self.assertTrue(documents, what)
        for document in documents:
            self.assertEqual(validate.faults(version, document), [],
                             (what, version))

    def test_three_versions_travel(self):
        self.assertEqual(validate.versions(), ["1.24", "1.30", "1.36"])

    def test_numbered_files(self):
        self.assertEqual([p.name[:2] for p in NUMBERED],
                         [f"{n:02}" for n in range(8)])
        for path in NUMBERED:
            for version in validate.versions():
                self.check(version, docs.read(path), path.name)

    def test_only_the_last_file_needs_what_kubernetes_does_not_have(self):
        core = validate.unpack("core-1.24")["kinds"]
        for path in NUMBERED[:-1]:
            for document in docs.read(path):
                self.assertIn(f'{document["apiVersion"]}/{document["kind"]}',
                              core, path.name)

    def test_operations(self):
        for path in sorted(PRODUCTION.glob("operations/**/*.yaml")):
            if path.name != "kustomization.yaml":
                for version in validate.versions():
                    self.check(version, docs.read(path), path.name)

    def test_overlays_and_operations(self):
        self.assertEqual([p.name for p in OVERLAYS],
                         ["development", "production", "production-mesh"])
        for folder in OVERLAYS + OPERATIONS:
            documents = render.render(folder)
            for version in versions_of(folder.name):
                self.check(version, documents, folder.name)

    def test_each_component_on_the_base(self):
        for folder in COMPONENTS:
            with tempfile.TemporaryDirectory() as place:
                documents = render.render(
                    with_component(folder, pathlib.Path(place).resolve()))
            for version in versions_of(folder.name):
                self.check(version, documents, folder.name)

    def test_a_cluster_with_nothing_installed(self):
        core = validate.unpack("core-1.24")["kinds"]
        for document in render.render(PRODUCTION / "overlays/development"):
            self.assertIn(f'{document["apiVersion"]}/{document["kind"]}', core)

    def test_a_wrong_field_is_found(self):
        deployment = docs.find(docs.read(NUMBERED[3]), "Deployment",
                               "financial-planning-api")
        pod = "spec", "template", "spec"
        for path, value in (
                ((*pod, "contaners"), []),
                ((*pod, "terminationGracePeriodSeconds"), "90"),
                (("spec", "strategy", "type"), 1),
                (("metadata", "names"), "x"),
                (("apiVersion",), "apps/v1beta1")):
            broken = copy.deepcopy(deployment)
            place = broken
            for part in path[:-1]:
                place = place[part]
            place[path[-1]] = value
            for version in validate.versions():
                self.assertTrue(validate.faults(version, broken), path)

    def test_a_key_that_is_there_twice_is_refused(self):
        with self.assertRaisesRegex(Exception, "twice"):
            docs.load("a: 1\nb: 2\na: 3\n")


class Rendering(unittest.TestCase):
    def test_monitoring_is_current(self):
        self.assertEqual(
            monitoring.OUT.read_text(), monitoring.make(),
            "run tools/k8s/monitoring.py --write")

    def test_as_kubectl_does(self):
        if shutil.which("kubectl") is None:
            self.skipTest("there is no kubectl to compare with")
        folders = [PRODUCTION / "manifests"] + OVERLAYS + OPERATIONS
        with tempfile.TemporaryDirectory() as place:
            for folder in COMPONENTS:
                inside = pathlib.Path(place).resolve() / folder.name
                inside.mkdir()
                folders.append(with_component(folder, inside))
            for folder in folders:
                done = subprocess.run(["kubectl", "kustomize", folder],
                                      capture_output=True, text=True,
                                      check=False)
                self.assertEqual(done.returncode, 0, (folder, done.stderr))
                self.assertEqual(by_identity(render.render(folder)),
                                 by_identity(docs.load(done.stdout)), folder)

    def test_merge(self):
        old = {"a": 1, "containers": [{"name": "x", "image": "i", "args": [1]},
                                      {"name": "y"}], "gone": 1}
        new = {"gone": None, "containers": [
            {"name": "x", "args": [2]}, {"name": "y", "$patch": "delete"},
            {"name": "z"}]}
        before = copy.deepcopy(old)
        self.assertEqual(render.merge(old, new), {
            "a": 1, "containers": [{"name": "x", "image": "i", "args": [2]},
                                   {"name": "z"}]})
        self.assertEqual(old, before)

    def test_json_patch(self):
        document = {"a": {"b/c": [1, 2]}, "d": 1}
        render.json_patch(document, [
            {"op": "add", "path": "/a/b~1c/-", "value": 3},
            {"op": "replace", "path": "/a/b~1c/0", "value": 0},
            {"op": "remove", "path": "/d"}])
        self.assertEqual(document, {"a": {"b/c": [0, 2, 3]}})
        with self.assertRaises(KeyError):
            render.json_patch(document, [
                {"op": "replace", "path": "/none", "value": 1}])

    def test_images(self):
        documents = docs.read(NUMBERED[3])
        name = "registry.example.com/financial-planning/nginx"
        render.set_images(documents, [{"name": name, "newName": "r:5000/n",
                                       "digest": "sha256:1"}])
        images = {c["image"] for d in documents if docs.pod_template(d)
                  for c in docs.containers(docs.pod_template(d))}
        self.assertIn("r:5000/n@sha256:1", images)
        self.assertFalse([i for i in images if i.startswith(name)])

    def test_a_patch_that_finds_nothing_is_refused(self):
        with tempfile.TemporaryDirectory() as place:
            place = pathlib.Path(place)
            (place / "kustomization.yaml").write_text(
                "resources: [a.yaml]\npatches:\n- target: {kind: Job}\n"
                "  patch: |\n    - {op: remove, path: /spec}\n")
            (place / "a.yaml").write_text(
                "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n")
            with self.assertRaisesRegex(SystemExit, "finds nothing"):
                render.render(place)


if __name__ == "__main__":
    unittest.main()
