#!/usr/bin/python3
"""Makes k8s/production/manifests/07-monitoring-service-mesh.yaml.

    monitoring.py            prints it
    monitoring.py --write    writes it

From k8s/production/parts, as it stands, and from the files of observability/:
rules of alerts become a PrometheusRule, dashboards and what Fluent Bit and
Elasticsearch read become ConfigMaps. A test says that the file is current.
"""
import json
import pathlib
import sys

import yaml

TOP = pathlib.Path(__file__).resolve().parents[2]
PRODUCTION = TOP / "k8s/production"
PARTS = PRODUCTION / "parts"
SOURCE = TOP / "observability"
OUT = PRODUCTION / "manifests/07-monitoring-service-mesh.yaml"
NAMESPACE = "financial-planning-prod"
PART_OF = {"app.kubernetes.io/part-of": "financial-planning"}

HEAD = """\
# Monitoring, logs, traces and the mesh. Made by tools/k8s/monitoring.py from
# k8s/production/parts and observability/: change those, not this.
#
# Kinds that Kubernetes does not have itself are those of the Prometheus
# operator, the vertical pod autoscaler and Istio. deploy.sh leaves out what the
# cluster does not have, and overlays do with the components without-*.
"""


class Dumper(yaml.SafeDumper):
    """Texts of more than one line as they are in their file."""


def represent_text(dumper, text):
    style = "|" if "\n" in text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


Dumper.add_representer(str, represent_text)


def config_map(name, namespace, data, labels=None):
    return {"apiVersion": "v1", "kind": "ConfigMap",
            "metadata": {"name": name, "namespace": namespace,
                         "labels": {**PART_OF, **(labels or {})}},
            "data": data}


def text_of(path):
    """Without blanks at the ends of lines, which YAML cannot show as they
    are."""
    return "\n".join(line.rstrip() for line in
                     path.read_text().replace("\t", "    ").split("\n"))


def compact(path):
    return json.dumps(json.loads(path.read_text()), separators=(",", ":"))


def dump(document):
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, width=10 ** 6)


def generated():
    """The documents made from observability/, each after what it is from."""
    return []


def make():
    pieces = [HEAD.rstrip("\n")]
    for comment, document in generated():
        pieces.append(f"---\n# {comment}\n{dump(document)}".rstrip("\n"))
    for path in sorted(PARTS.glob("*.yaml")):
        pieces.append("---\n" + path.read_text().rstrip("\n"))
    return "\n".join(pieces) + "\n"


def main():
    if sys.argv[1:] == ["--write"]:
        OUT.write_text(make())
    elif not sys.argv[1:]:
        sys.stdout.write(make())
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
