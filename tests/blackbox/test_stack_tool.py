"""tools/stack itself, with the parts that need no build."""
import socket
import subprocess

import pytest

from stack_rig import SOURCE, Stack, need

PARTS = ("memcached", "nginx")


@pytest.fixture
def small():
    server = Stack(components=PARTS)
    yield server
    server.remove()


def test_start_status_stop(small):
    small.start()
    status = small.run("status", *PARTS)
    assert status.returncode == 0 and status.stdout.count(" runs (") == 2
    assert small.run("status", check=False).returncode == 1, "others are down"
    assert len(small.processes()) >= 2
    small.stop()
    assert small.processes() == []
    small.stop()


def test_options_are_remembered(small):
    small.start()
    done = subprocess.run(
        [SOURCE / "tools/stack", "--dir", small.dir, "status", "nginx"],
        check=False)
    assert done.returncode == 0
    assert small.api().get("/metrics").status == 404


def test_kill_leaves_nothing_and_start_recovers(small):
    small.start()
    small.kill()
    assert small.processes() == []
    small.start()
    assert small.internal().get("/nginx_status").status == 200


def test_a_foreign_process_with_our_number_is_left_alone(small):
    small.start()
    sleeper = subprocess.Popen(["sleep", "60"])
    try:
        real = (small.dir / "pids/memcached").read_text()
        (small.dir / "pids/memcached").write_text(f"{sleeper.pid} 1\n")
        small.stop("memcached")
        assert sleeper.poll() is None
        (small.dir / "pids/memcached").write_text(real)
    finally:
        sleeper.kill()
        sleeper.wait()


def test_taken_port_names_its_holder(small):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", small.port))
        holder.listen()
        done = small.run("start", "nginx", check=False)
    assert done.returncode == 1
    assert f"port {small.port} is taken by " in done.stdout
    assert "process" in done.stdout
    assert small.processes() == []


def test_long_directory_gets_short_sockets():
    server = Stack(components=PARTS)
    long = server.dir / ("d" * 60) / ("e" * 60)
    long.mkdir(parents=True)
    place, server.dir = server.dir, long
    try:
        server.start()
        assert server.run("status", *PARTS).returncode == 0
        run = [line.partition("=")[2] for line in
               (long / "stack.conf").read_text().splitlines()
               if line.startswith("run=")][0]
        assert run.startswith("/tmp/finplan.")
    finally:
        server.run("stop", check=False)
        server.dir = place
        server.remove()
    assert not subprocess.run(["test", "-e", run], check=False).returncode == 0


@pytest.mark.parametrize("args, words", [
    (["jump"], "no action jump"),
    (["start", "redis"], "no component redis"),
    (["--port", "x", "status"], "a port is"),
    (["--port", "70000", "status"], "a port is"),
    (["--env", "lower=1", "start"], "NAME=VALUE"),
    (["--colour"], "no option --colour"),
    ([], "say start"),
])
def test_usage(tmp_path, args, words):
    need("nginx")
    done = subprocess.run(
        [SOURCE / "tools/stack", "--dir", tmp_path / "s", *args], text=True,
        stderr=subprocess.PIPE, check=False)
    assert done.returncode == 2
    assert words in done.stderr


def test_scripts_are_clean():
    need("shellcheck")
    scripts = ["nginx/control.sh", "nginx/render.sh", ".ci/run", *(
        f"tools/{name}" for name in ("check", "install-deps", "processes.sh",
                                     "quickstart", "stack"))]
    done = subprocess.run(["shellcheck", "-x", *scripts], cwd=SOURCE,
                          text=True, stdout=subprocess.PIPE, check=False)
    assert done.returncode == 0, done.stdout


def test_missing_programs_are_said(tmp_path):
    server = Stack(components=PARTS)
    try:
        done = subprocess.run(
            [SOURCE / "tools/stack", "--dir", server.dir, "--builddir",
             tmp_path, "start", "sim"], text=True, stderr=subprocess.PIPE,
            check=False)
        assert done.returncode == 1
        assert "build first" in done.stderr
    finally:
        server.remove()
