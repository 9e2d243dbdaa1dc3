"""nginx in front of a FastCGI program, for the tests of the transport.

Everything lives in one temporary directory on Unix sockets, except the TCP
port that nginx listens on; everything is killed at the end.
"""
import http.client
import json
import os
import pathlib
import shutil
import signal
import socket
import struct
import subprocess
import threading
import time

import pytest

SRC = pathlib.Path(__file__).resolve().parents[2]
BUILD = pathlib.Path(os.environ.get("FP_BUILDDIR", "."))
NGINX = shutil.which("nginx", path=os.environ.get("PATH", "") + ":/usr/sbin")


def program(name):
    path = BUILD / name
    if not path.exists():
        pytest.skip(f"{path} is not built")
    return str(path)


def keeps_connections():
    done = subprocess.run([program("finplan-api"), "--version"],
                          capture_output=True, text=True, check=True)
    return "kept" in done.stdout


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_until(true, seconds=10, what="condition"):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if true():
            return
        time.sleep(0.02)
    raise AssertionError(f"{what}: not within {seconds} s")


NGINX_CONF = """
{user}
daemon off;
worker_processes 1;
pid {dir}/nginx.pid;
error_log {dir}/error.log info;
events {{ worker_connections 1024; }}
http {{
    access_log off;
    client_body_temp_path {dir}/body;
    proxy_temp_path {dir}/proxy;
    fastcgi_temp_path {dir}/fastcgi;
    uwsgi_temp_path {dir}/uwsgi;
    scgi_temp_path {dir}/scgi;
    client_max_body_size 50m;
    keepalive_requests 100000;
    upstream pool {{
{servers}
        keepalive {keepalive};
        keepalive_requests 100000;
    }}
    server {{
        listen 127.0.0.1:{port} backlog=1024;
        location / {{
            fastcgi_pass pool;
            fastcgi_keep_conn {keep};
            fastcgi_read_timeout 20s;
            fastcgi_param REQUEST_METHOD $request_method;
            fastcgi_param REQUEST_URI $request_uri;
            fastcgi_param CONTENT_LENGTH $content_length;
            fastcgi_param CONTENT_TYPE $content_type;
            fastcgi_param REMOTE_ADDR $remote_addr;
            fastcgi_param HTTP_X_REQUEST_ID $request_id;
        }}
    }}
}}
"""


class Rig:
    """One nginx and any number of programs behind it."""

    def __init__(self, directory):
        self.dir = pathlib.Path(directory)
        self.port = free_port()
        self.processes = []
        self.nginx = None

    def start(self, *command, env=None, wait_for="ready", pass_fds=()):
        """Starts a program; returns it once it said wait_for."""
        log = open(self.dir / f"program{len(self.processes)}.log", "w+b")
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=log, env=env, pass_fds=pass_fds)
        process.log = log.name
        self.processes.append(process)
        if wait_for:
            line = process.stdout.readline().decode().strip()
            assert line == wait_for, (line, self.text(process))
        return process

    def text(self, process):
        return pathlib.Path(process.log).read_text()

    def echo(self, name="a", kind="", **numbers):
        if kind == "" and not keeps_connections():
            pytest.skip("configured with --disable-kept-connections")
        path = self.dir / f"{name}.sock"
        return self.start(program(f"tests/transport/fcgi_echo{kind}"),
                          f"unix:{path}",
                          *[f"{k}={v}" for k, v in numbers.items()])

    def daemon(self, *options, name="a", env=None, wait_until_ready=True,
               **more):
        """finplan-api without a database; env adds to its environment."""
        data = pathlib.Path(os.environ.get("FP_SRCDIR", SRC)) / \
            "fcgi-app/planning/data"
        settings = {"PATH": os.environ["PATH"], "WORKERS": "2",
                    "DATA_DIR": str(data), "ANONYMOUS_CALCULATORS": "true",
                    **(env or {})}
        process = self.start(program("finplan-api"),
                             f"--listen=unix:{self.dir}/{name}.sock",
                             *options, env=settings, wait_for=None, **more)
        if not wait_until_ready:
            return process
        wait_until(lambda: self.says(process, "ready") or
                   process.poll() is not None, what="ready")
        assert process.poll() is None, self.text(process)
        return process

    def lines(self, process):
        """Its log lines."""
        return [json.loads(line) for line in self.text(process).splitlines()
                if line.startswith("{")]

    def says(self, process, message):
        return any(line["msg"] == message for line in self.lines(process))

    def serve(self, names=("a",), keepalive=64, keep=None):
        """Starts nginx in front of the sockets of these names."""
        if keep is None:
            keep = keeps_connections()
        if NGINX is None:
            pytest.skip("nginx is not installed")
        servers = "\n".join(
            f"        server unix:{self.dir}/{name}.sock max_fails=0;"
            for name in names)
        conf = self.dir / "nginx.conf"
        conf.write_text(NGINX_CONF.format(
            # The sockets are 0660: nginx must run as who made them.
            user="user root;" if os.geteuid() == 0 else "",
            dir=self.dir, port=self.port, servers=servers,
            keepalive=keepalive, keep="on" if keep else "off"))
        self.nginx = subprocess.Popen(
            [NGINX, "-p", str(self.dir), "-c", str(conf),
             "-e", str(self.dir / "error.log")],
            stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.processes.append(self.nginx)

        def listens():
            with socket.socket() as probe:
                return probe.connect_ex(("127.0.0.1", self.port)) == 0
        wait_until(listens, what="nginx listens")

    def get(self, path, method="GET", body=None, headers=None, timeout=15):
        """(status, headers, body) over a connection of its own."""
        client = http.client.HTTPConnection("127.0.0.1", self.port,
                                            timeout=timeout)
        try:
            client.request(method, path, body=body, headers=headers or {})
            reply = client.getresponse()
            return reply.status, dict(reply.getheaders()), reply.read()
        finally:
            client.close()

    def error_log(self):
        return (self.dir / "error.log").read_text()

    def stop(self):
        for process in reversed(self.processes):
            if process.poll() is None:
                process.send_signal(signal.SIGKILL if process is not self.nginx
                                    else signal.SIGTERM)
        for process in self.processes:
            process.wait(10)
            if process.stdout:
                process.stdout.close()


@pytest.fixture
def rig(tmp_path):
    made = Rig(tmp_path)
    yield made
    made.stop()


class Load:
    """Clients that ask again and again over kept connections; each counts
    its own replies, so that one which is never served shows."""

    def __init__(self, rig, clients, path="/echo", method="POST",
                 body=b"hello", pause=0.0, expect=200):
        self.rig, self.path, self.method = rig, path, method
        self.body = body if method == "POST" else None
        self.pause, self.expect = pause, expect
        self.good = [0] * clients
        self.bad = []
        self.over = threading.Event()
        self.threads = [threading.Thread(target=self.run, args=(i,))
                        for i in range(clients)]

    def run(self, i):
        client = http.client.HTTPConnection("127.0.0.1", self.rig.port,
                                            timeout=20)
        while not self.over.is_set():
            try:
                client.request(self.method, self.path, body=self.body)
                reply = client.getresponse()
                reply.read()
                if reply.status == self.expect:
                    self.good[i] += 1
                else:
                    self.bad.append((i, reply.status))
            except (OSError, http.client.HTTPException) as error:
                self.bad.append((i, repr(error)))
                client.close()
            if self.pause:
                time.sleep(self.pause)
        client.close()

    def __enter__(self):
        for thread in self.threads:
            thread.start()
        return self

    def __exit__(self, *_):
        self.over.set()
        for thread in self.threads:
            thread.join(30)

    def total(self):
        return sum(self.good)

    def wait_for(self, more, seconds=15):
        """Until so many more requests were answered."""
        goal = self.total() + more
        wait_until(lambda: self.total() >= goal or len(self.bad) > 50,
                   seconds, f"{more} more replies")


def record(kind, content=b"", request=1):
    return struct.pack(">BBHHBB", 1, kind, request, len(content), 0, 0) + \
        content


def pair(name, value):
    def size(text):
        return (bytes([len(text)]) if len(text) < 128
                else struct.pack(">I", len(text) | 0x80000000))
    return size(name) + size(value) + name.encode() + value.encode()


def request_bytes(path="/echo", method="GET", body=b"", keep=True, **more):
    """One FastCGI request as a web server would send it."""
    params = {"REQUEST_METHOD": method, "REQUEST_URI": path, **more}
    if body:
        params["CONTENT_LENGTH"] = str(len(body))
    text = b"".join(pair(k, v) for k, v in params.items())
    parts = [record(1, struct.pack(">HB5x", 1, 1 if keep else 0)),
             record(4, text), record(4)]
    for at in range(0, len(body), 32768):
        parts.append(record(5, body[at:at + 32768]))
    return b"".join(parts) + record(5)


def connect(rig, name="a"):
    client = socket.socket(socket.AF_UNIX)
    client.settimeout(15)
    client.connect(str(rig.dir / f"{name}.sock"))
    return client


def read_exactly(client, size):
    data = b""
    while len(data) < size:
        part = client.recv(size - len(data))
        if not part:
            raise EOFError(data)
        data += part
    return data


def read_reply(client):
    """The stdout of one reply, up to its FCGI_END_REQUEST."""
    out = b""
    while True:
        _, kind, _, length, padding, _ = struct.unpack(
            ">BBHHBB", read_exactly(client, 8))
        content = read_exactly(client, length)
        read_exactly(client, padding)
        if kind == 6:
            out += content
        if kind == 3:
            return out


def closed_after(client):
    """Seconds until the other side closed."""
    begun = time.monotonic()
    try:
        while client.recv(4096):
            pass
    except ConnectionResetError:
        pass
    return time.monotonic() - begun
