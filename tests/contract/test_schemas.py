#!/usr/bin/python3
"""The schemas by themselves: valid 2020-12, complete, and as strict as the
service. No network, no service."""
import copy
import json
import os
import pathlib
import random
import re
import subprocess
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import contract  # noqa: E402

try:
    import jsonschema
except ImportError:
    sys.exit(77)
if contract.document() is None:
    sys.exit(77)

HANDLERS = contract.SOURCE / "fcgi-app/handlers"
DRAFT = "https://json-schema.org/draft/2020-12/schema"
FINPLAN = contract.BUILD / "finplan"
# Objects that hold whatever somebody else defines.
OPEN = {"openapi"}
# The only places whose members are not stated: the interface itself, rows of
# tables (export), merge patches, and what is read as another schema says.
UNSTATED = {"openapi", "export_row/properties/row", "plan_patch",
            "verify/properties/result",
            "verify/properties/replay/properties/body"}
# Not for clients: the document leaves them out.
INTERNAL = {"getMetrics", "getUserOfToken"}


def schemas():
    return {path.stem: json.loads(path.read_text())
            for path in (HANDLERS / "schemas").glob("*/*.json")}


def walk(node, where=""):
    """Every object of a JSON tree with its place."""
    if isinstance(node, dict):
        yield where, node
        for key, value in node.items():
            yield from walk(value, f"{where}/{key}")
    elif isinstance(node, list):
        for i, value in enumerate(node):
            yield from walk(value, f"{where}/{i}")


class Schemas(unittest.TestCase):

    def test_each_is_valid(self):
        for name, schema in schemas().items():
            self.assertEqual(schema["$schema"], DRAFT, name)
            self.assertEqual(schema["$id"], f"{name}.json")
            jsonschema.Draft202012Validator.check_schema(schema)

    def test_each_is_listed_for_the_tarball(self):
        listed = {path.parent.joinpath(file).relative_to(HANDLERS)
                  for path in HANDLERS.rglob("*.am") for file in
                  re.findall(r"%D%/([\w/]+\.json)", path.read_text())}
        there = {path.relative_to(HANDLERS)
                 for path in HANDLERS.rglob("*.json")}
        self.assertEqual(listed, there)

    def test_each_is_used(self):
        text = json.dumps(contract.document()["paths"]) + \
            json.dumps(contract.document()["components"])
        unused = [name for name in schemas()
                  if f'"#/components/schemas/{name}"' not in text and
                  f'"#/components/schemas/{name}/' not in text]
        self.assertEqual(unused, [])

    def test_every_property_is_described(self):
        for name, schema in schemas().items():
            for where, node in walk(schema, name):
                if not isinstance(node.get("properties"), dict) or \
                        where.endswith("/properties"):
                    continue
                for key, value in node["properties"].items():
                    self.assertTrue(
                        value.get("description", "").strip(),
                        f"{where}/properties/{key} has no description")

    def test_objects_are_closed(self):
        """Whatever names its members names all of them."""
        for name, schema in schemas().items():
            for where, node in walk(schema, name):
                if name in OPEN or node.get("type") != "object" or \
                        "properties" not in node:
                    continue
                self.assertIn("additionalProperties", node, where)
                self.assertIsNot(node["additionalProperties"], True, where)

    def test_no_object_is_left_open(self):
        """An object states its members, or what any of them is."""
        for name, schema in schemas().items():
            for where, node in walk(schema, name):
                if "object" not in node.get("type", ()) or \
                        "properties" in node or \
                        where in UNSTATED or name == "openapi":
                    continue
                self.assertIsInstance(node.get("additionalProperties"), dict,
                                      where)

    def test_the_document_keeps_their_meaning(self):
        """A component is its file but for names and references."""
        for name, schema in schemas().items():
            made = contract.document()["components"]["schemas"][name]
            want = json.loads(
                re.sub(r'"\$ref": "(\w+)\.json',
                       r'"$ref": "#/components/schemas/\1',
                       json.dumps(schema)))
            for key in ("$schema", "$id"):
                del want[key]
            own = f"#/components/schemas/{name}"
            text = json.dumps(want).replace('"$ref": "#/$defs',
                                            f'"$ref": "{own}/$defs')
            self.assertTrue(made == json.loads(text), name)

    def test_every_reference_leads_somewhere(self):
        for where, node in walk(contract.document()):
            if isinstance(node.get("$ref"), str):
                try:
                    contract.deref(node)
                except KeyError:
                    self.fail(f"{where}: {node['$ref']}")


class Operations(unittest.TestCase):

    def test_names_are_unique(self):
        ids = [row[3]["operationId"] for row in contract.operations()]
        self.assertEqual(len(ids), len(set(ids)))
        for name in ids:
            self.assertRegex(name, r"^[a-z][A-Za-z0-9]*$")

    def test_every_description_has_a_route(self):
        """Nothing in routes/ is left over from a route that went away."""
        ids = {row[3]["operationId"] for row in contract.operations()}
        left = [name for path in (HANDLERS / "routes").glob("*.json")
                for name in json.loads(path.read_text())["operations"]
                if name not in ids and name not in INTERNAL]
        self.assertEqual(left, [])

    def test_path_parameters_are_described(self):
        for _, _, template, operation in contract.operations():
            wanted = re.findall(r"\{(\w+)\}", template)
            given = [p["name"] for p in map(
                contract.deref, operation.get("parameters", []))
                if p["in"] == "path"]
            self.assertEqual(sorted(wanted), sorted(given), template)

    def test_no_parameter_stands_twice(self):
        for _, _, _, operation in contract.operations():
            names = [(p["in"], p["name"]) for p in map(
                contract.deref, operation.get("parameters", []))]
            self.assertEqual(len(names), len(set(names)),
                             operation["operationId"])


def plan_faults(plan):
    return contract.faults('{"$ref": "#/components/schemas/plan"}',
                           json.dumps(plan))


def validate(plan):
    """What the engine's own reader says of a plan."""
    done = subprocess.run([FINPLAN, "validate", "--format", "json", "-"],
                          input=json.dumps(plan), capture_output=True,
                          text=True, timeout=60, check=False)
    return json.loads(done.stdout)


def mutate(plan, rng):
    """A copy of the plan with one thing changed."""
    plan = copy.deepcopy(plan)
    objects = [node for _, node in walk(plan) if node]
    node = rng.choice(objects)
    key = rng.choice(list(node))
    change = rng.randrange(5)
    if change == 0:
        del node[key]
    elif change == 1:
        node["unheard_of"] = 1
    elif change == 2:
        node[key] = rng.choice([None, True, "word", -1, 0, 1e6, 0.5, [], {}])
    elif change == 3 and isinstance(node[key], (int, float)) and \
            not isinstance(node[key], bool):
        node[key] = node[key] * rng.choice([-1, 0, 0.5, 10, 1e4])
    else:
        other = rng.choice(objects)
        node[key] = copy.deepcopy(other[rng.choice(list(other))])
    return plan


@unittest.skipUnless(FINPLAN.exists(), "finplan is not built")
class PlansAgree(unittest.TestCase):
    """The schema of plans against the reader of plans."""

    EXAMPLES = sorted((contract.SOURCE / "examples").glob("*.json"))

    def test_examples(self):
        self.assertTrue(self.EXAMPLES)
        for path in self.EXAMPLES:
            self.assertEqual(plan_faults(json.loads(path.read_text())), (),
                             path.name)

    def test_what_is_taken_is_documented(self):
        """A plan that the service takes is valid by its schema; a plan with a
        field or a type that the service does not know is not."""
        rng = random.Random(20261129)
        plans = [json.loads(path.read_text()) for path in self.EXAMPLES]
        taken = refused = 0
        for i in range(int(os.environ.get("FP_MUTATIONS", "600"))):
            plan = mutate(rng.choice(plans), rng)
            said = validate(plan)
            found = plan_faults(plan)
            if said["valid"]:
                taken += 1
                self.assertEqual(found, (), f"mutation {i}: {plan}")
            elif any(e["code"] in ("unknown_field", "type")
                     for e in said["errors"]):
                refused += 1
                self.assertNotEqual(found, (), f"mutation {i}: "
                                    f"{said['errors']}: {plan}")
        self.assertGreater(taken, 50)
        self.assertGreater(refused, 100)


if __name__ == "__main__":
    unittest.main()
