#!/usr/bin/python3
"""Packs the schemas that the tests use, out of a collection laid out as
schemas/SOURCES.md says.

    select-schemas.py COLLECTION
"""
import json
import lzma
import pathlib
import sys

VERSIONS = ("1.24", "1.30", "1.36")
CRDS = (
    "autoscaling.k8s.io/v1/VerticalPodAutoscaler",
    "cert-manager.io/v1/Certificate",
    "cert-manager.io/v1/ClusterIssuer",
    "external-secrets.io/v1/ExternalSecret",
    "external-secrets.io/v1/SecretStore",
    "gateway.networking.k8s.io/v1/Gateway",
    "gateway.networking.k8s.io/v1/HTTPRoute",
    "keda.sh/v1alpha1/ScaledObject",
    "monitoring.coreos.com/v1/PodMonitor",
    "monitoring.coreos.com/v1/PrometheusRule",
    "monitoring.coreos.com/v1/ServiceMonitor",
    "networking.istio.io/v1/DestinationRule",
    "networking.istio.io/v1/Gateway",
    "networking.istio.io/v1/ServiceEntry",
    "networking.istio.io/v1/VirtualService",
    "networking.istio.io/v1alpha3/EnvoyFilter",
    "postgresql.cnpg.io/v1/Cluster",
    "postgresql.cnpg.io/v1/Pooler",
    "postgresql.cnpg.io/v1/ScheduledBackup",
    "security.istio.io/v1/AuthorizationPolicy",
    "security.istio.io/v1/PeerAuthentication",
    "security.istio.io/v1/RequestAuthentication",
    "telemetry.istio.io/v1/Telemetry",
)


def pack(path, value):
    text = json.dumps(value, separators=(",", ":"), sort_keys=True)
    path.write_bytes(lzma.compress(text.encode(), preset=9))


def crd(source, name):
    group, version, kind = name.split("/")
    path = source / "crds" / group / f"{kind.lower()}_{version}.json"
    schema = json.loads(path.read_text())
    # Those of Istio leave out what every document has.
    for field in ("apiVersion", "kind"):
        schema["properties"][field] = {"type": "string"}
    schema["properties"]["metadata"] = {"type": "object"}
    schema["additionalProperties"] = False
    return schema


def main():
    source = pathlib.Path(sys.argv[1])
    place = pathlib.Path(__file__).parent / "schemas"
    for version in VERSIONS:
        pack(place / f"core-{version}.json.xz",
             json.loads((source / f"core-{version}.json").read_text()))
    pack(place / "crds.json.xz", {name: crd(source, name) for name in CRDS})


if __name__ == "__main__":
    main()
