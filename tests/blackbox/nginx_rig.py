"""nginx as tools/stack renders it, in front of applications of a few lines that
do what a test tells them; and clients that keep asking while something is done
to it."""
import http.client
import json
import socket
import threading
import time

from fastcgi_fake import Fake, reply
from stack_rig import Stack

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Cross-Origin-Resource-Policy": "same-origin",
}
WHOSE = "/internal/user"


def echo(params, _body, _turn):
    return reply(json.dumps({"path": params["REQUEST_URI"]}).encode(),
                 headers=["X-Request-Id: from-the-application"])


def knows(users, answer=echo):
    """An application that knows these tokens: {"Bearer a": "user 1"}."""
    def serve(params, body, turn):
        if params["REQUEST_URI"] != WHOSE:
            return answer(params, body, turn)
        user = users.get(params.get("HTTP_AUTHORIZATION"))
        return reply(b"", 204, [f"X-User: {user}"]) if user else \
            reply(b"{}", 401)
    return serve


class Edge(Stack):
    """settings may name the directory of the sockets as {run}; pools: the
    sockets that applications listen on."""

    def __init__(self, answer=echo, settings=None, pools=("api", "sim")):
        super().__init__(settings, ("nginx",))
        run = self.dir / "run"
        run.mkdir()
        self.settings = {name: value.replace("{run}", str(run))
                         for name, value in self.settings.items()}
        self.fakes = {}
        if answer is not None:
            for name in pools:
                self.listen(name, answer)
        self.fake = self.fakes.get("api")

    def listen(self, name, answer=echo):
        self.fakes[name] = Fake(self.dir / f"run/{name}.sock", answer)

    def hang_up(self, name):
        """The application of this socket ends, as killed."""
        self.fakes.pop(name).close()
        (self.dir / f"run/{name}.sock").unlink()

    def paths(self, name="api"):
        """What this application was asked, whose token it is apart."""
        return [params["REQUEST_URI"] for params, _ in self.fakes[name].seen
                if params["REQUEST_URI"] != WHOSE]

    def ask(self, path="/api/v1/plans", method="GET", **headers):
        """With the headers that are given: x_forwarded_for="…"."""
        return self.api().call(method, path, headers={
            name.replace("_", "-"): value for name, value in headers.items()})

    def statuses(self, n, path="/api/v1/plans", method="GET", **headers):
        return [self.ask(path, method, **headers).status for _ in range(n)]

    def remove(self):
        for fake in self.fakes.values():
            fake.close()
        super().remove()


def raw(server, text, end=True):
    """Everything that nginx answers to these bytes."""
    with socket.create_connection(("127.0.0.1", server.port), 10) as client:
        client.sendall(text)
        if end:
            client.shutdown(socket.SHUT_WR)
        parts = []
        try:
            while part := client.recv(65536):
                parts.append(part)
        except ConnectionResetError:
            pass
    return b"".join(parts).decode()


class Load:
    """Clients that ask one after the other until the block ends; each second
    one keeps its connection. A request that finds its kept connection closed,
    without a byte of an answer, is asked once more on a new one, as RFC 9110,
    section 9.2.2, lets every client do. bad: what did not go well."""

    def __init__(self, port, path, clients=4):
        self.port, self.path = port, path
        self.good, self.again = 0, 0
        self.bad, self.seconds = [], []
        self.stop = threading.Event()
        self.lock = threading.Lock()
        self.threads = [threading.Thread(target=self.run, args=(i % 2 == 1,))
                        for i in range(clients)]

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        for thread in self.threads:
            thread.join()

    def wait(self, more, seconds=30):
        """Until so many more requests went well."""
        want, end = self.good + more, time.monotonic() + seconds
        while self.good < want and time.monotonic() < end:
            time.sleep(0.01)
        assert self.good >= want, (self.good, self.bad[:5])

    def connect(self):
        return http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)

    def once(self, connection):
        connection.request("GET", self.path)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def run(self, keep):
        connection = self.connect()
        fresh = True
        while not self.stop.is_set():
            begun = time.monotonic()
            try:
                status = self.once(connection)
            except (http.client.RemoteDisconnected, ConnectionResetError,
                    BrokenPipeError) as error:
                connection.close()
                connection = self.connect()
                status = repr(error)
                if not fresh:
                    self.again += 1
                    fresh = True
                    continue
            except OSError as error:
                status = repr(error)
            with self.lock:
                self.seconds.append(time.monotonic() - begun)
                if status == 200:
                    self.good += 1
                else:
                    self.bad.append(status)
            fresh = not keep
            if not keep or status != 200:
                connection.close()
                connection = self.connect()
        connection.close()
