"""Rules of lint.py: what pods may do, who may do what, who may ask whom."""
import ipaddress
import re

import budget
import documents as docs
import flows

VOLUMES = {"configMap", "emptyDir", "projected", "secret", "downwardAPI",
           "persistentVolumeClaim", "ephemeral", "csi"}
APPS = {name: flows.pod({"app": f"financial-planning-{name}"})
        for name in ("api", "jobs", "pgbouncer", "memcached", "migrate",
                     "housekeeping", "market-data")}
OTHERS = {
    "ingress": flows.pod({"app.kubernetes.io/name": "ingress-nginx"},
                         "ingress-nginx"),
    "prometheus": flows.pod({"app.kubernetes.io/name": "prometheus"},
                            "monitoring"),
    "collector": flows.pod({"app.kubernetes.io/name": "opentelemetry-collector"},
                           "monitoring"),
    "elasticsearch": flows.pod({"app.kubernetes.io/name": "elasticsearch"},
                               "logging"),
    "dns": flows.pod({"k8s-app": "kube-dns"}, "kube-system"),
    "stranger": flows.pod({"app": "stranger"}, "default"),
    "neighbour": flows.pod({"app": "neighbour"}),
    "private": flows.address("10.20.30.40"),
    "metadata": flows.address("169.254.169.254"),
    "internet": flows.address("203.0.113.7"),
    "internet6": flows.address("2600:1f18::7"),
    "metadata6": flows.address("fd00:ec2::254"),
}
# What no pod may reach as a part of the internet: networks of one's own, of
# carriers, of hosts and links, and the metadata of clouds that are among them.
RESERVED = [ipaddress.ip_network(n) for n in (
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8",
    "168.63.129.16/32", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16",
    "224.0.0.0/4", "240.0.0.0/4", "::/128", "::1/128", "::ffff:0:0/96",
    "64:ff9b::/96", "2002::/16", "fc00::/7", "fe80::/10", "ff00::/8")]
PORTS = (53, 80, 443, 465, 587, 2020, 4318, 5432, 6432, 8000, 9090, 9200, 11211)
# Every flow there is to be; the check is that there is no other.
FLOWS = {
    ("ingress", "api", 8000),
    ("prometheus", "api", 9090), ("prometheus", "jobs", 9090),
    *((a, "pgbouncer", 6432) for a in ("api", "jobs")),
    *((a, "memcached", 11211) for a in ("api", "jobs")),
    *((a, "collector", 4318) for a in ("api", "jobs")),
    *((a, "elasticsearch", 9200) for a in ("api", "jobs")),
    *((a, "private", 5432) for a in ("pgbouncer", "jobs", "migrate",
                                     "housekeeping", "market-data")),
    ("api", "private", 465), ("api", "private", 587),
    ("market-data", "internet", 443), ("market-data", "internet6", 443),
    *((a, "dns", 53) for a in ("api", "jobs", "pgbouncer", "migrate",
                               "housekeeping", "market-data")),
}

# Not applied by deploy.sh, but by an administrator or with a component.
ADMINISTRATORS = {"Namespace", "ResourceQuota", "LimitRange", "ServiceAccount",
                  "Role", "RoleBinding", "Secret", "PersistentVolumeClaim",
                  "Cluster", "Pooler", "ScheduledBackup"}
# What deploy.sh asks besides: (group, resource, name, verb).
DEPLOYER_ASKS = (
    ("", "pods", "any", "list"), ("", "pods", "any", "patch"),
    ("", "pods", "any", "delete"), ("", "pods/log", "any", "get"),
    ("", "pods/portforward", "any", "create"),
    ("", "secrets", "financial-planning-secrets", "get"),
    ("", "secrets", "database-credentials", "get"),
    ("", "secrets", "database-admin-credentials", "get"),
    ("apps", "replicasets", "any", "list"),
    ("apps", "deployments", "any", "watch"),
    ("apps", "statefulsets", "any", "watch"),
    ("batch", "jobs", "any", "watch"),
    ("apps", "deployments", "financial-planning-maintenance", "delete"),
    ("", "services", "financial-planning-maintenance-svc", "delete"),
    ("", "configmaps", "financial-planning-maintenance", "delete"),
    ("gateway.networking.k8s.io", "httproutes", "financial-planning-api", "patch"),
)


def pods(documents):
    """The level "restricted", and what this deployment asks beyond it."""
    for document in budget.workloads(documents):
        spec = docs.pod_template(document)["spec"]
        where = docs.label(document)
        security = spec.get("securityContext", {})
        if not (security.get("runAsNonRoot") and security.get("runAsUser") == 1001
                and security.get("runAsGroup") == 1001):
            yield f"{where}: does not run as 1001"
        if security.get("seccompProfile", {}).get("type") != "RuntimeDefault":
            yield f"{where}: has no seccomp profile"
        if any(spec.get(name) for name in ("hostNetwork", "hostPID", "hostIPC")):
            yield f"{where}: shares the node's namespaces"
        if spec.get("automountServiceAccountToken") is not False:
            yield f"{where}: mounts a token"
        for volume in spec.get("volumes", []):
            if set(volume) - {"name"} - VOLUMES:
                yield f'{where}: the volume {volume["name"]} is not allowed'
            if "emptyDir" in volume and "sizeLimit" not in volume["emptyDir"]:
                yield f'{where}: the volume {volume["name"]} has no limit'
        for container in docs.containers(docs.pod_template(document)):
            own = container.get("securityContext", {})
            if not (own.get("allowPrivilegeEscalation") is False
                    and own.get("readOnlyRootFilesystem") is True
                    and own.get("capabilities") == {"drop": ["ALL"]}):
                yield f'{where}: {container["name"]} may too much'
            for name in ("privileged", "runAsUser", "procMount"):
                if name in own:
                    yield f'{where}: {container["name"]} sets {name}'


def images(documents):
    """By digest, never by a tag that moves."""
    for document in budget.workloads(documents):
        for container in docs.containers(docs.pod_template(document)):
            if not re.search(r"@sha256:[0-9a-f]{64}$", container["image"]):
                yield f'{docs.label(document)}: {container["image"]} has no digest'


def roles(documents):
    """No wildcard; change and deletion only of what is named."""
    free = {"networkpolicies", "pods"}
    for document in documents:
        if document["kind"] in ("ClusterRole", "ClusterRoleBinding"):
            yield f"{docs.label(document)}: reaches past the namespace"
        if document["kind"] != "Role":
            continue
        for rule in document["rules"]:
            where = f'{docs.label(document)}: {rule["resources"]}'
            if "*" in str(rule):
                yield f"{where}: has a wildcard"
            if {"update", "patch", "delete", "deletecollection"} & set(rule["verbs"]) \
                    and "resourceNames" not in rule \
                    and set(rule["resources"]) - free:
                yield f"{where}: may change what it does not name"
            if "secrets" in rule["resources"] and (
                    rule["verbs"] != ["get"] or "resourceNames" not in rule):
                yield f"{where}: may more than read its own secrets"


def resource_of(document):
    """The name of the kind in a rule: networkpolicies."""
    name = document["kind"].lower()
    if re.search("[^aeiou]y$", name):
        return name[:-1] + "ies"
    return name + ("es" if name.endswith("s") else "s")


def grants(role, group, resource, name, verb):
    return any(group in rule["apiGroups"] and resource in rule["resources"]
               and verb in rule["verbs"]
               and name in rule.get("resourceNames", [name])
               for rule in role["rules"])


def deployer(documents):
    """The account for deploy.sh may do what deploy.sh does."""
    role = docs.find(documents, "Role", "financial-planning-deployer")
    asked = set(DEPLOYER_ASKS)
    for document in documents:
        meta = document["metadata"]
        backup = meta.get("labels", {}).get("app") == "financial-planning-backup"
        if document["kind"] not in ADMINISTRATORS and not backup and \
                meta["namespace"] == "financial-planning-prod":
            asked |= {(docs.group_of(document), resource_of(document),
                       meta["name"], verb)
                      for verb in ("get", "create", "patch", "delete")}
    for group, resource, name, verb in sorted(asked):
        if not grants(role, group, resource, name, verb):
            yield f"{docs.label(role)}: may not {verb} {resource} {name}"


def secrets(documents):
    """Placeholders alone, and no secret in a ConfigMap or an environment."""
    hidden = set()
    for document in documents:
        if document["kind"] == "Secret":
            values = {**document.get("data", {}), **document.get("stringData", {})}
            hidden |= set(values)
            for key, value in values.items():
                if value not in ("", "CHANGE_ME"):
                    yield f"{docs.label(document)}: {key} is in the open"
    for document in documents:
        if document["kind"] == "ConfigMap":
            for key in set(document["data"]) & hidden:
                if document["data"][key]:
                    yield f"{docs.label(document)}: {key} is in the open"
            if "-----BEGIN" in str(document["data"]):
                yield f"{docs.label(document)}: holds a key"
    for document in budget.workloads(documents):
        for container in docs.containers(docs.pod_template(document)):
            for entry in container.get("env", []):
                if entry["name"] in hidden and entry.get("value"):
                    yield f'{docs.label(document)}: {entry["name"]} is in the open'


def plain_policies(documents):
    """Those that hold without a mesh."""
    return [d for d in documents if d["kind"] == "NetworkPolicy"
            and "financial-planning/needs" not in d["metadata"].get("labels", {})]


def reachable(policies):
    """Every (from, to, port) among the known pods that the policies let be."""
    everybody = {**APPS, **OTHERS}
    for source, who in everybody.items():
        for target, other in everybody.items():
            if source == target or not {source, target} & set(APPS):
                continue
            for port in PORTS:
                if flows.allowed(policies, who, other, port,
                                 "UDP" if port == 53 else "TCP"):
                    yield source, target, port


def policies(documents):
    """Every flow that is needed and no other; isolation stays possible."""
    found = plain_policies(documents)
    there = set(reachable(found))
    for source, target, port in sorted(FLOWS - there):
        yield f"policies: {source} cannot reach {target}:{port}"
    for source, target, port in sorted(there - FLOWS):
        yield f"policies: {source} can reach {target}:{port}"
    for policy in found:
        allows = policy["spec"].get("ingress") or policy["spec"].get("egress")
        if allows and not policy["spec"]["podSelector"]:
            yield f"{docs.label(policy)}: cannot be taken away from a pod"
        if bool(allows) != ("financial-planning/allows" in
                            policy["metadata"].get("labels", {})):
            yield f"{docs.label(policy)}: isolation would not find it"


def beyond(policy):
    """The peers of a policy's egress that are not in one reserved network,
    with their ports."""
    for rule in policy["spec"].get("egress", []):
        for peer in rule.get("to", []):
            if "ipBlock" not in peer:
                continue
            block = ipaddress.ip_network(peer["ipBlock"]["cidr"])
            if not any(block.version == r.version and block.subnet_of(r)
                       for r in RESERVED):
                yield block, peer["ipBlock"].get("except", []), \
                    rule.get("ports", [])


def internet(documents):
    """Who reaches it reaches nothing else by that, and holds little."""
    work = budget.workloads(documents)
    for policy in plain_policies(documents):
        there = list(beyond(policy))
        where = docs.label(policy)
        for block, left_out, ports in there:
            holes = [ipaddress.ip_network(n) for n in left_out]
            for network in RESERVED:
                if network.version == block.version and network.overlaps(block) \
                        and not any(network.subnet_of(h) for h in holes):
                    yield f"{where}: {block} has {network} in it"
            if ports != [{"protocol": "TCP", "port": 443}]:
                yield f"{where}: opens more of the internet than TCP 443"
        for document in work if there else ():
            spec = docs.pod_template(document)["spec"]
            if not flows.matches(policy["spec"]["podSelector"],
                                 docs.pod_template(document)["metadata"]["labels"]):
                continue
            same = [d for d in work if docs.pod_template(d)["spec"].get(
                "serviceAccountName") == spec.get("serviceAccountName")]
            if len(same) > 1:
                yield f"{docs.label(document)}: reaches the internet by an account of others"
            for volume in spec.get("volumes", []):
                for source in volume.get("projected", {}).get("sources", []):
                    secret = source.get("secret", {})
                    if secret.get("name") == "database-admin-credentials" or \
                            secret and "items" not in secret:
                        yield (f"{docs.label(document)}: reaches the internet with "
                               f'all of {secret["name"]}')
