"""The account over the whole stack: sessions, password, profile, erasing, and
what is written down about it."""
import base64
import json
import time
import uuid

import pytest

from identity_rig import (AUTH, ME, PASSWORD, PLANS, Person, admin, audit,
                          become, sql)
from api_client import plan

NEW = "another battery staple"


@pytest.fixture
def person(stack):
    return Person(stack)


# --- sessions ------------------------------------------------------------------

def sessions(person):
    reply = person.api.get(AUTH + "sessions")
    assert reply.status == 200, reply.body
    return reply.json["sessions"]


def test_sessions_are_listed_newest_first(stack, person):
    first = person.tokens
    agent = "tests/1 " + "x" * 300
    reply = stack.api().post(AUTH + "login", {
        "email": person.email, "password": PASSWORD},
        headers={"User-Agent": agent})
    person.tokens = reply.json
    listed = sessions(person)
    assert [s["current"] for s in listed] == [True, False]
    assert listed[0]["user_agent"] == agent[:200]
    assert listed[1]["user_agent"] is None
    claims = json.loads(base64.urlsafe_b64decode(
        person.tokens["access_token"].split(".")[1] + "=="))
    assert claims["sid"] == listed[0]["id"]
    # A refresh is a use of the same session.
    person.tokens = first
    time.sleep(0.01)
    person.tokens = person.refresh().json
    again = sessions(person)
    assert [s["id"] for s in again] == [s["id"] for s in listed]
    assert [s["current"] for s in again] == [False, True]
    assert again[1]["used"] > listed[1]["used"]
    assert again[1]["expires"] > listed[1]["expires"]


def test_sessions_come_in_pages(person):
    for _ in range(4):
        person.enter()
    seen, path = [], AUTH + "sessions?limit=2"
    while path:
        reply = person.api.get(path)
        seen += [s["id"] for s in reply.json["sessions"]]
        cursor = reply.json["next_cursor"]
        path = cursor and f"{AUTH}sessions?limit=2&cursor={cursor}"
        assert bool(cursor) == ("Link" in reply.headers)
    assert len(seen) == len(set(seen)) == 5
    assert seen == sorted(seen, reverse=True)
    person.api.get(AUTH + "sessions?cursor=abc").problem(400, "bad_query")
    person.api.get(AUTH + "sessions?page=2").problem(400, "bad_query")


def test_a_session_is_revoked(stack, person):
    other = person.login()
    target = sessions(person)[0]["id"]
    reply = person.api.delete(AUTH + "sessions/" + target)
    assert reply.status == 204 and reply.body == b""
    person.refresh(other).problem(401, "invalid_refresh_token")
    # Its access token opens nothing of the account any more.
    stack.api(other["access_token"]).get(ME).problem(401, "unauthenticated")
    person.api.delete(AUTH + "sessions/" + target).problem(404, "not_found")
    for wrong in (str(uuid.uuid4()), "x"):
        person.api.delete(AUTH + "sessions/" + wrong).problem(404,
                                                              "not_found")
    assert "session.revoked:user" in audit(stack, person)


def test_the_session_of_somebody_else_is_not_there(stack, person):
    stranger = Person(stack)
    mine = sessions(person)[0]["id"]
    stranger.api.delete(AUTH + "sessions/" + mine).problem(404, "not_found")
    assert person.refresh().status == 200


def test_all_others_are_revoked(person):
    others = [person.tokens] + [person.login() for _ in range(2)]
    person.enter()
    reply = person.api.post(AUTH + "sessions/revoke-others")
    assert reply.status == 200 and reply.json == {"revoked": 3}
    for tokens in others:
        person.refresh(tokens).problem(401, "invalid_refresh_token")
    assert len(sessions(person)) == 1
    assert person.refresh().status == 200
    assert person.api.post(AUTH + "sessions/revoke-others").json == {
        "revoked": 0}


def test_logout_closes_the_account_routes(stack, person):
    stack.api().post(AUTH + "logout", {
        "refresh_token": person.tokens["refresh_token"]})
    document = person.api.get(ME).problem(401, "unauthenticated")
    assert "over" in document["detail"]


# --- password ------------------------------------------------------------------

def test_the_password_is_changed(stack, person):
    other = person.login()
    reply = person.api.post(AUTH + "password", {
        "current_password": PASSWORD, "new_password": NEW})
    assert reply.status == 204, reply.body
    person.try_login().problem(401, "invalid_credentials")
    person.refresh(other).problem(401, "invalid_refresh_token")
    assert person.refresh().status == 200, "this session goes on"
    person.password = NEW
    person.enter()
    events = audit(stack, person)
    assert "user.password_changed" in events
    assert "session.revoked:password" in events


def test_the_password_is_not_changed(stack, person):
    path = AUTH + "password"
    person.api.post(path, {"current_password": "wrong horse battery",
                           "new_password": NEW}).problem(403,
                                                         "wrong_password")
    for bad in ("short", person.email, "x" * 257):
        document = person.api.post(path, {
            "current_password": PASSWORD,
            "new_password": bad}).problem(422, "invalid")
        assert document["errors"][0]["pointer"] == "/new_password"
    document = person.api.post(path, {}).problem(422, "invalid")
    assert {e["pointer"] for e in document["errors"]} == {
        "/current_password", "/new_password"}
    stack.api().post(path, {}).problem(401, "unauthenticated")
    assert person.login()


def test_a_stolen_token_cannot_guess_the_password(person):
    path = AUTH + "password"
    wrong = {"current_password": "wrong horse battery", "new_password": NEW}
    for _ in range(10):
        person.api.post(path, wrong).problem(403, "wrong_password")
    reply = person.api.post(path, {**wrong, "current_password": PASSWORD})
    reply.problem(429, "too_many_attempts")
    assert 1 <= int(reply.headers["Retry-After"]) <= 60
    assert person.login(), "logins are counted apart"


# --- profile -------------------------------------------------------------------

def test_the_profile(stack, person):
    reply = person.api.get(ME)
    assert reply.status == 200
    assert set(reply.json) == {"id", "email", "role", "display_name",
                               "created", "updated", "version", "totp",
                               "recovery_codes"}
    assert reply.json["id"] == person.id
    assert reply.json["email"] == person.email
    assert reply.json["totp"] is False and reply.json["recovery_codes"] == 0
    etag = reply.headers["ETag"]
    same = person.api.get(ME, headers={"If-None-Match": etag})
    assert same.status == 304 and same.body == b""
    stack.api().get(ME).problem(401, "unauthenticated")


def change(person, body, etag=None):
    etag = etag or person.api.get(ME).headers["ETag"]
    return person.api.call("PATCH", ME, body, headers={
        "If-Match": etag, "Content-Type": "application/merge-patch+json"})


def test_the_profile_is_changed(stack, person):
    before = person.api.get(ME)
    reply = change(person, {"display_name": "Zoë"})
    assert reply.status == 200, reply.body
    assert reply.json["display_name"] == "Zoë"
    assert reply.json["version"] > before.json["version"]
    assert reply.headers["ETag"] != before.headers["ETag"]
    # A merge patch leaves what it does not name, and null removes.
    assert change(person, {}).json["display_name"] == "Zoë"
    assert change(person, {"display_name": None}).json["display_name"] is None
    change(person, {"display_name": "x"},
           before.headers["ETag"]).problem(412, "version_mismatch")
    person.api.call("PATCH", ME, {}).problem(428, "if_match_required")
    person.api.call("PATCH", ME, {}, headers={"If-Match": "x"}).problem(
        400, "bad_if_match")
    document = change(person, {"display_name": 7, "role": "admin",
                               "email": None}).problem(422, "invalid")
    assert {e["pointer"] for e in document["errors"]} == {
        "/display_name", "/role", "/email"}
    change(person, {"display_name": "x" * 101}).problem(422, "invalid")


def test_a_new_address_needs_the_password(stack, person):
    address = f"{uuid.uuid4().hex}@example.org"
    document = change(person, {"email": address}).problem(422, "invalid")
    assert document["errors"][0]["pointer"] == "/password"
    change(person, {"email": address, "password": NEW}).problem(
        403, "wrong_password")
    change(person, {"email": "nobody", "password": PASSWORD}).problem(
        422, "invalid")
    stranger = Person(stack)
    change(person, {"email": stranger.email.upper().replace(
        "EXAMPLE.COM", "example.com"), "password": PASSWORD}).problem(
            409, "email_taken")
    reply = change(person, {"email": address, "password": PASSWORD})
    assert reply.status == 200 and reply.json["email"] == address
    person.try_login().problem(401, "invalid_credentials")
    person.email = address
    person.enter()
    assert "user.email_changed" in audit(stack, person)


# --- taking everything away ------------------------------------------------------

def export(person, pages=99):
    rows, path, seen = [], ME + "/export", 0
    while path:
        reply = person.api.get(path)
        assert reply.status == 200, reply.body
        assert reply.json["format"] == "finplan-export-1"
        assert reply.json["user"]["id"] == person.id
        rows += reply.json["rows"]
        cursor = reply.json["next_cursor"]
        path = cursor and f"{ME}/export?cursor={cursor}"
        seen += 1
        assert seen <= pages
    return rows


def test_export_is_everything(stack, person):
    stranger = Person(stack)
    for who in (person, stranger):
        for i in range(3):
            who.api.post(PLANS, plan(name=f"plan {i}"))
        who.api.post(AUTH + "api-keys", {
            "name": "k", "scope": "plans:read", "expires_in_days": 1})
        who.enrol()
    rows = export(person)
    kinds = [row["kind"] for row in rows]
    assert kinds == sorted(kinds)
    for kind, count in (("plans", 3), ("api_keys", 1), ("totp", 1)):
        assert kinds.count(kind) == count, kind
    assert {"sessions", "audit"} <= set(kinds)
    assert {row["row"]["owner_id"] for row in rows} == {person.id}
    plans = [row["row"] for row in rows if row["kind"] == "plans"]
    assert sorted(p["document"]["name"] for p in plans) == [
        "plan 0", "plan 1", "plan 2"]
    # Nothing that opens anything.
    text = json.dumps(rows)
    for secret in ("hash", "\\x", "argon2", "fpk_"):
        assert secret not in text, secret
    assert not {"refresh_tokens", "api_key_secrets", "recovery_codes",
                "known_sources", "password_resets"} & set(kinds)
    # No JSON, a table without its key, and what this list does not take.
    for wrong in ("cursor=eHs", "cursor=WyJwbGFucyJd", "limit=3"):
        person.api.get(f"{ME}/export?{wrong}").problem(400, "bad_query")


def test_export_comes_in_pages(stack, person):
    sql(stack, "INSERT INTO finplan.sessions (id, owner_id, expires_at)"
        f" SELECT gen_random_uuid(), '{person.id}', now()"
        " FROM generate_series(1, 2500)")
    rows = export(person)
    ids = [row["row"]["id"] for row in rows if row["kind"] == "sessions"]
    assert len(ids) == len(set(ids)) == 2501
    audits = [row["row"]["id"] for row in rows if row["kind"] == "audit"]
    assert audits == sorted(audits) and len(audits) == len(set(audits)) > 2500
    first = person.api.get(ME + "/export").json
    assert len(first["rows"]) == 1000


# --- erasing -------------------------------------------------------------------

def test_erasing_leaves_nothing(stack, person):
    assert person.api.post(PLANS, plan()).status == 201
    person.api.post(AUTH + "api-keys", {
        "name": "k", "scope": "plans:read", "expires_in_days": 1})
    path = ME + "/erase"
    person.api.post(path, {"password": NEW}).problem(403, "wrong_password")
    person.api.post(path, {}).problem(422, "invalid")
    assert person.api.post(path, {"password": PASSWORD}).status == 204
    person.try_login().problem(401, "invalid_credentials")
    person.api.get(ME).problem(401, "unauthenticated")
    person.refresh().problem(401, "invalid_refresh_token")
    # What the access token still opens is empty.
    assert person.api.get(PLANS).json["plans"] == []
    person.api.post(PLANS, plan()).problem(404, "not_found")

    owned = sql(stack, "SELECT table_name FROM information_schema.columns"
                " WHERE table_schema = 'finplan' AND column_name = 'owner_id'")
    assert len(owned) > 5
    for (table,) in owned:
        count = sql(stack, f"SELECT count(*) FROM finplan.{table}"
                    f" WHERE owner_id = '{person.id}'")
        assert (count == [["0"]]) == (table != "audit"), table
    trail = sql(stack, "SELECT row_to_json(a) FROM finplan.audit a"
                f" WHERE owner_id = '{person.id}'")
    assert any("user.erased" in row[0] for row in trail)
    assert not any("@" in row[0] for row in trail)
    # The address is free again.
    Person(stack, email=person.email)


# --- admins and advisors --------------------------------------------------------

@pytest.fixture
def root(stack):
    return become(stack, Person(stack), "admin")


ADMIN = "/api/v1/admin/"


def test_admin_routes_are_for_admins(stack, person, root):
    paths = ["users", "users/" + person.id, "tables", "audit"]
    for path in paths:
        stack.api().get(ADMIN + path).problem(401, "unauthenticated")
        person.api.get(ADMIN + path).problem(403, "forbidden")
        assert root.api.get(ADMIN + path).status == 200
    person.api.call("PATCH", ADMIN + "users/" + person.id,
                    {"role": "admin"}).problem(403, "forbidden")
    advisor = become(stack, Person(stack), "advisor")
    assert "shared:read" in advisor.tokens["scope"].split()
    assert "shared:read" not in person.tokens["scope"].split()
    advisor.api.get(ADMIN + "users").problem(403, "forbidden")
    # The role in the database counts, not that of the token.
    sql(stack, f"UPDATE finplan.users SET role = 'user'"
        f" WHERE id = '{root.id}'")
    root.api.get(ADMIN + "users").problem(403, "forbidden")


def test_admin_lists_users(stack, person, root):
    seen, path = {}, ADMIN + "users?limit=3"
    while path:
        reply = root.api.get(path)
        assert len(reply.json["users"]) <= 3
        for user in reply.json["users"]:
            assert set(user) == {"id", "email", "role", "disabled", "totp",
                                 "created", "updated", "version"}
            assert user["id"] not in seen
            seen[user["id"]] = user
        cursor = reply.json["next_cursor"]
        path = cursor and f"{ADMIN}users?limit=3&cursor={cursor}"
    assert list(seen) == sorted(seen, reverse=True)
    assert seen[person.id]["email"] == person.email
    assert seen[root.id]["role"] == "admin"
    count = int(sql(stack, "SELECT count(*) FROM finplan.users")[0][0])
    assert len(seen) == count


def admin_change(root, person, body, etag=None):
    path = ADMIN + "users/" + person.id
    etag = etag or root.api.get(path).headers["ETag"]
    return root.api.call("PATCH", path, body, headers={"If-Match": etag})


def test_admin_changes_users(stack, person, root):
    path = ADMIN + "users/" + person.id
    etag = root.api.get(path).headers["ETag"]
    reply = admin_change(root, person, {"disabled": True}, etag)
    assert reply.status == 200, reply.body
    assert reply.json["disabled"] is True and reply.json["role"] == "user"
    person.try_login().problem(401, "invalid_credentials")
    person.refresh().problem(401, "invalid_refresh_token")
    person.api.get(ME).problem(401, "unauthenticated")
    admin_change(root, person, {"disabled": False}, etag).problem(
        412, "version_mismatch")
    root.api.call("PATCH", path, {}).problem(428, "if_match_required")
    assert admin_change(root, person, {"disabled": False}).json[
        "disabled"] is False
    person.enter()
    tokens = person.tokens
    assert admin_change(root, person, {"role": "advisor"}).json[
        "role"] == "advisor"
    person.refresh(tokens).problem(401, "invalid_refresh_token")
    person.enter()
    assert "shared:read" in person.tokens["scope"]
    events = audit(stack, person)
    for event in ("user.disabled", "user.enabled", "user.role_changed:advisor",
                  "session.revoked:admin"):
        assert event in events, events
    actors = sql(stack, "SELECT DISTINCT actor_id FROM finplan.audit WHERE"
                 f" owner_id = '{person.id}' AND action LIKE 'user.%abled'")
    assert actors == [[root.id]]
    document = admin_change(root, person, {"role": "root", "disabled": "no",
                                           "email": "x"}).problem(422,
                                                                  "invalid")
    assert {e["pointer"] for e in document["errors"]} == {"/disabled",
                                                          "/email"}
    admin_change(root, person, {"role": "root"}).problem(422, "invalid")
    # Nobody locks themselves out.
    admin_change(root, root, {"role": "user"}).problem(409, "own_account")
    admin_change(root, root, {"disabled": True}).problem(409, "own_account")
    for wrong in (str(uuid.uuid4()), "x"):
        root.api.get(ADMIN + "users/" + wrong).problem(404, "not_found")


def test_admin_never_sees_contents(person, root):
    made = person.api.post(PLANS, plan(name="secret of mine"))
    path = made.headers["Location"]
    root.api.get(path).problem(404, "not_found")
    assert root.api.get(PLANS).json["plans"] == []
    for where in ("users", "users/" + person.id, "audit",
                  "audit?owner_id=" + person.id):
        assert b"secret of mine" not in root.api.get(ADMIN + where).body


def test_admin_reads_the_audit_log(stack, person, root):
    path = f"{ADMIN}audit?owner_id={person.id}"
    events = root.api.get(path).json["events"]
    assert [e["action"] for e in events] == ["session.opened", "user.created"]
    assert all(e["owner_id"] == person.id for e in events)
    assert events[0]["actor_id"] == person.id
    first = root.api.get(path + "&limit=1").json
    second = root.api.get(f"{path}&limit=1&cursor={first['next_cursor']}")
    assert [first["events"][0], second.json["events"][0]] == events
    assert second.json["next_cursor"] is None
    everything = root.api.get(ADMIN + "audit?limit=200").json["events"]
    assert {person.id, root.id} <= {e["owner_id"] for e in everything}
    for wrong in ("owner_id=x", "cursor=abc", "who=me"):
        root.api.get(ADMIN + "audit?" + wrong).problem(400, "bad_query")


def test_admin_reads_which_tables_are_in_force(root):
    document = root.api.get(ADMIN + "tables").json
    names = {table["name"] for table in document["tables"]}
    assert "us_federal_brackets" in names
    assert all(table["title"] and table["checksum"] and table["lines"] > 1
               for table in document["tables"])
    assert document["id"].startswith("us-")


def test_operators_disable_through_the_same_audit(stack, person):
    admin(stack, "user", "disable", person.email)
    assert audit(stack, person)[-2:] == ["user.disabled",
                                         "session.revoked:all"]
