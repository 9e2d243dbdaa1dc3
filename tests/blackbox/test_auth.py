"""Accounts over the whole stack: registering, logging in, tokens of the three
algorithms and what is done to them, rotation, reuse, logout."""
import base64
import concurrent.futures
import hashlib
import hmac
import json
import subprocess
import time
import uuid

import pytest

from stack_rig import BUILD

AUTH = "/api/v1/auth/"
PLANS = "/api/v1/plans"
PASSWORD = "correct horse battery"
SECRET = "a secret of the tests, longer than thirty-two bytes"
WITHOUT_SIM = ("postgres", "memcached", "api", "nginx")


def address():
    return f"{uuid.uuid4().hex}@example.com"


def register(stack, email=None, password=PASSWORD):
    email = email or address()
    reply = stack.api().post(AUTH + "register",
                             {"email": email, "password": password})
    assert reply.status == 201, reply.body
    return email


def login(stack, email, password=PASSWORD):
    reply = stack.api().post(AUTH + "login",
                             {"email": email, "password": password})
    assert reply.status == 200, reply.body
    return reply.json


def refresh(stack, token):
    return stack.api().post(AUTH + "refresh", {"refresh_token": token})


def encode(data):
    if not isinstance(data, bytes):
        data = json.dumps(data, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def decode(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def sign(header, claims, key):
    text = encode(header) + "." + encode(claims)
    return text + "." + encode(hmac.new(key, text.encode(),
                                        hashlib.sha256).digest())


def status_with(stack, token):
    return stack.api(token).get(PLANS).status


# --- registering and logging in ---------------------------------------------

def test_register_and_login(stack):
    email = "First.Last+" + address()
    reply = stack.api().post(AUTH + "register", {
        "email": email.replace("example", "EXAMPLE"), "password": PASSWORD})
    assert reply.status == 201, reply.body
    assert {"id", "email", "role", "created"} <= set(reply.json)
    assert reply.headers["Location"] == "/api/v1/users/me"
    assert reply.json["email"] == email
    assert reply.json["role"] == "user"
    assert PASSWORD not in reply.body.decode()

    tokens = login(stack, email.upper())
    assert tokens["token_type"] == "Bearer"
    assert tokens["expires_in"] == 1800
    assert tokens["refresh_expires_in"] == 7 * 86400
    assert status_with(stack, tokens["access_token"]) == 200

    header, claims, _ = tokens["access_token"].split(".")
    assert decode(header)["typ"] == "at+jwt"
    claims = decode(claims)
    assert claims["sub"] == reply.json["id"]
    assert claims["iss"] == "finplan" and claims["aud"] == "finplan-api"
    assert claims["exp"] - claims["iat"] == 1800
    assert abs(claims["iat"] - time.time()) < 60
    assert claims["scope"] == tokens["scope"]
    assert claims["role"] == "user" and claims["jti"]


def test_an_address_can_be_taken_once(stack):
    email = register(stack)
    for same in (email, email.upper()):
        stack.api().post(AUTH + "register", {
            "email": same, "password": "another long password"}).problem(
                409, "email_taken")
    assert login(stack, email)


def test_wrong_credentials_all_look_alike(stack):
    email = register(stack)
    answers = set()
    for who, password in ((email, "wrong horse battery"),
                          (address(), PASSWORD),
                          ("nobody", PASSWORD),
                          (email, PASSWORD + " ")):
        reply = stack.api().post(AUTH + "login",
                                 {"email": who, "password": password})
        document = reply.problem(401, "invalid_credentials")
        document.pop("request_id")
        answers.add(json.dumps(document))
        assert reply.headers["WWW-Authenticate"].startswith("Bearer")
    assert len(answers) == 1


def test_an_unknown_user_takes_as_long_as_a_wrong_password(stack):
    email = register(stack)

    def fastest(who):
        times = []
        for _ in range(5):
            begun = time.monotonic()
            stack.api().post(AUTH + "login",
                             {"email": who, "password": "x" * 20})
            times.append(time.monotonic() - begun)
        return min(times)

    known, unknown = fastest(email), fastest(address())
    assert unknown > known / 3, "no hash was computed for an unknown user"


@pytest.mark.parametrize("body, pointers", [
    ({}, {"/email", "/password"}),
    ({"email": "nobody", "password": "short"}, {"/email", "/password"}),
    ({"email": "a@example.com", "password": "x" * 257}, {"/password"}),
    ({"email": "a@example.com", "password": 12345678901234}, {"/password"}),
    ({"email": "long.address@example.com",
      "password": "LONG.address@example.com"}, {"/password"}),
    ({"email": "a@example.com", "password": PASSWORD, "role": "admin"},
     {"/role"}),
    ({"email": "a" * 250 + "@example.com", "password": PASSWORD},
     {"/email"}),
])
def test_registration_names_every_fault(api, body, pointers):
    document = api.post(AUTH + "register", body).problem(422, "invalid")
    assert {error["pointer"] for error in document["errors"]} == pointers
    assert all(error["detail"] for error in document["errors"])


def test_bodies(api):
    assert api.post(AUTH + "login", "{").status == 400
    assert api.post(AUTH + "login", '{"email":"a","email":"b"}').status == 400
    assert api.post(AUTH + "login", '["a"]').status == 422
    api.post(AUTH + "login", "{}", headers={
        "Content-Type": "text/plain"}).problem(415, "unsupported_media_type")
    api.post(AUTH + "login", "x" * 9000).problem(413, "too_large")
    api.get(AUTH + "login").problem(405, "method_not_allowed")


# --- refresh and logout ------------------------------------------------------

def test_refresh_rotates_and_reuse_ends_the_session(stack):
    email = register(stack)
    other = login(stack, email)
    first = login(stack, email)
    second = refresh(stack, first["refresh_token"])
    assert second.status == 200, second.body
    second = second.json
    assert second["refresh_token"] != first["refresh_token"]
    assert status_with(stack, second["access_token"]) == 200
    third = refresh(stack, second["refresh_token"])
    assert third.status == 200

    # The first one again: somebody has a copy, so the newest dies too.
    refresh(stack, first["refresh_token"]).problem(401,
                                                   "invalid_refresh_token")
    refresh(stack, third.json["refresh_token"]).problem(
        401, "invalid_refresh_token")
    # Another session of the same user does not.
    assert refresh(stack, other["refresh_token"]).status == 200


def test_one_of_many_concurrent_refreshes_wins(stack):
    token = login(stack, register(stack))["refresh_token"]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        replies = list(pool.map(lambda _: refresh(stack, token), range(4)))
    assert sorted(reply.status for reply in replies) == [200, 401, 401, 401]
    winner = next(r for r in replies if r.status == 200).json
    assert refresh(stack, winner["refresh_token"]).status == 401


def test_refresh_tokens_that_were_never_ours(stack):
    access = login(stack, register(stack))["access_token"]
    for token in ("x", "A" * 43, "A" * 42 + "B", access[:256]):
        refresh(stack, token).problem(401, "invalid_refresh_token")


def test_logout(stack):
    session = login(stack, register(stack))
    for _ in range(2):
        reply = stack.api().post(AUTH + "logout", {
            "refresh_token": session["refresh_token"]})
        assert reply.status == 204 and reply.body == b""
    refresh(stack, session["refresh_token"]).problem(401,
                                                     "invalid_refresh_token")
    assert stack.api().post(AUTH + "logout",
                            {"refresh_token": "x"}).status == 204


def test_a_disabled_account(stack):
    email = register(stack)
    session = login(stack, email)
    environment = dict(line.split("=", 1) for line in
                       stack.run("env").stdout.splitlines() if "=" in line)
    subprocess.run([BUILD / "finplan-admin", "user", "disable", email],
                   env=environment, check=True, timeout=30)
    stack.api().post(AUTH + "login", {
        "email": email, "password": PASSWORD}).problem(
            401, "invalid_credentials")
    refresh(stack, session["refresh_token"]).problem(401,
                                                     "invalid_refresh_token")


# --- access tokens -----------------------------------------------------------

def tampered(token):
    """The token with one thing changed, each time another."""
    header, claims, signature = token.split(".")
    for place in range(0, len(token), 7):
        if token[place] != ".":
            change = "A" if token[place] != "A" else "B"
            yield token[:place] + change + token[place + 1:]
    yield token[:-1]
    yield token + "A"
    yield token + "="
    yield ".".join((header, claims, ""))
    yield ".".join((header, claims))
    yield ".".join((encode({"alg": "none", "typ": "at+jwt"}), claims, ""))
    changed = decode(claims)
    changed["role"] = "admin"
    yield ".".join((header, encode(changed), signature))


def refuses_what_is_not_its_own(stack):
    token = login(stack, register(stack))["access_token"]
    assert status_with(stack, token) == 200
    for wrong in tampered(token):
        reply = stack.api(wrong).get(PLANS)
        reply.problem(401, "unauthenticated")
        assert "invalid_token" in reply.headers["WWW-Authenticate"], wrong
    assert status_with(stack, token) == 200, "remembered or not"


def test_eddsa(stack):
    """The default of the stack; also the confusion of its public key with a
    secret."""
    token = login(stack, register(stack))["access_token"]
    header, claims, _ = token.split(".")
    assert decode(header)["alg"] == "EdDSA"
    refuses_what_is_not_its_own(stack)
    public = (stack.dir / "keys/jwt_public_key").read_bytes()
    for key in (public, public.strip()):
        forged = sign({**decode(header), "alg": "HS256"}, decode(claims), key)
        assert status_with(stack, forged) == 401


def test_rs256(make_stack, tmp_path):
    subprocess.run([BUILD / "finplan-admin", "keys", "generate",
                    "--algorithm", "RS256", "--dir", tmp_path],
                   check=True, timeout=60, stdout=subprocess.DEVNULL)
    stack = make_stack({
        "JWT_ALGORITHM": "RS256",
        "JWT_PRIVATE_KEY_FILE": tmp_path / "jwt_private_key",
        "JWT_PUBLIC_KEY_FILE": tmp_path / "jwt_public_key"}, WITHOUT_SIM)
    stack.wait_ready()
    header = login(stack, register(stack))["access_token"].split(".")[0]
    assert decode(header)["alg"] == "RS256"
    refuses_what_is_not_its_own(stack)


@pytest.fixture
def hs256(make_stack):
    stack = make_stack({"JWT_ALGORITHM": "HS256", "JWT_SECRET_KEY": SECRET,
                        "ARGON2_PERMITS": "1", "ARGON2_WAIT_MS": "1"},
                       WITHOUT_SIM)
    stack.wait_ready()
    return stack


def test_hs256_and_time(hs256):
    token = login(hs256, register(hs256))["access_token"]
    header, claims = (decode(part) for part in token.split(".")[:2])
    assert header["alg"] == "HS256"
    refuses_what_is_not_its_own(hs256)

    # With the secret at hand, a token of our own making is good …
    now = int(time.time())

    def forged(**changes):
        return sign(header, {**claims, **changes}, SECRET.encode())

    assert status_with(hs256, forged()) == 200
    # … and these are not, for what they say.
    reply = hs256.api(forged(iat=now - 3600, exp=now - 1)).get(PLANS)
    assert "expired" in reply.problem(401, "unauthenticated")["detail"]
    for changes in ({"iat": now + 3600, "exp": now + 7200},
                    {"iss": "other"}, {"aud": "other"}, {"sub": "root"},
                    {"role": "root"}, {"nbf": now + 3600}):
        assert status_with(hs256, forged(**changes)) == 401, changes
    assert status_with(hs256, sign({**header, "typ": "JWT"}, claims,
                                   SECRET.encode())) == 401
    reply = hs256.api(forged(scope="plans:write")).get(PLANS)
    reply.problem(403, "forbidden")

    # One hash at a time, and hardly any wait for it: some are turned away.
    email = register(hs256)

    def attempt(_):
        return hs256.api().post(AUTH + "login", {"email": email,
                                                 "password": PASSWORD})

    with concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = list(pool.map(attempt, range(16)))
    assert {reply.status for reply in replies} == {200, 503}
    for reply in replies:
        if reply.status == 503:
            reply.problem(503, "busy")
            assert int(reply.headers["Retry-After"]) > 0
    assert attempt(0).status == 200
