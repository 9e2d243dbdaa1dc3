"""The daemon's supervisor behind real nginx, without a database.

Requests are POSTs, which nginx never sends twice: nothing hides a loss.
"""
import json
import os
import re
import signal
import socket
import subprocess
import sys
import time

import pytest

from transport_rig import (Load, connect, program, read_reply,
                           request_bytes, rig, wait_until)

assert rig  # the fixture


def load(rig, clients, **more):
    return Load(rig, clients, "/health", expect=405, **more)


def environment(rig):
    text = rig.get("/status")[2].decode()
    return re.search(r'"environment":"([^"]*)"', text).group(1)


def workers(process):
    path = f"/proc/{process.pid}/task/{process.pid}/children"
    with open(path) as children:
        return [int(pid) for pid in children.read().split()]


def test_reload_under_load(rig):
    conf = rig.dir / "api.conf"
    conf.write_text("# settings\nENVIRONMENT=first\nWORKERS=1\n")
    daemon = rig.daemon(f"--config={conf}", env={"WORKERS": ""})
    rig.serve()
    assert environment(rig) == "first"
    old = workers(daemon)
    assert len(old) == 1
    with load(rig, 12) as clients:
        clients.wait_for(200)
        for round_ in range(3):
            conf.write_text(f"ENVIRONMENT=round{round_}\nWORKERS=2\n")
            daemon.send_signal(signal.SIGHUP)
            wait_until(lambda: environment(rig) == f"round{round_}")
            clients.wait_for(100)
        wait_until(lambda: len(workers(daemon)) == 2, what="old ones leave")
        assert not set(old) & set(workers(daemon))
        # A wrong file changes nothing.
        before = workers(daemon)
        conf.write_text("ENVIRONMENT=wrong\nWORKERS=many\nNOSUCHKEY=1\n")
        daemon.send_signal(signal.SIGHUP)
        wait_until(lambda: any("old configuration stays" in line["msg"]
                               for line in rig.lines(daemon)))
        clients.wait_for(100)
        assert environment(rig) == "round2"
        assert workers(daemon) == before
    assert clients.bad == [], rig.error_log()[-2000:]
    assert min(clients.good) > 0
    text = rig.text(daemon)
    assert "WORKERS must be a whole number" in text
    assert "there is no key NOSUCHKEY" in text
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(10) == 0, rig.text(daemon)


def blocks(process, number):
    """1 once a signal waits to be read instead of ending the process."""
    with open(f"/proc/{process.pid}/status") as status:
        mask = re.search(r"^SigBlk:\s*(\w+)", status.read(), re.M).group(1)
    return int(mask, 16) >> (number - 1) & 1


def test_reload_while_it_starts(rig):
    conf = rig.dir / "api.conf"
    conf.write_text("ENVIRONMENT=first\n")
    daemon = rig.daemon(f"--config={conf}", wait_until_ready=False)
    wait_until(lambda: blocks(daemon, signal.SIGHUP), what="signals")
    conf.write_text("ENVIRONMENT=second\n")
    daemon.send_signal(signal.SIGHUP)
    wait_until(lambda: rig.says(daemon,
                                "the new configuration is in force"))
    rig.serve()
    assert environment(rig) == "second"


def test_sigterm_under_load(rig):
    first = rig.daemon(name="a")
    rig.daemon(name="b")
    rig.serve(("a", "b"))
    with load(rig, 24) as clients:
        clients.wait_for(300)
        first.send_signal(signal.SIGTERM)
        assert first.wait(15) == 0, rig.text(first)
        clients.wait_for(300)
    assert clients.bad == [], rig.error_log()[-2000:]
    assert min(clients.good) > 0
    assert not (rig.dir / "a.sock").exists()


def test_killed_worker_is_replaced(rig):
    daemon = rig.daemon()
    rig.serve()
    with load(rig, 6, pause=0.005) as clients:
        for _ in range(3):
            clients.wait_for(50)
            victim = workers(daemon)[0]
            lost = len(clients.bad)
            os.kill(victim, signal.SIGKILL)
            wait_until(lambda: victim not in workers(daemon) and
                       len(workers(daemon)) == 2, what="a replacement")
            clients.wait_for(50)
            # Each client has one request under way; nobody loses a second.
            losers = [who for who, _ in clients.bad[lost:]]
            assert len(losers) == len(set(losers)), clients.bad
    pauses = [line["restart_in_ms"] for line in rig.lines(daemon)
              if line["msg"] == "a worker died"]
    # Two places may take turns to die; none may restart faster than its
    # deaths in a row allow.
    assert len(pauses) == 3
    assert set(pauses) <= {100, 200, 400}
    assert pauses[0] == 100
    daemon.send_signal(signal.SIGTERM)
    assert daemon.wait(10) == 0, rig.text(daemon)


def test_worker_that_keeps_dying_waits_longer_each_time(rig):
    daemon = rig.daemon(env={"WORKERS": "1"})
    for _ in range(4):
        wait_until(lambda: len(workers(daemon)) == 1)
        os.kill(workers(daemon)[0], signal.SIGKILL)
        wait_until(lambda: not workers(daemon))
    pauses = [line["restart_in_ms"] for line in rig.lines(daemon)
              if line["msg"] == "a worker died"]
    assert pauses == [100, 200, 400, 800]


def test_workers_leave_when_the_supervisor_is_killed(rig):
    daemon = rig.daemon()
    pids = workers(daemon)
    daemon.kill()
    daemon.wait(5)

    def gone():
        return not any(os.path.exists(f"/proc/{pid}") and
                       "Z" not in open(f"/proc/{pid}/stat").read().split()[2]
                       for pid in pids)
    wait_until(gone, what="orphans leave")


def test_stale_socket_is_replaced_and_a_live_one_is_not(rig):
    path = rig.dir / "a.sock"
    with socket.socket(socket.AF_UNIX) as stale:
        stale.bind(str(path))
    rig.daemon()
    assert path.stat().st_mode & 0o777 == 0o660
    second = rig.start(program("finplan-api"), f"--listen=unix:{path}",
                       wait_for=None)
    assert second.wait(10) == 1
    assert "Another program listens" in rig.text(second)
    client = connect(rig)
    client.sendall(request_bytes("/health"))
    assert b"Status: 200" in read_reply(client)


INHERIT = """
import os, sys
os.environ["LISTEN_PID"] = str(os.getpid())
os.environ["LISTEN_FDS"] = "1"
fd = int(sys.argv[1])
if fd != 3:
    os.dup2(fd, 3)
os.set_inheritable(3, True)
os.execv(sys.argv[2], sys.argv[2:])
"""


@pytest.mark.parametrize("name", ["tests/transport/fcgi_echo",
                                  "tests/transport/fcgi_echo_plain"])
def test_inherited_socket(rig, name):
    path = rig.dir / "a.sock"
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))
        listener.listen(64)
        for _ in range(2):
            # The socket outlives the program: nobody is ever refused.
            process = rig.start(sys.executable, "-c", INHERIT,
                                str(listener.fileno()), program(name),
                                "inherit", pass_fds=(listener.fileno(),))
            client = connect(rig)
            client.sendall(request_bytes("/echo", "POST", b"hi", keep=False))
            assert read_reply(client).endswith(b"hi")
            client.close()
            process.send_signal(signal.SIGTERM)
            waiting = connect(rig)
            assert process.wait(5) == 0
            assert path.exists()
            waiting.close()


def test_notifies_the_service_manager(rig):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        manager.bind(str(rig.dir / "notify"))
        manager.settimeout(10)
        daemon = rig.daemon(env={"NOTIFY_SOCKET": str(rig.dir / "notify")})
        assert manager.recv(100) == b"READY=1"
        daemon.send_signal(signal.SIGHUP)
        assert re.fullmatch(rb"RELOADING=1\nMONOTONIC_USEC=\d+",
                            manager.recv(100))
        assert manager.recv(100) == b"READY=1"
        daemon.send_signal(signal.SIGTERM)
        assert manager.recv(100) == b"STOPPING=1"
        assert daemon.wait(10) == 0


def check_config(**env):
    done = subprocess.run([program("finplan-api"), "--check-config"],
                          env=env, capture_output=True, text=True, timeout=20)
    return done.returncode, done.stdout, done.stderr


def test_check_config(tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("0123456789abcdef" * 4 + "\n")
    code, out, err = check_config(
        JWT_ALGORITHM="HS256", JWT_SECRET_KEY_FILE=str(secret),
        DATABASE_URL="postgresql://u:pa55@h/d", WORKERS="3")
    assert (code, err) == (0, "")
    lines = dict(line.split("=", 1) for line in out.splitlines())
    assert lines["WORKERS"] == "3"
    assert lines["DATABASE_POOL_SIZE"] == "20"
    assert lines["JWT_SECRET_KEY"] == lines["DATABASE_URL"] == "********"
    assert "0123456789abcdef" not in out and "pa55" not in out

    code, out, err = check_config(
        WORKERS="33", DEBUG="maybe", LISTEN="0.0.0.0:1", DATA_DIR="here",
        JWT_ALGORITHM="RS256", DATABASE_POOL_SIZE="20",
        DATABASE_CLIENTS="6", DATABASE_MAX_CONNECTIONS="100")
    assert code == 2
    for word in ["WORKERS", "DEBUG", "LISTEN", "DATA_DIR", "JWT_PRIVATE_KEY",
                 "DATABASE_MAX_CONNECTIONS (100)"]:
        assert word in err, (word, err)
    assert check_config(WORKERS="4", DATABASE_POOL_SIZE="3")[0] == 2
    assert check_config(JWT_SECRET_KEY="x" * 40)[0] == 2
    assert check_config(JWT_ALGORITHM="none")[0] == 2
    assert check_config(JWT_SECRET_KEY_FILE="/nonexistent")[0] == 2
    # A file without a secret is none: a key of a mounted secret may be empty.
    empty = tmp_path / "empty"
    empty.write_text("\n")
    code, out, err = check_config(
        JWT_SECRET_KEY_FILE=str(empty), CACHE_SECRET_KEY_FILE=str(empty),
        RESULT_SIGNING_KEY_FILE="/dev/null", TOTP_SECRET_KEY_FILE="/dev/null")
    assert (code, err) == (0, "")
    assert "CACHE_SECRET_KEY=\n" in out


def test_refuses_to_start_when_the_pool_cannot_fit(rig):
    process = rig.start(
        program("finplan-api"), f"--listen=unix:{rig.dir}/a.sock",
        env={"DATABASE_MAX_CONNECTIONS": "10"}, wait_for=None)
    assert process.wait(10) == 2
    assert "DATABASE_MAX_CONNECTIONS (10)" in rig.text(process)
    assert not (rig.dir / "a.sock").exists()


def test_precedence(tmp_path):
    one, conf = tmp_path / "one", tmp_path / "conf"
    one.write_text("from-file\n")
    conf.write_text('ENVIRONMENT="from conf"\nWORKERS = 2\n')

    def environment_of(*options, **env):
        done = subprocess.run([program("finplan-api"), "--check-config",
                               *options], env=env, capture_output=True,
                              text=True, check=True, timeout=20)
        return re.search("^ENVIRONMENT=(.*)$", done.stdout, re.M).group(1)

    option = f"--config={conf}"
    assert environment_of() == "production"
    assert environment_of(option) == "from conf"
    assert environment_of(option, ENVIRONMENT_FILE=str(one)) == "from-file"
    assert environment_of(option, ENVIRONMENT_FILE=str(one),
                          ENVIRONMENT="env") == "env"
    assert environment_of(option, ENVIRONMENT="") == "from conf"


def test_worker_that_cannot_start_fails_the_daemon(rig):
    begun = time.monotonic()
    process = rig.start(
        program("finplan-api"), f"--listen=unix:{rig.dir}/a.sock",
        env={"DATABASE_URL": "postgresql://[broken"}, wait_for=None)
    assert process.wait(15) == 1
    assert time.monotonic() - begun < 10
    assert "broken" not in rig.text(process)


def test_a_log_that_nobody_reads_holds_nobody(rig):
    """Standard error is a full pipe: requests are answered as before, and what
    is read later are whole lines, which say how many are missing."""
    out, into = os.pipe()
    daemon = subprocess.Popen(
        [program("finplan-api"), "--role=api",
         f"--listen=unix:{rig.dir}/full.sock"], stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL, stderr=into, env={
            "PATH": os.environ.get("PATH", ""), "WORKERS": "1",
            "LOG_LEVEL": "info", "RUNTIME_DIR": str(rig.dir),
            "DATA_DIR": os.path.join(os.environ.get("FP_SRCDIR", "."),
                                     "fcgi-app/planning/data")})
    try:
        os.close(into)
        wait_until(lambda: os.path.exists(rig.dir / "full.sock"))
        client = connect(rig, "full")
        longest = 0.0
        for _ in range(600):  # more than a pipe has room for
            begun = time.monotonic()
            client.sendall(request_bytes("/status"))
            assert b"200 OK" in read_reply(client)
            longest = max(longest, time.monotonic() - begun)
        assert longest < 2
        text = os.read(out, 1 << 20).decode()
        client.sendall(request_bytes("/status"))
        read_reply(client)
        time.sleep(0.2)
        text += os.read(out, 1 << 20).decode()
        lines = [json.loads(line) for line in text.splitlines()]
        assert text.endswith("\n") and len(lines) < 600
        assert sum(line.get("dropped_before", 0) for line in lines) > 100
    finally:
        daemon.terminate()
        os.close(out)
        assert daemon.wait(20) == 0
