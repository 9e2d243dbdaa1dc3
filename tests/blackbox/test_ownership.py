"""The ownership matrix: every documented route with an object in its path, times
{another user, no token, an expired one, another role, a revoked key}. The rows
come from the OpenAPI document, so a new route is in it by itself; one whose
objects the test cannot make fails it. And all of it again over a program whose
statements do not name the owner, so that row-level security alone must hold."""
import json
import re
import time

import pytest

import contract
from api_client import plan
from identity_rig import AUTH, Person, become, sql
from records_kit import KINDS, House
from stack_rig import BUILD, EVERYTHING, Stack
from test_auth import decode, sign

SECRET = "an-ownership-matrix-of-tests-0123456789"
CALLERS = ("another user", "no token", "expired token", "another role",
           "revoked key")
# Paths whose parameters name no object of a user: law, and a goal of the plan
# that is sent along.
NO_OBJECTS = ("/api/v1/tax/", "/api/v1/goals/{id}/probability")
BODIES = {  # by path below its collection, where no kind of record has one
    "/shares": {"email": "somebody@example.com"},
    "/scenarios": {"name": "Later"},
    "/clone": {"name": "Again"},
    "/rotate": {"overlap_hours": 0},
    "/api/v1/admin/users/{id}": {"disabled": True},
}


def rows():
    document = contract.document()
    if document is None:
        return []
    return [(method.upper(), template, operation)
            for method, _, template, operation in contract.operations()
            if "{" in template and operation["security"] and
            not template.startswith(NO_OBJECTS)]


class World:
    """One owner with an object of every collection, and the five callers."""

    def __init__(self, stack):
        self.stack = stack
        owner = become(stack, Person(stack), "user")
        advisor = become(stack, Person(stack), "advisor")
        self.owner = owner.api
        house = House(self.owner).fill()
        self.house = house
        self.ids = {f"/api/v1/{kind.plural}": house.of(kind.name)
                    for kind in KINDS}
        made = self.owner.post("/api/v1/plans", plan(
            goals=[{"id": "trip", "amount": 1, "years": 2030}]))
        self.ids["/api/v1/plans"] = made.json["id"]
        kept = self.owner.post(made.headers["Location"] +
                               "/simulations?paths=100")
        assert kept.status == 201, kept.body
        self.ids["/api/v1/simulations"] = kept.json["id"]
        self.ids["/api/v1/results"] = kept.json["result_id"]
        self.ids["/api/v1/scenarios"] = self.create(
            made.headers["Location"] + "/scenarios", {"name": "Trial"})
        third = become(stack, Person(stack), "advisor")
        self.ids["/api/v1/shares"] = self.create(
            f"/api/v1/households/{house.id}/shares", {"email": third.email})
        job = self.owner.post("/api/v1/simulations?paths=2000", plan(),
                              headers={"Prefer": "respond-async"})
        assert job.status == 202, (job.status, job.body)
        self.ids["/api/v1/jobs"] = job.headers["Location"].rsplit("/", 1)[1]
        key = owner.api.post(AUTH + "api-keys", {
            "name": "owner's", "scope": "plans:read", "expires_in_days": 2})
        self.ids["/api/v1/auth/api-keys"] = key.json["id"]
        self.ids["/api/v1/auth/sessions"] = self.owner.get(
            AUTH + "sessions").json["sessions"][0]["id"]
        self.ids["/api/v1/admin/users"] = owner.id

        revoked = owner.api.post(AUTH + "api-keys", {
            "name": "gone", "scope": "plans:read plans:write",
            "expires_in_days": 2}).json
        assert self.owner.delete(
            f"{AUTH}api-keys/{revoked['id']}").status == 204
        header, claims = map(
            decode, owner.tokens["access_token"].split(".")[:2])
        now = int(time.time())
        self.callers = {
            "another user": Person(stack).api,
            "no token": stack.api(),
            "expired token": stack.api(sign(
                header, {**claims, "iat": now - 7200, "exp": now - 1},
                SECRET.encode())),
            "another role": advisor.api,
            "revoked key": stack.api(revoked["key"]),
        }

    def create(self, path, body):
        reply = self.owner.post(path, body)
        assert reply.status == 201, (path, reply.body)
        return reply.json["id"]

    def request(self, method, template):
        """Path, body and headers that are good but for who asks."""
        collection = template.split("/{")[0]
        assert collection in self.ids, \
            f"the matrix has no object of {collection}: add one"
        path = re.sub(r"\{goal\}", "trip", template)
        path = re.sub(r"\{\w+\}", self.ids[collection], path, count=1)
        assert "{" not in path, template
        headers = {"If-Match": "*"}
        if path.endswith("/import"):
            headers["Content-Type"] = "text/csv"
            return path, "date,amount\n2026-01-31,1.00\n", headers
        return path, self.body(method, template), headers

    def body(self, method, template):
        if method in ("GET", "DELETE"):
            return None
        below = template.split("}", 1)[1]
        if template == "/api/v1/scenarios/{id}" and method == "PUT":
            return {"name": "Later", "document": plan()}
        for key in (template, below):
            if key in BODIES:
                return BODIES[key]
        words = [w for w in template.split("/") if not w.startswith("{")]
        bulk = words[-1] == "bulk"
        plural = words[-2] if bulk else words[-1]
        for kind in KINDS:
            if kind.plural == plural:
                if method == "PATCH":
                    return kind.change
                document = kind.document(self.house) \
                    if kind.name != "correlation" else {
                        "asset_a": "us_bond", "asset_b": "us_stock",
                        "correlation": 0.1}
                return {"items": [document]} if bulk else document
        if plural == "plans":
            return plan() if method == "PUT" else {"name": "Changed"}
        return {}


@pytest.fixture(scope="module", params=["both locks", "the database's alone"])
def world(request, tmp_path_factory):
    server = Stack({"JWT_ALGORITHM": "HS256", "JWT_SECRET_KEY": SECRET},
                   (*EVERYTHING, "jobs"))
    if request.param != "both locks":
        alone = BUILD / "tests/contract/finplan-api-rls-alone"
        if not alone.exists():
            pytest.skip(f"{alone} is not built")
        server.builddir = tmp_path_factory.mktemp("programs")
        (server.builddir / "finplan-api").symlink_to(alone)
        (server.builddir / "finplan-admin").symlink_to(BUILD / "finplan-admin")
    try:
        server.start()
        server.wait_ready()
        yield World(server)
    finally:
        server.remove()


def expected(caller, operation):
    """The statuses that one cell may have."""
    if caller in ("no token", "expired token", "revoked key"):
        return (401,)
    if "admin" in operation["x-scopes"]:
        return (403,)
    return (404,)


@pytest.mark.parametrize("caller", CALLERS)
def test_matrix(world, caller):
    cells, wrong = 0, []
    for method, template, operation in rows():
        path, body, headers = world.request(method, template)
        reply = world.callers[caller].call(method, path, body, headers=headers)
        cells += 1
        documented = operation["responses"]
        if reply.status not in expected(caller, operation) or \
                str(reply.status) not in documented:
            wrong.append((method, template, reply.status,
                          reply.body[:160].decode(errors="replace")))
    assert not wrong, json.dumps(wrong, indent=1)
    assert cells == len(rows()) > 100


def test_the_owner_still_has_everything(world):
    """The matrix was not refused for another reason, and changed nothing."""
    for method, template, _ in rows():
        if method != "GET" or template.count("{") != 1 or \
                not template.endswith("}") or "/admin/" in template:
            continue
        path, _, _ = world.request(method, template)
        reply = world.owner.get(path)
        assert reply.status == 200, (path, reply.status, reply.body)
        if "version" in reply.json:
            assert reply.json["version"] == 1, path


def test_each_lock_is_there(world):
    """Without row-level security the program as built still refuses, and the
    one without the check does not: so each was tested alone."""
    alone = world.stack.builddir != BUILD
    path = "/api/v1/plans/" + world.ids["/api/v1/plans"]
    stranger = world.callers["another user"]
    stranger.get(path).problem(404, "not_found")
    sql(world.stack, "ALTER TABLE finplan.plans DISABLE ROW LEVEL SECURITY")
    try:
        assert stranger.get(path).status == (200 if alone else 404)
    finally:
        sql(world.stack, "ALTER TABLE finplan.plans ENABLE ROW LEVEL SECURITY")
    stranger.get(path).problem(404, "not_found")
