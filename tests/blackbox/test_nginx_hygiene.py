"""What a hostile client may try: methods, paths, headers, and requests that two
readers could understand differently."""
import json
import re
import socket
import time

import pytest

from nginx_rig import Edge, echo, raw

HOST = b"Host: edge\r\n"
SMUGGLED = b"GET /smuggled HTTP/1.1\r\nHost: edge\r\n\r\n"
TWO = b"POST /first HTTP/1.1\r\n" + HOST


@pytest.fixture(scope="module")
def edge():
    server = Edge()
    try:
        yield server.start()
    finally:
        server.remove()


# --- methods and paths -----------------------------------------------------------

@pytest.mark.parametrize("method", ["PROPFIND", "BREW", "CONNECT", "TRACE",
                                    "get", "LOCK", "PURGE", "X" * 60])
def test_methods_that_no_route_has(edge, method):
    before = len(edge.fake.seen)
    text = raw(edge, f"{method} /api/v1/plans HTTP/1.1\r\nHost: a\r\n\r\n"
               .encode())
    assert re.match("HTTP/1.1 40[05] ", text), text
    document = json.loads(text.partition("\r\n\r\n")[2])
    assert document["code"] in ("method_not_allowed", "bad_request")
    if document["status"] == 405:
        assert "Allow: GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS" in text
    assert len(edge.fake.seen) == before


def test_methods_that_routes_have(edge):
    for method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE",
                   "OPTIONS"):
        assert edge.ask(method=method).status == 200


@pytest.mark.parametrize("path", [
    "//api/v1/plans", "/api//v1/plans", "/api/v1/plans//", "/api/./v1",
    "/api/../health", "/api/v1/%2e%2e/plans", "/api/.%2E/x", "/api/v1/..",
    "/.", "/api/v1/plans%2Fx", "/api%2fv1/plans", "/api/v1/plans%5cx",
    "/api/v1/plans%00", "/api/v1/plans%0d%0aX:y", "/api/%7f", "/api/%zz",
    "/api/%", "/api/%4", "/api\\v1\\plans", "/../../etc/passwd",
    "/api/v1/auth//login", "/api/v1/simulations/../auth/login",
])
def test_paths_that_two_readers_could_read_differently(edge, path):
    before = len(edge.fake.seen)
    text = raw(edge, b"GET " + path.encode() + b" HTTP/1.1\r\n" + HOST +
               b"Connection: close\r\n\r\n")
    assert text.startswith("HTTP/1.1 400 "), text
    # What nginx cannot decode at all is no request to it.
    assert json.loads(text.partition("\r\n\r\n")[2])["code"] in (
        "bad_path", "bad_request")
    assert len(edge.fake.seen) == before


@pytest.mark.parametrize("path", [
    "/api/v1/plans", "/api/v1/plans/a-b_c~d.e", "/api/v1/plans/%41%20b",
    "/api/v1/plans?x=//&y=%2F..%00/../", "/.well-known/jwks.json",
    "/api/v1/plans/...", "/api/v1/plans/.x", "/api/v1/plans/x.", "/",
    "/api/v1/plans/%C3%A4",
])
def test_paths_that_are_served(edge, path):
    assert edge.ask(path).json == {"path": path}


def test_headers_that_two_readers_could_read_differently(edge):
    """FastCGI has one name for X-User and X_User."""
    edge.ask("/api/v1/plans", **{"proxy": "http://evil.example"})
    raw(edge, b"GET /named HTTP/1.1\r\n" + HOST +
        b"X_Request_Id: mine\r\nProxy: evil\r\nCONTENT_LENGTH: 7\r\n"
        b"Content_Length: 7\r\nFINPLAN_INTERNAL: 1\r\nX.Y: 1\r\n"
        b"Connection: close\r\n\r\n", end=False)
    params = edge.fake.seen[-1][0]
    assert params["REQUEST_URI"] == "/named"
    assert params["CONTENT_LENGTH"] == ""
    assert params.get("HTTP_PROXY", "") == ""
    assert len(params["HTTP_X_REQUEST_ID"]) == 32
    assert "HTTP_FINPLAN_INTERNAL" not in params
    assert "FINPLAN_INTERNAL" not in params
    assert "HTTP_CONTENT_LENGTH" not in params
    assert not [name for name in params if "." in name]


# --- smuggling -------------------------------------------------------------------

def body_and(headers, body, rest=SMUGGLED):
    return TWO + headers + b"\r\n" + body + rest


def mutations():
    """(what, bytes): each could be one request or two, to somebody."""
    size = str(len(SMUGGLED)).encode()
    yield "plain", body_and(b"Content-Length: 3\r\n", b"abc")
    yield "inside the body", body_and(
        b"Content-Length: %d\r\n" % len(SMUGGLED), b"")
    yield "CL.TE", body_and(b"Content-Length: " + size +
                            b"\r\nTransfer-Encoding: chunked\r\n",
                            b"0\r\n\r\n")
    yield "TE.CL", body_and(b"Transfer-Encoding: chunked\r\n"
                            b"Content-Length: 4\r\n", b"5c\r\n")
    for name in (b"Transfer-Encoding : chunked", b" Transfer-Encoding: chunked",
                 b"Transfer-Encoding:\tchunked", b"Transfer-Encoding: xchunked",
                 b"Transfer-Encoding: chunked, identity",
                 b"Transfer-Encoding: identity, chunked",
                 b"Transfer-Encoding: gzip, chunked",
                 b"Transfer-Encoding: chunked\r\nTransfer-Encoding: x",
                 b"Transfer-Encoding: x\r\nTransfer-Encoding: chunked",
                 b"Transfer-Encoding: \x0bchunked",
                 b"Transfer-Encoding: chunked\x00",
                 b"Transfer-Encoding: CHUNKED", b"Transfer-Encoding:",
                 b"Transfer-Encoding: \"chunked\"",
                 b"Transfer_Encoding: chunked",
                 b"X: y\nTransfer-Encoding: chunked",
                 b"X: y\rTransfer-Encoding: chunked",
                 b"X: y\r\n Transfer-Encoding: chunked",
                 b"Transfer-Encoding\x00: chunked"):
        yield f"TE {name!r}", body_and(name + b"\r\n", b"0\r\n\r\n")
        yield f"TE and CL {name!r}", body_and(
            name + b"\r\nContent-Length: 5\r\n", b"0\r\n\r\n")
    for value in (b"+3", b"-3", b"0x3", b"3 ", b" 3", b"3, 3", b"3,4", b"3\t",
                  b"", b"3.0", b"03", b"00000000000000000003", b"1e1",
                  b"18446744073709551619", b"9223372036854775808", b"3\x00"):
        yield f"CL {value!r}", body_and(
            b"Content-Length:" + value + b"\r\n", b"abc")
    for pair in ((b"3", b"3"), (b"3", b"4"), (b"0", size), (size, b"0")):
        yield f"two CL {pair}", body_and(
            b"Content-Length: %s\r\nContent-Length: %s\r\n" % pair, b"abc")
    yield "CL with an underscore", body_and(b"Content_Length: 3\r\n", b"abc")
    yield "CL with a blank", body_and(b"Content-Length : 3\r\n", b"abc")
    yield "CL folded", body_and(b"Content-Length:\r\n 3\r\n", b"abc")
    chunked = b"Transfer-Encoding: chunked\r\n"
    for chunks in (b"3\r\nabc\r\n0\r\n\r\n", b"3;x=y\r\nabc\r\n0\r\n\r\n",
                   b"3\nabc\n0\n\n", b"3\r\nabc\r\n0\r\nX: y\r\n\r\n",
                   b"3\r\nabc\r\n00000000\r\n\r\n", b"0x3\r\nabc\r\n0\r\n\r\n",
                   b"+3\r\nabc\r\n0\r\n\r\n", b"-3\r\nabc\r\n0\r\n\r\n",
                   b" 3\r\nabc\r\n0\r\n\r\n", b"3 \r\nabc\r\n0\r\n\r\n",
                   b"3\r\nabcd\r\n0\r\n\r\n", b"4\r\nabc\r\n0\r\n\r\n",
                   b"3;\x00\r\nabc\r\n0\r\n\r\n", b"3;a\nb\r\nabc\r\n0\r\n\r\n",
                   b"fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
                   b"10000000000000003\r\nabc\r\n0\r\n\r\n",
                   b"\r\nabc\r\n0\r\n\r\n", b"3\rabc\r0\r\r",
                   b"0\r\nContent-Length: 9\r\n\r\n", b"0\r\n", b"0\r\n\r",
                   b"0\n\r\n"):
        yield f"chunks {chunks!r}", body_and(chunked, chunks)
    yield "1.0 with chunks", (b"POST /first HTTP/1.0\r\n" + HOST + chunked +
                              b"\r\n0\r\n\r\n" + SMUGGLED)
    yield "0.9", b"GET /first\r\n" + SMUGGLED
    yield "two hosts", body_and(b"Host: b\r\nContent-Length: 0\r\n", b"")
    yield "a whole address", (b"GET http://other/first HTTP/1.1\r\n" + HOST +
                              b"\r\n" + SMUGGLED)
    yield "GET with a body", (b"GET /first HTTP/1.1\r\n" + HOST +
                              b"Content-Length: " + size + b"\r\n\r\n" +
                              SMUGGLED)
    yield "blank in the line", (b"GET /first HTTP/1.1 HTTP/1.1\r\n" + HOST +
                                b"\r\n" + SMUGGLED)
    yield "empty lines first", b"\r\n\r\n" + body_and(
        b"Content-Length: 0\r\n", b"")
    yield "Expect", body_and(b"Expect: 100-continue\r\nContent-Length: 3\r\n",
                             b"abc")
    yield "Upgrade", body_and(b"Connection: Upgrade, HTTP2-Settings\r\n"
                              b"Upgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"
                              b"Content-Length: 0\r\n", b"")
    yield "Connection names it", body_and(
        b"Connection: Content-Length\r\nContent-Length: 3\r\n", b"abc")


def answers(text):
    """The replies in a stream, read as strictly as may be: (status,
    head, body)."""
    found = []
    while text:
        head, sep, rest = text.partition("\r\n\r\n")
        if text.startswith("{") and not found:  # of HTTP/0.9: no head
            return [(json.loads(text)["status"], "", text)]
        assert head.startswith("HTTP/1."), f"no reply: {text[:200]!r}"
        assert sep
        status = int(head[9:12])
        if status == 100:
            text = rest
            continue
        length = re.search(r"(?im)^content-length: (\d+)\r?$", head)
        if length:
            body = rest[:int(length.group(1))]
            text = rest[int(length.group(1)):]
        elif re.search("(?im)^transfer-encoding: chunked", head):
            body = ""
            while True:
                size, _, rest = rest.partition("\r\n")
                n = int(size, 16)
                body, rest = body + rest[:n], rest[n + 2:]
                if n == 0:
                    break
            text = rest
        else:
            body, text = rest, ""
        found.append((status, head, body))
    return found


def all_at_once(server, first=b"/first/%d", second=b"/smuggled/%d"):
    """Every mutation on a connection of its own, with its number in its paths:
    [(what, replies)]. What waits for more after a second gets the end of the
    stream instead."""
    opened = []
    for n, (what, text) in enumerate(mutations()):
        client = socket.create_connection(("127.0.0.1", server.port), 10)
        number = str(n).encode()
        client.sendall(text.replace(b"/first", first.replace(b"%d", number))
                       .replace(b"/smuggled", second.replace(b"%d", number)))
        opened.append((what, client))
    time.sleep(1)
    found = []
    for what, client in opened:
        with client:
            try:
                client.shutdown(socket.SHUT_WR)
            except OSError:
                pass  # nginx has closed it
            text = b""
            try:
                while part := client.recv(65536):
                    text += part
            except ConnectionResetError:
                pass
        found.append((what, answers(text.decode("latin-1"))))
    return found


def test_both_sides_count_the_same_requests(edge):
    found = all_at_once(edge)
    assert len(found) > 90
    passed = 0
    for n, (what, front) in enumerate(found):
        back = [(params["REQUEST_URI"], params["CONTENT_LENGTH"], body)
                for params, body in edge.fake.seen
                if params["REQUEST_URI"].endswith(f"/{n}")]
        assert [path for path, *_ in back] == [
            json.loads(body)["path"] for status, _, body in front
            if status == 200], (what, front, back)
        for path, told, body in back:
            assert len(body) == int(told or 0), (what, path)
        assert {status for status, *_ in front} <= {
            200, 400, 408, 413, 501, 505}, what
        refused = [status for status, *_ in front if status != 200]
        assert len(refused) <= 1 and (not refused or front[-1][0] != 200), \
            (what, "nothing is read after a refusal")
        passed += len(back)
    assert passed > 40


def test_the_real_application_counts_the_same(stack):
    """Server-Timing is on the application's replies alone."""
    before = stack.log("api").count('"msg":"request"')
    front = sum("Server-Timing:" in head
                for _, replies in all_at_once(stack, b"/status", b"/health")
                for _, head, _ in replies)
    time.sleep(0.5)
    assert stack.log("api").count('"msg":"request"') - before == front > 40


def test_nothing_is_left_on_a_connection(edge):
    """A refused body must not become the next request."""
    with socket.create_connection(("127.0.0.1", edge.port), 10) as client:
        client.sendall(TWO + b"Content-Length: 99999999\r\n\r\n" + SMUGGLED)
        client.settimeout(5)
        text = b""
        while part := client.recv(65536):
            text += part
            if b"too_large" in text:
                break
    assert text.startswith(b"HTTP/1.1 413 ")
    assert not [p for p, _ in edge.fake.seen if "smuggled" in p["REQUEST_URI"]
                and p.get("CONTENT_LENGTH")]
    assert text.count(b"HTTP/1.1") == 1


def test_a_conflict_of_lengths_in_http2(make_edge):
    """HTTP/2 frames say how long a body is; a Content-Length that disagrees is
    refused, and Transfer-Encoding is no header there."""
    server = make_edge(echo, NGINX_H2C_LISTEN="unix:{run}/h2c.sock")

    def literal(name, value):
        return bytes([0, len(name)]) + name + bytes([len(value)]) + value

    def frame(kind, flags, stream, body):
        return len(body).to_bytes(3, "big") + bytes([kind, flags]) + \
            stream.to_bytes(4, "big") + body

    def ask(*headers, body=SMUGGLED):
        block = b"".join(literal(*h) for h in (
            (b":method", b"POST"), (b":scheme", b"http"),
            (b":path", b"/first"), (b":authority", b"edge"), *headers))
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(5)
            client.connect(f"{server.dir}/run/h2c.sock")
            client.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" +
                           frame(4, 0, 0, b"") + frame(1, 4, 1, block) +
                           frame(0, 1, 1, body))
            stream = client.makefile("rb")
            while True:
                head = stream.read(9)
                stream.read(int.from_bytes(head[:3], "big"))
                kind, flags, number = head[3], head[4], head[8]
                # The end of the stream, its reset, or that of all.
                if kind in (3, 7) or (number == 1 and flags & 1):
                    return

    ask((b"content-length", str(len(SMUGGLED)).encode()))
    assert [len(body) for _, body in server.fake.seen] == [len(SMUGGLED)]
    ask((b"content-length", b"0"))
    ask((b"content-length", b"3"))
    ask((b"content-length", b"999"))
    assert len(server.fake.seen) == 1, "refused here"
    ask((b"transfer-encoding", b"chunked"), body=b"0\r\n\r\n" + SMUGGLED)
    for params, body in server.fake.seen[1:]:
        assert params["REQUEST_URI"] == "/first"
        assert len(body) == int(params["CONTENT_LENGTH"])
