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


def compact(path):
    return json.dumps(json.loads(path.read_text()), separators=(",", ":"))


def dump(document):
    return yaml.dump(document, Dumper=Dumper, sort_keys=False, width=10 ** 6)


def generated():
    """(comment, document) for each made from observability/."""
    shipper = SOURCE / "fluent-bit"
    yield ("The log shipper beside each pod reads the files that keep-log makes.",
           config_map("financial-planning-fluent-bit", NAMESPACE,
                      {path.name: path.read_text()
                       for path in sorted(shipper.glob("*.conf"))}))
    yield ("For Elasticsearch: put them in once (docs/logging.md).",
           config_map("financial-planning-elasticsearch", "logging",
                      {path.name: path.read_text() for path in
                       sorted((SOURCE / "elasticsearch").glob("*.json"))}))
    for path in sorted((SOURCE / "prometheus").glob("*.yml")):
        rules = yaml.safe_load(path.read_text())
        if "groups" in rules:
            yield (f"observability/prometheus/{path.name}", {
                "apiVersion": "monitoring.coreos.com/v1",
                "kind": "PrometheusRule",
                "metadata": {"name": f"financial-planning-{path.stem}",
                             "namespace": NAMESPACE, "labels": PART_OF},
                "spec": {"groups": rules["groups"]}})
    for path in sorted((SOURCE / "grafana").glob("*.json")):
        yield (f"Grafana takes what has this label: {path.name}.",
               config_map(f"financial-planning-dashboard-{path.stem}",
                          "monitoring", {path.name: compact(path)},
                          {"grafana_dashboard": "1"}))


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
