"""A small HTTP client for the black-box tests: no redirects, no retries, and
bodies as bytes, so that replies can be compared to the byte. Every reply is held
against the OpenAPI document (tests/contract/contract.py)."""
import gzip
import http.client
import json
import pathlib
import sys
import urllib.parse

sys.path.insert(1, str(pathlib.Path(__file__).resolve().parents[1] /
                       "contract"))
import contract  # noqa: E402


class Reply:
    def __init__(self, response):
        self.status = response.status
        self.headers = response.headers
        self.body = response.read()

    @property
    def json(self):
        return json.loads(self.body)

    def problem(self, status, code):
        """Checks that this is a problem document; returns it."""
        assert self.status == status, (self.status, self.body[:500])
        assert self.headers["Content-Type"] == "application/problem+json"
        document = self.json
        assert document["status"] == status
        assert document["code"] == code, document
        assert document["type"] == f"urn:finplan:problem:{code}"
        assert document["title"] and document["detail"]
        assert document["request_id"] == self.headers["X-Request-Id"]
        return document


class Api:
    def __init__(self, base, token=None, timeout=30, documented=True):
        """documented False: this asks something else than the service."""
        self.documented = documented
        self.url = urllib.parse.urlsplit(base)
        self.token = token
        self.timeout = timeout

    def call(self, method, path, body=None, headers=None):
        connection = http.client.HTTPConnection(
            self.url.hostname, self.url.port, timeout=self.timeout)
        sent = {}
        if self.token:
            sent["Authorization"] = "Bearer " + self.token
        if body is not None:
            if not isinstance(body, (bytes, str)):
                body = json.dumps(body)
            if isinstance(body, str):
                body = body.encode()
            sent["Content-Type"] = "application/json"
        sent.update(headers or {})
        sent = {name: value for name, value in sent.items()
                if value is not None}
        try:
            connection.request(method, path, body=body, headers=sent)
            reply = Reply(connection.getresponse())
        finally:
            connection.close()
        if self.documented:
            coded = reply.headers["Content-Encoding"] == "gzip"
            contract.check(method, path, reply.status, reply.headers,
                           gzip.decompress(reply.body) if coded
                           else reply.body)
        else:
            contract.note_edge(reply.headers, reply.body)
        return reply

    def get(self, path, **kw):
        return self.call("GET", path, **kw)

    def post(self, path, body=None, **kw):
        return self.call("POST", path, body, **kw)

    def put(self, path, body=None, **kw):
        return self.call("PUT", path, body, **kw)

    def delete(self, path, **kw):
        return self.call("DELETE", path, **kw)


def plan(**changes):
    """A plan without anything unusual; changes replace top-level members."""
    document = {
        "name": "Test household",
        "start_year": 2026,
        "household": {
            "filing_status": "single",
            "state": "none",
            "people": [{"id": "pat", "birth_year": 1961,
                        "retirement_age": 65, "plan_to_age": 95}],
        },
        "accounts": [
            {"id": "ira", "owner": "pat", "type": "traditional",
             "balance": 1000000,
             "allocation": {"us_stock": 0.5, "us_bond": 0.5}},
        ],
        "expenses": [{"id": "living", "amount": 40000}],
        "market": {
            "model": "lognormal",
            "assets": {"us_stock": {"mean": 0.07, "sd": 0.18},
                       "us_bond": {"mean": 0.03, "sd": 0.06}},
            "correlations": {"us_stock/us_bond": 0.1},
            "basis": "real",
            "inflation": {"model": "fixed", "mean": 0.025},
        },
    }
    document.update(changes)
    return document


def published(**changes):
    """The household of the published safe withdrawal rates: a million, half
    shares and half bonds, thirty years, no tax."""
    return plan(
        taxes={"model": "none"},
        accounts=[{"id": "a", "owner": "pat", "type": "taxable",
                   "balance": 1000000, "cost_basis": 1000000,
                   "allocation": {"us_stock": 0.5, "us_bond": 0.5}}],
        market={"model": "historical",
                "assets": {"us_stock": {"mean": 0.07, "sd": 0.18},
                           "us_bond": {"mean": 0.03, "sd": 0.06}},
                "inflation": {"model": "historical"}}, **changes)
