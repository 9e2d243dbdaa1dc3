"""Rules of lint.py: parts that name each other."""
import budget
import documents as docs
import flows


def names(documents, kind):
    return {d["metadata"]["name"]: d for d in documents if d["kind"] == kind}


def sources(volume):
    """(kind, entry) for each ConfigMap and Secret that a volume shows."""
    for kind, field, name in (("ConfigMap", "configMap", "name"),
                              ("Secret", "secret", "secretName")):
        if field in volume:
            yield kind, volume[field][name], volume[field]
    for entry in volume.get("projected", {}).get("sources", []):
        for kind, field in (("ConfigMap", "configMap"), ("Secret", "secret")):
            if field in entry:
                yield kind, entry[field]["name"], entry[field]


def has_key(document, key):
    return any(key in document.get(field, {})
               for field in ("data", "stringData"))


def shown(documents, template):
    """The files that a pod finds below its secrets, by volume."""
    found = {}
    for volume in template["spec"].get("volumes", []):
        for kind, name, entry in sources(volume):
            document = docs.find(documents, kind, name) or {}
            files = [i["path"] for i in entry["items"]] if "items" in entry else \
                [*document.get("data", {}), *document.get("stringData", {})]
            found.setdefault(volume["name"], set()).update(files)
    return found


def references(documents):
    """ConfigMaps, Secrets, keys, accounts, volumes and files that are named."""
    for document in budget.workloads(documents):
        template = docs.pod_template(document)
        spec = template["spec"]
        where = docs.label(document)
        if spec.get("serviceAccountName") not in names(documents, "ServiceAccount"):
            yield f"{where}: there is no account {spec.get('serviceAccountName')}"
        for volume in spec.get("volumes", []):
            for kind, name, entry in sources(volume):
                found = docs.find(documents, kind, name)
                if found is None:
                    if not entry.get("optional"):
                        yield f"{where}: there is no {kind} {name}"
                    continue
                for item in entry.get("items", []):
                    if not has_key(found, item["key"]):
                        yield f'{where}: {kind} {name} has no {item["key"]}'
        volumes = {v["name"] for v in spec.get("volumes", [])}
        files = shown(documents, template)
        for container in docs.containers(template):
            mounts = container.get("volumeMounts", [])
            for mount in mounts:
                if mount["name"] not in volumes:
                    yield f'{where}: there is no volume {mount["name"]}'
            settings = {}
            for entry in container.get("envFrom", []):
                reference = entry["configMapRef"]
                found = docs.find(documents, "ConfigMap", reference["name"])
                if found is None and not reference.get("optional"):
                    yield f'{where}: there is no ConfigMap {reference["name"]}'
                settings.update((found or {}).get("data", {}))
            settings.update({e["name"]: e.get("value", "")
                             for e in container.get("env", [])})
            if "nginx" == container["name"]:
                continue  # takes no secret
            for name, path in settings.items():
                if name.endswith("_FILE") and path and not any(
                        path == f'{m["mountPath"]}/{file}' for m in mounts
                        for file in files.get(m["name"], ())):
                    yield f'{where}: {container["name"]}: nothing is at {path}'


def selectors(documents):
    """Selectors match the labels they mean, and no two workloads share pods."""
    work = [d for d in documents if d["kind"] in ("Deployment", "StatefulSet")]
    for document in work:
        labels = docs.pod_template(document)["metadata"]["labels"]
        if not flows.matches(document["spec"]["selector"], labels):
            yield f"{docs.label(document)}: its selector does not match its pods"
        for other in work:
            if other is not document and flows.matches(
                    document["spec"]["selector"],
                    docs.pod_template(other)["metadata"]["labels"]):
                yield f"{docs.label(document)}: takes pods of {docs.label(other)}"
        spec = docs.pod_template(document)["spec"]
        terms = [t["podAffinityTerm"]["labelSelector"] for t in
                 spec.get("affinity", {}).get("podAntiAffinity", {}).get(
                     "preferredDuringSchedulingIgnoredDuringExecution", [])]
        terms += [t["labelSelector"] for t in
                  spec.get("topologySpreadConstraints", [])]
        if not all(flows.matches(t, labels) for t in terms):
            yield f"{docs.label(document)}: is spread by labels it does not have"
    for service in documents:
        if service["kind"] != "Service" or "selector" not in service["spec"]:
            continue
        chosen = [d for d in work if flows.matches(
            {"matchLabels": service["spec"]["selector"]},
            docs.pod_template(d)["metadata"]["labels"])]
        if not chosen:
            yield f"{docs.label(service)}: selects nothing"
        for document in chosen:
            there = port_names(document)
            for port in service["spec"]["ports"]:
                if port["targetPort"] not in there:
                    yield (f"{docs.label(service)}: {docs.label(document)} has no "
                           f'port {port["targetPort"]}')
    stable = docs.find(documents, "Service", "financial-planning-api-svc")
    chosen = [d for d in work if flows.matches(
        {"matchLabels": stable["spec"]["selector"]},
        docs.pod_template(d)["metadata"]["labels"])]
    if len(chosen) > 1:
        yield "financial-planning-api-svc: sends to more than one colour"


def port_names(document):
    """Ports of all containers, by their names."""
    return {p["name"]: p["containerPort"]
            for c in docs.pod_template(document)["spec"]["containers"]
            for p in c.get("ports", [])}


def ports(documents):
    """From container to probe, service, ingress, monitor and policy."""
    services = names(documents, "Service")
    for document in budget.workloads(documents):
        there = set(port_names(document).values())
        for container in docs.pod_template(document)["spec"]["containers"]:
            own = {p["name"] for p in container.get("ports", [])}
            for name in ("startupProbe", "livenessProbe", "readinessProbe"):
                probe = container.get(name, {})
                asked = probe.get("httpGet", probe.get("tcpSocket", {})).get("port")
                if asked is not None and asked not in own | there:
                    yield f"{docs.label(document)}: {name} asks port {asked}"
    for ingress in names(documents, "Ingress").values():
        for rule in ingress["spec"]["rules"]:
            for path in rule["http"]["paths"]:
                backend = path["backend"]["service"]
                service = services.get(backend["name"])
                if service is None or backend["port"]["name"] not in {
                        p["name"] for p in service["spec"]["ports"]}:
                    yield f"{docs.label(ingress)}: sends to nowhere"
                if path["path"].startswith("/metrics") or path["path"] == "/":
                    yield f"{docs.label(ingress)}: /metrics is public"
        if any("rewrite" in name for name in ingress["metadata"]["annotations"]):
            yield f"{docs.label(ingress)}: rewrites paths"
    for monitor in names(documents, "ServiceMonitor").values():
        chosen = [s for s in services.values() if flows.matches(
            monitor["spec"]["selector"], s["metadata"].get("labels", {}))]
        offered = [{p["name"] for p in s["spec"]["ports"]} for s in chosen]
        if not chosen or any(e["port"] not in o for o in offered
                             for e in monitor["spec"]["endpoints"]):
            yield f"{docs.label(monitor)}: scrapes no port that there is"
    for policy in names(documents, "NetworkPolicy").values():
        chosen = [d for d in budget.workloads(documents) if flows.matches(
            policy["spec"]["podSelector"],
            docs.pod_template(d)["metadata"]["labels"])]
        for rule in policy["spec"].get("ingress", []):
            for port in rule.get("ports", []):
                if not all(port["port"] in port_names(d).values() for d in chosen):
                    yield f'{docs.label(policy)}: opens port {port["port"]} of pods without it'


def mesh(documents):
    """Weights add up to 100; hosts and subsets exist and mean pods."""
    services = names(documents, "Service")
    subsets = {(d["spec"]["host"], s["name"]): s["labels"]
               for d in documents if d["kind"] == "DestinationRule"
               for s in d["spec"].get("subsets", [])}
    for document in documents:
        if document["kind"] != "VirtualService":
            continue
        for route in document["spec"]["http"]:
            where = f'{docs.label(document)}: {route["name"]}'
            targets = route.get("route", [])
            if targets and sum(t["weight"] for t in targets) != 100:
                yield f"{where}: its weights do not add up to 100"
            for target in targets:
                host = target["destination"]["host"]
                subset = subsets.get((host, target["destination"]["subset"]))
                if host not in services or subset is None:
                    yield f"{where}: goes to a subset that is not there"
                elif subset.items() - services[host]["spec"]["selector"].items():
                    yield f"{where}: its subset is not what the service selects"
            methods = [m.get("method", {}).get("regex", "all")
                       for m in route.get("match", [{}])]
            again = route.get("retries", {}).get("attempts", 2)
            if targets and again and any(
                    set(m.split("|")) - {"GET", "HEAD", "OPTIONS"}
                    for m in methods):
                yield f"{where}: asks again what may have been carried out"
