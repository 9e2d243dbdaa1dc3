"""Many at once: of the writers who name one version, one wins; and cursors
belong to their user and list."""
import concurrent.futures
import json

from api_client import plan

PLANS = "/api/v1/plans"
ROUNDS, WRITERS = 50, 100


def test_one_of_a_hundred_writers_wins_in_every_round(stack):
    user = stack.new_user()
    made = user.post(PLANS, plan(name="Start"))
    path, etag = made.headers["Location"], made.headers["ETag"]
    bodies = [json.dumps(plan(name=f"Writer {i}")) for i in range(WRITERS)]

    def write(body):
        # A small stack may be full for a moment: nothing was done then.
        while True:
            reply = user.put(path, body, headers={"If-Match": etag})
            if reply.status != 503:
                return reply

    with concurrent.futures.ThreadPoolExecutor(WRITERS) as pool:
        for number in range(ROUNDS):
            replies = list(pool.map(write, bodies))
            won = [r for r in replies if r.status == 200]
            assert len(won) == 1, [r.status for r in replies]
            for reply in replies:
                if reply.status != 200:
                    reply.problem(412, "version_mismatch")
            assert won[0].json["version"] == number + 2
            etag = won[0].headers["ETag"]
            assert user.get(path).json == won[0].json


def test_cursors_are_good_for_their_user_and_list_only(stack):
    user, other = stack.new_user(), stack.new_user()
    for client in (user, other):
        for name in ("a", "b", "c"):
            client.post(PLANS, plan(name=name))
    cursor = user.get(f"{PLANS}?limit=1").json["next_cursor"]
    second = user.get(f"{PLANS}?limit=1&cursor={cursor}")
    assert [p["name"] for p in second.json["plans"]] == ["b"]
    assert second.headers["Link"]
    other.get(f"{PLANS}?cursor={cursor}").problem(400, "bad_query")
    user.get(f"/api/v1/households?cursor={cursor}").problem(400, "bad_query")
    forged = ("A" if cursor[0] != "A" else "B") + cursor[1:]
    user.get(f"{PLANS}?cursor={forged}").problem(400, "bad_query")


def test_minimal_replies(stack):
    user = stack.new_user()
    minimal = {"Prefer": "return=minimal"}
    made = user.post(PLANS, plan(), headers=minimal)
    assert (made.status, made.body) == (201, b"")
    assert made.headers["Preference-Applied"] == "return=minimal"
    path = made.headers["Location"]
    changed = user.put(path, plan(name="B"), headers={
        **minimal, "If-Match": made.headers["ETag"]})
    assert (changed.status, changed.body) == (204, b"")
    read = user.get(path, headers=minimal)
    assert read.status == 200 and read.json["name"] == "B"
    assert read.headers["ETag"] == changed.headers["ETag"]
    # A refusal says what is wrong, whatever was preferred.
    user.post(PLANS, {}, headers=minimal).problem(422, "invalid")
