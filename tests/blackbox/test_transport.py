"""The transport behind real nginx, with a program that echoes."""
import json
import os
import resource
import signal
import time

import pytest

from transport_rig import (Load, closed_after, connect, read_reply,
                           request_bytes, rig, wait_until)

assert rig  # the fixture

KINDS = ["", "_plain"]


def cpu_seconds(process):
    with open(f"/proc/{process.pid}/stat") as stat:
        user, system = stat.read().rpartition(")")[2].split()[11:13]
    return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")


def serve(rig, kind, names=("a",), **numbers):
    for name in names:
        rig.echo(name, kind, **numbers)
    rig.serve(names, keep=kind == "")


@pytest.mark.parametrize("kind", KINDS)
def test_request_and_reply(rig, kind):
    serve(rig, kind, threads=2, max_body=1000000)
    status, headers, body = rig.get("/a%20b/%C3%BC?x=%20y", "POST", b"body",
                                    {"If-Match": '"1"'})
    assert (status, body) == (200, b"body")
    assert headers["X-Path"].encode("latin-1").decode() == "/a b/ü"
    assert headers["X-Query"] == "x=%20y"
    assert headers["X-Method"] == "POST"
    assert headers["X-If-Match"] == '"1"'
    assert len(headers["X-Request-Id"]) == 32
    status, headers, body = rig.get("/size/300000", "HEAD")
    assert (status, headers["Content-Length"], body) == (200, "300000", b"")
    status, headers, body = rig.get("/size/300000")
    assert (status, len(body)) == (200, 300000)
    status, headers, body = rig.get("/nothing")
    assert (status, body) == (204, b"")
    big = bytes(range(256)) * 3900
    assert rig.get("/echo", "POST", big)[2] == big
    status, headers, body = rig.get("/echo", "POST", big + big)
    assert (status, headers["X-Body"], body) == (200, "too-large", b"")
    assert rig.get("/echo", "POST", b"next")[2] == b"next"


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("path", ["/%ff", "/%00", "/%zz", "/a%2"])
def test_broken_path_is_400(rig, kind, path):
    rig.echo("a", kind, threads=1)
    client = connect(rig)
    client.sendall(request_bytes(path, keep=False))
    head, _, body = read_reply(client).partition(b"\r\n\r\n")
    assert b"Status: 400" in head
    assert b"application/problem+json" in head
    assert json.loads(body)["code"] == "bad_path"


def test_kept_connections_far_above_the_workers(rig):
    serve(rig, "", threads=2, queue_length=256)
    with Load(rig, 48) as load:
        load.wait_for(2500, 40)
    assert load.bad == []
    assert min(load.good) > 0, load.good


def test_connection_is_kept(rig):
    rig.echo(threads=1)
    client = connect(rig)
    for i in range(20):
        body = b"x" * i * 1000
        client.sendall(request_bytes("/echo", "POST", body))
        assert read_reply(client).endswith(b"\r\n\r\n" + body)
    client.sendall(request_bytes("/echo", keep=False))
    read_reply(client)
    assert closed_after(client) < 1


def test_silent_and_half_sent_are_cut_without_holding_a_worker(rig):
    rig.echo(threads=1, read_ms=1000, idle_ms=2500)
    whole = request_bytes("/echo", "POST", b"y" * 1000)
    cases = [b"", whole[:3], whole[:20], whole[:-500], whole[:-1]]
    peers = [connect(rig) for _ in cases]
    begun = time.monotonic()
    for peer, case in zip(peers, cases):
        peer.sendall(case)
    # The only worker answers others meanwhile.
    client = connect(rig)
    for _ in range(50):
        client.sendall(whole)
        read_reply(client)
    assert time.monotonic() - begun < 0.9
    for peer in peers:
        closed_after(peer)
        assert 0.8 < time.monotonic() - begun < 2.2
    # A kept connection has the idle time.
    assert 1.0 < closed_after(client) < 4


def test_slow_body_cannot_hold_a_worker_for_ever(rig):
    rig.echo(threads=1, read_ms=1000)
    whole = request_bytes("/echo", "POST", b"z" * 200000)
    slow = connect(rig)
    slow.sendall(whole[:150000])
    begun = time.monotonic()
    try:
        # A byte each 100 ms never reaches a timeout between two reads.
        for i in range(40):
            slow.sendall(whole[150000 + i:150001 + i])
            time.sleep(0.1)
    except OSError:
        pass
    assert time.monotonic() - begun < 2.5
    client = connect(rig)
    client.sendall(whole)
    assert len(read_reply(client)) > 200000


def test_without_descriptors_it_waits_instead_of_spinning(rig):
    process = rig.echo()
    resource.prlimit(process.pid, resource.RLIMIT_NOFILE, (24, 24))
    waiting = [connect(rig) for _ in range(40)]
    try:
        wait_until(lambda: "accept: " in rig.text(process))
        before = cpu_seconds(process)
        time.sleep(1.5)
        assert 1 <= rig.text(process).count("accept: ") <= 4
        assert cpu_seconds(process) - before < 0.3
    finally:
        for client in waiting:
            client.close()
    with connect(rig) as client:
        client.sendall(request_bytes(keep=False))
        assert b"Status: 200" in read_reply(client)


def test_nonsense_is_cut(rig):
    rig.echo(threads=1)
    for case in [b"GET / HTTP/1.0\r\n\r\n", b"\0" * 8, b"\1\4" + b"\0" * 30]:
        client = connect(rig)
        client.sendall(case)
        assert closed_after(client) < 1


def test_full_queue_is_503_at_once(rig):
    serve(rig, "", threads=1, queue_length=2, reject_length=16,
          retry_after_s=7)
    with Load(rig, 3, "/sleep/1500", "GET"):
        time.sleep(0.5)
        begun = time.monotonic()
        status, headers, body = rig.get("/echo", "POST", b"x" * 100000)
        assert time.monotonic() - begun < 0.5
        assert status == 503
        assert headers["Retry-After"] == "7"
        assert headers["Content-Type"] == "application/problem+json"
        problem = json.loads(body)
        assert problem["code"] == "overloaded"
        assert problem["request_id"] == headers["X-Request-Id"]
    assert rig.get("/echo", "POST", b"again")[2] == b"again"


@pytest.mark.parametrize("kind", KINDS)
def test_sigterm_under_load_loses_nothing(rig, kind):
    serve(rig, kind, ("a", "b"), threads=4, drain_ms=8000)
    with Load(rig, 24) as load:
        load.wait_for(300)
        rig.processes[0].send_signal(signal.SIGTERM)
        assert rig.processes[0].wait(10) == 0, rig.text(rig.processes[0])
        load.wait_for(300)
    assert load.bad == [], rig.error_log()[-2000:]
    assert min(load.good) > 0
    assert not (rig.dir / "a.sock").exists()


@pytest.mark.parametrize("kind", KINDS)
def test_request_in_flight_at_sigterm_is_answered(rig, kind):
    rig.echo("a", kind, threads=2)
    client = connect(rig)
    client.sendall(request_bytes("/sleep/700"))
    time.sleep(0.2)
    rig.processes[0].send_signal(signal.SIGTERM)
    assert b"slept" in read_reply(client)
    client.close()
    assert rig.processes[0].wait(5) == 0


def test_drain_deadline(rig):
    rig.echo(threads=1, drain_ms=300)
    client = connect(rig)
    client.sendall(request_bytes("/sleep/5000"))
    time.sleep(0.2)
    begun = time.monotonic()
    rig.processes[0].send_signal(signal.SIGTERM)
    assert rig.processes[0].wait(5) == 1
    assert time.monotonic() - begun < 2


def test_idle_connection_is_nudged_away_by_a_drain(rig):
    serve(rig, "", threads=1)
    for _ in range(3):
        assert rig.get("/echo", "POST", b"1")[0] == 200
    begun = time.monotonic()
    rig.processes[0].send_signal(signal.SIGTERM)
    assert rig.processes[0].wait(5) == 0
    assert time.monotonic() - begun < 0.8
