"""Jobs over the real stack: the bytes of one process whatever the workers do,
cancelling, deadlines, quotas, and who may see what."""
import json
import os
import pathlib
import shutil
import signal
import subprocess
import tempfile
import time
import uuid

import pytest

from api_client import plan
from jobs_kit import (ASYNC, JOBS, SETTINGS, accepted, restart,
                      stops_within_a_second, wait, workers)
from stack_rig import BUILD, PATH, SOURCE

SIMULATE = "/api/v1/simulations"


@pytest.fixture(scope="module")
def rig():
    from stack_rig import Stack
    server = Stack(SETTINGS)
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@pytest.fixture
def user(rig):
    return rig.new_user()


def finplan(document, *args):
    """What one process of the command line prints."""
    done = subprocess.run(
        [BUILD / "finplan", "simulate", "-", "--format", "json", *args],
        input=json.dumps(document).encode(), capture_output=True, check=True,
        env={"FINPLAN_DATA_DIR": str(SOURCE / "fcgi-app/planning/data")})
    return done.stdout


def result(user, location):
    job = wait(user, location)
    assert job["state"] == "done", job
    reply = user.get(job["result"])
    assert reply.status == 200
    assert reply.json["result_id"] == job["result_id"]
    assert job["estimate"]["paths"] == reply.json["paths"]
    success = reply.json["success"]
    assert job["estimate"]["probability"] == success["probability"]
    assert job["estimate"]["standard_error"] == success["standard_error"]
    return reply.body


# --- the same bytes ------------------------------------------------------------

def test_a_preferred_job_answers_what_the_request_would_have(user):
    document = plan()
    now = user.post(f"{SIMULATE}?paths=700", document)
    assert now.status == 200
    reply = user.post(f"{SIMULATE}?paths=700", document, headers=ASYNC)
    assert reply.headers["Preference-Applied"] == "respond-async"
    job = user.get(accepted(reply)).json
    assert job["streamed"] is False and job["paths"] == 700
    body = result(user, reply.headers["Location"])
    assert body == now.body == finplan(document, "--paths", "700")


@pytest.mark.parametrize("n", [1, 2, 5])
def test_the_bytes_do_not_depend_on_the_workers(rig, user, n):
    restart(rig, n)
    document = plan()
    for sampler in ("plain", "antithetic", "sobol"):
        document["market"]["sampler"] = sampler
        location = accepted(user.post(f"{SIMULATE}?paths=40001&seed=9",
                                      document, headers=ASYNC))
        job = wait(user, location)
        assert job["streamed"] is True and job["stopped"] is None
        assert result(user, location) == finplan(
            document, "--paths", "40001", "--seed", "9", "--stream")


def test_nor_on_workers_that_are_killed(rig, user):
    restart(rig, 2)
    document = plan()
    location = accepted(user.post(f"{SIMULATE}?paths=600000", document))
    killed = 0
    for _ in range(3):
        # All of them at once, while there is work: some have a shard in hand.
        job = wait(user, location, ("running", "done"))
        if job["state"] == "done":
            break
        for pid in workers(rig):
            os.kill(pid, signal.SIGKILL)
            killed += 1
        time.sleep(0.4)
    assert killed >= 1
    body = result(user, location)
    assert body == finplan(document, "--paths", "600000", "--stream")
    # Somebody else began what the dead had begun.
    assert '"attempt":2' in rig.log("jobs")


def test_nor_on_a_daemon_that_is_killed_and_started_again(rig, user):
    document = plan()
    location = accepted(user.post(f"{SIMULATE}?paths=200000", document))
    wait(user, location, ("running",))
    time.sleep(0.3)
    rig.kill("jobs")
    assert user.get(location).json["state"] == "running"
    rig.start("jobs")
    assert result(user, location) == finplan(document, "--paths", "200000",
                                             "--stream")


def test_a_stop_gives_the_work_back(rig, user):
    """SIGTERM costs no attempt and no lease."""
    restart(rig, 1, JOBS_ATTEMPTS="1", JOBS_LEASE_SECONDS="600")
    document = plan()
    location = accepted(user.post(f"{SIMULATE}?paths=200000", document,
                                  headers=ASYNC))
    try:
        for _ in range(2):
            wait(user, location, ("running",))
            rig.stop("jobs")
            rig.start("jobs")
        assert result(user, location) == finplan(
            document, "--paths", "200000", "--stream")
    finally:
        restart(rig, 2, JOBS_ATTEMPTS="5", JOBS_LEASE_SECONDS="2")


def test_until_the_error_is_small_enough(user):
    document = plan()
    now = user.post(f"{SIMULATE}?until_standard_error=0.01", document)
    assert now.status == 200, now.body
    assert now.headers["Stopped-By"] == f"standard_error; paths={now.json['paths']}"
    assert now.body == finplan(document, "--until-se", "0.01")
    location = accepted(user.post(
        SIMULATE, {"plan": document, "until_standard_error": 0.001},
        headers=ASYNC))
    job = wait(user, location)
    assert job["stopped"] == "standard_error"
    assert job["until_standard_error"] == 0.001
    assert result(user, location) == finplan(document, "--until-se", "0.001")


def test_an_answer_by_the_deadline(user):
    document = plan()
    began = time.monotonic()
    now = user.post(f"{SIMULATE}?paths=9000000&deadline_ms=400", document)
    assert now.status == 200 and time.monotonic() - began < 3
    paths = now.json["paths"]
    assert 0 < paths < 9000000 and paths % 128 == 0
    assert now.headers["Stopped-By"] == f"deadline; paths={paths}"
    assert now.body == finplan(document, "--paths", str(paths), "--stream")

    location = accepted(user.post(
        f"{SIMULATE}?paths=9000000&deadline_ms=1500", document,
        headers=ASYNC))
    job = wait(user, location, seconds=10)
    assert job["state"] == "done" and job["stopped"] == "deadline"
    paths = job["estimate"]["paths"]
    assert result(user, location) == finplan(document, "--paths", str(paths),
                                             "--stream")


def test_a_deadline_before_anything_was_begun(rig, user):
    rig.stop("jobs")
    location = accepted(user.post(f"{SIMULATE}?paths=900000&deadline_ms=6000",
                                  plan()))
    # It comes while nobody works.
    subprocess.run(["psql", "-qX", admin_url(rig), "-c", "UPDATE finplan.jobs"
                    " SET deadline_at = now() WHERE id = '"
                    + location.rpartition("/")[2] + "'"], check=True)
    rig.start("jobs")
    job = wait(user, location)
    assert job["state"] == "failed" and job["error"]["code"] == "deadline"
    user.get(location + "/result").problem(410, "no_result")


def admin_url(rig):
    for line in rig.run("env").stdout.splitlines():
        if line.startswith("DATABASE_ADMIN_URL="):
            return line.partition("=")[2]
    raise AssertionError("no DATABASE_ADMIN_URL")


# --- cancelling ------------------------------------------------------------------

def test_a_cancelled_job_stops_within_a_second(rig, user):
    # The pool that submits cuts; this makes one shard of minutes.
    restart(rig, 2, "sim", JOBS_SHARD_PATH_YEARS="1000000000")
    try:
        location = accepted(user.post(f"{SIMULATE}?paths=9000000", plan()))
        stops_within_a_second(rig, user, location)
    finally:
        restart(rig, 2, "sim", JOBS_SHARD_PATH_YEARS="40000")


def test_what_is_over_cannot_be_cancelled(user):
    location = accepted(user.post(f"{SIMULATE}?paths=200", plan(),
                                  headers=ASYNC))
    wait(user, location)
    user.delete(location).problem(409, "job_over")


# --- who, and how many -----------------------------------------------------------

def test_other_users_and_nobody(rig, user):
    location = accepted(user.post(f"{SIMULATE}?paths=200", plan(),
                                  headers=ASYNC))
    wait(user, location)
    other = rig.new_user()
    for path in (location, location + "/result", f"{JOBS}/{uuid.uuid4()}",
                 f"{JOBS}/x"):
        other.get(path).problem(404, "not_found")
    other.delete(location).problem(404, "not_found")
    assert other.get(JOBS).json["jobs"] == []
    for path in (JOBS, location, location + "/result"):
        rig.api().get(path).problem(401, "unauthenticated")
    # Whoever has no account can own no job: the answer comes at once, and
    # too much is refused.
    reply = rig.api().post(f"{SIMULATE}?paths=200", plan(), headers=ASYNC)
    assert reply.status == 200 and "Preference-Applied" not in reply.headers
    rig.api().post(f"{SIMULATE}?paths=200001", plan()).problem(422, "invalid")


def test_so_many_jobs_and_no_more(rig, user):
    rig.stop("jobs")
    try:
        made = [accepted(user.post(f"{SIMULATE}?paths=2000&seed={n}", plan(),
                                   headers=ASYNC)) for n in range(4)]
        user.post(f"{SIMULATE}?paths=2000", plan(), headers=ASYNC).problem(
            409, "too_many_jobs")
        waiting = user.get(made[0] + "/result").problem(409, "job_not_done")
        assert "no result yet" in waiting["detail"]
        assert accepted(rig.new_user().post(f"{SIMULATE}?paths=2000", plan(),
                                            headers=ASYNC))
        assert user.delete(made[0]).status == 200
        accepted(user.post(f"{SIMULATE}?paths=2000", plan(), headers=ASYNC))
    finally:
        rig.start("jobs")


def test_too_many_paths_and_wrong_options(user):
    reply = user.post(f"{SIMULATE}?paths=10000001", plan(), headers=ASYNC)
    document = reply.problem(422, "invalid")
    assert document["errors"][0]["parameter"] == "paths"
    for query in ("stream=maybe", "until_standard_error=1",
                  "until_standard_error=x", "deadline_ms=0"):
        reply = user.post(f"{SIMULATE}?{query}", plan())
        assert reply.problem(422, "invalid")["errors"][0]["parameter"] == \
            query.split("=")[0]
    body = {"plan": plan(), "stream": 1, "until_standard_error": 2}
    faults = user.post(SIMULATE, body).problem(422, "invalid")["errors"]
    assert {f["pointer"] for f in faults} == {"/stream",
                                              "/until_standard_error"}
    # What the engine would refuse later is refused now.
    document = plan()
    document["market"]["control_variate"] = True
    user.post(f"{SIMULATE}?stream=true", document, headers=ASYNC).problem(
        422, "invalid")


def test_lists(rig):
    user = rig.new_user()
    made = []
    for n in range(5):
        location = accepted(user.post(f"{SIMULATE}?paths={100 + n}", plan(),
                                      headers=ASYNC))
        wait(user, location)
        made.append(location.rpartition("/")[2])
    seen, path = [], JOBS + "?limit=2"
    while path:
        reply = user.get(path)
        seen += [job["id"] for job in reply.json["jobs"]]
        link = reply.headers.get("Link")
        assert bool(link) == bool(reply.json["next_cursor"])
        path = link.split(">")[0][1:] if link else None
    assert seen == made[::-1]
    assert len(user.get(JOBS + "?state=done").json["jobs"]) == 5
    assert user.get(JOBS + "?state=failed").json["jobs"] == []
    for query in ("?state=over", "?limit=0", "?cursor=zz", "?offset=1"):
        user.get(JOBS + query).problem(400, "bad_query")


def test_the_jobs_of_a_plan(user):
    stored = user.post("/api/v1/plans", plan()).json["id"]
    at = f"/api/v1/plans/{stored}/simulations"
    location = accepted(user.post(f"{at}?paths=60000", headers=ASYNC))
    job = wait(user, location)
    assert job["plan_id"] == stored and job["plan_version"] == 1
    body = result(user, location)
    assert body == finplan(plan(), "--paths", "60000", "--stream")
    kept = user.get(f"{SIMULATE}/{job['id']}")
    assert kept.status == 200
    assert kept.json["result"] == json.loads(body)
    assert kept.json["plan_version"] == 1
    # A plan that is gone takes its results along, but not the job's.
    location = accepted(user.post(f"{at}?paths=70000", headers=ASYNC))
    user.delete(f"/api/v1/plans/{stored}", headers={"If-Match": "*"})
    job = wait(user, location)
    assert job["state"] == "done"
    user.get(f"{SIMULATE}/{job['id']}").problem(404, "not_found")


def test_bootstrapped_and_enveloped(user):
    body = {"plan": plan(), "paths": 30000, "seed": 4}
    location = accepted(user.post(f"{SIMULATE}/bootstrap", body))
    job = wait(user, location)
    assert job["state"] == "done" and job["seed"] == 4
    document = json.loads(result(user, location))
    assert any(a["pointer"] == "/market/model" for a in document["assumed"])
    location = accepted(user.post(f"{SIMULATE}/monte-carlo", body))
    assert result(user, location) == finplan(
        plan(), "--paths", "30000", "--seed", "4", "--stream")


def test_the_same_key_makes_one_job(user):
    headers = {**ASYNC, "Idempotency-Key": f'"{uuid.uuid4()}"'}
    first = user.post(f"{SIMULATE}?paths=300", plan(), headers=headers)
    again = user.post(f"{SIMULATE}?paths=300", plan(), headers=headers)
    assert accepted(first) == again.headers["Location"]
    assert again.status == 202 and again.body == first.body
    assert len(user.get(JOBS).json["jobs"]) == 1


def test_what_was_computed_once_is_at_hand(user):
    document = plan(name=uuid.uuid4().hex)
    location = accepted(user.post(f"{SIMULATE}?paths=50000", document))
    body = result(user, location)
    for _ in range(20):  # the cache stores without a word
        now = user.post(f"{SIMULATE}?paths=50000", document)
        if now.status == 200:
            break
        user.delete(accepted(now))
        time.sleep(0.2)
    assert now.status == 200 and now.headers["X-Cache"] == "hit"
    assert now.body == body


def test_priority_among_ones_own(rig, user):
    rig.stop("jobs")
    low = accepted(user.post(f"{SIMULATE}?paths=400&seed=1", plan(),
                             headers={**ASYNC, "Priority": "u=7"}))
    high = accepted(user.post(f"{SIMULATE}?paths=400&seed=2", plan(),
                              headers={**ASYNC, "Priority": "u=0, i"}))
    assert user.get(low).json["priority"] == 0
    assert user.get(high).json["priority"] == 7
    restart(rig, 1)
    low, high = wait(user, low), wait(user, high)
    assert high["started"] <= low["started"]
    assert high["ended"] <= low["ended"]


def test_figures(rig, user):
    wait(user, accepted(user.post(f"{SIMULATE}?paths=150", plan(),
                                  headers=ASYNC)))
    time.sleep(1.5)
    text = rig.internal().get("/metrics").body.decode()
    rows = dict(line.rsplit(" ", 1) for line in text.splitlines()
                if not line.startswith("#"))
    assert int(rows['finplan_jobs{pool="jobs",state="done"}']) >= 1
    assert int(rows['finplan_job_shards_total{pool="jobs",result="done"}']) > 0
    assert int(rows['finplan_jobs_oldest_seconds{pool="jobs"}']) >= 0


# --- through a pooler ----------------------------------------------------------------

def test_through_pgbouncer_by_polling(rig, user):
    """Transaction pooling passes no notifications on; both ways work."""
    program = shutil.which("pgbouncer", path=PATH)
    if program is None:
        pytest.skip("pgbouncer is not installed")
    where = pathlib.Path(tempfile.mkdtemp(prefix="fpbnc", dir="/tmp"))
    socket = admin_url(rig).rpartition("host=")[2]
    (where / "pgbouncer.ini").write_text(
        f"[databases]\nfinplan = host={socket} user=finplan_jobs\n"
        "[pgbouncer]\nlisten_addr =\nlisten_port = 5432\n"
        f"unix_socket_dir = {where}\nauth_type = any\n"
        "pool_mode = transaction\ndefault_pool_size = 2\n"
        f"logfile = {where}/log\n")
    drop = {}
    if os.geteuid() == 0:
        import pwd
        entry = pwd.getpwnam("postgres")
        os.chown(where, entry.pw_uid, entry.pw_gid)
        drop = {"user": entry.pw_uid, "group": entry.pw_gid,
                "extra_groups": []}
    where.chmod(0o755)
    rig.stop("jobs")
    bouncer = subprocess.Popen([program, "-q", where / "pgbouncer.ini"],
                               stdin=subprocess.DEVNULL,
                               stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, cwd=where, **drop)
    env = dict(line.split("=", 1) for line in
               rig.run("env").stdout.splitlines())
    env.update({"DATABASE_URL": f"postgresql://finplan_jobs@/finplan?host={where}",
                "JOBS_POLL_MS": "100", "WORKERS": "2",
                "DATABASE_POOL_SIZE": "4", "PATH": PATH,
                "RUNTIME_DIR": str(where)})
    env.pop("DATABASE_ADMIN_URL")
    env.pop("JOBS_WORKERS", None)
    with open(rig.dir / "log/bounced.log", "w", encoding="utf-8") as log:
        daemon = subprocess.Popen([BUILD / "finplan-api", "--role=jobs"],
                                  env=env, stdout=log,
                                  stderr=subprocess.STDOUT)
    try:
        location = accepted(user.post(f"{SIMULATE}?paths=40000", plan()))
        assert result(user, location) == finplan(plan(), "--paths", "40000",
                                                 "--stream")
    finally:
        daemon.terminate()
        assert daemon.wait(30) == 0
        bouncer.terminate()
        bouncer.wait(10)
        shutil.rmtree(where, ignore_errors=True)
        rig.start("jobs")
