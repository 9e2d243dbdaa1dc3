"""The edge alone: nginx as tools/stack renders it, in front of nothing or of
an application that does what the test tells it."""
import http.client
import io
import json
import os
import re
import subprocess
import threading
import time

import pytest

import contract
from fastcgi_fake import reply
from nginx_rig import SECURITY, Edge, echo, raw
from stack_rig import PATH, SOURCE, need


@pytest.fixture(scope="module")
def edge():
    """nginx with an application behind it that echoes."""
    server = Edge(settings={"MAX_REQUEST_SIZE_MB": "1"})
    try:
        yield server.start()
    finally:
        server.remove()


def check_headers(answer):
    for name, value in SECURITY.items():
        assert answer.headers.get_all(name) == [value]
    assert len(answer.headers.get_all("X-Request-Id")) == 1
    assert re.fullmatch("[0-9a-f]{32}", answer.headers["X-Request-Id"])
    assert answer.headers["Server"] == "nginx"


# --- the configuration -----------------------------------------------------

def test_defaults_pass_nginx_t(tmp_path):
    need("nginx")
    env = {"PATH": PATH, "NGINX_RUN_DIR": str(tmp_path / "run")}
    subprocess.run([SOURCE / "nginx/render.sh", tmp_path / "conf"], env=env,
                   check=True)
    done = subprocess.run(
        ["nginx", "-t", "-e", "stderr", "-c", tmp_path / "conf/nginx.conf"],
        env=env, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "warn" not in done.stderr
    assert not re.search("@[A-Z_]+@", "".join(
        path.read_text() for path in (tmp_path / "conf").rglob("*.conf")))


@pytest.mark.parametrize("name, value", [
    ("RATE_LIMIT_REQUESTS_PER_MINUTE", "0"),
    ("RATE_LIMIT_REQUESTS_PER_MINUTE", "many"),
    ("MAX_REQUEST_SIZE_MB", "-1"),
    ("NGINX_WORKER_PROCESSES", "lots"),
    ("NGINX_READ_TIMEOUT", "30"),
    ("NGINX_LISTEN", "8000; include /etc/passwd"),
])
def test_wrong_settings_are_refused_by_name(tmp_path, name, value):
    done = subprocess.run(
        [SOURCE / "nginx/render.sh", tmp_path / "conf"], text=True,
        env={"PATH": PATH, "NGINX_RUN_DIR": str(tmp_path / "run"),
             name: value},
        stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    if name != "NGINX_LISTEN":
        assert name in done.stderr
    assert not (tmp_path / "conf/nginx.conf").exists()


# --- what goes through -----------------------------------------------------

@pytest.mark.parametrize("path, pool", [
    ("/api/v1/simulations", "sim"), ("/api/v1/simulations?paths=5", "sim"),
    ("/api/v1/projections", "sim"), ("/api/v1/backtests", "sim"),
    ("/api/v1/explanations", "sim"), ("/api/v1/stress", "sim"),
    ("/api/v1/range?paths=9", "sim"), ("/api/v1/solve", "sim"),
    ("/api/v1/plans/0/explain", "sim"),
    ("/api/v1/plans/0/simulations", "sim"), ("/api/v1/plans", "api"),
    ("/api/v1/simulations/0", "api"), ("/health", "api"), ("/ready", "api"),
    ("/status", "api"), ("/nothing/here", "api"), ("/", "api"),
])
def test_location_chooses_the_pool(edge, path, pool):
    before = {name: len(fake.seen) for name, fake in edge.fakes.items()}
    answer = edge.api().get(path)
    assert answer.status == 200 and answer.json == {"path": path}
    check_headers(answer)
    assert len(edge.fakes[pool].seen) == before[pool] + 1
    assert sum(len(fake.seen) for fake in edge.fakes.values()) == \
        sum(before.values()) + 1


def test_parameters_are_few_and_ours(edge):
    answer = edge.api().post("/api/v1/plans?a=1", {"x": 1}, headers={
        "X-Request-Id": "chosen-by-the-client", "Proxy": "http://evil",
        "FINPLAN_INTERNAL": "1", "FINPLAN-INTERNAL": "1"})
    params, body = edge.fakes["api"].seen[-1]
    assert body == b'{"x": 1}'
    assert params["HTTP_X_REQUEST_ID"] == answer.headers["X-Request-Id"]
    assert params.get("HTTP_PROXY", "") == ""
    assert "FINPLAN_INTERNAL" not in params
    assert params["REQUEST_URI"] == "/api/v1/plans?a=1"
    assert params["REMOTE_ADDR"] == "127.0.0.1"
    assert {name for name in params if not name.startswith("HTTP_")} == {
        "REQUEST_METHOD", "REQUEST_URI", "CONTENT_TYPE", "CONTENT_LENGTH",
        "REMOTE_ADDR"}


def test_metrics_are_internal(edge):
    edge.api().get("/metrics").problem(404, "not_found")
    assert edge.internal().get("/metrics").status == 200
    assert edge.fakes["api"].seen[-1][0]["FINPLAN_INTERNAL"] == "1"
    edge.internal().get("/api/v1/plans").problem(404, "not_found")
    answer = edge.internal().get("/nginx_status")
    assert answer.status == 200 and b"Active connections" in answer.body


def test_problems_of_the_application_pass_untouched(make_edge):
    body = b'{"type":"urn:finplan:problem:mine","status":404}'
    server = make_edge(lambda *_: reply(body, 404, ["Retry-After: 77"]))
    answer = server.api().get("/api/v1/plans/0")
    assert (answer.status, answer.body) == (404, body)
    assert answer.headers.get_all("Retry-After") == ["77"]
    check_headers(answer)


def test_access_log_is_json(edge):
    answer = edge.api().get('/api/v1/plans?secret=1', headers={
        "User-Agent": 'a "quoted" \\ agent'})
    time.sleep(0.1)
    line = json.loads(edge.log("access").splitlines()[-1])
    assert line["request_id"] == answer.headers["X-Request-Id"]
    assert line["status"] == 200 and line["method"] == "GET"
    assert line["path"] == "/api/v1/plans"
    assert line["upstream_addr"].endswith("api.sock")
    assert float(line["upstream_seconds"]) >= 0
    assert line["user_agent"] == "a", "the first product of it"
    assert "secret" not in edge.log("access").splitlines()[-1]
    for text in edge.log("access").splitlines():
        json.loads(text)


# --- what nginx answers itself ---------------------------------------------

def test_large_body_is_413(edge):
    answer = edge.api().post("/api/v1/simulations", b"x" * ((1 << 20) + 1))
    assert "1 MB" in answer.problem(413, "too_large")["detail"]
    check_headers(answer)
    assert edge.api().post("/api/v1/simulations", b"x" * (1 << 20)).status \
        == 200
    assert len(edge.fakes["sim"].seen[-1][1]) == 1 << 20


def test_long_request_line_is_414_and_header_431(edge):
    edge.api().get("/" + "a" * 9000).problem(414, "uri_too_long")
    edge.api().get("/", headers={"X": "a" * 9000}).problem(
        431, "headers_too_large")
    edge.api().get("/" + "a" * 7000, headers={"X": "a" * 7000})


@pytest.mark.parametrize("text, status, code", [
    (b"GET / HTTP/1.1\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", 400, "bad_request"),
    (b"rubbish\r\n\r\n", 400, "bad_request"),
    (b"GET / HTTP/9.9\r\nHost: a\r\n\r\n", 505, "http_version"),
    (b"TRACE / HTTP/1.1\r\nHost: a\r\n\r\n", 405, "method_not_allowed"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n", 400,
     "bad_request"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n"
     b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400, "bad_request"),
    (b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: zip\r\n\r\n", 501,
     "transfer_encoding"),
])
def test_what_is_no_http(edge, text, status, code):
    head, _, body = raw(edge, text).partition("\r\n\r\n")
    assert head.startswith(f"HTTP/1.1 {status}"), head
    assert "application/problem+json" in head
    document = json.loads(body)
    assert (document["status"], document["code"]) == (status, code)
    assert f"X-Request-Id: {document['request_id']}" in head
    contract.note_edge(http.client.parse_headers(
        io.BytesIO(head.partition("\r\n")[2].encode() + b"\r\n\r\n")), body)


def test_nobody_there_is_502(make_edge):
    server = make_edge()
    answer = server.api().get("/api/v1/plans")
    answer.problem(502, "no_application")
    assert int(answer.headers["Retry-After"]) > 0
    check_headers(answer)
    server.internal().get("/metrics").problem(502, "no_application")


def test_no_answer_is_504_after_the_budget(make_edge):
    silent = threading.Event()
    server = make_edge(lambda *_: silent.wait(20) and None,
                       REQUEST_TIMEOUT_SECONDS="1", NGINX_READ_TIMEOUT="2")
    begun = time.monotonic()
    answer = server.api().get("/api/v1/plans")
    assert 1.5 < time.monotonic() - begun < 6
    silent.set()
    answer.problem(504, "deadline")
    assert int(answer.headers["Retry-After"]) > 0
    assert len(server.fake.seen) == 1, "a timeout must not be tried again"


def drops_kept_connections(_params, _body, turn):
    return reply() if turn == 0 else None


def test_broken_kept_connection_repeats_only_what_may_be(make_edge):
    server = make_edge(drops_kept_connections, NGINX_WORKER_PROCESSES="1")
    assert server.api().get("/api/v1/plans").status == 200
    assert server.api().get("/api/v1/plans").status == 200
    assert len(server.fake.seen) == 3, "seen, dropped, and seen again"
    answer = server.api().post("/api/v1/plans", {})
    answer.problem(502, "no_application")
    assert len(server.fake.seen) == 4, "a POST must go only once"


# --- limits per client -----------------------------------------------------

def test_rate_limit(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="20")
    answers = [server.api().get("/api/v1/plans") for _ in range(20)]
    passed = [a for a in answers if a.status == 200]
    assert 11 <= len(passed) <= 13, "one, half a minute's worth, and time"
    refused = answers[-1]
    refused.problem(429, "rate_limited")
    assert refused.headers["Retry-After"] == "3"
    check_headers(refused)
    for _ in range(20):
        assert server.api().get("/health").status == 200
    time.sleep(int(refused.headers["Retry-After"]) + 0.2)
    assert server.api().get("/api/v1/plans").status == 200


def test_forwarded_addresses_are_believed_only_from_proxies(make_edge):
    few = {"RATE_LIMIT_REQUESTS_PER_MINUTE": "2", "NGINX_RATE_BURST": "1"}

    def ask(server, address):
        return server.api().get("/x", headers={
            "X-Forwarded-For": address}).status

    open_edge = make_edge(echo, **few)
    assert [ask(open_edge, f"192.0.2.{n}") for n in range(4)] == \
        [200, 200, 429, 429]
    behind = make_edge(echo, NGINX_TRUSTED_PROXIES="127.0.0.0/8 ::1", **few)
    assert [ask(behind, f"192.0.2.{n}") for n in range(4)] == [200] * 4
    assert behind.fake.seen[-1][0]["REMOTE_ADDR"] == "192.0.2.3"
    assert [ask(behind, "192.0.2.1") for _ in range(2)] == [200, 429]


def test_connections_of_one_client(make_edge):
    gate = threading.Event()

    def slow(params, body, turn):
        gate.wait(20)
        return echo(params, body, turn)

    server = make_edge(slow, NGINX_CONNECTIONS_PER_CLIENT="3")
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(
        server.api().get("/api/v1/plans").status)) for _ in range(3)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 10
    while len(server.fake.seen) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    server.api().get("/api/v1/plans").problem(429, "rate_limited")
    gate.set()
    for thread in threads:
        thread.join()
    assert statuses == [200] * 3


def test_everything_it_writes_is_in_its_directory(edge):
    pid = edge.pid("nginx")
    targets = []
    for entry in os.scandir(f"/proc/{pid}/fd"):
        targets.append(os.readlink(entry.path))
    files = [t for t in targets if t.startswith("/") and
             not t.startswith("/dev/")]
    assert files and all(t.startswith(str(edge.dir)) for t in files), files
