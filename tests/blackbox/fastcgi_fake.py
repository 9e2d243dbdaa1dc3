"""A FastCGI application of a few lines that does what a test tells it, to see
what nginx sends and how it takes what comes back.
SOURCE: FastCGI Specification 1.0, Open Market, 29 April 1996, section 3."""
import socket
import struct
import threading

BEGIN, END, PARAMS, STDIN, STDOUT = 1, 3, 4, 5, 6


def record(kind, content=b""):
    return struct.pack("!BBHHBB", 1, kind, 1, len(content), 0, 0) + content


def reply(body=b"{}", status=200, headers=()):
    head = [f"Status: {status}", "Content-Type: application/json", *headers]
    text = "\r\n".join(head).encode() + b"\r\n\r\n" + body
    return (b"".join(record(STDOUT, text[at:at + 65535])
                     for at in range(0, len(text), 65535)) + record(STDOUT) +
            record(END, struct.pack("!IB3x", 0, 0)))


def length(data, at):
    if data[at] < 128:
        return data[at], at + 1
    return struct.unpack_from("!I", data, at)[0] & 0x7fffffff, at + 4


def pairs(data):
    found, at = {}, 0
    while at < len(data):
        name, at = length(data, at)
        value, at = length(data, at)
        found[data[at:at + name].decode()] = \
            data[at + name:at + name + value].decode()
        at += name + value
    return found


class Fake:
    """Listens on path. answer(params, body, turn) gives the bytes to send, or
    None to close the connection; turn counts requests of one connection."""

    def __init__(self, path, answer):
        self.answer = answer
        self.seen = []
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(str(path))
        self.listener.listen(128)
        self.open = []
        threading.Thread(target=self.accept, daemon=True).start()

    def accept(self):
        while True:
            try:
                client = self.listener.accept()[0]
            except OSError:
                return
            self.open.append(client)
            threading.Thread(target=self.serve, args=(client,),
                             daemon=True).start()

    def serve(self, client):
        try:
            with client, client.makefile("rb") as stream:
                turn = 0
                while self.one(client, stream, turn):
                    turn += 1
        except OSError:
            pass

    def one(self, client, stream, turn):
        params, body = b"", b""
        while True:
            head = stream.read(8)
            if len(head) < 8:
                return False
            _, kind, _, size, padding, _ = struct.unpack("!BBHHBB", head)
            content = stream.read(size + padding)[:size]
            if kind == PARAMS:
                params += content
            elif kind == STDIN:
                body += content
                if not content:
                    break
        names = pairs(params)
        self.seen.append((names, body))
        out = self.answer(names, body, turn)
        if out is None:
            return False
        client.sendall(out)
        return True

    def close(self):
        self.listener.close()
        for client in self.open:
            try:
                client.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass
