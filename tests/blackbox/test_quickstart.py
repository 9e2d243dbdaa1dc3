"""tools/quickstart on the programs that are built already."""
import os
import re
import shutil
import socket
import subprocess
import tempfile
import pathlib

import pytest

from stack_rig import BUILD, EVERYTHING, SOURCE, need
from transport_rig import free_port


@pytest.fixture
def place():
    """A state directory whose build is the one under test."""
    directory = pathlib.Path(tempfile.mkdtemp(prefix="fpquick", dir="/tmp"))
    directory.chmod(0o711)
    (directory / "build").symlink_to(BUILD)
    yield directory
    quickstart(directory, "--stop")
    shutil.rmtree(directory, ignore_errors=True)


def quickstart(directory, *args):
    return subprocess.run(
        [SOURCE / "tools/quickstart", "--dir", directory, *map(str, args)],
        text=True, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, timeout=300, check=False)


def test_twice_then_stop(place):
    need(*EVERYTHING)
    port = free_port()
    while port > 64445:
        port = free_port()
    first = quickstart(place, "--port", port)
    assert first.returncode == 0, first.stdout
    assert re.search(r"Success probability +0\.\d{4} ± 0\.\d{4}",
                     first.stdout), first.stdout
    assert re.search(r"^ *year +p5 .*p50 .*p95$", first.stdout, re.M)
    assert f"http://127.0.0.1:{port}/api/v1" in first.stdout

    # The line that it shows does what it says.
    line = re.search(r"^asked +(curl .*)$", first.stdout, re.M).group(1)
    shown = subprocess.run(["sh", "-c", line], stdout=subprocess.PIPE,
                           check=True).stdout
    assert shown == (place / "answer.json").read_bytes()

    processes = (place / "pids/api").read_text()
    second = quickstart(place)
    assert second.returncode == 0, second.stdout
    assert (place / "pids/api").read_text() == processes, "nothing restarted"
    assert second.stdout.split("Success")[1] == first.stdout.split("Success")[1]

    assert quickstart(place, "--status").returncode == 0
    assert quickstart(place, "--stop").returncode == 0
    left = [p for p in pathlib.Path("/proc").glob("[0-9]*/cmdline")
            if str(place).encode() in contents(p)]
    assert left == []
    assert quickstart(place, "--status").returncode == 1
    assert quickstart(place, "--stop").returncode == 0


def contents(path):
    try:
        return path.read_bytes()
    except OSError:
        return b""


def test_taken_port(place):
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        if port > 64445:
            pytest.skip("the system gave a port that quickstart cannot use")
        done = quickstart(place, "--port", port)
    assert done.returncode == 1
    assert f"port {port} is taken by " in done.stdout
    assert f"process {os.getpid()}" in done.stdout


def test_nothing_started(tmp_path):
    absent = tmp_path / "absent"
    assert quickstart(absent, "--status").returncode == 1
    assert quickstart(absent, "--stop").returncode == 0
    assert not absent.exists()


@pytest.mark.parametrize("args", [["--port"], ["--port", "0"],
                                  ["--port", "65000"], ["--fast"]])
def test_usage(tmp_path, args):
    done = quickstart(tmp_path / "x", *args)
    assert done.returncode == 2
    assert "try --help" in done.stdout


def test_help(tmp_path):
    done = quickstart(tmp_path / "x", "--help")
    assert done.returncode == 0
    for option in ("--stop", "--status", "--port", "--dir"):
        assert option in done.stdout
