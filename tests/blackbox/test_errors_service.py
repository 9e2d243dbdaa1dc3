"""Errors of a service that lacks something: time, memory, a key, room for one
more; and of kept results and scenarios that cannot give what is asked."""
import concurrent.futures
import contextlib
import http.client
import resource

import pytest

import contract
from api_client import plan, published
from identity_rig import sql
from jobs_kit import may_be_a_job, question
from stack_rig import Stack
from test_errors_accounts import unchanging

BASE = "/api/v1"
# As long as a plan may be, with everything in it that takes time.
LONG = plan(household={
    "filing_status": "single", "state": "CA",
    "people": [{"id": "pat", "birth_year": 2004, "retirement_age": 65,
                "plan_to_age": 100}]},
    goals=[{"id": "trip", "amount": 1, "years": 2030}])
MANY = "?paths=200000"
ANYBODY = [  # what computes for long, without an account
    ("/simulations" + MANY, LONG),
    ("/simulations/monte-carlo" + MANY, LONG),
    ("/simulations/bootstrap" + MANY, LONG),
    ("/projections?path=p50&paths=200000", LONG),
    ("/projections/cash-flow?path=p50&paths=200000", LONG),
    ("/projections/net-worth?path=p50&paths=200000", LONG),
    ("/explanations?path=p50&paths=200000", LONG),
    ("/stress" + MANY, LONG),
    ("/range" + MANY, LONG),
    ("/simulations/stress" + MANY, LONG),
    ("/solve?for=spending&paths=200000", LONG),
    ("/spending/max" + MANY, LONG),
    ("/simulations/sensitivity" + MANY, LONG),
    ("/simulations/compare" + MANY, {"plans": [LONG, LONG]}),
    ("/spending/compare" + MANY, {
        "plan": LONG, "policies": [{"policy": "constant_real"},
                                   {"policy": "guyton_klinger"}]}),
    ("/simulations/quick" + MANY, {"age": 22, "savings": 1000000,
                                   "spending": 40000}),
    ("/goals/trip/probability" + MANY, LONG),
    ("/results/verify", {
        "result": "{}", "replay": {"kind": "simulate", "body": LONG,
                                   "options": {"paths": "200000"}}}),
]


class Rig:
    """A stack, its user with a stored plan and a kept simulation of it, and
    then less time for whatever computes."""

    def __init__(self):
        self.stack = Stack({"SIMULATION_SYNC_PATH_YEARS": "1000000000",
                            "REQUEST_TIMEOUT_SECONDS": "30",
                            "CACHE_LOCAL_MB": "0"},
                           ("postgres", "api", "sim", "nginx"))

    def start(self):
        self.stack.start()
        self.stack.wait_ready()
        self.user = self.stack.new_user()
        self.plan = self.user.post(BASE + "/plans",
                                   LONG).headers["Location"]
        kept = self.user.post(self.plan + "/simulations" + MANY)
        assert kept.status == 201, kept.body[:300]
        self.kept = kept.headers["Location"]
        return self

    def restart_sim(self, **settings):
        self.stack.stop("sim")
        self.stack.settings.update(settings)
        self.stack.start("sim")

    def stored(self):
        """What computes for long for a user: (method, path)."""
        return [("POST", self.plan + "/simulations" + MANY + "&seed=2"),
                ("POST", self.kept + "/rerun"),
                ("GET", self.plan + "/explain?path=p50&paths=200000"),
                ("GET", self.plan + "/goals/trip/probability" + MANY)]


@pytest.fixture(scope="module")
def rig():
    made = Rig()
    try:
        yield made.start()
    finally:
        made.stack.remove()


def test_what_takes_too_long(rig):
    rig.restart_sim(REQUEST_TIMEOUT_SECONDS="1")
    asked = [(rig.stack.api(), "POST", BASE + path, body)
             for path, body in ANYBODY]
    asked += [(rig.user, method, path, None) for method, path in rig.stored()]
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        replies = pool.map(lambda row: row[0].call(*row[1:]), asked)
        for row, reply in zip(asked, replies):
            assert reply.status == 503, (row[1:3], reply.body[:200])
            reply.problem(503, "deadline")


@contextlib.contextmanager
def little_memory(stack, spare):
    """The processes of the sim pool may grow by `spare` bytes and no more."""
    changed = []
    for pid in stack.processes():
        with open(f"/proc/{pid}/cmdline", "rb") as file:
            if b"--role=sim" not in file.read():
                continue
        with open(f"/proc/{pid}/statm") as file:
            now = int(file.read().split()[0]) * resource.getpagesize()
        old = resource.prlimit(pid, resource.RLIMIT_AS)
        resource.prlimit(pid, resource.RLIMIT_AS, (now + spare, old[1]))
        changed.append((pid, old))
    assert changed
    try:
        yield
    finally:
        for pid, old in changed:
            resource.prlimit(pid, resource.RLIMIT_AS, old)


def test_what_needs_too_much_memory(rig):
    rig.restart_sim(REQUEST_TIMEOUT_SECONDS="30")
    api = rig.stack.api()
    path = BASE + "/simulations" + MANY
    # A worker that is still starting would end for want of threads.
    assert api.post(BASE + "/simulations?paths=100", LONG).status == 200
    with little_memory(rig.stack, 16 << 20):
        api.post(path, LONG).problem(503, "memory")
    assert api.post(path, LONG).status == 200


# --- what is not set up ------------------------------------------------------------

def test_no_key_for_results(make_stack):
    stack = make_stack({"RESULT_SIGNING_KEY": ""}, ("api", "sim", "nginx"))
    stack.api().post(BASE + "/results/verify", {
        "result": "{}", "signature": "sig=:AAAA:",
        "signature_input": "sig=()"}).problem(503, "signing_unavailable")


# --- jobs -----------------------------------------------------------------------------

def test_jobs_and_streams_that_are_too_many(make_stack):
    """Nobody works on them here, so the first one stays."""
    stack = make_stack({"JOBS_PER_USER": "1", "EVENT_STREAMS": "1"},
                       ("postgres", "memcached", "api", "sim", "nginx"))
    stack.wait_ready()
    user = stack.new_user()
    trip = [{"id": "trip", "amount": 1, "years": [2030, 2030]}]
    stored = user.post(BASE + "/plans", plan(goals=trip)).headers["Location"]
    later = {"Prefer": "respond-async"}
    job = user.post(BASE + "/simulations?paths=1000", plan(), headers=later)
    assert job.status == 202, job.body
    kept = user.post(stored + "/simulations?paths=50").json["id"]
    for method, _, template, operation in contract.operations():
        if may_be_a_job(operation):
            path = template.replace("/api/v1/plans/{id}", stored).replace(
                "simulations/{id}", "simulations/" + kept).replace(
                "{id}", "trip").replace("{goal}", "trip")
            user.call(method.upper(), path, question(operation),
                      headers=later).problem(409, "too_many_jobs")
    events = job.headers["Location"] + "/events"
    first = http.client.HTTPConnection("127.0.0.1", stack.port, timeout=20)
    try:
        first.request("GET", events,
                      headers={"Authorization": "Bearer " + user.token})
        assert first.getresponse().status == 200
        user.get(events).problem(503, "overloaded")
    finally:
        first.close()


# --- kept results -------------------------------------------------------------------

QUESTIONS = [("GET", "/paths"), ("GET", "/explain"), ("POST", "/rerun")]


def test_kept_results_that_are_no_simulation(user):
    kept = user.get(user.post(BASE + "/backtests?keep=true",
                              published()).headers["Location"]).json["id"]
    for method, rest in QUESTIONS:
        user.call(method, f"{BASE}/simulations/{kept}{rest}").problem(
            409, "not_a_simulation")


def test_kept_results_without_their_question(stack, user):
    """As an older release kept them."""
    stored = user.post(BASE + "/plans", plan()).headers["Location"]
    kept = user.post(stored + "/simulations?paths=60").json["id"]
    sql(stack, "UPDATE finplan.simulations SET request = NULL"
        f" WHERE id = '{kept}'")
    for method, rest in QUESTIONS:
        user.call(method, f"{BASE}/simulations/{kept}{rest}").problem(
            409, "question_unknown")


# --- scenarios ------------------------------------------------------------------------

def test_a_merge_that_others_are_always_quicker_than(stack, user):
    stored = user.post(BASE + "/plans", plan()).headers["Location"]
    made = user.post(stored + "/scenarios", {
        "name": "Trial", "document": {"name": "Changed on trial"}})
    assert made.status == 201, made.body
    merge = made.headers["Location"] + "/merge"
    with unchanging(stack, "plans"):
        user.post(merge).problem(409, "conflict")
    assert user.post(merge).status == 200


def test_a_merge_that_makes_no_plan(user):
    """Each is right by itself, and both together are not."""
    two = plan(accounts=[
        {"id": name, "owner": "pat", "type": "taxable", "balance": 1000,
         "cost_basis": 1000, "allocation": {"us_stock": 1}}
        for name in ("first", "second")])
    stored = user.post(BASE + "/plans", two)
    made = user.post(stored.headers["Location"] + "/scenarios", {
        "name": "Trial", "document": {"contributions": [
            {"account": "second", "amount": 100}]}})
    assert made.status == 201, made.body
    two["accounts"].pop()
    changed = user.put(stored.headers["Location"], two,
                       headers={"If-Match": "*"})
    assert changed.status == 200, changed.body
    user.post(made.headers["Location"] + "/merge").problem(422, "invalid")
