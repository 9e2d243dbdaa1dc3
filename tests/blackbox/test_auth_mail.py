"""Letters and password resets over the whole stack: the outbox, a relay with
and without TLS, one that is away or slow, and what an outsider can tell."""
import contextlib
import email
import email.policy
import re
import socket
import ssl
import statistics
import subprocess
import time
import uuid

import pytest

from identity_rig import AUTH, ME, PASSWORD, Person, audit, sql
from transport_rig import free_port

controller = pytest.importorskip("aiosmtpd.controller")
smtp = pytest.importorskip("aiosmtpd.smtp")

RESET = AUTH + "password-reset"
NEW = "another battery staple"
WITHOUT_SIM = ("postgres", "memcached", "api", "nginx")


def read(data):
    letter = email.message_from_bytes(data, policy=email.policy.default)
    return letter, letter.get_content()


def letters(stack, to, count=None, seconds=10, end=".eml"):
    """Letters in the outbox to an address, oldest first; waits for count."""
    deadline = time.monotonic() + seconds
    while True:
        found = []
        for path in sorted((stack.dir / "outbox").glob("*" + end)):
            with contextlib.suppress(FileNotFoundError):
                letter, text = read(path.read_bytes())
                if letter["To"] == f"<{to}>" or letter["To"] == to:
                    found.append((path, letter, text))
        if count is None or len(found) >= count:
            return found
        assert time.monotonic() < deadline, f"{len(found)} of {count}"
        time.sleep(0.05)


def ask(stack, address):
    reply = stack.api().post(RESET, {"email": address})
    assert reply.status == 202 and reply.body == b"", reply.body
    return reply


def token_of(text):
    return re.search(r"^    (\S+)\r?$", text, re.M).group(1)


def confirm(stack, token, password=NEW):
    return stack.api().post(RESET + "/confirm", {"token": token,
                                                 "password": password})


@pytest.fixture
def person(stack):
    return Person(stack)


# --- resets --------------------------------------------------------------------

def test_a_reset(stack, person):
    other = person.login()
    ask(stack, person.email.upper())
    (path, letter, text), = letters(stack, person.email, 1)
    assert letter["From"] == "finplan@localhost.localdomain"
    assert letter["Subject"] == "A new password"
    assert letter["Message-ID"] and letter["Date"]
    assert letter["Auto-Submitted"] == "auto-generated"
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    token = token_of(text)
    dump = str(sql(stack, "SELECT row_to_json(r) FROM finplan.password_resets"
                   " r"))
    assert token not in dump
    # A password that cannot be taken uses nothing up.
    for bad in ("short", person.email):
        document = confirm(stack, token, bad).problem(422, "invalid")
        assert document["errors"][0]["pointer"] == "/password"
    reply = confirm(stack, token)
    assert reply.status == 204, reply.body
    person.try_login().problem(401, "invalid_credentials")
    person.refresh(other).problem(401, "invalid_refresh_token")
    person.api.get(ME).problem(401, "unauthenticated")
    person.password = NEW
    person.enter()
    # Once.
    confirm(stack, token, PASSWORD).problem(403, "invalid_reset_token")
    found = letters(stack, person.email, 2)
    assert found[1][1]["Subject"] == "Your password was changed"
    events = audit(stack, person)
    assert "password_reset.requested" in events
    assert "user.password_changed:reset" in events
    actor = sql(stack, "SELECT actor_id FROM finplan.audit WHERE owner_id ="
                f" '{person.id}' AND action = 'user.password_changed'")
    assert actor == [[""]]


def test_tokens_that_are_not_good(stack, person):
    for token in ("x", "A" * 43, person.tokens["refresh_token"],
                  person.tokens["access_token"][:256]):
        confirm(stack, token).problem(403, "invalid_reset_token")
    ask(stack, person.email)
    token = token_of(letters(stack, person.email, 1)[0][2])
    sql(stack, "UPDATE finplan.password_resets SET expires_at = now()"
        f" WHERE owner_id = '{person.id}'")
    confirm(stack, token).problem(403, "invalid_reset_token")
    ask(stack, person.email)
    token = token_of(letters(stack, person.email, 2)[1][2])
    sql(stack, f"UPDATE finplan.users SET disabled_at = now() WHERE id ="
        f" '{person.id}'")
    confirm(stack, token).problem(403, "invalid_reset_token")
    ask(stack, person.email)
    time.sleep(0.3)
    assert len(letters(stack, person.email)) == 2, "none to who is disabled"
    document = stack.api().post(RESET + "/confirm", {}).problem(422, "invalid")
    assert {e["pointer"] for e in document["errors"]} == {"/token",
                                                          "/password"}


def test_one_reset_ends_the_others(stack, person):
    for _ in range(2):
        ask(stack, person.email)
    first, second = (token_of(text) for _, _, text in
                     letters(stack, person.email, 2))
    assert confirm(stack, second).status == 204
    confirm(stack, first).problem(403, "invalid_reset_token")
    # So does a change of the password by its owner.
    person.password = NEW
    person.enter()
    ask(stack, person.email)
    third = [token_of(t) for _, m, t in letters(stack, person.email, 4)
             if m["Subject"] == "A new password"][-1]
    person.api.post(AUTH + "password", {"current_password": NEW,
                                        "new_password": PASSWORD})
    confirm(stack, third).problem(403, "invalid_reset_token")


def test_nobody_is_flooded(stack, person):
    for _ in range(8):
        ask(stack, person.email)
    time.sleep(0.5)
    assert len(letters(stack, person.email)) == 5


def test_a_reset_keeps_the_second_factor_and_ends_the_bounds(stack, person):
    _, codes = person.enrol()
    for _ in range(25):
        reply = stack.api().post(AUTH + "login", {
            "email": person.email, "password": "wrong horse battery"})
    reply.problem(429, "too_many_attempts")
    ask(stack, person.email)
    token = token_of(letters(stack, person.email, 1)[0][2])
    assert confirm(stack, token).status == 204
    person.password = NEW
    person.try_login().problem(401, "mfa_required")
    assert person.try_login(recovery_code=codes[0]).status == 200


def test_known_and_unknown_addresses_look_alike(stack):
    people = [Person(stack) for _ in range(20)]
    unknown = [f"{uuid.uuid4().hex}@example.com" for _ in people]
    known = [person.email for person in people]
    times = {True: [], False: []}
    seen = set()
    ask(stack, "warm@example.com")
    for pair in zip(known, unknown):
        for address in pair:
            begun = time.monotonic()
            reply = ask(stack, address)
            times[address in known].append(time.monotonic() - begun)
            seen.add(tuple(sorted(name for name in reply.headers
                                  if name != "Date")))
    assert len(seen) == 1
    assert min(times[True] + times[False]) >= 0.1
    fast, slow = sorted(statistics.median(t) for t in times.values())
    assert slow < 1.4 * fast, (fast, slow)


def test_changes_are_announced(stack, person):
    person.api.post(AUTH + "password", {"current_password": PASSWORD,
                                        "new_password": NEW})
    assert letters(stack, person.email, 1)[0][1]["Subject"] == (
        "Your password was changed")
    before = person.email
    reply = person.api.call("PATCH", ME, {
        "email": f"{uuid.uuid4().hex}@example.org", "password": NEW},
        headers={"If-Match": "*"})
    assert reply.status == 200, reply.body
    found = letters(stack, before, 2)
    assert found[1][1]["Subject"] == "Your address was changed"
    assert reply.json["email"] not in found[1][2]


def test_the_log_names_nobody(stack, person):
    ask(stack, person.email)
    text = letters(stack, person.email, 1)[0][2]
    log = stack.log("api") + stack.log("access")
    assert person.email not in log and token_of(text) not in log
    assert '"msg":"letter","outcome":"written"' in log


# --- a relay -------------------------------------------------------------------

class Inbox:
    """Keeps what comes; refuse: a reply to RCPT for some addresses."""

    def __init__(self):
        self.letters = []
        self.refuse = {}

    async def handle_RCPT(self, server, session, envelope, address, options):
        for part, reply in self.refuse.items():
            if part in address:
                return reply
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append((envelope.mail_from, envelope.rcpt_tos,
                             envelope.content))
        return "250 OK"

    def wait(self, count, seconds=15):
        deadline = time.monotonic() + seconds
        while len(self.letters) < count:
            assert time.monotonic() < deadline, self.letters
            time.sleep(0.05)
        return self.letters


@contextlib.contextmanager
def relay(port, inbox, **options):
    server = controller.Controller(inbox, hostname="127.0.0.1", port=port,
                                   **options)
    server.start()
    try:
        yield
    finally:
        server.stop()


def with_relay(make_stack, port, **settings):
    stack = make_stack({"SMTP_RELAY_URL": f"smtp://127.0.0.1:{port}",
                        "SMTP_TLS": "off", "WORKERS": "2",
                        "MAIL_FROM": "robot@example.net",
                        "PASSWORD_RESET_URL":
                        "https://app.example.net/reset#token=",
                        **settings}, WITHOUT_SIM)
    stack.wait_ready()
    return stack


def test_a_relay_that_comes_and_goes(make_stack):
    port, inbox = free_port(), Inbox()
    stack = with_relay(make_stack, port)
    people = [Person(stack) for _ in range(3)]
    # Away: requests do not notice, letters wait.
    begun = time.monotonic()
    for person in people:
        ask(stack, person.email)
    assert time.monotonic() - begun < 3
    for person in people:
        letters(stack, person.email, 1)
    # A letter that a process left behind when it was killed is sent too.
    stack.kill("api")
    stack.start("api")
    stack.wait_ready()
    inbox.refuse = {people[1].email: "550 no such user"}
    with relay(port, inbox):
        got = inbox.wait(2, 30)
        assert {r[0] for _, r, _ in got} == {people[0].email, people[2].email}
        assert {sender for sender, _, _ in got} == {"robot@example.net"}
        letter, text = read(got[0][2])
        assert letter["Subject"] == "A new password"
        url = re.search(r"^    https://app\.example\.net/reset#token=(\S+)",
                        text, re.M)
        assert confirm(stack, url.group(1)).status == 204
        inbox.wait(3)
        # Refused for good: kept apart, not tried again.
        (path, _, _), = letters(stack, people[1].email, 1, end=".failed")
        assert not list((stack.dir / "outbox").glob("*.eml"))
        # 4xx: tried again.
        inbox.refuse = {people[2].email: "451 later"}
        ask(stack, people[2].email)
        letters(stack, people[2].email, 1)
        time.sleep(1)
        assert len(inbox.letters) == 3
        inbox.refuse = {}
        inbox.wait(4, 20)
    assert len({content for _, _, content in inbox.letters}) == 4, "each once"
    log = stack.log("api")
    for word in ("written", "sent", "deferred", "failed"):
        assert f'"outcome":"{word}"' in log
    assert not any(person.email in log for person in people)


def test_what_piled_up_goes_without_a_pause(make_stack):
    port, inbox = free_port(), Inbox()
    stack = with_relay(make_stack, port)
    person = Person(stack)
    ask(stack, person.email)
    (path, _, _), = letters(stack, person.email, 1)
    stack.stop("api")
    made_ms, rest = path.name.split("-", 1)
    for i in range(199):
        name = f"{int(made_ms) + i + 1:0{len(made_ms)}d}-{rest}"
        path.with_name(name).write_bytes(path.read_bytes())
    with relay(port, inbox):
        stack.start("api")
        # Less than the pause between two looks at an outbox that was empty.
        inbox.wait(200, 45)
        time.sleep(0.5)
        assert not list((stack.dir / "outbox").glob("*.eml"))
        assert len(inbox.letters) == 200, "each once"


def test_a_slow_relay_holds_nobody(make_stack):
    """It accepts connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        port = silent.getsockname()[1]
        stack = with_relay(make_stack, port, SMTP_TIMEOUT_SECONDS="300",
                           WORKER_THREADS="1")
        person = Person(stack)
        ask(stack, person.email)
        silent.settimeout(10)
        with silent.accept()[0]:
            begun = time.monotonic()
            for _ in range(5):
                ask(stack, f"{uuid.uuid4().hex}@example.com")
                assert stack.api().get("/health").status == 200
            ask(stack, person.email)
            assert time.monotonic() - begun < 3
            # Nor does it hold a stop.
            begun = time.monotonic()
            stack.stop("api")
            assert time.monotonic() - begun < 10
    assert len(letters(stack, person.email)) >= 1, "it waits"


@pytest.fixture
def certificate(tmp_path):
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-days",
         "2", "-subj", "/CN=localhost", "-addext",
         "subjectAltName=DNS:localhost,IP:127.0.0.1", "-keyout",
         tmp_path / "key", "-out", tmp_path / "cert"], check=True,
        timeout=30, stderr=subprocess.DEVNULL)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(tmp_path / "cert", tmp_path / "key")
    return context, tmp_path / "cert"


def login_checker(seen):
    def check(server, session, envelope, mechanism, data):
        seen.append((data.login, data.password))
        return smtp.AuthResult(success=data.password == b"relay word")
    return check


def test_tls_and_login_at_the_relay(make_stack, certificate):
    context, path = certificate
    port, inbox, seen = free_port(), Inbox(), []
    with relay(port, inbox, tls_context=context, require_starttls=True,
               authenticator=login_checker(seen), auth_required=True):
        # The certificate must be good …
        stack = with_relay(make_stack, port, SMTP_TLS="required",
                           SMTP_USERNAME="robot", SMTP_PASSWORD="relay word")
        person = Person(stack)
        ask(stack, person.email)
        letters(stack, person.email, 1)
        deadline = time.monotonic() + 15
        while "deferred" not in stack.log("api"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert inbox.letters == [] and seen == []
        assert "relay word" not in stack.log("api")
        # … and then it is used, and the login after it.
        stack.stop("api")
        stack.settings["SMTP_CA_FILE"] = path
        stack.start("api")
        inbox.wait(1)
        assert seen == [(b"robot", b"relay word")]


def test_no_tls_no_letter(make_stack):
    port, inbox = free_port(), Inbox()
    with relay(port, inbox):
        stack = with_relay(make_stack, port, SMTP_TLS="required")
        person = Person(stack)
        ask(stack, person.email)
        letters(stack, person.email, 1)
        deadline = time.monotonic() + 15
        while "deferred" not in stack.log("api"):
            assert time.monotonic() < deadline
            time.sleep(0.1)
        assert inbox.letters == []
