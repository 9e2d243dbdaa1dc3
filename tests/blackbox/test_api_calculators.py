"""The stateless calculators over the whole stack: answers, identity of
replies, and every kind of bad input with its status and pointer."""
import json

import pytest

from api_client import plan, published

SIMULATIONS = "/api/v1/simulations"
CALCULATORS = ("/api/v1/simulations", "/api/v1/projections",
               "/api/v1/backtests")


def pointers(document):
    return {error.get("pointer") for error in document.get("errors", [])}


def test_simulation_carries_its_error(api):
    document = plan()
    document["market"]["sampler"] = "plain"
    reply = api.post(SIMULATIONS + "?paths=2000&seed=7", document)
    assert reply.status == 200, reply.body
    result = reply.json
    assert result["paths"] == 2000
    assert result["seed"] == 7
    assert result["sampler"] == "plain"
    success = result["success"]
    assert 0 < success["probability"] < 1
    p = success["probability"]
    assert success["standard_error"] == pytest.approx(
        (p * (1 - p) / 2000) ** 0.5, abs=2e-4)
    low, high = success["interval_95"]
    assert low < p < high
    assert result["result_id"] and result["engine"] and result["tables"]


def test_points_of_low_discrepancy_are_the_default_and_err_less(api):
    reply = api.post(SIMULATIONS + "?paths=2000&seed=7", plan())
    assert reply.status == 200, reply.body
    assert reply.json["sampler"] == "sobol"
    success = reply.json["success"]
    p = success["probability"]
    assert 0 < success["standard_error"] < 0.7 * (p * (1 - p) / 2000) ** 0.5


def test_bare_plan_and_envelope_agree(api):
    bare = api.post(SIMULATIONS + "?paths=500&seed=3", plan())
    envelope = api.post(SIMULATIONS, {"plan": plan(), "paths": 500,
                                      "seed": 3})
    assert bare.status == envelope.status == 200
    assert bare.body == envelope.body


def test_equal_requests_give_equal_bytes_and_the_cache_says_so(api):
    document = plan(name="cache me")
    first = api.post(SIMULATIONS + "?paths=700&seed=11", document)
    second = api.post(SIMULATIONS + "?paths=700&seed=11", document)
    assert first.status == second.status == 200
    assert first.body == second.body
    assert second.headers["X-Cache"] in ("hit", "miss")
    assert "compute;dur=" in first.headers["Server-Timing"]


def test_another_seed_is_another_result(api):
    one = api.post(SIMULATIONS + "?paths=500&seed=1", plan()).json
    two = api.post(SIMULATIONS + "?paths=500&seed=2", plan()).json
    assert one["result_id"] != two["result_id"]
    assert one["wealth"] != two["wealth"]


def test_worlds(api):
    stress = api.post("/api/v1/stress?paths=100", plan())
    assert stress.status == 200, stress.body
    names = [one["name"] for one in stress.json["scenarios"]]
    assert {"1929", "1966", "1973", "2000", "2008"} <= set(names)
    models = api.post("/api/v1/range?paths=100&seed=4", plan())
    assert models.status == 200, models.body
    low, high = models.json["success_range"]
    assert 0 <= low <= high <= 1
    assert len(models.json["models"]) == 6


def test_solving(api):
    url = "/api/v1/solve?for=spending&paths=300&seed=4"
    found = api.post(url + "&success=0.8", plan())
    assert found.status == 200, found.body
    assert found.json["state"] == "found"
    best, beyond = found.json["best"], found.json["beyond"]
    assert best["success"] >= 0.8 > beyond["success"]
    assert 0 < beyond["value"] - best["value"] <= 0.001
    lacking = api.post("/api/v1/solve?paths=300", plan())
    assert lacking.status == 422
    assert lacking.json["errors"][0]["pointer"] == "/for", lacking.body


def test_a_percentile_opens_and_is_explained(api):
    path = api.post("/api/v1/projections?path=p10&paths=200&seed=5", plan())
    assert path.status == 200, path.body
    row = path.json["ledger"][1]
    reply = api.post("/api/v1/explanations?path=p10&paths=200&seed=5"
                     f"&year={row['year']}", plan())
    assert reply.status == 200, reply.body
    closing = [line for line in reply.json["lines"]
               if line["line"] == "closing"][0]
    assert closing["value"] == row["closing"]
    assert closing["formula"] and closing["source"]
    wrong = api.post("/api/v1/explanations?year=2000", plan())
    assert wrong.problem(422, "invalid")["errors"][0]["parameter"] == "year"
    wrong = api.post("/api/v1/explanations", {"plan": plan(), "year": 2500})
    assert pointers(wrong.problem(422, "invalid")) == {"/year"}
    assert api.post("/api/v1/projections?path=p11", plan()).status == 422


def test_projection_balances(api):
    reply = api.post("/api/v1/projections", plan())
    assert reply.status == 200, reply.body
    assert reply.json["result_id"]


def test_backtest_of_the_published_case(api):
    reply = api.post("/api/v1/backtests?years=30&rate=0.04", published())
    assert reply.status == 200, reply.body
    result = reply.json
    assert result["windows"] == 69
    assert result["successes"] == 64
    assert result["safe_withdrawal_rate"] == pytest.approx(0.03667, abs=5e-6)
    assert result["safe_withdrawal_start_year"] == 1966


# --- bad input -------------------------------------------------------------

def test_every_fault_in_one_reply(api):
    document = plan()
    document["accounts"][0]["balance"] = -1
    document["accounts"][0]["allocation"] = {"us_stock": 0.5, "us_bond": 0.4}
    document["household"]["people"][0]["plan_to_age"] = 30
    document["colour"] = "red"
    reply = api.post(SIMULATIONS, document)
    found = pointers(reply.problem(422, "invalid"))
    assert "/colour" in found
    assert "/accounts/0/balance" in found
    assert any(p.startswith("/accounts/0/allocation") for p in found)


def test_pointers_follow_the_envelope(api):
    document = plan()
    document["accounts"][0]["balance"] = -1
    reply = api.post(SIMULATIONS, {"plan": document, "paths": 100})
    assert "/plan/accounts/0/balance" in pointers(
        reply.problem(422, "invalid"))


@pytest.mark.parametrize("body, code", [
    ("", None), ("{", None), ("nul", None), ('{"a":1,"a":2}', None),
    ('{"start_year": NaN}', None), ('{"a":' * 33 + "1" + "}" * 33, None),
    (b'{"name":"\xff"}', None), ('{"name":"\\ud800"}', None),
    ("[1,2,]", None), ('{"a":1} x', None),
])
def test_syntax_is_400(api, body, code):
    for path in CALCULATORS:
        reply = api.post(path, body, headers={
            "Content-Type": "application/json"})
        assert reply.status == 400, (path, body[:40], reply.body)
        assert reply.headers["Content-Type"] == "application/problem+json"


def test_a_number_past_every_range(api):
    text = json.dumps(plan()).replace("1000000", "1e400", 1)
    reply = api.post(SIMULATIONS, text)
    assert reply.status == 422
    assert "/accounts/0/balance" in reply.body.decode()


def test_too_large_is_413(api):
    body = b'{"name":"' + b"x" * (11 << 20) + b'"}'
    reply = api.post(SIMULATIONS, body)
    assert reply.status == 413
    assert reply.headers["Content-Type"] == "application/problem+json"
    assert reply.json["status"] == 413


def test_wrong_content_type_is_415(api):
    for kind in ("text/plain", "application/x-www-form-urlencoded",
                 "application/json; charset=latin1"):
        api.post(SIMULATIONS, plan(), headers={
            "Content-Type": kind}).problem(415, "unsupported_media_type")


def test_wrong_method_is_405(api):
    reply = api.get(SIMULATIONS)
    reply.problem(405, "method_not_allowed")
    assert reply.headers["Allow"] == "POST, OPTIONS"


def test_not_acceptable_is_406(api):
    api.post(SIMULATIONS, plan(), headers={
        "Accept": "text/html"}).problem(406, "not_acceptable")


def test_unknown_query_parameters(api):
    reply = api.post(SIMULATIONS + "?path=100&paths=0", plan())
    assert reply.status == 422
    names = {error.get("parameter") for error in reply.json["errors"]}
    assert {"path", "paths"} <= names


def test_a_plan_that_ends_before_it_starts(api):
    document = plan()
    document["household"]["people"][0]["plan_to_age"] = 60
    reply = api.post(SIMULATIONS, document)
    found = reply.problem(422, "invalid")
    assert any("plan_to_age" in (e.get("pointer") or "") or
               "start_year" in (e.get("pointer") or "")
               for e in found["errors"])


def test_a_start_year_without_data(api):
    document = plan(
        taxes={"model": "none"},
        market={"model": "historical",
                "assets": {"us_stock": {"mean": 0.07, "sd": 0.18},
                           "us_bond": {"mean": 0.03, "sd": 0.06}},
                "inflation": {"model": "historical"}})
    reply = api.post("/api/v1/backtests?from=1801&to=1802", document)
    assert reply.status == 422
    assert "1928" in reply.body.decode()


def test_unknown_paths_are_404(api):
    api.get("/api/v1/nothing").problem(404, "not_found")


def test_request_ids_differ_and_are_echoed(api):
    one, two = api.get("/health"), api.get("/health")
    assert one.headers["X-Request-Id"] != two.headers["X-Request-Id"]


def test_probes(api):
    assert api.get("/health").status == 200
    assert api.get("/ready").status == 200
    shown = api.get("/api/v1/conformance").json
    assert shown["passed"] and shown["failed"] == 0
    assert shown["cases"] == len(shown["results"]) > 400
    status = api.get("/status").json
    assert status["engine"].startswith("finplan-")
    assert api.get("/metrics").status == 404
