"""Who is limited to what, and what they are told."""
import json
import re
import threading
import time

import pytest

from fastcgi_fake import reply
from nginx_rig import WHOSE, echo, knows

LOCAL = {"NGINX_TRUSTED_PROXIES": "127.0.0.1"}
TWO_USERS = {"Bearer a": "user-1", "Bearer b": "user-2"}


def last_line(server):
    time.sleep(0.1)
    return json.loads(server.log("access").splitlines()[-1])


def last_limit(server):
    return last_line(server)["limit"]


# --- what replies say --------------------------------------------------------

def test_headers_of_what_passes_and_of_what_does_not(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="20",
                       NGINX_RATE_BURST="1")
    passed = server.ask()
    assert passed.headers.get_all("RateLimit-Policy") == ['"client";q=20;w=60']
    assert "RateLimit" not in passed.headers
    server.ask()
    refused = server.ask()
    detail = refused.problem(429, "rate_limited")["detail"]
    assert "20 requests a minute" in detail
    assert refused.headers["RateLimit-Policy"] == '"client";q=20;w=60'
    assert refused.headers["RateLimit"] == '"client";r=0;t=3'
    assert refused.headers["Retry-After"] == "3"
    health = server.ask("/health")
    assert health.status == 200
    assert not [name for name in health.headers if "ratelimit" in name.lower()]
    time.sleep(3.1)
    assert server.ask().status == 200, "Retry-After was kept"


def test_the_default_is_a_hundred_a_minute(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="100")
    statuses = server.statuses(60)
    assert statuses[:51] == [200] * 51, "one, and half a minute's worth"
    assert statuses.count(429) >= 6
    text = (server.dir / "nginx/snippets/limits.conf").read_text()
    assert {name: rate for name, rate in re.findall(
        r"zone=(\w+):10m +rate=(\d+)r/m", text)} == {
            "client": "100", "user": "100", "login": "10", "heavy": "30"}


# --- stricter where it costs more --------------------------------------------

@pytest.mark.parametrize("name", ["login", "register", "password-reset",
                                  "password-reset/confirm"])
def test_passwords_have_a_stricter_limit(make_edge, name):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="100")
    path = f"/api/v1/auth/{name}"
    assert server.statuses(7, path, "POST") == [200] * 6 + [429]
    refused = server.ask(path, "POST")
    assert "10 requests a minute" in refused.problem(
        429, "rate_limited")["detail"]
    assert refused.headers["RateLimit-Policy"] == \
        '"client";q=100;w=60, "login";q=10;w=60'
    assert refused.headers["RateLimit"] == '"login";r=0;t=6'
    assert refused.headers["Retry-After"] == "6"
    assert server.statuses(3) == [200] * 3
    assert server.statuses(3, "/api/v1/auth/refresh", "POST") == [200] * 3


def test_encoded_letters_are_the_same_route(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="100")
    asked = ["/api/v1/auth/login", "/api/v1/auth/%6cogin",
             "/api/v1/%61uth/login", "/api/v1/auth/login?x=1"] * 2
    assert [server.ask(path, "POST").status for path in asked] == \
        [200] * 6 + [429] * 2


def test_simulations_have_a_stricter_limit_by_user(make_edge):
    server = make_edge(knows(TWO_USERS), NGINX_HEAVY_RATE_PER_MINUTE="6",
                       NGINX_HEAVY_RATE_BURST="2")
    path = "/api/v1/simulations"
    assert server.statuses(4, path, "POST", authorization="Bearer a") == \
        [200] * 3 + [429]
    assert server.statuses(4, path, "POST", authorization="Bearer b") == \
        [200] * 3 + [429], "a user of the same address has their own"
    assert server.statuses(4, path, "POST") == [200] * 3 + [429]
    refused = server.ask("/api/v1/backtests", "POST", authorization="Bearer a")
    refused.problem(429, "rate_limited")
    assert refused.headers["RateLimit"] == '"heavy";r=0;t=10'
    assert refused.headers["Retry-After"] == "10"
    assert '"user";q=1000000;w=60, "heavy";q=6;w=60' in \
        refused.headers["RateLimit-Policy"]
    for quick in ("/api/v1/simulations/quick", "/api/v1/tax/marginal"):
        assert server.statuses(5, quick, "POST") == [200] * 5


# --- users -------------------------------------------------------------------

def test_a_user_is_limited_wherever_they_are(make_edge):
    server = make_edge(knows(TWO_USERS), NGINX_USER_RATE_PER_MINUTE="6",
                       NGINX_USER_RATE_BURST="2", **LOCAL)

    def asks(token, address):
        return server.ask(authorization=token,
                          x_forwarded_for=address).status

    assert [asks("Bearer a", f"192.0.2.{n}") for n in range(5)] == \
        [200] * 3 + [429] * 2
    assert [asks("Bearer b", "192.0.2.9") for _ in range(3)] == [200] * 3
    refused = server.ask(authorization="Bearer a")
    assert refused.headers["RateLimit-Policy"] == \
        '"client";q=1000000;w=60, "user";q=6;w=60'
    assert refused.headers["Retry-After"] == "10"
    passed = server.ask()
    assert passed.headers["RateLimit-Policy"] == '"client";q=1000000;w=60'


def test_nobody_is_charged_for_what_others_claim(make_edge):
    server = make_edge(knows(TWO_USERS), NGINX_USER_RATE_PER_MINUTE="1",
                       NGINX_USER_RATE_BURST="2")
    for _ in range(5):
        claims = server.ask(authorization="Bearer forged", x_user="user-1",
                            limit_user="user-1")
        assert claims.status == 200
        assert server.ask(x_user="user-1").status == 200
    assert server.statuses(3, authorization="Bearer a") == [200] * 3
    assert server.ask(authorization="Bearer a", x_user="user-2").status == 429
    assert server.ask(authorization="Bearer b").status == 200


def test_what_the_application_is_asked_about_a_token(make_edge):
    server = make_edge(knows(TWO_USERS))
    answer = server.api().post("/api/v1/plans", {"x": "y" * 70000}, headers={
        "Authorization": "Bearer a", "X-Forwarded-For": "192.0.2.1",
        "Cookie": "a=b"})
    assert answer.status == 200
    (asked, body), (sent, whole) = server.fake.seen
    assert asked["REQUEST_URI"] == WHOSE and body == b""
    assert asked == {"REQUEST_METHOD": "GET", "REQUEST_URI": WHOSE,
                     "REMOTE_ADDR": "127.0.0.1", "FINPLAN_INTERNAL": "1",
                     "HTTP_AUTHORIZATION": "Bearer a",
                     "HTTP_X_REQUEST_ID": answer.headers["X-Request-Id"]}
    assert sent["REQUEST_URI"] == "/api/v1/plans" and len(whole) > 70000
    assert sent["HTTP_AUTHORIZATION"] == "Bearer a"
    assert "FINPLAN_INTERNAL" not in sent
    assert "X-User" not in answer.headers
    server.ask()
    assert len(server.fake.seen) == 3, "no token, no question"


def token(name, mark):
    """What looks like a token; mark: its signature's first letters."""
    return f"Bearer {name}.claims.{mark:a<43}"


def test_the_answer_about_a_token_is_kept(make_edge):
    users = {token("1", "m1"): "user-1", token("2", "m2"): "user-1",
             token("3", "m3"): "user-2", "Bearer key": "user-3"}
    server = make_edge(knows(users), NGINX_USER_RATE_PER_MINUTE="1",
                       NGINX_USER_RATE_BURST="5")

    def questions(times, authorization, status=200):
        before = len(server.fake.seen)
        assert server.statuses(times, authorization=authorization) == \
            [status] * times
        return [params["REQUEST_URI"]
                for params, _ in server.fake.seen[before:]].count(WHOSE)

    assert questions(3, token("1", "m1")) == 1
    assert questions(2, token("2", "m2")) == 1, "another one of the same user"
    assert questions(2, token("3", "m3")) == 1
    assert questions(1, token("1", "m1")) == 0
    assert questions(1, token("2", "m2"), 429) == 0, "they share one count"
    assert questions(1, token("3", "m3")) == 0, "which is not the other's"
    # Each time of what is no token, and of one that is refused.
    assert questions(3, "Bearer key") == 3
    assert questions(8, token("4", "m4")) == 8
    assert questions(8, token("1", "m5")) == 8
    # No credential is on the disk.
    kept = b"".join(path.read_bytes() for path in server.dir.rglob("users/*/*"))
    for name, mark in (("1", "m1"), ("2", "m2"), ("3", "m3")):
        assert f"{mark:a<43}".encode() in kept
        assert token(name, mark)[7:].rpartition(".")[0].encode() not in kept
    assert b"Bearer" not in kept


def test_nobody_asks_from_outside(make_edge):
    server = make_edge(knows(TWO_USERS))
    for path in ("/.user", "/.problem", "/.maintenance"):
        server.ask(path, authorization="Bearer a").problem(404, "not_found")
    assert server.fake.seen == []
    server.ask(WHOSE)  # an address like any other, which is not there
    assert "FINPLAN_INTERNAL" not in server.fake.seen[-1][0]


@pytest.mark.parametrize("fault", ["refuses", "breaks off", "is silent"])
def test_an_unknown_user_costs_only_the_count(make_edge, fault):
    silent = threading.Event()

    def serve(params, body, turn):
        if params["REQUEST_URI"] != WHOSE:
            return echo(params, body, turn)
        if fault == "refuses":
            return reply(b"{}", 503)
        if fault == "is silent":
            silent.wait(10)
        return None

    server = make_edge(serve, NGINX_USER_RATE_PER_MINUTE="1",
                       NGINX_USER_RATE_BURST="1")
    begun = time.monotonic()
    assert server.statuses(3, authorization="Bearer a") == [200] * 3
    assert time.monotonic() - begun < 12
    silent.set()


def test_real_tokens_and_forged_ones(make_stack):
    server = make_stack({"NGINX_USER_RATE_PER_MINUTE": "6",
                         "NGINX_USER_RATE_BURST": "3"},
                        ("postgres", "api", "nginx"))
    first, second = server.new_user(), server.new_user()
    head, claims, signature = first.token.split(".")
    forged = server.api(f"{head}.{claims}.{signature[::-1]}")
    assert [forged.get("/api/v1/plans").status for _ in range(6)] == [401] * 6
    assert [first.get("/api/v1/plans").status for _ in range(5)] == \
        [200] * 4 + [429], "the forged ones were not charged to the first"
    refused = first.get("/api/v1/households")
    refused.problem(429, "rate_limited")
    assert refused.headers["Retry-After"] == "10"
    made = second.post("/api/v1/auth/api-keys", {
        "name": "counted", "scope": "plans:read",
        "expires_in_days": 1})
    assert made.status == 201, made.body
    key = server.api(made.json["key"])
    assert [key.get("/api/v1/plans").status for _ in range(4)] == \
        [200] * 3 + [429], "a key counts for its user"
    assert second.get("/api/v1/plans").status == 429


# --- who is not counted, and how ---------------------------------------------

def test_allow_list(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="1",
                       NGINX_RATE_BURST="1",
                       NGINX_RATE_ALLOW="192.0.2.0/28 2001:db8::/32", **LOCAL)
    for address in ("192.0.2.1", "2001:db8::7"):
        assert server.statuses(3, x_forwarded_for=address) == [200] * 3
    assert "RateLimit-Policy" not in server.ask(
        x_forwarded_for="192.0.2.1").headers
    assert server.statuses(3, x_forwarded_for="192.0.2.77") == [200, 200, 429]


def test_a_network_of_ipv6_is_one_client(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="1",
                       NGINX_RATE_BURST="1", **LOCAL)
    one = [f"2001:db8:1:2::{n:x}" for n in range(1, 4)]
    assert [server.ask(x_forwarded_for=a).status for a in one] == \
        [200, 200, 429]
    assert server.ask(x_forwarded_for="2001:db8:1:3::1").status == 200
    # A byte of the address may be one that means something to a pattern.
    assert server.statuses(3, x_forwarded_for="2001:0a0a:a:a::1") == \
        [200, 200, 429]
    assert server.ask(x_forwarded_for="2001:0a0a:a:b::1").status == 200


def test_dry_run_counts_and_refuses_nobody(make_edge):
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="1",
                       NGINX_RATE_BURST="1", NGINX_LIMITS_DRY_RUN="on")
    assert server.statuses(2) == [200] * 2
    assert last_limit(server) == "PASSED"
    answer = server.ask()
    assert answer.status == 200 and "RateLimit" not in answer.headers
    assert last_limit(server) == "REJECTED_DRY_RUN"


def test_a_refusal_is_in_one_log(make_edge):
    """The error log would quote what the client wrote."""
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="1",
                       NGINX_RATE_BURST="1")
    # A body that waits in a file is no trouble either.
    assert server.api().post("/api/v1/plans?name=planted",
                             b"x" * 300000).status == 200
    assert server.statuses(8, "/api/v1/plans?name=planted") == \
        [200] + [429] * 7
    assert last_limit(server) == "REJECTED"
    assert "planted" not in server.log("nginx") + server.log("access")


def test_only_what_a_proxy_has_seen_counts(make_edge):
    """What a client writes into the header stands before what the proxy adds."""
    server = make_edge(echo, RATE_LIMIT_REQUESTS_PER_MINUTE="1",
                       NGINX_RATE_BURST="1", **LOCAL)
    assert [server.ask(x_forwarded_for=f"198.51.100.{n}, 192.0.2.5").status
            for n in range(3)] == [200, 200, 429]
    assert server.fake.seen[-1][0]["REMOTE_ADDR"] == "192.0.2.5"
    for lie in ("198.51.100.7, 127.0.0.1, 192.0.2.5", "rubbish, 192.0.2.5"):
        assert server.ask(x_forwarded_for=lie).status == 429
    assert server.ask(x_forwarded_for="192.0.2.6, 127.0.0.1").status == 200
    assert server.fake.seen[-1][0]["REMOTE_ADDR"] == "192.0.2.6"


# --- requests in progress ----------------------------------------------------

def in_progress(server, n, path, gate):
    statuses = []
    threads = [threading.Thread(target=lambda: statuses.append(
        server.ask(path, "POST").status)) for _ in range(n)]
    for thread in threads:
        thread.start()
    end = time.monotonic() + 10
    while sum(len(f.seen) for f in server.fakes.values()) < n and \
            time.monotonic() < end:
        time.sleep(0.02)
    yield
    gate.set()
    for thread in threads:
        thread.join()
    assert statuses == [200] * n
    yield


def test_simulations_in_progress(make_edge):
    gate = threading.Event()

    def slow(params, body, turn):
        if params["REQUEST_URI"] == "/api/v1/simulations":
            gate.wait(20)
        return echo(params, body, turn)

    server = make_edge(slow, NGINX_CONNECTIONS_PER_CLIENT="10",
                       NGINX_HEAVY_PER_CLIENT="2")
    steps = in_progress(server, 2, "/api/v1/simulations", gate)
    next(steps)
    refused = server.ask("/api/v1/simulations", "POST")
    assert "in progress" in refused.problem(429, "rate_limited")["detail"]
    assert refused.headers["Retry-After"] == "1"
    assert "RateLimit" not in refused.headers, "it was not the rate"
    line = last_line(server)
    assert (line["limit"], line["limit_connections"]) == ("", "REJECTED")
    assert "limiting" not in server.log("nginx")
    assert server.ask().status == 200
    next(steps)
    assert server.ask("/api/v1/simulations", "POST").status == 200
