#!/usr/bin/python3
"""Rules between fields, which no schema knows.

    lint.py                     the manifests and operations of production
    lint.py --keys FILE         and whether the settings are those of the output
                                of `finplan-api --check-config` in FILE

Each rule is a function of all documents that yields what is wrong, a sentence
each. Prints them; the exit status is 1 if there are any.
"""
import pathlib
import re
import sys

import budget
import documents as docs
import flows
import render
import rules_access
import rules_parts

TOP = pathlib.Path(__file__).resolve().parents[2]
PRODUCTION = TOP / "k8s/production"
DATABASE_LIMIT = 300  # max_connections that README.md asks of PostgreSQL
# Given to each process as an argument, not by its environment.
ARGUMENTS = {"ROLE"}


def config_of(documents):
    return docs.find(documents, "ConfigMap", "financial-planning-config")["data"]


def resources(documents):
    """LimitRange and quota against what the pods say, at the most of them."""
    ranges = {entry["type"]: entry for d in documents
              if d["kind"] == "LimitRange" for entry in d["spec"]["limits"]}
    for document in budget.workloads(documents):
        template = docs.pod_template(document)
        for container in docs.containers(template):
            where = f'{docs.label(document)}: {container["name"]}'
            stated = container.get("resources", {})
            for resource in ("cpu", "memory"):
                try:
                    asked, most = (budget.quantity(stated[kind][resource])
                                   for kind in ("requests", "limits"))
                except KeyError:
                    yield f"{where}: requests or limits of {resource} are missing"
                    return
                low, high = (budget.quantity(ranges["Container"][k][resource])
                             for k in ("min", "max"))
                if not low <= asked <= most <= high:
                    yield (f"{where}: {resource} {asked:g} to {most:g} is outside "
                           f"the LimitRange's {low:g} to {high:g}")
        for resource in ("cpu", "memory"):
            if budget.of_pod(template, "limits", resource) > budget.quantity(
                    ranges["Pod"]["max"][resource]):
                yield f"{docs.label(document)}: a pod's {resource} is over the LimitRange"
    hard = docs.find(documents, "ResourceQuota",
                     "financial-planning-quota")["spec"]["hard"]
    for name, amount in budget.demand(documents).items():
        if amount > budget.quantity(hard[name]):
            yield f"quota: {name} can come to {amount:g}, over {hard[name]}"


def scaling(documents):
    """HPAs: bounds, targets, metrics that somebody defines; PDBs leave room."""
    rules = docs.find(documents, "ConfigMap",
                      "financial-planning-adapter-rules")["data"]["config.yaml"]
    defined = docs.load(rules)[0]
    names = {"Pods": {r["name"]["as"] for r in defined["rules"]},
             "External": {r["name"]["as"] for r in defined["externalRules"]}}
    smallest = {}
    for hpa in documents:
        if hpa["kind"] != "HorizontalPodAutoscaler":
            continue
        spec = hpa["spec"]
        target = docs.find(documents, spec["scaleTargetRef"]["kind"],
                           spec["scaleTargetRef"]["name"])
        if target is None:
            yield f"{docs.label(hpa)}: scales nothing"
            continue
        smallest[target["metadata"]["name"]] = spec["minReplicas"]
        if not 1 <= spec["minReplicas"] <= spec["maxReplicas"]:
            yield f"{docs.label(hpa)}: minReplicas is over maxReplicas"
        if not spec["minReplicas"] <= target["spec"]["replicas"] <= spec["maxReplicas"]:
            yield f"{docs.label(hpa)}: the replicas at first are outside its bounds"
        for metric in spec["metrics"]:
            kind = metric["type"]
            if kind in names and metric[kind.lower()]["metric"]["name"] not in names[kind]:
                yield (f"{docs.label(hpa)}: nobody defines "
                       f'{metric[kind.lower()]["metric"]["name"]}')
    for pdb in documents:
        if pdb["kind"] != "PodDisruptionBudget":
            continue
        chosen = [d for d in documents if d["kind"] in ("Deployment", "StatefulSet")
                  and flows.matches(pdb["spec"]["selector"], docs.pod_template(d)
                                    ["metadata"]["labels"])]
        if not chosen:
            yield f"{docs.label(pdb)}: selects nothing"
        for document in chosen:
            least = smallest.get(document["metadata"]["name"],
                                 document["spec"]["replicas"])
            room = pdb["spec"].get("maxUnavailable")
            if room is None:
                room = least - pdb["spec"]["minAvailable"]
            if room < 1 or "minAvailable" in pdb["spec"] and \
                    "maxUnavailable" in pdb["spec"]:
                yield f"{docs.label(pdb)}: no pod of {least} could be evicted"


def sleep_before_stop(container):
    """Seconds of a preStop that is a plain sleep."""
    hook = container.get("lifecycle", {}).get("preStop", {})
    command = hook.get("exec", {}).get("command", [])
    return int(command[1]) if command[:1] == ["sleep"] else \
        hook.get("sleep", {}).get("seconds", 0)


def time(documents):
    """Grace periods against what a stop takes; probes that can succeed."""
    config = config_of(documents)
    for document in budget.workloads(documents):
        spec = docs.pod_template(document)["spec"]
        names = {c["name"] for c in spec["containers"]}
        if "nginx" in names:
            front = next(c for c in spec["containers"] if c["name"] == "nginx")
            needed = (sleep_before_stop(front)
                      + int(config["NGINX_DRAIN_SECONDS"])
                      + int(config["DRAIN_TIMEOUT_SECONDS"]))
            if sleep_before_stop(front) < 1:
                yield f"{docs.label(document)}: nginx stops before proxies know"
            if spec["terminationGracePeriodSeconds"] <= needed:
                yield (f"{docs.label(document)}: a stop can take {needed} s, and "
                       f'{spec["terminationGracePeriodSeconds"]} s are granted')
        for container in spec["containers"]:
            for name in ("startupProbe", "livenessProbe", "readinessProbe"):
                probe = container.get(name, {})
                if probe.get("timeoutSeconds", 1) > probe.get("periodSeconds", 10):
                    yield (f'{docs.label(document)}: {container["name"]}: {name} '
                           "times out after the next one is due")
    if int(config["NGINX_DRAIN_SECONDS"]) <= int(config["REQUEST_TIMEOUT_SECONDS"]):
        yield "NGINX_DRAIN_SECONDS cuts requests that still have time"


def connections(documents):
    """Pods times pools against PgBouncer and PostgreSQL."""
    config = config_of(documents)
    parts = budget.daemons(documents, config)
    clients = sum(pool * pods for _, _, pool, pods in parts)
    count = sum(pods for _, _, _, pods in parts)
    limit = int(budget.pgbouncer(documents)["max_client_conn"])
    if count > int(config["DATABASE_CLIENTS"]):
        yield f'{count} daemons, DATABASE_CLIENTS is {config["DATABASE_CLIENTS"]}'
    if clients > limit or int(config["DATABASE_MAX_CONNECTIONS"]) > limit:
        yield f"{clients} connections, PgBouncer's max_client_conn is {limit}"
    if int(config["DATABASE_POOL_SIZE"]) * int(config["DATABASE_CLIENTS"]) > \
            int(config["DATABASE_MAX_CONNECTIONS"]):
        yield "DATABASE_POOL_SIZE times DATABASE_CLIENTS is over DATABASE_MAX_CONNECTIONS"
    total = budget.server_connections(documents, config)
    if total > DATABASE_LIMIT - 10:
        yield f"{total} connections to PostgreSQL, which allows {DATABASE_LIMIT}"


def nginx_settings():
    text = (TOP / "nginx/settings.sh").read_text()
    return set(re.findall(r'^: "\$\{([A-Z_]+):=', text, re.M))


def keys(documents, printed):
    """Settings against what `finplan-api --check-config` printed, both ways."""
    known = {line.partition("=")[0] for line in printed.splitlines()}
    known = {name for name in known if re.fullmatch("[A-Z][A-Z0-9_]*", name)}
    nginx = nginx_settings()
    given = set(config_of(documents))
    plain = {name[:-5] if name.endswith("_FILE") and name not in known else name
             for name in given}
    for name in sorted(plain - known - nginx):
        yield f"financial-planning-config: nobody knows {name}"
    for name in sorted(known - plain - ARGUMENTS):
        yield f"financial-planning-config: {name} is missing"
    for document in budget.workloads(documents):
        for container in docs.containers(docs.pod_template(document)):
            if "finplan-api" not in container.get("command", []):
                continue
            for entry in container.get("env", []):
                if re.sub("_FILE$", "", entry["name"]) not in known:
                    yield f'{docs.label(document)}: nobody knows {entry["name"]}'


RULES = (resources, scaling, time, connections, rules_parts.references,
         rules_parts.selectors, rules_parts.ports, rules_parts.mesh,
         rules_access.pods, rules_access.images, rules_access.roles,
         rules_access.deployer, rules_access.secrets, rules_access.policies,
         rules_access.internet)


def everything():
    """The base, and what operations put beside it; the database of the operator
    and its restored twin, for what they take of the quota."""
    found = render.render(PRODUCTION / "manifests")
    for name in ("backup", "blue-green", "canary"):
        found += render.render(PRODUCTION / "operations" / name)
    for name in ("operations/canary/virtual-service.yaml",
                 "operations/backup/restore.yaml",
                 "operations/backup/restore-point-in-time.yaml",
                 "components/database-cnpg/cluster.yaml"):
        found += docs.read(PRODUCTION / name)
    return found


def faults(documents, printed=None):
    found = [fault for rule in RULES for fault in rule(documents)]
    return found + (list(keys(documents, printed)) if printed else [])


def main():
    printed = None
    if sys.argv[1:2] == ["--keys"] and len(sys.argv) == 3:
        printed = pathlib.Path(sys.argv[2]).read_text()
    elif sys.argv[1:]:
        print(__doc__)
        return 2
    found = faults(everything(), printed)
    print("\n".join(found + [f"{len(found)} faults"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
