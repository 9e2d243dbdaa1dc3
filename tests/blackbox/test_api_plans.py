"""Stored plans and simulations: who may see them, versions, paging, faults."""
import uuid

import pytest

from api_client import plan

PLANS = "/api/v1/plans"


def create(user, **changes):
    reply = user.post(PLANS, plan(**changes))
    assert reply.status == 201, reply.body
    return reply


def test_create_read_replace_delete(user):
    made = create(user, name="First")
    location = made.headers["Location"]
    assert location == f"{PLANS}/{made.json['id']}"
    assert made.headers["ETag"] == '"v1"'
    assert made.json["version"] == 1

    read = user.get(location)
    assert read.status == 200
    assert read.json["plan"] == plan(name="First")
    assert read.headers["ETag"] == '"v1"'

    replaced = user.put(location, plan(name="Second"),
                        headers={"If-Match": '"v1"'})
    assert replaced.status == 200, replaced.body
    assert replaced.headers["ETag"] == '"v2"'
    assert user.get(location).json["name"] == "Second"

    gone = user.delete(location, headers={"If-Match": '"v2"'})
    assert gone.status == 204 and gone.body == b""
    user.get(location).problem(404, "not_found")
    user.delete(location, headers={"If-Match": '"v2"'}).problem(
        404, "not_found")


def test_preconditions(user):
    location = create(user).headers["Location"]
    user.put(location, plan()).problem(428, "if_match_required")
    user.delete(location).problem(428, "if_match_required")
    user.put(location, plan(), headers={"If-Match": "v1"}).problem(
        400, "bad_if_match")
    user.put(location, plan(), headers={"If-Match": '"v9"'}).problem(
        412, "version_mismatch")
    user.put(location, plan(), headers={"If-Match": 'W/"v9"'}).problem(
        412, "version_mismatch")
    user.delete(location, headers={"If-Match": '"v9"'}).problem(
        412, "version_mismatch")
    assert user.put(location, plan(), headers={
        "If-Match": '"v7", "v1"'}).status == 200
    assert user.put(location, plan(), headers={
        "If-Match": "*"}).status == 200
    assert user.get(location, headers={
        "If-None-Match": '"v3"'}).status == 304
    assert user.get(location, headers={
        "If-None-Match": '"v2"'}).status == 200
    assert user.get(location).headers["ETag"] == '"v3"'


def test_foreign_and_absent_plans_are_the_same_404(user, other_user):
    location = create(user).headers["Location"]
    absent = f"{PLANS}/{uuid.uuid4()}"
    for path in (location, absent, f"{PLANS}/not-an-id"):
        other_user.get(path).problem(404, "not_found")
        other_user.put(path, plan(), headers={"If-Match": "*"}).problem(
            404, "not_found")
        other_user.delete(path, headers={"If-Match": "*"}).problem(
            404, "not_found")
        other_user.post(path + "/simulations?paths=100").problem(
            404, "not_found")
    assert user.get(location).status == 200
    assert other_user.get(PLANS).json["plans"] == []


def test_needs_a_token(api):
    for method, path in (("GET", PLANS), ("POST", PLANS),
                         ("GET", f"{PLANS}/{uuid.uuid4()}"),
                         ("GET", f"/api/v1/simulations/{uuid.uuid4()}")):
        reply = api.call(method, path, plan() if method == "POST" else None)
        reply.problem(401, "unauthenticated")
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    for token in ("x", "a.b.c", "eyJhbGciOiJub25lIn0.e30."):
        reply = api.get(PLANS, headers={"Authorization": "Bearer " + token})
        assert reply.status == 401, reply.body


def test_lists_page_by_page(other_user):
    names = [f"Plan {n}" for n in range(7)]
    for name in names:
        create(other_user, name=name)
    seen, path, pages = [], PLANS + "?limit=3", 0
    while path:
        reply = other_user.get(path)
        assert reply.status == 200, reply.body
        assert len(reply.json["plans"]) <= 3
        seen += [row["name"] for row in reply.json["plans"]]
        pages += 1
        link = reply.headers.get("Link")
        assert bool(link) == bool(reply.json["next_cursor"])
        path = link.split(">")[0][1:] if link else None
    assert pages == 3
    assert seen == names[::-1]
    for query in ("?limit=0", "?limit=201", "?cursor=xx", "?offset=3"):
        other_user.get(PLANS + query).problem(400, "bad_query")


def test_a_wrong_plan_is_not_stored(user):
    before = len(user.get(PLANS + "?limit=200").json["plans"])
    wrong = plan()
    wrong["accounts"][0]["allocation"] = {"us_stock": 0.5}
    document = user.post(PLANS, wrong).problem(422, "invalid")
    assert any(e["pointer"].startswith("/accounts/0/allocation")
               for e in document["errors"])
    assert user.post(PLANS, "{").status == 400
    assert len(user.get(PLANS + "?limit=200").json["plans"]) == before



def test_stored_simulation(user, other_user):
    made = create(user)
    path = f"{PLANS}/{made.json['id']}/simulations?paths=400&seed=5"
    first = user.post(path)
    assert first.status == 201, first.body
    location = first.headers["Location"]
    assert location.startswith("/api/v1/simulations/")
    stored = user.get(location)
    assert stored.status == 200
    assert stored.body == first.body
    assert stored.json["plan_id"] == made.json["id"]
    assert stored.json["plan_version"] == 1
    direct = user.post("/api/v1/simulations?paths=400&seed=5", plan())
    assert stored.json["result"] == direct.json
    other_user.get(location).problem(404, "not_found")
    user.get(f"/api/v1/simulations/{uuid.uuid4()}").problem(404, "not_found")
    wrong = user.post(f"{PLANS}/{made.json['id']}/simulations?paths=0")
    assert wrong.status in (400, 422)


@pytest.mark.parametrize("method", ["POST"])
def test_wrong_method_on_one_plan(user, method):
    location = create(user).headers["Location"]
    reply = user.call(method, location, plan())
    reply.problem(405, "method_not_allowed")
    assert reply.headers["Allow"] == "GET, HEAD, PUT, PATCH, DELETE, OPTIONS"
