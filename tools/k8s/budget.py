"""What the manifests ask of a cluster and of a database, added up."""
import configparser
import re

import documents as docs

UNITS = {"": 1, "m": 1e-3, "k": 1e3, "M": 1e6, "G": 1e9, "Ki": 2 ** 10,
         "Mi": 2 ** 20, "Gi": 2 ** 30, "Ti": 2 ** 40}


def quantity(text):
    number, unit = re.fullmatch(r"([0-9.]+)([A-Za-z]*)", str(text)).groups()
    return float(number) * UNITS[unit]


def of_pod(template, kind, resource):
    """What one pod counts for: its containers together, or its greediest init
    container. kind is "requests" or "limits"."""
    spec = template["spec"]

    def amount(container):
        return quantity(container["resources"][kind][resource])

    return max([sum(amount(c) for c in spec["containers"])]
               + [amount(c) for c in spec.get("initContainers", [])])


def most_pods(document, documents):
    """The most pods of a workload that there can be at once."""
    spec = document["spec"]
    if document["kind"] in ("Job", "CronJob"):
        return 1
    most = spec["replicas"]
    for hpa in documents:
        if (hpa["kind"] == "HorizontalPodAutoscaler"
                and hpa["spec"]["scaleTargetRef"]["name"]
                == document["metadata"]["name"]):
            most = max(most, hpa["spec"]["maxReplicas"])
    rolling = spec.get("strategy", {}).get("rollingUpdate", {})
    return most + rolling.get("maxSurge", 0)


def workloads(documents):
    return [d for d in documents if docs.pod_template(d)
            and d["metadata"]["namespace"] == "financial-planning-prod"]


def clusters(documents):
    """Databases of CloudNativePG, the restored one beside the first."""
    return [d for d in documents if docs.group_of(d) == "postgresql.cnpg.io"
            and d["kind"] == "Cluster"]


def storage(documents):
    """Bytes of all claims."""
    claims = [d["spec"]["resources"]["requests"]["storage"] for d in documents
              if d["kind"] == "PersistentVolumeClaim"]
    for cluster in clusters(documents):
        spec = cluster["spec"]
        claims += [spec[part]["size"] for part in ("storage", "walStorage")
                   ] * spec["instances"]
    return sum(quantity(claim) for claim in claims)


def jobs(documents):
    """The most Jobs there can be: of each CronJob those that are kept and one
    that runs; and one that somebody has started by hand."""
    count = sum(d["kind"] == "Job" for d in documents) + 1
    for document in documents:
        if document["kind"] == "CronJob":
            count += 1 + sum(document["spec"][f"{how}JobsHistoryLimit"]
                             for how in ("successful", "failed"))
    return count


def demand(documents):
    """Of all workloads at their most, by the names of a ResourceQuota."""
    total = {"pods": 0, "requests.storage": storage(documents),
             "count/jobs.batch": jobs(documents)}
    for cluster in clusters(documents):
        spec = cluster["spec"]
        total["pods"] += spec["instances"]
        for kind, asked in spec["resources"].items():
            for resource in ("cpu", "memory"):
                name = f"{kind}.{resource}"
                total[name] = total.get(name, 0) + \
                    spec["instances"] * quantity(asked[resource])
    for document in workloads(documents):
        template = docs.pod_template(document)
        pods = most_pods(document, documents)
        total["pods"] += pods
        for kind in ("requests", "limits"):
            for resource in ("cpu", "memory"):
                name = f"{kind}.{resource}"
                total[name] = total.get(name, 0) + \
                    pods * of_pod(template, kind, resource)
    return total


def setting(container, config, name):
    """A setting as the container has it: its own, or the configuration's."""
    for entry in container.get("env", []):
        if entry["name"] == name:
            return entry["value"]
    return config[name]


def daemons(documents, config):
    """(workload, container, connections, how many at most) for each
    finplan-api that may hold database connections."""
    found = []
    for document in workloads(documents):
        for container in docs.pod_template(document)["spec"]["containers"]:
            if "finplan-api" in container.get("command", []):
                found.append((
                    document["metadata"]["name"], container["name"],
                    int(setting(container, config, "DATABASE_POOL_SIZE")),
                    most_pods(document, documents)))
    return found


def pgbouncer(documents):
    """The settings of PgBouncer's own section."""
    parser = configparser.ConfigParser()
    parser.read_string(docs.find(documents, "ConfigMap",
                                 "financial-planning-pgbouncer")
                       ["data"]["pgbouncer.ini"])
    return parser["pgbouncer"]


def server_connections(documents, config):
    """The most connections that PostgreSQL itself can see."""
    name = "financial-planning-pgbouncer"
    bouncers = most_pods(docs.find(documents, "Deployment", name), documents)
    pooled = pgbouncer(documents)
    total = bouncers * int(pooled["max_db_connections"])
    for document in workloads(documents):
        template = docs.pod_template(document)
        for container in template["spec"]["containers"]:
            names = [e["name"] for e in container.get("env", [])]
            if "JOBS_LISTEN_URL_FILE" in names:  # one for each process
                total += most_pods(document, documents) * int(
                    setting(container, config, "WORKERS"))
        if any(login in str(v) for v in template["spec"].get("volumes", [])
               for login in ("database-admin-credentials",
                             "MARKET_DATABASE_URL")):
            total += 1
    return total
