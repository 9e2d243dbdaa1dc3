#!/usr/bin/python3
"""The manifests keep every rule of tools/k8s/lint.py, and each rule is broken
once. The settings are compared with those of the program that was built."""
import copy
import os
import pathlib
import subprocess
import sys
import unittest

TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or
                   pathlib.Path(__file__).resolve().parents[2]).resolve()
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR") or TOP).resolve()
sys.path.insert(0, str(TOP / "tools/k8s"))
sys.dont_write_bytecode = True
import budget  # noqa: E402
import documents as docs  # noqa: E402
import flows  # noqa: E402
import lint  # noqa: E402
import rules_access  # noqa: E402
import rules_parts  # noqa: E402

EVERYTHING = lint.everything()
API = ("Deployment", "financial-planning-api")
CONFIG = ("ConfigMap", "financial-planning-config")
HPA = ("HorizontalPodAutoscaler", "financial-planning-api-hpa")
SERVICE = ("Service", "financial-planning-api-svc")
POD = "spec.template.spec."
MARKET = ("CronJob", "financial-planning-market-data")
MARKET_POLICY = ("NetworkPolicy", "allow-market-data")
MARKET_POD = "spec.jobTemplate.spec.template.spec."

# (rule, document, path, value, what the lint must say). A path leads through
# keys and indexes; value None removes.
BROKEN = [
    # LimitRange and quota
    (lint.resources, API, POD + "containers.1.resources.limits.memory", "9Gi",
     "outside"),
    (lint.resources, API, POD + "containers.1.resources.requests.cpu", "3000m",
     "outside"),
    (lint.resources, API, POD + "containers.1.resources.limits.cpu", None,
     "missing"),
    (lint.resources, API, POD + "containers.3.resources.requests.cpu", "5m",
     "outside"),
    (lint.resources, ("LimitRange", "financial-planning-limits"),
     "spec.limits.1.max.memory", "2Gi", "over the LimitRange"),
    (lint.resources, HPA, "spec.maxReplicas", 60, "quota: requests.cpu"),
    (lint.resources, ("ResourceQuota", "financial-planning-quota"),
     "spec.hard.pods", "60", "quota: pods"),
    (lint.resources, ("Cluster", "financial-planning-db-restored"),
     "spec.storage.size", "300Gi", "quota: requests.storage"),
    (lint.resources, ("Cluster", "financial-planning-db"),
     "spec.instances", 40, "quota: limits.memory"),
    (lint.resources, ("CronJob", "financial-planning-backup"),
     "spec.successfulJobsHistoryLimit", 30, "quota: count/jobs.batch"),
    # scaling
    (lint.scaling, HPA, "spec.minReplicas", 21, "over maxReplicas"),
    (lint.scaling, HPA, "spec.scaleTargetRef.name", "other", "scales nothing"),
    (lint.scaling, HPA, "spec.metrics.2.pods.metric.name", "requests",
     "nobody defines requests"),
    (lint.scaling, ("HorizontalPodAutoscaler", "financial-planning-jobs-hpa"),
     "spec.metrics.0.external.metric.name", "backlog", "nobody defines backlog"),
    (lint.scaling, API, "spec.replicas", 2, "outside its bounds"),
    (lint.scaling, ("PodDisruptionBudget", "financial-planning-api"),
     "spec", {"minAvailable": 5, "selector": {"matchLabels": {
         "app": "financial-planning-api"}}}, "could be evicted"),
    (lint.scaling, ("PodDisruptionBudget", "financial-planning-api"),
     "spec.maxUnavailable", 0, "could be evicted"),
    (lint.scaling, ("PodDisruptionBudget", "financial-planning-api"),
     "spec.selector.matchLabels.app", "other", "selects nothing"),
    # time
    (lint.time, API, POD + "terminationGracePeriodSeconds", 60, "can take 80 s"),
    (lint.time, CONFIG, "data.DRAIN_TIMEOUT_SECONDS", "60", "can take 105 s"),
    (lint.time, API, POD + "containers.0.lifecycle", None, "before proxies know"),
    (lint.time, API, POD + "containers.1.livenessProbe.timeoutSeconds", 31,
     "times out"),
    (lint.time, CONFIG, "data.NGINX_DRAIN_SECONDS", "20", "still have time"),
    # connections
    (lint.connections, HPA, "spec.maxReplicas", 40, "daemons"),
    (lint.connections, CONFIG, "data.DATABASE_CLIENTS", "60", "daemons"),
    (lint.connections, CONFIG, "data.DATABASE_POOL_SIZE", "40",
     "over DATABASE_MAX"),
    (lint.connections, CONFIG, "data.DATABASE_MAX_CONNECTIONS", "3000",
     "max_client_conn"),
    (lint.connections, ("Deployment", "financial-planning-pgbouncer"),
     "spec.replicas", 6, "to PostgreSQL"),
    # references
    (rules_parts.references, API, POD + "serviceAccountName", "x", "no account x"),
    (rules_parts.references, API, POD + "volumes.6.configMap.name", "x",
     "no ConfigMap x"),
    (rules_parts.references, API,
     POD + "volumes.4.projected.sources.1.secret.items.0.key", "X",
     "database-credentials has no X"),
    (rules_parts.references, API, POD + "containers.1.volumeMounts.0.name", "x",
     "no volume x"),
    (rules_parts.references, CONFIG, "data.TOTP_SECRET_KEY_FILE",
     "/run/secrets/finplan/TOTP", "nothing is at"),
    # selectors
    (rules_parts.selectors, API, "spec.template.metadata.labels.color", "red",
     "does not match its pods"),
    (rules_parts.selectors, ("Deployment", "financial-planning-api-green"),
     "spec.template.metadata.labels.color", "blue", "takes pods of"),
    (rules_parts.selectors, SERVICE, "spec.selector.color", "red",
     "selects nothing"),
    (rules_parts.selectors, SERVICE, "spec.selector.color", None,
     "more than one colour"),
    (rules_parts.selectors, SERVICE, "spec.ports.0.targetPort", "web",
     "no port web"),
    (rules_parts.selectors, API,
     POD + "topologySpreadConstraints.0.labelSelector.matchLabels.app", "x",
     "labels it does not have"),
    # ports
    (rules_parts.ports, API, POD + "containers.1.readinessProbe.httpGet.port",
     8080, "asks port 8080"),
    (rules_parts.ports, ("Ingress", "financial-planning-api-ingress"),
     "spec.rules.0.http.paths.0.backend.service.port.name", "web", "nowhere"),
    (rules_parts.ports, ("Ingress", "financial-planning-api-ingress"),
     "spec.rules.0.http.paths.0.path", "/", "/metrics is public"),
    (rules_parts.ports, ("Ingress", "financial-planning-api-ingress"),
     "metadata.annotations.x/rewrite-target", "/", "rewrites"),
    (rules_parts.ports, ("ServiceMonitor", "financial-planning"),
     "spec.endpoints.0.port", "web", "scrapes no port"),
    (rules_parts.ports, ("NetworkPolicy", "allow-ingress-controller"),
     "spec.ingress.0.ports.0.port", 8080, "pods without it"),
    # mesh
    (rules_parts.mesh, ("VirtualService", "financial-planning-api"),
     "spec.http.2.route.0.weight", 90, "add up to 100"),
    (rules_parts.mesh, ("VirtualService", "financial-planning-api"),
     "spec.http.2.route.0.destination.subset", "x", "not there"),
    (rules_parts.mesh, ("DestinationRule", "financial-planning-api"),
     "spec.subsets.0.labels.track", "canary", "not what the service selects"),
    (rules_parts.mesh, ("VirtualService", "financial-planning-api"),
     "spec.http.3.retries.attempts", 2, "carried out"),
    # what pods may
    (rules_access.pods, API, POD + "securityContext.runAsUser", 0, "as 1001"),
    (rules_access.pods, API, POD + "securityContext.seccompProfile", None,
     "seccomp"),
    (rules_access.pods, API, POD + "hostNetwork", True, "node's namespaces"),
    (rules_access.pods, API, POD + "automountServiceAccountToken", True, "token"),
    (rules_access.pods, API, POD + "volumes.0", {
        "name": "run", "hostPath": {"path": "/run"}}, "not allowed"),
    (rules_access.pods, API, POD + "volumes.0.emptyDir", {}, "no limit"),
    (rules_access.pods, API, POD + "containers.2.securityContext.capabilities",
     {"drop": ["ALL"], "add": ["NET_RAW"]}, "sim may too much"),
    (rules_access.pods, API,
     POD + "containers.0.securityContext.readOnlyRootFilesystem", False,
     "nginx may too much"),
    (rules_access.images, API, POD + "containers.0.image", "nginx:latest",
     "no digest"),
    # who may do what
    (rules_access.roles, ("Role", "financial-planning-monitoring"),
     "rules.0.verbs", ["*"], "wildcard"),
    (rules_access.roles, ("Role", "financial-planning-deployer"),
     "rules.1.resourceNames", None, "does not name"),
    (rules_access.roles, ("Role", "financial-planning-deployer"),
     "rules.3.verbs", ["get", "list"], "own secrets"),
    (rules_access.deployer, ("Role", "financial-planning-deployer"),
     "rules.1.resourceNames.0", "other",
     "may not patch configmaps financial-planning-config"),
    (rules_access.deployer, ("Role", "financial-planning-deployer"),
     "rules.6", {"apiGroups": [""], "resources": ["pods"], "verbs": ["get"]},
     "may not create pods/portforward"),
    (rules_access.deployer, ("VirtualService", "financial-planning-api"),
     "metadata.name", "other", "may not patch virtualservices other"),
    (rules_access.secrets, ("Secret", "database-credentials"),
     "stringData.DATABASE_PASSWORD", "hunter2", "in the open"),
    (rules_access.secrets, CONFIG, "data.TOTP_SECRET_KEY", "abc", "in the open"),
    # who may ask whom
    (rules_access.policies, ("NetworkPolicy", "allow-memcached"),
     "spec.ingress.0.from", None, "can reach memcached:11211"),
    (rules_access.policies, ("NetworkPolicy", "allow-memcached"),
     "spec.ingress.0.ports.0.port", 11212, "api cannot reach memcached"),
    (rules_access.policies, ("NetworkPolicy", "default-deny"),
     "spec.policyTypes", ["Ingress"], "can reach internet"),
    (rules_access.policies, ("NetworkPolicy", "allow-postgres"),
     "spec.egress.0.to.0.ipBlock.cidr", "0.0.0.0/0", "can reach metadata:5432"),
    (rules_access.policies, ("NetworkPolicy", "allow-prometheus"),
     "metadata.labels", {}, "isolation would not find it"),
    (rules_access.policies, ("NetworkPolicy", "allow-dns"),
     "spec.podSelector", {}, "taken away from a pod"),
    # the internet
    (rules_access.policies, MARKET_POLICY, "spec.egress.0.to.0.ipBlock.except",
     ["10.0.0.0/8"], "market-data can reach metadata:443"),
    (rules_access.policies, MARKET_POLICY, "spec.egress.0.to.1.ipBlock.cidr",
     "::/0", "market-data can reach metadata6:443"),
    (rules_access.policies, MARKET_POLICY, "spec.egress.0.to.1", None,
     "market-data cannot reach internet6:443"),
    (rules_access.policies, MARKET_POLICY, "spec.podSelector.matchLabels.app",
     "financial-planning-api", "api can reach internet:443"),
    (rules_access.policies, ("NetworkPolicy", "allow-postgres"),
     "spec.podSelector.matchExpressions.0.values.4", None,
     "market-data cannot reach private:5432"),
    (rules_access.internet, MARKET_POLICY,
     "spec.egress.0.to.0.ipBlock.except.5", None,
     "0.0.0.0/0 has 169.254.0.0/16 in it"),
    (rules_access.internet, MARKET_POLICY,
     "spec.egress.0.to.0.ipBlock.except.2", "100.64.0.0/11",
     "0.0.0.0/0 has 100.64.0.0/10 in it"),
    (rules_access.internet, MARKET_POLICY, "spec.egress.0.to.1.ipBlock.cidr",
     "::/0", "::/0 has fc00::/7 in it"),
    (rules_access.internet, MARKET_POLICY, "spec.egress.0.ports", [],
     "more of the internet than TCP 443"),
    (rules_access.internet, ("NetworkPolicy", "allow-mail-relay"),
     "spec.egress.0.to.0.ipBlock.cidr", "0.0.0.0/0", "has 10.0.0.0/8 in it"),
    (rules_access.internet, MARKET, MARKET_POD + "serviceAccountName",
     "financial-planning-migrate", "by an account of others"),
    (rules_access.internet, MARKET,
     MARKET_POD + "volumes.0.projected.sources.1.secret",
     {"name": "database-admin-credentials"},
     "all of database-admin-credentials"),
    (rules_access.internet, MARKET,
     MARKET_POD + "volumes.0.projected.sources.0.secret.items", None,
     "all of financial-planning-secrets"),
    (rules_parts.references, MARKET,
     MARKET_POD + "volumes.0.projected.sources.0.secret.items.1.path", "KEY",
     "nothing is at /run/secrets/finplan/FINNHUB_API_KEY"),
    (lint.resources, ("LimitRange", "financial-planning-limits"),
     "spec.limits.0.min.cpu", "60m", "CronJob/financial-planning-market-data"),
    (rules_access.pods, MARKET, MARKET_POD + "automountServiceAccountToken",
     True, "market-data: mounts a token"),
]


def change(document, path, value):
    place = document
    *parts, last = path.split(".") if "x/rewrite" not in path else (
        "metadata", "annotations", "x/rewrite-target")
    for part in parts:
        place = place[int(part) if isinstance(place, list) else part]
    if isinstance(place, list):
        last = int(last)
    if value is None:
        del place[last]
    else:
        place[last] = value


def broken(identity, path, value):
    documents = copy.deepcopy(EVERYTHING)
    change(docs.find(documents, *identity), path, value)
    return documents


class Rules(unittest.TestCase):
    def test_the_manifests_keep_them(self):
        self.assertEqual(lint.faults(EVERYTHING), [])

    def test_every_rule_is_broken_once(self):
        self.assertEqual(set(lint.RULES), {rule for rule, *_ in BROKEN})
        for rule, identity, path, value, words in BROKEN:
            with self.subTest(rule=rule.__name__, path=path, value=value):
                self.assertEqual(list(rule(EVERYTHING)), [])
                found = "\n".join(rule(broken(identity, path, value)))
                self.assertIn(words, found)


class Keys(unittest.TestCase):
    def setUp(self):
        program = BUILD / "finplan-api"
        if not program.exists():
            self.skipTest(f"{program} is not built")
        done = subprocess.run(
            [program, "--check-config"], capture_output=True, text=True,
            check=True, env={"DATA_DIR": str(TOP / "fcgi-app/planning/data")})
        self.printed = done.stdout

    def test_both_ways(self):
        self.assertEqual(list(lint.keys(EVERYTHING, self.printed)), [])

    def test_both_ways_broken(self):
        for path, value, words in (
                ("data.WORKERZ", "4", "nobody knows WORKERZ"),
                ("data.WORKERS", None, "WORKERS is missing"),
                ("data.JWT_PUBLIC_KEY_FILE", None, "JWT_PUBLIC_KEY is missing")):
            found = "\n".join(lint.keys(broken(CONFIG, path, value),
                                        self.printed))
            self.assertIn(words, found)
        jobs = ("Deployment", "financial-planning-jobs")
        found = lint.keys(broken(jobs, POD + "containers.0.env.0.name", "X"),
                          self.printed)
        self.assertIn("nobody knows X", "\n".join(found))

    def test_the_program_takes_the_settings(self):
        """With keys in place of the placeholders, from files, as in a pod."""
        config = dict(lint.config_of(EVERYTHING))
        config["DATA_DIR"] = str(TOP / "fcgi-app/planning/data")
        for name in [n for n in config if n.endswith("_FILE")]:
            config[name] = "/dev/null"
        config["JWT_ALGORITHM"] = ""
        done = subprocess.run([BUILD / "finplan-api", "--check-config"],
                              env=config, capture_output=True, text=True,
                              check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


class Figures(unittest.TestCase):
    """What operators rely on."""

    def test_deployment(self):
        document = docs.find(EVERYTHING, *API)
        spec = document["spec"]
        self.assertEqual(spec["replicas"], 5)
        self.assertEqual(spec["strategy"], {
            "type": "RollingUpdate",
            "rollingUpdate": {"maxUnavailable": 1, "maxSurge": 2}})
        by_name = {c["name"]: c for c in docs.containers(spec["template"])}
        self.assertEqual(by_name["api"]["resources"], {
            "requests": {"cpu": "500m", "memory": "1Gi"},
            "limits": {"cpu": "2000m", "memory": "4Gi"}})
        self.assertEqual(by_name["fluent-bit"]["resources"], {
            "requests": {"cpu": "50m", "memory": "64Mi"},
            "limits": {"cpu": "100m", "memory": "128Mi"}})
        self.assertEqual(by_name["check-config"]["resources"], {
            "requests": {"cpu": "100m", "memory": "256Mi"},
            "limits": {"cpu": "500m", "memory": "512Mi"}})
        for name, path, figures in (("startupProbe", "/health", (10, 5, 5, 20)),
                                    ("livenessProbe", "/health", (30, 30, 10, 3)),
                                    ("readinessProbe", "/ready", (10, 10, 5, 3))):
            probe = by_name["api"][name]
            self.assertEqual(probe["httpGet"], {"path": path, "port": 8000})
            self.assertEqual(tuple(probe[field] for field in (
                "initialDelaySeconds", "periodSeconds", "timeoutSeconds",
                "failureThreshold")), figures)

    def test_scaling(self):
        spec = docs.find(EVERYTHING, *HPA)["spec"]
        self.assertEqual((spec["minReplicas"], spec["maxReplicas"]), (5, 20))
        targets = [next(iter(m[m["type"].lower()]["target"].items() -
                             {("type", "Utilization"), ("type", "AverageValue")}))
                   for m in spec["metrics"]]
        self.assertEqual([value for _, value in targets],
                         [70, 80, "100", "500m", "10"])

    def test_settings(self):
        config = lint.config_of(EVERYTHING)
        for name, value in (("ENVIRONMENT", "production"), ("DEBUG", "false"),
                            ("WORKERS", "4"), ("DATABASE_POOL_SIZE", "20"),
                            ("RATE_LIMIT_REQUESTS_PER_MINUTE", "100")):
            self.assertEqual(config[name], value)

    def test_quantities(self):
        for text, number in (("500m", 0.5), ("2", 2), ("1Gi", 2 ** 30),
                             ("64Mi", 2 ** 26), (3, 3)):
            self.assertEqual(budget.quantity(text), number)


class Isolation(unittest.TestCase):
    """Policies only add, so isolation takes the adding away."""

    def setUp(self):
        self.policies = rules_access.plain_policies(EVERYTHING)

    def test_without_the_allows_nothing_is_reachable(self):
        left = [p for p in self.policies if "financial-planning/allows"
                not in p["metadata"].get("labels", {})]
        self.assertEqual(list(rules_access.reachable(left)), [])

    def test_a_pod_whose_label_is_changed_is_alone(self):
        alone = flows.pod({"app": "financial-planning-quarantine",
                           "track": "stable", "color": "blue"})
        for other in [*rules_access.APPS.values(),
                      *rules_access.OTHERS.values()]:
            for port in rules_access.PORTS:
                self.assertFalse(flows.allowed(self.policies, alone, other, port))
                self.assertFalse(flows.allowed(self.policies, other, alone, port)
                                 and "address" not in other)


if __name__ == "__main__":
    unittest.main()
