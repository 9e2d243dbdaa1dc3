"""Progress as server-sent events: what a watcher hears, and that two hundred of
them hold no worker."""
import json
import socket
import threading
import time

import pytest

from api_client import plan
from stack_rig import Stack
from test_api_jobs import ASYNC, JOBS, SETTINGS, SIMULATE, accepted, wait

WATCHERS = 200
MOST = 205


@pytest.fixture(scope="module")
def rig():
    server = Stack({**SETTINGS, "EVENT_STREAMS": str(MOST),
                    "NGINX_CONNECTIONS_PER_CLIENT": "1000"})
    try:
        server.start()
        server.wait_ready()
        yield server
    finally:
        server.remove()


@pytest.fixture
def user(rig):
    return rig.new_user()


class Watcher:
    """One connection that reads events as they come."""

    def __init__(self, user, location, last=None):
        self.socket = socket.create_connection(
            (user.url.hostname, user.url.port), timeout=40)
        lines = [f"GET {location}/events HTTP/1.1", "Host: x",
                 "Accept: text/event-stream",
                 f"Authorization: Bearer {user.token}", "Connection: close"]
        if last is not None:
            lines.append(f"Last-Event-ID: {last}")
        self.socket.sendall(("\r\n".join(lines) + "\r\n\r\n").encode())
        self.file = self.socket.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        for line in iter(self.file.readline, b"\r\n"):
            name, _, value = line.decode().partition(":")
            self.headers[name.lower()] = value.strip()
        self.rest = b""

    def chunks(self):
        """The body, chunk by chunk."""
        if "content-length" in self.headers:
            yield self.file.read(int(self.headers["content-length"]))
            return
        while True:
            size = int(self.file.readline() or b"0", 16)
            if size == 0:
                return
            yield self.file.read(size)
            self.file.readline()

    def events(self):
        """(event, id, data) until the stream closes; comments as None."""
        for chunk in self.chunks():
            self.rest += chunk
            while b"\n\n" in self.rest:
                block, _, self.rest = self.rest.partition(b"\n\n")
                fields = dict(line.split(": ", 1) for line in
                              block.decode().splitlines()
                              if not line.startswith(":"))
                if "data" in fields:
                    yield (fields["event"], fields["id"],
                           json.loads(fields["data"]))

    def close(self):
        self.file.close()
        self.socket.close()


def open_streams(rig):
    text = rig.internal().get("/metrics").body.decode()
    return sum(int(line.split()[-1]) for line in text.splitlines()
               if line.startswith("finplan_event_streams{"))


def until(condition, seconds=10):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_a_watcher_hears_it_narrow_and_end(user):
    location = accepted(user.post(f"{SIMULATE}?paths=900000", plan()))
    watcher = Watcher(user, location)
    assert watcher.status == 200
    assert watcher.headers["content-type"] == "text/event-stream"
    assert watcher.headers["cache-control"] == "no-store"
    heard = []
    for event, name, job in watcher.events():
        if not heard:  # it came at once, not with the end
            assert user.get(location).json["ended"] is None
        heard.append((event, name, job))
    assert [event for event, _, _ in heard][-1] == "end"
    assert all(event == "progress" for event, _, _ in heard[:-1])
    assert heard[-1][2] == user.get(location).json
    assert heard[-1][2]["state"] == "done"
    assert len({name for _, name, _ in heard}) == len(heard) >= 3
    errors = [job["estimate"]["standard_error"] for _, _, job in heard
              if job["estimate"]]
    assert len(errors) >= 2 and errors[-1] < errors[0]
    # Who has seen the end need not come back.
    again = Watcher(user, location, last=heard[-1][1])
    assert again.status == 204
    # Who has not is told it, and nothing else.
    late = Watcher(user, location, last=heard[0][1])
    assert [event for event, _, _ in late.events()] == ["end"]


def test_taking_it_up_again(rig, user):
    rig.stop("jobs")
    try:
        location = accepted(user.post(f"{SIMULATE}?paths=3000", plan(),
                                      headers=ASYNC))
        first = Watcher(user, location)
        event, name, _ = next(first.events())
        assert event == "progress"
        first.close()
        second = Watcher(user, location, last=name)
        rig.start("jobs")
        names = [name for _, name, _ in second.events()]
        assert name not in names and len(names) >= 1
    finally:
        rig.start("jobs")


def test_other_users_and_nobody(rig, user):
    location = accepted(user.post(f"{SIMULATE}?paths=200", plan(),
                                  headers=ASYNC))
    rig.new_user().get(location + "/events").problem(404, "not_found")
    rig.api().get(location + "/events").problem(401, "unauthenticated")
    user.get(f"{JOBS}/x/events").problem(404, "not_found")


def test_two_hundred_watchers_harm_nobody(rig, user):
    rig.stop("jobs")
    watchers = []
    try:
        jobs = [accepted(user.post(f"{SIMULATE}?paths=500&seed={n}", plan(),
                                   headers=ASYNC)) for n in range(4)]

        def times(n):
            took = []
            for _ in range(n):
                began = time.monotonic()
                assert user.get("/api/v1/plans").status == 200
                took.append(time.monotonic() - began)
            return sorted(took)

        before = times(50)
        for n in range(WATCHERS):
            watchers.append(Watcher(user, jobs[n % 4]))
        assert {w.status for w in watchers} == {200}
        until(lambda: open_streams(rig) == WATCHERS)
        # Four threads serve this pool; all of them are free for others.
        during = times(50)
        assert during[25] < 3 * before[25] + 0.02, (before, during)
        assert during[-1] < 3 * before[-1] + 0.5, (before, during)
        # There are places for five more.
        more = [Watcher(user, jobs[0]) for _ in range(8)]
        assert sorted(w.status for w in more) == [200] * 5 + [503] * 3
        for watcher in more:
            watcher.close()
        until(lambda: open_streams(rig) == WATCHERS)

        ended = []

        def listen(watcher):
            ended.append([event for event, _, _ in watcher.events()][-1])

        threads = [threading.Thread(target=listen, args=(w,))
                   for w in watchers]
        for thread in threads:
            thread.start()
        began = time.monotonic()
        for job in jobs:
            user.delete(job)
        for thread in threads:
            thread.join(20)
        assert ended == ["end"] * WATCHERS
        assert time.monotonic() - began < 10
        until(lambda: open_streams(rig) == 0)
    finally:
        for watcher in watchers:
            watcher.close()
        rig.start("jobs")


def test_who_leaves_leaves_no_trace(rig, user):
    rig.stop("jobs")
    try:
        location = accepted(user.post(f"{SIMULATE}?paths=500", plan(),
                                      headers=ASYNC))
        watcher = Watcher(user, location)
        next(watcher.events())
        until(lambda: open_streams(rig) == 1)
        watcher.close()
        until(lambda: open_streams(rig) == 0)
        assert user.get(location).status == 200
    finally:
        rig.start("jobs")


def test_a_stop_ends_streams_and_waits_for_nobody(rig, user):
    rig.stop("jobs")
    try:
        location = accepted(user.post(f"{SIMULATE}?paths=500", plan(),
                                      headers=ASYNC))
        watcher = Watcher(user, location)
        events = watcher.events()
        next(events)
        began = time.monotonic()
        rig.stop("api")
        assert time.monotonic() - began < 8
        assert list(events) == []  # a whole reply, without an end of the job
        assert "stopped with losses" not in rig.log("api")
    finally:
        rig.start("api")
        rig.start("jobs")
        rig.wait_ready()
    wait(user, location)


def test_a_stream_goes_on_for_so_long(rig, user):
    rig.stop("jobs", "api")
    settings = rig.settings
    rig.settings = {**settings, "EVENT_STREAM_SECONDS": "2"}
    rig.start("api")
    try:
        rig.wait_ready()
        location = accepted(user.post(f"{SIMULATE}?paths=500", plan(),
                                      headers=ASYNC))
        began = time.monotonic()
        events = list(Watcher(user, location).events())
        assert [event for event, _, _ in events] == ["progress"]
        assert 1.5 < time.monotonic() - began < 6
    finally:
        rig.settings = settings
        rig.stop("api")
        rig.start("api")
        rig.start("jobs")
        rig.wait_ready()
