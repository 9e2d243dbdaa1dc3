"""The whole stack and its faults: what is lost when a part of it is gone, and
how it comes back. Each test leaves the stack whole."""
import json
import time

import pytest

from api_client import plan
from stack_rig import EVERYTHING, log_lines

SIMULATIONS = "/api/v1/simulations?paths=200"
PLANS = "/api/v1/plans"


@pytest.fixture
def broken(stack):
    """The stack for a test that breaks it; put together again afterwards."""
    yield stack
    stack.start()
    stack.wait_ready()


def test_probes_over_the_edge(stack):
    for path in ("/health", "/ready", "/status"):
        assert stack.api().get(path).status == 200


def test_metrics_over_the_internal_listener(stack):
    stack.api().get("/health")
    answer = stack.internal().get("/metrics")
    assert answer.status == 200
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert b"\n# TYPE " in b"\n" + answer.body
    stack.api().get("/metrics").problem(404, "not_found")


@pytest.mark.parametrize("path, log", [("/status", "api"),
                                       (SIMULATIONS, "sim")])
def test_one_request_id_everywhere(stack, path, log):
    answer = stack.api().call("POST" if log == "sim" else "GET", path,
                              plan() if log == "sim" else None)
    assert answer.status == 200, answer.body
    number = answer.headers["X-Request-Id"]
    time.sleep(0.2)
    access = [json.loads(line) for line in log_lines(stack.log("access"),
                                                     number)]
    assert len(access) == 1 and access[0]["status"] == 200
    own = [json.loads(line) for line in log_lines(stack.log(log), number)]
    assert [line["status"] for line in own if "status" in line] == [200]


def test_problems_of_the_application_pass(stack):
    answer = stack.api().get("/api/v1/nothing")
    answer.problem(404, "not_found")
    assert len(answer.headers.get_all("X-Request-Id")) == 1
    assert len(answer.headers.get_all("X-Content-Type-Options")) == 1


def test_starting_again_does_nothing(stack):
    before = {name: stack.pid(name) for name in EVERYTHING}
    stack.start()
    assert {name: stack.pid(name) for name in EVERYTHING} == before
    assert stack.run("status").returncode == 0


def test_database_down_and_back(broken):
    user = broken.new_user()
    assert user.post(PLANS, plan()).status == 201
    before = broken.pid("api"), broken.pid("sim")
    broken.kill("postgres")

    assert broken.api().get("/health").status == 200
    broken.wait_ready(10, 503)
    assert broken.api().post(SIMULATIONS, plan()).status == 200
    begun = time.monotonic()
    answer = user.get(PLANS)
    assert time.monotonic() - begun < 10, "within the deadline"
    assert answer.status == 503, answer.body
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert int(answer.headers["Retry-After"]) > 0

    broken.start("postgres")
    broken.wait_ready()
    assert len(user.get(PLANS).json["plans"]) == 1
    assert (broken.pid("api"), broken.pid("sim")) == before, "no restart"


def test_cache_down_is_no_error(broken):
    broken.kill("memcached")
    for seed in range(3):
        answer = broken.api().post(f"{SIMULATIONS}&seed={seed + 50}", plan())
        assert answer.status == 200
        assert answer.headers["X-Cache"] == "miss"
    assert broken.api().get("/ready").status == 200


def test_one_pool_down_leaves_the_other(broken):
    broken.kill("sim")
    answer = broken.api().post(SIMULATIONS, plan())
    answer.problem(502, "no_application")
    assert int(answer.headers["Retry-After"]) > 0
    assert broken.api().get("/ready").status == 200
    broken.start("sim")
    assert broken.api().post(SIMULATIONS, plan()).status == 200
    broken.kill("api")
    broken.api().get("/health").problem(502, "no_application")
    assert broken.api().post(SIMULATIONS, plan()).status == 200


def test_acknowledged_writes_outlive_kill_of_everything(broken):
    email, password = "outlives@example.com", "correct horse battery"
    reply = broken.api().post("/api/v1/auth/register",
                              {"email": email, "password": password})
    assert reply.status in (200, 201), reply.body
    user = broken.login(email, password)
    kept = []
    for number in range(5):
        reply = user.post(PLANS, plan(name=f"Plan {number}"))
        assert reply.status == 201
        kept.append((reply.headers["Location"], reply.json["plan"]))
    broken.kill()
    assert broken.processes() == []
    broken.start()
    broken.wait_ready()
    again = broken.login(email, password)
    for location, document in kept:
        assert again.get(location).json["plan"] == document
        assert user.get(location).status == 200, "tokens stay good"


def test_reload_keeps_answering(stack):
    stack.run("reload")
    for _ in range(20):
        assert stack.api().get("/health").status == 200
        time.sleep(0.05)
    assert stack.run("status").returncode == 0
