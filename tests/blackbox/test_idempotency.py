"""Idempotency-Key: one effect, and its first reply for as long as it is kept.
SOURCE: draft-ietf-httpapi-idempotency-key-header-07."""
import concurrent.futures
import json
import uuid

import psycopg2
import pytest

from api_client import plan

PLANS = "/api/v1/plans"


@pytest.fixture
def user(stack):
    return stack.new_user()


def key_header(key=None):
    return {"Idempotency-Key": f'"{key or uuid.uuid4()}"'}


def names(user):
    return [p["name"] for p in user.get(PLANS).json["plans"]]


def test_the_first_reply_comes_back(user):
    headers = key_header()
    first = user.post(PLANS, plan(name="Once"), headers=headers)
    again = user.post(PLANS, plan(name="Once"), headers=headers)
    assert first.status == again.status == 201
    assert again.body == first.body
    for name in ("Location", "ETag", "Content-Type"):
        assert again.headers[name] == first.headers[name]
    assert "Idempotency-Replayed" not in first.headers
    assert again.headers["Idempotency-Replayed"] == "true"
    assert names(user) == ["Once"]
    # It is the first reply even when the plan has changed or gone since.
    path = first.headers["Location"]
    assert user.put(path, plan(name="Changed"),
                    headers={"If-Match": first.headers["ETag"]}).status == 200
    assert user.post(PLANS, plan(name="Once"),
                     headers=headers).body == first.body
    assert user.delete(path, headers={"If-Match": "*"}).status == 204
    assert user.post(PLANS, plan(name="Once"),
                     headers=headers).body == first.body
    assert names(user) == []


def test_bare_and_quoted_keys_are_the_same(user):
    key = str(uuid.uuid4())
    first = user.post(PLANS, plan(), headers={"Idempotency-Key": key})
    again = user.post(PLANS, plan(), headers=key_header(key))
    assert first.status == 201 and again.body == first.body


def test_another_payload_is_refused(user):
    headers = key_header()
    assert user.post(PLANS, plan(name="A"), headers=headers).status == 201
    user.post(PLANS, plan(name="B"), headers=headers).problem(
        422, "idempotency_key_reused")
    assert names(user) == ["A"]


def test_keys_belong_to_user_and_route(user, other_user):
    headers = key_header()
    mine = user.post(PLANS, plan(), headers=headers)
    theirs = other_user.post(PLANS, plan(), headers=headers)
    assert mine.json["id"] != theirs.json["id"]
    run = user.post(f"{PLANS}/{mine.json['id']}/simulations?paths=100",
                    headers=headers)
    assert run.status == 201
    assert "Idempotency-Replayed" not in run.headers


def test_a_simulation_is_kept_once(user):
    path = user.post(PLANS, plan()).headers["Location"] + "/simulations"
    headers = key_header()
    first = user.post(path + "?paths=200&seed=3", headers=headers)
    again = user.post(path + "?paths=200&seed=3", headers=headers)
    assert first.status == again.status == 201
    assert again.body == first.body
    user.post(path + "?paths=300&seed=3", headers=headers).problem(
        422, "idempotency_key_reused")


def test_a_failed_request_leaves_the_key_free(user):
    headers = key_header()
    user.post(PLANS, {"start_year": 2026}, headers=headers).problem(
        422, "invalid")
    assert user.post(PLANS, plan(name="Right"), headers=headers).status == 201


@pytest.mark.parametrize("key", ['""', '"open', "a b", '"é"', "x" * 256,
                                 '"' + "x" * 256 + '"'])
def test_bad_keys(user, key):
    user.post(PLANS, plan(), headers={
        "Idempotency-Key": key.encode()}).problem(400, "bad_idempotency_key")
    assert names(user) == []


def test_a_hundred_at_once_make_one(user, stack):
    headers = key_header()
    body = json.dumps(plan(name="One of a hundred"))
    with concurrent.futures.ThreadPoolExecutor(100) as pool:
        replies = [task.result() for task in [
            pool.submit(user.post, PLANS, body, headers=headers)
            for _ in range(100)]]
    made = [r for r in replies if r.status == 201]
    first = [r for r in made if "Idempotency-Replayed" not in r.headers]
    assert len(first) == 1
    assert {r.body for r in made} == {first[0].body}
    # Who came while the first was being answered may be told to wait, and a
    # small stack may be full for a moment.
    for reply in replies:
        if reply.status == 503:
            reply.problem(503, "overloaded")
        elif reply.status != 201:
            reply.problem(409, "idempotency_in_progress")
    assert names(user) == ["One of a hundred"]


def test_while_the_first_is_answered_others_are_told_so(user, stack):
    key = str(uuid.uuid4())
    link = psycopg2.connect(stack.database_url("super"))
    try:
        with link.cursor() as cursor:
            cursor.execute("SELECT owner_id FROM finplan.plans WHERE id = %s",
                           (user.post(PLANS, plan(name="A")).json["id"],))
            owner_id = cursor.fetchone()[0]
            cursor.execute(
                "INSERT INTO finplan.idempotent_replies (owner_id, route, key,"
                " request_hash) VALUES (%s, 'POST /api/v1/plans', %s, %s)",
                (owner_id, key, "0" * 64))
        reply = user.post(PLANS, plan(name="B"), headers=key_header(key))
        reply.problem(409, "idempotency_in_progress")
        assert reply.headers["Retry-After"]
        link.rollback()
        # Its holder gave up: the key is free.
        assert user.post(PLANS, plan(name="B"),
                         headers=key_header(key)).status == 201
    finally:
        link.close()
    assert sorted(names(user)) == ["A", "B"]
