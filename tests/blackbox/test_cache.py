"""The result cache over the whole stack: a hit is the same bytes, and a cache
that is slow or gone costs next to nothing."""
import json
import os
import re
import signal
import statistics
import time

import pytest

from api_client import plan

SIMULATIONS = "/api/v1/simulations?paths=200"


def simulate(stack, seed):
    return stack.api().post(f"{SIMULATIONS}&seed={seed}", plan())


def until_hit(stack, seed, seconds=20):
    """Storing happens behind the reply, and after a failure there is a pause,
    so the first repetitions may be misses."""
    end = time.monotonic() + seconds
    while True:
        reply = simulate(stack, seed)
        assert reply.status == 200, reply.body
        if reply.headers["X-Cache"] == "hit":
            return reply
        assert time.monotonic() < end, "never a hit"
        time.sleep(0.1)


def counted(stack, result):
    text = stack.internal().get("/metrics").body.decode()
    return sum(float(value) for value in re.findall(
        r'^finplan_cache_requests_total\{[^}]*result="%s"[^}]*\} (\S+)'
        % result, text, re.M))


@pytest.fixture
def stopped(stack):
    """memcached that does not move; goes on afterwards."""
    pid = stack.pid("memcached")
    os.kill(pid, signal.SIGSTOP)
    yield stack
    os.kill(pid, signal.SIGCONT)


def test_a_hit_is_the_same_bytes(stack):
    hits = counted(stack, "hit")
    first = simulate(stack, 9001)
    assert first.status == 200, first.body
    assert first.headers["X-Cache"] == "miss"
    again = until_hit(stack, 9001)
    assert again.body == first.body
    assert again.headers.get("ETag") == first.headers.get("ETag")
    assert counted(stack, "hit") > hits
    other = simulate(stack, 9002)
    assert other.headers["X-Cache"] == "miss"
    assert other.json["result_id"] != first.json["result_id"]


def test_the_same_bytes_are_recognised_and_others_are_not(stack):
    """A question that came before is known by its bytes; whatever changes the
    question, or who may ask it, must change what is recognised."""
    first = until_hit(stack, 9011)
    assert simulate(stack, 9011).body == first.body
    # The same question in other bytes, and another question in almost the same.
    spaced = json.dumps(plan(), indent=3)
    same = stack.api().post(f"{SIMULATIONS}&seed=9011", spaced)
    assert same.headers["X-Cache"] == "hit" and same.body == first.body
    other = stack.api().post(f"{SIMULATIONS}&seed=9012", plan())
    assert other.json["result_id"] != first.json["result_id"]
    other = stack.api().post(f"{SIMULATIONS}&seed=9011", plan(name="Else"))
    assert other.status == 200 and other.json["seed"] == 9011
    # The same bytes to another route.
    route = stack.api().post("/api/v1/projections", plan())
    assert route.status == 200
    assert route.json["result_id"] != first.json["result_id"]
    # What is refused stays refused, however often it was right without it.
    for query in ("&colour=red", "&keep=maybe", "&paths=0"):
        refused = stack.api().post(f"{SIMULATIONS}&seed=9011{query}", plan())
        assert refused.status in (400, 422), query
    kept = stack.api().post(f"{SIMULATIONS}&seed=9011&keep=true", plan())
    kept.problem(401, "unauthenticated")
    user = stack.new_user()
    for _ in range(2):
        kept = user.post(f"{SIMULATIONS}&seed=9011&keep=true", plan())
        assert kept.status == 200 and kept.body == first.body
        assert kept.headers["Location"].startswith("/api/v1/results/")
    job = user.call("POST", f"{SIMULATIONS}&seed=9011", plan(),
                    {"Prefer": "respond-async"})
    assert job.status == 202, job.body


def test_another_process_finds_it_too(stack):
    first = until_hit(stack, 9003)
    stack.stop("sim")
    stack.start("sim")
    assert until_hit(stack, 9003).body == first.body


def test_what_was_read_lately_needs_no_memcached(stack):
    """It is still in the process; what was not read there is a miss."""
    first = until_hit(stack, 9004)
    pid = stack.pid("memcached")
    os.kill(pid, signal.SIGSTOP)
    try:
        again = simulate(stack, 9004)
        other = simulate(stack, 9005)
    finally:
        os.kill(pid, signal.SIGCONT)
    assert again.headers["X-Cache"] == "hit" and again.body == first.body
    assert other.status == 200 and other.headers["X-Cache"] == "miss"


def test_a_cache_that_stands_still_is_a_miss(stopped):
    before = simulate_times(stopped, range(9100, 9101))
    times = simulate_times(stopped, range(9101, 9116))
    assert before and statistics.median(times) < 1
    assert max(times) < 3
    assert counted(stopped, "timeout") + counted(stopped, "skipped") > 0


def simulate_times(stack, seeds):
    times = []
    for seed in seeds:
        begun = time.monotonic()
        reply = simulate(stack, seed)
        times.append(time.monotonic() - begun)
        assert reply.status == 200, reply.body
        assert reply.headers["X-Cache"] == "miss"
    return times


def test_it_comes_back_by_itself(stack):
    body = until_hit(stack, 9201).body
    stack.kill("memcached")
    stack.stop("sim")  # and with it what it read lately
    stack.start("sim")
    reply = simulate(stack, 9201)
    assert reply.status == 200 and reply.headers["X-Cache"] == "miss"
    assert reply.body == body, "computed again, the same to the byte"
    stack.start("memcached")
    assert until_hit(stack, 9201).body == body
