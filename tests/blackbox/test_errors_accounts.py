"""Errors of accounts that no other test of theirs comes to: proofs that are
wrong or too many, hashes that must wait, services that are not set up."""
import concurrent.futures
import contextlib
import itertools
import threading

import pytest

from identity_rig import AUTH, ME, PASSWORD, Person, sql, totp
from stack_rig import Stack

WITHOUT_SIM = ("postgres", "memcached", "api", "nginx")
PROOF = {"password": PASSWORD, "totp": "000000"}
# What asks for the password again: (method, path, body).
PROVEN = [
    ("PATCH", ME, {"email": "new@example.com", "password": PASSWORD}),
    ("POST", AUTH + "password", {"current_password": PASSWORD,
                                 "new_password": "another good password"}),
    ("POST", AUTH + "totp", {"password": PASSWORD}),
    ("POST", AUTH + "totp/disable", PROOF),
    ("POST", AUTH + "totp/recovery-codes", PROOF),
    ("POST", ME + "/erase", PROOF),
]


def ask(person, row, **changes):
    method, path, body = row
    return person.api.call(method, path, {**body, **changes},
                           headers={"If-Match": "*"})


@pytest.fixture(scope="module")
def rig():
    server = Stack({}, WITHOUT_SIM)
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@contextlib.contextmanager
def unchanging(stack, table):
    """Updates of a table do nothing, as if somebody else had been quicker."""
    sql(stack, "CREATE FUNCTION public.nothing() RETURNS trigger"
        " LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'")
    sql(stack, f"CREATE TRIGGER aa_nothing BEFORE UPDATE ON finplan.{table}"
        " FOR EACH ROW EXECUTE FUNCTION public.nothing()")
    try:
        yield
    finally:
        sql(stack, "DROP FUNCTION public.nothing() CASCADE")


def test_proofs_that_are_wrong(rig):
    person = Person(rig)
    for row in PROVEN[3:]:
        wrong = {"password": "not the password"}
        ask(person, row, **wrong).problem(403, "wrong_password")
    person.enrol()
    for row in PROVEN[3:]:
        ask(person, row).problem(403, "invalid_code")


def test_a_second_factor_that_is_not_there(rig):
    person = Person(rig)
    for path in ("totp/disable", "totp/recovery-codes"):
        person.api.post(AUTH + path, PROOF).problem(404, "not_found")
    person.api.post(AUTH + "totp/confirm", {"totp": "000000"}).problem(
        404, "not_found")


def test_proofs_that_are_too_many(rig):
    person = Person(rig)
    for _ in range(10):
        ask(person, PROVEN[2], password="wrong").problem(
            403, "wrong_password")
    for row in PROVEN:
        ask(person, row).problem(429, "too_many_attempts")


def test_a_confirmation_that_comes_second(rig):
    person = Person(rig)
    secret = person.api.post(AUTH + "totp", {"password": PASSWORD}).json[
        "secret"]
    with unchanging(rig, "totp"):
        person.api.post(AUTH + "totp/confirm", {
            "totp": totp(secret)}).problem(409, "conflict")


def reset_token(rig, email):
    """A token for a new password, from the letter."""
    from test_auth_mail import letters, token_of
    assert rig.api().post(AUTH + "password-reset",
                          {"email": email}).status == 202
    return token_of(letters(rig, email, 1)[0][2])


def test_hashes_that_must_wait(make_stack):
    """One at a time and hardly any wait: while logins fill it, whatever wants
    a password hashed is turned away sooner or later."""
    rig = make_stack({"ARGON2_PERMITS": "1", "ARGON2_WAIT_MS": "1",
                      "WORKER_THREADS": "8"}, WITHOUT_SIM)
    rig.wait_ready()
    people = [Person(rig) for _ in PROVEN]
    tokens = [reset_token(rig, person.email) for person in people]
    over = threading.Event()

    def fill(n):
        for i in itertools.count():
            if over.is_set():
                return
            rig.api().post(AUTH + "login", {
                "email": f"nobody{n}.{i}@example.com", "password": PASSWORD})

    def until_busy(tries):
        for reply in tries:
            if reply.status == 503:
                return reply.problem(503, "busy")
        raise AssertionError("nobody has to wait")

    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        fillers = [pool.submit(fill, n) for n in range(4)]
        try:
            for person, row in zip(people, PROVEN):
                name = "current_password" if "new_password" in row[2] \
                    else "password"
                until_busy(ask(person, row, **{name: "not this one"})
                           for _ in range(9))
            until_busy(rig.api().post(AUTH + "register", {
                "email": f"late{i}@example.com", "password": PASSWORD})
                for i in range(9))
            until_busy(rig.api().post(AUTH + "password-reset/confirm", {
                "token": token, "password": "a battery staple"})
                for token in tokens)
        finally:
            over.set()
    for filler in fillers:
        filler.result()


def test_nothing_to_seal_secrets_with(make_stack):
    rig = make_stack({}, WITHOUT_SIM)
    rig.wait_ready()
    person, other = Person(rig), Person(rig)
    person.enrol()
    rig.stop("api")
    rig.settings.update(TOTP_SECRET_KEY="", TOTP_SECRET_KEY_FILE="")
    rig.start("api")
    rig.wait_ready()
    ask(other, PROVEN[2]).problem(503, "mfa_unavailable")
    other.api.post(AUTH + "totp/confirm", {"totp": "000000"}).problem(
        503, "mfa_unavailable")
    for row in PROVEN[3:]:
        ask(person, row).problem(503, "mfa_unavailable")
