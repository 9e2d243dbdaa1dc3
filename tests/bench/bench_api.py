#!/usr/bin/env python3
"""Requests a second, tail and processor time of two operations, beside peers.

  read    GET /api/v1/plans/{id}: token, row-level security, entity tag; beside
          FastAPI + asyncpg + uvicorn, same row, same PostgreSQL
  cached  POST of a simulation whose result is kept already, as it comes and
          with every result from memcached (CACHE_LOCAL_MB=0); beside Node's
          http server reading the same memcached

All stand behind the same nginx, with the same limits, headers, logs and kept
connections, each with as many processes and database connections as the other.
They are asked in turn, so that whatever else the machine does falls on all
alike; the load is on loopback and every part of it ends by itself.

    bench_api.py --build DIR [--rounds 5] [--seconds 4] [--clients 32]
                 [--jwt HS256|EdDSA] [--only read|cached] [--no-peers]
                 [--nice N] [--beside SOURCE:BUILD[:NAME=VALUE]...]...
                 --out FILE

--beside adds another version or setting of the service, with a stack of its
own: what a change does is seen within one run. --nice -20 is for root on a machine that
others use: everything that takes part comes before them. Needs what
tools/install-deps --bench installs."""
import argparse
import hashlib
import http.client
import itertools
import json
import os
import pathlib
import platform
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
NUMBERS = itertools.count()
PROCESSES = 2
CONNECTIONS = 8  # of PostgreSQL, of all processes together
PYTHON = "/usr/bin/python3"  # Debian's, which has Debian's packages
TICKS = os.sysconf("SC_CLK_TCK")
FROM_MEMCACHED = "finplan, each from memcached"
CACHED = "/api/v1/simulations?paths=1000&seed=1"

# nginx's other server: each peer is a path there.
PEERS_CONF = """
upstream fastapi {{
    server unix:{dir}/run/fastapi.sock max_fails=0;
    keepalive 32; keepalive_timeout 60s; keepalive_requests 10000;
}}
upstream node {{
    server unix:{dir}/run/node.sock max_fails=0;
    keepalive 32; keepalive_timeout 60s; keepalive_requests 10000;
}}
server {{
    listen 127.0.0.1:{port} backlog=1024;
    include snippets/headers.conf;
    include snippets/errors.conf;
    proxy_http_version 1.1;
    proxy_set_header Connection "";
    proxy_set_header Host $host;
    proxy_set_header X-Request-Id $request_id;
    proxy_buffer_size 16k; proxy_buffers 32 16k; proxy_busy_buffers_size 64k;
    proxy_next_upstream error; proxy_next_upstream_tries 2;
    location / {{
        include snippets/counted.conf;
        proxy_pass http://fastapi;
    }}
    location = /api/v1/simulations {{
        include snippets/counted.conf;
        proxy_pass http://node;
    }}
}}
"""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(what, good, seconds=60):
    end = time.monotonic() + seconds
    while not good():
        if time.monotonic() > end:
            sys.exit("bench_api: %s does not answer" % what)
        time.sleep(0.05)


def ask(port, method, path, body=None, token=None, headers=None):
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    sent = dict(headers or {})
    if token:
        sent["Authorization"] = "Bearer " + token
    if body is not None:
        sent["Content-Type"] = "application/json"
    try:
        link.request(method, path, body, sent)
        reply = link.getresponse()
        return reply.status, reply.headers, reply.read()
    finally:
        link.close()


def answers(port, method, path):
    try:
        return ask(port, method, path)[0]
    except OSError:
        return None


def family(roots):
    """Processor seconds of the processes and all that descend from them."""
    parents, times = {}, {}
    for entry in pathlib.Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = entry.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        pid = int(entry.parent.name)
        parents[pid] = int(fields[1])
        # Its own, and of children that ended and were waited for.
        times[pid] = sum(map(int, fields[11:15])) / TICKS
    found = set(roots) & set(times)
    while True:
        more = {pid for pid, parent in parents.items()
                if parent in found} - found
        if not more:
            return {pid: times[pid] for pid in found}
        found |= more


def cpu_seconds(root):
    return sum(family([root]).values())


class Stack:
    """The service of one source tree and build, by tools/stack."""

    def __init__(self, source, build, settings):
        self.source, self.build = pathlib.Path(source), pathlib.Path(build)
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fpbench", dir="/tmp"))
        self.dir.chmod(0o711)
        self.port, self.internal = free_port(), free_port()
        self.settings = settings
        self.children = []

    def tool(self, *args):
        options = ["--dir", self.dir, "--builddir", self.build.resolve(),
                   "--port", self.port, "--internal-port", self.internal]
        for name, value in self.settings.items():
            options += ["--env", "%s=%s" % (name, value)]
        done = subprocess.run(
            [self.source / "tools/stack", *map(str, options), *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.STDOUT, timeout=180)
        if done.returncode != 0 and args != ("stop",):
            sys.exit("bench_api: tools/stack: " + done.stdout)

    def start(self):
        self.tool("start")
        wait_for("the service",
                 lambda: ask(self.port, "GET", "/ready")[0] == 200)
        return self

    def pid(self, name):
        return int((self.dir / "pids" / name).read_text().split()[0])

    def login(self):
        account = json.dumps({"email": "bench@example.com",
                              "password": secrets.token_hex(16)})
        status, _, body = ask(self.port, "POST", "/api/v1/auth/register",
                              account)
        if status not in (200, 201):
            sys.exit("bench_api: register: %d %r" % (status, body))
        body = ask(self.port, "POST", "/api/v1/auth/login", account)[2]
        return json.loads(body)["access_token"]

    def start_peers(self, jwt_key, algorithm):
        """Beside the service, in its nginx; returns their port."""
        port = free_port()
        (self.dir / "nginx/peers.conf").write_text(
            PEERS_CONF.format(dir=self.dir, port=port))
        conf = self.dir / "nginx/nginx.conf"
        text = conf.read_text().rstrip()
        conf.write_text(text[:text.rindex("}")] + "include peers.conf;\n}\n")
        os.kill(self.pid("nginx"), signal.SIGHUP)
        run = self.dir / "run"
        self.launch("fastapi", [
            PYTHON, "-m", "uvicorn", "api_fastapi:app", "--uds",
            str(run / "fastapi.sock"), "--workers", str(PROCESSES),
            "--no-access-log", "--log-level", "warning"], {
                "DSN": "postgresql://finplan_app@/finplan?host=%s/pg" % run,
                "JWT_KEY": jwt_key, "JWT_ALGORITHM": algorithm,
                "POOL": str(CONNECTIONS // PROCESSES)})
        self.launch("node", ["node", "api_cached.js", str(run / "node.sock"),
                             str(run / "memcached.sock"), str(PROCESSES)], {})
        wait_for("nginx", lambda: answers(port, "GET", "/") is not None)
        wait_for("FastAPI", lambda: answers(port, "GET", "/") == 404)
        wait_for("Node", lambda: answers(port, "POST",
                                         "/api/v1/simulations") == 404)
        return port

    def equal_terms(self, nice):
        """Everything that takes part gets the processors before others. Linux
        weighs sessions first, then what is in them."""
        names = [path.name for path in (self.dir / "pids").iterdir()]
        for pid in family([self.pid(name) for name in names] +
                          [child.pid for child in self.children] +
                          [os.getpid()]):
            try:
                pathlib.Path("/proc/%d/autogroup" % pid).write_text(str(nice))
                for task in os.listdir("/proc/%d/task" % pid):
                    os.setpriority(os.PRIO_PROCESS, int(task), nice)
            except (FileNotFoundError, ProcessLookupError):
                pass  # it has just ended, or the kernel has no such groups

    def launch(self, name, command, settings):
        with open(self.dir / "log" / (name + ".log"), "wb") as log:
            child = subprocess.Popen(
                command, cwd=HERE / "peers", stdout=log, stderr=log,
                stdin=subprocess.DEVNULL, start_new_session=True,
                env={**os.environ, **settings, "PYTHONDONTWRITEBYTECODE": "1"})
        self.children.append(child)
        setattr(self, name, child.pid)

    def remove(self):
        for child in self.children:
            os.killpg(child.pid, signal.SIGTERM)
        for child in self.children:
            try:
                child.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(child.pid, signal.SIGKILL)
        self.tool("stop")
        shutil.rmtree(self.dir, ignore_errors=True)


def remember(stack, body, value):
    """Puts a result where Node looks for it."""
    key = "node:" + hashlib.sha256(body.encode()).hexdigest()
    with socket.socket(socket.AF_UNIX) as link:
        link.connect(str(stack.dir / "run/memcached.sock"))
        link.sendall(b"set %s 0 0 %d\r\n%s\r\n" % (key.encode(), len(value),
                                                  value))
        if link.recv(64) != b"STORED\r\n":
            sys.exit("bench_api: memcached does not take the result")


def raw(method, path, body="", **headers):
    """One request as it goes over the wire."""
    lines = ["%s %s HTTP/1.1" % (method, path), "Host: 127.0.0.1",
             "Accept: application/json"]
    lines += ["%s: %s" % (name.replace("_", "-"), value)
              for name, value in headers.items()]
    if body:
        lines += ["Content-Type: application/json",
                  "Content-Length: %d" % len(body.encode())]
    return ("\r\n".join(lines) + "\r\n\r\n" + body).encode()


class Contestant:
    def __init__(self, name, stack, port, pid, request):
        self.name, self.port, self.pid = name, port, pid
        self.apart = {each: stack.pid(each) for each in ("nginx", "postgres",
                                                         "memcached")}
        self.file = stack.dir / ("%d.request" % next(NUMBERS))
        self.file.write_bytes(request)
        self.rounds = []

    def load(self, program, clients, seconds):
        before = cpu_seconds(self.pid)
        apart = {each: cpu_seconds(pid) for each, pid in self.apart.items()}
        done = subprocess.run(
            [program, str(self.port), str(clients), str(seconds),
             str(self.file)], capture_output=True, text=True, timeout=120)
        if done.returncode != 0:
            sys.exit("bench_api: %s: %s" % (self.name, done.stderr))
        result = json.loads(done.stdout)
        each_us = 1e6 / max(result["requests"], 1)
        result["cpu_us"] = each_us * (cpu_seconds(self.pid) - before)
        result["apart_us"] = {
            each: round(each_us * (cpu_seconds(pid) - apart[each]), 1)
            for each, pid in self.apart.items()}
        return result

    def round(self, args):
        self.load(args.load, args.clients, 1)  # warm
        one = self.load(args.load, args.clients, args.seconds)
        wrong = {status: n for status, n in one["statuses"].items()
                 if status != "200"}
        if wrong or one["served"] != args.clients:
            sys.exit("bench_api: %s: statuses %s, %d of %d clients served" % (
                self.name, one["statuses"], one["served"], args.clients))
        self.rounds.append(one)
        print("%-28s %8.0f/s  p50 %7.2f  p99 %7.2f ms  cpu %6.1f µs  "
              "clients %d…%d  %s" % (
                  self.name, one["rate"], one["p50_ms"], one["p99_ms"],
                  one["cpu_us"], one["least"], one["most"],
                  one["apart_us"]), file=sys.stderr)


def same_plan(ours, theirs):
    a, b = json.loads(ours), json.loads(theirs)
    return a["id"] == b["id"] and a["plan"] == b["plan"] and \
        a["version"] == b["version"]


def prepare(stack, name, plan, peers_port, args):
    """The contestants of one stack, by operation."""
    out = {"read": [], "cached": []}
    token = stack.login()
    made = ask(stack.port, "POST", "/api/v1/plans", plan, token)
    if made[0] != 201:
        sys.exit("bench_api: the plan was not made: %r" % (made[2],))
    path = "/api/v1/plans/" + json.loads(made[2])["id"]
    for attempt in ("miss", "hit"):
        status, headers, result = ask(stack.port, "POST", CACHED, plan)
        if status != 200 or headers["X-Cache"] != attempt:
            sys.exit("bench_api: simulation: %d %r" % (status, result[:200]))
    get = lambda p: raw("GET", p, Authorization="Bearer " + token)
    out["read"].append(Contestant(name, stack, stack.port, stack.pid("api"),
                                  get(path)))
    post = raw("POST", CACHED, plan)
    out["cached"].append(Contestant(name, stack, stack.port,
                                    stack.pid("sim"), post))
    if peers_port is None:
        return out
    _, headers, ours = ask(stack.port, "GET", path, token=token)
    for title, at in (("FastAPI", path),
                      ("FastAPI, tuned", path.replace("/api/v1", "/tuned"))):
        status, their, body = ask(peers_port, "GET", at, token=token)
        if status != 200 or not same_plan(ours, body) or \
                their["ETag"] != headers["ETag"]:
            sys.exit("bench_api: %s answers something else: %d %r" % (
                title, status, body[:300]))
        if ask(peers_port, "GET", at, token=token,
               headers={"If-None-Match": their["ETag"]})[0] != 304 or \
                ask(peers_port, "GET", at, token=token[:-2])[0] != 401:
            sys.exit("bench_api: %s checks nothing" % title)
        out["read"].append(Contestant(title, stack, peers_port, stack.fastapi,
                                      get(at)))
    remember(stack, plan, result)
    if ask(peers_port, "POST", CACHED, plan)[2] != result:
        sys.exit("bench_api: Node answers something else")
    out["cached"].append(Contestant("Node", stack, peers_port, stack.node,
                                    post))
    return out


def machine():
    cpu = re.search(r"model name\s*: (.*)",
                    pathlib.Path("/proc/cpuinfo").read_text())

    def first(*command):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True,
                              stderr=subprocess.STDOUT)
        return done.stdout.strip().split("\n")[0]

    packages = {}
    for name in ("python3-fastapi", "python3-uvicorn", "python3-asyncpg",
                 "python3-uvloop", "python3-httptools", "nodejs",
                 "postgresql-15", "memcached", "libfcgi0ldbl"):
        packages[name] = first("dpkg-query", "-W", "-f", "${Version}", name)
    return {"cpu": cpu.group(1) if cpu else platform.machine(),
            "cores": os.cpu_count(), "kernel": platform.release(),
            "load": os.getloadavg()[0], "date": time.strftime("%Y-%m-%d"),
            "packages": packages,
            "nginx": first("/usr/sbin/nginx", "-v").split("/")[-1]}


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--build", type=pathlib.Path, required=True)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=int, default=4)
    parser.add_argument("--clients", type=int, default=32)
    parser.add_argument("--jwt", default="HS256", choices=("HS256", "EdDSA"))
    parser.add_argument("--only", choices=("read", "cached"))
    parser.add_argument("--no-peers", action="store_true")
    parser.add_argument("--nice", type=int)
    parser.add_argument("--beside", action="append", default=[])
    parser.add_argument("--out", type=pathlib.Path, required=True)
    args = parser.parse_args()
    args.load = str(args.build.resolve() / "tests/bench/bench_api_load")
    secret = secrets.token_urlsafe(48)
    settings = {
        "WORKERS": PROCESSES, "DATABASE_POOL_SIZE": CONNECTIONS,
        "ANONYMOUS_CALCULATORS": "true",
        "NGINX_RATE_ALLOW": "127.0.0.1",  # a client is as quick as it can be
        "NGINX_CONNECTIONS_PER_CLIENT": 1000,
        "NGINX_HEAVY_PER_CLIENT": 1000,
    }
    if args.jwt == "HS256":
        settings.update(JWT_ALGORITHM="HS256", JWT_SECRET_KEY=secret)
    plan = (HERE / "plans/b.json").read_text()
    results = {"machine": machine(), "rounds": args.rounds,
               "seconds": args.seconds, "clients": args.clients,
               "processes": PROCESSES, "connections": CONNECTIONS,
               "jwt": args.jwt, "nice": args.nice, "plan_bytes": len(plan)}
    versions = [("finplan", SOURCE, args.build, [])]
    versions += [("finplan, " + beside, *beside.split(":")[:2],
                  beside.split(":")[2:]) for beside in args.beside]
    if not args.no_peers and args.only != "read":
        versions.append((FROM_MEMCACHED, SOURCE, args.build,
                         ["CACHE_LOCAL_MB=0"]))
    stacks, all_of = [], {"read": [], "cached": []}
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("bench_api: ended"))
    try:
        for name, source, build, changes in versions:
            stack = Stack(source, build, {
                **settings, **dict(one.split("=", 1) for one in changes)})
            stacks.append(stack)
            stack.start()
            port = None
            if len(stacks) == 1 and not args.no_peers:
                key = secret if args.jwt == "HS256" else (
                    stack.dir / "keys/jwt_public_key").read_text()
                port = stack.start_peers(key, args.jwt)
            for operation, some in prepare(stack, name, plan, port,
                                           args).items():
                if name != FROM_MEMCACHED or operation == "cached":
                    all_of[operation] += some
        for operation, contestants in all_of.items():
            if args.only not in (None, operation):
                continue
            for _ in range(args.rounds):
                for stack in stacks:
                    if args.nice is not None:
                        stack.equal_terms(args.nice)
                for contestant in contestants:
                    contestant.round(args)
            results[operation] = {c.name: c.rounds for c in contestants}
    finally:
        for stack in stacks:
            stack.remove()
    args.out.write_text(json.dumps(results, indent=1) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
