"""Second factors, API keys, bounds on guessing, key rotation: over the whole
stack."""
import base64
import concurrent.futures
import json
import re
import subprocess
import uuid

import pytest

from api_client import plan
from identity_rig import (AUTH, ME, PASSWORD, PLANS, Person, audit, become,
                          sql, totp)
from stack_rig import BUILD

WITHOUT_SIM = ("postgres", "memcached", "api", "nginx")


@pytest.fixture
def person(stack):
    return Person(stack)


# --- TOTP ----------------------------------------------------------------------

def test_enrolling(stack, person):
    path = AUTH + "totp"
    person.api.post(path, {"password": "wrong horse"}).problem(
        403, "wrong_password")
    person.api.post(path + "/confirm", {"totp": "123456"}).problem(
        404, "not_found")
    first = person.api.post(path, {"password": PASSWORD}).json
    assert len(base64.b32decode(first["secret"])) == 20
    assert first["uri"].startswith("otpauth://totp/finplan:")
    for part in ("secret=" + first["secret"], "digits=6", "period=30",
                 "issuer=finplan", "algorithm=SHA1",
                 person.email.replace("@", "%40")):
        assert part in first["uri"]
    fault = person.api.post(path + "/confirm", {"totp": "12"}).problem(
        422, "invalid")["errors"][0]
    assert fault["pointer"] == "/totp"
    assert fault["detail"] == "This must have 6 bytes, not 2."
    # Until it is confirmed nothing changes, and one may begin anew.
    assert person.login()
    second = person.api.post(path, {"password": PASSWORD}).json
    assert second["secret"] != first["secret"]
    person.api.post(path + "/confirm", {
        "totp": totp(first["secret"])}).problem(403, "invalid_code")
    done = person.api.post(path + "/confirm", {"totp": totp(second["secret"])})
    assert done.status == 200, done.body
    codes = done.json["recovery_codes"]
    assert len(set(codes)) == 10
    assert all(re.fullmatch("[a-z2-7]{4}(-[a-z2-7]{4}){3}", c) for c in codes)
    profile = person.api.get(ME).json
    assert profile["totp"] is True and profile["recovery_codes"] == 10
    person.api.post(path, {"password": PASSWORD}).problem(409, "totp_on")
    person.api.post(path + "/confirm", {
        "totp": totp(second["secret"])}).problem(409, "totp_on")
    events = [e for e in audit(stack, person) if e.startswith("totp.")]
    assert events == ["totp.enrolled", "totp.removed:unconfirmed",
                      "totp.enrolled", "totp.confirmed"]


def test_nothing_that_opens_is_in_the_database(stack, person):
    secret, codes = person.enrol()
    dump = json.dumps(sql(stack, "SELECT row_to_json(t) FROM finplan.totp t")
                      + sql(stack, "SELECT row_to_json(r) FROM"
                            " finplan.recovery_codes r"))
    raw = base64.b32decode(secret).hex()
    assert secret not in dump and raw not in dump
    assert len(sql(stack, "SELECT 1 FROM finplan.totp WHERE owner_id ="
                   f" '{person.id}' AND octet_length(secret) = 61")) == 1
    for code in codes:
        plain = base64.b32decode(code.replace("-", "").upper()).hex()
        assert code not in dump and plain not in dump


def test_login_needs_the_code_once(person):
    secret, _ = person.enrol()
    reply = person.try_login()
    reply.problem(401, "mfa_required")
    assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    person.try_login(totp="000000").problem(401, "invalid_code")
    code = totp(secret)
    assert person.try_login(totp=code).status == 200
    person.try_login(totp=code).problem(401, "invalid_code")
    person.try_login(totp=totp(secret, -1)).problem(401, "invalid_code")
    # The next step is within the window, and after it this one is over too.
    assert person.try_login(totp=totp(secret, 1)).status == 200
    person.try_login(totp=code).problem(401, "invalid_code")
    person.try_login(totp=totp(secret, 5)).problem(401, "invalid_code")
    # Who does not know the password learns nothing of the second factor.
    person.password = "wrong horse battery"
    person.try_login().problem(401, "invalid_credentials")
    person.try_login(totp=totp(secret, 1)).problem(401, "invalid_credentials")


def test_one_of_many_uses_of_a_code_wins(person):
    secret, codes = person.enrol()
    code = totp(secret)
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: person.try_login(totp=code),
                                range(4)))
    assert sorted(r.status for r in replies) == [200, 401, 401, 401]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(
            lambda _: person.try_login(recovery_code=codes[0]), range(4)))
    assert sorted(r.status for r in replies) == [200, 401, 401, 401]


def test_recovery_codes(stack, person):
    secret, codes = person.enrol()
    person.enter(recovery_code=codes[0])
    person.try_login(recovery_code=codes[0]).problem(401, "invalid_code")
    assert person.api.get(ME).json["recovery_codes"] == 9
    person.enter(recovery_code=codes[1].upper().replace("-", " "))
    person.try_login(recovery_code="aaaa-aaaa-aaaa-aaaa").problem(
        401, "invalid_code")
    path = AUTH + "totp/recovery-codes"
    person.api.post(path, {"password": PASSWORD}).problem(403, "mfa_required")
    person.api.post(path, {"password": PASSWORD, "totp": "000000"}).problem(
        403, "invalid_code")
    reply = person.api.post(path, {"password": PASSWORD,
                                   "totp": totp(secret)})
    assert reply.status == 200, reply.body
    person.try_login(recovery_code=codes[2]).problem(401, "invalid_code")
    person.enter(recovery_code=reply.json["recovery_codes"][9])
    assert audit(stack, person).count("recovery_code.used") == 3


def test_disabling(stack, person):
    secret, codes = person.enrol()
    path = AUTH + "totp/disable"
    person.api.post(path, {"password": PASSWORD}).problem(403, "mfa_required")
    person.api.post(path, {"password": "wrong", "totp": totp(secret)}).problem(
        403, "wrong_password")
    assert person.api.post(path, {"password": PASSWORD,
                                  "recovery_code": codes[4]}).status == 204
    assert person.login()
    person.api.post(path, {"password": PASSWORD}).problem(404, "not_found")
    person.api.post(AUTH + "totp/recovery-codes", {
        "password": PASSWORD}).problem(404, "not_found")
    assert audit(stack, person)[-2:] == ["totp.removed", "session.opened"]
    left = sql(stack, "SELECT count(*) FROM finplan.recovery_codes WHERE"
               f" owner_id = '{person.id}'")
    assert left == [["0"]]


def test_erasing_needs_the_code(person):
    _, codes = person.enrol()
    path = ME + "/erase"
    person.api.post(path, {"password": PASSWORD}).problem(403, "mfa_required")
    assert person.api.post(path, {"password": PASSWORD,
                                  "recovery_code": codes[0]}).status == 204


def test_a_rotated_sealing_key(make_stack):
    old, new = "0123456789abcdef" * 4, "fedcba9876543210" * 4
    stack = make_stack({"TOTP_SECRET_KEY": old}, WITHOUT_SIM)
    stack.wait_ready()
    person = Person(stack)
    secret, _ = person.enrol()

    def restart(**settings):
        stack.stop("api")
        stack.settings.update(settings)
        stack.start("api")
        stack.wait_ready()

    restart(TOTP_SECRET_KEY=new, TOTP_PREVIOUS_KEYS=old)
    assert person.try_login(totp=totp(secret)).status == 200
    restart(TOTP_PREVIOUS_KEYS="")
    person.try_login(totp=totp(secret, 1)).problem(500, "internal")
    restart(TOTP_SECRET_KEY="", TOTP_SECRET_KEY_FILE="")
    person.try_login(totp=totp(secret, 1)).problem(503, "mfa_unavailable")
    person.try_login().problem(401, "mfa_required")


# --- API keys ------------------------------------------------------------------

def make_key(person, **changes):
    reply = person.api.post(AUTH + "api-keys", {
        "name": "nightly", "scope": "plans:read plans:write",
        "expires_in_days": 30, **changes})
    assert reply.status == 201, reply.body
    return reply.json


def test_a_key_is_made_and_used(stack, person):
    made = make_key(person)
    assert set(made) == {"id", "name", "prefix", "scope", "key", "created",
                         "expires", "rotated", "overlap_until", "last_used"}
    assert re.fullmatch("fpk_[A-Za-z0-9_-]{43}", made["key"])
    assert made["key"].startswith(made["prefix"]) and len(made["prefix"]) == 12
    client = stack.api(made["key"])
    assert client.post(PLANS, plan()).status == 201
    assert len(client.get(PLANS).json["plans"]) == 1
    listed = person.api.get(AUTH + "api-keys").json["api_keys"]
    assert [key["id"] for key in listed] == [made["id"]]
    assert "key" not in listed[0]
    # By the hour only.
    assert listed[0]["last_used"].endswith(":00:00.000Z")
    assert made["last_used"] is None
    dump = json.dumps(sql(stack, "SELECT row_to_json(s) FROM"
                          " finplan.api_key_secrets s"))
    assert made["key"] not in dump and made["key"][4:] not in dump
    assert "api_key.created" in audit(stack, person)


def test_a_key_does_what_its_scope_says(stack, person):
    reader = stack.api(make_key(person, scope="plans:read")["key"])
    assert reader.get(PLANS).status == 200
    document = reader.post(PLANS, plan()).problem(403, "forbidden")
    assert "API key" in document["detail"]
    # Nothing of the account, whatever the scope.
    everything = stack.api(make_key(person, scope=(
        "plans:read plans:write simulations:read simulations:run "
        "records:read records:write"))["key"])
    for method, path, body in (
            ("GET", ME, None), ("GET", AUTH + "sessions", None),
            ("GET", AUTH + "api-keys", None),
            ("POST", AUTH + "api-keys", {}),
            ("POST", AUTH + "password", {}), ("POST", AUTH + "totp", {}),
            ("POST", ME + "/erase", {}),
            ("GET", "/api/v1/admin/users", None)):
        everything.call(method, path, body).problem(403, "forbidden")


def test_scopes_that_cannot_be_given(person):
    for scope in ("account", "admin", "shared:read", "plans:read plans:read",
                  "plans:fly", "plans:read  plans:write", " plans:read",
                  "PLANS:READ"):
        document = person.api.post(AUTH + "api-keys", {
            "name": "x", "scope": scope,
            "expires_in_days": 1}).problem(422, "invalid")
        assert document["errors"][0]["pointer"] == "/scope", scope
    document = person.api.post(AUTH + "api-keys", {
        "name": "", "expires_in_days": 0}).problem(422, "invalid")
    assert {e["pointer"] for e in document["errors"]} == {
        "/name", "/scope", "/expires_in_days"}
    for days in (3651, 1.5, "30"):
        person.api.post(AUTH + "api-keys", {
            "name": "x", "scope": "plans:read",
            "expires_in_days": days}).problem(422, "invalid")


def test_a_key_follows_the_role(stack):
    root = become(stack, Person(stack), "admin")
    client = stack.api(make_key(root, scope="admin")["key"])
    assert client.get("/api/v1/admin/users").status == 200
    sql(stack, f"UPDATE finplan.users SET role = 'user' WHERE id ="
        f" '{root.id}'")
    client.get("/api/v1/admin/users").problem(403, "forbidden")


def test_a_key_is_rotated_with_overlap(stack, person):
    made = make_key(person)
    path = f"{AUTH}api-keys/{made['id']}/rotate"
    second = person.api.post(path, {"overlap_hours": 1}).json
    assert second["id"] == made["id"] and second["key"] != made["key"]
    assert second["overlap_until"] is not None and second["rotated"]
    for key in (made["key"], second["key"]):
        assert stack.api(key).get(PLANS).status == 200
    # Once more: at most one secret of before, and without overlap none.
    third = person.api.post(path, {"overlap_hours": 2}).json
    stack.api(made["key"]).get(PLANS).problem(401, "unauthenticated")
    assert stack.api(second["key"]).get(PLANS).status == 200
    fourth = person.api.post(path, {"overlap_hours": 0}).json
    for key in (second["key"], third["key"]):
        reply = stack.api(key).get(PLANS)
        reply.problem(401, "unauthenticated")
        assert "invalid_token" in reply.headers["WWW-Authenticate"]
    assert stack.api(fourth["key"]).get(PLANS).status == 200
    assert fourth["overlap_until"] is None
    assert audit(stack, person).count("api_key.rotated") == 3
    person.api.post(path, {"overlap_hours": 721}).problem(422, "invalid")
    Person(stack).api.post(path, {"overlap_hours": 0}).problem(404,
                                                               "not_found")


def test_a_key_ends(stack, person):
    revoked, expired, disabled = (make_key(person) for _ in range(3))
    assert person.api.delete(
        AUTH + "api-keys/" + revoked["id"]).status == 204
    stack.api(revoked["key"]).get(PLANS).problem(401, "unauthenticated")
    person.api.delete(AUTH + "api-keys/" + revoked["id"]).problem(
        404, "not_found")
    person.api.post(f"{AUTH}api-keys/{revoked['id']}/rotate", {
        "overlap_hours": 0}).problem(404, "not_found")
    Person(stack).api.delete(AUTH + "api-keys/" + expired["id"]).problem(
        404, "not_found")
    sql(stack, "UPDATE finplan.api_keys SET expires_at = now() WHERE id ="
        f" '{expired['id']}'")
    stack.api(expired["key"]).get(PLANS).problem(401, "unauthenticated")
    sql(stack, f"UPDATE finplan.users SET disabled_at = now() WHERE id ="
        f" '{person.id}'")
    stack.api(disabled["key"]).get(PLANS).problem(401, "unauthenticated")
    for wrong in ("fpk_", "fpk_" + "A" * 43, "fpk_" + "A" * 42,
                  disabled["key"] + "A", disabled["key"][:-1]):
        stack.api(wrong).get(PLANS).problem(401, "unauthenticated")


def test_there_is_a_limit_of_keys(stack, person):
    for _ in range(5):
        make_key(person)
    sql(stack, "INSERT INTO finplan.api_keys (id, owner_id, name, scopes,"
        " expires_at) SELECT gen_random_uuid(), owner_id, name, scopes,"
        " expires_at FROM finplan.api_keys, generate_series(1, 19) WHERE"
        f" owner_id = '{person.id}'")
    person.api.post(AUTH + "api-keys", {
        "name": "x", "scope": "plans:read",
        "expires_in_days": 1}).problem(409, "limit_reached")


# --- guessing ------------------------------------------------------------------

def guess(stack, email, password="wrong horse battery", source=None):
    headers = {"X-Forwarded-For": source} if source else None
    return stack.api().post(AUTH + "login", {
        "email": email, "password": password}, headers=headers)


def fill(stack, email, n, source=None):
    """Guesses until it is too much; how many were let through."""
    for done in range(n):
        reply = guess(stack, email, source=source)
        if reply.status == 429:
            reply.problem(429, "too_many_attempts")
            assert 1 <= int(reply.headers["Retry-After"]) <= 60
            return done
        reply.problem(401, "invalid_credentials")
    return n


@pytest.fixture(scope="module")
def proxied():
    """A stack whose clients may say where they come from: 127.0.0.1 is a
    proxy that is trusted."""
    from stack_rig import Stack
    server = Stack({"NGINX_TRUSTED_PROXIES": "127.0.0.1"}, WITHOUT_SIM)
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


def test_guessing_from_one_place_is_slowed(proxied):
    person = Person(proxied)
    # One more where these twenty took more than a minute.
    assert fill(proxied, person.email, 30, "192.0.2.1") in (20, 21)
    # Even with the right password, in any spelling of the address.
    guess(proxied, person.email.upper(), PASSWORD, "192.0.2.1").problem(
        429, "too_many_attempts")
    # Nobody else is: not the owner elsewhere, not another account there.
    assert guess(proxied, person.email, PASSWORD, "192.0.2.2").status == 200
    other = Person(proxied)
    assert guess(proxied, other.email, PASSWORD, "192.0.2.1").status == 200
    # An address that nobody has is slowed alike.
    assert fill(proxied, f"{uuid.uuid4().hex}@example.com", 30,
                "192.0.2.1") in (20, 21)
    # All addresses of a /64 are one place.
    person = Person(proxied)
    for i in range(20):
        guess(proxied, person.email,
              source=f"2001:db8:1:2::{i + 1:x}").problem(
                  401, "invalid_credentials")
    guess(proxied, person.email, source="2001:db8:1:2:ffff::1").problem(
        429, "too_many_attempts")
    guess(proxied, person.email, source="2001:db8:1:3::1").problem(
        401, "invalid_credentials")


def test_guessing_from_everywhere_does_not_lock_out(proxied):
    person = Person(proxied)  # registered and entered from 127.0.0.1
    sql(proxied, "DELETE FROM finplan.throttles")
    denied = 0
    for i in range(110):
        if guess(proxied, person.email,
                 source=f"198.51.100.{i + 1}").status == 429:
            denied += 1
    assert denied >= 5, "a hundred in a row, then two a minute"
    # A new place is refused for as long as that lasts, but where the account
    # was entered from before is not, and open sessions go on.
    # (A place may have come free at this very moment, but not three.)
    assert 429 in {guess(proxied, person.email, "wrong horse battery",
                         f"203.0.113.{i}").status for i in range(3)}
    assert guess(proxied, person.email, PASSWORD).status == 200
    assert person.refresh().status == 200


def test_waiting_is_never_made_longer(proxied):
    person = Person(proxied)
    fill(proxied, person.email, 30, "192.0.2.7")
    first = int(guess(proxied, person.email, PASSWORD,
                      "192.0.2.7").headers["Retry-After"])
    for _ in range(20):
        guess(proxied, person.email, PASSWORD, "192.0.2.7")
    later = int(guess(proxied, person.email, PASSWORD,
                      "192.0.2.7").headers["Retry-After"])
    assert later <= first
    # A minute later one place is free, and the right password takes it.
    sql(proxied, "UPDATE finplan.throttles SET at = at - interval '60 s'")
    assert guess(proxied, person.email, PASSWORD, "192.0.2.7").status == 200
    assert fill(proxied, person.email, 30, "192.0.2.7") in (20, 21), (
        "begun anew")


def test_many_guesses_at_once_are_counted(proxied):
    person = Person(proxied)
    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(
            lambda _: guess(proxied, person.email, source="192.0.2.8").status,
            range(40)))
    assert replies.count(401) <= 21, "a place is taken before the password"
    assert set(replies) <= {401, 429, 503}


def test_no_address_is_in_the_buckets(proxied):
    person = Person(proxied)
    guess(proxied, person.email)
    dump = json.dumps(sql(proxied, "SELECT row_to_json(t) FROM"
                          " finplan.throttles t") +
                      sql(proxied, "SELECT row_to_json(k) FROM"
                          " finplan.known_sources k"))
    assert person.email not in dump and "127.0.0.1" not in dump
    assert person.email.encode().hex() not in dump


# --- keys of tokens ------------------------------------------------------------

def kids(stack):
    reply = stack.api().get("/.well-known/jwks.json")
    assert reply.status == 200
    assert reply.headers["Cache-Control"] == "public, max-age=300"
    keys = reply.json["keys"]
    for key in keys:
        assert set(key) == {"kty", "crv", "x", "kid", "use", "alg"}
        assert key["kty"] == "OKP" and key["crv"] == "Ed25519"
        assert key["use"] == "sig" and key["alg"] == "EdDSA"
        assert len(base64.urlsafe_b64decode(key["x"] + "=")) == 32
    return [key["kid"] for key in keys]


def kid_of(token):
    part = token.split(".")[0]
    return json.loads(base64.urlsafe_b64decode(
        part + "=" * (-len(part) % 4)))["kid"]


def test_rotation_with_overlap(make_stack, tmp_path):
    """The procedure of finplan-api.conf(5), step by step."""
    # Results are signed with a key of their own, which the set shows as well.
    stack = make_stack({"RESULT_SIGNING_KEY": ""}, WITHOUT_SIM)
    stack.wait_ready()
    person = Person(stack)
    old_token = person.tokens["access_token"]
    old = kids(stack)
    assert old == [kid_of(old_token)]
    subprocess.run([BUILD / "finplan-admin", "keys", "generate",
                    "--algorithm", "EdDSA", "--dir", tmp_path], check=True,
                   timeout=30, stdout=subprocess.DEVNULL)
    first = stack.dir / "keys/jwt_public_key"

    def restart(**settings):
        stack.stop("api")
        stack.settings.update(settings)
        stack.start("api")
        stack.wait_ready()

    # 1. The new public key is announced; the old one signs on.
    restart(JWT_PREVIOUS_KEYS_FILE=tmp_path / "jwt_public_key")
    both = kids(stack)
    assert len(both) == 2 and both[0] == old[0]
    assert kid_of(person.login()["access_token"]) == old[0]
    # 2. The new one signs, tokens of both are good.
    restart(JWT_PRIVATE_KEY_FILE=tmp_path / "jwt_private_key",
            JWT_PUBLIC_KEY_FILE=tmp_path / "jwt_public_key",
            JWT_PREVIOUS_KEYS_FILE=first)
    assert kids(stack) == both[::-1]
    new_token = person.login()["access_token"]
    assert kid_of(new_token) == both[1]
    for token in (old_token, new_token):
        assert stack.api(token).get(PLANS).status == 200
    # 3. The old one is gone.
    restart(JWT_PREVIOUS_KEYS_FILE="")
    assert kids(stack) == both[1:]
    stack.api(old_token).get(PLANS).problem(401, "unauthenticated")
    assert stack.api(new_token).get(PLANS).status == 200
    assert person.refresh().status == 200, "refresh tokens outlive keys"


def test_secrets_are_not_published(make_stack):
    stack = make_stack({"JWT_ALGORITHM": "HS256", "RESULT_SIGNING_KEY": "",
                        "JWT_SECRET_KEY": "s" * 40}, WITHOUT_SIM)
    stack.wait_ready()
    assert stack.api().get("/.well-known/jwks.json").json == {"keys": []}
