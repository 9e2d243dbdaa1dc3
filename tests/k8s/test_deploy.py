#!/usr/bin/python3
"""deploy.sh against a kubectl that records and answers from a script: what it
applies, in which order, what it undoes, and how it ends."""
import base64
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import time
import unittest

TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or
                   pathlib.Path(__file__).resolve().parents[2]).resolve()
sys.path.insert(0, str(TOP / "tools/k8s"))
sys.dont_write_bytecode = True
import documents as docs  # noqa: E402

PRODUCTION = TOP / "k8s/production"
SCRIPT = PRODUCTION / "deploy.sh"
STUB = TOP / "tests/k8s/stub"
DIGEST = "sha256:" + "ab" * 32
IMAGES = ("api", "nginx", "migrate", "pgbouncer", "memcached", "fluent-bit")
SECRETS = ("financial-planning-secrets", "database-credentials",
           "database-admin-credentials")
ANSWERS = {"/health": (200, '{"status":"ok"}'),
           "/ready": (200, '{"status":"ready"}'),
           "/status": (200, '{"version":"0.1.0"}'),
           "/api/v1/conformance": (200, '{"failed":0}'),
           "/metrics": (404, ""),
           "/api/v1/simulations": (401, '{"status":401}')}
FIGURES = "# TYPE finplan_http_requests_total counter\nfinplan_http_requests_total 1\n"
COMPLETE = ["get job financial-planning-migrate .*conditions", 0, "Complete=True "]
FAILED = ["get job financial-planning-migrate .*conditions", 0, "Failed=True "]
ALL_CRDS = ["api-versions$", 0, "\n".join(
    "v1 apps/v1 batch/v1 autoscaling/v2 policy/v1 networking.k8s.io/v1 "
    "rbac.authorization.k8s.io/v1 networking.istio.io/v1 "
    "networking.istio.io/v1alpha3 security.istio.io/v1 telemetry.istio.io/v1 "
    "monitoring.coreos.com/v1 autoscaling.k8s.io/v1".split()) + "\n"]


def secret_answers(text="something"):
    """What the cluster says of its secrets: every key has that text."""
    documents = docs.read(PRODUCTION / "manifests/02-configmaps-secrets.yaml")
    found = []
    for name in SECRETS:
        keys = docs.find(documents, "Secret", name)["stringData"]
        value = base64.b64encode(text.encode()).decode()
        found.append([f"get secret {name} .*go-template", 0,
                      "".join(f"{key}={value}\n" for key in keys)])
    return found


class Answering(http.server.BaseHTTPRequestHandler):
    answers = {}
    public = True

    def answer(self):
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        path = self.path.split("?")[0]
        status, text = self.answers.get(path, (404, ""))
        self.send_response(status)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text.encode())

    do_GET = do_POST = answer

    def log_message(self, *_):  # pylint: disable=arguments-differ
        pass


class Deploy(unittest.TestCase):
    def setUp(self):
        place = tempfile.TemporaryDirectory()
        self.addCleanup(place.cleanup)
        self.dir = pathlib.Path(place.name)
        self.public = self.serve(dict(ANSWERS))
        self.internal = self.serve({"/metrics": (200, FIGURES)})
        self.set_answers()

    def serve(self, answers):
        handler = type("Handler", (Answering,), {"answers": answers})
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        self.addCleanup(server.server_close)
        self.addCleanup(server.shutdown)
        server.answers = answers
        return server

    def set_answers(self, *more, secrets=None):
        forwards = [[f"^port-forward {what}", 0,
                     f"Forwarding from 127.0.0.1:{server.server_port} -> 1\n"]
                    for what, server in (("service/", self.public),
                                         ("deployment/", self.internal))]
        every = [*more, *(secret_answers() if secrets is None else secrets),
                 COMPLETE, *forwards]
        (self.dir / "answers.json").write_text(json.dumps(every))

    def run_script(self, *words, images=True, yes=True, env=None, stdin=""):
        options = [f"--image={i}=r.example.com/{i}@{DIGEST}".split("=", 1)
                   for i in IMAGES] if images else []
        command = [SCRIPT, *(word for pair in options for word in pair)]
        if yes:
            command += ["--yes", "--context", "test-cluster"]
        return subprocess.run(
            [*command, *words], input=stdin, capture_output=True, text=True,
            timeout=60, check=False, env={
                **os.environ, "PATH": f"{STUB}:{os.environ['PATH']}",
                "STUB_DIR": str(self.dir), "POLL_SECONDS": "1",
                "PYTHONDONTWRITEBYTECODE": "1",
                "STUB_RENDER": str(TOP / "tools/k8s/render.py"),
                **(env or {})})

    def calls(self):
        path = self.dir / "calls"
        if not path.exists():
            return []
        return [json.loads(line) for line in path.read_text().splitlines()]

    def lines(self):
        return [call["line"] for call in self.calls()]

    def applied(self):
        """Every document that was applied, in order."""
        return [d for call in self.calls() if call["line"].startswith("apply")
                for d in docs.load(call["stdin"])]

    def changes(self):
        return [line for line in self.lines() if re.match(
            "apply|delete|rollout undo|rollout restart|label|annotate|patch",
            line)]

    def ok(self, done, status=0):
        self.assertEqual(done.returncode, status, done.stdout + done.stderr)
        return done.stdout + done.stderr

    @staticmethod
    def goes_on(pid):
        """Whether that process is still our stub, five seconds from now."""
        for _ in range(50):
            try:
                command = pathlib.Path(f"/proc/{pid}/cmdline").read_bytes()
            except OSError:
                return False
            if str(STUB).encode() not in command:
                return False
            time.sleep(0.1)
        return True

    # --- deploy ---------------------------------------------------------------

    def test_success(self):
        said = self.ok(self.run_script("deploy"))
        self.assertIn("deployed", said)
        kinds = [(d["kind"], d["metadata"]["name"]) for d in self.applied()]
        order = [kinds.index(k) for k in (
            ("Namespace", "financial-planning-prod"),
            ("ConfigMap", "financial-planning-config"),
            ("NetworkPolicy", "default-deny"),
            ("Service", "financial-planning-api-svc"),
            ("Job", "financial-planning-migrate"),
            ("Deployment", "financial-planning-pgbouncer"),
            ("Deployment", "financial-planning-api"),
            ("HorizontalPodAutoscaler", "financial-planning-api-hpa"))]
        self.assertEqual(order, sorted(order))
        self.assertNotIn("Secret", [k for k, _ in kinds])
        text = "".join(c["stdin"] for c in self.calls())
        self.assertIn(f"image: r.example.com/api@{DIGEST}", text)
        self.assertNotIn("0" * 64, text)
        self.assertNotIn("config-checksum: none", text)
        self.assertNotIn("config-checksum: \"none", text)
        lines = self.lines()
        for name in ("deployment/financial-planning-api",
                     "deployment/financial-planning-jobs",
                     "deployment/financial-planning-pgbouncer",
                     "statefulset/financial-planning-memcached"):
            self.assertIn(f"rollout status {name} --timeout=600s", lines)
        self.assertIn("annotate deployment financial-planning-api --overwrite "
                      "financial-planning/good-revision=", "\n".join(lines))
        # Everything of the numbered files but what the cluster lacks.
        wanted = {docs.identity(d) for path in sorted(
            (PRODUCTION / "manifests").glob("0[0-6]*.yaml"))
            for d in docs.read(path) if d["kind"] != "Secret"}
        self.assertEqual(wanted - {docs.identity(d) for d in self.applied()},
                         set())

    def test_every_call_names_the_cluster(self):
        self.ok(self.run_script("deploy"))
        for call in self.calls():
            if call["all"][0] not in ("config", "kustomize"):
                self.assertEqual(call["all"][0], "--context=test-cluster")

    def test_missing_crds_are_left_out(self):
        said = self.ok(self.run_script("deploy"))
        for what in ("VirtualService financial-planning-api: the cluster has no "
                     "networking.istio.io/v1",
                     "ServiceMonitor financial-planning: the cluster has no",
                     "VerticalPodAutoscaler",
                     "NetworkPolicy allow-mesh: the cluster has no networking"):
            self.assertIn("left out: " + what, said)
        groups = {docs.group_of(d) for d in self.applied()}
        self.assertFalse([g for g in groups if "istio" in g or "coreos" in g])

    def test_crds_that_are_there_are_applied(self):
        self.set_answers(ALL_CRDS)
        said = self.ok(self.run_script("deploy"))
        self.assertNotIn("left out", said)
        self.assertEqual(
            {docs.identity(d) for d in docs.read(
                PRODUCTION / "manifests/07-monitoring-service-mesh.yaml")}
            - {docs.identity(d) for d in self.applied()}, set())

    def test_missing_namespace_of_others(self):
        self.set_answers(["get namespaces -o name", 0, "namespace/default\n"])
        said = self.ok(self.run_script("deploy"))
        self.assertIn("there is no namespace monitoring", said)
        self.assertNotIn("monitoring", {
            d["metadata"].get("namespace") for d in self.applied()})

    def test_failed_rollout_is_undone(self):
        self.set_answers(
            ["get deployment financial-planning-(api|jobs) .*good-revision",
             0, "7"],
            ["get deployment financial-planning-(api|jobs) .*revision", 0, "8"],
            ["rollout status deployment/financial-planning-api", 1, "", 1])
        said = self.ok(self.run_script("deploy"), 6)
        undone = [line for line in self.lines() if "rollout undo" in line]
        self.assertEqual(undone, [
            f"rollout undo deployment/financial-planning-{name} --to-revision=7"
            for name in ("api", "jobs")])
        # and the undoing is waited for
        after = self.lines()[self.lines().index(undone[0]) + 1]
        self.assertIn("rollout status deployment/financial-planning-api", after)
        self.assertIn("version of before serves", said)
        self.assertNotIn("annotate", "\n".join(self.lines()))

    def test_first_rollout_that_fails_has_nothing_to_go_back_to(self):
        self.set_answers(["rollout status deployment/financial-planning-api", 1,
                          ""])
        said = self.ok(self.run_script("deploy"), 6)
        self.assertFalse([x for x in self.lines() if "rollout undo" in x])
        self.assertIn("no version of before", said)

    def test_wrong_answers_are_undone(self):
        self.set_answers(
            ["get deployment financial-planning-(api|jobs) .*good-revision",
             0, "7"],
            ["get deployment financial-planning-(api|jobs) .*revision", 0, "8"])
        self.public.answers["/ready"] = (503, "{}")
        said = self.ok(self.run_script("deploy"), 7)
        self.assertIn("WRONG ready", said)
        self.assertTrue([x for x in self.lines() if "rollout undo" in x])

    def test_failed_migrations_stop_it(self):
        self.set_answers(FAILED)
        said = self.ok(self.run_script("deploy"), 5)
        self.assertIn("migrations failed", said)
        self.assertNotIn("financial-planning-api", [
            d["metadata"]["name"] for d in self.applied()
            if d["kind"] == "Deployment"])
        self.assertTrue([x for x in self.lines() if x.startswith("logs job/")])

    def test_placeholders_stop_it(self):
        self.set_answers(secrets=secret_answers("CHANGE_ME"))
        said = self.ok(self.run_script("deploy"), 3)
        for key in ("financial-planning-secrets/JWT_PRIVATE_KEY",
                    "database-credentials/DATABASE_URL",
                    "database-admin-credentials/DATABASE_ADMIN_URL"):
            self.assertIn(f"{key} is CHANGE_ME", said)
        self.assertFalse([d for d in self.applied()
                          if d["kind"] in ("Job", "Deployment", "Secret")])

    def test_a_placeholder_inside_a_value_stops_it(self):
        self.set_answers(secrets=secret_answers('"finplan_app" "CHANGE_ME"'))
        self.assertIn("PGBOUNCER_USERLIST is CHANGE_ME",
                      self.ok(self.run_script("deploy"), 3))

    def test_missing_secrets_stop_it(self):
        self.set_answers(secrets=[])
        said = self.ok(self.run_script("deploy"), 3)
        self.assertIn("financial-planning-secrets/CACHE_SECRET_KEY is missing",
                      said)

    def test_no_secret_is_ever_shown(self):
        self.set_answers(secrets=secret_answers("the-very-secret"))
        said = self.ok(self.run_script("deploy"))
        coded = base64.b64encode(b"the-very-secret").decode()
        sent = "".join(c["line"] + c["stdin"] for c in self.calls())
        for text in ("the-very-secret", coded):
            self.assertNotIn(text, said)
            self.assertNotIn(text, sent)

    def test_images_without_a_digest_stop_it(self):
        said = self.ok(self.run_script("deploy", images=False), 3)
        self.assertIn("registry.example.com/financial-planning/api", said)
        self.assertEqual(self.changes(), [])
        done = self.run_script("--image", "api=r/api:latest", "deploy")
        self.assertEqual(done.returncode, 2)

    def test_wrong_context(self):
        done = subprocess.run(
            [SCRIPT, "--yes", "--context", "other", "deploy"],
            capture_output=True, text=True, check=False, env={
                **os.environ, "PATH": f"{STUB}:{os.environ['PATH']}",
                "STUB_DIR": str(self.dir)})
        self.assertIn("no context other", self.ok(done, 4))
        self.assertEqual(self.changes(), [])
        self.set_answers(["^version", 1, ""])
        self.assertIn("does not answer", self.ok(self.run_script("deploy"), 4))

    def test_yes_needs_a_context(self):
        done = self.run_script("--yes", "deploy", yes=False)
        self.assertIn("--yes needs --context", self.ok(done, 2))

    def test_asks_before_it_changes(self):
        self.ok(self.run_script("deploy", yes=False, stdin="n\n"), 2)
        self.assertEqual(self.changes(), [])
        self.ok(self.run_script("deploy", yes=False, stdin="y\n"))

    def test_dry_run(self):
        self.ok(self.run_script("--dry-run", "deploy", yes=False))
        for line in self.changes():
            self.assertIn("--dry-run=server", line)

    def test_interrupted_and_run_again(self):
        """Killed in the rollout; the second run does all of it again, goes
        back to what was good before the first, and waits."""
        self.set_answers(["rollout status deployment/financial-planning-api",
                          137, "", 1])
        self.ok(self.run_script("deploy"), 6)
        first = self.applied()
        (self.dir / "calls").unlink()
        self.set_answers(
            ["get deployment financial-planning-api .*good-revision", 0, "3"],
            ["get deployment financial-planning-api .*revision", 0, "5"],
            ["rollout status deployment/financial-planning-api", 1, "", 1])
        self.ok(self.run_script("deploy"), 6)
        again = self.applied()
        self.assertEqual([docs.identity(d) for d in first],
                         [docs.identity(d) for d in again])
        self.assertIn("rollout undo deployment/financial-planning-api "
                      "--to-revision=3", self.lines())
        (self.dir / "calls").unlink()
        self.set_answers()
        self.ok(self.run_script("deploy"))
        self.assertEqual([docs.identity(d) for d in self.applied()][:len(first)],
                         [docs.identity(d) for d in first])

    def test_replicas_are_those_of_the_hpa(self):
        self.set_answers(["get deployment financial-planning-api "
                          ".*spec.replicas", 0, "12"])
        self.ok(self.run_script("deploy"))
        self.assertEqual(
            docs.find(self.applied(), "Deployment",
                      "financial-planning-api")["spec"]["replicas"], 12)

    def test_settings_roll_the_pods(self):
        self.ok(self.run_script("deploy"))

        def checksum():
            return docs.find(self.applied(), "Deployment",
                             "financial-planning-api")["spec"]["template"][
                "metadata"]["annotations"]["financial-planning/config-checksum"]
        first = checksum()
        (self.dir / "calls").unlink()
        self.set_answers(["get secret/financial-planning-secrets "
                          ".*resourceVersion", 0, "99"])
        self.ok(self.run_script("deploy"))
        self.assertNotEqual(checksum(), first)

    def test_other_namespace(self):
        self.ok(self.run_script("--namespace", "planning-test", "deploy"))
        for document in self.applied():
            place = document["metadata"].get("namespace",
                                             document["metadata"]["name"])
            self.assertIn(place, ("planning-test", "monitoring", "logging"))

    def test_a_deployer_without_rights_on_namespaces(self):
        self.set_answers(["auth can-i create namespaces", 1, ""],
                         ["get namespaces -o name", 1, ""])
        said = self.ok(self.run_script("deploy"))
        self.assertIn("left to an administrator: 00-namespace.yaml", said)
        self.assertIn("left to an administrator of the namespace monitoring",
                      said)
        self.assertNotIn("NotFound", said)
        self.assertFalse({"Namespace", "Role", "ResourceQuota"} &
                         {d["kind"] for d in self.applied()})

    def test_without_its_namespace(self):
        self.set_answers(["get namespace financial-planning-prod", 1, ""])
        for words in (["verify"], ["rollback"], ["canary", "abort"]):
            said = self.ok(self.run_script(*words), 4)
            self.assertIn("no namespace financial-planning-prod", said)
        self.assertEqual(self.changes(), [])
        # Before the first deployment a dry run ends where there is nothing.
        said = self.ok(self.run_script("--dry-run", "deploy", yes=False))
        self.assertIn("once there is a namespace", said)
        self.assertEqual([d["kind"] for d in self.applied()], ["Namespace"])

    # --- the other commands -----------------------------------------------------

    def test_rollback(self):
        self.ok(self.run_script("rollback", "4"))
        self.assertIn("rollout undo deployment/financial-planning-api "
                      "--to-revision=4", self.lines())
        self.ok(self.run_script("rollback", "four"), 2)

    def test_verify(self):
        self.assertIn("verified", self.ok(self.run_script("verify")))
        self.assertEqual(self.changes(), [])
        # Where strangers may simulate, they get what is known.
        for text, status in (('{"success":{"probability":0.8695,', 0),
                             ('{"success":{"probability":0.5,', 7)):
            self.public.answers["/api/v1/simulations"] = (200, text)
            self.ok(self.run_script("verify"), status)
        self.public.answers["/api/v1/simulations"] = (401, '{"status":401}')
        self.internal.answers["/metrics"] = (200, "")
        self.ok(self.run_script("verify"), 7)
        self.set_answers(["^port-forward service/", 1, "pods is forbidden\n"])
        said = self.ok(self.run_script("verify"), 7)
        self.assertIn("pods is forbidden", said)
        # Every way to the pods is closed again, the last one by the trap.
        ways = [c["pid"] for c in self.calls()
                if c["line"].startswith("port-forward")]
        self.assertEqual(len(ways), 9)
        for pid in ways:
            self.assertFalse(self.goes_on(pid), pid)

    def test_canary(self):
        self.ok(self.run_script("canary", "start"))
        applied = [(d["kind"], d["metadata"]["name"]) for d in self.applied()]
        self.assertEqual(applied, [
            ("Deployment", "financial-planning-api-canary"),
            ("Ingress", "financial-planning-api-canary-ingress")])
        (self.dir / "calls").unlink()
        self.set_answers(ALL_CRDS)
        self.ok(self.run_script("canary", "start"))
        weights = [t["weight"] for t in docs.find(
            self.applied(), "VirtualService", "financial-planning-api")
            ["spec"]["http"][-1]["route"]]
        self.assertEqual(weights, [90, 10])
        (self.dir / "calls").unlink()
        self.ok(self.run_script("canary", "abort"))
        routes = docs.find(self.applied(), "VirtualService",
                           "financial-planning-api")["spec"]["http"][-1]["route"]
        self.assertEqual([t["weight"] for t in routes], [100])
        self.assertIn("delete deployment/financial-planning-api-canary "
                      "--ignore-not-found", self.lines())

    def test_canary_that_fails_gets_no_request(self):
        self.set_answers(["rollout status deployment/.*-canary", 1, ""])
        self.ok(self.run_script("canary", "start"), 6)
        self.assertNotIn("Ingress", [d["kind"] for d in self.applied()])
        self.assertTrue([x for x in self.lines()
                         if x.startswith("delete deployment/financial-planning"
                                         "-api-canary")])

    def test_canary_promote(self):
        other = "sha256:" + "cd" * 32
        self.set_answers(["get deployment financial-planning-api-canary", 0,
                          f"nginx\tr/nginx@{other}\napi\tr/api@{other}\n"
                          f"sim\tr/api@{other}\nfluent-bit\tr/fb@{other}\n"])
        self.ok(self.run_script("canary", "promote"))
        deployed = docs.find(self.applied(), "Deployment",
                             "financial-planning-api")
        images = {c["image"] for c in docs.containers(
            deployed["spec"]["template"])}
        self.assertEqual(images, {f"r/{i}@{other}" for i in
                                  ("nginx", "api", "fb")})
        self.assertTrue(self.lines()[-1].startswith("delete"))

    def test_blue_green(self):
        self.set_answers(["get deployment financial-planning-api "
                          ".*spec.replicas", 0, "9"])
        self.ok(self.run_script("blue-green", "deploy"))
        green = docs.find(self.applied(), "Deployment",
                          "financial-planning-api-green")
        self.assertEqual(green["spec"]["replicas"], 9)
        self.assertNotIn("Service", [d["kind"] for d in self.applied()])
        (self.dir / "calls").unlink()
        self.ok(self.run_script("blue-green", "switch"))
        service = docs.find(self.applied(), "Service",
                            "financial-planning-api-svc")
        self.assertEqual(service["spec"]["selector"]["color"], "green")
        # and the next deployment ends green, once blue serves
        (self.dir / "calls").unlink()
        self.set_answers(["get service financial-planning-api-svc .*color", 0,
                          "green"])
        self.ok(self.run_script("blue-green", "deploy"), 2)
        self.ok(self.run_script("deploy"))
        colours = [d["spec"]["selector"]["color"] for d in self.applied()
                   if d["metadata"]["name"] == "financial-planning-api-svc"]
        self.assertEqual(colours, ["green", "blue"])
        self.assertTrue(self.lines()[-1].startswith(
            "delete deployment/financial-planning-api-green"))

    def test_maintenance(self):
        self.ok(self.run_script("maintenance", "on"))
        last = self.applied()[-1]
        self.assertEqual(last["kind"], "Ingress")
        self.assertIn("financial-planning-maintenance-svc", str(last))
        self.assertFalse({"VirtualService", "HTTPRoute"} &
                         {d["kind"] for d in self.applied()})
        self.assertIn("delete ingress/financial-planning-api-canary-ingress "
                      "--ignore-not-found", self.lines())
        (self.dir / "calls").unlink()
        self.ok(self.run_script("maintenance", "off"))
        self.assertEqual([d["kind"] for d in self.applied()], ["Ingress"])
        self.assertNotIn("maintenance", str(self.applied()[-1]))
        (self.dir / "calls").unlink()
        self.set_answers(["rollout status deployment/.*maintenance", 1, ""])
        self.ok(self.run_script("maintenance", "on"), 6)
        self.assertNotIn("Ingress", [d["kind"] for d in self.applied()])

    def test_maintenance_of_every_way_in(self):
        """In a mesh without an ingress, and with the Gateway API beside it."""
        nobody = ["get ingress/financial-planning-api-ingress", 0, ""]
        mesh = ["get virtualservice.networking.istio.io/financial-planning-api",
                0, "there\n"]
        gateway = ["get httproute.gateway.networking.k8s.io/financial-planning"
                   "-api", 0, "there\n"]
        for found, kinds in (([nobody, mesh], {"VirtualService"}),
                             ([nobody, gateway], {"HTTPRoute"}),
                             ([mesh, gateway], {"Ingress", "VirtualService",
                                                "HTTPRoute"})):
            turned = {}
            for word in ("on", "off"):
                (self.dir / "calls").unlink(missing_ok=True)
                self.set_answers(*found)
                self.ok(self.run_script("maintenance", word))
                turned[word] = [d for d in self.applied()
                                if d["kind"] in ("Ingress", "VirtualService",
                                                 "HTTPRoute")]
                self.assertEqual({d["kind"] for d in turned[word]}, kinds)
            for document in turned["on"]:
                self.assertIn("maintenance", str(document))
            self.assertNotIn("maintenance", str(turned["off"]))
        (self.dir / "calls").unlink()
        self.set_answers(nobody)
        self.assertIn("nothing leads to", self.ok(
            self.run_script("maintenance", "on"), 4))
        self.assertEqual(self.changes(), [])

    def test_a_deployment_leaves_maintenance_on(self):
        on = ["get deployment financial-planning-maintenance .*-o name", 0,
              "there\n"]
        self.set_answers(ALL_CRDS, on)
        said = self.ok(self.run_script("deploy"))
        self.assertIn("maintenance goes on", said)
        kinds = {d["kind"] for d in self.applied()}
        self.assertFalse({"Ingress", "VirtualService"} & kinds)
        self.assertLessEqual({"Service", "Deployment", "DestinationRule"}, kinds)
        (self.dir / "calls").unlink()
        self.ok(self.run_script("canary", "start"), 4)
        self.ok(self.run_script("canary", "abort"))
        self.assertEqual(self.applied(), [])

    def test_isolate(self):
        self.ok(self.run_script("isolate", "on"))
        self.assertEqual([d["metadata"]["name"] for d in self.applied()],
                         ["emergency-isolation"])
        self.assertIn("delete networkpolicy -l financial-planning/allows=true",
                      self.lines())
        (self.dir / "calls").unlink()
        self.ok(self.run_script("isolate", "off"))
        names = {d["metadata"]["name"] for d in self.applied()}
        self.assertIn("allow-ingress-controller", names)
        self.assertNotIn("allow-mesh", names)
        self.assertIn("delete networkpolicy emergency-isolation "
                      "--ignore-not-found", self.lines())
        self.ok(self.run_script("isolate", "on", "--pod", "p-1"))
        self.assertIn("label pod p-1 app=financial-planning-quarantine "
                      "--overwrite", self.lines())

    def test_destroy_keeps_secrets_and_namespace(self):
        self.ok(self.run_script("destroy"))
        deleted = "".join(c["stdin"] for c in self.calls()
                          if c["line"].startswith("delete"))
        kinds = {d["kind"] for d in docs.load(deleted)}
        self.assertFalse({"Secret", "Namespace"} & kinds)
        self.assertLessEqual({"Deployment", "Service", "Ingress"}, kinds)
        # The role that allows it goes last, and only by who may give it.
        self.assertEqual(docs.load(deleted)[-1]["kind"], "RoleBinding")
        self.assertIn("delete configmap/financial-planning-config-overrides",
                      "\n".join(self.lines()))
        (self.dir / "calls").unlink()
        self.set_answers(["auth can-i create namespaces", 1, ""])
        said = self.ok(self.run_script("destroy"))
        self.assertIn("left to an administrator: 01-rbac.yaml", said)
        self.assertNotIn("kind: Role", "".join(
            c["stdin"] for c in self.calls()))
        self.ok(self.run_script("destroy", yes=False, stdin="yes\n"), 2)

    def test_diff_and_status_change_nothing(self):
        self.ok(self.run_script("diff"))
        self.ok(self.run_script("status"))
        self.assertEqual(self.changes(), [])
        sent = [c["stdin"] for c in self.calls() if c["line"].startswith("diff")]
        self.assertNotIn("kind: Secret", sent[0])

    def test_help_and_wrong_words(self):
        self.assertIn("--dry-run", self.ok(self.run_script("help", yes=False)))
        for words in (["fly"], ["--fast", "deploy"], ["canary"],
                      ["--image"], ["maintenance", "maybe"]):
            self.ok(self.run_script(*words), 2)

    def test_shellcheck(self):
        scripts = [SCRIPT, *sorted(PRODUCTION.glob("lib/*.sh")), *sorted(p for p in TOP.glob("k8s/images/**/*")
                                   if p.is_file() and
                                   p.read_bytes()[:2] == b"#!")]
        done = subprocess.run(["shellcheck", "-x", *scripts], check=False,
                              cwd=TOP,
                              capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stdout)


if __name__ == "__main__":
    unittest.main()
