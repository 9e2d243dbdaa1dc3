"""A whole private stack for the black-box tests, by the program that people
use: tools/stack. One directory, free ports, small pools."""
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import time
import uuid

import pytest

from api_client import Api
from transport_rig import free_port

SOURCE = pathlib.Path(os.environ.get("FP_SRCDIR") or
                      pathlib.Path(__file__).resolve().parents[2])
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR") or SOURCE).resolve()
PATH = os.environ.get("PATH", "/usr/bin:/bin") + ":/usr/sbin"
EVERYTHING = ("postgres", "memcached", "api", "sim", "jobs", "nginx")

# Small enough for two cores; the rate is tested where it is the subject.
SETTINGS = {
    "WORKERS": "1",
    "WORKER_THREADS": "4",
    "DATABASE_POOL_SIZE": "4",
    "ANONYMOUS_CALCULATORS": "true",
    "RATE_LIMIT_REQUESTS_PER_MINUTE": "1000000",
    "NGINX_CONNECTIONS_PER_CLIENT": "200",
    "NGINX_HEAVY_PER_CLIENT": "200",
    "REQUEST_TIMEOUT_SECONDS": "10",
    "MAX_SIMULATION_THREADS": "1",
    # The seed of RFC 9421's test-key-ed25519 (appendix B.1.4).
    "RESULT_SIGNING_KEY": "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU",
}


def need(*components):
    """Skips, with the reason, where something is not installed or built."""
    for name in components:
        if name == "postgres":
            found = list(pathlib.Path("/usr/lib/postgresql").glob("*/bin/initdb"))
            if not found and "FP_TEST_PG_BINDIR" not in os.environ:
                pytest.skip("PostgreSQL is not installed")
        elif name in ("api", "sim", "jobs"):
            for program in ("finplan-api", "finplan-admin"):
                if not (BUILD / program).exists():
                    pytest.skip(f"{BUILD / program} is not built")
        elif shutil.which(name, path=PATH) is None:
            pytest.skip(f"{name} is not installed")


class Stack:
    """Started by start(), ended by remove()."""

    builddir = BUILD  # where its programs are

    def __init__(self, settings=None, components=EVERYTHING):
        need(*components)
        self.components = components
        # PostgreSQL of root is another user, who must be able to walk here.
        self.dir = pathlib.Path(tempfile.mkdtemp(prefix="fpstack", dir="/tmp"))
        self.dir.chmod(0o711)
        self.port = free_port()
        self.internal_port = free_port()
        self.settings = {**SETTINGS, **(settings or {})}

    def run(self, *args, check=True):
        options = ["--dir", self.dir, "--builddir", self.builddir,
                   "--port", self.port,
                   "--internal-port", self.internal_port]
        for name, value in self.settings.items():
            options += ["--env", f"{name}={value}"]
        done = subprocess.run(
            [SOURCE / "tools/stack", *map(str, options), *args],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
            stderr=subprocess.STDOUT, timeout=120, check=False)
        if check:
            assert done.returncode == 0, (args, done.stdout)
        return done

    def start(self, *components):
        self.run("start", *(components or self.components))
        return self

    def stop(self, *components):
        self.run("stop", *components)

    def kill(self, *components):
        self.run("kill", *components)

    def remove(self):
        self.run("stop", check=False)
        self.run("kill", check=False)
        shutil.rmtree(self.dir, ignore_errors=True)

    # --- asking it -----------------------------------------------------------

    def api(self, token=None, timeout=30):
        return Api(f"http://127.0.0.1:{self.port}", token, timeout,
                   documented="api" in self.components)

    def internal(self):
        return Api(f"http://127.0.0.1:{self.internal_port}", documented=False)

    def wait_ready(self, seconds=30, status=200):
        end = time.monotonic() + seconds
        while True:
            try:
                last = self.api(timeout=5).get("/ready").status
            except OSError as error:
                last = error
            if last == status:
                return
            assert time.monotonic() < end, f"/ready still says {last}"
            time.sleep(0.1)

    def new_user(self):
        """A client that is logged in to an account of its own."""
        email = f"{uuid.uuid4().hex}@example.com"
        password = uuid.uuid4().hex
        reply = self.api().post("/api/v1/auth/register",
                                {"email": email, "password": password})
        assert reply.status in (200, 201), reply.body
        return self.login(email, password)

    def login(self, email, password):
        reply = self.api().post("/api/v1/auth/login",
                                {"email": email, "password": password})
        assert reply.status == 200, reply.body
        return self.api(reply.json["access_token"])

    # --- looking inside ------------------------------------------------------

    def database_url(self, user):
        """Past the service, for what only an operator may see or break."""
        return f"postgresql://{user}@/finplan?host={self.dir}/run/pg"

    def log(self, name):
        return (self.dir / "log" / f"{name}.log").read_text(errors="replace")

    def pid(self, name):
        return int((self.dir / "pids" / name).read_text().split()[0])

    def processes(self):
        """Numbers of all live processes whose command names our directory."""
        found = []
        for entry in pathlib.Path("/proc").glob("[0-9]*"):
            try:
                words = (entry / "cmdline").read_bytes()
            except OSError:
                continue
            if str(self.dir).encode() in words:
                found.append(int(entry.name))
        return found


def log_lines(text, request_id):
    return [line for line in text.splitlines()
            if re.search(re.escape(request_id), line)]
