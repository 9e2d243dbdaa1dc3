"""Signatures of kept results, and replays of what is kept and of what a deadline
ended."""
import base64
import hashlib
import json
import re

import pytest

from api_client import plan, published
from identity_rig import sql
from jobs_kit import wait
from test_api_answers import with_goals
from test_api_results import ASK, good

VERIFY = "/api/v1/results/verify"
STORED = plan(name="signed and kept")


@pytest.fixture(scope="module")
def stored(user):
    """The address of a stored plan."""
    return user.post("/api/v1/plans", STORED).headers["Location"]


def fields(reply):
    """What a client sends of a signed reply."""
    return {"status": reply.status, "result": reply.body.decode(),
            "signature_input": reply.headers["Signature-Input"],
            "signature": reply.headers["Signature"],
            **({"question_digest": reply.headers["Question-Digest"]}
               if "Question-Digest" in reply.headers else {})}


def verify(client, reply, question=None, **changes):
    body = {**fields(reply), **({"replay": question} if question else {}),
            **changes}
    return good(client.post(VERIFY, body))


def same_question(reply, result_id):
    digest = base64.b64decode(reply.headers["Question-Digest"].split(":")[1])
    assert digest.hex().startswith(result_id)


def test_a_kept_simulation_is_signed_and_replayed(user, api, stored):
    made = user.post(stored + "/simulations?paths=200&seed=5", headers=ASK)
    kept = good(made, 201)
    shown = user.get("/api/v1/simulations/" + kept["id"], headers=ASK)
    again = user.get("/api/v1/results/" + kept["result_id"], headers=ASK)
    question = {"kind": "simulate", "body": STORED,
                "options": {"paths": "200", "seed": "5"}}
    assert made.body == shown.body == again.body
    for reply in (made, shown, again):
        same_question(reply, kept["result_id"])
        found = verify(api, reply, question)
        assert found["valid"] and found["signature"]["valid"]
        assert found["replay"] == {"equal": True, "difference": None}
        digest = base64.b64encode(hashlib.sha256(reply.body).digest())
        assert reply.headers["Content-Digest"] == \
            f"sha-256=:{digest.decode()}:"
    assert "Signature" not in user.get(
        "/api/v1/simulations/" + kept["id"]).headers


def test_what_was_tampered_with_in_a_kept_one_is_found(user, api, stored):
    made = user.post(stored + "/simulations?paths=150", headers=ASK)
    probability = made.json["result"]["success"]["probability"]
    changed = made.body.decode().replace(
        f'"probability":{probability:.6f}', '"probability":0.999999', 1)
    found = verify(api, made, {"kind": "simulate", "body": STORED,
                               "options": {"paths": "150"}}, result=changed)
    assert not found["valid"] and not found["signature"]["valid"]
    assert found["replay"]["difference"]["pointer"] == "/success/probability"
    moved = made.body.decode().replace(made.json["plan_id"], "0" * 8 +
                                       made.json["plan_id"][8:])
    found = verify(api, made, result=moved)
    assert not found["signature"]["valid"]


@pytest.mark.parametrize("path, body, kind, options", [
    ("/api/v1/spending/safe-rate", published(), "safe_rate",
     {"years": "30"}),
    ("/api/v1/simulations/compare", {"plans": [plan(), plan()]}, "compare",
     {"paths": "60"}),
    ("/api/v1/simulations", plan(), "simulate",
     {"until_standard_error": "0.02", "paths": "8192"}),
    ("/api/v1/simulations/bootstrap", plan(), "bootstrap",
     {"paths": "60"}),
])
def test_any_kept_result_is(user, api, path, body, kind, options):
    query = "&".join(f"{name}={value}" for name, value in options.items())
    asked = user.post(f"{path}?{query}&keep=true", body)
    shown = user.get(asked.headers["Location"], headers=ASK)
    same_question(shown, good(shown)["result_id"])
    found = verify(api, shown, {"kind": kind, "body": body,
                                "options": options})
    assert found["valid"] and found["replay"]["equal"], found


def test_a_question_that_is_not_known_any_more_is_left_out(
        stack, user, api, stored):
    kept = good(user.post(stored + "/simulations?paths=70"), 201)
    sql(stack, "UPDATE finplan.simulations SET request = NULL"
        f" WHERE id = '{kept['id']}'")
    shown = user.get("/api/v1/simulations/" + kept["id"], headers=ASK)
    assert "Question-Digest" not in shown.headers
    assert "question-digest" not in shown.headers["Signature-Input"]
    assert verify(api, shown)["valid"]


@pytest.mark.parametrize("rest", ["/explain", "/simulations/{}/paths?path=p50",
                                  "/simulations/{}/explain"])
def test_other_replies_about_what_is_stored_are_signed(user, api, stored,
                                                       rest):
    kept = good(user.post(stored + "/simulations?paths=80"), 201)
    path = stored + rest if rest == "/explain" else \
        "/api/v1" + rest.format(kept["id"])
    assert verify(api, user.get(path, headers=ASK))["valid"]


def test_a_job_is_signed_with_its_question(user, api):
    asked = plan(name="a signed job")
    made = user.post("/api/v1/simulations?paths=300&seed=8", asked,
                     headers={"Prefer": "respond-async"})
    assert made.status == 202, made.body
    job = wait(user, made.headers["Location"])
    shown = user.get(job["result"], headers=ASK)
    same_question(shown, job["result_id"])
    assert '"question-digest"' in shown.headers["Signature-Input"]
    now = user.post("/api/v1/simulations?paths=300&seed=8", asked,
                    headers=ASK)
    assert now.headers["Question-Digest"] == shown.headers["Question-Digest"]
    found = verify(api, shown, {"kind": "simulate", "body": asked, "options": {
        "paths": "300", "seed": "8"}})
    assert found["signature"]["valid"] and found["replay"]["equal"]


CASE = {"year": 2026, "filing_status": "single", "wages_head": 85000}
LOAN = {"balance": 300000, "rate": 0.05, "months": 360}


@pytest.mark.parametrize("kind, body", [
    ("tax/federal", CASE), ("tax/state/CA", CASE), ("loan", LOAN),
    ("retirement/longevity", {"people": [{"age": 65}]})])
def test_questions_without_a_plan_are_replayed(api, kind, body):
    reply = api.post("/api/v1/" + kind, body, headers=ASK)
    question = {"kind": kind, "body": body}
    found = verify(api, reply, question)
    assert found["valid"] and found["replay"]["equal"]
    changed = reply.body.decode().replace("0.0", "0.1", 1)
    found = verify(api, reply, question, result=changed)
    assert not found["replay"]["equal"] and not found["signature"]["valid"]
    assert found["replay"]["difference"]["pointer"]


@pytest.mark.parametrize("question, pointer", [
    ({"kind": "tax/federal", "body": {}}, "/replay/body/filing_status"),
    ({"kind": "tax/federal"}, "/replay/body"),
    ({"kind": "tax/federal", "body": CASE, "options": {}},
     "/replay/options"),
    ({"kind": "tax/state/XX", "body": CASE}, "/replay/body"),
    ({"kind": "tax/state/{code}", "body": CASE}, "/replay/kind"),
    ({"kind": "tax/nothing", "body": CASE}, "/replay/kind"),
    ({"kind": "loan", "body": dict(LOAN, rate="x")}, "/replay/body/rate"),
    ({"kind": "loan", "body": {"balance": 1000, "rate": 0.2, "payment": 1}},
     "/replay/body")])
def test_a_replay_names_what_is_wrong(api, question, pointer):
    problem = api.post(VERIFY, {"result": "{}", "replay": question}).problem(
        422, "invalid")
    assert problem["errors"][0]["pointer"] == pointer


def test_tables_of_law_are_signed(api):
    reply = api.get("/api/v1/tax/tables/2026", headers=ASK)
    assert verify(api, reply)["valid"]


# --- what a deadline ended -------------------------------------------------------

def stopped(client, path, body):
    reply = client.post(path, body, headers=ASK)
    assert reply.status == 200, reply.body[:300]
    return reply


def test_a_simulation_that_time_ended(user, api):
    options = {"paths": "9000000", "deadline_ms": "300"}
    reply = stopped(user, "/api/v1/simulations?paths=9000000&deadline_ms=300",
                    plan())
    paths = reply.json["paths"]
    assert paths < 9000000
    assert reply.headers["Stopped-By"] == f"deadline; paths={paths}"
    question = {"kind": "simulate", "body": plan(), "options": options}
    found = verify(user, reply, question)
    assert found["valid"] and found["replay"]["equal"], found
    # The deadline may stand in the body as well.
    enveloped = {"kind": "simulate", "body": {
        "plan": plan(), "paths": 9000000, "deadline_ms": 300}}
    assert verify(user, reply, enveloped)["replay"]["equal"]
    # Another number of paths is another result.
    text = reply.body.decode().replace(f'"paths":{paths}',
                                       f'"paths":{paths - 1}', 1)
    found = verify(user, reply, question, result=text)
    assert not found["replay"]["equal"] and not found["signature"]["valid"]


def test_it_can_be_kept_and_computed_again(user):
    reply = stopped(user, "/api/v1/simulations?paths=9000000&deadline_ms=300"
                          "&keep=true", plan(name="a kept deadline"))
    shown = user.get(reply.headers["Location"], headers=ASK)
    same_question(shown, reply.json["result_id"])
    again = user.post(f"/api/v1/simulations/{shown.json['id']}/rerun")
    assert again.body == reply.body
    assert verify(user, shown, {
        "kind": "simulate", "body": plan(name="a kept deadline"),
        "options": {"paths": "9000000", "deadline_ms": "300"}}
    )["replay"]["equal"]


@pytest.mark.parametrize("path, kind, body, ms", [
    ("/api/v1/solve", "solve",
     {"plan": plan(), "for": "spending", "paths": 40000,
      "tolerance": 0.000001}, 600),
    ("/api/v1/simulations/sensitivity", "sensitivity",
     {"plan": plan(), "paths": 20000}, 400),
    ("/api/v1/simulations/sensitivity", "sensitivity",
     {"plan": plan(), "paths": 20000,
      "x": {"vary": "spending", "steps": [i / 100 for i in range(20)]}},
     400),
])
def test_what_time_ended_comes_out_again(api, path, kind, body, ms):
    """However fast the machine is: the deadline moves to where it stops."""
    for _ in range(8):
        asked = {**body, "deadline_ms": ms}
        reply = api.post(path, asked, headers=ASK)
        if reply.status == 503:     # not even the first run
            ms *= 2
        elif reply.json["state"] != "stopped":
            ms = max(ms // 2, 1)
        else:
            break
    assert reply.json["state"] == "stopped", reply.body[:300]
    assert reply.json["runs"] >= 1
    found = verify(api, reply, {"kind": kind, "body": asked})
    assert found["valid"] and found["replay"]["equal"], found
    text = re.sub(r'"runs":\d+', '"runs":1', reply.body.decode(), count=1)
    if reply.json["runs"] > 2:   # more than the first bar begun
        assert not verify(api, reply, {"kind": kind, "body": asked},
                          result=text)["replay"]["equal"]


POLICIES = {"plan": plan(), "policies": [{"policy": "constant_real"},
                                         {"policy": "vpw"}]}


@pytest.mark.parametrize("path, question", [
    ("/api/v1/stress", {"kind": "stress", "body": plan()}),
    ("/api/v1/simulations/stress", {"kind": "stress", "body": plan()}),
    ("/api/v1/range", {"kind": "range", "body": plan()}),
    ("/api/v1/simulations/compare",
     {"kind": "compare", "body": {"plans": [plan(), plan(name="other")]}}),
    ("/api/v1/spending/compare",
     {"kind": "spending_compare", "body": POLICIES}),
    ("/api/v1/goals/trip/probability",
     {"kind": "goal", "goal": "trip", "body": with_goals(320000)}),
])
def test_several_runs_that_time_ended_are_over_fewer_paths(api, path,
                                                           question):
    most, ms = 90000, 150
    for _ in range(8):
        query = f"?paths={most}&deadline_ms={ms}"
        reply = api.post(path + query, question["body"], headers=ASK)
        if reply.status == 503:
            ms *= 2
        elif "Stopped-By" not in reply.headers:
            ms = max(ms // 2, 1)
        else:
            break
    paths = good(reply)["paths"]
    assert paths in (256, 1024, 4096, 16384, 65536)
    assert reply.headers["Stopped-By"] == f"deadline; paths={paths}"
    # It is what so many paths give, and known by the same name.
    same_question(reply, reply.json["result_id"])
    assert api.post(f"{path}?paths={paths}",
                    question["body"]).body == reply.body
    found = verify(api, reply, {**question, "options": {
        "paths": str(most), "deadline_ms": str(ms)}})
    assert found["valid"] and found["replay"]["equal"], found


def test_time_that_is_enough_changes_nothing(api):
    for path, body in (("/api/v1/stress", plan()),
                       ("/api/v1/spending/compare", POLICIES)):
        reply = api.post(path + "?paths=600&deadline_ms=60000", body)
        assert "Stopped-By" not in reply.headers
        assert reply.body == api.post(path + "?paths=600", body).body
    # A historical market has the windows that it has.
    windows = api.post("/api/v1/simulations", published()).json["paths"]
    for query in ("", "?paths=20000&deadline_ms=60000"):
        assert good(api.post("/api/v1/stress" + query,
                             published()))["paths"] == windows
    # Without a number of paths it is what came of it, and nothing assumed.
    assumed = api.post("/api/v1/range?deadline_ms=60000", plan()).json["assumed"]
    assert "/paths" not in [one["pointer"] for one in assumed]


def test_what_cannot_come_out_in_time_is_refused(make_stack):
    """A result says how far it had come; a service with less time refuses."""
    stack = make_stack({"REQUEST_TIMEOUT_SECONDS": "1"},
                       ("postgres", "memcached", "api", "sim", "nginx"))
    user = stack.new_user()
    asked = {"paths": "9000000", "deadline_ms": "5000"}
    reply = user.post(VERIFY, {
        "result": json.dumps({"paths": 8999999}),
        "replay": {"kind": "simulate", "body": plan(), "options": asked}})
    reply.problem(503, "deadline")
