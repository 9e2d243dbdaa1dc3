"""Pods of the overlay production run by podman, without a cluster, for
check-images.

A Rig is what stands around them: a network namespace of its own with PostgreSQL
in it, the ConfigMaps, and secrets as README.md makes them. A Pod is a pod
template carried out as the kubelet would: its containers with their user, limits
and volumes, which hold the files that the manifest names, and its probes.
"""
import json
import os
import pathlib
import re
import secrets
import shutil
import subprocess
import sys
import tempfile
import threading
import time

TOP = pathlib.Path(os.environ.get("FP_SRCDIR") or
                   pathlib.Path(__file__).resolve().parents[2]).resolve()
sys.path.insert(0, str(TOP / "tools/k8s"))
sys.dont_write_bytecode = True
import documents as docs  # noqa: E402
import render  # noqa: E402
import rules_parts  # noqa: E402

PRODUCTION = TOP / "k8s/production"
PLAN = PRODUCTION / "operations/verify-plan.json"
PREFIX = "financial-planning-check"
# In place of names that only a cluster resolves, and of limits under load.
HERE = {"MEMCACHED_SERVERS": "127.0.0.1:11211", "TRACES_URL": "",
        "ANONYMOUS_CALCULATORS": "true",
        "RATE_LIMIT_REQUESTS_PER_MINUTE": "1000000",
        "NGINX_CONNECTIONS_PER_CLIENT": "1000"}


def run(*words, check=True, **options):
    done = subprocess.run([str(w) for w in words], text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
                          **options)
    if check and done.returncode != 0:
        raise SystemExit(f"{' '.join(map(str, words))}: {done.returncode}\n"
                         f"{done.stdout}")
    return done


class Rig:
    def __init__(self, tag, keep):
        self.tag = tag
        self.keep = keep
        self.name = f"fp{os.getpid()}"
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="finplan-pod."))
        self.dir.chmod(0o755)
        self.netns = pathlib.Path("/run/netns") / self.name
        self.started = []
        self.background = []
        self.documents = render.render(PRODUCTION / "overlays/production")
        for name in ("backup", "restore"):
            self.documents += docs.read(PRODUCTION / f"operations/backup/{name}.yaml")
        # What volumes show: (kind, name) to file and text.
        self.data = {(d["kind"], d["metadata"]["name"]):
                     dict(d.get("data", d.get("stringData", {})))
                     for d in self.documents if d["kind"] in ("ConfigMap", "Secret")}
        self.data["ConfigMap", "financial-planning-config"].update(HERE)
        conf = self.dir / "containers.conf"
        conf.write_text('[containers]\n'
                        'default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]\n'
                        '[engine]\nruntime = "runc"\ncgroup_manager = "cgroupfs"\n'
                        'events_logger = "file"\n')
        os.environ["CONTAINERS_CONF"] = str(conf)

    def remove(self):
        for name in reversed(self.started):
            run("podman", "rm", "-f", "-t", "0", name, check=False)
        for process in self.background:
            process.terminate()
            process.wait()
        run("ip", "netns", "delete", self.name, check=False)
        if not self.keep:
            shutil.rmtree(self.dir, ignore_errors=True)

    def pod(self, kind, name):
        """The pod of that workload."""
        return Pod(self, name.removeprefix("financial-planning-"),
                   docs.pod_template(docs.find(self.documents, kind, name))["spec"])

    def image(self, name):
        return f"localhost/{PREFIX}/{name}:{self.tag}"

    # --- around the pods -----------------------------------------------------

    def start_network(self):
        run("ip", "netns", "add", self.name)
        run(*self.inside("ip", "link", "set", "lo", "up"))

    def inside(self, *words):
        return ["nsenter", f"--net={self.netns}", "--", *map(str, words)]

    def start_database(self):
        bindir = sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        data = self.dir / "postgres"
        data.mkdir()
        shutil.chown(data, "postgres")
        (self.dir / "pw").write_text("admin")
        as_postgres = ["setpriv", "--reuid=postgres", "--regid=postgres",
                       "--clear-groups", "--"]
        run(*as_postgres, bindir / "initdb", "-D", data, "-U", "postgres", "-E",
            "UTF8", "--locale=C", "-A", "scram-sha-256",
            f"--pwfile={self.dir / 'pw'}", cwd="/")
        self.background.append(subprocess.Popen(
            self.inside(*as_postgres, bindir / "postgres", "-D", data, "-c",
                        "listen_addresses=127.0.0.1", "-c",
                        "unix_socket_directories=", "-c", "max_connections=300"),
            stdout=open(self.dir / "postgres.log", "w", encoding="utf-8"),
            stderr=subprocess.STDOUT, cwd="/"))
        self.wait("PostgreSQL", lambda: run(
            *self.inside(bindir / "pg_isready", "-q", "-h", "127.0.0.1"),
            check=False).returncode == 0, 60)
        # As the operator or the provider leaves it: a database, and no more.
        run(*self.inside(bindir / "createdb", "-h", "127.0.0.1", "-U",
                         "postgres", "finplan"),
            env={**os.environ, "PGPASSWORD": "admin"})

    def sql(self, *statements):
        """As the administrator; the last one's answer."""
        url = self.data["Secret", "database-admin-credentials"]["DATABASE_ADMIN_URL"]
        return run(*self.inside("psql", "-XtA", "-d", url, *(
            word for s in statements for word in ("-c", s)))).stdout.strip()

    def make_secrets(self):
        place = self.dir / "keys"
        place.mkdir()
        run("podman", "run", "--rm", "--network=none", "--user=0", "-v",
            f"{place}:/out", "--entrypoint=finplan-admin",
            self.image("migrate"), "keys", "generate", "--algorithm", "RS256",
            "--dir", "/out")
        own = self.data["Secret", "financial-planning-secrets"]
        own.update({name: "" for name in own})
        own.update({name: secrets.token_hex(32) for name in
                    ("CACHE_SECRET_KEY", "JWT_SECRET_KEY", "TOTP_SECRET_KEY")})
        own.update({f"JWT_{key.upper()}_KEY": (place / f"jwt_{key}_key").read_text()
                    for key in ("private", "public")})
        own["RESULT_SIGNING_KEY"] = run("openssl", "genpkey", "-algorithm",
                                        "ed25519").stdout
        app, jobs, market = (secrets.token_hex(16) for _ in range(3))
        self.data["Secret", "database-credentials"] = {
            "DATABASE_URL": "postgresql://finplan_app@127.0.0.1:6432/finplan",
            "DATABASE_PASSWORD": app,
            "JOBS_DATABASE_URL": "postgresql://finplan_jobs@127.0.0.1:6432/finplan",
            "JOBS_DATABASE_PASSWORD": jobs,
            "JOBS_LISTEN_URL":
                f"postgresql://finplan_jobs:{jobs}@127.0.0.1:5432/finplan",
            "MARKET_DATABASE_URL":
                "postgresql://finplan_market@127.0.0.1:5432/finplan",
            "MARKET_DATABASE_PASSWORD": market,
            "PGBOUNCER_USERLIST": f'"finplan_app" "{app}"\n"finplan_jobs" "{jobs}"\n'}
        self.data["Secret", "database-admin-credentials"] = {
            "DATABASE_ADMIN_URL": "postgresql://postgres:admin@127.0.0.1:5432/finplan"}
        pool = self.data["ConfigMap", "financial-planning-pgbouncer"]
        pool["pgbouncer.ini"] = pool["pgbouncer.ini"].replace(
            "host=financial-planning-postgres", "host=127.0.0.1").replace(
            "sslmode = require", "sslmode = prefer")

    # --- asking --------------------------------------------------------------

    def get(self, place, *options, seconds=30):
        done = run(*self.inside(
            "curl", "-sS", "-m", seconds, "-w", "\n%{http_code}", *options,
            f"http://127.0.0.1{place}"), check=False)
        body, _, status = done.stdout.rpartition("\n")
        return int(status) if status.isdigit() else 0, body

    def post(self, path, body, *options):
        return self.get(f":8000/api/v1{path}", "-H", "Content-Type: application/json",
                        "--data", body, *options)

    def wait(self, what, good, seconds):
        end = time.monotonic() + seconds
        while not good():
            if time.monotonic() > end:
                for name in self.started:
                    print(name, run("podman", "logs", "--tail=20", name,
                                    check=False).stdout)
                raise SystemExit(f"{what} is not there after {seconds} s")
            time.sleep(0.25)


class Pod:
    def __init__(self, rig, name, spec):
        self.rig = rig
        self.name = name
        self.spec = spec
        self.dir = rig.dir / name
        self.containers = {c["name"]: c for c in docs.containers({"spec": spec})}

    def named(self, container):
        return f"{self.rig.name}-{self.name}-{container}"

    def place_of(self, volume):
        """The directory of a volume, with what the manifest puts there."""
        if "persistentVolumeClaim" in volume:
            path = self.rig.dir / volume["persistentVolumeClaim"]["claimName"]
        else:
            path = self.dir / volume["name"]
        if path.exists():
            return path
        path.mkdir(parents=True)
        os.chown(path, 0, self.spec["securityContext"]["fsGroup"])
        path.chmod(0o2770)
        for kind, name, entry in rules_parts.sources(volume):
            data = self.rig.data[kind, name]
            for item in entry.get("items") or [{"key": k, "path": k} for k in data]:
                file = path / item["path"]
                file.write_text(data[item["key"]])
                os.chown(file, 0, self.spec["securityContext"]["fsGroup"])
                file.chmod(0o440)
        return path

    def settings(self, container):
        found = {}
        for entry in container.get("envFrom", []):
            found.update(self.rig.data.get(
                ("ConfigMap", entry["configMapRef"]["name"]), {}))
        for entry in container.get("env", []):
            source = entry.get("valueFrom", {})
            if "secretKeyRef" in source:
                key = source["secretKeyRef"]
                found[entry["name"]] = self.rig.data["Secret", key["name"]][key["key"]]
            elif "fieldRef" in source:
                found[entry["name"]] = f"{self.name}'s {source['fieldRef']['fieldPath']}"
            else:
                found[entry["name"]] = entry["value"]
        return found

    def start(self, name, *, wait=False):
        """A container as the kubelet would start it; what it says, if waited for."""
        container = self.containers[name]
        own, pod = container["securityContext"], self.spec["securityContext"]
        limits = container["resources"]["limits"]
        cpus = limits["cpu"]
        cpus = float(cpus[:-1]) / 1000 if cpus.endswith("m") else float(cpus)
        words = [
            "podman", "run", "--name", self.named(name),
            f"--network=ns:{self.rig.netns}",
            f"--user={pod['runAsUser']}:{pod['runAsGroup']}",
            f"--group-add={pod['fsGroup']}", "--pull=never",
            f"--cpus={min(cpus, os.cpu_count())}",
            f"--memory={limits['memory'].rstrip('i').lower()}",
            "--cgroups=enabled", "--read-only-tmpfs=false"]
        if own["readOnlyRootFilesystem"]:
            words.append("--read-only")
        if not own["allowPrivilegeEscalation"]:
            words.append("--security-opt=no-new-privileges")
        words += [f"--cap-drop={c}" for c in own["capabilities"]["drop"]]
        words += [f"--env={k}={v}" for k, v in self.settings(container).items()]
        volumes = {v["name"]: v for v in self.spec.get("volumes", [])}
        for mount in container.get("volumeMounts", []):
            read_only = ":ro" if mount.get("readOnly") else ""
            words.append(f"--volume={self.place_of(volumes[mount['name']])}:"
                         f"{mount['mountPath']}{read_only}")
        words += ["--rm"] if wait else ["-d"]
        if "command" in container:
            words.append(f"--entrypoint={container['command'][0]}")
        image = re.sub("@.*", "", container["image"]).rpartition("/")[2]
        words += [self.rig.image(image), *container.get("command", [])[1:],
                  *container.get("args", [])]
        done = run(*words)
        if not wait:
            self.rig.started.append(self.named(name))
        return done.stdout

    def start_all(self):
        """Init containers in turn, then the others; what the former say."""
        said = "".join(self.start(c["name"], wait=True)
                       for c in self.spec.get("initContainers", []))
        for container in self.spec["containers"]:
            self.start(container["name"])
        return said

    def probe(self, name, which):
        """As the kubelet: httpGet from outside the container, exec within."""
        container = self.containers[name]
        probe = container.get(which)
        if probe is None:
            return True
        if "exec" in probe:
            return run("podman", "exec", self.named(name),
                       *probe["exec"]["command"], check=False).returncode == 0
        port = probe.get("httpGet", probe.get("tcpSocket"))["port"]
        port = {p["name"]: p["containerPort"]
                for p in container.get("ports", [])}.get(port, port)
        if "tcpSocket" in probe:
            return run(*self.rig.inside("bash", "-c",
                                        f"exec 3<>/dev/tcp/127.0.0.1/{port}"),
                       check=False).returncode == 0
        return self.rig.get(f":{port}{probe['httpGet']['path']}")[0] == 200

    def wait_probes(self, *which):
        for container in self.spec["containers"]:
            for probe in which:
                self.rig.wait(f"{self.name}: {container['name']}: {probe}",
                              lambda c=container["name"], p=probe: self.probe(c, p),
                              120)

    def kill(self, name):
        run("podman", "kill", "-s", "KILL", self.named(name))

    def start_again(self, name):
        time.sleep(0.5)
        run("podman", "start", self.named(name))

    def state(self, name, field):
        return run("podman", "inspect", "-f", "{{.State.%s}}" % field,
                   self.named(name)).stdout.strip()

    def stop(self, meanwhile=lambda: None):
        """As the kubelet: hooks side by side, then TERM to each. The seconds that
        it took and the exit status of each."""
        began = time.monotonic()

        def end(container):
            hook = container.get("lifecycle", {}).get("preStop", {})
            if "sleep" in hook:
                time.sleep(hook["sleep"]["seconds"])
            elif hook:
                run("podman", "exec", self.named(container["name"]),
                    *hook["exec"]["command"], check=False)
            run("podman", "kill", "-s", "TERM", self.named(container["name"]),
                check=False)

        threads = [threading.Thread(target=end, args=(c,))
                   for c in self.spec["containers"]]
        for thread in threads:
            thread.start()
        meanwhile()
        for thread in threads:
            thread.join()
        names = [c["name"] for c in self.spec["containers"]]
        self.rig.wait(f"the end of {self.name}", lambda: all(
            self.state(n, "Status") == "exited" for n in names),
            self.spec["terminationGracePeriodSeconds"])
        return (time.monotonic() - began,
                {n: self.state(n, "ExitCode") for n in names})


class Load:
    """Clients that ask until they are told to end; what fails is counted."""

    def __init__(self, rig, clients=4):
        self.process = subprocess.Popen(
            rig.inside("/usr/bin/python3", __file__, str(clients)),
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def end(self):
        out, _ = self.process.communicate("end\n", timeout=120)
        return json.loads(out)


def load(clients):
    """In the namespace: half of the clients simulate, half ask for the health;
    a new connection each time, as through an ingress that balances."""
    import http.client
    over = threading.Event()
    counts = {"good": 0, "failed": []}
    lock = threading.Lock()
    plan = PLAN.read_text()

    def client(number):
        turn = 0
        while not over.is_set():
            turn += 1
            try:
                asked = http.client.HTTPConnection("127.0.0.1", 8000, timeout=60)
                if number % 2:
                    asked.request("POST", f"/api/v1/simulations?paths=20000"
                                  f"&seed={number * 100000 + turn}", plan,
                                  {"Content-Type": "application/json"})
                else:
                    asked.request("GET", "/health")
                reply = asked.getresponse()
                reply.read()
                asked.close()
                problem = None if reply.status == 200 else str(reply.status)
            except OSError as error:
                problem = repr(error)
            with lock:
                if problem is None:
                    counts["good"] += 1
                else:
                    counts["failed"].append(problem)
            time.sleep(0.02)

    threads = [threading.Thread(target=client, args=(n,)) for n in range(clients)]
    for thread in threads:
        thread.start()
    sys.stdin.readline()
    over.set()
    for thread in threads:
        thread.join()
    print(json.dumps(counts))


if __name__ == "__main__":
    load(int(sys.argv[1]))
