"""The errors that follow from a row of the route table (docs/contract.md), of
every route: each request is right but for one thing. The rows come from the
OpenAPI document, so that a new route is in it by itself. What a route answers
besides is tested where the route is; test_every_code.py counts both."""
import concurrent.futures
import contextlib
import re
import subprocess
import time
import uuid

import pytest

import contract
from api_client import plan
from identity_rig import AUTH, PASSWORD, Person, become, environment, sql
from jobs_kit import ASYNC, may_be_a_job, question
from stack_rig import EVERYTHING, Stack
from test_ownership import NO_OBJECTS, SECRET, World

# Bodies of routes without an object in the path that write for a user.
BODIES = {
    "/api/v1/plans": plan(),
    "/api/v1/households": {"name": "Home"},
    "/api/v1/households/bulk": {"items": [{"name": "Home"}]},
    "/api/v1/assumption-sets": {"name": "Mine"},
    "/api/v1/assumption-sets/bulk": {"items": [{"name": "Mine"}]},
    AUTH + "register": {"email": "new@example.com", "password": PASSWORD},
    AUTH + "login": {"email": "new@example.com", "password": PASSWORD},
    AUTH + "refresh": {"refresh_token": "A" * 43},
    AUTH + "logout": {"refresh_token": "A" * 43},
    AUTH + "password-reset": {"email": "new@example.com"},
    AUTH + "password-reset/confirm": {"token": "A" * 43,
                                      "password": PASSWORD},
}
TAX = {"year": 2026, "filing_status": "single"}


class Row:
    """One operation, and how to ask it."""

    def __init__(self, method, template, operation):
        self.method = method.upper()
        self.template = template
        self.operation = operation
        self.name = operation["operationId"]
        self.secured = bool(operation["security"])
        content = operation.get("requestBody", {}).get("content", {})
        self.type = next(iter(content), None)
        self.codes = {
            (int(status), code)
            for status, response in operation["responses"].items()
            if status.isdigit() and int(status) >= 400
            for code in contract.codes_of(contract.deref(response))}

    def __repr__(self):
        return self.name

    @property
    def defers(self):
        return may_be_a_job(self.operation)

    @property
    def scopes(self):
        return set(self.operation.get("x-scopes", ()))


def rows(code=None):
    """Every operation, or those that document a (status, code)."""
    if contract.document() is None:
        return []
    found = [Row(method, template, operation)
             for method, _, template, operation in contract.operations()]
    return [row for row in found if code is None or code in row.codes]


class Asker:
    """Good requests to every route, of one owner."""

    def __init__(self, stack):
        self.stack = stack
        self.world = World(stack)
        self.owner = self.world.owner
        self.roles = {"admin": become(stack, Person(stack), "admin").api,
                      "shared:read": become(stack, Person(stack),
                                            "advisor").api}
        self.user_id = self.owner.get("/api/v1/users/me").json["id"]

    def client(self, row):
        """Somebody who may ask this."""
        for scope, client in self.roles.items():
            if scope in row.scopes:
                return client
        return self.owner

    def request(self, row, fresh_id=False):
        """Path, body and headers; fresh_id: of an object that is nowhere."""
        headers = {}
        if any(p.get("name") == "If-Match" for p in map(
                contract.deref, row.operation.get("parameters", ()))):
            headers["If-Match"] = "*"
        if row.type and row.type != "application/json":
            headers["Content-Type"] = row.type
        collection = row.template.split("/{")[0]
        if collection not in self.world.ids or "{" not in row.template or \
                row.template.startswith(NO_OBJECTS):
            path = re.sub(r"\{\w+\}", "nowhere", row.template)
            if not fresh_id:
                path = path.replace("tax/state/nowhere", "tax/state/CA")
                path = path.replace("goals/nowhere", "goals/trip")
            body = self.body(row)
        else:
            path, body, more = self.world.request(row.method, row.template)
            if "Content-Type" in more:
                headers["Content-Type"] = more["Content-Type"]
            if fresh_id:
                path = path.replace(
                    self.world.ids[collection],
                    "0" * 32 if collection.endswith("/results")
                    else str(uuid.uuid4()))
        if row.type is None:
            body = None
        return path, body, headers

    def body(self, row):
        if row.defers:
            return question(row.operation)
        if row.template == "/api/v1/plans:assemble":
            return {"household_id": self.world.house.id}
        if row.template.startswith("/api/v1/tax/state/"):
            return TAX
        return BODIES.get(row.template, {})

    def ask(self, row, client=None, body=None, headers=None, query="",
            fresh_id=False):
        path, good, own = self.request(row, fresh_id)
        if row.type is not None and body is not None:
            good = body
        return (client or self.client(row)).call(
            row.method, path + query, good, headers={**own, **(headers or {})})


def sweep(asked, status, code, but=()):
    """asked(row) of every row that documents the code gives it; but: those
    that give it for another reason, which is tested elsewhere."""
    wrong = []
    every = [row for row in rows((status, code)) if row.name not in but]
    for row in every:
        reply = asked(row)
        if reply.status != status or f'"{code}"'.encode() not in reply.body:
            wrong.append((row.name, reply.status, reply.body[:200]))
    assert every
    assert not wrong, "\n".join(map(str, wrong))


@pytest.fixture(scope="module")
def asker():
    server = Stack({"JWT_ALGORITHM": "HS256", "JWT_SECRET_KEY": SECRET,
                    "WORKER_THREADS": "8", "DATABASE_POOL_SIZE": "8",
                    "MAX_REQUEST_SIZE_MB": "1"}, EVERYTHING)
    try:
        server.start()
        server.wait_ready()
        yield Asker(server)
    finally:
        server.remove()


# --- refused before the handler ------------------------------------------------

def test_another_representation(asker):
    sweep(lambda row: asker.ask(row, headers={"Accept": "image/png"}),
          406, "not_acceptable")


def test_no_good_token(asker):
    nobody = asker.stack.api("nonsense")
    sweep(lambda row: asker.ask(row, client=nobody), 401, "unauthenticated")


def test_a_key_that_may_not(asker):
    keys = []
    for scope in ("plans:read", "records:read"):
        made = asker.owner.post(AUTH + "api-keys", {
            "name": scope, "scope": scope, "expires_in_days": 1})
        assert made.status == 201, made.body
        keys.append((scope, asker.stack.api(made.json["key"])))

    def asked(row):
        return asker.ask(row, client=next(
            client for scope, client in keys if scope not in row.scopes))

    sweep(asked, 403, "forbidden")


def test_a_body_that_is_too_large(asker):
    large = b"[" + b" " * (9 << 20) + b"]"

    def asked(row):
        most = len(large) if row.type == "text/csv" else (1 << 20) + 1
        return asker.ask(row, body=large[:most])

    sweep(asked, 413, "too_large")


def test_another_kind_of_body(asker):
    sweep(lambda row: asker.ask(row, body=b"{}", headers={
        "Content-Type": "image/png"}), 415, "unsupported_media_type")


# --- refused by the handler ------------------------------------------------------

def test_no_json(asker):
    sweep(lambda row: asker.ask(row, body=b'{"a":'), 400, "malformed")


def test_nobody_there(asker):
    def asked(row):
        if row.name == "getTaxTables":
            return asker.owner.get("/api/v1/tax/tables/1800")
        return asker.ask(row, fresh_id=True)

    # A second factor is not an object of the path: test_errors_accounts.py.
    sweep(asked, 404, "not_found",
          ("confirmTotp", "disableTotp", "renewRecoveryCodes"))


def test_a_member_that_nobody_knows(asker):
    def asked(row):
        if row.type is None:   # what can be wrong is in the query
            return asker.ask(row, query="?unheard_of=1")
        if row.type == "text/csv":
            return asker.ask(row, body=b"nothing,of,use\n1,2,3\n")
        return asker.ask(row, body=b'{"unheard_of":1}')

    sweep(asked, 422, "invalid", ("mergeScenario",))


def test_a_query_that_nobody_knows(asker):
    sweep(lambda row: asker.ask(row, query="?unheard_of=1"),
          400, "bad_query")


def test_no_version(asker):
    sweep(lambda row: asker.ask(row, headers={"If-Match": None}),
          428, "if_match_required")


def test_something_that_is_no_version(asker):
    sweep(lambda row: asker.ask(row, headers={"If-Match": "rubbish"}),
          400, "bad_if_match")


def test_another_version(asker):
    sweep(lambda row: asker.ask(row, headers={"If-Match": '"v999"'}),
          412, "version_mismatch")


# --- keys of idempotency -----------------------------------------------------------

KEY = "a-key-of-the-sweep"
TAKE = ("INSERT INTO finplan.idempotent_replies"
        " (owner_id, route, key, request_hash)"
        " VALUES ('{}', '{} {}', '{}', repeat('0', 64))")


def test_a_key_that_is_none(asker):
    sweep(lambda row: asker.ask(row, headers={"Idempotency-Key": '"'}),
          400, "bad_idempotency_key")


@contextlib.contextmanager
def holding(stack, text):
    """A transaction that has run text and goes on."""
    url = environment(stack)["DATABASE_ADMIN_URL"]
    with subprocess.Popen(["psql", url, "-XAtq"], stdin=subprocess.PIPE,
                          stdout=subprocess.PIPE, text=True) as psql:
        psql.stdin.write(f"BEGIN;\n{text};\n\\echo held\n")
        psql.stdin.flush()
        assert psql.stdout.readline() == "held\n"
        try:
            yield
        finally:
            psql.stdin.write("ROLLBACK;\n")
            psql.stdin.close()
            psql.wait(timeout=30)


def test_a_key_of_another_request(asker):
    code = (422, "idempotency_key_reused")
    sql(asker.stack, ";".join(
        TAKE.format(asker.user_id, row.method, row.template, KEY)
        for row in rows(code)))
    sweep(lambda row: asker.ask(row, headers={"Idempotency-Key": KEY}), *code)
    sql(asker.stack, "DELETE FROM finplan.idempotent_replies")


def test_a_key_that_is_being_used(asker):
    """Somebody else's transaction holds it; each request waits for it as long
    as the service does, so they go side by side."""
    code = (409, "idempotency_in_progress")
    found = rows(code)
    with holding(asker.stack, ";".join(
            TAKE.format(asker.user_id, row.method, row.template, KEY)
            for row in found)), \
            concurrent.futures.ThreadPoolExecutor(8) as pool:
        replies = dict(zip([row.name for row in found], pool.map(
            lambda row: asker.ask(
                row, headers={"Idempotency-Key": KEY, **later(row)}),
            found)))
    sweep(lambda row: replies[row.name], *code)


def later(row):
    """What makes an effect of a question."""
    return ASYNC if row.defers else {}


# --- the service is not well ---------------------------------------------------------

def test_a_database_that_lost_its_tables(asker):
    """A key is looked up before anything else is done."""
    made = asker.owner.post(AUTH + "api-keys", {
        "name": "all", "scope": "plans:read", "expires_in_days": 1})
    client = asker.stack.api(made.json["key"])
    sql(asker.stack, "ALTER SCHEMA finplan RENAME TO elsewhere")
    try:
        sweep(lambda row: asker.ask(row, client=client), 500, "internal")
    finally:
        sql(asker.stack, "ALTER SCHEMA elsewhere RENAME TO finplan")


def test_no_database(asker):
    asker.stack.stop("postgres")
    try:
        sweep(lambda row: asker.ask(row, headers=later(row)),
              503, "database_unavailable")
    finally:
        asker.stack.start("postgres")
        asker.stack.wait_ready()


def without_objects(row):
    """Path, body and headers of a request that gets no further than its
    credentials."""
    path = re.sub(r"\{\w+\}", str(uuid.uuid4()), row.template)
    body = None if row.type is None else BODIES.get(row.template, {})
    return path, body, {"Content-Type": row.type}


def test_a_service_without_accounts(make_stack):
    stack = make_stack({"JWT_PRIVATE_KEY_FILE": "", "JWT_PUBLIC_KEY_FILE": "",
                        "JWT_ALGORITHM": "", "RESULT_SIGNING_KEY": ""},
                       ("postgres", "api", "sim", "nginx"))
    client = stack.api("nonsense")

    def asked(row):
        path, body, headers = without_objects(row)
        return client.call(row.method, path, body, headers=headers)

    sweep(asked, 503, "accounts_unavailable")


def test_too_many_requests(make_stack):
    stack = make_stack({"RATE_LIMIT_REQUESTS_PER_MINUTE": "1"},
                       ("api", "sim", "nginx"))
    client = stack.api()
    end = time.monotonic() + 30
    while client.get("/api/v1/spending/policies").status != 429:
        assert time.monotonic() < end, "the rate is not limited"

    def asked(row):
        path, body, headers = without_objects(row)
        return client.call(row.method, path, body, headers=headers)

    sweep(asked, 429, "rate_limited")
