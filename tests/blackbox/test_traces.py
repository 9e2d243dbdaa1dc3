"""Traces as a collector gets them: whose they are, how their spans nest, that
they agree with nginx's times, and that nobody notices a collector that is
away."""
import json
import threading
import time
import uuid

import psycopg2
import pytest

import jobs_kit
from api_client import plan
from collector import Collector, attributes
from stack_rig import Stack

SIMULATE = "/api/v1/simulations?paths=2000&seed="


@pytest.fixture(scope="module")
def collector():
    server = Collector()
    yield server
    server.stop()


@pytest.fixture(scope="module")
def rig(collector):
    server = Stack({"TRACES_URL": collector.url, "TRACES_PER_10000": "0",
                    "SIMULATION_SYNC_PATH_YEARS": "100000",
                    "JOBS_SHARD_PATH_YEARS": "40000"})
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


def parent(flags="01"):
    number, span = uuid.uuid4().hex, uuid.uuid4().hex[:16]
    return number, span, {"traceparent": f"00-{number}-{span}-{flags}"}


def tree(spans, caller):
    """(root, {name: span}); everything hangs on the root, inside its time."""
    by_id = {span["spanId"]: span for span in spans}
    assert len(by_id) == len(spans), "every span has an id of its own"
    roots = [span for span in spans if span["kind"] == 2]
    assert len(roots) == 1
    root = roots[0]
    assert root["parentSpanId"] == caller
    for span in spans:
        begun, ended = when(span)
        assert begun <= ended
        if span is root:
            continue
        above = by_id[span["parentSpanId"]]
        assert when(above)[0] <= begun and ended <= when(above)[1], span
    return root, {span["name"]: span for span in spans}


def when(span):
    return int(span["startTimeUnixNano"]), int(span["endTimeUnixNano"])


def took(span):
    begun, ended = when(span)
    return (ended - begun) / 1e9


def figure(rig, result):
    text = rig.internal().get("/metrics").body.decode()
    return sum(float(line.split()[-1]) for line in text.splitlines()
               if line.startswith("finplan_traces_total") and
               f'result="{result}"' in line)


def test_a_simulation(rig, collector):
    number, span, headers = parent()
    begun = time.time_ns()
    reply = rig.api().post(SIMULATE + "31", plan(), headers=headers)
    assert reply.status == 200, reply.body
    spans = collector.trace(number)
    root, names = tree(spans, span)
    assert root["name"] == "POST /api/v1/simulations"
    assert begun <= when(root)[0] and when(root)[1] <= time.time_ns()
    said = attributes(root)
    assert said["http.request.method"] == "POST"
    assert said["http.route"] == "/api/v1/simulations"
    assert said["http.response.status_code"] == "200"
    assert said["finplan.request_id"] == reply.headers["X-Request-Id"]
    assert {"queue", "auth", "decode", "cache miss", "compute",
            "encode"} <= names.keys(), names.keys()
    for name in ("queue", "auth", "decode", "compute", "encode"):
        assert names[name]["parentSpanId"] == root["spanId"], name
        assert names[name]["kind"] == 1
    assert names["cache miss"]["kind"] == 3
    # One after the other.
    order = [names[n] for n in ("queue", "auth", "decode", "cache miss",
                                "compute", "encode")]
    for before, after in zip(order, order[1:]):
        assert when(before)[1] <= when(after)[0], (before, after)
    assert took(names["compute"]) > 0.2 * took(root)
    resource = collector.resources[-1]
    assert resource["service.name"] == "finplan-api"
    assert resource["finplan.role"] == "sim"

    number, span, headers = parent()
    rig.api().post(SIMULATE + "31", plan(), headers=headers)
    names = tree(collector.trace(number), span)[1]
    assert "cache hit" in names and "compute" not in names


def test_statements_by_name_and_without_values(rig, collector):
    user = rig.new_user()
    number, span, headers = parent()
    made = user.post("/api/v1/plans", plan(name="Unspoken Name"),
                     headers=headers)
    assert made.status == 201
    root, names = tree(collector.trace(number), span)
    statements = [s for s in names.values() if s["name"].startswith("sql ")]
    assert {"sql begin", "sql commit"} <= names.keys()
    assert any(name.startswith("sql plan_") for name in names), names.keys()
    for one in statements:
        said = attributes(one)
        assert said == {"db.system": "postgresql",
                        "db.operation": one["name"].removeprefix("sql ")}
    number, span, headers = parent()
    user.get(made.headers["Location"], headers=headers)
    root, names = tree(collector.trace(number), span)
    assert any(name.startswith("sql plan_") for name in names), names.keys()
    assert "auth" in names
    assert root["name"] == "GET /api/v1/plans/{id}"
    with collector.lock:
        text = json.dumps(collector.spans)
    for secret in ("Unspoken", made.headers["Location"].rsplit("/", 1)[1],
                   "SELECT", "Bearer"):
        assert secret not in text, secret


def test_the_statement_that_took_long_is_the_one_that_says_so(rig, collector):
    """Statements go together and their answers could come together too: a
    lock that only one of them meets tells them apart."""
    user = rig.new_user()
    place = user.post("/api/v1/plans", plan()).headers["Location"]
    for ask, slow in ((lambda h: user.get(place, headers=h), "sql plan_get"),
                      (lambda h: user.post("/api/v1/plans", plan(), headers=h),
                       "sql plan_insert")):
        number, span, headers = parent()
        with psycopg2.connect(rig.database_url("super")) as link:
            link.cursor().execute("LOCK TABLE finplan.plans IN ACCESS "
                                  "EXCLUSIVE MODE")
            thread = threading.Thread(target=ask, args=(headers,))
            thread.start()
            time.sleep(0.6)
        thread.join()
        spans = collector.trace(number)
        long = {s["name"] for s in spans if s["name"].startswith("sql ") and
                took(s) > 0.3}
        assert long == {slow}, [(s["name"], took(s)) for s in spans]


def test_errors_are_marked(rig, collector):
    number, span, headers = parent()
    assert rig.api().get("/api/v1/no-such-thing", headers=headers).status == 404
    root = tree(collector.trace(number), span)[0]
    assert root["name"] == "GET unmatched" and "status" not in root


def job_done(rig, user, seed, headers, paths=6000):
    made = user.post(f"/api/v1/simulations?paths={paths}&seed={seed}", plan(),
                     headers={"Prefer": "respond-async", **headers})
    job = jobs_kit.wait(user, jobs_kit.accepted(made))
    assert job["state"] == "done", job
    return made, job


def test_a_job_goes_on_with_the_trace_of_its_request(rig, collector):
    user = rig.new_user()
    before = rig.internal().get("/metrics").body.decode()
    number, span, headers = parent()
    made, job = job_done(rig, user, 51, headers)
    # The processes send each for itself, and in any order.
    spans, before_that, end = [], None, time.monotonic() + 20
    while spans != before_that or not (
            any(one["name"] == "job merge" for one in spans) and
            any(one["kind"] == 2 for one in spans)):
        assert time.monotonic() < end, [one["name"] for one in spans]
        time.sleep(1)
        before_that, spans = spans, collector.trace(number)
    by_id = {one["spanId"]: one for one in spans}
    assert len(by_id) == len(spans)
    root = next(one for one in spans if one["kind"] == 2)
    assert root["parentSpanId"] == span
    works = [one for one in spans if one["kind"] == 5]
    shards = [one for one in works if one["name"] == "job shard"]
    assert len(works) == len(shards) + 1 and len(shards) >= 2
    assert sorted(int(attributes(one)["finplan.shard"]) for one in shards) \
        == list(range(len(shards)))
    for work in works:
        left = by_id[work["parentSpanId"]]
        while left is not root:  # the span of the request that it was left in
            left = by_id[left["parentSpanId"]]
        said = attributes(work)
        assert said["finplan.job"] == job["id"]
        assert said["finplan.attempt"] == "1" and "status" not in work
        inside = {one["name"] for one in spans
                  if one.get("parentSpanId") == work["spanId"]}
        assert {"decode", "encode"} <= inside, inside
        assert {"compute", "sql work_done"} <= inside or \
            {"merge", "sql work_finish"} <= inside, inside
        for one in spans:
            if one.get("parentSpanId") == work["spanId"]:
                assert when(work)[0] <= when(one)[0] <= when(one)[1] <= \
                    when(work)[1]
    assert any(one["finplan.role"] == "jobs" for one in collector.resources)
    lines = [json.loads(line) for line in rig.log("jobs").splitlines()
             if job["id"] in line]
    assert lines and {line["trace_id"] for line in lines} == {number}
    # It is in the figures too, once, as large as it was.
    after = rig.internal().get("/metrics").body.decode()

    def grown(name):
        return [sum(float(line.split()[-1]) for line in text.splitlines()
                    if line.startswith(name + '{pool="jobs"'))
                for text in (before, after)]

    for name, by in (("finplan_simulation_paths_count", 1),
                     ("finplan_simulation_paths_sum", 6000),
                     ("finplan_simulations_total", 1),
                     ("finplan_compute_duration_seconds_count", len(shards))):
        old, new = grown(name)
        assert new - old == by, (name, old, new)
    for name in ("finplan_simulation_path_years_sum",
                 "finplan_path_years_total", "finplan_compute_seconds_total"):
        old, new = grown(name)
        assert new > old, name


def test_a_job_of_a_request_that_is_not_taken(rig, collector):
    user = rig.new_user()
    before = len(collector.spans)
    number, _, headers = parent("00")
    _, job = job_done(rig, user, 52, headers, paths=2000)
    time.sleep(1.5)
    with collector.lock:
        assert not [one for one in collector.spans[before:]
                    if one["traceId"] == number]
    assert all(json.loads(line)["trace_id"] == number
               for line in rig.log("jobs").splitlines() if job["id"] in line)


def test_nginx_and_we_agree(rig, collector):
    for seed in range(3):
        number, span, headers = parent()
        rig.api().post(f"{SIMULATE}{100 + seed}", plan(), headers=headers)
        root = tree(collector.trace(number), span)[0]
        time.sleep(0.2)
        line = next(json.loads(text) for text in
                    reversed(rig.log("access").splitlines())
                    if number in text)
        assert line["trace_id"] == number
        outside = float(line["upstream_seconds"])
        # nginx's clock has milliseconds and moves once a turn of its loop.
        assert took(root) <= outside + 0.005, (took(root), line)
        assert outside - took(root) < 0.1, (took(root), line)
        assert float(line["seconds"]) >= outside - 0.002


def test_who_is_sampled(rig, collector):
    quiet, _, headers = parent("00")
    before = len(collector.spans)
    rig.api().get("/status", headers=headers)
    unasked = rig.api().get("/status").headers["X-Request-Id"]
    loud, span, headers = parent()
    rig.api().get("/status", headers=headers)
    tree(collector.trace(loud), span)
    seen = {one["traceId"] for one in collector.spans[before:]}
    assert quiet not in seen and unasked not in seen


def test_a_share_of_those_who_do_not_say(collector, make_stack):
    rig = make_stack({"TRACES_URL": collector.url, "TRACES_PER_10000": "5000",
                      "TRACES_FOLLOW_CALLER": "false"}, ("api", "nginx"))
    ids = [rig.api().get("/status").headers["X-Request-Id"]
           for _ in range(100)]
    asked = [rig.api().get("/status", headers=parent()[2]) for _ in range(40)]
    assert all(reply.status == 200 for reply in asked)
    time.sleep(2.5)
    taken = {s["traceId"] for s in collector.spans} & set(ids)
    assert 25 <= len(taken) <= 75, "half of them, give or take"
    # Whether a request is taken hangs on its number alone.
    assert all((int(one[-13:], 16) < 0.5 * 16 ** 13) == (one in taken)
               for one in ids)


def test_a_collector_that_is_away_costs_nothing(make_stack):
    rig = make_stack({"TRACES_URL": "http://127.0.0.1:9/v1/traces",
                      "TRACES_PER_10000": "10000", "TRACES_BUFFER": "20"},
                     ("api", "nginx"))
    begun = time.monotonic()
    for _ in range(200):
        assert rig.api().get("/status").status == 200
    assert time.monotonic() - begun < 10
    time.sleep(2.5)
    assert figure(rig, "sent") == 0
    assert figure(rig, "failed") > 0
    assert figure(rig, "failed") + figure(rig, "full") >= 180
    assert sum("does not take them" in line
               for line in rig.log("api").splitlines()) == 1


def test_a_collector_that_hangs_costs_nothing(make_stack):
    slow = Collector(delay=30)
    try:
        rig = make_stack({"TRACES_URL": slow.url, "TRACES_TIMEOUT_MS": "500",
                          "TRACES_PER_10000": "10000", "TRACES_BUFFER": "20"},
                         ("api", "nginx"))
        longest = 0
        for _ in range(100):
            begun = time.monotonic()
            assert rig.api().get("/health").status == 200
            longest = max(longest, time.monotonic() - begun)
            time.sleep(0.01)
        assert longest < 0.4, "nobody waits for a delivery"
        begun = time.monotonic()
        rig.stop("api")
        assert time.monotonic() - begun < 10, "nor does the end"
    finally:
        slow.stop()
