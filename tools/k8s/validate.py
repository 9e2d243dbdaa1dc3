#!/usr/bin/python3
"""Checks documents against the schemas of a Kubernetes version.

    validate.py VERSION FILE...      - is standard input; VERSION as in 1.30

An unknown field, a missing one or one of a wrong type is an error; so is a kind
without a schema. The schemas are in tests/k8s/schemas (SOURCES.md there).
"""
import functools
import json
import lzma
import pathlib
import sys

import jsonschema

import documents as docs

SCHEMAS = pathlib.Path(__file__).resolve().parents[2] / "tests/k8s/schemas"


def unpack(name):
    with lzma.open(SCHEMAS / f"{name}.json.xz") as file:
        return json.load(file)


def versions():
    """The Kubernetes versions there are schemas of, oldest first."""
    found = [path.name[5:-8] for path in SCHEMAS.glob("core-*.json.xz")]
    return sorted(found, key=lambda v: [int(n) for n in v.split(".")])


@functools.lru_cache(maxsize=None)
def validator(version, kind):
    """For "group/version/kind"; None when there is no schema of it."""
    core = unpack(f"core-{version}")
    if kind in core["kinds"]:
        schema = dict(core["kinds"][kind], definitions=core["definitions"])
    else:
        schema = unpack("crds").get(kind)
    return schema and jsonschema.Draft7Validator(schema)


def faults(version, document):
    """What is wrong with a document, a sentence each."""
    kind = f'{document["apiVersion"]}/{document["kind"]}'
    checker = validator(version, kind)
    if checker is None:
        return [f"{docs.label(document)}: Kubernetes {version} has no {kind}"]
    return [f"{docs.label(document)}: /{'/'.join(map(str, e.absolute_path))}: "
            f"{e.message[:300]}" for e in checker.iter_errors(document)]


def main():
    if len(sys.argv) < 3 or sys.argv[1] not in versions():
        print(__doc__)
        return 2
    bad = 0
    for name in sys.argv[2:]:
        found = docs.load(sys.stdin.read()) if name == "-" \
            else docs.read(pathlib.Path(name))
        for document in found:
            for fault in faults(sys.argv[1], document):
                print(f"{name}: {fault}")
                bad += 1
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
