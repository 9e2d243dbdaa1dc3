"""What operators do to a running nginx, and what it stands: maintenance, reload
and upgrade under load, slow clients, a root that may not be written."""
import json
import os
import pathlib
import resource
import signal
import socket
import subprocess
import threading
import time

import pytest

from fastcgi_fake import reply
from nginx_rig import Edge, Load, echo
from stack_rig import PATH, SOURCE, need

CONTROL = SOURCE / "nginx/control.sh"
PAGE = "https://app.example.com"


def control(server, *words, check=True, **env):
    done = subprocess.run([CONTROL, server.dir / "nginx", *words], text=True,
                          env={"PATH": PATH, **env}, timeout=60, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    assert not check or done.returncode == 0, done.stdout
    return done


# --- maintenance -------------------------------------------------------------------

def test_maintenance(make_edge):
    server = make_edge(echo, CORS_ALLOWED_ORIGINS=PAGE,
                       NGINX_MAINTENANCE_SECONDS="120")
    assert control(server, "maintenance", "status").stdout == "off\n"
    control(server, "maintenance", "on")
    assert control(server, "maintenance", "status").stdout == "on\n"
    before = len(server.fake.seen)
    for method, path in (("GET", "/api/v1/plans"),
                         ("POST", "/api/v1/simulations"),
                         ("POST", "/api/v1/auth/login"),
                         ("GET", "/api/v1/openapi.json"), ("GET", "/x")):
        answer = server.ask(path, method, origin=PAGE)
        answer.problem(503, "maintenance")
        assert answer.headers["Retry-After"] == "120"
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers["Access-Control-Allow-Origin"] == PAGE
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert len(server.fake.seen) == before
    for path in ("/health", "/ready", "/status"):
        assert server.ask(path).status == 200
    assert server.internal().get("/metrics").status == 200
    assert server.internal().get("/nginx_status").status == 200
    control(server, "maintenance", "off")
    assert server.ask().status == 200


def test_maintenance_is_documented(stack, api):
    control(stack, "maintenance", "on")
    try:
        api.get("/api/v1/spending/policies").problem(503, "maintenance")
        assert api.get("/health").status == 200
    finally:
        control(stack, "maintenance", "off")
    assert api.get("/api/v1/spending/policies").status == 200


# --- reload and upgrade --------------------------------------------------------------

def test_twenty_reloads_under_load(stack):
    with Load(stack.port, "/health") as load:
        load.wait(20)
        for _ in range(20):
            assert control(stack, "reload").stdout == ""
            load.wait(10)
    assert load.bad == []
    assert load.good > 220
    assert load.again <= load.good / 10, (load.again, load.good)


def test_a_reload_takes_the_new_settings_and_ends_nothing(make_edge):
    begun, gate = threading.Event(), threading.Event()

    def slow(params, body, turn):
        if params["REQUEST_URI"] == "/api/v1/simulations":
            begun.set()
            gate.wait(20)
        return echo(params, body, turn)

    server = make_edge(slow, MAX_REQUEST_SIZE_MB="1")
    long = []
    thread = threading.Thread(target=lambda: long.append(
        server.ask("/api/v1/simulations", "POST")))
    thread.start()
    assert begun.wait(10)
    old = server.pid("nginx")
    subprocess.run(["sed", "-i", "s/client_max_body_size  *1m/"
                    "client_max_body_size 2m/",
                    server.dir / "nginx/snippets/client.conf"], check=True)
    control(server, "reload")
    body = b"x" * ((1 << 20) + 1)
    assert server.api().post("/api/v1/plans", body).status == 200
    gate.set()
    thread.join()
    assert long[0].status == 200, "what was in progress was finished"
    assert server.pid("nginx") == old


def test_a_wrong_configuration_is_not_taken_up(make_edge):
    server = make_edge(echo)
    with open(server.dir / "nginx/nginx.conf", "a") as conf:
        conf.write("nonsense on;\n")
    done = control(server, "reload", check=False)
    assert done.returncode == 1
    assert "nonsense" in done.stdout and "not touched" in done.stdout
    assert control(server, "check", check=False).returncode == 1
    assert server.ask().status == 200


def alive(pid):
    try:
        text = pathlib.Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return False
    return text.rpartition(") ")[2][0] not in "ZX"


def test_upgrade_of_the_program_under_load(make_edge):
    server = make_edge(echo)
    pid_file = server.dir / "nginx/run/nginx.pid"
    old = int(pid_file.read_text())
    new = 0
    try:
        with Load(server.port, "/api/v1/plans") as load:
            load.wait(50)
            control(server, "upgrade")
            new = int(pid_file.read_text())
            load.wait(50)
            end = time.monotonic() + 15
            while alive(old) and time.monotonic() < end:
                time.sleep(0.1)
            load.wait(50)
        assert new != old and alive(new) and not alive(old)
        assert load.bad == []
        assert load.again <= 8, load.again
        control(server, "reload")
        assert server.ask().status == 200
    finally:
        if new and new != old:
            os.kill(new, signal.SIGTERM)


def test_an_upgrade_that_fails_leaves_the_old_one(make_edge):
    server = make_edge(echo)
    pid_file = server.dir / "nginx/run/nginx.pid"
    old = int(pid_file.read_text())
    # What the new program will not be able to read; -t is another program's.
    conf = server.dir / "nginx/nginx.conf"
    good = conf.read_text()
    conf.write_text(good.replace("http {", "http { nonsense on;", 1))
    done = control(server, "upgrade", check=False, NGINX="true")
    assert done.returncode == 1 and "old one goes on" in done.stdout
    assert int(pid_file.read_text()) == old and alive(old)
    assert server.ask().status == 200


@pytest.mark.parametrize("words", [["reload"], ["upgrade"]])
def test_nothing_runs(make_edge, words):
    server = make_edge(echo)
    server.stop("nginx")
    done = control(server, *words, check=False)
    assert done.returncode == 1 and "does not run" in done.stdout


@pytest.mark.parametrize("words", [[], ["dance"], ["maintenance", "perhaps"]])
def test_usage(make_edge, words):
    server = make_edge(echo)
    assert control(server, *words, check=False).returncode == 2


# --- slow clients ----------------------------------------------------------------------

def files_allowed(n):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < n:
        pytest.skip(f"this machine allows {hard} open files, not {n}")
    if soft < n:
        resource.setrlimit(resource.RLIMIT_NOFILE, (n, hard))


class Slow:
    """n clients that send a beginning and then a byte every now and then."""

    def __init__(self, port, n, beginning):
        self.clients = []
        for i in range(n):
            client = socket.create_connection(("127.0.0.1", port), 10)
            client.sendall(beginning(i))
            client.setblocking(False)
            self.clients.append(client)

    def drip(self):
        for client in self.clients:
            try:
                client.send(b"a")
            except OSError:
                pass

    def ended(self):
        """How many of them nginx has let go."""
        gone = 0
        for client in self.clients:
            try:
                while part := client.recv(65536):
                    gone += b"HTTP/1.1 4" in part
                    break
                else:
                    gone += 1
            except BlockingIOError:
                pass
            except OSError:
                gone += 1
        return gone

    def close(self):
        for client in self.clients:
            client.close()


def p99(load):
    return sorted(load.seconds)[int(len(load.seconds) * 0.99)]


def test_two_thousand_slow_clients_harm_nobody(make_edge):
    files_allowed(6000)
    server = make_edge(echo, NGINX_TRUSTED_PROXIES="127.0.0.1",
                       NGINX_CONNECTIONS_PER_CLIENT="5")
    headers = Slow(server.port, 1000, lambda i: b"GET /slow HTTP/1.1\r\nX: ")
    bodies = Slow(server.port, 1000, lambda i: (
        f"POST /api/v1/plans HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: 10.0."
        f"{i // 250}.{i % 250}\r\nContent-Length: 100\r\n\r\n").encode())
    try:
        begun = time.monotonic()
        with Load(server.port, "/api/v1/plans", clients=2) as load:
            for _ in range(6):
                headers.drip()
                bodies.drip()
                time.sleep(0.5)
            load.wait(50)
        status = server.internal().get("/nginx_status").body.decode()
        assert int(status.split()[2]) >= 2000, status
        assert load.bad == [] and load.good > 100
        assert p99(load) < 1, p99(load)
        assert server.paths() == ["/api/v1/plans"] * len(server.paths())
        assert len(server.paths()) == load.good, "no slow one got through"
        assert headers.ended() == 0 and bodies.ended() == 0
        # A header must be whole in ten seconds, however it drips.
        while headers.ended() < 1000 and time.monotonic() - begun < 20:
            headers.drip()
            time.sleep(1)
        assert headers.ended() == 1000
        assert server.ask().status == 200
        # A body that comes on may: its client has so many and no more.
        more = Slow(server.port, 8, lambda i: (
            b"POST /api/v1/plans HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: "
            b"192.0.2.1\r\nContent-Length: 100\r\n\r\n"))
        time.sleep(0.5)
        assert more.ended() == 3
        more.close()
    finally:
        headers.close()
        bodies.close()


# --- a root that may not be written ------------------------------------------------------

LOCKED = """
set -e
mount --bind "$1" "$1"
mount -o remount,bind,ro /
mount -o remount,bind,rw "$1"
! touch /etc/written 2>/dev/null
! touch "$2/written" 2>/dev/null
cd /
if [ "$(id -u)" -eq 0 ] && setpriv --reuid 65534 --clear-groups true 2>/dev/null
then exec setpriv --reuid 65534 --regid 65534 --clear-groups "$3" -e stderr -c "$2/nginx.conf" -g 'daemon off;'
else exec "$3" -e stderr -c "$2/nginx.conf" -g 'daemon off;'
fi
"""


def test_it_runs_as_anybody_with_a_root_that_is_read_only(tmp_path_factory):
    need("nginx", "unshare")
    how = ["unshare", "-m"] if os.getuid() == 0 else ["unshare", "-rm"]
    if subprocess.run([*how, "sh", "-c", "mount --bind /tmp /tmp"],
                      capture_output=True, check=False).returncode:
        pytest.skip("this machine allows no mounts of its own")
    server = Edge(lambda params, *_: reply(
        json.dumps({"n": "x" * 3_000_000}).encode()))
    conf, run = server.dir / "nginx", server.dir / "nginx/run"
    conf.mkdir()
    process = None
    try:
        run.mkdir()
        (server.dir / "run").chmod(0o755)
        for path in (server.dir / "run").iterdir():
            path.chmod(0o777)
        subprocess.run([SOURCE / "nginx/render.sh", conf], check=True, env={
            "PATH": PATH, "NGINX_RUN_DIR": str(run),
            "NGINX_LISTEN": f"127.0.0.1:{server.port}",
            "NGINX_INTERNAL_LISTEN": f"127.0.0.1:{server.internal_port}",
            "NGINX_WORKER_PROCESSES": "1", "NGINX_ACCESS_LOG": f"{run}/access.log",
            "FINPLAN_API_ADDRESS": f"unix:{server.dir}/run/api.sock",
            "FINPLAN_SIM_ADDRESS": f"unix:{server.dir}/run/sim.sock"})
        if os.getuid() == 0:
            os.chown(run, 65534, 65534)
        program = next(f"{d}/nginx" for d in PATH.split(":")
                       if os.access(f"{d}/nginx", os.X_OK))
        with open(server.dir / "out", "wb") as out:
            process = subprocess.Popen(
                [*how, "sh", "-c", LOCKED, "sh", run, conf, program],
                stdout=subprocess.PIPE, stderr=out)
        reader = threading.Thread(target=process.stdout.read, daemon=True)
        reader.start()
        end = time.monotonic() + 10
        while not (run / "nginx.pid").exists() and time.monotonic() < end:
            assert process.poll() is None, (server.dir / "out").read_text()
            time.sleep(0.05)
        pid = int((run / "nginx.pid").read_text())
        assert os.stat(f"/proc/{pid}").st_uid == (
            65534 if os.getuid() == 0 else os.getuid())
        # A body and a reply that need files, a kept document, maintenance.
        answer = server.api().post("/api/v1/plans", b"y" * 2_000_000)
        assert answer.status == 200, (server.dir / "out").read_text()
        assert len(server.ask("/api/v1/openapi.json").body) > 3_000_000
        assert server.ask("/api/v1/openapi.json").headers["Cache-Status"] == \
            "finplan-edge; hit"
        (run / "maintenance").touch()
        assert server.ask().status == 503
        (run / "maintenance").unlink()
        os.kill(pid, signal.SIGHUP)
        time.sleep(0.5)
        assert server.ask().status == 200
        text = (server.dir / "out").read_text()
        assert "Read-only" not in text and "denied" not in text, text
        assert "[emerg]" not in text, text
        written = {path.name for path in run.iterdir()}
        assert {"nginx.pid", "body", "cache"} <= written
    finally:
        if process is not None:
            process.terminate()
            process.wait(15)
        server.remove()
