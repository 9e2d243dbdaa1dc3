"""Every long question can be a job: what one worker answers whole, with the
bytes that a request would have been answered; and what is kept of a job can be
opened and computed again."""
import json
import os
import signal
import time
import uuid

import pytest

from api_client import plan, published
from jobs_kit import (ASYNC, JOBS, SETTINGS, accepted, restart,
                      stops_within_a_second, wait, workers)

SIMULATE = "/api/v1/simulations"
SOLVE = "/api/v1/solve?for=spending&success=0.9"
GRID = "/api/v1/simulations/sensitivity"
TRIP = [{"id": "trip", "kind": "travel", "amount": 320000, "years": [2030, 2030],
         "priority": 2}]


@pytest.fixture(scope="module")
def rig():
    from stack_rig import Stack
    server = Stack(SETTINGS)
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@pytest.fixture(scope="module")
def user(rig):
    return rig.new_user()


@pytest.fixture
def newcomer(rig):
    return rig.new_user()


def done(user, location, seconds=60):
    job = wait(user, location, seconds=seconds)
    assert job["state"] == "done", job
    reply = user.get(job["result"])
    assert reply.status == 200, reply.body[:400]
    assert reply.json["result_id"] == job["result_id"]
    return job, reply.body


# --- the same bytes ------------------------------------------------------------

@pytest.mark.parametrize("path, kind, body", [
    ("/api/v1/simulations?paths=300", "simulation", plan()),
    ("/api/v1/simulations", "simulation", published()),
    ("/api/v1/simulations/monte-carlo", "simulation",
     {"plan": plan(), "paths": 300, "seed": 6}),
    ("/api/v1/simulations/bootstrap?paths=300", "simulation", plan()),
    ("/api/v1/simulations/historical?years=30", "backtest", published()),
    ("/api/v1/simulations/stress?paths=200&seed=5", "stress", plan()),
    ("/api/v1/simulations/compare?paths=200", "comparison",
     {"plans": [plan(), plan(name="b")]}),
    ("/api/v1/simulations/sensitivity?paths=100", "sensitivity", plan()),
    ("/api/v1/simulations/sensitivity?paths=100&grid=fees", "sensitivity",
     plan()),
    ("/api/v1/backtests?years=30", "backtest", published()),
    ("/api/v1/stress?paths=200", "stress", plan()),
    ("/api/v1/range?paths=200", "range", plan()),
    (SOLVE + "&paths=200", "solution", plan()),
    ("/api/v1/solve", "solution",
     {"plan": plan(), "for": "retirement_age", "person": "pat",
      "success": 0.8, "paths": 200}),
    ("/api/v1/spending/max?paths=200", "solution", plan()),
    ("/api/v1/spending/safe-rate?years=30", "safe_rate", published()),
    ("/api/v1/spending/compare?paths=200", "spending_comparison",
     {"plan": plan(), "policies": [{"policy": "constant_real"},
                                   {"policy": "vpw"}]}),
    ("/api/v1/goals/trip/probability?paths=200", "goal", plan(goals=TRIP)),
    ("/api/v1/projections", "projection", plan()),
    ("/api/v1/projections?path=p10&paths=200", "projection", plan()),
    ("/api/v1/projections/cash-flow?path=p10&paths=200", "cash_flow", plan()),
    ("/api/v1/projections/net-worth", "net_worth", plan()),
    ("/api/v1/explanations?path=p90&paths=200&year=2030", "explanation",
     plan()),
])
def test_a_job_answers_what_the_request_would_have(user, path, kind, body):
    body = json.loads(json.dumps(body))
    (body.get("plan") or body.get("plans", [body])[0])["name"] = \
        uuid.uuid4().hex  # nobody has asked this before
    now = user.post(path, body)
    assert now.status == 200, now.body[:400]
    assert now.headers["X-Cache"] == "miss"
    reply = user.post(path, body, headers=ASYNC)
    assert reply.headers["Preference-Applied"] == "respond-async"
    job, answer = done(user, accepted(reply))
    assert answer == now.body
    assert job["kind"] == kind and job["streamed"] is False
    assert job["progress"]["share"] == 1 and job["stopped"] is None
    drawn = "paths" in path or "paths" in body or kind == "simulation"
    assert (job["paths"] is not None) is drawn
    assert (job["seed"] is not None) is drawn
    if kind == "simulation":
        assert job["estimate"]["paths"] == now.json["paths"]
        assert job["progress"]["paths_done"] == now.json["paths"]
    else:
        assert job["estimate"] is None
        assert (job["progress"]["paths_done"] > 0) is drawn


def test_the_paths_of_all_runs_are_counted(user):
    location = accepted(user.post(
        f"{SIMULATE}/compare?paths=1000", {"plans": [plan()] * 3},
        headers=ASYNC))
    job, _ = done(user, location)
    assert job["paths"] == 1000 and job["progress"]["paths_done"] == 3000


@pytest.mark.parametrize("question", [
    "goals/trip/probability?paths=200", "explain?path=p10&paths=200"])
def test_questions_of_a_stored_plan(newcomer, question):
    user = newcomer
    stored = user.post("/api/v1/plans", plan(goals=TRIP)).json["id"]
    path = f"/api/v1/plans/{stored}/{question}"
    now = user.get(path)
    assert now.status == 200
    # Who wants no answer gets no job.
    assert user.call("HEAD", path, headers=ASYNC).status == 200
    assert user.get(JOBS).json["jobs"] == []
    job, answer = done(user, accepted(user.get(path, headers=ASYNC)))
    assert answer == now.body and job["plan_id"] is None


# --- which become jobs -------------------------------------------------------------

@pytest.mark.parametrize("path, small, large", [
    (GRID + "?paths={}", 100, 3000),
    (GRID + "?grid=fees&paths={}", 100, 9000),
    (SOLVE + "&paths={}", 100, 3000),
    ("/api/v1/spending/max?paths={}", 100, 3000),
    ("/api/v1/stress?paths={}", 100, 3000),
    ("/api/v1/range?paths={}", 100, 3000),
    ("/api/v1/projections?path=p50&paths={}", 1000, 20000),
])
def test_more_than_a_request_computes_is_a_job(rig, user, path, small, large):
    """The budget here is 300,000 years of paths."""
    document = plan(name=uuid.uuid4().hex)
    assert user.post(path.format(small), document).status == 200
    reply = user.post(path.format(large), document)
    assert "Preference-Applied" not in reply.headers
    _, answer = done(user, accepted(reply))
    # Who can own no job has the answer at once.
    now = rig.api().post(path.format(large), document)
    assert now.status == 200 and now.body == answer


def test_comparisons_count_all_their_plans(user):
    body = {"plans": [plan(name=uuid.uuid4().hex)] * 2, "paths": 4000}
    assert user.post(f"{SIMULATE}/compare", body).status == 200
    body["plans"] = [plan(name=uuid.uuid4().hex)] * 4
    done(user, accepted(user.post(f"{SIMULATE}/compare", body)))


def test_what_is_wrong_is_refused_at_once(newcomer):
    for path, document in (
            (SOLVE + "&paths=0", plan()),
            (SOLVE + "&paths=200001", plan()),
            ("/api/v1/stress?stream=true", plan()),
            ("/api/v1/goals/none/probability", plan())):
        reply = newcomer.post(path, document, headers=ASYNC)
        assert reply.status in (400, 404, 422), reply.body
    assert newcomer.get(JOBS).json["jobs"] == []


def test_what_the_engine_refuses_later_fails(user):
    """Whether a step of a grid makes the plan impossible is found on the
    way."""
    body = {"plan": plan(), "paths": 50,
            "x": {"vary": "lifespan", "steps": [0, -70]}}
    user.post(GRID, body).problem(422, "invalid")
    job = wait(user, accepted(user.post(GRID, body, headers=ASYNC)))
    assert job["state"] == "failed"
    assert job["error"]["code"] == "infeasible" and job["error"]["detail"]
    assert job["progress"]["share"] is None


def test_the_same_key_makes_one_job(newcomer):
    user = newcomer
    headers = {**ASYNC, "Idempotency-Key": f'"{uuid.uuid4()}"'}
    first = user.post(SOLVE + "&paths=100", plan(), headers=headers)
    again = user.post(SOLVE + "&paths=100", plan(), headers=headers)
    assert accepted(first) == again.headers["Location"]
    assert len(user.get(JOBS).json["jobs"]) == 1


# --- on the way --------------------------------------------------------------------

def test_a_cancelled_search_stops_within_a_second(rig, user):
    restart(rig, 2)
    stops_within_a_second(rig, user, accepted(user.post(
        GRID + "?paths=200000", plan())))


def test_a_worker_that_is_killed_is_replaced(rig, user):
    document = plan(name=uuid.uuid4().hex)
    path = SOLVE + "&paths=15000"
    location = accepted(user.post(path, document))
    wait(user, location, ("running",))
    for pid in workers(rig):
        os.kill(pid, signal.SIGKILL)
    _, answer = done(user, location)
    assert '"attempt":2' in rig.log("jobs")
    assert rig.api().post(path, document).body == answer


def test_a_deadline_gives_what_there_is(user):
    """Of 442 runs, each of which is short."""
    steps = [n / 100 for n in range(-10, 11)]
    body = {"plan": plan(name=uuid.uuid4().hex), "paths": 10000,
            "x": {"vary": "spending", "steps": steps},
            "y": {"vary": "wealth", "steps": steps}}
    began = time.monotonic()
    job, answer = done(user, accepted(user.post(
        GRID, {**body, "deadline_ms": 3000}, headers=ASYNC)))
    assert time.monotonic() - began < 15
    assert job["stopped"] == "deadline" and job["deadline_ms"] == 3000
    assert json.loads(answer)["state"] == "stopped"
    # The next one may get further: it is no answer to whoever asks the same.
    time.sleep(0.3)
    again = user.post(GRID, {**body, "deadline_ms": 300})
    assert again.status == 503 or again.headers["X-Cache"] == "miss"
    # With no time for one run there is no answer at all.
    job = wait(user, accepted(user.post(
        SOLVE + "&paths=200000&deadline_ms=150", plan(name=uuid.uuid4().hex),
        headers=ASYNC)))
    assert job["state"] == "failed" and job["error"]["code"] == "deadline"


def test_a_deadline_leaves_fewer_paths_in_every_run(user):
    body = plan(name=uuid.uuid4().hex)
    job, answer = done(user, accepted(user.post(
        "/api/v1/stress?paths=100000&deadline_ms=2500&keep=true", body,
        headers=ASYNC)))
    told = json.loads(answer)
    if job["stopped"] is None:      # a fast machine
        assert told["paths"] == 100000
        return
    assert job["stopped"] == "deadline" and told["paths"] < 100000
    assert job["result_id"] == told["result_id"]
    again = done(user, accepted(user.post(
        f"/api/v1/stress?paths={told['paths']}", body, headers=ASYNC)))
    assert again[1] == answer
    kept = user.get("/api/v1/results/" + told["result_id"])
    assert kept.json["result"] == told


# --- what is kept ------------------------------------------------------------------

def test_a_job_keeps_its_result_where_that_was_asked(user):
    location = accepted(user.post(SOLVE + "&paths=100&keep=true", plan(),
                                  headers=ASYNC))
    job, answer = done(user, location)
    kept = user.get("/api/v1/results/" + job["result_id"])
    assert kept.status == 200 and kept.json["kind"] == "solution"
    assert kept.json["result"] == json.loads(answer)
    assert kept.json["id"] == job["id"] and kept.json["plan_id"] is None
    location = accepted(user.post(SOLVE + "&paths=101", plan(),
                                  headers=ASYNC))
    job, _ = done(user, location)
    user.get("/api/v1/results/" + job["result_id"]).problem(404, "not_found")


@pytest.mark.parametrize("query", [
    "paths=400&seed=3", "paths=30000&seed=3",
    "until_standard_error=0.004&seed=3"])
def test_the_paths_of_a_plans_job_and_its_rerun(user, query):
    document = plan(name=uuid.uuid4().hex)
    stored = user.post("/api/v1/plans", document).json["id"]
    job, answer = done(user, accepted(user.post(
        f"/api/v1/plans/{stored}/simulations?{query}", headers=ASYNC)))
    found = json.loads(answer)
    place = f"{SIMULATE}/{job['id']}"
    shown = user.get(place + "/paths?path=p10,17")
    assert shown.status == 200, shown.body[:300]
    low, numbered = shown.json["items"]
    assert low["path"] == found["percentile_paths"]["p10"]
    assert numbered["path"] == 17
    for item in (low, numbered):
        alone = user.post(f"/api/v1/projections?path={item['path']}&seed=3",
                          document)
        assert item["projection"]["ledger"] == alone.json["ledger"]
    lines = user.get(place + "/explain?path=p10&year=2027")
    assert lines.status == 200
    closing = [line["value"] for line in lines.json["lines"]
               if line["line"] == "closing"]
    assert closing[0] == low["projection"]["ledger"][1]["closing"]
    last = user.get(place + f"/paths?path={found['paths'] - 1}")
    assert last.status == 200
    user.get(place + f"/paths?path={found['paths']}").problem(400,
                                                              "bad_query")
    again = user.post(place + "/rerun")
    if again.status == 202:
        _, body = done(user, accepted(again))
    else:
        assert again.status == 200 and again.headers["X-Cache"] == "miss"
        body = again.body
    assert body == answer
    other = user.post(place + "/rerun?paths=200&seed=4", headers=ASYNC)
    assert json.loads(done(user, accepted(other))[1])["seed"] == 4


def test_paths_of_a_kept_bootstrap_are_its_own(user):
    """Not those of the plan's own market."""
    place = user.post(f"{SIMULATE}/bootstrap?paths=300&keep=true",
                      {"plan": plan(), "seed": 2}).headers["Location"]
    kept = user.get(place).json
    item = user.get(f"{SIMULATE}/{kept['id']}/paths?path=p50").json["items"][0]
    assert item["projection"]["ending_real"] == pytest.approx(
        kept["result"]["ending"]["percentiles"]["p50"], rel=0.05)
    assert any(a["pointer"] == "/market/model"
               for a in item["projection"]["assumed"])
