"""What the tests of jobs have in common."""
import subprocess
import time

from api_client import plan

JOBS = "/api/v1/jobs"
ASYNC = {"Prefer": "respond-async"}
# Small shards, so that a second's work has many; a lease that runs out soon.
SETTINGS = {
    "SIMULATION_SYNC_PATH_YEARS": "300000",
    "JOBS_SHARD_PATH_YEARS": "40000",
    "JOBS_LEASE_SECONDS": "2",
    "JOBS_PER_USER": "4",
    "CACHE_TIMEOUT_MS": "1000",
}


def may_be_a_job(operation):
    """Whether the OpenAPI document says so of an operation."""
    return "202" in operation["responses"] and \
        "Location" in operation["responses"]["202"].get("headers", {})


def question(operation):
    """A good body of an operation that may be a job; None: it takes none."""
    if "requestBody" not in operation:
        return None
    if operation["operationId"] == "comparePlans":
        return {"plans": [plan(), plan()]}
    if operation["operationId"] == "compareSpending":
        return {"plan": plan(), "policies": [{"policy": "constant_real"},
                                             {"policy": "vpw"}]}
    if operation["operationId"] == "solve":
        return {"plan": plan(), "for": "spending", "success": 0.9}
    if operation["operationId"] == "getGoalProbability":
        return plan(goals=[{"id": "trip", "amount": 1, "years": [2030, 2030]}])
    return plan()


def accepted(reply):
    assert reply.status == 202, (reply.status, reply.body[:500])
    job = reply.json
    assert reply.headers["Location"] == f"{JOBS}/{job['id']}"
    assert job["state"] == "queued" and job["result"] is None
    return reply.headers["Location"]


def wait(user, location, until=("done", "failed", "cancelled"), seconds=60):
    end = time.monotonic() + seconds
    while True:
        job = user.get(location).json
        if job["state"] in until:
            return job
        assert time.monotonic() < end, job
        time.sleep(0.05)


def workers(rig):
    """Processes of the jobs daemon but for its supervisor."""
    parent = rig.pid("jobs")
    found = subprocess.run(["ps", "-o", "pid=", "--ppid", str(parent)],
                           capture_output=True, text=True, check=False)
    return [int(pid) for pid in found.stdout.split()]


def restart(rig, n, *also, **settings):
    rig.stop("jobs", *also)
    rig.settings = {**rig.settings, **settings, "JOBS_WORKERS": str(n)}
    rig.start("jobs", *also)


def busy(rig):
    text = rig.internal().get("/metrics").body.decode()
    return sum(int(line.split()[-1]) for line in text.splitlines()
               if line.startswith('finplan_busy_workers{pool="jobs"}'))


def stops_within_a_second(rig, user, location):
    """Cancels a job that is running."""
    wait(user, location, ("running",))
    time.sleep(0.5)
    assert busy(rig) == 1
    began = time.monotonic()
    reply = user.delete(location)
    assert reply.status == 200 and reply.json["state"] == "cancelled"
    while busy(rig) != 0:
        assert time.monotonic() - began < 1.0
        time.sleep(0.02)
    assert user.get(location).json["state"] == "cancelled"
    assert user.delete(location).json["state"] == "cancelled"
    user.get(location + "/result").problem(410, "no_result")
