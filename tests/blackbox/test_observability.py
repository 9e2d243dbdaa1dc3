"""Figures and logs of a stack that works: what operators see of it. One stack
under light traffic, with Prometheus beside it; then every panel of every
dashboard and every question of the runbook is asked, and every log line is
read."""
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import time
import urllib.parse
import urllib.request
import uuid

import jsonschema
import psycopg2
import pytest

from api_client import plan
from stack_rig import PATH, SOURCE, SETTINGS, Stack
from transport_rig import free_port

yaml = pytest.importorskip("yaml")

FILES = SOURCE / "observability"
PLANTED = {  # what must be in no log, each in a place of its own
    "password": "planted-password-7261",
    "token": "planted.bearer.token-5523",
    "query": "planted-query-9914",
    "agent": "planted agent 4417 with words",
    "account": "123456789012",
    "header": "planted-header-8830",
    "body": "planted name 3312",
}


def need(program):
    if shutil.which(program, path=PATH) is None:
        pytest.skip(f"{program} is not installed")


@pytest.fixture(scope="module")
def rig():
    server = Stack({"WORKERS": "2", "LOG_LEVEL": "info",
                    "JOBS_WORKERS": "2"})
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


def scrape(rig, accept=None):
    reply = rig.internal().get("/metrics", headers={"Accept": accept}
                               if accept else None)
    assert reply.status == 200
    return reply


def series(text):
    """{series: value}; what is written twice is a fault."""
    rows = [line.rsplit(" ", 1) for line in text.splitlines()
            if line and not line.startswith("#")]
    assert len(dict(rows)) == len(rows)
    return {name: float(value) for name, value in rows}


def figures(rig):
    return series(scrape(rig).body.decode())


def total(rows, name, **labels):
    return sum(value for key, value in rows.items()
               if key.startswith(name + "{") and
               all(f'{k}="{v}"' in key for k, v in labels.items()))


# --- figures -------------------------------------------------------------------

def test_a_scrape_is_clean(rig):
    need("promtool")
    rig.api().post("/api/v1/simulations?paths=100", plan())
    done = subprocess.run(["promtool", "check", "metrics"],
                          input=scrape(rig).body, capture_output=True,
                          check=False)
    assert done.returncode == 0 and not done.stderr, done.stderr.decode()


def test_both_formats_say_the_same(rig):
    plain, rich = scrape(rig), scrape(rig, "application/openmetrics-text")
    assert plain.headers["Content-Type"].startswith("text/plain; version=0.0.4")
    assert rich.headers["Content-Type"].startswith(
        "application/openmetrics-text; version=1.0.0")
    assert rich.body.endswith(b"\n# EOF\n") and b"# EOF" not in plain.body
    assert series(plain.body.decode()).keys() == \
        series(rich.body.decode()).keys()


def test_random_paths_add_no_series(rig):
    rig.api().get("/api/v1/nothing-at-all")
    before = figures(rig)
    for _ in range(100):  # 10,000 of them, a hundred at once
        with socket.create_connection(("127.0.0.1", rig.port)) as link:
            link.sendall(b"".join(
                b"GET /api/v1/%s?q=%s HTTP/1.1\r\nHost: x\r\n\r\n"
                % (uuid.uuid4().hex.encode(), uuid.uuid4().hex.encode())
                for _ in range(100)))
            seen = b""
            while seen.count(b"HTTP/1.1 404") < 100:
                got = link.recv(1 << 20)
                assert got, "nginx closed the connection"
                seen += got
    after = figures(rig)
    assert after.keys() == before.keys()
    name = "finplan_http_requests_total"
    assert total(after, name, route="unmatched") >= \
        total(before, name, route="unmatched") + 10000


def test_counters_outlive_their_processes(rig):
    for _ in range(20):
        rig.api().get("/status")
    before = figures(rig)
    rig_children = subprocess.run(
        ["pgrep", "-P", str(rig.pid("api"))], capture_output=True, text=True,
        check=True).stdout.split()
    assert len(rig_children) == 2
    os.kill(int(rig_children[0]), signal.SIGKILL)
    end = time.monotonic() + 10
    while total(figures(rig), "finplan_workers", pool="api") < 2 or \
            total(figures(rig), "finplan_worker_restarts_total") < 1:
        assert time.monotonic() < end, "no worker in its place"
        time.sleep(0.1)
    after = figures(rig)
    for name, value in before.items():
        kind = name.split("{")[0]
        if kind.endswith(("_total", "_count", "_sum", "_bucket")):
            assert after[name] >= value, name


def test_nginx_tells_what_it_answers_alone(rig, make_stack):
    rows = figures(rig)
    assert rows['finplan_edge_connections{state="active"}'] >= 1
    small = make_stack({"RATE_LIMIT_REQUESTS_PER_MINUTE": "60",
                        "WORKERS": "1"}, ("postgres", "api", "nginx"))
    small.wait_ready()
    statuses = [small.api().get("/api/v1/nothing").status
                for _ in range(50)]
    assert statuses.count(429) > 5
    small.api().call("POST", "/api/v1/plans", b"x" * (11 << 20))
    small.api().get("/api/v1/simulations")  # a pool that does not run
    time.sleep(0.3)
    rows = figures(small)
    assert total(rows, "finplan_edge_answers_total", status="429") >= \
        statuses.count(429)
    assert total(rows, "finplan_edge_limited_total", limit="rate") >= \
        statuses.count(429)
    assert total(rows, "finplan_edge_answers_total", status="413") == 1
    assert total(rows, "finplan_edge_bad_lines_total") == 0


def test_nginx_of_another_version_is_told(make_stack):
    rig = make_stack({"WORKERS": "1"}, ("api", "nginx"))
    name = "finplan_edge_other_version"
    assert figures(rig)[name] == 0
    conf = rig.dir / "nginx/snippets/internal.conf"
    text = conf.read_text()
    conf.write_text(re.sub(r"(HTTP_X_EDGE_VERSION) \S+;", r"\1 0.0.9;", text))
    assert conf.read_text() != text
    subprocess.run([SOURCE / "nginx/control.sh", rig.dir / "nginx", "reload"],
                   check=True, env={"PATH": PATH})
    assert figures(rig)[name] == 1


# --- Prometheus, the dashboards and the runbook -----------------------------------

class Prometheus:
    def __init__(self, directory, target):
        self.port = free_port()
        rules = [str(FILES / "prometheus" / name)
                 for name in ("slo-rules.yml", "alerts.yml")]
        groups = []
        for name in rules:  # evaluated every second here
            document = yaml.safe_load(pathlib.Path(name).read_text())
            groups += [{**group, "interval": "1s"}
                       for group in document["groups"]]
        (directory / "rules.yml").write_text(yaml.safe_dump(
            {"groups": groups}))
        (directory / "prometheus.yml").write_text(yaml.safe_dump({
            "global": {"scrape_interval": "1s", "evaluation_interval": "1s"},
            "rule_files": ["rules.yml"],
            "scrape_configs": [{
                "job_name": "finplan", "static_configs": [{
                    "targets": [f"127.0.0.1:{target}"],
                    "labels": {"namespace": "test", "pod": "one"}}]}]}))
        self.process = subprocess.Popen(
            ["prometheus", f"--config.file={directory}/prometheus.yml",
             f"--storage.tsdb.path={directory}/data",
             f"--web.listen-address=127.0.0.1:{self.port}"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"PATH": PATH})

    def ask(self, path, **query):
        url = f"http://127.0.0.1:{self.port}/api/v1/{path}?" + \
            urllib.parse.urlencode(query)
        with urllib.request.urlopen(url, timeout=10) as reply:
            return json.load(reply)["data"]

    def value(self, expression):
        return self.ask("query", query=expression)["result"]

    def stop(self):
        self.process.terminate()
        self.process.wait(timeout=20)


def traffic(rig, user, seconds, number=[0]):
    """Some of everything that a panel may ask about."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        number[0] += 1
        api = rig.api()
        api.post(f"/api/v1/simulations?paths=500&seed={number[0]}", plan())
        api.post("/api/v1/simulations?paths=500&seed=1", plan())
        api.post("/api/v1/projections", plan())
        made = user.post("/api/v1/plans", plan(name=f"Plan {number[0]}"))
        assert made.status == 201, made.body
        user.get(made.headers["Location"])
        api.get("/api/v1/nothing")
        api.get("/status")
        if number[0] == 1:
            user.post("/api/v1/simulations?paths=300&seed=9", plan(),
                      headers={"Prefer": "respond-async"})
        time.sleep(0.1)


@pytest.fixture(scope="module")
def prometheus(rig, tmp_path_factory):
    need("prometheus")
    server = Prometheus(tmp_path_factory.mktemp("prometheus"),
                        rig.internal_port)
    try:
        user = rig.new_user()
        traffic(rig, user, 1)
        rig.stop("jobs")  # counts what there is when it starts
        rig.start("jobs")
        end = time.monotonic() + 40
        while True:
            assert time.monotonic() < end, "Prometheus sees too little"
            traffic(rig, user, 3)
            try:
                if len(server.ask("query_range", query="up", start=time.time()
                                  - 60, end=time.time(), step=1)
                       ["result"][0]["values"]) >= 15 and \
                        server.value("finplan:slo_simulations:error_ratio_3d"):
                    break
            except (OSError, IndexError):
                pass
        yield server
    finally:
        server.stop()


def test_every_panel_has_data(prometheus):
    empty, asked = [], 0
    for path in sorted((FILES / "grafana").glob("*.json")):
        for panel in json.loads(path.read_text())["panels"]:
            for target in panel["targets"]:
                expression = target["expr"].replace("$namespace", ".*") \
                    .replace("$__rate_interval", "30s")
                asked += 1
                result = prometheus.value(expression)
                if not result:
                    empty.append((path.stem, panel["title"], expression))
    assert not empty, empty
    assert asked > 80


def test_what_was_done_is_what_is_shown(prometheus):
    """The answers are the traffic's, not just any."""
    def only(expression):
        result = prometheus.value(expression)
        assert len(result) == 1, (expression, result)
        return float(result[0]["value"][1])

    assert only("sum(rate(finplan_computations_total"
                '{kind="simulation"}[30s]))') > 0
    assert only("max(finplan_plans)") >= 1
    assert only("max(finplan_users_active)") >= 1
    assert only("sum(finplan_workers)") == 6
    assert only('finplan:slo_availability:error_ratio_5m') == 0
    assert 0 <= only("finplan:slo_simulations:error_ratio_5m") <= 1
    assert 100 < only("histogram_quantile(0.5, sum by (le) (rate("
                      "finplan_simulation_paths_bucket[30s])))") <= 500


def test_every_question_of_the_runbook_is_answered(prometheus, rig):
    text = (SOURCE / "docs/runbook.md").read_text()
    questions = re.findall(r"```promql\n(.*?)\n```", text, re.S)
    assert len(questions) > 25
    for question in questions:
        prometheus.value(question)  # an error would raise
    statements = "".join(re.findall(r"```sql\n(.*?)```", text, re.S))
    with psycopg2.connect(rig.database_url("super")) as link:
        for statement in filter(str.strip, statements.split(";")):
            link.cursor().execute(statement)


def test_no_alert_fires_without_a_reason(prometheus):
    firing = {row["metric"]["alertname"] for row in
              prometheus.value('ALERTS{alertstate="firing"}')}
    # The test above kills a worker; nothing else is amiss.
    assert firing <= {"FinplanWorkersDie"}, firing


# --- logs ----------------------------------------------------------------------

def plant(rig):
    api, user = rig.api(), rig.new_user()
    api.post("/api/v1/auth/login", {"email": "nobody@example.com",
                                    "password": PLANTED["password"]})
    api.get(f"/api/v1/plans?q={PLANTED['query']}", headers={
        "Authorization": f"Bearer {PLANTED['token']}",
        "User-Agent": PLANTED["agent"], "Cookie": PLANTED["header"],
        "X-Other": PLANTED["header"] + "\x7f"})
    api.get(f"/api/v1/accounts/{PLANTED['account']}")
    user.post("/api/v1/plans", plan(name=PLANTED["body"]))
    user.post("/api/v1/plans", b"{" + PLANTED["body"].encode())
    user.get("/api/v1/plans/not-a-uuid")
    # nginx's own refusals, which go into its error log.
    api.call("POST", "/api/v1/plans", b"x" * (11 << 20))
    time.sleep(0.5)


def lines_of(rig):
    for name in ("api", "sim", "jobs", "access"):
        for line in rig.log(name).splitlines():
            yield name, line


def test_every_line_follows_the_schema(rig):
    plant(rig)
    schema = json.loads((FILES / "log-schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    kinds = [jsonschema.Draft202012Validator(one) for one in schema["oneOf"]]
    seen = {}
    for name, line in lines_of(rig):
        document = json.loads(line)
        kind = kinds[document["role"] == "nginx"]
        faults = [error.message for error in kind.iter_errors(document)]
        assert not faults, (line, faults)
        assert document["role"] == {"access": "nginx"}.get(name, name)
        seen.setdefault(document["msg"], 0)
        seen[document["msg"]] += 1
    assert seen["request"] > 10 and seen["access"] > 10, seen


def test_nothing_that_was_planted_is_in_a_log(rig):
    plant(rig)
    logs = {path.name: path.read_text(errors="replace")
            for path in (rig.dir / "log").glob("*.log")}
    for what, text in PLANTED.items():
        for name, log in logs.items():
            # PostgreSQL has a log of its own, which is not ours to ship.
            if name not in ("postgres.log",):
                assert text not in log, (what, name)


def test_one_number_in_both_logs(rig):
    parent = f"00-{uuid.uuid4().hex}-00f067aa0ba902b7-00"
    replies = [rig.api().get("/status"),
               rig.api().get("/status", headers={"traceparent": parent}),
               rig.api().get("/status", headers={"traceparent": "garbage"})]
    time.sleep(0.3)
    for reply, trace in zip(replies, (None, parent[3:35], None)):
        number = reply.headers["X-Request-Id"]
        both = [json.loads(line) for name, line in lines_of(rig)
                if number in line and name in ("api", "access")]
        assert len(both) == 2, both
        assert {one["trace_id"] for one in both} == {trace or number}


def test_the_shippers_expressions_take_real_lines(rig):
    plant(rig)
    text = (FILES / "fluent-bit/parsers.conf").read_text()
    expression = re.search(r"^ +Regex +(.+)$", text, re.M)[1]
    parser = re.compile(expression.replace("(?<", "(?P<"))
    shapes = [
        '2026/11/30 00:00:00 [warn] 17#17: *3 limiting requests, excess: 5.1'
        ' by zone "per_client", client: 10.0.0.9, server: _, request: "GET'
        ' /api/v1/plans?secret=planted-query-9914 HTTP/1.1", host: "x"',
        "2026/11/30 00:00:00 [notice] 1#1: signal process started",
        "2026/11/30 00:00:00 [alert] 1#1: worker process 17 exited on signal "
        "9",
        "2026/11/30 00:00:00 [emerg] 1#1: bind() to 0.0.0.0:8000 failed (98: "
        "Address already in use)",
        "2026/11/30 00:00:00 [crit] 17#17: *9 SSL_do_handshake() failed (SSL: "
        "error:0A00006C:SSL routines::bad key share) while SSL handshaking, "
        "client: 2001:db8::7, server: 0.0.0.0:8443",
    ] + [
        f"2026/11/30 00:00:00 [{level}] 17#17: *3 {told}, client: {client}, "
        'server: _, request: "POST /api/v1/plans?q=planted-query-9914 '
        'HTTP/1.1", subrequest: "/.user", upstream: "fastcgi://unix:/run/api'
        '.sock:", host: "planted-query-9914", referrer: '
        '"http://x/?planted-query-9914"'
        for client in ("10.0.0.9", "unix:")
        for level, told in (
            ("error", "connect() to unix:/run/api.sock failed (111: "
             "Connection refused) while connecting to upstream"),
            ("error", "upstream prematurely closed FastCGI request while "
             "reading response header from upstream"),
            ("error", "upstream timed out (110: Connection timed out) while "
             "reading response header from upstream"),
            ("error", "client intended to send too large body: 11000000 "
             "bytes"),
            ("warn", "a client request body is buffered to a temporary file "
             "/run/nginx/body/0000000001"),
            ("warn", "an upstream response is buffered to a temporary file "
             "/run/nginx/fastcgi/1/00/0000000001 while reading upstream"),
            ("warn", "send() to syslog failed while logging request"),
            ("error", "limiting connections by zone \"in_progress\""),
            ("info", "client sent invalid header line: \"X Y: planted-query-"
             "9914\" while reading client request headers"))
    ]
    real = [line for line in rig.log("nginx").splitlines() if line]
    assert any("client intended to send too large body" in line
               for line in real), real[-5:]
    for line in shapes + real:
        found = parser.match(line)
        assert found, line
        assert PLANTED["query"] not in json.dumps(found.groupdict()), line
        assert found["level"] and int(found["pid"]) and found["msg"]
    time_format = re.search(r"Time_Format (%Y-.*)$", text, re.M)[1]
    assert time_format == "%Y-%m-%dT%H:%M:%S.%L%z"
    for _, line in lines_of(rig):
        stamp = json.loads(line)["ts"]
        assert re.fullmatch(r"[0-9-]{10}T[0-9:]{8}\.[0-9]{3}(Z|[+-][0-9:]{5})",
                            stamp), stamp


def test_the_level_changes_while_it_runs(rig):
    def says(text):
        return sum(text in line for line in rig.log("api").splitlines())

    def wait(text, count):
        end = time.monotonic() + 5
        while says(text) < count:
            assert time.monotonic() < end, text
            time.sleep(0.05)

    pid = rig.pid("api")
    before = says("level is debug"), says("level is info")
    os.kill(pid, signal.SIGUSR1)
    wait("level is debug", before[0] + 1)
    os.kill(pid, signal.SIGUSR2)
    wait("level is info", before[1] + 1)
    assert rig.api().get("/health").status == 200
    # In the workers too: at "error" no request is logged any more.
    quiet = Stack({**SETTINGS, "WORKERS": "1", "LOG_LEVEL": "error"},
                  ("api", "nginx"))
    try:
        quiet.start()
        quiet.api().get("/health")
        number = quiet.api().get("/health").headers["X-Request-Id"]
        os.kill(quiet.pid("api"), signal.SIGUSR1)
        time.sleep(0.3)
        loud = quiet.api().get("/health").headers["X-Request-Id"]
        time.sleep(0.3)
        assert number not in quiet.log("api")
        assert loud in quiet.log("api")
        os.kill(quiet.pid("api"), signal.SIGUSR2)
        time.sleep(0.3)
        again = quiet.api().get("/health").headers["X-Request-Id"]
        time.sleep(0.3)
        assert again not in quiet.log("api")
    finally:
        quiet.remove()
