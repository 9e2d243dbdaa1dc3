"""A collector of traces for tests: takes OTLP over HTTP and keeps the spans."""
import http.server
import json
import threading
import time


class Collector:
    def __init__(self, port=0, status=200, delay=0.0):
        self.lock = threading.Lock()
        self.spans, self.resources, self.posts = [], [], 0
        collector = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                time.sleep(delay)
                if self.path == "/v1/traces":
                    collector.take(self.headers["Content-Type"], body)
                self.send_response(status)
                self.send_header("Content-Length", "2")
                self.end_headers()
                self.wfile.write(b"{}")

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", port),
                                                      Handler)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}/v1/traces"
        self.thread = threading.Thread(target=self.server.serve_forever)
        self.thread.start()

    def take(self, kind, body):
        assert kind == "application/json", kind
        document = json.loads(body)
        with self.lock:
            self.posts += 1
            for resource in document["resourceSpans"]:
                self.resources.append(attributes(resource["resource"]))
                for scope in resource["scopeSpans"]:
                    self.spans += scope["spans"]

    def trace(self, number, seconds=10):
        """The spans of a trace, once its root is there."""
        end = time.monotonic() + seconds
        while True:
            with self.lock:
                found = [s for s in self.spans if s["traceId"] == number]
            if found:
                return found
            assert time.monotonic() < end, f"no trace {number}"
            time.sleep(0.05)

    def stop(self):
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


def attributes(holder):
    return {a["key"]: next(iter(a["value"].values()))
            for a in holder.get("attributes", [])}
